# SPDX-License-Identifier: MIT
"""A spreadsheet: tabs of rows of cells.

Row tags hang on the row and column tags on the column, so that they travel
with it. A Cell never changes: a write puts another one in its place. Thereby
copy() is cheap, and a batch works on a copy that takes the place of the book
when the whole batch went well.

The value of a cell is (kind, value) with the kind as in ExtendedValue, or
None. mark is the number of the human act that typed it, if a human did.
"""
import random
from collections import namedtuple

import a1
from errors import bad, beyond_grid, no_grid, unparsable

Cell = namedtuple("Cell", "value format rule note chips mark",
                  defaults=(None,) * 6)
Tag = namedtuple("Tag", "id key value visibility")
EMPTY = Cell()
CELL_LIMIT = 10_000_000
# Found in the tag limits page: characters (UTF-16) of keys and values.
TAG_LIMIT = 30_000


def units(text):
    """The length of a text in UTF-16 units, as Google counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class Row:
    __slots__ = ("cells", "tags", "hidden", "filtered", "size")

    def __init__(self, cells=(), tags=(), hidden=False, filtered=False,
                 size=21):
        self.cells = list(cells)
        self.tags = list(tags)
        self.hidden = hidden
        self.filtered = filtered
        self.size = size

    def copy(self):
        return Row(self.cells, self.tags, self.hidden, self.filtered,
                   self.size)

    def get(self, column):
        return self.cells[column] if column < len(self.cells) else EMPTY

    def put(self, column, cell):
        short = column - len(self.cells)
        if short < 0:
            self.cells[column] = cell
        elif cell != EMPTY:
            self.cells.extend([EMPTY] * short)
            self.cells.append(cell)

    def values(self):
        return [cell.value for cell in self.cells]


class Column:
    __slots__ = ("tags", "hidden", "size")

    def __init__(self, tags=(), hidden=False, size=100):
        self.tags = list(tags)
        self.hidden = hidden
        self.size = size

    def copy(self):
        return Column(self.tags, self.hidden, self.size)


class Tab:
    def __init__(self, sheet_id, title, height=1000, width=26):
        self.id = sheet_id
        self.title = title
        self.rows = [Row() for _ in range(height)]
        self.columns = [Column() for _ in range(width)]
        self.hidden = False
        self.frozen = [0, 0]  # rows, columns
        self.other = {}  # properties that nothing here looks at
        self.tags = []
        # Ranges: dicts with "rect"; every other key is Google's.
        self.protections = []
        self.tables = []
        self.formats = []  # conditional format rules: {"rects", ...}
        self.filter = None

    @property
    def height(self):
        return len(self.rows)

    @property
    def width(self):
        return len(self.columns)

    def copy(self):
        new = Tab.__new__(Tab)
        new.__dict__.update(self.__dict__)
        new.rows = [row.copy() for row in self.rows]
        new.columns = [column.copy() for column in self.columns]
        new.frozen = list(self.frozen)
        new.other = dict(self.other)
        new.tags = list(self.tags)
        new.protections = [dict(p) for p in self.protections]
        new.tables = [dict(t) for t in self.tables]
        new.formats = [dict(f) for f in self.formats]
        new.filter = dict(self.filter) if self.filter else None
        return new

    def ranges(self):
        """Everything that has a rect, for those who move rows about."""
        return self.protections + self.tables + \
            ([self.filter] if self.filter else [])

    def bound(self, rect, clip=True):
        """The rectangle closed to the grid. It must begin inside; where it
        ends outside it is clipped, or refused."""
        top, left, bottom, right = rect
        inside = (top or 0) < self.height and (left or 0) < self.width
        fits = (bottom or 0) <= self.height and (right or 0) <= self.width
        if not inside or not (clip or fits):
            raise beyond_grid(a1.name(self.title, rect), self)
        return (top or 0, left or 0,
                self.height if bottom is None else min(bottom, self.height),
                self.width if right is None else min(right, self.width))

    def name_of(self, rect):
        """The canonical A1 name of a rectangle."""
        return a1.name(self.title, rect)

    def last_row_with_data(self):
        """The number of rows up to the last that has a value."""
        for i in range(self.height, 0, -1):
            if any(self.rows[i - 1].values()):
                return i
        return 0

    def grow(self, height, width):
        self.rows += [Row() for _ in range(height - self.height)]
        self.columns += [Column() for _ in range(width - self.width)]


class Book:
    def __init__(self, book_id, title="Untitled spreadsheet", seed=1):
        self.id = book_id
        self.properties = {"title": title, "locale": "en_US",
                           "autoRecalc": "ON_CHANGE", "timeZone": "Etc/UTC"}
        self.tabs = []
        self.names = []  # named ranges: {"namedRangeId","name","tab","rect"}
        self.tags = []
        self.version = 0
        self._ids = None  # every tag's id, while known
        self._units = {}  # {sheetId: characters of its tags}, where known
        self.random = random.Random(seed)

    def copy(self):
        new = Book.__new__(Book)
        new.__dict__.update(self.__dict__)
        new.properties = dict(self.properties)
        new.tabs = [tab.copy() for tab in self.tabs]
        new.names = [dict(n) for n in self.names]
        new.tags = list(self.tags)
        new._ids = set(self._ids) if self._ids is not None else None
        new._units = dict(self._units)
        new.random = random.Random()
        new.random.setstate(self.random.getstate())
        return new

    def become(self, other):
        """Take the state of a copy that went well."""
        self.__dict__.update(other.__dict__)
        self.version += 1

    def new_id(self, taken):
        while True:
            number = self.random.randrange(1, 2 ** 31)
            if number not in taken:
                return number

    def tag_ids(self):
        if self._ids is None:
            self._ids = {tag.id for tag in self.tags}
            for tab in self.tabs:
                for holder in [tab] + tab.rows + tab.columns:
                    self._ids.update(tag.id for tag in holder.tags)
        return self._ids

    def tag_units(self, tab):
        """The characters of all tags of a tab, rows and columns too."""
        if tab.id not in self._units:
            self._units[tab.id] = sum(
                units(tag.key) + units(tag.value)
                for holder in [tab] + tab.rows + tab.columns
                for tag in holder.tags)
        return self._units[tab.id]

    def tag_added(self, tab, tag, size):
        """To be told after the tag hangs where it belongs."""
        self.tag_ids().add(tag.id)
        if tab is not None and tab.id in self._units:
            self._units[tab.id] += size

    def tag_removed(self, tab, tag):
        if self._ids is not None:
            self._ids.discard(tag.id)
        if tab is not None and tab.id in self._units:
            self._units[tab.id] -= units(tag.key) + units(tag.value)

    def tags_changed(self, tab):
        """Tags are gone, or changed; None: in any tab."""
        self._ids = None
        if tab is None:
            self._units = {}
        else:
            self._units.pop(tab.id, None)

    def tab(self, sheet_id):
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        raise no_grid(sheet_id)

    def titled(self, title):
        for tab in self.tabs:
            if tab.title == title:
                return tab
        return None

    def find(self, text):
        """The (tab, rectangle) of a range in A1 notation."""
        try:
            title, rest = a1.split(text)
        except ValueError:
            raise unparsable(text) from None
        if title is None:
            for named in self.names:
                if named["name"] == rest:
                    return self.tab(named["tab"]), named["rect"]
            rect = a1.rectangle(rest)
            if rect is not None:
                shown = next(tab for tab in self.tabs if not tab.hidden)
                return shown, rect
            title, rest = rest, None
        tab = self.titled(title)
        rect = (None,) * 4 if rest is None else a1.rectangle(rest)
        if tab is None or rect is None:
            raise unparsable(text)
        return tab, rect

    def area(self, grid_range):
        """The (tab, rectangle) of a GridRange."""
        tab = self.tab(grid_range.get("sheetId", 0))
        rect = tuple(grid_range.get(key) for key in (
            "startRowIndex", "startColumnIndex", "endRowIndex",
            "endColumnIndex"))
        for first, end, what in ((rect[0], rect[2], "Row"),
                                 (rect[1], rect[3], "Column")):
            if first is not None and first < 0:
                raise bad(f"start{what}Index must be greater than or equal "
                          "to zero.")  # unrecorded
            if end is not None and end <= (first or 0):
                raise bad(f"end{what}Index must be greater than "
                          f"start{what}Index.")  # unrecorded
        return tab, rect

    def size(self):
        return sum(tab.height * tab.width for tab in self.tabs)

    def check_size(self, more=0):
        """Refuse if there were too many cells with so many more."""
        if self.size() + more > CELL_LIMIT:
            raise bad("This action would increase the number of cells in the "
                      "workbook above the limit of 10000000 cells.")


def grid_range(tab, rect):
    """A rectangle as Google answers it: sheetId 0 is left out."""
    out = {"sheetId": tab.id} if tab.id else {}
    for key, value in zip(("startRowIndex", "endRowIndex",
                           "startColumnIndex", "endColumnIndex"),
                          (rect[0], rect[2], rect[1], rect[3])):
        if value is not None:
            out[key] = value
    return out
