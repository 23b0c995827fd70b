/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "domain/load_state.h"
#include "domain/project.h"
#include "domain/task_row.h"

/*
 * Lines that point nowhere are inserted as they come.  The others wait in a
 * temporary table (which the engine spills to disk) until all uids of the
 * file are known: load_refs.c.
 */
#define TEMPORARY_TABLES						\
	"CREATE TEMP TABLE IF NOT EXISTS load_line (line INTEGER "	\
	"PRIMARY KEY, id INTEGER NOT NULL UNIQUE, uid TEXT UNIQUE, "	\
	"key TEXT UNIQUE, text TEXT NOT NULL); "			\
	"CREATE TEMP TABLE IF NOT EXISTS load_need (task_id INTEGER, "	\
	"needs_id INTEGER); DELETE FROM load_line; DELETE FROM load_need"

static int
prepare(struct load *load)
{
	struct db *db = load->db;

	if (db_exec(db, TEMPORARY_TABLES) == -1 ||
	    db_next_id(db, "task", &load->next_id) == -1)
		return -1;
	if (db_query(db, &load->find, "SELECT 1 FROM task WHERE uid = $1 "
	    "OR idempotency_key = $2 UNION ALL "
	    "SELECT 1 FROM load_line WHERE uid = $1 OR key = $2", "") == -1 ||
	    db_query(db, &load->find_id, "SELECT 1 FROM task WHERE id = $1 "
	    "UNION ALL SELECT 1 FROM load_line WHERE id = $1", "") == -1 ||
	    db_query(db, &load->stage, "INSERT INTO load_line (line, id, uid, "
	    "key, text) VALUES ($1, $2, $3, $4, $5)", "") == -1)
		return -1;
	return db_query(db, &load->insert, "INSERT INTO task (id, uid, "
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

static void
finish(struct load *load)
{
	db_finish(load->find);
	db_finish(load->find_id);
	db_finish(load->stage);
	db_finish(load->insert);
	free(load->project);
}

/* A failure of this kind is the line's, not the program's. */
int
load_bad_line(struct load *load, int64_t line)
{
	if (fail_kind() != FAIL_DATA)
		return -1;
	load->counts->bad++;
	if (load->options->bad != NULL)
		load->options->bad(line, fail_message(), load->options->arg);
	fail_clear();
	return 0;
}

/* Most lines name the project of the line before. */
static int
find_project(struct load *load, const struct load_line *l, int64_t *id)
{
	const char *title = l->project != NULL ? l->project :
	    load->policy->project;
	struct project_fields fields = { .title = title };
	int rc;

	if (load->project == NULL || strcmp(load->project, title) != 0) {
		rc = l->project == NULL && project_default(load->db, title,
		    &load->project_id) == 0 ? 1 :
		    project_find(load->db, title, &load->project_id);
		if (rc == 0) {
			rc = project_add(load->db, load->actor, &fields,
			    &load->project_id) == -1 ? -1 : 1;
			load->counts->projects++;
		}
		if (rc == -1)
			return -1;
		free(load->project);
		load->project = xstrdup(title);
	}
	*id = load->project_id;
	return 0;
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
		if (task_label_add(load->db, load->actor, id,
		    item->valuestring) == -1)
			return -1;
	return 0;
}

int
load_insert(struct load *load, const struct load_line *l, int64_t id,
    int64_t parent)
{
	char uid[TASK_UID_SIZE];
	int64_t project;
	bool start, finish_gate;

	if (find_project(load, l, &project) == -1 ||
	    (l->uid == NULL && task_make_uid(uid) == -1))
		return -1;
	if (load_line_gates(l, &start, &finish_gate) == 0 &&
	    task_gates(load->db, load->policy, project, NULL, &start,
	    &finish_gate) == -1)
		return -1;
	if (db_rebind(load->insert, "itiitttittttttiiittitttttt", id,
	    l->uid != NULL ? l->uid : uid, project, parent, l->title, l->description, l->status,
	    l->priority, l->urgency, l->assignee, l->feature, l->due_at,
	    start_gate(l, start), finish_gate ? "required" : "none",
	    l->version, l->attempts, l->max_attempts > 0 ? l->max_attempts :
	    load->policy->max_attempts, l->lease_owner, l->lease_until,
	    l->progress, l->key, load->actor->name, load->actor->via,
	    l->created_at, l->updated_at, load->now) == -1 ||
	    db_step(load->insert) == -1)
		return -1;
	load->counts->added++;
	return add_labels(load, l, id);
}

/* 1 it is there, 0 it is not, -1 */
static int
is_present(struct load *load, const struct load_line *l)
{
	if (l->uid == NULL && l->key == NULL)
		return 0;
	if (db_rebind(load->find, "tt", l->uid, l->key) == -1)
		return -1;
	return db_step(load->find);
}

/* The line's own id if it is free, so that a ledger moves with its numbers. */
static int
choose_id(struct load *load, const struct load_line *l, int64_t *id)
{
	int rc = 1;

	if (l->id > 0) {
		if (db_rebind(load->find_id, "i", l->id) == -1 ||
		    (rc = db_step(load->find_id)) == -1)
			return -1;
	}
	*id = rc == 0 ? l->id : load->next_id;
	if (*id >= load->next_id)
		load->next_id = *id + 1;
	return 0;
}

static int
take_line(struct load *load, const char *text, size_t len)
{
	struct load_line l;
	int64_t id;
	int rc;

	rc = load_line_parse(&l, text, len);
	if (rc == 0 && (rc = is_present(load, &l)) == 1)
		load->counts->present++;
	else if (rc == 0 && (rc = choose_id(load, &l, &id)) == 0) {
		if (!load_line_refers(&l))
			rc = load_insert(load, &l, id, 0);
		else if ((rc = db_rebind(load->stage, "iittb",
		    load->counts->lines, id, l.uid, l.key, text, len)) == 0)
			rc = db_step(load->stage);
	}
	load_line_clear(&l);
	return rc == -1 ? load_bad_line(load, load->counts->lines) : 0;
}

static int
read_lines(struct load *load, FILE *in)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	int rc = 0;

	while (rc == 0 && (errno = 0, len = getline(&text, &size, in)) != -1) {
		load->counts->lines++;
		while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
			len--;
		if (len == 0)
			continue;
		if (len > LOAD_LINE_BYTES) {
			fail(FAIL_DATA, "%zd bytes, at most %d", len,
			    LOAD_LINE_BYTES);
			rc = load_bad_line(load, load->counts->lines);
		} else
			rc = take_line(load, text, (size_t)len);
	}
	if (rc == 0 && (errno != 0 || ferror(in)))
		rc = fail_errno("input");
	free(text);
	return rc;
}

static int
run(struct load *load, FILE *in)
{
	struct load_counts *c = load->counts;

	/* a parent may be inserted after its child */
	if (db_exec(load->db, "PRAGMA defer_foreign_keys = ON") == -1 ||
	    prepare(load) == -1 || read_lines(load, in) == -1 ||
	    load_refs(load) == -1)
		return -1;
	if (c->bad > 0 && !load->options->keep_going)
		return fail(FAIL_DATA, "%lld of %lld lines are bad, nothing "
		    "was loaded", (long long)c->bad, (long long)c->lines);
	return approval_refresh(load->db, load->policy, &c->asked);
}

int
load_stream(struct db *db, const struct policy *policy,
    const struct actor *actor, FILE *in, const struct load_options *options,
    struct load_counts *counts)
{
	struct load load = { .db = db, .policy = policy, .actor = actor,
	    .options = options, .counts = counts };
	int rc;

	memset(counts, 0, sizeof *counts);
	clock_stamp_now(load.now);
	if (db_begin(db) == -1)
		return -1;
	rc = run(&load, in);
	finish(&load);
	if (rc == -1 || options->dry_run) {
		db_rollback(db);
		return rc;
	}
	return db_commit(db);
}
