/* SPDX-License-Identifier: MIT */
#ifndef TAKE_H
#define TAKE_H

#include <stdint.h>

#include "base/buf.h"
#include "domain/claim.h"
#include "domain/task.h"
#include "program/cli.h"
#include "verb.h"

/*
 * Taking a task: what claim and run have in common.
 */
enum {
	TAKE_AS = CLI_OWN, TAKE_LEASE, TAKE_PROJECT, TAKE_LABEL, TAKE_WAIT,
	TAKE_OWN		/* a verb's own begin here */
};
#define TAKE_OPTIONS						\
	CLI_OPTIONS,						\
	{ "as", required_argument, NULL, TAKE_AS },		\
	{ "lease", required_argument, NULL, TAKE_LEASE },	\
	{ "project", required_argument, NULL, TAKE_PROJECT },	\
	{ "label", required_argument, NULL, TAKE_LABEL },	\
	{ "wait", required_argument, NULL, TAKE_WAIT }
#define TAKE_USAGE							\
	"  --as AGENT       who takes it (ATLAS_ACTOR, or the login)",	\
	"  --lease D        for how long: 30m, 2h ([policy] lease)",	\
	"  --project P      only of that project",	\
	"  --label L        only with that label",	\
	"  --wait D         wait so long for one, instead of ending with 1"

struct take {
	const char	*task;		/* the one that is meant, or NULL */
	const char	*lease, *project, *label, *wait;
	int64_t		 lease_ms;	/* 0: the policy's */
};

/* An option of TAKE_OPTIONS; anything else is left alone. */
void	 take_option(struct cli *, struct take *, int ch);

/*
 * Open the database and take a task, waiting for it if that was asked for.
 * 1 taken, 0 nothing to do (said on stderr), -1 failed.  claim_clear() ends
 * the claim.
 */
int	 take_task(struct cli *, struct take *, struct claim *);

/* Append the task as JSON with its run and what a human said. */
void	 take_json(const struct task *, const struct claim *, struct buf *);

/* Append "jane said: ...". */
void	 take_advice(const struct claim *, bool color, struct buf *);

/* The same on stderr, also under -q: who works without it works in vain. */
void	 take_tell_advice(const struct claim *);

#endif
