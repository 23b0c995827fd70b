/* SPDX-License-Identifier: MIT */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/*
 * What happened, told twice: in words on stderr ("tool: message", with the
 * "<4>" prefix of sd-daemon(3) only when stderr is the journal), and as one
 * JSON object a line in the tool's log file: time, tool, level, event,
 * message, and the caller's fields.
 */
enum log_level {
	LOG_ERROR = 3,
	LOG_WARNING = 4,
	LOG_NOTICE = 5,
	LOG_INFO = 6,		/* on stderr only with -v */
	LOG_DEBUG = 7		/* on stderr only with -vv */
};

/* Set the tool's name and what reaches stderr: quiet (-q) errors and
 * warnings only, otherwise notices too, each -v one level more. */
void	 log_start(const char *tool, bool quiet, int verbose);

/* Append JSON lines to this file from now on.  If it cannot be opened, that
 * is one warning on stderr, and never a failure of the job. */
void	 log_open(const char *path);

/*
 * Write it.  event is a short word ("export.done").  fields is JSON members
 * without braces, as '"rows":3,"tab":"Runs"', or NULL.
 */
void	 log_write(enum log_level, const char *event, const char *fields,
	    const char *, ...) __attribute__((format(printf, 4, 5)));

/* The same, but only for the log file: the words reach stderr another way. */
void	 log_record(enum log_level, const char *event, const char *fields,
	    const char *message);

/* One sentence on stderr for a person, not an event for the file: hints and
 * next steps.  Silent with -q. */
void	 log_hint(const char *, ...) __attribute__((format(printf, 1, 2)));

void	 log_close(void);

#endif
