#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-import and atlas-export, killed right before each of the calls that
# change anything: run again, they come to the same end. All steps at once
# take a while: here every third, from where $STEP says, by the clock; with
# STEP=all every one.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"

state_of() {
	python3 -IS "$TOP/tests/desk-state.py" "$1" 2>&1
}

# killed N CMD...
killed() {
	_at=$1; shift
	LD_PRELOAD=$BUILD/tests/preload-kill.so KILL_AT=$_at \
	    ASAN_OPTIONS=verify_asan_link_order=0 "$@" >"$T/.killed" 2>&1
}

# A desk on which everything is to be done.

fresh
for i in 1 2 3 4 5 6 7 8; do
	atlas-task add "Task $i" --description "Text $i" >/dev/null
done
atlas-task add Loose --gate none --max-attempts 1 >/dev/null
ATLAS_ACTOR=bot atlas-task claim 9 >/dev/null
ATLAS_ACTOR=bot atlas-task fail 9 -m 'no ladder' >/dev/null
sql "INSERT INTO error (fingerprint, source, severity, message, first_seen,
    last_seen) SELECT column1, column1, 'high', 'broken',
    '2026-11-22T09:00:00.000Z', '2026-11-22T09:00:00.000Z'
    FROM (VALUES ('gone'), ('known'), ('loud'))"
atlas-export >/dev/null
human $PENDING column 'Our own' 2
human $PENDING note 'Look, a note'
human $PENDING set A1 Decision=approve 'Title=Task 1, edited' Priority=70 \
    'Decided by=jane' 'Our own=ladder'
human $PENDING set A2 Decision=approve 'Notes=go on'
human $PENDING set A3 Decision=reject 'Notes=too dear'
human $PENDING set A4 Decision=maybe
human $PENDING set A5 'Our own=thinking' 'Description=half a thou'
human $PENDING set A6 Decision=approve
human $PENDING set A7 'Notes=decided elsewhere meanwhile'
human $PENDING set A8 Decision=revise 'Notes=which?'
human $PENDING copy A8
human $PENDING row Title=Twin 'Our own=first'
human $PENDING row Title=Twin 'Our own=second'
human $PENDING row Title=Bad Priority=101
human $PENDING row 'Our own=only a remark'
human $ERRORS set E2 Action=resolve
human $ERRORS set E3 Action=ack 'Notes=it is known'
human $RUNS set R2 'Notes=bot needs a ladder'
ATLAS_NOW=2026-11-23T09:10:00Z
ATLAS_ACTOR=bot atlas-task edit 6 --description 'changed' >/dev/null
atlas-task approve 7 --by kim >/dev/null
atlas-task add 'Task 10' >/dev/null
ATLAS_NOW=2026-11-23T09:20:00Z
is 'all is prepared' "$(cell $RUNS R2 Task)|$(cell $ERRORS E2 Source)" '#9|gone'

base=$T/base root=$ATLAS_ROOT
mv "$root" "$base"

# story FROM TOOL...: one after the other, at a copy of FROM.
story() {
	_from=$1; shift
	rm -rf "$root"
	cp -a "$_from" "$root"
	for _tool; do
		"$_tool" >/dev/null || return
	done
}

# kill_each FROM FIRST LATER...: for each N: FIRST is killed at N, then comes
# LATER; the end must be that of FIRST, LATER unkilled.
kill_each() {
	_base=$1 _first=$2; shift 2
	story "$_base" "$_first" "$@" || {
		flunk "$_first, $*"
		return
	}
	_end=$(state_of "$root")
	_n=$first _status=137
	while :; do
		rm -rf "$root"
		cp -a "$_base" "$root"
		killed $_n "$_first"
		_status=$?
		[ $_status != 0 ] || break
		[ $_status = 137 ] || cat "$T/.killed" >&2
		for _tool; do
			"$_tool" >/dev/null 2>"$T/.later" ||
			    flunk "$_tool after $_n" "$(cat "$T/.later")"
		done
		is "$_first killed at $_n, then $*" "$(state_of "$root")" "$_end"
		_n=$((_n + stride))
	done
	ok "$_first has more than 30 steps" test "$_n" -gt 30
}

first=1 stride=1
if [ "${STEP-}" != all ]; then
	stride=3
	first=$(($(date +%s) % stride + 1))
	diag "steps $first, $((first + stride)) ..."
fi
kill_each "$base" atlas-import atlas-import atlas-export
kill_each "$base" atlas-import atlas-export atlas-import atlas-export
kill_each "$base" atlas-export atlas-import atlas-export
story "$base" atlas-import
rm -rf "$T/half"
mv "$root" "$T/half"
kill_each "$T/half" atlas-export atlas-export atlas-import

# The disk has the decisions before the desk is told, should the power fail.

rm -rf "$root"
cp -a "$base" "$root"
KILL_TRACE=1 killed 0 atlas-import
told=$(grep -n -m 1 mkostemp "$T/.killed")
is 'the disk has the decisions before the desk is told' \
    "$(sed -n "1,${told%%:*}p" "$T/.killed" | grep -E 'fsync|fdatasync' |
    sort -u)" fdatasync

# What the end is, so that it is not the same nothing each time.

story "$base" atlas-import atlas-export
is 'the end: tasks' "$(sql 'SELECT title, status, priority FROM task
    ORDER BY id')" 'Task 1, edited|todo|70
Task 2|todo|50
Task 3|cancelled|50
Task 4|todo|50
Task 5|todo|50
Task 6|todo|50
Task 7|todo|50
Task 8|todo|50
Loose|review|50
Task 10|todo|50
Twin|todo|50
Twin|todo|50'
is 'the end: in the history' "$(human $HISTORY ids | tr ' ' '\n' | sort |
    tr '\n' ' ')" 'A1 A2 A3 A6 A7 A8 A8 '
is 'the end: what was decided' "$(sql "SELECT id, decision FROM approval
    WHERE decision IS NOT NULL ORDER BY id" | tr '\n' ' ')" \
    '1|approve 2|approve 3|reject 6|superseded 7|approve 8|revise '

done_testing
