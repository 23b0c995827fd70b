/* SPDX-License-Identifier: MIT */
#ifndef LISTING_H
#define LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "program/cli.h"
#include "program/table.h"

/*
 * A list of anything on stdout: JSON lines, tab-separated lines without a
 * header in a pipe, a table on a terminal.
 */
enum column_flag {
	COLUMN_RIGHT = 1,	/* aligned to the right: numbers */
	COLUMN_FLEXIBLE = 2,	/* cut first on a narrow terminal */
	COLUMN_OPTIONAL = 4,	/* not shown while it is empty everywhere */
	COLUMN_SHOWN = 8,	/* its text was made harmless already */
	COLUMN_FULL = 16	/* needs a task that is not brief */
};

struct column {
	const char		*name;	/* in --columns; as in JSON */
	const char		*title;	/* in the header */
	unsigned int		 flags;
	/* Append the raw text; for a person, times are relative. */
	void			(*value)(struct buf *, const void *row,
				    bool person);
	enum table_style	(*style)(const void *row);	/* or NULL */
};

struct listing_kind {
	const struct column	*column;	/* ends with name NULL */
	const char		*terminal;	/* "id,title" */
	const char		*pipe;
	void			(*json)(struct buf *, const void *row);
	const char		*none;		/* "no task matches" */
};

struct listing {
	struct cli			*cli;
	const struct listing_kind	*kind;
	const struct column		*column[TABLE_COLUMNS_MAX];
	size_t				 columns;
	struct table			 table;
	struct buf			 out, field;
	int64_t				 rows;
};

/*
 * Begin.  chosen is what --columns says, or NULL.  An unknown column fails
 * with DATA and the names that there are; --columns with --json with USAGE.
 */
int	 listing_begin(struct listing *, struct cli *,
	    const struct listing_kind *, const char *chosen);

/* Does one of its columns have that flag? */
bool	 listing_wants(const struct listing *, enum column_flag);

/* Add a row.  -1 when nobody reads stdout any more. */
int	 listing_row(struct listing *, const void *row);

/* Write what is left, if rc is 0, and release.  Returns rc. */
int	 listing_end(struct listing *, int rc);

/* Values. */
void	 listing_text(struct buf *, const char *);	/* NULL is "" */
void	 listing_number(struct buf *, int64_t);
void	 listing_time(struct buf *, const char *stamp, bool person);

/* A JSON array of texts as "a, b". */
void	 listing_array(struct buf *, const char *json);

#endif
