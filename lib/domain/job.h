/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_JOB_H
#define DOMAIN_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/actor.h"
#include "service/db.h"

/*
 * What every timer job does around its work: a run row that tells how it
 * went, job's times, an error row when it failed, a line in the log.
 *
 *	if (job_begin(&job, db, "atlas-export", agent) == -1) ...
 *	rc = the work;
 *	return job_end(&job, rc, summary, counts);
 */
struct job {
	bool		 on_record;	/* the log is there anyway */
	struct db	*db;
	const char	*name;
	int64_t		 run;		/* 0: could not be begun */
	int64_t		 started;	/* clock_monotonic() */
};
int	 job_begin(struct job *, struct db *, const char *name,
	    const char *agent);

/* The same for a job that only reads, in read-only mode: no more than the line
 * in the log will tell of it. */
void	 job_begin_unrecorded(struct job *, struct db *, const char *name);

/* Earlier runs of this job that are "running" for ever have failed: they were
 * killed.  To be called when no other can be at work. */
int	 job_bury(const struct job *);

/*
 * rc 0: success, with a sentence; an older error of this job is resolved.
 * rc -1: the recorded failure is kept, written to the run (deferred if its
 * kind is RETRY, else failed), to the hotlist and to the log.  Returns rc,
 * or -1 when a success could not be written down.
 */
int	 job_end(struct job *, int rc, const char *message,
	    const char *counts);

/* Milliseconds since the last success; 1, 0 never, -1. */
int	 job_age(struct db *, const char *name, int64_t *ms);

#endif
