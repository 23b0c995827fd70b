/* SPDX-License-Identifier: MIT */
/* atlas-task load: many tasks at once, from NDJSON. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "domain/load.h"
#include "format/json.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task load [FILE] [--keep-going]",
	"",
	"Add tasks from NDJSON, one object a line, as list --json prints them;",
	"only \"title\" is required. A uid that is there already is left",
	"alone. Nothing is added unless all lines are good.",
	"",
	"  --keep-going   add the good lines; 65 if there were others",
	VERB_SHARED, NULL
};

enum { OPT_KEEP_GOING = CLI_OWN };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "keep-going", no_argument, NULL, OPT_KEEP_GOING },
	{ 0 }
};

static void
tell_bad(int64_t line, const char *why, void *arg)
{
	const struct cli *cli = arg;
	struct buf out = { 0 };

	if (!cli->json) {
		log_write(LOG_ERROR, "load.bad", NULL, "line %lld: %s",
		    (long long)line, why);
		return;
	}
	json_open(&out, NULL, '{');
	json_add_integer(&out, "line", line);
	json_add_string(&out, "message", why);
	json_close(&out, '}');
	buf_addc(&out, '\n');
	(void)!write(STDERR_FILENO, out.data, out.len);
	buf_clear(&out);
}

static void
add_count(const struct cli *cli, struct buf *out, const char *name,
    const char *words, int64_t value)
{
	if (cli->json)
		json_add_integer(out, name, value);
	else if (!cli->tty)
		buf_addf(out, "%s\t%lld\n", name, (long long)value);
	else if (value > 0 || strcmp(name, "added") == 0)
		buf_addf(out, "%s%lld %s", out->len > 0 ? ", " : "",
		    (long long)value, words);
}

static void
tell(struct cli *cli, const struct load_counts *counts)
{
	struct buf out = { 0 };

	if (cli->json)
		json_open(&out, NULL, '{');
	add_count(cli, &out, "lines", "lines", counts->lines);
	add_count(cli, &out, "added", cli->dry_run ? "would be added" :
	    "added", counts->added);
	add_count(cli, &out, "present", "there already", counts->present);
	add_count(cli, &out, "bad", "bad", counts->bad);
	add_count(cli, &out, "projects", "new projects", counts->projects);
	add_count(cli, &out, "asked", "wait for a decision", counts->asked);
	if (cli->json)
		json_close(&out, '}');
	if (cli->json || cli->tty)
		buf_addc(&out, '\n');
	cli_put_buf(&out);
	buf_clear(&out);
}

static int
load_file(struct cli *cli, FILE *file, bool keep_going)
{
	const struct load_options load = {
		.keep_going = keep_going, .dry_run = cli->dry_run,
		.bad = tell_bad, .arg = cli,
	};
	struct load_counts counts = { 0 };

	if (load_stream(cli->db, &cli->policy, &cli->actor, file, &load,
	    &counts) == -1)
		return -1;
	tell(cli, &counts);
	if (counts.bad > 0)
		return fail(FAIL_DATA, "load: %lld of %lld lines were left "
		    "out", (long long)counts.bad, (long long)counts.lines);
	return 0;
}

/* load_stream() takes back what it did by itself under -n. */
static int
open_ledger(struct cli *cli)
{
	bool dry_run = cli->dry_run;
	int rc;

	cli->dry_run = false;
	rc = cli_open(cli, DB_WRITE);
	cli->dry_run = dry_run;
	return rc;
}

static int
load_main(struct cli *cli, int argc, char **argv)
{
	bool keep_going = false;
	FILE *file = stdin;
	int ch, rc;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		keep_going = keep_going || ch == OPT_KEEP_GOING;
	if (argc - optind > 1)
		return cli_usage(cli, "one FILE only");
	if (open_ledger(cli) == -1)
		return -1;
	if (optind < argc && strcmp(argv[optind], "-") != 0 &&
	    (file = fopen(argv[optind], "re")) == NULL)
		return errno == ENOENT ? fail(FAIL_DATA, "%s: there is no "
		    "such file", argv[optind]) : fail_errno("%s",
		    argv[optind]);
	if (file == stdin && isatty(STDIN_FILENO))
		cli_hint(cli, "reading from the terminal; end with ^D");
	rc = load_file(cli, file, keep_going);
	if (file != stdin)
		fclose(file);
	return rc;
}

const struct verb load_verb = { "load", load_main, usage };
