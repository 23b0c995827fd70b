# SPDX-License-Identifier: MIT
"""The requests of a batch that write cells."""
import re

import entry
import mask
from book import EMPTY
from errors import bad, beyond_grid, no_fields
from guard import writable

CELL_FIELDS = ("userEnteredValue", "userEnteredFormat", "dataValidation",
               "note")


def field_mask(call, body):
    """The mask of a request that writes CellData."""
    if not body.get("fields"):
        raise no_fields()
    return call.api.update_mask("CellData", body["fields"])


def merged(old, data, tree):
    """The cell old with what the mask names taken from CellData."""
    new = {}
    if mask.wants(tree, "userEnteredValue"):
        new["value"] = extended(data.get("userEnteredValue") or {})
        new["mark"] = None
    wanted, below = mask.below(tree, "userEnteredFormat")
    if wanted:
        new["format"] = mask.assign(below, old.format,
                                    data.get("userEnteredFormat"))
    if mask.wants(tree, "dataValidation"):
        # Colours that a human gave the choices are lost, even to the same
        # rule.
        new["rule"] = data.get("dataValidation")
        new["chips"] = None
    if mask.wants(tree, "note"):
        new["note"] = data.get("note") or None
    return old._replace(**new)


def extended(value):
    """(kind, value) of an ExtendedValue."""
    for kind in ("stringValue", "numberValue", "boolValue"):
        if value.get(kind) is not None:
            return entry.raw(value[kind])
    if value.get("formulaValue"):
        text = value["formulaValue"]
        entry.raw(text)
        if not text.startswith("="):
            raise bad("formulaValue must start with '='.")  # unrecorded
        return "formulaValue", text
    if "errorValue" in value:
        raise bad("errorValue is read-only.")  # unrecorded
    return None


def _put_rows(tab, rect, rows, tree):
    top, left, bottom, right = rect
    for i, data in enumerate(rows, top):
        values = data.get("values", ())
        if i >= bottom:
            raise bad(f"Attempting to write row: {i}, beyond the last "
                      f"requested row of: {bottom - 1}")  # unrecorded
        if left + len(values) > right:
            raise bad(f"Attempting to write column: {right}, beyond the last "
                      f"requested column of: {right - 1}")  # unrecorded
        row = tab.rows[i]
        for j, cell in enumerate(values, left):
            row.put(j, merged(row.get(j), cell or {}, tree))


def update_cells(call, body):
    tree = field_mask(call, body)
    rows = body.get("rows", [])
    widest = max((len(row.get("values", ())) for row in rows), default=0)
    if "range" in body:
        tab, rect = call.book.area(body["range"])
        rect = tab.bound(rect)
        touched = rect
    else:
        start = body.get("start", {})
        tab = call.book.tab(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        rect = tab.bound((top, left, top + 1, left + 1))
        rect = (top, left, tab.height, tab.width)
        touched = (top, left, top + max(len(rows), 1),
                   left + max(widest, 1))
    writable(call, tab, touched)
    if "range" in body:
        top, left, bottom, right = rect
        for i in range(top, bottom):
            data = rows[i - top].get("values", ()) if i - top < len(rows) \
                else ()
            row = tab.rows[i]
            for j in range(left + len(data), right):
                row.put(j, merged(row.get(j), {}, tree))
    _put_rows(tab, rect, rows, tree)


def append_cells(call, body):
    tree = field_mask(call, body)
    tab = call.book.tab(body.get("sheetId", 0))
    rows = body.get("rows", [])
    if "tableId" in body:
        return  # recorded: success, and the values are dropped
    top = tab.last_row_with_data()
    widest = max((len(row.get("values", ())) for row in rows), default=0)
    tab.grow(top + len(rows), widest)
    call.book.check_size()
    writable(call, tab, (top, 0, top + len(rows), max(widest, 1)))
    _put_rows(tab, (top, 0, tab.height, tab.width), rows, tree)


def repeat_cell(call, body):
    tree = field_mask(call, body)
    tab, rect = call.book.area(body["range"])
    top, left, bottom, right = tab.bound(rect)
    writable(call, tab, (top, left, bottom, right))
    data = body.get("cell", {})
    for row in tab.rows[top:bottom]:
        for j in range(left, right):
            row.put(j, merged(row.get(j), data, tree))


def set_data_validation(call, body):
    tab, rect = call.book.area(body["range"])
    top, left, bottom, right = tab.bound(rect)
    writable(call, tab, (top, left, bottom, right))
    rule = body.get("rule")
    condition = (rule or {}).get("condition", {})
    if rule is not None and condition.get("type") == "ONE_OF_LIST" and \
            not condition.get("values"):
        raise bad("ONE_OF_LIST needs at least one value.")  # unrecorded
    for row in tab.rows[top:bottom]:
        if row.filtered and not body.get("filteredRowsIncluded"):
            continue
        for j in range(left, right):
            row.put(j, row.get(j)._replace(rule=rule, chips=None))


def pasted(kind, source, old):
    """What pasting a cell over another one leaves."""
    if kind == "PASTE_VALUES":
        return old._replace(value=entry.effective(source.value),
                            mark=source.mark)
    if kind == "PASTE_FORMULA":
        return old._replace(value=source.value, mark=source.mark)
    if kind == "PASTE_FORMAT":
        return old._replace(format=source.format)
    if kind == "PASTE_DATA_VALIDATION":
        return old._replace(rule=source.rule, chips=source.chips)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        return old
    return source


def _block(tab, rect, skip_filtered=False):
    top, left, bottom, right = rect
    return [[row.get(j) for j in range(left, right)]
            for row in tab.rows[top:bottom]
            if not (skip_filtered and row.filtered)]


def _paste(call, tab, top, left, block, kind):
    bottom = top + len(block)
    right = left + (len(block[0]) if block else 0)
    if bottom > tab.height or right > tab.width:
        # unrecorded: Google may grow the grid instead
        raise beyond_grid(tab.name_of((top, left, bottom, right)), tab)
    if not block:
        return
    writable(call, tab, (top, left, bottom, right))
    for row, cells in zip(tab.rows[top:bottom], block):
        for j, cell in enumerate(cells, left):
            row.put(j, pasted(kind, cell, row.get(j)))


def copy_paste(call, body):
    source, rect = call.book.area(body["source"])
    block = _block(source, source.bound(rect),
                   call.knobs["copypaste_skips_filtered"])
    if body.get("pasteOrientation") == "TRANSPOSE":
        block = [list(column) for column in zip(*block)]
    tab, rect = call.book.area(body["destination"])
    top, left, bottom, right = tab.bound(rect)
    if block:
        # A destination that is a multiple of the source is filled.
        height, width = len(block), len(block[0])
        down = (bottom - top) // height if not (bottom - top) % height else 1
        across = (right - left) // width if not (right - left) % width else 1
        block = [row * max(across, 1) for row in block] * max(down, 1)
    _paste(call, tab, top, left, block,
           body.get("pasteType", "PASTE_NORMAL"))


def cut_paste(call, body):
    source, rect = call.book.area(body["source"])
    rect = source.bound(rect)
    to = body["destination"]
    cut(call, source, rect, call.book.tab(to.get("sheetId", 0)),
        to.get("rowIndex", 0), to.get("columnIndex", 0),
        body.get("pasteType", "PASTE_NORMAL"))


def cut(call, source, rect, tab, top, left, kind="PASTE_NORMAL"):
    writable(call, source, rect)
    block = _block(source, rect)
    tab.bound((top, left, top + 1, left + 1))
    rows = source.rows[rect[0]:rect[2]]
    for row in rows:
        for j in range(rect[1], rect[3]):
            old = row.get(j)
            row.put(j, old._replace(value=None, mark=None)
                    if kind == "PASTE_VALUES" else EMPTY)
    _paste(call, tab, top, left, block, kind)
    whole = rect[1] == 0 and rect[3] == source.width
    if whole and call.knobs["cutpaste_moves_tags"]:
        taken = [row.tags for row in rows]
        for row in rows:
            row.tags = []
        for row, tags in zip(tab.rows[top:], taken):
            row.tags = row.tags + tags
        call.book.tags_changed(None)


def find_replace(call, body):
    if "range" in body:
        areas = [call.book.area(body["range"])]
    elif body.get("allSheets"):
        areas = [(tab, (None,) * 4) for tab in call.book.tabs]
    else:
        areas = [(call.book.tab(body.get("sheetId", 0)), (None,) * 4)]
    find = body.get("find", "")
    if not find:
        raise bad("find must not be empty.")  # unrecorded
    if body.get("searchByRegex"):
        replacement = re.sub(r"\$(\d)", r"\\\1", body.get("replacement", ""))
    else:
        find = re.escape(find)
        replacement = body.get("replacement", "").replace("\\", "\\\\")
    if body.get("matchEntireCell"):
        find = f"(?:{find})\\Z"
    pattern = re.compile(find, 0 if body.get("matchCase")
                         else re.IGNORECASE)
    count = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0,
             "sheetsChanged": 0, "occurrencesChanged": 0}
    for tab, rect in areas:
        _replace_in(call, tab, tab.bound(rect), pattern, replacement, count,
                    body)
    return {name: number for name, number in count.items() if number}


def _replace_in(call, tab, rect, pattern, replacement, count, body):
    top, left, bottom, right = rect
    rows = 0
    for i in range(top, bottom):
        row, changed = tab.rows[i], False
        for j in range(left, min(right, len(row.cells))):
            old = row.get(j)
            formula = old.value and old.value[0] == "formulaValue"
            if not old.value or formula and not body.get("includeFormulas"):
                continue
            text = entry.entered(old)
            if body.get("matchEntireCell") and not pattern.match(text):
                continue
            text, times = pattern.subn(replacement, text)
            if not times:
                continue
            writable(call, tab, (i, j, i + 1, j + 1))
            value, _ = entry.typed(text, old.format)
            row.put(j, old._replace(value=value, mark=None))
            count["formulasChanged" if formula else "valuesChanged"] += 1
            count["occurrencesChanged"] += times
            changed = True
        rows += changed
    count["rowsChanged"] += rows
    count["sheetsChanged"] += bool(rows)
