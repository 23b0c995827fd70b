/* SPDX-License-Identifier: MIT */
/* Opening a database, whatever the file is. */
#include <fcntl.h>
#include <sys/stat.h>

#include <dirent.h>

#include "ledger.h"
#include "service/schema.h"

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		abort();
}

static int
try_open(const char *path, enum db_mode mode)
{
	struct db_options options = { .path = path, .mode = mode,
	    .busy_timeout_ms = 10000, .cache_pages = 100,
	    .read_only_file = "READ_ONLY", .backup_directory = "backups" };

	return db_open(&db, &options);
}

static bool
has_bytes(const char *path, long long size)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_size == size;
}

static void
test_modes(void)
{
	ok(failed(try_open("none.db", DB_READ), FAIL_CONFIG, "init"),
	    "reading what does not exist says how to make it");
	ok(failed(try_open("none.db", DB_WRITE), FAIL_CONFIG, "none.db"),
	    "writing what does not exist");
	ok(access("none.db", F_OK) == -1, "and neither makes it");

	write_file("empty.db", "");
	ok(failed(try_open("empty.db", DB_READ), FAIL_DATA, "empty"),
	    "a file of zero bytes is not a ledger to read");
	ok(failed(try_open("empty.db", DB_WRITE), FAIL_DATA, "empty"),
	    "nor one to write");
	ok(has_bytes("empty.db", 0), "and stays as it was");

	is_int(try_open("atlas.db", DB_CREATE), 0, "a new one");
	is_int(number("PRAGMA user_version"), schema_version(), "its version");
	is_int(number("PRAGMA application_id"), SCHEMA_APPLICATION_ID,
	    "whose it is");
	is_int(number("PRAGMA foreign_keys"), 1, "foreign keys are on");
	is_int(number("PRAGMA wal_autocheckpoint"), 0,
	    "the engine's own checkpoints are off");
	is_str(text_of("PRAGMA journal_mode", 0), "wal", "it has a WAL");
	is_str(db_path(db), "atlas.db", "its path");
	db_close(db);
	is_int(try_open("atlas.db", DB_CREATE), 0, "again with CREATE");
	db_close(db);
	is_int(try_open("empty.db", DB_CREATE), 0,
	    "a file of zero bytes may become one");
	db_close(db);
	db_close(NULL);
}

static void
test_strangers(void)
{
	char page[8192];

	memset(page, 'x', sizeof page - 1);
	page[sizeof page - 1] = '\0';
	write_file("text.db", page);
	ok(failed(try_open("text.db", DB_CREATE), FAIL_DATA,
	    "not an SQLite database"), "a file that is no database");
	ok(has_bytes("text.db", sizeof page - 1), "and stays as it was");

	if (system("sqlite3 other.db 'CREATE TABLE t (a)'") != 0)
		abort();
	ok(failed(try_open("other.db", DB_CREATE), FAIL_DATA,
	    "not one of Atlas"), "a database of somebody else");
	if (system("sqlite3 version.db 'PRAGMA user_version = 3'") != 0)
		abort();
	ok(failed(try_open("version.db", DB_CREATE), FAIL_DATA,
	    "not one of Atlas"), "one without tables, with a version");
	is_int(system("test \"$(sqlite3 other.db .tables)\" = t"), 0,
	    "nothing was added to it");

	mkdir("folder.db", 0700);
	ok(try_open("folder.db", DB_CREATE) == -1, "a directory: %s",
	    fail_message());
	ok(try_open("nowhere/atlas.db", DB_CREATE) == -1 &&
	    fail_kind() == FAIL_SYSTEM, "in no directory: %s",
	    fail_message());
	fail_clear();
}

static void
test_newer(void)
{
	is_int(try_open("newer.db", DB_CREATE), 0, "a database ...");
	db_close(db);
	if (system("sqlite3 newer.db 'PRAGMA user_version = 99'") != 0)
		abort();
	ok(failed(try_open("newer.db", DB_READ), FAIL_CONFIG, "schema 99"),
	    "... of a newer version is not read");
	ok(failed(try_open("newer.db", DB_CREATE), FAIL_CONFIG, "newer"),
	    "nor written");
}

/* As the first version of Atlas would have left it, with a task in it. */
static void
make_first(const char *path)
{
	FILE *shell;
	char *command = xasprintf("sqlite3 -bail %s >/dev/null", path);

	fflush(stdout);
	shell = popen(command, "w");
	free(command);
	fprintf(shell, "PRAGMA journal_mode = WAL;\n%s\n"
	    "PRAGMA user_version = 1; PRAGMA application_id = %d;\n"
	    "INSERT INTO project (title) VALUES ('Inbox');\n"
	    "INSERT INTO task (title, description) VALUES ('old', 'kept');\n",
	    schema_sql(1), SCHEMA_APPLICATION_ID);
	if (pclose(shell) != 0)
		abort();
}

/* The one database in the directory; empty if there is none or more. */
static void
find_copy(char name[256])
{
	DIR *d = opendir("backups");
	struct dirent *e;
	int n = 0;

	name[0] = '\0';
	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			snprintf(name, 256, "%s", e->d_name);
			n++;
		}
	if (d != NULL)
		closedir(d);
	if (n != 1)
		name[0] = '\0';
}

static void
test_upgrade(void)
{
	char name[256], command[512];

	make_first("first.db");
	is_int(try_open("first.db", DB_WRITE), 0, "schema 1 is upgraded");
	is_int(number("PRAGMA user_version"), schema_version(), "to the last");
	is_str(text_of("SELECT description FROM task WHERE title = 'old'", 0),
	    "kept", "with what was in it");
	is_int(number("SELECT count(*) FROM task_text "
	    "WHERE task_text MATCH 'kept'"), 1, "which can be searched");
	is_int(number("PRAGMA foreign_keys"), 1, "foreign keys are on again");
	db_close(db);

	find_copy(name);
	is_str(name, "atlas_20261123_090000_before_schema_3.db",
	    "a copy was made before, and nothing else is there");
	snprintf(command, sizeof command, "test \"$(sqlite3 backups/%s "
	    "'PRAGMA user_version; PRAGMA integrity_check; "
	    "SELECT title FROM task' | tr '\\n' ' ')\" = '1 ok old '", name);
	is_int(system(command), 0, "of schema 1, whole");
}

static void
test_no_upgrade(void)
{
	make_first("second.db");
	write_file("READ_ONLY", "the disk is nearly full\n");
	ok(failed(try_open("second.db", DB_WRITE), FAIL_RETRY,
	    "nearly full"), "read-only mode: no upgrade");
	is_int(system("test \"$(sqlite3 second.db 'PRAGMA user_version')\" "
	    "= 1"), 0, "and nothing was changed");
	unlink("READ_ONLY");

	if (system("rm -rf backups") != 0)
		abort();
	write_file("backups", "a file is in the way");
	ok(try_open("second.db", DB_WRITE) == -1 &&
	    strstr(fail_message(), "copy before") != NULL,
	    "no upgrade without a copy: %s", fail_message());
	fail_clear();
	is_int(system("test \"$(sqlite3 second.db 'PRAGMA user_version')\" "
	    "= 1"), 0, "and nothing was changed either");
	unlink("backups");
}

/* A copy that was cut short by a crash is not taken for a copy. */
static void
test_torn_copy(void)
{
	char name[256];

	mkdir("backups", 0700);
	write_file("backups/atlas_20261123_090000_before_schema_3.db.part",
	    "torn");
	is_int(try_open("second.db", DB_WRITE), 0,
	    "what a copy that was interrupted left is in nobody's way");
	db_close(db);
	find_copy(name);
	is_str(name, "atlas_20261123_090000_before_schema_3.db",
	    "and is replaced by a whole one");
}

/* Several start at the same time: each finds a whole database. */
static void
test_race(const char *path, enum db_mode mode)
{
	int status, i, started = 6, whole = 0;

	fflush(stdout);
	for (i = 0; i < started; i++)
		if (fork() == 0)
			_exit(try_open(path, mode) == 0 &&
			    number("SELECT count(*) FROM ready") == 0 ?
			    0 : 1);
	while (wait(&status) > 0)
		whole += status == 0;
	is_int(whole, started, "%d open %s at once", started, path);
}

/* As somebody who may read the file, and not write it. */
static int
open_as_reader(void)
{
	if (geteuid() == 0 && setuid(65534) == -1)
		return 9;
	if (try_open("atlas.db", DB_READ) != 0 ||
	    number("SELECT count(*) FROM ready") != 0) {
		diag("%s", fail_message());
		return 1;
	}
	db_close(db);
	if (try_open("atlas.db", DB_WRITE) != 0) {
		diag("%s", fail_message());
		return 2;
	}
	return failed(db_begin(db), FAIL_DENIED, "no permission to write") ?
	    0 : 3;
}

static void
test_permissions(void)
{
	int status;

	if (chmod("atlas.db", 0444) == -1 || chmod("atlas.db-wal", 0444) ==
	    -1 || chmod("atlas.db-shm", 0444) == -1 || chmod(".", 0755) == -1)
		abort();
	fflush(stdout);
	if (fork() == 0)
		_exit(open_as_reader());
	wait(&status);
	is_int(WEXITSTATUS(status), 0, "a file that one may only read");
	if (chmod("atlas.db", 0600) == -1 || chmod("atlas.db-wal", 0600) ==
	    -1 || chmod("atlas.db-shm", 0600) == -1)
		abort();
}

int
main(void)
{
	tap_directory();
	at(NOW);
	test_modes();
	test_permissions();
	test_strangers();
	test_newer();
	test_upgrade();
	test_no_upgrade();
	test_torn_copy();
	test_race("race.db", DB_CREATE);
	make_first("third.db");
	test_race("third.db", DB_WRITE);
	return tap_done();
}
