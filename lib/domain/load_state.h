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
	struct db_stmt			*find, *find_id, *stage;
	struct db_stmt			*insert, *add_label;
	char				*project;	/* found last */
	int64_t				 project_id;
	bool				 gate_start, gate_finish; /* its own */
	int64_t				 next_id;
	char				 now[CLOCK_STAMP_SIZE];
};

/* Tell of the recorded failure as a bad line, if it is one: 0, else -1. */
int	 load_bad_line(struct load *, int64_t line);

/*
 * A line becomes a task (parent 0: none), which load_tasks_end() writes to the
 * ledger together with all the others.
 */
int	 load_tasks_begin(struct load *);
int	 load_task(struct load *, const struct load_line *, int64_t id,
	    int64_t parent);
int	 load_tasks_end(struct load *);

/* The same for the lines that wait, if all of their references lead
 * somewhere. */
int	 load_refs(struct load *);

#endif
