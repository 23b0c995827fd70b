/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/approval.h"
#include "domain/task.h"

const char *const approval_words[] = { "approve", "revise", "reject", NULL };

static int
close_gate(struct db *db, const struct actor *actor, int64_t task,
    const char *gate, const char *decision)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "UPDATE approval SET decision = $3, "
	    "decided_by = $4, decided_at = $5, via = $6 WHERE task_id = $1 "
	    "AND ($2 IS NULL OR gate = $2) AND decision IS NULL", "ittttt",
	    task, gate, decision, actor->name, clock_stamp_now(now),
	    "policy");
}

int
approval_close(struct db *db, const struct actor *actor, int64_t task,
    const char *decision)
{
	return close_gate(db, actor, task, NULL, decision);
}

/* A superseded question hands its report and evidence on to the next. */
int
approval_ask(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t task, const char *gate,
    const char *report, const char *evidence, int64_t *id)
{
	char now[CLOCK_STAMP_SIZE], *old_report = NULL, *old_evidence = NULL;
	int rc;

	rc = db_find_text(db, &old_report, "SELECT report FROM approval "
	    "WHERE task_id = $1 AND gate = $2 AND decision IS NULL", "it",
	    task, gate);
	if (rc == 1)
		rc = db_find_text(db, &old_evidence, "SELECT evidence "
		    "FROM approval WHERE task_id = $1 AND gate = $2 "
		    "AND decision IS NULL", "it", task, gate);
	if (rc == 1 && report == NULL)
		report = old_report;
	if (rc == 1 && evidence == NULL)
		evidence = old_evidence;
	if (rc == 1)
		rc = close_gate(db, actor, task, gate, "superseded");
	if (rc != -1)
		rc = db_find_integer(db, id, "INSERT INTO approval (task_id, "
		    "task_version, gate, requested_by, requested_via, "
		    "requested_at, report, evidence, self_approval) "
		    "SELECT id, version, $2, $3, $4, $5, coalesce($6, ''), "
		    "coalesce($7, '[]'), $8 FROM task WHERE id = $1 "
		    "RETURNING id", "itttttti", task, gate, actor->name,
		    actor->via, clock_stamp_now(now), report, evidence,
		    (int64_t)policy->self_approval);
	free(old_report);
	free(old_evidence);
	return rc == 1 ? 0 : -1;
}

int
approval_find_open(struct db *db, int64_t task, const char *gate,
    int64_t *id)
{
	return db_find_integer(db, id, "SELECT max(id) FROM approval "
	    "WHERE task_id = $1 AND decision IS NULL "
	    "AND ($2 IS NULL OR gate = $2)", "it", task, gate);
}

int
approval_find_newest(struct db *db, int64_t task, int64_t after, int64_t *id)
{
	return db_find_integer(db, id, "SELECT max(id) FROM approval "
	    "WHERE task_id = $1 AND id > $2", "ii", task, after);
}

int
approval_find_report(struct db *db, int64_t task, const char *report,
    int64_t *id)
{
	return db_find_integer(db, id, "SELECT max(id) FROM approval "
	    "WHERE task_id = $1 AND decision IS NULL AND gate = 'finish' "
	    "AND report = $2", "it", task, report);
}

static bool
is_approval_ref(const char *ref)
{
	if ((*ref != 'A' && *ref != 'a') || ref[1] == '\0' ||
	    strlen(ref) > 18)
		return false;
	for (ref++; *ref != '\0'; ref++)
		if (!isdigit((unsigned char)*ref))
			return false;
	return true;
}

int
approval_find(struct db *db, const char *ref, int64_t *id)
{
	int64_t task, number;
	int rc;

	if (is_approval_ref(ref)) {
		number = strtoll(ref + 1, NULL, 10);
		rc = db_find_integer(db, id, "SELECT id FROM approval "
		    "WHERE id = $1", "i", number);
		if (rc == 0)
			return fail(FAIL_DATA, "approval %s: there is no such "
			    "approval", ref);
		return rc;
	}
	if (task_need_id(db, ref, &task) == -1)
		return -1;
	return approval_find_open(db, task, NULL, id);
}

/* Open ones whose task moved on without them: raw edits, and status changes
 * that left a question behind. */
static int
supersede_stale(struct db *db)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "UPDATE approval SET decision = 'superseded', "
	    "decided_by = 'atlas', decided_at = $1, via = 'policy' "
	    "WHERE decision IS NULL AND EXISTS (SELECT 1 FROM task AS t "
	    "WHERE t.id = approval.task_id AND (t.version <> "
	    "approval.task_version OR (approval.gate = 'start' AND "
	    "t.status <> 'todo') OR (approval.gate = 'finish' AND "
	    "t.status <> 'review')))", "t", clock_stamp_now(now));
}

/* A start that a human sent back waits for the agent, not for a human: until
 * it is changed, be it by hand. */
#define SENT_BACK							\
	"(a.decision = 'revise' AND NOT (t.changed_via = 'raw' "	\
	"AND t.version > a.task_version) AND a.id = "			\
	"(SELECT max(b.id) FROM approval AS b WHERE b.task_id = t.id "	\
	"AND b.gate = 'start'))"
#define WAITING_FOR_NOBODY						\
	"SELECT t.id, t.version, 'start' AS gate FROM task AS t "	\
	"WHERE t.status = 'todo' AND t.start_gate = 'waiting' "		\
	"AND NOT EXISTS (SELECT 1 FROM approval AS a "			\
	"WHERE a.task_id = t.id AND a.gate = 'start' "			\
	"AND (a.decision IS NULL OR " SENT_BACK ")) "			\
	"UNION ALL SELECT t.id, t.version, 'finish' FROM task AS t "	\
	"WHERE t.status = 'review' AND NOT EXISTS (SELECT 1 "		\
	"FROM approval AS a WHERE a.task_id = t.id "			\
	"AND a.gate = 'finish' AND a.decision IS NULL)"

static int
ask_missing(struct db *db, const struct policy *policy, int64_t *asked)
{
	char now[CLOCK_STAMP_SIZE];

	if (db_run(db, "INSERT INTO approval (task_id, task_version, gate, "
	    "requested_by, requested_via, requested_at, self_approval) "
	    "SELECT id, version, gate, 'atlas', 'policy', $1, $2 FROM ("
	    WAITING_FOR_NOBODY ") AS w", "ti", clock_stamp_now(now),
	    (int64_t)policy->self_approval) == -1)
		return -1;
	*asked = db_changes(db);
	return 0;
}

int
approval_refresh(struct db *db, const struct policy *policy, int64_t *asked)
{
	int begun, rc;

	*asked = 0;
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = supersede_stale(db);
	if (rc == 0)
		rc = ask_missing(db, policy, asked);
	return db_end(db, begun, rc);
}

int
approval_count_open(struct db *db, int64_t *count)
{
	return db_find_integer(db, count, "SELECT count(*) FROM approval "
	    "WHERE decision IS NULL", "") == -1 ? -1 : 0;
}
