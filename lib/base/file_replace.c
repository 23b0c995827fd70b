/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/file_was.h"
#include "base/mem.h"

#define MAX_SIZE	((size_t)1 << 30)	/* what is compared in memory */
#define MAX_EXCHANGES	1000	/* against a program that saves in a loop */

/* A replacement in the making. */
struct swap {
	const char	*name;		/* as the caller has it */
	char		*path;		/* with symbolic links followed */
	char		*temporary;	/* beside it; NULL: none exists */
};

static void
swap_clear(struct swap *swap)
{
	if (swap->temporary != NULL)
		unlink(swap->temporary);
	free(swap->temporary);
	free(swap->path);
}

/* A replaced file keeps its mode and, as far as we may, its owner, so that
 * whoever could save it still can. */
static int
keep_owner_and_mode(int fd, const char *path, mode_t mode)
{
	struct stat st, own;

	if (stat(path, &st) == 0) {
		mode = st.st_mode & 07777;
		if (fstat(fd, &own) == 0 && (own.st_uid != st.st_uid ||
		    own.st_gid != st.st_gid) &&
		    fchown(fd, st.st_uid, st.st_gid) == -1 &&
		    fchown(fd, (uid_t)-1, st.st_gid) == -1)
			mode &= ~(mode_t)(S_ISUID | S_ISGID);
	}
	return fchmod(fd, mode);
}

/* Write the new content beside the file, so that it is on the disk. */
static int
prepare(struct swap *swap, const char *path, mode_t mode, const void *data,
    size_t size)
{
	const char *name;
	char *dir;
	int fd, result = -1;

	swap->name = path;
	swap->path = realpath(path, NULL);
	if (swap->path == NULL)
		swap->path = xstrdup(path);
	dir = file_directory(swap->path);
	name = strrchr(swap->path, '/');
	name = name == NULL ? swap->path : name + 1;
	swap->temporary = xasprintf("%s/.%s" FILE_TEMPORARY "XXXXXX", dir, name);
	free(dir);
	fd = mkostemp(swap->temporary, O_CLOEXEC);
	if (fd == -1) {
		fail_errno("%s", path);
		free(swap->temporary);
		swap->temporary = NULL;
		return -1;
	}
	if (keep_owner_and_mode(fd, swap->path, mode) == -1)
		fail_errno("%s: chmod", path);
	else if (file_write_all(fd, path, data, size) == -1)
		;
	else if (fsync(fd) == -1)
		fail_errno("%s: fsync", path);
	else
		result = 0;
	if (close(fd) == -1 && result == 0)
		result = fail_errno("%s", path);
	return result;
}

static void
forget_temporary(struct swap *swap)
{
	free(swap->temporary);
	swap->temporary = NULL;
}

static int
rename_over(struct swap *swap)
{
	if (rename(swap->temporary, swap->path) == -1)
		return fail_errno("%s", swap->name);
	forget_temporary(swap);
	return 0;
}

int
file_replace(const char *path, mode_t mode, const void *data, size_t size)
{
	struct swap swap = {0};
	int result = -1;

	if (prepare(&swap, path, mode, data, size) == -1)
		goto out;
	if (rename_over(&swap) == -1)
		goto out;
	result = file_sync_directory(swap.path);
out:
	swap_clear(&swap);
	return result;
}

/* Is this what the file holds?  1 yes, 0 no, -1 failed. */
static int
holds(const char *path, const void *data, size_t size)
{
	struct buf now = {0};
	int result = file_read(path, MAX_SIZE, &now);

	if (result == 1)
		result = now.len == size &&
		    (size == 0 || memcmp(now.data, data, size) == 0);
	buf_clear(&now);
	return result;
}

static bool
is_unsupported(int error)
{
	return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

/* Move the temporary to where no file is.  1 done, 0 there is one now. */
static int
put_new(struct swap *swap)
{
	if (renameat2(AT_FDCWD, swap->temporary, AT_FDCWD, swap->path,
	    RENAME_NOREPLACE) == 0) {
		forget_temporary(swap);
		return 1;
	}
	if (is_unsupported(errno) &&
	    link(swap->temporary, swap->path) == 0)
		return 1;
	if (errno == EEXIST)
		return 0;
	if (errno != EPERM && !is_unsupported(errno))
		return fail_errno("%s", swap->name);
	if (file_exists(swap->path))
		return 0;
	return rename_over(swap) == -1 ? -1 : 1;
}

static int
exchange(const struct swap *swap)
{
	return renameat2(AT_FDCWD, swap->temporary, AT_FDCWD, swap->path,
	    RENAME_EXCHANGE);
}

/*
 * The file was exchanged, and what came out of it (out, at the temporary
 * name) is not what we expected: somebody saved it.  Put that back.  If what
 * comes out then is not what we had put there, it was saved once more, and
 * that newer one goes back: and so on, until nothing comes out but what this
 * function put in.
 */
static int
put_back(struct swap *swap, struct buf *put, struct buf *out)
{
	struct buf swapped;
	int i;

	for (i = 0; i < MAX_EXCHANGES; i++) {
		if (exchange(swap) == -1)
			break;
		swapped = *put;
		*put = *out;
		*out = swapped;
		if (holds(swap->temporary, out->data, out->len) == 1)
			return 0;
		buf_clear(out);
		if (file_read(swap->temporary, MAX_SIZE, out) != 1)
			break;
	}
	fail(FAIL_SYSTEM, "%s: saved by another program again and again; "
	    "one version is in %s", swap->name, swap->temporary);
	forget_temporary(swap);
	return -1;
}

/* From here on the temporary name may hold somebody's save: see
 * file_rescue(). */
static int
mark_as_was(struct swap *swap, const struct buf *old, const void *data,
    size_t size)
{
	char *was = xasprintf("%s.%016llx.%016llx" FILE_WAS, swap->temporary,
	    (unsigned long long)file_hash(buf_text(old), old->len),
	    (unsigned long long)file_hash(data, size));

	if (rename(swap->temporary, was) == -1) {
		free(was);
		return fail_errno("%s", swap->name);
	}
	free(swap->temporary);
	swap->temporary = was;
	return 0;
}

/* Exchange, look at what came out, and undo it if that was not old. */
static int
put_if(struct swap *swap, const struct buf *old, const void *data,
    size_t size)
{
	struct buf put = {0}, out = {0};
	int result;

	if (mark_as_was(swap, old, data, size) == -1)
		return -1;
	if (exchange(swap) == -1) {
		if (errno == ENOENT)
			return 0;
		if (!is_unsupported(errno))
			return fail_errno("%s", swap->name);
		result = holds(swap->path, old->data, old->len);
		if (result == 1)
			result = rename_over(swap) == -1 ? -1 : 1;
		return result;
	}
	result = file_read(swap->temporary, MAX_SIZE, &out);
	if (result == 1 && out.len == old->len &&
	    (old->len == 0 || memcmp(out.data, old->data, old->len) == 0))
		goto out;
	if (result != 1) {
		if (result == 0)
			fail(FAIL_SYSTEM, "%s: gone", swap->temporary);
		if (exchange(swap) == -1)
			forget_temporary(swap);
		result = -1;
		goto out;
	}
	buf_add(&put, data, size);
	result = put_back(swap, &put, &out);
out:
	buf_clear(&put);
	buf_clear(&out);
	return result;
}

int
file_replace_if(const char *path, mode_t mode, const struct buf *old,
    const void *data, size_t size)
{
	struct swap swap = {0};
	int result;

	/* Mostly it is seen here, before anything is touched. */
	result = old == NULL ? !file_exists(path) :
	    holds(path, old->data, old->len);
	if (result != 1)
		return result;
	result = -1;
	if (prepare(&swap, path, mode, data, size) == -1)
		goto out;
	result = old == NULL ? put_new(&swap) :
	    put_if(&swap, old, data, size);
	if (result == 1 && file_sync_directory(swap.path) == -1)
		result = -1;
out:
	swap_clear(&swap);
	return result;
}
