# SPDX-License-Identifier: MIT
"""Checks of batchUpdate and of row tags."""
from check_values import body

ROW = {"sheetId": 0, "dimension": "ROWS"}


def rows(start, end):
    return {**ROW, "startIndex": start, "endIndex": end}


def tag(number, value, row, **more):
    return {"createDeveloperMetadata": {"developerMetadata": {
        "metadataId": number, "metadataKey": "k", "metadataValue": value,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": rows(row, row + 1)}, **more}}}


def cell(row, column, value, **more):
    return {"updateCells": {
        "start": {"sheetId": 0, "rowIndex": row, "columnIndex": column},
        "fields": "userEnteredValue", "rows": [{"values": [
            {"userEnteredValue": {"stringValue": value}}]}], **more}}


def load(c, *lines, **more):
    c.control("load", id=c.id, book={"tabs": [
        {"title": "Jobs", "rows": [list(line) for line in lines],
         **more}, {"title": "Old", "sheetId": 9}]})


def tagged(c):
    """{tag's value: the row that it is on} as dumped."""
    return {t["value"]: t["row"] for t in c.control("dump")["tabs"][0]
            ["tags"]}


def sheet(c, i=0):
    return c.control("dump")["tabs"][i]


def find(c, value, key="k"):
    return body(c.call("POST", "/values:batchGetByDataFilter", {
        "majorDimension": "ROWS", "dataFilters": [
            {"developerMetadataLookup": {
                "metadataKey": key, "metadataValue": value,
                "locationType": "ROW"}}]}))


def check_golden_6(c, t):
    load(c, *([str(i), "x", v] for i, v in enumerate("dbfaec")))
    answer = c.batch(
        {"sortRange": {"range": {"sheetId": 0, "endRowIndex": 6},
                       "sortSpecs": [{"dimensionIndex": 2,
                                      "sortOrder": "ASCENDING"}]}},
        {"updateSheetProperties": {
            "properties": {"sheetId": 0,
                           "gridProperties": {"frozenRowCount": 1}},
            "fields": "gridProperties.frozenRowCount"}},
        {"addNamedRange": {"namedRange": {
            "name": "Pending", "range": {"sheetId": 0, "startRowIndex": 0,
                                         "endRowIndex": 2}}}})
    t.same("golden 6: sorted", [r[2] for r in sheet(c)["rows"]],
           list("abcdef"))
    t.same("golden 6: frozen", sheet(c)["frozenRowCount"], 1)
    reply = answer[1]["replies"]
    t.same("golden 6: replies in order, sheetId 0 left out",
           (reply[:2], reply[2]["addNamedRange"]["namedRange"]["range"]),
           ([{}, {}], {"startRowIndex": 0, "endRowIndex": 2}))
    t.same("a named range is an address", body(c.get("Pending"))["range"],
           "Jobs!A1:Z2")


def check_golden_7(c, t):
    c.base = c.base.replace(c.id, "unknown")
    t.refused("golden 7: unknown spreadsheet", c.get("A1"),
              "Requested entity was not found.", 404)
    c.control("load", id="foreign", role="none")
    c.control("load", id="shown", role="reader")
    c.base = c.base.replace("unknown", "foreign")
    t.refused("golden 7: not shared", c.get("A1"),
              "The caller does not have permission", 403)
    c.base = c.base.replace("foreign", "shown")
    t.same("golden 7: a viewer reads", c.get("A1")[0], 200)
    t.refused("golden 7: a viewer does not write", c.put("A1", [["x"]]),
              "The caller does not have permission", 403)
    c.base = c.base.replace("shown", c.id)
    t.refused("golden 7: the only tab hidden", c.batch({
        "updateSheetProperties": {"properties": {"sheetId": 0,
                                                 "hidden": True},
                                  "fields": "hidden"}}),
        "Invalid requests[0].updateSheetProperties: You can't hide all the "
        "sheets in a document.")
    t.refused("create", create(c), "The caller does not have permission",
              403)


def create(c):
    base, c.base = c.base, "/v4/spreadsheets"
    try:
        return c.call("POST", "", {"properties": {"title": "x"}})
    finally:
        c.base = base


def check_golden_8(c, t):
    t.refused("golden 8: an unknown tab in the third request", c.batch(
        cell(0, 0, "x"), cell(1, 0, "y"), {"updateCells": {
            "start": {"sheetId": 999999}, "fields": "userEnteredValue"}}),
        "Invalid requests[2].updateCells: No grid with id: 999999")
    t.same("golden 8: nothing was applied", sheet(c)["rows"], [])


def check_golden_10(c, t):
    load(c, ["ID"], *([f"k-{i:03}", i] for i in range(1, 6)))
    c.batch(*(tag(i, f"k-{i:03}", i) for i in range(1, 6)))
    c.batch({"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1,
                                     "startColumnIndex": 0,
                                     "endColumnIndex": 2},
                           "sortSpecs": [{"dimensionIndex": 1,
                                          "sortOrder": "DESCENDING"}]}})
    c.batch({"insertDimension": {"range": rows(1, 2),
                                 "inheritFromBefore": False}})
    t.same("golden 10: k-002 is in row 6", find(c, "k-002")["valueRanges"][0]
           ["valueRange"], {"range": "Jobs!A6:Z6", "majorDimension": "ROWS",
                            "values": [["k-002", "2"]]})
    t.same("golden 10: k-003 is in row 5",
           find(c, "k-003")["valueRanges"][0]["valueRange"]["range"],
           "Jobs!A5:Z5")
    answer = body(c.call("POST", "/values:batchUpdateByDataFilter", {
        "valueInputOption": "RAW", "includeValuesInResponse": True, "data": [
            {"dataFilter": {"developerMetadataLookup": {
                "metadataKey": "k", "metadataValue": "k-004",
                "locationType": "ROW"}},
             "values": [[None, None, "RUNNING"]]}]}))
    t.same("a write by tag answers what is in the row now", answer, {
        "totalUpdatedRows": 1, "totalUpdatedColumns": 1,
        "totalUpdatedCells": 1, "totalUpdatedSheets": 1, "responses": [{
            "updatedRange": "Jobs!A4:C4", "updatedRows": 1,
            "updatedColumns": 1, "updatedCells": 1,
            "dataFilter": {"developerMetadataLookup": {
                "metadataKey": "k", "metadataValue": "k-004",
                "locationType": "ROW"}},
            "updatedData": {"range": "Jobs!A4:Z4", "majorDimension": "ROWS",
                            "values": [["k-004", "4", "RUNNING"]]}}]})


def check_tags_travel(c, t):
    load(c, ["ID"], ["a"], ["b"], ["c"], ["d"])
    c.batch(*(tag(i, v, i) for i, v in enumerate("abcd", 1)))
    c.batch({"moveDimension": {"source": rows(1, 2),
                               "destinationIndex": 4}})
    t.same("tags: moved with the row", tagged(c),
           {"b": 1, "c": 2, "a": 3, "d": 4})
    t.same("moveDimension counts before the removal",
           [r[0] for r in sheet(c)["rows"]], ["ID", "b", "c", "a", "d"])
    c.batch({"deleteDimension": {"range": rows(2, 3)}})
    t.same("tags: deleted with the row", tagged(c), {"b": 1, "a": 2, "d": 3})
    c.batch(tag(3, "new", 1))
    t.same("... and the id is free again", tagged(c)["new"], 1)
    c.batch({"copyPaste": {"source": {"sheetId": 0, "startRowIndex": 1,
                                      "endRowIndex": 2},
                           "destination": {"sheetId": 0, "startRowIndex": 6,
                                           "endRowIndex": 7}}},
            {"cutPaste": {"source": {"sheetId": 0, "startRowIndex": 3,
                                     "endRowIndex": 4},
                          "destination": {"sheetId": 0, "rowIndex": 7}}})
    t.same("tags: not copied, not cut", tagged(c),
           {"b": 1, "new": 1, "a": 2, "d": 3})
    t.same("... but the cells were",
           [sheet(c)["rows"][i] for i in (3, 6, 7)], [[], ["b"], ["d"]])
    c.control("set", cutpaste_moves_tags=True)
    c.batch({"cutPaste": {"source": {"sheetId": 0, "startRowIndex": 2,
                                     "endRowIndex": 3},
                          "destination": {"sheetId": 0, "rowIndex": 8}}})
    t.same("knob cutpaste_moves_tags", tagged(c)["a"], 8)
    c.control("set", sort_moves_tags=False)
    sort = {"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1},
                          "sortSpecs": [{"sortOrder": "DESCENDING"}]}}
    before = tagged(c)
    c.batch(sort)
    t.same("knob sort_moves_tags", tagged(c), before)


def check_tag_rules(c, t):
    load(c, ["ID"], ["a"], ["b"])
    answer = c.batch(tag(5, "a", 1))
    t.same("tag: the reply", answer[1]["replies"], [
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": 5, "metadataKey": "k", "metadataValue": "a",
            "visibility": "DOCUMENT", "location": {
                "locationType": "ROW", "dimensionRange": {
                    "dimension": "ROWS", "startIndex": 1,
                    "endIndex": 2}}}}}])
    version = c.control("dump")["version"]
    status, _ = c.batch({"insertDimension": {"range": rows(1, 2)}},
                        cell(1, 0, "x"), tag(5, "x", 1))
    t.same("tag: an id that exists is refused, and so is the insert",
           (status, c.control("dump")["version"] - version,
            [r[0] for r in sheet(c)["rows"]]), (400, 0, ["ID", "a", "b"]))
    t.same("tag: the same key and value twice on a row is accepted",
           c.batch(tag(6, "a", 1))[0], 200)
    found = body(c.call("POST", "/developerMetadata:search", {
        "dataFilters": [{"developerMetadataLookup": {
            "metadataKey": "k", "metadataValue": "a"}}]}))
    t.same("tag: search", [m["developerMetadata"]["metadataId"]
                           for m in found["matchedDeveloperMetadata"]],
           [5, 6])
    t.same("tag: get", body(c.call("GET", "/developerMetadata/5"))
           ["metadataValue"], "a")
    t.refused("tag: get of none", c.call("GET", "/developerMetadata/77"),
              "No developer metadata with ID 77.", 404)
    c.batch({"updateDeveloperMetadata": {
        "dataFilters": [{"developerMetadataLookup": {"metadataId": 6}}],
        "developerMetadata": {"metadataValue": "z"},
        "fields": "metadataValue"}})
    t.same("tag: updated", tagged(c), {"a": 1, "z": 1})
    c.batch({"deleteDeveloperMetadata": {"dataFilter": {
        "developerMetadataLookup": {"metadataId": 6}}}})
    t.same("tag: deleted", tagged(c), {"a": 1})
    t.same("tag: on the tab and the spreadsheet", c.batch(
        tag(8, "s", 0, location={"sheetId": 9}),
        tag(9, "b", 0, location={"spreadsheet": True}))[0], 200)
    t.refused("tag: 30,000 characters on a tab", c.batch(
        tag(10, "x" * 29000, 2), tag(11, "y" * 998, 2)),
        "Invalid requests[1].createDeveloperMetadata: Adding the requested "
        "developer metadata would exceed the allowed storage limit")
    t.same("tag: not one less", c.batch(
        tag(10, "x" * 29000, 2), tag(11, "y" * 996, 2))[0], 200)
    t.same("filter that matches nothing: no entry", find(c, "nosuch"), {})
    t.same("... for a write", body(c.call(
        "POST", "/values:batchUpdateByDataFilter", {
            "valueInputOption": "RAW", "data": [
                {"dataFilter": {"developerMetadataLookup": {
                    "metadataId": 4711}}, "values": [["x"]]}]})), {})
    c.control("set", no_match_filter="400")
    t.same("knob no_match_filter", find(c, "nosuch")[0], 400)


def check_tabs(c, t):
    add = {"addSheet": {"properties": {
        "title": "Runs", "sheetId": 7,
        "gridProperties": {"rowCount": 10, "columnCount": 3,
                           "frozenRowCount": 1}}}}
    answer = c.batch(add)
    t.same("addSheet: the reply", answer[1]["replies"][0]["addSheet"], {
        "properties": {"sheetId": 7, "title": "Runs", "index": 1,
                       "sheetType": "GRID", "gridProperties": {
                           "rowCount": 10, "columnCount": 3,
                           "frozenRowCount": 1}}})
    t.same("batchUpdate: an undocumented field comes along",
           answer[1]["commentUpdateState"], "NO_UPDATES_REQUESTED")
    t.refused("addSheet: the title exists", c.batch(
        {"addSheet": {"properties": {"title": "Runs"}}}),
        'Invalid requests[0].addSheet: A sheet with the name "Runs" already '
        "exists. Please enter another name.")
    t.same("addSheet: the id exists", c.batch(
        {"addSheet": {"properties": {"sheetId": 7, "title": "x"}}})[0], 400)
    t.refused("addSheet: too many cells", c.batch({"addSheet": {
        "properties": {"title": "x", "gridProperties": {
            "rowCount": 1000000, "columnCount": 11}}}}),
        "Invalid requests[0].addSheet: This action would increase the number"
        " of cells in the workbook above the limit of 10000000 cells.")
    t.refused("appendDimension: too many cells", c.batch({
        "appendDimension": {"sheetId": 0, "dimension": "ROWS",
                            "length": 2 ** 30}}),
        "Invalid requests[0].appendDimension: This action would increase the"
        " number of cells in the workbook above the limit of 10000000 cells."
        )
    t.refused("batch: a request without fields", c.batch(
        {"updateCells": {"start": {"sheetId": 0}}}),
        "Invalid requests[0].updateCells: At least one field must be listed "
        "in 'fields'. (Use '*' to indicate all fields.)")
    t.refused("batch: more than 100,000 requests", c.batch(
        *[{"clearBasicFilter": {}}] * 100001),
        "Cannot exceed 100000 requests in a single batch.")
    t.same("a kind that is not modelled: 501, and a violation",
           (c.batch({"mergeCells": {}})[0],
            len(c.control("violations")["violations"])), (501, 1))


def check_dimensions(c, t):
    load(c, ["ID"], ["a"], rowCount=2, frozenRowCount=1)
    t.refused("insertDimension: at the very end", c.batch(
        {"insertDimension": {"range": rows(2, 3),
                             "inheritFromBefore": False}}),
        "Invalid requests[0].insertDimension: range.startIndex must be less "
        "than the grid size (2) if inheritFromBefore is false.")
    t.same("insertDimension: at the very end, inheriting",
           c.batch({"insertDimension": {"range": rows(2, 3),
                                        "inheritFromBefore": True}})[0], 200)
    t.refused("deleteDimension: all rows below the header", c.batch(
        {"deleteDimension": {"range": rows(1, 3)}}),
        "Invalid requests[0].deleteDimension: Sorry, it is not possible to "
        "delete all non-frozen rows.")
    t.same("deleteDimension: all but one", c.batch(
        {"deleteDimension": {"range": rows(1, 2)}})[0], 200)
    c.batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS",
                                 "length": 5}})
    t.same("appendDimension", sheet(c)["rowCount"], 7)
    load(c, ["a", "b", "c"], [1, 2, 3])
    c.batch({"moveDimension": {"source": {
        "sheetId": 0, "dimension": "COLUMNS", "startIndex": 0,
        "endIndex": 1}, "destinationIndex": 3}},
        {"insertDimension": {"range": {
            "sheetId": 0, "dimension": "COLUMNS", "startIndex": 1,
            "endIndex": 2}}})
    t.same("columns move and are inserted", sheet(c)["rows"],
           [["b", None, "c", "a"], [2, None, 3, 1]])


def check_cells(c, t):
    load(c, ["ID", "Decision"], ["a", "approve", "n"], rowCount=10,
         columnCount=3)
    c.batch({"updateCells": {
        "range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2},
        "fields": "userEnteredValue", "rows": [{"values": [
            {"userEnteredValue": {"stringValue": "b"}}]}]}})
    t.same("updateCells with a range clears what it does not cover",
           sheet(c)["rows"][1], ["b"])
    c.batch(cell(1, 1, "=1+1"))
    t.same("a stringValue is never a formula", sheet(c)["rows"][1],
           ["b", "=1+1"])
    t.refused("repeatCell: past the grid", c.batch({"repeatCell": {
        "range": {"sheetId": 0, "startRowIndex": 10, "startColumnIndex": 0,
                  "endColumnIndex": 2}, "cell": {}, "fields": "note"}}),
        "Invalid requests[0].repeatCell: Range (Jobs!A11:B) exceeds grid "
        "limits. Max rows: 10, max columns: 3")
    t.same("repeatCell: ending past the grid is clipped", c.batch(
        {"repeatCell": {"range": {"sheetId": 0, "startRowIndex": 9,
                                  "endRowIndex": 99},
                        "cell": {"userEnteredFormat": {"textFormat": {
                            "bold": True}}},
                        "fields": "userEnteredFormat.textFormat.bold"}})[0],
        200)
    t.refused("updateCells: too long", c.batch(cell(1, 1, "x" * 50001)),
              "Invalid requests[0].updateCells: Your input contains more "
              "than the maximum of 50000 characters in a single cell.")
    load(c, ["ID", "x"], ["a", "old old"], ["b", "OLD"])
    answer = c.batch({"findReplace": {
        "find": "old", "replacement": "new", "matchCase": True,
        "sheetId": 0}})
    t.same("findReplace", (answer[1]["replies"], sheet(c)["rows"][1:]),
           ([{"findReplace": {"valuesChanged": 1, "rowsChanged": 1,
                              "sheetsChanged": 1, "occurrencesChanged": 2}}],
            [["a", "new new"], ["b", "OLD"]]))
    c.batch({"appendCells": {"sheetId": 0, "fields": "userEnteredValue",
                             "rows": [{"values": [{"userEnteredValue": {
                                 "numberValue": 5}}]}]}})
    t.same("appendCells: after the last row with data",
           sheet(c)["rows"][3], [5])


def check_move_to_history(c, t):
    load(c, ["ID", "T", "Decision"], ["a", "t", "approve"],
         ["b", {"formula": "=1+1"}, "reject"])
    source = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3}
    there = {"sheetId": 9, "startRowIndex": 1, "endRowIndex": 2}
    move = [{"copyPaste": {"source": source, "destination": there,
                           "pasteType": "PASTE_VALUES"}},
            {"deleteDimension": {"range": rows(2, 3)}}]
    t.refused("a move is atomic", c.batch(*move, {"deleteSheet": {
        "sheetId": 77}}), "Invalid requests[2].deleteSheet: No grid with id:"
        " 77")
    t.same("... nothing moved", (len(sheet(c)["rows"]), sheet(c, 1)["rows"]),
           (3, []))
    c.batch(*move)
    t.same("PASTE_VALUES into another tab, then the row is deleted",
           (sheet(c)["rows"], sheet(c, 1)["rows"]),
           ([["ID", "T", "Decision"], ["a", "t", "approve"]],
            [[], ["b", 2, "reject"]]))
    load(c, ["ID", "T"], ["a", "x"], ["b", "y"])
    c.batch({"setBasicFilter": {"filter": {
        "range": {"sheetId": 0}, "filterSpecs": [
            {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["a"]}}]}}})
    t.same("a filter hides rows", sheet(c)["filteredRows"], [1])
    paste = {"copyPaste": {"source": {"sheetId": 0, "startRowIndex": 1,
                                      "endRowIndex": 3},
                           "destination": {"sheetId": 9}}}
    c.control("set", copypaste_skips_filtered=True)
    c.batch({"copyPaste": {**paste["copyPaste"], "destination": {
        "sheetId": 9, "startRowIndex": 0, "endRowIndex": 2}}})
    t.same("knob copypaste_skips_filtered", sheet(c, 1)["rows"],
           [["b", "y"], ["b", "y"]])


def check_protection(c, t):
    load(c, ["ID", "Title"], ["a", "x"])
    answer = c.batch({"addProtectedRange": {"protectedRange": {
        "range": {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1},
        "description": "atlas", "warningOnly": True}}})
    reply = answer[1]["replies"][0]["addProtectedRange"]["protectedRange"]
    t.same("addProtectedRange: the reply",
           (reply["range"], reply["requestingUserCanEdit"]),
           ({"startColumnIndex": 0, "endColumnIndex": 1}, True))
    t.same("a warning stops nobody", c.put("A2", [["b"]])[0], 200)
    c.control("act", act="protect", range="B:B")
    text = ("You are trying to edit a protected cell or object. Please "
            "contact the spreadsheet owner to remove protection if you need "
            "to edit.")
    t.refused("protected: values", c.put("A2", [["b", "y"]]), text)
    t.same("protected: a null does not touch it",
           c.put("A2", [["b"]])[0], 200)
    t.refused("protected: updateCells", c.batch(cell(1, 1, "y")),
              "Invalid requests[0].updateCells: " + text)
    t.refused("protected: deleting the row", c.batch(
        {"deleteDimension": {"range": rows(1, 2)}}),
        "Invalid requests[0].deleteDimension: " + text)
    t.same("protected: a row may still be inserted", c.batch(
        {"insertDimension": {"range": rows(1, 2)}})[0], 200)


def check_validation_rules(c, t):
    load(c, ["ID", "Decision"], ["a"], rowCount=5)
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [
        {"userEnteredValue": "approve"}, {"userEnteredValue": "reject"}]},
        "showCustomUi": True}
    wanted = {"setDataValidation": {"rule": rule, "range": {
        "sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1,
        "endColumnIndex": 2}}}
    c.batch(wanted)
    c.control("act", act="chips", column="Decision")
    t.same("validation is kept", [(r["column"], r["cells"], r["coloured"])
                                  for r in sheet(c)["rules"]],
           [("B", 4, True)])
    c.batch({"insertDimension": {"range": rows(1, 2)}})
    t.same("an inserted row inherits it", sheet(c)["rules"][0]["cells"], 5)
    answer = body(c.call("GET", "", query={
        "ranges": "Jobs!B2", "fields": "sheets.data.rowData.values."
        "dataValidation"}))
    t.same("it can be read, without the colours", answer["sheets"][0]["data"]
           [0]["rowData"][0]["values"][0], {"dataValidation": rule})
    c.batch(wanted)
    t.same("setting it again wipes the colours",
           sheet(c)["rules"][0]["coloured"], False)
    colour = {"addConditionalFormatRule": {"index": 0, "rule": {
        "ranges": [{"sheetId": 0, "startColumnIndex": 1,
                    "endColumnIndex": 2}],
        "booleanRule": {"condition": {"type": "TEXT_EQ", "values": [
            {"userEnteredValue": "reject"}]}, "format": {
                "backgroundColorStyle": {"rgbColor": {"red": 1}}}}}}}
    c.batch(colour)
    c.batch(colour)
    t.same("conditional formats pile up", sheet(c)["formats"], 2)
