# SPDX-License-Identifier: MIT
"""Google without the HTTP: spreadsheets, tokens, quota, faults, the human,
and one function that answers a request.

Everything here runs under one lock; only waiting does not.
"""
import json
import threading
import time
import urllib.parse

import batch
import errors
import snapshot
import state
import tags
import values
from book import Book
from errors import Refusal, Violation
from faults import AFTER, INSTEAD, TOKEN, Faults, Page, Quota
from guard import Call
from oauth import TROUBLES, TokenServer
from person import Person
from validate import Api

# What is not known of Google for sure, and the values it may have.
KNOBS = {
    "sort_moves_tags": (True, False),        # API sortRange
    "human_sort_moves_tags": (True, False),  # "Sort sheet" by a human
    "cutpaste_moves_tags": (False, True),
    "no_match_filter": ("empty", "400"),     # writes and reads by filter
    "read_past_end": ("clip", "400"),        # a range that only ends outside
    "copypaste_skips_filtered": (False, True),
}
METHODS = {  # name: (class, function or None)
    "create": ("write", None),
    "get": ("read", snapshot.get),
    "getByDataFilter": ("read", None),
    "batchUpdate": ("write", batch.update),
    "values.get": ("read", values.get),
    "values.batchGet": ("read", values.batch_get),
    "values.update": ("write", values.update),
    "values.append": ("write", values.append),
    "values.clear": ("write", values.clear),
    "values.batchUpdate": ("write", values.batch_update),
    "values.batchClear": ("write", values.batch_clear),
    "values.batchGetByDataFilter": ("read", values.batch_get_by_filter),
    "values.batchUpdateByDataFilter":
        ("write", values.batch_update_by_filter),
    "values.batchClearByDataFilter": ("write", values.batch_clear_by_filter),
    "developerMetadata.get":
        ("read", lambda c, q, b: tags.get(c.book, q["metadataId"])),
    "developerMetadata.search": ("read", lambda c, q, b:
                                 tags.search(c.book, b)),
    "sheets.copyTo": ("write", None),
}
PREFIX = "sheets.spreadsheets."


class Dropped(Exception):
    """The connection is to be closed without an answer."""


class Answer:
    def __init__(self, status, body, headers=None, pretty=True,
                 kind="application/json; charset=UTF-8"):
        self.status, self.kind = status, kind
        self.headers = headers or {}
        self.wait = 0       # seconds before it is sent
        self.damage = None  # truncated or cut
        if isinstance(body, str):
            self.data = body.encode()
        else:
            self.data = (json.dumps(
                body, ensure_ascii=False, indent=2 if pretty else None,
                separators=None if pretty else (",", ":")) + "\n").encode()


class Google:
    def __init__(self):
        self.lock = threading.RLock()
        self.api = Api()
        self.tokens = TokenServer()
        self.faults = Faults()
        self.quota = Quota()
        self.knobs = {name: known[0] for name, known in KNOBS.items()}
        self.person = Person(self.knobs)
        self.books = {}
        self.shared = {}  # {spreadsheet id: {email: "reader" or "writer"}}
        self.first = None
        self.delay_ms = 0
        self.skew = 0     # s by which this server's clock is ahead
        self.check_answers = False
        self.keep_bodies = False
        self.log = []
        self.violations = []

    def now(self):
        return time.time() + self.skew

    def load(self, book_id, given):
        self.books[book_id] = state.load(book_id, given)
        self.first = self.first or book_id

    def book(self, book_id=None):
        return self.books[book_id or self.first]

    # One request. request: {"http", "path", "pairs", "headers", "data"};
    # gone() says whether the client has hung up.

    def answer(self, request, gone):
        entry = {"n": 0, "at": round(time.time(), 3), "class": "none",
                 "method": f"{request['http']} {request['path']}",
                 "sent": len(request["data"])}
        with self.lock:
            self.log.append(entry)
            entry["n"] = len(self.log)
            name, given, kind, fault = self._meet(request, entry)
        if fault and fault["kind"] == "slow-before":
            entry["status"] = 0
            time.sleep(fault.get("seconds", 30))
            if gone():
                raise Dropped
        with self.lock:
            try:
                answer = self._answered(request, name, given, kind, fault,
                                        entry)
            except Page as page:
                answer = Answer(page.status, page.text, page.headers,
                                kind=page.kind)
            entry["status"] = answer.status
            entry["got"] = len(answer.data)
        return answer

    def _meet(self, request, entry):
        """Which method it is, and what is to go wrong with it."""
        if request["path"] == "/token":
            name, given, kind = "token", {}, "token"
        else:
            routed = self.api.route(request["http"], request["path"])
            if routed is None:
                return None, {}, "none", None
            name, given = routed[0].removeprefix(PREFIX), routed[1]
            kind = METHODS[name][0]
        entry.update({"method": name, "class": kind})
        if kind != "token":
            self.quota.arrive(kind, time.monotonic())
        fault = self.faults.take(kind, name)
        if fault:
            entry["fault"] = fault["kind"]
        return name, given, kind, fault

    def _answered(self, request, name, given, kind, fault, entry):
        trouble = fault["kind"] if fault else None
        if kind in ("read", "write") and self.books:
            acts = self.person.between(self.book(), name)
            if acts:
                entry["acts"] = list(acts)
        if trouble == "drop-before":
            entry["status"] = 0
            raise Dropped
        if trouble in TOKEN:
            status, error, description = TROUBLES[trouble]
            return Answer(status, {"error": error,
                                   "error_description": description})
        if trouble == "expire":
            self.tokens.expire()
        pretty = True
        try:
            if trouble in INSTEAD:
                raise INSTEAD[trouble](fault, kind)
            if name == "token":
                answer = self._token(request)
            elif name is None:
                raise Refusal(404, "Not found.")  # Google: an HTML page
            else:
                body, pretty = self._carry_out(request, name, given, kind,
                                               entry)
                answer = Answer(200, body, pretty=pretty)
        except Refusal as refusal:
            entry["message"] = refusal.message
            if isinstance(refusal, Violation) or refusal.code == 501:
                self.violations.append({
                    "n": entry["n"], "method": entry["method"],
                    "message": refusal.message})
            answer = Answer(refusal.code, refusal.body(), refusal.headers)
        if trouble in AFTER:
            answer = self._spoil(answer, fault, entry, kind)
        return answer

    @staticmethod
    def _spoil(answer, fault, entry, kind):
        trouble = fault["kind"]
        if trouble == "drop-after":
            entry["status"] = 0
            raise Dropped
        if trouble == "slow":
            answer.wait = fault.get("seconds", 30)
        elif trouble in ("truncated", "cut"):
            answer.damage = trouble
        else:
            other = INSTEAD[trouble.removesuffix("-after")](fault, kind)
            if isinstance(other, Page):
                raise other
            return Answer(other.code, other.body())
        return answer

    def _token(self, request):
        kind = request["headers"].get("Content-Type", "")
        if request["http"] != "POST" or \
                not kind.startswith("application/x-www-form-urlencoded"):
            return Answer(400, {"error": "invalid_request",
                                "error_description": "Bad Request"})
        form = dict(urllib.parse.parse_qsl(
            request["data"].decode("ascii", "replace"),
            keep_blank_values=True))
        status, body = self.tokens.answer(form, self.now())
        return Answer(status, body)

    def _carry_out(self, request, name, given, kind, entry):
        """(answer body, pretty?) or a Refusal."""
        # Who is it, and may they?
        who = self.tokens.whose(request["headers"].get("Authorization"),
                                self.now())
        if who is None:
            raise errors.unauthenticated()
        email, scopes = who
        if not scopes & set(self.api.methods[PREFIX + name]["scopes"]):
            raise errors.scope_insufficient()
        self.quota.take(kind, time.monotonic())
        # Is it what the discovery document says?
        query = self.api.query(PREFIX + name, request["pairs"])
        pretty = query.get("prettyPrint", True)
        body = self._body(request)
        entry["requests"] = len(body.get("requests") or []) \
            if isinstance(body, dict) else 0
        if self.keep_bodies:
            entry["query"], entry["body"] = request["pairs"], body
        self.api.request(PREFIX + name, body)
        query.update((key, urllib.parse.unquote(value, errors="strict"))
                     for key, value in given.items())
        # Which spreadsheet?
        if name == "create":
            raise errors.forbidden()
        book = self.books.get(query["spreadsheetId"])
        if book is None:
            raise errors.not_found()
        role = self.shared.get(book.id, {}).get(email, "none")
        if role == "none" or (kind == "write" and role != "writer"):
            raise errors.forbidden()
        function = METHODS[name][1]
        if function is None:
            raise errors.not_modelled(name)
        # A write works on a copy, which takes its place if all went well.
        work = book.copy() if kind == "write" else book
        answer = function(Call(work, email, self.knobs, self.api), query,
                          body or {})
        if self.check_answers:
            self.api.answer(PREFIX + name, answer)
        if kind == "write":
            Book.become(book, work)
            self.person.watch(book, entry["n"])
        if "fields" in query and name != "get":
            tree = self.api.fields(
                {"$ref": self.api.methods[PREFIX + name]["response"]},
                query["fields"])
            answer = snapshot.mask.select(tree, answer)
        return answer, pretty

    @staticmethod
    def _body(request):
        data = request["data"]
        if not data:
            return None
        kind = request["headers"].get("Content-Type", "")
        if not kind.startswith("application/json"):
            raise Violation("", f"the body is JSON, not {kind or 'nothing'}")

        def no_constant(text):
            raise ValueError(text)
        try:
            return json.loads(data.decode("utf-8"),
                              parse_constant=no_constant)
        except ValueError:
            raise Violation("", "Invalid JSON payload received. Parser "
                            "terminated before end of string.") from None
