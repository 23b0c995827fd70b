#!/bin/sh
# SPDX-License-Identifier: MIT
# What tests/sheets/start.sh gives a shell test: a server, over TLS too, the
# files of an account, the control interface; and that it ends with the test.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/sheets/start.sh"
sheets_needs

ok 'it starts' sheets_start --quota 7 --delay-ms 1
like 'on loopback only' "$SHEETS_URL" '^http://127\.0\.0\.1:[0-9]+$'
is 'the key file is for its owner alone' \
    "$(stat -c %a "$SHEETS_DIR"/key.json "$SHEETS_DIR"/user.json | uniq)" 600
like 'it names the token endpoint' "$(cat "$SHEETS_DIR/key.json")" \
    "\"token_uri\": \"$SHEETS_TOKEN_URI\""
like 'the private key is PKCS#8' "$(cat "$SHEETS_DIR/key.json")" \
    'BEGIN PRIVATE KEY-----\\n'

ok 'a book is loaded' sheets load \
    'book={"tabs":[{"title":"Pending","rows":[["ID","Notes"],["A1",null]]}]}'
ok 'the human types' sheets act act=set id=A1 column=Notes 'text=hello {n}'
is 'and is told what' "$(sheets_value 'a["typed"]')" 'hello #1#'
ok 'the state is plain JSON' sheets dump
is 'with the cells in it' "$(sheets_value 'a["tabs"][0]["rows"]')" \
    "[['ID', 'Notes'], ['A1', 'hello #1#']]"
ok 'nothing is missing' sheets missing
is 'nothing at all' "$(sheets_value 'a["missing"]')" '[]'
ok 'a fault is set' sheets fault kind=503 count=2 class=write
ok 'a knob is set' sheets set no_match_filter=400 delay_ms=0
exits 'an unknown op' 1 python3 "$TOP/tests/sheets/client.py" "$SHEETS_URL" \
    nosuch
like 'says so' "$err" 'no such op: nosuch'
ok 'there is help' sheets help
like 'with every op' "$out" 'violations'

# With TLS, and a CA of its own.

sheets_stop
fails 'it has ended' python3 "$TOP/tests/sheets/client.py" "$SHEETS_URL" counts
ok 'it starts with TLS' sheets_start --tls
like 'https' "$SHEETS_URL" '^https://127\.0\.0\.1:[0-9]+$'
ok 'the CA is good for it' sheets counts
fails 'another CA is not' env SHEETS_CA="$SHEETS_DIR/wrong-ca.pem" \
    python3 "$TOP/tests/sheets/client.py" "$SHEETS_URL" counts
like 'for want of trust' "$err" 'certificate verify failed'

# A test that is killed leaves no server.

mkdir "$T/orphan"
sh -c 'python3 "$0" --dir "$1" & sleep 60' "$TOP/tests/sheets/server.py" \
    "$T/orphan" >"$T/orphan/log" 2>&1 &
shell=$!
eventually 20 test -f "$T/orphan/ready"
orphan=$(sed -n 's/^SHEETS_URL=//p' "$T/orphan/ready")
ok 'a server of a shell' python3 "$TOP/tests/sheets/client.py" "$orphan" counts
kill -9 "$shell"
ended() { ! python3 "$TOP/tests/sheets/client.py" "$orphan" counts; }
ok 'ends with it' eventually 5 ended

done_testing
