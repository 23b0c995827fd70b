#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-task at a terminal: what a person sees. The pictures are in
# tests/golden; "make golden" draws them anew.
. "$(dirname "$0")/lib.sh"

command -v script >/dev/null || skip_all 'no script(1)'

ATLAS_ACTOR=jane ATLAS_NOW=2026-11-23T09:14:05.000Z
export ATLAS_ACTOR ATLAS_NOW
escape=$(printf '\033')

# at MINUTES: the clock.
at() {
	ATLAS_NOW=2026-11-23T$1:00.000Z
}

# tty WIDTH TERM COMMAND: what it shows on such a terminal, in $shown.
tty() {
	shown=$(TERM=$2 script -qec "stty cols $1; $3" /dev/null </dev/null |
	    tr -d '\r' |
	    sed -E 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UID/g')
}

# fits DESC WIDTH: no line of it is wider; hints are a paragraph, and may be.
fits() {
	_widest=$(printf '%s\n' "$shown" | grep -v '^atlas-task: ' | wc -L)
	ok "$1" test "$_widest" -le "$2"
}

# picture NAME COMMAND: 80 columns, no colour, compared with the golden one.
picture() {
	tty 80 dumb "$2"
	golden "$1" "atlas-task-tty-$1" "$shown"
	fits "$1 fits" 80
}

cd "$T" || exit 1
picture init 'atlas-task init --project Roof >/dev/null; atlas-task list'
picture add 'atlas-task add "Fix the roof" --priority 80 --label house \
    --label wet --due 2026-11-25 --description "It rains in above the stairs, and whoever comes home late finds the carpet wet.

	- two slates are broken
	- the gutter is full"'
at 09:20
picture pending 'atlas-task pending'
picture approve 'atlas-task approve 1 -m "go on"'
for n in 1 2 3; do
	atlas-task add "Part $n of a work whose title is so long that it does not fit in a line of eighty columns" \
	    --parent 1 --gate none --assignee "worker$n" >/dev/null
done
atlas-task edit 4 --needs 2 >/dev/null
at 10:00
picture claim 'atlas-task claim 1 --as claude'
at 10:10
atlas-task log 1 'one slate is new' --percent 40 --as claude >/dev/null
picture review 'atlas-task review 1 --as claude -m "both slates are new" \
    --evidence http://example.org/photo.jpg'
at 11:00
picture revise 'atlas-task revise 1 -m "The gutter, too."'
picture advice 'atlas-task claim 1 --as claude'
at 11:45
picture stale 'atlas-task list'
atlas-task sweep >/dev/null
atlas-task cancel 3 -m 'not needed' >/dev/null
picture list 'atlas-task list'
picture finished 'atlas-task list --status all --columns id,status,title'
picture none 'atlas-task list --label nowhere'
picture show 'atlas-task show 1'
picture history 'atlas-task history 1'
picture tree 'atlas-task tree'
picture search 'atlas-task search slate*'
picture stats 'atlas-task stats'
picture needs 'atlas-task needs 4'
picture project 'atlas-task project list'
picture dry-run 'atlas-task cancel 4 -n'
picture json 'atlas-task list --ready --json | cut -d, -f 1-3'

tty 40 dumb 'atlas-task list'
fits 'a narrow terminal is enough' 40
like 'titles are cut' "$shown" '…$'
for verb in pending audit 'history 1' 'tree' 'stats' 'project list'; do
	tty 40 dumb "atlas-task $verb"
	fits "$verb: narrow" 40
done
tty 200 dumb 'atlas-task list'
like 'a wide one shows all' "$shown" 'eighty columns$'

tty 80 xterm 'atlas-task list'
like 'colour' "$shown" "$escape\[[0-9]+m"
tty 80 xterm 'NO_COLOR=1 atlas-task list'
unlike 'NO_COLOR' "$shown" "$escape"
tty 80 xterm 'atlas-task --no-color list'
unlike '--no-color' "$shown" "$escape"
tty 80 dumb 'atlas-task list'
unlike 'TERM=dumb' "$shown" "$escape"
tty 80 xterm 'atlas-task list | cat'
unlike 'a pipe' "$shown" "$escape"
tty 80 xterm 'atlas-task -q list'
unlike '-q: no hints' "$shown" '^atlas-task:'

# What others wrote does not command the terminal.
if command -v sqlite3 >/dev/null; then
	sqlite3 "$ATLAS_ROOT/data/atlas.db" "UPDATE task SET title =
	    char(27) || ']0;owned' || char(7) || char(8238) || 'abc'
	    WHERE id = 2"
	for verb in 'list' 'show 2' 'tree' 'history 2' 'audit' 'claim 2 --as al' \
	    'release 2 --as al' 'list | cat' 'show 2 | cat' 'history 2 | cat'; do
		tty 80 dumb "atlas-task $verb"
		unlike "$verb: no raw escape" "$shown" \
		    "$escape|$(printf '\007')|$(printf '\342\200\256')"
	done
else
	skip 'no raw escape' 'no sqlite3'
fi

done_testing
