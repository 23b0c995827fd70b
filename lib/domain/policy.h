/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "service/conf.h"

/* What must be asked, how long a claim lasts: [policy] of atlas.conf. */
struct policy {
	bool		 gate_start;
	bool		 gate_finish;
	int64_t		 lease_ms;
	int64_t		 max_attempts;
	bool		 self_approval;	/* may who worked or asked decide? */
	int64_t		 remind_after_ms;
	const char	*project;	/* [atlas] project; borrowed from conf */
};
void	 policy_load(struct policy *, const struct conf *);

/* Read "start, finish", "finish", "none" ...  Fails with DATA. */
int	 policy_parse_gates(const char *, bool *start, bool *finish);

#endif
