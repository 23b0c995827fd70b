/* SPDX-License-Identifier: MIT */
/* atlas-task sweep: the ledger's housekeeping, a timer's job. */
#include "domain/sweep.h"

#include "domain/job.h"
#include "format/json.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task sweep",
	"",
	"Housekeeping; run it every few minutes. Return tasks whose lease ran",
	"out, ask what nobody asked, notice due dates that passed and decisions",
	"that wait too long, and bring the write-ahead log into the database.",
	VERB_SHARED, NULL
};

static const struct option options[] = { CLI_OPTIONS, { 0 } };

static void
tell(struct cli *cli, const struct sweep_counts *counts, const char *json)
{
	const struct {
		const char	*name, *words;
		int64_t		 value;
	} list[] = {
		{ "returned", "leases ran out", counts->returned },
		{ "asked", "decisions asked for", counts->asked },
		{ "overdue", "past their due date", counts->overdue },
		{ "reminded", "decisions wait too long", counts->reminded },
		{ "checkpointed", "checkpoint", counts->checkpointed },
	};
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]) && !cli->json; i++)
		if (cli->tty)
			buf_addf(&out, "%8lld  %s\n",
			    (long long)list[i].value, list[i].words);
		else
			buf_addf(&out, "%s\t%lld\n", list[i].name,
			    (long long)list[i].value);
	if (cli->json)
		buf_addf(&out, "%s\n", json);
	cli_put_buf(&out);
	buf_clear(&out);
}

static void
counts_json(const struct sweep_counts *counts, struct buf *out)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "returned", counts->returned);
	json_add_integer(out, "asked", counts->asked);
	json_add_integer(out, "overdue", counts->overdue);
	json_add_integer(out, "reminded", counts->reminded);
	json_add_integer(out, "checkpointed", counts->checkpointed);
	json_close(out, '}');
}

/* A trial leaves no trace, not even that it was made. */
static int
run(struct cli *cli, struct sweep_counts *counts, struct buf *json)
{
	struct job job;
	int rc = 0;

	if (!cli->dry_run) {
		cli_log(cli, "logs/task.log");
		rc = job_begin(&job, cli->db, "atlas-task sweep",
		    cli->actor.name);
	}
	if (rc == 0)
		rc = sweep_run(cli->db, &cli->policy, counts);
	counts_json(counts, json);
	if (cli->dry_run)
		return rc;
	/* a sweep that found nothing is not worth a row on the desk */
	return job_end(&job, rc, "swept", counts->returned + counts->asked +
	    counts->overdue + counts->reminded > 0 ? json->data : NULL);
}

static int
sweep_main(struct cli *cli, int argc, char **argv)
{
	struct sweep_counts counts = { 0 };
	struct buf json = { 0 };
	int rc;

	while (cli_getopt(cli, argc, argv, VERB_SHORT, options) != -1)
		;
	if (operands_exactly(cli, argc - optind, 0, "") == -1 ||
	    cli_open(cli, DB_WRITE) == -1)
		return -1;
	if ((rc = run(cli, &counts, &json)) == 0)
		tell(cli, &counts, json.data);
	buf_clear(&json);
	return rc;
}

const struct verb sweep_verb = { "sweep", sweep_main, usage };
