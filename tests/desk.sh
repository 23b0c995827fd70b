# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # the tests use the variables
# What the tests of the desk share; after lib.sh.

PENDING=Pending_Approvals HISTORY=Approval_History
ERRORS=Errors_Hotlist RUNS=Runs
ATLAS_NOW=2026-11-23T09:00:00Z ATLAS_ACTOR=ann
export ATLAS_NOW ATLAS_ACTOR

# human TAB ACT...: as human.py has it; STYLE is --excel, --libreoffice or
# nothing.
STYLE=''
human() {
	_tab=$1; shift
	# shellcheck disable=SC2086 # a word or none
	python3 -IS "$TOP/tests/human.py" $STYLE "$ATLAS_ROOT/desk/$_tab.csv" "$@"
}

# cell TAB ID COLUMN
cell() {
	human "$1" get "$2" "$3"
}

sql() {
	sqlite3 -cmd '.timeout 10000' "$ATLAS_ROOT/data/atlas.db" "$@"
}

# fresh [CONF]: a new ledger and a new desk.
fresh() {
	chmod -R u+rwX "$ATLAS_ROOT"
	rm -rf "$ATLAS_ROOT"
	mkdir -p "$ATLAS_ROOT/data" "$ATLAS_ROOT/config"
	printf '%s\n' "${1-}" >"$ATLAS_ROOT/config/atlas.conf"
	atlas-task init --project Roof >/dev/null
	atlas-export --setup >/dev/null
}

# both: what happens at the hour: import, then export.
both() {
	atlas-import "$@" && atlas-export "$@"
}

# tree DIRECTORY: what it holds, in content and in time.
tree() {
	(cd "$1" && find . ! -name . ! -name '*-shm' \
	    -printf '%y %m %T@ %p\n' | sort -k4 &&
	    find . -type f ! -name '*-shm' -exec sha256sum {} + | sort -k2)
}

# state: of the ledger, without what a run of a tool itself leaves.
state() {
	sql "SELECT id, title, description, status, priority, assignee,
	    version, start_gate, finish_gate FROM task ORDER BY id;
	    SELECT id, task_id, task_version, gate, requested_by, report,
	    decision, decided_by, notes, via, edits FROM approval ORDER BY id;
	    SELECT id, source, state, notes FROM error ORDER BY id;
	    SELECT kind, task_id, actor, via FROM event
	    WHERE kind <> 'run-noted' ORDER BY seq"
}
