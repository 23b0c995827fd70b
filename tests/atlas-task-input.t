#!/bin/sh
# SPDX-License-Identifier: MIT
# What bad input gets: a clear sentence, the right status, and no change.
. "$(dirname "$0")/lib.sh"

ATLAS_ACTOR=jane
export ATLAS_ACTOR
db=$ATLAS_ROOT/data/atlas.db
atlas-task init --project Roof >/dev/null
atlas-task add One --gate none >/dev/null		# 1
atlas-task add Two --gate none --needs 1 >/dev/null	# 2
atlas-task add Three --gate none --parent 2 >/dev/null	# 3
atlas-task add Four >/dev/null				# 4, A1
atlas-task add Five >/dev/null				# 5, A2
atlas-task approve 5 >/dev/null
atlas-task claim 1 --as al >/dev/null
printf '{"uid":"aaaaaaaa-%s","title":"x","gates":[]}\n' 1 2 |
    atlas-task load >/dev/null				# 6, 7

# state: all that could have changed.
state() {
	atlas-task audit --json
	atlas-task list --json
	atlas-task pending --json
	atlas-task project list --all --json
}

# bad STATUS ERE VERB...: it ends so, says so, once and without a raw escape,
# prints nothing, changes nothing; and under --json the same is one object.
bad() {
	_status=$1 _ere=$2; shift 2
	_name=$(printf '%s' "$*" | LC_ALL=C tr -c '[:print:]' '?' | cut -c 1-60)
	state >"$T/before"
	_run atlas-task "$@"
	_fault=
	[ "$status" = "$_status" ] || _fault="status $status, not $_status"
	printf '%s\n' "$err" | grep -Eq -e "^atlas-task: .*$_ere" ||
	    _fault="$_fault; stderr: $err"
	[ "$(wc -l <"$T/.err")" = 1 ] || _fault="$_fault; not one line"
	[ -z "$out" ] || _fault="$_fault; stdout: $out"
	LC_ALL=C grep -q '[^ -~]' "$T/.err" && _fault="$_fault; raw: $err"
	_run atlas-task --json "$@"
	[ "$status" = "$_status" ] || _fault="$_fault; --json: status $status"
	printf '%s\n' "$err" | grep -Eq \
	    "^\{\"error\":\{\"kind\":\"[a-z]+\",\"status\":$_status,\"message\":\".*\"\}\}\$" ||
	    _fault="$_fault; --json: $err"
	state | cmp -s - "$T/before" || _fault="$_fault; something changed"
	if [ -z "$_fault" ]; then
		pass "$_name"
	else
		flunk "$_name" "$_fault"
	fi
}

long() {
	printf "%$1s" '' | tr ' ' "$2"
}

# Command lines

bad 64 'there is no verb "lst", did you mean "list"\?' lst
bad 64 'there is no verb "li", did you mean "list"\?' li
bad 64 'did you mean "add"\?' create
bad 64 'there is no verb "xyzzy"' xyzzy
bad 64 'there is no option --statu, did you mean --status\?' list --statu todo
bad 64 'there is no option --prio, did you mean --priority\?' add T --prio 3
bad 64 'there is no option --databas, did you mean --database\?' \
    --databas x list
bad 64 'there is no option --xyzzy' list --xyzzy
bad 64 'there is no option -x' list -x
bad 64 '--status needs a value' list --status
bad 64 '--ready takes no value' list --ready=yes
bad 64 'TITLE is missing' add
bad 64 'too many operands' add Fix the roof
bad 64 'no operand' list todo
bad 64 'ID is missing' show
bad 64 'ID is missing' done
bad 64 'nothing to change' edit 2
bad 64 '-m TEXT is missing' fail 1
bad 64 '--for' wait 1
bad 64 'COMMAND is missing' run
bad 64 'did you mean "archive"' project archve Roof
bad 64 'which words' search

# Texts

bad 65 'title: must not be empty' add ''
bad 65 'title: must not be empty' add '   '
bad 65 'title: must not be empty' edit 2 --title ''
bad 65 'title: 501 characters, at most 500' add "$(long 501 x)"
bad 65 'title: not valid UTF-8' add "$(printf 'caf\351')"
bad 65 'title: control character U\+001B' add "$(printf '\033[31mred')"
bad 65 'title: control character U\+000A' add "$(printf 'two\nlines')"
bad 65 'title: control character U\+009B' add "$(printf '\302\233')"
bad 65 'assignee: control character U\+0007' add T \
    --assignee "$(printf '\007')"
bad 65 'label: ' add T --label "$(long 101 x)"
bad 65 'label: must not be empty' add T --label ''
bad 65 'key: ' add T --key "$(long 201 x)"
bad 65 'not valid UTF-8' edit 2 --description "$(printf '\355\240\200')"
bad 65 'log: must not be empty' log 1 '' --as al
bad 65 'neither letter nor digit' search -- '!?'
bad 65 'no word' search ''
ok '500 characters of two bytes are a title' \
    atlas-task add -n "$(long 500 x | sed 's/x/é/g')"

long 65537 x >"$T/long"
exits 'a description over 64 KiB' 65 atlas-task add T --description - \
    <"$T/long"
like 'says how large it may be' "$err" 'description: 65537 bytes, at most 65536'
long 65536 x >"$T/long"
ok '64 KiB are fine' atlas-task add -n T --description - <"$T/long"
printf 'a\000b' >"$T/nul"
exits 'a NUL' 65 atlas-task add T --description - <"$T/nul"
like 'says where' "$err" 'NUL character at byte 2'
printf 'a\033[2Jb' >"$T/escape"
exits 'an escape' 65 atlas-task log 1 - --as al <"$T/escape"
like 'is named and not echoed' "$err" 'control character U\+001B'
unlike 'not at all' "$err" "$(printf '\033')"

# Values

bad 65 'priority: "101" is not a number from 0 to 100' add T --priority 101
bad 65 'priority: "high" is not a number' add T --priority high
bad 65 'priority: "" is not a number' edit 2 --priority ''
bad 65 'urgency: "hgh".*did you mean "high"\?' add T --urgency hgh
bad 65 'status: "finished" is not todo, doing, review, done or cancelled' \
    list --status todo,finished
bad 65 'sort: "age" is not id, priority' list --sort age
exits 'an unknown column' 65 atlas-task list --columns id,titel
like 'the right ones' "$err" 'columns: there is no "titel", did you mean "title"'
exits 'columns of JSON' 64 atlas-task list --columns id --json
bad 65 'limit: "0" is not' list --limit 0
bad 65 'limit: "-1" is not' pending --limit -1
bad 65 'since: "whenever" is not a time' list --since whenever
bad 65 'due: "soon" is not a time' add T --due soon
bad 65 'gate: "both" is not' add T --gate both
bad 65 'lease: "30" is not a duration' claim --lease 30
bad 65 'wait: "0s"' claim --wait 0s
bad 65 'percent: "101"' log 1 x --percent 101 --as al
bad 65 'max-attempts: "0"' add T --max-attempts 0
bad 65 'run: "x" is not a number' renew 1 --run x
bad 65 'for: "finished" is not' wait 1 --for finished
bad 65 'project "Rof": there is no such project; there are: Roof' \
    add T --project Rof
bad 65 'project "roof": there is one already' project add roof
bad 65 'gate' project add P --gates all

# IDs

bad 65 'task 99: there is no such task' edit 99 --title T
bad 65 'task 99: there is no such task' claim 99
bad 65 'task #99: there is no such task' cancel '#99'
bad 65 'needs: task 99: there is no such task' add T --needs 99
bad 65 'parent: task x: there is no such task' add T --parent x
bad 1 'task 99: there is no such task' show 99
bad 1 'task 99: there is no such task' history 99
bad 1 'task 99: there is no such task' tree 99
bad 1 'task 99: there is no such task' wait 99 --for done
bad 1 'task 0: there is no such task' show 0
bad 1 'no such task' show 99999999999999999999
bad 1 'project "x": there is no such project' project show x
bad 65 'aaaaaaaa: several begin so: aaaaaaaa-1 .*aaaaaaaa-2' show aaaaaaaa
bad 65 'aaaaaaaa-: several' cancel aaaaaaaa-
bad 1 'no such task' show aaaaaaa

# What makes no sense now

bad 65 'needs: #2 waits for #1 already' edit 1 --needs 2
bad 65 'need' edit 1 --needs 1
bad 65 'parent: #3 is .*inside it' edit 2 --parent 3
bad 65 'parent: #2 is #2 itself' edit 2 --parent 2
bad 65 'it has version [0-9]+, not 9' edit 2 --title T --if-version 9
bad 1 '#1 is held by al until' claim 1 --as bo
bad 1 '#2 needs 1 other task first' claim 2
bad 1 '#4 waits for the approval of its start, A1' claim 4
bad 65 '#1: it is held by al, not by jane' review 1
bad 65 'run 77 is not its live attempt' log 1 x --run 77 --as al
bad 65 '#4: nobody holds it' renew 4
bad 65 '#4: its start is not approved yet, A1 waits' done 4
bad 65 '#2: it needs 1 other task first' done 2
bad 65 'nothing about it waits for a decision' approve 2
bad 65 'there is no such approval' approve A99
bad 65 'A2 was decided already: approve, by jane' reject A2
bad 65 'nothing about it waits' approve 5
bad 65 'it is todo, not closed' reopen 2
bad 65 'there is no such file' load "$T/nowhere"

# Who, when, and with what

exits 'a clock that is none' 65 env ATLAS_NOW=soon atlas-task list
like 'is told' "$err" 'ATLAS_NOW: "soon" is not a time'
exits 'a name in two lines' 65 env ATLAS_ACTOR="$(printf 'a\nb')" \
    atlas-task add T
like 'is told, too' "$err" 'control character'
bad 65 'must not be empty' claim --as ''

# Files

exits 'no database' 78 atlas-task -d "$T/nowhere.db" list
like 'init is the remedy' "$err" 'atlas-task init'
long 8192 x >"$T/not.db"
exits 'not a database' 65 atlas-task -d "$T/not.db" list
like 'is not taken for one' "$err" 'not an SQLite database'
is 'and left alone' "$(wc -c <"$T/not.db")" 8192
mkdir "$T/dir.db"
fails 'a directory' atlas-task -d "$T/dir.db" list
printf '[database]\npaht = x\n' >"$T/conf"
exits 'an unknown key' 78 atlas-task -c "$T/conf" list
like 'with its line and the right one' "$err" ':2: .*"paht".*"path"'
exits 'no such configuration' 78 atlas-task -c "$T/nowhere" list
echo 'the disk is nearly full' >"$ATLAS_ROOT/data/READ_ONLY"
exits 'read-only mode' 75 atlas-task add T
like 'says why' "$err" 'the disk is nearly full'
ok 'readers go on' atlas-task list
rm "$ATLAS_ROOT/data/READ_ONLY"

# Root may write everything, unless it gives that power away.
mortal() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	else
		"$@"
	fi
}
chmod 400 "$db"
chmod 500 "$ATLAS_ROOT/data"
exits 'a file that is read-only' 77 mortal atlas-task add T
like 'is told' "$err" 'no permission'
chmod 700 "$ATLAS_ROOT/data"
chmod 600 "$db"
if command -v sqlite3 >/dev/null; then
	sqlite3 "$db" "VACUUM INTO '$T/newer.db'"
	sqlite3 "$T/newer.db" 'PRAGMA user_version = 999'
	exits 'a newer database' 78 atlas-task -d "$T/newer.db" list
	like 'is told' "$err" 'newer'
else
	skip 'a newer database' 'no sqlite3'
fi

done_testing
