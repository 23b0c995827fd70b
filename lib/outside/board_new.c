/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/desk_row.h"
#include "domain/project.h"
#include "domain/task_row.h"
#include "format/json.h"
#include "outside/board_answer.h"

/*
 * Rows that humans wrote: a title, and no ID.  The task is committed before
 * its ID is written back, so a kill in between must not add it twice: desk_row
 * of that ID remembers which row it is for (seen {"new": "HASH:n"}), until an
 * import finds the ID on the desk, or the row nowhere.  Meanwhile export does
 * not show the ID in a row of its own (board_is_awaited()).
 */
#define MARK_SIZE	48

struct memory {
	char	*id, *mark;
	bool	 used;
};
struct new_rows {
	struct board_import		*in;
	const struct board_line		*line;	/* the rows that have an ID */
	size_t				 lines;
	uint64_t			*seen;	/* hashes of rows without */
	size_t				 nseen;
	struct memory			*memory;
	size_t				 nmemory;
};

/* FNV-1a: only to find a row of ours again, not against anybody. */
static uint64_t
hash_text(uint64_t h, const char *text)
{
	do {
		h ^= (unsigned char)*text;
		h *= 1099511628211u;
	} while (*text++ != '\0');
	return h;
}

static uint64_t
hash_row(const struct sheet_view *view, size_t row)
{
	static const size_t columns[] = { PENDING_TITLE, PENDING_DESCRIPTION,
	    PENDING_PRIORITY, PENDING_ASSIGNEE, PENDING_PROJECT };
	uint64_t h = 14695981039346656037u;
	char *text;
	size_t c;

	for (c = 0; c < sizeof columns / sizeof *columns; c++) {
		text = sheet_text(view, row, columns[c]);
		h = hash_text(h, text);
		free(text);
	}
	return h;
}

static int
compare_key(const void *key, const void *element)
{
	return strcmp(key, ((const struct board_line *)element)->key);
}

/* The mark in what was seen; caller frees.  NULL: there is none. */
static char *
mark_of(const char *seen)
{
	const char *mark = NULL;
	cJSON *tree = NULL;
	char *copy;

	if (json_parse(seen, strlen(seen), &tree) == -1 ||
	    json_find_string(tree, "new", &mark) == -1)
		fail_clear();
	copy = mark != NULL ? xstrdup(mark) : NULL;
	cJSON_Delete(tree);
	return copy;
}

int
board_is_awaited(struct db *db, const char *id)
{
	char *seen = NULL, *mark = NULL;
	int rc;

	rc = desk_row_load(db, sheet_layout(SHEET_PENDING)->title, id, NULL,
	    &seen);
	if (rc == 1)
		rc = (mark = mark_of(seen)) != NULL;
	free(mark);
	free(seen);
	return rc;
}

/* IDs that are on the desk by now need no memory any more. */
static int
recall(const char *id, const char *seen, void *arg)
{
	struct new_rows *x = arg;
	struct memory *m;
	char *mark = mark_of(seen);

	if (mark == NULL)
		return 0;
	x->memory = xreallocarray(x->memory, x->nmemory + 1,
	    sizeof *x->memory);
	m = &x->memory[x->nmemory++];
	m->id = xstrdup(id);
	m->mark = mark;
	m->used = false;
	if (bsearch(id, x->line, x->lines, sizeof *x->line,
	    compare_key) != NULL)
		*m->mark = '\0';
	return 0;
}

static struct memory *
find_memory(const struct new_rows *x, const char *mark)
{
	size_t i;

	for (i = 0; i < x->nmemory; i++)
		if (strcmp(x->memory[i].mark, mark) == 0)
			return &x->memory[i];
	return NULL;
}

/* What no row needed: its ID arrived, or a human removed or changed the
 * row. */
static int
forget_unused(struct new_rows *x)
{
	size_t i;

	for (i = 0; i < x->nmemory; i++)
		if (!x->memory[i].used && desk_row_save(x->in->db,
		    sheet_layout(SHEET_PENDING)->title, x->memory[i].id, NULL,
		    "{}") == -1)
			return -1;
	return 0;
}

static void
free_memory(struct new_rows *x)
{
	size_t i;

	for (i = 0; i < x->nmemory; i++) {
		free(x->memory[i].id);
		free(x->memory[i].mark);
	}
	free(x->memory);
	free(x->seen);
}

/* The n-th row of this very text, as several may be alike. */
static void
make_mark(struct new_rows *x, uint64_t hash, char mark[MARK_SIZE])
{
	size_t i, n = 0;

	for (i = 0; i < x->nseen; i++)
		n += x->seen[i] == hash;
	x->seen[x->nseen++] = hash;
	snprintf(mark, MARK_SIZE, "%016llx:%zu", (unsigned long long)hash, n);
}

static int
read_new(struct new_rows *x, size_t row, struct task_new *new,
    char *text[PENDING_COLUMNS])
{
	long long priority;
	size_t c;

	for (c = 0; c < PENDING_COLUMNS; c++)
		text[c] = sheet_text(&x->in->now.view, row, c);
	new->title = text_trim(text[PENDING_TITLE]);
	new->description = text[PENDING_DESCRIPTION];
	new->assignee = text[PENDING_ASSIGNEE];
	new->priority = -1;
	if (*text[PENDING_PRIORITY] != '\0') {
		if (text_number("priority", text[PENDING_PRIORITY], 0,
		    TASK_PRIORITY_MAX, &priority) == -1)
			return -1;
		new->priority = priority;
	}
	if (*text[PENDING_PROJECT] != '\0' && project_need(x->in->db,
	    text[PENDING_PROJECT], &new->project_id) == -1)
		return -1;
	return task_check_name("Decided by", text[PENDING_DECIDED_BY]);
}

/* The row's ID: that of the question it raised, else the task's. */
static int
find_row_id(struct db *db, int64_t task, char id[BOARD_KEY_SIZE])
{
	int64_t approval;
	int rc;

	rc = approval_find_newest(db, task, 0, &approval);
	if (rc != -1)
		board_key(rc == 1 ? 'A' : '#', rc == 1 ? approval : task, id);
	return rc == -1 ? -1 : 0;
}

/* What the human wrote is the base against which later edits count. */
static int
remember(struct new_rows *x, const char *mark, const char *id,
    char *text[PENDING_COLUMNS])
{
	const struct sheet_layout *layout = sheet_layout(SHEET_PENDING);
	struct buf written = { 0 }, seen = { 0 };
	size_t c;
	int rc;

	json_open(&written, NULL, '{');
	for (c = 0; c < layout->columns; c++)
		if (layout->column[c].owner == SHEET_PREFILLED)
			json_add_string(&written, layout->column[c].name,
			    text[c]);
	json_close(&written, '}');
	json_open(&seen, NULL, '{');
	json_add_string(&seen, "new", mark);
	json_close(&seen, '}');
	rc = desk_row_save(x->in->db, layout->title, id, written.data,
	    seen.data);
	buf_clear(&written);
	buf_clear(&seen);
	return rc;
}

static int
add(struct new_rows *x, size_t row, const char *mark, char id[BOARD_KEY_SIZE])
{
	char *text[PENDING_COLUMNS] = { NULL };
	struct task_new new = { 0 };
	struct actor actor = { "desk", "desk" };
	int64_t task = 0;
	size_t c;
	int rc;

	rc = read_new(x, row, &new, text);
	if (rc == 0 && *text[PENDING_DECIDED_BY] != '\0')
		actor.name = text[PENDING_DECIDED_BY];
	if (rc == 0)
		rc = task_add(x->in->db, x->in->policy, &actor, &new, &task);
	if (rc == 0)
		rc = find_row_id(x->in->db, task, id);
	if (rc == 0)
		rc = remember(x, mark, id, text);
	if (rc == 0) {
		x->in->counts->added++;
		x->in->counts->worth_showing = true;
		board_tell(x->in, "new task #%lld: %s", (long long)task,
		    new.title);
	}
	for (c = 0; c < PENDING_COLUMNS; c++)
		free(text[c]);
	return rc;
}

static int
fill_cells(const struct approval *a, void *arg)
{
	board_pending_cells(arg, a, false);
	return 0;
}

/* The ID and what else the tools know, as one step. */
static int
write_back(struct new_rows *x, size_t row, const char *id)
{
	struct board_import *in = x->in;
	const char *cell[SHEET_COLUMNS_MAX] = { NULL };
	struct sheet_want want = { 0 };
	size_t c;
	int rc = 0;

	if (*id == 'A')
		rc = approval_show(in->db, board_number(id, 'A'), fill_cells,
		    &want);
	else {
		want.cell[PENDING_ID] = xstrdup(id);
		want.cell[PENDING_TASK] = xstrdup(id);
	}
	want.cell[PENDING_RESULT] = xasprintf(BOARD_ADDED "%s", board_now());
	for (c = 0; c < PENDING_COLUMNS; c++)
		cell[c] = want.cell[c];
	sheet_plan_set(&in->answers, &in->now.view, row, id, cell);
	sheet_want_clear(&want);
	return rc == -1 ? -1 : 0;
}

static int
take_row(struct new_rows *x, size_t row)
{
	char mark[MARK_SIZE], id[BOARD_KEY_SIZE] = "", *refusal;
	struct memory *known;
	int rc;

	make_mark(x, hash_row(&x->in->now.view, row), mark);
	if ((known = find_memory(x, mark)) != NULL) {
		known->used = true;
		return write_back(x, row, known->id);
	}
	if (db_part_begin(x->in->db) == -1)
		return -1;
	rc = db_part_end(x->in->db, add(x, row, mark, id));
	if (rc == 0)
		return write_back(x, row, id);
	if ((refusal = board_refusal(x->in)) == NULL)
		return -1;
	board_answer(x->in, row, "new row", PENDING_RESULT, refusal);
	free(refusal);
	return 0;
}

static bool
is_new(const struct sheet_view *view, size_t row)
{
	char *key = sheet_key(view, row);
	char *title = sheet_text(view, row, PENDING_TITLE);
	bool yes = *key == '\0' && *text_trim(title) != '\0';

	free(key);
	free(title);
	return yes;
}

int
board_import_new_rows(struct board_import *in, const struct board_line *line,
    size_t lines)
{
	struct new_rows x = { .in = in, .line = line, .lines = lines };
	const struct board_tab *t = &in->now;
	size_t row;
	int rc;

	x.seen = xcalloc(t->grid.rows + 1, sizeof *x.seen);
	rc = desk_row_each_seen(in->db, sheet_layout(SHEET_PENDING)->title,
	    recall, &x);
	for (row = t->view.header + 1; rc == 0 && row < t->grid.rows; row++)
		if (is_new(&t->view, row))
			rc = take_row(&x, row);
	if (rc == 0)
		rc = forget_unused(&x);
	free_memory(&x);
	return rc;
}
