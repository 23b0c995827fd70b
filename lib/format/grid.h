/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_GRID_H
#define FORMAT_GRID_H

#include <stddef.h>

/*
 * A rectangle of text cells, as any spreadsheet gives it: rows of different
 * lengths, empty cells where nothing is.  An all-zero struct is empty.
 */
struct grid_row {
	char	**cell;		/* each allocated, or NULL for empty */
	size_t	  cells;
};
struct grid {
	struct grid_row	*row;
	size_t		 rows;
	size_t		 size;	/* allocated rows */
};

/* The text at row r, column c; "" beyond the edges.  Borrowed until the cell
 * changes. */
const char	*grid_cell(const struct grid *, size_t r, size_t c);

/* Put a copy of the text there; row and column come to be if needed. */
void	 grid_set(struct grid *, size_t r, size_t c, const char *);

/* Insert an empty row before row r; remove row r. */
void	 grid_insert_row(struct grid *, size_t r);
void	 grid_remove_row(struct grid *, size_t r);

/* Append a copy of row r of another grid. */
void	 grid_append_row(struct grid *, const struct grid *from, size_t r);

/* Make a copy.  The caller ends it with grid_clear(). */
void	 grid_copy(struct grid *, const struct grid *from);

void	 grid_clear(struct grid *);

#endif
