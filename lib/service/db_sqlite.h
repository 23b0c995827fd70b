/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_DB_SQLITE_H
#define SERVICE_DB_SQLITE_H

#include <sqlite3.h>

#include "base/lock.h"
#include "service/db.h"

#define DB_KEPT	16	/* statements; an import runs some ten for each row */

/* What the db*.c files share.  Nobody else includes this. */
struct db {
	sqlite3		*handle;
	char		*path;
	char		*lock_path;	/* the writers' queue */
	char		*read_only_file;
	char		*backup_directory;
	struct lock	 lock;
	enum db_mode	 mode;
	int64_t		 busy_timeout_ms;
	int64_t		 cache_pages;
	int		 watch;		/* inotify descriptor, -1: none */
	size_t		 told_again;	/* how often the last event was */
	struct db_stmt	*kept[DB_KEPT];
	size_t		 keep_next;
	int64_t		 wal_before;	/* its bytes at db_begin() */
	int64_t		 wal_after;	/* its bytes after the last commit */
};

/* Record what the engine says of its last call.  Returns -1. */
int	 db_fail(const struct db *, int rc);

/* End the statements that are kept: before the handle is closed. */
void	 db_forget(struct db *);

/* Run one statement that gives one integer, without placeholders. */
int	 db_pragma(struct db *, const char *sql, int64_t *);

/* Queue for writing, unless in read-only mode, and let the next one in. */
int	 db_queue(struct db *);
void	 db_unqueue(struct db *);

/* Check whose database it is, and make or upgrade the tables. */
int	 db_upgrade(struct db *);

#endif
