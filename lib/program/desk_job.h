/* SPDX-License-Identifier: MIT */
#ifndef PROGRAM_DESK_JOB_H
#define PROGRAM_DESK_JOB_H

#include "outside/board.h"
#include "program/cli.h"

/*
 * What atlas-export and atlas-import have in common: one of them at a time is
 * at the desk, and each run leaves a run row, its job's times, a line in its
 * log, and on failure a row on the hotlist.
 */
struct desk_job {
	const char	*log;		/* "logs/export.log" */
	bool		 is_reader;	/* of the database: works in read-only
					 * mode too */
	int		(*work)(struct db *, const struct policy *,
			    struct desk *, const struct board_options *,
			    struct board_counts *);
	void		(*json)(struct buf *, const struct board_counts *);
	/* A sentence about what was done; nothing if nothing was. */
	void		(*say)(struct buf *, const struct board_counts *);
};

/* setup: make the tabs that are not there.  tab: its title, or NULL.  0, -1 as
 * cli_end() takes them. */
int	 desk_job_run(struct cli *, const struct desk_job *, bool setup,
	    const char *tab);

/* Append "3 rows inserted" to a sentence, unless it is 0. */
void	 desk_job_say(struct buf *, int64_t count, const char *one,
	    const char *many);

#endif
