/* SPDX-License-Identifier: MIT */
/* atlas-task run: claim a task, run a command on it, hand it in. */
#include <sys/wait.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "base/mem.h"
#include "child.h"
#include "domain/run.h"
#include "domain/work.h"
#include "take.h"
#include "verb.h"

#define BEATS_A_LEASE	3	/* renewed so often */
#define RETRY_MS	1000	/* while the ledger cannot be written */

static const char *const usage[] = {
	"usage: atlas-task run [ID] [option]... -- COMMAND [ARGUMENT]...",
	"",
	"Claim a task and run a command on it. It finds the task as JSON on",
	"its standard input, and ATLAS_TASK_ID, ATLAS_TASK_UID,",
	"ATLAS_TASK_TITLE, ATLAS_RUN, ATLAS_ACTOR and ATLAS_DB in its",
	"environment. The task is kept while it lives. Status 0: the task is",
	"handed in, with the end of its output as report. Otherwise the",
	"attempt failed (69). When it was told to end (SIGTERM, SIGINT), the",
	"task is given back; nothing to do: 1.",
	"",
	TAKE_USAGE,
	VERB_SHARED, NULL
};

static const struct option options[] = { TAKE_OPTIONS, { 0 } };

struct attempt {
	struct cli		*cli;
	const struct claim	*claim;
	const char		*command;	/* its name, for messages */
	int64_t			 lease_ms;
	int64_t			 held_until;	/* by clock_monotonic() */
	char			 status[16];	/* of its run in the ledger */
	struct child_result	 result;
};

static bool
is(const struct attempt *attempt, const char *status)
{
	return strcmp(attempt->status, status) == 0;
}

static int
see_run(const struct run *run, void *arg)
{
	struct attempt *attempt = arg;

	snprintf(attempt->status, sizeof(attempt->status), "%s", run->status);
	return 0;
}

/* While it runs */

/*
 * The lease was refused.  If the command handed the task in by itself, it may
 * end in peace; otherwise the task was cancelled, or somebody else may be at
 * work on it by now.
 */
static int64_t
refused(struct attempt *attempt)
{
	char *why = xstrdup(fail_message());
	int64_t next = 0;

	fail_clear();
	if (run_show(attempt->cli->db, attempt->claim->run, see_run,
	    attempt) == -1)
		fail_clear();
	if (!is(attempt, "success")) {
		log_write(LOG_WARNING, "run.lost", NULL, "%s; ending %s",
		    why, attempt->command);
		next = -1;
	}
	free(why);
	return next;
}

/* Renew the lease.  The database is open only for so long: the command may
 * want to write to it, and a restore to replace it. */
static int64_t
renew(void *arg)
{
	struct attempt *attempt = arg;
	struct cli *cli = attempt->cli;
	char until[CLOCK_STAMP_SIZE];
	int64_t next = attempt->lease_ms / BEATS_A_LEASE;

	if (cli_open(cli, DB_WRITE) == 0 && claim_renew(cli->db, &cli->policy,
	    &cli->actor, attempt->claim->task_id, attempt->claim->run,
	    attempt->lease_ms, until) == 0) {
		attempt->held_until = clock_monotonic() + attempt->lease_ms;
	} else if (fail_kind() == FAIL_DATA) {
		next = refused(attempt);
	} else {
		log_write(LOG_WARNING, "run.renew", NULL, "#%lld: the lease "
		    "could not be renewed, trying again: %s",
		    (long long)attempt->claim->task_id, fail_message());
		fail_clear();
		next = next / BEATS_A_LEASE + 1;
	}
	cli_close(cli);
	return next;
}

/* When it has ended */

static bool
succeeded(const struct attempt *attempt)
{
	return attempt->result.no_exec == 0 &&
	    WIFEXITED(attempt->result.status) &&
	    WEXITSTATUS(attempt->result.status) == 0;
}

/* What is said of a command that has ended. */
static void
say_end(const struct attempt *attempt, struct buf *out)
{
	if (attempt->result.no_exec != 0) {
		buf_addf(out, "cannot run %s: %s", attempt->command,
		    strerror(attempt->result.no_exec));
		return;
	}
	buf_addf(out, "%s ", attempt->command);
	child_say(out, &attempt->result);
}

/* Review, to do again, or failed, in the caller's transaction. */
static int
settle(struct attempt *attempt, const char *tail, const char *end)
{
	const struct claim *claim = attempt->claim;
	struct cli *cli = attempt->cli;
	struct work_result result;
	int gave_up;

	if (*tail != '\0' && claim_log(cli->db, &cli->policy, &cli->actor,
	    claim->task_id, claim->run, tail, -1) == -1)
		return -1;
	if (succeeded(attempt))
		return work_submit(cli->db, &cli->policy, &cli->actor,
		    claim->task_id, claim->run, *tail != '\0' ? tail : end,
		    NULL, &result);
	if (attempt->result.told != 0)
		return claim_release(cli->db, &cli->actor, claim->task_id,
		    claim->run);
	return claim_fail(cli->db, &cli->policy, &cli->actor, claim->task_id,
	    claim->run, end, &gave_up);
}

static int
record_once(struct attempt *attempt, const char *tail, const char *end)
{
	struct cli *cli = attempt->cli;

	if (cli_open(cli, DB_WRITE) == -1 || db_begin(cli->db) == -1 ||
	    run_show(cli->db, attempt->claim->run, see_run, attempt) == -1)
		return -1;
	if (!is(attempt, "running"))
		return 0;	/* nothing to add to what was said */
	if (settle(attempt, tail, end) == -1)
		return -1;
	return db_commit(cli->db);
}

/* Work of hours is not thrown away because the ledger cannot be written just
 * now; but when the lease is over, the task is somebody else's. */
static int
record(struct attempt *attempt, const char *end)
{
	struct buf tail = { 0 };
	int rc;

	child_tail(&tail, &attempt->result);
	while ((rc = record_once(attempt, buf_text(&tail), end)) == -1 &&
	    fail_kind() == FAIL_RETRY &&
	    clock_monotonic() + RETRY_MS < attempt->held_until) {
		fail_clear();
		cli_close(attempt->cli);
		poll(NULL, 0, RETRY_MS);
	}
	cli_close(attempt->cli);
	buf_clear(&tail);
	return rc;
}

/* What the ledger, and who started us, learn of how it ended. */
static int
conclude(struct attempt *attempt)
{
	long long task = (long long)attempt->claim->task_id;
	struct buf end = { 0 };
	int rc = 0;

	say_end(attempt, &end);
	if (!attempt->result.ended && record(attempt, end.data) == -1)
		rc = fail_context("#%lld: %s, but that could not be recorded",
		    task, end.data);
	else if (attempt->result.ended || (succeeded(attempt) &&
	    !is(attempt, "running") && !is(attempt, "success")))
		rc = fail(FAIL_RETRY, "#%lld: the lease was lost; what %s did "
		    "does not count", task, attempt->command);
	else if (!succeeded(attempt) && attempt->result.told != 0)
		rc = fail(FAIL_RETRY, "#%lld: %s; the task was given back",
		    task, end.data);
	else if (!succeeded(attempt))
		rc = fail(FAIL_REMOTE, "#%lld: %s", task, end.data);
	buf_clear(&end);
	return rc;
}

/* Before it runs */

static void
set(const char *name, const char *value)
{
	if (setenv(name, value, 1) == -1)
		abort();	/* out of memory */
}

static void
set_number(const char *name, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	set(name, text);
}

/* What the command's own atlas-task must find without options. */
static void
set_environment(const struct attempt *attempt, const struct task *task)
{
	const struct cli *cli = attempt->cli;
	char *path;

	set_number("ATLAS_TASK_ID", task->id);
	set("ATLAS_TASK_UID", task->uid);
	set("ATLAS_TASK_TITLE", task->title);
	set_number("ATLAS_RUN", attempt->claim->run);
	set("ATLAS_ACTOR", cli->actor.name);
	set("ATLAS_ROOT", conf_root(cli->conf));
	if ((path = realpath(db_path(cli->db), NULL)) != NULL)
		set("ATLAS_DB", path);
	free(path);
	if (cli->conf_options.file != NULL &&
	    (path = realpath(cli->conf_options.file, NULL)) != NULL) {
		set("ATLAS_CONF", path);
		free(path);
	}
}

static int
start(struct attempt *attempt, const struct task *task, char **command)
{
	struct cli *cli = attempt->cli;
	struct buf input = { 0 };
	struct child_order order = {
		.argv = command, .beat = renew, .arg = attempt,
		.beat_ms = attempt->lease_ms / BEATS_A_LEASE,
	};
	int rc;

	take_tell_advice(attempt->claim);
	log_write(LOG_INFO, "run.begin", NULL, "#%lld as run %lld: %s",
	    (long long)task->id, (long long)attempt->claim->run, task->title);
	take_json(task, attempt->claim, &input);
	order.input = input.data;
	order.input_len = input.len;
	set_environment(attempt, task);
	cli_close(cli);
	attempt->held_until = clock_monotonic() + attempt->lease_ms;
	rc = child_run(&order, &attempt->result);
	if (rc == 0)
		rc = conclude(attempt);
	buf_clear(&attempt->result.tail);
	buf_clear(&input);
	return rc;
}

/* At the end: where the task is now. */
static int
tell(struct cli *cli, int64_t id)
{
	int64_t approval;

	if (!cli->json && !cli->tty)
		return 0;
	if (cli_open(cli, DB_READ) == -1 ||
	    say_approval(cli, id, &approval) == -1)
		return -1;
	return say_task(cli, id, approval, "handed in");
}

static int
run_command(struct cli *cli, struct take *take, char **command)
{
	struct attempt attempt = { .cli = cli, .command = command[0] };
	struct claim claim = { 0 };
	struct task task = { 0 };
	int rc;

	if ((rc = take_task(cli, take, &claim)) != 1)
		return rc == 0 ? 1 : -1;
	attempt.claim = &claim;
	attempt.lease_ms = take->lease_ms > 0 ? take->lease_ms :
	    cli->policy.lease_ms;
	if ((rc = task_load(cli->db, claim.task_id, &task)) == 1) {
		if (cli->dry_run)
			rc = say_task(cli, task.id, 0, "given to %s",
			    command[0]);
		else if ((rc = start(&attempt, &task, command)) == 0)
			rc = tell(cli, task.id);
	}
	task_clear(&task);
	claim_clear(&claim);
	return rc;
}

/* Where "--" stands: what is behind it is not ours. */
static int
find_separator(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		;
	return i;
}

static int
run_main(struct cli *cli, int argc, char **argv)
{
	int ch, own = find_separator(argc, argv);
	struct take take = { 0 };
	char *separator = argv[own];

	argv[own] = NULL;
	while ((ch = cli_getopt(cli, own, argv, VERB_SHORT, options)) != -1)
		take_option(cli, &take, ch);
	if (separator == NULL || own + 1 == argc)
		return cli_usage(cli, "which command? -- COMMAND is missing");
	if (own - optind > 1)
		return cli_usage(cli, "one ID only, before --");
	take.task = argv[optind];
	return run_command(cli, &take, argv + own + 1);
}

const struct verb run_verb = { "run", run_main, usage };
