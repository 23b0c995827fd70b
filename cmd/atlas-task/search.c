/* SPDX-License-Identifier: MIT */
/* atlas-task search: tasks with these words. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "columns.h"
#include "domain/search.h"
#include "format/json.h"
#include "verb.h"

#define LIMIT	20	/* who needs more says so */

static const char *const usage[] = {
	"usage: atlas-task search WORD... [--limit N] [--columns C,..]",
	"",
	"Find tasks by words in title, description and logged lines, best",
	"first. Each word must occur; \"roof*\" finds its continuations; case",
	"and accents do not matter.",
	"",
	"  --limit N        at most N (20)",
	"  --columns C,..   id status title where snippet (in a pipe: all)",
	VERB_SHARED, NULL
};

enum { OPT_LIMIT = CLI_OWN, OPT_COLUMNS };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};

/* The snippet with other marks around the matches than \2 and \3. */
static void
mark(struct buf *out, const char *snippet, const char *begin, const char *end)
{
	for (; *snippet != '\0'; snippet++)
		if (*snippet == '\2')
			buf_adds(out, begin);
		else if (*snippet == '\3')
			buf_adds(out, end);
		else
			buf_addc(out, *snippet);
}

static void
id_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_number(out, ((const struct search_hit *)row)->task.id);
}

static void
status_value(struct buf *out, const void *row, bool person)
{
	task_state(out, &((const struct search_hit *)row)->task, person);
}

static enum table_style
status_style(const void *row)
{
	return task_state_style(&((const struct search_hit *)row)->task);
}

static void
title_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct search_hit *)row)->task.title);
}

static void
where_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct search_hit *)row)->where);
}

static void
snippet_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	mark(out, ((const struct search_hit *)row)->snippet, "", "");
}

static const struct column columns[] = {
	{ "id", "ID", COLUMN_RIGHT, id_value, NULL },
	{ "status", "STATUS", 0, status_value, status_style },
	{ "title", "TITLE", COLUMN_FLEXIBLE, title_value, NULL },
	{ "where", "WHERE", 0, where_value, NULL },
	{ "snippet", "FOUND", COLUMN_FLEXIBLE, snippet_value, NULL },
	{ .name = NULL }
};

static void
row_json(struct buf *out, const void *row)
{
	const struct search_hit *hit = row;
	struct buf text = { 0 };

	mark(&text, hit->snippet, "", "");
	json_open(out, NULL, '{');
	json_add_integer(out, "id", hit->task.id);
	json_add_string(out, "uid", hit->task.uid);
	json_add_string(out, "project", hit->task.project);
	json_add_string(out, "title", hit->task.title);
	json_add_string(out, "status", hit->task.status);
	json_add_integer(out, "priority", hit->task.priority);
	json_add_string(out, "where", hit->where);
	json_add_string(out, "snippet", buf_text(&text));
	json_close(out, '}');
	buf_clear(&text);
}

static const struct listing_kind kind = {
	.column = columns,
	.terminal = "id,status,title,where,snippet",
	.pipe = "id,status,title,where,snippet",
	.json = row_json,
	.none = "nothing found",
};

/* The snippet made harmless, piece by piece: its marks are controls, too. */
static void
show_snippet(const struct cli *cli, const char *snippet, struct buf *out)
{
	char *copy = xstrdup(snippet), *at = copy, *end;
	char stop;

	do {
		end = at + strcspn(at, "\2\3");
		stop = *end;
		*end = '\0';
		text_show(out, at, false);
		if (stop != '\0' && cli->color)
			buf_adds(out, stop == '\2' ? "\033[1;33m" : "\033[0m");
		at = end + 1;
	} while (stop != '\0');
	free(copy);
}

/* At a terminal two lines read better than a table. */
static int
show_hit(const struct search_hit *hit, void *arg)
{
	struct listing *listing = arg;
	struct buf *out = &listing->out, plain = { 0 };
	const struct cli *cli = listing->cli;

	listing->rows++;
	mark(&plain, hit->snippet, "", "");
	buf_addf(out, "#%lld ", (long long)hit->task.id);
	table_paint(out, cli->color, task_state_style(&hit->task),
	    hit->task.status);
	buf_addc(out, ' ');
	if (strcmp(buf_text(&plain), hit->task.title) == 0) {
		show_snippet(cli, hit->snippet, out);
	} else {
		text_show(out, hit->task.title, false);
		buf_adds(out, strcmp(hit->where, "log") == 0 ?
		    "\n    log: " : "\n    ");
		show_snippet(cli, hit->snippet, out);
	}
	buf_addc(out, '\n');
	buf_clear(&plain);
	return 0;
}

static int
add_row(const struct search_hit *hit, void *arg)
{
	return listing_row(arg, hit);
}

static int
search_words(struct cli *cli, const char *const *words, size_t n,
    int64_t limit, const char *chosen)
{
	struct listing listing = { 0 };
	bool lines = cli->tty && !cli->json && chosen == NULL;

	if (listing_begin(&listing, cli, &kind, chosen) == -1)
		return -1;
	return listing_end(&listing, search_each(cli->db, words, n, limit,
	    lines ? show_hit : add_row, &listing));
}

/* "two words" in quotes are two words. */
static void
split(char **operand, int n, struct words *words)
{
	char *word;
	int i;

	for (i = 0; i < n; i++)
		for (word = strtok(operand[i], " \t\n"); word != NULL;
		    word = strtok(NULL, " \t\n"))
			operands_word(words, word);
}

static int
search_main(struct cli *cli, int argc, char **argv)
{
	const char *limit_text = NULL, *chosen = NULL;
	struct words words = { 0 };
	int64_t limit = LIMIT;
	int ch, rc = -1;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		switch (ch) {
		case OPT_LIMIT:
			limit_text = optarg;
			break;
		case OPT_COLUMNS:
			chosen = optarg;
			break;
		}
	if (optind == argc)
		return cli_usage(cli, "which words?");
	if (operands_number("limit", limit_text, 1, LIMIT_MAX, &limit) == 0 &&
	    cli_open(cli, DB_READ) == 0) {
		split(argv + optind, argc - optind, &words);
		rc = words.n == 0 ? fail(FAIL_DATA, "search: no word") :
		    search_words(cli, words.word, words.n, limit, chosen);
	}
	free(words.word);
	return rc;
}

const struct verb search_verb = { "search", search_main, usage };
