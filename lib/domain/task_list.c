/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/task_row.h"

const char *const task_sorts[] = { "id", "priority", "due", "created",
	"updated", "title", "status", NULL };

/* In the order of task_sorts: forwards and backwards.  Every order ends with
 * the id, so that it is the same each time. */
static const char *const orders[][2] = {
	{ "t.id", "t.id DESC" },
	{ "t.priority DESC, coalesce(t.due_at, '9999'), t.created_at, t.id",
	  "t.priority, coalesce(t.due_at, '9999') DESC, t.created_at DESC, "
	  "t.id DESC" },
	{ "coalesce(t.due_at, '9999'), t.id",
	  "coalesce(t.due_at, '0') DESC, t.id DESC" },
	{ "t.created_at, t.id", "t.created_at DESC, t.id DESC" },
	{ "t.updated_at, t.id", "t.updated_at DESC, t.id DESC" },
	{ "t.title, t.id", "t.title DESC, t.id DESC" },
	{ "CASE t.status WHEN 'doing' THEN 1 WHEN 'review' THEN 2 "
	  "WHEN 'todo' THEN 3 WHEN 'done' THEN 4 ELSE 5 END, "
	  "t.priority DESC, t.id",
	  "CASE t.status WHEN 'doing' THEN 1 WHEN 'review' THEN 2 "
	  "WHEN 'todo' THEN 3 WHEN 'done' THEN 4 ELSE 5 END DESC, "
	  "t.priority, t.id DESC" }
};

static int
find_order(const char *sort, const char **order)
{
	bool backwards = *sort == '-';
	const char *near;
	size_t i;

	if (backwards)
		sort++;
	for (i = 0; task_sorts[i] != NULL; i++)
		if (strcmp(sort, task_sorts[i]) == 0) {
			*order = orders[i][backwards];
			return 0;
		}
	near = text_nearest(sort, task_sorts);
	return fail(FAIL_DATA, "sort: \"%s\" is not id, priority, due, "
	    "created, updated, title or status%s%s%s", sort,
	    near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* A known status, as a value of its own: 1 the next, 0 the end. */
static int
next_status(char **rest, const char **status)
{
	char *word = strsep(rest, ",");
	const char *near;
	size_t i;

	if (word == NULL)
		return 0;
	word = text_trim(word);
	for (i = 0; task_statuses[i] != NULL; i++)
		if (strcmp(word, task_statuses[i]) == 0) {
			*status = task_statuses[i];
			return 1;
		}
	near = text_nearest(word, task_statuses);
	return fail(FAIL_DATA, "status: \"%s\" is not todo, doing, review, "
	    "done or cancelled%s%s%s", word, near != NULL ?
	    "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

/* At most one of each status; so many placeholders, $11 to $15. */
#define STATUS_FIRST	11
#define STATUS_COUNT	5

static int
read_statuses(const char *list, const char *found[STATUS_COUNT])
{
	char *copy = xstrdup(list), *rest = copy;
	const char *status = NULL;
	int rc, i, n = 0;

	while ((rc = next_status(&rest, &status)) == 1) {
		for (i = 0; i < n && found[i] != status; i++)
			;
		if (i == n)
			found[n++] = status;
	}
	free(copy);
	return rc;
}

/* Fixed pieces only: every value is a placeholder. */
static void
add_conditions(struct buf *sql, const struct task_filter *f)
{
	if (f->statuses != NULL)
		buf_adds(sql, strchr(f->statuses, ',') == NULL ?
		    "AND t.status = $11 " :
		    "AND t.status IN ($11, $12, $13, $14, $15) ");
	if (f->project_id != 0)
		buf_adds(sql, "AND t.project_id = $1 ");
	if (f->parent_id != 0)
		buf_adds(sql, "AND t.parent_id = $2 ");
	if (f->assignee != NULL)
		buf_adds(sql, "AND t.assignee = $3 COLLATE NOCASE ");
	if (f->label != NULL)
		buf_adds(sql, "AND t.id IN (SELECT x.task_id "
		    "FROM task_label AS x JOIN label AS l ON l.id = x.label_id "
		    "WHERE l.name = $4) ");
	if (f->feature != NULL)
		buf_adds(sql, "AND t.feature = $5 ");
	if (f->blocked)
		buf_adds(sql, "AND t.status = 'todo' AND t.blockers > 0 ");
	if (f->stale)
		buf_adds(sql, "AND t.status = 'doing' AND (t.lease_until "
		    "IS NULL OR t.lease_until <= $6) ");
	if (f->waiting)
		buf_adds(sql, "AND t.id IN (SELECT a.task_id FROM approval "
		    "AS a WHERE a.decision IS NULL) ");
	if (f->since != NULL)
		buf_adds(sql, "AND t.updated_at >= $7 ");
}

static int
compose(struct buf *sql, const struct task_filter *f)
{
	const char *order = orders[0][0];

	if (f->sort != NULL && find_order(f->sort, &order) == -1)
		return -1;
	/* the order of the view's own index, which the planner then walks */
	if (f->ready && f->sort == NULL)
		order = "r.priority DESC, coalesce(r.due_at, '9999'), "
		    "r.created_at, r.id";
	buf_adds(sql, f->brief ? TASK_BRIEF : TASK_SELECT);
	buf_adds(sql, f->ready ? "FROM ready AS r JOIN task AS t "
	    "ON t.id = r.id WHERE 1 = 1 " : "FROM task AS t WHERE 1 = 1 ");
	add_conditions(sql, f);
	buf_addf(sql, "ORDER BY %s LIMIT $8", order);
	return 0;
}

static int
open_list(struct db *db, const struct task_filter *f, struct db_stmt **st)
{
	const char *status[STATUS_COUNT] = { NULL };
	char now[CLOCK_STAMP_SIZE];
	struct buf sql = { 0 };
	int i, rc;

	if (f->statuses != NULL && read_statuses(f->statuses, status) == -1)
		return -1;
	rc = compose(&sql, f);
	if (rc == 0)
		rc = db_query(db, st, sql.data, "iittttt", f->project_id,
		    f->parent_id, f->assignee, f->label, f->feature,
		    clock_stamp_now(now), f->since);
	for (i = 0; rc == 0 && i < STATUS_COUNT; i++)
		rc = db_bind_text(*st, STATUS_FIRST + i, status[i]);
	if (rc == 0)
		rc = db_bind_integer(*st, 8, f->limit > 0 ? f->limit : -1);
	buf_clear(&sql);
	return rc;
}

static int
walk(struct db_stmt *st, int (*each)(const struct task *, void *), void *arg)
{
	struct task t;
	int rc;

	while ((rc = db_step(st)) == 1) {
		task_from_row(&t, st);
		if ((rc = each(&t, arg)) != 0)
			break;
	}
	return rc == -1 ? -1 : 0;
}

int
task_each(struct db *db, const struct task_filter *f,
    int (*each)(const struct task *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	int rc;

	rc = open_list(db, f, &st);
	if (rc == 0)
		rc = walk(st, each, arg);
	db_finish(st);
	return rc;
}

int
task_each_need(struct db *db, int64_t id, bool needed_by,
    int (*each)(const struct task *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	int rc;

	rc = db_query(db, &st, needed_by ?
	    TASK_BRIEF "FROM task_need AS n JOIN task AS t "
	    "ON t.id = n.task_id WHERE n.needs_id = $1 ORDER BY t.id" :
	    TASK_BRIEF "FROM task_need AS n JOIN task AS t "
	    "ON t.id = n.needs_id WHERE n.task_id = $1 ORDER BY t.id",
	    "i", id);
	if (rc == 0)
		rc = walk(st, each, arg);
	db_finish(st);
	return rc;
}
