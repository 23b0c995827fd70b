/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_APPROVAL_H
#define DOMAIN_APPROVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/actor.h"
#include "domain/policy.h"
#include "service/db.h"

/*
 * Approvals: a question to a human about one version of one task, answered
 * once.  Gates: start (may work begin?), finish (is it done?), delete.
 */
enum approval_word {		/* in the order of approval_words */
	APPROVAL_APPROVE, APPROVAL_REVISE, APPROVAL_REJECT
};
extern const char *const approval_words[];	/* approve revise reject */

struct approval {
	int64_t		 id, task_id, task_version;
	const char	*gate, *requested_by, *requested_via, *requested_at;
	const char	*report, *evidence;	/* evidence: JSON array */
	const char	*decision;	/* NULL: open */
	const char	*decided_by, *decided_at, *notes, *via, *edits;
	/* of the task */
	const char	*task_uid, *title, *description, *assignee, *project;
	const char	*task_status;
	int64_t		 priority;
};

/*
 * Ask, inside the caller's transaction.  An open approval of the same gate is
 * superseded.
 */
int	 approval_ask(struct db *, const struct policy *,
	    const struct actor *, int64_t task, const char *gate,
	    const char *report, const char *evidence, int64_t *id);

/* Close all open ones of a task as 'superseded' or 'withdrawn', inside the
 * caller's transaction. */
int	 approval_close(struct db *, const struct actor *, int64_t task,
	    const char *decision);

/*
 * Find what a person means: A12, or a task (as task_find()), whose open
 * approval it is.  1 found, 0 none is open, -1 failed.
 */
int	 approval_find(struct db *, const char *, int64_t *id);

/* What a human changed in the same row; NULL: nothing.  priority -1. */
struct approval_edits {
	const char	*title, *description, *assignee;
	int64_t		 priority;
};

/* The newest open approval of a task, of one gate (NULL: of any); the newest
 * of all after a given one; the open one of its finish whose report is this
 * text.  1, 0 none, -1. */
int	 approval_find_open(struct db *, int64_t task, const char *gate,
	    int64_t *id);
int	 approval_find_newest(struct db *, int64_t task, int64_t after,
	    int64_t *id);
int	 approval_find_report(struct db *, int64_t task, const char *report,
	    int64_t *id);

enum approval_outcome {
	APPROVAL_APPLIED,
	APPROVAL_SUPERSEDED,	/* the task changed since it was asked */
	APPROVAL_DECIDED	/* it was decided before, or withdrawn */
};
struct approval_result {
	enum approval_outcome	 outcome;
	const char		*status;	/* the task's, now; static */
	int64_t			 task_id;
	int64_t			 next;	/* the approval that asks again, or 0 */
};

/*
 * Decide, in one transaction (begun here unless one is open): exactly once,
 * on exactly what was asked.  Edits are applied with it and are events of
 * their own.  Fails with DENIED when who worked on the task decides its
 * finish, or who asked through MCP decides at all, unless the policy allows
 * it; with DATA for a bad edit (nothing is decided then).
 */
int	 approval_decide(struct db *, const struct policy *,
	    const struct actor *, int64_t approval, enum approval_word,
	    const char *notes, const struct approval_edits *,
	    struct approval_result *);

/*
 * Put right what changed without asking: an open approval whose task has
 * another version (a raw edit) is superseded; a task that waits for a human
 * whom nobody asked gets its approval.  Begins its own transaction unless one
 * is open.  *asked: how many were asked.
 */
int	 approval_refresh(struct db *, const struct policy *,
	    int64_t *asked);

/* Walk the open ones by priority, then age; limit 0: all.  One by id:
 * approval_show() (1, 0, -1).  All of a task, oldest first:
 * approval_each_of().  What is passed is borrowed until each() returns. */
int	 approval_each_open(struct db *, int64_t limit,
	    int (*each)(const struct approval *, void *), void *);
int	 approval_each_of(struct db *, int64_t task,
	    int (*each)(const struct approval *, void *), void *);
int	 approval_show(struct db *, int64_t id,
	    int (*each)(const struct approval *, void *), void *);
int	 approval_count_open(struct db *, int64_t *);

/* The ids of all open ones, ascending; the caller frees the array. */
int	 approval_open_ids(struct db *, int64_t **, size_t *n);

/* Append as one JSON object: atlas-json(7). */
struct buf;
void	 approval_json(struct buf *, const struct approval *);

/* Append report and evidence as a human reads them. */
void	 approval_report(struct buf *, const struct approval *);

#endif
