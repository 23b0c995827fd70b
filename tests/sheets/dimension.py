# SPDX-License-Identifier: MIT
"""Rows and columns: inserted, deleted, moved, sorted, hidden.

Each of these takes along what hangs on the row: its tags. Ranges (protected
ranges, tables, the filter, conditional formats, named ranges) shift.
"""
import mask
from book import EMPTY, Cell, Column, Row
from entry import effective, formatted
from errors import bad, beyond_grid, no_fields
from guard import insertable, tab_editable, writable

ROWS, COLUMNS = 0, 1
WORD = {ROWS: "row", COLUMNS: "column"}


def axis_of(text):
    if text not in ("ROWS", "COLUMNS"):
        raise bad("No dimension specified.")  # unrecorded
    return ROWS if text == "ROWS" else COLUMNS


def span(tab, given):
    """(axis, start, end) of a DimensionRange, closed to the grid."""
    axis = axis_of(given.get("dimension"))
    size = tab.height if axis == ROWS else tab.width
    start, end = given.get("startIndex", 0), given.get("endIndex", size)
    if start < 0 or end <= start:
        raise bad("range.endIndex must be greater than "
                  "range.startIndex.")  # unrecorded
    return axis, start, end


def line(axis, start, end):
    """The rectangle that a span of rows or columns is."""
    return (start, None, end, None) if axis == ROWS else \
        (None, start, None, end)


def _reshape(book, tab, axis, change):
    """Let change(first, end) move every range; it gives None for a range
    that is gone."""
    def moved(rect):
        both = change(rect[axis], rect[axis + 2])
        if both is None:
            return None
        new = list(rect)
        new[axis], new[axis + 2] = both
        return tuple(new)

    for item in tab.ranges() + [n for n in book.names if n["tab"] == tab.id]:
        item["rect"] = moved(item["rect"])
    for rule in tab.formats:
        rule["rects"] = [r for r in map(moved, rule["rects"]) if r]
    tab.protections = [p for p in tab.protections if p["rect"]]
    tab.tables = [t for t in tab.tables if t["rect"]]
    tab.formats = [f for f in tab.formats if f["rects"]]
    if tab.filter and not tab.filter["rect"]:
        tab.filter = None
        unhide(tab)
    book.names = [n for n in book.names if n["rect"]]
    if tab.filter and axis == COLUMNS:
        criteria = {}
        for at, hidden in tab.filter["criteria"].items():
            both = change(at, at + 1)
            if both:
                criteria[both[0]] = hidden
        tab.filter = {**tab.filter, "criteria": criteria}


def _opened(at, count):
    def change(first, end):
        if first is not None and first >= at:
            first += count
        if end is not None and end > at:
            end += count
        return first, end
    return change


def _closed(start, stop):
    def edge(x):
        return x if x is None or x <= start else max(start, x - stop + start)

    def change(first, end):
        if end is not None and start <= (first or 0) and end <= stop:
            return None
        return edge(first), edge(end)
    return change


def insert(book, tab, axis, start, count, before=False):
    """Put empty rows or columns; they inherit format and validation."""
    source = start - 1 if before else start

    def heir(cell):
        return Cell(format=cell.format, rule=cell.rule, chips=cell.chips)

    if axis == ROWS:
        cells = [] if source >= tab.height else \
            [heir(cell) for cell in tab.rows[source].cells]
        tab.rows[start:start] = [Row(cells) for _ in range(count)]
    else:
        tab.columns[start:start] = [Column() for _ in range(count)]
        for row in tab.rows:
            if len(row.cells) > start:
                row.cells[start:start] = [heir(row.get(source))] * count
    if start < tab.frozen[axis]:
        tab.frozen[axis] += count
    _reshape(book, tab, axis, _opened(start, count))


def grow(book, tab, axis, count):
    """Put empty rows or columns at the end."""
    if axis == ROWS:
        book.check_size(count * tab.width)
        tab.grow(tab.height + count, tab.width)
    else:
        book.check_size(count * tab.height)
        tab.grow(tab.height, tab.width + count)


def delete(book, tab, axis, start, end):
    """Take rows or columns away, with their tags."""
    frozen = tab.frozen[axis]
    for holder in (tab.rows if axis == ROWS else tab.columns)[start:end]:
        for tag in holder.tags:
            book.tag_removed(tab, tag)
    if axis == ROWS:
        del tab.rows[start:end]
    else:
        del tab.columns[start:end]
        for row in tab.rows:
            del row.cells[start:end]
    tab.frozen[axis] = frozen - max(0, min(end, frozen) - start)
    _reshape(book, tab, axis, _closed(start, end))


def move(book, tab, axis, start, end, to):
    """Move rows or columns; `to` counts as before they are taken out."""
    if start <= to <= end:
        return
    count = end - start
    at = to - count if to > end else to

    def shift(items, fill=None):
        if fill is not None and len(items) < max(end, to):
            items += [fill] * (max(end, to) - len(items))
        taken = items[start:end]
        del items[start:end]
        items[at:at] = taken

    if axis == ROWS:
        shift(tab.rows)
    else:
        shift(tab.columns)
        for row in tab.rows:
            if len(row.cells) > min(start, to):
                shift(row.cells, EMPTY)

    def change(first, last):
        if first is not None and last is not None and \
                start <= first and last <= end:
            return first + at - start, last + at - start
        both = _closed(start, end)(first, last)
        return both and _opened(at, count)(*both)
    _reshape(book, tab, axis, change)


def _key(value):
    kind, inner = effective(value)
    if kind == "numberValue":
        return 0, inner, ""
    if kind == "stringValue":
        return 1, 0, inner.casefold()
    return (2, int(inner), "") if kind == "boolValue" else (3, 0, "")


def sort(tab, rect, specs, move_tags=True):
    """Sort the cells of a rectangle by [(column, descending)]; blanks last.
    The rows' tags come along, or stay."""
    top, left, bottom, right = tab.bound(rect)
    order = list(range(top, bottom))
    for column, descending in reversed(specs):
        keys = {i: tab.rows[i].get(column).value for i in order}
        filled = [i for i in order if keys[i] is not None]
        filled.sort(key=lambda i: _key(keys[i]), reverse=descending)
        order = filled + [i for i in order if keys[i] is None]
    old = [(tab.rows[i].cells + [EMPTY] * right, tab.rows[i].tags)
           for i in order]
    for i, (cells, tags) in zip(range(top, bottom), old):
        row = tab.rows[i]
        # A new list: the slices of the old one are still to be read.
        row.cells = list(row.cells)
        for column in range(left, right):
            row.put(column, cells[column])
        if move_tags:
            row.tags = tags
    refilter(tab)


def unhide(tab):
    for row in tab.rows:
        row.filtered = False


def refilter(tab):
    """Hide what the filter hides: only when it is set or after a sort."""
    unhide(tab)
    if not tab.filter:
        return
    top, _, bottom, _ = tab.bound(tab.filter["rect"])
    for row in tab.rows[top + 1:bottom]:
        row.filtered = any(formatted(row.get(column)) in hidden for
                           column, hidden in tab.filter["criteria"].items())


# The requests of a batch.

def insert_dimension(call, body):
    given = body["range"]
    tab = call.book.tab(given.get("sheetId", 0))
    axis, start, end = span(tab, given)
    size = tab.height if axis == ROWS else tab.width
    before = body.get("inheritFromBefore", False)
    if before and start == 0:
        raise bad("range.startIndex must be greater than 0 if "
                  "inheritFromBefore is true.")  # unrecorded
    if start > size or (start == size and not before):
        raise bad("range.startIndex must be less than the grid size "
                  f"({size}) if inheritFromBefore is false.")
    insertable(call, tab, axis, start)
    call.book.check_size((end - start) * (
        tab.width if axis == ROWS else tab.height))
    insert(call.book, tab, axis, start, end - start, before)


def delete_dimension(call, body):
    tab = call.book.tab(body["range"].get("sheetId", 0))
    axis, start, end = span(tab, body["range"])
    size = tab.height if axis == ROWS else tab.width
    word = WORD[axis]
    if end > size:
        raise bad(f"Cannot delete a {word} that doesn't exist. Tried to "
                  f"delete {word} index {end - 1} but there are only "
                  f"{size} {word}s.")  # unrecorded
    if start <= tab.frozen[axis] and end == size:
        raise bad("Sorry, it is not possible to delete all non-frozen "
                  f"{word}s.")
    writable(call, tab, line(axis, start, end))
    delete(call.book, tab, axis, start, end)


def append_dimension(call, body):
    tab = call.book.tab(body.get("sheetId", 0))
    axis, count = axis_of(body.get("dimension")), body.get("length", 0)
    if count < 1:
        raise bad("length must be greater than 0.")  # unrecorded
    grow(call.book, tab, axis, count)


def move_dimension(call, body):
    tab = call.book.tab(body["source"].get("sheetId", 0))
    axis, start, end = span(tab, body["source"])
    size = tab.height if axis == ROWS else tab.width
    to = body.get("destinationIndex", 0)
    if end > size or not 0 <= to <= size:
        raise beyond_grid(tab.name_of(line(axis, start, end)), tab)
    writable(call, tab, line(axis, start, end))
    insertable(call, tab, axis, to)
    move(call.book, tab, axis, start, end, to)


def sort_range(call, body):
    tab, rect = call.book.area(body["range"])
    rect = tab.bound(rect)
    writable(call, tab, rect)
    specs = [(spec.get("dimensionIndex", 0),
              spec.get("sortOrder") == "DESCENDING")
             for spec in body.get("sortSpecs", ())]
    sort(tab, rect, specs, call.knobs["sort_moves_tags"])


def auto_resize(call, body):
    given = body.get("dimensions", {})
    tab = call.book.tab(given.get("sheetId", 0))
    span(tab, given)


def update_properties(call, body):
    given = body["range"]
    tab = call.book.tab(given.get("sheetId", 0))
    axis, start, end = span(tab, given)
    if not body.get("fields"):
        raise no_fields()
    tree = call.api.update_mask("DimensionProperties", body["fields"])
    tab_editable(call, tab)
    properties = body.get("properties", {})
    for item in (tab.rows if axis == ROWS else tab.columns)[start:end]:
        if mask.wants(tree, "pixelSize"):
            item.size = properties.get("pixelSize", item.size)
        if mask.wants(tree, "hiddenByUser"):
            item.hidden = properties.get("hiddenByUser", False)
