/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/approval.h"
#include "domain/task_row.h"

static int
check(struct db *db, const struct task *t, const struct task_edit *edit)
{
	size_t i;

	if (task_check_texts(edit->title, edit->description, edit->assignee,
	    edit->feature) == -1 || task_check_urgency(edit->urgency) == -1)
		return -1;
	if (edit->priority != -1 && task_check_priority(edit->priority) == -1)
		return -1;
	for (i = 0; i < edit->nadd_labels; i++)
		if (task_check_label(edit->add_labels[i]) == -1)
			return -1;
	if (edit->parent_id > 0)
		return task_check_parent(db, t->id, edit->parent_id);
	return 0;
}

static bool
differs(const char *new, const char *old)
{
	return new != NULL && strcmp(new, old != NULL ? old : "") != 0;
}

static bool
row_differs(const struct task *t, const struct task_edit *e)
{
	return differs(e->title, t->title) ||
	    differs(e->description, t->description) ||
	    differs(e->urgency, t->urgency) ||
	    differs(e->assignee, t->assignee) ||
	    differs(e->feature, t->feature) ||
	    differs(e->due_at, t->due_at) ||
	    (e->project_id != 0 && e->project_id != t->project_id) ||
	    (e->parent_id != 0 && (e->parent_id == -1 ? 0 : e->parent_id) !=
	    t->parent_id) ||
	    (e->priority != -1 && e->priority != t->priority) ||
	    (e->max_attempts != 0 && e->max_attempts != t->max_attempts);
}

static int
change_links(struct db *db, const struct actor *actor, int64_t id,
    const struct task_edit *e)
{
	int changed = 0, rc = 0;
	size_t i;

	for (i = 0; rc != -1 && i < e->nadd_labels; i++)
		if ((rc = task_label_add(db, actor, id, e->add_labels[i])) == 1)
			changed = 1;
	for (i = 0; rc != -1 && i < e->nremove_labels; i++)
		if ((rc = task_label_remove(db, actor, id,
		    e->remove_labels[i])) == 1)
			changed = 1;
	for (i = 0; rc != -1 && i < e->nremove_needs; i++)
		if ((rc = task_need_remove(db, actor, id,
		    e->remove_needs[i])) == 1)
			changed = 1;
	for (i = 0; rc != -1 && i < e->nadd_needs; i++)
		if ((rc = task_need_add(db, actor, id, e->add_needs[i])) == 1)
			changed = 1;
	return rc == -1 ? -1 : changed;
}

static int
change_trimmed(struct db *db, const struct actor *actor,
    const struct task *t, const struct task_edit *e, const char *lease_until)
{
	char now[CLOCK_STAMP_SIZE];
	int linked;

	if (check(db, t, e) == -1 ||
	    (linked = change_links(db, actor, t->id, e)) == -1)
		return -1;
	if (!linked && !row_differs(t, e))
		return 0;
	return db_run(db, "UPDATE task SET title = coalesce($2, title), "
	    "description = coalesce($3, description), "
	    "urgency = coalesce($4, urgency), "
	    "assignee = coalesce($5, assignee), "
	    "feature = coalesce($6, feature), "
	    "due_at = CASE WHEN $7 IS NULL THEN due_at "
	    "ELSE nullif($7, '') END, "
	    "project_id = CASE $8 WHEN 0 THEN project_id ELSE $8 END, "
	    "parent_id = CASE $9 WHEN 0 THEN parent_id WHEN -1 THEN NULL "
	    "ELSE $9 END, "
	    "priority = CASE $10 WHEN -1 THEN priority ELSE $10 END, "
	    "max_attempts = CASE $11 WHEN 0 THEN max_attempts ELSE $11 END, "
	    "version = version + 1, changes = changes + 1, deed = 'edited', "
	    "note = coalesce($12, ''), changed_by = $13, changed_via = $14, "
	    "updated_at = $15, lease_until = CASE WHEN lease_until < $16 "
	    "AND lease_owner = $13 COLLATE NOCASE THEN $16 "
	    "ELSE lease_until END WHERE id = $1", "ittttttiiiittttt", t->id,
	    e->title, e->description, e->urgency, e->assignee, e->feature,
	    e->due_at, e->project_id, e->parent_id, e->priority,
	    e->max_attempts, e->note, actor->name, actor->via,
	    clock_stamp_now(now), lease_until) == -1 ? -1 : 1;
}

int
task_change(struct db *db, const struct actor *actor, const struct task *t,
    const struct task_edit *e, const char *lease_until)
{
	struct task_edit trimmed = *e;
	char *title = e->title != NULL ? xstrdup(e->title) : NULL;
	int rc;

	if (title != NULL)
		trimmed.title = text_trim(title);
	rc = change_trimmed(db, actor, t, &trimmed, lease_until);
	free(title);
	return rc;
}

/* What was approved was what was seen: ask again. */
static int
ask_again(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task *t, int64_t *asked)
{
	bool waits = strcmp(t->start_gate, "waiting") == 0;

	if (strcmp(t->status, "review") == 0)
		return approval_ask(db, policy, actor, t->id, "finish", NULL,
		    NULL, asked);
	if (strcmp(t->status, "todo") != 0)
		return 0;
	if (strcmp(t->start_gate, "passed") == 0) {
		if (db_run(db, "UPDATE task SET start_gate = 'waiting', "
		    "changes = changes + 1, note = '' WHERE id = $1 "
		    "AND (title <> $2 OR description <> $3)", "itt", t->id,
		    t->title, t->description) == -1)
			return -1;
		waits = db_changes(db) > 0;
	}
	if (!waits)
		return 0;
	return approval_ask(db, policy, actor, t->id, "start", NULL, NULL,
	    asked);
}

static int
edit_loaded(struct db *db, const struct policy *policy,
    const struct actor *actor, const struct task *t,
    const struct task_edit *e, int64_t *asked)
{
	char until[CLOCK_STAMP_SIZE];
	int rc;

	if (e->if_version != 0 && e->if_version != t->version)
		return fail(FAIL_DATA, "#%lld: it has version %lld, not %lld; "
		    "look at it again before you change it", (long long)t->id,
		    (long long)t->version, (long long)e->if_version);
	clock_stamp(clock_now() + policy->lease_ms, until);
	if ((rc = task_change(db, actor, t, e, until)) == 1 &&
	    ask_again(db, policy, actor, t, asked) == -1)
		return -1;
	return rc;
}

int
task_edit(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t id, const struct task_edit *e,
    int64_t *asked)
{
	struct task t = { 0 };
	int begun, rc;

	*asked = 0;
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	if ((rc = task_load_or_fail(db, id, &t)) == 1)
		rc = edit_loaded(db, policy, actor, &t, e, asked);
	task_clear(&t);
	return db_end(db, begun, rc);
}
