/* SPDX-License-Identifier: MIT */
/* atlas-task claim: take the best task there is to do. */
#include "base/clock.h"
#include "base/text.h"
#include "domain/claim.h"
#include "domain/task.h"
#include "program/table.h"
#include "take.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task claim [ID] [option]...",
	"",
	"Take a task to work on: the given one, or the best that is ready.",
	"Prints its ID; ends with 1 when there is nothing to do. What a human",
	"wrote when sending it back comes first.",
	"",
	TAKE_USAGE,
	VERB_SHARED, NULL
};

static const struct option options[] = { TAKE_OPTIONS, { 0 } };

/* For a person who takes a task by hand. */
static void
claim_words(const struct cli *cli, const struct task *task,
    const struct claim *claim, struct buf *out)
{
	char until[CLOCK_LOCAL_SIZE], left[CLOCK_RELATIVE_SIZE];
	struct buf title = { 0 };
	int64_t when;

	if (claim->advice != NULL)
		take_advice(claim, cli->color, out);
	text_show(&title, task->title, false);
	buf_addf(out, "#%lld ", (long long)task->id);
	table_paint(out, cli->color, TABLE_BOLD, buf_text(&title));
	buf_clear(&title);
	if (clock_parse_stamp(claim->lease_until, &when) == 1)
		buf_addf(out, "\nyours until %s (%s), run %lld, attempt %lld "
		    "of %lld\n", clock_local(when, until),
		    clock_relative(when, clock_now(), left),
		    (long long)claim->run, (long long)task->attempts,
		    (long long)task->max_attempts);
	if (*task->description != '\0') {
		buf_addc(out, '\n');
		text_show(out, task->description, true);
		buf_addc(out, '\n');
	}
}

static int
tell(struct cli *cli, const struct claim *claim)
{
	struct buf out = { 0 };
	struct task task = { 0 };

	if ((cli->json || cli->tty) &&
	    task_load(cli->db, claim->task_id, &task) == -1)
		return -1;
	if (cli->json)
		take_json(&task, claim, &out);
	else if (cli->tty)
		claim_words(cli, &task, claim, &out);
	else
		buf_addf(&out, "%lld\n", (long long)claim->task_id);
	if (!cli->json && !cli->tty)
		take_tell_advice(claim);
	cli_put_buf(&out);
	task_clear(&task);
	buf_clear(&out);
	return 0;
}

static void
hint(const struct cli *cli, const struct claim *claim)
{
	if (cli->dry_run)
		cli_hint(cli, "dry run: it was not taken");
	else
		cli_hint(cli, "when it is done: %s review %lld --run %lld "
		    "-m \"what was done\"", cli->tool,
		    (long long)claim->task_id, (long long)claim->run);
}

static int
claim_main(struct cli *cli, int argc, char **argv)
{
	struct take take = { 0 };
	struct claim claim = { 0 };
	int ch, rc;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		take_option(cli, &take, ch);
	if (argc - optind > 1)
		return cli_usage(cli, "one ID only");
	take.task = argv[optind];
	if ((rc = take_task(cli, &take, &claim)) != 1)
		return rc == 0 ? 1 : -1;
	if ((rc = tell(cli, &claim)) == 0)
		hint(cli, &claim);
	claim_clear(&claim);
	return rc;
}

const struct verb claim_verb = { "claim", claim_main, usage };
