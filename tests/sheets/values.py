# SPDX-License-Identifier: MIT
"""The values endpoints."""
import a1
import dimension
import entry
from errors import bad, outside_range, within
from guard import writable
from tags import Index


# Reading.

def render(call, tab, rect, options):
    """A ValueRange: trailing empty cells and rows are left out."""
    rect = tab.bound(rect, call.knobs["read_past_end"] == "clip")
    top, left, bottom, right = rect
    major = options.get("majorDimension") or "ROWS"
    how = options.get("valueRenderOption")
    dates = options.get("dateTimeRenderOption")
    lines = [[entry.rendered(cell, how, dates)
              for cell in row.cells[left:right]]
             for row in tab.rows[top:bottom]]
    if major == "COLUMNS":
        lines = [[line[j] if j < len(line) else "" for line in lines]
                 for j in range(max(map(len, lines), default=0))]
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    out = {"range": tab.name_of(rect), "majorDimension": major}
    if lines:
        out["values"] = lines
    return out


def get(call, query, body):
    tab, rect = call.book.find(query["range"])
    return render(call, tab, rect, query)


def batch_get(call, query, body):
    out = []
    for text in query.get("ranges", ()):
        tab, rect = call.book.find(text)
        out.append(render(call, tab, rect, query))
    answer = {"spreadsheetId": call.book.id}
    if out:
        answer["valueRanges"] = out
    return answer


def batch_get_by_filter(call, query, body):
    index, out = Index(call.book), []
    for data_filter in body.get("dataFilters", ()):
        found = index.areas(data_filter)
        _none_found(call, found)
        out += [{"valueRange": render(call, tab, rect, body),
                 "dataFilters": [data_filter]} for tab, rect in found]
    answer = {"spreadsheetId": call.book.id}
    if out:
        answer["valueRanges"] = out
    return answer


def _none_found(call, found):
    if not found and call.knobs["no_match_filter"] == "400":
        raise bad("No data matched the filter.")  # unrecorded


# Writing.

def input_option(options):
    option = options.get("valueInputOption")
    if option not in ("RAW", "USER_ENTERED"):
        raise bad("'valueInputOption' is required but not specified")
    return option


def put(row, column, value, option):
    """Enter one JSON value into a cell; what else the cell has stays."""
    old = row.get(column)
    form = None
    if option == "USER_ENTERED" and isinstance(value, str):
        value, form = entry.typed(value, old.format)
    else:
        value = entry.raw(value)
    new = old._replace(value=value, mark=None)
    if form and not (old.format or {}).get("numberFormat"):
        new = new._replace(format={**(old.format or {}), **form})
    row.put(column, new)


class Written:
    """What one write changed."""

    def __init__(self, tab, rect):
        self.tab, self.rect = tab, rect  # the whole rectangle, nulls too
        self.rows, self.columns, self.cells = set(), set(), 0

    def answer(self, call, include, rect, options):
        out = {"updatedRange": self.tab.name_of(self.rect)}
        out.update(_counts(updatedRows=len(self.rows),
                           updatedColumns=len(self.columns),
                           updatedCells=self.cells))
        if include:
            how = {"valueRenderOption":
                   options.get("responseValueRenderOption"),
                   "dateTimeRenderOption":
                   options.get("responseDateTimeRenderOption")}
            out["updatedData"] = render(call, self.tab, rect or self.rect,
                                        how)
        return out


def _counts(**numbers):
    return {name: number for name, number in numbers.items() if number}


def write(call, tab, rect, given, option):
    """Enter a ValueRange's values. One cell is an anchor; anything larger
    must hold the values. The grid does not grow."""
    single = None not in rect and \
        (rect[2] - rect[0], rect[3] - rect[1]) == (1, 1)
    top, left, bottom, right = tab.bound(rect)
    name = tab.name_of((top, left, bottom, right))
    if single:
        bottom, right = tab.height, tab.width
        name = tab.name_of((top, left, bottom, right))
    lines = given.get("values") or []
    if given.get("majorDimension") == "COLUMNS":
        longest = max(map(len, lines), default=0)
        lines = [[line[i] if i < len(line) else None for line in lines]
                 for i in range(longest)]
    widest = max(map(len, lines), default=0)
    if top + len(lines) > bottom:
        raise outside_range(name, f"row [{bottom + 1}]")
    if left + widest > right:
        raise outside_range(name, f"column [{a1.letters(right)}]")
    done = Written(tab, (top, left, top + max(len(lines), 1),
                         left + max(widest, 1)))
    if lines:
        writable(call, tab, done.rect)
    for i, line in enumerate(lines, top):
        for j, value in enumerate(line, left):
            if value is None:
                continue
            put(tab.rows[i], j, value, option)
            done.rows.add((tab.id, i))
            done.columns.add((tab.id, j))
            done.cells += 1
    return done


def update(call, query, body):
    option = input_option(query)
    tab, rect = call.book.find(query["range"])
    if "range" in body and call.book.find(body["range"]) != (tab, rect):
        raise bad(f"Requested range[{query['range']}] does not match value's "
                  f"range[{body['range']}]")  # unrecorded
    done = write(call, tab, rect, body, option)
    answer = {"spreadsheetId": call.book.id}
    answer.update(done.answer(call, query.get("includeValuesInResponse"),
                              None, query))
    return answer


def _totals(call, done, responses):
    answer = {"spreadsheetId": call.book.id}
    answer.update(_counts(
        totalUpdatedRows=len(set().union(*(d.rows for d in done))),
        totalUpdatedColumns=len(set().union(*(d.columns for d in done))),
        totalUpdatedCells=sum(d.cells for d in done),
        totalUpdatedSheets=len({d.tab.id for d in done if d.cells})))
    if responses:
        answer["responses"] = responses
    return answer


def batch_update(call, query, body):
    option = input_option(body)
    done = []
    for i, given in enumerate(body.get("data", ())):
        with within(f"data[{i}]"):
            tab, rect = call.book.find(given.get("range", ""))
            done.append(write(call, tab, rect, given, option))
    include = body.get("includeValuesInResponse")
    return _totals(call, done, [
        {"spreadsheetId": call.book.id, **d.answer(call, include, None, body)}
        for d in done])


def batch_update_by_filter(call, query, body):
    option = input_option(body)
    index, done = Index(call.book), []
    for i, given in enumerate(body.get("data", ())):
        with within(f"data[{i}]"):
            found = index.areas(given.get("dataFilter", {}))
            _none_found(call, found)
            done += [(given["dataFilter"], rect,
                      write(call, tab, rect, given, option))
                     for tab, rect in found]
    include = body.get("includeValuesInResponse")
    responses = []
    for data_filter, rect, one in done:
        answer = one.answer(call, include, rect, body)
        answer["dataFilter"] = data_filter
        responses.append(answer)
    return _totals(call, [one for _, _, one in done], responses)


# Clearing: values only.

def _clear(call, tab, rect):
    top, left, bottom, right = rect = tab.bound(rect)
    writable(call, tab, rect)
    for row in tab.rows[top:bottom]:
        for j in range(left, min(right, len(row.cells))):
            row.put(j, row.get(j)._replace(value=None, mark=None))
    return tab.name_of(rect)


def clear(call, query, body):
    tab, rect = call.book.find(query["range"])
    return {"spreadsheetId": call.book.id,
            "clearedRange": _clear(call, tab, rect)}


def batch_clear(call, query, body):
    cleared = []
    for i, text in enumerate(body.get("ranges", ())):
        with within(f"range[{i}]"):
            cleared.append(_clear(call, *call.book.find(text)))
    return {"spreadsheetId": call.book.id, "clearedRanges": cleared}


def batch_clear_by_filter(call, query, body):
    index, cleared = Index(call.book), []
    for data_filter in body.get("dataFilters", ()):
        found = index.areas(data_filter)
        _none_found(call, found)
        cleared += [_clear(call, tab, rect) for tab, rect in found]
    return {"spreadsheetId": call.book.id, "clearedRanges": cleared}


# Appending, with its hazards.

def _table(tab, rect):
    """The block around the last cell with a value in the range, or None."""
    top, left, bottom, right = rect

    def filled(i, j):
        return 0 <= i < tab.height and 0 <= j < tab.width and \
            tab.rows[i].get(j).value is not None

    last = None
    for i in range(top, bottom):
        for j in range(left, min(right, len(tab.rows[i].cells))):
            if filled(i, j):
                last = i, j
    if last is None:
        return None
    box = [last[0], last[1], last[0] + 1, last[1] + 1]
    grown = True
    while grown:
        grown = False
        for side, step in ((0, -1), (1, -1), (2, 1), (3, 1)):
            wider = list(box)
            wider[side] += step
            if any(filled(i, j) for i in range(wider[0], wider[2])
                   for j in range(wider[1], wider[3])
                   if not (box[0] <= i < box[2] and box[1] <= j < box[3])):
                box, grown = wider, True
    return tuple(box)


def append(call, query, body):
    option = input_option(query)
    tab, rect = call.book.find(query["range"])
    rect = tab.bound(rect)
    table = _table(tab, rect)
    top, left = (table[2], table[1]) if table else rect[:2]
    lines = body.get("values") or []
    height, width = len(lines), max(map(len, lines), default=0)
    if query.get("insertDataOption") == "INSERT_ROWS" and table and \
            top < tab.height:
        dimension.insert(call.book, tab, dimension.ROWS, top, height, True)
    tab.grow(top + height, left + width)
    call.book.check_size()
    done = write(call, tab, (top, left, top + max(height, 1),
                             left + max(width, 1)), body, option)
    answer = {"spreadsheetId": call.book.id}
    if table:
        answer["tableRange"] = tab.name_of(table)
    answer["updates"] = {
        "spreadsheetId": call.book.id,
        **done.answer(call, query.get("includeValuesInResponse"), None,
                      query)}
    return answer
