#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-task run: a command that succeeds, fails, is killed, outlives its
# lease, is missing, is told to end, or hands in by itself.
. "$(dirname "$0")/lib.sh"

ATLAS_ACTOR=ci
export ATLAS_ACTOR
tab=$(printf '\t')
atlas-task init --project Runs >/dev/null

field() {
	atlas-task show "$1" | sed -n "s/^$2$tab//p"
}

# task: add one that waits for nobody before it is done; its ID is $id.
task() {
	id=$(atlas-task add "${1:-Work}" --gate finish)
}

# run_status: of the newest attempt.
run_status() {
	atlas-task show "$id" --json |
	    sed 's/.*"runs":\[{[^}]*"status":"\([a-z]*\)".*/\1/'
}

exits 'nothing to do' 1 atlas-task run -- touch ran
fails 'nothing was run' test -e ran
exits 'no command' 64 atlas-task run
exits 'no separator' 64 atlas-task run touch ran

# Success

task 'The title'
cat >work <<'END'
#!/bin/sh
env | grep ^ATLAS_ | sort >environment
cat >task.json
echo "to stdout"
echo "to stderr" >&2
atlas-task log "$ATLAS_TASK_ID" "a line of its own" --percent 70
END
chmod +x work
ok 'a command that succeeds' atlas-task run -- ./work argument
like 'its stdout is passed on' "$out" '^to stdout$'
is 'its stderr, too' "$err" 'to stderr'
is 'the task is in review' "$(field "$id" status)" review
is 'the attempt succeeded' "$(run_status)" success
report=$(atlas-task pending --columns report)
like 'the report is the end of its output' "$report" '(^|\\n)to stdout'
like 'of both' "$report" '(^|\\n)to stderr(\\n|$)'
is 'it knew which task' "$(sed -n 's/^ATLAS_TASK_ID=//p' environment)" "$id"
is 'its title' "$(sed -n 's/^ATLAS_TASK_TITLE=//p' environment)" 'The title'
is 'who it is' "$(sed -n 's/^ATLAS_ACTOR=//p' environment)" ci
is 'where the ledger is' "$(sed -n 's/^ATLAS_DB=//p' environment)" \
    "$ATLAS_ROOT/data/atlas.db"
like 'which attempt' "$(cat environment)" '^ATLAS_RUN=[0-9]+$'
like 'and all of it on stdin' "$(cat task.json)" \
    "^\{\"id\":$id,.*\"title\":\"The title\",.*\"run\":[0-9]+,"
like 'what it logged by itself is there' "$(atlas-task history "$id")" \
    "progress${tab}a line of its own"

atlas-task revise "$id" -m 'once more' --by boss >/dev/null
ok 'the next attempt' atlas-task run "$id" --json -- sh -c \
    'sed "s/.*\(\"advice\":[^,]*\),.*/\1/"'
like 'reads what the human said' "$out" '^"advice":"once more"$'
is 'and so does who started it' "$err" 'boss said: once more'
like 'with --json the last line is the task' \
    "$(printf '%s\n' "$out" | tail -n 1)" "^\{\"id\":$id,.*\"status\":\"review\""

task
ok 'no output' atlas-task run -- true
is 'makes a report of its own' "$(atlas-task pending --columns task_id,report |
    grep "^$id$tab")" "$id${tab}true ended with status 0"

task
ok 'output of any kind' atlas-task run -- sh -c \
    'printf "10%%\r100%%\n\033[32mgreen\033[0m \377 \001 nul:\000.\n"'
is 'is clean in the report' "$(atlas-task pending --columns task_id,report |
    sed -n "s/^$id$tab//p")" '100%\ngreen \\xff \\x01 nul:.'
task
ok 'much output' atlas-task run -- sh -c \
    'i=0; while [ $i -lt 30000 ]; do echo "line $i"; i=$((i + 1)); done'
is 'is passed on whole' "$(wc -l <"$T/.out")" 30000
report=$(atlas-task pending --columns task_id,report | sed -n "s/^$id$tab//p")
like 'its end is the report' "$report" '^line [0-9]+\\n.*line 29999$'
ok 'which is short' test "${#report}" -lt 9000
task
ok 'a large task that nobody reads' sh -c '
    head -c 60000 /dev/zero | tr "\0" x |
        atlas-task edit '"$id"' --description - >/dev/null &&
    exec atlas-task run -- true'

# Failure

task
exits 'a command that fails' 69 atlas-task run -- sh -c 'echo why; exit 3'
is 'says how' "$err" "atlas-task: #$id: sh ended with status 3"
is 'the task is to do again' "$(field "$id" status)" todo
is 'the attempt failed' "$(run_status)" failed
is 'it counts' "$(field "$id" attempts)" 1
like 'what it wrote is logged' "$(atlas-task history "$id")" \
    "progress${tab}why"
exits 'a command that is killed' 69 atlas-task run -- sh -c 'kill -9 $$'
like 'says by what' "$err" "#$id: sh was killed by signal 9 \(KILL\)"
exits 'a command that is missing' 69 atlas-task run -- ./nowhere
like 'says so' "$err" "#$id: cannot run ./nowhere: No such file"
is 'after three attempts a human is asked' "$(field "$id" status)" review
like 'with the error' "$(atlas-task pending --columns task_id,report)" \
    "^$id${tab}cannot run ./nowhere"
task
exits 'with --json a failure is an object' 69 \
    atlas-task run --json -- sh -c 'exit 3'
like 'on stderr' "$err" '^\{"error":\{"kind":"remote","status":69,'
atlas-task cancel "$id" >/dev/null

# Leases

task
ok 'a command that is longer than its lease' atlas-task run --lease 1s \
    -- sleep 2
is 'keeps it' "$(field "$id" status)" review
like 'by renewing' "$(atlas-task history "$id")" "${tab}renewed$tab"

# It cannot renew while it is stopped: as a machine that slept.
task
atlas-task run "$id" --lease 500ms -- sh -c 'echo $$ >pid; exec sleep 30' \
    >"$T/lost.out" 2>"$T/lost.err" &
worker=$!
at_exit "kill -CONT $worker 2>/dev/null; kill $worker 2>/dev/null"
eventually 5 test -s pid
kill -STOP $worker
ok 'another one takes it when the lease is over' \
    atlas-task claim "$id" --as other --wait 5s
kill -CONT $worker
wait $worker
is 'the first ends with 75' $? 75
like 'and says why' "$(cat "$T/lost.err")" "#$id: the lease was lost"
fails 'its command is gone' kill -0 "$(cat pid)"
is 'the other one holds the task' "$(field "$id" lease_owner)" other
rm pid

# Neither the command nor what it started may stay.
task
(
	atlas-task run "$id" --lease 500ms -- sh -c \
	    'trap "" TERM; echo $$ >pid; sleep 30; sleep 30' 2>"$T/err.stubborn"
	echo $? >"$T/stubborn"
) &
eventually 5 test -s pid
ok 'a task that is cancelled meanwhile' atlas-task cancel "$id"
wait $!
is 'ends with 75' "$(cat "$T/stubborn")" 75
fails 'after five seconds by force' kill -0 "$(cat pid)"
is 'it is cancelled' "$(field "$id" status)" cancelled
rm pid

# Told to end

for signal in TERM INT HUP; do
	task
	# A shell's background command ignores INT, and what nohup started
	# ignores HUP: not so here.
	env --default-signal=TERM,INT,HUP atlas-task run "$id" -- sh -c \
	    'echo $$ >pid; exec sleep 30' 2>"$T/err.told" &
	worker=$!
	eventually 5 test -s pid
	kill -$signal $worker
	wait $worker
	is "SIG$signal ends it with 75" $? 75
	fails 'its command is gone' kill -0 "$(cat pid)"
	is 'the task is given back' "$(field "$id" status)" todo
	is 'and no attempt was made' "$(field "$id" attempts)" 0
	atlas-task cancel "$id" >/dev/null
	rm pid
done

# By itself

task
ok 'a command that hands in by itself' atlas-task run --lease 500ms -- \
    sh -c 'atlas-task review "$ATLAS_TASK_ID" -m "my own words"; sleep 1'
is 'may go on, and is not doubled' "$(atlas-task pending --columns \
    task_id,report | sed -n "s/^$id$tab//p")" 'my own words'
task
exits 'a token that is old' 65 env ATLAS_TASK_ID="$id" ATLAS_RUN=1 \
    atlas-task review "$id" -m 'too late'
like 'is refused' "$err" 'this attempt has ended|not its live attempt'
atlas-task cancel "$id" >/dev/null

task
ok 'the database is free while it runs' atlas-task run -- \
    sh -c 'atlas-task add "Another one" --gate none >added'
is 'so that it may add' "$(field "$(cat added)" title)" 'Another one'
ok 'run what was added' atlas-task run -- true
is 'without a gate it is done' "$(field "$(cat added)" status)" done

# Our reader is gone

task
atlas-task run -- sh -c 'i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i + 1)); done' \
    2>"$T/err.pipe" | head -n 1 >/dev/null
is 'the work is done nevertheless' "$(field "$id" status)" review

done_testing
