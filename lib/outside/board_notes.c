/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/desk_row.h"
#include "domain/task.h"
#include "format/json.h"
#include "outside/board_answer.h"

static const struct actor human = { "desk", "desk" };
static const struct text_rule notes_rule = { "notes", 0, 0,
    TASK_DESCRIPTION_BYTES, true };

/* A note that differs from what is saved; NULL: none.  Caller frees. */
static char *
new_notes(struct board_import *in, size_t row, size_t column,
    const char *saved)
{
	char *notes = sheet_text(&in->now.view, row, column);
	char *shown = sheet_cut(saved);
	bool same = strcmp(notes, shown) == 0;

	free(shown);
	if (!same)
		return notes;
	free(notes);
	return NULL;
}

struct row {
	struct board_import	*in;
	size_t			 row;
	const char		*key;
	char			*notes;		/* new ones */
	int64_t			 task;		/* that failed, 0: none */
	char			*message;	/* of the error */
};

static int
look_at_run(const struct run *r, void *arg)
{
	struct row *row = arg;

	row->notes = new_notes(row->in, row->row, RUNS_NOTES, r->notes);
	return 0;
}

static bool
is_doubled(const struct board_line *line, size_t n, size_t i)
{
	return (i > 0 && strcmp(line[i - 1].key, line[i].key) == 0) ||
	    (i + 1 < n && strcmp(line[i + 1].key, line[i].key) == 0);
}

/* Save a row's new notes, if it has any.  Where it cannot be: 0, with the
 * answer. */
static int
save_notes(struct row *row, int64_t id,
    int (*save)(struct db *, const struct actor *, int64_t, const char *),
    char **answer)
{
	struct board_import *in = row->in;

	if (row->notes == NULL)
		return 0;
	if (text_check(&notes_rule, row->notes, strlen(row->notes)) == -1) {
		*answer = board_refusal(in);
		board_tell(in, "%s: %s", row->key, *answer);
		return 0;
	}
	in->counts->noted++;
	board_tell(in, "%s: notes", row->key);
	return save(in->db, &human, id, row->notes);
}

int
board_import_runs(struct board_import *in)
{
	struct board_line *line;
	struct row row = { .in = in };
	char *answer = NULL;
	size_t i, n;
	int64_t id;
	int rc = 0;

	line = board_lines(&in->now, &n);
	for (i = 0; rc != -1 && i < n; i++) {
		if ((id = board_number(line[i].key, 'R')) == 0 ||
		    is_doubled(line, n, i))
			continue;
		row.row = line[i].row;
		row.key = line[i].key;
		row.notes = NULL;
		rc = run_show(in->db, id, look_at_run, &row);
		if (rc != -1)
			rc = save_notes(&row, id, run_set_notes, &answer);
		if (answer != NULL)	/* this tab has no column for it */
			log_write(LOG_WARNING, "desk.notes", NULL, "Runs: "
			    "%s: %s", row.key, answer);
		free(answer);
		answer = NULL;
		free(row.notes);
	}
	board_lines_free(line, n);
	return rc == -1 ? -1 : 0;
}

static int
look_at_error(const struct error_row *e, void *arg)
{
	struct row *row = arg;

	row->notes = new_notes(row->in, row->row, ERRORS_NOTES, e->notes);
	row->task = strcmp(e->source, "task") == 0 ? e->task_id : 0;
	row->message = xstrdup(e->message);
	return 0;
}

/* Try again what failed: a task that gave up for this very error goes back
 * to its workers. */
static int
retry(const struct row *row, int64_t error, char **answer)
{
	struct board_import *in = row->in;
	struct approval_result result = { 0 };
	int64_t approval, task = row->task;
	int rc = 0;

	if (task != 0 && (rc = approval_find_report(in->db, task,
	    row->message, &approval)) == 1)
		rc = approval_decide(in->db, in->policy, &human, approval,
		    APPROVAL_REVISE, "try again", NULL, &result);
	if (rc == -1 || error_set_state(in->db, &human, error,
	    "resolved") == -1)
		return -1;
	*answer = result.status != NULL && strcmp(result.status, "todo") == 0 ?
	    xasprintf("retry %s: #%lld is todo again", board_now(),
	    (long long)task) : xasprintf("retry %s: resolved unless it "
	    "happens again", board_now());
	return 0;
}

/* In the order of the column's words. */
enum { ACTION_ACK, ACTION_RESOLVE, ACTION_RETRY, ACTION_MUTE };

static int
act(struct row *row, int64_t id, int word, char **answer)
{
	static const char *const states[] = { "acked", "resolved", NULL,
	    "muted" };

	if (word == ACTION_RETRY)
		return retry(row, id, answer);
	if (error_set_state(row->in->db, &human, id, states[word]) == -1)
		return -1;
	*answer = xasprintf("%s %s", states[word], board_now());
	return 0;
}

/* An action counts when it is new in its cell: what stands there since the
 * last time was done then, and is answered as it was then, should we have died
 * before that. */
static bool
is_old_action(const char *seen, const char *action, char **answer)
{
	const char *old = NULL, *result = NULL;
	cJSON *tree = NULL;
	bool is_old;

	if (json_parse(seen, strlen(seen), &tree) == -1 ||
	    json_find_string(tree, "Action", &old) == -1 ||
	    json_find_string(tree, "Result", &result) == -1)
		fail_clear();
	is_old = strcmp(old != NULL ? old : "", action) == 0;
	if (is_old && result != NULL)
		*answer = xstrdup(result);
	cJSON_Delete(tree);
	return is_old;
}

static int
save_action(struct board_import *in, const char *key, const char *action,
    const char *answer)
{
	struct buf seen = { 0 };
	int rc;

	json_open(&seen, NULL, '{');
	json_add_string(&seen, "Action", action);
	json_add_string(&seen, "Result", answer);
	json_close(&seen, '}');
	rc = desk_row_save(in->db, sheet_layout(SHEET_ERRORS)->title, key,
	    NULL, seen.data);
	buf_clear(&seen);
	return rc;
}

static int
do_action(struct row *row, int64_t id, const char *action, char **answer)
{
	const struct sheet_layout *layout = sheet_layout(SHEET_ERRORS);
	int word = sheet_word(action, layout->column[ERRORS_ACTION].words);
	struct board_import *in = row->in;

	if (word == SHEET_BAD_WORD) {
		*answer = xstrdup("not understood (use ack, resolve, retry or "
		    "mute)");
		in->counts->refused++;
		return 0;
	}
	if (word != SHEET_NO_WORD) {
		if (db_part_begin(in->db) == -1)
			return -1;
		if (db_part_end(in->db, act(row, id, word, answer)) == -1)
			return (*answer = board_refusal(in)) != NULL ? 0 : -1;
		in->counts->noted++;
		in->counts->worth_showing = true;
		board_tell(in, "E%lld: %s", (long long)id, action);
	} else
		*answer = xstrdup("");
	return save_action(in, row->key, action, *answer);
}

static int
read_action(struct row *row, int64_t id)
{
	struct board_import *in = row->in;
	char *action = sheet_text(&in->now.view, row->row, ERRORS_ACTION);
	char *seen = NULL, *answer = NULL;
	int rc;

	rc = desk_row_load(in->db, sheet_layout(SHEET_ERRORS)->title, row->key,
	    NULL, &seen);
	if (rc != -1)
		rc = is_old_action(seen != NULL ? seen : "{}", action,
		    &answer) ? 0 : do_action(row, id, action, &answer);
	if (rc == 0 && answer != NULL)
		board_answer(in, row->row, row->key, ERRORS_RESULT, answer);
	free(answer);
	free(seen);
	free(action);
	return rc;
}

static int
read_error(struct row *row, int64_t id)
{
	char *answer = NULL;
	int rc;

	row->notes = row->message = NULL;
	rc = error_show(row->in->db, id, look_at_error, row);
	if (rc == 1) {
		rc = save_notes(row, id, error_set_notes, &answer);
		if (rc == 0 && answer != NULL)
			board_answer(row->in, row->row, row->key,
			    ERRORS_RESULT, answer);
		else if (rc == 0)
			rc = read_action(row, id);
	}
	free(answer);
	free(row->notes);
	free(row->message);
	return rc;
}

int
board_import_errors(struct board_import *in)
{
	struct board_line *line;
	struct row row = { .in = in };
	size_t i, n;
	int64_t id;
	int rc = 0;

	line = board_lines(&in->now, &n);
	for (i = 0; rc != -1 && i < n; i++) {
		if ((id = board_number(line[i].key, 'E')) == 0)
			continue;
		row.row = line[i].row;
		row.key = line[i].key;
		if (!is_doubled(line, n, i))
			rc = read_error(&row, id);
		else
			board_answer(in, row.row, row.key, ERRORS_RESULT,
			    "several rows carry this ID; delete all but one");
	}
	board_lines_free(line, n);
	return rc == -1 ? -1 : 0;
}
