/* SPDX-License-Identifier: MIT */
#ifndef VERB_H
#define VERB_H

#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "program/cli.h"

/*
 * A verb of atlas-task: a file of its own (or one with its nearest relatives),
 * which ends with this description.  main.c lists them.
 */
struct verb {
	const char		*name;
	/* As a main(): argv[0] is the verb.  Returns what cli_end() takes. */
	int			(*main)(struct cli *, int argc, char **argv);
	const char *const	*usage;		/* lines, NULL-ended */
};

extern const struct verb add_verb, approve_verb, audit_verb,
    cancel_verb, claim_verb, config_verb, done_verb, edit_verb, fail_verb,
    history_verb, init_verb, list_verb, load_verb, log_verb, needs_verb,
    pending_verb, project_verb, reject_verb, release_verb, renew_verb,
    reopen_verb, review_verb, revise_verb, run_verb, search_verb, show_verb,
    stats_verb, sweep_verb, tree_verb, wait_verb;

/* Options may stand after operands too.  With a message, -m. */
#define VERB_SHORT	(&CLI_SHORT[1])
#define VERB_SHORT_M	(&(CLI_SHORT "m:")[1])
#define VERB_SHARED	"", "Options for every verb: atlas-task --help"

/* operands.c */

#define ATTEMPTS_MAX	1000	/* more is a mistake, or a loop */
#define LIMIT_MAX	1000000000

/*
 * Do it for each operand; "-" stands for the IDs on standard input, one a
 * line, up to the first tab.  each() returns 0, 1 (no), -1 failed.  With
 * several, a failure that concerns only one (DATA, DENIED) is told, and the
 * others are done; the worst status is the program's.
 */
int	 operands_each(struct cli *, char **operand, int n,
	    int (*each)(struct cli *, const char *, void *), void *);

/* Append a text option: itself, or all of standard input if it is "-",
 * without the newlines at its end.  name is for messages. */
int	 operands_text(const char *name, const char *value, struct buf *);

/* Fail with USAGE unless there are that many. */
int	 operands_exactly(const struct cli *, int n, int wanted,
	    const char *what);

/* What an option that may be given several times was given.  Borrowed texts;
 * the array is freed by the caller. */
struct words {
	const char	**word;
	size_t		  n;
};
void	 operands_word(struct words *, const char *);

/* The same as ids of tasks that exist; the array is freed by the caller. */
struct task_ids {
	int64_t	*id;
	size_t	 n;
};
int	 operands_tasks(struct cli *, const char *name, const struct words *,
	    struct task_ids *);

/* A number within [min, max], a moment in the future (due) as a stamp; what
 * is NULL leaves the result alone.  "none" is an empty stamp. */
int	 operands_number(const char *name, const char *, int64_t min,
	    int64_t max, int64_t *);
int	 operands_due(const char *, char stamp[CLOCK_STAMP_SIZE]);

/* How long, in milliseconds; NULL leaves it alone. */
int	 operands_duration(const char *name, const char *, int64_t *ms);

/*
 * The token of --run; without it ATLAS_RUN, if ATLAS_TASK_ID is that very
 * task: what "atlas-task run" started is held to its own attempt.  0: none.
 */
int	 operands_run(const char *value, int64_t task, int64_t *run);

/* say.c */

/*
 * Tell what became of a task: its JSON, "ID TAB status" in a pipe, and at a
 * terminal the sentence "#42 is WORDS: its title" ("would be" under -n).
 * approval is what waits for a decision now, 0 if nothing.
 */
int	 say_task(struct cli *, int64_t task, int64_t approval,
	    const char *words, ...) __attribute__((format(printf, 4, 5)));

/* The open approval of a task; 0: none. */
int	 say_approval(struct cli *, int64_t task, int64_t *approval);

/* "A31" asks; say at a terminal how to answer. */
void	 say_next(const struct cli *, int64_t task, int64_t approval);

#endif
