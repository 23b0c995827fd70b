/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/load_state.h"
#include "domain/project.h"
#include "domain/search.h"
#include "domain/task_row.h"

/*
 * Tasks are collected in temporary tables and written to the ledger by one
 * statement each: at the end of each statement the full-text index writes out
 * what it has gathered, so that a statement a task takes three times as long.
 */
#define TEMPORARY_TABLES						\
	"CREATE TEMP TABLE IF NOT EXISTS load_task ("			\
	"id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, project_id, "	\
	"parent_id, title, description, status, priority, urgency, "	\
	"assignee, feature, due_at, start_gate, finish_gate, version, "	\
	"attempts, max_attempts, lease_owner, lease_until, progress, "	\
	"idempotency_key UNIQUE, deed, changed_by, changed_via, "	\
	"created_at, updated_at); "					\
	"CREATE TEMP TABLE IF NOT EXISTS load_label (task_id, name); "	\
	"CREATE TEMP TABLE IF NOT EXISTS load_need (task_id, needs_id); " \
	"DELETE FROM load_task; DELETE FROM load_label; "		\
	"DELETE FROM load_need"

int
load_tasks_begin(struct load *load)
{
	struct db *db = load->db;

	if (db_leave_cache(db) == -1 ||
	    db_exec(db, TEMPORARY_TABLES) == -1 ||
	    db_query(db, &load->add_label, "INSERT INTO load_label (task_id, "
	    "name) VALUES ($1, $2)", "") == -1)
		return -1;
	return db_query(db, &load->insert, "INSERT INTO load_task (id, uid, "
	    "project_id, parent_id, title, description, status, priority, "
	    "urgency, assignee, feature, due_at, start_gate, finish_gate, "
	    "version, attempts, max_attempts, lease_owner, lease_until, "
	    "progress, idempotency_key, deed, changed_by, changed_via, "
	    "created_at, updated_at) VALUES ($1, $2, $3, nullif($4, 0), $5, "
	    "coalesce($6, ''), $7, $8, coalesce($9, 'medium'), "
	    "coalesce($10, ''), coalesce($11, ''), $12, $13, $14, $15, $16, "
	    "$17, $18, $19, $20, $21, 'loaded', $22, $23, "
	    "coalesce($24, $26), coalesce($25, $24, $26))", "");
}

static int
switch_project(struct load *load, const struct load_line *l,
    const char *title)
{
	struct project_fields fields = { .title = title };
	int rc;

	rc = l->project == NULL && project_default(load->db, title,
	    &load->project_id) == 0 ? 1 :
	    project_find(load->db, title, &load->project_id);
	if (rc == 0) {
		rc = project_add(load->db, load->actor, &fields,
		    &load->project_id);
		load->counts->projects++;
	}
	if (rc == -1 || task_gates(load->db, load->policy, load->project_id,
	    NULL, &load->gate_start, &load->gate_finish) == -1)
		return -1;
	free(load->project);
	load->project = xstrdup(title);
	return 0;
}

/* Most lines name the project of the line before. */
static int
find_project(struct load *load, const struct load_line *l)
{
	const char *title = l->project != NULL ? l->project :
	    load->policy->project;

	if (load->project != NULL && strcmp(load->project, title) == 0)
		return 0;
	return switch_project(load, l, title);
}

/* Work that began has passed its start; so says a line, or its status. */
static const char *
start_gate(const struct load_line *l, bool start)
{
	if (!start)
		return "none";
	return !l->start_approved && (strcmp(l->status, "todo") == 0 ||
	    strcmp(l->status, "cancelled") == 0) ? "waiting" : "passed";
}

static int
add_labels(struct load *load, const struct load_line *l, int64_t id)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, l->labels)
		if (db_rebind(load->add_label, "it", id,
		    item->valuestring) == -1 ||
		    db_step(load->add_label) == -1)
			return -1;
	return 0;
}

int
load_task(struct load *load, const struct load_line *l, int64_t id,
    int64_t parent)
{
	char uid[TASK_UID_SIZE];
	bool start, finish;

	if (find_project(load, l) == -1 ||
	    (l->uid == NULL && task_make_uid(uid) == -1))
		return -1;
	start = load->gate_start;
	finish = load->gate_finish;
	if (load_line_gates(l, &start, &finish) == -1 ||
	    db_rebind(load->insert, "itiitttittttttiiittitttttt", id,
	    l->uid != NULL ? l->uid : uid, load->project_id, parent, l->title,
	    l->description, l->status, l->priority, l->urgency, l->assignee,
	    l->feature, l->due_at, start_gate(l, start),
	    finish ? "required" : "none", l->version, l->attempts,
	    l->max_attempts > 0 ? l->max_attempts :
	    load->policy->max_attempts, l->lease_owner, l->lease_until,
	    l->progress, l->key, load->actor->name, load->actor->via,
	    l->created_at, l->updated_at, load->now) == -1 ||
	    db_step(load->insert) == -1)
		return -1;
	load->counts->added++;
	return add_labels(load, l, id);
}

int
load_tasks_end(struct load *load)
{
	struct db *db = load->db;

	if (db_run(db, "INSERT INTO task (id, uid, project_id, parent_id, "
	    "title, description, status, priority, urgency, assignee, "
	    "feature, due_at, start_gate, finish_gate, version, attempts, "
	    "max_attempts, lease_owner, lease_until, progress, "
	    "idempotency_key, deed, changed_by, changed_via, created_at, "
	    "updated_at) SELECT id, uid, project_id, parent_id, title, "
	    "description, status, priority, urgency, assignee, feature, "
	    "due_at, start_gate, finish_gate, version, attempts, "
	    "max_attempts, lease_owner, lease_until, progress, "
	    "idempotency_key, deed, changed_by, changed_via, created_at, "
	    "updated_at FROM load_task ORDER BY id", "") == -1 ||
	    search_settle(db, load->counts->added) == -1 ||
	    db_run(db, "INSERT INTO label (name) SELECT DISTINCT name "
	    "FROM load_label WHERE name NOT IN (SELECT name FROM label)",
	    "") == -1 ||
	    db_run(db, "INSERT INTO task_label (task_id, label_id, "
	    "changed_by, changed_via) SELECT DISTINCT n.task_id, l.id, $1, $2 "
	    "FROM load_label AS n JOIN label AS l ON l.name = n.name "
	    "ORDER BY 1, 2", "tt", load->actor->name,
	    load->actor->via) == -1)
		return -1;
	/* of bad lines there is no task to join */
	return db_run(db, "INSERT INTO task_need (task_id, needs_id, "
	    "changed_by, changed_via) SELECT DISTINCT n.task_id, n.needs_id, "
	    "$1, $2 FROM load_need AS n JOIN load_task AS t "
	    "ON t.id = n.task_id ORDER BY 1, 2", "tt", load->actor->name,
	    load->actor->via);
}
