# SPDX-License-Identifier: MIT
# Turn the numbered migrations given as arguments into the C source of what
# service/schema.h declares:
#
#	awk -f embed.awk lib/schema/sqlite/[0-9]*.sql > schema_sqlite.c

function stop(message) {
	print "embed.awk: " FILENAME ": " message > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	print "/* Made by lib/schema/embed.awk. */"
	print "#include <assert.h>\n"
	print "#include \"service/schema.h\"\n"
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
	print "static const char *const migrations[] = {"
}

FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	if (substr(name, 1, 5) != sprintf("%04d-", ++n))
		stop("expected number " n ": none may be left out or doubled")
	if (n > 1)
		print "\t,"
	print "\t/* " name " */"
}

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?")	# no trigraphs
	print "\t\"" $0 "\\n\""
}

END {
	if (failed)
		exit 1
	if (n == 0)
		stop("no migrations")
	print "};\n"
	print "int\nschema_version(void)\n{"
	print "\treturn (int)(sizeof(migrations) / sizeof(migrations[0]));\n}\n"
	print "const char *\nschema_sql(int n)\n{"
	print "\tassert(n >= 1 && n <= schema_version());"
	print "\treturn migrations[n - 1];\n}"
}
