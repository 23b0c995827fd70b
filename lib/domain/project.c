/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/policy.h"
#include "domain/project.h"

/* How many titles a message lists. */
#define TITLES_SHOWN	20

static const struct text_rule title_rule = { "project title", 1, 200, 0,
    false };
static const struct text_rule text_rule = { "project description", 0, 0,
    65536, true };
static const struct text_rule repo_rule = { "repo", 0, 0, 2000, false };

int
project_check_title(const char *title)
{
	return text_check(&title_rule, title, strlen(title));
}

static int
check(const struct project_fields *f)
{
	bool start, finish;

	if (f->title != NULL && project_check_title(f->title) == -1)
		return -1;
	if (f->description != NULL && text_check(&text_rule, f->description,
	    strlen(f->description)) == -1)
		return -1;
	if (f->repo != NULL &&
	    text_check(&repo_rule, f->repo, strlen(f->repo)) == -1)
		return -1;
	if (f->gates != NULL && *f->gates != '\0' &&
	    policy_parse_gates(f->gates, &start, &finish) == -1)
		return -1;
	return 0;
}

static int
check_title_free(struct db *db, const char *title, int64_t except)
{
	int64_t id;
	int rc;

	rc = db_find_integer(db, &id, "SELECT id FROM project "
	    "WHERE title = $1 AND id <> $2", "ti", title, except);
	if (rc == 1)
		return fail(FAIL_DATA, "project \"%s\": there is one already",
		    title);
	return rc;
}

int
project_add(struct db *db, const struct actor *actor,
    const struct project_fields *f, int64_t *id)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc = -1;

	if (check(f) == -1)
		return -1;
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	if (check_title_free(db, f->title, 0) == -1)
		return db_end(db, begun, -1);
	clock_stamp_now(now);
	rc = db_find_integer(db, id, "INSERT INTO project (title, "
	    "description, repo, gates, changed_by, changed_via, created_at, "
	    "updated_at) VALUES ($1, coalesce($2, ''), coalesce($3, ''), "
	    "nullif($4, ''), $5, $6, $7, $7) RETURNING id", "ttttttt",
	    f->title, f->description, f->repo, f->gates, actor->name,
	    actor->via, now);
	return db_end(db, begun, rc == 1 ? 0 : -1);
}

int
project_edit(struct db *db, const struct actor *actor, int64_t id,
    const struct project_fields *f)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	if (check(f) == -1 || (begun = db_begin_here(db)) == -1)
		return -1;
	if (f->title != NULL && check_title_free(db, f->title, id) == -1)
		return db_end(db, begun, -1);
	rc = db_run(db, "UPDATE project SET title = coalesce($2, title), "
	    "description = coalesce($3, description), "
	    "repo = coalesce($4, repo), "
	    "gates = CASE WHEN $5 IS NULL THEN gates ELSE nullif($5, '') END, "
	    "changes = changes + 1, changed_by = $6, changed_via = $7, "
	    "updated_at = $8 WHERE id = $1", "ittttttt", id, f->title,
	    f->description, f->repo, f->gates, actor->name, actor->via,
	    clock_stamp_now(now));
	return db_end(db, begun, rc);
}

int
project_archive(struct db *db, const struct actor *actor, int64_t id,
    bool archived)
{
	char now[CLOCK_STAMP_SIZE];
	int begun, rc;

	if ((begun = db_begin_here(db)) == -1)
		return -1;
	clock_stamp_now(now);
	rc = db_run(db, "UPDATE project SET archived_at = $2, "
	    "changes = changes + 1, changed_by = $3, changed_via = $4, "
	    "updated_at = $5 WHERE id = $1", "itttt", id,
	    archived ? now : NULL, actor->name, actor->via, now);
	return db_end(db, begun, rc);
}

int
project_find(struct db *db, const char *ref, int64_t *id)
{
	int rc;

	rc = db_find_integer(db, id, "SELECT id FROM project "
	    "WHERE title = $1 OR uid = $1", "t", ref);
	if (rc != 0 || !isdigit((unsigned char)*ref))
		return rc;
	return db_find_integer(db, id, "SELECT id FROM project "
	    "WHERE CAST(id AS TEXT) = $1", "t", ref);
}

int
project_need(struct db *db, const char *ref, int64_t *id)
{
	struct db_stmt *st = NULL;
	struct buf titles = { 0 };
	int rc;

	if ((rc = project_find(db, ref, id)) != 0)
		return rc == 1 ? 0 : -1;
	if (db_query(db, &st, "SELECT title FROM project "
	    "WHERE archived_at IS NULL ORDER BY title LIMIT $1", "i",
	    (int64_t)TITLES_SHOWN) == -1)
		return -1;
	while ((rc = db_step(st)) == 1)
		buf_addf(&titles, "%s%s", titles.len > 0 ? ", " : "",
		    db_text(st, 0));
	db_finish(st);
	if (rc == 0)
		fail(FAIL_DATA, "project \"%s\": there is no such project; "
		    "there are: %s", ref, buf_text(&titles));
	buf_clear(&titles);
	return -1;
}

int
project_default(struct db *db, const char *configured, int64_t *id)
{
	int rc;

	if ((rc = project_find(db, configured, id)) != 0)
		return rc == 1 ? 0 : -1;
	rc = db_find_integer(db, id, "SELECT max(id) FROM project "
	    "WHERE archived_at IS NULL HAVING count(*) = 1", "");
	if (rc != 0)
		return rc == 1 ? 0 : -1;
	return project_need(db, configured, id);
}

#define PROJECT_COLUMNS "SELECT id, uid, title, description, repo, gates, " \
	"archived_at, created_at, updated_at, " \
	"(SELECT count(*) FROM task WHERE project_id = project.id " \
	"AND status IN ('todo', 'doing', 'review')), " \
	"(SELECT count(*) FROM task WHERE project_id = project.id) " \
	"FROM project "

static int
each_row(struct db_stmt *st, int (*each)(const struct project *, void *),
    void *arg)
{
	struct project p;
	int rc;

	while ((rc = db_step(st)) == 1) {
		p.id = db_integer(st, 0);
		p.uid = db_text(st, 1);
		p.title = db_text(st, 2);
		p.description = db_text(st, 3);
		p.repo = db_text(st, 4);
		p.gates = db_text(st, 5);
		p.archived_at = db_text(st, 6);
		p.created_at = db_text(st, 7);
		p.updated_at = db_text(st, 8);
		p.open_tasks = db_integer(st, 9);
		p.tasks = db_integer(st, 10);
		if (each(&p, arg) == -1) {
			rc = -1;
			break;
		}
	}
	return rc;
}

int
project_each(struct db *db, bool all,
    int (*each)(const struct project *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, PROJECT_COLUMNS
	    "WHERE $1 = 1 OR archived_at IS NULL ORDER BY title", "i",
	    (int64_t)all) == -1)
		return -1;
	rc = each_row(st, each, arg);
	db_finish(st);
	return rc;
}

struct one {
	int	 found;
	int	(*each)(const struct project *, void *);
	void	*arg;
};

static int
show_one(const struct project *p, void *arg)
{
	struct one *one = arg;

	one->found = 1;
	return one->each(p, one->arg);
}

int
project_show(struct db *db, int64_t id,
    int (*each)(const struct project *, void *), void *arg)
{
	struct one one = { 0, each, arg };
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, PROJECT_COLUMNS "WHERE id = $1", "i", id) == -1)
		return -1;
	rc = each_row(st, show_one, &one);
	db_finish(st);
	return rc == -1 ? -1 : one.found;
}
