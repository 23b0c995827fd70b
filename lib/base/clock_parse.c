/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"

#define DURATION_MAX	(3653 * CLOCK_DAY)	/* 10 years */
#define QUOTED_CHARS	60	/* of a wrong text, in a message */

struct civil {
	int	 year, month, day;	/* month 1..12, day 1..31 */
	int	 hour, minute, second, millisecond;
};

/* timegm(3) would do, but reads the time zone file; see clock_stamp(). */
static int64_t
utc_moment(const struct civil *c)
{
	int64_t year = c->year + 400 - (c->month <= 2);
	int64_t month = (c->month + 9) % 12;	/* from March */
	int64_t day = year * 365 + year / 4 - year / 100 + year / 400 +
	    (153 * month + 2) / 5 + c->day - 1;

	return (day - 719468 - 146097) * CLOCK_DAY + c->hour * CLOCK_HOUR +
	    c->minute * CLOCK_MINUTE + c->second * CLOCK_SECOND +
	    c->millisecond;
}

static bool
local_moment(const struct civil *c, int64_t *moment)
{
	struct tm tm = {
		.tm_year = c->year - 1900, .tm_mon = c->month - 1,
		.tm_mday = c->day, .tm_hour = c->hour, .tm_min = c->minute,
		.tm_sec = c->second, .tm_isdst = -1, .tm_wday = -1
	};
	time_t t = mktime(&tm);

	if (t == (time_t)-1 && tm.tm_wday == -1)
		return false;
	*moment = t * CLOCK_SECOND + c->millisecond;
	return true;
}

static bool
is_civil(const struct civil *c)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = (c->year % 4 == 0 && c->year % 100 != 0) ||
	    c->year % 400 == 0;

	if (c->month < 1 || c->month > 12 || c->day < 1)
		return false;
	if (c->day > days[c->month - 1] + (c->month == 2 && leap))
		return false;
	return c->hour <= 23 && c->minute <= 59 && c->second <= 59;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
take(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* Read exactly so many digits and move on. */
static bool
take_digits(const char **s, int count, int *number)
{
	*number = 0;
	for (; count > 0; count--, (*s)++) {
		if (!is_digit(**s))
			return false;
		*number = *number * 10 + (**s - '0');
	}
	return true;
}

static bool
take_date(const char **s, struct civil *c)
{
	return take_digits(s, 4, &c->year) && take(s, '-') &&
	    take_digits(s, 2, &c->month) && take(s, '-') &&
	    take_digits(s, 2, &c->day);
}

/* HH:MM, then seconds and a fraction if there are any. */
static bool
take_time(const char **s, struct civil *c)
{
	int unit = 100;

	if (!take_digits(s, 2, &c->hour) || !take(s, ':') ||
	    !take_digits(s, 2, &c->minute))
		return false;
	if (!take(s, ':'))
		return true;
	if (!take_digits(s, 2, &c->second))
		return false;
	if (!take(s, '.'))
		return true;
	if (!is_digit(**s))
		return false;
	for (; is_digit(**s); (*s)++, unit /= 10)
		c->millisecond += (**s - '0') * unit;
	return true;
}

/* Z or +HH:MM.  1 there is one, 0 nothing more stands there, -1 rubbish. */
static int
take_zone(const char **s, int64_t *offset)
{
	int hours, minutes, sign = **s == '-' ? -1 : 1;

	if (**s == '\0')
		return 0;
	if (take(s, 'Z'))
		return **s == '\0' ? 1 : -1;
	if (!take(s, '+') && !take(s, '-'))
		return -1;
	if (!take_digits(s, 2, &hours) || !take(s, ':') ||
	    !take_digits(s, 2, &minutes) || **s != '\0')
		return -1;
	if (hours > 14 || minutes > 59)
		return -1;
	*offset = sign * (hours * CLOCK_HOUR + minutes * CLOCK_MINUTE);
	return 1;
}

static bool
parse_absolute(const char *s, int64_t *moment)
{
	struct civil c = {0};
	int64_t offset = 0;
	int zone = 0;

	if (!take_date(&s, &c))
		return false;
	if (*s != '\0') {
		if ((!take(&s, 'T') && !take(&s, ' ')) || !take_time(&s, &c))
			return false;
		zone = take_zone(&s, &offset);
		if (zone == -1)
			return false;
	}
	if (!is_civil(&c))
		return false;
	if (zone == 0)
		return local_moment(&c, moment);
	*moment = utc_moment(&c) - offset;
	return true;
}

/* now, today ...: false if it is none of these words. */
static bool
parse_word(const char *s, int64_t *moment)
{
	static const char *const words[] = {
		"yesterday", "today", "tomorrow"
	};
	time_t t = (time_t)(clock_now() / CLOCK_SECOND);
	struct civil c = {0};
	struct tm tm;
	int i;

	if (strcmp(s, "now") == 0) {
		*moment = clock_now();
		return true;
	}
	for (i = 0; i < 3; i++)
		if (strcmp(s, words[i]) == 0)
			break;
	if (i == 3 || localtime_r(&t, &tm) == NULL)
		return false;
	c.year = tm.tm_year + 1900;
	c.month = tm.tm_mon + 1;
	c.day = tm.tm_mday + i - 1;	/* mktime(3) sees to the month */
	return local_moment(&c, moment);
}

int
clock_parse(const char *s, int sign, int64_t *moment)
{
	int64_t away;

	if (parse_absolute(s, moment) || parse_word(s, moment))
		return 0;
	if (is_digit(*s) || *s == '+' || *s == '-') {
		if (*s == '-' || *s == '+')
			sign = *s == '-' ? -1 : 1;
		if (clock_parse_duration(s + !is_digit(*s), &away) == 0) {
			*moment = clock_now() + (sign < 0 ? -away : away);
			return 0;
		}
	}
	return fail(FAIL_DATA, "\"%.*s\" is not a time, "
	    "as 2026-11-23, 2026-11-23 14:00, today or 3d",
	    (int)text_bytes_of(s, QUOTED_CHARS), s);
}

int
clock_parse_stamp(const char *s, int64_t *moment)
{
	struct civil c = {0};

	if (strlen(s) != CLOCK_STAMP_SIZE - 1 || s[19] != '.')
		return 0;
	if (!take_date(&s, &c) || !take(&s, 'T') || !take_time(&s, &c) ||
	    strcmp(s, "Z") != 0 || !is_civil(&c))
		return 0;
	*moment = utc_moment(&c);
	return 1;
}

/* The size of the unit that begins here, 0 if none; moves on. */
static int64_t
take_unit(const char **s)
{
	if (strncmp(*s, "ms", 2) == 0) {
		*s += 2;
		return 1;
	}
	switch (*(*s)++) {
	case 's':
		return CLOCK_SECOND;
	case 'm':
		return CLOCK_MINUTE;
	case 'h':
		return CLOCK_HOUR;
	case 'd':
		return CLOCK_DAY;
	case 'w':
		return 7 * CLOCK_DAY;
	default:
		return 0;
	}
}

int
clock_parse_duration(const char *text, int64_t *duration)
{
	const char *s = text;
	int64_t number, unit, sum = 0;
	int quoted = (int)text_bytes_of(text, QUOTED_CHARS);

	do {
		unit = 0;
		if (!is_digit(*s))
			break;
		for (number = 0; is_digit(*s); s++)
			if (number <= DURATION_MAX)
				number = number * 10 + (*s - '0');
		unit = take_unit(&s);
		if (unit == 0)
			break;
		sum += number > DURATION_MAX / unit ? DURATION_MAX + 1 :
		    number * unit;
		if (sum > DURATION_MAX)
			return fail(FAIL_DATA, "\"%.*s\" is too long: "
			    "at most 10 years", quoted, text);
	} while (*s != '\0');
	if (unit == 0)
		return fail(FAIL_DATA, "\"%.*s\" is not a duration, "
		    "as 90s, 15m or 7d", quoted, text);
	if (sum == 0)
		return fail(FAIL_DATA, "\"%.*s\" is no time at all",
		    quoted, text);
	*duration = sum;
	return 0;
}
