/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "base/clock.h"
#include "base/fail.h"
#include "tap.h"

#define NOW	INT64_C(1795425245123)	/* 2026-11-23T09:14:05.123Z */

static void
zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static void
test_stamp(void)
{
	static const struct {
		int64_t		 moment;
		const char	*stamp;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ NOW, "2026-11-23T09:14:05.123Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ 4107542400000, "2100-03-01T00:00:00.000Z" },
		{ 253402300799999, "9999-12-31T23:59:59.999Z" },
		{ -62167219200000, "0000-01-01T00:00:00.000Z" }
	};
	char stamp[CLOCK_STAMP_SIZE];
	int64_t moment;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_str(clock_stamp(cases[i].moment, stamp), cases[i].stamp,
		    "stamp of %" PRId64, cases[i].moment);
		moment = 42;
		is_int(clock_parse_stamp(cases[i].stamp, &moment), 1,
		    "%s is one", cases[i].stamp);
		is_int(moment, cases[i].moment, "of that moment");
	}
	is_str(clock_stamp(INT64_MAX, stamp), "9999-12-31T23:59:59.999Z",
	    "too late for a stamp");
	is_str(clock_stamp(INT64_MIN, stamp), "0000-01-01T00:00:00.000Z",
	    "too early for a stamp");
}

/* Against the C library, over all of the years. */
static void
test_calendar(uint64_t *seed)
{
	char stamp[CLOCK_STAMP_SIZE], expected[64];
	bool same = true;
	int64_t moment, back, day;
	struct tm tm;
	time_t t;
	int i;

	for (i = 0; i < 300000 && same; i++) {
		day = -719528 + (int64_t)tap_random(seed, 3652425);
		t = day * 86400 + (int64_t)tap_random(seed, 86400);
		moment = t * 1000 + (int64_t)tap_random(seed, 1000);
		gmtime_r(&t, &tm);
		snprintf(expected, sizeof(expected),
		    "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		    tm.tm_sec, (int)(((moment % 1000) + 1000) % 1000));
		clock_stamp(moment, stamp);
		same = strcmp(stamp, expected) == 0 &&
		    clock_parse_stamp(stamp, &back) == 1 && back == moment;
	}
	if (!ok(same, "%d random moments as gmtime(3) has them", i))
		diag("%s, expected %s", stamp, expected);
}

static void
test_bad_stamps(void)
{
	static const char *const cases[] = {
		"", "2026", "2026-11-23", "2026-11-23T09:14:05Z",
		"2026-11-23T09:14:05.12Z", "2026-11-23T09:14:05.1234Z",
		"2026-11-23 09:14:05.123Z", "2026-11-23T09:14:05.123z",
		"2026-11-23T09:14:05.123+", "2026-02-30T00:00:00.000Z",
		"2026-02-29T00:00:00.000Z", "1900-02-29T00:00:00.000Z",
		"2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z",
		"2026-04-31T00:00:00.000Z", "2026-04-00T00:00:00.000Z",
		"2026-11-23T24:00:00.000Z", "2026-11-23T23:60:00.000Z",
		"2026-11-23T23:59:60.000Z", "+026-11-23T09:14:05.123Z",
		"2026-11-23T09:14:05,123Z", " 026-11-23T09:14:05.123Z",
		"2026-11-23T09:14:05.1 3Z", "2026-11-23T09:14:05.123ZZ",
		"2026-11-23T09:14Z.00000Z", "\xd9\xa1\xd9\xa1-11-23T09:14:05.1Z"
	};
	int64_t moment = 7;
	size_t i;

	fail_clear();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(clock_parse_stamp(cases[i], &moment), 0,
		    "\"%s\" is no stamp", cases[i]);
	is_int(moment, 7, "and nothing was set");
	is_int(fail_kind(), FAIL_NONE, "and no failure recorded");
}

static void
parses(const char *text, int sign, int64_t expected)
{
	char got[CLOCK_STAMP_SIZE], want[CLOCK_STAMP_SIZE];
	int64_t moment = 0;

	if (clock_parse(text, sign, &moment) == -1)
		ok(false, "\"%s\": %s", text, fail_message());
	else
		is_str(clock_stamp(moment, got), clock_stamp(expected, want),
		    "\"%s\"", text);
}

static void
test_parse(void)
{
	zone("UTC");
	parses("2026-11-23T09:14:05.123Z", 1, NOW);
	parses("2026-11-23T09:14:05.1234567Z", 1, NOW);
	parses("2026-11-23T09:14:05.1Z", 1, NOW - 23);
	parses("2026-11-23T09:14:05Z", 1, NOW - 123);
	parses("2026-11-23T09:14Z", 1, NOW - 5123);
	parses("2026-11-23T10:14:05.123+01:00", 1, NOW);
	parses("2026-11-23T03:44:05.123-05:30", 1, NOW);
	parses("2026-11-23 09:14", 1, NOW - 5123);
	parses("2026-11-23T09:14", 1, NOW - 5123);
	parses("2026-11-23", 1, INT64_C(1795392000000));
	parses("now", 1, NOW);
	parses("today", 1, INT64_C(1795392000000));
	parses("tomorrow", -1, INT64_C(1795392000000) + CLOCK_DAY);
	parses("yesterday", 1, INT64_C(1795392000000) - CLOCK_DAY);
	parses("3d", 1, NOW + 3 * CLOCK_DAY);
	parses("3d", -1, NOW - 3 * CLOCK_DAY);
	parses("+3d", -1, NOW + 3 * CLOCK_DAY);
	parses("-3d", 1, NOW - 3 * CLOCK_DAY);
	parses("2h30m", 1, NOW + 150 * CLOCK_MINUTE);
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	parses("2026-11-23 10:14", 1, NOW - 5123);
	parses("2026-11-23", 1, INT64_C(1795388400000));
	parses("2026-07-01 02:00", 1, INT64_C(1782864000000));
	parses("today", 1, INT64_C(1795388400000));
	parses("2026-11-23T09:14:05.123Z", 1, NOW);
	zone("UTC");
}

/* Midnights on both sides of a change to winter time are 25 hours apart. */
static void
test_change_of_time(void)
{
	int64_t today, tomorrow;

	setenv("ATLAS_NOW", "2026-10-25T12:00:00Z", 1);
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	is_int(clock_start(), 0, "the day winter time begins");
	clock_parse("today", 1, &today);
	clock_parse("tomorrow", 1, &tomorrow);
	is_int(tomorrow - today, 25 * CLOCK_HOUR, "has 25 hours");
	zone("UTC");
	setenv("ATLAS_NOW", "2026-11-23T09:14:05.123Z", 1);
	clock_start();
}

static void
test_rubbish(void)
{
	static const char *const cases[] = {
		"", " ", "soon", "2026", "2026-11", "2026-1-3", "2026-02-30",
		"2026-11-23T", "2026-11-23 9:14", "2026-11-23T09:14+1:00",
		"2026-11-23T09:14:05.Z", "2026-11-23T09:14Zulu",
		"2026-11-23T09:14+25:00", "2026-11-23T09:14+01:60",
		"2026-11-23x", "23.11.2026", "11/23/2026", "3", "+", "-",
		"--3d", "+-3d", "3 d", "3x", "d", "NOW ", "0d",
		"2026-11-23T25:00", "99999999999999999999d", "3d ago"
	};
	int64_t moment = 7;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fail_clear();
		ok(clock_parse(cases[i], 1, &moment) == -1 &&
		    fail_kind() == FAIL_DATA, "\"%s\" is no time", cases[i]);
		ok(strstr(fail_message(), cases[i]) != NULL,
		    "and named: %s", fail_message());
	}
	is_int(moment, 7, "nothing was set");
}

static void
test_durations(void)
{
	static const struct {
		const char	*text;
		int64_t		 ms;		/* -1: refused */
	} cases[] = {
		{ "1ms", 1 }, { "90s", 90000 }, { "15m", 900000 },
		{ "1h30m", 5400000 }, { "7d", 7 * CLOCK_DAY },
		{ "2w", 14 * CLOCK_DAY }, { "1m1ms", 60001 },
		{ "007s", 7000 }, { "1s500ms", 1500 },
		{ "3653d", 3653 * CLOCK_DAY }, { "3654d", -1 },
		{ "3653d1ms", -1 }, { "", -1 }, { "0s", -1 }, { "0d0h", -1 },
		{ "90", -1 }, { "s", -1 }, { "1.5h", -1 }, { "-1h", -1 },
		{ "+1h", -1 }, { "1h ", -1 }, { " 1h", -1 }, { "1h30", -1 },
		{ "1y", -1 }, { "1M", -1 }, { "9223372036854775807ms", -1 },
		{ "18446744073709551617s", -1 }, { "1h\xff", -1 }
	};
	int64_t ms;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ms = -1;
		fail_clear();
		clock_parse_duration(cases[i].text, &ms);
		is_int(ms, cases[i].ms, "duration \"%s\"", cases[i].text);
		ok((ms == -1) == (fail_kind() == FAIL_DATA), "kind");
	}
}

static void
test_shown(void)
{
	char text[CLOCK_RELATIVE_SIZE], local[CLOCK_LOCAL_SIZE];

	is_str(clock_duration(90000, text), "1m30s", "90s");
	is_str(clock_duration(0, text), "0s", "0s");
	is_str(clock_duration(450, text), "450ms", "450ms");
	is_str(clock_duration(1500, text), "1s500ms", "1.5s");
	is_str(clock_duration(29578, text), "29s", "29.578s");
	is_str(clock_duration(30 * CLOCK_MINUTE, text), "30m", "30m");
	is_str(clock_duration(25 * CLOCK_HOUR + 5000, text), "1d1h",
	    "two units");
	is_str(clock_duration(CLOCK_DAY + 5000, text), "1d", "no gaps");
	is_str(clock_duration(-90000, text), "-1m30s", "negative");
	clock_duration(INT64_MIN, text);
	is_str(text, "-106751991167d7h", "the longest");
	is_str(clock_relative(NOW, NOW, text), "just now", "now");
	is_str(clock_relative(NOW - 4400, NOW, text), "just now", "4s");
	is_str(clock_relative(NOW - 5000, NOW, text), "5s ago", "5s");
	is_str(clock_relative(NOW + 59000, NOW, text), "in 59s", "59s");
	is_str(clock_relative(NOW - 3 * CLOCK_DAY, NOW, text), "3d ago",
	    "3d");
	is_str(clock_relative(NOW + 2 * CLOCK_HOUR + 60000, NOW, text),
	    "in 2h", "2h");
	is_str(clock_relative(NOW + 30 * CLOCK_MINUTE - 20, NOW, text),
	    "in 30m", "a lease just taken");
	is_str(clock_relative(INT64_C(253402300799999), -NOW, text),
	    "in 2953677d", "far away");
	is_str(clock_relative(INT64_MIN, INT64_MAX, text), "53375995583d ago",
	    "further");
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	is_str(clock_local(NOW, local), "2026-11-23 10:14", "local time");
	is_str(clock_local(-1, local), "1970-01-01 00:59", "before 1970");
	clock_local(INT64_MAX, local);
	ok(strlen(local) < CLOCK_LOCAL_SIZE, "a moment nobody can name");
	zone("UTC");
}

static void
test_fixed(void)
{
	static const char *const wrong[] = {
		"soon", "3d", "+3d", "today", "now", "2026-02-30", "2026-"
	};
	char stamp[CLOCK_STAMP_SIZE];
	int64_t real, later;
	size_t i;

	unsetenv("ATLAS_NOW");
	is_int(clock_start(), 0, "not fixed");
	real = clock_now();
	ok(real / 1000 >= time(NULL) - 2 && real / 1000 <= time(NULL),
	    "the real time");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv("ATLAS_NOW", wrong[i], 1);
		ok(clock_start() == -1 && fail_kind() == FAIL_DATA &&
		    strncmp(fail_message(), "ATLAS_NOW: ", 11) == 0,
		    "ATLAS_NOW=%s: %s", wrong[i], fail_message());
	}
	setenv("ATLAS_NOW", "", 1);
	is_int(clock_start(), 0, "an empty ATLAS_NOW is none");
	setenv("ATLAS_NOW", "2026-11-23T09:14:05.123Z", 1);
	is_int(clock_start(), 0, "fixed");
	is_int(clock_now(), NOW, "to that");
	is_str(clock_stamp_now(stamp), "2026-11-23T09:14:05.123Z", "stamp");
	real = clock_monotonic();
	usleep(3000);
	later = clock_monotonic();
	ok(later - real >= 2 && later - real < 10000,
	    "the other clock goes on");
}

int
main(void)
{
	uint64_t seed = tap_seed();

	zone("UTC");
	test_fixed();
	test_stamp();
	test_calendar(&seed);
	test_bad_stamps();
	test_parse();
	test_change_of_time();
	test_rubbish();
	test_durations();
	test_shown();
	return tap_done();
}
