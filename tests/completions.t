#!/bin/sh
# SPDX-License-Identifier: MIT
# What a person sees who presses TAB, in three shells.
. "$(dirname "$0")/lib.sh"
share=$TOP/share/completions

# A ledger to complete from: #1 waits, #2 is ready, #3 is being done, #4 is
# cancelled.
{
	atlas-task init
	atlas-task project add 'Green House'
	atlas-task add 'Fix the roof' --project Atlas --label 'two words' \
	    --assignee jane
	atlas-task add 'Buy slates' --project Atlas --gate none
	atlas-task add 'Sweep the yard' --project Atlas --gate none
	atlas-task claim 3
	atlas-task add 'Not this one' --project Atlas
	atlas-task cancel 4
} >/dev/null

# Each shell is given a command line as words; the last is being typed. What
# it offers is printed, a line each, sorted. Nothing may come on stderr.

cat >"$T/bash" <<'END'
source "$1/$2.bash" || exit
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
function=${1//-/_}
"_$function" "$1" "${COMP_WORDS[COMP_CWORD]}"
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
END
bash_offers() {
	bash --norc "$T/bash" "$share" "$@" 2>"$T/noise" | sed 's/ *$//' | sort
}

# fish drops what it would have to be told twice.
fish_offers() {
	_tool=$1 _line=$1; shift
	for _word; do
		_line="$_line $_word"
	done
	fish --no-config -c "source $share/$_tool.fish
	    complete -C '$_line'" 2>"$T/noise" | cut -f 1 | sed 's/ *$//' | sort
}

# zsh completes in a terminal only: one is made, in which each match that is
# added is printed between the two marks.
cat >"$T/zsh" <<'END'
zmodload zsh/zpty || exit
zpty z zsh -f -i
zpty -w z 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste 2>/dev/null'
zpty -w z "fpath=(${(q)1} \$fpath); autoload -Uz compinit"
zpty -w z "compinit -u -d ${(q)TMPDIR}/zcompdump; bindkey '^I' complete-word"
zpty -w z 'compadd() {
	local -a hits
	[[ " $* " == *" -"[OAD]" "* ]] && { builtin compadd "$@"; return }
	builtin compadd -A hits "$@"
	print -rl -- "${hits[@]/#/<hit>}" >>$HITS
	builtin compadd "$@"
}
comppostfuncs=(finished)
finished() { comppostfuncs=(finished); print "<end>" >>$HITS }
stty -echo; print ready'
zpty -r z line '*ready*ready*'
zpty -w -n z "$2"$'\t'
for ((i = 0; i < 200; i++)); do
	grep -q '<end>' $HITS && break
	sleep 0.05
done
zpty -d z
END
zsh_offers() {
	_line=$1; shift
	for _word; do
		_line="$_line $_word"
	done
	: >"$T/hits"
	HITS=$T/hits zsh -f "$T/zsh" "$share" "$_line" >/dev/null 2>"$T/noise"
	sed -n 's/^<hit>//p' "$T/hits" | sed 's/ *$//' | grep . | sort -u
}

# offers DESC WANT WORD...: WANT are the words that are offered.
offers() {
	_desc=$1 _want=$(printf '%s\n' $2 | sort); shift 2
	is "$shell: $_desc" "$("${shell}_offers" "$@")" "$_want"
	[ ! -s "$T/noise" ] || flunk "$shell is quiet: $*" "$(cat "$T/noise")"
}

for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null; then
		skip "$shell" "no $shell"
		continue
	fi
	offers 'a verb' 'claim' atlas-task cl
	offers 'several verbs' 'reject release renew reopen review revise' \
	    atlas-task re
	offers 'an option' '--status' atlas-task list --stat
	offers 'an option for every verb' '--dry-run' atlas-task edit --dr
	offers 'the options of a verb only' '--keep-going' atlas-task load --k
	offers 'a status' 'doing done' atlas-task list --status 'do'
	offers 'an urgency' 'low medium high critical' \
	    atlas-task add --urgency ''
	offers 'a key to sort by' 'title' atlas-task list --sort t
	offers 'what to wait for' 'decision' atlas-task wait 1 --for de
	offers 'what becomes of a project' 'archive' atlas-task project ar
	offers 'any task' '1 2 3 4' atlas-task show ''
	offers 'a task that can be claimed' '2' atlas-task claim ''
	offers 'a task that is held' '3' atlas-task release ''
	offers 'a task that can be reopened' '4' atlas-task reopen ''
	offers 'an approval by its number' 'A1' atlas-task approve A
	offers 'an assignee' 'jane' atlas-task list --assignee ''
	offers 'a task of an option' '1 2 3' atlas-task add --needs ''
	offers 'no task where the root has none' '' \
	    atlas-task --root "$T/nowhere" show ''
	offers 'a tab' 'Runs' atlas-export --tab R
	offers 'another tab' 'Approval_History' atlas-import --tab Ap
	offers 'an option of a job' '--setup' atlas-export --set
	echo nonsense >"$ATLAS_ROOT/config/atlas.conf"
	offers 'nothing where the configuration is wrong' '' \
	    atlas-task show ''
	rm "$ATLAS_ROOT/config/atlas.conf"
done

# What differs between the shells: how a list goes on, how spaces are quoted.
shell=bash
offers 'a list that goes on' 'todo,doing todo,done' \
    atlas-task list --status todo,do
offers 'a value after =' 'doing done' atlas-task list --status = 'do'
is 'bash: a project with a space' "$(bash_offers atlas-task list --project G)" \
    'Green\ House'
is 'bash: a label with a space' "$(bash_offers atlas-task list --label t)" \
    'two\ words'
is 'bash: a project in quotes' \
    "$(bash_offers atlas-task list --project '"Gr')" 'Green House'
if command -v fish >/dev/null; then
	shell=fish
	offers 'a list that goes on' 'todo,doing todo,done' \
	    atlas-task list --status todo,do
	is 'fish: a project with a space' \
	    "$(fish_offers atlas-task list --project G)" 'Green House'
	like 'fish: a task with its title' "$(fish --no-config -c \
	    "source $share/atlas-task.fish; complete -C 'atlas-task show 2'")" \
	    '^2.Buy slates$'
fi

# Each verb and option that the tools know is offered by each shell.

verbs=$(sed -n '/^Tasks:/,/^Options/p' <<END | grep -E '^  ' |
$(atlas-task --help)
END
    awk '{ print substr($0, 3, 10); print substr($0, 38, 11) }' |
    grep -oE '^[a-z]+' | sort)
like 'there are verbs' "$verbs" '^claim$'
# shellcheck disable=SC1090,SC2154 # defined there
is 'bash has every verb' "$(bash --norc -c '. "$0"
    printf "%s\n" $_atlas_task_verbs' "$share/atlas-task.bash" | sort)" \
    "$verbs"
is 'zsh has every verb' "$(sed -n "s/^		'\([a-z]*\):.*/\1/p" \
    "$share/_atlas-task" | sort)" "$verbs"
if command -v fish >/dev/null; then
	is 'fish has every verb' "$(fish_offers atlas-task '')" "$verbs"
fi

for verb in $verbs; do
	atlas-task "$verb" --help | grep -v '^Options for every verb' |
	    grep -oE -- '(^|[ ,[(])--[a-z][a-z-]*' | sed 's/^[ ,[(]//' |
	    grep -vxE -- '--(json|help)' | sort -u >"$T/options"
	is "bash has the options of $verb" "$(bash_offers atlas-task "$verb" -- |
	    comm -13 - "$T/options")" ''
	sed -n "/^	case \$words\[1\] in\$/,\$p" "$share/_atlas-task" |
	    awk -v verb="$verb" '
		/^	[a-z|* ]+\)/ {
			names = $0
			sub(/\).*/, "", names)
			inside = 0
			n = split(names, name, /[ \t|]+/)
			for (i = 1; i <= n; i++)
				inside = inside || name[i] == verb
		}
		inside' >"$T/part"
	! grep -q '\$message' "$T/part" || echo -- --message >>"$T/part"
	! grep -q '\$hold' "$T/part" || echo -- --as --run >>"$T/part"
	! grep -q '\$take' "$T/part" ||
	    echo -- --as --lease --project --label --wait >>"$T/part"
	! grep -q '\$columns' "$T/part" || echo -- --columns >>"$T/part"
	is "zsh has the options of $verb" "$(grep -oE -- '--[a-z][a-z-]*' \
	    "$T/part" | sort -u | comm -13 - "$T/options")" ''
	command -v fish >/dev/null || continue
	is "fish has the options of $verb" "$(fish_offers atlas-task "$verb" -- |
	    comm -13 - "$T/options")" ''
done

done_testing
