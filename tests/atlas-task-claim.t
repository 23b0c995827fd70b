#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-task claim: many at once, leases that run out, old workers, and those
# who wait.
. "$(dirname "$0")/lib.sh"

ATLAS_ACTOR=jane
export ATLAS_ACTOR
tab=$(printf '\t')
atlas-task init --project Claims >/dev/null

field() {
	atlas-task show "$1" | sed -n "s/^$2$tab//p"
}

# Which one

atlas-task add 'Low' --gate none --priority 10 >/dev/null		# 1
atlas-task add 'Due later' --gate none --due 2031-01-01 >/dev/null	# 2
atlas-task add 'Due first' --gate none --due 2030-01-01 >/dev/null	# 3
atlas-task add 'Not due' --gate none >/dev/null				# 4
atlas-task add 'Bob only' --gate none --priority 99 --assignee bob \
    >/dev/null								# 5
atlas-task add 'Not approved' --priority 100 >/dev/null			# 6
atlas-task add 'Blocked' --gate none --priority 100 --needs 1 >/dev/null # 7
atlas-task add 'Wet' --gate none --priority 5 --label wet >/dev/null	# 8
atlas-task project add Other >/dev/null
atlas-task add 'Elsewhere' --gate none --priority 1 --project Other \
    >/dev/null								# 9

is 'priority, due date, age: as list --ready says' \
    "$(atlas-task list --ready --columns id | tr '\n' ' ')" '5 3 2 4 1 8 9 '
is 'bob gets his own' "$(atlas-task claim --as BOB)" 5
is 'others do not' "$(atlas-task claim --as al)" 3
is 'by label' "$(atlas-task claim --as al --label wet)" 8
is 'by project' "$(atlas-task claim --as al --project other)" 9
exits 'no more of that' 1 atlas-task claim --as al --project other
is 'a given one' "$(atlas-task claim 1 --as al)" 1
ok 'is done' atlas-task done 1 --as al
is 'what needed it is ready' "$(atlas-task claim --as al)" 7
for id in $(atlas-task list --status todo,doing --columns id); do
	atlas-task cancel "$id" >/dev/null
done

# 8 processes, 500 tasks

awk 'BEGIN { for (i = 0; i < 500; i++)
	printf "{\"title\":\"t%d\",\"gates\":[]}\n", i }' >tasks
ok 'load 500' atlas-task load tasks
for worker in 1 2 3 4 5 6 7 8; do
	(
		ended=0
		while [ $ended = 0 ]; do
			atlas-task -q claim --as "w$worker"
			ended=$?
		done
		echo $ended >"status.$worker"
	) >"claimed.$worker" 2>"err.$worker" &
done
wait
cat claimed.* | sort -n >claimed
is 'all are claimed' "$(wc -l <claimed)" 500
is 'none twice' "$(uniq -d claimed)" ''
is 'each ended because nothing was left' "$(cat status.* | sort -u)" 1
is 'without a word' "$(cat err.*)" ''
is 'each has one attempt' "$(atlas-task list --status doing \
    --columns attempts | sort -u)" 1
ok 'some got many' test "$(wc -l <claimed.1)" -gt 5
# as a reader of the ledger sees it: who holds it is who said so
for worker in 1 2 3 4 5 6 7 8; do
	sed "s/\$/${tab}w$worker/" "claimed.$worker"
done | sort -n >said
atlas-task list --status doing --columns id,lease_owner | sort -n >held
is 'who holds it is who was told so' "$(diff said held)" ''
atlas-task list --status doing --columns id | atlas-task cancel - >/dev/null

# A lease that runs out

stale() {
	test -n "$(atlas-task list --stale)"
}

id=$(atlas-task add 'Leased' --gate finish --max-attempts 2)
atlas-task claim "$id" --as old --lease 2s >/dev/null
old=$(field "$id" run)
exits 'held' 1 atlas-task claim --as new
is 'nothing is stale yet' "$(atlas-task list --stale)" ''
eventually 20 stale
is 'then it is' "$(atlas-task list --stale --columns id)" "$id"
ok 'and is taken by another' atlas-task claim "$id" --as new
new=$(field "$id" run)
isnt 'as an attempt of its own' "$new" "$old"
for verb in renew release 'log:too late' 'fail:-m too late' \
    'review:-m too late' done; do
	name=${verb%%:*} text=${verb#*:}
	case $verb in
	log:*)	exits "old: $name" 65 atlas-task log "$id" "$text" --run "$old" ;;
	*:*)	exits "old: $name" 65 atlas-task "$name" "$id" -m "$text" \
		    --run "$old" --as old ;;
	*)	exits "old: $name" 65 atlas-task "$name" "$id" --run "$old" \
		    --as new ;;
	esac
	like 'is refused by its token' "$err" \
	    "run $old is not its live attempt any more, that is $new, held by new"
done
is 'nothing came of it' "$(field "$id" lease_owner)" new
ok 'the new one may' atlas-task log "$id" working --run "$new" --as new

ok 'the last attempt fails' atlas-task fail "$id" -m broken --as new
is 'so a human is asked' "$out" "$id${tab}review"
is 'with what was wrong' "$(atlas-task pending --columns task_id,gate,report |
    grep "^$id$tab")" "$id${tab}finish${tab}broken"
ok 'who sends it back' atlas-task revise "$id" -m 'use the other hammer'
ok 'and it may be tried again' atlas-task claim "$id" --as new
is 'with that advice' "$err" 'jane said: use the other hammer'
atlas-task cancel "$id" >/dev/null

id=$(atlas-task add 'Leased again' --gate none --max-attempts 1)
atlas-task claim "$id" --as old --lease 100ms >/dev/null
sleep 0.2
ok 'sweep returns it, too' atlas-task sweep
like 'one' "$out" "^returned${tab}1\$"
is 'its only attempt is over' "$(field "$id" status)" review
atlas-task cancel "$id" >/dev/null

id=$(atlas-task add 'Logged' --gate none)
atlas-task claim "$id" --as al --lease 1m >/dev/null
before=$(field "$id" lease_until)
ok 'log by its holder' atlas-task log "$id" 'still here' --as al
isnt 'renews the lease' "$(field "$id" lease_until)" "$before"
atlas-task cancel "$id" >/dev/null

# Who waits

# started CMD...: run it in the background, and give it time to sleep.
started() {
	"$@" >waited 2>waited.err &
	waiter=$!
	sleep 0.3
}

# ended STATUS DESC: it ended so, not much later.
ended() {
	wait $waiter
	is "$2" "$?" "$1"
}

started atlas-task claim --wait 20s --as al
id=$(atlas-task add 'At last' --gate none)
ended 0 'claim --wait wakes up'
is 'with the new task' "$(cat waited)" "$id"

started atlas-task claim --wait 20s --as bo
atlas-task renew "$id" --as al --lease 200ms >/dev/null
ended 0 'it wakes up when a lease runs out'
is 'and has it' "$(field "$id" lease_owner)" bo

started atlas-task claim "$id" --wait 20s --as cy
atlas-task release "$id" --as bo >/dev/null
ended 0 'it waits for a given one, too'
exits 'not for ever' 1 atlas-task claim --wait 200ms --as al
is 'nothing to do' "$err" 'atlas-task: nothing to do'

started atlas-task wait "$id" --for done,cancelled --timeout 20s
atlas-task done "$id" --as cy >/dev/null
ended 0 'wait wakes up'
is 'and says what is' "$(cat waited)" 'done'
ok 'what is so already' atlas-task wait "$id" --for done
exits 'not for ever, either' 1 atlas-task wait "$id" --for todo \
    --timeout 200ms
is 'the time is over' "$err" 'atlas-task: the time is over'

id=$(atlas-task add 'Decide' --gate start)
started atlas-task wait "$id" --for decision --timeout 20s
ok 'a change asks anew' atlas-task edit "$id" --title 'Decide this'
sleep 0.2
ok 'which is no decision' kill -0 $waiter
atlas-task approve "$id" -m 'well	said' --by boss >/dev/null
ended 0 'wait for a decision'
is 'says it, by whom, and what' "$(cat waited)" \
    "approve${tab}boss${tab}well\\tsaid"
ok 'the same in JSON' atlas-task wait "$id" --for decision --json
like 'is the approval' "$out" '"decision":"approve","decided_by":"boss"'

# The leak sanitizer cannot be traced.
if sanitized; then
	diag 'not counted: the calls of wait'
elif command -v strace >/dev/null; then
	id=$(atlas-task add 'Quiet' --gate none)
	started strace -f -c -o calls atlas-task wait "$id" --for done \
	    --timeout 1s
	ended 1 'wait under strace'
	calls=$(awk '$NF == "poll" { print $4 }' calls)
	ok 'it sleeps, and does not poll' test "${calls:-99}" -le 2
else
	skip 'it sleeps, and does not poll' 'no strace'
fi

done_testing
