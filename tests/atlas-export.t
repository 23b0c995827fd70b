#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-export as a person sees it: what the desk shows, and whose it stays.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"
desk=$ATLAS_ROOT/desk

# The command line

ok 'help' atlas-export --help
like 'help: begins with how to call it' "$out" '^usage: atlas-export'
exits 'an unknown option' 64 atlas-export --all
exits 'an operand' 64 atlas-export Runs
exits 'an unknown tab' 65 atlas-export --tab Pending
like 'an unknown tab: the tabs are named' "$err" 'Errors_Hotlist'
exits 'no database' 78 atlas-export
like 'no database: what to do' "$err" 'atlas-task init'

# Setup

atlas-task init --project Roof >/dev/null
rmdir "$desk"
exits 'no desk directory' 78 atlas-export
like 'no desk directory: what to do' "$err" 'desk does not exist.*--setup'
ok 'setup makes it' atlas-export --setup
is 'setup: the tabs' "$(cd "$desk" && echo *)" \
    "$HISTORY.csv $ERRORS.csv $PENDING.csv $RUNS.csv"
is 'setup: the group shares the directory' "$(stat -c %a "$desk")" 2770
is 'setup: and the files' "$(stat -c %a "$desk/$PENDING.csv")" 660
columns='ID|Task|Action|Project|Title|Description|Priority|Assignee|Report'
columns="$columns|Decision|Notes|Decided by|Result|Requested by|Requested at"
is 'setup: the columns of what waits' "$(human $PENDING header)" "$columns"
is 'setup: the same of the history' "$(human $HISTORY header)" "$columns"
is 'setup: of the runs' "$(human $RUNS header)" \
    'ID|Run|Task|Agent|Status|Started|Finished|Seconds|Progress|Message|Notes'
columns='ID|Severity|Error|Source|Task|Count|First seen|Last seen|State'
is 'setup: of the errors' "$(human $ERRORS header)" \
    "$columns|Action|Notes|Result"
like 'the failure before it is on the desk no more' \
    "$(sql 'SELECT state FROM error')" '^resolved$'
human $PENDING column Mine 0
before=$(tree "$desk" | grep $PENDING)
ok 'setup again' atlas-export --setup
is 'setup again: nothing is made anew' "$(tree "$desk" | grep $PENDING)" \
    "$before"
exits 'setup is no trial' 64 atlas-export --setup --dry-run

# What waits

fresh
gutter=$(atlas-task add 'Clear the gutter' --priority 90 --assignee bob \
    --description 'Both sides.
Mind the wasps, "they" bite; badly' | tail -n 1)
atlas-task add 'Replace slates' --priority 80 >/dev/null
atlas-task add 'Ask nobody' --gate none >/dev/null
before=$(tree "$ATLAS_ROOT")
ok 'a trial' atlas-export --dry-run
like 'a trial: the plan' "$out" "^$PENDING: insert A1 Clear the gutter"
like 'a trial: the sum' "$out" '^2 rows inserted$'
is 'a trial: leaves no trace' "$(tree "$ATLAS_ROOT")" "$before"
ok 'the same, done' atlas-export
is 'the same, done: one line' "$out" '2 rows inserted'
is 'the most urgent first' "$(human $PENDING ids)" 'A1 A2'
is 'the task' "$(cell $PENDING A1 Task)" "#$gutter"
is 'what is asked' "$(cell $PENDING A1 Action)" start
is 'the project' "$(cell $PENDING A1 Project)" Roof
is 'the title' "$(cell $PENDING A1 Title)" 'Clear the gutter'
is 'the description, whole' "$(cell $PENDING A1 Description)" 'Both sides.
Mind the wasps, "they" bite; badly'
is 'the priority' "$(cell $PENDING A1 Priority)" 90
is 'the assignee' "$(cell $PENDING A1 Assignee)" bob
is 'who asked' "$(cell $PENDING A1 'Requested by')" ann
is 'when' "$(cell $PENDING A1 'Requested at')" '2026-11-23 09:00'
is 'no answer yet' "$(cell $PENDING A1 Result)" ''
ok 'quietly' atlas-export --quiet	# its own run arrives on the tab Runs
is 'quietly: not a word' "$out$err" ''
is 'the export itself is a run on the desk' \
    "$(cell $RUNS R2 Run) $(cell $RUNS R2 Status) $(cell $RUNS R2 Message)" \
    'atlas-export success 2 rows inserted'
before=$(tree "$desk")
ok 'nothing to do' atlas-export
is 'nothing to do: not a word in a pipe' "$out$err" ''
is 'nothing to do: no file is touched' "$(tree "$desk")" "$before"
ok 'nothing to do, as a trial' atlas-export -n
is 'nothing to do, as a trial: says so' "$out" 'nothing to do'
for i in 1 2 3; do
	both
done
is 'without a human, hour after hour: nothing changes' "$(tree "$desk")" \
    "$before"

# The counts

ok 'json' atlas-export --json
is 'json: the counts, and nothing else' "$out" \
    '{"inserted":0,"updated":0,"moved":0,"dropped":0,"beyond":0,"tabs_stopped":0}'
atlas-task add 'Paint the ceiling' --priority 85 >/dev/null
ok 'json of one row' atlas-export --json
like 'json of one row: counts it' "$out" '"inserted":1,"updated":0'
is 'a new row stands directly under the header' "$(human $PENDING ids)" \
    'A3 A1 A2'
ok 'told in detail' atlas-export -v
like 'told in detail: each step' "$out" "^$RUNS: insert R"

# Whatever humans do to a tab, they find it again

human $PENDING note 'Our roof. Ask Ann, then approve.'
human $PENDING move Decision 0
human $PENDING column 'Our own' 3
human $PENDING rename 'Requested at' ' requested AT '
human $PENDING sort Title
human $PENDING set A2 'Our own=ladder' Decision=approve 'Title=Replace 2 slates'
human $PENDING row 'Our own=a row of mine, without a title'
before=$(human $PENDING dump)
atlas-task add 'Sweep' --priority 10 >/dev/null
ok 'to a tab that was rearranged' atlas-export
is 'rearranged: the new row is below the header' "$(human $PENDING ids)" \
    'A4 A1 A3 A2 -'
is 'rearranged: in the right columns' \
    "$(cell $PENDING A4 Title)|$(cell $PENDING A4 'Our own')" 'Sweep|'
is 'rearranged: all that was there is as it was' \
    "$(human $PENDING dump | sed 1d)" "$before"
like 'rearranged: the line above the header too' \
    "$(sed -n 1p "$desk/$PENDING.csv")" '^"Our roof\. Ask Ann, then'
human $PENDING delete A1
human $PENDING delete A4
ok 'after a human deleted rows' atlas-export
is 'deleted rows that wait come back' "$(human $PENDING ids)" 'A1 A4 A3 A2 -'

# Excel's manner stays

STYLE=--excel human $PENDING set A1 'Notes=hm; "quoted", yes'
atlas-task add 'Oil the hinge' >/dev/null
ok 'to a file as Excel saves it' atlas-export
is 'Excel: the byte order mark stays' \
    "$(head -c 3 "$desk/$PENDING.csv" | od -An -tx1)" ' ef bb bf'
like 'Excel: lines end with CR LF' "$(sed -n 2p "$desk/$PENDING.csv")" \
    "$(printf '\r')\$"
like 'Excel: semicolons stay' "$(sed -n 2p "$desk/$PENDING.csv")" \
    ';Title;Description;'
is 'Excel: the new row' "$(cell $PENDING A5 Title)" 'Oil the hinge'
is 'Excel: a cell with its delimiter' "$(cell $PENDING A1 Notes)" \
    'hm; "quoted", yes'

# What was decided goes to the history, with all that stands in its row

fresh
for i in 1 2 3 4 5; do
	atlas-task add "Task $i" --priority $((90 - i)) >/dev/null
done
atlas-export >/dev/null
human $PENDING column 'Our own'
human $PENDING set A1 Decision=approve 'Our own=keep me' 'Notes=fine by me'
human $PENDING set A2 'Our own=half a thou'
human $PENDING set A3 Decision=approve 'Title=Task three'
atlas-import >/dev/null
ATLAS_NOW=2026-11-23T09:10:00Z
atlas-task approve 2 --by kim >/dev/null
ok 'after decisions' atlas-export
like 'decided: moved' "$out" '3 rows moved to the history$'
is 'decided: gone from the tab' "$(human $PENDING ids)" 'A4 A5'
is 'decided: in the history' "$(human $HISTORY ids)" 'A1 A2 A3'
is 'decided: with the own column' "$(cell $HISTORY A1 'Our own')" 'keep me'
is 'decided: with the notes' "$(cell $HISTORY A1 Notes)" 'fine by me'
is 'decided: with the answer' "$(cell $HISTORY A1 Result)" \
    'applied 2026-11-23 09:00'
is 'decided at the shell: says so' "$(cell $HISTORY A2 Result)" \
    'approved by kim 2026-11-23 09:10, by way of the shell'
is 'decided at the shell: what was being typed is kept' \
    "$(cell $HISTORY A2 'Our own')" 'half a thou'
is 'decided: edits as the human typed them' "$(cell $HISTORY A3 Title)" \
    'Task three'
atlas-export >/dev/null
before=$(tree "$desk")
ok 'and once more' atlas-export
is 'and once more: nothing' "$out$(tree "$desk")" "$before"
atlas-task edit 4 --title 'Task 4, changed' >/dev/null
atlas-task cancel 5 >/dev/null
ok 'after an edit and a cancellation' atlas-export
is 'an edit: superseded, with where to look' "$(cell $HISTORY A4 Result)" \
    'superseded: the task changed 2026-11-23 09:10, see A6'
is 'an edit: asked anew, with the new text' "$(cell $PENDING A6 Title)" \
    'Task 4, changed'
like 'a cancellation: withdrawn' "$(cell $HISTORY A5 Result)" '^withdrawn 2026'
sql "UPDATE task SET title = 'by hand' WHERE id = 4"
ok 'after an edit with the sqlite3 shell' atlas-export
like 'edited raw: superseded' "$(cell $HISTORY A6 Result)" \
    '^superseded: .*, see A7$'
is 'edited raw: asked anew' "$(cell $PENDING A7 Title)" 'by hand'
human $PENDING set A7 'Notes=typed before it was decided'
human $HISTORY column 'Seen by' 0
human $HISTORY sort Title
atlas-task reject 4 --by kim -m 'no' >/dev/null
ok 'into a history that was rearranged' atlas-export
is 'rearranged history: the row' \
    "$(cell $HISTORY A7 Title)|$(cell $HISTORY A7 Notes)" \
    'by hand|typed before it was decided'

# More than fits

fresh '[desk]
max_rows = 3
runs = 2'
for i in 1 2 3 4 5; do
	atlas-task add "Task $i" --priority $((90 - i)) >/dev/null
done
ok 'more than max_rows' atlas-export
is 'max_rows: the first' "$(human $PENDING ids)" 'A1 A2 A3'
like 'max_rows: how many wait beyond' "$out" '2 more approvals wait beyond'
like 'max_rows: as a count' "$(atlas-export --json)" '"beyond":2'
human $PENDING set A3 'Notes=not yet'
atlas-task add 'Urgent' --priority 100 >/dev/null
ok 'something more urgent' atlas-export
is 'max_rows: it is shown; what is there stays' "$(human $PENDING ids)" \
    'A6 A1 A2 A3'
for i in 1 2 3; do
	atlas-task claim --as bot 2>/dev/null >/dev/null
	atlas-task add "More $i" --priority 100 >/dev/null
	atlas-export >/dev/null
done
ids=$(human $RUNS ids)
is 'runs: only the newest' "$(echo "$ids" | wc -w)" 2
first=${ids%% *}
human $RUNS set "$first" 'Notes=look at this'
for i in 1 2 3; do
	atlas-task add "Again $i" --priority 100 >/dev/null
	atlas-export >/dev/null
done
like 'runs: an old one with unsaved words stays' "$(human $RUNS ids)" \
    "$first"
atlas-import >/dev/null
atlas-export >/dev/null
unlike 'runs: and goes when they are saved' "$(human $RUNS ids)" "$first\$"
is 'runs: they are saved' "$(sql "SELECT notes FROM run
    WHERE 'R' || id = '$first'")" 'look at this'

# One tab

fresh
atlas-task add 'Task' >/dev/null
human $RUNS rename Run Ran
ok 'one tab, while another is broken' atlas-export --tab $PENDING
is 'one tab: it is done' "$(human $PENDING ids)" A1
exits 'that other one' 65 atlas-export --tab $RUNS
exits 'the history is no tab to export' 65 atlas-export --tab $HISTORY
like 'the history: says why' "$err" "$PENDING"

# Nothing in a task is executed

fresh
for title in '=cmd|"/C calc"!A1' '+1' '-1' '@x' "'=x" "	tab" '=1+1,2;3'; do
	atlas-task add -- "$title" --description "$title" >/dev/null 2>&1 ||
	    atlas-task add "x$title" --description "$title" >/dev/null 2>&1
done
ok 'formulas' atlas-export
unlike 'formulas: no cell begins with one' \
    "$(tr ',' '\n' <"$desk/$PENDING.csv")" '^"?[-=+@	]'
before=$(tree "$desk")
ok 'formulas: import' atlas-import --json
like 'formulas: are no edits' "$out" '"edited":0,"noted":0,"answered":0'
STYLE=--excel human $PENDING set A1 'Decision=approve'
sum=$(sql 'SELECT title, description FROM task ORDER BY id')
ok 'formulas: decided' atlas-import
is 'formulas: and unchanged' \
    "$(sql 'SELECT title, description FROM task ORDER BY id')" "$sum"
is 'formulas: no edit was recorded' \
    "$(sql 'SELECT count(*) FROM approval WHERE edits IS NOT NULL')" 0

done_testing
