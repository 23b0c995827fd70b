#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A human at the desk: edits a CSV file as a spreadsheet program would.

usage: human.py [--excel | --libreoffice] FILE ACT [ARGUMENT]...

  set ID COLUMN=VALUE...      type into cells of the rows with this ID
  second ID COLUMN=VALUE...   only into the second row with this ID
  row COLUMN=VALUE...         add a row at the end
  first COLUMN=VALUE...       insert a row directly below the header
  copy ID                     copy the row, directly below itself
  delete ID                   delete the row
  sort COLUMN                 sort the rows below the header
  column NAME [AT]            insert a column of one's own
  rename OLD NEW              change a header
  move NAME AT                move a column
  drop NAME                   delete a column
  note TEXT                   insert a line above the header
  get ID COLUMN               print a cell
  rows                        print how many rows there are below the header
  ids                         print the IDs in their order, in one line
  header                      print the header, with | between its texts
  dump                        print the rows as JSON, each as an object

The file is read whole and written whole, through a temporary file, in the
program's own manner: Excel with a byte order mark, semicolons and CR LF,
LibreOffice with commas and LF; without either, as it was.
"""
import csv
import io
import os
import sys

BOM = "\ufeff"


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    bom = text.startswith(BOM)
    text = text.removeprefix(BOM)
    first = text.split("\n", 1)[0]
    style = {
        "bom": bom,
        "delimiter": ",",
        "lineterminator": "\r\n" if first.endswith("\r") else "\n",
    }
    for style["delimiter"] in ";,":
        rows = list(csv.reader(io.StringIO(text, newline=""),
                               delimiter=style["delimiter"]))
        if any("ID" in row for row in rows):
            break
    return rows, style


def write(path, rows, style):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=style["delimiter"],
               lineterminator=style["lineterminator"]).writerows(rows)
    temporary = path + ".saving"
    with open(temporary, "w", encoding="utf-8", newline="") as f:
        f.write((BOM if style["bom"] else "") + out.getvalue())
        f.flush()
        os.fsync(f.fileno())
    os.replace(temporary, path)


def header_of(rows):
    return next(i for i, row in enumerate(rows) if "ID" in row)


def pad(row, width):
    row.extend([""] * (width - len(row)))


def main(argv):
    style_wanted = {}
    while argv and argv[0].startswith("--"):
        program = argv.pop(0)
        style_wanted = {
            "--excel": {"bom": True, "delimiter": ";",
                        "lineterminator": "\r\n"},
            "--libreoffice": {"bom": False, "delimiter": ",",
                              "lineterminator": "\n"},
        }[program]
    if len(argv) < 2:
        sys.exit(__doc__)
    path, act, *args = argv
    rows, style = read(path)
    style.update(style_wanted)
    top = header_of(rows)
    header = rows[top]
    width = max(len(row) for row in rows)
    identity = header.index("ID")
    for row in rows[top:]:
        pad(row, width)

    def places(key):
        found = [i for i in range(top + 1, len(rows))
                 if rows[i][identity] == key]
        if not found:
            sys.exit(f"human.py: {path}: no row {key}")
        return found

    def fill(row, pairs):
        for pair in pairs:
            column, value = pair.split("=", 1)
            row[header.index(column)] = value

    if act == "set":
        for i in places(args[0]):
            fill(rows[i], args[1:])
    elif act == "second":
        fill(rows[places(args[0])[1]], args[1:])
    elif act == "row":
        rows.append([""] * width)
        fill(rows[-1], args)
    elif act == "first":
        rows.insert(top + 1, [""] * width)
        fill(rows[top + 1], args)
    elif act == "copy":
        i = places(args[0])[0]
        rows.insert(i + 1, list(rows[i]))
    elif act == "delete":
        for i in reversed(places(args[0])):
            del rows[i]
    elif act == "sort":
        at = header.index(args[0])
        rows[top + 1:] = sorted(rows[top + 1:], key=lambda row: row[at])
    elif act == "column":
        at = int(args[1]) if len(args) > 1 else width
        for row in rows[top:]:
            row.insert(at, "")
        header[at] = args[0]
    elif act == "rename":
        header[header.index(args[0])] = args[1]
    elif act == "move":
        at = header.index(args[0])
        for row in rows[top:]:
            row.insert(int(args[1]), row.pop(at))
    elif act == "drop":
        at = header.index(args[0])
        for row in rows[top:]:
            del row[at]
    elif act == "note":
        rows.insert(0, [args[0]])
    elif act == "get":
        print(rows[places(args[0])[0]][header.index(args[1])])
        return
    elif act == "rows":
        print(len(rows) - top - 1)
        return
    elif act == "ids":
        print(*[row[identity] or "-" for row in rows[top + 1:]])
        return
    elif act == "header":
        print("|".join(header))
        return
    elif act == "dump":
        import json
        for row in rows[top + 1:]:
            print(json.dumps({name or f"#{i}": value for i, (name, value)
                              in enumerate(zip(header, row)) if value},
                             ensure_ascii=False, sort_keys=True))
        return
    else:
        sys.exit(f"human.py: unknown act {act}")
    write(path, rows, style)


main(sys.argv[1:])
