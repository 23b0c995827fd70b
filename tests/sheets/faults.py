# SPDX-License-Identifier: MIT
"""What goes wrong between the client and Google, on demand; and the quota.

A fault is {"kind": K, "count": 1, "class": C, "method": M, "skip": 0, ...}:
the next `count` requests (-1: every one) that match go wrong in the way K,
after the first `skip` that match. class: read, write, token or any; method:
a part of the name of the method, such as "batchUpdate". One request meets at
most one fault, the first that matches.
"""
import time

import errors
from errors import Refusal

HTML = "text/html; charset=UTF-8"
PORTAL = ("<!DOCTYPE html><html><head><title>Guest network</title></head>"
          "<body><form action=\"/login\">Room number: <input></form>"
          "</body></html>")
GATEWAY = ("<!DOCTYPE html>\n<html lang=en><title>Error 502 (Server Error)"
           "!!1</title><p><b>502.</b> <ins>That’s an error.</ins><p>The "
           "server encountered a temporary error and could not complete "
           "your request.<p>Please try again in 30 seconds.</html>\n")


class Page(Exception):
    """An answer that is not Google's JSON: (status, type, text, headers)."""

    def __init__(self, status, kind, text, headers=None):
        super().__init__(text)
        self.status, self.kind, self.text = status, kind, text
        self.headers = headers or {}


def _429(fault, kind):
    refusal = errors.quota("Write" if kind == "write" else "Read", 60,
                           window())
    if fault["kind"] == "429-retry-after":
        refusal.headers["Retry-After"] = str(int(fault.get("seconds", 1)))
    return refusal


INSTEAD = {
    "429": _429,
    "429-retry-after": _429,
    "500": lambda f, k: Refusal(500, "Internal error encountered."),
    "502-html": lambda f, k: Page(502, HTML, GATEWAY),
    "503": lambda f, k: Refusal(
        503, "The service is currently unavailable."),
    "504": lambda f, k: Refusal(
        504, "Deadline expired before operation could "
        "complete."),  # unrecorded
    "401": lambda f, k: errors.unauthenticated(),
    "403-not-shared": lambda f, k: errors.forbidden(),
    "403-viewer": lambda f, k: errors.forbidden(),
    "403-disabled": lambda f, k: errors.api_disabled(),
    "403-scopes": lambda f, k: errors.scope_insufficient(),
    "404": lambda f, k: errors.not_found(),
    "captive": lambda f, k: Page(200, HTML, PORTAL),
    "captive-redirect": lambda f, k: Page(
        302, HTML, "", {"Location": "http://portal.invalid/login"}),
    "not-json": lambda f, k: Page(200, "text/plain", "OK\n"),
    "wrong-json": lambda f, k: Page(200, "application/json", "[]\n"),
    "empty": lambda f, k: Page(200, "application/json", ""),
}
# The request is carried out, the client does not learn of it.
AFTER = {
    "drop-after", "truncated", "cut", "slow", "500-after", "503-after",
    "502-html-after",
}
BEFORE = {"drop-before", "slow-before", "expire"}
# token only: see oauth.TROUBLES
TOKEN = {"skew", "deleted-key", "account-gone", "deleted-client",
         "token-503"}
KINDS = set(INSTEAD) | AFTER | BEFORE | TOKEN


def window():
    return time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime())


class Faults:
    def __init__(self):
        self.waiting = []

    def add(self, fault):
        if fault.get("kind") not in KINDS:
            raise ValueError(f"no such fault: {fault.get('kind')}; there "
                             "are " + " ".join(sorted(KINDS)))
        default = "token" if fault["kind"] in TOKEN else \
            "write" if fault["kind"] == "403-viewer" else "any"
        self.waiting.append({"count": 1, "skip": 0, "class": default,
                             "method": "", **fault})

    def take(self, kind, method):
        """The fault that this request meets, or None. "any" is any request
        for the spreadsheet, not one for a token."""
        for fault in self.waiting:
            if fault["class"] not in (kind, "any") or \
                    (kind == "token") != (fault["class"] == "token") or \
                    fault["method"] not in method:
                continue
            if fault["skip"] > 0:
                fault["skip"] -= 1
                continue
            if fault["count"] > 0:
                fault["count"] -= 1
                if not fault["count"]:
                    self.waiting.remove(fault)
            return fault
        return None


class Quota:
    """Requests of one class in a sliding window; limit 0: none. The peak is
    of all that came within 60 s, refused or not."""

    def __init__(self):
        self.limits = {"read": 60, "write": 60}
        self.seconds = 60
        self.reset()

    def reset(self):
        self.passed = {"read": [], "write": []}
        self.came = {"read": [], "write": []}
        self.peak = {"read": 0, "write": 0}

    @staticmethod
    def _recent(times, since):
        while times and times[0] <= since:
            times.pop(0)
        return times

    def arrive(self, kind, now):
        recent = self._recent(self.came[kind], now - 60)
        recent.append(now)
        self.peak[kind] = max(self.peak[kind], len(recent))

    def take(self, kind, now):
        recent = self._recent(self.passed[kind], now - self.seconds)
        limit = self.limits[kind]
        if limit and len(recent) >= limit:
            raise errors.quota(kind.capitalize(), limit, window())
        recent.append(now)
