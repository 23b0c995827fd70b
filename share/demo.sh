#!/bin/sh
# SPDX-License-Identifier: MIT
# make demo: a day of Atlas in build/demo. The binaries are the real ones;
# only the human is simulated, who edits the CSV files of the desk as a
# spreadsheet program would save them (tests/human.py).
set -eu

TOP=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd)
BIN=$(CDPATH='' cd -- "${ATLAS_BIN:-$TOP/build/bin}" && pwd)
ROOT=$TOP/build/demo
PATH=$BIN:$PATH
for name in $(env | sed -n 's/^\(ATLAS_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
export PATH ATLAS_ROOT="$ROOT"

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m')
	plain=$(printf '\033[0m')
fi

# One line about what happens, then the command, then what it prints.
say() {
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}
show() {
	for word; do
		case $word in
		*[!A-Za-z0-9_./:,=#%+@-]*|'') printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
}
run() {
	printf '%s$%s%s\n' "$dim" "$(show "$@")" "$plain"
	"$@"
}
agent() {
	printf '%s$ ATLAS_ACTOR=claude%s%s\n' "$dim" "$(show "$@")" "$plain"
	ATLAS_ACTOR=claude "$@"
}
# An agent adds a task; its number is then in $id.
add() {
	agent atlas-task add "$@" >"$ROOT/added"
	cat "$ROOT/added"
	id=$(tail -n 1 "$ROOT/added")
	rm "$ROOT/added"
}
# This one is expected to be refused, with that status.
refused() {
	want=$1
	shift
	printf '%s$ ATLAS_ACTOR=claude%s%s\n' "$dim" "$(show "$@")" "$plain"
	status=0
	ATLAS_ACTOR=claude "$@" || status=$?
	printf '%s(exit status %s)%s\n' "$dim" "$status" "$plain"
	[ "$status" -eq "$want" ]
}
human() {
	printf '%s  [a human in the spreadsheet: %s]%s\n' "$dim" "$*" "$plain"
	file=$1
	shift
	"$TOP/tests/human.py" --excel "$ROOT/desk/$file.csv" "$@"
}
peek() {
	"$TOP/tests/human.py" "$ROOT/desk/$1.csv" get "$2" "$3"
}

rm -rf "$ROOT"
mkdir -p "$ROOT"
start=$(date +%s)

say "1. An empty ledger: one SQLite file, with a project for a leaking roof."
run atlas-task init --project Roof

say "2. An agent adds three tasks; the last waits for the first two."
add 'Clear the gutter' --priority 90
gutter=$id
add 'Replace the broken slates' --priority 80 --label outside --due 3d
slates=$id
add 'Paint the ceiling' --needs "$gutter" --needs "$slates"
paint=$id

say "3. It may not begin: by policy a human lets each task start."
refused 1 atlas-task claim "$gutter"

say "4. The desk: export shows what waits for a human, as CSV files."
run atlas-export --setup
run cut -c1-78 "$ROOT/desk/Pending_Approvals.csv"

say "5. The human opens it in Excel, adds a column, edits, and decides."
human Pending_Approvals column 'Our own remarks'
human Pending_Approvals set A1 Decision=approve 'Decided by=jane' \
    'Our own remarks=ladder is in the shed'
human Pending_Approvals set A2 Decision=approve 'Decided by=jane' \
    'Title=Replace the broken slates, north side first'
human Pending_Approvals set A3 Decision=maybe
human Pending_Approvals row 'Title=Buy new buckets' Priority=95

say "6. Import applies the decisions, each exactly once, and answers each row."
run atlas-import
printf 'A1: %s\nA3: %s\n' "$(peek Pending_Approvals A1 Result)" \
    "$(peek Pending_Approvals A3 Result)"
run atlas-task list --columns id,status,priority,title

say "7. The agent takes the best ready task. The claim is a lease of 30 minutes."
agent atlas-task claim
agent atlas-task log "$gutter" 'half of it is done' --percent 50

say "8. It hands the work in, with evidence. Done is for a human to say."
printf 'leaves: 2 buckets\n' > "$ROOT/gutter.txt"
agent atlas-task review "$gutter" -m 'The gutter is clear.' \
    --evidence "$ROOT/gutter.txt"
refused 77 atlas-task approve "$gutter"

say "9. Decided rows go to the history; the human sends the work back."
run atlas-export
human Pending_Approvals set A5 Decision=revise 'Decided by=jane' \
    'Notes=The downpipe is still blocked.'
run atlas-import

say "10. What the human wrote is the first thing the next claim prints."
agent atlas-task claim "$gutter"
agent atlas-task review "$gutter" -m 'Downpipe cleared as well.'
run atlas-export --quiet
human Pending_Approvals set A6 Decision=approve 'Decided by=jane'
run atlas-import

say "11. A command can be the worker: claimed, run, handed in."
agent atlas-task run -- sh -c 'echo "working on $ATLAS_TASK_TITLE"'
run atlas-task approve "$slates" --by jane -m 'from the shell, for once'

say "12. Every step is on record, an edit by hand included."
if command -v sqlite3 >/dev/null; then
	run sqlite3 "$ROOT/data/atlas.db" \
	    "UPDATE task SET priority = 1 WHERE id = $paint"
fi
run atlas-task history "$gutter"
run atlas-task audit --raw

if [ -r "$TOP/tests/fixtures/real-tasks.ndjson" ]; then
	say "13. Real input: 2,404 tasks of a real project, in one transaction."
	run atlas-task load "$TOP/tests/fixtures/real-tasks.ndjson"
	run atlas-task stats
fi

run atlas-export
say "That took $(($(date +%s) - start)) s. Look around:"
cat <<END
  export ATLAS_ROOT=$ROOT PATH=$BIN:\$PATH
  atlas-task list --status todo,doing,review      the open work
  atlas-task show $gutter                             all about one task
  ls $ROOT/desk           open these in a spreadsheet
  sqlite3 $ROOT/data/atlas.db 'SELECT * FROM ready'

Then write a Decision into desk/Pending_Approvals.csv yourself, save it, and
run atlas-import. The manual begins here (man -l will do as well):
  mandoc $TOP/man/atlas.7 | less
END
