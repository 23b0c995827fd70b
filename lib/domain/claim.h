/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_CLAIM_H
#define DOMAIN_CLAIM_H

#include <stdint.h>

#include "base/clock.h"
#include "domain/actor.h"
#include "domain/policy.h"
#include "service/db.h"

/*
 * A claim is a lease: one worker holds a task until a time, which it moves on
 * while it lives.  Each attempt is a row of run; its id is the fencing token.
 * Where a function takes a run, 0 says that the caller has no token; any other
 * number is refused (DATA) unless it is the task's live attempt.
 */
struct claim_options {
	int64_t		 task_id;	/* 0: the best ready one */
	int64_t		 project_id;	/* 0: any */
	const char	*label;		/* NULL: any */
	int64_t		 lease_ms;	/* 0: the policy's */
};
struct claim {
	int64_t		 task_id;
	int64_t		 run;
	char		 lease_until[CLOCK_STAMP_SIZE];
	char		*advice;	/* what a human last wrote with revise
					 * or reject; NULL: nothing */
	char		*advisor;
};

/*
 * Take a task for actor->name.  Leases that ran out are returned first.  The
 * best is the ready one by priority, due date, age, which is nobody else's by
 * assignment.  Claiming again what one holds renews it.  1 taken, 0 nothing
 * to do, or, for a given task, not now: then *why (caller frees) says why.
 * -1 failed.  claim_clear() ends it.
 */
int	 claim_take(struct db *, const struct policy *, const struct actor *,
	    const struct claim_options *, struct claim *, char **why);
void	 claim_clear(struct claim *);

/* Move the lease on.  Only its holder may: DATA otherwise. */
int	 claim_renew(struct db *, const struct policy *,
	    const struct actor *, int64_t task, int64_t run, int64_t lease_ms,
	    char until[CLOCK_STAMP_SIZE]);

/* Give it back: todo again, this attempt not counted. */
int	 claim_release(struct db *, const struct actor *, int64_t task,
	    int64_t run);

/*
 * The attempt failed: recorded as an error, todo again, or, after the last
 * allowed attempt, review with the error as its report.  *gave_up says which.
 */
int	 claim_fail(struct db *, const struct policy *, const struct actor *,
	    int64_t task, int64_t run, const char *message, int *gave_up);

/* A line of progress (an audit event), which renews the holder's lease.
 * percent -1: not said. */
int	 claim_log(struct db *, const struct policy *, const struct actor *,
	    int64_t task, int64_t run, const char *text, int64_t percent);

/* Return what nobody holds any more (as claim_fail()).  *returned: how many
 * tasks.  Begins its own transaction unless one is open. */
int	 claim_expire(struct db *, const struct policy *, int64_t *returned);

/* When the next lease runs out (a stamp; "" if none).  1, 0 none, -1. */
int	 claim_next_expiry(struct db *, char at[CLOCK_STAMP_SIZE]);

#endif
