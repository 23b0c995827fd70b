/* SPDX-License-Identifier: MIT */
/* A plan is carried out on grids in memory. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "domain/sheet.h"

#define NOWHERE		((size_t)-1)

/* A column's header without surrounding space.  Caller frees. */
static char *
header_text(const struct grid *grid, size_t header, size_t column)
{
	char	*copy = xstrdup(grid_cell(grid, header, column)), *name;

	name = xstrdup(text_trim(copy));
	free(copy);
	return name;
}

/* The same, or "Column H" where a human wrote below no header.  Caller
 * frees. */
static char *
column_name(const struct grid *grid, size_t header, size_t column)
{
	char	*name = header_text(grid, header, column), letters[16];
	size_t	 at = sizeof(letters) - 1;

	if (*name != '\0')
		return name;
	free(name);
	letters[at] = '\0';
	for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
		letters[--at] = (char)('A' + (n - 1) % 26);
	return xasprintf("Column %s", letters + at);
}

/* One past the last column that holds anything. */
static size_t
used_columns(const struct grid *grid)
{
	size_t used = 0;

	for (size_t r = 0; r < grid->rows; r++)
		for (size_t c = grid->row[r].cells; c > used; c--)
			if (*grid_cell(grid, r, c - 1) != '\0')
				used = c;
	return used;
}

/* How many columns before this one have the same name: the second "Extra"
 * of the tab goes to the second "Extra" of the history. */
static size_t
same_before(const struct sheet_view *view, size_t column, const char *name)
{
	size_t n = 0;

	for (size_t c = 0; c < column; c++) {
		char *other = column_name(view->grid, view->header, c);

		n += strcasecmp(other, name) == 0;
		free(other);
	}
	return n;
}

/* Where a human's own column of the tab is in the history.  It comes to be
 * there beyond everything that stands in any row. */
static size_t
own_column(struct grid *history, const struct sheet_view *history_view,
    const struct sheet_view *view, size_t column)
{
	char	*name = column_name(view->grid, view->header, column);
	size_t	 skip = same_before(view, column, name);
	size_t	 c, end = used_columns(history);

	for (c = 0; c < end; c++) {
		char *other = header_text(history, history_view->header, c);
		bool is_same = strcasecmp(other, name) == 0;

		free(other);
		if (is_same && skip-- == 0)
			break;
	}
	if (c == end)
		for (c += skip; end <= c; end++)
			grid_set(history, history_view->header, end, name);
	free(name);
	return c;
}

/* The plan's moves stand together, plan->moves of them. */
static const struct sheet_op *
first_move(const struct sheet_plan *plan)
{
	return plan->op + plan->inserts + plan->sets;
}

static bool
is_moved(const struct grid *grid, const struct sheet_plan *plan,
    size_t column)
{
	const struct sheet_op *move = first_move(plan);

	for (size_t i = 0; i < plan->moves; i++)
		if (*grid_cell(grid, move[i].row, column) != '\0')
			return true;
	return false;
}

/* For each of the tab's columns, its column in the history; NOWHERE for one
 * of the human's own that no moved row uses. */
static size_t *
map_columns(const struct grid *grid, const struct sheet_view *view,
    struct grid *history, const struct sheet_view *history_view,
    const struct sheet_plan *plan)
{
	const size_t	 known = sheet_layout(view->tab)->columns;
	const size_t	 width = used_columns(grid);
	size_t		*map = xcalloc(width, sizeof(*map));

	for (size_t c = 0; c < width; c++)
		map[c] = NOWHERE;
	for (size_t c = 0; c < known; c++)
		map[view->column[c]] = history_view->column[c];
	for (size_t c = 0; c < width; c++)
		if (map[c] == NOWHERE && is_moved(grid, plan, c))
			map[c] = own_column(history, history_view, view, c);
	return map;
}

/* The moved rows, in the order of the plan, as the history shall have them. */
static void
build_moved(struct grid *moved, const struct grid *grid, const size_t *map,
    const struct sheet_view *history_view, const struct sheet_plan *plan)
{
	const struct sheet_op *move = first_move(plan);

	for (size_t i = 0; i < plan->moves; i++) {
		for (size_t c = 0; c < grid->row[move[i].row].cells; c++)
			if (*grid_cell(grid, move[i].row, c) != '\0')
				grid_set(moved, i, map[c],
				    grid_cell(grid, move[i].row, c));
		for (size_t c = 0; c < SHEET_COLUMNS_MAX; c++)
			if (move[i].cell[c] != NULL)
				grid_set(moved, i, history_view->column[c],
				    move[i].cell[c]);
	}
}

static bool
same_row(const struct grid *a, size_t ra, const struct grid *b, size_t rb)
{
	size_t n = a->row[ra].cells;

	if (b->row[rb].cells > n)
		n = b->row[rb].cells;
	for (size_t c = 0; c < n; c++)
		if (strcmp(grid_cell(a, ra, c), grid_cell(b, rb, c)) != 0)
			return false;
	return true;
}

struct moved_key {
	const char	*key;
	size_t		 row;	/* in the grid of moved rows */
};

static int
by_key(const void *a, const void *b)
{
	return strcmp(((const struct moved_key *)a)->key,
	    ((const struct moved_key *)b)->key);
}

/* Mark the moved rows that this row of the history is, cell for cell. */
static void
mark_held(bool *is_held, const struct moved_key *sorted,
    const struct grid *moved, const struct sheet_view *history_view,
    size_t row)
{
	const struct moved_key *end = sorted + moved->rows, *k;
	char	*key = sheet_key(history_view, row);
	struct moved_key probe = { key, 0 };

	k = bsearch(&probe, sorted, moved->rows, sizeof(*k), by_key);
	while (k != NULL && k > sorted && by_key(k - 1, &probe) == 0)
		k--;
	for (; k != NULL && k < end && by_key(k, &probe) == 0; k++)
		if (same_row(moved, k->row, history_view->grid, row))
			is_held[k->row] = true;
	free(key);
}

/* Add to the history those of the moved rows that it does not hold. */
static void
append_moved(struct grid *history, const struct sheet_view *history_view,
    const struct grid *moved, const struct sheet_plan *plan)
{
	struct moved_key *sorted = xcalloc(moved->rows, sizeof(*sorted));
	bool	*is_held = xcalloc(moved->rows, sizeof(*is_held));

	for (size_t i = 0; i < moved->rows; i++) {
		sorted[i].key = first_move(plan)[i].key;
		sorted[i].row = i;
	}
	qsort(sorted, moved->rows, sizeof(*sorted), by_key);
	for (size_t r = history_view->header + 1; r < history->rows; r++)
		mark_held(is_held, sorted, moved, history_view, r);
	for (size_t i = 0; i < moved->rows; i++)
		if (!is_held[i])
			grid_append_row(history, moved, i);
	free(is_held);
	free(sorted);
}

static void
move_rows(const struct grid *grid, const struct sheet_view *view,
    struct grid *history, const struct sheet_view *history_view,
    const struct sheet_plan *plan)
{
	struct grid	 moved = { 0 };
	size_t		*map;

	assert(history != NULL && history_view != NULL);
	assert(history_view->tab == SHEET_HISTORY);
	map = map_columns(grid, view, history, history_view, plan);
	build_moved(&moved, grid, map, history_view, plan);
	append_moved(history, history_view, &moved, plan);
	grid_clear(&moved);
	free(map);
}

static int
by_row_downward(const void *a, const void *b)
{
	size_t ra = *(const size_t *)a, rb = *(const size_t *)b;

	return (ra < rb) - (ra > rb);
}

/* The moved and dropped rows go, the last first: no row number shifts that
 * is still needed. */
static void
remove_rows(struct grid *grid, const struct sheet_plan *plan)
{
	const size_t	 rows = plan->moves + plan->drops;
	size_t		*row = xcalloc(rows, sizeof(*row));

	for (size_t i = 0; i < rows; i++)
		row[i] = first_move(plan)[i].row;
	qsort(row, rows, sizeof(*row), by_row_downward);
	for (size_t i = 0; i < rows; i++)
		grid_remove_row(grid, row[i]);
	free(row);
}

static void
write_cells(struct grid *grid, size_t row, const struct sheet_view *view,
    const struct sheet_op *op)
{
	for (size_t c = 0; c < SHEET_COLUMNS_MAX; c++)
		if (op->cell[c] != NULL)
			grid_set(grid, row, view->column[c], op->cell[c]);
}

void
sheet_apply(struct grid *grid, const struct sheet_view *view,
    struct grid *history, const struct sheet_view *history_view,
    const struct sheet_plan *plan)
{
	const struct sheet_op *set;

	if (plan->ops == 0)
		return;
	set = plan->op + plan->inserts;

	/* Nothing may shift a row before every step that names it is done:
	 * so the inserts, which come first in a plan, are done last. */
	for (size_t i = 0; i < plan->sets; i++)
		write_cells(grid, set[i].row, view, &set[i]);
	if (plan->moves > 0)
		move_rows(grid, view, history, history_view, plan);
	if (plan->moves + plan->drops > 0)
		remove_rows(grid, plan);
	for (size_t i = plan->inserts; i-- > 0;) {
		grid_insert_row(grid, view->header + 1);
		write_cells(grid, view->header + 1, view, &plan->op[i]);
	}
}
