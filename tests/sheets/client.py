#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Speak to the test server.

usage: client.py URL OP [NAME=VALUE]...    the control interface, see
                                           control.py; prints the answer

A VALUE that is JSON is taken as JSON, anything else as text; @FILE reads a
file. SHEETS_CA names the CA of an https URL. As a module, a small client of
the API itself, which the server's own test uses.
"""
import base64
import http.client
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(key_file, header=None, **changes):
    """A JWT assertion of this key file; changes replace claims, and None
    removes one."""
    with open(key_file, encoding="utf-8") as f:
        key = json.load(f)
    now = int(time.time())
    claims = {"iss": key["client_email"], "scope": SCOPE,
              "aud": "https://oauth2.googleapis.com/token",
              "iat": now, "exp": now + 3600, **changes}
    claims = {k: v for k, v in claims.items() if v is not None}
    header = header or {"alg": "RS256", "typ": "JWT",
                        "kid": key["private_key_id"]}
    text = ".".join(b64url(json.dumps(part).encode())
                    for part in (header, claims))
    with tempfile.NamedTemporaryFile("w") as pem:
        pem.write(key["private_key"])
        pem.flush()
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", pem.name],
            input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
    return text + "." + b64url(signature)


class Client:
    def __init__(self, url, spreadsheet=None, key_file=None, ca=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "https":
            self.connection = http.client.HTTPSConnection(
                parts.netloc, timeout=60,
                context=ssl.create_default_context(cafile=ca))
        else:
            self.connection = http.client.HTTPConnection(parts.netloc,
                                                         timeout=60)
        self.base = "/v4/spreadsheets/" + (spreadsheet or "")
        self.key_file = key_file
        self.token = None
        self.headers = {}

    def raw(self, method, path, data=None, headers=None):
        """(status, body bytes); the answer's headers in self.headers."""
        try:
            self.connection.request(method, path, data, headers or {})
            answer = self.connection.getresponse()
            self.headers = answer.headers
            return answer.status, answer.read()
        except Exception:
            self.connection.close()
            raise

    def control(self, op, **arguments):
        status, data = self.raw("POST", "/_control",
                                json.dumps({"op": op, **arguments}))
        body = json.loads(data)
        if status != 200:
            raise ValueError(body["error"])
        return body

    def grant(self, **form):
        """(status, JSON) of a token request."""
        status, data = self.raw(
            "POST", "/token", urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"})
        return status, json.loads(data)

    def login(self, **changes):
        status, body = self.grant(
            grant_type=JWT_BEARER,
            assertion=signed(self.key_file, **changes))
        self.token = body.get("access_token")
        return status, body

    def call(self, method, path, body=None, query=None):
        """(status, JSON) of an API call; path after the spreadsheet id."""
        target = self.base + path
        if query:
            target += "?" + urllib.parse.urlencode(query, doseq=True)
        headers = {"Authorization": f"Bearer {self.token}"}
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        status, data = self.raw(method, target, data, headers)
        return status, json.loads(data)

    def batch(self, *requests):
        return self.call("POST", ":batchUpdate",
                         {"requests": list(requests)})

    def get(self, text, **query):
        return self.call("GET", "/values/" + quote(text), query=query)

    def put(self, text, values, option="RAW", **query):
        return self.call("PUT", "/values/" + quote(text),
                         {"values": values},
                         {"valueInputOption": option, **query})


def quote(text):
    return urllib.parse.quote(text, safe="")


def value(text):
    if text.startswith("@"):
        with open(text[1:], encoding="utf-8") as f:
            text = f.read()
    try:
        return json.loads(text)
    except ValueError:
        return text


def main(argv):
    if len(argv) < 2 or not all("=" in pair for pair in argv[2:]):
        sys.exit(__doc__)
    client = Client(argv[0], ca=os.environ.get("SHEETS_CA"))
    pairs = (pair.split("=", 1) for pair in argv[2:])
    try:
        answer = client.control(argv[1], **{k: value(v) for k, v in pairs})
    except ValueError as e:
        sys.exit(f"client.py: {argv[1]}: {e}")
    print(answer["help"] if argv[1] == "help" else
          json.dumps(answer, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
