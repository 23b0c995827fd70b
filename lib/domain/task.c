/* SPDX-License-Identifier: MIT */
#include <sys/random.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/task_row.h"

/* A shorter beginning of a uid is too likely to fit another one tomorrow. */
#define UID_PREFIX_MIN	8
#define CANDIDATES	5

const char *const task_statuses[] = {
	"todo", "doing", "review", "done", "cancelled", NULL
};
const char *const task_urgencies[] = {
	"low", "medium", "high", "critical", NULL
};

int
task_make_uid(char uid[TASK_UID_SIZE])
{
	unsigned char r[16];
	int i, at = 0;

	if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
		return fail_errno("getrandom");
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
	for (i = 0; i < 16; i++)
		at += snprintf(uid + at, (size_t)(TASK_UID_SIZE - at),
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
		    r[i]);
	return 0;
}

static int64_t
parse_id(const char *ref)
{
	int64_t id = 0;

	if (*ref == '#')
		ref++;
	if (*ref == '\0' || strlen(ref) > 18)
		return 0;
	for (; *ref != '\0'; ref++) {
		if (!isdigit((unsigned char)*ref))
			return 0;
		id = id * 10 + (*ref - '0');
	}
	return id;
}

static int
find_prefix(struct db *db, const char *ref, int64_t *id)
{
	struct db_stmt *st = NULL;
	struct buf names = { 0 };
	int rc, n = 0;

	/* U+10FFFF sorts after every character of a uid */
	if (db_query(db, &st, "SELECT id, uid FROM task WHERE uid >= $1 "
	    "AND uid < $1 || char(1114111) ORDER BY uid LIMIT $2", "ti", ref,
	    (int64_t)CANDIDATES + 1) == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		*id = db_integer(st, 0);
		if (++n <= CANDIDATES)
			buf_addf(&names, "%s%s (#%lld)", n > 1 ? ", " : "",
			    db_text(st, 1), (long long)*id);
	}
	db_finish(st);
	if (rc == 0 && n > 1)
		rc = fail(FAIL_DATA, "task %s: several begin so: %s%s", ref,
		    buf_text(&names), n > CANDIDATES ? ", ..." : "");
	buf_clear(&names);
	return rc == -1 ? -1 : n;
}

int
task_find(struct db *db, const char *ref, int64_t *id)
{
	int64_t number = parse_id(ref);
	int rc;

	if (number != 0) {
		rc = db_find_integer(db, id, "SELECT id FROM task "
		    "WHERE id = $1", "i", number);
		if (rc != 0)
			return rc;
	}
	rc = db_find_integer(db, id, "SELECT id FROM task WHERE uid = $1", "t",
	    ref);
	if (rc != 0 || strlen(ref) < UID_PREFIX_MIN)
		return rc;
	return find_prefix(db, ref, id);
}

int
task_need_id(struct db *db, const char *ref, int64_t *id)
{
	int rc = task_find(db, ref, id);

	if (rc == 0)
		return fail(FAIL_DATA, "task %s: there is no such task", ref);
	return rc == 1 ? 0 : -1;
}

void
task_from_row(struct task *t, const struct db_stmt *st)
{
	int c = 0;

	t->id = db_integer(st, c++);
	t->uid = db_text(st, c++);
	t->project = db_text(st, c++);
	t->parent = db_text(st, c++);
	t->title = db_text(st, c++);
	t->description = db_text(st, c++);
	t->labels = db_text(st, c++);
	t->needs = db_text(st, c++);
	t->status = db_text(st, c++);
	t->urgency = db_text(st, c++);
	t->assignee = db_text(st, c++);
	t->feature = db_text(st, c++);
	t->due_at = db_text(st, c++);
	t->start_gate = db_text(st, c++);
	t->finish_gate = db_text(st, c++);
	t->lease_owner = db_text(st, c++);
	t->lease_until = db_text(st, c++);
	t->key = db_text(st, c++);
	t->deed = db_text(st, c++);
	t->note = db_text(st, c++);
	t->changed_by = db_text(st, c++);
	t->changed_via = db_text(st, c++);
	t->created_at = db_text(st, c++);
	t->updated_at = db_text(st, c++);
	t->project_id = db_integer(st, c++);
	t->parent_id = db_integer(st, c++);
	t->priority = db_integer(st, c++);
	t->version = db_integer(st, c++);
	t->attempts = db_integer(st, c++);
	t->max_attempts = db_integer(st, c++);
	t->progress = db_integer(st, c++);
	t->blockers = db_integer(st, c++);
	t->run = db_integer(st, c++);
	t->mem = NULL;
}

/* Copy all borrowed texts into one block, so that there is one to free. */
static void
own_texts(struct task *t)
{
	const char **text[] = { &t->uid, &t->project, &t->parent, &t->title,
	    &t->description, &t->labels, &t->needs, &t->status, &t->urgency,
	    &t->assignee, &t->feature, &t->due_at, &t->start_gate,
	    &t->finish_gate, &t->lease_owner, &t->lease_until, &t->key,
	    &t->deed, &t->note, &t->changed_by, &t->changed_via,
	    &t->created_at, &t->updated_at };
	size_t i, len, size = 0;
	char *to;

	for (i = 0; i < sizeof text / sizeof *text; i++)
		if (*text[i] != NULL)
			size += strlen(*text[i]) + 1;
	t->mem = to = xmalloc(size);
	for (i = 0; i < sizeof text / sizeof *text; i++) {
		if (*text[i] == NULL)
			continue;
		len = strlen(*text[i]) + 1;
		*text[i] = memcpy(to, *text[i], len);
		to += len;
	}
}

int
task_load(struct db *db, int64_t id, struct task *t)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, TASK_SELECT "FROM task AS t WHERE t.id = $1",
	    "i", id) == -1)
		return -1;
	if ((rc = db_step(st)) == 1) {
		task_from_row(t, st);
		own_texts(t);
	}
	db_finish(st);
	return rc;
}

int
task_load_or_fail(struct db *db, int64_t id, struct task *t)
{
	int rc = task_load(db, id, t);

	return rc != 0 ? rc : fail(FAIL_DATA, "task %lld: there is no such "
	    "task", (long long)id);
}

void
task_clear(struct task *t)
{
	free(t->mem);
	memset(t, 0, sizeof *t);
}
