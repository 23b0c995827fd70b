/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fail.h"
#include "base/text.h"

static bool	is_fixed;
static int64_t	fixed;

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return ts.tv_sec * CLOCK_SECOND + ts.tv_nsec / 1000000;
}

int
clock_start(void)
{
	const char *now = getenv("ATLAS_NOW");

	is_fixed = false;
	if (now == NULL || *now == '\0')
		return 0;
	if (now[0] < '0' || now[0] > '9' || strchr(now, '-') == NULL)
		return fail(FAIL_DATA, "ATLAS_NOW: \"%.*s\" is not a time, "
		    "as 2026-11-23T09:14:05Z",
		    (int)text_bytes_of(now, 60), now);
	if (clock_parse(now, 1, &fixed) == -1)
		return fail_context("ATLAS_NOW");
	is_fixed = true;
	return 0;
}

int64_t
clock_now(void)
{
	return is_fixed ? fixed : read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static void
put_digits(char *at, int count, int64_t number)
{
	for (; count > 0; number /= 10)
		at[--count] = (char)('0' + number % 10);
}

/*
 * gmtime(3) would do, but reads the time zone file when first called, which
 * a command that needs only UTC should not pay for.  The calendar is the
 * proleptic Gregorian one, its year beginning in March.
 */
const char *
clock_stamp(int64_t moment, char stamp[CLOCK_STAMP_SIZE])
{
	static const int64_t first = -62167219200000;	/* year 0000 */
	static const int64_t last = 253402300799999;	/* year 9999 */
	int64_t ms, z, era, day, year, day_of_year, month;

	if (moment < first || moment > last)
		moment = moment < first ? first : last;
	ms = (moment - first) % CLOCK_DAY;
	z = (moment - first) / CLOCK_DAY + 146097 - 60;
	era = z / 146097;
	day = z % 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day_of_year = day - (365 * year + year / 4 - year / 100);
	month = (5 * day_of_year + 2) / 153;
	memcpy(stamp, "0000-00-00T00:00:00.000Z", CLOCK_STAMP_SIZE);
	put_digits(stamp, 4, year + (era - 1) * 400 + (month >= 10));
	put_digits(stamp + 5, 2, month < 10 ? month + 3 : month - 9);
	put_digits(stamp + 8, 2, day_of_year - (153 * month + 2) / 5 + 1);
	put_digits(stamp + 11, 2, ms / CLOCK_HOUR);
	put_digits(stamp + 14, 2, ms / CLOCK_MINUTE % 60);
	put_digits(stamp + 17, 2, ms / CLOCK_SECOND % 60);
	put_digits(stamp + 20, 3, ms % CLOCK_SECOND);
	return stamp;
}

const char *
clock_stamp_now(char stamp[CLOCK_STAMP_SIZE])
{
	return clock_stamp(clock_now(), stamp);
}

const char *
clock_local(int64_t moment, char local[CLOCK_LOCAL_SIZE])
{
	int64_t ms = moment % CLOCK_SECOND;
	time_t t = (moment - (ms < 0 ? ms + CLOCK_SECOND : ms)) / CLOCK_SECOND;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL ||
	    strftime(local, CLOCK_LOCAL_SIZE, "%Y-%m-%d %H:%M", &tm) == 0)
		memcpy(local, "?", 2);
	return local;
}

static const struct {
	int64_t		 size;
	const char	*name;
} units[] = {
	{ CLOCK_DAY, "d" },
	{ CLOCK_HOUR, "h" },
	{ CLOCK_MINUTE, "m" },
	{ CLOCK_SECOND, "s" },
	{ 1, "ms" }
};

/* Write "3d" at the place given, and return its end.  64 bits make at most
 * 12 digits of days. */
static char *
put_count(char *at, int64_t count, const char *unit)
{
	char digits[20];
	size_t n = sizeof(digits);

	do
		digits[--n] = (char)('0' + count % 10);
	while ((count /= 10) > 0);
	memcpy(at, digits + n, sizeof(digits) - n);
	return stpcpy(at + sizeof(digits) - n, unit);
}

const char *
clock_relative(int64_t then, int64_t now, char text[CLOCK_RELATIVE_SIZE])
{
	int64_t away;
	char *at = text;
	size_t i = 0;

	if (__builtin_sub_overflow(then > now ? then : now,
	    then > now ? now : then, &away) || away > INT64_MAX / 2)
		away = INT64_MAX / 2;
	/* A lease of 30m that was taken just now ends "in 30m". */
	away = (away + CLOCK_SECOND / 2) / CLOCK_SECOND * CLOCK_SECOND;
	if (away < 5 * CLOCK_SECOND) {
		strcpy(text, "just now");
		return text;
	}
	while (away < units[i].size)
		i++;
	if (then > now)
		at = stpcpy(at, "in ");
	at = put_count(at, away / units[i].size, units[i].name);
	if (then <= now)
		strcpy(at, " ago");
	return text;
}

const char *
clock_duration(int64_t duration, char text[CLOCK_RELATIVE_SIZE])
{
	char *at = text;
	int64_t rest;
	size_t i = 0;

	if (duration == 0) {
		strcpy(text, "0s");
		return text;
	}
	if (duration < 0) {
		*at++ = '-';
		duration = duration == INT64_MIN ? INT64_MAX : -duration;
	}
	if (duration >= 10 * CLOCK_SECOND)
		duration -= duration % CLOCK_SECOND;
	while (duration < units[i].size)
		i++;
	at = put_count(at, duration / units[i].size, units[i].name);
	rest = duration % units[i].size;
	if (rest > 0 && rest >= units[i + 1].size)
		put_count(at, rest / units[i + 1].size, units[i + 1].name);
	return text;
}
