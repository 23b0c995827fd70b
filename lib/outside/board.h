/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_BOARD_H
#define OUTSIDE_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/lock.h"
#include "domain/policy.h"
#include "outside/desk.h"
#include "service/db.h"

/*
 * The ledger meets the desk: export shows what waits for a human, import takes
 * what humans decided.  Both are idempotent: killed anywhere and run again,
 * the end is the same.
 *
 * On SHEET_PENDING a row's ID is its approval, "A12"; on SHEET_RUNS "R7"; on
 * SHEET_ERRORS "E3".  A row that a human wrote, with a title and no ID,
 * becomes a task and gets the ID of its approval, or "#42" if none was asked.
 */
struct board_options {
	int		 tab;		/* enum sheet_tab, -1: all */
	bool		 read_only;	/* the database is left alone */
	bool		 dry_run;	/* the desk is left alone; the caller
					 * has begun a transaction, and takes
					 * it back */
	int64_t		 max_rows;	/* of SHEET_PENDING */
	int64_t		 runs;		/* of SHEET_RUNS */
	struct buf	*told;		/* what was or would be done, a line
					 * each; NULL: not wanted */
};

struct board_counts {
	/* export */
	int64_t	 inserted, updated, moved, dropped;
	int64_t	 beyond;	/* approvals that wait beyond max_rows */
	/* import */
	int64_t	 approved, revised, rejected;
	int64_t	 superseded;	/* decided on what had changed */
	int64_t	 refused;	/* rows that were not understood */
	int64_t	 added;		/* tasks that humans wrote */
	int64_t	 edited;	/* decisions that came with edits */
	int64_t	 noted;		/* notes, and actions on errors */
	int64_t	 answered;	/* rows whose Result was written */
	int64_t	 tabs_stopped;	/* tabs that could not be read */
	bool	 worth_showing;	/* more happened than the desk's own log */
};

/* One at a time, the other waits up to wait_ms: 0, or -1 (RETRY). */
int	 board_lock(struct lock *, const struct db *, int64_t wait_ms);

/*
 * A tab that cannot be read (missing, a header renamed or doubled) stops that
 * tab alone; the others are carried on, and the function fails with the first
 * such tab's message at its end.
 */
int	 board_export(struct db *, const struct policy *, struct desk *,
	    const struct board_options *, struct board_counts *);
int	 board_import(struct db *, const struct policy *, struct desk *,
	    const struct board_options *, struct board_counts *);

/* The counts as a JSON object; append. */
void	 board_export_json(struct buf *, const struct board_counts *);
void	 board_import_json(struct buf *, const struct board_counts *);

#endif
