/* SPDX-License-Identifier: MIT */
#include <sys/inotify.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "service/db_sqlite.h"

/*
 * The event comes when a commit is written to the WAL; readers see it a
 * moment (or an fsync) later.  So one event is told several times: now and,
 * unless another one comes, so many milliseconds after it was told last.
 */
static const int64_t again_ms[] = { 20, 200, 2000 };
#define AGAIN	(sizeof again_ms / sizeof *again_ms)

/* The directory is watched, not the WAL: that may not exist yet. */
int
db_watch(struct db *db)
{
	char *directory;
	int rc = 0;

	if (db->watch != -1)
		return 0;
	directory = file_directory(db->path);
	db->told_again = AGAIN;
	if ((db->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) == -1)
		rc = fail_errno("inotify");
	else if (inotify_add_watch(db->watch, directory, IN_MODIFY |
	    IN_CREATE | IN_MOVED_TO) == -1)
		rc = fail_errno("inotify: %s", directory);
	free(directory);
	return rc;
}

/* Did any of the events that wait touch the database or its WAL?  (The -shm
 * file changes when somebody merely reads.) */
static bool
drain(struct db *db)
{
	char events[4096] __attribute__((aligned(8)));
	const char *slash = strrchr(db->path, '/');
	const char *name = slash != NULL ? slash + 1 : db->path;
	const struct inotify_event *e;
	size_t len = strlen(name);
	bool touched = false;
	ssize_t n, i;

	while ((n = read(db->watch, events, sizeof events)) > 0)
		for (i = 0; i < n; i += (ssize_t)(sizeof *e + e->len)) {
			e = (const void *)(events + i);
			if (e->mask & IN_Q_OVERFLOW)
				touched = true;
			if (e->len > 0 && strncmp(e->name, name, len) == 0 &&
			    (e->name[len] == '\0' ||
			    strcmp(e->name + len, "-wal") == 0))
				touched = true;
		}
	return touched;
}

/* Sleep until an event or that moment.  1 an event, 0 none, -1. */
static int
sleep_until(struct db *db, int64_t end)
{
	struct pollfd pfd = { .fd = db->watch, .events = POLLIN };
	int64_t left;

	while ((left = end - clock_monotonic()) > 0) {
		if (left > INT_MAX)
			left = INT_MAX;
		switch (poll(&pfd, 1, (int)left)) {
		case -1:
			if (errno != EINTR)
				return fail_errno("inotify");
			break;
		case 0:
			break;
		default:
			if (drain(db))
				return 1;
		}
	}
	return 0;
}

int
db_wait(struct db *db, int64_t timeout_ms)
{
	bool again = db->told_again < AGAIN &&
	    again_ms[db->told_again] < timeout_ms;
	int rc;

	rc = sleep_until(db, clock_monotonic() +
	    (again ? again_ms[db->told_again] : timeout_ms));
	if (rc == 1)
		db->told_again = 0;
	else if (rc == 0 && again) {
		db->told_again++;
		rc = 1;
	}
	return rc;
}
