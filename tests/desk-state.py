#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The end of a story, for comparing it with another one's.

usage: desk-state.py ROOT

Prints what the ledger and the desk hold, without what may differ between two
runs that come to the same: IDs, the order of rows, times, and what runs of
the tools leave about themselves.
"""
import csv
import json
import re
import sqlite3
import sys

QUERIES = """
SELECT t.title, t.description, t.status, t.priority, t.assignee, t.version,
    t.start_gate, t.attempts FROM task AS t ORDER BY t.title, t.id;
SELECT t.title, a.gate, a.task_version, a.requested_by, a.report, a.decision,
    a.decided_by, a.notes, a.via, a.edits FROM approval AS a
    JOIN task AS t ON t.id = a.task_id ORDER BY t.title, a.id;
SELECT source, severity, message, state, notes FROM error
    WHERE source NOT LIKE 'atlas-%' ORDER BY id;
SELECT t.title, r.status, r.message, r.notes FROM run AS r
    JOIN task AS t ON t.id = r.task_id ORDER BY t.title, r.id;
SELECT t.title, e.actor, e.via, e.kind FROM event AS e
    JOIN task AS t ON t.id = e.task_id ORDER BY t.title, e.seq
"""


def ledger(root):
    db = sqlite3.connect(root + "/data/atlas.db")
    for query in QUERIES.split(";"):
        for row in db.execute(query):
            yield "|".join(str(value) for value in row)
    db.close()


def tab(root, title):
    with open(f"{root}/desk/{title}.csv", encoding="utf-8-sig",
              newline="") as f:
        rows = list(csv.reader(f))
    top = next(i for i, row in enumerate(rows) if "ID" in row)
    for row in rows[:top]:
        yield f"{title} above: {row}"
    lines = []
    for row in rows[top + 1:]:
        cells = {name: value for name, value in zip(rows[top], row)
                 if value and name not in ("Task", "Requested at")}
        if title == "Runs" and "Notes" not in cells:
            continue
        if cells.get("Source", "").startswith("atlas-"):
            continue
        cells["ID"] = "an ID" if cells.get("ID") else "none"
        if cells.get("Result", "").startswith("added "):
            del cells["Result"]         # the next import takes that away
        if "Result" in cells:
            cells["Result"] = re.sub(r"A\d+|\d+-\d+-\d+ \d+:\d+", "*",
                                     cells["Result"])
        lines.append(json.dumps(cells, sort_keys=True, ensure_ascii=False))
    for line in sorted(lines):
        yield f"{title}: {line}"


def main(root):
    for line in ledger(root):
        print(line)
    for title in ("Pending_Approvals", "Approval_History", "Runs",
                  "Errors_Hotlist"):
        for line in tab(root, title):
            print(line)


main(sys.argv[1])
