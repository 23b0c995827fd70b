/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "service/conf.h"
#include "tap.h"

static void
put(const char *path, const char *text)
{
	file_replace(path, 0644, text, strlen(text));
}

/* Open with this text as the file given by -c; NULL if that failed. */
static struct conf *
with(const char *text)
{
	struct conf_options options = { .file = "atlas.conf" };
	struct conf *conf;

	put("atlas.conf", text);
	fail_clear();
	if (conf_open(&conf, &options) == -1) {
		ok(conf == NULL, "nothing is left of a failed one");
		return NULL;
	}
	return conf;
}

static void
refuses(const char *text, const char *message)
{
	struct conf *conf = with(text);

	is_str(fail_message(), message, "%s", message);
	is_int(fail_kind(), FAIL_CONFIG, "CONFIG");
	conf_free(conf);
}

static void
accepts(const char *text, const char *key, const char *value)
{
	struct conf *conf = with(text);

	if (conf == NULL)
		ok(false, "%s: %s", text, fail_message());
	else
		is_str(conf_text(conf, key), value, "%s: %s", key, value);
	conf_free(conf);
}

static void
test_defaults(void)
{
	struct conf_options options = { .root = "/nowhere/at/all" };
	struct conf *conf;
	char *path;

	conf_free(NULL);
	is_int(conf_open(&conf, &options), 0, "without a file");
	is_str(conf_text(conf, "atlas.project"), "Atlas", "project");
	is_str(conf_root(conf), "/nowhere/at/all", "root");
	is_str(conf_path(conf, "atlas.root"), "/nowhere/at/all", "as a path");
	is_str(conf_path(conf, "database.path"),
	    "/nowhere/at/all/data/atlas.db", "database");
	is_str(conf_text(conf, "database.path"), "data/atlas.db", "as text");
	is_int(conf_duration(conf, "database.busy_timeout"),
	    30 * CLOCK_SECOND, "busy timeout");
	is_int(conf_integer(conf, "database.cache_size"), 10000, "cache");
	is_str(conf_text(conf, "database.synchronous"), "normal", "sync");
	is_str(conf_text(conf, "policy.gates"), "start,finish", "gates");
	is_int(conf_duration(conf, "policy.lease"), 30 * CLOCK_MINUTE,
	    "lease");
	is_int(conf_integer(conf, "policy.max_attempts"), 3, "attempts");
	ok(!conf_bool(conf, "policy.self_approval"), "self approval");
	is_int(conf_duration(conf, "policy.remind_after"), CLOCK_DAY,
	    "remind after");
	is_str(conf_text(conf, "desk.kind"), "directory", "desk");
	is_str(conf_path(conf, "desk.directory"), "/nowhere/at/all/desk",
	    "desk directory");
	is_int(conf_integer(conf, "desk.max_rows"), 1000, "rows");
	is_int(conf_integer(conf, "desk.runs"), 200, "runs");
	is_str(conf_path(conf, "backup.directory"),
	    "/nowhere/at/all/backups", "backups");
	path = conf_below_root(conf, "logs/x.log");
	is_str(path, "/nowhere/at/all/logs/x.log", "below the root");
	free(path);
	conf_free(conf);
}

static void
test_file(void)
{
	struct conf *conf = with(
	    "# comment, longer than inih's lines ........................"
	    "............................................................"
	    "............................................................"
	    "............................................................\n"
	    "\t; another\n"
	    "[atlas]\n"
	    "project = Gr\xc3\xbcn = gut ; a remark\n"
	    "root: /srv/atlas\n"
	    "\n"
	    "[policy]\r\n"
	    "  gates=finish ,start\r\n"
	    "  lease = 1h30m\r\n"
	    "\tself_approval = Yes\n"
	    "max_attempts = 100\n"
	    "[database]\n"
	    "path = /var/lib/a;b.db\n"
	    "synchronous = full\n"
	    "[desk]\n"
	    "directory = d");

	if (!ok(conf != NULL, "a file: %s", fail_message()))
		return;
	is_str(conf_text(conf, "atlas.project"), "Gr\xc3\xbcn = gut", "text");
	is_str(conf_root(conf), "/srv/atlas", "root");
	is_str(conf_text(conf, "policy.gates"), "start,finish", "gates");
	is_int(conf_duration(conf, "policy.lease"), 90 * CLOCK_MINUTE,
	    "indented");
	ok(conf_bool(conf, "policy.self_approval"), "yes");
	is_int(conf_integer(conf, "policy.max_attempts"), 100, "most");
	is_str(conf_path(conf, "database.path"), "/var/lib/a;b.db",
	    "an absolute path, with a semicolon");
	is_str(conf_text(conf, "database.synchronous"), "full", "word");
	is_str(conf_path(conf, "desk.directory"), "/srv/atlas/d",
	    "the last line without its end, below the root of the file");
	conf_free(conf);
}

static void
test_values(void)
{
	accepts("", "atlas.project", "Atlas");
	accepts("\n\n#\n", "atlas.project", "Atlas");
	accepts("\xef\xbb\xbf[atlas]\nproject=x\n", "atlas.project", "x");
	accepts("[atlas]\n[policy]\ngates = none\n", "policy.gates", "none");
	accepts("[policy]\ngates = start\n", "policy.gates", "start");
	accepts("[policy]\ngates = finish\n", "policy.gates", "finish");
	accepts("[policy]\nself_approval = 0\n", "policy.self_approval", "0");
	accepts("[atlas]\nproject = a:b\n[atlas]\nroot = /x\n",
	    "atlas.project", "a:b");
}

static void
test_bool(void)
{
	static const char *const words[] = {
		"yes", "no", "true", "false", "on", "off", "1", "0", "YES",
		"No"
	};
	char text[100];
	struct conf *conf;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		snprintf(text, sizeof(text), "[policy]\nself_approval = %s\n",
		    words[i]);
		conf = with(text);
		ok(conf != NULL && conf_bool(conf, "policy.self_approval") ==
		    (i % 2 == 0), "%s", words[i]);
		conf_free(conf);
	}
}

static void
test_refused(void)
{
	static const struct {
		const char	*text, *message;
	} cases[] = {
		{ "[policy]\n\n# x\nleese = 1h\n", "atlas.conf:4: unknown key "
		    "\"leese\" in [policy]; did you mean \"lease\"?" },
		{ "[policy]\nbusy_timeout = 1h\n", "atlas.conf:2: unknown key "
		    "\"busy_timeout\" in [policy]; it belongs to "
		    "[database]" },
		{ "[policy]\nzzz = 1h\n", "atlas.conf:2: unknown key \"zzz\" "
		    "in [policy]" },
		{ "[policy]\nLease = 1h\n", "atlas.conf:2: unknown key "
		    "\"Lease\" in [policy]; did you mean \"lease\"?" },
		{ "\n[polcy]\n", "atlas.conf:2: unknown section [polcy]; "
		    "did you mean [policy]?" },
		{ "[google]\n", "atlas.conf:1: unknown section [google]" },
		{ "[]\n", "atlas.conf:1: unknown section []" },
		{ "\xef\xbb\xbf[x]\n", "atlas.conf:1: unknown section [x]" },
		{ "lease = 1h\n", "atlas.conf:1: \"lease\" stands before any "
		    "[section]" },
		{ "[policy\nlease = 1h\n", "atlas.conf:1: neither [section] "
		    "nor key = value" },
		{ "[policy]\nlease\n[x]\n", "atlas.conf:2: neither [section] "
		    "nor key = value" },
		{ "[policy]\ngates = start,\n  finish\n", "atlas.conf:2: "
		    "gates: \"\" is not start, finish or none" },
		{ "[policy]\ngates = start\n  finish\n", "atlas.conf:3: "
		    "neither [section] nor key = value" },
		{ "[policy]\nlease = 1h\nlease = 2h\n", "atlas.conf:3: "
		    "\"lease\" stands twice, first in atlas.conf:2" },
		{ "[policy]\nlease = 1h\n[desk]\n[policy]\nlease = 1h\n",
		    "atlas.conf:5: \"lease\" stands twice, first in "
		    "atlas.conf:2" },
		{ "[policy]\nlease = 90\n", "atlas.conf:2: lease: \"90\" is "
		    "not a duration, as 90s, 15m or 7d" },
		{ "[policy]\nlease = 0s\n", "atlas.conf:2: lease: \"0s\" is "
		    "no time at all" },
		{ "[policy]\nlease =\n", "atlas.conf:2: lease: must not be "
		    "empty" },
		{ "[atlas]\nproject = ; x\n", "atlas.conf:2: project: must "
		    "not be empty" },
		{ "[policy]\nmax_attempts = 0\n", "atlas.conf:2: "
		    "max_attempts: \"0\" is not a number from 1 to 100" },
		{ "[policy]\nmax_attempts = 101\n", "atlas.conf:2: "
		    "max_attempts: \"101\" is not a number from 1 to 100" },
		{ "[database]\ncache_size = 9\n", "atlas.conf:2: "
		    "cache_size: \"9\" is not a number from 10 to 1000000" },
		{ "[policy]\nself_approval = maybe\n", "atlas.conf:2: "
		    "self_approval: \"maybe\" is not yes, no, true, false, "
		    "on, off, 1 or 0" },
		{ "[policy]\ngates = none, start\n", "atlas.conf:2: gates: "
		    "\"none\" stands alone" },
		{ "[policy]\ngates = strat\n", "atlas.conf:2: gates: "
		    "\"strat\" is not start, finish or none; did you mean "
		    "\"start\"?" },
		{ "[database]\nsynchronous = ful\n", "atlas.conf:2: "
		    "synchronous: \"ful\" is not normal or full; did you "
		    "mean \"full\"?" },
		{ "[database]\nsynchronous = Full\n", "atlas.conf:2: "
		    "synchronous: \"Full\" is not normal or full; did you "
		    "mean \"full\"?" },
		{ "[desk]\nkind = google\n", "atlas.conf:2: kind: \"google\" "
		    "is not in this build, which has directory" },
		{ "[desk]\nkind = excel\n", "atlas.conf:2: kind: \"excel\" "
		    "is not directory" },
		{ "[atlas]\nroot = srv\n", "atlas.conf:2: root: \"srv\" does "
		    "not begin with a slash" },
		{ "[atlas]\nproject = a\x1b[0m\n", "atlas.conf:2: project: "
		    "control character U+001B at character 2" },
		{ "[atlas]\nproject = \xff\n", "atlas.conf: not a text in "
		    "UTF-8" },
		{ "[x]\n[y]\nz\n", "atlas.conf:1: unknown section [x]" },
		{ "z\n[x]\n", "atlas.conf:1: neither [section] nor key = "
		    "value" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(cases[i].text, cases[i].message);
}

static void
test_long_lines(void)
{
	struct buf b = {0};
	struct conf *conf;
	size_t i;

	buf_adds(&b, "[atlas]\nproject=");
	for (i = 0; i < 191; i++)
		buf_addc(&b, 'x');
	buf_addc(&b, '\n');
	conf = with(buf_text(&b));
	ok(conf != NULL && strlen(conf_text(conf, "atlas.project")) == 191,
	    "a line as long as inih has them: %s", fail_message());
	conf_free(conf);
	b.data[b.len - 1] = 'x';
	refuses(buf_text(&b), "atlas.conf:2: 200 bytes, at most 199");
	buf_addc(&b, '\n');
	refuses(buf_text(&b), "atlas.conf:2: 200 bytes, at most 199");
	buf_cut(&b, 0);
	for (i = 0; i < 256 * 1024 + 1; i++)
		buf_addc(&b, '\n');
	refuses(buf_text(&b), "atlas.conf: more than 262144 bytes");
	file_replace("atlas.conf", 0644, "[atlas]\n\0", 9);
	is_int(conf_open(&conf, &(struct conf_options){
	    .file = "atlas.conf" }), -1, "a NUL");
	is_str(fail_message(), "atlas.conf: not a text in UTF-8", "is told");
	buf_clear(&b);
}

struct told {
	struct buf	 text;
	int		 stop;
};

static int
tell(const char *section, const char *key, const char *value,
    const char *where, void *arg)
{
	struct told *told = arg;

	buf_addf(&told->text, "%s.%s=%s (%s)\n", section, key, value, where);
	return --told->stop == 0 ? fail(FAIL_DATA, "enough") : 0;
}

static void
test_each(void)
{
	struct conf_options options = { .file = "atlas.conf",
	    .root = "/r" };
	struct told told = {0};
	struct conf *conf;

	put("atlas.conf", "[policy]\n\ngates = start\n");
	setenv("ATLAS_DB", "/e.db", 1);
	is_int(conf_open(&conf, &options), 0, "each");
	unsetenv("ATLAS_DB");
	is_int(conf_each(conf, tell, &told), 0, "all of them");
	is_str(buf_text(&told.text),
	    "atlas.project=Atlas (built-in)\n"
	    "atlas.root=/r (--root)\n"
	    "database.path=/e.db (ATLAS_DB)\n"
	    "database.busy_timeout=30s (built-in)\n"
	    "database.cache_size=10000 (built-in)\n"
	    "database.synchronous=normal (built-in)\n"
	    "policy.gates=start (atlas.conf:3)\n"
	    "policy.lease=30m (built-in)\n"
	    "policy.max_attempts=3 (built-in)\n"
	    "policy.self_approval=no (built-in)\n"
	    "policy.remind_after=24h (built-in)\n"
	    "desk.kind=directory (built-in)\n"
	    "desk.directory=desk (built-in)\n"
	    "desk.max_rows=1000 (built-in)\n"
	    "desk.runs=200 (built-in)\n"
	    "backup.directory=backups (built-in)\n", "in their order");
	buf_cut(&told.text, 0);
	told.stop = 2;
	is_int(conf_each(conf, tell, &told), -1, "until one fails");
	is_str(buf_text(&told.text), "atlas.project=Atlas (built-in)\n"
	    "atlas.root=/r (--root)\n", "and no further");
	buf_clear(&told.text);
	conf_free(conf);
}

/* The root and database that come out of these; "" for none given. */
static void
finds(const char *name, struct conf_options options, const char *root_env,
    const char *db_env, const char *root, const char *database)
{
	struct conf *conf;

	setenv("ATLAS_ROOT", root_env, 1);
	setenv("ATLAS_DB", db_env, 1);
	if (conf_open(&conf, &options) == -1) {
		ok(false, "%s: %s", name, fail_message());
	} else {
		is_str(conf_root(conf), root, "%s: root", name);
		is_str(conf_path(conf, "database.path"), database,
		    "%s: database", name);
	}
	conf_free(conf);
	unsetenv("ATLAS_ROOT");
	unsetenv("ATLAS_DB");
}

static void
test_precedence(void)
{
	struct conf_options none = {0}, root = { .root = "/o" };
	struct conf_options all = { "atlas.conf", "/o", "/o.db" };
	char here[4096], relative_root[5000], relative_db[5000];

	put("atlas.conf", "[atlas]\nroot=/f\n[database]\npath=f.db\n");
	setenv("ATLAS_CONF", "atlas.conf", 1);
	finds("file", none, "", "", "/f", "/f/f.db");
	finds("environment", none, "/e", "/e.db", "/e", "/e.db");
	finds("options", all, "/e", "/e.db", "/o", "/o.db");
	finds("root option", root, "/e", "", "/o", "/o/f.db");
	unsetenv("ATLAS_CONF");
	finds("no file", root, "/e", "", "/o", "/o/data/atlas.db");

	if (getcwd(here, sizeof(here)) == NULL)
		ok(false, "getcwd");
	snprintf(relative_root, sizeof(relative_root), "%s/r", here);
	snprintf(relative_db, sizeof(relative_db), "%s/x.db", here);
	finds("relative options", (struct conf_options){ NULL, "r", "x.db" },
	    "", "", relative_root, relative_db);
	finds("relative environment", none, "r", "x.db", relative_root,
	    relative_db);

	/* In its place, a file is found, and its root counts. */
	file_make_directories("r/config", 0755);
	put("r/config/atlas.conf",
	    "[atlas]\nroot=/g\n[database]\npath=g.db\n");
	finds("ROOT/config/atlas.conf", (struct conf_options){
	    .root = "r" }, "", "", relative_root, strcat(strcpy(relative_db,
	    relative_root), "/g.db"));
	put("other.conf", "[database]\npath=/c.db\n");
	setenv("ATLAS_CONF", "atlas.conf", 1);
	finds("-c before ATLAS_CONF", (struct conf_options){
	    .file = "other.conf", .root = "/o" }, "", "", "/o", "/c.db");
	unsetenv("ATLAS_CONF");
}

static void
test_missing(void)
{
	struct conf_options options = { .file = "none.conf" };
	struct conf_options none = { .root = "/nowhere" };
	struct conf *conf;

	is_int(conf_open(&conf, &options), -1, "-c names no file");
	is_str(fail_message(), "none.conf: no such file", "message");
	is_int(fail_kind(), FAIL_CONFIG, "CONFIG");
	setenv("ATLAS_CONF", "none.conf", 1);
	is_int(conf_open(&conf, &none), -1, "nor does ATLAS_CONF");
	is_int(fail_kind(), FAIL_CONFIG, "CONFIG");
	setenv("ATLAS_CONF", "", 1);
	is_int(conf_open(&conf, &none), 0, "an empty ATLAS_CONF is none");
	conf_free(conf);
	unsetenv("ATLAS_CONF");
	options.file = "/dev/null";
	is_int(conf_open(&conf, &options), 0, "/dev/null is empty");
	conf_free(conf);
	options.file = ".";
	is_int(conf_open(&conf, &options), -1, "a directory is none");
	is_str(fail_message(), ".: Is a directory", "message");
	options = (struct conf_options){ .file = "/dev/null", .root = "" };
	is_int(conf_open(&conf, &options), -1, "an empty root");
	is_str(fail_message(), "--root: root: must not be empty", "message");
}

static void
test_unreadable(void)
{
	struct conf_options options = { .file = "atlas.conf" };
	struct conf *conf;

	put("atlas.conf", "");
	chmod("atlas.conf", 0);
	chmod(".", 0755);
	if (geteuid() == 0 && seteuid(65534) == -1)
		ok(false, "seteuid");
	is_int(conf_open(&conf, &options), -1, "not ours to read");
	is_int(fail_kind(), FAIL_DENIED, "is DENIED");
	is_str(fail_message(), "atlas.conf: Permission denied", "message");
	if (getuid() == 0 && seteuid(0) == -1)
		ok(false, "seteuid");
}

int
main(void)
{
	tap_directory();
	unsetenv("ATLAS_CONF");
	unsetenv("ATLAS_ROOT");
	unsetenv("ATLAS_DB");
	test_defaults();
	test_file();
	test_values();
	test_bool();
	test_refused();
	test_long_lines();
	test_each();
	test_precedence();
	test_missing();
	test_unreadable();
	return tap_done();
}
