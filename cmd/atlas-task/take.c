/* SPDX-License-Identifier: MIT */
/* Taking a task, now or when there is one. */
#include "take.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/project.h"
#include "domain/task.h"
#include "format/json.h"
#include "program/table.h"

void
take_option(struct cli *cli, struct take *take, int ch)
{
	switch (ch) {
	case TAKE_AS:
		cli->actor.name = optarg;
		break;
	case TAKE_LEASE:
		take->lease = optarg;
		break;
	case TAKE_PROJECT:
		take->project = optarg;
		break;
	case TAKE_LABEL:
		take->label = optarg;
		break;
	case TAKE_WAIT:
		take->wait = optarg;
		break;
	}
}

static int
find_others(struct cli *cli, const struct take *take,
    struct claim_options *options)
{
	if (take->task != NULL &&
	    task_need_id(cli->db, take->task, &options->task_id) == -1)
		return -1;
	if (take->project != NULL && project_need(cli->db, take->project,
	    &options->project_id) == -1)
		return -1;
	options->label = take->label;
	options->lease_ms = take->lease_ms;
	return 0;
}

/*
 * Sleep until there may be something to take: another process changed the
 * database, the next lease runs out, or the time is over.
 */
static int
sleep_for_change(struct cli *cli, int64_t left)
{
	char at[CLOCK_STAMP_SIZE];
	int64_t when, until;
	int rc;

	if ((rc = claim_next_expiry(cli->db, at)) == -1)
		return -1;
	if (rc == 1 && clock_parse_stamp(at, &when) == 1) {
		/* a lease that ends now has ended one millisecond later */
		until = when - clock_now() + 1;
		if (until < left)
			left = until > 1 ? until : 1;
	}
	return db_wait(cli->db, left) == -1 ? -1 : 0;
}

static int
enough(const struct task *task, void *arg)
{
	(void)task;
	*(bool *)arg = true;
	return 1;
}

/* Is there anything to take, or to take back?  Without queueing with those
 * who write: many may wait. */
static int
look(struct cli *cli, const struct claim_options *options, bool *any)
{
	const struct task_filter ready = {
		.ready = true, .brief = true, .limit = 1,
		.project_id = options->project_id, .label = options->label
	};
	const struct task_filter stale = {
		.stale = true, .brief = true, .limit = 1
	};

	*any = options->task_id != 0;
	if (!*any && task_each(cli->db, &ready, enough, any) == -1)
		return -1;
	if (!*any && task_each(cli->db, &stale, enough, any) == -1)
		return -1;
	return 0;
}

static int
take_or_wait(struct cli *cli, const struct claim_options *options,
    int64_t wait_ms, struct claim *claim, char **why)
{
	int64_t deadline = clock_monotonic() + wait_ms, left;
	bool any = true;
	int rc = 0;

	if (wait_ms > 0 && db_watch(cli->db) == -1)
		return -1;
	for (;;) {
		if (any && (rc = claim_take(cli->db, &cli->policy,
		    &cli->actor, options, claim, why)) != 0)
			return rc;
		left = deadline - clock_monotonic();
		if (wait_ms == 0 || left <= 0)
			return 0;
		free(*why);
		*why = NULL;
		if (sleep_for_change(cli, left) == -1 ||
		    look(cli, options, &any) == -1)
			return -1;
	}
}

int
take_task(struct cli *cli, struct take *take, struct claim *claim)
{
	struct claim_options options = { 0 };
	int64_t wait_ms = 0;
	char *why = NULL;
	int rc;

	if (cli_begin(cli) == -1 ||
	    operands_duration("lease", take->lease, &take->lease_ms) == -1 ||
	    operands_duration("wait", take->wait, &wait_ms) == -1 ||
	    cli_open(cli, DB_WRITE) == -1 ||
	    find_others(cli, take, &options) == -1)
		return -1;
	if (cli->dry_run)
		wait_ms = 0;	/* who waits in a transaction waits alone */
	rc = take_or_wait(cli, &options, wait_ms, claim, &why);
	if (rc == 0)
		cli_no(cli, "%s", why != NULL ? why : "nothing to do");
	free(why);
	return rc;
}

void
take_json(const struct task *task, const struct claim *claim,
    struct buf *out)
{
	task_json(out, task);
	buf_cut(out, out->len - 1);	/* its "}" */
	json_add_integer(out, "run", claim->run);
	json_add_string(out, "advice", claim->advice);
	json_add_string(out, "advisor", claim->advisor);
	json_close(out, '}');
	buf_addc(out, '\n');
}

void
take_advice(const struct claim *claim, bool color, struct buf *out)
{
	struct buf text = { 0 };

	text_show(&text, claim->advisor, false);
	buf_adds(&text, " said: ");
	text_show(&text, claim->advice, true);
	table_paint(out, color, TABLE_YELLOW, buf_text(&text));
	buf_addc(out, '\n');
	buf_clear(&text);
}

void
take_tell_advice(const struct claim *claim)
{
	struct buf words = { 0 };

	if (claim->advice == NULL)
		return;
	take_advice(claim, false, &words);
	(void)!write(STDERR_FILENO, words.data, words.len);
	buf_clear(&words);
}
