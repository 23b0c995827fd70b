/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "domain/project.h"
#include "domain/task_row.h"

static int
check(const struct task_new *new)
{
	size_t i;

	if (task_check_texts(new->title, new->description, new->assignee,
	    new->feature) == -1 || task_check_urgency(new->urgency) == -1 ||
	    task_check_name("key", new->key) == -1)
		return -1;
	if (new->priority != -1 && task_check_priority(new->priority) == -1)
		return -1;
	for (i = 0; i < new->nlabels; i++)
		if (task_check_label(new->labels[i]) == -1)
			return -1;
	return 0;
}

static int
insert(struct db *db, const struct policy *policy, const struct actor *actor,
    const struct task_new *new, int64_t project, int64_t *id, bool *start)
{
	char now[CLOCK_STAMP_SIZE];
	bool finish;
	int rc;

	if (task_gates(db, policy, project, new->gates, start, &finish) == -1)
		return -1;
	rc = db_find_integer(db, id, "INSERT INTO task (project_id, "
	    "parent_id, title, description, priority, urgency, assignee, "
	    "feature, due_at, start_gate, finish_gate, max_attempts, "
	    "idempotency_key, changed_by, changed_via, created_at, "
	    "updated_at) VALUES ($1, nullif($2, 0), $3, coalesce($4, ''), "
	    "CASE $5 WHEN -1 THEN 50 ELSE $5 END, coalesce($6, 'medium'), "
	    "coalesce($7, ''), coalesce($8, ''), nullif($9, ''), $10, $11, "
	    "$12, nullif($13, ''), $14, $15, $16, $16) RETURNING id",
	    "iittittttttitttt", project, new->parent_id, new->title,
	    new->description, new->priority, new->urgency, new->assignee,
	    new->feature, new->due_at, *start ? "waiting" : "none",
	    finish ? "required" : "none", new->max_attempts > 0 ?
	    new->max_attempts : policy->max_attempts, new->key, actor->name,
	    actor->via, clock_stamp_now(now));
	return rc == 1 ? 0 : -1;
}

static int
add_links(struct db *db, const struct actor *actor,
    const struct task_new *new, int64_t id)
{
	size_t i;

	for (i = 0; i < new->nlabels; i++)
		if (task_label_add(db, actor, id, new->labels[i]) == -1)
			return -1;
	for (i = 0; i < new->nneeds; i++)
		if (task_need_add(db, actor, id, new->needs[i]) == -1)
			return -1;
	return 0;
}

static int
add(struct db *db, const struct policy *policy, const struct actor *actor,
    const struct task_new *new, int64_t *id)
{
	int64_t project = new->project_id, approval;
	bool start;
	int rc;

	if (new->key != NULL && *new->key != '\0') {
		rc = db_find_integer(db, id, "SELECT id FROM task "
		    "WHERE idempotency_key = $1", "t", new->key);
		if (rc != 0)
			return rc;
	}
	if (project == 0 &&
	    project_default(db, policy->project, &project) == -1)
		return -1;
	if (insert(db, policy, actor, new, project, id, &start) == -1 ||
	    add_links(db, actor, new, *id) == -1)
		return -1;
	if (start && approval_ask(db, policy, actor, *id, "start", NULL, NULL,
	    &approval) == -1)
		return -1;
	return 0;
}

int
task_add(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task_new *new, int64_t *id)
{
	struct task_new trimmed = *new;
	char *title = xstrdup(new->title);
	int begun, rc = -1;

	trimmed.title = text_trim(title);
	if (check(&trimmed) == 0 && (begun = db_begin_here(db)) != -1)
		rc = db_end(db, begun, add(db, policy, actor, &trimmed, id));
	free(title);
	return rc;
}
