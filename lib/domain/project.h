/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PROJECT_H
#define DOMAIN_PROJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/actor.h"
#include "service/db.h"

/* Projects group tasks, and may have gates of their own. */
struct project {
	int64_t		 id;
	const char	*uid, *title, *description, *repo;
	const char	*gates;		/* NULL: as atlas.conf says */
	const char	*archived_at;	/* NULL: in use */
	const char	*created_at, *updated_at;
	int64_t		 open_tasks, tasks;
};

/* What to set; NULL leaves it (for a new one: empty). gates "" means as
 * atlas.conf says. */
struct project_fields {
	const char	*title, *description, *repo, *gates;
};

/* May a project be called so?  Fails with DATA. */
int	 project_check_title(const char *);

/* Add one.  Fails with DATA on a bad or taken title (without case). */
int	 project_add(struct db *, const struct actor *,
	    const struct project_fields *, int64_t *id);
int	 project_edit(struct db *, const struct actor *, int64_t id,
	    const struct project_fields *);
int	 project_archive(struct db *, const struct actor *, int64_t id,
	    bool archived);

/*
 * Find by title (without case), number or uid.  1 found, 0 none, -1 failed.
 * project_need() is the same where it must exist: DATA, with the titles that
 * there are.
 */
int	 project_find(struct db *, const char *, int64_t *id);
int	 project_need(struct db *, const char *, int64_t *id);

/* Where a task goes that names none: the configured project, or, where that
 * does not exist, the only one that does.  0, -1 as project_need(). */
int	 project_default(struct db *, const char *configured, int64_t *id);

/* Each, by title; archived ones only if all.  What is passed is borrowed
 * until the function returns; it stops the walk by returning -1. */
int	 project_each(struct db *, bool all,
	    int (*each)(const struct project *, void *), void *);
/* One, with the same borrowing.  1, 0, -1. */
int	 project_show(struct db *, int64_t id,
	    int (*each)(const struct project *, void *), void *);

#endif
