/* SPDX-License-Identifier: MIT */
/* All about a task, for a person at a terminal. */
#include "portrait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "columns.h"
#include "domain/approval.h"
#include "domain/event.h"
#include "domain/run.h"
#include "program/table.h"

#define ATTEMPTS_SHOWN	5	/* the newest */
#define EVENTS_SEEN	200	/* how far back lines of the log are sought */
#define NAME_WIDTH	12
#define INDENT		2
#define WIDTH_MIN	30

struct portrait {
	struct cli	*cli;
	struct buf	*out;
	const char	*name;		/* of the field that was written last */
	bool		 titled;	/* the section has its title */
};

static void
spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

/* How many columns a line has beside so many. */
static size_t
beside(const struct portrait *p, size_t indent)
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
	size_t width = beside(p, indent), bytes, space;

	do {
		bytes = text_bytes_of(line, width);
		if (line[bytes] != '\0') {
			for (space = bytes; space > 0 && line[space] != ' ';)
				space--;
			if (space > 0)
				bytes = space;
		}
		spaces(p->out, indent);
		buf_add(p->out, line, bytes);
		buf_addc(p->out, '\n');
		line += bytes;
		line += strspn(line, " ");
	} while (*line != '\0');
}

static void
paragraphs(struct portrait *p, const char *text, size_t indent)
{
	struct buf shown = { 0 };
	char *copy, *rest, *line;

	text_show(&shown, text, true);
	copy = rest = buf_take(&shown);
	while ((line = strsep(&rest, "\n")) != NULL)
		wrap_line(p, line, indent);
	free(copy);
}

static void
section(struct portrait *p, const char *title)
{
	if (p->titled)
		return;
	buf_addc(p->out, '\n');
	table_paint(p->out, p->cli->color, TABLE_BOLD, title);
	buf_addc(p->out, '\n');
	p->titled = true;
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

static void
ask_field(struct portrait *p, const struct task *task)
{
	if (strcmp(task->start_gate, "none") == 0 &&
	    strcmp(task->finish_gate, "none") == 0)
		return;
	name(p, "a human");
	if (strcmp(task->start_gate, "waiting") == 0)
		buf_adds(p->out, "must approve its start");
	else if (strcmp(task->start_gate, "passed") == 0)
		buf_adds(p->out, "approved its start");
	if (strcmp(task->start_gate, "none") != 0 &&
	    strcmp(task->finish_gate, "none") != 0)
		buf_adds(p->out, ", ");
	if (strcmp(task->finish_gate, "none") != 0)
		buf_adds(p->out, strcmp(task->status, "done") == 0 ?
		    "approved its finish" : "must approve its finish");
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

	name(p, p->titled ? "needed by" : "needs");
	buf_addf(p->out, "#%lld ", (long long)task->id);
	table_paint(p->out, p->cli->color, task_state_style(task),
	    task->status);
	buf_addc(p->out, ' ');
	text_show_cut(p->out, task->title, beside(p, INDENT + NAME_WIDTH +
	    20), false);
	buf_addc(p->out, '\n');
	return 0;
}

static int
needs_fields(struct portrait *p, const struct task *task)
{
	int rc;

	p->titled = false;
	if ((rc = task_each_need(p->cli->db, task->id, false, need, p)) == 0) {
		p->titled = true;
		rc = task_each_need(p->cli->db, task->id, true, need, p);
	}
	p->titled = false;
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
		    beside(p, INDENT + NAME_WIDTH + 10), false);
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
	ask_field(p, task);
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

/* What was decided, tried and logged */

static int
approval_line(const struct approval *approval, void *arg)
{
	struct portrait *p = arg;
	struct buf report = { 0 };

	section(p, "Decisions");
	buf_addf(p->out, "  A%-4lld %-6s  ", (long long)approval->id,
	    approval->gate);
	if (approval->decision == NULL) {
		table_paint(p->out, p->cli->color, TABLE_YELLOW, "open");
		buf_adds(p->out, ", asked by ");
		text_show(p->out, approval->requested_by, false);
		buf_adds(p->out, " on ");
		portrait_time(p->out, approval->requested_at);
	} else {
		buf_adds(p->out, approval->decision);
		buf_adds(p->out, " by ");
		text_show(p->out, approval->decided_by != NULL ?
		    approval->decided_by : "unknown", false);
		buf_adds(p->out, " on ");
		portrait_time(p->out, approval->decided_at);
	}
	buf_addc(p->out, '\n');
	approval_report(&report, approval);
	if (report.len > 0)
		paragraphs(p, report.data, 8);
	if (*approval->notes != '\0') {
		buf_cut(&report, 0);
		buf_addf(&report, "> %s", approval->notes);
		paragraphs(p, report.data, 8);
	}
	buf_clear(&report);
	return 0;
}

static int
run_line(const struct run *run, void *arg)
{
	struct portrait *p = arg;

	section(p, "Attempts");
	buf_addf(p->out, "  run %-5lld ", (long long)run->id);
	text_show(p->out, run->agent, false);
	buf_addf(p->out, ", %s, since ", run->status);
	portrait_time(p->out, run->started_at);
	buf_addc(p->out, '\n');
	if (*run->message != '\0')
		paragraphs(p, run->message, 8);
	return 0;
}

static int
log_line(const struct event *event, void *arg)
{
	struct portrait *p = arg;
	char local[CLOCK_LOCAL_SIZE];
	size_t begin = p->out->len;
	int64_t when;

	if (strcmp(event->kind, "progress") != 0)
		return 0;
	section(p, "Log");
	begin = p->out->len;
	buf_addf(p->out, "  %s  ", clock_parse_stamp(event->at, &when) == 1 ?
	    clock_local(when, local) : "");
	text_show(p->out, event->actor, false);
	buf_adds(p->out, "  ");
	event_say(p->out, event, beside(p, p->out->len - begin));
	buf_addc(p->out, '\n');
	return 0;
}

int
portrait(struct cli *cli, const struct task *task, struct buf *out)
{
	const struct event_filter newest = {
		.task_id = task->id, .limit = EVENTS_SEEN
	};
	struct portrait p = { .cli = cli, .out = out };

	if (fields(&p, task) == -1)
		return -1;
	if (*task->description != '\0') {
		buf_addc(out, '\n');
		paragraphs(&p, task->description, INDENT);
	}
	p.titled = false;
	if (approval_each_of(cli->db, task->id, approval_line, &p) == -1)
		return -1;
	p.titled = false;
	if (run_each(cli->db, task->id, ATTEMPTS_SHOWN, run_line, &p) == -1)
		return -1;
	p.titled = false;
	return event_each(cli->db, &newest, log_line, &p);
}
