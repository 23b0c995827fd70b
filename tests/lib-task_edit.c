/* SPDX-License-Identifier: MIT */
/* Changing a task, and what it hangs on. */
#include "ledger.h"

static int64_t	asked;

static int
edit_task(int64_t id, const struct task_edit *edit)
{
	return task_edit(db, &policy, &jane, id, edit, &asked);
}

static int
need(int64_t id, int64_t needs)
{
	struct task_edit edit = no_edit();

	edit.add_needs = &needs;
	edit.nadd_needs = 1;
	return edit_task(id, &edit);
}

static int
put_inside(int64_t id, int64_t parent)
{
	struct task_edit edit = no_edit();

	edit.parent_id = parent;
	return edit_task(id, &edit);
}

static void
test_fields(void)
{
	struct project_fields second = { .title = "Second" };
	int64_t id = add("t"), other = add("other"), project;
	const char *labels[] = { "red" };
	struct task_edit edit = { .title = "T", .description = "D",
	    .urgency = "high", .assignee = "A", .feature = "F",
	    .due_at = "2026-12-01T00:00:00.000Z", .add_labels = labels,
	    .nadd_labels = 1, .add_needs = &other, .nadd_needs = 1,
	    .parent_id = other, .priority = 0, .max_attempts = 7,
	    .note = "all at once" };
	struct task t = { 0 };

	MUST(project_add(db, &jane, &second, &project));
	edit.project_id = project;
	at("2026-11-23T10:00:00.000Z");
	is_int(edit_task(id, &edit), 1, "everything at once");
	MUST(task_load(db, id, &t));
	is_str(t.title, "T", "title");
	is_str(t.description, "D", "description");
	is_str(t.urgency, "high", "urgency");
	is_str(t.assignee, "A", "assignee");
	is_str(t.feature, "F", "feature");
	is_str(t.due_at, "2026-12-01T00:00:00.000Z", "due");
	is_str(t.labels, "[\"red\"]", "labels");
	is_str(t.project, "Second", "project");
	is_str(t.updated_at, "2026-11-23T10:00:00.000Z", "changed now");
	is_str(t.created_at, NOW, "made then");
	is_int(t.parent_id, other, "parent");
	is_int(t.priority, 0, "priority");
	is_int(t.max_attempts, 7, "attempts");
	is_int(t.blockers, 1, "blocked");
	is_int(t.version, 2, "one version more");
	task_clear(&t);
	at("2026-11-23T11:00:00.000Z");
	is_int(edit_task(id, &edit), 0, "the same again changes nothing");
	is_int(version_of(id), 2, "no version");
	is_str(text_of("SELECT updated_at FROM task WHERE id = $1", id),
	    "2026-11-23T10:00:00.000Z", "no time");

	edit = (struct task_edit){ .due_at = "", .parent_id = -1,
	    .priority = -1, .remove_labels = labels, .nremove_labels = 1,
	    .remove_needs = &other, .nremove_needs = 1, .description = "" };
	is_int(edit_task(id, &edit), 1, "all taken away");
	is_int(edit_task(id, &edit), 0, "once");
	is_str(text_of("SELECT coalesce(due_at, '') || "
	    "coalesce(parent_id, '') || description || blockers FROM task "
	    "WHERE id = $1", id), "0", "due, parent, text and needs");
	is_str(text_of("SELECT title FROM task WHERE id = $1", id), "T",
	    "and nothing else");
}

static void
test_refused(void)
{
	int64_t id = add("r"), before = version_of(id), big = 9999;
	struct task_edit edit = no_edit();

	edit.title = "";
	ok(failed(edit_task(id, &edit), FAIL_DATA, "title"), "no title");
	edit = no_edit();
	edit.priority = 101;
	ok(failed(edit_task(id, &edit), FAIL_DATA, "priority"),
	    "priority 101");
	edit = no_edit();
	edit.urgency = "soon";
	ok(failed(edit_task(id, &edit), FAIL_DATA, "urgency"), "urgency");
	edit = no_edit();
	edit.title = "new";
	edit.if_version = before + 1;
	ok(failed(edit_task(id, &edit), FAIL_DATA, "it has version 1, not 2"),
	    "another version than was seen");
	edit.if_version = before;
	is_int(edit_task(id, &edit), 1, "the version that was seen");
	ok(failed(edit_task(id, &edit), FAIL_DATA, "it has version 2"),
	    "which is gone now");
	ok(failed(edit_task(9999, &edit), FAIL_DATA, "no such task"),
	    "no task");
	edit = no_edit();
	edit.title = "half";
	edit.add_needs = &big;
	edit.nadd_needs = 1;
	ok(failed(edit_task(id, &edit), FAIL_DATA, ""), "no such need");
	is_str(text_of("SELECT title FROM task WHERE id = $1", id), "new",
	    "and nothing of that edit is there");
	edit = no_edit();
	edit.max_attempts = -1;
	ok(failed(edit_task(id, &edit), FAIL_DATA, "attempts"), "attempts");
	is_int(version_of(id), before + 1, "no version for what failed");
}

static void
test_circles(void)
{
	int64_t a = add("a"), b = add("b"), c = add("c"), d = add("d");

	ok(failed(need(a, a), FAIL_DATA, "wait for itself"), "itself");
	MUST(need(a, b));
	MUST(need(b, c));
	ok(failed(need(c, a), FAIL_DATA, "both would wait for ever"),
	    "a circle of three");
	ok(failed(need(b, a), FAIL_DATA, "both would wait"), "of two");
	is_int(need(a, c), 1, "two ways to one are no circle");
	is_int(need(a, c), 0, "twice is once");
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", a), 2,
	    "counted once");
	is_int(need(d, a), 1, "from outside");

	ok(failed(put_inside(a, a), FAIL_DATA, "itself or inside"),
	    "a parent of itself");
	MUST(put_inside(b, a));
	MUST(put_inside(c, b));
	ok(failed(put_inside(a, c), FAIL_DATA, "inside"),
	    "inside its own children");
	is_int(put_inside(c, a), 1, "moved up");
	is_int(put_inside(c, -1), 1, "and out");
}

/* The ids of a list, in its order. */
static struct buf	list;

static int
note_id(const struct task *t, void *arg)
{
	(void)arg;
	buf_addf(&list, "%s%s", list.len > 0 ? " " : "", t->title);
	return 0;
}

static const char *
listed(struct task_filter filter)
{
	buf_clear(&list);
	MUST(task_each(db, &filter, note_id, NULL));
	return buf_text(&list);
}

static void
make_list(void)
{
	const char *red = "red";
	struct task_new new = { .gates = "none", .priority = -1 };
	struct project_fields second = { .title = "Second" };
	int64_t a, b, c, d, e, project, run;

	ledger_renew();
	MUST(project_add(db, &jane, &second, &project));
	new.title = "a";
	new.priority = 10;
	new.assignee = "jane";
	MUST(task_add(db, &policy, &jane, &new, &a));
	at("2026-11-23T09:00:01.000Z");
	new = (struct task_new){ .title = "b", .gates = "none",
	    .priority = 90, .labels = &red, .nlabels = 1, .parent_id = a };
	MUST(task_add(db, &policy, &jane, &new, &b));
	at("2026-11-23T09:00:02.000Z");
	new = (struct task_new){ .title = "c", .gates = "none",
	    .priority = 90, .due_at = "2026-12-01T00:00:00.000Z",
	    .feature = "f", .project_id = project };
	MUST(task_add(db, &policy, &jane, &new, &c));
	new = (struct task_new){ .title = "d", .gates = "none",
	    .priority = 50, .needs = &a, .nneeds = 1 };
	MUST(task_add(db, &policy, &jane, &new, &d));
	new = (struct task_new){ .title = "e", .gates = "start",
	    .priority = 50 };
	MUST(task_add(db, &policy, &jane, &new, &e));
	at("2026-11-23T09:00:03.000Z");
	MUST(claim(&claude, b, &run));
}

static void
test_filters(void)
{
	make_list();
	is_str(listed((struct task_filter){ 0 }), "a b c d e", "all");
	is_str(listed((struct task_filter){ .limit = 2 }), "a b", "two");
	is_str(listed((struct task_filter){ .statuses = "doing" }), "b",
	    "by status");
	is_str(listed((struct task_filter){ .statuses = "done, doing,todo" }),
	    "a b c d e", "by several");
	is_str(listed((struct task_filter){ .statuses =
	    "doing,doing,doing,doing,doing,doing" }), "b", "repeated");
	ok(failed(task_each(db, &(struct task_filter){ .statuses = "dong" },
	    note_id, NULL), FAIL_DATA, "did you mean"), "unknown");
	ok(failed(task_each(db, &(struct task_filter){ .statuses = "todo," },
	    note_id, NULL), FAIL_DATA, "status"), "half a list");
	is_str(listed((struct task_filter){ .project_id = 2 }), "c",
	    "by project");
	is_str(listed((struct task_filter){ .parent_id = 1 }), "b",
	    "by parent");
	is_str(listed((struct task_filter){ .assignee = "JANE" }), "a",
	    "by assignee");
	is_str(listed((struct task_filter){ .label = "red" }), "b",
	    "by label");
	is_str(listed((struct task_filter){ .label = "pink" }), "",
	    "by one that does not exist");
	is_str(listed((struct task_filter){ .feature = "f" }), "c",
	    "by feature");
	is_str(listed((struct task_filter){ .blocked = true }), "d",
	    "blocked");
	is_str(listed((struct task_filter){ .waiting = true }), "e",
	    "waiting");
	is_str(listed((struct task_filter){ .ready = true }), "c a",
	    "ready, in the order of claiming");
	is_str(listed((struct task_filter){ .stale = true }), "",
	    "nothing is stale");
	at("2026-11-23T10:00:00.000Z");
	is_str(listed((struct task_filter){ .stale = true }), "b",
	    "until its lease runs out");
	is_str(listed((struct task_filter){ .since =
	    "2026-11-23T09:00:02.000Z" }), "b c d e", "changed since");
	is_str(listed((struct task_filter){ .ready = true, .limit = 1,
	    .assignee = "jane", .statuses = "todo" }), "a", "together");
}

static void
test_sorts(void)
{
	const struct {
		const char	*sort, *order;
	} sorts[] = {
		{ "id", "a b c d e" }, { "-id", "e d c b a" },
		{ "priority", "c b d e a" }, { "-priority", "a e d b c" },
		{ "due", "c a b d e" }, { "-due", "c e d b a" },
		{ "created", "a b c d e" }, { "-created", "e d c b a" },
		{ "updated", "a c d e b" }, { "-updated", "b e d c a" },
		{ "title", "a b c d e" }, { "-title", "e d c b a" },
		{ "status", "b c d e a" }, { "-status", "a e d c b" }
	};
	size_t i;

	for (i = 0; i < sizeof sorts / sizeof *sorts; i++)
		is_str(listed((struct task_filter){ .sort = sorts[i].sort }),
		    sorts[i].order, "sorted by %s", sorts[i].sort);
	is_str(listed((struct task_filter){ .sort = "title",
	    .ready = true }), "a c", "ready ones by title");
	ok(failed(task_each(db, &(struct task_filter){ .sort = "prority" },
	    note_id, NULL), FAIL_DATA, "did you mean \"priority\""),
	    "an unknown one");
}

static int
stop_at_once(const struct task *t, void *arg)
{
	(void)t;
	return *(int *)arg == 1 ? 1 : fail(FAIL_DATA, "stop");
}

static void
test_stopping(void)
{
	int how = 1;

	is_int(task_each(db, &(struct task_filter){ 0 }, stop_at_once, &how),
	    0, "enough is no failure");
	how = -1;
	ok(failed(task_each(db, &(struct task_filter){ 0 }, stop_at_once,
	    &how), FAIL_DATA, "stop"), "a failure is one");
	buf_clear(&list);
	MUST(task_each_need(db, 4, false, note_id, NULL));
	is_str(buf_text(&list), "a", "what it needs");
	buf_clear(&list);
	MUST(task_each_need(db, 1, true, note_id, NULL));
	is_str(buf_text(&list), "d", "what needs it");
}

int
main(void)
{
	ledger_open();
	test_fields();
	test_refused();
	test_circles();
	test_filters();
	test_sorts();
	test_stopping();
	buf_clear(&list);
	return ledger_done();
}
