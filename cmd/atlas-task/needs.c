/* SPDX-License-Identifier: MIT */
/* atlas-task needs: what must be done before a task. */
#include <stdlib.h>

#include "columns.h"
#include "domain/task.h"
#include "format/json.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task needs ID [option]...",
	"",
	"What must be done before a task can be claimed: list or change it.",
	"",
	"  --add ID         it needs that task, too; any number",
	"  --remove ID      it does not need that one; any number",
	"  --columns C,..   as of list; in a pipe id,status,title",
	VERB_SHARED, NULL
};

enum { OPT_ADD = CLI_OWN, OPT_REMOVE, OPT_COLUMNS };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "add", required_argument, NULL, OPT_ADD },
	{ "remove", required_argument, NULL, OPT_REMOVE },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};

static void
row_json(struct buf *out, const void *row)
{
	const struct task *task = row;

	json_open(out, NULL, '{');
	json_add_integer(out, "id", task->id);
	json_add_string(out, "uid", task->uid);
	json_add_string(out, "project", task->project);
	json_add_string(out, "title", task->title);
	json_add_string(out, "status", task->status);
	json_add_integer(out, "priority", task->priority);
	json_add_string(out, "assignee", task->assignee);
	json_close(out, '}');
}

static const struct listing_kind kind = {
	.column = task_columns,
	.terminal = "id,status,priority,assignee,title",
	.pipe = "id,status,title",
	.json = row_json,
	.none = "it needs nothing",
};

static int
add_row(const struct task *task, void *arg)
{
	return listing_row(arg, task);
}

static int
list_needs(struct cli *cli, const char *word, const char *chosen)
{
	struct listing listing = { 0 };
	int64_t id;
	int rc;

	if (cli_open(cli, DB_READ) == -1 ||
	    (rc = task_find(cli->db, word, &id)) == -1)
		return -1;
	if (rc == 0)
		return cli_no(cli, "task %s: there is no such task", word);
	if (listing_begin(&listing, cli, &kind, chosen) == -1)
		return -1;
	return listing_end(&listing,
	    task_each_need(cli->db, id, false, add_row, &listing));
}

static int
change_needs(struct cli *cli, const char *word, const struct words *add,
    const struct words *remove)
{
	struct task_ids added = { 0 }, removed = { 0 };
	struct task_edit edit = { .priority = -1 };
	int64_t id, asked = 0;
	int rc = -1;

	if (cli_open(cli, DB_WRITE) == -1 ||
	    task_need_id(cli->db, word, &id) == -1 ||
	    operands_tasks(cli, "add", add, &added) == -1 ||
	    operands_tasks(cli, "remove", remove, &removed) == -1)
		goto out;
	edit.add_needs = added.id;
	edit.nadd_needs = added.n;
	edit.remove_needs = removed.id;
	edit.nremove_needs = removed.n;
	rc = task_edit(cli->db, &cli->policy, &cli->actor, id, &edit, &asked);
	if (rc != -1)
		rc = say_task(cli, id, asked, rc == 1 ? "changed" :
		    "so already");
out:
	free(added.id);
	free(removed.id);
	return rc;
}

static int
needs_main(struct cli *cli, int argc, char **argv)
{
	struct words add = { 0 }, remove = { 0 };
	const char *chosen = NULL;
	int ch, rc = -1;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		switch (ch) {
		case OPT_ADD:
			operands_word(&add, optarg);
			break;
		case OPT_REMOVE:
			operands_word(&remove, optarg);
			break;
		case OPT_COLUMNS:
			chosen = optarg;
			break;
		}
	if (operands_exactly(cli, argc - optind, 1, "ID") == 0)
		rc = add.n + remove.n == 0 ?
		    list_needs(cli, argv[optind], chosen) :
		    change_needs(cli, argv[optind], &add, &remove);
	free(add.word);
	free(remove.word);
	return rc;
}

const struct verb needs_verb = { "needs", needs_main, usage };
