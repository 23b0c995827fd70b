#!/bin/sh
# SPDX-License-Identifier: MIT
# The test server that behaves like Google Sheets: does it? The checks are
# Python and print the TAP; see tests/sheets/check.py.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/sheets/start.sh"
sheets_needs

sheets_start || exit 1
python3 "$TOP/tests/sheets/check.py" "$SHEETS_URL" "$SHEETS_ID" "$SHEETS_DIR"
