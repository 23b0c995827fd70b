# SPDX-License-Identifier: MIT
"""Checks of the token endpoint."""
import json
import time
from email.utils import parsedate_to_datetime

from client import JWT_BEARER, b64url, signed
from oauth import SKEW


def denied(t, what, answer, error, description, status=400):
    t.same(what, answer, (status, {"error": error,
                                   "error_description": description}))


def check_service_account(c, t):
    status, answer = c.login()
    t.same("token: granted", (status, sorted(answer)),
           (200, ["access_token", "expires_in", "token_type"]))
    t.ok("token: it may be long, and end in dots",
         len(answer["access_token"]) > 1024
         and answer["access_token"].endswith(".."))
    t.same("token: a header with alg alone will do",
           c.login(header={"alg": "RS256"})[0], 200)
    url = f"http://{c.connection.host}:{c.connection.port}/token"
    t.same("token: the server's own URL as audience", c.login(aud=url)[0],
           200)
    t.same("token: issued a minute ago",
           c.login(iat=int(time.time()) - 60,
                   exp=int(time.time()) + 3540)[0], 200)


def check_refused(c, t):
    now = int(time.time())
    for what, claims in (
            ("from the future", {"iat": now + 600, "exp": now + 4200}),
            ("from the past", {"iat": now - 600, "exp": now + 3000}),
            ("too long", {"exp": now + 3700}),
            ("expired", {"iat": now - 200, "exp": now - 10}),
            ("in milliseconds", {"iat": now * 1000,
                                 "exp": now * 1000 + 3600})):
        denied(t, f"token: {what}", c.login(**claims), "invalid_grant", SKEW)
    denied(t, "token: another audience",
           c.login(aud="https://example.com/token"), "invalid_grant",
           "Invalid JWT: Failed audience check.")
    denied(t, "token: an unknown account",
           c.login(iss="x@test-project.iam.gserviceaccount.com"),
           "invalid_grant", "Invalid grant: account not found")
    denied(t, "token: an unknown scope", c.login(scope="spreadsheets"),
           "invalid_scope",
           "Invalid OAuth scope or ID token audience provided.")
    t.same("token: on behalf of someone",
           c.login(sub="boss@example.com")[1]["error"],
           "unauthorized_client")
    t.same("token: no scope", c.login(scope=None)[0], 400)
    head, claims, signature = signed(c.key_file).split(".")

    def grant(*parts):
        return c.grant(grant_type=JWT_BEARER, assertion=".".join(parts))
    broken = ("A" if signature[40] != "A" else "B")
    denied(t, "token: one letter of the signature changed",
           grant(head, claims, signature[:40] + broken + signature[41:]),
           "invalid_grant", "Invalid JWT Signature.")
    other = b64url(json.dumps({"iss": "x"}).encode())
    t.same("token: no claims", grant(head, other, signature)[0], 400)
    denied(t, "token: an empty signature", grant(head, claims, "AA"),
           "invalid_grant", "Invalid JWT Signature.")
    t.same("token: alg none", grant(b64url(b'{"alg":"none"}'), claims,
                                    signature)[0], 400)
    t.same("token: padded base64", grant(head + "=", claims, signature)[0],
           400)
    t.same("token: another grant type", c.grant(grant_type="password")[1]
           ["error"], "unsupported_grant_type")


def check_skewed_clock(c, t):
    c.control("set", skew=600)
    denied(t, "clock: ten minutes off", c.login(), "invalid_grant", SKEW)
    date = parsedate_to_datetime(c.headers["Date"]).timestamp()
    t.ok("clock: Date tells the server's time",
         abs(date - time.time() - 600) < 60, c.headers["Date"])
    now = int(time.time()) + 600
    t.same("clock: with the server's time it works",
           c.login(iat=now, exp=now + 3600)[0], 200)
    c.control("set", skew=0)


def check_user(c, t):
    with open(c.directory + "/user.json", encoding="utf-8") as f:
        user = json.load(f)
    form = {k: user[k] for k in ("client_id", "client_secret",
                                 "refresh_token")}
    status, answer = c.grant(grant_type="refresh_token", **form)
    t.same("user: a refresh token", status, 200)
    c.token = answer["access_token"]
    t.same("user: and it is good", c.get("A1")[0], 200)
    denied(t, "user: revoked", c.grant(
        grant_type="refresh_token", **{**form, "refresh_token": "1//x"}),
        "invalid_grant", "Token has been expired or revoked.")
    denied(t, "user: wrong secret", c.grant(
        grant_type="refresh_token", **{**form, "client_secret": "x"}),
        "invalid_client", "Unauthorized", 401)


def check_use(c, t):
    c.token = None
    status, answer = c.get("A1")
    t.same("no token: 401", (status, answer["error"]["status"]),
           (401, "UNAUTHENTICATED"))
    t.same("... with WWW-Authenticate", c.headers["WWW-Authenticate"],
           'Bearer realm="https://accounts.google.com/", '
           'error="invalid_token"')
    c.login(scope="https://www.googleapis.com/auth/spreadsheets.readonly")
    t.same("a read-only token reads", c.get("A1")[0], 200)
    t.refused("a read-only token does not write", c.put("A1", [["x"]]),
              "Request had insufficient authentication scopes.", 403)
    t.same("... nor does it look up tags, not even to read", c.call(
        "POST", "/developerMetadata:search", {"dataFilters": []})[0], 403)
    c.control("set", token_lifetime=1)
    c.login()
    t.same("a token is good", c.get("A1")[0], 200)
    time.sleep(1.1)
    t.same("... until it expires", c.get("A1")[0], 401)
    c.control("set", token_lifetime=3599)
    c.login()
    token = c.token
    t.ok("secrets: the token is one of them",
         token in c.control("secrets")["secrets"])
    c.control("expire")
    t.same("expired in mid-run", c.get("A1")[0], 401)
