/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LOAD_STATE_H
#define DOMAIN_LOAD_STATE_H

#include "base/clock.h"
#include "domain/load.h"
#include "domain/load_line.h"

/* One load under way; what load.c and load_refs.c share. */
struct load {
	struct db			*db;
	const struct policy		*policy;
	const struct actor		*actor;
	const struct load_options	*options;
	struct load_counts		*counts;
	struct db_stmt			*find, *find_id, *stage, *insert;
	char				*project;	/* found last */
	int64_t				 project_id;
	int64_t				 next_id;
	char				 now[CLOCK_STAMP_SIZE];
};

/* Tell of the recorded failure as a bad line, if it is one: 0, else -1. */
int	 load_bad_line(struct load *, int64_t line);

/* Insert one; parent 0: none. */
int	 load_insert(struct load *, const struct load_line *, int64_t id,
	    int64_t parent);

/* Insert the lines that wait, each of whose references leads somewhere. */
int	 load_refs(struct load *);

#endif
