#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The test of the test server: prints TAP.

usage: check.py URL SPREADSHEET DIR

Each function check_* of the modules check_*.py is given a client that is
logged in, on a spreadsheet with one empty tab, Sheet1, and the functions ok,
same and refused.
"""
import sys
import traceback

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import check_batch  # noqa: E402
import check_faults  # noqa: E402
import check_oauth  # noqa: E402
import check_person  # noqa: E402
import check_units  # noqa: E402
import check_values  # noqa: E402
from client import Client  # noqa: E402

MODULES = (check_units, check_values, check_batch, check_oauth, check_faults,
           check_person)


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, what, good, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.count} - "
              f"{what.replace('#', chr(92) + '#')}", flush=True)
        if not good:
            for line in str(why).splitlines():
                print("# " + line, file=sys.stderr)

    def same(self, what, got, want):
        self.ok(what, got == want, f"got:    {got!r}\nwanted: {want!r}")

    def refused(self, what, answer, message, code=400):
        """The answer has this status and exactly this message."""
        status, body = answer
        got = body.get("error", {}) if isinstance(body, dict) else {}
        self.same(what, (status, got.get("message")), (code, message))


def main(url, spreadsheet, directory):
    tap = Tap()
    client = Client(url, spreadsheet, directory + "/key.json")
    client.directory = directory
    client.id = spreadsheet
    for module in MODULES:
        for name, function in vars(module).items():
            if not name.startswith("check_"):
                continue
            client.control("reset")
            client.control("load", id=spreadsheet,
                           book={"tabs": [{"title": "Sheet1"}]})
            client.control("set", check_answers=True, quota_read=0,
                           quota_write=0, quota_window=60,
                           token_lifetime=3599)
            try:
                client.login()
                function(client, tap)
            except Exception:  # a broken check is a failed one
                tap.ok(f"{name} runs to its end", False,
                       traceback.format_exc())
    print(f"1..{tap.count}")
    return tap.failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
