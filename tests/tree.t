#!/bin/sh
# SPDX-License-Identifier: MIT
# The mechanical rules of this tree: who may include, export and call what.
. "$(dirname "$0")/lib.sh"
cd "$TOP" || exit 1

# none DESC: nothing was found; what was is in the file $T/found, a line each.
none() {
	if [ -s "$T/found" ]; then
		flunk "$1" "$(cat "$T/found")"
	else
		pass "$1"
	fi
}

# files PATTERN FOLDER...: the files with such a name, of folders that exist.
files() {
	_pattern=$1; shift
	for _folder; do
		[ ! -e "$_folder" ] || find "$_folder" -type f -name "$_pattern"
	done | sort
}

# search ERE FILE...: FILE:LINE:TEXT where it matches, if there are files.
search() {
	_ere=$1; shift
	[ $# = 0 ] || grep -EnI -e "$_ere" -- "$@" /dev/null
}

code=$(files '*.[ch]' lib cmd)
headers=$(files '*.h' lib cmd)
everything=$(find . \( -name .git -o -name build \) -prune -o \
    -type f ! -name config.mk ! -name config.log -print | sort)
tools=$(for f in cmd/*; do
	[ ! -f "$f" ] || echo "$f" | sed -n 's|^cmd/\(.*\)\.c$|\1|p'
	[ ! -d "$f" ] || [ -z "$(files '*.c' "$f")" ] || basename "$f"
done)

# What each file says of itself.

for f in $code $(files '*.sql' lib) $(files '*.awk' lib) \
    $(files '*.[ch]' tests) $(files '*.t' tests) $(files '*.sh' tests share); do
	sed 5q "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f"
done >"$T/found"
none 'each source has its SPDX line at the top'

for f in $headers; do
	case $f in
	lib/*)	guard=${f#lib/} ;;
	*)	guard=${f##*/} ;;
	esac
	guard=$(echo "$guard" | tr 'a-z/.-' 'A-Z___')
	grep -A1 -x "#ifndef $guard" "$f" | grep -qx "#define $guard" ||
	    echo "$f: no guard $guard"
done >"$T/found"
none 'each header is guarded by LAYER_NAME_H, in cmd by NAME_H'

for f in $(files '*' lib cmd); do
	lines=$(wc -l <"$f")
	[ "$lines" -le 500 ] || echo "$f: $lines lines"
done >"$T/found"
none 'no file has more than 500 lines'

# shellcheck disable=SC2046 # a list
search '\<(TOD[O]|FIXM[E]|XX[X])\>' $(files '*' lib cmd man share) \
    configure Makefile >"$T/found"
none 'nothing is left to be done later'

# shellcheck disable=SC2086 # a list
search '(^|[^A-Za-z0-9_}.-])/wor[k]/' $everything >"$T/found"
none 'no path of the machine it was written on'

# Layers, lowest first; each may include itself and those before it.

for f in $(files '*.[ch]' lib); do
	layer=$(echo "$f" | cut -d/ -f2)
	sed -n 's/^#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$f" |
	    while read -r header; do
		echo "$f $layer $header"
	done
done | awk '
	BEGIN {
		n = split("base format service domain outside program", l)
		for (i = 1; i <= n; i++)
			level[l[i]] = i
	}
	{ split($3, part, "/") }
	!($2 in level) { print $1 ": not in a layer"; next }
	!(part[1] in level) { print $1 ": \"" $3 "\" names no layer"; next }
	level[part[1]] > level[$2] {
		print $1 ": \"" $3 "\" is of a higher layer"
	}' >"$T/found"
none 'lib includes its own layer or a lower one'

find lib -mindepth 2 -maxdepth 2 -name '*.c' | sed 's|.*/||' | sort | uniq -d \
    >"$T/found"
none 'no two sources of lib have one name'

# shellcheck disable=SC2086 # lists
search '^#[[:space:]]*include[[:space:]]*[<"]sqlite3(ext)?\.h' $code |
    grep -v '^lib/service/db[a-z_]*\.[ch]:' >"$T/found"
none 'sqlite3.h is included in lib/service/db* only'

# shellcheck disable=SC2086 # lists
search '^#[[:space:]]*include[[:space:]]*[<"]curl/' $code |
    grep -v '^lib/service/http[a-z_]*\.[ch]:' >"$T/found"
none 'libcurl is used in lib/service/http* only'

# shellcheck disable=SC2086 # lists
search '^#[[:space:]]*include[[:space:]]*[<"]openssl/' $code |
    grep -v '^lib/format/' >"$T/found"
none 'OpenSSL is used in lib/format only'

# shellcheck disable=SC2046 # a list
search 'sqlite3_' $(files '*' cmd) >"$T/found"
none 'cmd does not speak to sqlite3'

# What the objects say. FILE KIND SYMBOL; U is undefined, capitals are global.

nm -A "$BUILD/libatlas.a" 2>/dev/null |
    sed -n 's/^[^:]*:\([^:]*\)\.o:[0-9a-f ]* \([A-Za-z]\) \(.*\)$/\1 \2 \3/p' \
    >"$T/symbols"
ok 'libatlas.a is there' test -s "$T/symbols"

# foo.c exports foo_*, and so does foo_bar.c, a part of it, if there is a foo.h.
# More than that: mem.c the x* functions and fail.c fail(). Sanitizers add
# names that begin with two underscores.
awk -v headers="$(files '*.h' lib | sed 's|.*/||' | tr '\n' ' ')" '
	BEGIN {
		n = split(headers, name, " ")
		for (i = 1; i <= n; i++)
			header[name[i]] = 1
	}
	$2 ~ /[A-TV-Z]/ && $3 !~ /^__/ {
		concept = $1
		sub(/_.*/, "", concept)
		if (!((concept ".h") in header))
			concept = $1
		allowed = "^" concept "_"
		if ($1 == "mem")
			allowed = "^(mem_|x[a-z]+$)"
		else if ($1 == "fail")
			allowed = "^fail(_|$)"
		if ($3 !~ allowed)
			print $1 ".c exports " $3
	}' "$T/symbols" >"$T/found"
none 'foo.c exports foo_* and nothing else'

may_exit=$(files '*.c' lib/program | sed 's|.*/\(.*\)\.c$|\1|' | tr '\n' ' ')
awk -v may="mem $may_exit" '
	BEGIN { n = split(may, name, " "); for (i = 1; i <= n; i++) ok[name[i]] }
	$2 == "U" && $3 ~ /^v?(exit|errx?)$/ && !($1 in ok) {
		print $1 ".c calls " $3
	}' "$T/symbols" >"$T/found"
none 'lib does not end the program'

for tool in $tools; do
	bin=$BUILD/bin/$tool
	[ -x "$bin" ] || { echo "$tool: not built"; continue; }
	case $tool in
	atlas-export | atlas-import) ;;	# they may have to talk to Google
	*)	readelf -dW "$bin" | grep -E 'NEEDED.*lib(curl|crypto|ssl)' |
		    sed "s/^/$tool:/" ;;
	esac
	readelf -dW "$bin" | grep -q 'Flags:.* PIE' || echo "$tool: not PIE"
	readelf -dW "$bin" | grep -Eq '(BIND_NOW|Flags:.* NOW)' ||
	    echo "$tool: binds lazily"
	readelf -lW "$bin" | grep -q GNU_RELRO || echo "$tool: no RELRO"
done >"$T/found"
none 'each tool is hardened; only sync tools link curl or crypto'

# One name, everywhere.

for tool in $tools; do
	[ -f "man/$tool.1" ] || echo "no man/$tool.1"
	[ -f "tests/$tool.t" ] || echo "no tests/$tool.t"
done >"$T/found"
none 'each tool has its page and its test'

if [ -f man/atlas.7 ]; then
	for f in man/*.[1-8]; do
		name=$(basename "${f%.*}") section=${f##*.}
		[ "$f" = man/atlas.7 ] ||
		    grep -Eq "^\.(It )?Xr $name $section( |\$)" man/atlas.7 ||
		    echo "$f"
	done >"$T/found"
	none 'each page is on the map, atlas(7)'
fi

done_testing
