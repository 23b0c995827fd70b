/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "domain/run.h"
#include "format/json.h"

int
run_start(struct db *db, const char *tool, const char *agent, int64_t *id)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	clock_stamp_now(now);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_find_integer(db, id, "INSERT INTO run (kind, name, agent, "
	    "started_at) VALUES ('tool', $1, $2, $3) RETURNING id", "ttt",
	    tool, agent, now);
	if (rc == 1)
		rc = db_run(db, "INSERT INTO job (name, last_attempt) "
		    "VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
		    "SET last_attempt = excluded.last_attempt", "tt", tool,
		    now);
	return db_end(db, begun, rc);
}

int
run_finish(struct db *db, int64_t id, const char *status,
    const char *message, const char *counts)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	clock_stamp_now(now);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_run(db, "UPDATE run SET status = $2, message = $3, "
	    "counts = coalesce($4, '{}'), finished_at = $5, "
	    "progress = CASE $2 WHEN 'success' THEN 100 ELSE progress END "
	    "WHERE id = $1", "itttt", id, status, message, counts, now);
	if (rc == 0)
		rc = db_run(db, "UPDATE job SET last_success = $3 "
		    "WHERE $2 = 'success' AND name = "
		    "(SELECT name FROM run WHERE id = $1)", "itt", id, status,
		    now);
	return db_end(db, begun, rc);
}

int
run_bury(struct db *db, const char *tool, int64_t before, const char *why)
{
	char now[CLOCK_STAMP_SIZE];
	int64_t first;
	int rc;

	rc = db_find_integer(db, &first, "SELECT id FROM run WHERE name = $1 "
	    "AND kind = 'tool' AND status = 'running' AND id < $2 LIMIT 1",
	    "ti", tool, before);
	if (rc != 1)
		return rc;
	if (db_begin(db) == -1)
		return -1;
	return db_end(db, 1, db_run(db, "UPDATE run SET status = 'failed', "
	    "message = $3, finished_at = $4 WHERE name = $1 "
	    "AND kind = 'tool' AND status = 'running' AND id < $2", "titt",
	    tool, before, why, clock_stamp_now(now)));
}

#define RUN_SELECT	"SELECT id, kind, name, task_id, agent, started_at, " \
	"finished_at, status, progress, message, counts, notes FROM run "

static int
each_row(struct db_stmt *st, int (*each)(const struct run *, void *),
    void *arg)
{
	struct run r;
	int rc, found = 0;

	while ((rc = db_step(st)) == 1) {
		found = 1;
		r.id = db_integer(st, 0);
		r.kind = db_text(st, 1);
		r.name = db_text(st, 2);
		r.task_id = db_integer(st, 3);
		r.agent = db_text(st, 4);
		r.started_at = db_text(st, 5);
		r.finished_at = db_text(st, 6);
		r.status = db_text(st, 7);
		r.progress = db_integer(st, 8);
		r.message = db_text(st, 9);
		r.counts = db_text(st, 10);
		r.notes = db_text(st, 11);
		if (each(&r, arg) == -1) {
			rc = -1;
			break;
		}
	}
	db_finish(st);
	return rc == -1 ? -1 : found;
}

int
run_each(struct db *db, int64_t task, int64_t limit,
    int (*each)(const struct run *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, task != 0 ?
	    RUN_SELECT "WHERE task_id = $1 ORDER BY id DESC LIMIT $2" :
	    RUN_SELECT "ORDER BY id DESC LIMIT $2", "ii", task,
	    limit > 0 ? limit : (int64_t)-1) == -1)
		return -1;
	return each_row(st, each, arg) == -1 ? -1 : 0;
}

int
run_each_notable(struct db *db, int64_t limit,
    int (*each)(const struct run *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, RUN_SELECT "WHERE NOT (kind = 'tool' "
	    "AND status IN ('running', 'success') AND counts = '{}') "
	    "ORDER BY id DESC LIMIT $1", "i", limit) == -1)
		return -1;
	return each_row(st, each, arg) == -1 ? -1 : 0;
}

int
run_show(struct db *db, int64_t id,
    int (*each)(const struct run *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, RUN_SELECT "WHERE id = $1", "i", id) == -1)
		return -1;
	return each_row(st, each, arg);
}

int
run_set_notes(struct db *db, const struct actor *actor, int64_t id,
    const char *notes)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = db_run(db, "INSERT INTO event (at, actor, via, task_id, kind, "
	    "detail) SELECT $3, $4, $5, task_id, 'run-noted', "
	    "json_object('run', id, 'notes', json_array(notes, $2)) "
	    "FROM run WHERE id = $1", "itttt", id, notes,
	    clock_stamp_now(now), actor->name, actor->via);
	if (rc == 0)
		rc = db_run(db, "UPDATE run SET notes = $2 WHERE id = $1",
		    "it", id, notes);
	return db_end(db, begun, rc);
}

void
run_json(struct buf *out, const struct run *r)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "id", r->id);
	json_add_string(out, "kind", r->kind);
	json_add_string(out, "name", r->name);
	if (r->task_id != 0)
		json_add_integer(out, "task_id", r->task_id);
	else
		json_add_null(out, "task_id");
	json_add_string(out, "agent", r->agent);
	json_add_string(out, "started_at", r->started_at);
	json_add_string(out, "finished_at", r->finished_at);
	json_add_string(out, "status", r->status);
	json_add_integer(out, "progress", r->progress);
	json_add_string(out, "message", r->message);
	json_add_raw(out, "counts", r->counts);
	json_add_string(out, "notes", r->notes);
	json_close(out, '}');
}
