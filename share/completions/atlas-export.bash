# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2207 # words for COMPREPLY
# Completion of atlas-export(1) for bash.

_atlas_export() {
	local cur=${COMP_WORDS[COMP_CWORD]-} before=''
	local tabs='Pending_Approvals Errors_Hotlist Runs'
	[ "$COMP_CWORD" = 0 ] || before=${COMP_WORDS[COMP_CWORD - 1]}
	# bash splits "--tab=Runs" in three.
	if [ "$cur" = = ]; then
		cur=''
	elif [ "$before" = = ] && [ "$COMP_CWORD" -gt 1 ]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	COMPREPLY=()
	case $before in
	--tab)	COMPREPLY=($(compgen -W "$tabs" -- "$cur")) ;;
	-c | --config | -d | --database)
		compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -f -- "$cur")) ;;
	--root)	compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -d -- "$cur")) ;;
	*)	COMPREPLY=($(compgen -W '--setup --tab -c --config -d --database
		    --root -j --json -n --dry-run -q --quiet -v --verbose
		    --no-color -h --help -V --version' -- "$cur")) ;;
	esac
}

complete -F _atlas_export atlas-export
