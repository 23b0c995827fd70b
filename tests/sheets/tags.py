# SPDX-License-Identifier: MIT
"""Developer metadata: tags on the book, a tab, a row or a column."""
from collections import namedtuple

import mask
from book import TAG_LIMIT, Tag, units
from errors import Refusal, bad, no_fields, tag_limit
from guard import overlap

# Where a tag is: kind as in DeveloperMetadataLocation.locationType.
Place = namedtuple("Place", "tag kind tab index holder")


def places(book):
    """Every tag with its place."""
    for tag in book.tags:
        yield Place(tag, "SPREADSHEET", None, None, book)
    for tab in book.tabs:
        for tag in tab.tags:
            yield Place(tag, "SHEET", tab, None, tab)
        for kind, items in (("ROW", tab.rows), ("COLUMN", tab.columns)):
            for i, item in enumerate(items):
                for tag in item.tags:
                    yield Place(tag, kind, tab, i, item)


def described(place):
    """A tag as Google answers it."""
    location = {"locationType": place.kind}
    if place.kind == "SPREADSHEET":
        location["spreadsheet"] = True
    elif place.kind == "SHEET":
        location["sheetId"] = place.tab.id
    else:
        about = {"sheetId": place.tab.id} if place.tab.id else {}
        about.update(dimension=place.kind + "S", startIndex=place.index,
                     endIndex=place.index + 1)
        location["dimensionRange"] = about
    tag = place.tag
    out = {"metadataId": tag.id, "metadataKey": tag.key}
    if tag.value:
        out["metadataValue"] = tag.value
    out.update(location=location, visibility=tag.visibility)
    return out


def rect_of(place):
    if place.kind == "ROW":
        return place.index, None, place.index + 1, None
    if place.kind == "COLUMN":
        return None, place.index, None, place.index + 1
    return (None,) * 4


class Index:
    """Finds tags; good until a tag or a row changes its place."""

    def __init__(self, book):
        self.book = book
        self.all = list(places(book))
        self.by_id = {place.tag.id: place for place in self.all}
        self.by_pair = {}
        for place in self.all:
            pair = place.tag.key, place.tag.value
            self.by_pair.setdefault(pair, []).append(place)

    def lookup(self, wanted):
        """The places that a DeveloperMetadataLookup means."""
        if "locationMatchingStrategy" in wanted and \
                "metadataLocation" not in wanted:
            raise bad("locationMatchingStrategy may only be set with "
                      "metadataLocation.")  # unrecorded
        if "metadataId" in wanted:
            found = self.by_id.get(wanted["metadataId"])
            found = [found] if found else []
        elif "metadataKey" in wanted and "metadataValue" in wanted:
            found = self.by_pair.get((wanted["metadataKey"],
                                      wanted["metadataValue"]), [])
        else:
            found = self.all
        return [place for place in found if self._fits(place, wanted)]

    def _fits(self, place, wanted):
        tag = place.tag
        for key, value in (("metadataKey", tag.key),
                           ("metadataValue", tag.value),
                           ("visibility", tag.visibility),
                           ("locationType", place.kind)):
            if wanted.get(key, value) != value:
                return False
        if "metadataLocation" not in wanted:
            return True
        where = wanted["metadataLocation"]
        kind, tab, index, _ = anchor(self.book, where)
        if wanted.get("locationMatchingStrategy") == "EXACT_LOCATION":
            return (kind, tab, index) == (place.kind, place.tab, place.index)
        other = Place(None, kind, tab, index, None)
        return kind == place.kind == "SPREADSHEET" or (
            tab is not None and tab is place.tab
            and overlap(rect_of(other), rect_of(place)))

    def filtered(self, data_filter):
        """The places that a DataFilter means, for a search."""
        if "developerMetadataLookup" in data_filter:
            return self.lookup(data_filter["developerMetadataLookup"])
        tab, rect = area(self.book, data_filter)
        return [place for place in self.all
                if place.tab is tab and overlap(rect, rect_of(place))]

    def areas(self, data_filter):
        """The (tab, rectangle)s that a DataFilter means, for values."""
        if "developerMetadataLookup" not in data_filter:
            return [area(self.book, data_filter)]
        found = self.lookup(data_filter["developerMetadataLookup"])
        return [(place.tab or self.book.tabs[0], rect_of(place))
                for place in found]


def area(book, data_filter):
    if "a1Range" in data_filter:
        return book.find(data_filter["a1Range"])
    if "gridRange" in data_filter:
        return book.area(data_filter["gridRange"])
    raise bad("No filter set in the DataFilter.")  # unrecorded


def anchor(book, location):
    """(kind, tab, index, what holds the tags) of a location."""
    if location.get("spreadsheet"):
        return "SPREADSHEET", None, None, book
    if "dimensionRange" not in location:
        if "sheetId" not in location:
            raise bad("A location must be specified.")  # unrecorded
        tab = book.tab(location["sheetId"])
        return "SHEET", tab, None, tab
    given = location["dimensionRange"]
    tab = book.tab(given.get("sheetId", 0))
    start, end = given.get("startIndex", 0), given.get("endIndex")
    if end is None or end - start != 1:
        raise bad("Developer metadata can only be associated with a single "
                  "row or column.")  # unrecorded
    rows = given.get("dimension") == "ROWS"
    items = tab.rows if rows else tab.columns
    if not 0 <= start < len(items):
        raise bad(f"Cannot associate developer metadata with dimension "
                  f"{start}: it exceeds grid limits.")  # unrecorded
    return "ROW" if rows else "COLUMN", tab, start, items[start]


def charge(book, tab, text_units):
    """Count a tag's characters against the limit of its tab, or of the
    spreadsheet."""
    if tab is None:
        used = sum(units(t.key) + units(t.value) for t in book.tags)
    else:
        used = book.tag_units(tab)
    if used + text_units > TAG_LIMIT:
        raise tag_limit()


# The requests of a batch.

def create(call, body):
    book, given = call.book, body["developerMetadata"]
    kind, tab, index, holder = anchor(book, given.get("location", {}))
    key, value = given.get("metadataKey", ""), given.get("metadataValue", "")
    if not key:
        raise bad("metadataKey must be specified.")  # unrecorded
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise bad("visibility must be specified.")  # unrecorded
    number = given.get("metadataId")
    if number is None:
        number = book.new_id(book.tag_ids())
    elif number <= 0:
        raise bad("metadataId must be greater than 0.")  # unrecorded
    elif number in book.tag_ids():
        raise bad("Developer metadata with ID "
                  f"{number} already exists.")  # unrecorded
    size = units(key) + units(value)
    charge(book, tab, size)
    tag = Tag(number, key, value, given["visibility"])
    holder.tags.append(tag)
    book.tag_added(tab, tag, size)
    return {"developerMetadata":
            described(Place(tag, kind, tab, index, holder))}


def update(call, body):
    if not body.get("fields"):
        raise no_fields()
    tree = call.api.update_mask("DeveloperMetadata", body["fields"])
    given, updated = body.get("developerMetadata", {}), []
    book = call.book
    for data_filter in body.get("dataFilters", ()):
        for place in Index(book).filtered(data_filter):
            tag = Tag(place.tag.id, *(
                given.get(name, "") if mask.wants(tree, name) else old
                for name, old in (("metadataKey", place.tag.key),
                                  ("metadataValue", place.tag.value),
                                  ("visibility", place.tag.visibility))))
            place.holder.tags.remove(place.tag)
            if mask.wants(tree, "location") and "location" in given:
                place = Place(tag, *anchor(book, given["location"]))
            book.tags_changed(place.tab)
            charge(book, place.tab, units(tag.key) + units(tag.value))
            place.holder.tags.append(tag)
            updated.append(described(place._replace(tag=tag)))
    book.tags_changed(None)
    return {"developerMetadata": updated}


def delete(call, body):
    found = Index(call.book).filtered(body["dataFilter"])
    for place in found:
        place.holder.tags.remove(place.tag)
    call.book.tags_changed(None)
    return {"deletedDeveloperMetadata": [described(p) for p in found]}


# The endpoints.

def get(book, number):
    for place in places(book):
        if str(place.tag.id) == number:
            return described(place)
    raise Refusal(404, f"No developer metadata with ID {number}.")


def search(book, body):
    index, matched = Index(book), {}
    for data_filter in body.get("dataFilters", ()):
        for place in index.filtered(data_filter):
            entry = matched.setdefault(place.tag.id, {
                "developerMetadata": described(place), "dataFilters": []})
            entry["dataFilters"].append(data_filter)
    return {"matchedDeveloperMetadata": list(matched.values())} \
        if matched else {}
