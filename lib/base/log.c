/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#define LOG_MODE	0660	/* all in the group write it */

static const char	*tool = "atlas";
static int		 threshold = LOG_NOTICE;
static bool		 is_quiet;
static int		 log_fd = -1;
static char		*log_path;

void
log_start(const char *name, bool quiet, int verbose)
{
	tool = name;
	is_quiet = quiet;
	threshold = quiet ? LOG_WARNING : LOG_NOTICE + verbose;
}

/* systemd.exec(5): JOURNAL_STREAM holds the device and inode of what stderr
 * was connected to; it may have been redirected since. */
static bool
stderr_is_journal(void)
{
	static int known = -1;
	const char *stream;
	char here[64];
	struct stat st;

	if (known != -1)
		return known;
	known = 0;
	stream = getenv("JOURNAL_STREAM");
	if (stream == NULL || fstat(STDERR_FILENO, &st) == -1)
		return false;
	snprintf(here, sizeof(here), "%llu:%llu",
	    (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	known = strcmp(stream, here) == 0;
	return known;
}

/* Nobody can be told that stderr is gone. */
static void
tell(enum log_level level, const char *message)
{
	struct buf line = {0};
	ssize_t ignored;

	if (stderr_is_journal())
		buf_addf(&line, "<%d>", (int)level);
	buf_addf(&line, "%s: ", tool);
	text_show(&line, message, false);
	buf_addc(&line, '\n');
	ignored = write(STDERR_FILENO, line.data, line.len);
	(void)ignored;
	buf_clear(&line);
}

static void
tell_errno(const char *path)
{
	char *message = xasprintf("%s: %s: going on without this log", path,
	    strerror(errno));

	tell(LOG_WARNING, message);
	free(message);
}

/* A new one has its mode whatever the umask is; one that is there keeps it. */
static int
open_shared(const char *path, int flags)
{
	int fd = open(path, flags | O_EXCL, LOG_MODE);

	if (fd == -1 && errno == EEXIST)
		return open(path, flags, LOG_MODE);
	if (fd != -1)
		(void)fchmod(fd, LOG_MODE);
	return fd;
}

void
log_open(const char *path)
{
	int old_errno = errno;

	log_close();
	log_fd = open_shared(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC);
	if (log_fd == -1)
		tell_errno(path);
	else
		log_path = xstrdup(path);
	errno = old_errno;
}

static void
add_member(struct buf *line, const char *name, const char *text)
{
	buf_addf(line, "\"%s\":", name);
	buf_add_json_string(line, text);
	buf_addc(line, ',');
}

/* One write a line, so that lines of several processes do not mix. */
static void
append(enum log_level level, const char *event, const char *fields,
    const char *message)
{
	static const char *const names[] = {
		"error", "warning", "notice", "info", "debug"
	};
	char stamp[CLOCK_STAMP_SIZE];
	struct buf line = {0};
	ssize_t n;

	buf_addc(&line, '{');
	add_member(&line, "time", clock_stamp_now(stamp));
	add_member(&line, "tool", tool);
	add_member(&line, "level", names[level - LOG_ERROR]);
	add_member(&line, "event", event);
	add_member(&line, "message", message);
	if (fields != NULL && *fields != '\0')
		buf_adds(&line, fields);
	else
		buf_cut(&line, line.len - 1);
	buf_adds(&line, "}\n");
	do
		n = write(log_fd, line.data, line.len);
	while (n == -1 && errno == EINTR);
	if (n != (ssize_t)line.len) {
		if (n != -1)
			errno = ENOSPC;
		tell_errno(log_path);
		log_close();
	}
	buf_clear(&line);
}

void
log_write(enum log_level level, const char *event, const char *fields,
    const char *format, ...)
{
	int old_errno = errno;
	char *message = NULL;
	va_list ap;

	if ((int)level > threshold && (log_fd == -1 || level == LOG_DEBUG))
		return;
	va_start(ap, format);
	if (vasprintf(&message, format, ap) == -1)
		message = xstrdup(format);
	va_end(ap);
	if ((int)level <= threshold)
		tell(level, message);
	if (log_fd != -1)
		append(level, event, fields, message);
	free(message);
	errno = old_errno;
}

void
log_record(enum log_level level, const char *event, const char *fields,
    const char *message)
{
	int old_errno = errno;

	if (log_fd != -1)
		append(level, event, fields, message);
	errno = old_errno;
}

void
log_hint(const char *format, ...)
{
	int old_errno = errno;
	char *message = NULL;
	va_list ap;

	if (is_quiet)
		return;
	va_start(ap, format);
	if (vasprintf(&message, format, ap) == -1)
		message = xstrdup(format);
	va_end(ap);
	tell(LOG_NOTICE, message);
	free(message);
	errno = old_errno;
}

void
log_close(void)
{
	if (log_fd != -1)
		close(log_fd);
	log_fd = -1;
	free(log_path);
	log_path = NULL;
}
