/* SPDX-License-Identifier: MIT */
/* atlas-task show: all about one task. */
#include "base/fail.h"
#include "base/text.h"
#include "columns.h"
#include "domain/approval.h"
#include "domain/run.h"
#include "domain/task.h"
#include "format/json.h"
#include "portrait.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task show ID...",
	"",
	"Show all about a task. In a pipe: one line for each of its fields,",
	"NAME TAB VALUE. --json: the task with its approvals and attempts.",
	VERB_SHARED, NULL
};

static const struct option options[] = { CLI_OPTIONS, { 0 } };

static int
add_approval(const struct approval *approval, void *arg)
{
	approval_json(arg, approval);
	return 0;
}

static int
add_run(const struct run *run, void *arg)
{
	run_json(arg, run);
	return 0;
}

static int
show_json(struct cli *cli, const struct task *task, struct buf *out)
{
	task_json(out, task);
	buf_cut(out, out->len - 1);	/* its "}" */
	if (task->run != 0)
		json_add_integer(out, "run", task->run);
	else
		json_add_null(out, "run");
	json_open(out, "approvals", '[');
	if (approval_each_of(cli->db, task->id, add_approval, out) == -1)
		return -1;
	json_close(out, ']');
	json_open(out, "runs", '[');
	if (run_each(cli->db, task->id, 0, add_run, out) == -1)
		return -1;
	json_close(out, ']');
	json_close(out, '}');
	buf_addc(out, '\n');
	return 0;
}

static void
show_fields(const struct task *task, struct buf *out)
{
	const struct column *column;
	struct buf value = { 0 };

	for (column = task_columns; column->name != NULL; column++) {
		buf_cut(&value, 0);
		column->value(&value, task, false);
		buf_adds(out, column->name);
		buf_addc(out, '\t');
		text_show_field(out, buf_text(&value));
		buf_addc(out, '\n');
	}
	buf_clear(&value);
}

static int
show_task(struct cli *cli, const struct task *task)
{
	struct buf out = { 0 };
	int rc = 0;

	if (cli->json)
		rc = show_json(cli, task, &out);
	else if (cli->tty)
		rc = portrait(cli, task, &out);
	else
		show_fields(task, &out);
	if (rc == 0)
		cli_put_buf(&out);
	buf_clear(&out);
	return rc;
}

static int
show_one(struct cli *cli, const char *word, void *arg)
{
	struct task task = { 0 };
	int64_t id;
	int rc;

	(void)arg;
	if ((rc = task_find(cli->db, word, &id)) == 1)
		rc = task_load(cli->db, id, &task);
	if (rc == 0)
		return cli_no(cli, "task %s: there is no such task", word);
	if (rc == 1)
		rc = show_task(cli, &task);
	task_clear(&task);
	return rc;
}

static int
show_main(struct cli *cli, int argc, char **argv)
{
	while (cli_getopt(cli, argc, argv, VERB_SHORT, options) != -1)
		;
	if (optind == argc)
		return cli_usage(cli, "which task? An ID is missing");
	if (cli_open(cli, DB_READ) == -1)
		return -1;
	return operands_each(cli, argv + optind, argc - optind, show_one,
	    NULL);
}

const struct verb show_verb = { "show", show_main, usage };
