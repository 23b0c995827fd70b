/* SPDX-License-Identifier: MIT */
/* Claims: leases, attempts, the fencing token. */
#include "ledger.h"

static char	*why;		/* of the last take() that gave nothing */
static struct claim	 got;

static int
take(const struct actor *actor, int64_t task, const char *label,
    int64_t project)
{
	struct claim_options options = { .task_id = task, .label = label,
	    .project_id = project };

	free(why);
	claim_clear(&got);
	return claim_take(db, &policy, actor, &options, &got, &why);
}

static void
no_lease_left(int64_t id)
{
	is_str(text_of("SELECT coalesce(lease_owner, '-') || "
	    "coalesce(lease_until, '-') FROM task WHERE id = $1", id), "--",
	    "nobody holds it");
	is_int(number_of("SELECT count(*) FROM run WHERE task_id = $1 "
	    "AND status = 'running'", id), 0, "no attempt is open");
}

static void
test_order(void)
{
	int64_t low = add("low"), high = add("high"), due = add("due");
	int64_t later = add("due later");

	MUST(db_exec(db, "UPDATE task SET priority = 90, changes = changes + 1"
	    " WHERE id = 2; UPDATE task SET due_at = "
	    "'2026-12-01T00:00:00.000Z' WHERE id = 3; UPDATE task SET "
	    "due_at = '2027-01-01T00:00:00.000Z' WHERE id = 4"));
	is_int(take(&claude, 0, NULL, 0), 1, "a task is taken");
	is_int(got.task_id, high, "by priority");
	is_str(got.lease_until, "2026-11-23T09:30:00.000Z", "for half an hour");
	ok(got.run > 0 && got.advice == NULL, "with a token, no advice");
	is_str(status_of(high), "doing", "it is under way");
	is_int(take(&claude, 0, NULL, 0), 1, "another");
	is_int(got.task_id, due, "by due date");
	is_int(take(&codex, 0, NULL, 0), 1, "another");
	is_int(got.task_id, later, "by the later one");
	is_int(take(&codex, 0, NULL, 0), 1, "the last");
	is_int(got.task_id, low, "by age");
	is_int(take(&codex, 0, NULL, 0), 0, "no more");
	ok(why == NULL, "which needs no reason");
}

static void
test_given(void)
{
	int64_t id, other, first, gated;
	struct task_edit edit = no_edit();

	ledger_renew();
	id = add("given");
	other = add("other");
	is_int(take(&claude, id, NULL, 0), 1, "a given one");
	first = got.run;
	is_int(take(&claude, id, NULL, 0), 1, "claimed again by its holder");
	is_int(got.run, first, "is the same attempt");
	is_int(take(&(struct actor){ "CLAUDE", "mcp" }, id, NULL, 0), 1,
	    "names are compared without case");
	is_int(number_of("SELECT attempts FROM task WHERE id = $1", id), 1,
	    "which is counted once");
	is_int(take(&codex, id, NULL, 0), 0, "not by another");
	is_str(why, "#1 is held by claude until 2026-11-23T09:30:00.000Z "
	    "(run 1)", "and why");
	ok(failed(take(&codex, 99, NULL, 0), FAIL_DATA, "no such task"),
	    "one that does not exist");

	edit.add_needs = &id;
	edit.nadd_needs = 1;
	MUST(task_edit(db, &policy, &jane, other, &edit, &first));
	is_int(take(&codex, other, NULL, 0), 0, "a blocked one");
	ok(strstr(why, "needs 1 other task first") != NULL, "%s", why);
	gated = add_gated("gated", "start");
	is_int(take(&codex, gated, NULL, 0), 0, "one that waits");
	ok(strstr(why, "waits for the approval of its start, A1") != NULL,
	    "%s", why);
	MUST(decide(&john, open_approval(gated), APPROVAL_REVISE, "why?"));
	is_int(take(&codex, gated, NULL, 0), 0, "one sent back");
	ok(strstr(why, "sent back") != NULL, "%s", why);
	MUST(submit(&claude, id, 0));
	is_int(take(&codex, id, NULL, 0), 0, "one that is done");
	ok(strstr(why, "is done") != NULL, "%s", why);
	is_int(take(&codex, other, NULL, 0), 1, "what needed it is free");
	MUST(project_archive(db, &jane, 1, true));
	MUST(claim_release(db, &codex, other, 0));
	is_int(take(&codex, other, NULL, 0), 0, "in an archived project");
	ok(strstr(why, "archived project Inbox") != NULL, "%s", why);
	is_int(take(&codex, 0, NULL, 0), 0, "nor as the best");
}

static void
test_filters(void)
{
	const char *red = "red";
	struct project_fields second = { .title = "Second" };
	struct task_new new = { .title = "t", .gates = "none",
	    .priority = -1, .labels = &red, .nlabels = 1 };
	int64_t labelled, mine, project, there;

	ledger_renew();
	new.assignee = "codex";
	MUST(task_add(db, &policy, &jane, &new, &mine));
	is_int(take(&claude, 0, NULL, 0), 0, "what is another's by name");
	is_int(take(&(struct actor){ "Codex", "mcp" }, 0, NULL, 0), 1,
	    "is not what is one's own, in any case");
	new.assignee = NULL;
	add("plain");
	MUST(task_add(db, &policy, &jane, &new, &labelled));
	MUST(project_add(db, &jane, &second, &project));
	new.nlabels = 0;
	new.project_id = project;
	MUST(task_add(db, &policy, &jane, &new, &there));
	is_int(take(&claude, 0, "red", 0), 1, "by label");
	is_int(got.task_id, labelled, "the one that has it");
	is_int(take(&claude, 0, "red", 0), 0, "and no other");
	is_int(take(&claude, 0, "red", project), 0, "label and project");
	is_int(take(&claude, 0, NULL, project), 1, "by project");
	is_int(got.task_id, there, "the one that is in it");
	is_int(take(&claude, 0, NULL, project), 0, "and no other");
}

static void
test_holding(void)
{
	char until[CLOCK_STAMP_SIZE];
	int64_t id, run, asked;
	int gave_up;
	struct task_edit edit = no_edit();

	ledger_renew();
	id = add("held");
	MUST(claim(&claude, id, &run));
	at("2026-11-23T09:20:00.000Z");
	ok(failed(claim_renew(db, &policy, &codex, id, 0, 0, until),
	    FAIL_DATA, "held by claude, not by codex"), "renewed by another");
	ok(failed(claim_renew(db, &policy, &claude, id, run + 1, 0, until),
	    FAIL_DATA, "not its live attempt"), "with a wrong token");
	is_int(claim_renew(db, &policy, &claude, id, 0, 0, until), 0,
	    "by its holder");
	is_str(until, "2026-11-23T09:50:00.000Z", "from now on");
	is_int(claim_renew(db, &policy, &codex, id, run, 60000, until), 0,
	    "by who has the token");
	is_str(text_of("SELECT lease_until FROM task WHERE id = $1", id),
	    "2026-11-23T09:21:00.000Z", "as short as was asked for");
	is_int(claim_next_expiry(db, until), 1, "the next to run out");
	is_str(until, "2026-11-23T09:21:00.000Z", "is that");

	MUST(claim_log(db, &policy, &codex, id, 0, "a remark", 90));
	is_str(text_of("SELECT lease_until FROM task WHERE id = $1", id),
	    "2026-11-23T09:21:00.000Z", "a remark renews nothing");
	is_int(number_of("SELECT progress FROM task WHERE id = $1", id), 0,
	    "nor is it progress");
	MUST(claim_log(db, &policy, &claude, id, run, "half", 50));
	is_str(text_of("SELECT lease_until FROM task WHERE id = $1", id),
	    "2026-11-23T09:50:00.000Z", "the holder's line does");
	is_int(number_of("SELECT progress FROM run WHERE task_id = $1", id),
	    50, "and is progress");
	MUST(claim_log(db, &policy, &claude, id, 0, "on", -1));
	is_int(number_of("SELECT progress FROM task WHERE id = $1", id), 50,
	    "which stays when not said");
	at("2026-11-23T09:40:00.000Z");
	edit.title = "still held";
	MUST(task_edit(db, &policy, &codex, id, &edit, &asked));
	is_str(text_of("SELECT lease_until FROM task WHERE id = $1", id),
	    "2026-11-23T09:50:00.000Z", "another's edit renews nothing");
	edit.title = "held by claude";
	MUST(task_edit(db, &policy, &claude, id, &edit, &asked));
	is_str(text_of("SELECT lease_until FROM task WHERE id = $1", id),
	    "2026-11-23T10:10:00.000Z", "its holder's does");

	ok(failed(claim_log(db, &policy, &claude, id, run, "", -1), FAIL_DATA,
	    "empty"), "an empty line");
	ok(failed(claim_log(db, &policy, &claude, id, run, "\x1b[2J", -1),
	    FAIL_DATA, "control"), "an escape");
	ok(failed(claim_log(db, &policy, &claude, id, run, "x", 101),
	    FAIL_DATA, "percent"), "101 percent");
	ok(failed(claim_log(db, &policy, &claude, 99, 0, "x", -1), FAIL_DATA,
	    "no such task"), "of no task");
	ok(failed(claim_release(db, &codex, id, 0), FAIL_DATA, "not by codex"),
	    "released by another");
	ok(failed(claim_fail(db, &policy, &codex, id, 0, "x", &gave_up),
	    FAIL_DATA, "not by codex"), "failed by another");
	is_int(claim_release(db, &claude, id, run), 0, "released");
	is_str(status_of(id), "todo", "it is to do again");
	is_int(number_of("SELECT attempts FROM task WHERE id = $1", id), 0,
	    "and that attempt does not count");
	no_lease_left(id);
	ok(failed(claim_renew(db, &policy, &claude, id, run, 0, until),
	    FAIL_DATA, "this attempt has ended"), "the token is worth nothing");
	is_int(claim_next_expiry(db, until), 0, "nothing runs out");
	is_str(until, "", "at no time");
}

static void
test_fencing(void)
{
	int64_t id, old, new, returned;
	char until[CLOCK_STAMP_SIZE];
	int gave_up;

	ledger_renew();
	id = add("fenced");
	MUST(claim(&claude, id, &old));
	at("2026-11-23T09:29:59.999Z");
	is_int(claim(&codex, id, &new), 0, "not before its lease ran out");
	at("2026-11-23T09:30:00.000Z");
	is_int(claim(&codex, id, &new), 1, "but then");
	ok(new != old, "with another token");
	ok(failed(submit(&claude, id, old), FAIL_DATA, "live attempt"),
	    "the old worker does not finish it");
	ok(failed(submit(&claude, id, 0), FAIL_DATA, "held by codex"),
	    "nor without a token");
	ok(failed(claim_log(db, &policy, &claude, id, old, "x", 10),
	    FAIL_DATA, "live attempt"), "nor logs");
	ok(failed(claim_fail(db, &policy, &claude, id, old, "x", &gave_up),
	    FAIL_DATA, "live attempt"), "nor fails it");
	ok(failed(claim_release(db, &claude, id, old), FAIL_DATA,
	    "live attempt"), "nor gives it back");
	ok(failed(claim_renew(db, &policy, &claude, id, old, 0, until),
	    FAIL_DATA, "live attempt"), "nor renews");
	/* the same name again is not the same attempt */
	at("2026-11-23T11:00:00.000Z");
	MUST(claim_expire(db, &policy, &returned));
	is_int(returned, 1, "one returned");
	MUST(claim_expire(db, &policy, &returned));
	is_int(returned, 0, "once");
	is_int(claim(&claude, id, &new), 1, "claude again");
	ok(failed(submit(&claude, id, old), FAIL_DATA, "live attempt"),
	    "her first attempt stays over");
	is_int(submit(&claude, id, new), 0, "her new one is not");
	is_str(status_of(id), "done", "done");
	no_lease_left(id);
}

static void
test_giving_up(void)
{
	int64_t id, run, returned;
	int i, gave_up;

	ledger_renew();
	id = add("hard");
	for (i = 0; i < 2; i++) {
		MUST(claim(&claude, id, &run));
		MUST(claim_fail(db, &policy, &claude, id, run, "error 17",
		    &gave_up));
		is_int(gave_up, 0, "attempt %d", i + 1);
		is_str(status_of(id), "todo", "another follows");
	}
	MUST(claim(&claude, id, &run));
	at("2026-11-23T10:00:00.000Z");
	MUST(claim_expire(db, &policy, &returned));
	is_str(status_of(id), "review", "the third is the last");
	no_lease_left(id);
	ok(open_approval(id) > 0, "a human is asked");
	is_str(text_of("SELECT gate || ': ' || report FROM approval "
	    "WHERE task_id = $1", id), "finish: the lease of claude ran out "
	    "at 2026-11-23T09:30:00.000Z", "with the error");
	is_int(number_of("SELECT count FROM error WHERE task_id = $1 "
	    "AND severity = 'medium'", id), 2, "the same error counts");
	is_int(number_of("SELECT count(*) FROM error WHERE task_id = $1 "
	    "AND severity = 'high' AND state = 'open'", id), 1,
	    "the last is on the hotlist");
	is_str(text_of("SELECT group_concat(status) FROM run "
	    "WHERE task_id = $1", id), "failed,failed,failed", "three runs");

	ok(failed(decide(&claude, open_approval(id), APPROVAL_APPROVE, ""),
	    FAIL_DENIED, "worked on"), "claude does not decide that");
	is_int(decide(&john, open_approval(id), APPROVAL_REVISE,
	    "try the other door"), APPROVAL_APPLIED, "a human does");
	is_int(take(&codex, id, NULL, 0), 1, "it can be claimed again");
	is_str(got.advice, "try the other door", "and says what was said");
	is_str(got.advisor, "john", "by whom");
	is_int(number_of("SELECT attempts FROM task WHERE id = $1", id), 1,
	    "with all attempts anew");
}

/* A status that is changed by hand while somebody works. */
static void
test_by_hand(void)
{
	int64_t id, run, again;

	ledger_renew();
	id = add("moved");
	MUST(claim(&claude, id, &run));
	ok(by_hand("UPDATE task SET status = 'todo' WHERE id = 1;"),
	    "put back by hand");
	ok(failed(submit(&claude, id, run), FAIL_DATA, "attempt has ended"),
	    "its worker is told");
	is_int(claim(&codex, 0, &again), 1, "the next can claim");
	ok(again > run, "with a new token");
	ok(by_hand("UPDATE task SET status = 'todo', lease_until = NULL; "
	    "UPDATE task SET status = 'doing';"),
	    "begun by hand, held by nobody");
	MUST(claim_expire(db, &policy, &run));
	is_int(run, 1, "returns by itself");
	is_str(status_of(id), "todo", "to be claimed");
	is_int(claim(&codex, 0, &again), 1, "and is");
	ok(by_hand("UPDATE task SET status = 'done' WHERE id = 1;"),
	    "finished by hand");
	is_int(number("SELECT count(*) FROM run WHERE status = 'running'"), 0,
	    "no attempt is left open");
}

#define WORKERS	8
#define TASKS	100

/* Begins when the other end of the pipe is closed, as all do. */
static int
work_until_empty(int n, const int gate[2])
{
	char name[16], byte;
	struct actor me = { name, "mcp" };
	int64_t run;
	int rc;

	snprintf(name, sizeof name, "worker%d", n);
	db = ledger_connect(DB_WRITE);
	close(gate[1]);
	if (read(gate[0], &byte, 1) != 0)
		return 1;
	while ((rc = claim(&me, 0, &run)) == 1)
		;
	db_close(db);
	return rc == 0 ? 0 : 1;
}

static void
test_many(void)
{
	int i, gate[2], status, good = 0;

	ledger_renew();
	if (pipe(gate) == -1)
		abort();
	MUST(db_begin(db));
	for (i = 0; i < TASKS; i++)
		add("one of many");
	MUST(db_commit(db));
	fflush(stdout);
	for (i = 0; i < WORKERS; i++)
		if (fork() == 0)
			_exit(work_until_empty(i, gate));
	close(gate[0]);
	close(gate[1]);
	while (wait(&status) > 0)
		good += status == 0;
	is_int(good, WORKERS, "%d processes claim until nothing is left", WORKERS);
	is_int(number("SELECT count(*) FROM task WHERE status = 'doing' "
	    "AND attempts = 1"), TASKS, "each task was claimed once");
	is_int(number("SELECT count(*) FROM run"), TASKS, "one run each");
	is_int(number("SELECT count(*) FROM task AS t JOIN run AS r "
	    "ON r.task_id = t.id AND r.agent = t.lease_owner"), TASKS,
	    "whose agent is its holder");
	ok(number("SELECT count(DISTINCT agent) FROM run") > 1,
	    "by several of them");
	is_int(number("SELECT count(*) FROM event WHERE kind = 'claimed'"),
	    TASKS, "one event each");
}

int
main(void)
{
	ledger_open();
	test_order();
	test_given();
	test_filters();
	test_holding();
	test_fencing();
	test_giving_up();
	test_by_hand();
	test_many();
	claim_clear(&got);
	free(why);
	return ledger_done();
}
