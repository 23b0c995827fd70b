/* SPDX-License-Identifier: MIT */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

/*
 * The one failure convention.
 *
 * A function that can fail returns int: 0 done, -1 failed.  One that looks
 * something up or steps returns 1 found, 0 none, -1 failed.  When it returns
 * -1, and only then, it has recorded a kind and one sentence here.  Callers
 * return -1 (adding fail_context() where that helps) or handle it with
 * fail_clear().  Only cli_end() prints it.
 *
 * A message reads "subject: what happened", lower case, no full stop, with
 * the values and, where a person can act, what to do.  Never a secret.
 */

/* The numbers are those of sysexits(3); systemd prints their names. */
enum fail_kind {
	FAIL_NONE = 0,
	FAIL_USAGE = 64,	/* bad command line */
	FAIL_DATA = 65,		/* the input makes no sense; do not retry */
	FAIL_REMOTE = 69,	/* the other side refused for good */
	FAIL_INTERNAL = 70,	/* a bug in atlas */
	FAIL_SYSTEM = 71,	/* a system call or the disk */
	FAIL_RETRY = 75,	/* the same command may work later */
	FAIL_DENIED = 77,	/* credentials or permissions */
	FAIL_CONFIG = 78	/* atlas.conf, or a newer database */
};

/* Record a failure, replacing an earlier one.  Returns -1, always. */
int	 fail(enum fail_kind, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * The same for a failed system call: appends ": " and strerror(errno).  The
 * kind is DENIED for EACCES, EPERM and EROFS, otherwise SYSTEM.
 */
int	 fail_errno(const char *, ...) __attribute__((format(printf, 1, 2)));

/* Put "CONTEXT: " before the recorded message.  Returns -1, always. */
int	 fail_context(const char *, ...)
	    __attribute__((format(printf, 1, 2)));

/* Forget the recorded failure: it was handled. */
void	 fail_clear(void);

/* The recorded failure; FAIL_NONE and "" when there is none.  Borrowed until
 * the next call of this module. */
enum fail_kind	 fail_kind(void);
const char	*fail_message(void);

/* "data", "retry" ...: the kind's name in JSON output. */
const char	*fail_kind_name(enum fail_kind);

#endif
