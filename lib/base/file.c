/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/mem.h"

#define CHUNK	((size_t)65536)

int
file_read_fd(int fd, const char *name, size_t max, struct buf *b)
{
	size_t start = b->len, room;
	char *to;
	ssize_t n;

	for (;;) {
		/* One byte beyond the limit tells that it was exceeded. */
		room = max - (b->len - start);
		room = room < CHUNK ? room + 1 : CHUNK;
		to = buf_room(b, room);
		n = read(fd, to, room);
		if (n == 0)
			break;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			fail_errno("%s", name);
			buf_cut(b, start);
			return -1;
		}
		to[n] = '\0';
		b->len += (size_t)n;
		if (b->len - start > max) {
			buf_cut(b, start);
			return fail(FAIL_DATA, "%s: more than %zu bytes",
			    name, max);
		}
	}
	to[0] = '\0';
	return 0;
}

int
file_read(const char *path, size_t max, struct buf *b)
{
	struct stat st;
	int fd, result;

	/* Without O_NONBLOCK, opening a FIFO would wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1)
		return errno == ENOENT ? 0 : fail_errno("%s", path);
	if (fstat(fd, &st) == -1)
		result = fail_errno("%s", path);
	else if (!S_ISREG(st.st_mode))
		result = fail(FAIL_DATA, "%s: not a regular file", path);
	else if ((uintmax_t)st.st_size > max)
		result = fail(FAIL_DATA, "%s: %jd bytes, at most %zu", path,
		    (intmax_t)st.st_size, max);
	else
		result = file_read_fd(fd, path, max, b) == -1 ? -1 : 1;
	close(fd);
	return result;
}

int
file_write_all(int fd, const char *name, const void *data, size_t size)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	const char *from = data;
	ssize_t n;

	while (size > 0) {
		n = write(fd, from, size);
		if (n >= 0) {
			from += n;
			size -= (size_t)n;
		} else if (errno == EAGAIN) {
			/* A pipe that another program made non-blocking. */
			poll(&ready, 1, -1);
		} else if (errno != EINTR) {
			return fail_errno("%s", name);
		}
	}
	return 0;
}

int
file_sync_directory(const char *path)
{
	char *dir = file_directory(path);
	int fd, result = 0;

	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		result = fail_errno("%s", dir);
	/* EINVAL: this file system needs no such thing. */
	else if (fsync(fd) == -1 && errno != EINVAL)
		result = fail_errno("%s: fsync", dir);
	if (fd != -1)
		close(fd);
	free(dir);
	return result;
}

static int
make_directory(const char *path, mode_t mode)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if (mkdir(path, mode) == -1) {
		if (errno == EEXIST && stat(path, &st) == 0 &&
		    S_ISDIR(st.st_mode))
			return 0;
		return fail_errno("%s", path);
	}
	/* mkdir(2) heeds the umask and drops the set-group-ID bit. */
	if (chmod(path, mode) == -1)
		return fail_errno("%s", path);
	return 0;
}

int
file_make_directories(const char *path, mode_t mode)
{
	char *copy, *slash;
	struct stat st;
	int result = 0;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	copy = xstrdup(path);
	for (slash = copy; result == 0 && *slash != '\0'; ) {
		slash += strspn(slash, "/");
		slash += strcspn(slash, "/");
		if (*slash == '\0')
			break;
		*slash = '\0';
		result = make_directory(copy, mode);
		*slash = '/';
	}
	if (result == 0)
		result = make_directory(copy, mode);
	free(copy);
	return result;
}

int
file_check_private(const char *path)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return errno == ENOENT ?
		    fail(FAIL_CONFIG, "%s: no such file", path) :
		    fail_errno("%s", path);
	if (!S_ISREG(st.st_mode))
		return fail(FAIL_DENIED, "%s: not a regular file", path);
	if ((st.st_mode & 077) != 0)
		return fail(FAIL_DENIED, "%s: others may use it (mode %04o); "
		    "run: chmod 600 %s", path,
		    (unsigned int)(st.st_mode & 07777), path);
	return 0;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *
file_path(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	if (name[0] == '/' || len == 0)
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
}

char *
file_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	while (slash > path && slash[-1] == '/')
		slash--;
	return slash == path ? xstrdup("/") :
	    xstrndup(path, (size_t)(slash - path));
}
