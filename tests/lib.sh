# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # the tests use the variables
# A small TAP library for shell tests. A test begins and ends so:
#
#	#!/bin/sh
#	# SPDX-License-Identifier: MIT
#	. "$(dirname "$0")/lib.sh"
#	...
#	done_testing
#
# It then stands in a temporary directory of its own, $T, which is removed at
# the end unless KEEP is set. The tools are first in PATH; ATLAS_ROOT, HOME
# and TMPDIR are below $T; nothing else of the caller's environment that
# could matter is left. ATLAS_BUILD names another build directory.
#
#	$T $TOP $BUILD	here; the source tree; the build directory
#
# Checks count in the shell that runs them: not in a pipe, not in ( ). Give
# input with < or <<. After ok, fails and exits there are $status, $out and
# $err, and the same to the last byte in the files $T/.out and $T/.err.

TOP=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd) || exit 1
BUILD=$(CDPATH='' cd -- "${ATLAS_BUILD:-$TOP/build}" && pwd) || {
	echo "$0: not built: run make first" >&2
	exit 1
}

for _name in $(env | sed -n 's/^\(ATLAS_[A-Za-z0-9_]*\)=.*/\1/p'); do
	unset "$_name"
done
unset NO_COLOR CLICOLOR_FORCE COLUMNS LINES LANG LANGUAGE CDPATH ENV PAGER \
    VISUAL EDITOR XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME \
    XDG_CACHE_HOME XDG_RUNTIME_DIR JOURNAL_STREAM INVOCATION_ID \
    NOTIFY_SOCKET LISTEN_FDS LISTEN_PID MAKEFLAGS MFLAGS MAKELEVEL \
    SSH_CONNECTION SUDO_USER

T=$(mktemp -d "${TMPDIR:-/tmp}/atlas-${0##*/}.XXXXXX") || exit 1
_count=0 _failed=0 _at_exit=''

_end() {
	_status=$?
	trap '' INT TERM HUP
	eval "$_at_exit"
	cd /
	if [ -n "${KEEP-}" ]; then
		diag "kept $T"
	else
		chmod -R u+rwX "$T" 2>/dev/null
		rm -rf "$T"
	fi
	exit "$_status"
}
trap _end EXIT
trap 'exit 130' INT TERM HUP

# data is where the tools keep things: as make install leaves it.
mkdir "$T/home" "$T/tmp" "$T/root" && cd "$T" || exit 1
for _name in data config backups desk logs incidents; do
	mkdir "$T/root/$_name"
done
PATH=$BUILD/bin:$PATH ATLAS_ROOT=$T/root HOME=$T/home TMPDIR=$T/tmp
LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
export PATH ATLAS_ROOT HOME TMPDIR LC_ALL TZ TERM
umask 022
exec </dev/null

# diag TEXT...: a remark, to standard error as TAP wants it.
diag() {
	printf '%s\n' "$*" | sed 's/^/# /' >&2
}

# _result STATUS DESC: one line of TAP; gives STATUS back.
_result() {
	_count=$((_count + 1))
	case $2 in
	*'#'*)	_desc=$(printf '%s\n' "$2" | sed 's/#/\\#/g') ;;
	*)	_desc=$2 ;;
	esac
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' $_count "$_desc"
	else
		_failed=$((_failed + 1))
		printf 'not ok %d - %s\n' $_count "$_desc"
		diag "failed: $2"
	fi
	return "$1"
}

# _run CMD...: run it with its outputs kept.
_run() {
	"$@" >"$T/.out" 2>"$T/.err"
	status=$?
	out=$(cat "$T/.out") err=$(cat "$T/.err")
}

_show_run() {
	_command=$*
	diag "command: $_command"
	diag "status:  $status"
	[ -z "$out" ] || diag "stdout:  $out"
	[ -z "$err" ] || diag "stderr:  $err"
}

# ok DESC CMD...: it ends with 0.
ok() {
	_what=$1; shift
	_run "$@"
	_result "$status" "$_what" || _show_run "$@"
}

# fails DESC CMD...: it ends with anything but 0.
fails() {
	_what=$1; shift
	_run "$@"
	_result $((status == 0)) "$_what" || _show_run "$@"
}

# exits DESC STATUS CMD...: it ends with exactly this status.
exits() {
	_what=$1 _want=$2; shift 2
	_run "$@"
	_result $((status != _want)) "$_what" || {
		diag "wanted status $_want"
		_show_run "$@"
	}
}

# is DESC GOT WANT: the two texts are the same.
is() {
	[ "$2" = "$3" ]
	_result $? "$1" || {
		printf '%s\n' "$3" >"$T/.want"
		printf '%s\n' "$2" >"$T/.got"
		diag "$(diff -u "$T/.want" "$T/.got" |
		    sed -e '1s/.*/--- wanted/' -e '2s/.*/+++ got/')"
	}
}

# isnt DESC GOT UNWANTED: the two texts differ.
isnt() {
	[ "$2" != "$3" ]
	_result $? "$1" || diag "got: $2"
}

# like DESC GOT ERE: a line of the text matches.
like() {
	printf '%s\n' "$2" | grep -Eq -e "$3"
	_result $? "$1" || diag "does not match: $3
got: $2"
}

# unlike DESC GOT ERE: no line of the text matches.
unlike() {
	! printf '%s\n' "$2" | grep -Eq -e "$3"
	_result $? "$1" || diag "matches: $3
got: $2"
}

# golden DESC NAME GOT: the text is what tests/golden/NAME holds. make golden
# writes it there instead; the diff is then for a person to judge.
golden() {
	if [ "${GOLDEN-}" = update ]; then
		mkdir -p "$TOP/tests/golden"
		printf '%s\n' "$3" >"$TOP/tests/golden/$2"
	fi
	is "$1" "$3" "$(cat "$TOP/tests/golden/$2" 2>&1)"
}

pass() {
	_result 0 "$1"
}

# flunk DESC [WHY]
flunk() {
	_result 1 "$1" || [ $# -lt 2 ] || diag "$2"
}

# With SKIP_LOG naming a file, what was skipped is noted there: CI looks.
_skipped() {
	[ -z "${SKIP_LOG-}" ] || echo "${0##*/}: $*" >>"$SKIP_LOG"
}

# skip DESC REASON: a check that cannot be made here.
skip() {
	_skipped "$1: $2"
	_count=$((_count + 1))
	printf 'ok %d - %s # SKIP %s\n' $_count "$1" "$2"
}

# skip_all REASON: at the top, when nothing can be tested here.
skip_all() {
	_skipped "$1"
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# at_exit COMMAND: evaluated at the end, newest first.
at_exit() {
	_at_exit="$1
$_at_exit"
}

# background CMD...: start it, with its outputs in $T/.out.N; it is ended with
# the test. $! is its process.
_jobs=0
background() {
	_jobs=$((_jobs + 1))
	"$@" >"$T/.out.$_jobs" 2>&1 &
	at_exit "kill $! 2>/dev/null; wait $! 2>/dev/null"
}

# eventually SECONDS CMD...: ask every 50 ms until it ends with 0.
eventually() {
	_tries=$(($1 * 20)); shift
	until "$@" >/dev/null 2>&1; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# sanitized: is this a build with sanitizers? Limits on memory and time, and
# valgrind, make no sense then.
sanitized() {
	grep -qx 'SANITIZERS = yes' "$TOP/config.mk"
}

# done_testing: always the last line.
done_testing() {
	printf '1..%d\n' $_count
	[ $_failed = 0 ]
	exit
}
