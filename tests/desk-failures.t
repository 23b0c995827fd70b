#!/bin/sh
# SPDX-License-Identifier: MIT
# What can go wrong at the desk, for atlas-export and for atlas-import: it is
# said, it is on record, and nothing is lost or taken for something else.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"
desk=$ATLAS_ROOT/desk

# hurried CMD...: where it would wait, it goes on as if it had.
hurried() {
	LD_PRELOAD=$BUILD/tests/preload-hurry.so \
	    ASAN_OPTIONS=verify_asan_link_order=0 "$@"
}

errors() {
	sql "SELECT source, severity, state, count FROM error ORDER BY id"
}
last_run() {
	sql "SELECT status, message FROM run ORDER BY id DESC LIMIT 1"
}
valid_log() {
	python3 -IS -c 'import json, sys
for line in open(sys.argv[1]):
	record = json.loads(line)
	assert {"time", "tool", "level", "event", "message"} <= set(record)
	print(record["event"], record["level"], record.get("kind", ""))' "$1"
}

# What each run leaves

fresh
rm -f "$ATLAS_ROOT"/logs/*
for tool in export import; do
	ok "$tool: done" atlas-$tool
	is "$tool: a run" "$(last_run)" 'success|nothing to do'
	is "$tool: its job" "$(sql "SELECT last_success, last_attempt FROM job
	    WHERE name = 'atlas-$tool'")" \
	    '2026-11-23T09:00:00.000Z|2026-11-23T09:00:00.000Z'
	is "$tool: a line in the log" \
	    "$(valid_log "$ATLAS_ROOT/logs/$tool.log")" 'job.done info '
	mv "$desk" "$desk.away"
	ATLAS_NOW=2026-11-23T10:00:00Z
	exits "$tool: no desk" 78 atlas-$tool
	like "$tool: no desk: a run" "$(last_run)" '^failed\|desk: .*--setup$'
	is "$tool: no desk: its job" "$(sql "SELECT last_success, last_attempt
	    FROM job WHERE name = 'atlas-$tool'")" \
	    '2026-11-23T09:00:00.000Z|2026-11-23T10:00:00.000Z'
	is "$tool: no desk: one line in the log" \
	    "$(valid_log "$ATLAS_ROOT/logs/$tool.log" | sed 1d)" \
	    'job.failed error config'
	is "$tool: no desk: an error" "$(errors | tail -n 1)" \
	    "atlas-$tool|high|open|1"
	exits "$tool: no desk, again" 78 atlas-$tool
	is "$tool: no desk, again: the same error" "$(errors | tail -n 1)" \
	    "atlas-$tool|high|open|2"
	exits "$tool: as JSON" 78 atlas-$tool --json
	like "$tool: as JSON: one object" "$err" \
	    '^\{"error":\{"kind":"config","status":78,"message":"desk: '
	mv "$desk.away" "$desk"
	ok "$tool: it is back" atlas-$tool
	is "$tool: it is back: the error is resolved" "$(errors | tail -n 1)" \
	    "atlas-$tool|high|resolved|3"
	ATLAS_NOW=2026-11-23T09:00:00Z
done

# Tabs that cannot be read: never taken for "all rows are gone"

fresh
for i in 1 2 3; do
	atlas-task add "Task $i" >/dev/null
done
atlas-export --quiet
atlas-export --quiet
human $PENDING set A1 Decision=approve 'Notes=mine'
cp "$desk/$PENDING.csv" good
before=$(state)

# broken WHAT ERE: the tab is as $desk/$PENDING.csv has it.
broken() {
	cp "$desk/$PENDING.csv" bad 2>/dev/null || : >bad
	for _tool in export import; do
		human $RUNS set R2 "Notes=$1 $_tool"
		exits "$_tool: $1" 65 atlas-$_tool
		like "$_tool: $1: why" "$err" "$2"
		like "$_tool: $1: it was left alone" "$err" \
		    "$PENDING was left alone"
		is "$_tool: $1: nothing is taken from it" \
		    "$(state | grep -v -e error-state -e atlas-)" "$before"
		[ ! -e "$desk/$PENDING.csv" ] ||
		    ok "$_tool: $1: not touched" \
		    cmp "$desk/$PENDING.csv" bad
	done
	is "import: $1: the other tabs are read" \
	    "$(sql 'SELECT notes FROM run WHERE id = 2')" "$1 import"
	cp good "$desk/$PENDING.csv"
}

rm "$desk/$PENDING.csv"
broken 'a tab that is missing' 'it is missing in .*--setup'
: >"$desk/$PENDING.csv"
broken 'an empty file' 'no header in the first'
sed 1d good >"$desk/$PENDING.csv"
broken 'no header' 'no header|is missing'
human $PENDING rename Decision Verdict
broken 'a header renamed' 'column "Decision" is missing'
human $PENDING rename Notes title
broken 'a header doubled' 'column "Title" stands twice'
sed 's/^ID,//; s/^A[123],//' good >"$desk/$PENDING.csv"
broken 'no column ID' 'column "ID" is missing'
{ cat good; echo '"never closed'; } >"$desk/$PENDING.csv"
broken 'a quote never closed' 'line 5: a quote is never closed'
{ cat good; printf 'A9,\377\n'; } >"$desk/$PENDING.csv"
broken 'invalid UTF-8' 'line 5: not valid UTF-8; save it as UTF-8'
truncate -s 100M "$desk/$PENDING.csv"
broken '100 MB' '104857600 bytes, at most'
mkdir dir && mv dir "$desk/$PENDING.csv.d" && rm "$desk/$PENDING.csv" &&
    mv "$desk/$PENDING.csv.d" "$desk/$PENDING.csv"
exits 'a directory' 65 atlas-import
rmdir "$desk/$PENDING.csv"
cp good "$desk/$PENDING.csv"
mv "$desk/$HISTORY.csv" history
ATLAS_NOW=2026-11-23T09:05:00Z atlas-task approve 2 --by kim >/dev/null
exits 'export: the history is missing' 65 atlas-export
like 'export: the history is missing: says so' "$err" \
    "$HISTORY.*is missing"
ok 'export: the history is missing: no row has left' \
    cmp "$desk/$PENDING.csv" good
mv history "$desk/$HISTORY.csv"
ok 'mended: import' atlas-import
like 'mended: taken' "$out" '^1 approved'
ok 'mended: export' atlas-export
is 'mended: all is in its place' "$(human $PENDING ids)/$(human $HISTORY ids)" \
    'A3/A1 A2'

# Configuration

fresh
printf '[desk]\ndirectry = x\n' >"$ATLAS_ROOT/config/atlas.conf"
exits 'an unknown key' 78 atlas-export
like 'an unknown key: its line, and what was meant' "$err" \
    'atlas.conf:2: .*"directry".*"directory"'
exits 'an unknown key: import' 78 atlas-import

# An office program holds a file

fresh
atlas-task add Task >/dev/null
lock="$desk/.~lock.$PENDING.csv#"
printf ',ann,laptop,23.11.2026 09:14,file:///x;' >"$lock"
for tool in export import; do
	exits "$tool: while LibreOffice holds it, in the end" 75 \
	    hurried atlas-$tool
	like "$tool: who" "$err" 'open in LibreOffice by ann on laptop'
	like "$tool: is put off, no failure" "$(last_run)" '^deferred\|'
	is "$tool: a small error" "$(errors | tail -n 1)" \
	    "atlas-$tool|low|open|1"
done
background sh -c 'sleep 1; rm "$1"' - "$lock"
ok 'export: it is closed after a second' atlas-export
is 'export: then it is done' "$(human $PENDING ids)" A1
is 'no error is left open by export' "$(errors | head -n 1)" \
    'atlas-export|low|resolved|1'
rm -f "$lock"

# Another one is at work

exits 'another one at work, in the end' 75 \
    flock "$ATLAS_ROOT/data/desk.lock" \
    env LD_PRELOAD="$BUILD/tests/preload-hurry.so" \
    ASAN_OPTIONS=verify_asan_link_order=0 atlas-export
like 'another one at work: says so' "$err" 'another export or import'
like 'another one at work: put off' "$(last_run)" '^deferred\|'

# Read-only mode: export goes on

fresh
for i in 1 2 3; do
	atlas-task add "Task $i" >/dev/null
done
atlas-export --quiet
atlas-task add 'Task 4' --description "a
b" >/dev/null
atlas-task approve 1 --by kim >/dev/null
human $PENDING set A2 Decision=approve
echo 'the disk is failing' >"$ATLAS_ROOT/data/READ_ONLY"
before=$(tree "$ATLAS_ROOT/data")
exits 'read-only: import' 75 atlas-import
like 'read-only: import: the reason' "$err" \
    'read-only mode: the disk is failing'
ok 'read-only: export' atlas-export
like 'read-only: export: says so' "$err" 'read-only mode'
# A row that could not be remembered would not be known as ours again.
is 'read-only: what is shown is brought up to date, nothing is new' \
    "$(human $PENDING ids)/$(human $HISTORY ids)" 'A2 A3/A1'
is 'read-only: the database is left alone' "$(tree "$ATLAS_ROOT/data")" \
    "$before"
like 'read-only: a line in the log' \
    "$(valid_log "$ATLAS_ROOT/logs/export.log" | tail -n 1)" '^job.done info'
ok 'read-only: again' atlas-export
human $PENDING set A2 Decision=approve
rm "$ATLAS_ROOT/data/READ_ONLY"
ok 'writable again' atlas-import
is 'writable again: decided' "$(sql 'SELECT id, decision, edits FROM approval
    ORDER BY id')" '1|approve|
2|approve|
3||
4||'
ok 'writable again: export' atlas-export
is 'writable again: the new one is shown' "$(human $PENDING ids)" 'A4 A3'

# No room for the desk

fresh
# shellcheck disable=SC2034 # awk has it
big=$(awk 'BEGIN { for (i = 0; i < 4000; i++) printf "%09d ", i }')
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	atlas-task add "Task $i" --description "$big" >/dev/null
done
atlas-task sweep >/dev/null
atlas-export --quiet
human $PENDING set A1 Decision=approve
atlas-task approve 2 --by kim >/dev/null
atlas-task sweep >/dev/null
before=$(cd "$desk" && sha256sum ./*.csv)
full() {
	(trap '' XFSZ; ulimit -f 1000; exec "$@")	# 512,000 bytes
}
exits 'import: no room' 71 full atlas-import
like 'import: no room: says where' "$err" "$PENDING.csv: File too large"
is 'import: no room: the decision holds' \
    "$(sql 'SELECT decision FROM approval WHERE id = 1')" approve
is 'import: no room: the desk is as it was' \
    "$(cd "$desk" && sha256sum ./*.csv)" "$before"
like 'import: no room: a run' "$(last_run)" '^failed\|.*File too large'
exits 'export: no room' 71 full atlas-export
like 'export: no room: the tab is as it was' \
    "$(cd "$desk" && sha256sum $PENDING.csv)" \
    "$(echo "$before" | sed -n "s|  ./$PENDING.csv||p")"
is 'no room: nothing half-written is left' \
    "$(find "$desk" -name '.*.csv*')" ''
atlas-task sweep >/dev/null
ok 'room again: import' atlas-import
like 'room again: answered' "$(cell $PENDING A1 Result)" '^applied'
ok 'room again: export' atlas-export
is 'room again: each in the history, once' "$(human $HISTORY ids | tr ' ' '\n' |
    sort | tr '\n' ' ')" 'A1 A2 '

# No permission

fresh
atlas-task add Task >/dev/null
atlas-export --quiet
human $PENDING set A1 Decision=approve
chmod 555 "$desk"
denied() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	else
		"$@"
	fi
}
exits 'import: no permission' 77 denied atlas-import
like 'import: no permission: says where' "$err" \
    "$PENDING.csv: Permission denied"
is 'import: no permission: the decision holds' \
    "$(sql 'SELECT decision FROM approval WHERE id = 1')" approve
exits 'export: no permission' 77 denied atlas-export
chmod 755 "$desk"
chmod 000 "$desk/$PENDING.csv"
exits 'import: unreadable' 77 denied atlas-import
chmod 660 "$desk/$PENDING.csv"
ok 'permitted again' atlas-import
like 'permitted again: answered' "$(cell $PENDING A1 Result)" '^applied'
is 'permitted again: once' "$(sql "SELECT count(*) FROM event
    WHERE kind = 'approved'")" 1

# One that was killed is not "running" for ever

fresh
sql "INSERT INTO run (kind, name, started_at) VALUES ('tool', 'atlas-import',
    '2026-11-23T08:00:00.000Z')"
ok 'after one that was killed' atlas-import
like 'the killed one has failed' "$(sql "SELECT status, message FROM run
    WHERE started_at LIKE '%T08%'")" '^failed\|ended without a word'
atlas-export >/dev/null
like 'the killed one is on the desk' "$(human $RUNS dump)" 'without a word'

done_testing
