/* SPDX-License-Identifier: MIT */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * A command that is started, watched and, if need be, ended: in a process
 * group of its own, with a text on its standard input, and with what it
 * writes passed through while the end of it is kept.
 */
struct child_order {
	char *const	*argv;
	const char	*input;
	size_t		 input_len;
	/* Called first after beat_ms, then after as many milliseconds as it
	 * said last; 0: not again; -1: end the command. */
	int64_t		 beat_ms;
	int64_t		(*beat)(void *);
	void		*arg;
};

struct child_result {
	int		 status;	/* as waitpid(2) has it */
	int		 no_exec;	/* errno: it could not be started */
	int		 told;		/* signal that we were told to end by */
	bool		 ended;		/* beat() wanted it to end */
	struct buf	 tail;		/* the last of both its outputs */
};

/*
 * Run it to its end.  SIGINT, SIGTERM and SIGHUP are handed on to it.  When
 * beat() says so it gets SIGTERM, and after CHILD_GRACE_MS SIGKILL.  Fails
 * with SYSTEM if there is no process to be had.  The caller clears the tail.
 */
#define CHILD_GRACE_MS	5000
#define CHILD_TAIL	4096	/* bytes of output that are kept */
int	 child_run(const struct child_order *, struct child_result *);

/* "ended with status 3", "was killed by signal 9 (KILL)". */
void	 child_say(struct buf *, const struct child_result *);

/* Append what the command wrote last as text that the ledger takes: whole
 * characters, no colours, no lines that it wrote over. */
void	 child_tail(struct buf *, const struct child_result *);

#endif
