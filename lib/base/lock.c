/* SPDX-License-Identifier: MIT */
#include "base/lock.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"

#define LOCK_MODE	0660	/* admins in the group share it */

static int
open_file(const char *path)
{
	int fd;

	for (;;) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd != -1 || errno != ENOENT)
			return fd;
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
		    LOCK_MODE);
		if (fd != -1) {
			/* Beyond the umask; a file system that cannot is
			 * no reason to fail. */
			(void)fchmod(fd, LOCK_MODE);
			return fd;
		}
		if (errno != EEXIST)
			return -1;
	}
}

static void
wake(int signal)
{
	(void)signal;
}

static struct timeval
timeval_of(int64_t ms)
{
	return (struct timeval){ ms / 1000, ms % 1000 * 1000 };
}

/* What is left of somebody else's timer, and never nothing: it must fire. */
static void
restore_timer(struct itimerval old, int64_t elapsed_ms)
{
	int64_t left;

	if (old.it_value.tv_sec != 0 || old.it_value.tv_usec != 0) {
		left = old.it_value.tv_sec * 1000 +
		    old.it_value.tv_usec / 1000 - elapsed_ms;
		old.it_value = timeval_of(left > 0 ? left : 1);
	}
	setitimer(ITIMER_REAL, &old, NULL);
}

/*
 * A blocking flock(2) keeps its place in the kernel's queue, where polling
 * would lose against those who come later.  A timer ends it.  The timer
 * repeats, because its first signal may arrive before flock() blocks.
 */
static int
wait_for(int fd, int64_t wait_ms)
{
	struct sigaction action = { .sa_handler = wake }, old_action;
	struct itimerval timer, old_timer;
	int64_t start = clock_monotonic();
	sigset_t alarm_only, old_mask;
	int error, result;

	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	timer.it_value = timeval_of(wait_ms);
	timer.it_interval = timeval_of(10);
	sigaction(SIGALRM, &action, &old_action);
	sigprocmask(SIG_UNBLOCK, &alarm_only, &old_mask);
	setitimer(ITIMER_REAL, &timer, &old_timer);
	do
		result = flock(fd, LOCK_EX);
	while (result == -1 && errno == EINTR &&
	    clock_monotonic() - start < wait_ms);
	error = errno;
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	sigaction(SIGALRM, &old_action, NULL);
	restore_timer(old_timer, clock_monotonic() - start);
	errno = error;
	return result;
}

int
lock_take(struct lock *lock, const char *path, int64_t wait_ms)
{
	int fd, result;

	assert(lock->fd == -1);
	fd = open_file(path);
	if (fd == -1)
		return fail_errno("%s", path);
	result = flock(fd, LOCK_EX | LOCK_NB);
	if (result == -1 && errno == EWOULDBLOCK && wait_ms > 0)
		result = wait_for(fd, wait_ms);
	if (result == 0) {
		lock->fd = fd;
		return 1;
	}
	result = errno == EWOULDBLOCK || errno == EINTR ? 0 :
	    fail_errno("%s: lock", path);
	close(fd);
	return result;
}

void
lock_release(struct lock *lock)
{
	if (lock->fd != -1)
		close(lock->fd);
	lock->fd = -1;
}
