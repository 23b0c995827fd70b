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
#include "domain/task_row.h"

/*
 * Lines that point nowhere are made tasks as they come: load_task.c.  The
 * others wait in a temporary table (which the engine spills to disk) until
 * all uids of the file are known: load_refs.c.
 */
#define TEMPORARY_TABLES						\
	"CREATE TEMP TABLE IF NOT EXISTS load_line (line INTEGER "	\
	"PRIMARY KEY, id INTEGER NOT NULL UNIQUE, uid TEXT UNIQUE, "	\
	"key TEXT UNIQUE, text TEXT NOT NULL); DELETE FROM load_line"

static int
prepare(struct load *load)
{
	struct db *db = load->db;

	if (db_exec(db, TEMPORARY_TABLES) == -1 ||
	    load_tasks_begin(load) == -1 ||
	    db_next_id(db, "task", &load->next_id) == -1)
		return -1;
	if (db_query(db, &load->find, "SELECT 1 FROM task WHERE uid = $1 "
	    "OR idempotency_key = $2 UNION ALL "
	    "SELECT 1 FROM load_task WHERE uid = $1 OR idempotency_key = $2 "
	    "UNION ALL SELECT 1 FROM load_line WHERE uid = $1 "
	    "OR key = $2", "") == -1 ||
	    db_query(db, &load->find_id, "SELECT 1 FROM task WHERE id = $1 "
	    "UNION ALL SELECT 1 FROM load_task WHERE id = $1 "
	    "UNION ALL SELECT 1 FROM load_line WHERE id = $1", "") == -1)
		return -1;
	return db_query(db, &load->stage, "INSERT INTO load_line (line, id, "
	    "uid, key, text) VALUES ($1, $2, $3, $4, $5)", "");
}

static void
finish(struct load *load)
{
	db_finish(load->find);
	db_finish(load->find_id);
	db_finish(load->stage);
	db_finish(load->insert);
	db_finish(load->add_label);
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
			rc = load_task(load, &l, id, 0);
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
		while (len > 0 && text[len - 1] != '\0' &&
		    strchr(" \t\r\n", text[len - 1]) != NULL)
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
	if (load_tasks_end(load) == -1)
		return -1;
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
