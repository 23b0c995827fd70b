#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-import: what else humans write on the desk: rows of their own, notes
# on runs, actions on errors.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"
desk=$ATLAS_ROOT/desk

tasks() {
	sql 'SELECT id, title FROM task ORDER BY id'
}

# Rows of their own

fresh
human $PENDING row 'Title=Buy buckets' Priority=95 Project=roof \
    'Description=big ones; = 3' Assignee=bob 'Decided by=jane' 'Notes=soon'
human $PENDING first 'Title=Call Joe'
human $PENDING row 'Notes=no title: only a remark'
ok 'rows that humans wrote' atlas-import
is 'rows: the sum' "$out" '2 tasks added, 2 rows answered'
is 'rows: tasks' "$(sql 'SELECT title, priority, description, assignee
    FROM task')" 'Call Joe|50||
Buy buckets|95|big ones; = 3|bob'
is 'rows: their IDs are written back, the remark has none' \
    "$(human $PENDING ids)" 'A1 A2 -'
is 'rows: and what else the tools know' "$(human $PENDING dump | sed -n 2p)" \
    '{"Action": "start", "Assignee": "bob", "Decided by": "jane", "Description": "big ones; = 3", "ID": "A2", "Notes": "soon", "Priority": "95", "Project": "Roof", "Requested at": "2026-11-23 09:00", "Requested by": "jane", "Result": "added 2026-11-23 09:00", "Task": "#2", "Title": "Buy buckets"}'
is 'rows: by whom' "$(sql "SELECT actor, via FROM event WHERE kind = 'created'
    AND task_id = 2")" 'jane|desk'
before=$(tasks)
for i in 1 2; do
	both >/dev/null
done
is 'rows: once' "$(tasks)" "$before"
human $PENDING set A2 Decision=approve Priority=20
ok 'rows: decided later' atlas-import
is 'rows: only what was changed is an edit' \
    "$(sql 'SELECT edits FROM approval WHERE id = 2')" '{"priority":20}'

# Bad ones

fresh
human $PENDING row 'Title=One' Priority=101
human $PENDING row 'Title=Two' Project=Cellar
human $PENDING row "Title=$(printf '%0501d' 0)"
human $PENDING row 'Title=   '
human $PENDING row Title=Good
human $PENDING row "Title=x$(printf '\007')"
ok 'bad rows' atlas-import
is 'bad rows: the good one is added' "$(tasks)" '1|Good'
is 'bad rows: the sum' "$out" '1 task added, 4 rows refused: see their Result, 5 rows answered'
like 'bad rows: why' "$(human $PENDING dump)" \
    '"Result": "not applied: priority.*101.*One'
like 'bad rows: the projects that exist' "$(human $PENDING dump)" \
    '"Result": "not applied: .*Cellar.*Roof'
atlas-export >/dev/null
is 'bad rows stay' "$(human $PENDING rows)" 6
human $PENDING rename Title Titel
sed 's/,101,/,100,/; s/,Titel,/,Title,/' "$desk/$PENDING.csv" >x
cp x "$desk/$PENDING.csv"
ok 'bad rows: mended' atlas-import
is 'bad rows: added' "$(tasks)" '1|Good
2|One'

# Alike ones

fresh
human $PENDING row 'Title=Twin'
human $PENDING row 'Title=Twin'
ok 'two rows alike' atlas-import
is 'two rows alike: two tasks' "$(tasks)" '1|Twin
2|Twin'
human $PENDING first 'Title=Twin'
ok 'and a third' atlas-import
is 'a third: one more' "$(tasks)" '1|Twin
2|Twin
3|Twin'
is 'each has its ID' "$(human $PENDING ids)" 'A3 A1 A2'

# The answer could not be written: the office program holds the file by then

fresh
human $PENDING row 'Title=Once only' 'Decided by=jane'
human $PENDING row 'Title=Twin'
human $PENDING row 'Title=Twin'
cp "$desk/$PENDING.csv" kept
atlas-import >/dev/null
cp kept "$desk/$PENDING.csv"	# as if it had been killed in between
before=$(tasks)
ok 'killed before the answer' atlas-import
is 'killed before the answer: not added twice' "$(tasks)" "$before"
is 'killed before the answer: answered now' "$(human $PENDING ids)" 'A1 A2 A3'
fresh
human $PENDING row 'Title=Once only'
human $PENDING row 'Title=Twin'
human $PENDING row 'Title=Twin'
cp "$desk/$PENDING.csv" kept
atlas-import >/dev/null
cp kept "$desk/$PENDING.csv"
atlas-export >/dev/null
is 'and an export before the next import: the rows wait for their IDs' \
    "$(human $PENDING ids)" '- - -'
atlas-import >/dev/null
is 'then: not added twice' "$(tasks)" "$before"
is 'then: they have them' "$(human $PENDING ids)" 'A1 A2 A3'
fresh
human $PENDING row 'Title=Once only'
cp "$desk/$PENDING.csv" kept
atlas-import >/dev/null
human $PENDING delete A1
atlas-import >/dev/null
atlas-export >/dev/null
is 'a row deleted before its answer comes back with it' \
    "$(human $PENDING ids)" A1

# Nobody asks

fresh '[policy]
gates = none'
human $PENDING row 'Title=Water the plants' 'Notes=weekly'
ok 'without gates' atlas-import
is 'without gates: the ID of the task' "$(human $PENDING ids)" '#1'
ok 'without gates: export' atlas-export
is 'without gates: into the history' "$(cell $HISTORY '#1' Notes)" weekly
human $PENDING row 'Title=Water the plants' 'Notes=next week'
ok 'the same, a week later' atlas-import
is 'the same, a week later: is new' "$(tasks)" '1|Water the plants
2|Water the plants'
is 'the same, a week later: its own ID' "$(human $PENDING ids)" '#2'
fresh
human $PENDING row 'Title=Daily'
atlas-import >/dev/null
atlas-task approve 1 --by kim >/dev/null
atlas-export >/dev/null
human $PENDING row 'Title=Daily'
atlas-import >/dev/null
is 'the same, after the first was moved: is new' "$(human $PENDING ids)" A2

# Notes on runs, actions on errors

fresh
atlas-task add 'Fails' --gate none --max-attempts 1 >/dev/null
ATLAS_ACTOR=bot atlas-task claim >/dev/null
ATLAS_ACTOR=bot atlas-task fail 1 -m 'no ladder' >/dev/null
for i in 1 2 3 4; do
	sql "INSERT INTO error (fingerprint, source, severity, message,
	    first_seen, last_seen) VALUES ('f$i', 's$i', 'high', 'broken $i',
	    '2026-11-2${i}T09:00:00.000Z', '2026-11-2${i}T09:00:00.000Z')"
done
atlas-export >/dev/null
fail=$(sql "SELECT 'E' || id FROM error WHERE task_id = 1")
e1=$(sql "SELECT 'E' || id FROM error WHERE fingerprint = 'f1'")
e2=$(sql "SELECT 'E' || id FROM error WHERE fingerprint = 'f2'")
e3=$(sql "SELECT 'E' || id FROM error WHERE fingerprint = 'f3'")
e4=$(sql "SELECT 'E' || id FROM error WHERE fingerprint = 'f4'")
state_of() {
	sql "SELECT state FROM error WHERE 'E' || id = '$1'"
}
is 'the errors, the worst and newest first' "$(human $ERRORS ids)" \
    "$e4 $fail $e3 $e2 $e1"
is 'an error that gave up names its task' "$(cell $ERRORS "$fail" Task)" '#1'
run=$(sql "SELECT 'R' || id FROM run WHERE task_id = 1")
is 'the run is shown' "$(cell $RUNS "$run" Status)" failed
human $RUNS set "$run" 'Notes=bot needs a ladder'
human $ERRORS column Who
human $ERRORS set "$e1" Action=ack 'Notes=known'
human $ERRORS set "$e2" Action=Resolve
human $ERRORS set "$e3" Action=mute
human $ERRORS set "$e4" Action=explode
human $ERRORS set "$fail" Action=retry
ok 'notes and actions' atlas-import
is 'notes and actions: the sum' "$out" \
    '6 notes and actions, 1 row refused: see its Result, 5 rows answered'
is 'notes on a run' "$(sql "SELECT notes FROM run WHERE task_id = 1")" \
    'bot needs a ladder'
is 'notes on an error' "$(sql "SELECT notes FROM error
    WHERE fingerprint = 'f1'")" known
is 'ack' "$(state_of "$e1") $(cell $ERRORS "$e1" Result)" \
    'acked acked 2026-11-23 09:00'
is 'resolve' "$(state_of "$e2")" resolved
is 'mute' "$(state_of "$e3")" muted
is 'an unknown action' "$(state_of "$e4") $(cell $ERRORS "$e4" Result)" \
    'open not understood (use ack, resolve, retry or mute)'
is 'retry' "$(cell $ERRORS "$fail" Result)" \
    'retry 2026-11-23 09:00: #1 is todo again'
is 'retry: can be claimed' "$(sql 'SELECT status, attempts FROM task')" \
    'todo|0'
before=$(state)
ok 'actions, an hour later' atlas-import
is 'actions: done once' "$(state)" "$before"
ok 'actions: export' atlas-export
is 'what is resolved leaves' "$(human $ERRORS ids)" "$e4 $e3 $e1"
is 'what is acked stays, and says so' "$(cell $ERRORS "$e1" State)" acked
human $ERRORS set "$e1" 'Notes=known; and now?' Action=resolve
human $ERRORS set "$e3" Who=me Action=resolve
atlas-import >/dev/null
human $ERRORS set "$e1" 'Notes=typed after the import'
atlas-export >/dev/null
is 'resolved, but with unsaved words or a column of their own: stays' \
    "$(human $ERRORS ids)" "$e4 $e3 $e1"
atlas-import >/dev/null
human $ERRORS set "$e3" Who=
atlas-export >/dev/null
is 'saved: it leaves' "$(human $ERRORS ids)" "$e4"
human $ERRORS set "$e4" Action=ack Who=me
atlas-import >/dev/null
sql "UPDATE error SET state = 'open' WHERE 'E' || id = '$e4'"
atlas-import >/dev/null
is 'an action that stands there still is not done again' "$(state_of "$e4")" \
    open
human $ERRORS set "$e4" Action=explode Who=
human $ERRORS delete "$e4"
atlas-export >/dev/null
human $ERRORS set "$e4" Action=explode
atlas-import >/dev/null
like 'an action in a row that came back counts' \
    "$(cell $ERRORS "$e4" Result)" '^not understood'
human $ERRORS set "$e4" Action=resolve
atlas-import >/dev/null
sql "UPDATE error SET state = 'open'"
atlas-export >/dev/null
human $ERRORS set "$e4" Action=
human $ERRORS set "$e2" Action=ack
atlas-import >/dev/null
is 'it happened again: the same action counts again' "$(state_of "$e2")" acked

done_testing
