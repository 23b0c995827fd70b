/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/fail.h"
#include "domain/task_row.h"

/* Links are 'raw' at rest: a tool names itself before it removes one, and a
 * trigger puts 'raw' back after one was added (schema 0001-ledger). */

static int
label_id(struct db *db, const char *name, int64_t *id)
{
	int rc;

	rc = db_find_integer(db, id, "SELECT id FROM label WHERE name = $1",
	    "t", name);
	if (rc != 0)
		return rc;
	return db_find_integer(db, id, "INSERT INTO label (name) VALUES ($1) "
	    "RETURNING id", "t", name);
}

int
task_label_add(struct db *db, const struct actor *actor, int64_t task,
    const char *name)
{
	char now[CLOCK_STAMP_SIZE];
	int64_t id;

	if (task_check_label(name) == -1 || label_id(db, name, &id) == -1)
		return -1;
	if (db_run(db, "INSERT INTO task_label (task_id, label_id, "
	    "changed_by, changed_via, changed_at) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT DO NOTHING", "iittt", task, id, actor->name,
	    actor->via, clock_stamp_now(now)) == -1)
		return -1;
	return db_changes(db) > 0;
}

int
task_label_remove(struct db *db, const struct actor *actor, int64_t task,
    const char *name)
{
	char now[CLOCK_STAMP_SIZE];

	if (db_run(db, "UPDATE task_label SET changed_by = $3, "
	    "changed_via = $4, changed_at = $5 WHERE task_id = $1 "
	    "AND label_id = (SELECT id FROM label WHERE name = $2)", "itttt",
	    task, name, actor->name, actor->via, clock_stamp_now(now)) == -1)
		return -1;
	if (db_run(db, "DELETE FROM task_label WHERE task_id = $1 AND "
	    "label_id = (SELECT id FROM label WHERE name = $2)", "it", task,
	    name) == -1)
		return -1;
	return db_changes(db) > 0;
}

static int
check_circle(struct db *db, int64_t task, int64_t needs)
{
	int64_t found;
	int rc;

	if (task == needs)
		return fail(FAIL_DATA, "needs: #%lld cannot wait for itself",
		    (long long)task);
	rc = db_find_integer(db, &found, "WITH RECURSIVE reach (id) AS "
	    "(SELECT $1 UNION SELECT n.needs_id FROM task_need AS n "
	    "JOIN reach ON n.task_id = reach.id) "
	    "SELECT 1 FROM reach WHERE id = $2", "ii", needs, task);
	if (rc == 1)
		return fail(FAIL_DATA, "needs: #%lld waits for #%lld already, "
		    "both would wait for ever", (long long)needs,
		    (long long)task);
	return rc;
}

int
task_need_add(struct db *db, const struct actor *actor, int64_t task,
    int64_t needs)
{
	char now[CLOCK_STAMP_SIZE];

	if (check_circle(db, task, needs) == -1)
		return -1;
	if (db_run(db, "INSERT INTO task_need (task_id, needs_id, changed_by, "
	    "changed_via, changed_at) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT DO NOTHING", "iittt", task, needs, actor->name,
	    actor->via, clock_stamp_now(now)) == -1)
		return -1;
	return db_changes(db) > 0;
}

int
task_need_remove(struct db *db, const struct actor *actor, int64_t task,
    int64_t needs)
{
	char now[CLOCK_STAMP_SIZE];

	if (db_run(db, "UPDATE task_need SET changed_by = $3, "
	    "changed_via = $4, changed_at = $5 WHERE task_id = $1 "
	    "AND needs_id = $2", "iittt", task, needs, actor->name,
	    actor->via, clock_stamp_now(now)) == -1)
		return -1;
	if (db_run(db, "DELETE FROM task_need WHERE task_id = $1 AND "
	    "needs_id = $2", "ii", task, needs) == -1)
		return -1;
	return db_changes(db) > 0;
}

int
task_check_parent(struct db *db, int64_t task, int64_t parent)
{
	int64_t found;
	int rc;

	rc = db_find_integer(db, &found, "WITH RECURSIVE above (id) AS "
	    "(SELECT $1 UNION SELECT t.parent_id FROM task AS t "
	    "JOIN above ON t.id = above.id WHERE t.parent_id IS NOT NULL) "
	    "SELECT 1 FROM above WHERE id = $2", "ii", parent, task);
	if (rc == 1)
		return fail(FAIL_DATA, "parent: #%lld is #%lld itself or "
		    "inside it", (long long)parent, (long long)task);
	return rc;
}
