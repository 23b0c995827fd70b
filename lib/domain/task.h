/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TASK_H
#define DOMAIN_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "domain/actor.h"
#include "domain/policy.h"
#include "service/db.h"

/*
 * Tasks: what there is to do.  Who works on one is in claim.h, how it ends in
 * work.h, what humans say to it in approval.h.
 */
#define TASK_TITLE_CHARS	500
#define TASK_DESCRIPTION_BYTES	65536
#define TASK_NAME_CHARS		200	/* assignee, feature, key, uid */
#define TASK_LABEL_CHARS	100
#define TASK_PRIORITY_MAX	100

extern const char *const	task_statuses[];	/* NULL at the end */
extern const char *const	task_urgencies[];
extern const struct text_rule	task_title_rule, task_description_rule;

struct task {
	int64_t		 id;
	const char	*uid, *project, *parent;	/* parent's uid or NULL */
	const char	*title, *description;
	const char	*status, *urgency, *assignee, *feature;
	const char	*due_at;		/* stamp or NULL */
	const char	*labels, *needs;	/* JSON arrays: names, uids */
	const char	*start_gate;		/* none waiting passed */
	const char	*finish_gate;		/* none required */
	const char	*lease_owner, *lease_until;	/* or NULL */
	const char	*key;			/* or NULL */
	const char	*deed, *note, *changed_by, *changed_via;
	const char	*created_at, *updated_at;
	int64_t		 project_id, parent_id;	/* parent 0: none */
	int64_t		 priority, version, attempts, max_attempts, progress;
	int64_t		 blockers;		/* needs that are not done */
	int64_t		 run;			/* live attempt, 0: none */
	char		*mem;			/* of a loaded one */
};

/*
 * Find what a person or a program means: 42, #42, a uid, or the beginning
 * (at least 8 characters) of one.  1 found, 0 none; a beginning that fits
 * several fails with DATA and names them.  task_need_id() is for where it must
 * exist: 0 becomes DATA "task 42: there is no such task".
 */
int	 task_find(struct db *, const char *, int64_t *id);
int	 task_need_id(struct db *, const char *, int64_t *id);

/* Copy one into the caller's struct.  1, 0 none, -1.  task_clear() ends it. */
int	 task_load(struct db *, int64_t id, struct task *);
/* The same where it must exist: 1, or -1. */
int	 task_load_or_fail(struct db *, int64_t id, struct task *);
void	 task_clear(struct task *);

/* Adding.  Zero or NULL says nothing (priority: -1). */
struct task_new {
	const char	*title, *description, *urgency, *assignee, *feature;
	const char	*due_at;		/* stamp */
	const char	*gates;			/* "start,finish", "none" */
	const char	*key;			/* idempotency key */
	const char	*const *labels;		/* so many names */
	size_t		 nlabels;
	const int64_t	*needs;
	size_t		 nneeds;
	int64_t		 project_id;		/* 0: [atlas] project */
	int64_t		 parent_id;
	int64_t		 priority;		/* -1: 50 */
	int64_t		 max_attempts;
};

/*
 * Add a task in one transaction (begun here unless one is open), with the
 * approval of its start if a gate asks for one.  1: the key was used before:
 * *id is that task, nothing changed.  0 added, -1 failed.
 */
int	 task_add(struct db *, const struct policy *, const struct actor *,
	    const struct task_new *, int64_t *id);

/* Editing.  NULL leaves a field; "" empties due_at. */
struct task_edit {
	const char	*title, *description, *urgency, *assignee, *feature;
	const char	*due_at;
	const char	*const *add_labels, *const *remove_labels;
	size_t		 nadd_labels, nremove_labels;
	const int64_t	*add_needs, *remove_needs;
	size_t		 nadd_needs, nremove_needs;
	int64_t		 project_id;		/* 0 leaves it */
	int64_t		 parent_id;		/* 0 leaves it, -1 none */
	int64_t		 priority;		/* -1 leaves it */
	int64_t		 max_attempts;		/* 0 leaves it */
	int64_t		 if_version;		/* 0: whatever it is now */
	const char	*note;
};

/*
 * Change a task.  An open approval is superseded and asked anew, and so is a
 * passed start gate of a task that is still todo when its title or
 * description changes: what was approved is what was seen.  *asked is the
 * new approval, 0 if none.  1 changed, 0 it was so already, -1 failed: DATA
 * for bad values, cycles, and an if_version that does not match.
 */
int	 task_edit(struct db *, const struct policy *, const struct actor *,
	    int64_t id, const struct task_edit *, int64_t *asked);

/* Which tasks, for task_each().  NULL, 0 and false say nothing. */
struct task_filter {
	const char	*statuses;	/* "todo,doing" */
	int64_t		 project_id;
	int64_t		 parent_id;
	const char	*assignee, *label, *feature;
	bool		 ready;		/* the view of that name */
	bool		 blocked;	/* todo, and a need is not done */
	bool		 stale;		/* doing, and the lease ran out */
	bool		 waiting;	/* an approval is open */
	const char	*since;		/* stamp: changed at or after it */
	const char	*sort;		/* of task_sorts, "-" before: reversed */
	int64_t		 limit;
	bool		 brief;		/* without description, labels, needs */
};
extern const char *const	task_sorts[];	/* id priority due created
						 * updated title status */

/* Walk them.  The task is borrowed until each() returns; each() stops the
 * walk by returning -1 (a failure) or 1 (enough).  Sorted by id, ready ones
 * in the order of claiming. */
int	 task_each(struct db *, const struct task_filter *,
	    int (*each)(const struct task *, void *), void *);

/* The ids of what a task needs, or of what needs it, with uid, title and
 * status, through task_each()'s struct (brief). */
int	 task_each_need(struct db *, int64_t id, bool needed_by,
	    int (*each)(const struct task *, void *), void *);

/* Append as one JSON object: the contract of atlas-json(7). */
struct buf;
void	 task_json(struct buf *, const struct task *);

#endif
