#!/bin/sh
# SPDX-License-Identifier: MIT
# After a restore the desk knows more than the ledger, and an ID comes again:
# what was decided about the old A1 is no decision about the new one.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"

db=$ATLAS_ROOT/data/atlas.db

# An empty ledger and a desk; a copy of the ledger.
begin() {
	fresh
	rm -f "$T/copy.db"
	sql ".backup '$T/copy.db'"
	ATLAS_NOW=2026-11-23T09:00:00Z
	atlas-task add 'Delete old logs' >/dev/null
	atlas-export --quiet
	human $PENDING set A1 Decision=approve 'Decided by=jane'
}

# The copy is back, a day later, and the next task is another one.
restore() {
	rm -f "$db-wal" "$db-shm"
	cp "$T/copy.db" "$db"
	ATLAS_NOW=2026-11-24T09:00:00Z
	atlas-task add 'Wipe the customer database' >/dev/null
}

new_is_untouched() {
	is "$1: the new one is not decided" "$(sql 'SELECT id, decision
	    FROM approval')" '1|'
	is "$1: nor is its task changed" "$(sql 'SELECT title, start_gate
	    FROM task')" 'Wipe the customer database|waiting'
}

begin
restore
ok 'pending: import' atlas-import
new_is_untouched 'pending'
like 'pending: the row is told' "$(cell $PENDING A1 Result)" '^not applied'
ok 'pending: export, import' both
new_is_untouched 'pending, after an export'
human $PENDING delete A1
atlas-export --quiet
human $PENDING set A1 Decision=approve
ok 'pending: asked anew' atlas-import
is 'pending: asked anew: decided' "$(sql 'SELECT decision, edits
    FROM approval')" 'approve|'

begin
both >/dev/null
is 'history: the old one is there' "$(cell $HISTORY A1 Decision)" approve
restore
ok 'history: import' atlas-import
new_is_untouched 'history'
ok 'history: export' atlas-export
ok 'history: import again' atlas-import
new_is_untouched 'history, after an export'

# A hotlist row that was copied is not acted on: the next time its action
# would seem new, again and again.

fresh
atlas-task add 'Fails' --gate finish --max-attempts 1 >/dev/null
atlas-task claim >/dev/null
atlas-task fail 1 -m broken >/dev/null
atlas-export --quiet
human $ERRORS copy E1
human $ERRORS set E1 Action=retry
before=$(state)
ok 'copied: import' atlas-import
is 'copied: nothing is done' "$(state)" "$before"
like 'copied: told' "$(cell $ERRORS E1 Result)" '^several rows carry this ID'
human $ERRORS delete E1
atlas-export --quiet
human $ERRORS set E1 Action=retry
ok 'one is left' atlas-import
is 'one is left: done' "$(sql 'SELECT status FROM task')" todo

done_testing
