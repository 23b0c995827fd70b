/* SPDX-License-Identifier: MIT */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "listing.h"

/* The columns of a task, for every list of tasks; a row is a struct task. */
extern const struct column task_columns[];

/* What a task's state looks like to a person: "todo (waits)". */
void	 task_state(struct buf *, const void *task, bool person);
enum table_style	 task_state_style(const void *task);

/* task_json() as a listing calls it. */
void	 task_row_json(struct buf *, const void *task);

#endif
