#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-import as a person sees it: decisions, edits, and the answers.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"
desk=$ATLAS_ROOT/desk

result() {
	cell $PENDING "$1" Result
}

# add N: task N, shown as approval AN
add() {
	for _n; do
		atlas-task add "Task $_n" --priority 50 >/dev/null
	done
	atlas-export >/dev/null
}

decision_of() {
	sql "SELECT decision, decided_by, via, notes FROM approval
	    WHERE id = ${1#A}"
}

# The command line

ok 'help' atlas-import --help
like 'help: begins with how to call it' "$out" '^usage: atlas-import'
exits 'an unknown option' 64 atlas-import --setup
exits 'an operand' 64 atlas-import Runs
exits 'an unknown tab' 65 atlas-import --tab Errors
atlas-task init --project Roof >/dev/null
rmdir "$desk"
exits 'no desk directory' 78 atlas-import
like 'no desk directory: what to do' "$err" '--setup'

# Decisions

fresh
add 1 2 3 4
ok 'nothing is decided' atlas-import
is 'nothing is decided: not a word' "$out$err" ''
human $PENDING set A1 Decision=approve 'Decided by=jane' 'Notes=go on'
human $PENDING set A2 'Decision= Reject ' 'Notes=too dear'
human $PENDING set A3 Decision=REVISE 'Notes=which one?
the left?'
human $PENDING set A4 'Notes=I am thinking'
before=$(tree "$ATLAS_ROOT")
ok 'a trial' atlas-import --dry-run
like 'a trial: what would be done' "$out" \
    "^$PENDING: A2: reject; #2 is cancelled"
like 'a trial: what would be answered' "$out" \
    "^$PENDING: set A1 Result: applied 2026-11-23 09:00"
is 'a trial: leaves no trace' "$(tree "$ATLAS_ROOT")" "$before"
ok 'three decisions' atlas-import
is 'three decisions: the sum' "$out" \
    '1 approved, 1 sent back, 1 rejected, 3 rows answered'
is 'approved' "$(decision_of A1)" 'approve|jane|desk|go on'
is 'rejected' "$(decision_of A2)" 'reject|desk|desk|too dear'
is 'sent back, with all lines of the note' "$(decision_of A3)" \
    'revise|desk|desk|which one?
the left?'
is 'not decided' "$(decision_of A4)" '|||'
is 'the tasks follow' "$(sql 'SELECT status, start_gate FROM task')" \
    'todo|passed
cancelled|waiting
todo|waiting
todo|waiting'
is 'the answer' "$(result A1) $(result A2) $(result A4)" \
    'applied 2026-11-23 09:00 applied 2026-11-23 09:00 '
before=$(state)
ATLAS_NOW=2026-11-23T10:00:00Z
ok 'an hour later' atlas-import
is 'an hour later: not applied again' "$out$(state)" "$before"
is 'an hour later: the answer is the same' "$(result A1)" \
    'applied 2026-11-23 09:00'
human $PENDING set A1 Decision=reject
ok 'a human thinks again, too late' atlas-import
is 'too late: nothing changes' "$(state)" "$before"
atlas-export >/dev/null
is 'too late: the row keeps what was typed' \
    "$(cell $HISTORY A1 Decision)" reject
ok 'decided rows in the history' atlas-import
is 'the history: nothing changes' "$(state)" "$before"

# Edits

fresh
add 1 2 3 4 5 6 7 8
human $PENDING set A1 Decision=approve 'Title=New title' Priority=77 \
    'Description=two
lines' Assignee=' bob '
human $PENDING set A2 'Title=Later' Priority=1
human $PENDING set A3 Decision=approve Title=
human $PENDING set A4 Decision=approve Priority=101
human $PENDING set A5 Decision=approve Priority=x
human $PENDING set A6 Decision=maybe Title=Whatever
human $PENDING set A7 Decision=approve Priority= 'Title=Task 7  '
human $PENDING set A8 Decision=revise Title='New words'
ok 'edits' atlas-import --json
is 'edits: the counts' "$out" "$(tr -d '\n ' <<-'END'
	{"approved":2,"revised":1,"rejected":0,"superseded":0,"refused":4,
	"added":0,"edited":2,"noted":0,"answered":8,"tabs_stopped":0}
	END
)"
is 'edits: applied with the decision' \
    "$(sql 'SELECT title, priority, description, assignee FROM task
    WHERE id = 1')" 'New title|77|two
lines|bob'
is 'edits: the decision holds' "$(decision_of A1)" 'approve|desk|desk|'
is 'edits: on record' "$(sql 'SELECT edits FROM approval WHERE id = 1')" \
    '{"title":"New title","description":"two\nlines","priority":77,"assignee":"bob"}'
is 'edits: an event of their own' "$(sql "SELECT via FROM event
    WHERE task_id = 1 AND kind = 'edited'")" desk
is 'edits: the task can be claimed' "$(atlas-task claim 1 --as bot)" 1
is 'edits without a decision wait' "$(result A2)" \
    'your changes wait for your decision'
is 'edits without a decision: not applied' \
    "$(sql 'SELECT title, priority FROM task WHERE id = 2')" 'Task 2|50'
is 'an empty title' "$(result A3)" 'not applied: title must not be empty'
like 'priority 101' "$(result A4)" '^not applied: priority.*101'
like 'priority x' "$(result A5)" '^not applied: priority.*x'
is 'an unknown word' "$(result A6)" \
    'not understood: "maybe" (use approve, revise or reject)'
is 'none of them was decided' "$(sql 'SELECT count(*) FROM approval
    WHERE id BETWEEN 2 AND 6 AND decision IS NULL')" 5
is 'an emptied priority, a space more: no edit' \
    "$(sql 'SELECT priority, title, version FROM task WHERE id = 7')" \
    '50|Task 7|2'
is 'revise: with its edit' "$(sql 'SELECT title, status FROM task
    WHERE id = 8')" 'New words|todo'
human $PENDING set A3 'Title=Task 3'
human $PENDING set A2 Decision=reject
human $PENDING set A6 Decision=
ok 'mended' atlas-import
like 'mended: applied' "$(result A3)" '^applied'
is 'mended: no edit any more' "$(sql 'SELECT title, version FROM task
    WHERE id = 3')" 'Task 3|2'
is 'the edit that waited' "$(sql 'SELECT title, status FROM task
    WHERE id = 2')" 'Later|cancelled'
is 'an answer that is no longer true is taken back' "$(result A6)" \
    'your changes wait for your decision'
long=$(printf '%0501d' 0)
human $PENDING set A4 Priority=50 "Title=$long"
human $PENDING set A5 Priority=50 "Title=an $(printf '\033')[31mescape"
human $PENDING set A6 Decision=approve 'Title=Task 6' \
    'Decided by=two
lines'
ok 'what no task may hold' atlas-import
like 'a title of 501 characters' "$(result A4)" '^not applied: title.*500'
like 'a control character' "$(result A5)" '^not applied: title'
like 'a name of two lines' "$(result A6)" '^not applied: Decided by'
unlike 'no answer has control characters' "$(result A5)" \
    "$(printf '\033')"

# Decided on what has changed

fresh
add 1 2 3 4
human $PENDING set A1 Decision=approve 'Title=Mine'
human $PENDING set A2 Decision=approve
human $PENDING set A3 Decision=reject
human $PENDING set A4 Decision=revise
ATLAS_NOW=2026-11-23T09:10:00Z
ATLAS_ACTOR=bot atlas-task edit 1 --description 'from the agent' >/dev/null
sql "UPDATE task SET description = 'by hand' WHERE id = 2"
atlas-task approve 3 --by kim >/dev/null
atlas-task cancel 4 >/dev/null
ATLAS_NOW=2026-11-23T09:20:00Z
before=$(sql 'SELECT title, status FROM task')
ok 'decided too late' atlas-import
is 'an agent changed the task' "$(result A1)" \
    'superseded: the task changed 2026-11-23 09:10, see A5'
like 'somebody changed it with the sqlite3 shell' "$(result A2)" \
    '^superseded: the task changed 2026-11-23 09:.0, see A6$'
is 'somebody decided at the shell' "$(result A3)" \
    'approved by kim 2026-11-23 09:10, by way of the shell'
like 'somebody cancelled it' "$(result A4)" '^withdrawn 2026-11-23 09:10'
is 'no decision and no edit was applied' \
    "$(sql 'SELECT title, status FROM task')" "$before"
is 'the agent may not begin' "$(sql 'SELECT count(*) FROM ready')" 1
atlas-export >/dev/null
is 'the questions are asked anew' "$(human $PENDING ids)" 'A5 A6'
is 'and are not decided yet' "$(cell $PENDING A5 Decision)" ''
is 'what was typed is in the history' "$(cell $HISTORY A1 Title)" Mine

# IDs twice, and IDs that are none

fresh
add 1 2 3 4
human $PENDING set A1 Decision=approve
for id in A1 A2 A3; do
	human $PENDING copy $id
done
human $PENDING second A2 Decision=Approve
human $PENDING set A3 Decision=approve
human $PENDING second A3 Decision=reject
human $PENDING row ID=A99 Decision=approve
human $PENDING row ID=mine Decision=approve Title=Own
human $PENDING row 'ID=#4' Decision=approve
ok 'doubled rows' atlas-import
is 'doubled, the same decision: once' "$(decision_of A1)" 'approve|desk|desk|'
is 'doubled, one decided: once' "$(decision_of A2)" 'approve|desk|desk|'
is 'doubled, decided differently: not' "$(decision_of A3)" '|||'
is 'doubled, decided differently: says so in both' \
    "$(human $PENDING dump | grep -c 'two rows carry A3 and disagree')" 2
is 'an approval that is none' "$(result A99)" \
    'unknown: there is no approval A99'
like 'an ID that is none' "$(result mine)" '^not understood: this ID is none'
like 'the ID of a task' "$(result '#4')" '^not understood'
is 'nothing more was decided' "$(sql 'SELECT count(*) FROM approval
    WHERE decision IS NOT NULL')" 2
atlas-export >/dev/null
is 'a row with the ID of a task that a human wrote stays' \
    "$(cell $PENDING '#4' Decision)" approve
is 'both rows are in the history' "$(human $HISTORY ids)" 'A1 A1 A2 A2'
human $PENDING delete A3
add 5
ok 'one of them deleted, and back again' atlas-import
is 'it waits' "$(result A3)" ''
human $PENDING copy A3
human $PENDING sort Task
human $PENDING set A3 'Title=Both' Decision=approve
ok 'doubled with the same edit' atlas-import
is 'doubled with the same edit: once' "$(sql 'SELECT title, version
    FROM task WHERE id = 3')" 'Both|3'

# In the history

add 6
row=$(grep '^A5,' "$desk/$PENDING.csv")
human $PENDING delete A5
echo "$row" >>"$desk/$HISTORY.csv"
human $HISTORY set A5 Decision=approve 'Notes=moved by hand'
ok 'a decision in the history' atlas-import
is 'a decision in the history: applied' "$(decision_of A5)" \
    'approve|desk|desk|moved by hand'
like 'a decision in the history: answered there' \
    "$(cell $HISTORY A5 Result)" '^applied'
before=$(state)
both >/dev/null
is 'and only once' "$(state)" "$before"

# A spreadsheet program writes times its own way, and timers may run in
# another time zone than people: neither makes the row somebody else's.
atlas-task add 'By hand' >/dev/null
atlas-export --quiet
new=$(sql 'SELECT max(id) FROM approval')
row=$(grep "^A$new," "$desk/$PENDING.csv")
human $PENDING delete "A$new"
echo "$row" >>"$desk/$HISTORY.csv"
human $HISTORY set "A$new" Decision=approve 'Requested at=23.11.2026 09:00'
ok 'a time that was rewritten' atlas-import
is 'a time that was rewritten: applied' "$(decision_of "A$new")" \
    'approve|desk|desk|'

# Whose decision it is

fresh
add 1
atlas-task approve 1 --by ann >/dev/null
ATLAS_ACTOR=bot atlas-task claim 1 >/dev/null
ATLAS_ACTOR=bot atlas-task review 1 -m 'All done.' \
    --evidence https://example.org/1 >/dev/null
atlas-export >/dev/null
like 'the report and its evidence' "$(cell $PENDING A2 Report)" \
    'https://example.org/1'
human $PENDING set A2 Decision=approve 'Decided by=BOT'
ok 'whoever worked approves' atlas-import
like 'whoever worked: refused' "$(result A2)" '^not applied: .*worked on #1'
is 'whoever worked: not done' "$(sql 'SELECT status FROM task')" review
human $PENDING set A2 'Decided by=jane'
ok 'somebody else' atlas-import
is 'somebody else: done' "$(sql 'SELECT status FROM task')" 'done'

# A text that is cut for the desk

fresh
awk 'BEGIN { for (i = 0; i < 6000; i++) printf "%09d ", i }' >long
{ printf '\360\237\230\200'; cat long; } >smile
atlas-task add Long --description - <long >/dev/null
atlas-task add Smile --description - <smile >/dev/null
atlas-task add Both --description - <long >/dev/null
ok 'a description of 60,000 characters' atlas-export
like 'cut: marked' "$(cell $PENDING A1 Description)" \
    '\[\.\.\. cut here for the desk\]$'
is 'cut: to 32,000' "$(cell $PENDING A1 Description | wc -m)" 32001
human $PENDING set A1 Decision=approve
sum=$(sql 'SELECT description FROM task' | sha256sum)
ok 'cut: decided' atlas-import
like 'cut: applied' "$(result A1)" '^applied'
is 'cut: is no edit' "$(sql 'SELECT description FROM task' | sha256sum)" \
    "$sum"
text=$(cell $PENDING A2 Description)
human $PENDING set A2 Decision=approve "Description=X$text"
human $PENDING set A3 Decision=approve "Description=X$(cell $PENDING A3 Description)"
ok 'cut: edited' atlas-import
like 'cut: edited: refused' "$(result A3)" 'was cut for the desk'
like 'cut: edited, with a character beyond U+FFFF: refused' "$(result A2)" \
    'was cut for the desk'
is 'cut: edited: unchanged' "$(sql 'SELECT description FROM task' |
    sha256sum)" "$sum"

# As Excel saves it

fresh
add 1 2
STYLE=--excel human $PENDING set A1 Decision=approve \
    'Description=1; 2
3, "4"' 'Notes=eins; zwei'
ok 'from a file as Excel saves it' atlas-import
is 'Excel: taken' "$(sql 'SELECT description FROM task WHERE id = 1')
$(decision_of A1)" '1; 2
3, "4"
approve|desk|desk|eins; zwei'
is 'Excel: not an edit where there is none' \
    "$(sql 'SELECT version FROM task WHERE id = 2')" 1
is 'Excel: the manner stays' \
    "$(head -c 3 "$desk/$PENDING.csv" | od -An -tx1)$(sed -n 1p \
    "$desk/$PENDING.csv" | tr -cd ';\r')" \
    "$(printf ' ef bb bf;;;;;;;;;;;;;;\r')"

done_testing
