/* SPDX-License-Identifier: MIT */
#ifndef PORTRAIT_H
#define PORTRAIT_H

#include "base/buf.h"
#include "domain/task.h"
#include "program/cli.h"

/* Append all about a task, as a person at a terminal reads it: what it is,
 * what it waits for, what was decided, tried and logged. */
int	 portrait(struct cli *, const struct task *, struct buf *);

/* A moment as "2026-11-23 09:14 (3d ago)"; NULL is nothing. */
void	 portrait_time(struct buf *, const char *stamp);

#endif
