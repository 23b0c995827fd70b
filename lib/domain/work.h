/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_WORK_H
#define DOMAIN_WORK_H

#include <stdint.h>

#include "domain/actor.h"
#include "domain/policy.h"
#include "service/db.h"

/*
 * How work ends.  run as in claim.h.
 */
struct work_result {
	const char	*status;	/* what the task is now; static */
	int64_t		 approval;	/* the one that was asked, 0: none */
};

/*
 * The work is done, says the worker.  With a finish gate: review, and a human
 * is asked; without: done.  evidence is a JSON array of texts, or NULL.  Only
 * the holder hands in a task that is held (DATA otherwise); one that nobody
 * holds may be handed in from todo too.
 */
int	 work_submit(struct db *, const struct policy *,
	    const struct actor *, int64_t task, int64_t run,
	    const char *report, const char *evidence, struct work_result *);

/* It will not be done.  Open approvals are withdrawn, a live attempt ends.
 * *dependents: how many tasks need it and so stay blocked. */
int	 work_cancel(struct db *, const struct actor *, int64_t task,
	    const char *note, int64_t *dependents);

/* Review, done or cancelled: todo again, attempts from 0; asks for its
 * start again if a gate says so. */
int	 work_reopen(struct db *, const struct policy *,
	    const struct actor *, int64_t task, const char *note,
	    struct work_result *);

/*
 * A piece of evidence as the desk shows it.  A path of a readable file becomes
 * "file NAME sha256:..." (computed by sha256sum(1), so that no program here
 * must link a cryptographic library for it); anything else stays as it is.
 * The caller frees.
 */
int	 work_evidence(const char *, char **);

#endif
