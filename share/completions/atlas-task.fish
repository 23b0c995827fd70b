# SPDX-License-Identifier: MIT
# Completion of atlas-task(1) for fish. Quiet on failure: without a ledger
# there are just no IDs.

# The words of the command line without options and their values.
function __atlas_task_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --json --dry-run --quiet --verbose --no-color --help \
                    --version --ready --blocked --stale --waiting --raw \
                    --keep-going --all --undo '--*=*'
            case -c -d -m '--*'
                set skip 1
            case '-*'
            case '*'
                echo $word
        end
    end
end

function __atlas_task_no_verb
    set -l words (__atlas_task_words)
    test (count $words) = 0
end

# Is the verb one of these?
function __atlas_task_verb
    set -l words (__atlas_task_words)
    test (count $words) -gt 0; and contains -- $words[1] $argv
end

# The same, and no operand yet.
function __atlas_task_first
    set -l words (__atlas_task_words)
    test (count $words) = 1; and contains -- $words[1] $argv
end

function __atlas_task_project_deed
    set -l words (__atlas_task_words)
    test (count $words) = 2; and test $words[1] = project
    and contains -- $words[2] show edit archive
end

# Ask the ledger that the command line names.
function __atlas_task_ask
    set -l words (commandline -opc)
    set -l where
    for i in (seq (count $words))
        switch $words[$i]
            case -c -d --config --database --root
                set -a where $words[$i] $words[(math $i + 1)]
            case '--config=*' '--database=*' '--root=*'
                set -a where $words[$i]
        end
    end 2>/dev/null
    command atlas-task $where $argv 2>/dev/null </dev/null
end

function __atlas_task_tasks
    __atlas_task_ask list --limit 500 --sort -updated --columns id,title $argv
end

function __atlas_task_approvals
    __atlas_task_ask pending --limit 500 --columns task_id,title
    __atlas_task_ask pending --limit 500 --columns id,title
end

function __atlas_task_projects
    __atlas_task_ask project list --columns title
end

function __atlas_task_column
    __atlas_task_ask list --limit 1000 --sort -updated --columns $argv[1] |
        string split ', ' | string match -v '' | sort -u
end

# The next word of a list with commas.
function __atlas_task_list
    set -l typed (commandline -ct | string replace -r '^--[a-z-]+=' '')
    set -l before (string match -r '^.*,' -- $typed)
    for word in $argv
        echo "$before"$word
    end
end

set -l statuses todo doing review done cancelled
set -l sorts id priority due created updated title status \
    -id -priority -due -created -updated -title -status
set -l durations 5m 15m 30m 1h 2h 1d
set -l times now today tomorrow yesterday 1h 1d 3d 7d
set -l task_columns id status priority project assignee due_at title uid \
    parent description urgency feature labels needs blockers start_gate \
    finish_gate progress lease_owner lease_until run attempts max_attempts \
    version key note changed_by changed_via created_at updated_at

complete -c atlas-task -f

# For every verb
complete -c atlas-task -s c -l config -rF -d 'Configuration'
complete -c atlas-task -s d -l database -rF -d 'Database'
complete -c atlas-task -l root -xa '(__fish_complete_directories)' \
    -d 'Where everything lives'
complete -c atlas-task -s j -l json -d 'Print JSON'
complete -c atlas-task -s n -l dry-run -d 'Change nothing'
complete -c atlas-task -s q -l quiet -d 'No hints'
complete -c atlas-task -s v -l verbose -d 'Say more'
complete -c atlas-task -l no-color -d 'No colour'
complete -c atlas-task -s h -l help -d 'Help'
complete -c atlas-task -s V -l version -d 'Version'

# Verbs
for line in 'add:add a task' 'approve:yes' 'audit:what happened to all' \
        'cancel:it will not be done' 'claim:take the best task' \
        'config:what is set, and where' 'done:hand it in, too' \
        'edit:change a task' 'fail:give it back, it failed' \
        'history:what happened to a task' 'init:make the ledger' \
        'list:which tasks there are' 'load:add many, from NDJSON' \
        'log:say how far it is' 'needs:what must be done before' \
        'pending:what waits for a decision' \
        'project:add, list, edit projects' 'reject:no, cancel it' \
        'release:give it back' 'renew:keep it longer' \
        'reopen:it is to be done again' 'review:hand it in' \
        'revise:no, do it again' 'run:claim, run a command, hand in' \
        'search:find words' 'show:all about a task' \
        'stats:the ledger in numbers' 'sweep:housekeeping' \
        'tree:parents and children' 'wait:sleep until it is decided'
    set -l verb (string split -m 1 : $line)
    complete -c atlas-task -n __atlas_task_no_verb -a $verb[1] -d $verb[2]
end

# Options with the same values wherever they are
function __atlas_task_option
    complete -c atlas-task -n "__atlas_task_verb $argv[1]" $argv[2..-1]
end
__atlas_task_option 'add list claim run edit' -l project \
    -xa '(__atlas_task_projects)' -d 'Project'
__atlas_task_option init -l project -x -d 'Title of the first project'
__atlas_task_option 'add edit' -l priority -xa '0 20 50 80 100' \
    -d '0 to 100, higher first'
__atlas_task_option 'add edit' -l urgency -xa 'low medium high critical' \
    -d 'How urgent'
__atlas_task_option 'add edit list' -l assignee \
    -xa '(__atlas_task_column assignee)' -d 'Whom it is for'
__atlas_task_option 'add edit list' -l feature \
    -xa '(__atlas_task_column feature)' -d 'What it belongs to'
__atlas_task_option 'add edit list claim run' -l label \
    -xa '(__atlas_task_column labels)' -d 'Label'
__atlas_task_option edit -l add-label -xa '(__atlas_task_column labels)' \
    -d 'Add a label'
__atlas_task_option edit -l remove-label -xa '(__atlas_task_column labels)' \
    -d 'Remove a label'
__atlas_task_option 'add edit' -l needs \
    -xa '(__atlas_task_tasks --status todo,doing,review)' -d 'Done before'
__atlas_task_option 'add edit' -l parent \
    -xa '(__atlas_task_tasks --status todo,doing,review)' -d 'A part of'
__atlas_task_option 'add edit' -l due -xa "$times" -d 'Until when'
__atlas_task_option add -l gate -xa '(__atlas_task_list start finish none)' \
    -d 'What a human decides'
__atlas_task_option add -l key -x -d 'Idempotency key'
__atlas_task_option 'add edit' -l max-attempts -x -d 'Then ask a human'
__atlas_task_option 'add edit project' -l description -x -d 'Text, or -'
__atlas_task_option 'edit project' -l title -x -d 'Title'
__atlas_task_option edit -l if-version -x -d 'Only if it still is'
__atlas_task_option \
    'edit cancel reopen fail review done approve revise reject' \
    -s m -l message -x -d 'What to say'
__atlas_task_option list -l status \
    -xa "(__atlas_task_list $statuses all)" -d 'Of that status'
__atlas_task_option list -l ready -d 'Can be claimed now'
__atlas_task_option list -l blocked -d 'Needs others'
__atlas_task_option list -l stale -d 'The lease ran out'
__atlas_task_option list -l waiting -d 'For a decision'
__atlas_task_option 'list audit' -l since -xa "$times" -d 'Since then'
__atlas_task_option list -l sort -xa "$sorts" -d 'By what'
__atlas_task_option 'list search pending audit' -l limit -x -d 'So many'
__atlas_task_option 'list needs' -l columns \
    -xa "(__atlas_task_list $task_columns)" -d 'Which columns'
__atlas_task_option search -l columns \
    -xa '(__atlas_task_list id status title where snippet)' -d 'Which columns'
__atlas_task_option pending -l columns \
    -xa '(__atlas_task_list id task_id gate priority project requested_by requested_at assignee title report)' \
    -d 'Which columns'
__atlas_task_option 'history audit' -l columns \
    -xa '(__atlas_task_list seq at task_id actor via kind text detail)' \
    -d 'Which columns'
__atlas_task_option project -l columns \
    -xa '(__atlas_task_list id title open_tasks tasks gates repo uid description archived_at created_at updated_at)' \
    -d 'Which columns'
__atlas_task_option 'tree project' -l all -d 'Finished or archived ones too'
__atlas_task_option load -l keep-going -d 'Load the good lines'
__atlas_task_option 'claim run renew release log fail review done' \
    -l as -x -d 'Who'
__atlas_task_option 'renew release log fail review done' -l run -x \
    -d 'The live attempt'
__atlas_task_option 'claim run renew' -l lease -xa "$durations" \
    -d 'For how long'
__atlas_task_option 'claim run' -l wait -xa "$durations" -d 'Wait so long'
__atlas_task_option log -l percent -xa '0 25 50 75 90 100' -d 'How far'
__atlas_task_option review -l evidence -rF -d 'URL, commit, file'
__atlas_task_option 'approve revise reject' -l by -x -d 'Who decides'
__atlas_task_option wait -l for \
    -xa "(__atlas_task_list $statuses decision)" -d 'What'
__atlas_task_option wait -l timeout -xa "$durations" -d 'So long'
__atlas_task_option needs -l add \
    -xa '(__atlas_task_tasks --status todo,doing,review)' \
    -d 'It needs that too'
__atlas_task_option needs -l remove -xa '(__atlas_task_tasks)' \
    -d 'It does not need that'
__atlas_task_option project -l repo -x -d 'Where its files are'
__atlas_task_option project -l gates \
    -xa '(__atlas_task_list start finish none)' -d 'What a human decides'
__atlas_task_option project -l gate \
    -xa '(__atlas_task_list start finish none)' -d 'What a human decides'
__atlas_task_option project -l undo -d 'Use it again'
__atlas_task_option audit -l raw -d 'Changed by hand'

# Operands
__atlas_task_option 'approve revise reject' -ka '(__atlas_task_approvals)'
__atlas_task_option 'renew release fail' \
    -ka '(__atlas_task_tasks --status doing)'
__atlas_task_option 'review done' \
    -ka '(__atlas_task_tasks --status todo,doing)'
__atlas_task_option cancel \
    -ka '(__atlas_task_tasks --status todo,doing,review)'
__atlas_task_option reopen \
    -ka '(__atlas_task_tasks --status review,done,cancelled)'
__atlas_task_option 'edit show history' -ka '(__atlas_task_tasks)'
__atlas_task_option load -F
complete -c atlas-task -n '__atlas_task_first claim run' \
    -ka '(__atlas_task_tasks --ready)'
complete -c atlas-task -n '__atlas_task_first log' \
    -ka '(__atlas_task_tasks --status doing)'
complete -c atlas-task -n '__atlas_task_first needs tree wait' \
    -ka '(__atlas_task_tasks)'
complete -c atlas-task -n '__atlas_task_first project' \
    -a 'add list show edit archive'
complete -c atlas-task -n __atlas_task_project_deed \
    -a '(__atlas_task_projects)'
functions -e __atlas_task_option
