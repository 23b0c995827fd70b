/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/log.h"
#include "domain/job.h"
#include "program/desk_job.h"

/* How long to wait for the other job, and for an office program. */
#define DESK_WAIT_MS	30000

/* One run. */
struct attempt {
	const struct desk_job	*job;
	struct job		 record;
	struct board_options	 options;
	struct board_counts	 counts;
	bool			 setup;
};

static int
set_up(struct desk *desk, int tab)
{
	int t;

	for (t = 0; t < SHEET_TABS; t++)
		if ((tab == -1 || tab == t) &&
		    desk_setup(desk, (enum sheet_tab)t) == -1)
			return -1;
	return 0;
}

static int
work(struct cli *cli, struct attempt *a)
{
	struct lock lock = LOCK_NONE;
	struct desk *desk = NULL;
	int rc;

	/* a trial too waits for the desk first, for the database second */
	if (cli->dry_run)
		db_rollback(cli->db);
	rc = board_lock(&lock, cli->db, DESK_WAIT_MS);
	if (rc == 0 && !a->options.dry_run)
		rc = job_bury(&a->record);
	if (rc == 0)
		rc = desk_open(&desk, cli->conf, a->setup, DESK_WAIT_MS);
	if (rc == 0 && a->setup)
		rc = set_up(desk, a->options.tab);
	if (rc == 0 && cli->dry_run)
		rc = db_begin(cli->db);
	if (rc == 0)
		rc = a->job->work(cli->db, &cli->policy, desk, &a->options,
		    &a->counts);
	desk_close(desk);
	lock_release(&lock);
	return rc;
}

void
desk_job_say(struct buf *out, int64_t count, const char *one,
    const char *many)
{
	if (count != 0)
		buf_addf(out, "%s%lld %s", out->len > 0 ? ", " : "",
		    (long long)count, count == 1 ? one : many);
}

/* The result on stdout; "nothing to do" is worth a line to a person only. */
static void
print(struct cli *cli, const struct attempt *a, const char *sentence)
{
	const struct buf *told = a->options.told;
	struct buf out = { 0 };

	if (cli->json)
		a->job->json(&out, &a->counts);
	else {
		if (told != NULL)
			buf_adds(&out, buf_text(told));
		if (!cli->quiet && (cli->tty || cli->dry_run || *sentence))
			buf_adds(&out, *sentence ? sentence : "nothing to do");
	}
	if (out.len > 0 && out.data[out.len - 1] != '\n')
		buf_addc(&out, '\n');
	cli_put_buf(&out);
	buf_clear(&out);
}

/* A trial leaves no trace, not even that it was made. */
static int
run(struct cli *cli, struct attempt *a)
{
	struct buf sentence = { 0 }, json = { 0 };
	int rc = 0;

	if (a->options.read_only) {
		log_write(LOG_NOTICE, "read-only", NULL, "read-only mode: the "
		    "desk is brought up to date, nothing is recorded");
		job_begin_unrecorded(&a->record, cli->db, cli->tool);
	} else if (!cli->dry_run)
		rc = job_begin(&a->record, cli->db, cli->tool,
		    cli->actor.name);
	if (rc == 0)
		rc = work(cli, a);
	a->job->say(&sentence, &a->counts);
	a->job->json(&json, &a->counts);
	if (!cli->dry_run)
		rc = job_end(&a->record, rc, sentence.len > 0 ?
		    buf_text(&sentence) : "nothing to do",
		    a->counts.worth_showing ? json.data : NULL);
	if (rc == 0)
		print(cli, a, buf_text(&sentence));
	buf_clear(&sentence);
	buf_clear(&json);
	return rc;
}

static int
read_options(struct cli *cli, struct attempt *a, const char *tab)
{
	struct board_options *options = &a->options;

	options->tab = -1;
	options->dry_run = cli->dry_run;
	options->max_rows = conf_integer(cli->conf, "desk.max_rows");
	options->runs = conf_integer(cli->conf, "desk.runs");
	if (tab != NULL && (options->tab = sheet_find_tab(tab)) == -1)
		return fail(FAIL_DATA, "tab: \"%s\" is not %s, %s, %s or %s",
		    tab, sheet_layout(SHEET_PENDING)->title,
		    sheet_layout(SHEET_HISTORY)->title,
		    sheet_layout(SHEET_RUNS)->title,
		    sheet_layout(SHEET_ERRORS)->title);
	if (a->setup && cli->dry_run)
		return cli_usage(cli, "--setup cannot be tried with "
		    "--dry-run: it only makes what is not there");
	return 0;
}

int
desk_job_run(struct cli *cli, const struct desk_job *job, bool setup,
    const char *tab)
{
	struct attempt a = { .job = job, .setup = setup };
	struct buf told = { 0 };
	int rc;

	if (cli_begin(cli) == -1 || read_options(cli, &a, tab) == -1)
		return -1;
	if (cli->dry_run || cli->verbose > 0)
		a.options.told = &told;
	if (!cli->dry_run)
		cli_log(cli, job->log);
	rc = cli_open(cli, DB_WRITE);
	if (rc == 0) {
		a.options.read_only = job->is_reader && !cli->dry_run &&
		    db_is_read_only(cli->db);
		rc = run(cli, &a);
	}
	buf_clear(&told);
	return rc;
}
