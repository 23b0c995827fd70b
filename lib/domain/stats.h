/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_STATS_H
#define DOMAIN_STATS_H

#include <stdint.h>

#include "service/db.h"

/* The ledger in numbers. */
struct stats {
	int64_t	 todo, doing, review, done, cancelled;
	int64_t	 ready, blocked, stale, overdue;
	int64_t	 approvals_open;
	int64_t	 oldest_open_ms;	/* -1: none is open */
	int64_t	 decisions;		/* by humans, of the last 30 days */
	int64_t	 median_decision_ms;	/* -1: none */
	int64_t	 slowest_decision_ms;	/* -1: none */
	int64_t	 errors_open;
	int64_t	 events, raw_events;
	int64_t	 changes_since_offsite;	/* events since the last verified
					 * offsite copy; all if there is none */
};
int	 stats_load(struct db *, struct stats *);

/* Who decided, in the last 30 days: name, decisions, median time. */
int	 stats_each_decider(struct db *, int (*each)(const char *name,
	    int64_t decisions, int64_t median_ms, void *), void *);

#endif
