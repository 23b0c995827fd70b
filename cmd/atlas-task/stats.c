/* SPDX-License-Identifier: MIT */
/* atlas-task stats: the ledger in numbers. */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "domain/stats.h"
#include "format/json.h"
#include "program/table.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task stats",
	"",
	"The ledger in numbers. In a pipe NAME TAB VALUE, durations in",
	"milliseconds; --json: one object.",
	VERB_SHARED, NULL
};

static const struct option options[] = { CLI_OPTIONS, { 0 } };

/* One number: its name in JSON, its words, and whether it is a duration. */
struct number {
	const char	*name, *words;
	int64_t		 value;
	bool		 duration;	/* milliseconds; -1: there is none */
	bool		 alarming;	/* when it is not 0 */
};

#define NUMBERS	18

static void
numbers(const struct stats *s, struct number list[NUMBERS])
{
	const struct number all[NUMBERS] = {
		{ "todo", "to do", s->todo, false, false },
		{ "doing", "being done", s->doing, false, false },
		{ "review", "in review", s->review, false, false },
		{ "done", "done", s->done, false, false },
		{ "cancelled", "cancelled", s->cancelled, false, false },
		{ "ready", "ready to be claimed", s->ready, false, false },
		{ "blocked", "blocked by others", s->blocked, false, false },
		{ "stale", "with a lease that ran out", s->stale, false,
		    true },
		{ "overdue", "past their due date", s->overdue, false, true },
		{ "approvals_open", "decisions waited for",
		    s->approvals_open, false, false },
		{ "oldest_open_ms", "oldest of them", s->oldest_open_ms, true,
		    false },
		{ "decisions", "decisions in 30 days", s->decisions, false,
		    false },
		{ "median_decision_ms", "median time to one",
		    s->median_decision_ms, true, false },
		{ "slowest_decision_ms", "slowest", s->slowest_decision_ms,
		    true, false },
		{ "errors_open", "errors not resolved", s->errors_open,
		    false, true },
		{ "events", "audit events", s->events, false, false },
		{ "raw_events", "of them by hand", s->raw_events, false,
		    true },
		{ "changes_since_offsite", "changes not copied offsite",
		    s->changes_since_offsite, false, false },
	};
	size_t i;

	for (i = 0; i < NUMBERS; i++)
		list[i] = all[i];
}

struct out {
	struct cli	*cli;
	struct buf	 text;
};

static void
add_json(struct out *out, const struct number *number)
{
	if (number->duration && number->value == -1)
		json_add_null(&out->text, number->name);
	else
		json_add_integer(&out->text, number->name, number->value);
}

static void
add_line(struct out *out, const struct number *number)
{
	buf_addf(&out->text, "%s\t", number->name);
	if (!number->duration || number->value != -1)
		buf_addf(&out->text, "%lld", (long long)number->value);
	buf_addc(&out->text, '\n');
}

static void
add_words(struct out *out, const struct number *number)
{
	char value[CLOCK_RELATIVE_SIZE], padded[2 * CLOCK_RELATIVE_SIZE];

	if (number->duration && number->value == -1)
		return;
	if (number->duration)
		clock_duration(number->value, value);
	else
		snprintf(value, sizeof(value), "%lld",
		    (long long)number->value);
	snprintf(padded, sizeof(padded), "%10s", value);
	table_paint(&out->text, out->cli->color, number->alarming &&
	    number->value > 0 ? TABLE_RED : TABLE_BOLD, padded);
	buf_addf(&out->text, "  %s\n", number->words);
}

static int
add_decider(const char *name, int64_t decisions, int64_t median_ms, void *arg)
{
	struct out *out = arg;
	char median[CLOCK_RELATIVE_SIZE];

	if (out->cli->json) {
		json_open(&out->text, NULL, '{');
		json_add_string(&out->text, "name", name);
		json_add_integer(&out->text, "decisions", decisions);
		json_add_integer(&out->text, "median_ms", median_ms);
		json_close(&out->text, '}');
		return 0;
	}
	if (!out->cli->tty) {
		buf_adds(&out->text, "decider\t");
		text_show_field(&out->text, name);
		buf_addf(&out->text, "\t%lld\t%lld\n", (long long)decisions,
		    (long long)median_ms);
		return 0;
	}
	buf_addf(&out->text, "%10lld  by ", (long long)decisions);
	text_show(&out->text, name, false);
	buf_addf(&out->text, ", median %s\n",
	    clock_duration(median_ms, median));
	return 0;
}

static int
show(struct out *out, const struct stats *stats)
{
	struct number list[NUMBERS];
	size_t i;

	numbers(stats, list);
	if (out->cli->json)
		json_open(&out->text, NULL, '{');
	for (i = 0; i < NUMBERS; i++)
		(out->cli->json ? add_json : out->cli->tty ? add_words :
		    add_line)(out, &list[i]);
	if (out->cli->json)
		json_open(&out->text, "deciders", '[');
	if (stats_each_decider(out->cli->db, add_decider, out) == -1)
		return -1;
	if (out->cli->json)
		buf_adds(&out->text, "]}\n");
	cli_put_buf(&out->text);
	return 0;
}

static int
stats_main(struct cli *cli, int argc, char **argv)
{
	struct out out = { .cli = cli };
	struct stats stats;
	int rc = -1;

	while (cli_getopt(cli, argc, argv, VERB_SHORT, options) != -1)
		;
	if (operands_exactly(cli, argc - optind, 0, "") == -1 ||
	    cli_open(cli, DB_READ) == -1)
		return -1;
	if (stats_load(cli->db, &stats) == 0)
		rc = show(&out, &stats);
	buf_clear(&out.text);
	return rc;
}

const struct verb stats_verb = { "stats", stats_main, usage };
