/* SPDX-License-Identifier: MIT */
#include "format/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *
grid_cell(const struct grid *grid, size_t r, size_t c)
{
	const struct grid_row *row;

	if (r >= grid->rows)
		return "";
	row = &grid->row[r];
	return c < row->cells && row->cell[c] != NULL ? row->cell[c] : "";
}

static void
need_rows(struct grid *grid, size_t rows)
{
	if (rows > grid->size) {
		grid->size = rows > grid->size * 2 ? rows : grid->size * 2;
		grid->row = xreallocarray(grid->row, grid->size,
		    sizeof(*grid->row));
	}
	while (grid->rows < rows)
		grid->row[grid->rows++] = (struct grid_row){0};
}

void
grid_set(struct grid *grid, size_t r, size_t c, const char *text)
{
	char *copy = *text == '\0' ? NULL : xstrdup(text);
	struct grid_row *row;

	if (r >= grid->rows)
		need_rows(grid, r + 1);
	row = &grid->row[r];
	if (c >= row->cells) {
		row->cell = xreallocarray(row->cell, c + 1,
		    sizeof(*row->cell));
		while (row->cells <= c)
			row->cell[row->cells++] = NULL;
	}
	free(row->cell[c]);
	row->cell[c] = copy;
}

static void
row_clear(struct grid_row *row)
{
	size_t c;

	for (c = 0; c < row->cells; c++)
		free(row->cell[c]);
	free(row->cell);
}

void
grid_insert_row(struct grid *grid, size_t r)
{
	size_t rows = grid->rows;

	need_rows(grid, r < rows ? rows + 1 : r + 1);
	if (r < rows) {
		memmove(&grid->row[r + 1], &grid->row[r],
		    (rows - r) * sizeof(*grid->row));
		grid->row[r] = (struct grid_row){0};
	}
}

void
grid_remove_row(struct grid *grid, size_t r)
{
	if (r >= grid->rows)
		return;
	row_clear(&grid->row[r]);
	grid->rows--;
	memmove(&grid->row[r], &grid->row[r + 1],
	    (grid->rows - r) * sizeof(*grid->row));
}

void
grid_append_row(struct grid *grid, const struct grid *from, size_t r)
{
	size_t to = grid->rows, c;
	size_t cells = r < from->rows ? from->row[r].cells : 0;

	/* from may be grid itself, whose rows move here. */
	need_rows(grid, to + 1);
	for (c = 0; c < cells; c++)
		grid_set(grid, to, c, grid_cell(from, r, c));
}

void
grid_copy(struct grid *grid, const struct grid *from)
{
	size_t r;

	*grid = (struct grid){0};
	for (r = 0; r < from->rows; r++)
		grid_append_row(grid, from, r);
}

void
grid_clear(struct grid *grid)
{
	size_t r;

	for (r = 0; r < grid->rows; r++)
		row_clear(&grid->row[r]);
	free(grid->row);
	*grid = (struct grid){0};
}
