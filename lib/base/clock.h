/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Time.  Inside the program a moment is int64_t milliseconds since 1970 UTC;
 * in the database and in JSON it is a stamp, "2026-11-23T09:14:05.123Z".
 * ATLAS_NOW (a stamp, or anything clock_parse() takes that is absolute) fixes
 * the clock.
 */
#define CLOCK_STAMP_SIZE	25	/* with the NUL */
#define CLOCK_SECOND		((int64_t)1000)
#define CLOCK_MINUTE		(60 * CLOCK_SECOND)
#define CLOCK_HOUR		(60 * CLOCK_MINUTE)
#define CLOCK_DAY		(24 * CLOCK_HOUR)

/* Read ATLAS_NOW.  Call once at start; fails with DATA if it is no time. */
int	 clock_start(void);

/* Now, milliseconds; fixed if ATLAS_NOW is set. */
int64_t	 clock_now(void);

/* Milliseconds of a clock that never jumps, for timeouts and durations.
 * Never fixed. */
int64_t	 clock_monotonic(void);

/* Write a moment as a stamp.  Returns the buffer. */
const char	*clock_stamp(int64_t, char [CLOCK_STAMP_SIZE]);

/* Now as a stamp. */
const char	*clock_stamp_now(char [CLOCK_STAMP_SIZE]);

/*
 * Read a time as people and programs write it:
 *   2026-11-23T09:14:05.123Z, fraction and seconds optional, +01:00 for Z
 *   2026-11-23 14:00, 2026-11-23T14:00	local time
 *   2026-11-23				local midnight
 *   now, today, tomorrow, yesterday	(the last three: local midnight)
 *   3d, 2h30m, +3d, -3d		from now: sign says the direction of an
 *					unsigned duration, +1 future (--due),
 *					-1 past (--since)
 * Fails with DATA, naming the text.
 */
int	 clock_parse(const char *, int sign, int64_t *);

/* Read a strict stamp, as the database has them.  1 it is one, 0 it is not.
 * Records no failure. */
int	 clock_parse_stamp(const char *, int64_t *);

/*
 * Read a duration, a sequence of number and unit: ms s m h d w ("90s",
 * "1h30m").  A unit is required.  Zero and anything above 10 years fail with
 * DATA, naming the text.
 */
int	 clock_parse_duration(const char *, int64_t *);

/* "2026-11-23 09:14" in local time, 17 bytes with the NUL.  Returns it. */
#define CLOCK_LOCAL_SIZE	24
const char	*clock_local(int64_t, char [CLOCK_LOCAL_SIZE]);

/* "3d ago", "in 2h", "just now": how far a moment is from now, in its
 * largest unit.  Returns the buffer. */
#define CLOCK_RELATIVE_SIZE	24
const char	*clock_relative(int64_t then, int64_t now,
		    char [CLOCK_RELATIVE_SIZE]);

/* "90s" -> "1m30s": a duration in at most two units; of ten seconds
 * and more without milliseconds.  Returns the buffer. */
const char	*clock_duration(int64_t, char [CLOCK_RELATIVE_SIZE]);

#endif
