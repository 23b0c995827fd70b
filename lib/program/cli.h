/* SPDX-License-Identifier: MIT */
#ifndef PROGRAM_CLI_H
#define PROGRAM_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "domain/actor.h"
#include "domain/policy.h"
#include "service/conf.h"
#include "service/db.h"

/*
 * What every command has in common: the shared options, how it begins, and
 * how it ends.  This is the whole framework.
 *
 *	static const struct option options[] = { CLI_OPTIONS,
 *	    { "tab", required_argument, NULL, 't' }, { 0 } };
 *
 *	while ((ch = getopt_long(argc, argv, CLI_SHORT, options, NULL)) != -1)
 *		switch (ch) {
 *		case 't': ...
 *		default:
 *			if ((rc = cli_option(&cli, ch, ...)) ...
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
	bool			 json, dry_run, quiet, color;
	bool			 tty;		/* stdout is a terminal */
	int			 verbose;
	int			 width;		/* columns of the terminal */
};

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

/*
 * A shared option.  0 taken; -1 not one of ours or wrong (USAGE, with the
 * nearest right one); 1 the program has answered (-h, -V) and ends.
 */
int	 cli_option(struct cli *, int ch, char **argv,
	    const struct option *);

/* Read the configuration, the policy, and who is acting (ATLAS_ACTOR, else
 * the login name). */
int	 cli_begin(struct cli *);

/* Open the database in that mode (cli.db). */
int	 cli_open(struct cli *, enum db_mode);

/*
 * The end: flush stdout (a lost write is a failure), print the recorded
 * failure if rc is -1 (as one JSON object too under -j), release everything.
 * Returns the exit status: rc 0 or 1 itself, -1 the failure's kind.
 */
int	 cli_end(struct cli *, int rc);

/* The answer is no: a sentence on stderr (JSON under -j).  Returns 1. */
int	 cli_no(struct cli *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* Write a result to stdout; remembers a failure for cli_end(). */
void	 cli_put(const char *, size_t);

#endif
