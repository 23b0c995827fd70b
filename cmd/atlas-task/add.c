/* SPDX-License-Identifier: MIT */
/* atlas-task add: one more thing to do. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/approval.h"
#include "domain/project.h"
#include "domain/task.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task add TITLE [option]...",
	"",
	"Add a task and print its ID. TITLE \"-\" is read from standard input.",
	"",
	"  --description TEXT    what to do; \"-\": from standard input",
	"  --project P           default: [atlas] project of atlas.conf",
	"  --priority N          0 to 100, higher first (50)",
	"  --urgency U           low, medium, high, critical",
	"  --assignee A          claim offers it to A only",
	"  --feature F           what it belongs to",
	"  --label L             any number of them",
	"  --needs ID            a task that must be done before; any number",
	"  --parent ID           the task that this is a part of",
	"  --due WHEN            2026-11-23, tomorrow, 3d ...",
	"  --gate G              what a human decides: start, finish,",
	"                        start,finish or none",
	"  --key K               adding again with the same key adds nothing",
	"                        and prints the same ID",
	"  --max-attempts N      after so many failures a human is asked (3)",
	VERB_SHARED, NULL
};

enum {
	OPT_DESCRIPTION = CLI_OWN, OPT_PROJECT, OPT_PRIORITY, OPT_URGENCY,
	OPT_ASSIGNEE, OPT_FEATURE, OPT_LABEL, OPT_NEEDS, OPT_PARENT, OPT_DUE,
	OPT_GATE, OPT_KEY, OPT_MAX_ATTEMPTS
};
static const struct option options[] = {
	CLI_OPTIONS,
	{ "description", required_argument, NULL, OPT_DESCRIPTION },
	{ "project", required_argument, NULL, OPT_PROJECT },
	{ "priority", required_argument, NULL, OPT_PRIORITY },
	{ "urgency", required_argument, NULL, OPT_URGENCY },
	{ "assignee", required_argument, NULL, OPT_ASSIGNEE },
	{ "feature", required_argument, NULL, OPT_FEATURE },
	{ "label", required_argument, NULL, OPT_LABEL },
	{ "needs", required_argument, NULL, OPT_NEEDS },
	{ "parent", required_argument, NULL, OPT_PARENT },
	{ "due", required_argument, NULL, OPT_DUE },
	{ "gate", required_argument, NULL, OPT_GATE },
	{ "key", required_argument, NULL, OPT_KEY },
	{ "max-attempts", required_argument, NULL, OPT_MAX_ATTEMPTS },
	{ 0 }
};

struct add {
	struct task_new	 task;
	const char	*title, *description, *project, *priority, *parent;
	const char	*due, *max_attempts;
	struct words	 labels, needs;
	struct task_ids	 needed;
	struct buf	 title_text, description_text;
	char		 due_stamp[CLOCK_STAMP_SIZE];
};

static void
take(struct add *add, int ch)
{
	switch (ch) {
	case OPT_DESCRIPTION:
		add->description = optarg;
		break;
	case OPT_PROJECT:
		add->project = optarg;
		break;
	case OPT_PRIORITY:
		add->priority = optarg;
		break;
	case OPT_URGENCY:
		add->task.urgency = optarg;
		break;
	case OPT_ASSIGNEE:
		add->task.assignee = optarg;
		break;
	case OPT_FEATURE:
		add->task.feature = optarg;
		break;
	case OPT_LABEL:
		operands_word(&add->labels, optarg);
		break;
	case OPT_NEEDS:
		operands_word(&add->needs, optarg);
		break;
	case OPT_PARENT:
		add->parent = optarg;
		break;
	case OPT_DUE:
		add->due = optarg;
		break;
	case OPT_GATE:
		add->task.gates = optarg;
		break;
	case OPT_KEY:
		add->task.key = optarg;
		break;
	case OPT_MAX_ATTEMPTS:
		add->max_attempts = optarg;
		break;
	}
}

/* Texts, numbers and times: what needs no database. */
static int
understand(struct add *add)
{
	struct task_new *task = &add->task;

	if (operands_text("title", add->title, &add->title_text) == -1)
		return -1;
	task->title = buf_text(&add->title_text);
	if (add->description != NULL) {
		if (operands_text("description", add->description,
		    &add->description_text) == -1)
			return -1;
		task->description = buf_text(&add->description_text);
	}
	task->labels = add->labels.word;
	task->nlabels = add->labels.n;
	task->priority = -1;
	task->due_at = add->due == NULL ? NULL : add->due_stamp;
	if (operands_due(add->due, add->due_stamp) == -1 ||
	    operands_number("priority", add->priority, 0, TASK_PRIORITY_MAX,
	    &task->priority) == -1 ||
	    operands_number("max-attempts", add->max_attempts, 1,
	    ATTEMPTS_MAX, &task->max_attempts) == -1)
		return -1;
	return 0;
}

/* The tasks and the project that are named. */
static int
find_others(struct cli *cli, struct add *add)
{
	struct task_new *task = &add->task;

	if (add->project != NULL &&
	    project_need(cli->db, add->project, &task->project_id) == -1)
		return -1;
	if (add->parent != NULL &&
	    task_need_id(cli->db, add->parent, &task->parent_id) == -1)
		return fail_context("parent");
	if (operands_tasks(cli, "needs", &add->needs, &add->needed) == -1)
		return -1;
	task->needs = add->needed.id;
	task->nneeds = add->needed.n;
	return 0;
}

/* The ID alone; its object under -j; at a terminal also what comes next. */
static int
tell(struct cli *cli, int64_t id, bool existed)
{
	struct buf out = { 0 };
	int64_t approval = 0;

	if ((cli->json || cli->tty) &&
	    say_approval(cli, id, &approval) == -1)
		return -1;
	if (cli->json)
		return say_task(cli, id, approval, "%s", "");
	buf_addf(&out, "%lld\n", (long long)id);
	cli_put_buf(&out);
	buf_clear(&out);
	if (existed)
		cli_hint(cli, "#%lld has that key already: nothing was added",
		    (long long)id);
	else if (cli->dry_run)
		cli_hint(cli, "dry run: nothing was added");
	else if (approval != 0)
		cli_hint(cli, "#%lld waits for approval A%lld (start): "
		    "%s approve %lld", (long long)id, (long long)approval,
		    cli->tool, (long long)id);
	return 0;
}

static int
add_task(struct cli *cli, struct add *add)
{
	int64_t id;
	int rc = -1;

	if (cli_begin(cli) == -1 || understand(add) == -1 ||
	    cli_open(cli, DB_WRITE) == -1 || find_others(cli, add) == -1)
		goto out;
	rc = task_add(cli->db, &cli->policy, &cli->actor, &add->task, &id);
	if (rc != -1)
		rc = tell(cli, id, rc == 1);
out:
	buf_clear(&add->title_text);
	buf_clear(&add->description_text);
	free(add->labels.word);
	free(add->needs.word);
	free(add->needed.id);
	return rc;
}

static int
add_main(struct cli *cli, int argc, char **argv)
{
	struct add add = { 0 };
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		take(&add, ch);
	if (operands_exactly(cli, argc - optind, 1, "TITLE") == -1)
		return -1;
	add.title = argv[optind];
	return add_task(cli, &add);
}

const struct verb add_verb = { "add", add_main, usage };
