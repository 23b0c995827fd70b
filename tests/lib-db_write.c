/* SPDX-License-Identifier: MIT */
/* Transactions: whole or not at all, in turn, and told to who waits. */
#include <sys/resource.h>
#include <sys/stat.h>

#include <limits.h>
#include <signal.h>

#include "ledger.h"

static void
test_rollback(void)
{
	int begun;

	MUST(db_begin(db));
	ok(db_in_transaction(db), "a transaction");
	add("one");
	db_rollback(db);
	ok(!db_in_transaction(db), "is rolled back");
	is_int(number("SELECT count(*) FROM task"), 0, "with what was in it");
	db_rollback(db);
	db_rollback(NULL);

	MUST(db_begin(db));
	is_int(begun = db_begin_here(db), 0, "one inside another");
	is_int(db_end(db, begun, -1), -1, "that fails ...");
	ok(db_in_transaction(db), "... leaves it to the outer one");
	is_int(db_end(db, begun, 1), 1, "or does not");
	db_rollback(db);

	is_int(begun = db_begin_here(db), 1, "one of its own");
	add("two");
	is_int(db_end(db, begun, -1), -1, "is undone");
	is_int(number("SELECT count(*) FROM task"), 0, "when it fails");
	begun = db_begin_here(db);
	add("three");
	is_int(db_end(db, begun, 1), 1, "and else done");
	is_int(number("SELECT count(*) FROM task"), 1, "for good");

	fail(FAIL_DATA, "the first");
	MUST(db_begin(db));
	add("four");
	db_rollback(db);
	is_str(fail_message(), "the first",
	    "a rollback does not hide what failed");
	fail_clear();
}

static void
test_parts(void)
{
	int64_t before = number("SELECT count(*) FROM task");

	MUST(db_begin(db));
	add("stays");
	MUST(db_part_begin(db));
	add("goes");
	is_int(db_part_end(db, fail(FAIL_DATA, "why")), -1, "a part fails");
	is_str(fail_message(), "why", "and its failure is kept");
	fail_clear();
	MUST(db_part_begin(db));
	add("stays too");
	is_int(db_part_end(db, 1), 1, "another one does not");
	MUST(db_commit(db));
	is_int(number("SELECT count(*) FROM task"), before + 2,
	    "what did not fail is there");
	is_int(number("SELECT count(*) FROM task WHERE title = 'goes'"), 0,
	    "what did is not");
}

static void
test_failures(void)
{
	ok(failed(db_exec(db, "SELEKT"), FAIL_INTERNAL, "syntax"),
	    "wrong SQL");
	ok(failed(db_exec(db, "UPDATE task SET priority = 101"), FAIL_DATA,
	    "CHECK"), "a value that a table refuses");
	ok(failed(db_exec(db, "UPDATE event SET actor = 'x'"), FAIL_DATA,
	    "event: the audit trail is append-only"), "a trigger's words");
	ok(failed(db_exec(db, "INSERT INTO task (title, project_id) "
	    "VALUES ('x', 99)"), FAIL_DATA, "FOREIGN KEY"),
	    "a row that points nowhere");
}

static void
test_values(void)
{
	struct db_stmt *st = NULL;
	int64_t n = 7;
	char *text = NULL;

	MUST(db_query(db, &st, "SELECT $2, $1, $3, $4, $12", "tibt", "one",
	    (int64_t)2, "three", (size_t)3, NULL));
	MUST(db_bind_text(st, 12, "twelve"));
	MUST(db_bind_text(st, 13, "nobody asks for it"));
	is_int(db_step(st), 1, "a row");
	is_int(db_integer(st, 0), 2, "$2");
	is_str(db_text(st, 1), "one", "$1");
	is_str(db_text(st, 2), "thr", "$3, of which three bytes");
	is_int((long long)db_size(st, 2), 3, "its size");
	ok(db_is_null(st, 3) && db_text(st, 3) == NULL, "$4 is NULL");
	is_str(db_text(st, 4), "twelve", "$12");
	is_int(db_step(st), 0, "the end");
	MUST(db_rebind(st, "ti", "eins", (int64_t)-5));
	is_int(db_step(st), 1, "anew");
	is_str(db_text(st, 1), "eins", "with another value");
	db_finish(st);
	db_finish(NULL);

	is_int(db_find_integer(db, &n, "SELECT NULL", ""), 0, "a NULL");
	is_int(n, 7, "is no integer");
	is_int(db_find_text(db, &text, "SELECT 1 WHERE 1 = 0", ""), 0,
	    "no row");
	ok(text == NULL, "is no text");
}

static void
write_reason(const char *text)
{
	FILE *f = fopen("READ_ONLY", "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		abort();
}

static void
test_read_only(void)
{
	struct db_options options = { .path = "atlas.db", .mode = DB_WRITE,
	    .busy_timeout_ms = 1000, .cache_pages = 100,
	    .read_only_file = "READ_ONLY" };
	struct db *outer = db;
	int64_t tasks;

	MUST(db_open(&db, &options));
	tasks = number("SELECT count(*) FROM task");
	write_reason("the disk is nearly full\nline two\n");
	ok(failed(db_begin(db), FAIL_RETRY,
	    "read-only mode: the disk is nearly full"),
	    "read-only mode refuses writers and says why");
	is_str(strstr(fail_message(), "line two"), NULL, "in one line");
	is_int(number("SELECT count(*) FROM task"), tasks, "readers go on");
	write_reason("");
	ok(failed(db_begin(db), FAIL_RETRY, "read-only mode"),
	    "an empty file will do");
	ok(failed(db_checkpoint(db), FAIL_RETRY, "read-only mode"),
	    "nor is there a checkpoint");
	unlink("READ_ONLY");
	is_int(db_begin(db), 0, "over");
	db_close(db);
	db = outer;
}

/* No file may grow over the limit: as on a full disk. */
static void
limit_files(rlim_t size)
{
	struct rlimit limit = { size, size };

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) == -1)
		_exit(9);
}

static int
fill_disk(void)
{
	char text[60000];
	struct task_new new = { .title = "big", .description = text,
	    .gates = "none", .priority = -1 };
	int64_t id, kept;
	int i, rc = 0;

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	db = ledger_connect(DB_WRITE);
	kept = number("SELECT count(*) FROM task");
	limit_files(1500000);
	MUST(db_begin(db));
	for (i = 0; i < 100 && rc == 0; i++)
		rc = task_add(db, &policy, &jane, &new, &id);
	if (rc == 0)
		rc = db_commit(db);
	if (rc != -1 || fail_kind() != FAIL_SYSTEM ||
	    strstr(fail_message(), "nothing was changed") == NULL) {
		diag("%d: %s", rc, fail_message());
		return 1;
	}
	fail_clear();
	db_rollback(db);
	if (number("SELECT count(*) FROM task") != kept)
		return 2;
	/* a small change still has room */
	new.description = "";
	return task_add(db, &policy, &jane, &new, &id) == 0 ? 0 : 3;
}

static void
test_full_disk(void)
{
	int64_t before = number("SELECT count(*) FROM task");
	int status;

	fflush(stdout);
	if (fork() == 0)
		_exit(fill_disk());
	wait(&status);
	is_int(WEXITSTATUS(status), 0, "a full disk: told, nothing lost, and "
	    "the next one that fits is done");
	is_int(number("SELECT count(*) FROM task"), before + 1,
	    "all that was said to be done is there");
	is_str(text_of("PRAGMA integrity_check", 0), "ok", "and whole");
}

static void
test_checkpoint(void)
{
	struct db_stmt *st = NULL;
	struct db *reader;

	add("one for the WAL");
	ok(db_wal_size(db) > 0, "a commit is in the WAL");
	is_int(db_checkpoint(db), 1, "a checkpoint brings it home");
	is_int(db_wal_size(db), 0, "and empties it");

	add("another");
	reader = ledger_connect(DB_READ);
	MUST(db_begin_read(reader));
	MUST(db_query(reader, &st, "SELECT id FROM task", ""));
	db_step(st);
	add("after the reader began");
	is_int(db_checkpoint(db), 0, "not while somebody reads older state");
	is_int(db_step(st), 1, "who is not disturbed");
	db_finish(st);
	db_close(reader);
	is_int(db_checkpoint(db), 1, "but after");
}

static void
test_wal_stays_small(void)
{
	char text[8000];
	struct task_new new = { .title = "big", .description = text,
	    .gates = "none", .priority = -1 };
	int64_t id, size, largest = 0;
	int i;

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	is_int(db_checkpoint(db), 1, "an empty WAL");
	for (i = 0; i < 200; i++) {
		MUST(task_add(db, &policy, &jane, &new, &id));
		if ((size = db_wal_size(db)) > largest)
			largest = size;
	}
	ok(largest > DB_WAL_THRESHOLD / 2, "the WAL grows to %lld",
	    (long long)largest);
	ok(largest < DB_WAL_THRESHOLD + 200000, "and not much over %d",
	    DB_WAL_THRESHOLD);
}

static bool
read_elsewhere(void)
{
	int status;

	fflush(stdout);
	if (fork() == 0) {
		db = ledger_connect(DB_READ);
		_exit(number("SELECT count(*) FROM task") < 0);
	}
	return wait(&status) > 0 && status == 0;
}

static void
test_wait(void)
{
	int64_t started;
	int status;

	MUST(db_watch(db));
	MUST(db_watch(db));
	is_int(db_wait(db, 0), 0, "nothing happened yet");
	if (!read_elsewhere())
		abort();
	is_int(db_wait(db, 50), 0, "a reader wakes nobody");

	fflush(stdout);
	started = clock_monotonic();
	if (fork() == 0) {
		db = ledger_connect(DB_WRITE);
		usleep(50000);
		add("what somebody waits for");
		_exit(0);
	}
	is_int(db_wait(db, 20000), 1, "a commit does");
	ok(clock_monotonic() - started < 10000, "at once");
	wait(&status);
	while (db_wait(db, 50) == 1)
		;
	ok(by_hand("UPDATE task SET title = 'x' WHERE id = 1;"), "another");
	is_int(db_wait(db, 20000), 1, "and one by hand does");
	while (db_wait(db, 50) == 1)
		;
	started = clock_monotonic();
	is_int(db_wait(db, 100), 0, "else it sleeps");
	ok(clock_monotonic() - started >= 99, "as long as it was told");
}

#define WRITERS	8
#define LOOP_MS	600

/* So many writes as it gets through in the time; the others do the same. */
static int
write_in_turn(int report)
{
	int64_t end = clock_monotonic() + LOOP_MS;
	int n;

	db = ledger_connect(DB_WRITE);
	for (n = 0; clock_monotonic() < end; n++)
		add("fair");
	db_close(db);
	return write(report, &n, sizeof n) == sizeof n ? 0 : 1;
}

static void
test_fair_writers(void)
{
	int i, n, pipes[2], total = 0, least = INT_MAX, most = 0;

	fflush(stdout);
	if (pipe(pipes) == -1)
		abort();
	for (i = 0; i < WRITERS; i++)
		if (fork() == 0)
			_exit(write_in_turn(pipes[1]));
	for (i = 0; i < WRITERS; i++) {
		if (read(pipes[0], &n, sizeof n) != sizeof n)
			abort();
		total += n;
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	while (wait(NULL) > 0)
		;
	diag("%d writes, from %d to %d each", total, least, most);
	ok(most <= 10 * least + 10, "%d writers in loops: each gets its share",
	    WRITERS);
	is_int(number("SELECT count(*) FROM task WHERE title = 'fair'"),
	    total, "and each write is there");
}

static void
test_copy(void)
{
	struct db_options options = { .path = "copy.db", .mode = DB_READ,
	    .busy_timeout_ms = 1000, .cache_pages = 100 };
	int64_t tasks = number("SELECT count(*) FROM task");
	struct db *outer = db;

	is_int(db_copy(db, "copy.db"), 0, "a copy");
	is_int(db_copy(db, "copy.db"), 0, "replaces an older one");
	MUST(db_open(&db, &options));
	is_int(number("SELECT count(*) FROM task"), tasks, "and is whole");
	db_close(db);
	db = outer;
	ok(failed(db_copy(db, "nowhere/copy.db"), FAIL_SYSTEM, "nowhere"),
	    "to nowhere");
	is_int(access("copy.db.part", F_OK), -1, "nothing else is left");
}

int
main(void)
{
	ledger_open();
	test_rollback();
	test_parts();
	test_failures();
	test_values();
	test_read_only();
	test_checkpoint();
	test_wait();
	test_full_disk();
	test_wal_stays_small();
	test_fair_writers();
	test_copy();
	return ledger_done();
}
