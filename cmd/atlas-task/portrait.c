/* SPDX-License-Identifier: MIT */
/* All about a task, for a person at a terminal. */
#include "portrait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "columns.h"
#include "program/table.h"

#define NAME_WIDTH	12
#define INDENT		2
#define WIDTH_MIN	30

static void
spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

size_t
portrait_beside(const struct portrait *p, size_t indent)
{
	size_t width = (size_t)p->cli->width;

	return width > indent + WIDTH_MIN ? width - indent : WIDTH_MIN;
}

void
portrait_time(struct buf *out, const char *stamp)
{
	char local[CLOCK_LOCAL_SIZE], relative[CLOCK_RELATIVE_SIZE];
	int64_t when;

	if (stamp == NULL)
		return;
	if (clock_parse_stamp(stamp, &when) != 1) {
		text_show(out, stamp, false);	/* made by hand */
		return;
	}
	buf_addf(out, "%s (%s)", clock_local(when, local),
	    clock_relative(when, clock_now(), relative));
}

/* "  NAME        ", the name only where it changes. */
static void
name(struct portrait *p, const char *text)
{
	size_t len = strlen(text);

	spaces(p->out, INDENT);
	if (p->name == NULL || strcmp(p->name, text) != 0)
		table_paint(p->out, p->cli->color, TABLE_DIM, text);
	else
		len = 0;
	spaces(p->out, NAME_WIDTH - len);
	p->name = text;
}

static void
field(struct portrait *p, const char *title, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	name(p, title);
	text_show(p->out, value, false);
	buf_addc(p->out, '\n');
}

static void
time_field(struct portrait *p, const char *title, const char *stamp)
{
	if (stamp == NULL)
		return;
	name(p, title);
	portrait_time(p->out, stamp);
	buf_addc(p->out, '\n');
}

/* One line of a text, broken between words where it is too long. */
static void
wrap_line(struct portrait *p, const char *line, size_t indent)
{
	size_t width = portrait_beside(p, indent), bytes, space;

	do {
		bytes = text_bytes_of(line, width);
		if (line[bytes] != '\0') {
			for (space = bytes; space > 0 && line[space] != ' ';)
				space--;
			if (space > 0)
				bytes = space;
		}
		if (bytes > 0)
			spaces(p->out, indent);
		buf_add(p->out, line, bytes);
		buf_addc(p->out, '\n');
		line += bytes;
		line += strspn(line, " ");
	} while (*line != '\0');
}

void
portrait_text(struct portrait *p, const char *text, size_t indent)
{
	struct buf shown = { 0 };
	char *copy, *rest, *line;

	text_show(&shown, text, true);
	copy = rest = buf_take(&shown);
	while ((line = strsep(&rest, "\n")) != NULL)
		wrap_line(p, line, indent);
	free(copy);
}

/* What it is */

static void
headline(struct portrait *p, const struct task *task)
{
	struct buf state = { 0 }, title = { 0 };

	buf_addf(&title, "#%lld ", (long long)task->id);
	text_show(&title, task->title, false);
	table_paint(p->out, p->cli->color, TABLE_BOLD, buf_text(&title));
	buf_addc(p->out, '\n');
	name(p, "status");
	task_state(&state, task, true);
	table_paint(p->out, p->cli->color, task_state_style(task),
	    buf_text(&state));
	buf_addc(p->out, '\n');
	buf_clear(&state);
	buf_clear(&title);
}

static void
array_field(struct portrait *p, const char *title, const char *json)
{
	struct buf value = { 0 };

	listing_array(&value, json);
	field(p, title, buf_text(&value));
	buf_clear(&value);
}

/* "start approved, finish not yet". */
static void
gates_field(struct portrait *p, const struct task *task)
{
	bool start = strcmp(task->start_gate, "none") != 0;
	bool finish = strcmp(task->finish_gate, "none") != 0;

	if (!start && !finish)
		return;
	name(p, "gates");
	if (start)
		buf_adds(p->out, strcmp(task->start_gate, "passed") == 0 ?
		    "start approved" : "start not yet");
	if (start && finish)
		buf_adds(p->out, ", ");
	if (finish)
		buf_adds(p->out, strcmp(task->status, "done") == 0 ?
		    "finish approved" : "finish not yet");
	buf_addc(p->out, '\n');
}

static void
holder_field(struct portrait *p, const struct task *task)
{
	if (task->lease_owner == NULL || task->lease_until == NULL)
		return;
	name(p, "held by");
	text_show(p->out, task->lease_owner, false);
	buf_adds(p->out, " until ");
	portrait_time(p->out, task->lease_until);
	if (task->run != 0)
		buf_addf(p->out, ", run %lld", (long long)task->run);
	buf_addc(p->out, '\n');
}

static void
change_field(struct portrait *p, const struct task *task)
{
	name(p, "changed");
	portrait_time(p->out, task->updated_at);
	buf_adds(p->out, " by ");
	text_show(p->out, task->changed_by, false);
	buf_addf(p->out, ", version %lld\n", (long long)task->version);
}

static int
need(const struct task *task, void *arg)
{
	struct portrait *p = arg;

	name(p, p->needed_by ? "needed by" : "needs");
	buf_addf(p->out, "#%lld ", (long long)task->id);
	table_paint(p->out, p->cli->color, task_state_style(task),
	    task->status);
	buf_addc(p->out, ' ');
	text_show_cut(p->out, task->title,
	    portrait_beside(p, INDENT + NAME_WIDTH + 20), false);
	buf_addc(p->out, '\n');
	return 0;
}

static int
needs_fields(struct portrait *p, const struct task *task)
{
	int rc;

	if ((rc = task_each_need(p->cli->db, task->id, false, need, p)) == 0) {
		p->needed_by = true;
		rc = task_each_need(p->cli->db, task->id, true, need, p);
	}
	return rc;
}

static int
parent_field(struct portrait *p, const struct task *task)
{
	struct task parent = { 0 };
	int rc;

	if (task->parent_id == 0)
		return 0;
	if ((rc = task_load(p->cli->db, task->parent_id, &parent)) == 1) {
		name(p, "part of");
		buf_addf(p->out, "#%lld ", (long long)parent.id);
		text_show_cut(p->out, parent.title,
		    portrait_beside(p, INDENT + NAME_WIDTH + 10), false);
		buf_addc(p->out, '\n');
	}
	task_clear(&parent);
	return rc == -1 ? -1 : 0;
}

static int
fields(struct portrait *p, const struct task *task)
{
	char line[64];

	headline(p, task);
	gates_field(p, task);
	field(p, "project", task->project);
	snprintf(line, sizeof(line), "%lld, %s", (long long)task->priority,
	    task->urgency);
	field(p, "priority", line);
	field(p, "assignee", task->assignee);
	field(p, "feature", task->feature);
	array_field(p, "labels", task->labels);
	time_field(p, "due", task->due_at);
	holder_field(p, task);
	if (task->attempts > 0) {
		snprintf(line, sizeof(line), "%lld of %lld",
		    (long long)task->attempts, (long long)task->max_attempts);
		field(p, "attempts", line);
	}
	time_field(p, "added", task->created_at);
	change_field(p, task);
	field(p, "uid", task->uid);
	field(p, "key", task->key);
	if (parent_field(p, task) == -1)
		return -1;
	return needs_fields(p, task);
}

int
portrait(struct cli *cli, const struct task *task, struct buf *out)
{
	struct portrait p = { .cli = cli, .out = out };

	if (fields(&p, task) == -1)
		return -1;
	if (*task->description != '\0') {
		buf_addc(out, '\n');
		portrait_text(&p, task->description, INDENT);
	}
	return portrait_past(&p, task->id);
}
