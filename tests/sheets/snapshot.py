# SPDX-License-Identifier: MIT
"""spreadsheets.get: the spreadsheet, or what the field mask asks of it."""
import mask
import sheets
import tags
from entry import effective, formatted
from tags import Place

URL = "https://docs.google.com/spreadsheets/d/%s/edit"
FORMAT = {"backgroundColor": {"red": 1, "green": 1, "blue": 1},
          "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
          "verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL",
          "textFormat": {"foregroundColor": {}, "fontFamily": "arial",
                         "fontSize": 10, "bold": False, "italic": False,
                         "strikethrough": False, "underline": False}}


def get(call, query, body):
    book = call.book
    tree = None
    if "fields" in query:
        tree = call.api.fields({"$ref": "Spreadsheet"}, query["fields"])
    with_data = query.get("includeGridData", False) if tree is None \
        else mask.wants(tree, "sheets", "data")
    areas = [book.find(text) for text in query.get("ranges", ())]
    areas = [(tab, tab.bound(
        rect, call.knobs["read_past_end"] == "clip")) for tab, rect in areas]
    shown = [tab for tab in book.tabs
             if not areas or any(tab is other for other, _ in areas)]
    below = mask.below(tree, "sheets")[1]
    out = {"spreadsheetId": book.id,
           "properties": {**book.properties, "defaultFormat": FORMAT}}
    out["sheets"] = [
        _sheet(call, tab, below, with_data and (
            [rect for other, rect in areas if other is tab] or
            [(0, 0, tab.height, tab.width)])) for tab in shown]
    if book.names:
        out["namedRanges"] = [sheets.named_answer(book, n)
                              for n in book.names]
    if book.tags:
        out["developerMetadata"] = [
            tags.described(Place(tag, "SPREADSHEET", None, None, book))
            for tag in book.tags]
    out["spreadsheetUrl"] = URL % book.id
    return mask.select(tree, out)


def _sheet(call, tab, tree, rects):
    out = {"properties": sheets.properties(tab, call.book.tabs.index(tab))}
    if rects:
        below = mask.below(tree, "data")[1]
        out["data"] = [_data(tab, rect, below) for rect in rects]
    if tab.tags:
        out["developerMetadata"] = [
            tags.described(Place(tag, "SHEET", tab, None, tab))
            for tag in tab.tags]
    if tab.formats:
        out["conditionalFormats"] = [sheets.format_answer(tab, rule)
                                     for rule in tab.formats]
    if tab.protections:
        out["protectedRanges"] = [
            sheets.protection_answer(call, tab, p) for p in tab.protections]
    if tab.filter:
        out["basicFilter"] = sheets.filter_answer(tab)
    if tab.tables:
        out["tables"] = [
            {"tableId": table["tableId"], "name": table["name"],
             "range": sheets.grid_range(tab, table["rect"])}
            for table in tab.tables]
    return out


def _data(tab, rect, tree):
    """GridData; only what the mask wants is made, for it may be much."""
    top, left, bottom, right = rect
    out = {}
    if top:
        out["startRow"] = top
    if left:
        out["startColumn"] = left
    wanted, below = mask.below(tree, "rowData", "values")
    if wanted:
        rows = [_row(row.cells[left:right], below)
                for row in tab.rows[top:bottom]]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            out["rowData"] = rows
    for name, items, first, end, kind in (
            ("rowMetadata", tab.rows, top, bottom, "ROW"),
            ("columnMetadata", tab.columns, left, right, "COLUMN")):
        if mask.wants(tree, name):
            out[name] = [_line(tab, item, i, kind) for i, item
                         in enumerate(items[first:end], first)]
    return out


def _row(cells, tree):
    values = [_cell(cell, tree) for cell in cells]
    while values and not values[-1]:
        values.pop()
    return {"values": values} if values else {}


def _cell(cell, tree):
    out = {}
    if cell.value is not None:
        if mask.wants(tree, "userEnteredValue"):
            out["userEnteredValue"] = _value(cell.value)
        if mask.wants(tree, "effectiveValue"):
            out["effectiveValue"] = _value(effective(cell.value))
        if mask.wants(tree, "formattedValue"):
            out["formattedValue"] = formatted(cell)
    if cell.format:
        for name in ("userEnteredFormat", "effectiveFormat"):
            if mask.wants(tree, name):
                out[name] = cell.format
    if cell.note and mask.wants(tree, "note"):
        out["note"] = cell.note
    if cell.rule and mask.wants(tree, "dataValidation"):
        out["dataValidation"] = cell.rule
    return out


def _value(value):
    kind, inner = value
    if kind == "errorValue":
        return {kind: {"type": inner[0], "message": inner[1]}}
    return {kind: inner}


def _line(tab, item, index, kind):
    out = {"pixelSize": item.size}
    if item.hidden:
        out["hiddenByUser"] = True
    if kind == "ROW" and item.filtered:
        out["hiddenByFilter"] = True
    if item.tags:
        out["developerMetadata"] = [
            tags.described(Place(tag, kind, tab, index, item))
            for tag in item.tags]
    return out
