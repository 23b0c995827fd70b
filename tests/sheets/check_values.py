# SPDX-License-Identifier: MIT
"""Checks of the values endpoints and of spreadsheets.get. The golden pairs
are recorded answers of Google's."""


def body(answer):
    """The answer without the spreadsheet's id; it must be a 200."""
    status, given = answer
    if status != 200:
        return answer

    def without(part):
        if isinstance(part, dict):
            return {k: without(v) for k, v in part.items()
                    if k != "spreadsheetId"}
        return [without(x) for x in part] if isinstance(part, list) else part
    return without(given)


def check_golden_1(c, t):
    t.same("golden 1: clear an empty sheet",
           body(c.call("POST", "/values/Sheet1:clear", {})),
           {"clearedRange": "Sheet1!A1:Z1000"})
    t.same("golden 1: an empty sheet has no values", body(c.get("'Sheet1'")),
           {"range": "Sheet1!A1:Z1000", "majorDimension": "ROWS"})


def check_golden_2(c, t):
    t.same("golden 2: empty texts count", body(c.put("A1", [
        ["A1", "B1", "", "D1"], ["", "b2", "", ""], ["", "", "", ""],
        ["A4", "B4", "", "D4"]])),
        {"updatedRange": "Sheet1!A1:D4", "updatedRows": 4,
         "updatedColumns": 4, "updatedCells": 16})
    answer = body(c.call("GET", "/values:batchGet", query={
        "ranges": ["'Sheet1'!A1:B1", "'Sheet1'!B4:D4"]}))
    t.same("golden 2: batchGet",
           [r["values"] for r in answer["valueRanges"]],
           [[["A1", "B1"]], [["B4", "", "D4"]]])
    t.same("interior rows and cells are kept, trailing ones not",
           body(c.get("'Sheet1'!A1:D4")),
           {"range": "Sheet1!A1:D4", "majorDimension": "ROWS", "values": [
               ["A1", "B1", "", "D1"], ["", "b2"], [],
               ["A4", "B4", "", "D4"]]})
    t.same("by columns",
           body(c.get("A1:D2", majorDimension="COLUMNS"))["values"],
           [["A1"], ["B1", "b2"], [], ["D1"]])


def check_golden_3(c, t):
    rows = [[None] * 4 for _ in range(6)]
    rows[0][0], rows[5][3] = "top_left", "bottom_right"
    c.put("A1:D6", [["old"] * 4] * 6)
    t.same("golden 3: nulls are skipped and not counted",
           body(c.put("'Sheet1'!A1:D6", rows)),
           {"updatedRange": "Sheet1!A1:D6", "updatedRows": 2,
            "updatedColumns": 2, "updatedCells": 2})
    t.same("... and leave what was there",
           body(c.get("A1:B2"))["values"],
           [["top_left", "old"], ["old", "old"]])
    t.same("an empty text clears",
           (body(c.put("A1", [[""]]))["updatedCells"],
            body(c.get("A1:B1"))["values"]), (1, [["", "old"]]))


def append(c, place, values, **query):
    return body(c.call("POST", f"/values/{place}:append", {"values": values},
                       {"valueInputOption": "RAW", **query}))


def check_golden_4(c, t):
    first = append(c, "%27Sheet1%27", [["x", "", "z"]])
    t.same("golden 4: no table in an empty sheet",
           (first.get("tableRange"), first["updates"]["updatedRange"]),
           (None, "Sheet1!A1:C1"))
    second = append(c, "%27Sheet1%27", [["x", "", "z"]])
    t.same("golden 4: the table is where the last cell is",
           (second["tableRange"], second["updates"]["updatedRange"]),
           ("Sheet1!C1", "Sheet1!C2:E2"))
    third = append(c, "%27Sheet1%27%21A1", [["x", "", "z"]])
    t.same("golden 4: a range of one cell",
           (third["tableRange"], third["updates"]["updatedRange"]),
           ("Sheet1!A1", "Sheet1!A2:C2"))


def check_append_places(c, t):
    def load():
        c.control("load", id=c.id, book={"tabs": [{
            "title": "Sheet1", "rowCount": 6, "columnCount": 10, "rows": [
                ["a", "a", "a"], ["a", "a", "a"], [],
                [None, "b", "b", "b"], [None, "b", "b", "b"],
                [None, "b", "b", "b"]]}]})
    for place, cell in (("Sheet1", "B7"), ("B4", "B7"), ("C5:D5", "B7"),
                        ("B2:D4", "B7"), ("A3:G6", "B7"), ("A1", "A3"),
                        ("E4", "E4"), ("A4", "A4")):
        load()
        t.same(f"append at {place} lands at {cell}", append(
            c, place.replace(":", "%3A"),
            [["v"]])["updates"]["updatedRange"], f"Sheet1!{cell}")
    load()
    append(c, "A1", [["new"]], insertDataOption="INSERT_ROWS")
    t.same("INSERT_ROWS moves down what is below",
           c.control("dump")["tabs"][0]["rows"][2:5],
           [["new"], [], [None, "b", "b", "b"]])


def check_golden_5(c, t):
    c.put("A1", [["h"] * 8, ["r"] * 8])
    c.batch({"insertDimension": {"range": {
        "sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}})
    answer = append(c, "A2", [["n"] * 8])
    t.same("golden 5: an empty row is no table",
           (answer.get("tableRange"), answer["updates"]["updatedRange"]),
           (None, "Sheet1!A2:H2"))


def check_golden_9(c, t):
    answer = c.call("POST", "/values:batchUpdate", {
        "valueInputOption": "RAW", "data": [
            {"range": "Sheet1!A1", "values": [["x"]]},
            {"range": "NoSuchTab!A1", "values": [["x"]]}]})
    t.refused("golden 9: a missing tab in a batch", answer, "Invalid "
              "data[1]: Unable to parse range: NoSuchTab!A1")
    t.same("golden 9: nothing was applied", body(c.get("A1")).get("values"),
           None)


def check_batch_update(c, t):
    answer = body(c.call("POST", "/values:batchUpdate", {
        "valueInputOption": "RAW", "data": [
            {"range": "'Sheet1'!A1:D1", "values": [["A1", "B1", "", "D1"]]},
            {"range": "'Sheet1'!A4:D4",
             "values": [["A4", "B4", "", "D4"]]}]}))
    t.same("batchUpdate: totals", answer, {
        "totalUpdatedRows": 2, "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8, "totalUpdatedSheets": 1, "responses": [
            {"updatedRange": "Sheet1!A1:D1", "updatedRows": 1,
             "updatedColumns": 4, "updatedCells": 4},
            {"updatedRange": "Sheet1!A4:D4", "updatedRows": 1,
             "updatedColumns": 4, "updatedCells": 4}]})


def check_rendering(c, t):
    c.put("A1", [["=4/2", "2020-01-01", "string", "53"]], "USER_ENTERED")
    for query, row in (
            ({}, ["2", "2020-01-01", "string", "53"]),
            ({"valueRenderOption": "UNFORMATTED_VALUE"},
             [2, 43831, "string", 53]),
            ({"valueRenderOption": "UNFORMATTED_VALUE",
              "dateTimeRenderOption": "FORMATTED_STRING"},
             [2, "2020-01-01", "string", 53]),
            ({"valueRenderOption": "FORMULA"},
             ["=4/2", 43831, "string", 53])):
        t.same(f"rendered: {query}", body(c.get("A1:D1", **query))["values"],
               [row])
    c.put("A2", [["=1+1", "0042", "TRUE", True, 7]])
    t.same("RAW stays as it is", body(c.get(
        "A2:E2", valueRenderOption="UNFORMATTED_VALUE"))["values"],
        [["=1+1", "0042", "TRUE", True, 7]])


def check_refusals(c, t):
    c.control("load", id=c.id, book={"tabs": [
        {"title": "Full", "rowCount": 3, "columnCount": 2},
        {"title": "My tab", "rowCount": 220, "columnCount": 18}]})
    t.refused("values: no such tab", c.get("'Gone'!A1"),
              "Unable to parse range: 'Gone'!A1")
    t.refused("values: past the grid", c.put("Full!A4", [["x"]]),
              "Range (Full!A4) exceeds grid limits. Max rows: 3, max "
              "columns: 2")
    t.refused("values: an open range past the grid",
              c.get("'My tab'!A221:ZZ"), "Range ('My tab'!A221:ZZ) exceeds "
              "grid limits. Max rows: 220, max columns: 18")
    t.refused("values: too many rows", c.put("Full!A1:B2", [["x"]] * 3),
              "Requested writing within range [Full!A1:B2], but tried "
              "writing to row [3]")
    t.refused("values: too many columns", c.put("Full!A1", [["x"] * 3]),
              "Requested writing within range [Full!A1:B3], but tried "
              "writing to column [C]")
    t.refused("values: no input option", c.call(
        "PUT", "/values/A1", {"values": [["x"]]}),
        "'valueInputOption' is required but not specified")
    t.refused("values: too long", c.call("POST", "/values:batchUpdate", {
        "valueInputOption": "RAW", "data": [
            {"range": "Full!A1", "values": [["x"]]},
            {"range": "Full!A2", "values": [["x" * 50001]]}]}),
        "Invalid data[1]: Your input contains more than the maximum of "
        "50000 characters in a single cell.")
    t.refused("batchClear: past the grid", c.call(
        "POST", "/values:batchClear", {"ranges": ["Full!A9"]}),
        "Invalid range[0]: Range (Full!A9) exceeds grid limits. Max rows: "
        "3, max columns: 2")
    message = "Invalid value at 'data.values' " \
        "(type.googleapis.com/google.protobuf.ListValue), \"X\""
    answer = c.call("PUT", "/values/A1", {"values": "X"},
                    {"valueInputOption": "RAW"})
    t.refused("golden 7: values that are no list", answer, message)
    t.same("golden 7: its details", answer[1]["error"]["details"], [
        {"@type": "type.googleapis.com/google.rpc.BadRequest",
         "fieldViolations": [{"field": "data.values",
                              "description": message}]}])
    t.refused("an unknown query parameter", c.get("A1", fooled="1"),
              'Invalid JSON payload received. Unknown name "fooled": Cannot '
              "bind query parameter. Field 'fooled' could not be found in "
              "request message.")
    t.same("violations are counted, other refusals are not",
           len(c.control("violations")["violations"]), 2)
    c.control("set", read_past_end="400")
    t.refused("knob read_past_end", c.get("Full!A1:Z9"), "Range (Full!A1:Z9)"
              " exceeds grid limits. Max rows: 3, max columns: 2")
    c.control("set", read_past_end="clip")
    t.same("a range that ends past the grid is clipped",
           body(c.get("Full!A1:Z9"))["range"], "Full!A1:B3")


def check_snapshot(c, t):
    c.control("load", id=c.id, book={"title": "P - Atlas", "tabs": [
        {"title": "Runs", "sheetId": 0, "rowCount": 4, "columnCount": 3,
         "frozenRowCount": 1, "rows": [["ID", "Run"], ["T-1", "r"]],
         "tags": [{"row": 1, "id": 7, "key": "k", "value": "T-1"}]},
        {"title": "Other", "sheetId": 5, "hidden": True}]})
    answer = body(c.call("GET", ""))
    t.same("get: what is there", sorted(answer),
           ["properties", "sheets", "spreadsheetUrl"])
    t.same("get: properties, with sheetId and index even when 0",
           answer["sheets"][0]["properties"],
           {"sheetId": 0, "title": "Runs", "index": 0, "sheetType": "GRID",
            "gridProperties": {"rowCount": 4, "columnCount": 3,
                               "frozenRowCount": 1}})
    fields = ("sheets(properties(sheetId,title,gridProperties(rowCount)),"
              "data(startRow,rowData(values(formattedValue)),rowMetadata("
              "hiddenByFilter,developerMetadata(metadataId,metadataValue"
              "))))")
    t.same("get: the snapshot with row tags", body(c.call("GET", "", query={
        "ranges": "'Runs'", "fields": fields})), {"sheets": [{
            "properties": {"sheetId": 0, "title": "Runs",
                           "gridProperties": {"rowCount": 4}},
            "data": [{"rowData": [
                {"values": [{"formattedValue": "ID"},
                            {"formattedValue": "Run"}]},
                {"values": [{"formattedValue": "T-1"},
                            {"formattedValue": "r"}]}],
                "rowMetadata": [{}, {"developerMetadata": [
                    {"metadataId": 7, "metadataValue": "T-1"}]}, {}, {}]}]}
        ]})
    t.same("get: part of a tab begins where it was asked to",
           body(c.call("GET", "", query={
               "ranges": "Runs!B2:B3", "fields": "sheets.data(startRow,"
               "startColumn,rowData.values.userEnteredValue)"})),
           {"sheets": [{"data": [{"startRow": 1, "startColumn": 1,
                                  "rowData": [{"values": [{
                                      "userEnteredValue": {
                                          "stringValue": "r"}}]}]}]}]})
    t.same("get: a mask that selects nothing leaves {}",
           body(c.call("GET", "", query={
               "ranges": "Runs!A4", "fields": "sheets.data.rowData"})),
           {"sheets": [{"data": [{}]}]})
    t.refused("get: a field that does not exist", c.call(
        "GET", "", query={"fields": "sheets.nosuch"}), "Error expanding "
        "'fields' parameter. Cannot find matching fields for path "
        "'sheets.nosuch'.")
    hidden = body(c.call("GET", "", query={
        "fields": "sheets.properties.hidden"}))
    t.same("get: false is left out", hidden,
           {"sheets": [{"properties": {}}, {"properties": {"hidden": True}}]})
    t.same("values: an unqualified range is in the first visible tab",
           body(c.get("A1"))["values"], [["ID"]])


def check_formats_of_answers(c, t):
    c.get("A1")
    t.same("answers are JSON", c.headers["Content-Type"],
           "application/json; charset=UTF-8")
    auth = {"Authorization": f"Bearer {c.token}"}
    _, pretty = c.raw("GET", c.base + "/values/A1", headers=auth)
    _, plain = c.raw("GET", c.base + "/values/A1?prettyPrint=false",
                     headers=auth)
    t.ok("pretty unless prettyPrint=false",
         b'\n  "range"' in pretty and b'{"range":"Sheet1!A1",' in plain)
    c.raw("GET", c.base, headers={**auth, "Accept-Encoding": "gzip"})
    t.same("no gzip for an agent that does not say so",
           c.headers.get("Content-Encoding"), None)
    _, data = c.raw("GET", c.base, headers={
        **auth, "Accept-Encoding": "gzip", "User-Agent": "atlas/1 (gzip)"})
    t.same("gzip for one that does",
           (c.headers.get("Content-Encoding"), data[:2]),
           ("gzip", b"\x1f\x8b"))
