/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "format/json.h"

#define APPROVAL_SELECT	"SELECT a.id, a.task_id, a.task_version, a.gate, " \
	"a.requested_by, a.requested_via, a.requested_at, a.report, " \
	"a.evidence, a.decision, a.decided_by, a.decided_at, a.notes, a.via, " \
	"a.edits, t.uid, t.title, t.description, t.assignee, p.title, " \
	"t.status, t.priority FROM approval AS a " \
	"JOIN task AS t ON t.id = a.task_id " \
	"JOIN project AS p ON p.id = t.project_id "

static void
from_row(struct approval *a, const struct db_stmt *st)
{
	a->id = db_integer(st, 0);
	a->task_id = db_integer(st, 1);
	a->task_version = db_integer(st, 2);
	a->gate = db_text(st, 3);
	a->requested_by = db_text(st, 4);
	a->requested_via = db_text(st, 5);
	a->requested_at = db_text(st, 6);
	a->report = db_text(st, 7);
	a->evidence = db_text(st, 8);
	a->decision = db_text(st, 9);
	a->decided_by = db_text(st, 10);
	a->decided_at = db_text(st, 11);
	a->notes = db_text(st, 12);
	a->via = db_text(st, 13);
	a->edits = db_text(st, 14);
	a->task_uid = db_text(st, 15);
	a->title = db_text(st, 16);
	a->description = db_text(st, 17);
	a->assignee = db_text(st, 18);
	a->project = db_text(st, 19);
	a->task_status = db_text(st, 20);
	a->priority = db_integer(st, 21);
}

/* 1 if there was any, 0 none, -1 */
static int
each_row(struct db_stmt *st, int (*each)(const struct approval *, void *),
    void *arg)
{
	struct approval a;
	int rc, found = 0;

	while ((rc = db_step(st)) == 1) {
		from_row(&a, st);
		found = 1;
		if (each(&a, arg) == -1) {
			rc = -1;
			break;
		}
	}
	db_finish(st);
	return rc == -1 ? -1 : found;
}

int
approval_each_open(struct db *db, int64_t limit,
    int (*each)(const struct approval *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, APPROVAL_SELECT "WHERE a.decision IS NULL "
	    "ORDER BY t.priority DESC, a.requested_at, a.id LIMIT $1", "i",
	    limit > 0 ? limit : (int64_t)-1) == -1)
		return -1;
	return each_row(st, each, arg) == -1 ? -1 : 0;
}

int
approval_each_of(struct db *db, int64_t task,
    int (*each)(const struct approval *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, APPROVAL_SELECT "WHERE a.task_id = $1 "
	    "ORDER BY a.id", "i", task) == -1)
		return -1;
	return each_row(st, each, arg) == -1 ? -1 : 0;
}

int
approval_show(struct db *db, int64_t id,
    int (*each)(const struct approval *, void *), void *arg)
{
	struct db_stmt *st = NULL;

	if (db_query(db, &st, APPROVAL_SELECT "WHERE a.id = $1", "i",
	    id) == -1)
		return -1;
	return each_row(st, each, arg);
}

int
approval_open_ids(struct db *db, int64_t **ids, size_t *n)
{
	struct db_stmt *st = NULL;
	size_t size = 0;
	int rc;

	*ids = NULL;
	*n = 0;
	if (db_query(db, &st, "SELECT id FROM approval "
	    "WHERE decision IS NULL ORDER BY id", "") == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		if (*n == size) {
			size = size * 2 + 64;
			*ids = xreallocarray(*ids, size, sizeof **ids);
		}
		(*ids)[(*n)++] = db_integer(st, 0);
	}
	db_finish(st);
	return rc;
}

void
approval_json(struct buf *out, const struct approval *a)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "id", a->id);
	json_add_integer(out, "task_id", a->task_id);
	json_add_string(out, "task_uid", a->task_uid);
	json_add_integer(out, "task_version", a->task_version);
	json_add_string(out, "gate", a->gate);
	json_add_string(out, "project", a->project);
	json_add_string(out, "title", a->title);
	json_add_integer(out, "priority", a->priority);
	json_add_string(out, "assignee", a->assignee);
	json_add_string(out, "requested_by", a->requested_by);
	json_add_string(out, "requested_via", a->requested_via);
	json_add_string(out, "requested_at", a->requested_at);
	json_add_string(out, "report", a->report);
	json_add_raw(out, "evidence", a->evidence);
	json_add_string(out, "decision", a->decision);
	json_add_string(out, "decided_by", a->decided_by);
	json_add_string(out, "decided_at", a->decided_at);
	json_add_string(out, "via", a->via);
	json_add_string(out, "notes", a->notes);
	if (a->edits != NULL)
		json_add_raw(out, "edits", a->edits);
	else
		json_add_null(out, "edits");
	json_close(out, '}');
}

void
approval_report(struct buf *out, const struct approval *a)
{
	cJSON *list = NULL;
	const cJSON *item;

	buf_adds(out, a->report);
	if (json_parse(a->evidence, strlen(a->evidence), &list) == -1) {
		fail_clear();	/* a hand-made one; the report still counts */
		return;
	}
	cJSON_ArrayForEach(item, list)
		if (cJSON_IsString(item))
			buf_addf(out, "%s- %s", out->len > 0 ? "\n" : "",
			    item->valuestring);
	cJSON_Delete(list);
}
