/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_SWEEP_H
#define DOMAIN_SWEEP_H

#include <stdint.h>

#include "domain/policy.h"
#include "service/db.h"

/*
 * The ledger's own housekeeping, idempotent: leases that ran out, approvals
 * that nobody asked for, tasks past their due date and approvals that wait
 * too long (both on the hotlist until that is over), and the checkpoint.
 * Begins its own transaction unless one is open; then it makes no checkpoint.
 */
struct sweep_counts {
	int64_t	 returned;	/* leases that ran out */
	int64_t	 asked;		/* approvals opened */
	int64_t	 overdue;	/* tasks past their due date, newly noticed */
	int64_t	 reminded;	/* approvals that waited too long, newly */
	int64_t	 checkpointed;	/* 1: the WAL is in the database */
};
int	 sweep_run(struct db *, const struct policy *,
	    struct sweep_counts *);

#endif
