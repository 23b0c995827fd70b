/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LOAD_LINE_H
#define DOMAIN_LOAD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/json.h"

/* One line of NDJSON, read and checked; texts are borrowed from the tree. */
struct load_line {
	cJSON		*tree;
	const char	*uid, *project, *parent, *title, *description;
	const char	*status, *urgency, *assignee, *feature, *due_at;
	const char	*lease_owner, *lease_until, *key;
	const char	*created_at, *updated_at;
	const cJSON	*labels, *needs, *gates;	/* arrays or NULL */
	int64_t		 id, priority, version, attempts, max_attempts;
	int64_t		 progress, parent_id;
	bool		 start_approved;
};

/* Fails with DATA and the reason.  load_line_clear() in any case. */
int	 load_line_parse(struct load_line *, const char *, size_t);
void	 load_line_clear(struct load_line *);

/* Does it point at other tasks? */
bool	 load_line_refers(const struct load_line *);

/* The gates it names, if it names any: 1, else 0. */
int	 load_line_gates(const struct load_line *, bool *start, bool *finish);

#endif
