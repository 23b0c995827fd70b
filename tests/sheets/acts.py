# SPDX-License-Identifier: MIT
"""What a human does in the spreadsheet, one function an act.

  set ID|row|cell column text        type into a cell
  clear ID|row|cell column           empty a cell
  row cells [at]                     type a row without an ID, at the end
  insert at [count]                  insert empty rows
  delete ID|row                      delete the row
  move ID|row to                     move the row: then it is row `to`
  copy ID|row [to]                   copy the row into an inserted one; the
                                     ID is copied, the tag is not
  cut ID|row to                      cut the row's cells, paste them there
  sort column [descending] [columns] sort below the header; only some columns
                                     with columns: [first, last]
  column name [at]                   insert a column of one's own
  rename_column column name          rename_header is the same
  move_column column at
  delete_column column
  double_header column [at]          insert a column with the same header
  delete_header                      delete the header's row
  formula ID|row column [text]       put a formula
  filter column hide | unfilter      hide the rows with these values
  hide ID|row                        hide the row
  protect [range]                    lock a range, or the tab, for the tools
  unprotect
  table [range]                      turn the range, or the data, into a table
  chips column                       colour the choices of a drop-down
  rename name | delete_tab           the tab
  undo                               take back the last rename, double_header
                                     protect or delete_header

An act is {"act": NAME, "tab": TITLE, ...}. Rows are counted from 1, as the
human sees them; `to` and `at` too; a column is a header or an index from 0.
A text may contain {n}: there stands a number then that no other text has.
"""
import a1
import dimension
import entry
import sheets
from book import EMPTY, Row
from cells import cut
from guard import Call


class Cannot(Exception):
    """There is no such row, column or tab now."""


class Hand:
    """The human's hand on one book; typed(tab, column, id, text) takes down
    what is typed and gives its record."""

    def __init__(self, book, knobs, typed, undo):
        self.book, self.knobs, self.typed = book, knobs, typed
        self.undo_list = undo
        self.call = Call(book, None, knobs, None)

    def do(self, act):
        function = getattr(self, "act_" + act["act"], None)
        if function is None:
            raise ValueError(f"no such act: {act['act']}")
        tab = None if act["act"] == "undo" else self.tab(act.get("tab"))
        return function(tab, act)

    # Finding things.

    def tab(self, title):
        if title is None:
            return self.book.tabs[0]
        tab = self.book.titled(title)
        if tab is None:
            raise Cannot(f"no tab {title}")
        return tab

    @staticmethod
    def header(tab):
        """The index of the header's row: the first with a cell ID."""
        for i, row in enumerate(tab.rows[:50]):
            if any(c.value == ("stringValue", "ID") for c in row.cells):
                return i
        return 0

    def headers(self, tab):
        if not tab.rows:
            return []
        return [entry.formatted(c) for c in
                tab.rows[self.header(tab)].cells]

    def column(self, tab, name):
        if isinstance(name, int):
            return name
        headers = self.headers(tab)
        if name not in headers:
            raise Cannot(f"no column {name}")
        return headers.index(name)

    def id_of(self, tab, i):
        headers = self.headers(tab)
        if "ID" not in headers:
            return ""
        return entry.formatted(tab.rows[i].get(headers.index("ID")))

    def place(self, tab, act):
        """The index of the row that an act is about."""
        if "row" in act:
            if not 1 <= act["row"] <= tab.height:
                raise Cannot(f"no row {act['row']}")
            return act["row"] - 1
        key = self.column(tab, "ID")
        for i, row in enumerate(tab.rows):
            if entry.formatted(row.get(key)) == act["id"]:
                return i
        raise Cannot(f"no row with ID {act['id']}")

    def spot(self, tab, act):
        if "cell" in act:
            top, left, _, _ = a1.rectangle(act["cell"])
            return top, left
        return self.place(tab, act), self.column(tab, act["column"])

    # Typing.

    def type(self, tab, i, j, text):
        old = tab.rows[i].get(j)
        headers = self.headers(tab)
        header = headers[j] if j < len(headers) else ""
        record = self.typed(tab, header, self.id_of(tab, i), text)
        value, form = entry.typed(record["text"], old.format)
        new = old._replace(value=value, mark=record["n"])
        if form:
            new = new._replace(format={**(old.format or {}), **form})
        tab.rows[i].put(j, new)
        record["text"] = entry.entered(new)  # 0042 became 42
        return record["text"]

    def act_set(self, tab, act):
        return self.type(tab, *self.spot(tab, act), act["text"])

    def act_clear(self, tab, act):
        i, j = self.spot(tab, act)
        tab.rows[i].put(j, tab.rows[i].get(j)._replace(value=None,
                                                       mark=None))

    def act_formula(self, tab, act):
        return self.type(tab, *self.spot(tab, act),
                         act.get("text", '="app"&"rove"'))

    def act_row(self, tab, act):
        at = act["at"] - 1 if "at" in act else tab.last_row_with_data()
        if "at" in act:
            dimension.insert(self.book, tab, dimension.ROWS, at, 1)
        elif at == tab.height:
            tab.grow(at + 1, tab.width)
        return [self.type(tab, at, self.column(tab, name), text)
                for name, text in act["cells"].items()]

    # Rows.

    def act_insert(self, tab, act):
        dimension.insert(self.book, tab, dimension.ROWS, act["at"] - 1,
                         act.get("count", 1))

    def act_delete(self, tab, act):
        i = self.place(tab, act)
        if i >= tab.frozen[0] and tab.height - tab.frozen[0] == 1:
            raise Cannot("the last row cannot be deleted")
        dimension.delete(self.book, tab, dimension.ROWS, i, i + 1)

    def act_move(self, tab, act):
        i, to = self.place(tab, act), act["to"] - 1
        if to >= tab.height:
            raise Cannot(f"no row {to + 1}")
        dimension.move(self.book, tab, dimension.ROWS, i, i + 1,
                       to if to < i else to + 1)

    def act_copy(self, tab, act):
        i = self.place(tab, act)
        at = act["to"] - 1 if "to" in act else i + 1
        cells = list(tab.rows[i].cells)
        dimension.insert(self.book, tab, dimension.ROWS, at, 1,
                         before=at == tab.height)
        tab.rows[at].cells = cells

    def act_cut(self, tab, act):
        i = self.place(tab, act)
        cut(self.call, tab, (i, 0, i + 1, tab.width), tab, act["to"] - 1, 0)

    def act_hide(self, tab, act):
        tab.rows[self.place(tab, act)].hidden = True

    def act_sort(self, tab, act):
        top = self.header(tab) + 1
        first, last = 0, tab.width - 1
        if "columns" in act:
            first, last = (self.column(tab, c) for c in act["columns"])
        dimension.sort(
            tab, (top, first, tab.height, last + 1),
            [(self.column(tab, act["column"]),
              act.get("descending", False))],
            self.knobs["human_sort_moves_tags"] if "columns" not in act
            else self.knobs["sort_moves_tags"])

    # Columns.

    def act_column(self, tab, act):
        at = act.get("at", len(self.headers(tab)))
        if at >= tab.width:
            tab.grow(tab.height, at + 1)
        else:
            dimension.insert(self.book, tab, dimension.COLUMNS, at, 1)
        return self.type(tab, self.header(tab), at, act["name"])

    def act_double_header(self, tab, act):
        at = act.get("at", len(self.headers(tab)))
        dimension.insert(self.book, tab, dimension.COLUMNS, at, 1)
        row = tab.rows[self.header(tab)]
        row.put(at, EMPTY._replace(value=("stringValue", act["column"])))
        self.undo_list.append(("drop", tab.id, act["column"]))

    def act_rename_column(self, tab, act):
        at = self.column(tab, act["column"])
        row = tab.rows[self.header(tab)]
        row.put(at, row.get(at)._replace(
            value=("stringValue", act["name"]), mark=None))
        self.undo_list.append(("header", tab.id, act["name"],
                               act["column"]))

    act_rename_header = act_rename_column

    def act_move_column(self, tab, act):
        at = self.column(tab, act["column"])
        dimension.move(self.book, tab, dimension.COLUMNS, at, at + 1,
                       act["at"])

    def act_delete_column(self, tab, act):
        at = self.column(tab, act["column"])
        dimension.delete(self.book, tab, dimension.COLUMNS, at, at + 1)

    def act_delete_header(self, tab, act):
        at = self.header(tab)
        self.undo_list.append(("row", tab.id, at, tab.rows[at].cells))
        dimension.delete(self.book, tab, dimension.ROWS, at, at + 1)

    # The rest.

    def act_filter(self, tab, act):
        top = self.header(tab)
        sheets.set_filter(tab, (top, 0, tab.height, tab.width),
                          {self.column(tab, act["column"]): act["hide"]})

    def act_unfilter(self, tab, act):
        tab.filter = None
        dimension.unhide(tab)

    def act_protect(self, tab, act):
        rect = a1.rectangle(act["range"]) if "range" in act else (None,) * 4
        number = self.book.new_id(())
        tab.protections.append({"protectedRangeId": number, "rect": rect,
                                "creator": None})
        self.undo_list.append(("unprotect", tab.id, number))

    def act_unprotect(self, tab, act):
        tab.protections = [p for p in tab.protections if p["creator"]]

    def act_table(self, tab, act):
        rect = a1.rectangle(act["range"]) if "range" in act else (
            self.header(tab), 0, max(2, tab.last_row_with_data()),
            max(1, len(self.headers(tab))))
        tab.tables.append({"tableId": str(self.book.new_id(())),
                           "name": f"Table{len(tab.tables) + 1}",
                           "rect": rect})

    def act_chips(self, tab, act):
        at = self.column(tab, act["column"])
        for row in tab.rows:
            if row.get(at).rule:
                row.put(at, row.get(at)._replace(chips="coloured"))

    def act_rename(self, tab, act):
        self.undo_list.append(("title", tab.id, tab.title))
        tab.title = act["name"]

    def act_delete_tab(self, tab, act):
        self.book.tabs.remove(tab)
        self.book.tags_changed(None)

    def act_undo(self, _, act):
        if not self.undo_list:
            raise Cannot("nothing to take back")
        what, number, *more = self.undo_list.pop()
        tab = self.book.tab(number)
        if what == "title":
            tab.title = more[0]
        elif what == "unprotect":
            tab.protections = [p for p in tab.protections
                               if p["protectedRangeId"] != more[0]]
        elif what == "row":
            row = Row(more[1])
            dimension.insert(self.book, tab, dimension.ROWS, more[0], 1)
            tab.rows[more[0]] = row
            tab.frozen[0] = max(tab.frozen[0], more[0] + 1)
        elif what == "header":
            headers, row = self.headers(tab), tab.rows[self.header(tab)]
            at = headers.index(more[0])
            row.put(at, row.get(at)._replace(
                value=("stringValue", more[1])))
        elif what == "drop":
            headers = self.headers(tab)
            at = len(headers) - 1 - headers[::-1].index(more[0])
            if headers.count(more[0]) > 1:
                dimension.delete(self.book, tab, dimension.COLUMNS, at,
                                 at + 1)
