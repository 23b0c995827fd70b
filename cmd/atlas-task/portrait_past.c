/* SPDX-License-Identifier: MIT */
/* What was decided about a task, tried and logged: the end of its portrait. */
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/event.h"
#include "domain/run.h"
#include "format/json.h"
#include "portrait.h"
#include "program/table.h"

#define ATTEMPTS_SHOWN	5	/* the newest */
#define EVENTS_SEEN	200	/* how far back lines of the log are sought */
#define INDENT		8	/* of texts */

/* The title of a section, once it has anything. */
static void
section(struct portrait *p, const char *title)
{
	if (p->section != NULL && strcmp(p->section, title) == 0)
		return;
	buf_addc(p->out, '\n');
	table_paint(p->out, p->cli->color, TABLE_BOLD, title);
	buf_addc(p->out, '\n');
	p->section = title;
}

static const char *
decision_words(const char *decision)
{
	return strcmp(decision, "approve") == 0 ? "approved" :
	    strcmp(decision, "revise") == 0 ? "sent back" :
	    strcmp(decision, "reject") == 0 ? "rejected" : decision;
}

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
		buf_adds(p->out, decision_words(approval->decision));
		buf_adds(p->out, " by ");
		text_show(p->out, approval->decided_by != NULL ?
		    approval->decided_by : "unknown", false);
		buf_adds(p->out, " on ");
		portrait_time(p->out, approval->decided_at);
	}
	buf_addc(p->out, '\n');
	approval_report(&report, approval);
	if (report.len > 0)
		portrait_text(p, report.data, INDENT);
	if (*approval->notes != '\0') {
		buf_cut(&report, 0);
		buf_addf(&report, "> %s", approval->notes);
		portrait_text(p, report.data, INDENT);
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
		portrait_text(p, run->message, INDENT);
	return 0;
}

/* What was logged, and how far it was then. */
static void
say_log(struct portrait *p, const struct event *event, size_t indent)
{
	const cJSON *progress;
	const char *note = "";
	cJSON *detail = NULL;

	if (json_parse(event->detail, strlen(event->detail), &detail) == -1 ||
	    json_find_string(detail, "note", &note) == -1)
		fail_clear();
	text_show_cut(p->out, note, portrait_beside(p, indent + 7), false);
	progress = cJSON_GetObjectItemCaseSensitive(detail, "percent");
	if (progress == NULL)
		progress = cJSON_GetArrayItem(
		    cJSON_GetObjectItemCaseSensitive(detail, "progress"), 1);
	if (cJSON_IsNumber(progress))
		buf_addf(p->out, " (%d%%)", progress->valueint);
	cJSON_Delete(detail);
}

static int
log_line(const struct event *event, void *arg)
{
	struct portrait *p = arg;
	char local[CLOCK_LOCAL_SIZE];
	size_t begin;
	int64_t when;

	if (strcmp(event->kind, "progress") != 0)
		return 0;
	section(p, "Log");
	begin = p->out->len;
	buf_addf(p->out, "  %s  ", clock_parse_stamp(event->at, &when) == 1 ?
	    clock_local(when, local) : "");
	text_show(p->out, event->actor, false);
	buf_adds(p->out, "  ");
	say_log(p, event, p->out->len - begin);
	buf_addc(p->out, '\n');
	return 0;
}

int
portrait_past(struct portrait *p, int64_t task)
{
	const struct event_filter newest = {
		.task_id = task, .limit = EVENTS_SEEN
	};
	struct db *db = p->cli->db;

	if (approval_each_of(db, task, approval_line, p) == -1 ||
	    run_each(db, task, ATTEMPTS_SHOWN, run_line, p) == -1)
		return -1;
	return event_each(db, &newest, log_line, p);
}
