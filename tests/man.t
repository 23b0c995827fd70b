#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual is true: its examples do what it says, and it leaves nothing out.
. "$(dirname "$0")/lib.sh"
man=$TOP/man

command -v mandoc >/dev/null || skip_all 'no mandoc'

# same DESC FILE FILE: the two lists, sorted here, are the same.
same() {
	sort -u "$2" -o "$2"
	sort -u "$3" -o "$3"
	is "$1" "$(cat "$2")" "$(cat "$3")"
}

# section TITLE FILE: what stands below .Ss TITLE, or .Sh TITLE.
section() {
	awk -v title="$1" '
		/^\.S[sh] / { inside = substr($0, 5) == title; next }
		inside' "$2"
}

# Form

for page in "$man"/*.[1-8]; do
	name=${page##*/}
	ok "$name has no fault that mandoc sees" \
	    mandoc -Tlint -Wwarning "$page"
	# The title line and the examples are as wide as they are.
	is "$name fits 80 columns" "$(mandoc -Tascii "$page" |
	    sed 's/.\x08//g' | awk 'length > 80')" ''
	grep -E '^\.Xr atlas' "$page" | awk '{ print $2 "." $3 }' |
	    while read -r other; do
		[ -f "$man/$other" ] || echo "$other"
	done >"$T/lost"
	is "$name refers to pages that exist" "$(cat "$T/lost")" ''
done

# Examples. In each page all of them are one session, as its EXAMPLES say: of
# jane, in a fresh root, at 09:00. "$ " begins a command, "> " goes on with it,
# what follows is its output; a backslash there breaks a line.

# examples PAGE: each to $T/ex/N.cmd and $T/ex/N.want.
examples() {
	rm -rf "$T/ex"
	mkdir "$T/ex"
	awk -v dir="$T/ex" '
		function plain(s) {
			gsub(/\\\(aq/, "\047", s)
			gsub(/\\\(dq/, "\"", s)
			gsub(/\\\(ti/, "~", s)
			gsub(/\\&/, "", s)
			gsub(/\\e/, "\\", s)
			return s
		}
		/^\.Sh / { inside = $2 == "EXAMPLES" }
		inside && /^\.Bd -literal/ { block = 1; next }
		/^\.Ed/ { block = 0 }
		!block { next }
		/^\$ / {
			n++
			file = sprintf("%s/%03d", dir, n)
			print plain(substr($0, 3)) >(file ".cmd")
			printf "" >(file ".want")
			next
		}
		/^> / { print plain(substr($0, 3)) >(file ".cmd"); next }
		{
			line = plain($0)
			if (goes_on)
				sub(/^ +/, "", line)
			goes_on = sub(/\\$/, "", line)
			printf "%s%s", line, goes_on ? "" : "\n" >(file ".want")
		}' "$1"
}

# The README's are indented lines; a line that is not ends them.
{
	echo '.Sh EXAMPLES'
	sed -e "s/'/\\\\(aq/g" -e 's/^    //; t' -e 's/.*/.Ed\n.Bd -literal/' \
	    "$TOP/README"
} | awk '/^\.Bd/ { shown = 0 } /^\$ / { shown = 1 } /^\.(Bd|Ed|Sh)/ || shown' \
    >"$T/README"

for page in "$man"/*.[1-8] "$T/README"; do
	name=${page##*/}
	examples "$page"
	root=$T/root.$name
	mkdir "$root"
	for dir in data config backups desk logs incidents; do
		mkdir "$root/$dir"
	done
	(
		cd "$root" || exit 1
		export ATLAS_ROOT="$root" ATLAS_ACTOR=jane \
		    ATLAS_NOW=2026-11-23T09:00:00.000Z
		for cmd in "$T"/ex/*.cmd; do
			# shellcheck disable=SC1090 # that is the point
			. "$cmd" >"${cmd%.cmd}.got" 2>&1
		done
	)
	like "$name has examples" "$(ls "$T/ex")" cmd
	for cmd in "$T"/ex/*.cmd; do
		is "$name: $(head -n 1 "$cmd")" \
		    "$(sed "s|$root|/opt/atlas|g" "${cmd%.cmd}.got" 2>&1)" \
		    "$(cat "${cmd%.cmd}.want")"
	done
done

# Verbs and options

# The options that a help text names, without those for every verb.
shared='-c --config -d --database --root -j --json -n --dry-run -q --quiet
    -v --verbose --no-color -h --help -V --version'
options_of_help() {
	grep -v '^Options for every verb' | grep -oE -- \
	    '(^|[ ,[(])--?[a-zA-Z][a-z-]*' | sed 's/^[ ,[(]//' |
	    grep -vxF -e "$(printf '%s\n' $shared)" | grep -E '^(--|-m$)'
}
# Those that are items in mdoc text: ".It Fl m , -message Ar TEXT".
options_of_page() {
	awk '/^\.It Fl / {
		for (i = 2; i <= NF; i++)
			if ($i ~ /^(Fl|Ar|Ns)$/)
				flag = $i == "Fl"
			else if (flag && $i != ",")
				print "-" $i
	}'
}

atlas-task --help >"$T/help"
sed -n '/^Tasks:/,/^Options/p' "$T/help" | grep -E '^  ' |
    awk '{ print substr($0, 3, 10); print substr($0, 38, 11) }' |
    grep -oE '^[a-z]+' >"$T/verbs.help"
sed -n '/^\.Sh TASKS/,/^\.Sh ENVIRONMENT/s/^\.Ss //p' "$man/atlas-task.1" \
    >"$T/verbs.page"
same 'atlas-task(1) has every verb, and no other' "$T/verbs.page" \
    "$T/verbs.help"

section 'Options for every verb' "$man/atlas-task.1" | options_of_page \
    >"$T/page"
printf '%s\n' $shared >"$T/help"
same 'atlas-task(1) has every option for every verb' "$T/page" "$T/help"

while read -r verb; do
	atlas-task "$verb" --help | options_of_help >"$T/help"
	section "$verb" "$man/atlas-task.1" | options_of_page >"$T/page"
	same "atlas-task(1) has the options of $verb" "$T/page" "$T/help"
done <"$T/verbs.page"

for tool in atlas-export atlas-import; do
	"$tool" --help | grep -oE -- '--?[a-zA-Z][a-z-]*' |
	    grep -E '^(--|-.$)' >"$T/help"
	sed -n '/^\.Sh DESCRIPTION/,/^\.Sh [^D]/p' "$man/$tool.1" |
	    options_of_page >"$T/page"
	same "$tool(1) has every option" "$T/page" "$T/help"
done

# Columns

columns_of_page() {
	section "$1" "$man/atlas-task.1" | grep -oE '(Ql |^)[a-z_]+( |$)' |
	    sed 's/Ql //' | tr -d ' '
}
atlas-task init >/dev/null
atlas-task add First >/dev/null
for verb in list pending 'search first' 'history 1' 'project list'; do
	# shellcheck disable=SC2086 # some are two words
	atlas-task $verb --columns '?' 2>&1 |
	    sed -n 's/.*there are: //p' | sed 's/, /\n/g' >"$T/tool"
	columns_of_page "${verb%% *}" | sort -u >"$T/page"
	sort -u "$T/tool" -o "$T/tool"
	is "atlas-task(1) has every column of $verb" \
	    "$(comm -23 "$T/tool" "$T/page")" ''
	like "$verb has columns" "$(cat "$T/tool")" '^id$|^seq$'
done

# Configuration

atlas-task config >"$T/config"
cut -f 1 "$T/config" >"$T/keys"
awk '/^\.Ss \[/ { gsub(/[][]/, "", $2); section = $2 }
    /^\.Sh / { section = "" }
    section != "" && /^\.It Cm / { print section "." $3 }' \
    "$man/atlas.conf.5" >"$T/page"
same 'atlas.conf(5) has every key, and no other' "$T/page" "$T/keys"

# The example, with each key switched on, says what is built in.
example=$TOP/share/atlas.conf.example
sed 's/^#\([a-z_]* = \)/\1/' "$example" >"$T/all.conf"
prefix=$(sed -n 's/^PREFIX = //p' "$TOP/config.mk")
sed -i "s|^root = /opt/atlas\$|root = $prefix|" "$T/all.conf"
env -u ATLAS_ROOT atlas-task -c "$T/all.conf" config >"$T/set"
env -u ATLAS_ROOT atlas-task -c /dev/null config >"$T/unset"
is 'the example has every value that is built in' \
    "$(cut -f 1,2 "$T/set")" "$(cut -f 1,2 "$T/unset")"
unlike 'the example names every key' "$(cut -f 3 "$T/set")" 'built-in'
ok 'the example as it is changes nothing' atlas-task -c "$example" config
unlike 'as it stands' "$out" 'atlas.conf.example'

# Defaults: "(TYPE, default VALUE".
awk -F '\t' '{ print $1 "\t" $2 }' "$T/unset" |
    sed "s|$prefix|/opt/atlas|" >"$T/want"
awk '/^\.Ss \[/ { gsub(/[][]/, "", $2); section = $2 }
    /^\.Sh / { section = "" }
    section != "" && /^\.It Cm / { key = section "." $3; text = "" }
    key != "" { text = text " " $0 }
    key != "" && match(text, /default *(\.Ql |\.Pa |`)[^)]*/) {
	v = substr(text, RSTART, RLENGTH)
	sub(/default *\.(Ql|Pa) /, "", v)
	sub(/ ,.*$/, "", v)
	gsub(/, /, ",", v)
	sub(/ +$/, "", v)
	print key "\t" v
	key = ""
    }' "$man/atlas.conf.5" >"$T/page"
same 'atlas.conf(5) tells the right defaults' "$T/page" "$T/want"

# JSON. The page's tables: SECTION FIELD TYPE.

awk '/^\.Ss / { section = substr($0, 5) }
    /^\.It Cm .* Ta / { print section "\t" $3 "\t" $5 }' \
    "$man/atlas-json.7" >"$T/fields"

# Something of everything.
cat >"$T/session" <<'END'
atlas-task --json init
atlas-task --json add First --label a --due 3d
atlas-task --json add Second --parent 1 --needs 1 --gate none --key k
atlas-task --json -n add Third
atlas-task --json approve 1 -m yes
atlas-task --json claim --as worker
atlas-task --json log 1 words --percent 5 --as worker
atlas-task --json review 1 -m done --evidence e --as worker
atlas-task --json revise 1 -m again
atlas-task --json claim --as worker
atlas-task --json renew 1 --as worker
atlas-task --json fail 1 -m why --as worker
atlas-task --json claim --as worker
atlas-task --json review 1 --as worker
atlas-task --json approve 1
atlas-task --json edit 2 --title Zweite
atlas-task --json list
atlas-task --json show 1 2
atlas-task --json tree --all
atlas-task --json add Fourth
atlas-task --json pending
atlas-task --json history 1 2
atlas-task --json audit
atlas-task --json wait 1 --for decision
atlas-task --json wait 1 --for done
atlas-task --json run -- cat
atlas-task --json search first
atlas-task --json needs 2
atlas-task --json stats
atlas-task --json sweep
atlas-task --json config
atlas-task --json project add House --gates none
atlas-task --json project list
atlas-task --json project show House
atlas-export --setup --json
atlas-import --json
END
cat >"$T/check.py" <<'END'
import json, re, subprocess, sys

tables = {}
for line in open(sys.argv[1]):
    section, field, kind = line.rstrip("\n").split("\t")
    tables.setdefault(section, {})[field] = kind

def is_time(v):
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", v)

def fits(value, kind):
    for one in kind.split("/"):
        if one == "null" and value is None:
            return True
        if one == "boolean" and isinstance(value, bool):
            return True
        if one == "number" and type(value) is int:
            return True
        if one == "string" and isinstance(value, str):
            return True
        if one == "time" and isinstance(value, str) and is_time(value):
            return True
        if one == "list" and isinstance(value, list):
            return True
        if one == "object" and isinstance(value, dict):
            return True
    return False

extra = {"run", "advice", "advisor", "approvals", "runs", "depth",
    "approval", "dry_run"}
bad, seen = set(), set()

def check(where, section, thing):
    table = tables[section]
    for name, value in thing.items():
        seen.add((section, name))
        if name not in table:
            bad.add(f"{where}: {section} has {name}, which is not told")
        elif not fits(value, table[name]):
            bad.add(f"{where}: {section}: {name} is {value!r}, "
                f"not {table[name]}")
    for name in table:
        if name not in thing and not (section == "Task" and name in extra):
            bad.add(f"{where}: {section} lacks {name}")
    for one in thing.get("approvals", []):
        check(where, "Approval", one)
    for one in thing.get("runs", []):
        check(where, "Run", one)

def section_of(words, thing):
    if words[0] == "atlas-export":
        return "Counts of export"
    if words[0] == "atlas-import":
        return "Counts of import"
    verb = words[2] if words[2] != "-n" else words[3]
    if verb == "wait":
        return "Approval" if "gate" in thing else "Task"
    return {"init": "Ledger", "pending": "Approval", "history": "Event",
        "audit": "Event", "search": "Search hit", "needs": "Need",
        "stats": "Stats", "sweep": "Counts of sweep", "config": "Setting",
        "project": "Project", "load": "Counts of load"}.get(verb, "Task")

for command in open(sys.argv[2]):
    command = command.strip()
    words = command.split()
    done = subprocess.run(["sh", "-c", command], capture_output=True,
        text=True)
    if done.returncode != 0:
        bad.add(f"{command}: {done.stderr.strip()}")
    if not done.stdout:
        bad.add(f"{command}: printed nothing")
    for line in done.stdout.splitlines():
        thing = json.loads(line)
        check(command, section_of(words, thing), thing)

load = subprocess.run(["atlas-task", "--json", "load", "--keep-going"],
    input='{"title":"x"}\n{"titel":"y"}\n', capture_output=True, text=True)
check("load", "Counts of load", json.loads(load.stdout))
line, error = map(json.loads, load.stderr.splitlines())
if set(line) != {"line", "message"}:
    bad.add(f"load: a bad line is {line}")
check("load", "Failure", dict(error["error"], error=error["error"]))

for section, table in tables.items():
    for name in table:
        if (section, name) not in seen:
            bad.add(f"{section}: {name} was never printed")
print("\n".join(sorted(bad)))
END
is 'atlas-json(7) has every field that is printed, and no other' \
    "$(ATLAS_ROOT=$T/json python3 "$T/check.py" "$T/fields" "$T/session" 2>&1)" \
    ''

# Every kind of event that the schema can write.
sed -n "s/^-- kind: .*\$//; s/.*'\([a-z]*-[a-z]*\)'.*/\1/p" \
    "$TOP"/lib/schema/sqlite/*-event.sql |
    grep -E '^(project|approval|run|error|need)-' | sort -u >"$T/tool"
section Event "$man/atlas-json.7" | sed -n 's/^\.Ql \([a-z-]*\).*/\1/p' |
    sort -u >"$T/page"
is 'atlas-json(7) has the kinds of events' "$(comm -23 "$T/tool" "$T/page")" ''

done_testing
