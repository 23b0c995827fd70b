/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_DESK_H
#define OUTSIDE_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/sheet.h"
#include "format/grid.h"
#include "service/conf.h"

/*
 * The desk where humans decide: four tabs, reached through a driver.  A
 * driver knows grids and plans, not tasks.
 */
struct desk;

/* What a driver does; one struct of these for each kind of desk. */
struct desk_driver {
	int	 (*read)(void *, enum sheet_tab, struct grid *);
	int	 (*apply)(void *, const struct sheet_plan *);
	int	 (*setup)(void *, enum sheet_tab);
	void	 (*close)(void *);
};

/*
 * Open the desk that [desk] names.  Fails with CONFIG if it was never set up
 * (no directory), with RETRY while an office program holds one of its files
 * open, after waiting wait_ms for it to be closed.  The caller ends it with
 * desk_close(), which is null-safe.
 */
int	 desk_open(struct desk **, const struct conf *, bool setup,
	    int64_t wait_ms);
void	 desk_close(struct desk *);

/* Where it is, for messages: the directory or the spreadsheet's address.
 * Borrowed. */
const char	*desk_where(const struct desk *);

/* Read a tab.  1 read, 0 there is no such tab, -1 failed.  Never an empty
 * grid for something that could not be read. */
int	 desk_read(struct desk *, enum sheet_tab, struct grid *);

/*
 * Carry a plan out on a tab that was read through this desk (a plan with
 * moves: SHEET_HISTORY too).  1 done, 0 a human changed the tab since it was
 * read, nothing was done, read and plan again; -1 failed.  A plan without
 * steps touches nothing.
 */
int	 desk_apply(struct desk *, const struct sheet_plan *);

/* Make a tab that is not there: header and whatever makes it pleasant.  A
 * tab that is there is left as it is. */
int	 desk_setup(struct desk *, enum sheet_tab);

/* The drivers.  Each gives its functions and its state. */
int	 desk_directory_open(void **, const struct desk_driver **,
	    const struct conf *, bool setup, int64_t wait_ms);

#endif
