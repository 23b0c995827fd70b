/* SPDX-License-Identifier: MIT */
/*
 * A library to be loaded before others (LD_PRELOAD): whoever would sleep does
 * not, and finds that the time has passed.  So that a test can see what
 * happens after 30 seconds.
 */
#include <sys/syscall.h>
#include <sys/time.h>

#include <time.h>
#include <unistd.h>

static struct timespec skipped;

static void
skip(time_t seconds, long nanoseconds)
{
	skipped.tv_sec += seconds;
	skipped.tv_nsec += nanoseconds;
	if (skipped.tv_nsec >= 1000000000) {
		skipped.tv_sec++;
		skipped.tv_nsec -= 1000000000;
	}
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	if (syscall(SYS_clock_gettime, id, now) == -1)
		return -1;
	if (id == CLOCK_MONOTONIC) {
		now->tv_sec += skipped.tv_sec;
		now->tv_nsec += skipped.tv_nsec;
		if (now->tv_nsec >= 1000000000) {
			now->tv_sec++;
			now->tv_nsec -= 1000000000;
		}
	}
	return 0;
}

int
nanosleep(const struct timespec *wanted, struct timespec *left)
{
	(void)left;
	skip(wanted->tv_sec, wanted->tv_nsec);
	return 0;
}

int
setitimer(__itimer_which_t which, const struct itimerval *restrict new,
    struct itimerval *restrict old)
{
	static const struct itimerval soon = { { 0, 1000 }, { 0, 1000 } };

	if (new->it_value.tv_sec == 0 && new->it_value.tv_usec == 0)
		return (int)syscall(SYS_setitimer, which, new, old);
	skip(new->it_value.tv_sec, new->it_value.tv_usec * 1000);
	return (int)syscall(SYS_setitimer, which, &soon, old);
}
