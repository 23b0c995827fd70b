/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/utf8.h"

#define QUOTED_CHARS	60	/* of a wrong text, in a message */
#define WORD_MAX	63	/* no verb, key or value is longer */

/* Also what merely looks like nothing (U+200B, U+FEFF). */
static bool
is_blank(uint32_t point)
{
	return point == ' ' || (point >= '\t' && point <= '\r') ||
	    point == 0xa0 || point == 0x1680 ||
	    (point >= 0x2000 && point <= 0x200b) || point == 0x2028 ||
	    point == 0x2029 || point == 0x202f || point == 0x205f ||
	    point == 0x3000 || point == 0xfeff;
}

static bool
is_allowed(uint32_t point, char next, bool multiline)
{
	if (point >= 0x20 && (point < 0x7f || point >= 0xa0))
		return true;
	return multiline && (point == '\n' || point == '\t' ||
	    (point == '\r' && next == '\n'));
}

static int
check_length(const struct text_rule *rule, size_t chars, bool blank)
{
	if (rule->min_chars > 0 && blank)
		return fail(FAIL_DATA, "%s: must not be empty", rule->name);
	if (chars < rule->min_chars)
		return fail(FAIL_DATA, "%s: %zu characters, at least %zu",
		    rule->name, chars, rule->min_chars);
	if (rule->max_chars > 0 && chars > rule->max_chars)
		return fail(FAIL_DATA, "%s: %zu characters, at most %zu",
		    rule->name, chars, rule->max_chars);
	return 0;
}

int
text_check(const struct text_rule *rule, const char *s, size_t len)
{
	size_t i, n, chars = 0;
	uint32_t point;
	bool blank = true;

	if (rule->max_bytes > 0 && len > rule->max_bytes)
		return fail(FAIL_DATA, "%s: %zu bytes, at most %zu",
		    rule->name, len, rule->max_bytes);
	for (i = 0; i < len; i += n, chars++) {
		n = utf8_decode(s + i, len - i, &point);
		if (n == 0)
			return fail(FAIL_DATA,
			    "%s: not valid UTF-8 at byte %zu",
			    rule->name, i + 1);
		if (!is_allowed(point, i + 1 < len ? s[i + 1] : '\0',
		    rule->multiline))
			return fail(FAIL_DATA,
			    "%s: control character U+%04X at character %zu",
			    rule->name, (unsigned int)point, chars + 1);
		blank = blank && is_blank(point);
	}
	return check_length(rule, chars, blank);
}

bool
text_is_utf8(const char *s, size_t len)
{
	uint32_t point;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (s[i] > 0)	/* ASCII, as most of it is */
			continue;
		n = utf8_decode(s + i, len - i, &point);
		if (n == 0)
			return false;
	}
	return true;
}

size_t
text_chars(const char *s)
{
	size_t n, chars = 0;
	uint32_t point;

	for (; (n = utf8_next(s, &point)) > 0; s += n)
		chars++;
	return chars;
}

size_t
text_bytes_of(const char *s, size_t chars)
{
	size_t n, bytes = 0;
	uint32_t point;

	for (; chars > 0; chars--, bytes += n)
		if ((n = utf8_next(s + bytes, &point)) == 0)
			break;
	return bytes;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char *
text_trim(char *s)
{
	size_t len;

	for (;;) {
		if (is_space(*s))
			s++;
		else if (strncmp(s, "\xc2\xa0", 2) == 0)
			s += 2;
		else
			break;
	}
	for (len = strlen(s); len > 0; ) {
		if (is_space(s[len - 1]))
			len--;
		else if (len > 1 && memcmp(s + len - 2, "\xc2\xa0", 2) == 0)
			len -= 2;
		else
			break;
	}
	s[len] = '\0';
	return s;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment: insert, remove, replace, swap neighbours. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1], i, j, other;

	for (i = 0; i <= a_len; i++)
		d[i][0] = i;
	for (j = 0; j <= b_len; j++)
		d[0][j] = j;
	for (i = 1; i <= a_len; i++)
		for (j = 1; j <= b_len; j++) {
			other = !same_letter(a[i - 1], b[j - 1]);
			d[i][j] = least(d[i - 1][j - 1] + other,
			    1 + least(d[i - 1][j], d[i][j - 1]));
			if (i > 1 && j > 1 &&
			    same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]))
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a_len][b_len];
}

const char *
text_nearest(const char *word, const char *const *list)
{
	const char *nearest = NULL;
	size_t best = SIZE_MAX, d, len = strlen(word), other;

	if (len > WORD_MAX)
		return NULL;
	for (; *list != NULL; list++) {
		other = strlen(*list);
		if (other > WORD_MAX)
			continue;
		d = distance(word, len, *list, other);
		if (d < best && d * 3 <= (len > other ? len : other)) {
			best = d;
			nearest = *list;
		}
	}
	return nearest;
}

bool
text_in(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

int
text_number(const char *name, const char *s, long long min, long long max,
    long long *number)
{
	const char *digits = *s == '-' ? s + 1 : s;
	char *end = NULL;
	long long value = 0;

	errno = 0;
	if (isdigit((unsigned char)*digits))
		value = strtoll(s, &end, 10);
	if (end == NULL || *end != '\0' || errno != 0 || value < min ||
	    value > max)
		return fail(FAIL_DATA,
		    "%s: \"%.*s\" is not a number from %lld to %lld", name,
		    (int)text_bytes_of(s, QUOTED_CHARS), s, min, max);
	*number = value;
	return 0;
}
