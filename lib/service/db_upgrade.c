/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "service/db_sqlite.h"
#include "service/schema.h"

static int
run_migrations(struct db *db, int from)
{
	char pragma[64];
	int64_t broken = 0;
	int n;

	for (n = from + 1; n <= schema_version(); n++) {
		if (db_exec(db, schema_sql(n)) == -1)
			return fail_context("schema %d", n);
	}
	snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d",
	    schema_version());
	if (db_exec(db, pragma) == -1)
		return -1;
	snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d",
	    SCHEMA_APPLICATION_ID);
	if (db_exec(db, pragma) == -1)
		return -1;
	if (db_pragma(db, "SELECT count(*) FROM pragma_foreign_key_check",
	    &broken) == -1)
		return -1;
	if (broken != 0)
		return fail(FAIL_INTERNAL, "schema: the upgrade left %lld "
		    "rows that point nowhere", (long long)broken);
	return 0;
}

/* No upgrade without a way back. */
static int
copy_before(struct db *db, int from)
{
	char when[32], *name, *path;
	time_t now = (time_t)(clock_now() / CLOCK_SECOND);
	struct tm tm;
	int rc;

	if (db->backup_directory == NULL)
		return 0;
	gmtime_r(&now, &tm);
	strftime(when, sizeof when, "%Y%m%d_%H%M%S", &tm);
	name = xasprintf("atlas_%s_before_schema_%d.db", when,
	    schema_version());
	path = file_path(db->backup_directory, name);
	rc = file_make_directories(db->backup_directory, 0750);
	if (rc == 0)
		rc = db_copy(db, path);
	if (rc == -1)
		fail_context("upgrade from schema %d: the copy before it",
		    from);
	free(path);
	free(name);
	return rc;
}

/* A migration that rebuilds a table would delete what points to it, so it
 * runs with enforcement off; the check at its end makes up for that. */
static int
migrate(struct db *db, int from)
{
	int rc;

	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	rc = db_exec(db, "BEGIN IMMEDIATE");
	if (rc == 0 && (rc = run_migrations(db, from)) == 0)
		rc = db_exec(db, "COMMIT");
	if (rc == -1 && sqlite3_get_autocommit(db->handle) == 0)
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return rc;
}

static int
read_versions(struct db *db, int64_t *application, int64_t *version)
{
	if (db_pragma(db, "PRAGMA application_id", application) == -1 ||
	    db_pragma(db, "PRAGMA user_version", version) == -1)
		return -1;
	return 0;
}

static int
fail_newer(const struct db *db, int64_t version)
{
	return fail(FAIL_CONFIG, "database %s: it has schema %lld, this "
	    "program knows %d; it was made by a newer atlas, use that",
	    db->path, (long long)version, schema_version());
}

static int
is_empty(struct db *db, int64_t *objects)
{
	return db_pragma(db, "SELECT count(*) FROM sqlite_schema", objects);
}

/* Behind the writers' queue, as two may start at once: the second finds the
 * work done.  journal_mode=WAL on a fresh file ignores the busy timeout. */
static int
make_or_upgrade(struct db *db)
{
	int64_t application, version;

	if (read_versions(db, &application, &version) == -1)
		return -1;
	if (version == schema_version())
		return 0;
	if (version > schema_version())
		return fail_newer(db, version);
	if (version == 0) {
		if (db_exec(db, "PRAGMA journal_mode = WAL") == -1)
			return -1;
	} else if (copy_before(db, (int)version) == -1)
		return -1;
	return migrate(db, (int)version);
}

/* A copy that was restored is not in WAL mode, and readers would make writers
 * wait.  The pragma answers a refusal as a value. */
static int
check_wal(struct db *db)
{
	char *mode = NULL;
	int rc;

	if (db->mode == DB_READ || sqlite3_db_readonly(db->handle, "main"))
		return 0;
	rc = db_find_text(db, &mode, "PRAGMA journal_mode", "");
	if (rc == 1 && strcmp(mode, "wal") != 0 && !db_is_read_only(db)) {
		free(mode);
		mode = NULL;
		if ((rc = db_queue(db)) == 0) {
			rc = db_find_text(db, &mode,
			    "PRAGMA journal_mode = WAL", "");
			db_unqueue(db);
		}
		if (rc == 1 && strcmp(mode, "wal") != 0)
			rc = fail(FAIL_RETRY, "database %s: it cannot be "
			    "switched to WAL mode while others use it",
			    db->path);
	}
	free(mode);
	return rc == -1 ? -1 : 0;
}

int
db_upgrade(struct db *db)
{
	int64_t application, version, objects = 0;
	int rc;

	if (read_versions(db, &application, &version) == -1)
		return -1;
	if (application == SCHEMA_APPLICATION_ID &&
	    version == schema_version())
		return check_wal(db);
	if (application == SCHEMA_APPLICATION_ID && version > schema_version())
		return fail_newer(db, version);
	if (application != SCHEMA_APPLICATION_ID) {
		if (is_empty(db, &objects) == -1)
			return -1;
		if (objects != 0 || version != 0)
			return fail(FAIL_DATA, "database %s: an SQLite "
			    "database, but not one of Atlas", db->path);
		if (db->mode != DB_CREATE)
			return fail(FAIL_DATA, "database %s: it is empty; "
			    "restore it from a backup, or make a new one with "
			    "atlas-task init", db->path);
	}
	if (db_queue(db) == -1)
		return -1;
	rc = make_or_upgrade(db);
	db_unqueue(db);
	return rc;
}

static int
check_copy(const char *path)
{
	struct db copy = { .path = xstrdup(path), .watch = -1,
	    .lock = LOCK_NONE };
	char *verdict = NULL;
	int rc;

	rc = sqlite3_open_v2(path, &copy.handle, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_EXRESCODE, NULL);
	rc = rc == SQLITE_OK ? db_find_text(&copy, &verdict,
	    "PRAGMA integrity_check(1)", "") : db_fail(&copy, rc);
	if (rc == 1 && strcmp(verdict, "ok") != 0)
		rc = fail(FAIL_DATA, "%s: the copy is damaged: %s", path,
		    verdict);
	free(verdict);
	db_forget(&copy);
	sqlite3_close(copy.handle);
	free(copy.path);
	return rc == 1 ? 0 : -1;
}

static int
write_copy(struct db *db, const char *path)
{
	int fd, rc;

	unlink(path);		/* what an interrupted copy left */
	if (db_run(db, "VACUUM INTO $1", "t", path) == -1)
		return fail_context("copy to %s", path);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return fail_errno("%s", path);
	rc = fsync(fd) == -1 ? fail_errno("%s", path) : 0;
	close(fd);
	return rc == -1 ? -1 : check_copy(path);
}

/* It has its name only when it is whole. */
int
db_copy(struct db *db, const char *path)
{
	char *part = xasprintf("%s.part", path);
	int rc;

	rc = write_copy(db, part);
	if (rc == 0 && rename(part, path) == -1)
		rc = fail_errno("%s", path);
	if (rc == 0)
		rc = file_sync_directory(path);
	if (rc == -1)
		unlink(part);
	free(part);
	return rc;
}
