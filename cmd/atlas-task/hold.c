/* SPDX-License-Identifier: MIT */
/* atlas-task renew, release, log, fail: what the holder of a task says. */
#include "base/clock.h"
#include "domain/claim.h"
#include "domain/task.h"
#include "verb.h"

#define HOLD_USAGE							\
	"  --as AGENT    who holds it (ATLAS_ACTOR, or the login)",	\
	"  --run R       refuse unless R is its live attempt (ATLAS_RUN)"

static const char *const renew_usage[] = {
	"usage: atlas-task renew ID... [option]...",
	"",
	"Keep a task longer.",
	"",
	"  --lease D     for how long from now: 30m, 2h ([policy] lease)",
	HOLD_USAGE, VERB_SHARED, NULL
};
static const char *const release_usage[] = {
	"usage: atlas-task release ID... [option]...",
	"",
	"Give a task back, to do. The attempt does not count.",
	"",
	HOLD_USAGE, VERB_SHARED, NULL
};
static const char *const log_usage[] = {
	"usage: atlas-task log ID TEXT [option]...",
	"",
	"Say how far it is; TEXT \"-\" is read from standard input. From its",
	"holder this renews the lease.",
	"",
	"  --percent N   0 to 100",
	HOLD_USAGE, VERB_SHARED, NULL
};
static const char *const fail_usage[] = {
	"usage: atlas-task fail ID... -m TEXT [option]...",
	"",
	"The attempt failed: give the task back, to do again; after the last",
	"attempt a human is asked.",
	"",
	"  -m, --message TEXT   why; \"-\": from standard input",
	HOLD_USAGE, VERB_SHARED, NULL
};

enum { OPT_AS = CLI_OWN, OPT_RUN, OPT_LEASE, OPT_PERCENT };
static const struct option renew_options[] = {
	CLI_OPTIONS,
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "lease", required_argument, NULL, OPT_LEASE },
	{ 0 }
};
static const struct option release_options[] = {
	CLI_OPTIONS,
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ 0 }
};
static const struct option log_options[] = {
	CLI_OPTIONS,
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "percent", required_argument, NULL, OPT_PERCENT },
	{ 0 }
};
static const struct option fail_options[] = {
	CLI_OPTIONS,
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "message", required_argument, NULL, 'm' },
	{ 0 }
};

struct hold {
	const char	*run, *lease, *percent_text, *message;
	int64_t		 lease_ms, percent;
	struct buf	 text;
};

static void
take(struct cli *cli, struct hold *hold, int argc, char **argv,
    const char *shorts, const struct option *options)
{
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, shorts, options)) != -1)
		switch (ch) {
		case OPT_AS:
			cli->actor.name = optarg;
			break;
		case OPT_RUN:
			hold->run = optarg;
			break;
		case OPT_LEASE:
			hold->lease = optarg;
			break;
		case OPT_PERCENT:
			hold->percent_text = optarg;
			break;
		case 'm':
			hold->message = optarg;
			break;
		}
}

/* The task, and the token for it. */
static int
find(struct cli *cli, const char *word, const struct hold *hold, int64_t *id,
    int64_t *run)
{
	if (task_need_id(cli->db, word, id) == -1)
		return -1;
	return operands_run(hold->run, *id, run);
}

static int
renew_one(struct cli *cli, const char *word, void *arg)
{
	struct hold *hold = arg;
	char until[CLOCK_STAMP_SIZE], local[CLOCK_LOCAL_SIZE];
	int64_t id, run, when = 0;

	if (find(cli, word, hold, &id, &run) == -1 ||
	    claim_renew(cli->db, &cli->policy, &cli->actor, id, run,
	    hold->lease_ms, until) == -1)
		return -1;
	clock_parse_stamp(until, &when);
	return say_task(cli, id, 0, "held until %s",
	    clock_local(when, local));
}

static int
release_one(struct cli *cli, const char *word, void *arg)
{
	int64_t id, run;

	if (find(cli, word, arg, &id, &run) == -1 ||
	    claim_release(cli->db, &cli->actor, id, run) == -1)
		return -1;
	return say_task(cli, id, 0, "given back");
}

static int
fail_one(struct cli *cli, const char *word, void *arg)
{
	struct hold *hold = arg;
	int64_t id, run, approval = 0;
	int gave_up;

	if (find(cli, word, hold, &id, &run) == -1 ||
	    claim_fail(cli->db, &cli->policy, &cli->actor, id, run,
	    buf_text(&hold->text), &gave_up) == -1)
		return -1;
	if (gave_up && say_approval(cli, id, &approval) == -1)
		return -1;
	if (say_task(cli, id, approval, gave_up ?
	    "in review, after the last attempt" : "given back") == -1)
		return -1;
	say_next(cli, id, approval);
	return 0;
}

static int
log_line(struct cli *cli, const char *word, void *arg)
{
	struct hold *hold = arg;
	int64_t id, run;

	if (find(cli, word, hold, &id, &run) == -1 ||
	    claim_log(cli->db, &cli->policy, &cli->actor, id, run,
	    buf_text(&hold->text), hold->percent) == -1)
		return -1;
	if (hold->percent == -1)
		return say_task(cli, id, 0, "logged");
	return say_task(cli, id, 0, "at %lld%%", (long long)hold->percent);
}

static int
each(struct cli *cli, int argc, char **argv,
    int (*one)(struct cli *, const char *, void *), struct hold *hold)
{
	if (optind == argc)
		return cli_usage(cli, "which task? An ID is missing");
	if (cli_open(cli, DB_WRITE) == -1)
		return -1;
	return operands_each(cli, argv + optind, argc - optind, one, hold);
}

static int
renew_main(struct cli *cli, int argc, char **argv)
{
	struct hold hold = { 0 };

	take(cli, &hold, argc, argv, VERB_SHORT, renew_options);
	if (operands_duration("lease", hold.lease, &hold.lease_ms) == -1)
		return -1;
	return each(cli, argc, argv, renew_one, &hold);
}

static int
release_main(struct cli *cli, int argc, char **argv)
{
	struct hold hold = { 0 };

	take(cli, &hold, argc, argv, VERB_SHORT, release_options);
	return each(cli, argc, argv, release_one, &hold);
}

static int
fail_main(struct cli *cli, int argc, char **argv)
{
	struct hold hold = { 0 };
	int rc = -1;

	take(cli, &hold, argc, argv, VERB_SHORT_M, fail_options);
	if (hold.message == NULL)
		return cli_usage(cli, "why? -m TEXT is missing");
	if (operands_text("message", hold.message, &hold.text) == 0)
		rc = each(cli, argc, argv, fail_one, &hold);
	buf_clear(&hold.text);
	return rc;
}

static int
log_main(struct cli *cli, int argc, char **argv)
{
	struct hold hold = { .percent = -1 };
	int rc = -1;

	take(cli, &hold, argc, argv, VERB_SHORT, log_options);
	if (operands_exactly(cli, argc - optind, 2, "ID or TEXT") == -1)
		return -1;
	if (operands_text("log", argv[optind + 1], &hold.text) == 0 &&
	    operands_number("percent", hold.percent_text, 0, 100,
	    &hold.percent) == 0 && cli_open(cli, DB_WRITE) == 0)
		rc = log_line(cli, argv[optind], &hold);
	buf_clear(&hold.text);
	return rc;
}

const struct verb renew_verb = { "renew", renew_main, renew_usage };
const struct verb release_verb = { "release", release_main, release_usage };
const struct verb log_verb = { "log", log_main, log_usage };
const struct verb fail_verb = { "fail", fail_main, fail_usage };
