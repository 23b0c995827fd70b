/* SPDX-License-Identifier: MIT */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

/*
 * A growing piece of text.  An all-zero struct is empty and ready.  data is
 * NULL before anything was added, and NUL-terminated (beyond len) after.
 * Whoever declares one ends it with buf_clear() or buf_take().
 */
struct buf {
	char	*data;
	size_t	 len;
	size_t	 size;		/* allocated bytes */
};

void	 buf_add(struct buf *, const void *, size_t);
void	 buf_adds(struct buf *, const char *);
void	 buf_addc(struct buf *, char);
void	 buf_addf(struct buf *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* Append as a JSON string with its quotes (RFC 8259, section 7).  Control
 * characters (U+0000..1F, 7F..9F) are escaped; invalid UTF-8 becomes
 * U+FFFD. */
void	 buf_add_json_string(struct buf *, const char *);

/* Make room for so many more bytes and return where they go; the caller
 * then raises len by what it wrote (and buf_text() sees to the NUL). */
char	*buf_room(struct buf *, size_t);

/* The text so far, "" if none.  Borrowed until the next change. */
const char	*buf_text(const struct buf *);

/* Keep only the first so many bytes. */
void	 buf_cut(struct buf *, size_t);

/* Hand the text over (never NULL; the caller frees it), leaving it empty. */
char	*buf_take(struct buf *);

/* Release.  Harmless on an empty one. */
void	 buf_clear(struct buf *);

/*
 * The same for a secret: overwrites all of it first.  A buf that grows leaves
 * its past behind in freed memory, so make room for the whole secret
 * (buf_room()) before the first byte.
 */
void	 buf_wipe(struct buf *);

#endif
