# SPDX-License-Identifier: MIT
"""The requests of a batch about tabs, ranges, filters and the spreadsheet."""
import dimension
import mask
from book import Tab, grid_range
from errors import bad, no_fields, protected
from guard import may_edit, tab_editable

GRID = ("rowCount", "columnCount", "frozenRowCount", "frozenColumnCount",
        "hideGridlines")


def properties(tab, index):
    """SheetProperties; sheetId and index are there even when 0."""
    grid = {"rowCount": tab.height, "columnCount": tab.width}
    for name, value in zip(GRID[2:4], tab.frozen):
        if value:
            grid[name] = value
    if tab.other.get("hideGridlines"):
        grid["hideGridlines"] = True
    out = {"sheetId": tab.id, "title": tab.title, "index": index,
           "sheetType": "GRID", "gridProperties": grid}
    if tab.hidden:
        out["hidden"] = True
    out.update((name, value) for name, value in tab.other.items()
               if name != "hideGridlines" and value)
    return out


def _check_title(book, tab, title):
    if not title:
        raise bad("A sheet must have a title.")  # unrecorded
    if any(other is not tab and other.title.casefold() == title.casefold()
           for other in book.tabs):
        raise bad(f'A sheet with the name "{title}" already exists. Please '
                  "enter another name.")


def _set_grid(call, tab, grid, tree):
    for name in GRID:
        if not mask.wants(tree, name):
            continue
        value = grid.get(name, 0)
        if name == "rowCount" or name == "columnCount":
            if value < 1:
                raise bad(f"{name} must be greater than 0.")  # unrecorded
            _resize(call, tab, name, value)
        elif name == "frozenRowCount":
            if value >= tab.height:
                raise bad("You can't freeze all visible rows on the "
                          "sheet.")  # unrecorded
            tab.frozen[0] = value
        elif name == "frozenColumnCount":
            if value >= tab.width:
                raise bad("You can't freeze all visible columns on the "
                          "sheet.")  # unrecorded
            tab.frozen[1] = value
        else:
            tab.other[name] = grid.get(name)


def _resize(call, tab, name, value):
    axis = dimension.ROWS if name == "rowCount" else dimension.COLUMNS
    size = tab.height if axis == dimension.ROWS else tab.width
    if value < size:  # the data there is gone, as with Google
        dimension.delete(call.book, tab, axis, value, size)
    else:
        dimension.grow(call.book, tab, axis, value - size)


def add_sheet(call, body):
    book, given = call.book, body.get("properties", {})
    taken = {tab.id for tab in book.tabs}
    number = given.get("sheetId")
    if number is None:
        number = book.new_id(taken)
    elif number < 0:
        raise bad("sheetId must not be negative.")  # unrecorded
    elif number in taken:
        raise bad(f"A sheet with id {number} already exists.")  # unrecorded
    title = given.get("title")
    if title is None:
        n = len(book.tabs) + 1
        while book.titled(f"Sheet{n}"):
            n += 1
        title = f"Sheet{n}"
    _check_title(book, None, title)
    grid = given.get("gridProperties", {})
    height, width = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    book.check_size(height * width)
    tab = Tab(number, title, height, width)
    tab.hidden = given.get("hidden", False)
    _apply(call, tab, given, {n: None for n in
                              ("tabColor", "tabColorStyle", "rightToLeft")})
    _set_grid(call, tab, grid, {n: None for n in grid if n in GRID[2:]})
    book.tabs.insert(given.get("index", len(book.tabs)), tab)
    return {"properties": properties(tab, book.tabs.index(tab))}


def _apply(call, tab, given, tree):
    for name in ("tabColor", "tabColorStyle", "rightToLeft"):
        if mask.wants(tree, name):
            tab.other[name] = given.get(name)


def delete_sheet(call, body):
    tab = call.book.tab(body.get("sheetId", 0))
    tab_editable(call, tab)
    if len(call.book.tabs) == 1:
        raise bad("You can't remove all the sheets in a "
                  "document.")  # unrecorded
    call.book.tabs.remove(tab)
    call.book.tags_changed(None)
    _some_visible(call.book)


def _some_visible(book):
    if all(tab.hidden for tab in book.tabs):
        raise bad("You can't hide all the sheets in a document.")


def update_sheet_properties(call, body):
    if not body.get("fields"):
        raise no_fields()
    tree = call.api.update_mask("SheetProperties", body["fields"])
    book, given = call.book, body.get("properties", {})
    tab = book.tab(given.get("sheetId", 0))
    tab_editable(call, tab)
    if mask.wants(tree, "title"):
        _check_title(book, tab, given.get("title", ""))
        tab.title = given["title"]
    if mask.wants(tree, "hidden"):
        tab.hidden = given.get("hidden", False)
        _some_visible(book)
    if mask.wants(tree, "index"):
        # Counted before the tab is taken out.
        to, now = given.get("index", 0), book.tabs.index(tab)
        book.tabs.remove(tab)
        book.tabs.insert(to - 1 if to > now else to, tab)
    wanted, below = mask.below(tree, "gridProperties")
    if wanted:
        grid = given.get("gridProperties", {})
        if below is None:
            below = {name: None for name in GRID if name in grid
                     or name not in ("rowCount", "columnCount")}
        _set_grid(call, tab, grid, below)
    _apply(call, tab, given, tree)


def update_spreadsheet_properties(call, body):
    if not body.get("fields"):
        raise no_fields()
    tree = call.api.update_mask("SpreadsheetProperties", body["fields"])
    call.book.properties = mask.assign(tree, call.book.properties,
                                       body.get("properties", {}))


# Protected ranges.

def protection_answer(call, tab, protection):
    out = {key: value for key, value in protection.items()
           if key not in ("rect", "free", "creator")}
    out["range"] = grid_range(tab, protection["rect"])
    if protection.get("free"):
        out["unprotectedRanges"] = [grid_range(tab, rect)
                                    for rect in protection["free"]]
    if may_edit(protection, call.email):
        out["requestingUserCanEdit"] = True
        if not out.get("warningOnly"):
            out.setdefault("editors", {})
    else:
        out.pop("editors", None)
    return out


def add_protected_range(call, body):
    book, given = call.book, body["protectedRange"]
    tab, rect = book.area(given.get("range", {}))
    taken = {p["protectedRangeId"] for t in book.tabs for p in t.protections}
    number = given.get("protectedRangeId")
    if number is None:
        number = book.new_id(taken)
    elif number in taken:
        raise bad(f"A protected range with id {number} already "
                  "exists.")  # unrecorded
    protection = {"protectedRangeId": number, "rect": rect,
                  "creator": call.email}
    for name in ("description", "warningOnly", "editors"):
        if given.get(name):
            protection[name] = given[name]
    if given.get("unprotectedRanges"):
        protection["free"] = [book.area(r)[1]
                              for r in given["unprotectedRanges"]]
    tab.protections.append(protection)
    return {"protectedRange": protection_answer(call, tab, protection)}


def _protection(call, number):
    for tab in call.book.tabs:
        for protection in tab.protections:
            if protection["protectedRangeId"] == number:
                if not may_edit(protection, call.email):
                    raise protected()
                return tab, protection
    raise bad(f"No protected range with ID: {number}")  # unrecorded


def update_protected_range(call, body):
    if not body.get("fields"):
        raise no_fields()
    tree = call.api.update_mask("ProtectedRange", body["fields"])
    given = body["protectedRange"]
    _, protection = _protection(call, given.get("protectedRangeId"))
    for name in ("description", "warningOnly", "editors"):
        if mask.wants(tree, name):
            protection[name] = given.get(name)
    if mask.wants(tree, "range"):
        protection["rect"] = call.book.area(given.get("range", {}))[1]


def delete_protected_range(call, body):
    tab, protection = _protection(call, body.get("protectedRangeId"))
    tab.protections.remove(protection)


# Filters, named ranges, colours.

def set_basic_filter(call, body):
    given = body.get("filter", {})
    tab, rect = call.book.area(given.get("range", {}))
    rect = tab.bound(rect)
    criteria = {}
    for spec in given.get("filterSpecs", ()):
        criteria[spec.get("columnIndex", 0)] = \
            spec.get("filterCriteria", {}).get("hiddenValues", [])
    for column, about in given.get("criteria", {}).items():
        criteria[int(column)] = about.get("hiddenValues", [])
    set_filter(tab, rect, criteria)


def set_filter(tab, rect, criteria):
    tab.filter = {"rect": rect, "criteria": criteria}
    dimension.refilter(tab)


def filter_answer(tab):
    out = {"range": grid_range(tab, tab.filter["rect"])}
    if tab.filter["criteria"]:
        out["criteria"] = {str(column): {"hiddenValues": list(hidden)} for
                           column, hidden in tab.filter["criteria"].items()}
        out["filterSpecs"] = [
            {"filterCriteria": {"hiddenValues": list(hidden)},
             "columnIndex": column}
            for column, hidden in tab.filter["criteria"].items()]
    return out


def clear_basic_filter(call, body):
    tab = call.book.tab(body.get("sheetId", 0))
    tab.filter = None
    dimension.unhide(tab)


def add_named_range(call, body):
    book, given = call.book, body["namedRange"]
    tab, rect = book.area(given.get("range", {}))
    number = given.get("namedRangeId") or str(book.new_id(()))
    if any(n["name"] == given.get("name") or n["namedRangeId"] == number
           for n in book.names):
        raise bad("A named range with this name or id already "
                  "exists.")  # unrecorded
    named = {"namedRangeId": number, "name": given.get("name", ""),
             "tab": tab.id, "rect": rect}
    book.names.append(named)
    return {"namedRange": named_answer(book, named)}


def named_answer(book, named):
    return {"namedRangeId": named["namedRangeId"], "name": named["name"],
            "range": grid_range(book.tab(named["tab"]), named["rect"])}


def delete_named_range(call, body):
    kept = [n for n in call.book.names
            if n["namedRangeId"] != body.get("namedRangeId")]
    if len(kept) == len(call.book.names):
        raise bad("No named range with this id.")  # unrecorded
    call.book.names = kept


def add_conditional_format(call, body):
    rule = dict(body.get("rule", {}))
    areas = [call.book.area(r) for r in rule.pop("ranges", ())]
    if not areas:
        raise bad("ranges must not be empty.")  # unrecorded
    tab = areas[0][0]
    rects = []
    for other, rect in areas:
        if other is not tab:
            raise bad("All ranges must be on one sheet.")  # unrecorded
        tab.bound(rect)
        rects.append(rect)
    tab.formats.insert(body.get("index", 0), {**rule, "rects": rects})


def format_answer(tab, rule):
    out = {key: value for key, value in rule.items() if key != "rects"}
    return {"ranges": [grid_range(tab, r) for r in rule["rects"]], **out}


def delete_conditional_format(call, body):
    tab, index = call.book.tab(body.get("sheetId", 0)), body.get("index", 0)
    if not 0 <= index < len(tab.formats):
        raise bad(f"No conditional format on sheet: {tab.id} at index: "
                  f"{index}")  # unrecorded
    return {"rule": format_answer(tab, tab.formats.pop(index))}
