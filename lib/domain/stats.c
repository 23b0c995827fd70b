/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/stats.h"

/* Decisions older than this say little about today. */
#define DECISION_DAYS	30

static int
count_statuses(struct db *db, struct stats *s)
{
	struct db_stmt *st = NULL;
	const char *status;
	int64_t n;
	int rc;

	if (db_query(db, &st, "SELECT status, count(*) FROM task "
	    "GROUP BY status", "") == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		status = db_text(st, 0);
		n = db_integer(st, 1);
		if (strcmp(status, "todo") == 0)
			s->todo = n;
		else if (strcmp(status, "doing") == 0)
			s->doing = n;
		else if (strcmp(status, "review") == 0)
			s->review = n;
		else if (strcmp(status, "done") == 0)
			s->done = n;
		else
			s->cancelled = n;
	}
	db_finish(st);
	return rc;
}

static int
count_rest(struct db *db, struct stats *s, const char *now)
{
	const struct {
		int64_t		*value;
		const char	*sql;
	} counts[] = {
		{ &s->ready, "SELECT count(*) FROM ready" },
		{ &s->blocked, "SELECT count(*) FROM task "
		    "WHERE status = 'todo' AND blockers > 0" },
		{ &s->stale, "SELECT count(*) FROM task WHERE "
		    "status = 'doing' AND (lease_until IS NULL "
		    "OR lease_until <= $1)" },
		{ &s->overdue, "SELECT count(*) FROM task WHERE "
		    "due_at IS NOT NULL AND status IN ('todo', 'doing', "
		    "'review') AND due_at < $1" },
		{ &s->approvals_open, "SELECT count(*) FROM approval "
		    "WHERE decision IS NULL" },
		{ &s->errors_open, "SELECT count(*) FROM error "
		    "WHERE state <> 'resolved'" },
		{ &s->events, "SELECT coalesce(max(seq), 0) FROM event" },
		{ &s->raw_events, "SELECT count(*) FROM event "
		    "WHERE via = 'raw'" },
		{ &s->changes_since_offsite, "SELECT count(*) FROM event "
		    "WHERE at > coalesce((SELECT last_success FROM job "
		    "WHERE name = 'atlas-backup offsite'), '')" }
	};
	size_t i;

	for (i = 0; i < sizeof counts / sizeof *counts; i++)
		if (db_find_integer(db, counts[i].value, counts[i].sql, "t",
		    now) == -1)
			return -1;
	return 0;
}

/* Milliseconds between two stamps, in SQL. */
#define BETWEEN(from, to) "CAST(round((julianday(" to ") - julianday(" \
	from ")) * 86400000) AS INTEGER)"

#define DECIDED	"FROM approval WHERE decision IN ('approve', 'revise', " \
	"'reject') AND via <> 'policy' AND decided_at >= $1"

static int
measure_decisions(struct db *db, struct stats *s, const char *now,
    const char *since)
{
	if (db_find_integer(db, &s->oldest_open_ms, "SELECT "
	    BETWEEN("min(requested_at)", "$1") " FROM approval "
	    "WHERE decision IS NULL", "t", now) == -1 ||
	    db_find_integer(db, &s->decisions, "SELECT count(*) " DECIDED, "t",
	    since) == -1 ||
	    db_find_integer(db, &s->median_decision_ms, "SELECT "
	    BETWEEN("requested_at", "decided_at") " AS ms " DECIDED
	    " ORDER BY ms LIMIT 1 OFFSET $2", "ti", since,
	    s->decisions > 0 ? (s->decisions - 1) / 2 : (int64_t)0) == -1)
		return -1;
	return db_find_integer(db, &s->slowest_decision_ms, "SELECT max("
	    BETWEEN("requested_at", "decided_at") ") " DECIDED, "t",
	    since) == -1 ? -1 : 0;
}

int
stats_load(struct db *db, struct stats *s)
{
	char now[CLOCK_STAMP_SIZE], since[CLOCK_STAMP_SIZE];
	int rc;

	memset(s, 0, sizeof *s);
	s->oldest_open_ms = s->median_decision_ms = s->slowest_decision_ms =
	    -1;
	clock_stamp_now(now);
	clock_stamp(clock_now() - DECISION_DAYS * CLOCK_DAY, since);
	if (db_begin_read(db) == -1)
		return -1;
	rc = count_statuses(db, s);
	if (rc == 0)
		rc = count_rest(db, s, now);
	if (rc == 0)
		rc = measure_decisions(db, s, now, since);
	db_rollback(db);
	return rc;
}

int
stats_each_decider(struct db *db, int (*each)(const char *, int64_t, int64_t,
    void *), void *arg)
{
	char since[CLOCK_STAMP_SIZE];
	struct db_stmt *st = NULL;
	int rc;

	clock_stamp(clock_now() - DECISION_DAYS * CLOCK_DAY, since);
	if (db_query(db, &st, "WITH d AS (SELECT decided_by AS name, "
	    BETWEEN("requested_at", "decided_at") " AS ms " DECIDED "), "
	    "ranked AS (SELECT name, ms, row_number() OVER "
	    "(PARTITION BY name ORDER BY ms) AS n, count(*) OVER "
	    "(PARTITION BY name) AS total FROM d) "
	    "SELECT name, total, ms FROM ranked WHERE n = (total + 1) / 2 "
	    "ORDER BY total DESC, name", "t", since) == -1)
		return -1;
	while ((rc = db_step(st)) == 1)
		if (each(db_text(st, 0), db_integer(st, 1), db_integer(st, 2),
		    arg) == -1) {
			rc = -1;
			break;
		}
	db_finish(st);
	return rc;
}
