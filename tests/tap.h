/* SPDX-License-Identifier: MIT */
#ifndef TAP_H
#define TAP_H

#include <ftw.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * The Test Anything Protocol, for one program.  A test calls ok(), is_str()
 * and is_int() as often as it likes, and main() ends with
 * "return tap_done();", which prints the plan.  A test that needs files
 * begins with tap_directory(): it then stands in an empty directory of its
 * own, which is gone at the end.
 */

static int	 tap_count, tap_failed;
static char	 tap_place[] = "/tmp/atlas-test.XXXXXX";
static pid_t	 tap_owner;

__attribute__((format(printf, 1, 2)))
static inline void
diag(const char *format, ...)
{
	char text[4096], *line, *rest = text;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	while ((line = strsep(&rest, "\n")) != NULL)
		printf("# %s\n", line);
	fflush(stdout);
}

__attribute__((format(printf, 2, 0)))
static inline void
tap_result(bool passed, const char *format, va_list ap)
{
	char name[512];
	size_t i;

	vsnprintf(name, sizeof(name), format, ap);
	for (i = 0; name[i] != '\0'; i++)
		if (name[i] == '\n' || name[i] == '#')
			name[i] = ' ';
	printf("%sok %d - %s\n", passed ? "" : "not ", ++tap_count, name);
	fflush(stdout);
	tap_failed += !passed;
}

__attribute__((format(printf, 2, 3)))
static inline bool
ok(bool passed, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tap_result(passed, format, ap);
	va_end(ap);
	return passed;
}

__attribute__((format(printf, 3, 4)))
static inline bool
is_str(const char *got, const char *expected, const char *format, ...)
{
	bool passed = got != NULL && expected != NULL ?
	    strcmp(got, expected) == 0 : got == expected;
	va_list ap;

	va_start(ap, format);
	tap_result(passed, format, ap);
	va_end(ap);
	if (!passed)
		diag("     got: %s\nexpected: %s", got ? got : "NULL",
		    expected ? expected : "NULL");
	return passed;
}

__attribute__((format(printf, 3, 4)))
static inline bool
is_int(long long got, long long expected, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tap_result(got == expected, format, ap);
	va_end(ap);
	if (got != expected)
		diag("     got: %lld\nexpected: %lld", got, expected);
	return got == expected;
}

/* SEED from the environment, else another one each time; it is printed, so
 * that a failure can be repeated. */
static inline uint64_t
tap_seed(void)
{
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) :
	    (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32;

	diag("SEED=%" PRIu64, seed);
	return seed;
}

/* The next of a sequence of numbers below n (splitmix64). */
static inline size_t
tap_random(uint64_t *state, size_t n)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (size_t)((z ^ z >> 31) % n);
}

static inline int
tap_remove(const char *path, const struct stat *st, int type,
    struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void
tap_leave(void)
{
	if (getpid() == tap_owner && chdir("/") == 0)
		nftw(tap_place, tap_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void
tap_directory(void)
{
	if (mkdtemp(tap_place) == NULL || chdir(tap_place) == -1) {
		perror(tap_place);
		exit(1);
	}
	tap_owner = getpid();
	atexit(tap_leave);
}

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	if (tap_failed > 0)
		diag("%d of %d failed", tap_failed, tap_count);
	return tap_failed > 0;
}

#endif
