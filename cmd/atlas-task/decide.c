/* SPDX-License-Identifier: MIT */
/* atlas-task approve, revise, reject: what a human decides. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/approval.h"
#include "verb.h"

#define DECIDE_USAGE							\
	"  -m, --message NOTES   what to say; \"-\": standard input",	\
	"  --by WHO              who decides (ATLAS_ACTOR, or the login name)"

static const char *const approve_usage[] = {
	"usage: atlas-task approve ID... [option]...",
	"",
	"Yes: the work may begin, or it is done. ID is a task or an approval",
	"(A12).",
	"",
	DECIDE_USAGE, VERB_SHARED, NULL
};
static const char *const revise_usage[] = {
	"usage: atlas-task revise ID... [option]...",
	"",
	"Not so: the task is to be done again. The notes are the first thing",
	"that the next one to claim it reads. ID is a task or an approval",
	"(A12).",
	"",
	DECIDE_USAGE, VERB_SHARED, NULL
};
static const char *const reject_usage[] = {
	"usage: atlas-task reject ID... [option]...",
	"",
	"No: the task is cancelled. ID is a task or an approval (A12).",
	"",
	DECIDE_USAGE, VERB_SHARED, NULL
};

enum { OPT_BY = CLI_OWN };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "message", required_argument, NULL, 'm' },
	{ "by", required_argument, NULL, OPT_BY },
	{ 0 }
};

struct decide {
	enum approval_word	 word;
	const char		*message;
	struct buf		 notes;
};

/* Why an approval cannot be decided any more. */
static int
refuse(const struct approval *approval, void *arg)
{
	const struct approval_result *result = arg;
	char local[CLOCK_LOCAL_SIZE] = "an unknown time", next[64] = "";
	int64_t when;

	if (result->next != 0)
		snprintf(next, sizeof(next), "; A%lld asks again",
		    (long long)result->next);
	if (approval->decided_at != NULL &&
	    clock_parse_stamp(approval->decided_at, &when) == 1)
		clock_local(when, local);
	if (approval->decision == NULL ||
	    strcmp(approval->decision, "superseded") == 0)
		return fail(FAIL_DATA, "A%lld was superseded: #%lld changed "
		    "since it was asked%s", (long long)approval->id,
		    (long long)approval->task_id, next);
	if (strcmp(approval->decision, "withdrawn") == 0)
		return fail(FAIL_DATA, "A%lld was withdrawn at %s%s",
		    (long long)approval->id, local, next);
	return fail(FAIL_DATA, "A%lld was decided already: %s, by %s at %s%s",
	    (long long)approval->id, approval->decision,
	    approval->decided_by != NULL ? approval->decided_by : "somebody",
	    local, next);
}

static int
tell(struct cli *cli, const struct decide *decide,
    const struct approval_result *result)
{
	int64_t task = result->task_id;

	if (say_task(cli, task, result->next, "%s",
	    strcmp(result->status, "todo") != 0 ? result->status :
	    decide->word == APPROVAL_APPROVE ? "approved to begin" :
	    "sent back") == -1)
		return -1;
	if (decide->word != APPROVAL_APPROVE && decide->notes.len == 0)
		cli_hint(cli, "nobody learns why: next time add "
		    "-m \"what is missing\"");
	return 0;
}

static int
decide_one(struct cli *cli, const char *word, void *arg)
{
	const struct decide *decide = arg;
	struct approval_result result;
	int64_t id;
	int rc;

	if ((rc = approval_find(cli->db, word, &id)) == -1)
		return -1;
	if (rc == 0)
		return fail(FAIL_DATA, "task %s: nothing about it waits for a "
		    "decision", word);
	if (approval_decide(cli->db, &cli->policy, &cli->actor, id,
	    decide->word, buf_text(&decide->notes), NULL, &result) == -1)
		return -1;
	if (result.outcome == APPROVAL_APPLIED)
		return tell(cli, decide, &result);
	if (approval_show(cli->db, id, refuse, &result) == 0)
		fail(FAIL_DATA, "approval %s: it is gone", word);
	return -1;
}

static int
decide(struct cli *cli, int argc, char **argv, enum approval_word word)
{
	struct decide decide = { .word = word };
	int ch, rc = -1;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT_M,
	    options)) != -1)
		if (ch == 'm')
			decide.message = optarg;
		else if (ch == OPT_BY)
			cli->actor.name = optarg;
	if (optind == argc)
		rc = cli_usage(cli, "which one? An ID is missing");
	else if ((decide.message == NULL || operands_text("notes",
	    decide.message, &decide.notes) == 0) &&
	    cli_open(cli, DB_WRITE) == 0)
		rc = operands_each(cli, argv + optind, argc - optind,
		    decide_one, &decide);
	buf_clear(&decide.notes);
	return rc;
}

static int
approve_main(struct cli *cli, int argc, char **argv)
{
	return decide(cli, argc, argv, APPROVAL_APPROVE);
}

static int
revise_main(struct cli *cli, int argc, char **argv)
{
	return decide(cli, argc, argv, APPROVAL_REVISE);
}

static int
reject_main(struct cli *cli, int argc, char **argv)
{
	return decide(cli, argc, argv, APPROVAL_REJECT);
}

const struct verb approve_verb = { "approve", approve_main, approve_usage };
const struct verb revise_verb = { "revise", revise_main, revise_usage };
const struct verb reject_verb = { "reject", reject_main, reject_usage };
