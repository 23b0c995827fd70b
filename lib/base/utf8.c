/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <locale.h>
#include <stdbool.h>
#include <wchar.h>

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t
utf8_decode(const char *s, size_t len, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c;
	uint32_t value;
	size_t n, i;

	if (len == 0)
		return 0;
	c = (unsigned char)*s;
	if (c < 0x80) {
		*point = c;
		return 1;
	}
	if (c < 0xc2 || c > 0xf4)
		return 0;
	n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	value = c & (0x7fU >> n);
	for (i = 1; i < n; i++) {
		if (i >= len || !is_continuation(s[i]))
			return 0;
		value = value << 6 | ((unsigned char)s[i] & 0x3fU);
	}
	if (value < least[n] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*point = value;
	return n;
}

size_t
utf8_next(const char *s, uint32_t *point)
{
	size_t n;

	if (*s == '\0')
		return 0;
	n = utf8_decode(s, 4, point);
	if (n == 0) {
		*point = UTF8_INVALID;
		return 1;
	}
	return n;
}

size_t
utf8_cut(const char *s, size_t len)
{
	size_t back;

	for (back = 0; back < 3 && back < len; back++)
		if (!is_continuation(s[len - back]))
			break;
	return is_continuation(s[len - back]) ? len : len - back;
}

size_t
utf8_width(uint32_t point)
{
	static locale_t utf8;
	locale_t old;
	int width;

	if (point < 0x300 || point == UTF8_INVALID)
		return 1;
	/* wcwidth(3) knows Unicode only in a UTF-8 locale; taken when first
	 * needed, so that ASCII costs nothing, and kept to the end. */
	if (utf8 == (locale_t)0) {
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
		if (utf8 == (locale_t)0)
			return 1;
	}
	old = uselocale(utf8);
	width = wcwidth((wchar_t)point);
	uselocale(old);
	return width < 0 ? 1 : (size_t)width;
}
