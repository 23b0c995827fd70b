/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <sys/prctl.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"

static void *
checked(void *p)
{
	static const char text[] = "atlas: out of memory\n";
	ssize_t ignored;

	if (p == NULL) {
		ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
		(void)ignored;
		_exit(FAIL_SYSTEM);
	}
	return p;
}

void *
xmalloc(size_t size)
{
	return checked(malloc(size > 0 ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return checked(calloc(count, size));
}

void *
xreallocarray(void *p, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return checked(NULL);
	return checked(realloc(p, total > 0 ? total : 1));
}

char *
xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *
xstrndup(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

char *
xasprintf(const char *format, ...)
{
	char *s = NULL;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vasprintf(&s, format, ap);
	va_end(ap);
	return checked(n == -1 ? NULL : s);
}

void
mem_wipe(void *p, size_t size)
{
	if (p != NULL)
		explicit_bzero(p, size);
}

void
mem_hide(void)
{
	/* Fails only for a bad argument. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
