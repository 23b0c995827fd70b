/* SPDX-License-Identifier: MIT */
#ifndef PROGRAM_TABLE_H
#define PROGRAM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * A table for a person at a terminal.  It is as wide as it must be, and never
 * wider than the terminal: flexible columns are cut first ("…").  All rows are
 * kept until they are formatted, since each may widen a column; what goes
 * into a pipe is streamed instead, without a table.
 */
enum table_style {
	TABLE_PLAIN, TABLE_DIM, TABLE_BOLD, TABLE_RED, TABLE_GREEN,
	TABLE_YELLOW, TABLE_BLUE, TABLE_CYAN
};

struct table_column {
	const char	*title;		/* "PRIO" */
	bool		 right;		/* aligned: numbers */
	bool		 flexible;	/* cut first */
	bool		 optional;	/* left out while all cells are empty,
					 * and on a narrow terminal */
};

#define TABLE_COLUMNS_MAX	40

struct table {
	struct table_column	 column[TABLE_COLUMNS_MAX];
	size_t			 width[TABLE_COLUMNS_MAX];
	size_t			 columns;
	size_t			 cells;
	struct buf		 text;	/* of each cell: style, text, NUL */
};

/* Begin an empty one.  The titles are borrowed. */
void	 table_begin(struct table *, const struct table_column *, size_t n);

/* Add the next cell, row by row from the left.  The text may be anything: it
 * is made harmless here. */
void	 table_add(struct table *, enum table_style, const char *);

/* Append header and rows, width columns wide at most. */
void	 table_format(const struct table *, struct buf *, size_t width,
	    bool color);

void	 table_clear(struct table *);

/* Append a text as it is, in that style if color. */
void	 table_paint(struct buf *, bool color, enum table_style,
	    const char *);

#endif
