/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_WAS_H
#define BASE_FILE_WAS_H

#include <stdint.h>

#include "base/buf.h"

/*
 * The names that file_replace_if() leaves when it is killed, for
 * file_rescue():
 *	.NAME.atlas-XXXXXX		a copy that was never in place
 *	.NAME.atlas-XXXXXX.OLD.NEW.was	what was taken out of its place, or was
 *					about to be put there; OLD and NEW are
 *					the hashes of what was expected to come
 *					out, and of what was put in: anything
 *					else is somebody's save
 */
#define FILE_TEMPORARY	".atlas-"
#define FILE_WAS	".was"
#define FILE_HASH_CHARS	16

/* FNV-1a: against accidents, not against anybody. */
static inline uint64_t
file_hash(const void *data, size_t size)
{
	const unsigned char *p = data;
	uint64_t h = 14695981039346656037u;

	while (size-- > 0) {
		h ^= *p++;
		h *= 1099511628211u;
	}
	return h;
}

#endif
