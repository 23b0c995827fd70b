# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2207 # words for COMPREPLY
# Completion of atlas-task(1) for bash. Quiet on failure: without a ledger
# there are just no IDs.

_atlas_task_verbs='add approve audit cancel claim config done edit fail
history init list load log needs pending project reject release renew reopen
review revise run search show stats sweep tree wait'
_atlas_task_statuses='todo doing review done cancelled'

# The options of a verb, without those for every verb.
_atlas_task_options() {
	case $1 in
	add)	echo --description --project --priority --urgency \
		    --assignee --feature --label --needs --parent --due \
		    --gate --key --max-attempts ;;
	approve | revise | reject) echo -m --message --by ;;
	audit)	echo --since --raw --limit --columns ;;
	cancel | reopen) echo -m --message ;;
	claim | run) echo --as --lease --project --label --wait ;;
	done)	echo -m --message --as --run ;;
	edit)	echo --title --description --project --priority --urgency \
		    --assignee --feature --label --add-label --remove-label \
		    --needs --parent --due --max-attempts --if-version -m \
		    --message ;;
	fail)	echo -m --message --as --run ;;
	history) echo --columns ;;
	init)	echo --project ;;
	list)	echo --status --project --assignee --label --feature --ready \
		    --blocked --stale --waiting --since --sort --limit \
		    --columns ;;
	load)	echo --keep-going ;;
	log)	echo --percent --as --run ;;
	needs)	echo --add --remove --columns ;;
	pending | search) echo --limit --columns ;;
	project) echo --title --description --repo --gates --gate --all \
		    --columns --undo ;;
	release) echo --as --run ;;
	renew)	echo --lease --as --run ;;
	review)	echo -m --message --evidence --as --run ;;
	tree)	echo --all ;;
	wait)	echo --for --timeout ;;
	esac
}

# Does the option take a value?
_atlas_task_takes() {
	case $1 in
	--json | --dry-run | --quiet | --verbose | --no-color | --help | \
	    --version | --ready | --blocked | --stale | --waiting | --raw | \
	    --keep-going | --all | --undo)
		return 1 ;;
	-c | -d | -m | --*)
		return 0 ;;
	esac
	return 1
}

# Ask the ledger that the command line names.
_atlas_task_ask() {
	command "${words[0]}" "${where[@]}" "$@" 2>/dev/null </dev/null
}

# Offer the lines "ID TAB TITLE" that begin with the word. The title stands
# beside the ID only in a list of several, which bash does not insert.
_atlas_task_ids() {
	local id title
	compopt -o nosort 2>/dev/null
	while IFS=$'\t' read -r id title; do
		[[ -n $id && $id == "$cur"* ]] || continue
		case ${COMP_TYPE-9} in
		33 | 63) COMPREPLY+=("$id  $title") ;;
		*)	COMPREPLY+=("$id") ;;
		esac
	done
	case ${COMP_TYPE-9},${#COMPREPLY[@]} in
	33,1 | 63,1) COMPREPLY=("${COMPREPLY[0]%% *}") ;;
	esac
}

_atlas_task_tasks() {
	_atlas_task_ids < <(_atlas_task_ask list --limit 500 --sort -updated \
	    --columns id,title "$@")
}

_atlas_task_approvals() {
	_atlas_task_ids < <(_atlas_task_ask pending --limit 500 \
	    --columns "$1",title)
}

# Offer those of the lines on standard input that begin with the word, with
# what is not plain quoted.
_atlas_task_lines() {
	local line typed=${cur#[\"\']}
	while IFS= read -r line; do
		[[ -n $line && $line == "${typed//\\/}"* ]] || continue
		case $cur in
		[\"\']*) COMPREPLY+=("$line") ;;
		*)	COMPREPLY+=("$(printf %q "$line")") ;;
		esac
	done
}

# Offer the next word of a list with commas.
_atlas_task_list() {
	local before=''
	[[ $cur != *,* ]] || before=${cur%,*},
	COMPREPLY=($(compgen -P "$before" -W "$1" -- "${cur##*,}"))
	compopt -o nospace 2>/dev/null
}

_atlas_task_columns() {
	case $verb in
	list | needs)
		_atlas_task_list 'id status priority project assignee due_at
		    title uid parent description urgency feature labels needs
		    blockers start_gate finish_gate progress lease_owner
		    lease_until run attempts max_attempts version key note
		    changed_by changed_via created_at updated_at' ;;
	search)	_atlas_task_list 'id status title where snippet' ;;
	pending) _atlas_task_list 'id task_id gate priority project
		    requested_by requested_at assignee title report' ;;
	history | audit)
		_atlas_task_list 'seq at task_id actor via kind text detail' ;;
	project) _atlas_task_list 'id title open_tasks tasks gates repo uid
		    description archived_at created_at updated_at' ;;
	esac
}

# The value of the option.
_atlas_task_value() {
	local words_of=''
	case $1 in
	-c | --config | -d | --database | --evidence)
		compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -f -- "$cur")) ;;
	--root)
		compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -d -- "$cur")) ;;
	--project)
		_atlas_task_lines < <(_atlas_task_ask project list |
		    cut -f 2) ;;
	--label | --add-label | --remove-label)
		_atlas_task_lines < <(_atlas_task_ask list --limit 1000 \
		    --sort -updated --columns labels |
		    sed 's/, /\n/g' | sort -u) ;;
	--assignee | --feature)
		_atlas_task_lines < <(_atlas_task_ask list --limit 1000 \
		    --sort -updated --columns "${1#--}" | sort -u) ;;
	--needs | --parent | --add)
		_atlas_task_tasks --status todo,doing,review ;;
	--remove)
		_atlas_task_tasks ;;
	--columns)	_atlas_task_columns ;;
	--status)	_atlas_task_list "$_atlas_task_statuses all" ;;
	--for)		_atlas_task_list "$_atlas_task_statuses decision" ;;
	--gate | --gates) _atlas_task_list 'start finish none' ;;
	--urgency)	words_of='low medium high critical' ;;
	--sort)		words_of='id priority due created updated title status
			    -id -priority -due -created -updated -title
			    -status' ;;
	--due | --since) words_of='now today tomorrow yesterday 1h 1d 3d 7d' ;;
	--lease | --wait | --timeout) words_of='5m 15m 30m 1h 2h 1d' ;;
	--percent)	words_of='0 25 50 75 90 100' ;;
	--priority)	words_of='0 20 50 80 100' ;;
	esac
	[ -z "$words_of" ] || COMPREPLY=($(compgen -W "$words_of" -- "$cur"))
}

_atlas_task_operand() {
	case $verb in
	approve | revise | reject)
		case $cur in
		A*)	_atlas_task_approvals id ;;
		*)	_atlas_task_approvals task_id ;;
		esac ;;
	claim | run)
		[ $operands -gt 0 ] || _atlas_task_tasks --ready ;;
	renew | release | fail)
		_atlas_task_tasks --status doing ;;
	log)	[ $operands -gt 0 ] || _atlas_task_tasks --status doing ;;
	review | done)
		_atlas_task_tasks --status todo,doing ;;
	cancel)	_atlas_task_tasks --status todo,doing,review ;;
	reopen)	_atlas_task_tasks --status review,done,cancelled ;;
	edit | show | history)
		_atlas_task_tasks ;;
	needs | tree | wait)
		[ $operands -gt 0 ] || _atlas_task_tasks ;;
	load)	compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -f -- "$cur")) ;;
	project)
		if [ $operands = 0 ]; then
			COMPREPLY=($(compgen -W 'add list show edit archive' \
			    -- "$cur"))
		elif [ $operands = 1 ]; then
			_atlas_task_lines < <(_atlas_task_ask project list |
			    cut -f 2)
		fi ;;
	esac
}

_atlas_task() {
	local cur words=() where=() verb='' operands=0 command='' i=0
	local shared='-c --config -d --database --root -j --json -n --dry-run
	    -q --quiet -v --verbose --no-color -h --help -V --version'
	COMPREPLY=()

	# bash splits "--status=todo" in three: put it together, but for the
	# word that is being typed.
	while [ $i -lt "$COMP_CWORD" ]; do
		if [[ ${COMP_WORDS[i]} == = && $i -gt 0 ]]; then
			((++i < COMP_CWORD)) || break
			words+=("${COMP_WORDS[i]}")
		else
			words+=("${COMP_WORDS[i]}")
		fi
		((++i))
	done
	cur=${COMP_WORDS[COMP_CWORD]-}
	[ "$cur" != = ] || cur=''

	for ((i = 1; i < ${#words[@]}; i++)); do
		case ${words[i]} in
		--)	[ "$verb" != run ] || command=$((i + 1))
			break ;;
		-c | -d | --config | --database | --root)
			where+=("${words[i]}" "${words[i + 1]-}")
			((i++)) ;;
		-?*)	! _atlas_task_takes "${words[i]}" || ((i++)) ;;
		*)	if [ -z "$verb" ]; then
				verb=${words[i]}
			else
				((operands++))
			fi ;;
		esac
	done

	if [ -n "$command" ]; then
		if declare -F _command_offset >/dev/null; then
			_command_offset "$command"
		else
			COMPREPLY=($(compgen -c -f -- "$cur"))
		fi
	elif [ ${#words[@]} -gt 1 ] && [ $i -gt ${#words[@]} ]; then
		_atlas_task_value "${words[${#words[@]} - 1]}"
	elif [[ $cur == -?* || $cur == - ]]; then
		COMPREPLY=($(compgen -W "$(_atlas_task_options "$verb") \
		    $shared" -- "$cur"))
	elif [ -z "$verb" ]; then
		COMPREPLY=($(compgen -W "$_atlas_task_verbs" -- "$cur"))
	else
		_atlas_task_operand
	fi
}

complete -F _atlas_task atlas-task
