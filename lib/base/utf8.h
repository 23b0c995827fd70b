/* SPDX-License-Identifier: MIT */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * UTF-8 (RFC 3629), one character at a time: shortest form only, no
 * surrogates, at most U+10FFFF.
 */

/*
 * Decode the character at s, of which len bytes may be read.  Returns how
 * many bytes it takes, 0 if it is not valid or len is 0.  Reading stops at
 * the first byte that does not belong, so a NUL-terminated text needs no
 * exact len.
 */
size_t	 utf8_decode(const char *s, size_t len, uint32_t *point);

/* The same for a text with rubbish in it: never 0 before its NUL; an invalid
 * byte is one character, UTF8_INVALID.  0 at the NUL. */
#define UTF8_INVALID	UINT32_MAX
size_t	 utf8_next(const char *s, uint32_t *point);

/* The largest length up to len that does not cut a character of s in two;
 * s[len] must be readable. */
size_t	 utf8_cut(const char *s, size_t len);

/* Columns on a terminal: 0 combining, 2 East Asian wide, otherwise 1.  Needs
 * no setlocale(). */
size_t	 utf8_width(uint32_t point);

#endif
