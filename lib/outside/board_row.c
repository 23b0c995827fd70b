/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "outside/board_row.h"

static char *
number_text(int64_t n)
{
	return xasprintf("%lld", (long long)n);
}

/* A stamp as people read it; what is no stamp stays as it is. */
static char *
local_time(const char *stamp)
{
	char text[CLOCK_LOCAL_SIZE];
	int64_t ms;

	if (stamp == NULL)
		return xstrdup("");
	if (!clock_parse_stamp(stamp, &ms))
		return xstrdup(stamp);
	return xstrdup(clock_local(ms, text));
}

static char *
task_text(int64_t task)
{
	return task == 0 ? xstrdup("") : xasprintf("#%lld", (long long)task);
}

void
board_pending_cells(struct sheet_want *want, const struct approval *a,
    bool prefilled)
{
	struct buf report = { 0 };
	char key[BOARD_KEY_SIZE], **cell = want->cell;

	approval_report(&report, a);
	cell[PENDING_ID] = xstrdup(board_key('A', a->id, key));
	cell[PENDING_TASK] = task_text(a->task_id);
	cell[PENDING_ACTION] = xstrdup(a->gate);
	cell[PENDING_PROJECT] = sheet_cut(a->project);
	cell[PENDING_REPORT] = sheet_cut(buf_text(&report));
	cell[PENDING_REQUESTED_BY] = sheet_cut(a->requested_by);
	cell[PENDING_REQUESTED_AT] = local_time(a->requested_at);
	if (prefilled) {
		cell[PENDING_TITLE] = sheet_cut(a->title);
		cell[PENDING_DESCRIPTION] = sheet_cut(a->description);
		cell[PENDING_PRIORITY] = number_text(a->priority);
		cell[PENDING_ASSIGNEE] = sheet_cut(a->assignee);
	}
	buf_clear(&report);
}

static char *
seconds_between(const char *from, const char *to)
{
	int64_t start, end;

	if (to == NULL || !clock_parse_stamp(from, &start) ||
	    !clock_parse_stamp(to, &end))
		return xstrdup("");
	return number_text((end - start + 500) / 1000);
}

void
board_run_cells(struct sheet_want *want, const struct run *r)
{
	char key[BOARD_KEY_SIZE], **cell = want->cell;

	cell[RUNS_ID] = xstrdup(board_key('R', r->id, key));
	cell[RUNS_RUN] = sheet_cut(r->name);
	cell[RUNS_TASK] = task_text(r->task_id);
	cell[RUNS_AGENT] = sheet_cut(r->agent);
	cell[RUNS_STATUS] = xstrdup(r->status);
	cell[RUNS_STARTED] = local_time(r->started_at);
	cell[RUNS_FINISHED] = local_time(r->finished_at);
	cell[RUNS_SECONDS] = seconds_between(r->started_at, r->finished_at);
	cell[RUNS_PROGRESS] = number_text(r->progress);
	cell[RUNS_MESSAGE] = sheet_cut(r->message);
	cell[RUNS_NOTES] = sheet_cut(r->notes);
}

void
board_error_cells(struct sheet_want *want, const struct error_row *e)
{
	char key[BOARD_KEY_SIZE], **cell = want->cell;

	cell[ERRORS_ID] = xstrdup(board_key('E', e->id, key));
	cell[ERRORS_SOURCE] = sheet_cut(e->source);
	cell[ERRORS_TASK] = task_text(e->task_id);
	cell[ERRORS_SEVERITY] = xstrdup(e->severity);
	cell[ERRORS_ERROR] = sheet_cut(e->message);
	cell[ERRORS_COUNT] = number_text(e->count);
	cell[ERRORS_FIRST_SEEN] = local_time(e->first_seen);
	cell[ERRORS_LAST_SEEN] = local_time(e->last_seen);
	cell[ERRORS_STATE] = xstrdup(e->state);
	cell[ERRORS_NOTES] = sheet_cut(e->notes);
}

static const char *
past(const char *decision)
{
	if (strcmp(decision, "approve") == 0)
		return "approved";
	return strcmp(decision, "revise") == 0 ? "sent back" : "rejected";
}

char *
board_outcome(const struct approval *a, int64_t next)
{
	char *when = local_time(a->decided_at), *text;
	char see[64] = "";

	if (next != 0)
		snprintf(see, sizeof see, ", see A%lld", (long long)next);
	if (strcmp(a->decision, "superseded") == 0)
		text = xasprintf("superseded: the task changed %s%s", when,
		    see);
	else if (strcmp(a->decision, "withdrawn") == 0)
		text = xasprintf("withdrawn %s: nobody asks any more%s", when,
		    see);
	else if (a->via != NULL && strcmp(a->via, "desk") == 0)
		text = xasprintf("applied %s", when);
	else
		text = xasprintf("%s by %s %s, by way of the %s",
		    past(a->decision), a->decided_by != NULL ? a->decided_by :
		    "unknown", when, a->via != NULL ? a->via : "database");
	free(when);
	return text;
}

/* The beginnings of what board_outcome() gives. */
bool
board_is_outcome(const char *result)
{
	static const char *const begin[] = { "applied ", "superseded: ",
	    "withdrawn ", "approved by ", "sent back by ", "rejected by " };
	size_t i;

	for (i = 0; i < sizeof begin / sizeof *begin; i++)
		if (strncmp(result, begin[i], strlen(begin[i])) == 0)
			return true;
	return false;
}

int
board_next_approval(struct db *db, int64_t task, int64_t after,
    int64_t *next)
{
	*next = 0;
	return approval_find_newest(db, task, after, next) == -1 ? -1 : 0;
}
