/* SPDX-License-Identifier: MIT */
/* What became of a task, told to a person, a script, or a program. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/task.h"
#include "format/json.h"
#include "verb.h"

#define TITLE_MIN	16	/* columns */

static void
say_json(const struct cli *cli, const struct task *task, int64_t approval,
    struct buf *out)
{
	task_json(out, task);
	buf_cut(out, out->len - 1);	/* its "}" */
	if (approval != 0)
		json_add_integer(out, "approval", approval);
	else
		json_add_null(out, "approval");
	if (cli->dry_run)
		json_add_bool(out, "dry_run", true);
	json_close(out, '}');
	buf_addc(out, '\n');
}

static void
say_words(const struct cli *cli, const struct task *task, const char *words,
    struct buf *out)
{
	size_t width = (size_t)cli->width;

	buf_addf(out, "#%lld %s ", (long long)task->id,
	    cli->dry_run ? "would be" : "is");
	text_show(out, words, false);
	buf_adds(out, ": ");
	text_show_cut(out, task->title, width > out->len + TITLE_MIN ?
	    width - out->len : TITLE_MIN, false);
	buf_addc(out, '\n');
}

int
say_task(struct cli *cli, int64_t id, int64_t approval, const char *fmt, ...)
{
	struct task task = { 0 };
	struct buf out = { 0 };
	char *words = NULL;
	va_list ap;
	int rc;

	if ((rc = task_load(cli->db, id, &task)) == -1)
		goto out;
	if (rc == 0) {
		rc = fail(FAIL_DATA, "task %lld: it is gone", (long long)id);
		goto out;
	}
	va_start(ap, fmt);
	if (vasprintf(&words, fmt, ap) == -1)
		words = xstrdup(fmt);
	va_end(ap);
	if (cli->json)
		say_json(cli, &task, approval, &out);
	else if (cli->tty)
		say_words(cli, &task, words, &out);
	else
		buf_addf(&out, "%lld\t%s\n", (long long)id, task.status);
	cli_put_buf(&out);
	rc = 0;
out:
	free(words);
	buf_clear(&out);
	task_clear(&task);
	return rc;
}

int
say_approval(struct cli *cli, int64_t task, int64_t *approval)
{
	char ref[24];

	*approval = 0;
	snprintf(ref, sizeof(ref), "%lld", (long long)task);
	return approval_find(cli->db, ref, approval) == -1 ? -1 : 0;
}

void
say_next(const struct cli *cli, int64_t task, int64_t approval)
{
	if (cli->dry_run || approval == 0)
		return;
	cli_hint(cli, "A%lld asks a human: %s approve %lld, or revise or "
	    "reject with -m", (long long)approval, cli->tool,
	    (long long)task);
}
