/* SPDX-License-Identifier: MIT */
/* atlas-task edit: change what a task says. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/project.h"
#include "domain/task.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task edit ID... [option]...",
	"",
	"Change tasks. What a human was asked, or agreed to, is asked again",
	"when the text has changed since.",
	"",
	"  --title TEXT",
	"  --description TEXT    \"-\": from standard input",
	"  --project P           --priority N (0 to 100)",
	"  --urgency U           low, medium, high, critical",
	"  --assignee A          \"\" for nobody",
	"  --feature F           \"\" for none",
	"  --label L             add a label (also --add-label); any number",
	"  --remove-label L      any number",
	"  --needs ID            a task that must be done before; any number",
	"  --parent ID|none",
	"  --due WHEN|none       2026-11-23, tomorrow, 3d ...",
	"  --max-attempts N",
	"  --if-version N        only if nobody changed it since version N",
	"  -m, --message TEXT    why; kept in the history",
	VERB_SHARED, NULL
};

enum {
	OPT_TITLE = CLI_OWN, OPT_DESCRIPTION, OPT_PROJECT, OPT_PRIORITY,
	OPT_URGENCY, OPT_ASSIGNEE, OPT_FEATURE, OPT_ADD_LABEL,
	OPT_REMOVE_LABEL, OPT_NEEDS, OPT_PARENT, OPT_DUE, OPT_MAX_ATTEMPTS,
	OPT_IF_VERSION
};
static const struct option options[] = {
	CLI_OPTIONS,
	{ "title", required_argument, NULL, OPT_TITLE },
	{ "description", required_argument, NULL, OPT_DESCRIPTION },
	{ "project", required_argument, NULL, OPT_PROJECT },
	{ "priority", required_argument, NULL, OPT_PRIORITY },
	{ "urgency", required_argument, NULL, OPT_URGENCY },
	{ "assignee", required_argument, NULL, OPT_ASSIGNEE },
	{ "feature", required_argument, NULL, OPT_FEATURE },
	{ "label", required_argument, NULL, OPT_ADD_LABEL },
	{ "add-label", required_argument, NULL, OPT_ADD_LABEL },
	{ "remove-label", required_argument, NULL, OPT_REMOVE_LABEL },
	{ "needs", required_argument, NULL, OPT_NEEDS },
	{ "parent", required_argument, NULL, OPT_PARENT },
	{ "due", required_argument, NULL, OPT_DUE },
	{ "max-attempts", required_argument, NULL, OPT_MAX_ATTEMPTS },
	{ "if-version", required_argument, NULL, OPT_IF_VERSION },
	{ "message", required_argument, NULL, 'm' },
	{ 0 }
};

struct edit {
	struct task_edit task;
	const char	*description, *project, *priority, *parent, *due;
	const char	*max_attempts, *if_version;
	struct words	 add_labels, remove_labels, needs;
	struct task_ids	 needed;
	struct buf	 description_text;
	char		 due_stamp[CLOCK_STAMP_SIZE];
	bool		 any;
};

static void
take(struct edit *edit, int ch)
{
	edit->any |= ch != 'm' && ch != OPT_IF_VERSION;
	switch (ch) {
	case OPT_TITLE:
		edit->task.title = optarg;
		break;
	case OPT_DESCRIPTION:
		edit->description = optarg;
		break;
	case OPT_PROJECT:
		edit->project = optarg;
		break;
	case OPT_PRIORITY:
		edit->priority = optarg;
		break;
	case OPT_URGENCY:
		edit->task.urgency = optarg;
		break;
	case OPT_ASSIGNEE:
		edit->task.assignee = optarg;
		break;
	case OPT_FEATURE:
		edit->task.feature = optarg;
		break;
	case OPT_ADD_LABEL:
		operands_word(&edit->add_labels, optarg);
		break;
	case OPT_REMOVE_LABEL:
		operands_word(&edit->remove_labels, optarg);
		break;
	case OPT_NEEDS:
		operands_word(&edit->needs, optarg);
		break;
	case OPT_PARENT:
		edit->parent = optarg;
		break;
	case OPT_DUE:
		edit->due = optarg;
		break;
	case OPT_MAX_ATTEMPTS:
		edit->max_attempts = optarg;
		break;
	case OPT_IF_VERSION:
		edit->if_version = optarg;
		break;
	case 'm':
		edit->task.note = optarg;
		break;
	}
}

/* Texts, numbers and times: what needs no database. */
static int
understand(struct edit *edit)
{
	struct task_edit *task = &edit->task;

	if (edit->description != NULL) {
		if (operands_text("description", edit->description,
		    &edit->description_text) == -1)
			return -1;
		task->description = buf_text(&edit->description_text);
	}
	task->priority = -1;
	task->due_at = edit->due == NULL ? NULL : edit->due_stamp;
	task->add_labels = edit->add_labels.word;
	task->nadd_labels = edit->add_labels.n;
	task->remove_labels = edit->remove_labels.word;
	task->nremove_labels = edit->remove_labels.n;
	if (operands_due(edit->due, edit->due_stamp) == -1 ||
	    operands_number("priority", edit->priority, 0, TASK_PRIORITY_MAX,
	    &task->priority) == -1 ||
	    operands_number("max-attempts", edit->max_attempts, 1,
	    ATTEMPTS_MAX, &task->max_attempts) == -1 ||
	    operands_number("if-version", edit->if_version, 1, INT64_MAX,
	    &task->if_version) == -1)
		return -1;
	return 0;
}

/* The tasks and the project that are named. */
static int
find_others(struct cli *cli, struct edit *edit)
{
	struct task_edit *task = &edit->task;

	if (edit->project != NULL &&
	    project_need(cli->db, edit->project, &task->project_id) == -1)
		return -1;
	if (edit->parent != NULL && strcmp(edit->parent, "none") == 0)
		task->parent_id = -1;
	else if (edit->parent != NULL &&
	    task_need_id(cli->db, edit->parent, &task->parent_id) == -1)
		return fail_context("parent");
	if (operands_tasks(cli, "needs", &edit->needs, &edit->needed) == -1)
		return -1;
	task->add_needs = edit->needed.id;
	task->nadd_needs = edit->needed.n;
	return 0;
}

static int
edit_one(struct cli *cli, const char *word, void *arg)
{
	struct edit *edit = arg;
	int64_t id, asked;
	int rc;

	if (task_need_id(cli->db, word, &id) == -1 ||
	    (rc = task_edit(cli->db, &cli->policy, &cli->actor, id,
	    &edit->task, &asked)) == -1 ||
	    say_task(cli, id, asked, rc == 1 ? "changed" : "so already") == -1)
		return -1;
	if (asked != 0 && !cli->dry_run)
		cli_hint(cli, "A%lld asks a human about what it says now",
		    (long long)asked);
	return 0;
}

static int
edit_tasks(struct cli *cli, struct edit *edit, char **operand, int n)
{
	int rc = -1;

	if (cli_begin(cli) == -1 || understand(edit) == -1 ||
	    cli_open(cli, DB_WRITE) == -1 || find_others(cli, edit) == -1)
		goto out;
	rc = operands_each(cli, operand, n, edit_one, edit);
out:
	buf_clear(&edit->description_text);
	free(edit->add_labels.word);
	free(edit->remove_labels.word);
	free(edit->needs.word);
	free(edit->needed.id);
	return rc;
}

static int
edit_main(struct cli *cli, int argc, char **argv)
{
	struct edit edit = { 0 };
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT_M, options)) != -1)
		take(&edit, ch);
	if (optind == argc)
		return cli_usage(cli, "which task? An ID is missing");
	if (!edit.any)
		return cli_usage(cli, "nothing to change: an option is "
		    "missing, such as --title");
	return edit_tasks(cli, &edit, argv + optind, argc - optind);
}

const struct verb edit_verb = { "edit", edit_main, usage };
