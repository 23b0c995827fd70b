/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_RUN_H
#define DOMAIN_RUN_H

#include <stdint.h>

#include "domain/actor.h"
#include "service/db.h"

/*
 * What ran: a job of a tool, or an attempt at a task (claim.h writes those).
 */
struct run {
	int64_t		 id, task_id;	/* task 0: none */
	const char	*kind, *name, *agent, *started_at, *finished_at;
	const char	*status, *message, *counts, *notes;
	int64_t		 progress;
};

/* A tool's job begins.  Also the job's last_attempt. */
int	 run_start(struct db *, const char *tool, const char *agent,
	    int64_t *id);

/* It ends: success, failed, cancelled or deferred.  counts is a JSON object
 * or NULL.  Success is also the job's last_success. */
int	 run_finish(struct db *, int64_t id, const char *status,
	    const char *message, const char *counts);

/* Runs of this tool before that one that never ended: they failed, and this
 * is why. */
int	 run_bury(struct db *, const char *tool, int64_t before,
	    const char *why);

/* Walk the newest so many (limit) by id, newest first; task 0: all. Borrowed
 * until each() returns. */
int	 run_each(struct db *, int64_t task, int64_t limit,
	    int (*each)(const struct run *, void *), void *);

/* The same, newest first, without the jobs that found nothing to do: what the
 * desk shows. */
int	 run_each_notable(struct db *, int64_t limit,
	    int (*each)(const struct run *, void *), void *);

/* One by id: 1, 0 none, -1. */
int	 run_show(struct db *, int64_t id,
	    int (*each)(const struct run *, void *), void *);

/* What a human noted about it; an event keeps what stood there before. */
int	 run_set_notes(struct db *, const struct actor *, int64_t id,
	    const char *);

struct buf;
void	 run_json(struct buf *, const struct run *);

#endif
