/* SPDX-License-Identifier: MIT */
/* A question to a human: answered once, about exactly what was seen. */
#include "ledger.h"

/* Where each decision sends a task, and what is then open. */
static const struct {
	const char		*gate;
	enum approval_word	 word;
	const char		*status, *start_gate;
	bool			 claimable;
} decisions[] = {
	{ "start", APPROVAL_APPROVE, "todo", "passed", true },
	{ "start", APPROVAL_REVISE, "todo", "waiting", false },
	{ "start", APPROVAL_REJECT, "cancelled", "waiting", false },
	{ "finish", APPROVAL_APPROVE, "done", "none", false },
	{ "finish", APPROVAL_REVISE, "todo", "none", true },
	{ "finish", APPROVAL_REJECT, "cancelled", "none", false },
};

static void
test_decisions(void)
{
	struct approval_result result;
	int64_t id, a, run;
	size_t i;

	for (i = 0; i < sizeof decisions / sizeof *decisions; i++) {
		diag("%s, %s", decisions[i].gate,
		    approval_words[decisions[i].word]);
		id = add_gated("t", decisions[i].gate);
		if (strcmp(decisions[i].gate, "finish") == 0) {
			MUST(claim(&claude, id, &run));
			MUST(submit(&claude, id, run));
			is_str(status_of(id), "review", "handed in");
		}
		a = open_approval(id);
		ok(a > 0, "it is asked");
		MUST(approval_decide(db, &policy, &john, a,
		    decisions[i].word, "so it is", NULL, &result));
		is_int(result.outcome, APPROVAL_APPLIED, "decided");
		is_str(result.status, decisions[i].status, "told so");
		is_str(status_of(id), decisions[i].status, "and it is so");
		is_int(result.task_id, id, "of that task");
		is_int(result.next, 0, "nothing else is asked");
		is_int(open_approval(id), -1, "nothing is open");
		is_str(text_of("SELECT start_gate FROM task WHERE id = $1",
		    id), decisions[i].start_gate, "the start gate");
		is_str(text_of("SELECT decision || ' ' || decided_by || ' ' "
		    "|| notes || ' ' || via FROM approval WHERE id = $1", a),
		    text_of(decisions[i].word == APPROVAL_APPROVE ?
		    "SELECT 'approve john so it is desk' WHERE $1" :
		    decisions[i].word == APPROVAL_REVISE ?
		    "SELECT 'revise john so it is desk' WHERE $1" :
		    "SELECT 'reject john so it is desk' WHERE $1", 1),
		    "who said what");
		is_int(claim(&codex, id, &run), decisions[i].claimable,
		    "can it be claimed");
	}
}

static void
test_twice(void)
{
	struct approval_result result;
	int64_t id = add_gated("twice", "start"), a = open_approval(id);

	is_int(decide(&john, a, APPROVAL_REVISE, "no"), APPROVAL_APPLIED,
	    "decided");
	MUST(approval_decide(db, &policy, &jane, a, APPROVAL_APPROVE, "yes",
	    NULL, &result));
	is_int(result.outcome, APPROVAL_DECIDED, "it was decided before");
	is_int(result.next, 0, "and is not asked again");
	is_str(text_of("SELECT decision || notes FROM approval "
	    "WHERE id = $1", a), "reviseno", "the first stands");
	MUST(submit(&claude, id, 0));
	ok(open_approval(id) > a, "handed in again without a change");
	MUST(approval_decide(db, &policy, &jane, a, APPROVAL_APPROVE, "yes",
	    NULL, &result));
	is_int(result.outcome, APPROVAL_DECIDED, "the old one");
	is_int(result.next, open_approval(id), "names the new one");
	ok(failed(submit(&claude, id, 0), FAIL_DATA, "not approved yet"),
	    "handed in once more while it waits");
	ok(failed(decide(&john, 999, APPROVAL_APPROVE, ""), FAIL_DATA,
	    "A999: there is no such approval"), "one that does not exist");
}

/* Each kind of change voids what a human looks at; the answer says so. */
static void
superseded(int64_t id, int64_t a, const char *how)
{
	struct approval_result result;

	MUST(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE, "ok",
	    NULL, &result));
	ok(result.outcome != APPROVAL_APPLIED, "not applied: %s", how);
	ok(result.next > a && result.next == open_approval(id),
	    "a new one asks");
	is_str(text_of("SELECT decision FROM approval WHERE id = $1", a),
	    "superseded", "the old one is superseded");
	is_int(version_of(id), number_of("SELECT task_version FROM approval "
	    "WHERE id = $1", result.next), "about what it is now");
	is_str(text_of("SELECT start_gate FROM task WHERE id = $1", id),
	    "waiting", "and it did not begin");
}

static void
test_superseded(void)
{
	int64_t id = add_gated("seen", "start"), a = open_approval(id);
	struct approval_result result;
	int64_t run;

	MUST(retitle(id, &claude, "not seen"));
	superseded(id, a, "an edit");
	a = open_approval(id);
	ok(by_hand("UPDATE task SET description = 'x' "
	    "WHERE title = 'not seen';"), "an edit by hand");
	superseded(id, a, "an edit by hand");
	a = open_approval(id);
	ok(by_hand("INSERT INTO label (name) VALUES ('l'); INSERT INTO "
	    "task_label (task_id, label_id) SELECT max(id), 1 FROM task;"),
	    "a label by hand");
	superseded(id, a, "a label by hand");

	/* a finish: the report goes on to the new question */
	id = add_gated("work", "finish");
	MUST(claim(&claude, id, &run));
	MUST(submit(&claude, id, run));
	a = open_approval(id);
	MUST(retitle(id, &claude, "other work"));
	MUST(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE, "ok",
	    NULL, &result));
	is_int(result.outcome, APPROVAL_DECIDED, "a finish is voided too");
	is_str(status_of(id), "review", "it is not done");
	is_str(text_of("SELECT report FROM approval WHERE id = $1",
	    result.next), "it works", "the report is shown again");
	is_int(decide(&john, result.next, APPROVAL_APPROVE, ""),
	    APPROVAL_APPLIED, "what is seen now can be approved");
	is_str(status_of(id), "done", "and is done");
}

/* Approved, not begun, changed: what was approved is not what is there. */
static void
test_passed_start(void)
{
	int64_t id = add_gated("agreed", "start"), run, asked;
	struct task_edit edit = no_edit();

	is_int(decide(&john, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "a start is approved");
	edit.priority = 10;
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	is_int(asked, 0, "another priority asks nobody");
	edit.priority = 11;
	edit.title = "agreed ";
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	is_int(asked, 0, "nor does a space after the title");
	edit.title = "something else";
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	is_int(asked, open_approval(id), "another title does");
	is_int(claim(&claude, id, &run), 0, "and it cannot begin");
	is_int(decide(&john, asked, APPROVAL_APPROVE, ""), 0, "approved");
	edit.description = "something else";
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	ok(asked > 0, "another description does");
	is_int(decide(&john, asked, APPROVAL_APPROVE, ""), 0, "approved");
	ok(by_hand("UPDATE task SET description = 'by hand' "
	    "WHERE title = 'something else';"), "also one by hand");
	is_int(claim(&claude, id, &run), 0, "and it cannot begin");
	MUST(approval_refresh(db, &policy, &asked));
	is_int(asked, 1, "before a human is asked");
	is_int(decide(&john, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "approved");
	is_int(claim(&claude, id, &run), 1, "then it does");
	edit.title = "third";
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	is_int(asked, 0, "work that began is not stopped by an edit");
	is_str(status_of(id), "doing", "it goes on");
}

static void
test_edits(void)
{
	struct approval_edits edits = { .priority = -1 };
	struct approval_result result;
	int64_t id = add_gated("rough", "start,finish"), a, run;
	char long_title[600];

	a = open_approval(id);
	memset(long_title, 'x', sizeof long_title);
	long_title[501] = '\0';
	edits.title = long_title;
	ok(failed(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE,
	    "", &edits, &result), FAIL_DATA, "501 characters"),
	    "a bad edit");
	is_int(open_approval(id), a, "decides nothing");
	is_str(text_of("SELECT start_gate FROM task WHERE id = $1", id),
	    "waiting", "and changes nothing");
	edits.title = "smooth";
	edits.assignee = "codex";
	edits.priority = 101;
	ok(failed(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE,
	    "", &edits, &result), FAIL_DATA, "priority"), "a bad priority");
	edits.priority = 99;
	edits.description = "how";
	ok(failed(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE,
	    "\x07", &edits, &result), FAIL_DATA, "notes"), "bad notes");
	MUST(approval_decide(db, &policy, &john, a, APPROVAL_APPROVE, "",
	    &edits, &result));
	is_str(text_of("SELECT title || ' ' || description || ' ' || assignee "
	    "|| ' ' || priority || ' ' || start_gate FROM task "
	    "WHERE id = $1", id), "smooth how codex 99 passed",
	    "a human's edits are applied, and do not ask again");
	is_str(text_of("SELECT edits FROM approval WHERE id = $1", a),
	    "{\"title\":\"smooth\",\"description\":\"how\",\"priority\":99,"
	    "\"assignee\":\"codex\"}", "and stand with the decision");
	MUST(claim(&codex, id, &run));
	MUST(submit(&codex, id, run));
	edits = (struct approval_edits){ .title = "done well",
	    .priority = -1 };
	MUST(approval_decide(db, &policy, &john, open_approval(id),
	    APPROVAL_APPROVE, "", &edits, &result));
	is_str(status_of(id), "done", "with a finish too");
	is_int(open_approval(id), -1, "nothing is open");

	id = add_gated("back", "start");
	MUST(approval_decide(db, &policy, &john, open_approval(id),
	    APPROVAL_REVISE, "", &edits, &result));
	is_int(open_approval(id), -1, "revised, with an edit");
	MUST(approval_refresh(db, &policy, &run));
	is_int(run, 0, "waits for the agent, not for a human");
}

static void
test_refresh(void)
{
	int64_t asked, events;

	MUST(approval_refresh(db, &policy, &asked));
	ok(by_hand("INSERT INTO task (title) VALUES ('by hand'); "
	    "INSERT INTO task (title, status) VALUES ('r', 'review');"),
	    "two that nobody asked for");
	MUST(approval_refresh(db, &policy, &asked));
	is_int(asked, 2, "are asked");
	events = number("SELECT max(seq) FROM event");
	MUST(approval_refresh(db, &policy, &asked));
	is_int(asked, 0, "once");
	is_int(number("SELECT max(seq) FROM event"), events,
	    "and nothing else happens");
	ok(by_hand("UPDATE task SET status = 'cancelled' "
	    "WHERE title = 'by hand';"), "one is cancelled by hand");
	MUST(approval_refresh(db, &policy, &asked));
	is_int(asked, 0, "which asks nobody");
	is_int(number("SELECT count(*) FROM approval AS a JOIN task AS t "
	    "ON t.id = a.task_id WHERE a.decision IS NULL "
	    "AND t.title = 'by hand'"), 0, "and is not asked any more");
}

static void
test_closing(void)
{
	int64_t id = add_gated("c", "start,finish"), a = open_approval(id);
	int64_t run, n;
	struct work_result result;

	MUST(work_cancel(db, &jane, id, NULL, &n));
	is_str(text_of("SELECT decision FROM approval WHERE id = $1", a),
	    "withdrawn", "cancelled: withdrawn");
	is_int(decide(&john, a, APPROVAL_APPROVE, ""), APPROVAL_DECIDED,
	    "and not to be decided");
	is_str(status_of(id), "cancelled", "it stays cancelled");
	MUST(work_reopen(db, &policy, &jane, id, NULL, &result));
	is_int(result.approval, open_approval(id), "reopened: asked again");
	MUST(decide(&john, result.approval, APPROVAL_APPROVE, ""));
	MUST(claim(&claude, id, &run));
	MUST(submit(&claude, id, run));
	a = open_approval(id);
	MUST(work_reopen(db, &policy, &jane, id, NULL, &result));
	is_str(text_of("SELECT decision FROM approval WHERE id = $1", a),
	    "withdrawn", "reopened in review: withdrawn");
	is_str(text_of("SELECT gate FROM approval WHERE id = $1",
	    result.approval), "start", "its start is asked again");
	is_int(claim(&claude, id, &run), 0, "and it waits");
	ok(failed(work_reopen(db, &policy, &jane, id, NULL, &result),
	    FAIL_DATA, "not closed"), "what is to do is not reopened");
	MUST(work_cancel(db, &jane, id, NULL, &n));
	ok(failed(work_cancel(db, &jane, id, NULL, &n), FAIL_DATA,
	    "cancelled already"), "nor cancelled twice");
}

static void
test_find(void)
{
	int64_t id = add_gated("f", "start"), a = open_approval(id), found;
	char ref[32];

	snprintf(ref, sizeof ref, "A%lld", (long long)a);
	is_int(approval_find(db, ref, &found), 1, "by its name");
	is_int(found, a, "found");
	snprintf(ref, sizeof ref, "a%lld", (long long)a);
	is_int(approval_find(db, ref, &found), 1, "in lower case");
	snprintf(ref, sizeof ref, "#%lld", (long long)id);
	found = 0;
	is_int(approval_find(db, ref, &found), 1, "by its task");
	is_int(found, a, "found");
	ok(failed(approval_find(db, "A99999", &found), FAIL_DATA,
	    "no such approval"), "one that does not exist");
	ok(failed(approval_find(db, "99999", &found), FAIL_DATA,
	    "no such task"), "of no task");
	MUST(decide(&john, a, APPROVAL_APPROVE, ""));
	is_int(approval_find(db, ref, &found), 0, "of which none is open");
}

int
main(void)
{
	ledger_open();
	test_decisions();
	test_twice();
	test_superseded();
	test_passed_start();
	test_edits();
	test_refresh();
	test_closing();
	test_find();
	return ledger_done();
}
