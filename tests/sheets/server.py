#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A test server that behaves like Google Sheets.

usage: server.py --dir DIR [--port N] [--tls] [--cert FILE --key FILE]
                 [--delay-ms N] [--quota N] [--id ID] [--book FILE]

It listens on 127.0.0.1 only, and writes into DIR what a client needs:
key.json (a service account), user.json (an authorized user), ca.pem with
--tls, and last `ready`: shell assignments of SHEETS_URL, SHEETS_ID,
SHEETS_TOKEN_URI. It is the API, the token endpoint (/token) and the control
interface (/_control, see control.py) in one.

What is Google's behaviour and what is a guess is told where it is done; the
guesses that matter are knobs, see google.py. It ends with its parent.
"""
import argparse
import gzip
import json
import os
import select
import ssl
import sys
import threading
import time
import urllib.parse
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
from control import Control  # noqa: E402
from google import Answer, Dropped, Google  # noqa: E402
import keys  # noqa: E402

MAX_BODY = 64 << 20
REASON = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized",
          403: "Forbidden", 404: "Not Found", 409: "Conflict",
          429: "Too Many Requests", 500: "Internal Server Error",
          501: "Not Implemented", 502: "Bad Gateway",
          503: "Service Unavailable", 504: "Gateway Timeout"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    google = None
    control = None

    def log_message(self, *_):
        pass

    def body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            data = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if not size or len(data) > MAX_BODY:
                    return data
        size = int(self.headers.get("Content-Length", 0))
        if size > MAX_BODY:
            raise Dropped
        return self.rfile.read(size)

    def gone(self):
        """Has the client hung up? It sends nothing while it waits."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable)

    def serve(self):
        path, _, query = self.path.partition("?")
        try:
            data = self.body()
            if path == "/_control":
                status, body = self.control.answer(json.loads(data))
                self.send(Answer(status, body, pretty=False))
                return
            answer = self.google.answer({
                "http": self.command, "path": path, "headers": self.headers,
                "pairs": urllib.parse.parse_qsl(
                    query, keep_blank_values=True),
                "data": data}, self.gone)
            time.sleep(answer.wait + self.google.delay_ms / 1000)
            self.send(answer)
        except (Dropped, ConnectionError, ssl.SSLError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = serve

    def send(self, answer):
        data, headers = answer.data, {
            "Content-Type": answer.kind, "Server": "ESF",
            "Date": formatdate(self.google.now(), usegmt=True),
            "Cache-Control": "private",
            "Vary": "Origin, X-Origin, Referer", **answer.headers}
        if answer.damage == "cut":  # the answer of a proxy: whole, but not
            data = data[:len(data) * 2 // 3]
        if "gzip" in self.headers.get("Accept-Encoding", "") and \
                "gzip" in self.headers.get("User-Agent", "") and data:
            data = gzip.compress(data, 1)
            headers["Content-Encoding"] = "gzip"
        end = b"0\r\n\r\n"
        if answer.damage == "truncated":
            data, end = data[:len(data) // 2], b""
            self.close_connection = True
        headers["Transfer-Encoding"] = "chunked"
        head = f"HTTP/1.1 {answer.status} {REASON[answer.status]}\r\n"
        head += "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        chunk = b"%x\r\n%s\r\n" % (len(data), data) if data else b""
        self.wfile.write(head.encode() + b"\r\n" + chunk + end)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError,
                                              TimeoutError)):
            super().handle_error(request, client_address)


def orphaned(parent):
    """End with the test that started us, however it ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def options():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("--dir", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--delay-ms", type=int, default=0)
    parser.add_argument("--quota", type=int, default=60)
    parser.add_argument("--id",
                        default="1Atl4s-test_spreadsheet-0123456789abcdefghij")
    parser.add_argument("--book")
    return parser.parse_args()


def main():
    asked = options()
    os.makedirs(asked.dir, exist_ok=True)
    google = Google()
    google.delay_ms = asked.delay_ms
    google.quota.limits = {"read": asked.quota, "write": asked.quota}
    Handler.google, Handler.control = google, Control(google)
    server = Server(("127.0.0.1", asked.port), Handler)
    scheme = "http"
    if asked.tls or asked.cert:
        scheme = "https"
        if not asked.cert:
            asked.cert, asked.key = keys.certificate(asked.dir)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.cert, asked.key)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    base = f"{scheme}://127.0.0.1:{server.server_port}"
    google.tokens.own_url = base + "/token"
    keys.account(asked.dir, base + "/token", google.tokens)
    book = {}
    if asked.book:
        with open(asked.book, encoding="utf-8") as f:
            book = json.load(f)
    Handler.control.op_load(book, asked.id)
    keys.write(os.path.join(asked.dir, "ready.new"),
               f"SHEETS_URL={base}\nSHEETS_ID={asked.id}\n"
               f"SHEETS_TOKEN_URI={base}/token\n")
    os.replace(os.path.join(asked.dir, "ready.new"),
               os.path.join(asked.dir, "ready"))
    threading.Thread(target=orphaned, args=(os.getppid(),),
                     daemon=True).start()
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
