/* SPDX-License-Identifier: MIT */
/*
 * A library to be loaded before others (LD_PRELOAD): right before the N-th
 * call that changes anything outside of the process, it dies of SIGKILL.
 * KILL_AT says N.  Where SQLite writes page after page, what lies between is
 * its business: that counts as one call, unless KILL_ALL is set.
 * KILL_TRACE=1 names each on standard error.
 */
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long calls;

static void
say(const char *text)
{
	(void)!syscall(SYS_write, STDERR_FILENO, text, strlen(text));
}

static void
step(const char *name)
{
	const char *at = getenv("KILL_AT");
	static const char *last = "";

	if (strcmp(name, last) == 0 && strncmp(name, "pwrite", 6) == 0 &&
	    getenv("KILL_ALL") == NULL)
		return;
	last = name;
	calls++;
	if (getenv("KILL_TRACE") != NULL) {
		say(name);
		say("\n");
	}
	if (at != NULL && strtol(at, NULL, 10) == calls)
		syscall(SYS_kill, getpid(), SIGKILL);
}

/* The function of that name that comes after ours. */
static void *
next(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (function == NULL) {
		say(name);
		say(": not found\n");
		_exit(70);
	}
	return function;
}

#define PASS(type, name, parameters, arguments)				\
	type name parameters;						\
	type name parameters						\
	{								\
		static type (*real) parameters;				\
		if (real == NULL)					\
			*(void **)&real = next(#name);			\
		step(#name);						\
		return real arguments;					\
	}

PASS(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n))
PASS(ssize_t, pwrite, (int fd, const void *data, size_t n, off_t at),
    (fd, data, n, at))
PASS(ssize_t, pwrite64, (int fd, const void *data, size_t n, off64_t at),
    (fd, data, n, at))
PASS(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n))
PASS(int, fsync, (int fd), (fd))
PASS(int, fdatasync, (int fd), (fd))
PASS(int, ftruncate, (int fd, off_t n), (fd, n))
PASS(int, ftruncate64, (int fd, off64_t n), (fd, n))
PASS(int, rename, (const char *from, const char *to), (from, to))
PASS(int, renameat2, (int a, const char *from, int b, const char *to,
    unsigned int flags), (a, from, b, to, flags))
PASS(int, link, (const char *from, const char *to), (from, to))
PASS(int, unlink, (const char *path), (path))
PASS(int, mkdir, (const char *path, mode_t mode), (path, mode))
PASS(int, fchmod, (int fd, mode_t mode), (fd, mode))
PASS(int, fchown, (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
PASS(int, flock, (int fd, int how), (fd, how))
PASS(int, mkostemp, (char *template, int flags), (template, flags))
PASS(int, mkostemp64, (char *template, int flags), (template, flags))

/* Only what makes a file is a change. */
#define PASS_OPEN(name)							\
	int name(const char *path, int flags, ...);			\
	int name(const char *path, int flags, ...)			\
	{								\
		static int (*real)(const char *, int, ...);		\
		mode_t mode = 0;					\
		va_list ap;						\
		if (real == NULL)					\
			*(void **)&real = next(#name);			\
		if (flags & O_CREAT) {					\
			va_start(ap, flags);				\
			mode = va_arg(ap, mode_t);			\
			va_end(ap);					\
			step(#name);					\
		}							\
		return real(path, flags, mode);				\
	}
PASS_OPEN(open)
PASS_OPEN(open64)
