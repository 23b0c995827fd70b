/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LOAD_H
#define DOMAIN_LOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "domain/actor.h"
#include "domain/policy.h"
#include "service/db.h"

/*
 * Loading tasks from NDJSON, one object a line as task_json() writes them:
 * one pass, any number of lines, one transaction.  "title" alone is required.
 * A uid that is there already is left as it is and counted.  Projects that
 * are named are made.  parent and needs are uids, or ids of tasks that exist,
 * and may point forward in the file.
 */
#define LOAD_LINE_BYTES		(1024 * 1024)	/* a task of 64 KiB text, escaped */

struct load_options {
	bool		 keep_going;	/* apply the good lines */
	bool		 dry_run;	/* check all, apply nothing */
	/* Told of each bad line, in order of discovery. */
	void		(*bad)(int64_t line, const char *why, void *);
	void		*arg;
};
struct load_counts {
	int64_t		 lines, added, present, bad, projects, asked;
};

/*
 * 0 done.  -1: failed; with bad lines and no keep_going the kind is DATA and
 * nothing was applied.  With keep_going bad lines are counted, and it is the
 * caller who ends non-zero.
 */
int	 load_stream(struct db *, const struct policy *,
	    const struct actor *, FILE *, const struct load_options *,
	    struct load_counts *);

#endif
