/* SPDX-License-Identifier: MIT */
/* What the tools change: one event for each thing, with its author. */
#include "domain/error.h"
#include "domain/event.h"
#include "domain/sweep.h"
#include "ledger.h"

static int64_t	seen;

/* The events since the last call, "actor/via:kind" in their order. */
static const char *
news(void)
{
	const char *said = text_of("SELECT group_concat(actor || '/' || via "
	    "|| ':' || kind, ' ') FROM (SELECT actor, via, kind FROM event "
	    "WHERE seq > $1 ORDER BY seq)", seen);

	seen = number("SELECT max(seq) FROM event");
	return said;
}

static const char *
last_detail(void)
{
	return text_of("SELECT detail FROM event ORDER BY seq DESC LIMIT 1",
	    0);
}

static const char *
last_time(void)
{
	return text_of("SELECT group_concat(DISTINCT at) FROM event "
	    "WHERE seq > $1", seen);
}

static void
test_add_and_edit(void)
{
	const char *labels[] = { "red", "blue" };
	int64_t first = add("first"), id, asked;
	struct task_new new = { .title = "t", .labels = labels, .nlabels = 2,
	    .needs = &first, .nneeds = 1, .priority = -1 };
	struct task_edit edit = no_edit();

	news();
	MUST(task_add(db, &policy, &claude, &new, &id));
	is_str(news(), "claude/mcp:created claude/mcp:labelled "
	    "claude/mcp:labelled claude/mcp:need-added claude/mcp:asked",
	    "a task is added");

	at("2026-11-23T10:00:00.000Z");
	edit.priority = 90;
	edit.title = "T";
	edit.note = "because";
	is_int(task_edit(db, &policy, &jane, id, &edit, &asked), 1, "edited");
	is_str(last_time(), "2026-11-23T10:00:00.000Z", "then");
	is_str(text_of("SELECT detail FROM event WHERE seq = $1", seen + 1),
	    "{\"title\":[\"t\",\"T\"],\"priority\":[50,90],"
	    "\"note\":\"because\"}", "with before, after and why");
	is_str(news(), "jane/shell:edited jane/policy:decided "
	    "jane/shell:asked", "its start is asked for anew");
	is_int(task_edit(db, &policy, &jane, id, &edit, &asked), 0,
	    "the same again");
	is_str(news(), "(none)", "is no change");

	at("2026-11-23T11:00:00.000Z");
	edit = no_edit();
	edit.add_labels = labels;
	edit.nadd_labels = 1;
	edit.remove_labels = labels + 1;
	edit.nremove_labels = 1;
	edit.remove_needs = &first;
	edit.nremove_needs = 1;
	is_int(task_edit(db, &policy, &john, id, &edit, &asked), 1, "links");
	is_str(last_time(), "2026-11-23T11:00:00.000Z",
	    "changed at that time, not at the change before");
	is_str(news(), "john/desk:unlabelled john/desk:need-removed "
	    "john/policy:decided john/desk:asked", "one event each");
	is_int(version_of(id), 3, "one change, one version");
}

static void
test_passed_start(void)
{
	struct task_edit edit = no_edit();
	int64_t id = add_gated("t", "start"), asked;

	is_int(decide(&john, open_approval(id), APPROVAL_APPROVE, "go"), 0,
	    "a start is approved");
	news();
	edit.title = "T";
	edit.note = "better";
	MUST(task_edit(db, &policy, &jane, id, &edit, &asked));
	is_int(number("SELECT count(*) FROM event WHERE detail LIKE "
	    "'%better%'"), 1, "a note is told once");
	is_str(news(), "jane/shell:edited jane/shell:edited jane/shell:asked",
	    "the edit, the gate, the question");
}

static void
test_work(void)
{
	int64_t id, run;
	int gave_up;

	id = add("work");
	news();
	MUST(claim(&claude, id, &run));
	is_str(news(), "claude/mcp:claimed", "claimed");
	MUST(claim_log(db, &policy, &claude, id, run, "half", 50));
	MUST(claim_log(db, &policy, &claude, id, run, "half", 50));
	is_str(news(), "claude/mcp:progress claude/mcp:progress",
	    "progress, also when nothing else moves");
	MUST(claim_log(db, &policy, &jane, id, 0, "a remark", -1));
	is_str(news(), "jane/shell:progress", "a remark of another");
	is_str(last_detail(), "{\"note\":\"a remark\"}", "as she said it");
	MUST(claim_release(db, &claude, id, run));
	is_str(news(), "claude/mcp:released", "released");
	MUST(claim(&claude, id, &run));
	MUST(claim_fail(db, &policy, &claude, id, run, "broke", &gave_up));
	is_str(news(), "claude/mcp:claimed claude/mcp:failed", "failed");
	MUST(claim(&claude, id, &run));
	MUST(submit(&claude, id, run));
	is_str(news(), "claude/mcp:claimed claude/mcp:done", "done");
	MUST(work_reopen(db, &policy, &jane, id, "again",
	    &(struct work_result){ 0 }));
	is_str(news(), "jane/shell:reopened", "reopened");
	MUST(work_cancel(db, &jane, id, "never", &run));
	is_str(news(), "jane/shell:cancelled", "cancelled");

	id = add_gated("gated", "start,finish");
	news();
	MUST(decide(&john, open_approval(id), APPROVAL_APPROVE, ""));
	is_str(news(), "john/desk:decided john/desk:approved", "approved");
	MUST(claim(&claude, id, &run));
	MUST(submit(&claude, id, run));
	is_str(news(), "claude/mcp:claimed claude/mcp:submitted "
	    "claude/mcp:asked", "handed in");
	MUST(decide(&john, open_approval(id), APPROVAL_REVISE, "more"));
	is_str(news(), "john/desk:decided john/desk:revised", "revised");
	MUST(claim(&claude, id, &run));
	at("2026-11-24T11:00:00.000Z");
	MUST(claim_expire(db, &policy, &run));
	is_str(news(), "claude/mcp:claimed atlas/policy:expired",
	    "a lease runs out");
}

static void
test_decision_with_edits(void)
{
	struct approval_edits edits = { .title = "Better", .priority = 80 };
	struct approval_result result;
	int64_t id = add_gated("good", "start");

	news();
	MUST(approval_decide(db, &policy, &john, open_approval(id),
	    APPROVAL_APPROVE, "go", &edits, &result));
	is_str(news(), "john/desk:decided john/desk:approved "
	    "john/desk:edited", "a human's edit is an event of its own");
	is_str(last_detail(), "{\"title\":[\"good\",\"Better\"],"
	    "\"priority\":[50,80]}", "which says what it was");
}

static void
test_projects(void)
{
	struct project_fields fields = { .title = "Second" };
	int64_t id;

	news();
	MUST(project_add(db, &jane, &fields, &id));
	fields.title = "SECOND";
	MUST(project_edit(db, &jane, id, &fields));
	MUST(project_edit(db, &jane, id, &fields));
	MUST(project_archive(db, &jane, id, true));
	is_str(news(), "jane/shell:project-created jane/shell:project-edited "
	    "jane/shell:project-edited", "projects");
}

/* After all that, nothing of the above was taken for a change by hand. */
static void
test_nothing_raw(void)
{
	struct sweep_counts counts;

	MUST(sweep_run(db, &policy, &counts));
	is_int(number("SELECT count(*) FROM event WHERE via = 'raw'"), 0,
	    "no tool's change is taken for one by hand");
	is_int(number("SELECT count(*) FROM task_label WHERE changed_via "
	    "<> 'raw' OR changed_at IS NOT NULL"), 0, "labels at rest");
	is_int(number("SELECT count(*) FROM task_need WHERE changed_via "
	    "<> 'raw' OR changed_at IS NOT NULL"), 0, "needs at rest");
	is_int(number("SELECT count(*) FROM error WHERE changed_via "
	    "<> 'raw'"), 0, "errors at rest");
}

static struct buf	out;

static int
say(const struct event *e, void *width)
{
	event_say(&out, e, *(size_t *)width);
	buf_adds(&out, "|");
	return 0;
}

static const char *
said(const char *actor, const char *sql, size_t width)
{
	struct event_filter filter = { .limit = 1 };

	(void)actor;
	if (sql != NULL)
		MUST(db_exec(db, sql));
	buf_clear(&out);
	MUST(event_each(db, &filter, say, &width));
	return buf_text(&out);
}

static void
test_say(void)
{
	int64_t id = add("plain");
	const char *shown;

	MUST(retitle(id, &jane, "\xc3\xa4nders"));
	is_str(said("jane", NULL, 0), "title: plain -> \xc3\xa4nders|",
	    "an edit in words");
	is_str(said("jane", NULL, 12), "title: plai\xe2\x80\xa6|", "cut");
	shown = said("raw", "UPDATE task SET title = char(27) || '[31m' || "
	    "char(155) || '2J' || char(8238) WHERE id = (SELECT max(id) "
	    "FROM task)", 0);
	ok(strchr(shown, 27) == NULL && strstr(shown, "\xc2\x9b") == NULL &&
	    strstr(shown, "\xe2\x80\xae") == NULL,
	    "terminal escapes are harmless: %s", shown);
	is_int(db_exec(db, "INSERT INTO event (at, actor, via, kind, detail)"
	    " VALUES ('', '', '', 'x', '} {\"forged\":1}')"), -1,
	    "a detail that is not JSON is refused");
	fail_clear();
	shown = said("raw", "INSERT INTO event (at, actor, via, kind, detail)"
	    " VALUES ('', '', '', 'x', '{\"a\":[1,2,3],\"b\":null,"
	    "\"c\":{\"d\":true}}')", 0);
	is_str(shown, "a: [1,2,3]; b: none; c: {\"d\":true}|",
	    "one of another shape");
	buf_clear(&out);
}

static int
count(const struct event *e, void *arg)
{
	int64_t *last = arg;

	ok(e->seq > *last, "oldest first");
	*last = e->seq;
	return 0;
}

static int
stop(const struct event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return fail(FAIL_DATA, "enough");
}

static void
test_each(void)
{
	struct event_filter filter = { .limit = 3 };
	int64_t last = 0;
	int calls = 0, before = tap_count;

	MUST(event_each(db, &filter, count, &last));
	is_int(tap_count - before, 3, "the newest three");
	is_int(last, number("SELECT max(seq) FROM event"), "up to the last");
	filter = (struct event_filter){ .raw = true, .task_id = 1 };
	last = 0;
	before = tap_count;
	MUST(event_each(db, &filter, count, &last));
	is_int(tap_count - before, 0, "none by hand of #1");
	filter = (struct event_filter){ .since = "2999" };
	MUST(event_each(db, &filter, count, &last));
	is_int(tap_count - before, 1, "none since the future");
	is_int(event_each(db, &(struct event_filter){ 0 }, stop, &calls), -1,
	    "a walk can be stopped");
	is_int(calls, 1, "at once");
	fail_clear();
}

int
main(void)
{
	ledger_open();
	test_add_and_edit();
	test_passed_start();
	test_work();
	test_decision_with_edits();
	test_projects();
	test_nothing_raw();
	test_say();
	test_each();
	return ledger_done();
}
