/* SPDX-License-Identifier: MIT */
#ifndef PROGRAM_CLI_H
#define PROGRAM_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "domain/actor.h"
#include "domain/policy.h"
#include "service/conf.h"
#include "service/db.h"

/*
 * What every command has in common: the shared options, how it begins, and
 * how it ends.  This is the whole framework.
 *
 *	static const struct option options[] = { CLI_OPTIONS,
 *	    { "tab", required_argument, NULL, CLI_OWN }, { 0 } };
 *
 *	cli_start(&cli, "atlas-export", usage);
 *	while ((ch = cli_getopt(&cli, argc, argv, CLI_SHORT, options)) != -1)
 *		switch (ch) {
 *		case CLI_OWN:
 *			tab = optarg;
 *			break;
 *		}
 *	rc = export_desk(&cli, tab);	calls cli_open() first
 *	return cli_end(&cli, rc);
 */
struct cli {
	const char		*tool;		/* "atlas-task" */
	const char		*verb;		/* "add", or NULL */
	const char *const	*usage;		/* lines for -h, NULL-ended */
	struct conf_options	 conf_options;
	struct conf		*conf;
	struct policy		 policy;
	struct actor		 actor;
	struct db		*db;
	bool			 json, dry_run, quiet;
	bool			 color;		/* on stdout */
	bool			 tty;		/* stdout is a terminal */
	bool			 writes;	/* opened to change something */
	int			 verbose;
	int			 width;		/* columns of the terminal */
	int			 status;	/* worst one told yet */
};

/*
 * Leading "+": options end at the first operand.  A tool whose verbs take
 * options after their operands ("edit 42 --title X") passes CLI_SHORT + 1 for
 * the verb's own.
 */
#define CLI_SHORT	"+:c:d:hjnqvV"
enum {				/* values of long options without a letter */
	CLI_ROOT = 1000,
	CLI_NO_COLOR,
	CLI_OWN			/* a command's own begin here */
};
#define CLI_OPTIONS						\
	{ "config", required_argument, NULL, 'c' },		\
	{ "database", required_argument, NULL, 'd' },		\
	{ "root", required_argument, NULL, CLI_ROOT },		\
	{ "json", no_argument, NULL, 'j' },			\
	{ "dry-run", no_argument, NULL, 'n' },			\
	{ "quiet", no_argument, NULL, 'q' },			\
	{ "verbose", no_argument, NULL, 'v' },			\
	{ "no-color", no_argument, NULL, CLI_NO_COLOR },	\
	{ "help", no_argument, NULL, 'h' },			\
	{ "version", no_argument, NULL, 'V' }

/* Fill the struct; look at stdout; take care that descriptors 0 to 2 are
 * open, and that a closed pipe is an error and not the end. */
void	 cli_start(struct cli *, const char *tool, const char *const *usage);

/*
 * The next option, as getopt_long(3), with the shared ones taken care of: a
 * command sees only its own, and -1 at the end.  Ends the program by itself
 * for -h and -V, and with USAGE (and the nearest right name) for an option
 * that is unknown, abbreviated, or lacks its argument.
 */
int	 cli_getopt(struct cli *, int argc, char **argv, const char *shorts,
	    const struct option *);

/* The command line is wrong: records USAGE, "VERB: ... (see atlas-task VERB
 * --help)".  Returns -1, always. */
int	 cli_usage(const struct cli *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* Read the configuration and the policy. */
int	 cli_begin(struct cli *);

/*
 * cli_begin() unless that was done, then open the database in that mode
 * (cli.db).  To change something, find out who is acting: cli.actor.name if it
 * is set already (--as), else ATLAS_ACTOR, else the login name.  With -n a
 * transaction is begun as well; since nobody commits it, the end takes back
 * everything that was done.
 */
int	 cli_open(struct cli *, enum db_mode);

/* Log to that file below the root ("logs/task.log") from now on: timer jobs. */
void	 cli_log(struct cli *, const char *name);

/* Close the database for now. */
void	 cli_close(struct cli *);

/*
 * The end: print the recorded failure if rc is -1 (as one JSON object under
 * -j), release everything.  Returns the exit status: rc 0 or 1 itself, -1 the
 * failure's kind; SYSTEM when something was lost on the way to stdout; the
 * worst that was told before, if that is more.
 */
int	 cli_end(struct cli *, int rc);

/* Print the recorded failure now, remember its status for cli_end(), and
 * forget it: for a command that goes on with its other operands. */
void	 cli_tell(struct cli *);

/* The answer is no: a sentence on stderr (JSON under -j, nothing with -q).
 * Returns 1. */
int	 cli_no(struct cli *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* What to do next: a sentence on stderr, for a person at a terminal only. */
void	 cli_hint(const struct cli *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* Write a result to stdout; remembers a failure for cli_end(). */
void	 cli_put(const char *, size_t);

/* The same for a whole buf, which is empty afterwards. */
void	 cli_put_buf(struct buf *);

/*
 * The same, but only when enough has come together to be worth a write.
 * -1 (SYSTEM recorded) when stdout is lost, so that a walk stops.
 */
#define CLI_CHUNK	65536
int	 cli_stream(struct buf *);

#endif
