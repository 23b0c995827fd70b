# SPDX-License-Identifier: MIT
"""The human at the spreadsheet: acts between any two requests of a client,
as they were queued or at random, and keeps account of what was typed.

A typed text is missing when it stands in no tab any more and it was not the
human who removed it. A text with {n} is unlike every other: it is looked for
as it is. Another ("approve") is found by the cell, which may be moved and
copied, or as the same text in the same column of a row with the same ID.
"""
import random

import entry
from acts import Cannot, Hand
from errors import Refusal

# How often the random human does what. Harsh acts have 0: a test that wants
# them says so.
WEIGHTS = {
    "set": 8, "decide": 5, "clear": 1, "row": 2, "copy": 1, "insert": 1,
    "sort": 2, "move": 2, "column": 1, "move_column": 1, "filter": 1,
    "unfilter": 1, "hide": 1, "undo": 2, "delete": 0, "cut": 0, "rename": 0,
    "double_header": 0, "rename_column": 0, "protect": 0, "table": 0,
    "formula": 0, "delete_column": 0, "delete_header": 0,
}
WORDS = ("fine by me", "please wait", "see mail", "käse & brot", "=SUM(1",
         "-5 items", "@all", "+1", "0042", "'quoted'", "two\nlines", "🙂")


class Person:
    def __init__(self, knobs):
        self.knobs = knobs
        self.reset()

    def reset(self):
        self.texts = []      # what was typed: see _typed
        self.queue = []
        self.undo = []
        self.done = []       # acts, in order
        self.chance = None   # the random human's settings
        self.rng = None
        self.ignored = {}    # {tab: [columns that belong to the tools]}

    # Acting.

    def do(self, book, act):
        """Do one act; give the text typed. Raises Cannot or ValueError, and
        then nothing has changed."""
        before = self.scan(book) if self.texts else None
        known, work = len(self.texts), book.copy()
        undo = list(self.undo)
        try:
            text = Hand(work, self.knobs, self._typed, undo).do(act)
        except (Cannot, Refusal, KeyError, IndexError, TypeError,
                AttributeError) as e:
            del self.texts[known:]
            if isinstance(e, (Cannot, Refusal)):
                raise Cannot(str(e)) from None
            raise ValueError(f"{act}: {e!r}") from e
        book.become(work)
        self.undo = undo
        self.done.append(act if text is None else {**act, "typed": text})
        after = self.scan(book) if self.texts else None
        for typed in self.texts[:known]:
            if typed["state"] == "typed" and \
                    self.there(typed, before) and \
                    not self.there(typed, after):
                typed["state"] = "withdrawn"
        return text

    def between(self, book, method):
        """What the human does before this request; gives the acts done."""
        first = len(self.done)
        if self.queue:
            entry_ = self.queue[0]
            acts = entry_ if isinstance(entry_, list) else [entry_]
            acts = [act for act in acts if act]
            if all(act.get("before", "") in method for act in acts):
                self.queue.pop(0)
                for act in acts:
                    try:
                        self.do(book, {k: v for k, v in act.items()
                                       if k != "before"})
                    except Cannot as e:
                        self.done.append({**act, "cannot": str(e)})
        if self.chance:
            self._at_random(book)
        return self.done[first:]

    def _typed(self, tab, column, row_id, text):
        number = len(self.texts) + 1
        unique = "{n}" in text
        text = text.replace("{n}", f"#{number}#")
        excused = column in self.ignored.get(tab.title, ()) or not text
        self.texts.append({
            "n": number, "text": text, "unique": unique, "tab": tab.title,
            "column": column, "id": row_id,
            "state": "tool's column" if excused else "typed"})
        return self.texts[-1]

    # Accounting.

    @staticmethod
    def scan(book):
        """Where texts are: marks, texts, and (ID, column, text)s."""
        marks, texts, cells = set(), set(), set()
        for tab in book.tabs:
            hand = Hand(book, {}, None, None)
            headers = hand.headers(tab)
            key = headers.index("ID") if "ID" in headers else None
            for row in tab.rows:
                if not row.cells:
                    continue
                row_id = entry.formatted(row.get(key)) \
                    if key is not None else ""
                for j, cell in enumerate(row.cells):
                    if cell.value is None:
                        continue
                    text = entry.entered(cell)
                    texts.add(text)
                    if cell.mark:
                        marks.add(cell.mark)
                    if row_id and j < len(headers):
                        cells.add((row_id, headers[j], text))
        return marks, texts, cells

    @staticmethod
    def there(typed, scan):
        marks, texts, cells = scan
        if typed["n"] in marks:
            return True
        if typed["unique"]:
            return typed["text"] in texts
        return (typed["id"], typed["column"], typed["text"]) in cells

    def watch(self, book, request):
        """After a client's write: note with which request a text went."""
        if not self.texts:
            return
        scan = self.scan(book)
        for typed in self.texts:
            if typed["state"] == "typed":
                if self.there(typed, scan):
                    typed.pop("gone_with", None)
                else:
                    typed.setdefault("gone_with", request)

    def missing(self, book):
        scan = self.scan(book)
        return [typed for typed in self.texts if typed["state"] == "typed"
                and not self.there(typed, scan)]

    # At random. Settings: {"seed", "p": 0.5, "tabs": [titles], "columns":
    # {tab: [human columns]}, "choices": {column: [texts]}, "weights": {}}

    def start(self, settings):
        unknown = set(settings.get("weights", ())) - set(WEIGHTS)
        if unknown:
            raise ValueError(f"no such act: {unknown}")
        self.chance = settings
        self.rng = random.Random(settings.get("seed", 1))

    def _at_random(self, book):
        rng, settings = self.rng, self.chance
        weights = {**WEIGHTS, **settings.get("weights", {})}
        acts = [act for act in weights if weights[act]]
        for _ in range(3):
            if rng.random() >= settings.get("p", 0.5):
                return
            name = rng.choices(acts, [weights[act] for act in acts])[0]
            title = rng.choice(settings.get("tabs") or
                               [tab.title for tab in book.tabs])
            tab = book.titled(title)
            act = None
            if tab or name == "undo":
                act = self._invent(book, tab, name)
            if act is None:
                continue
            try:
                self.do(book, {"act": name, "tab": title, **act})
            except Cannot:
                continue

    def _words(self):
        words = self.rng.choice(WORDS)
        return self.rng.choice(("{n} " + words, words + " {n}"))

    def _invent(self, book, tab, name):
        """An act of this name that can be done now, or None."""
        rng, settings = self.rng, self.chance
        if name == "undo":
            return {} if self.undo else None
        hand = Hand(book, {}, None, None)
        headers = hand.headers(tab)
        human = [column for column in settings.get("columns", {})
                 .get(tab.title, ()) if column in headers]
        choices = settings.get("choices", {})
        top, last = hand.header(tab) + 1, tab.last_row_with_data()
        rows = range(top + 1, last + 1)  # as the human counts them
        if name in ("set", "clear", "formula", "decide", "delete", "move",
                    "copy", "cut", "hide") and not rows:
            return None
        row = rng.choice(rows) if rows else None
        own = [h for h in headers if h.startswith("Mine ")]
        free = [column for column in human if column not in choices]
        if name == "decide":
            column = rng.choice([c for c in human if c in choices] or [None])
            return column and {"act": "set", "row": row, "column": column,
                               "text": rng.choice(choices[column])}
        if name in ("set", "clear", "formula"):
            column = rng.choice((free if name == "set" else human) or [None])
            act = {"row": row, "column": column}
            if name == "set":
                act["text"] = self._words()
            elif name == "formula":
                act["text"] = rng.choice(('="approve"', "=1+1", "=X9"))
            return column and act
        if name in ("delete", "hide", "copy"):
            return {"row": row}
        if name in ("move", "cut"):
            return {"row": row, "to": rng.choice(range(top + 1, last + 2))}
        if name == "row":
            names = [c for c in free if rng.random() < 0.5] or free[:1]
            act = {"cells": {c: self._words() for c in names}}
            if rng.random() < 0.5 and last:
                act["at"] = rng.randint(top + 1, last + 1)
            return act if names else None
        if name == "insert":
            return {"at": rng.randint(top + 1, max(last, top) + 1)}
        if name == "sort":
            return headers and {"column": rng.choice(headers) or 0,
                                "descending": rng.random() < 0.5}
        if name == "column":
            return len(own) < 3 and {
                "name": "Mine {n}", "at": rng.randint(0, len(headers))} \
                or None
        if name == "move_column":
            return headers and {"column": rng.randrange(len(headers)),
                                "at": rng.randint(0, len(headers))} or None
        if name in ("double_header", "rename_column"):
            return human and {"column": rng.choice(headers), "name": "Hm"} \
                or None
        if name == "delete_column":
            return own and {"column": rng.choice(own)} or None
        if name == "filter":
            column = rng.choice(headers or [None])
            values = {entry.formatted(r.get(headers.index(column)))
                      for r in tab.rows[top:last]} if column else ()
            return values and {"column": column, "hide": rng.sample(
                sorted(values), 1)} or None
        if name == "rename":
            return {"name": tab.title + " (old)"}
        if name == "protect":
            return rng.choice(({}, {"range": "A:C"}, {"range": "A1:Z1"}))
        return {}
