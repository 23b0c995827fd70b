/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_CLAIM_ROW_H
#define DOMAIN_CLAIM_ROW_H

#include "domain/claim.h"
#include "domain/task.h"

/* What claim*.c and work.c share, inside the caller's transaction. */

/* Load the task and refuse whoever does not hold it.  The caller ends *t with
 * task_clear() in any case. */
int	 claim_check(struct db *, const struct actor *, int64_t task,
	    int64_t run, struct task *t);

/* The live attempt of a task, if any, ends so. */
int	 claim_end_attempt(struct db *, int64_t task, const char *status,
	    const char *message);

#endif
