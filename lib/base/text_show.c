/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "base/text.h"
#include "base/utf8.h"

enum show { SHOW_LINE, SHOW_LINES, SHOW_FIELD };

static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

static bool
is_bidi_override(uint32_t point)
{
	return (point >= 0x202a && point <= 0x202e) ||
	    (point >= 0x2066 && point <= 0x2069);
}

static bool
is_plain(char c, enum show how)
{
	return c >= ' ' && c < 0x7f && (c != '\\' || how != SHOW_FIELD);
}

/* White space and the backslash: what stands for them, or NULL if the
 * character has no such form. */
static const char *
show_space(const char *s, enum show how)
{
	switch (*s) {
	case '\t':
		return how == SHOW_FIELD ? "\\t" :
		    how == SHOW_LINES ? "\t" : " ";
	case '\n':
		return how == SHOW_FIELD ? "\\n" :
		    how == SHOW_LINES ? "\n" : " ";
	case '\r':
		return how == SHOW_FIELD ? "\\r" : s[1] == '\n' ? "" : NULL;
	case '\\':
		return how == SHOW_FIELD ? "\\\\" : NULL;
	default:
		return NULL;
	}
}

/* Append a character that is_plain() does not vouch for. */
static void
show_character(struct buf *b, const char *s, size_t n, uint32_t point,
    enum show how)
{
	const char *space = show_space(s, how);

	if (space != NULL)
		buf_adds(b, space);
	else if (point == UTF8_INVALID)
		buf_addf(b, "\\x%02x", (unsigned int)(unsigned char)*s);
	else if (is_control(point))
		buf_addf(b, "\\x%02x", (unsigned int)point);
	else if (is_bidi_override(point))
		buf_addf(b, "\\u%04x", (unsigned int)point);
	else
		buf_add(b, s, n);
}

static void
show(struct buf *b, const char *s, enum show how)
{
	const char *run;
	uint32_t point;
	size_t n;

	for (;;) {
		for (run = s; is_plain(*s, how); s++)
			;
		buf_add(b, run, (size_t)(s - run));
		n = utf8_next(s, &point);
		if (n == 0)
			break;
		show_character(b, s, n, point, how);
		s += n;
	}
}

void
text_show(struct buf *b, const char *s, bool multiline)
{
	show(b, s, multiline ? SHOW_LINES : SHOW_LINE);
}

void
text_show_field(struct buf *b, const char *s)
{
	show(b, s, SHOW_FIELD);
}

size_t
text_width(const char *s)
{
	size_t n, width = 0;
	uint32_t point;

	for (; (n = utf8_next(s, &point)) > 0; s += n)
		if (!is_control(point))
			width += utf8_width(point);
	return width;
}

/* How many bytes of the text fit into so many columns, and how many columns
 * they take. */
static size_t
fit(const char *s, size_t columns, size_t *used)
{
	size_t n, width, bytes = 0;
	uint32_t point;

	*used = 0;
	while ((n = utf8_next(s + bytes, &point)) > 0) {
		width = utf8_width(point);
		if (*used + width > columns)
			break;
		*used += width;
		bytes += n;
	}
	return bytes;
}

void
text_show_cut(struct buf *b, const char *s, size_t width, bool pad)
{
	struct buf shown = {0};
	size_t bytes, used = 0;

	text_show(&shown, s, false);
	bytes = fit(buf_text(&shown), width, &used);
	if (bytes < shown.len && width > 0) {
		bytes = fit(shown.data, width - 1, &used);
		buf_add(b, shown.data, bytes);
		buf_adds(b, "\xe2\x80\xa6");
		used++;
	} else {
		buf_add(b, shown.data, bytes);
	}
	for (; pad && used < width; used++)
		buf_addc(b, ' ');
	buf_clear(&shown);
}
