/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TASK_ROW_H
#define DOMAIN_TASK_ROW_H

#include "domain/task.h"

/*
 * What the task*.c files share: how a row is read, and changes that approvals
 * do not hear of.
 */

/* The columns of struct task, from task AS t. */
#define TASK_HEAD	"SELECT t.id, t.uid, " \
	"(SELECT title FROM project WHERE id = t.project_id), " \
	"(SELECT uid FROM task AS q WHERE q.id = t.parent_id), t.title, "
#define TASK_TEXTS	"t.description, " \
	"(SELECT json_group_array(name) FROM (SELECT l.name " \
	"FROM task_label AS x JOIN label AS l ON l.id = x.label_id " \
	"WHERE x.task_id = t.id ORDER BY l.name)), " \
	"(SELECT json_group_array(uid) FROM (SELECT m.uid " \
	"FROM task_need AS n JOIN task AS m ON m.id = n.needs_id " \
	"WHERE n.task_id = t.id ORDER BY m.id)), "
#define TASK_NO_TEXTS	"'', '[]', '[]', "
#define TASK_REST	"t.status, t.urgency, t.assignee, t.feature, " \
	"t.due_at, t.start_gate, t.finish_gate, t.lease_owner, " \
	"t.lease_until, t.idempotency_key, t.deed, t.note, t.changed_by, " \
	"t.changed_via, t.created_at, t.updated_at, t.project_id, " \
	"t.parent_id, t.priority, t.version, t.attempts, t.max_attempts, " \
	"t.progress, t.blockers, CASE t.status WHEN 'doing' THEN " \
	"(SELECT r.id FROM run AS r WHERE r.task_id = t.id " \
	"AND r.kind = 'task' AND r.status = 'running') END "
#define TASK_COLUMNS	33	/* so many; what a query adds comes after */
#define TASK_SELECT	TASK_HEAD TASK_TEXTS TASK_REST
#define TASK_BRIEF	TASK_HEAD TASK_NO_TEXTS TASK_REST

/* Fill from the current row; texts are borrowed from the statement. */
void	 task_from_row(struct task *, const struct db_stmt *);

/* A new uid: a UUID of version 4 (RFC 9562). */
#define TASK_UID_SIZE	37
int	 task_make_uid(char [TASK_UID_SIZE]);

/*
 * task_edit() without its consequences for approvals, inside the caller's
 * transaction.  lease_until: the holder's own change moves the lease on to
 * there; NULL: it does not.  1 changed, 0 nothing to change, -1.
 */
int	 task_change(struct db *, const struct actor *, const struct task *,
	    const struct task_edit *, const char *lease_until);

/* The links of a task, inside the caller's transaction.  1 changed, 0 it was
 * so, -1 (a need that would close a circle is DATA). */
int	 task_label_add(struct db *, const struct actor *, int64_t task,
	    const char *label);
int	 task_label_remove(struct db *, const struct actor *, int64_t task,
	    const char *label);
int	 task_need_add(struct db *, const struct actor *, int64_t task,
	    int64_t needs);
int	 task_need_remove(struct db *, const struct actor *, int64_t task,
	    int64_t needs);

/* DATA if the task would come to stand inside its own children. */
int	 task_check_parent(struct db *, int64_t task, int64_t parent);

/* The checks that adding, editing and loading share. */
int	 task_check_texts(const char *title, const char *description,
	    const char *assignee, const char *feature);
int	 task_check_urgency(const char *);
int	 task_check_label(const char *);
int	 task_check_name(const char *what, const char *text);
int	 task_check_priority(int64_t);

/* Does a passed or waiting start apply: 'waiting' or 'none'. */
int	 task_gates(struct db *, const struct policy *, int64_t project,
	    const char *gates, bool *start, bool *finish);

#endif
