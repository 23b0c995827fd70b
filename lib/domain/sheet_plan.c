/* SPDX-License-Identifier: MIT */
/* What a tab shows and what it should show become a plan. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "domain/sheet.h"

#define SHOW_WIDTH	60	/* of a cell in a plan's line for people */

static void
cells_clear(char *cell[SHEET_COLUMNS_MAX])
{
	for (size_t c = 0; c < SHEET_COLUMNS_MAX; c++)
		free(cell[c]);
}

void
sheet_want_clear(struct sheet_want *want)
{
	free(want->key);
	cells_clear(want->cell);
	memset(want, 0, sizeof(*want));
}

void
sheet_plan_clear(struct sheet_plan *plan)
{
	for (size_t i = 0; i < plan->ops; i++) {
		free(plan->op[i].key);
		cells_clear(plan->op[i].cell);
	}
	free(plan->op);
	memset(plan, 0, sizeof(*plan));
}

/* Add a step behind the others of its kind.  Borrowed until the next. */
static struct sheet_op *
add_op(struct sheet_plan *plan, enum sheet_op_kind kind, const char *key,
    size_t row)
{
	size_t *const count[] = { &plan->inserts, &plan->sets, &plan->moves,
	    &plan->drops };
	struct sheet_op	*op;
	size_t		 at = 0;

	if (plan->ops == plan->size) {
		plan->size = plan->size == 0 ? 16 : plan->size * 2;
		plan->op = xreallocarray(plan->op, plan->size,
		    sizeof(*plan->op));
	}
	for (size_t k = 0; k <= (size_t)kind; k++)
		at += *count[k];
	op = &plan->op[at];
	memmove(op + 1, op, (plan->ops - at) * sizeof(*op));
	plan->ops++;
	(*count[kind])++;
	memset(op, 0, sizeof(*op));
	op->kind = kind;
	op->key = xstrdup(key);
	op->row = row;
	return op;
}

void
sheet_plan_set(struct sheet_plan *plan, const struct sheet_view *view,
    size_t row, const char *key, const char *const cell[SHEET_COLUMNS_MAX])
{
	const struct sheet_layout *l = sheet_layout(view->tab);
	struct sheet_op	*op = NULL;

	assert(plan->ops == 0 || plan->tab == view->tab);
	assert(row > view->header);
	plan->tab = view->tab;
	for (size_t c = 0; c < l->columns; c++) {
		char *text;

		if (cell[c] == NULL)
			continue;
		assert(l->column[c].owner == SHEET_TOOL);
		text = sheet_cut(cell[c]);
		if (strcmp(text, grid_cell(view->grid, row,
		    view->column[c])) == 0) {
			free(text);
			continue;
		}
		if (op == NULL)
			op = add_op(plan, SHEET_OP_SET, key, row);
		op->cell[c] = text;
	}
}

static void
plan_insert(struct sheet_plan *plan, const struct sheet_want *want)
{
	const struct sheet_layout *l = sheet_layout(plan->tab);
	struct sheet_op	*op = add_op(plan, SHEET_OP_INSERT, want->key, 0);

	op->cell[0] = xstrdup(want->key);
	for (size_t c = 1; c < l->columns; c++)
		if (want->cell[c] != NULL &&
		    l->column[c].owner != SHEET_HUMAN)
			op->cell[c] = sheet_cut(want->cell[c]);
}

/* Of the row that is there already, only what the tools own; not the ID, by
 * which it was found. */
static void
plan_keep(struct sheet_plan *plan, const struct sheet_view *view, size_t row,
    const struct sheet_want *want)
{
	const struct sheet_layout *l = sheet_layout(view->tab);
	const char *cell[SHEET_COLUMNS_MAX] = { NULL };

	for (size_t c = 1; c < l->columns; c++)
		if (l->column[c].owner == SHEET_TOOL)
			cell[c] = want->cell[c];
	sheet_plan_set(plan, view, row, want->key, cell);
}

static void
plan_move(struct sheet_plan *plan, const struct sheet_want *want, size_t row)
{
	const struct sheet_layout *l = sheet_layout(plan->tab);
	struct sheet_op	*op = add_op(plan, SHEET_OP_MOVE, want->key, row);

	assert(plan->tab == SHEET_PENDING);
	for (size_t c = 1; c < l->columns; c++)
		if (want->cell[c] != NULL && l->column[c].owner == SHEET_TOOL)
			op->cell[c] = sheet_cut(want->cell[c]);
}

/* Does the cell hold nothing but what is saved already? */
static bool
is_saved(const struct sheet_view *view, size_t row, size_t column,
    const char *saved)
{
	const char *const *words =
	    sheet_layout(view->tab)->column[column].words;
	const char *raw = grid_cell(view->grid, row, view->column[column]);
	char	*text = sheet_text(view, row, column), *cut;
	bool	 same = *text == '\0';

	if (!same && saved != NULL) {
		cut = sheet_cut(saved);
		same = strcmp(raw, cut) == 0 || strcmp(text, cut) == 0;
		if (words != NULL && sheet_word(text, words) >= 0)
			same |= sheet_word(text, words) ==
			    sheet_word(cut, words);
		free(cut);
	}
	free(text);
	return same;
}

/* Would nothing of a human's be lost with this row? */
static bool
may_drop(const struct sheet_view *view, size_t row,
    const struct sheet_want *want)
{
	const struct sheet_layout *l = sheet_layout(view->tab);
	size_t	 filled = 0;

	for (size_t i = 0; i < view->grid->row[row].cells; i++)
		filled += *grid_cell(view->grid, row, i) != '\0';
	for (size_t c = 0; c < l->columns; c++) {
		if (*grid_cell(view->grid, row, view->column[c]) == '\0')
			continue;
		if (l->column[c].owner != SHEET_TOOL &&
		    !is_saved(view, row, c, want->cell[c]))
			return false;
		filled--;
	}
	return filled == 0;	/* nothing stands in other columns */
}

/* What the want means for a row that is there. */
static enum sheet_op_kind
step_of(const struct sheet_view *view, size_t row,
    const struct sheet_want *want)
{
	if (want->fate == SHEET_MOVE)
		return SHEET_OP_MOVE;
	if (want->fate == SHEET_DROP && may_drop(view, row, want))
		return SHEET_OP_DROP;
	return SHEET_OP_SET;
}

static int
by_key(const void *a, const void *b)
{
	return strcmp((*(const struct sheet_want *const *)a)->key,
	    (*(const struct sheet_want *const *)b)->key);
}

/* Which want, as an index, each grid row answers to; wants if none. */
static size_t *
match_rows(const struct sheet_view *view, const struct sheet_want *want,
    size_t wants)
{
	const struct sheet_want **sorted, **hit;
	size_t	*match = xcalloc(view->grid->rows, sizeof(*match));

	sorted = xcalloc(wants + 1, sizeof(*sorted));
	for (size_t i = 0; i < wants; i++)
		sorted[i] = &want[i];
	qsort(sorted, wants, sizeof(*sorted), by_key);
	for (size_t i = 1; i < wants; i++)
		assert(strcmp(sorted[i - 1]->key, sorted[i]->key) != 0);
	for (size_t r = 0; r < view->grid->rows; r++) {
		struct sheet_want probe = { 0 };
		const struct sheet_want *p = &probe;

		match[r] = wants;
		if (r <= view->header)
			continue;
		probe.key = sheet_key(view, r);
		hit = bsearch(&p, sorted, wants, sizeof(*sorted), by_key);
		if (hit != NULL)
			match[r] = (size_t)(*hit - want);
		free(probe.key);
	}
	free(sorted);
	return match;
}

static void
plan_row(struct sheet_plan *plan, const struct sheet_view *view, size_t row,
    const struct sheet_want *want, enum sheet_op_kind step)
{
	if (step == SHEET_OP_SET)
		plan_keep(plan, view, row, want);
	else if (step == SHEET_OP_MOVE)
		plan_move(plan, want, row);
	else
		add_op(plan, step, want->key, row);
}

void
sheet_plan(struct sheet_plan *plan, const struct sheet_view *view,
    const struct sheet_want *want, size_t wants)
{
	static const enum sheet_op_kind step[] = { SHEET_OP_SET,
	    SHEET_OP_MOVE, SHEET_OP_DROP };
	size_t	*match = match_rows(view, want, wants);
	bool	*is_there = xcalloc(wants + 1, sizeof(*is_there));

	assert(plan->ops == 0 || plan->tab == view->tab);
	plan->tab = view->tab;
	for (size_t r = 0; r < view->grid->rows; r++)
		is_there[match[r]] = true;
	for (size_t i = 0; i < wants; i++) {
		assert(*want[i].key != '\0');	/* would be the humans' rows */
		if (want[i].fate == SHEET_SHOW && !is_there[i])
			plan_insert(plan, &want[i]);
	}
	/* One pass for each kind: add_op() then only ever appends. */
	for (size_t k = 0; k < sizeof(step) / sizeof(step[0]); k++)
		for (size_t r = 0; r < view->grid->rows; r++)
			if (match[r] < wants && step_of(view, r,
			    &want[match[r]]) == step[k])
				plan_row(plan, view, r, &want[match[r]],
				    step[k]);
	free(is_there);
	free(match);
}

static void
show_cells(struct buf *out, const struct sheet_op *op,
    const struct sheet_layout *l)
{
	const char *sep = " ";

	for (size_t c = 0; c < l->columns; c++) {
		if (op->cell[c] == NULL)
			continue;
		buf_addf(out, "%s%s: ", sep, l->column[c].name);
		if (*op->cell[c] == '\0')
			buf_adds(out, "(empty)");
		text_show_cut(out, op->cell[c], SHOW_WIDTH, false);
		sep = ", ";
	}
}

void
sheet_plan_show(struct buf *out, const struct sheet_plan *plan)
{
	static const char *const verb[] = { "insert", "set", "move", "drop" };
	static const size_t label[SHEET_TABS] = { PENDING_TITLE,
	    PENDING_TITLE, RUNS_RUN, ERRORS_ERROR };
	const struct sheet_layout *l = sheet_layout(plan->tab);

	for (size_t i = 0; i < plan->ops; i++) {
		const struct sheet_op *op = &plan->op[i];
		const char *text = op->cell[label[plan->tab]];

		buf_addf(out, "%s: %s ", l->title, verb[op->kind]);
		text_show(out, op->key, false);
		if (op->kind == SHEET_OP_INSERT && text != NULL) {
			buf_addc(out, ' ');
			text_show_cut(out, text, SHOW_WIDTH, false);
		} else if (op->kind == SHEET_OP_SET)
			show_cells(out, op, l);
		else if (op->kind == SHEET_OP_MOVE)
			buf_addf(out, " to %s",
			    sheet_layout(SHEET_HISTORY)->title);
		buf_addc(out, '\n');
	}
}
