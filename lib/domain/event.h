/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/actor.h"
#include "service/db.h"

/*
 * The audit trail.  Triggers write nearly all of it (schema 0002-event); here
 * is what has no table of its own, and reading.
 */
struct event {
	int64_t		 seq, task_id;	/* task 0: none */
	const char	*at, *actor, *via, *kind, *detail;	/* detail: JSON */
};

/* Add one inside the caller's transaction.  task 0: none. */
int	 event_add(struct db *, const struct actor *, int64_t task,
	    const char *kind, const char *detail);

struct event_filter {
	int64_t		 task_id;	/* 0: any */
	const char	*since;		/* stamp or NULL */
	bool		 raw;		/* only what was changed by hand */
	int64_t		 limit;		/* 0: all; the newest so many */
};

/* Walk them, oldest first.  Borrowed until each() returns. */
int	 event_each(struct db *, const struct event_filter *,
	    int (*each)(const struct event *, void *), void *);

/* Append as one JSON object: atlas-json(7). */
struct buf;
void	 event_json(struct buf *, const struct event *);

/* Append the detail as a person reads it: "title: a -> b". Texts are made
 * harmless and cut to one line of about width columns (0: not cut). */
void	 event_say(struct buf *, const struct event *, size_t width);

#endif
