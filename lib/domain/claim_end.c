/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/claim_row.h"
#include "domain/error.h"
#include "domain/event.h"
#include "format/json.h"

static const struct text_rule message_rule = { "message", 1, 0,
    TASK_DESCRIPTION_BYTES, true };

int
claim_end_attempt(struct db *db, int64_t task, const char *status,
    const char *message)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "UPDATE run SET status = $2, message = $3, "
	    "finished_at = $4, progress = coalesce((SELECT progress FROM task "
	    "WHERE task.id = run.task_id), 0) WHERE task_id = $1 "
	    "AND kind = 'task' AND status = 'running'", "ittt", task, status,
	    message, clock_stamp_now(now));
}

static int
leave(struct db *db, const struct actor *actor, int64_t task,
    const char *status, int attempts, const char *deed, const char *note)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "UPDATE task SET status = $2, lease_owner = NULL, "
	    "lease_until = NULL, attempts = CASE WHEN attempts + $3 < 0 THEN 0 "
	    "ELSE attempts + $3 END, "
	    "version = version + 1, changes = changes + 1, deed = $4, "
	    "note = $5, changed_by = $6, changed_via = $7, updated_at = $8 "
	    "WHERE id = $1", "itittttt", task, status, (int64_t)attempts,
	    deed, note, actor->name, actor->via, clock_stamp_now(now));
}

int
claim_release(struct db *db, const struct actor *actor, int64_t task,
    int64_t run)
{
	struct task t = { 0 };
	int begun, rc;

	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = claim_check(db, actor, task, run, &t);
	if (rc == 0)
		rc = claim_end_attempt(db, task, "cancelled", "released");
	if (rc == 0)
		rc = leave(db, actor, task, "todo", -1, "released", "");
	task_clear(&t);
	return db_end(db, begun, rc);
}

/* An attempt ended without a result: another one, or a human. */
static int
end_in_vain(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task *t, const char *deed,
    const char *message, int *gave_up)
{
	int64_t approval;

	*gave_up = t->attempts >= t->max_attempts;
	if (claim_end_attempt(db, t->id, "failed", message) == -1 ||
	    leave(db, actor, t->id, *gave_up ? "review" : "todo", 0, deed,
	    message) == -1 ||
	    error_record(db, "task", *gave_up ? "high" : "medium", NULL,
	    message, t->id) == -1)
		return -1;
	return *gave_up ? approval_ask(db, policy, actor, t->id, "finish",
	    message, NULL, &approval) : 0;
}

int
claim_fail(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, int64_t run,
    const char *message, int *gave_up)
{
	struct task t = { 0 };
	int begun, rc;

	*gave_up = 0;
	if (text_check(&message_rule, message, strlen(message)) == -1 ||
	    (begun = db_begin_here(db)) == -1)
		return -1;
	rc = claim_check(db, actor, task, run, &t);
	if (rc == 0)
		rc = end_in_vain(db, policy, actor, &t, "failed", message,
		    gave_up);
	task_clear(&t);
	return db_end(db, begun, rc);
}

/* Loaded first, changed after: what is changed here is what is walked. */
static int
find_expired(struct db *db, int64_t **ids, size_t *n)
{
	char now[CLOCK_STAMP_SIZE];
	struct db_stmt *st = NULL;
	size_t size = 0;
	int rc;

	if (db_query(db, &st, "SELECT id FROM task WHERE status = 'doing' "
	    "AND lease_until <= $1 UNION ALL SELECT id FROM task "
	    "WHERE status = 'doing' AND lease_until IS NULL", "t",
	    clock_stamp_now(now)) == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		if (*n == size) {
			size = size * 2 + 16;
			*ids = xreallocarray(*ids, size, sizeof **ids);
		}
		(*ids)[(*n)++] = db_integer(st, 0);
	}
	db_finish(st);
	return rc;
}

static int
expire_one(struct db *db, const struct policy *policy, int64_t id)
{
	static const struct actor atlas = { "atlas", "policy" };
	struct task t = { 0 };
	char *message;
	int rc, gave_up;

	if ((rc = task_load(db, id, &t)) == 1 && t.lease_owner == NULL)
		/* loaded so, or made by hand: nobody failed at it */
		rc = leave(db, &atlas, t.id, "todo", 0, "expired", "");
	else if (rc == 1) {
		message = xasprintf("the lease of %s ran out at %s",
		    t.lease_owner, t.lease_until != NULL ? t.lease_until :
		    "an unknown time");
		rc = end_in_vain(db, policy, &atlas, &t, "expired", message,
		    &gave_up);
		free(message);
	}
	task_clear(&t);
	return rc;
}

int
claim_expire(struct db *db, const struct policy *policy, int64_t *returned)
{
	int64_t *ids = NULL;
	size_t i, n = 0;
	int begun, rc;

	*returned = 0;
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = find_expired(db, &ids, &n);
	for (i = 0; rc != -1 && i < n; i++)
		rc = expire_one(db, policy, ids[i]);
	free(ids);
	*returned = (int64_t)n;
	return db_end(db, begun, rc == -1 ? -1 : 0);
}

int
claim_next_expiry(struct db *db, char at[CLOCK_STAMP_SIZE])
{
	char *text = NULL;
	int rc;

	at[0] = '\0';
	rc = db_find_text(db, &text, "SELECT min(lease_until) FROM task "
	    "WHERE status = 'doing'", "");
	if (rc == 1)
		snprintf(at, CLOCK_STAMP_SIZE, "%s", text);
	free(text);
	return rc;
}

/* By the holder: a change of the task, whose trigger writes the line. */
static int
log_held(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task *t, const char *text,
    int64_t percent)
{
	char now[CLOCK_STAMP_SIZE], until[CLOCK_STAMP_SIZE];

	clock_stamp(clock_now() + policy->lease_ms, until);
	if (db_run(db, "UPDATE task SET "
	    "lease_until = CASE WHEN lease_until > $2 THEN lease_until "
	    "ELSE $2 END, progress = CASE $3 WHEN -1 THEN progress "
	    "ELSE $3 END, changes = changes + 1, deed = 'progress', "
	    "note = $4, changed_by = $5, changed_via = $6, updated_at = $7 "
	    "WHERE id = $1", "ititttt", t->id, until, percent, text,
	    actor->name, actor->via, clock_stamp_now(now)) == -1)
		return -1;
	return db_run(db, "UPDATE run SET progress = CASE $2 WHEN -1 "
	    "THEN progress ELSE $2 END, message = $3 WHERE id = $1", "iit",
	    t->run, percent, text);
}

static int
log_remark(struct db *db, const struct actor *actor, int64_t task,
    const char *text, int64_t percent)
{
	struct buf detail = { 0 };
	int rc;

	json_open(&detail, NULL, '{');
	json_add_string(&detail, "note", text);
	if (percent != -1)
		json_add_integer(&detail, "percent", percent);
	json_close(&detail, '}');
	rc = event_add(db, actor, task, "progress", detail.data);
	buf_clear(&detail);
	return rc;
}

int
claim_log(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, int64_t run, const char *text,
    int64_t percent)
{
	struct text_rule rule = { "log", 1, 0, TASK_DESCRIPTION_BYTES, true };
	struct task t = { 0 };
	int begun, rc;
	bool holds;

	if (text_check(&rule, text, strlen(text)) == -1)
		return -1;
	if (percent < -1 || percent > 100)
		return fail(FAIL_DATA, "percent: %lld is not from 0 to 100",
		    (long long)percent);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = run != 0 ? claim_check(db, actor, task, run, &t) :
	    task_load_or_fail(db, task, &t);
	if (rc != -1) {
		holds = run != 0 || (t.lease_owner != NULL &&
		    strcasecmp(t.lease_owner, actor->name) == 0);
		rc = holds ? log_held(db, policy, actor, &t, text, percent) :
		    log_remark(db, actor, task, text, percent);
	}
	task_clear(&t);
	return db_end(db, begun, rc);
}
