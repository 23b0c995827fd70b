/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_DB_H
#define SERVICE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The database, with the engine hidden.  Only lib/service/db*.c includes
 * sqlite3.h.  SQL is written with $1 placeholders and in the dialect that
 * SQLite and PostgreSQL share; what differs lives in the engine's own file.
 *
 * Failure kinds: RETRY (busy, read-only mode), DATA (constraint, not a
 * database), SYSTEM (disk full, input/output, damaged), DENIED (file permissions),
 * CONFIG (newer than this program), INTERNAL (wrong SQL).
 */
struct db;
struct db_stmt;

enum db_mode {
	DB_READ,	/* must exist; nothing is ever written */
	DB_WRITE,	/* must exist */
	DB_CREATE	/* made if it does not exist */
};

struct db_options {
	const char	*path;
	enum db_mode	 mode;
	int64_t		 busy_timeout_ms;
	int64_t		 cache_pages;
	bool		 synchronous_full;	/* else NORMAL */
	const char	*read_only_file; /* data/READ_ONLY; NULL: none */
	const char	*backup_directory; /* for the copy before an upgrade */
};

/*
 * Open, and bring the schema up to this program's version (schema.h), in
 * whatever mode, but not in read-only mode (RETRY); a database made by a newer
 * one is CONFIG.  The caller ends it with
 * db_close(), which is null-safe and rolls back what is open.
 *
 * Checkpoints: SQLite 3.7.0 to 3.51.2 can lose pages when a checkpoint that
 * does not hold the writer lock runs next to a commit that resets the WAL
 * (fixed in 3.51.3, 3.50.7, 3.44.6).  So the engine's own checkpoints, on
 * commit and on close, are off; only db_checkpoint() runs one, with TRUNCATE,
 * which holds that lock, behind the writers' queue.  It is called by sweep,
 * and by db_commit() whenever the WAL grew over a multiple of
 * DB_WAL_THRESHOLD: the first to open the database after a pause reads the
 * whole WAL, so it is kept small.  Of thresholds from 256 KiB to 4 MiB this
 * one made adds cheapest (256 KiB: 1.14 times, 4 MiB: 1.10 times as long, each
 * add alone and after a show), and shows 1.05 times as long as 256 KiB did.
 */
#define DB_WAL_THRESHOLD	(1024 * 1024)	/* bytes */
int	 db_open(struct db **, const struct db_options *);
void	 db_close(struct db *);

const char	*db_path(const struct db *);

/* Is this the mode in which db_begin() refuses? */
bool	 db_is_read_only(const struct db *);

/*
 * Transactions.  db_begin() takes the writer lock at once (IMMEDIATE), after
 * queueing fairly on PATH's .lock file; it fails with RETRY in read-only mode
 * (with the reason from the READ_ONLY file) and when the lock does not come
 * within the busy timeout.  db_begin_read() pins one state for several
 * queries.  db_rollback() is silent, keeps the recorded failure, and is
 * harmless without a transaction.
 */
int	 db_begin(struct db *);
int	 db_begin_read(struct db *);
int	 db_commit(struct db *);
void	 db_rollback(struct db *);
bool	 db_in_transaction(const struct db *);

/*
 * For a function that is one transaction by itself, and part of its caller's
 * when that has begun one: 1 begun here (so it is committed here), 0 the
 * caller's, -1 failed.  db_end() commits what was begun here if rc is not -1,
 * or rolls it back, and returns rc, or -1 if the commit failed.
 */
int	 db_begin_here(struct db *);
int	 db_end(struct db *, int begun_here, int rc);

/*
 * A part of a transaction that may fail alone: what was changed since
 * db_part_begin() is undone by db_part_end() if rc is -1.  Returns rc.
 */
int	 db_part_begin(struct db *);
int	 db_part_end(struct db *, int rc);

/* From the next transaction on, a commit is on the disk when it returns
 * (true), or may be lost, but never torn, with the power (false). */
int	 db_set_durable(struct db *, bool);

/* From here on leave three tenths of the cache to what else a large
 * transaction needs, temporary tables and sorting, so that both fit. */
int	 db_leave_cache(struct db *);

/* Run several statements that take no values and give none. */
int	 db_exec(struct db *, const char *sql);

/*
 * Statements.  types has one letter for each value that follows: i int64_t,
 * t const char * (NULL is NULL; copied), b a const void * and a size_t.
 *
 *	db_run(db, "UPDATE task SET title = $1 WHERE id = $2", "ti",
 *	    title, id);
 *
 *	if (db_query(db, &st, "SELECT title FROM task WHERE id = $1", "i",
 *	    id) == -1)
 *		goto out;
 *	while ((r = db_step(st)) == 1)
 *		puts(db_text(st, 0));
 *
 * Integers must be passed as int64_t.  db_run() executes to the end; rows
 * are dropped.  db_query() prepares and binds; the caller steps, and ends it
 * with db_finish(), which is null-safe.  db_rebind() starts a statement anew
 * with new values.  db_step(): 1 a row, 0 the end, -1 failed.
 */
int	 db_run(struct db *, const char *sql, const char *types, ...);
int	 db_query(struct db *, struct db_stmt **, const char *sql,
	    const char *types, ...);
int	 db_rebind(struct db_stmt *, const char *types, ...);
int	 db_step(struct db_stmt *);
void	 db_finish(struct db_stmt *);

/* Bind the value $n, for statements whose conditions vary. */
int	 db_bind_text(struct db_stmt *, int n, const char *);
int	 db_bind_integer(struct db_stmt *, int n, int64_t);

/* Columns of the current row, from 0.  Texts are borrowed until the next
 * step, rebind or finish; NULL for NULL.  db_integer() of NULL is 0. */
const char	*db_text(const struct db_stmt *, int column);
int64_t		 db_integer(const struct db_stmt *, int column);
bool		 db_is_null(const struct db_stmt *, int column);
size_t		 db_size(const struct db_stmt *, int column);	/* bytes */

/*
 * A query that gives at most one integer, or one text (caller frees).
 * 1 found, 0 no row or NULL, -1 failed.
 */
int	 db_find_integer(struct db *, int64_t *, const char *sql,
	    const char *types, ...);
int	 db_find_text(struct db *, char **, const char *sql,
	    const char *types, ...);

/* Rows that the last INSERT, UPDATE or DELETE changed, without triggers'. */
int64_t	 db_changes(const struct db *);

/* The id that the table would give to its next row: one that was never used. */
int	 db_next_id(struct db *, const char *table, int64_t *);

/*
 * Bring the WAL into the database and empty it.  1 done, 0 others were in
 * the way (not a failure: the next one does it), -1 failed.
 */
int	 db_checkpoint(struct db *);

/* Bytes in the WAL now. */
int64_t	 db_wal_size(const struct db *);

/*
 * Sleep until another process may have changed the database, or until the
 * timeout.  1 something may have changed, 0 timeout, -1 failed.  A change is
 * told up to four times, since it may be told before it can be seen; then it
 * sleeps on inotify(7) alone.
 * Call db_watch() once before the condition is first looked at, so that no
 * change is missed between looking and sleeping.
 */
int	 db_watch(struct db *);
int	 db_wait(struct db *, int64_t timeout_ms);

/*
 * A consistent copy (VACUUM INTO), checked with integrity_check.  It is
 * written beside the path and renamed, so that what has the name is whole.
 */
int	 db_copy(struct db *, const char *path);

/* The engine's name and version, "SQLite 3.40.1". */
const char	*db_engine(void);

#endif
