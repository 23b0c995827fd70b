/* SPDX-License-Identifier: MIT */
/* Tasks: what may stand in one, how it is found and changed. */
#include "base/buf.h"
#include "ledger.h"

static int
add_with(struct task_new new, int64_t *id)
{
	new.priority = new.priority == 0 ? -1 : new.priority;
	new.gates = new.gates != NULL ? new.gates : "none";
	return task_add(db, &policy, &jane, &new, id);
}

/* A text of so many of these characters; the caller frees. */
static char *
repeat(const char *character, size_t n)
{
	struct buf b = { 0 };

	while (n-- > 0)
		buf_adds(&b, character);
	return buf_take(&b);
}

static void
refused_title(const char *title, const char *why)
{
	int64_t id, before = number("SELECT count(*) FROM event");

	ok(failed(add_with((struct task_new){ .title = title }, &id),
	    FAIL_DATA, why), "title refused: %s", why);
	is_int(number("SELECT count(*) FROM event"), before,
	    "nothing happened");
}

static void
test_texts(void)
{
	char *t = repeat("\xe2\x82\xac", 500), *long_title =
	    repeat("\xe2\x82\xac", 501), *d = repeat("a", 65536),
	    *long_text = repeat("a", 65537), *name = repeat("n", 200),
	    *long_name = repeat("n", 201), *label = repeat("l", 101);
	const char *labels[1] = { label };
	int64_t id;

	is_int(add_with((struct task_new){ .title = t, .description = d,
	    .assignee = name, .feature = name, .key = name }, &id), 0,
	    "texts as long as they may be");
	is_int(number_of("SELECT length(title) FROM task WHERE id = $1", id),
	    500, "500 characters of three bytes");
	refused_title(long_title, "title: 501 characters, at most 500");
	refused_title("", "title: must not be empty");
	refused_title(" \xe2\x80\x8b\t", "title: ");
	refused_title("a\nb", "control character U+000A at character 2");
	refused_title("\x1b[31m", "control character U+001B");
	refused_title("a\x7f", "control character U+007F");
	refused_title("\xc2\x9b" "31m", "control character U+009B");
	refused_title("\xff", "not valid UTF-8 at byte 1");
	refused_title("ab\xc0\xaf", "not valid UTF-8 at byte 3");
	refused_title("\xed\xa0\x80", "not valid UTF-8");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .description = long_text }, &id), FAIL_DATA,
	    "description: 65537 bytes, at most 65536"), "a long description");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .description = "a\x1b" }, &id), FAIL_DATA, "description"),
	    "an escape in it");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .assignee = long_name }, &id), FAIL_DATA, "assignee: 201"),
	    "a long assignee");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .feature = long_name }, &id), FAIL_DATA, "feature: 201"),
	    "a long feature");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .key = long_name }, &id), FAIL_DATA, "key: 201"), "a long key");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .labels = labels, .nlabels = 1 }, &id), FAIL_DATA, "label: 101"),
	    "a long label");
	labels[0] = "";
	ok(failed(add_with((struct task_new){ .title = "t",
	    .labels = labels, .nlabels = 1 }, &id), FAIL_DATA, "label"),
	    "an empty label");
	is_int(add_with((struct task_new){ .title = "t",
	    .description = "one\n\ttwo\r\n" }, &id), 0,
	    "lines and tabs in a description");
	free(t);
	free(long_title);
	free(d);
	free(long_text);
	free(name);
	free(long_name);
	free(label);
}

static void
test_values(void)
{
	struct task t = { 0 };
	int64_t id;

	ok(failed(add_with((struct task_new){ .title = "t",
	    .priority = 101 }, &id), FAIL_DATA,
	    "priority: 101 is not from 0 to 100"), "priority 101");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .priority = -2 }, &id), FAIL_DATA, "priority: -2"), "and -2");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .urgency = "hihg" }, &id), FAIL_DATA, "did you mean \"high\""),
	    "an unknown urgency");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .gates = "begin" }, &id), FAIL_DATA, "gate"), "an unknown gate");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .project_id = 99 }, &id), FAIL_DATA, ""), "an unknown project");
	ok(failed(add_with((struct task_new){ .title = "t",
	    .parent_id = 9999 }, &id), FAIL_DATA, ""), "an unknown parent");

	MUST(add_with((struct task_new){ .title = "defaults" }, &id));
	is_int(task_load(db, id, &t), 1, "it is there");
	is_str(t.status, "todo", "to do");
	is_int(t.priority, 50, "of middling priority");
	is_str(t.urgency, "medium", "and urgency");
	is_int(t.max_attempts, 3, "with the policy's attempts");
	is_str(t.project, "Inbox", "in the policy's project");
	is_str(t.created_at, NOW, "made now");
	is_str(t.labels, "[]", "no labels");
	ok(t.due_at == NULL && t.key == NULL && t.lease_owner == NULL,
	    "what was not said is not there");
	is_int((long long)strlen(t.uid), 36, "a uid");
	ok(t.uid[14] == '4' && strchr("89ab", t.uid[19]) != NULL,
	    "of version 4: %s", t.uid);
	task_clear(&t);
	task_clear(&t);
	is_int(task_load(db, 9999, &t), 0, "no such task");
}

static void
test_key(void)
{
	int64_t first, second, before;

	MUST(add_with((struct task_new){ .title = "once", .key = "k1" },
	    &first));
	before = number("SELECT count(*) FROM event");
	is_int(add_with((struct task_new){ .title = "twice", .key = "k1" },
	    &second), 1, "a key that was used");
	is_int(second, first, "gives that task");
	is_int(number("SELECT count(*) FROM event"), before,
	    "and changes nothing");
	MUST(add_with((struct task_new){ .title = "a", .key = "" }, &first));
	is_int(add_with((struct task_new){ .title = "b", .key = "" },
	    &second), 0, "no key is no key");
}

static void
test_gates(void)
{
	struct project_fields fields = { .title = "Own", .gates = "finish" };
	struct task_new new = { .title = "t", .priority = -1 };
	int64_t project, id;

	MUST(project_add(db, &jane, &fields, &project));
	MUST(task_add(db, &policy, &jane, &new, &id));
	is_str(text_of("SELECT start_gate || finish_gate FROM task "
	    "WHERE id = $1", id), "waitingrequired", "gates of the policy");
	ok(open_approval(id) > 0, "its start is asked for");
	new.project_id = project;
	MUST(task_add(db, &policy, &jane, &new, &id));
	is_str(text_of("SELECT start_gate || finish_gate FROM task "
	    "WHERE id = $1", id), "nonerequired", "of the project");
	is_int(open_approval(id), -1, "nothing is asked");
	new.gates = "start";
	MUST(task_add(db, &policy, &jane, &new, &id));
	is_str(text_of("SELECT start_gate || finish_gate FROM task "
	    "WHERE id = $1", id), "waitingnone", "its own");
}

static void
test_find(void)
{
	int64_t id, a, b;
	char ref[32];

	MUST(db_exec(db, "INSERT INTO task (uid, title) VALUES "
	    "('abcdefgh-1', 'a'), ('abcdefgh-2', 'b'), ('12345678', 'c')"));
	a = number("SELECT id FROM task WHERE uid = 'abcdefgh-1'");
	b = number("SELECT id FROM task WHERE uid = '12345678'");
	snprintf(ref, sizeof ref, "#%lld", (long long)a);
	is_int(task_find(db, ref, &id), 1, "by #number");
	is_int(id, a, "found");
	is_int(task_find(db, ref + 1, &id), 1, "by number");
	is_int(id, a, "found");
	is_int(task_find(db, "abcdefgh-1", &id), 1, "by uid");
	is_int(id, a, "found");
	ok(failed(task_find(db, "abcdefgh", &id), FAIL_DATA,
	    "several begin so: abcdefgh-1 (#"), "by an ambiguous beginning");
	is_int(task_find(db, "abcdefg", &id), 0, "by seven characters");
	is_int(task_find(db, "12345678", &id), 1, "a uid of digits");
	is_int(id, b, "found");
	is_int(task_find(db, "ABCDEFGH-1", &id), 0, "in another case");
	is_int(task_find(db, "", &id), 0, "nothing");
	is_int(task_find(db, "#", &id), 0, "no number");
	is_int(task_find(db, "0", &id), 0, "zero");
	is_int(task_find(db, "-1", &id), 0, "a negative one");
	is_int(task_find(db, "99999999999999999999", &id), 0, "a huge one");
	is_int(task_find(db, "%", &id), 0, "a pattern");
	is_int(task_find(db, "abcdefgh-1' OR 1=1", &id), 0, "SQL");
	ok(failed(task_need_id(db, "4711", &id), FAIL_DATA,
	    "task 4711: there is no such task"), "where it must exist");
	MUST(db_exec(db, "INSERT INTO task (uid, title) VALUES ('zzzzzzzz1', "
	    "''||'z'), ('zzzzzzzz2', 'z'), ('zzzzzzzz3', 'z'), "
	    "('zzzzzzzz4', 'z'), ('zzzzzzzz5', 'z'), ('zzzzzzzz6', 'z')"));
	ok(failed(task_find(db, "zzzzzzzz", &id), FAIL_DATA, ", ..."),
	    "more than can be named");
}

int
main(void)
{
	ledger_open();
	test_texts();
	test_values();
	test_key();
	test_gates();
	test_find();
	return ledger_done();
}
