/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_DESK_ROW_H
#define DOMAIN_DESK_ROW_H

#include "service/db.h"

/*
 * What was last written to a row of the desk and last read from it, as JSON
 * objects of column and text: the base of the three-way comparison.  tab is
 * the tab's title, key the row's ID.
 */

/* NULL leaves what is there. */
int	 desk_row_save(struct db *, const char *tab, const char *key,
	    const char *written, const char *seen);

/* 1, 0 none, -1.  The caller frees both (either may be NULL). */
int	 desk_row_load(struct db *, const char *tab, const char *key,
	    char **written, char **seen);

int	 desk_row_remove(struct db *, const char *tab, const char *key);

/* Walk those of which something was seen.  Borrowed until each() returns,
 * which must not change them. */
int	 desk_row_each_seen(struct db *, const char *tab,
	    int (*each)(const char *key, const char *seen, void *), void *);

#endif
