/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/claim_row.h"
#include "domain/work.h"

static const struct text_rule report_rule = { "report", 0, 0,
    TASK_DESCRIPTION_BYTES, true };

static int
check_note(const char *note)
{
	return note == NULL ? 0 : text_check(&report_rule, note, strlen(note));
}

static int
set_status(struct db *db, const struct actor *actor, int64_t task,
    const char *status, const char *deed, const char *note)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "UPDATE task SET status = $2, lease_owner = NULL, "
	    "lease_until = NULL, progress = CASE $2 WHEN 'done' THEN 100 "
	    "ELSE progress END, version = version + 1, "
	    "changes = changes + 1, deed = $3, note = coalesce($4, ''), "
	    "changed_by = $5, changed_via = $6, updated_at = $7 "
	    "WHERE id = $1", "itttttt", task, status, deed, note, actor->name,
	    actor->via, clock_stamp_now(now));
}

static int
load(struct db *db, int64_t task, struct task *t)
{
	return task_load_or_fail(db, task, t) == -1 ? -1 : 0;
}

/* A start that was sent back and is handed in again without a change. */
static int
ask_start_again(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task *t, const char *report,
    struct work_result *result)
{
	int64_t open;
	int rc;

	rc = approval_find_open(db, t->id, NULL, &open);
	if (rc == 1)
		return fail(FAIL_DATA, "#%lld: its start is not approved yet, "
		    "A%lld waits", (long long)t->id, (long long)open);
	if (rc == -1)
		return -1;
	result->status = "todo";
	return approval_ask(db, policy, actor, t->id, "start", report, NULL,
	    &result->approval);
}

/* Who hands in without a claim has worked on it all the same, and does not
 * decide whether it is done. */
static int
record_unclaimed(struct db *db, const struct actor *actor, int64_t task,
    const char *report)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "INSERT INTO run (kind, name, task_id, agent, "
	    "started_at, finished_at, status, progress, message) "
	    "VALUES ('task', 'without a claim', $1, $2, $3, $3, 'success', "
	    "100, $4)", "ittt", task, actor->name, clock_stamp_now(now),
	    report);
}

static int
submit(struct db *db, const struct policy *policy, const struct actor *actor,
    const struct task *t, const char *report, const char *evidence,
    struct work_result *result)
{
	bool gate = strcmp(t->finish_gate, "required") == 0;

	if (strcmp(t->status, "todo") == 0 && t->blockers > 0)
		return fail(FAIL_DATA, "#%lld: it needs %lld other task%s "
		    "first", (long long)t->id, (long long)t->blockers,
		    t->blockers == 1 ? "" : "s");
	result->status = gate ? "review" : "done";
	if (strcmp(t->status, "todo") == 0 && record_unclaimed(db, actor,
	    t->id, report != NULL ? report : "") == -1)
		return -1;
	if (claim_end_attempt(db, t->id, "success", report != NULL ? report :
	    "") == -1 || set_status(db, actor, t->id, result->status, gate ?
	    "submitted" : "done", report) == -1)
		return -1;
	return !gate ? 0 : approval_ask(db, policy, actor, t->id, "finish",
	    report != NULL ? report : "", evidence, &result->approval);
}

int
work_submit(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, int64_t run, const char *report,
    const char *evidence, struct work_result *result)
{
	struct task t = { 0 };
	int begun, rc;

	memset(result, 0, sizeof *result);
	if (check_note(report) == -1 || (begun = db_begin_here(db)) == -1)
		return -1;
	rc = load(db, task, &t);
	if (rc == 0 && (run != 0 || strcmp(t.status, "doing") == 0)) {
		task_clear(&t);
		rc = claim_check(db, actor, task, run, &t);
	} else if (rc == 0 && strcmp(t.status, "todo") != 0)
		rc = fail(FAIL_DATA, "#%lld: it is %s%s already",
		    (long long)task, strcmp(t.status, "review") == 0 ? "in " :
		    "", t.status);
	if (rc == 0)
		rc = strcmp(t.status, "todo") == 0 &&
		    strcmp(t.start_gate, "waiting") == 0 ?
		    ask_start_again(db, policy, actor, &t, report, result) :
		    submit(db, policy, actor, &t, report, evidence, result);
	task_clear(&t);
	return db_end(db, begun, rc);
}

int
work_cancel(struct db *db, const struct actor *actor, int64_t task,
    const char *note, int64_t *dependents)
{
	struct task t = { 0 };
	int begun, rc;

	*dependents = 0;
	if (check_note(note) == -1 || (begun = db_begin_here(db)) == -1)
		return -1;
	rc = load(db, task, &t);
	if (rc == 0 && (strcmp(t.status, "done") == 0 ||
	    strcmp(t.status, "cancelled") == 0))
		rc = fail(FAIL_DATA, "#%lld: it is %s already",
		    (long long)task, t.status);
	if (rc == 0)
		rc = claim_end_attempt(db, task, "cancelled", "task cancelled");
	if (rc == 0)
		rc = approval_close(db, actor, task, "withdrawn");
	if (rc == 0)
		rc = set_status(db, actor, task, "cancelled", "cancelled",
		    note);
	if (rc == 0 && db_find_integer(db, dependents, "SELECT count(*) "
	    "FROM task_need AS n JOIN task AS t ON t.id = n.task_id "
	    "WHERE n.needs_id = $1 AND t.status IN ('todo', 'doing')", "i",
	    task) == -1)
		rc = -1;
	task_clear(&t);
	return db_end(db, begun, rc);
}

static int
reopen(struct db *db, const struct policy *policy, const struct actor *actor,
    const struct task *t, const char *note, struct work_result *result)
{
	bool gate = strcmp(t->start_gate, "none") != 0;
	char now[CLOCK_STAMP_SIZE];

	if (strcmp(t->status, "todo") == 0 || strcmp(t->status, "doing") == 0)
		return fail(FAIL_DATA, "#%lld: it is %s, not closed",
		    (long long)t->id, t->status);
	if (approval_close(db, actor, t->id, "withdrawn") == -1 ||
	    db_run(db, "UPDATE task SET status = 'todo', attempts = 0, "
	    "progress = 0, start_gate = CASE start_gate WHEN 'none' "
	    "THEN 'none' ELSE 'waiting' END, version = version + 1, "
	    "changes = changes + 1, deed = 'reopened', "
	    "note = coalesce($2, ''), changed_by = $3, changed_via = $4, "
	    "updated_at = $5 WHERE id = $1", "itttt", t->id, note,
	    actor->name, actor->via, clock_stamp_now(now)) == -1)
		return -1;
	result->status = "todo";
	return !gate ? 0 : approval_ask(db, policy, actor, t->id, "start",
	    note, NULL, &result->approval);
}

int
work_reopen(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, const char *note,
    struct work_result *result)
{
	struct task t = { 0 };
	int begun, rc;

	memset(result, 0, sizeof *result);
	if (check_note(note) == -1 || (begun = db_begin_here(db)) == -1)
		return -1;
	rc = load(db, task, &t);
	if (rc == 0)
		rc = reopen(db, policy, actor, &t, note, result);
	task_clear(&t);
	return db_end(db, begun, rc);
}
