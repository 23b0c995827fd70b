# SPDX-License-Identifier: MIT
"""A spreadsheet as plain JSON, in and out, for tests.

{"title": T, "tabs": [{"title": T, "rows": [[cell, ...], ...],
  "sheetId"?, "hidden"?, "rowCount"?, "columnCount"?, "frozenRowCount"?,
  "tags"?: [{"row" or "column": index, "id", "key", "value"}]}]}

A cell is a text, a number, true, false, null or {"formula": "=..."}. What
dump() gives more than that is for looking at: load() ignores it.
"""
import a1
import entry
from book import Book, Cell, Tab, Tag


def cell(value):
    if isinstance(value, dict):
        return Cell(value=("formulaValue", value["formula"]))
    return Cell(value=None if value is None else entry.raw(value))


def plain(c):
    if c.value is None:
        return None
    kind, value = c.value
    if kind == "formulaValue":
        return {"formula": value, "shown": entry.formatted(c)}
    return value[1] if kind == "errorValue" else value


def load(book_id, given):
    book = Book(book_id, given.get("title", "Test - Atlas"))
    for i, about in enumerate(given.get("tabs") or [{"title": "Sheet1"}]):
        rows = about.get("rows", [])
        width = max(map(len, rows), default=0)
        tab = Tab(about.get("sheetId", i), about["title"],
                  about.get("rowCount", max(1000, len(rows))),
                  about.get("columnCount", max(26, width)))
        tab.hidden = about.get("hidden", False)
        tab.frozen[0] = about.get("frozenRowCount", 0)
        for row, values in zip(tab.rows, rows):
            row.cells = [cell(value) for value in values]
        for tag in about.get("tags", ()):
            holder = tab.rows[tag["row"]] if "row" in tag else \
                tab.columns[tag["column"]] if "column" in tag else tab
            holder.tags.append(Tag(tag["id"], tag["key"],
                                   tag.get("value", ""), "DOCUMENT"))
        book.tabs.append(tab)
    for tag in given.get("tags", ()):
        book.tags.append(Tag(tag["id"], tag["key"], tag.get("value", ""),
                             "DOCUMENT"))
    return book


def _tags(items, name):
    return [{name: i, "id": tag.id, "key": tag.key, "value": tag.value}
            for i, item in enumerate(items) for tag in item.tags]


def _rules(tab):
    """Per column: how many cells have which rule, and coloured choices."""
    found = {}
    for row in tab.rows:
        for j, c in enumerate(row.cells):
            if c.rule:
                key = (j, repr(c.rule), bool(c.chips))
                found.setdefault(key, [c.rule, 0])[1] += 1
    return [{"column": a1.letters(j), "rule": rule, "cells": count,
             "coloured": coloured}
            for (j, _, coloured), (rule, count) in sorted(found.items())]


def _range(tab, item):
    return {**{k: v for k, v in item.items() if k not in ("rect", "free")},
            "range": tab.name_of(item["rect"])}


def dump_tab(tab):
    rows = [[plain(c) for c in row.cells] for row in tab.rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return {
        "title": tab.title, "sheetId": tab.id, "hidden": tab.hidden,
        "rowCount": tab.height, "columnCount": tab.width,
        "frozenRowCount": tab.frozen[0], "rows": rows,
        "tags": _tags(tab.rows, "row") + _tags(tab.columns, "column")
        + [{"id": t.id, "key": t.key, "value": t.value} for t in tab.tags],
        "hiddenRows": [i for i, row in enumerate(tab.rows) if row.hidden],
        "filteredRows": [i for i, row in enumerate(tab.rows)
                         if row.filtered],
        "rules": _rules(tab),
        "protections": [_range(tab, p) for p in tab.protections],
        "tables": [_range(tab, t) for t in tab.tables],
        "filter": _range(tab, tab.filter) if tab.filter else None,
        "formats": len(tab.formats),
    }


def dump(book):
    return {"id": book.id, "title": book.properties["title"],
            "version": book.version,
            "tags": [{"id": t.id, "key": t.key, "value": t.value}
                     for t in book.tags],
            "tabs": [dump_tab(tab) for tab in book.tabs]}
