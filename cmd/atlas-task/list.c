/* SPDX-License-Identifier: MIT */
/* atlas-task list: which tasks there are. */
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "columns.h"
#include "domain/project.h"
#include "domain/task.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task list [option]...",
	"",
	"List tasks. At a terminal those that are done or cancelled are left",
	"out unless --status asks for them; a pipe and --json get all.",
	"",
	"  --status S,..     todo, doing, review, done, cancelled, or all",
	"  --project P       of that project",
	"  --assignee A      given to A (\"\" for nobody)",
	"  --label L         with that label",
	"  --feature F       of that feature",
	"  --ready           what can be claimed now, in that order",
	"  --blocked         what needs a task that is not done",
	"  --stale           being done, but the lease ran out",
	"  --waiting         what waits for a decision",
	"  --since WHEN      changed since then: 2026-11-23, 3d, yesterday",
	"  --sort KEY        id priority due created updated title status;",
	"                    -KEY for the other direction",
	"  --limit N         the first N only",
	"  --columns C,..    which columns, in this order; not for --json;",
	"                    in a pipe id, status, priority, project,",
	"                    assignee, title",
	VERB_SHARED, NULL
};

enum {
	OPT_STATUS = CLI_OWN, OPT_PROJECT, OPT_ASSIGNEE, OPT_LABEL,
	OPT_FEATURE, OPT_READY, OPT_BLOCKED, OPT_STALE, OPT_WAITING,
	OPT_SINCE, OPT_SORT, OPT_LIMIT, OPT_COLUMNS
};
static const struct option options[] = {
	CLI_OPTIONS,
	{ "status", required_argument, NULL, OPT_STATUS },
	{ "project", required_argument, NULL, OPT_PROJECT },
	{ "assignee", required_argument, NULL, OPT_ASSIGNEE },
	{ "label", required_argument, NULL, OPT_LABEL },
	{ "feature", required_argument, NULL, OPT_FEATURE },
	{ "ready", no_argument, NULL, OPT_READY },
	{ "blocked", no_argument, NULL, OPT_BLOCKED },
	{ "stale", no_argument, NULL, OPT_STALE },
	{ "waiting", no_argument, NULL, OPT_WAITING },
	{ "since", required_argument, NULL, OPT_SINCE },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};

static const struct listing_kind kind = {
	.column = task_columns,
	.terminal = "id,status,priority,project,assignee,due_at,title",
	.pipe = "id,status,priority,project,assignee,title",
	.json = task_row_json,
	.none = "no task matches",
};

struct list {
	struct task_filter	 filter;
	const char		*project, *since, *limit, *columns;
	char			 stamp[CLOCK_STAMP_SIZE];
};

static void
take(struct list *list, int ch)
{
	struct task_filter *filter = &list->filter;

	switch (ch) {
	case OPT_STATUS:
		filter->statuses = optarg;
		break;
	case OPT_PROJECT:
		list->project = optarg;
		break;
	case OPT_ASSIGNEE:
		filter->assignee = optarg;
		break;
	case OPT_LABEL:
		filter->label = optarg;
		break;
	case OPT_FEATURE:
		filter->feature = optarg;
		break;
	case OPT_READY:
		filter->ready = true;
		break;
	case OPT_BLOCKED:
		filter->blocked = true;
		break;
	case OPT_STALE:
		filter->stale = true;
		break;
	case OPT_WAITING:
		filter->waiting = true;
		break;
	case OPT_SINCE:
		list->since = optarg;
		break;
	case OPT_SORT:
		filter->sort = optarg;
		break;
	case OPT_LIMIT:
		list->limit = optarg;
		break;
	case OPT_COLUMNS:
		list->columns = optarg;
		break;
	}
}

/* What the options' values mean; needs the clock and the database. */
static int
understand(struct cli *cli, struct list *list)
{
	struct task_filter *filter = &list->filter;
	int64_t since;

	if (list->project != NULL && project_need(cli->db, list->project,
	    &filter->project_id) == -1)
		return -1;
	if (operands_number("limit", list->limit, 1, LIMIT_MAX,
	    &filter->limit) == -1)
		return -1;
	if (list->since == NULL)
		return 0;
	if (clock_parse(list->since, -1, &since) == -1)
		return fail_context("since");
	filter->since = clock_stamp(since, list->stamp);
	return 0;
}

static bool
says_which(const struct task_filter *filter)
{
	return filter->statuses != NULL || filter->ready || filter->blocked ||
	    filter->stale || filter->waiting;
}

static int
add_row(const struct task *task, void *arg)
{
	return listing_row(arg, task);
}

static int
enough(const struct task *task, void *arg)
{
	(void)task;
	*(bool *)arg = true;
	return 1;
}

/* At a terminal: finished tasks that match were left out. */
static int
hint_finished(struct cli *cli, struct task_filter *filter)
{
	bool any = false;

	filter->statuses = "done,cancelled";
	filter->limit = 1;
	filter->brief = true;
	if (task_each(cli->db, filter, enough, &any) == -1)
		return -1;
	if (any)
		cli_hint(cli, "finished tasks are left out; --status all "
		    "shows them");
	return 0;
}

static int
list_tasks(struct cli *cli, struct list *list)
{
	struct task_filter *filter = &list->filter;
	struct listing listing = { 0 };
	bool only_open = cli->tty && !cli->json && !says_which(filter);
	int rc;

	if (listing_begin(&listing, cli, &kind, list->columns) == -1)
		return -1;
	if (filter->statuses != NULL && strcmp(filter->statuses, "all") == 0)
		filter->statuses = NULL;
	if (only_open)
		filter->statuses = "todo,doing,review";
	filter->brief = !listing_wants(&listing, COLUMN_FULL);
	rc = task_each(cli->db, filter, add_row, &listing);
	rc = listing_end(&listing, rc);
	if (rc != -1 && only_open && !cli->quiet)
		rc = hint_finished(cli, filter);
	return rc;
}

static int
list_main(struct cli *cli, int argc, char **argv)
{
	struct list list = { 0 };
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		take(&list, ch);
	if (operands_exactly(cli, argc - optind, 0, "") == -1)
		return -1;
	if (cli_open(cli, DB_READ) == -1 || understand(cli, &list) == -1)
		return -1;
	return list_tasks(cli, &list);
}

const struct verb list_verb = {
	"list", list_main, usage
};
