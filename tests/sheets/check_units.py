# SPDX-License-Identifier: MIT
"""Checks of what needs no server: A1 notation, masks, entries, the API."""
import a1
import entry
import mask
import validate
from book import Cell
from errors import Refusal, Violation


def check_a1(c, t):
    t.same("letters", [a1.letters(i) for i in (0, 25, 26, 701, 702, 18277)],
           ["A", "Z", "AA", "ZZ", "AAA", "ZZZ"])
    t.same("and back", [a1.column(a1.letters(i)) for i in range(800)],
           list(range(800)))
    for text, rect in (("A1", (0, 0, 1, 1)), ("A1:B2", (0, 0, 2, 2)),
                       ("D4:A1", (0, 0, 4, 4)), ("A:C", (None, 0, None, 3)),
                       ("2:4", (1, None, 4, None)),
                       ("A5:A", (4, 0, None, 1)), ("A1:1", (0, 0, 1, None)),
                       ("B", None), ("A0", None), ("ABCD1", None),
                       ("A1:B2:C3", None), ("", None)):
        t.same(f"rectangle {text!r}", a1.rectangle(text), rect)
    for text, shown in (("Sheet1", "Sheet1"), ("D3", "'D3'"),
                        ("Pending_Approvals", "Pending_Approvals"),
                        ("2017-09-08 18:21", "'2017-09-08 18:21'"),
                        ("Jon's Data", "'Jon''s Data'"),
                        ("🌵 test 1", "'🌵 test 1'"), ("R1C1", "'R1C1'")):
        t.same(f"title {text}", a1.title(text), shown)
        t.same(f"title {text}, read again",
               a1.split(a1.name(text, (0, 0, 1, 2))), (text, "A1:B1"))


def check_masks(c, t):
    t.same("list, dots, slashes, parentheses",
           mask.parse("a.b,c/d(e,f.g),h"),
           {"a": {"b": None}, "c": {"d": {"e": None, "f": {"g": None}}},
            "h": None})
    t.same("the whole wins over its part", mask.parse("a,a.b"), {"a": None})
    t.same("a star", mask.parse("a(*)"), {"a": None})
    for text in ("", "a(", "a(b", "a)", "a,,b", "a b", "a.", "é"):
        try:
            t.ok(f"mask {text!r} is refused", False, mask.parse(text))
        except mask.BadMask:
            t.ok(f"mask {text!r} is refused", True)
    t.same("what is selected and absent is {}",
           mask.select(mask.parse("sheets.data.rowData"),
                       {"sheets": [{"data": [{"startRow": 1}], "x": 1}]}),
           {"sheets": [{"data": [{}]}]})
    t.same("what a mask names and the new value lacks is removed",
           mask.assign(mask.parse("a.b,c"), {"a": {"b": 1, "x": 2}, "c": 3},
                       {"a": {}}), {"a": {"x": 2}})


def check_entries(c, t):
    for text, value in (
            ("=1+1", ("formulaValue", "=1+1")),
            ("+1 retry", ("formulaValue", "=+1 retry")),
            ("0042", ("numberValue", 42)), ("1E5", ("numberValue", 100000)),
            ("1,234.5", ("numberValue", 1234.5)),
            ("-5 items", ("stringValue", "-5 items")),
            ("'007", ("stringValue", "007")), ("tRue", ("boolValue", True)),
            ("50%", ("numberValue", 0.5)),
            ("2020-01-01", ("numberValue", 43831)),
            ("1/1/2020", ("numberValue", 43831)), ("", None),
            ("T-000042", ("stringValue", "T-000042"))):
        t.same(f"typed {text!r}", entry.typed(text)[0], value)
    text = {"numberFormat": {"type": "TEXT"}}
    t.same("a TEXT cell keeps what is typed",
           [entry.typed(x, text)[0] for x in ("0042", "=1+1")],
           [("stringValue", "0042"), ("stringValue", "=1+1")])
    for given in ("=1+1", "0042", "1/2", "TRUE", "'x", "@a"):
        t.same(f"RAW {given!r} stays", entry.raw(given),
               ("stringValue", given))
    for number, form, shown in ((2.0, None, "2"), (0.1 + 0.2, None, "0.3"),
                                (43831, entry.DATE, "2020-01-01"),
                                (43831.5, entry.MOMENT,
                                 "2020-01-01 12:00:00"),
                                (43831, entry.SLASHED, "1/1/2020")):
        t.same(f"{number} is shown as {shown}", entry.formatted(
            Cell(value=("numberValue", number), format=form)), shown)
    for formula, shown in (("=4/2", "2"), ("=1/0", "#DIV/0!"),
                           ('="a""b"', 'a"b'), ("=NOW()", "#ERROR!")):
        t.same(f"{formula} shows {shown}", entry.formatted(
            Cell(value=("formulaValue", formula))), shown)
    for text, good in (("x" * 50000, True), ("x" * 50001, False),
                       ("🙂" * 25000, True), ("🙂" * 25001, False)):
        try:
            t.ok("50,000 UTF-16 units: just", entry.raw(text) and good)
        except Refusal as refusal:
            t.same("one more is refused", (good, refusal.message), (
                False, "Your input contains more than the maximum of 50000 "
                "characters in a single cell."))


def check_validator(c, t):
    api = validate.Api()
    batch = "sheets.spreadsheets.batchUpdate"

    def message(name, body):
        try:
            api.request(name, body)
        except Violation as violation:
            return violation.message
        return None

    row = {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1,
                     "endIndex": 2}}
    for what, request, wanted in (
            ("a good request", {"insertDimension": row}, None),
            ("an unknown field", {"insertDimension": {**row, "before": True}},
             'Invalid JSON payload received. Unknown name "before" at '
             "'requests[0].insert_dimension': Cannot find field."),
            ("a wrong enum", {"deleteDimension": {
                "range": {"dimension": "ROW"}}},
             "Invalid value at 'requests[0].delete_dimension.range."
             "dimension' (type.googleapis.com/google.apps.sheets.v4."
             'Dimension), "ROW"'),
            ("a text for a number", {"deleteSheet": {"sheetId": "0"}},
             "Invalid value at 'requests[0].delete_sheet.sheet_id' "
             '(TYPE_INT32), "0"'),
            ("a number beyond int32", {"deleteSheet": {"sheetId": 2 ** 31}},
             "Invalid value at 'requests[0].delete_sheet.sheet_id' "
             "(TYPE_INT32), 2147483648"),
            ("true for a number", {"deleteSheet": {"sheetId": True}},
             "Invalid value at 'requests[0].delete_sheet.sheet_id' "
             "(TYPE_INT32), true"),
            ("two kinds at once", {"deleteSheet": {}, "insertDimension": row},
             "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is "
             "already set. Cannot set 'insertDimension'"),
            ("two values in a cell", {"repeatCell": {"cell": {
                "userEnteredValue": {"stringValue": "", "numberValue": 1}}}},
             "Invalid value at 'requests[0].repeat_cell.cell."
             "user_entered_value' (oneof), oneof field 'value' is already "
             "set. Cannot set 'numberValue'"),
            ("a data filter in updateCells",
             {"updateCells": {"dataFilter": {}}},
             'Invalid JSON payload received. Unknown name "dataFilter" at '
             "'requests[0].update_cells': Cannot find field.")):
        t.same(f"validator: {what}", message(batch, {"requests": [request]}),
               wanted)
    t.same("validator: a batch that is no object", message(batch, []),
           "Invalid value at '' (type.googleapis.com/google.apps.sheets.v4."
           "BatchUpdateSpreadsheetRequest), []")
    for http, path, name in (
            ("GET", "/v4/spreadsheets/i", "get"),
            ("GET", "/v4/spreadsheets/i/values/A1", "values.get"),
            ("GET", "/v4/spreadsheets/i/values/S!A1:B2", "values.get"),
            ("GET", "/v4/spreadsheets/i/values:batchGet", "values.batchGet"),
            ("POST", "/v4/spreadsheets/i/values/A1%3AB2:append",
             "values.append"),
            ("POST", "/v4/spreadsheets/i:batchUpdate", "batchUpdate"),
            ("POST", "/v4/spreadsheets/i/developerMetadata:search",
             "developerMetadata.search"),
            ("POST", "/v4/spreadsheets/i/values/A1", None),
            ("GET", "/v5/spreadsheets/i", None)):
        found = api.route(http, path)
        t.same(f"route {http} {path}",
               found and found[0].removeprefix("sheets.spreadsheets."), name)
