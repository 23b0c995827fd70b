/* SPDX-License-Identifier: MIT */
/* The columns of a task. */
#include "columns.h"

#include <string.h>

#include "base/clock.h"
#include "domain/task.h"

#define URGENT	80	/* a priority from here on stands out */

static bool
is_past(const char *stamp)
{
	char now[CLOCK_STAMP_SIZE];

	return stamp != NULL && strcmp(stamp, clock_stamp_now(now)) < 0;
}

static bool
is_open(const struct task *task)
{
	return strcmp(task->status, "done") != 0 &&
	    strcmp(task->status, "cancelled") != 0;
}

void
task_state(struct buf *out, const void *row, bool person)
{
	const struct task *task = row;
	bool todo = strcmp(task->status, "todo") == 0;

	buf_adds(out, task->status);
	if (!person)
		return;
	if (todo && strcmp(task->start_gate, "waiting") == 0)
		buf_adds(out, " (waits)");
	else if (todo && task->blockers > 0)
		buf_adds(out, " (blocked)");
	else if (strcmp(task->status, "doing") == 0 &&
	    (task->lease_until == NULL || is_past(task->lease_until)))
		buf_adds(out, " (stale)");
	else if (strcmp(task->status, "doing") == 0 && task->progress > 0)
		buf_addf(out, " %lld%%", (long long)task->progress);
}

enum table_style
task_state_style(const void *row)
{
	const struct task *task = row;

	if (!is_open(task))
		return TABLE_DIM;
	if (strcmp(task->status, "doing") == 0)
		return TABLE_BLUE;
	if (strcmp(task->status, "review") == 0 ||
	    strcmp(task->start_gate, "waiting") == 0)
		return TABLE_YELLOW;
	return task->blockers > 0 ? TABLE_PLAIN : TABLE_GREEN;
}

static enum table_style
title_style(const void *row)
{
	return is_open(row) ? TABLE_PLAIN : TABLE_DIM;
}

static enum table_style
id_style(const void *row)
{
	return is_open(row) ? TABLE_BOLD : TABLE_DIM;
}

static enum table_style
priority_style(const void *row)
{
	const struct task *task = row;

	return is_open(task) && task->priority >= URGENT ? TABLE_RED :
	    title_style(row);
}

static enum table_style
due_style(const void *row)
{
	const struct task *task = row;

	return is_open(task) && is_past(task->due_at) ? TABLE_RED :
	    title_style(row);
}

#define TEXT_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	(void)person;							\
	listing_text(out, ((const struct task *)row)->member);		\
}
#define NUMBER_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	(void)person;							\
	listing_number(out, ((const struct task *)row)->member);	\
}
#define TIME_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	listing_time(out, ((const struct task *)row)->member, person);	\
}
#define ARRAY_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	(void)person;							\
	listing_array(out, ((const struct task *)row)->member);		\
}

NUMBER_VALUE(id_value, id)
TEXT_VALUE(uid_value, uid)
TEXT_VALUE(project_value, project)
TEXT_VALUE(parent_value, parent)
TEXT_VALUE(title_value, title)
TEXT_VALUE(description_value, description)
NUMBER_VALUE(priority_value, priority)
TEXT_VALUE(urgency_value, urgency)
TEXT_VALUE(assignee_value, assignee)
TEXT_VALUE(feature_value, feature)
ARRAY_VALUE(labels_value, labels)
ARRAY_VALUE(needs_value, needs)
NUMBER_VALUE(blockers_value, blockers)
TIME_VALUE(due_value, due_at)
TEXT_VALUE(start_gate_value, start_gate)
TEXT_VALUE(finish_gate_value, finish_gate)
NUMBER_VALUE(progress_value, progress)
TEXT_VALUE(lease_owner_value, lease_owner)
TIME_VALUE(lease_until_value, lease_until)
NUMBER_VALUE(attempts_value, attempts)
NUMBER_VALUE(max_attempts_value, max_attempts)
NUMBER_VALUE(version_value, version)
TEXT_VALUE(key_value, key)
TEXT_VALUE(note_value, note)
TEXT_VALUE(changed_by_value, changed_by)
TEXT_VALUE(changed_via_value, changed_via)
TIME_VALUE(created_value, created_at)
TIME_VALUE(updated_value, updated_at)

static void
run_value(struct buf *out, const void *row, bool person)
{
	const struct task *task = row;

	(void)person;
	if (task->run != 0)
		listing_number(out, task->run);
}

#define OPTIONAL_TEXT	(COLUMN_OPTIONAL | COLUMN_FLEXIBLE)

const struct column task_columns[] = {
	{ "id", "ID", COLUMN_RIGHT, id_value, id_style },
	{ "status", "STATUS", 0, task_state, task_state_style },
	{ "priority", "PRIO", COLUMN_RIGHT, priority_value, priority_style },
	{ "project", "PROJECT", COLUMN_OPTIONAL, project_value, title_style },
	{ "assignee", "ASSIGNEE", COLUMN_OPTIONAL, assignee_value,
	    title_style },
	{ "due_at", "DUE", COLUMN_OPTIONAL, due_value, due_style },
	{ "title", "TITLE", COLUMN_FLEXIBLE, title_value, title_style },
	{ "uid", "UID", 0, uid_value, NULL },
	{ "parent", "PARENT", COLUMN_OPTIONAL, parent_value, NULL },
	{ "description", "DESCRIPTION", OPTIONAL_TEXT | COLUMN_FULL,
	    description_value, NULL },
	{ "urgency", "URGENCY", 0, urgency_value, NULL },
	{ "feature", "FEATURE", COLUMN_OPTIONAL, feature_value, NULL },
	{ "labels", "LABELS", OPTIONAL_TEXT | COLUMN_FULL, labels_value,
	    NULL },
	{ "needs", "NEEDS", OPTIONAL_TEXT | COLUMN_FULL, needs_value, NULL },
	{ "blockers", "BLOCKERS", COLUMN_RIGHT, blockers_value, NULL },
	{ "start_gate", "START", 0, start_gate_value, NULL },
	{ "finish_gate", "FINISH", 0, finish_gate_value, NULL },
	{ "progress", "PROGRESS", COLUMN_RIGHT, progress_value, NULL },
	{ "lease_owner", "HELD BY", COLUMN_OPTIONAL, lease_owner_value,
	    NULL },
	{ "lease_until", "UNTIL", COLUMN_OPTIONAL, lease_until_value, NULL },
	{ "run", "RUN", COLUMN_RIGHT | COLUMN_OPTIONAL, run_value, NULL },
	{ "attempts", "ATTEMPTS", COLUMN_RIGHT, attempts_value, NULL },
	{ "max_attempts", "MAX", COLUMN_RIGHT, max_attempts_value, NULL },
	{ "version", "VERSION", COLUMN_RIGHT, version_value, NULL },
	{ "key", "KEY", COLUMN_OPTIONAL, key_value, NULL },
	{ "note", "NOTE", OPTIONAL_TEXT, note_value, NULL },
	{ "changed_by", "BY", 0, changed_by_value, NULL },
	{ "changed_via", "VIA", 0, changed_via_value, NULL },
	{ "created_at", "CREATED", 0, created_value, NULL },
	{ "updated_at", "CHANGED", 0, updated_value, NULL },
	{ .name = NULL }
};

void
task_row_json(struct buf *out, const void *row)
{
	task_json(out, row);
}
