/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define FIRST_SIZE	128

/* What a byte means to JSON: 0 stands for itself, U is escaped by its
 * number, H begins a character of several bytes, else \ and this letter. */
enum { U = 'u', H = 0x80 };
static const unsigned char json_class[256] = {
	U, U, U, U, U, U, U, U, 'b', 't', 'n', U, 'f', 'r', U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	['"'] = '"', ['\\'] = '\\', [0x7f] = U,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
};

static char *
grow(struct buf *b, size_t n)
{
	size_t need, size = b->size > 0 ? b->size : FIRST_SIZE;

	if (__builtin_add_overflow(b->len, n, &need) || need >= SIZE_MAX / 2)
		return xreallocarray(NULL, SIZE_MAX, 2);
	while (size <= need)
		size *= 2;
	b->data = xreallocarray(b->data, size, 1);
	b->size = size;
	return b->data + b->len;
}

char *
buf_room(struct buf *b, size_t n)
{
	return n < b->size - b->len ? b->data + b->len : grow(b, n);
}

void
buf_add(struct buf *b, const void *data, size_t n)
{
	char *room = buf_room(b, n);

	if (n > 0)
		memcpy(room, data, n);
	b->len += n;
	room[n] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	char *room = buf_room(b, 1);

	room[0] = c;
	room[1] = '\0';
	b->len++;
}

void
buf_addf(struct buf *b, const char *format, ...)
{
	va_list ap;
	size_t size;
	int n;

	buf_room(b, 64);
	size = b->size - b->len;
	va_start(ap, format);
	n = vsnprintf(b->data + b->len, size, format, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= size) {
		buf_room(b, (size_t)n);
		va_start(ap, format);
		n = vsnprintf(b->data + b->len, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	if (n > 0)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
}

/* Append the character at s, which is not an ordinary byte, as JSON has it.
 * Returns how many bytes of s that was. */
static size_t
add_json_character(struct buf *b, const char *s)
{
	unsigned char class = json_class[(unsigned char)*s];
	uint32_t point;
	size_t n;

	if (class == U) {
		buf_addf(b, "\\u%04x", (unsigned int)(unsigned char)*s);
		return 1;
	}
	if (class != H) {
		buf_add(b, (char []){ '\\', (char)class }, 2);
		return 1;
	}
	n = utf8_decode(s, 4, &point);
	if (n == 0) {
		buf_add(b, "\xef\xbf\xbd", 3);
		return 1;
	}
	if (point < 0xa0)
		buf_addf(b, "\\u%04x", (unsigned int)point);
	else
		buf_add(b, s, n);
	return n;
}

/* In each byte of the word: is it one that json_class has a class for?  The
 * highest bit says so, as a rule: where a lower byte is one, a higher one may
 * be taken for one as well. */
static uint64_t
special_bytes(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101, high = ones * 0x80;
	uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
	uint64_t delete = word ^ ones * 0x7f;

	return (word | (word - ones * 0x20) | (quote - ones) |
	    (backslash - ones) | (delete - ones)) & high;
}

/* How many bytes from here on stand for themselves: eight at a time, for this
 * is most of the time that a long list takes. */
static size_t
json_run(const char *s, size_t len)
{
	uint64_t word;
	size_t i = 0;

	for (; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if (special_bytes(word) != 0)
			break;
	}
	while (json_class[(unsigned char)s[i]] == 0)
		i++;
	return i;
}

void
buf_add_json_string(struct buf *b, const char *s)
{
	size_t len = strlen(s), run;

	*buf_room(b, len + 2) = '"';
	b->len++;
	for (;;) {
		run = json_run(s, len);
		memcpy(buf_room(b, run), s, run);
		b->len += run;
		if (run == len)
			break;
		s += run;
		len -= run;
		run = add_json_character(b, s);
		s += run;
		len -= run;
	}
	buf_addc(b, '"');
}

const char *
buf_text(const struct buf *b)
{
	if (b->data == NULL)
		return "";
	b->data[b->len] = '\0';
	return b->data;
}

void
buf_cut(struct buf *b, size_t len)
{
	if (len < b->len) {
		b->len = len;
		b->data[len] = '\0';
	}
}

char *
buf_take(struct buf *b)
{
	char *text;

	buf_room(b, 0)[0] = '\0';
	text = b->data;
	*b = (struct buf){0};
	return text;
}

void
buf_clear(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}

void
buf_wipe(struct buf *b)
{
	mem_wipe(b->data, b->size);
	buf_clear(b);
}
