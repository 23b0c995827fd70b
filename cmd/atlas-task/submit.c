/* SPDX-License-Identifier: MIT */
/* atlas-task review, done, cancel, reopen: how work ends, and begins anew. */
#include <stdlib.h>
#include <string.h>

#include "domain/task.h"
#include "domain/work.h"
#include "format/json.h"
#include "verb.h"

#define WORKER_USAGE							\
	"  --as AGENT             who did it (ATLAS_ACTOR, or login)",	\
	"  --run R                refuse unless R is its live attempt"	\
	" (ATLAS_RUN)"

static const char *const review_usage[] = {
	"usage: atlas-task review ID... [option]...",
	"",
	"The work is done: hand it in. A human is asked, if its finish has a",
	"gate; otherwise the task is done.",
	"",
	"  -m, --message REPORT   what was done; \"-\": from standard input",
	"  --evidence E           a URL, a commit, a file (its SHA-256 is",
	"                         kept); any number",
	WORKER_USAGE, VERB_SHARED, NULL
};
static const char *const done_usage[] = {
	"usage: atlas-task done ID... [option]...",
	"",
	"The same as review: where a human must approve the finish, nobody",
	"else can make a task done.",
	"",
	"  -m, --message REPORT   what was done; \"-\": from standard input",
	WORKER_USAGE, VERB_SHARED, NULL
};
static const char *const cancel_usage[] = {
	"usage: atlas-task cancel ID... [-m TEXT]",
	"",
	"It will not be done. Questions about it are withdrawn.",
	"",
	"  -m, --message TEXT     why; \"-\": from standard input",
	VERB_SHARED, NULL
};
static const char *const reopen_usage[] = {
	"usage: atlas-task reopen ID... [-m TEXT]",
	"",
	"What is in review, done or cancelled is to be done again.",
	"",
	"  -m, --message TEXT     why; \"-\": from standard input",
	VERB_SHARED, NULL
};

enum { OPT_AS = CLI_OWN, OPT_RUN, OPT_EVIDENCE };
static const struct option review_options[] = {
	CLI_OPTIONS,
	{ "message", required_argument, NULL, 'm' },
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "evidence", required_argument, NULL, OPT_EVIDENCE },
	{ 0 }
};
static const struct option done_options[] = {
	CLI_OPTIONS,
	{ "message", required_argument, NULL, 'm' },
	{ "as", required_argument, NULL, OPT_AS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ 0 }
};
static const struct option end_options[] = {
	CLI_OPTIONS,
	{ "message", required_argument, NULL, 'm' },
	{ 0 }
};

struct submit {
	const char	*run, *message;
	struct words	 evidence;
	struct buf	 text, evidence_json;
};

static void
take(struct cli *cli, struct submit *submit, int argc, char **argv,
    const struct option *options)
{
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT_M,
	    options)) != -1)
		switch (ch) {
		case OPT_AS:
			cli->actor.name = optarg;
			break;
		case OPT_RUN:
			submit->run = optarg;
			break;
		case OPT_EVIDENCE:
			operands_word(&submit->evidence, optarg);
			break;
		case 'm':
			submit->message = optarg;
			break;
		}
}

/* What was said, or NULL. */
static const char *
message(const struct submit *submit)
{
	return submit->message == NULL ? NULL : buf_text(&submit->text);
}

static int
submit_one(struct cli *cli, const char *word, void *arg)
{
	struct submit *submit = arg;
	struct work_result result;
	int64_t id, run;

	if (task_need_id(cli->db, word, &id) == -1 ||
	    operands_run(submit->run, id, &run) == -1 ||
	    work_submit(cli->db, &cli->policy, &cli->actor, id, run,
	    message(submit), submit->evidence.n == 0 ? NULL :
	    buf_text(&submit->evidence_json), &result) == -1)
		return -1;
	if (say_task(cli, id, result.approval, "%s%s",
	    strcmp(result.status, "review") == 0 ? "in " : "",
	    result.status) == -1)
		return -1;
	say_next(cli, id, result.approval);
	return 0;
}

static int
cancel_one(struct cli *cli, const char *word, void *arg)
{
	int64_t id, dependents;

	if (task_need_id(cli->db, word, &id) == -1 ||
	    work_cancel(cli->db, &cli->actor, id, message(arg),
	    &dependents) == -1 ||
	    say_task(cli, id, 0, "cancelled") == -1)
		return -1;
	if (dependents > 0)
		cli_hint(cli, "%lld task%s that need%s it stay%s blocked: "
		    "%s list --blocked", (long long)dependents,
		    dependents == 1 ? "" : "s", dependents == 1 ? "s" : "",
		    dependents == 1 ? "s" : "", cli->tool);
	return 0;
}

static int
reopen_one(struct cli *cli, const char *word, void *arg)
{
	struct work_result result;
	int64_t id;

	if (task_need_id(cli->db, word, &id) == -1 ||
	    work_reopen(cli->db, &cli->policy, &cli->actor, id, message(arg),
	    &result) == -1 ||
	    say_task(cli, id, result.approval, "open again") == -1)
		return -1;
	say_next(cli, id, result.approval);
	return 0;
}

/* Evidence as the desk shows it, in one JSON array. */
static int
gather(struct submit *submit)
{
	char *text;
	size_t i;

	json_open(&submit->evidence_json, NULL, '[');
	for (i = 0; i < submit->evidence.n; i++) {
		if (work_evidence(submit->evidence.word[i], &text) == -1)
			return -1;
		json_add_string(&submit->evidence_json, NULL, text);
		free(text);
	}
	json_close(&submit->evidence_json, ']');
	return 0;
}

static int
each(struct cli *cli, int argc, char **argv, const struct option *options,
    int (*one)(struct cli *, const char *, void *))
{
	struct submit submit = { 0 };
	int rc = -1;

	take(cli, &submit, argc, argv, options);
	if (optind == argc)
		rc = cli_usage(cli, "which task? An ID is missing");
	else if ((submit.message == NULL || operands_text("message",
	    submit.message, &submit.text) == 0) && gather(&submit) == 0 &&
	    cli_open(cli, DB_WRITE) == 0)
		rc = operands_each(cli, argv + optind, argc - optind, one,
		    &submit);
	free(submit.evidence.word);
	buf_clear(&submit.text);
	buf_clear(&submit.evidence_json);
	return rc;
}

static int
review_main(struct cli *cli, int argc, char **argv)
{
	return each(cli, argc, argv, review_options, submit_one);
}

static int
done_main(struct cli *cli, int argc, char **argv)
{
	return each(cli, argc, argv, done_options, submit_one);
}

static int
cancel_main(struct cli *cli, int argc, char **argv)
{
	return each(cli, argc, argv, end_options, cancel_one);
}

static int
reopen_main(struct cli *cli, int argc, char **argv)
{
	return each(cli, argc, argv, end_options, reopen_one);
}

const struct verb review_verb = { "review", review_main, review_usage };
const struct verb done_verb = { "done", done_main, done_usage };
const struct verb cancel_verb = { "cancel", cancel_main, cancel_usage };
const struct verb reopen_verb = { "reopen", reopen_main, reopen_usage };
