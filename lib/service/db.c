/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "service/db_sqlite.h"

/* How long a checkpoint waits for readers and foreign writers. */
#define CHECKPOINT_WAIT_MS	100

/* A reason in READ_ONLY is a sentence or two. */
#define READ_ONLY_BYTES		4096

/* The WAL's file format: a header, then frames of a header and a page. */
#define WAL_HEADER_BYTES	32
#define WAL_FRAME_BYTES		(24 + 4096)

int
db_fail(const struct db *db, int rc)
{
	const char *what = db->handle != NULL ? sqlite3_errmsg(db->handle) :
	    sqlite3_errstr(rc);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(FAIL_RETRY, "database %s: busy, another program "
		    "is writing to it", db->path);
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_TRIGGER)
			return fail(FAIL_DATA, "%s", what);
		return fail(FAIL_DATA, "database: %s", what);
	case SQLITE_FULL:
		return fail(FAIL_SYSTEM, "database %s: the disk is full, "
		    "nothing was changed", db->path);
	case SQLITE_IOERR:
		return fail(FAIL_SYSTEM, "database %s: %s (%s), nothing was "
		    "changed", db->path, what,
		    strerror(sqlite3_system_errno(db->handle)));
	case SQLITE_CORRUPT:
		return fail(FAIL_SYSTEM, "database %s: it is damaged (%s)",
		    db->path, what);
	case SQLITE_NOTADB:
		return fail(FAIL_DATA, "database %s: this file is not an "
		    "SQLite database", db->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return fail(FAIL_DENIED, "database %s: no permission to write",
		    db->path);
	case SQLITE_CANTOPEN:
		errno = sqlite3_system_errno(db->handle);
		return fail_errno("database %s: cannot open it", db->path);
	case SQLITE_NOMEM:
	case SQLITE_TOOBIG:
		return fail(FAIL_SYSTEM, "database %s: %s", db->path, what);
	default:
		return fail(FAIL_INTERNAL, "database %s: %s (%d)", db->path,
		    what, rc);
	}
}

int
db_pragma(struct db *db, const char *sql, int64_t *value)
{
	sqlite3_stmt *st;
	int rc;

	if ((rc = sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL)) !=
	    SQLITE_OK)
		return db_fail(db, rc);
	if ((rc = sqlite3_step(st)) == SQLITE_ROW && value != NULL)
		*value = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_fail(db, rc);
	return 0;
}

static int
count_wal(void *arg, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = arg;

	(void)handle;
	(void)name;
	db->wal_after = WAL_HEADER_BYTES + (int64_t)pages * WAL_FRAME_BYTES;
	return SQLITE_OK;
}

/* atlas.db -> atlas.lock, anything else -> anything.lock */
static char *
lock_path(const char *path)
{
	size_t len = strlen(path);

	if (len > 3 && strcmp(path + len - 3, ".db") == 0)
		len -= 3;
	return xasprintf("%.*s.lock", (int)len, path);
}

/* The engine gives the WAL the database's mode; the group shares both. */
static int
make_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);

	if (fd == -1)
		return errno == EEXIST ? 0 : fail_errno("database %s", path);
	(void)fchmod(fd, 0660);	/* against the umask; it works without */
	close(fd);
	return 0;
}

static int
connect(struct db *db, const struct db_options *options)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	char *settings;
	int rc;

	if (options->mode == DB_CREATE) {
		if (make_file(db->path) == -1)
			return -1;
	} else if (!file_exists(db->path))
		return fail(FAIL_CONFIG, "database %s: it does not exist; "
		    "make it with atlas-task init", db->path);
	/* nobody asks how much it has allocated, and each answer costs */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if ((rc = sqlite3_open_v2(db->path, &db->handle, flags, NULL)) !=
	    SQLITE_OK)
		return db_fail(db, rc);
	sqlite3_busy_timeout(db->handle, (int)db->busy_timeout_ms);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_wal_autocheckpoint(db->handle, 0);
	sqlite3_wal_hook(db->handle, count_wal, db);
	settings = xasprintf("PRAGMA cache_size = %lld; "
	    "PRAGMA synchronous = %s", (long long)options->cache_pages,
	    options->synchronous_full ? "FULL" : "NORMAL");
	rc = sqlite3_exec(db->handle, settings, NULL, NULL, NULL);
	free(settings);
	return rc == SQLITE_OK ? 0 : db_fail(db, rc);
}

int
db_open(struct db **out, const struct db_options *options)
{
	struct db *db = xcalloc(1, sizeof *db);

	db->path = xstrdup(options->path);
	db->lock_path = lock_path(options->path);
	db->mode = options->mode;
	db->busy_timeout_ms = options->busy_timeout_ms;
	db->cache_pages = options->cache_pages;
	db->lock = (struct lock)LOCK_NONE;
	db->watch = -1;
	if (options->read_only_file != NULL)
		db->read_only_file = xstrdup(options->read_only_file);
	if (options->backup_directory != NULL)
		db->backup_directory = xstrdup(options->backup_directory);
	if (connect(db, options) == -1 || db_upgrade(db) == -1) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

bool
db_is_read_only(const struct db *db)
{
	return db->read_only_file != NULL && file_exists(db->read_only_file);
}

/* Every writer is refused; the reason is for the person who is. */
static int
check_read_only(struct db *db)
{
	struct buf reason = { 0 };
	int rc;

	if (!db_is_read_only(db))
		return 0;
	rc = file_read(db->read_only_file, READ_ONLY_BYTES, &reason);
	if (rc == 0)
		return 0;
	if (rc == 1)
		fail(FAIL_RETRY, "read-only mode: %.*s",
		    (int)strcspn(buf_text(&reason), "\n"), reason.len > 0 ?
		    buf_text(&reason) : db->read_only_file);
	buf_clear(&reason);
	return -1;
}

/*
 * A released flock(2) goes to whoever asks first, and that is the one who just
 * had it and wants it again.  So only one at a time, who holds the turnstile,
 * may wait for the lock: the others, the last holder among them, wait for the
 * turnstile.
 */
static int
wait_in_turn(struct db *db)
{
	struct lock turnstile = LOCK_NONE;
	char *path = xasprintf("%s.turn", db->lock_path);
	int rc = lock_take(&turnstile, path, db->busy_timeout_ms);

	if (rc == 1)
		rc = lock_take(&db->lock, db->lock_path, db->busy_timeout_ms);
	lock_release(&turnstile);
	free(path);
	return rc;
}

int
db_queue(struct db *db)
{
	int rc = wait_in_turn(db);

	if (rc == 0)
		return fail(FAIL_RETRY, "database %s: busy, others have been "
		    "writing for %lld s", db->path,
		    (long long)(db->busy_timeout_ms / 1000));
	if (rc == 1 && check_read_only(db) == -1) {
		db_unqueue(db);
		return -1;
	}
	return rc == 1 ? 0 : -1;
}

void
db_unqueue(struct db *db)
{
	lock_release(&db->lock);
}

int64_t
db_wal_size(const struct db *db)
{
	char *path = xasprintf("%s-wal", db->path);
	struct stat st;
	int64_t size = 0;

	if (stat(path, &st) == 0)
		size = st.st_size;
	free(path);
	return size;
}

int
db_begin(struct db *db)
{
	int rc;

	assert(db->mode != DB_READ && sqlite3_get_autocommit(db->handle));
	if (sqlite3_db_readonly(db->handle, "main") == 1)
		return db_fail(db, SQLITE_READONLY);
	if (db_queue(db) == -1)
		return -1;
	if ((rc = sqlite3_exec(db->handle, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL)) != SQLITE_OK) {
		db_fail(db, rc);
		db_unqueue(db);
		return -1;
	}
	db->wal_before = db->wal_after = db_wal_size(db);
	return 0;
}

int
db_begin_read(struct db *db)
{
	int rc = sqlite3_exec(db->handle, "BEGIN", NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(db, rc);
}

bool
db_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

int
db_commit(struct db *db)
{
	int rc = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);

	if (rc != SQLITE_OK) {
		db_fail(db, rc);
		db_rollback(db);
		return -1;
	}
	db_unqueue(db);
	/* Only on crossing the threshold: where readers keep a checkpoint from
	 * finishing, trying again at each commit would cost each an fsync. */
	if (db->wal_before / DB_WAL_THRESHOLD <
	    db->wal_after / DB_WAL_THRESHOLD) {
		db->wal_before = db->wal_after;
		if (db_checkpoint(db) == -1)
			fail_clear();	/* the commit stands; sweep retries */
	}
	return 0;
}

void
db_rollback(struct db *db)
{
	if (db == NULL)
		return;
	if (db->handle != NULL && !sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	db_unqueue(db);
}

int
db_begin_here(struct db *db)
{
	if (db_in_transaction(db))
		return 0;
	return db_begin(db) == -1 ? -1 : 1;
}

int
db_end(struct db *db, int begun_here, int rc)
{
	if (begun_here != 1)
		return rc;
	if (rc == -1) {
		db_rollback(db);
		return -1;
	}
	return db_commit(db) == -1 ? -1 : rc;
}

int
db_part_begin(struct db *db)
{
	return db_exec(db, "SAVEPOINT part");
}

int
db_part_end(struct db *db, int rc)
{
	/* the recorded failure must survive, so the handle is asked itself */
	if (rc == -1)
		sqlite3_exec(db->handle, "ROLLBACK TO part; RELEASE part",
		    NULL, NULL, NULL);
	else if (db_exec(db, "RELEASE part") == -1)
		return -1;
	return rc;
}

int
db_set_durable(struct db *db, bool durable)
{
	return db_exec(db, durable ? "PRAGMA synchronous = FULL" :
	    "PRAGMA synchronous = NORMAL");
}

int
db_leave_cache(struct db *db)
{
	char pragma[64];

	sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA cache_size = %lld",
	    db->cache_pages * 7 / 10);
	return db_exec(db, pragma);
}

int
db_exec(struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(db, rc);
}

int
db_checkpoint(struct db *db)
{
	int rc;

	if (db_queue(db) == -1)
		return -1;
	sqlite3_busy_timeout(db->handle, CHECKPOINT_WAIT_MS);
	rc = sqlite3_wal_checkpoint_v2(db->handle, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->handle, (int)db->busy_timeout_ms);
	db_unqueue(db);
	switch (rc & 0xff) {
	case SQLITE_OK:
		return 1;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return 0;
	default:
		return db_fail(db, rc);
	}
}

const char *
db_engine(void)
{
	static char name[64];

	sqlite3_snprintf(sizeof name, name, "SQLite %s",
	    sqlite3_libversion());
	return name;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_rollback(db);
	db_forget(db);
	sqlite3_close(db->handle);
	if (db->watch != -1)
		close(db->watch);
	free(db->backup_directory);
	free(db->read_only_file);
	free(db->lock_path);
	free(db->path);
	free(db);
}
