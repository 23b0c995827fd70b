/* SPDX-License-Identifier: MIT */
/* atlas-task wait: sleep until something is true of a task. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/task.h"
#include "verb.h"

/* Longer than anybody waits. */
#define FOREVER	(365 * CLOCK_DAY)

static const char *const usage[] = {
	"usage: atlas-task wait ID --for STATUS,..|decision [--timeout D]",
	"",
	"Sleep until a task has that status, or until its newest question to a",
	"human is answered, and print which it is. Ends with 1 when the time",
	"is over. It does not poll.",
	"",
	"  --for WHAT     todo, doing, review, done, cancelled; or decision",
	"  --timeout D    90s, 2h ... (for ever)",
	VERB_SHARED, NULL
};

enum { OPT_FOR = CLI_OWN, OPT_TIMEOUT };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "for", required_argument, NULL, OPT_FOR },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ 0 }
};

struct wait {
	struct cli	*cli;
	int64_t		 task;
	char		*statuses;	/* ",done,cancelled," or NULL */
	struct buf	 out;		/* what is true now */
};

/* The newest decides: an older question was superseded by it. */
static int
see_approval(const struct approval *approval, void *arg)
{
	struct wait *wait = arg;

	buf_cut(&wait->out, 0);
	if (approval->decision == NULL ||
	    strcmp(approval->decision, "superseded") == 0)
		return 0;
	if (wait->cli->json) {
		approval_json(&wait->out, approval);
	} else {
		buf_addf(&wait->out, "%s\t", approval->decision);
		text_show_field(&wait->out, approval->decided_by != NULL ?
		    approval->decided_by : "");
		buf_addc(&wait->out, '\t');
		text_show_field(&wait->out, approval->notes);
	}
	buf_addc(&wait->out, '\n');
	return 0;
}

/* Is it true now?  1 it is, and out says what, 0 not yet, -1 failed. */
static int
look(struct wait *wait)
{
	struct task task = { 0 };
	char status[16];
	int rc;

	if (wait->statuses == NULL) {
		rc = approval_each_of(wait->cli->db, wait->task, see_approval,
		    wait);
		return rc == -1 ? -1 : wait->out.len > 0;
	}
	if ((rc = task_load(wait->cli->db, wait->task, &task)) == 1) {
		snprintf(status, sizeof(status), ",%s,", task.status);
		rc = strstr(wait->statuses, status) != NULL;
		if (rc == 1 && wait->cli->json)
			task_json(&wait->out, &task);
		else if (rc == 1)
			buf_adds(&wait->out, task.status);
		if (rc == 1)
			buf_addc(&wait->out, '\n');
	} else if (rc == 0) {
		rc = fail(FAIL_DATA, "task %lld: it is gone",
		    (long long)wait->task);
	}
	task_clear(&task);
	return rc;
}

static int
wait_until(struct wait *wait, int64_t timeout_ms)
{
	int64_t deadline = clock_monotonic() + timeout_ms, left;
	int rc;

	if (db_watch(wait->cli->db) == -1)
		return -1;
	while ((rc = look(wait)) == 0) {
		if ((left = deadline - clock_monotonic()) <= 0)
			return cli_no(wait->cli, "the time is over");
		if (db_wait(wait->cli->db, left) == -1)
			return -1;
	}
	if (rc == 1)
		cli_put_buf(&wait->out);
	return rc == -1 ? -1 : 0;
}

/* "done, cancelled" -> ",done,cancelled,"; NULL for "decision". */
static int
understand(const char *what, char **statuses)
{
	struct buf list = { 0 };
	char *copy, *rest, *word;
	const char *near;
	int rc = 0;

	*statuses = NULL;
	if (strcmp(what, "decision") == 0)
		return 0;
	buf_addc(&list, ',');
	copy = rest = xstrdup(what);
	while (rc == 0 && (word = strsep(&rest, ",")) != NULL) {
		word = text_trim(word);
		buf_addf(&list, "%s,", word);
		if (text_in(word, task_statuses))
			continue;
		near = text_nearest(word, task_statuses);
		rc = fail(FAIL_DATA, "for: \"%s\" is not todo, doing, review, "
		    "done, cancelled or decision%s%s%s", word,
		    near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
	free(copy);
	*statuses = buf_take(&list);
	return rc;
}

static int
wait_for(struct cli *cli, const char *word, const char *what,
    int64_t timeout_ms)
{
	struct wait wait = { .cli = cli };
	int rc;

	if ((rc = understand(what, &wait.statuses)) == 0 &&
	    (rc = cli_open(cli, DB_READ)) == 0) {
		rc = task_find(cli->db, word, &wait.task);
		if (rc == 0)
			rc = cli_no(cli, "task %s: there is no such task",
			    word);
		else if (rc == 1)
			rc = wait_until(&wait, timeout_ms);
	}
	free(wait.statuses);
	buf_clear(&wait.out);
	return rc;
}

static int
wait_main(struct cli *cli, int argc, char **argv)
{
	const char *what = NULL, *timeout = NULL;
	int64_t timeout_ms = FOREVER;
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		if (ch == OPT_FOR)
			what = optarg;
		else if (ch == OPT_TIMEOUT)
			timeout = optarg;
	if (operands_exactly(cli, argc - optind, 1, "ID") == -1)
		return -1;
	if (what == NULL)
		return cli_usage(cli, "--for STATUS or --for decision is "
		    "missing");
	if (operands_duration("timeout", timeout, &timeout_ms) == -1)
		return -1;
	return wait_for(cli, argv[optind], what, timeout_ms);
}

const struct verb wait_verb = { "wait", wait_main, usage };
