# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154 # the tests use the variables, and
# lib.sh has others
# The Google Sheets test server, for shell tests. After lib.sh:
#
#	. "$TOP/tests/sheets/start.sh"
#	sheets_needs			skip the test where it cannot be
#	sheets_start [OPTION...]	as server.py has them: --tls, --quota 0
#	sheets OP [NAME=VALUE]...	its control interface; answers in $out
#	sheets_value EXPRESSION		of that answer: a Python expression, in
#					which the answer is called a
#
# $SHEETS_URL is the base of the API and the token endpoint, $SHEETS_ID the
# spreadsheet, $SHEETS_DIR/key.json the service account's key file (0600, its
# token_uri points at the server), $SHEETS_DIR/user.json an authorized user.
# With --tls $SHEETS_CA is the CA to trust, $SHEETS_DIR/wrong-ca.pem another.
# The server ends with the test.

export PYTHONDONTWRITEBYTECODE=1

sheets_needs() {
	for _name in python3 openssl; do
		command -v $_name >/dev/null || skip_all "no $_name"
	done
}

sheets_start() {
	SHEETS_DIR=$T/sheets SHEETS_CA=''
	rm -f "$SHEETS_DIR/ready"
	background python3 "$TOP/tests/sheets/server.py" \
	    --dir "$SHEETS_DIR" "$@"
	_server=$!
	eventually 20 test -f "$SHEETS_DIR/ready" || {
		diag "the sheets server does not start"
		cat "$T/.out.$_jobs" >&2
		return 1
	}
	# shellcheck source=/dev/null
	. "$SHEETS_DIR/ready"
	[ ! -f "$SHEETS_DIR/ca.pem" ] || SHEETS_CA=$SHEETS_DIR/ca.pem
	export SHEETS_CA
}

sheets_stop() {
	kill "$_server"
	wait "$_server" 2>/dev/null
	return 0
}

sheets() {
	_run python3 "$TOP/tests/sheets/client.py" "$SHEETS_URL" "$@"
	[ "$status" = 0 ] || diag "sheets $*: $err"
	return "$status"
}

sheets_value() {
	printf '%s' "$out" | python3 -c '
import json, sys
a = json.load(sys.stdin)
print(eval(sys.argv[1]))' "$1"
}
