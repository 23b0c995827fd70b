/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_ERROR_H
#define DOMAIN_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/actor.h"
#include "service/db.h"

/*
 * What went wrong and is not resolved: the Errors_Hotlist.  The same cause is
 * one row that counts: same source, task, and message when its digits are
 * ignored.
 */
struct error_row {
	int64_t		 id, task_id, count;
	const char	*source, *severity, *message, *first_seen, *last_seen;
	const char	*state, *notes;
};

/* It happened (again).  A resolved one opens again; an acked or muted one
 * stays so.  cause names it when the message varies, or NULL. */
int	 error_record(struct db *, const char *source, const char *severity,
	    const char *cause, const char *message, int64_t task);

/* What a human does to it: acked, resolved, muted, open.  1 changed, 0 it was
 * so or does not exist, -1. */
int	 error_set_state(struct db *, const struct actor *, int64_t id,
	    const char *state);

/* The cause is gone.  What a human muted stays so: it may come back. */
int	 error_resolve(struct db *, const struct actor *, const char *source,
	    const char *cause, int64_t task);

/* As run_set_notes(). */
int	 error_set_notes(struct db *, const struct actor *, int64_t id,
	    const char *);

/* Walk what is not resolved, worst first.  Borrowed until each() returns. */
int	 error_each(struct db *, int64_t limit,
	    int (*each)(const struct error_row *, void *), void *);
int	 error_show(struct db *, int64_t id,
	    int (*each)(const struct error_row *, void *), void *);

#endif
