# SPDX-License-Identifier: MIT
"""Checks of the human, and of the account of what was typed."""

HUMAN = ["Title", "Decision", "Notes"]
HEADER = ["ID", "Task", "Title", "Decision", "Notes", "Result"]


def load(c, count=4):
    rows = [[f"A{i}", f"T{i}", f"title {i}"] for i in range(1, count + 1)]
    c.control("load", id=c.id, book={"tabs": [
        {"title": "Pending", "frozenRowCount": 1, "rows": [HEADER] + rows,
         "rowCount": 20, "columnCount": 8,
         "tags": [{"row": i, "id": i, "key": "k", "value": f"A{i}"}
                  for i in range(1, count + 1)]},
        {"title": "History", "sheetId": 5}]})


def act(c, kind, **more):
    return c.control("act", act=kind, **more)["typed"]


def column(c, at=0):
    return [(r + [None] * 9)[at]
            for r in c.control("dump")["tabs"][0]["rows"]]


def missing(c):
    return [typed["text"] for typed in c.control("missing")["missing"]]


def check_acts(c, t):
    load(c)
    act(c, "set", id="A2", column="Notes", text="hello")
    t.same("act set", column(c, 4)[2], "hello")
    act(c, "move", id="A1", to=4)
    t.same("act move", column(c)[1:5], ["A2", "A3", "A1", "A4"])
    tags = {x["value"]: x["row"] for x in c.control("dump")["tabs"][0]
            ["tags"]}
    t.same("... with the tags", tags, {"A2": 1, "A3": 2, "A1": 3, "A4": 4})
    act(c, "sort", column="ID", descending=True)
    t.same("act sort: below the header", column(c)[:5],
           ["ID", "A4", "A3", "A2", "A1"])
    act(c, "copy", id="A3")
    dump = c.control("dump")["tabs"][0]
    t.same("act copy: the ID is doubled, the tag is not",
           (column(c)[1:5], [x["row"] for x in dump["tags"]
                             if x["value"] == "A3"]),
           (["A4", "A3", "A3", "A2"], [2]))
    act(c, "delete", row=4)
    act(c, "row", cells={"Title": "typed by hand"})
    t.same("act row: after the last", column(c, 2)[5], "typed by hand")
    act(c, "cut", id="A1", to=9)
    t.same("act cut: cells go, tags stay",
           (column(c)[4], column(c)[8],
            [x["row"] for x in c.control("dump")["tabs"][0]["tags"]
             if x["value"] == "A1"]), (None, "A1", [4]))
    load(c)
    act(c, "column", name="Mine", at=2)
    act(c, "move_column", column="Notes", at=0)
    t.same("act column, move_column", column(c, 0)[0] + column(c, 3)[0],
           "NotesMine")
    act(c, "double_header", column="Decision")
    t.same("act double_header", c.control("dump")["tabs"][0]["rows"][0]
           .count("Decision"), 2)
    act(c, "undo")
    t.same("act undo", c.control("dump")["tabs"][0]["rows"][0]
           .count("Decision"), 1)
    act(c, "rename_column", column="Decision", name="Verdict")
    act(c, "undo")
    act(c, "delete_header")
    t.same("act delete_header", column(c, 1)[0], "A1")
    act(c, "undo")
    t.same("... and back", (column(c, 1)[0], c.control("dump")["tabs"][0]
                            ["frozenRowCount"]), ("ID", 1))
    act(c, "rename", name="Renamed")
    t.refused("act rename: the tab is gone for others",
              c.get("Pending!A1"), "Unable to parse range: Pending!A1")
    act(c, "undo")
    act(c, "filter", column="ID", hide=["A2"])
    t.same("act filter", c.control("dump")["tabs"][0]["filteredRows"], [2])
    t.same("... but a read has them all",
           len(c.get("Pending!A2:B5")[1]["values"]), 4)
    act(c, "table")
    act(c, "hide", id="A3")
    act(c, "formula", id="A1", column="Decision", text='="approve"')
    dump = c.control("dump")["tabs"][0]
    t.same("act table, hide, formula",
           (dump["tables"][0]["range"], dump["hiddenRows"],
            dump["rows"][1][5]),
           ("Pending!A1:G5", [3], {"formula": '="approve"',
                                   "shown": "approve"}))
    for wrong in ({"act": "set", "id": "A99", "column": "Notes",
                   "text": "x"}, {"act": "nosuch"}):
        try:
            t.ok("an act that cannot be is an error", False,
                 c.control("act", **wrong))
        except ValueError:
            t.ok("an act that cannot be is an error", True)


def check_account(c, t):
    load(c)
    text = act(c, "set", id="A1", column="Notes", text="see {n}")
    t.ok("a number makes a text unlike any other", text == "see #1#", text)
    t.same("what is there is not missing", missing(c), [])
    c.put("Pending!E2", [["by a tool"]])
    t.same("what a tool overwrote is", missing(c), [text])
    t.ok("... and with which request it went",
         "gone_with" in c.control("missing")["missing"][0])
    c.put("History!B3", [[text]])
    t.same("what is in another tab is not", missing(c), [])
    load(c)
    c.control("reset")
    first = act(c, "set", id="A1", column="Notes", text="one {n}")
    second = act(c, "set", id="A1", column="Notes", text="two {n}")
    act(c, "set", id="A2", column="Notes", text="three {n}")
    act(c, "delete", id="A2")
    t.same("what the human overwrote or deleted is excused",
           [(x["text"], x["state"]) for x in c.control("typed")["typed"]],
           [(first, "withdrawn"), (second, "typed"),
            ("three #3#", "withdrawn")])
    act(c, "set", id="A3", column="Decision", text="approve")
    c.batch({"copyPaste": {
        "source": {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3},
        "destination": {"sheetId": 5, "startRowIndex": 1,
                        "endRowIndex": 2}}},
        {"deleteDimension": {"range": {
            "sheetId": 0, "dimension": "ROWS", "startIndex": 2,
            "endIndex": 3}}})
    t.same("a decision that was moved to another tab is found", missing(c),
           [])
    c.call("POST", "/values/History:clear", {})
    t.same("... and missed when it is cleared there", missing(c),
           ["approve"])
    c.control("reset")
    load(c)
    act(c, "set", id="A1", column="Decision", text="approve")
    act(c, "set", id="A2", column="Decision", text="approve")
    c.put("Pending!D2", [[""]])
    t.same("the same text in another row is no excuse", missing(c),
           ["approve"])
    c.put("Pending!D2", [["approve"]])
    t.same("the same text in the same place is", missing(c), [])
    c.control("columns", columns={"Pending": ["Result"]})
    act(c, "set", id="A1", column="Result", text="mine {n}")
    c.put("Pending!F2", [["the tool's"]])
    t.same("what is typed into a tool's column is not missed", missing(c),
           [])


def check_between(c, t):
    load(c)
    c.control("acts", queue=[
        None,
        {"act": "set", "id": "A1", "column": "Notes", "text": "n"},
        [{"act": "insert", "at": 2}, {"act": "rename", "name": "Gone"}],
        {"act": "undo", "before": "batchGet"}])
    seen = [c.get("A1:E3")[1].get("range") for _ in range(4)]
    t.same("acts: one entry before each request", seen,
           ["Pending!A1:E3"] * 2 + ["Gone!A1:E3"] * 2)
    t.same("acts: one waits for its method", (c.call(
        "GET", "/values:batchGet", query={"ranges": "A1"})[1]["valueRanges"]
        [0]["range"], [e.get("acts", [{}])[0].get("act")
                       for e in c.control("log")["log"][1:]]),
        ("Pending!A1", [None, "set", "insert", None, "undo"]))
    t.same("acts: an insert moved the row", column(c)[:3],
           ["ID", None, "A1"])


def check_random(c, t):
    def run(seed):
        c.control("reset")
        load(c)
        c.control("random", seed=seed, p=0.8, tabs=["Pending"],
                  columns={"Pending": HUMAN},
                  choices={"Decision": ["approve", "reject", "maybe"]},
                  weights={"delete": 1, "cut": 1, "rename": 1, "formula": 1,
                           "protect": 1, "double_header": 1, "table": 1,
                           "rename_column": 1, "delete_column": 1,
                           "delete_header": 1})
        for _ in range(100):
            c.call("GET", "", query={"fields": "sheets.properties.title"})
        c.control("quiet")
        return c.control("done")["done"], c.control("dump")["tabs"]

    first, again, other = run(1), run(1), run(2)
    t.ok("random: the same seed does the same", first == again)
    t.ok("random: another seed does not", first[0] != other[0])
    done = {a["act"] for a in first[0] + other[0]}
    t.ok("random: many kinds of acts", len(done) > 15, sorted(done))
    t.same("random: nothing that a human types is missed while no tool "
           "writes", missing(c), [])
