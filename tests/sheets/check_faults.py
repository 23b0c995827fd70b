# SPDX-License-Identifier: MIT
"""Checks of faults, quota, delay and the log."""
import http.client
import json
import time


def fault(c, kind, **more):
    c.control("fault", kind=kind, **more)


def check_refusals(c, t):
    for kind, code, status, message in (
            ("500", 500, "INTERNAL", "Internal error encountered."),
            ("503", 503, "UNAVAILABLE",
             "The service is currently unavailable."),
            ("504", 504, "DEADLINE_EXCEEDED",
             "Deadline expired before operation could complete."),
            ("403-not-shared", 403, "PERMISSION_DENIED",
             "The caller does not have permission"),
            ("403-scopes", 403, "PERMISSION_DENIED",
             "Request had insufficient authentication scopes."),
            ("404", 404, "NOT_FOUND", "Requested entity was not found."),
            ("401", 401, "UNAUTHENTICATED", None)):
        fault(c, kind)
        got, answer = c.get("A1")
        error = answer["error"]
        t.same(f"fault {kind}", (got, error["code"], error["status"],
                                 error["message"]),
               (code, code, status, message or error["message"]))
        t.same(f"fault {kind}: once", c.get("A1")[0], 200)
    fault(c, "403-disabled")
    details = c.get("A1")[1]["error"]
    t.ok("fault 403-disabled", details["message"].startswith(
        "Google Sheets API has not been used in project 123 before or it is "
        "disabled. Enable it by visiting https://")
        and details["details"][1]["reason"] == "SERVICE_DISABLED")
    fault(c, "403-viewer", count=-1)
    t.same("fault 403-viewer: writes only, as long as it stands",
           [c.get("A1")[0], c.put("A1", [["x"]])[0], c.put("A1", [["x"]])[0]],
           [200, 403, 403])
    c.control("clear")


def check_429(c, t):
    fault(c, "429", count=2, **{"class": "write"})
    t.same("fault 429: a read passes", c.get("A1")[0], 200)
    t.refused("fault 429: a write does not", c.put("A1", [["x"]]),
              "Quota exceeded for quota metric 'Write requests' and limit "
              "'Write requests per minute per user' of service "
              "'sheets.googleapis.com' for consumer 'project_number:123'.",
              429)
    t.same("fault 429: no Retry-After", c.headers["Retry-After"], None)
    t.same("fault 429: as often as was said",
           [c.put("A1", [["x"]])[0] for _ in range(2)], [429, 200])
    fault(c, "429-retry-after", seconds=2)
    t.same("fault 429-retry-after",
           (c.get("A1")[0], c.headers["Retry-After"]), (429, "2"))


def check_quota(c, t):
    c.control("reset")
    c.control("set", quota_read=3, quota_write=2, quota_window=0.4)
    c.login()
    t.same("quota: reads", [c.get("A1")[0] for _ in range(4)],
           [200, 200, 200, 429])
    t.same("quota: writes have their own",
           [c.put("A1", [["x"]])[0] for _ in range(3)], [200, 200, 429])
    time.sleep(0.5)
    t.same("quota: the window passes", c.get("A1")[0], 200)
    counts = c.control("counts")
    t.same("counts", [counts[k] for k in (
        "read", "write", "token", "api", "peak_read", "peak_write")],
        [5, 3, 1, 8, 5, 3])


def check_bodies(c, t):
    auth = {"Authorization": f"Bearer {c.token}"}
    path = c.base + "/values/A1"
    for kind, status, kind_of, begins in (
            ("502-html", 502, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
            ("captive", 200, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
            ("captive-redirect", 302, "text/html; charset=UTF-8", b""),
            ("not-json", 200, "text/plain", b"OK"),
            ("wrong-json", 200, "application/json", b"[]"),
            ("empty", 200, "application/json", b"")):
        fault(c, kind)
        got, data = c.raw("GET", path, headers=auth)
        t.ok(f"fault {kind}", (got, c.headers["Content-Type"]) ==
             (status, kind_of) and data.startswith(begins), data)
    fault(c, "cut")
    _, data = c.raw("GET", path, headers=auth)
    try:
        t.ok("fault cut", False, json.loads(data))
    except ValueError:
        t.ok("fault cut: the body is whole, the JSON is not", True)
    fault(c, "truncated")
    try:
        t.ok("fault truncated", False, c.raw("GET", path, headers=auth))
    except http.client.IncompleteRead:
        t.ok("fault truncated: the connection ends in the body", True)


def value(c):
    return c.control("dump")["tabs"][0]["rows"]


def lost(c, text):
    """Write; is there no answer?"""
    try:
        return c.put("A1", [[text]])
    except (http.client.HTTPException, ConnectionError):
        return "lost"


def check_dropped(c, t):
    fault(c, "drop-before")
    t.same("fault drop-before: no answer, nothing done",
           (lost(c, "before"), value(c)), ("lost", []))
    fault(c, "drop-after")
    t.same("fault drop-after: no answer, but it was done",
           (lost(c, "after"), value(c)), ("lost", [["after"]]))
    for kind, status in (("500-after", 500), ("503-after", 503)):
        fault(c, kind)
        t.same(f"fault {kind}: refused, but it was done",
               (c.put("A1", [[kind]])[0], value(c)), (status, [[kind]]))
    fault(c, "slow", seconds=0.3)
    begun = time.monotonic()
    t.ok("fault slow", c.put("A1", [["slow"]])[0] == 200
         and time.monotonic() - begun >= 0.3)
    fault(c, "slow-before", seconds=0.5)
    c.connection.timeout = 0.2
    c.connection.close()
    try:
        c.put("A1", [["late"]])
        t.ok("fault slow-before", False)
    except TimeoutError:
        c.connection.timeout = 60
        time.sleep(0.6)
        t.same("fault slow-before: the client went, nothing was done",
               value(c), [["slow"]])


def check_choice(c, t):
    fault(c, "503", method="batchUpdate", skip=1)
    t.same("fault: a method, after some", [
        c.get("A1")[0]] + [c.call("POST", "/values:batchUpdate", {
            "valueInputOption": "RAW", "data": []})[0] for _ in range(3)],
        [200, 200, 503, 200])
    fault(c, "503", **{"class": "token"})
    t.same("fault: the token endpoint",
           (c.get("A1")[0], c.login()[0], c.login()[0]), (200, 503, 200))
    fault(c, "deleted-key")
    t.same("fault deleted-key", c.login()[1]["error_description"],
           "Invalid JWT Signature.")
    c.login()
    fault(c, "expire", skip=1)
    t.same("fault expire: every token, from then on",
           [c.get("A1")[0] for _ in range(3)], [200, 401, 401])
    c.login()
    t.same("... until a new one", c.get("A1")[0], 200)
    try:
        fault(c, "nosuch")
        t.ok("an unknown fault is refused", False)
    except ValueError:
        t.ok("an unknown fault is refused", True)


def check_delay_and_log(c, t):
    c.control("reset")
    c.control("set", delay_ms=100, keep_bodies=True)
    begun = time.monotonic()
    c.get("A1")
    took = time.monotonic() - begun
    c.control("set", delay_ms=0)
    t.ok("delay_ms", 0.1 <= took < 1, took)
    c.put("A1", [["x"]])
    log = c.control("log")["log"]
    t.same("log", [(e["n"], e["class"], e["method"], e["status"])
                   for e in log], [(1, "read", "values.get", 200),
                                   (2, "write", "values.update", 200)])
    t.same("log: bodies on demand", log[1]["body"], {"values": [["x"]]})
    c.control("set", keep_bodies=False)
    c.control("reset")
    t.same("reset: an empty log", c.control("log")["log"], [])
