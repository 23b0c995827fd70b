/* SPDX-License-Identifier: MIT */
/*
 * Readers in processes of their own, with and without a writer.
 *
 *	read DATABASE READERS SECONDS
 *
 * Each reader loads a random task, waits 20 to 60 ms, and so on: as many
 * readers as an afternoon has, on a machine with few processors.  Three
 * rounds: nobody writes; somebody adds a task every 2 ms; somebody holds each
 * of his transactions open for 200 ms.  One line a read: the round (0 to 2)
 * and how long it took (ns).  Ends non-zero if a read failed.
 */
#include <sys/mman.h>
#include <sys/wait.h>

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/task.h"

#define READS		4096	/* of one reader in one round, at most */
#define PAUSE_US	20000

enum { NOBODY, ADDING, HOLDING, ROUNDS };

struct reader {
	int	 n;
	int64_t	 ns[READS];
};

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct db *
open_database(const char *path, enum db_mode mode)
{
	const struct db_options options = { .path = path, .mode = mode,
	    .busy_timeout_ms = 30000, .cache_pages = 1000 };
	struct db *db;

	if (clock_start() == -1 || db_open(&db, &options) == -1)
		errx(1, "%s", fail_message());
	return db;
}

static void
read_tasks(const char *path, unsigned int seed, int64_t end_ns,
    struct reader *reader)
{
	struct db *db = open_database(path, DB_READ);
	struct task task = { 0 };
	int64_t begin, last = 0;

	if (db_find_integer(db, &last, "SELECT max(id) FROM task", "") != 1)
		errx(1, "no tasks");
	srandom(seed);
	if (task_load(db, last, &task) != 1)	/* the first takes longer */
		errx(1, "no tasks");
	task_clear(&task);
	while (reader->n < READS && (begin = now_ns()) < end_ns) {
		if (task_load(db, 1 + random() % last, &task) == -1)
			errx(1, "%s", fail_message());
		reader->ns[reader->n++] = now_ns() - begin;
		task_clear(&task);
		usleep((useconds_t)(PAUSE_US + random() % (2 * PAUSE_US)));
	}
	db_close(db);
	_exit(0);
}

/* Until it is killed. */
static void
write_tasks(const char *path, int round)
{
	static const struct policy policy = { .max_attempts = 3 };
	static const struct actor actor = { "bench", "shell" };
	static const struct task_new new = { .title = "Paint the garden door",
	    .description = "Green, as last time.", .priority = -1,
	    .gates = "none", .project_id = 1 };
	struct db *db = open_database(path, DB_WRITE);
	int64_t id;

	for (;;) {
		if (db_begin(db) == -1 ||
		    task_add(db, &policy, &actor, &new, &id) == -1)
			errx(1, "%s", fail_message());
		usleep(round == HOLDING ? 200000 : 0);
		if (db_commit(db) == -1)
			errx(1, "%s", fail_message());
		usleep(2000);
	}
}

static int
run_round(const char *path, int round, int readers, int64_t seconds,
    struct reader *reader)
{
	int64_t end_ns = now_ns() + seconds * 1000000000;
	pid_t writer = -1;
	int i, status, failed = 0;

	if (round != NOBODY && (writer = fork()) == 0)
		write_tasks(path, round);
	for (i = 0; i < readers; i++)
		if (fork() == 0)
			read_tasks(path, (unsigned int)i + 1, end_ns,
			    reader + i);
	for (i = 0; i < readers; i++)
		if (wait(&status) == -1 || status != 0)
			failed = 1;
	if (writer != -1) {
		kill(writer, SIGKILL);
		waitpid(writer, &status, 0);
	}
	return failed;
}

int
main(int argc, char **argv)
{
	int i, n, round, readers = argc == 4 ? atoi(argv[2]) : 0, failed = 0;
	size_t size = (size_t)readers * sizeof(struct reader);
	struct reader *reader;

	if (readers < 1)
		return 64;
	reader = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED |
	    MAP_ANONYMOUS, -1, 0);
	if (reader == MAP_FAILED)
		err(1, "mmap");
	for (round = NOBODY; round < ROUNDS; round++) {
		memset(reader, 0, size);
		failed |= run_round(argv[1], round, readers, atoll(argv[3]),
		    reader);
		for (i = 0; i < readers; i++)
			for (n = 0; n < reader[i].n; n++)
				printf("%d %lld\n", round,
				    (long long)reader[i].ns[n]);
	}
	return failed;
}
