#!/bin/sh
# SPDX-License-Identifier: MIT
# Exports and imports started at once, round after round, while a human saves
# and an agent works: nothing that was typed is lost, no decision is applied
# twice, no row is doubled.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/desk.sh"
unset ATLAS_NOW
rounds=${ROUNDS-60} end=$(($(date +%s) + 10))

fresh '[policy]
self_approval = yes'
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	atlas-task add "Task $i" --description "Text $i" >/dev/null
done
atlas-export >/dev/null
human $PENDING column 'Our own'

# The human reads, thinks, and saves; a save over another one's is the
# human's own fault, so there is one only. Each word typed is a new one.
cat >typist.py <<'END_PY'
import csv, io, os, random, sys, time

desk, stop, typed = sys.argv[1:]
random.seed(os.getpid())
n = 0
said = open(typed, "w")


def save(path, change):
	"""As a program does that was told to overwrite only what it read."""
	global n
	with open(path, encoding="utf-8", newline="") as f:
		text = f.read()
	rows = list(csv.reader(io.StringIO(text, newline="")))
	words = change(rows)
	out = io.StringIO(newline="")
	csv.writer(out, lineterminator="\n").writerows(rows)
	temporary = path + ".saving"
	with open(temporary, "w", encoding="utf-8", newline="") as f:
		f.write(out.getvalue())
	with open(path, encoding="utf-8", newline="") as f:
		if f.read() != text:
			return
	os.replace(temporary, path)
	for word in words:
		print(word, file=said, flush=True)


def edit(rows):
	global n
	header = rows[0]
	width = len(header)
	words = []
	for row in rows:
		row.extend([""] * (width - len(row)))
	for row in random.sample(rows[1:], min(3, len(rows) - 1)):
		n += 1
		kind = random.choice(["Notes", "Our own", "Decision"])
		word = f"word{n}."
		if kind == "Decision":
			row[header.index("Decision")] = random.choice(
			    ["approve", "revise", "reject", "maybe"])
			kind = "Notes"
		row[header.index(kind)] += word
		words.append(word)
	if random.random() < 0.5:
		n += 1
		row = [""] * width
		row[header.index("Title")] = f"word{n}."
		rows.append(row)
		words.append(f"word{n}.")
	return words


while not os.path.exists(stop):
	save(desk + "/Pending_Approvals.csv", edit)
	time.sleep(random.random() / 10)
END_PY

agent() {
	ATLAS_ACTOR=bot
	export ATLAS_ACTOR
	while [ ! -e "$T/stop" ]; do
		_id=$(atlas-task claim 2>/dev/null) &&
		    atlas-task review "$_id" -m 'it is done' >/dev/null
		atlas-task edit $(($(date +%N | sed 's/^0*//') % 20 + 1)) \
		    --description "at $(date +%N)" >/dev/null 2>&1
		sleep 0.02
	done
}

# 75: somebody keeps changing it
judge() {
	[ "$1" = 0 ] || [ "$1" = 75 ] || {
		verdict=$1
		cat errors.* >&2
	}
}

background python3 -IS typist.py "$ATLAS_ROOT/desk" "$T/stop" "$T/typed"
typist=$!
background agent
agent=$!
verdict=0 round=0
while [ $round -lt "$rounds" ] && [ "$(date +%s)" -lt $end ]; do
	round=$((round + 1))
	atlas-export >/dev/null 2>errors.1 &
	a=$!
	atlas-export >/dev/null 2>errors.2 &
	b=$!
	atlas-import >/dev/null 2>errors.3
	judge $?
	wait $a
	judge $?
	wait $b
	judge $?
done
touch stop
wait $typist $agent
is 'each run did its work, or says to try again' "$verdict" 0
ok 'the human is at rest: import' atlas-import
ok 'and export' atlas-export
ok 'the human typed a lot' test "$(wc -l <typed)" -gt 10

cat "$ATLAS_ROOT"/desk/*.csv >everything
sql .dump >>everything
while read -r word; do
	grep -qF "$word" everything || echo "$word"
done <typed >lost
is 'nothing that was typed is lost' "$(cat lost)" ''
# A human who overwrites what a tool has just moved has the row twice; not as
# it was.
is 'no row stands twice' "$({ human $PENDING dump; human $HISTORY dump; } |
    grep '"ID"' | sort | uniq -d)" ''
is 'no row became two tasks' "$(sql "SELECT title FROM task
    WHERE title LIKE 'word%' GROUP BY title HAVING count(*) > 1")" ''
is 'each decision was applied once' "$(sql "SELECT json_extract(detail,
    '\$.approval') AS a FROM event WHERE kind = 'decided' GROUP BY a
    HAVING count(*) > 1")" ''
is 'what was approved on the desk changed its task once' "$(sql "SELECT
    (SELECT count(*) FROM approval WHERE via = 'desk' AND (decision IN
    ('approve', 'reject') OR (decision = 'revise' AND gate = 'finish'))) -
    (SELECT count(*) FROM event WHERE via = 'desk' AND kind IN ('approved',
    'revised', 'rejected'))")" 0
is 'the database is whole' "$(sql 'PRAGMA integrity_check')" ok

done_testing
