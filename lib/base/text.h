/* SPDX-License-Identifier: MIT */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Text that comes from people and agents: UTF-8, checked once where it comes
 * in, and made harmless wherever it goes out.
 */

/* What a text may be.  Names are those of the limits in atlas-task(1). */
struct text_rule {
	const char	*name;		/* "title": begins each message */
	size_t		 min_chars;	/* 1: must not be empty */
	size_t		 max_chars;	/* code points; 0: no limit */
	size_t		 max_bytes;	/* 0: no limit */
	bool		 multiline;	/* newline and tab are fine */
};

/*
 * Does the text obey the rule?  It must be valid UTF-8 (RFC 3629: shortest
 * form, no surrogates, at most U+10FFFF) without NUL and other control
 * characters (U+0000..1F, 7F..9F); newline, carriage return before newline
 * and tab pass if multiline.  A text of only white space counts as empty.
 * Fails with DATA: "title: 501 characters, at most 500".
 */
int	 text_check(const struct text_rule *, const char *, size_t len);

/* Is it valid UTF-8? */
bool	 text_is_utf8(const char *, size_t len);

/* How many code points. */
size_t	 text_chars(const char *);

/* How many bytes the first n code points take. */
size_t	 text_bytes_of(const char *, size_t n);

/* Columns on a terminal (East Asian wide = 2, combining = 0).  Needs no
 * setlocale(). */
size_t	 text_width(const char *);

/*
 * Append the text so that a terminal can show it: control characters, escape
 * sequences, bidirectional overrides (U+202A..E, U+2066..9) and invalid bytes
 * become "\x1b"-like escapes.  multiline keeps newlines and tabs;
 * otherwise they become a space.
 */
void	 text_show(struct buf *, const char *, bool multiline);

/* The same, cut to so many columns with "…" at the end, padded with spaces
 * to exactly that many if pad. */
void	 text_show_cut(struct buf *, const char *, size_t width, bool pad);

/* Append as one tab-separated field: tab, newline, carriage return and
 * backslash become \t \n \r \\; other control characters as in
 * text_show(). */
void	 text_show_field(struct buf *, const char *);

/* Remove white space (ASCII and U+00A0) at both ends, in place.  Returns the
 * start. */
char	*text_trim(char *);

/*
 * The word of a NULL-terminated list that a mistyped one most likely meant,
 * or NULL if none is near (edit distance above a third of its length).
 */
const char	*text_nearest(const char *, const char *const *list);

/* Is the word in the NULL-terminated list? */
bool	 text_in(const char *, const char *const *list);

/* Read a whole decimal number within [min, max].  Fails with DATA:
 * "priority: \"x\" is not a number from 0 to 100". */
int	 text_number(const char *name, const char *, long long min,
	    long long max, long long *);

#endif
