/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "domain/claim.h"
#include "domain/error.h"
#include "domain/event.h"
#include "domain/sweep.h"

/*
 * Two conditions are told on the hotlist while they last: each is a source,
 * and its row in error says that it was noticed.
 */
#define OVERDUE	"due date"
#define WAITS	"approval"

static const struct actor atlas = { "atlas", "policy" };

struct notice {
	int64_t	 task;
	char	*message;
};

/* What holds now and is not on the hotlist yet: task, message. */
static int
collect(struct db *db, const char *sql, const char *before,
    const char *source, struct notice **list, size_t *n)
{
	struct db_stmt *st = NULL;
	size_t size = 0;
	int rc;

	if (db_query(db, &st, sql, "tt", before, source) == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		if (*n == size) {
			size = size * 2 + 16;
			*list = xreallocarray(*list, size, sizeof **list);
		}
		(*list)[*n].task = db_integer(st, 0);
		(*list)[(*n)++].message = xstrdup(db_text(st, 1));
	}
	db_finish(st);
	return rc;
}

static int
notify(struct db *db, const char *sql, const char *before,
    const char *source, const char *kind, int64_t *count)
{
	struct notice *list = NULL;
	size_t i, n = 0;
	int rc;

	rc = collect(db, sql, before, source, &list, &n);
	for (i = 0; i < n; i++) {
		if (rc == 0)
			rc = error_record(db, source, "low", source,
			    list[i].message, list[i].task);
		if (rc == 0)
			rc = event_add(db, &atlas, list[i].task, kind, "{}");
		free(list[i].message);
	}
	free(list);
	*count = (int64_t)n;
	return rc;
}

#define NOT_LISTED(task) "AND NOT EXISTS (SELECT 1 FROM error AS e " \
	"WHERE e.source = $2 AND e.task_id = " task " " \
	"AND e.state <> 'resolved')"

static int
find_overdue(struct db *db, int64_t *count)
{
	char now[CLOCK_STAMP_SIZE];

	clock_stamp_now(now);
	if (db_run(db, "UPDATE error SET state = 'resolved', "
	    "changed_by = 'atlas', changed_via = 'policy' "
	    "WHERE source = $2 AND state IN ('open', 'acked') AND NOT EXISTS "
	    "(SELECT 1 FROM task AS t WHERE t.id = error.task_id "
	    "AND t.due_at < $1 AND t.status IN ('todo', 'doing', 'review'))",
	    "tt", now, OVERDUE) == -1)
		return -1;
	return notify(db, "SELECT t.id, 'due ' || substr(t.due_at, 1, 10) || "
	    "' and still ' || t.status || ': ' || t.title FROM task AS t "
	    "WHERE t.due_at IS NOT NULL AND t.due_at < $1 "
	    "AND t.status IN ('todo', 'doing', 'review') "
	    NOT_LISTED("t.id"), now, OVERDUE, "overdue", count);
}

static int
remind(struct db *db, const struct policy *policy, int64_t *count)
{
	char before[CLOCK_STAMP_SIZE];

	clock_stamp(clock_now() - policy->remind_after_ms, before);
	if (db_run(db, "UPDATE error SET state = 'resolved', "
	    "changed_by = 'atlas', changed_via = 'policy' "
	    "WHERE source = $2 AND state IN ('open', 'acked') AND NOT EXISTS "
	    "(SELECT 1 FROM approval AS a WHERE a.task_id = error.task_id "
	    "AND a.decision IS NULL AND a.requested_at <= $1)", "tt", before,
	    WAITS) == -1)
		return -1;
	return notify(db, "SELECT a.task_id, 'A' || a.id || ' waits for a "
	    "decision since ' || substr(min(a.requested_at), 1, 10) || ': ' "
	    "|| t.title FROM approval AS a JOIN task AS t ON t.id = a.task_id "
	    "WHERE a.decision IS NULL AND a.requested_at <= $1 "
	    NOT_LISTED("a.task_id") " GROUP BY a.task_id", before, WAITS,
	    "reminded", count);
}

int
sweep_run(struct db *db, const struct policy *policy, struct sweep_counts *c)
{
	int begun, rc;

	memset(c, 0, sizeof *c);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = claim_expire(db, policy, &c->returned);
	if (rc == 0)
		rc = approval_refresh(db, policy, &c->asked);
	if (rc == 0)
		rc = find_overdue(db, &c->overdue);
	if (rc == 0)
		rc = remind(db, policy, &c->reminded);
	if ((rc = db_end(db, begun, rc)) == -1)
		return -1;
	if (begun && (rc = db_checkpoint(db)) == -1)
		return -1;
	c->checkpointed = rc;
	return 0;
}
