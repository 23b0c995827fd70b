#!/bin/sh
# SPDX-License-Identifier: MIT
# atlas-task: what each verb does, and what it prints into a pipe.
. "$(dirname "$0")/lib.sh"

ATLAS_ACTOR=jane
export ATLAS_ACTOR
tab=$(printf '\t')

# field ID NAME: what show says.
field() {
	atlas-task show "$1" | sed -n "s/^$2$tab//p"
}

# Before there is anything

ok 'version' atlas-task --version
like 'it says what it is' "$out" '^atlas-task [0-9]+\.[0-9]+\.[0-9]+$'
ok 'version, short' atlas-task -V
exits 'alone' 64 atlas-task
like 'it says what to do first' "$err" 'atlas-task init'
is 'and nothing on stdout' "$out" ''
ok 'help' atlas-task --help
like 'help begins with the usage' "$out" '^usage: atlas-task '
is 'help is no wider than a terminal' \
    "$(printf '%s\n' "$out" | awk 'length > 79')" ''

verbs='init add load list show history search stats tree edit claim renew
release log fail review done cancel reopen run approve revise reject pending
needs wait project audit sweep config'
for verb in $verbs; do
	atlas-task --help | grep -qw "$verb" || echo "--help: $verb"
	atlas-task "$verb" --help >"$T/help" || echo "$verb --help ends wrong"
	grep -q "^usage: atlas-task $verb" "$T/help" || echo "$verb: no usage"
	awk -v verb="$verb" 'length > 79 { print verb ": " $0 }' "$T/help"
done >"$T/wrong"
is 'each verb has its help' "$(cat "$T/wrong")" ''

exits 'no database yet' 78 atlas-task list
like 'it says what to do' "$err" 'atlas-task init'
ok 'a trial of init' atlas-task init -n
exits 'it made nothing' 78 atlas-task list
ok 'init' atlas-task init --project Roof
is 'init prints the path' "$out" "$ATLAS_ROOT/data/atlas.db"
ok 'init again' atlas-task init --project Roof
ok 'init elsewhere' atlas-task --root "$T/else/where" init
is 'the directory is for the group' \
    "$(stat -c %a "$T/else/where/data")" 2770
ok 'init says it in JSON' atlas-task init --project Roof --json
like 'what was there' "$out" '"database_made":false,.*"project_made":false'
ok 'init, whatever the project is called' atlas-task init --json
like 'makes no second one' "$out" '"project":"Roof","project_made":false'
is 'so that there is one' "$(atlas-task project list --columns title)" Roof
ok 'one that is asked for' atlas-task --root "$T/else/where" init \
    --project House
is 'is made beside another' "$(atlas-task --root "$T/else/where" \
    project list --columns title | sort | tr '\n' ' ')" 'Atlas House '

# A task's life, as docs tell it

ok 'add' atlas-task add 'Fix the roof' --priority 80 --label house \
    --label wet --description 'It rains in.' --due 2030-01-02
is 'add prints the ID alone' "$out" 1
is 'and no hint in a pipe' "$err" ''
exits 'nothing can be claimed' 1 atlas-task claim
is 'claim says so on stderr' "$err" 'atlas-task: nothing to do'
ok 'it waits for a decision' atlas-task pending
is 'which pending shows' "$out" \
    "A1${tab}1${tab}start${tab}jane${tab}Fix the roof"
ok 'approve its start' atlas-task approve 1 -m 'go on' --by boss
is 'in a pipe ID and status' "$out" "1${tab}todo"
ok 'it is ready' atlas-task list --ready --columns id
is 'and alone' "$out" 1
ok 'claim' atlas-task claim --as claude
is 'claim prints the ID alone' "$out" 1
ok 'log' atlas-task log 1 'half done' --percent 50 --as claude
is 'log moved the progress' "$(field 1 progress)" 50
ok 'log from standard input' atlas-task log 1 - --as claude <<END
two
lines
END
ok 'review' atlas-task review '#1' --as claude -m 'all slates are new' \
    --evidence http://example.org/1 --evidence abc1234
is 'it is in review' "$out" "1${tab}review"
ok 'the question' atlas-task pending --columns gate,report
is 'has the report and the evidence' "$out" \
    "finish${tab}all slates are new\\n- http://example.org/1\\n- abc1234"
exits 'who did it does not decide' 77 atlas-task approve 1 --by claude
ok 'revise' atlas-task revise A2 -m 'the gutter, too' --by boss
is 'to do again' "$out" "1${tab}todo"
ok 'claim again' atlas-task claim --as claude
is 'its ID on stdout' "$out" 1
is 'what the human said on stderr' "$err" 'boss said: the gutter, too'
ok 'also with -q' atlas-task claim 1 -q --as claude
is 'for who works without it works in vain' "$err" \
    'boss said: the gutter, too'
ok 'claim in JSON' atlas-task claim 1 --as claude --json
like 'has it all' "$out" \
    '^\{"id":1,.*"run":2,.*"advice":"the gutter, too","advisor":"boss"\}$'
is 'and nothing on stderr' "$err" ''
ok 'done is a review, too' atlas-task done 1 --as claude --run 2
is 'where a human decides' "$out" "1${tab}review"
ok 'approve' atlas-task approve 1 --by boss
is 'it is done' "$out" "1${tab}done"
ok 'history' atlas-task history 1
like 'tells who did what' "$out" \
    "${tab}boss${tab}shell${tab}decided${tab}.*the gutter, too"
like 'in UTC' "$out" '^20[0-9-]*T[0-9:.]*Z'
ok 'history in JSON' atlas-task history 1 --json
like 'one object a line' "$out" '^\{"seq":[0-9]+,.*"kind":"claimed",.*\}$'
ok 'reopen' atlas-task reopen 1 -m 'it leaks'
is 'open again' "$out" "1${tab}todo"
ok 'cancel' atlas-task cancel 1 -m 'sold'
is 'cancelled' "$out" "1${tab}cancelled"

# Adding

ok 'a task without gates' atlas-task add 'Buy nails' --gate none --key nails
is 'its ID' "$out" 2
ok 'the same key again' atlas-task add 'Buy nails' --key nails
is 'is the same task' "$out" 2
ok 'add in JSON' atlas-task add 'Nail them' --gate none --needs 2 --parent 1 \
    --assignee bob --feature roof --urgency high --max-attempts 5 --json
like 'is the whole task' "$out" '^\{"id":3,"uid":"[0-9a-f-]{36}",.*"approval":null\}$'
like 'with what was said' "$out" '"assignee":"bob","feature":"roof"'
is 'it needs the other one' "$(field 3 blockers)" 1
ok 'needs' atlas-task needs 3
is 'lists it' "$out" "2${tab}todo${tab}Buy nails"
ok 'needs less' atlas-task needs 3 --remove 2
is 'nothing is in the way' "$(field 3 blockers)" 0
ok 'needs more' atlas-task needs 3 --add '#2'
ok 'description from standard input' atlas-task add Tall --gate none \
    --description - <<'END'
one
	two \ three

END
is 'as it was written' "$(field 4 description)" 'one\n\ttwo \\ three'
ok 'title from standard input' atlas-task add - --gate none <<'END'
From a pipe
END
is 'as it was written, too' "$(field 5 title)" 'From a pipe'

# Finding

ok 'list' atlas-task list
is 'in a pipe: all, tab-separated, no header' "$out" \
"1${tab}cancelled${tab}80${tab}Roof${tab}${tab}Fix the roof
2${tab}todo${tab}50${tab}Roof${tab}${tab}Buy nails
3${tab}todo${tab}50${tab}Roof${tab}bob${tab}Nail them
4${tab}todo${tab}50${tab}Roof${tab}${tab}Tall
5${tab}todo${tab}50${tab}Roof${tab}${tab}From a pipe"
ok 'list --blocked' atlas-task list --blocked --columns id,blockers
is 'what needs another' "$out" "3${tab}1"
ok 'by status' atlas-task list --status 'cancelled, review' --columns id
is 'one or more' "$out" 1
ok 'by assignee' atlas-task list --assignee bob --columns title
is 'whose' "$out" 'Nail them'
ok 'by nobody' atlas-task list --assignee '' --columns id --limit 1
is 'nobody is one, too' "$out" 1
ok 'by label' atlas-task list --label wet --columns labels
is 'labels' "$out" 'house, wet'
ok 'by feature' atlas-task list --feature roof --columns id
is 'of that feature' "$out" 3
ok 'by project' atlas-task list --project roof --columns id --limit 2
is 'without regard to case' "$out" "1
2"
ok 'sorted' atlas-task list --sort -id --columns id --limit 2
is 'backwards' "$out" "5
4"
ok 'options before the verb' atlas-task -j list --status cancelled
before=$out
ok 'or after it' atlas-task list --status cancelled -j
is 'are the same' "$out" "$before"
like 'JSON has all fields' "$out" '"description":"It rains in\."'
ok 'nothing matches' atlas-task list --label nowhere
is 'which is fine' "$out$err" ''
ok 'search' atlas-task search ROOF
like 'finds the task' "$out" "^1${tab}cancelled${tab}Fix the roof"
ok 'search in the log' atlas-task search half
like 'says where' "$out" "^1${tab}cancelled${tab}Fix the roof${tab}log${tab}half done"
ok 'tree' atlas-task tree 1
is 'depth, ID, status, title' "$out" \
"0${tab}1${tab}cancelled${tab}Fix the roof
1${tab}3${tab}todo${tab}Nail them"
ok 'tree of all that is open' atlas-task tree
unlike 'leaves the finished out' "$out" "${tab}1${tab}cancelled"
ok 'or not' atlas-task tree --all --json
like 'with the depth' "$out" '^\{"id":3,.*"depth":1\}$'
ok 'stats' atlas-task stats
like 'name and value' "$out" "^todo${tab}4\$"
like 'who decides' "$out" "^decider${tab}boss${tab}3${tab}[0-9]+\$"
ok 'stats in JSON' atlas-task stats --json
like 'one object' "$out" '^\{"todo":4,.*"deciders":\[\{"name":"boss",.*\]\}$'
ok 'show in JSON' atlas-task show 1 --json
like 'has its approvals and attempts' "$out" \
    '"run":null,"approvals":\[\{"id":1,.*\],"runs":\[\{"id":[0-9]+,.*\]\}$'
exits 'no such task' 1 atlas-task show 77
uid=$(field 3 uid)
ok 'by uid' atlas-task show "$uid"
ok 'by its beginning' atlas-task show "$(printf %.8s "$uid")"

# Changing

ok 'edit' atlas-task edit 3 --title 'Nail all of them' --priority 60 \
    --add-label a --label b --due none --parent none -m 'more nails'
is 'changed' "$(field 3 title) $(field 3 priority) $(field 3 labels)" \
    'Nail all of them 60 a, b'
ok 'a label less' atlas-task edit 3 --remove-label a
is 'one is left' "$(field 3 labels)" b
version=$(field 3 version)
ok 'edit to what it is' atlas-task edit 3 --priority 60
is 'is no change' "$(field 3 version)" "$version"
ok 'edit what one has seen' atlas-task edit 3 --priority 61 \
    --if-version "$version"
exits 'but not what changed since' 65 atlas-task edit 3 --priority 62 \
    --if-version "$version"
is 'then nothing happens' "$(field 3 priority)" 61
ok 'a question' atlas-task add Question
ok 'is asked anew when the task changes' atlas-task edit 6 --title Other \
    --json
like 'by another approval' "$out" '"approval":[0-9]+'
exits 'the first does not count any more' 65 atlas-task approve A5
like 'and says so' "$err" 'A5 was superseded: #6 changed.*; A6 asks again'

# IDs from standard input

atlas-task list --status todo --feature '' >"$T/list"
ok 'a list is what other verbs read' atlas-task edit - --feature house \
    <"$T/list"
is 'one line each' "$(printf '%s\n' "$out" | wc -l)" 4
printf '#2\n99\n\n4\tmore\n' >"$T/ids"
exits 'one that is wrong' 65 atlas-task cancel - <"$T/ids"
is 'does not stop the others' "$out" "2${tab}cancelled
4${tab}cancelled"
is 'and is told' "$err" 'atlas-task: task 99: there is no such task'
exits 'a question about several' 1 atlas-task show 2 99 4
ok 'reopen several' atlas-task reopen 2 4

# Trying

before=$(atlas-task audit --json | cksum)
ok 'add -n' atlas-task add Trial -n
ok 'claim -n' atlas-task claim -n
ok 'edit -n' atlas-task edit 2 --title Trial --dry-run
ok 'cancel -n' atlas-task cancel 2 4 -n --json
like 'says what would be' "$out" '"id":4,.*"status":"cancelled",.*"dry_run":true'
ok 'sweep -n' atlas-task sweep -n
ok 'run -n' atlas-task run -n -- touch "$T/ran"
ok 'approve -n' atlas-task approve 6 -n
ok 'project -n' atlas-task project add Trial -n
is 'changed nothing' "$(atlas-task audit --json | cksum)" "$before"
fails 'and ran nothing' test -e "$T/ran"

# Holding

ok 'claim one' atlas-task claim 2 --as bob --lease 2h
run=$(field 2 run)
exits 'it is held' 1 atlas-task claim 2 --as al
like 'which is said' "$err" '#2 is held by bob until'
ok 'its holder claims it again' atlas-task claim 2 --as BOB
is 'and keeps the token' "$(field 2 run)" "$run"
ok 'renew' atlas-task renew 2 --as bob --lease 3h
exits 'renew what another holds' 65 atlas-task renew 2 --as al
ok 'release' atlas-task release 2 --as bob --run "$run"
is 'no attempt was made' "$(field 2 attempts)" 0
ok 'claim' atlas-task claim 2 --as bob
ok 'fail' atlas-task fail 2 --as bob -m 'no nails'
is 'to do again' "$out" "2${tab}todo"
is 'one attempt was made' "$(field 2 attempts)" 1

# Projects

ok 'project add' atlas-task project add Garden --gates finish \
    --description 'All that grows'
is 'prints its number' "$out" 2
ok 'project list' atlas-task project list
is 'both' "$out" "2${tab}Garden${tab}0${tab}0
1${tab}Roof${tab}5${tab}6"
ok 'project show' atlas-task project show garden
like 'has its gates' "$out" "^gates${tab}finish\$"
ok 'a task of it' atlas-task add Weed --project Garden
is 'is ready at once' "$(atlas-task list --ready --project 2 --columns id)" 7
ok 'project edit' atlas-task project edit Garden --title Park
ok 'project archive' atlas-task project archive park
is 'its tasks are not ready' "$(atlas-task list --ready --project 2)" ''
ok 'it is not listed' atlas-task project list --columns title
is 'but for the other' "$out" Roof
ok 'unless all are' atlas-task project list --all --json
like 'with the time' "$out" '"title":"Park",.*"archived_at":"20'
ok 'use it again' atlas-task project archive Park --undo

# Keeping house

ok 'audit' atlas-task audit --since 1d --limit 2 --columns kind
is 'the newest' "$(printf '%s\n' "$out" | wc -l)" 2
ok 'sweep' atlas-task sweep --json
like 'counts' "$out" '^\{"returned":0,"asked":0,"overdue":0,"reminded":0,'
ok 'its log' test -s "$ATLAS_ROOT/logs/task.log"
ok 'config' atlas-task config
like 'says what is set, and where' "$out" \
    "^atlas\.root${tab}$ATLAS_ROOT${tab}ATLAS_ROOT\$"
ok 'config in JSON' atlas-task config --json
like 'one object a line' "$out" '^\{"key":"policy\.lease","value":"30m",'

# There and back

atlas-task list --json >"$T/all"
ok 'another ledger' atlas-task -d "$T/other.db" init
ok 'load' atlas-task -d "$T/other.db" load "$T/all"
like 'counts' "$out" "^added${tab}7\$"
# numbers are a ledger's own, and what is finished needs no approval
forget='s/"id":[0-9]*,//; s/"version":[0-9]*,//; s/"start_approved":[a-z]*,//'
atlas-task -d "$T/other.db" list --json --sort id | sed "$forget" >"$T/there"
sed "$forget" "$T/all" >"$T/here"
is 'gives the same tasks' "$(cat "$T/there")" "$(cat "$T/here")"
ok 'load again' atlas-task -d "$T/other.db" load - --json <"$T/all"
like 'adds nothing' "$out" '"added":0,"present":7,"bad":0'
printf '{"title":"good"}\n{"title":""}\nnonsense\n' >"$T/bad"
exits 'bad lines' 65 atlas-task -d "$T/other.db" load "$T/bad"
like 'are told with their numbers' "$err" 'line 2: .*title'
is 'and nothing is added' "$(atlas-task -d "$T/other.db" list | wc -l)" 7
exits 'unless that is wanted' 65 \
    atlas-task -d "$T/other.db" load --keep-going "$T/bad"
is 'then the good one is' "$(atlas-task -d "$T/other.db" list | wc -l)" 8
exits 'no such file' 65 atlas-task load "$T/nowhere"

# Where it is written

exits 'a full disk' 71 sh -c 'exec atlas-task list >/dev/full'
like 'is told' "$err" 'standard output: No space left'
sh -c 'atlas-task list; echo $? >&3' 3>"$T/status" | :
eventually 5 test -s "$T/status"
like 'a reader that is gone' "$(cat "$T/status")" '^(0|71)$'
ok 'a closed stdout is not the database' sh -c 'atlas-task add Closed >&-
    atlas-task list >/dev/null'

done_testing
