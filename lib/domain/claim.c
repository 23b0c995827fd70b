/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "domain/claim_row.h"
#include "domain/task.h"

static void
lease_end(const struct policy *policy, int64_t lease_ms,
    char until[CLOCK_STAMP_SIZE])
{
	clock_stamp(clock_now() + (lease_ms > 0 ? lease_ms :
	    policy->lease_ms), until);
}

/* The one statement that gives work away; task 0: the best. */
static int
take_best(struct db *db, const struct actor *actor,
    const struct claim_options *o, struct claim *claim)
{
	char now[CLOCK_STAMP_SIZE];

	return db_find_integer(db, &claim->task_id, "UPDATE task SET "
	    "status = 'doing', lease_owner = $1, lease_until = $2, "
	    "attempts = attempts + 1, progress = 0, version = version + 1, "
	    "changes = changes + 1, deed = 'claimed', note = '', "
	    "changed_by = $1, changed_via = $3, updated_at = $4 "
	    "WHERE id = (SELECT r.id FROM ready AS r "
	    "WHERE (r.assignee = '' OR r.assignee = $1 COLLATE NOCASE) "
	    "AND ($5 = 0 OR r.project_id = $5) "
	    "AND ($6 IS NULL OR EXISTS (SELECT 1 FROM task_label AS x "
	    "JOIN label AS l ON l.id = x.label_id "
	    "WHERE x.task_id = r.id AND l.name = $6)) "
	    "ORDER BY r.priority DESC, coalesce(r.due_at, '9999'), "
	    "r.created_at, r.id LIMIT 1) RETURNING id", "ttttit",
	    actor->name, claim->lease_until, actor->via, clock_stamp_now(now),
	    o->project_id, o->label);
}

static int
take_this(struct db *db, const struct actor *actor, int64_t task,
    struct claim *claim)
{
	char now[CLOCK_STAMP_SIZE];

	return db_find_integer(db, &claim->task_id, "UPDATE task SET "
	    "status = 'doing', lease_owner = $1, lease_until = $2, "
	    "attempts = attempts + 1, progress = 0, version = version + 1, "
	    "changes = changes + 1, deed = 'claimed', note = '', "
	    "changed_by = $1, changed_via = $3, updated_at = $4 "
	    "WHERE id = (SELECT id FROM ready WHERE id = $5) RETURNING id",
	    "tttti", actor->name, claim->lease_until, actor->via,
	    clock_stamp_now(now), task);
}

static int
begin_attempt(struct db *db, const struct actor *actor, struct claim *claim)
{
	char now[CLOCK_STAMP_SIZE];
	int rc;

	rc = db_find_integer(db, &claim->run, "INSERT INTO run (kind, name, "
	    "task_id, agent, started_at) SELECT 'task', 'attempt ' || "
	    "attempts, id, $2, $3 FROM task WHERE id = $1 RETURNING id", "itt",
	    claim->task_id, actor->name, clock_stamp_now(now));
	return rc == 1 ? 0 : -1;
}

/* What the newest revise or reject said. */
static int
find_advice(struct db *db, struct claim *claim)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, "SELECT notes, decided_by FROM approval "
	    "WHERE task_id = $1 AND decision IN ('revise', 'reject') "
	    "AND notes <> '' ORDER BY id DESC LIMIT 1", "i",
	    claim->task_id) == -1)
		return -1;
	if ((rc = db_step(st)) == 1) {
		claim->advice = xstrdup(db_text(st, 0));
		claim->advisor = xstrdup(db_text(st, 1) != NULL ?
		    db_text(st, 1) : "somebody");
	}
	db_finish(st);
	return rc == -1 ? -1 : 0;
}

static char *
why_not_todo(struct db *db, const struct task *t)
{
	int64_t approval;

	if (strcmp(t->start_gate, "waiting") == 0) {
		if (approval_find_open(db, t->id, "start", &approval) == 1)
			return xasprintf("#%lld waits for the approval of its "
			    "start, A%lld", (long long)t->id,
			    (long long)approval);
		return xasprintf("#%lld was sent back before its start; "
		    "change it and it is asked for again",
		    (long long)t->id);
	}
	if (t->blockers > 0)
		return xasprintf("#%lld needs %lld other task%s first: "
		    "atlas-task needs %lld", (long long)t->id,
		    (long long)t->blockers, t->blockers == 1 ? "" : "s",
		    (long long)t->id);
	return xasprintf("#%lld is in the archived project %s",
	    (long long)t->id, t->project);
}

static char *
why_not(struct db *db, const struct task *t)
{
	if (strcmp(t->status, "todo") == 0)
		return why_not_todo(db, t);
	if (strcmp(t->status, "doing") == 0)
		return xasprintf("#%lld is held by %s until %s (run %lld)",
		    (long long)t->id, t->lease_owner != NULL ?
		    t->lease_owner : "nobody", t->lease_until != NULL ?
		    t->lease_until : "now", (long long)t->run);
	return xasprintf("#%lld is %s%s", (long long)t->id,
	    strcmp(t->status, "review") == 0 ? "in " : "", t->status);
}

/* 1 taken or renewed, 0 not now, with the reason */
static int
take_given(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct claim_options *o,
    struct claim *claim, char **why)
{
	struct task t = { 0 };
	int rc;

	if ((rc = task_load_or_fail(db, o->task_id, &t)) == 1 && strcmp(t.status, "doing") == 0 &&
	    t.lease_owner != NULL &&
	    strcasecmp(t.lease_owner, actor->name) == 0) {
		claim->task_id = t.id;
		claim->run = t.run;
		if (t.run == 0)		/* loaded so */
			rc = begin_attempt(db, actor, claim) == -1 ? -1 : 1;
		rc = rc == -1 ? -1 : claim_renew(db, policy, actor, t.id, 0, o->lease_ms,
		    claim->lease_until) == -1 ? -1 : 1;
	} else if (rc == 1 && (rc = take_this(db, actor, o->task_id,
	    claim)) == 1)
		rc = begin_attempt(db, actor, claim) == -1 ? -1 : 1;
	else if (rc == 0)
		*why = why_not(db, &t);
	task_clear(&t);
	return rc;
}

static int
take(struct db *db, const struct policy *policy, const struct actor *actor,
    const struct claim_options *o, struct claim *claim, char **why)
{
	int64_t returned;
	int rc;

	if (claim_expire(db, policy, &returned) == -1)
		return -1;
	if (o->task_id != 0)
		rc = take_given(db, policy, actor, o, claim, why);
	else if ((rc = take_best(db, actor, o, claim)) == 1 &&
	    begin_attempt(db, actor, claim) == -1)
		rc = -1;
	if (rc == 1 && find_advice(db, claim) == -1)
		rc = -1;
	return rc;
}

int
claim_take(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct claim_options *o,
    struct claim *claim, char **why)
{
	int begun, rc;

	memset(claim, 0, sizeof *claim);
	*why = NULL;
	lease_end(policy, o->lease_ms, claim->lease_until);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_end(db, begun, take(db, policy, actor, o, claim, why));
	if (rc == -1)
		claim_clear(claim);
	return rc;
}

void
claim_clear(struct claim *claim)
{
	free(claim->advice);
	free(claim->advisor);
	claim->advice = claim->advisor = NULL;
}

/* Does the caller hold the task?  The token decides if there is one,
 * otherwise the name. */
int
claim_check(struct db *db, const struct actor *actor, int64_t task,
    int64_t run, struct task *t)
{

	if (task_load_or_fail(db, task, t) == -1)
		return -1;
	if (strcmp(t->status, "doing") != 0)
		return fail(FAIL_DATA, "#%lld: nobody holds it, it is %s%s",
		    (long long)task, t->status,
		    run != 0 ? "; this attempt has ended" : "");
	if (run != 0 && run != t->run)
		return fail(FAIL_DATA, "#%lld: run %lld is not its live "
		    "attempt any more, that is %lld, held by %s",
		    (long long)task, (long long)run, (long long)t->run,
		    t->lease_owner != NULL ? t->lease_owner : "nobody");
	if (run == 0 && (t->lease_owner == NULL ||
	    strcasecmp(t->lease_owner, actor->name) != 0))
		return fail(FAIL_DATA, "#%lld: it is held by %s, not by %s",
		    (long long)task, t->lease_owner != NULL ? t->lease_owner :
		    "nobody", actor->name);
	return 0;
}

int
claim_renew(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, int64_t run, int64_t lease_ms,
    char until[CLOCK_STAMP_SIZE])
{
	char now[CLOCK_STAMP_SIZE];
	struct task t = { 0 };
	int begun, rc;

	lease_end(policy, lease_ms, until);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = claim_check(db, actor, task, run, &t);
	if (rc == 0)
		rc = db_run(db, "UPDATE task SET lease_until = $2, "
		    "changes = changes + 1, deed = 'renewed', note = '', "
		    "changed_by = $3, changed_via = $4, updated_at = $5 "
		    "WHERE id = $1", "itttt", task, until, actor->name,
		    actor->via, clock_stamp_now(now));
	task_clear(&t);
	return db_end(db, begun, rc);
}
