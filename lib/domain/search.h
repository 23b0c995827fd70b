/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_SEARCH_H
#define DOMAIN_SEARCH_H

#include <stdint.h>

#include "domain/task.h"
#include "service/db.h"

/* Full-text search over titles, descriptions and logged lines. */
struct search_hit {
	struct task	 task;		/* brief */
	const char	*where;		/* "task" or "log" */
	const char	*snippet;	/* matches between \x02 and \x03 */
};

/*
 * Every word must occur; a word that ends with * may go on; case and accents
 * do not matter.  Best first, tasks before log lines.  Borrowed until each()
 * returns.  Words without a letter or digit fail with DATA.
 */
int	 search_each(struct db *, const char *const *words, size_t nwords,
	    int64_t limit, int (*each)(const struct search_hit *, void *),
	    void *);

/*
 * After so many new tasks at once that they are most of the ledger: bring the
 * index into one piece, in the caller's transaction.  Otherwise the next
 * single additions would each do a part of it.
 */
int	 search_settle(struct db *, int64_t added);

#endif
