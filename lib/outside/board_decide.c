/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/desk_row.h"
#include "domain/task_row.h"
#include "format/json.h"
#include "outside/board_answer.h"

/* An answer quotes no more than this of what somebody typed. */
#define QUOTED_COLUMNS	40

/* What the database knows of the approval that a row names. */
struct question {
	struct board_import	*in;
	int64_t			 id, task_id;
	bool			 found, open;
	bool			 ours;		/* the row was written for it */
	char			 asked_at[CLOCK_LOCAL_SIZE];
	bool			 cut;		/* the description */
	char			*outcome;	/* if it is not open */
	char			*text[PENDING_COLUMNS];	/* as it was shown */
};

static int
know(const struct approval *a, void *arg)
{
	struct question *q = arg;
	int64_t next;

	q->found = true;
	q->open = a->decision == NULL;
	q->task_id = a->task_id;
	if (q->open) {
		if (clock_parse_stamp(a->requested_at, &next))
			clock_local(next, q->asked_at);
		q->cut = sheet_is_cut(a->description);
		q->text[PENDING_TITLE] = sheet_cut(a->title);
		q->text[PENDING_DESCRIPTION] = sheet_cut(a->description);
		q->text[PENDING_PRIORITY] = xasprintf("%lld",
		    (long long)a->priority);
		q->text[PENDING_ASSIGNEE] = sheet_cut(a->assignee);
		return 0;
	}
	if (board_next_approval(q->in->db, a->task_id, a->id, &next) == -1)
		return -1;
	q->outcome = board_outcome(a, next);
	return 0;
}

/* What was written when the row was inserted is the base; the task itself is
 * the same unless the approval is superseded anyway. */
static int
know_written(struct question *q, const char *key)
{
	const struct sheet_layout *layout = sheet_layout(SHEET_PENDING);
	char *written = NULL;
	const char *text;
	cJSON *tree = NULL;
	size_t c;
	int rc;

	if ((rc = desk_row_load(q->in->db, layout->title, key, &written,
	    NULL)) != 1)
		return rc;
	q->ours = true;
	if ((rc = json_parse(written, strlen(written), &tree)) == -1) {
		/* made so by hand: the task as it is must do as the base */
		fail_clear();
		rc = 0;
	}
	for (c = 0; rc == 0 && c < layout->columns; c++)
		if (layout->column[c].owner == SHEET_PREFILLED &&
		    json_find_string(tree, layout->column[c].name,
		    &text) == 1) {
			free(q->text[c]);
			q->text[c] = xstrdup(text);
		}
	cJSON_Delete(tree);
	free(written);
	return rc;
}

static void
forget(struct question *q)
{
	size_t c;

	for (c = 0; c < PENDING_COLUMNS; c++)
		free(q->text[c]);
	free(q->outcome);
}

/* Spreadsheet programs drop white space at the end of a cell. */
static bool
same_text(const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	while (x > 0 && strchr(" \t\r\n", a[x - 1]) != NULL)
		x--;
	while (y > 0 && strchr(" \t\r\n", b[y - 1]) != NULL)
		y--;
	return x == y && memcmp(a, b, x) == 0;
}

/* What the human changed in the row: the text to free, or NULL. */
static char *
edited(struct question *q, size_t row, size_t column)
{
	char *cell = sheet_text(&q->in->now.view, row, column);

	if (q->text[column] != NULL && !same_text(cell, q->text[column]))
		return cell;
	free(cell);
	return NULL;
}

struct edits {
	char	*title, *description, *priority, *assignee;
};

static void
read_edits(struct question *q, size_t row, struct edits *e)
{
	e->title = edited(q, row, PENDING_TITLE);
	e->description = edited(q, row, PENDING_DESCRIPTION);
	e->priority = edited(q, row, PENDING_PRIORITY);
	e->assignee = edited(q, row, PENDING_ASSIGNEE);
	if (e->priority != NULL && *e->priority == '\0') {
		free(e->priority);	/* cleared: as it was */
		e->priority = NULL;
	}
}

static void
free_edits(struct edits *e)
{
	free(e->title);
	free(e->description);
	free(e->priority);
	free(e->assignee);
}

static int
check_edits(const struct question *q, const struct edits *e,
    struct approval_edits *to)
{
	long long priority;

	*to = (struct approval_edits){ .title = e->title, .description =
	    e->description, .assignee = e->assignee, .priority = -1 };
	if (e->title != NULL && *e->title == '\0')
		return fail(FAIL_DATA, "title must not be empty");
	if (e->description != NULL && q->cut)
		return fail(FAIL_DATA, "the description was cut for the desk "
		    "and cannot be changed here; put the cell back, and use "
		    "atlas-task edit");
	if (e->priority == NULL)
		return 0;
	if (text_number("priority", e->priority, 0, TASK_PRIORITY_MAX,
	    &priority) == -1)
		return -1;
	to->priority = priority;
	return 0;
}

static void
count_decision(struct board_import *in, enum approval_word word, bool edit)
{
	struct board_counts *c = in->counts;

	if (word == APPROVAL_APPROVE)
		c->approved++;
	else if (word == APPROVAL_REVISE)
		c->revised++;
	else
		c->rejected++;
	c->edited += edit;
	c->worth_showing = true;
}

/* 0 with the answer, -1 */
static int
apply(struct question *q, size_t row, enum approval_word word,
    const struct edits *e, char **answer)
{
	struct board_import *in = q->in;
	char *by = sheet_text(&in->now.view, row, PENDING_DECIDED_BY);
	char *notes = sheet_text(&in->now.view, row, PENDING_NOTES);
	struct actor actor = { *by != '\0' ? by : "desk", "desk" };
	struct approval_result result;
	struct approval_edits edits;
	int rc;

	rc = check_edits(q, e, &edits);
	if (rc == 0)
		rc = task_check_name("Decided by", by);
	if (rc == 0)
		rc = approval_decide(in->db, in->policy, &actor, q->id, word,
		    notes, &edits, &result);
	free(by);
	free(notes);
	if (rc == -1)
		return -1;
	if (result.outcome == APPROVAL_APPLIED) {
		count_decision(in, word, e->title != NULL ||
		    e->description != NULL || e->priority != NULL ||
		    e->assignee != NULL);
		board_tell(in, "A%lld: %s; #%lld is %s", (long long)q->id,
		    approval_words[word], (long long)q->task_id,
		    result.status);
		*answer = xasprintf("applied %s", board_now());
		return 0;
	}
	in->counts->superseded++;
	return approval_show(in->db, q->id, know, q) == -1 ? -1 :
	    (*answer = xstrdup(q->outcome != NULL ? q->outcome : ""), 0);
}

static char *
not_understood(const char *cell)
{
	struct buf text = { 0 };

	buf_adds(&text, "not understood: \"");
	text_show_cut(&text, cell, QUOTED_COLUMNS, false);
	buf_adds(&text, "\" (use approve, revise or reject)");
	return buf_take(&text);
}

/* That a row was added is not taken back before it is decided. */
static char *
no_decision(struct question *q, size_t row, const struct edits *e)
{
	char *result;

	if (e->title != NULL || e->description != NULL ||
	    e->priority != NULL || e->assignee != NULL)
		return xstrdup("your changes wait for your decision");
	result = sheet_text(&q->in->now.view, row, PENDING_RESULT);
	if (strncmp(result, BOARD_ADDED, strlen(BOARD_ADDED)) != 0)
		*result = '\0';
	return result;
}

/* An open approval's row. */
static int
read_open(struct question *q, size_t row, char **answer)
{
	char *cell = sheet_text(&q->in->now.view, row, PENDING_DECISION);
	int word = sheet_word(cell, approval_words), rc = 0;
	struct edits e = { 0 };

	read_edits(q, row, &e);
	if (word == SHEET_BAD_WORD) {
		*answer = not_understood(cell);
		q->in->counts->refused++;
	} else if (word == SHEET_NO_WORD)
		*answer = no_decision(q, row, &e);
	else if (db_part_begin(q->in->db) == -1)
		rc = -1;
	else if (db_part_end(q->in->db, apply(q, row,
	    (enum approval_word)word, &e, answer)) == -1)
		rc = (*answer = board_refusal(q->in)) == NULL ? -1 : 0;
	free_edits(&e);
	free(cell);
	return rc;
}

static bool
is_decided(struct board_import *in, size_t row)
{
	char *cell = sheet_text(&in->now.view, row, PENDING_DECISION);
	bool yes = *cell != '\0';

	free(cell);
	return yes;
}

static bool
cells_differ(struct board_import *in, size_t a, size_t b, size_t column)
{
	char *x = sheet_text(&in->now.view, a, column);
	char *y = sheet_text(&in->now.view, b, column);
	bool differ = column == PENDING_DECISION ?
	    strcasecmp(x, y) != 0 && *x != '\0' && *y != '\0' :
	    !same_text(x, y);

	free(x);
	free(y);
	return differ;
}

/* Rows that were copied: one decision for all, if they agree. */
static bool
disagree(struct board_import *in, const struct board_line *line, size_t n)
{
	static const size_t columns[] = { PENDING_DECISION, PENDING_TITLE,
	    PENDING_DESCRIPTION, PENDING_PRIORITY, PENDING_ASSIGNEE };
	size_t i, c, chosen = 0;

	while (chosen < n - 1 && !is_decided(in, line[chosen].row))
		chosen++;
	for (i = 0; i < n; i++)
		for (c = 0; c < sizeof columns / sizeof *columns; c++)
			if (cells_differ(in, line[chosen].row, line[i].row,
			    columns[c]))
				return true;
	return false;
}

/* Does the row ask what the approval asks?  After a restore, or a loss of
 * power, the desk knows more than the ledger, and an ID comes again. */
static bool
is_ours(const struct question *q, const struct board_line *line)
{
	const struct sheet_view *view = &q->in->now.view;
	char *at, *result;
	bool ours;

	if (!q->ours || q->in->tab != SHEET_HISTORY)
		return q->ours;
	/* A row that was never answered was put there by a human; its time
	 * may read otherwise, after Excel or from another time zone. */
	at = sheet_text(view, line->row, PENDING_REQUESTED_AT);
	result = sheet_text(view, line->row, PENDING_RESULT);
	ours = strcmp(at, q->asked_at) == 0 || !board_is_outcome(result);
	free(at);
	free(result);
	return ours;
}

static int
answer_for(struct question *q, const struct board_line *line, size_t n,
    char **answer)
{
	size_t i;

	if (!q->found) {
		*answer = xasprintf("unknown: there is no approval %s",
		    line->key);
		return 0;
	}
	if (!q->open) {
		/* what lies in the history was answered before */
		if (q->in->tab == SHEET_PENDING)
			*answer = xstrdup(q->outcome);
		return 0;
	}
	if (!is_ours(q, line)) {
		if (q->in->tab == SHEET_HISTORY)
			return 0;
		*answer = xasprintf("not applied: this row is older than "
		    "what %s asks now; delete it, and it is asked anew",
		    line->key);
		q->in->counts->refused++;
		return 0;
	}
	if (n > 1 && disagree(q->in, line, n)) {
		*answer = xasprintf("two rows carry %s and disagree",
		    line->key);
		q->in->counts->refused++;
		return 0;
	}
	for (i = 0; i < n - 1 && !is_decided(q->in, line[i].row); i++)
		;
	if (q->in->tab == SHEET_HISTORY && !is_decided(q->in, line[i].row))
		return 0;
	return read_open(q, line[i].row, answer);
}

static int
decide_rows(struct board_import *in, const struct board_line *line, size_t n)
{
	struct question q = { .in = in, .id = board_number(line->key, 'A') };
	char key[BOARD_KEY_SIZE], *answer = NULL;
	size_t i;
	int rc;

	rc = approval_show(in->db, q.id, know, &q);
	if (rc == 1 && q.open)
		rc = know_written(&q, board_key('A', q.id, key));
	if (rc != -1)
		rc = answer_for(&q, line, n, &answer);
	for (i = 0; rc == 0 && answer != NULL && i < n; i++)
		board_answer(in, line[i].row, line[i].key, PENDING_RESULT,
		    answer);
	free(answer);
	forget(&q);
	return rc;
}

static bool
has_title(struct board_import *in, size_t row)
{
	char *cell = sheet_text(&in->now.view, row, PENDING_TITLE);
	bool yes = *text_trim(cell) != '\0';

	free(cell);
	return yes;
}

/* A decision, or a task, in a row whose ID is no approval's. */
static int
answer_stranger(struct board_import *in, const struct board_line *line)
{
	int rc = desk_row_load(in->db, sheet_layout(SHEET_PENDING)->title,
	    line->key, NULL, NULL);

	if (rc == 0 && in->tab == SHEET_PENDING)
		board_answer(in, line->row, line->key, PENDING_RESULT,
		    "not understood: this ID is none of ours; empty the cell "
		    "to add a task");
	return rc == -1 ? -1 : 0;
}

/* Of the history only what is still open is of interest. */
struct open_ids {
	int64_t	*id;
	size_t	 n;
};

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int
import_key(struct board_import *in, const struct open_ids *open,
    const struct board_line *line, size_t n)
{
	int64_t id = board_number(line->key, 'A');

	if (id != 0 && (in->tab == SHEET_PENDING || (open->n > 0 &&
	    bsearch(&id, open->id, open->n, sizeof id, compare_ids) != NULL)))
		return decide_rows(in, line, n);
	if (id == 0 && (is_decided(in, line->row) ||
	    has_title(in, line->row)))
		return answer_stranger(in, line);
	return 0;
}

int
board_import_decisions(struct board_import *in)
{
	struct open_ids open = { 0 };
	struct board_line *line;
	size_t i, n, same;
	int rc;

	line = board_lines(&in->now, &n);
	rc = approval_open_ids(in->db, &open.id, &open.n);
	for (i = 0; rc == 0 && i < n; i += same) {
		for (same = 1; i + same < n && strcmp(line[i].key,
		    line[i + same].key) == 0; same++)
			;
		rc = import_key(in, &open, line + i, same);
	}
	if (rc == 0 && in->tab == SHEET_PENDING)
		rc = board_import_new_rows(in, line, n);
	board_lines_free(line, n);
	free(open.id);
	return rc;
}
