/* SPDX-License-Identifier: MIT */
/* What stands on the command line: IDs, texts, tokens. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/task.h"
#include "verb.h"

/* Some million lines of a list: more is a mistake. */
#define IDS_BYTES	((size_t)64 * 1024 * 1024)

/* Enough for every text of the ledger; what is wrong with a longer one is
 * said by the rule for that text. */
#define TEXT_BYTES	((size_t)1024 * 1024)

/* Would the other operands fare better? */
static bool
concerns_only_one(void)
{
	return fail_kind() == FAIL_DATA || fail_kind() == FAIL_DENIED;
}

struct walk {
	struct cli	*cli;
	int		(*each)(struct cli *, const char *, void *);
	void		*arg;
};

static int
one_of_several(const struct walk *walk, const char *word)
{
	int rc = walk->each(walk->cli, word, walk->arg);

	if (rc == 1 && walk->cli->status == 0)
		walk->cli->status = 1;
	if (rc != -1)
		return 0;
	if (!concerns_only_one())
		return -1;
	cli_tell(walk->cli);
	return 0;
}

static int
each_line(const struct walk *walk)
{
	struct buf in = { 0 };
	char *line, *next;
	int rc;

	if ((rc = file_read_fd(STDIN_FILENO, "standard input", IDS_BYTES,
	    &in)) == -1)
		goto out;
	for (line = in.data; line != NULL && rc == 0; line = next) {
		next = line + strcspn(line, "\n");
		next = *next == '\n' ? next + 1 : NULL;
		line[strcspn(line, "\t\r\n")] = '\0';
		line = text_trim(line);
		if (*line != '\0')
			rc = one_of_several(walk, line);
	}
out:
	buf_clear(&in);
	return rc;
}

int
operands_each(struct cli *cli, char **operand, int n,
    int (*each)(struct cli *, const char *, void *), void *arg)
{
	const struct walk walk = { cli, each, arg };
	int i, rc = 0;

	if (n < 1)
		return cli_usage(cli, "which one? An ID is missing");
	if (n == 1 && strcmp(operand[0], "-") != 0)
		return each(cli, operand[0], arg);
	for (i = 0; i < n && rc == 0; i++)
		rc = strcmp(operand[i], "-") == 0 ? each_line(&walk) :
		    one_of_several(&walk, operand[i]);
	return rc;
}

int
operands_text(const char *name, const char *value, struct buf *text)
{
	if (strcmp(value, "-") != 0) {
		buf_adds(text, value);
		return 0;
	}
	if (file_read_fd(STDIN_FILENO, name, TEXT_BYTES, text) == -1)
		return -1;
	if (strlen(buf_text(text)) != text->len)
		return fail(FAIL_DATA, "%s: a NUL character at byte %zu",
		    name, strlen(buf_text(text)) + 1);
	while (text->len > 0 && (text->data[text->len - 1] == '\n' ||
	    text->data[text->len - 1] == '\r'))
		buf_cut(text, text->len - 1);
	return 0;
}

int
operands_exactly(const struct cli *cli, int n, int wanted, const char *what)
{
	if (n < wanted)
		return cli_usage(cli, "%s is missing", what);
	if (n > wanted && wanted == 0)
		return cli_usage(cli, "it takes no operand");
	if (n > wanted)
		return cli_usage(cli, "too many operands; quote what has "
		    "spaces");
	return 0;
}

void
operands_word(struct words *words, const char *word)
{
	words->word = xreallocarray(words->word, words->n + 1,
	    sizeof(*words->word));
	words->word[words->n++] = word;
}

int
operands_tasks(struct cli *cli, const char *name, const struct words *words,
    struct task_ids *ids)
{
	ids->id = xcalloc(words->n + 1, sizeof(*ids->id));
	for (ids->n = 0; ids->n < words->n; ids->n++)
		if (task_need_id(cli->db, words->word[ids->n],
		    &ids->id[ids->n]) == -1)
			return fail_context("%s", name);
	return 0;
}

int
operands_number(const char *name, const char *value, int64_t min,
    int64_t max, int64_t *number)
{
	long long result;

	if (value == NULL)
		return 0;
	if (text_number(name, value, min, max, &result) == -1)
		return -1;
	*number = result;
	return 0;
}

int
operands_due(const char *value, char stamp[CLOCK_STAMP_SIZE])
{
	int64_t when;

	if (value == NULL)
		return 0;
	if (strcmp(value, "none") == 0) {
		stamp[0] = '\0';
		return 0;
	}
	if (clock_parse(value, 1, &when) == -1)
		return fail_context("due");
	clock_stamp(when, stamp);
	return 0;
}

int
operands_duration(const char *name, const char *value, int64_t *ms)
{
	if (value != NULL && clock_parse_duration(value, ms) == -1)
		return fail_context("%s", name);
	return 0;
}

int
operands_run(const char *value, int64_t task, int64_t *run)
{
	const char *own = getenv("ATLAS_TASK_ID");

	*run = 0;
	if (value == NULL && own != NULL && strtoll(own, NULL, 10) == task)
		value = getenv("ATLAS_RUN");
	return operands_number("run", value, 1, INT64_MAX, run);
}
