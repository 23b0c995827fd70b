/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Files appear whole or not at all.
 */

/*
 * Append a whole file.  1 read, 0 there is no such file, -1 failed: not a
 * regular file or larger than max bytes is DATA ("FILE: 104857600 bytes, at
 * most 67108864"), the rest as fail_errno().
 */
int	 file_read(const char *path, size_t max, struct buf *);

/* Append everything that a descriptor gives, at most max bytes. */
int	 file_read_fd(int fd, const char *name, size_t max, struct buf *);

/* Write it all, however often it takes. */
int	 file_write_all(int fd, const char *name, const void *, size_t);

/*
 * Replace or create a file: temporary in the same directory, fsync, rename,
 * fsync the directory.  On failure the old file is untouched and the
 * temporary is gone.
 */
int	 file_replace(const char *path, mode_t, const void *, size_t);

/*
 * The same, but only if the file still holds what it held when it was read
 * (old, NULL if it did not exist).  1 replaced, 0 somebody changed it in the
 * meantime and it is untouched, -1 failed.  The check and the replacement are
 * one step (renameat2(2) RENAME_EXCHANGE, compare, exchange back if needed),
 * so that a save by another program in between is never lost.
 */
int	 file_replace_if(const char *path, mode_t, const struct buf *old,
	    const void *, size_t);

/*
 * What a file_replace_if() left behind that was killed half way: a copy that
 * was never put in place is removed, and so is what was taken out of its place
 * if it is what was expected there; anything else is somebody's save that
 * nobody has looked at, and is renamed to as.  1 there was such a thing, 0
 * not, -1 failed.  Only while nobody else replaces the file.
 */
int	 file_rescue(const char *path, const char *as);

/* fsync the directory that holds the path. */
int	 file_sync_directory(const char *path);

/* Make a directory and the missing ones above it. */
int	 file_make_directories(const char *path, mode_t);

/* A secret must be a regular file that only its owner can read: otherwise
 * DENIED, with the chmod that mends it.  A missing file is CONFIG. */
int	 file_check_private(const char *path);

bool	 file_exists(const char *path);

/* DIR and NAME as one path; NAME alone if it is absolute.  Caller frees. */
char	*file_path(const char *dir, const char *name);

/* The directory part, "." if none.  Caller frees. */
char	*file_directory(const char *path);

#endif
