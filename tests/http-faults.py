#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that fails in every way a server can (tests/server.h).

usage: http-faults.py DIRECTORY

Listens on four free ports of 127.0.0.1 and prints them: http, https, https
with a certificate of an unknown CA, https with the name of another host. The
CA of the other two is in DIRECTORY/ca.pem. Ends when its input does.

  /ok                           200, {"ok":true}
  /echo                         the request: method, headers, body
  /KEY?first=S&times=N&retry_after=R&then=T
                                N times status S, then status T (200)
  /KEY?drop=N&ms=M              N times no answer, after M ms
  /slow?ms=M  /drip  /half  /halfchunk  /garbage  /large?bytes=N
  /gzip  /bomb  /page  /redirect
  PUT /answer/KEY?status=S&type=T&shift=SECONDS
                                what /KEY answers from now on: this body, by
                                a clock that is so far off
  /count/KEY  /last/KEY         how often /KEY was asked for; its last body
  /connections                  how many there were
"""
import email.utils
import gzip
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

counts, last, answers = {}, {}, {}
connections = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shift = 0

    def setup(self):
        global connections
        super().setup()
        connections += 1

    def log_message(self, *args):
        pass

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(time.time() + self.shift, usegmt=True)

    def answer(self, status, body=b"{}", kind="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def cut(self, text):
        """Send just this and hang up."""
        self.wfile.write(text)
        self.wfile.flush()
        self.close_connection = True

    def do_POST(self):
        self.shift = 0
        url = urllib.parse.urlsplit(self.path)
        key = url.path.strip("/")
        query = dict(urllib.parse.parse_qsl(url.query))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        counts[key] = counts.get(key, 0) + 1
        last[key] = body
        if key in answers:
            status, kind, self.shift, text = answers[key]
            self.answer(status, text, kind)
        elif "first" in query:
            self.first(query, counts[key])
        elif "drop" in query:
            time.sleep(int(query.get("ms", 0)) / 1000)
            if counts[key] <= int(query["drop"]):
                self.close_connection = True
            else:
                self.answer(200)
        elif "/" in key:
            self.about(key, query, body)
        elif hasattr(self, "on_" + key):
            getattr(self, "on_" + key)(query, body)
        else:
            self.answer(404)

    do_GET = do_PUT = do_POST

    def first(self, query, count):
        headers = {}
        if "retry_after" in query:
            headers["Retry_After"] = query["retry_after"]
        if count <= int(query.get("times", 1)):
            self.answer(int(query["first"]), **headers)
        else:
            self.answer(int(query.get("then", 200)))

    def about(self, key, query, body):
        what, key = key.split("/", 1)
        if what == "answer":
            answers[key] = (int(query.get("status", 200)),
                            query.get("type", "application/json"),
                            int(query.get("shift", 0)), body)
            self.answer(200)
        elif what == "count":
            self.answer(200, str(counts.get(key, 0)).encode())
        elif what == "last":
            self.answer(200, last.get(key, b""))
        else:
            self.answer(404)

    def on_connections(self, query, body):
        self.answer(200, str(connections).encode())

    def on_ok(self, query, body):
        self.answer(200, b'{"ok":true}')

    def on_echo(self, query, body):
        headers = {k.lower(): v for k, v in self.headers.items()}
        self.answer(200, json.dumps({
            "method": self.command, "headers": headers,
            "body": body.decode()}).encode())

    def on_slow(self, query, body):
        time.sleep(int(query["ms"]) / 1000)
        self.answer(200)

    def on_drip(self, query, body):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")
        try:
            for _ in range(600):
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def on_half(self, query, body):
        self.cut(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":")

    def on_halfchunk(self, query, body):
        self.cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                 b"5\r\n{\"ok\"\r\n")

    def on_garbage(self, query, body):
        self.cut(b"SSH-2.0-OpenSSH_9.2\r\n")

    def on_large(self, query, body):
        self.answer(200, b"x" * int(query["bytes"]))

    def on_gzip(self, query, body):
        self.answer(200, gzip.compress(b'{"packed":true}'),
                    Content_Encoding="gzip")

    def on_bomb(self, query, body):
        self.answer(200, gzip.compress(b"x" * 5000000),
                    Content_Encoding="gzip")

    def on_page(self, query, body):
        self.answer(200, b"<!DOCTYPE html><title>Welcome to the hotel</title>",
                    "Text/HTML; charset=utf-8")

    def on_redirect(self, query, body):
        self.answer(302, b"", Location="/redirected")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def openssl(directory, *args):
    subprocess.run(["openssl", *args], cwd=directory, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certify(directory, name, subject, *by):
    """NAME.pem and NAME.key, signed by a CA or by itself."""
    openssl(directory, "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=" + name, "-keyout", name + ".key", "-out", name + ".pem",
            *(["-addext", "subjectAltName=" + subject] if subject else []),
            *(["-CA", by[0] + ".pem", "-CAkey", by[0] + ".key"] if by else []))


def listen(directory, name):
    server = Server(("127.0.0.1", 0), Handler)
    if name:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(directory, name + ".pem"),
                                os.path.join(directory, name + ".key"))
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main(directory):
    here = "IP:127.0.0.1,DNS:localhost"
    certify(directory, "ca", None)
    certify(directory, "right", here, "ca")
    certify(directory, "unknown", here)
    certify(directory, "other", "DNS:sheets.example.com", "ca")
    print(*(listen(directory, name)
            for name in (None, "right", "unknown", "other")), flush=True)
    sys.stdin.read()


main(sys.argv[1])
