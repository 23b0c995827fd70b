/* SPDX-License-Identifier: MIT */
/* Loading tasks: what is taken, what is not, and why. */
#include "base/buf.h"
#include "domain/load.h"
#include "ledger.h"

static struct load_counts	counts;
static struct buf		told;	/* "LINE: why" of each bad line */

static void
tell(int64_t line, const char *why, void *arg)
{
	(void)arg;
	buf_addf(&told, "%lld: %s\n", (long long)line, why);
}

static int
load_with(const char *text, size_t len, bool keep_going, bool dry_run)
{
	struct load_options options = { .keep_going = keep_going,
	    .dry_run = dry_run, .bad = tell };
	FILE *in = fmemopen((void *)(uintptr_t)text, len, "r");
	int rc;

	buf_clear(&told);
	rc = load_stream(db, &policy, &jane, in, &options, &counts);
	fclose(in);
	return rc;
}

static int
load(const char *text)
{
	return load_with(text, strlen(text), false, false);
}

static int
load_good(const char *text)
{
	return load_with(text, strlen(text), true, false);
}

static int64_t
tasks(void)
{
	return number("SELECT count(*) FROM task");
}

/* One bad line: its reason, and nothing is loaded. */
static void
bad(const char *line, const char *why)
{
	struct buf text = { 0 };
	int64_t before = tasks(), events = number("SELECT max(seq) "
	    "FROM event");

	buf_addf(&text, "{\"title\":\"good\"}\n%s\n", line);
	ok(failed(load(buf_text(&text)), FAIL_DATA,
	    "1 of 2 lines are bad, nothing was loaded"), "refused: %.60s",
	    line);
	if (!ok(strncmp(buf_text(&told), "2: ", 3) == 0 &&
	    strstr(buf_text(&told), why) != NULL, "... %s", why))
		diag("%s", buf_text(&told));
	ok(tasks() == before && number("SELECT max(seq) FROM event") ==
	    events, "... nothing was loaded");
	buf_clear(&text);
}

static void
test_bad_lines(void)
{
	bad("{", "");
	bad("[]", "not a JSON object");
	bad("null", "not a JSON object");
	bad("{\"title\":\"a\"} x", "");
	bad("{}", "title: it is missing");
	bad("{\"title\":null}", "title: it is missing");
	bad("{\"title\":\"\"}", "title: must not be empty");
	bad("{\"title\":7}", "title: must be a");
	bad("{\"title\":\"a\\u0000b\"}", "");
	bad("{\"title\":\"a\\u001b[31m\"}", "title: control character");
	bad("{\"title\":\"\xff\"}", "UTF-8");
	bad("{\"title\":\"a\",\"title\":\"b\"}", "title");
	bad("{\"title\":\"a\",\"priority\":101}", "priority: 101");
	bad("{\"title\":\"a\",\"priority\":1.5}", "priority: must be a whole");
	bad("{\"title\":\"a\",\"priority\":\"1\"}", "priority: must be a");
	bad("{\"title\":\"a\",\"status\":\"open\"}", "status: \"open\"");
	bad("{\"title\":\"a\",\"urgency\":\"x\"}", "urgency: \"x\"");
	bad("{\"title\":\"a\",\"due_at\":\"soon\"}", "due_at: \"soon\"");
	bad("{\"title\":\"a\",\"created_at\":\"2026-13-01T00:00:00.000Z\"}",
	    "created_at");
	bad("{\"title\":\"a\",\"labels\":\"x\"}", "labels: must be an array");
	bad("{\"title\":\"a\",\"labels\":[1]}", "labels: must be texts");
	bad("{\"title\":\"a\",\"labels\":[\"\"]}", "label");
	bad("{\"title\":\"a\",\"gates\":[\"x\"]}", "gates");
	bad("{\"title\":\"a\",\"needs\":[{}]}", "needs: must be");
	bad("{\"title\":\"a\",\"needs\":[1.5]}", "needs: must be");
	bad("{\"title\":\"a\",\"needs\":[1e300]}", "needs: must be");
	bad("{\"title\":\"a\",\"needs\":[-1]}", "needs: ");
	bad("{\"title\":\"a\",\"needs\":[99]}", "there is no task 99");
	bad("{\"title\":\"a\",\"needs\":[\"nowhere\"]}",
	    "needs: \"nowhere\" is neither in the file nor in the database");
	bad("{\"title\":\"a\",\"parent\":\"nowhere\"}", "parent: \"nowhere\"");
	bad("{\"title\":\"a\",\"parent\":77}", "there is no task 77");
	bad("{\"title\":\"a\",\"parent\":true}", "parent");
	bad("{\"title\":\"a\",\"uid\":\"\"}", "uid");
	bad("{\"title\":\"a\",\"progress\":101}", "progress");
	bad("{\"title\":\"a\",\"attempts\":-1}", "attempts");
	bad("{\"title\":\"a\",\"version\":0}", "version");
	bad("{\"title\":\"a\",\"id\":-3}", "id");
	bad("{\"title\":\"a\",\"id\":1e30}", "id");
	bad("{\"title\":\"a\",\"project\":\"\"}", "project");
	bad("{\"title\":\"a\",\"project\":\"a\\u0007b\"}", "project");
	bad("{\"title\":\"a\",\"uid\":\"a\",\"needs\":[\"a\"]}", "circle");
	bad("{\"title\":\"a\",\"uid\":\"a\",\"parent\":\"a\"}",
	    "inside its own children");
}

static void
test_limits(void)
{
	static char line[LOAD_LINE_BYTES + 64];
	size_t n = (size_t)sprintf(line, "{\"title\":\"a\"}");

	memset(line + n, ' ', sizeof line - n);
	line[LOAD_LINE_BYTES - 1] = 'x';
	line[LOAD_LINE_BYTES] = '\n';
	is_int(load_with(line, LOAD_LINE_BYTES + 1, false, false), -1,
	    "a line of 1 MiB is read");
	fail_clear();
	ok(strstr(buf_text(&told), "at most") == NULL, "whole: %s",
	    buf_text(&told));
	line[LOAD_LINE_BYTES] = 'x';
	line[LOAD_LINE_BYTES + 1] = '\n';
	strcpy(line + LOAD_LINE_BYTES + 2, "{\"title\":\"after it\"}\n");
	is_int(load_with(line, strlen(line), true, false), 0, "a longer one");
	ok(strstr(buf_text(&told), "1: 1048577 bytes, at most 1048576") !=
	    NULL, "is not: %s", buf_text(&told));
	is_int(counts.added, 1, "and the line after it is");
}

static void
test_good_lines(void)
{
	ledger_renew();
	is_int(load("{\"title\":\"a\"}\r\n\n  \t \n{\"title\":\"b\"}"), 0,
	    "CRLF, empty lines, no newline at the end");
	is_int(counts.lines, 4, "lines");
	is_int(counts.added, 2, "two tasks");
	is_int(counts.asked, 2, "whose starts are asked for");
	is_int(load("{\"uid\":\"u\",\"title\":\"a\",\"new\":{\"x\":1},"
	    "\"gates\":[],\"project\":\"Made\",\"key\":\"k\"}\n"), 0,
	    "an unknown member");
	is_int(counts.projects, 1, "a new project");
	is_int(load("{\"uid\":\"u\",\"title\":\"other\"}\n"
	    "{\"title\":\"other\",\"key\":\"k\"}\n"), 0, "again");
	is_int(counts.present, 2, "are there");
	is_str(text_of("SELECT title FROM task WHERE uid = 'u'", 0), "a",
	    "as they were");
	is_int(load("{\"title\":\"x\",\"key\":\"\"}\n"
	    "{\"title\":\"y\",\"key\":\"\"}\n"), 0, "no key");
	is_int(counts.added, 2, "is no key");
	is_int(load_with("{\"title\":\"dry\"}\n", 16, false, true), 0,
	    "a dry run");
	is_int(counts.added, 1, "counts");
	is_int(number("SELECT count(*) FROM task WHERE title = 'dry'"), 0,
	    "and does nothing");
	is_int(number("SELECT count(*) FROM event WHERE via = 'raw'"), 0,
	    "nothing of this was by hand");
}

static void
test_ids(void)
{
	ledger_renew();
	add("one");
	is_int(load("{\"title\":\"a\",\"id\":7}\n{\"title\":\"b\"}\n"
	    "{\"title\":\"c\",\"id\":7}\n{\"title\":\"d\",\"id\":1}\n"
	    "{\"title\":\"e\",\"id\":2}\n"), 0, "ids");
	is_str(text_of("SELECT group_concat(id || title, ' ') FROM "
	    "(SELECT * FROM task ORDER BY title)", 0),
	    "7a 8b 9c 10d 2e 1one", "are kept when they are free");
	is_int(load("{\"title\":\"z\",\"id\":9007199254740992}\n"), 0,
	    "the largest");
	ok(add("next") > 0, "leaves room for the next");
}

static void
test_references(void)
{
	ledger_renew();
	add("one");
	is_int(load("{\"uid\":\"c\",\"title\":\"c\",\"needs\":[\"a\",\"b\"],"
	    "\"parent\":\"p\"}\n"
	    "{\"uid\":\"b\",\"title\":\"b\",\"needs\":[\"a\",\"a\",1]}\n"
	    "{\"uid\":\"p\",\"title\":\"p\",\"parent\":1}\n"
	    "{\"uid\":\"a\",\"title\":\"a\",\"status\":\"done\"}\n"), 0,
	    "forwards and to what is there");
	is_str(text_of("SELECT group_concat(t.uid || n.uid, ' ') FROM "
	    "(SELECT * FROM task_need ORDER BY task_id, needs_id) AS x "
	    "JOIN task AS t ON t.id = x.task_id "
	    "JOIN task AS n ON n.id = x.needs_id WHERE n.id <> 1", 0),
	    "cb ca ba", "needs");
	is_str(text_of("SELECT p.uid FROM task AS t JOIN task AS p "
	    "ON p.id = t.parent_id WHERE t.uid = 'c'", 0), "p", "a parent");
	is_int(number("SELECT blockers FROM task WHERE uid = 'c'"), 1,
	    "what is done does not block");
	is_int(number("SELECT blockers FROM task WHERE uid = 'b'"), 1,
	    "what is not does");
	is_int(number("SELECT count(*) FROM event WHERE kind = 'loaded'"), 4,
	    "an event each");
}

static void
test_keep_going(void)
{
	ledger_renew();
	is_int(load_good("{\"uid\":\"x\",\"title\":\"\"}\n"
	    "{\"uid\":\"c\",\"title\":\"c\",\"parent\":\"a\"}\n"
	    "{\"uid\":\"a\",\"title\":\"a\",\"needs\":[\"b\"]}\n"
	    "{\"uid\":\"b\",\"title\":\"b\",\"needs\":[\"x\"]}\n"
	    "{\"uid\":\"d\",\"title\":\"d\",\"needs\":[\"e\"]}\n"
	    "{\"uid\":\"e\",\"title\":\"e\",\"needs\":[\"f\"]}\n"
	    "{\"uid\":\"f\",\"title\":\"f\",\"needs\":[\"e\"]}\n"
	    "{\"uid\":\"g\",\"title\":\"g\",\"needs\":[\"h\"]}\n"
	    "{\"uid\":\"h\",\"title\":\"h\"}\n"
	    "{\"title\":\"i\"}\n"), 0, "the good lines are loaded");
	is_str(text_of("SELECT group_concat(title, '') FROM "
	    "(SELECT title FROM task ORDER BY title)", 0), "ghi", "those");
	is_int(counts.bad, 7, "seven are bad");
	ok(strstr(buf_text(&told), "1: title: must not be empty\n") != NULL &&
	    strstr(buf_text(&told), "4: needs: \"x\" is neither") != NULL &&
	    strstr(buf_text(&told), "3: needs: it points at line 4") != NULL &&
	    strstr(buf_text(&told), "2: parent: it points at line 3") != NULL &&
	    strstr(buf_text(&told), "5: needs: they lead in a circle") !=
	    NULL && strstr(buf_text(&told), "7: needs: they lead") != NULL,
	    "each with its reason");

	/* what goes wrong late must not leave its followers hanging */
	is_int(load_good("{\"uid\":\"p\",\"title\":\"p\"}\n"
	    "{\"uid\":\"k1\",\"title\":\"k\",\"key\":\"k\",\"parent\":\"p\"}\n"
	    "{\"uid\":\"k2\",\"title\":\"k\",\"key\":\"k\",\"parent\":\"p\"}\n"
	    "{\"uid\":\"k3\",\"title\":\"k\",\"needs\":[\"k2\"]}\n"), 0,
	    "a key that stands twice: %s", fail_message());
	is_int(number("SELECT count(*) FROM task WHERE idempotency_key = "
	    "'k'"), 1, "is one task");
	is_int(number("SELECT count(*) FROM pragma_foreign_key_check"), 0,
	    "nothing points nowhere");
	is_int(load_good("{\"uid\":\"q1\",\"title\":\"q\",\"project\":"
	    "\"a\\u0007\",\"parent\":\"p\"}\n"
	    "{\"uid\":\"q2\",\"title\":\"q\",\"needs\":[\"q1\"]}\n"), 0,
	    "a bad project");
	is_int(counts.bad, 2, "with who points at it");
}

int
main(void)
{
	ledger_open();
	test_bad_lines();
	test_limits();
	test_good_lines();
	test_ids();
	test_references();
	test_keep_going();
	buf_clear(&told);
	return ledger_done();
}
