/* SPDX-License-Identifier: MIT */
#ifndef PORTRAIT_H
#define PORTRAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "domain/task.h"
#include "program/cli.h"

/* Append all about a task, as a person at a terminal reads it: what it is,
 * what it waits for, what was decided, tried and logged. */
int	 portrait(struct cli *, const struct task *, struct buf *);

/* While it is drawn. */
struct portrait {
	struct cli	*cli;
	struct buf	*out;
	const char	*name;		/* of the field that was written last */
	const char	*section;	/* that was begun last */
	bool		 needed_by;	/* else needs */
};

/* Append what was decided, tried and logged. */
int	 portrait_past(struct portrait *, int64_t task);

/* Append a text of several lines, indented, broken between words. */
void	 portrait_text(struct portrait *, const char *, size_t indent);

/* How many columns a line has beside so many. */
size_t	 portrait_beside(const struct portrait *, size_t);

/* A moment as "2026-11-23 09:14 (3d ago)"; NULL is nothing. */
void	 portrait_time(struct buf *, const char *stamp);

#endif
