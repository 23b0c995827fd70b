/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "domain/error.h"

/* The same trouble with another number in it is the same trouble. */
static void
fingerprint(struct buf *out, const char *source, const char *cause,
    int64_t task)
{
	buf_addf(out, "%s|%lld|", source, (long long)task);
	while (*cause != '\0') {
		if (!isdigit((unsigned char)*cause)) {
			buf_addc(out, *cause++);
			continue;
		}
		buf_addc(out, '0');
		while (isdigit((unsigned char)*cause))
			cause++;
	}
}

int
error_record(struct db *db, const char *source, const char *severity,
    const char *cause, const char *message, int64_t task)
{
	char now[CLOCK_STAMP_SIZE];
	struct buf print = { 0 };
	int begun, rc;

	fingerprint(&print, source, cause != NULL ? cause : message, task);
	begun = db_begin_here(db);
	rc = begun == -1 ? -1 : db_end(db, begun, db_run(db,
	    "INSERT INTO error (fingerprint, source, severity, message, "
	    "task_id, first_seen, last_seen, changed_by, changed_via) "
	    "VALUES ($1, $2, $3, $4, nullif($5, 0), $6, $6, 'atlas', "
	    "'policy') ON CONFLICT (fingerprint) DO UPDATE SET "
	    "count = count + 1, severity = excluded.severity, "
	    "message = excluded.message, last_seen = excluded.last_seen, "
	    "changed_by = 'atlas', changed_via = 'policy', "
	    "state = CASE state WHEN 'resolved' THEN 'open' ELSE state END",
	    "ttttit", print.data, source, severity, message, task,
	    clock_stamp_now(now)));
	buf_clear(&print);
	return rc;
}

int
error_set_state(struct db *db, const struct actor *actor, int64_t id,
    const char *state)
{
	int begun, rc;

	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_run(db, "UPDATE error SET state = $2, changed_by = $3, "
	    "changed_via = $4 WHERE id = $1 AND state <> $2", "ittt", id,
	    state, actor->name, actor->via);
	if (rc == 0)
		rc = db_changes(db) > 0;
	return db_end(db, begun, rc);
}

int
error_resolve(struct db *db, const struct actor *actor, const char *source,
    const char *cause, int64_t task)
{
	struct buf print = { 0 };
	int begun, rc;

	fingerprint(&print, source, cause, task);
	begun = db_begin_here(db);
	rc = begun == -1 ? -1 : db_end(db, begun, db_run(db, "UPDATE error "
	    "SET state = 'resolved', changed_by = $2, changed_via = $3 "
	    "WHERE fingerprint = $1 AND state IN ('open', 'acked')", "ttt",
	    print.data, actor->name, actor->via));
	buf_clear(&print);
	return rc;
}

int
error_set_notes(struct db *db, const struct actor *actor, int64_t id,
    const char *notes)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_run(db, "INSERT INTO event (at, actor, via, task_id, kind, "
	    "detail) SELECT $3, $4, $5, task_id, 'error-noted', "
	    "json_object('error', id, 'notes', json_array(notes, $2)) "
	    "FROM error WHERE id = $1", "itttt", id, notes,
	    clock_stamp_now(now), actor->name, actor->via);
	if (rc == 0)
		rc = db_run(db, "UPDATE error SET notes = $2 WHERE id = $1",
		    "it", id, notes);
	return db_end(db, begun, rc);
}

#define ERROR_SELECT	"SELECT id, source, severity, message, task_id, " \
	"count, first_seen, last_seen, state, notes FROM error "

static int
each_row(struct db_stmt *st, int (*each)(const struct error_row *, void *),
    void *arg)
{
	struct error_row e;
	int rc, found = 0;

	while ((rc = db_step(st)) == 1) {
		found = 1;
		e.id = db_integer(st, 0);
		e.source = db_text(st, 1);
		e.severity = db_text(st, 2);
		e.message = db_text(st, 3);
		e.task_id = db_integer(st, 4);
		e.count = db_integer(st, 5);
		e.first_seen = db_text(st, 6);
		e.last_seen = db_text(st, 7);
		e.state = db_text(st, 8);
		e.notes = db_text(st, 9);
		if (each(&e, arg) == -1) {
			rc = -1;
			break;
		}
	}
	db_finish(st);
	return rc == -1 ? -1 : found;
}

int
error_each(struct db *db, int64_t limit,
    int (*each)(const struct error_row *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, ERROR_SELECT "WHERE state <> 'resolved' "
	    "ORDER BY CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 "
	    "WHEN 'medium' THEN 3 ELSE 4 END, last_seen DESC, id LIMIT $1",
	    "i", limit > 0 ? limit : (int64_t)-1) == -1)
		return -1;
	return each_row(st, each, arg) == -1 ? -1 : 0;
}

int
error_show(struct db *db, int64_t id,
    int (*each)(const struct error_row *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, ERROR_SELECT "WHERE id = $1", "i", id) == -1)
		return -1;
	return each_row(st, each, arg);
}
