/* SPDX-License-Identifier: MIT */
/* atlas-task history, audit: what happened, to one task or to all. */
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "domain/event.h"
#include "domain/task.h"
#include "listing.h"
#include "verb.h"

static const char *const history_usage[] = {
	"usage: atlas-task history ID... [--columns C,..]",
	"",
	"What happened to a task, oldest first. Columns: seq at task_id actor",
	"via kind text detail; in a pipe at,actor,via,kind,text.",
	VERB_SHARED, NULL
};

static const char *const audit_usage[] = {
	"usage: atlas-task audit [option]...",
	"",
	"What happened, to all tasks, oldest first: who changed what, and by",
	"which way in (shell, desk, mcp, policy; raw: with another program).",
	"",
	"  --since WHEN     2026-11-23, 3d, yesterday",
	"  --raw            only what was changed by hand in the database",
	"  --limit N        the newest N",
	"  --columns C,..   seq at task_id actor via kind text detail;",
	"                   in a pipe at,task_id,actor,via,kind,text",
	VERB_SHARED, NULL
};

enum { OPT_SINCE = CLI_OWN, OPT_RAW, OPT_LIMIT, OPT_COLUMNS };
static const struct option history_options[] = {
	CLI_OPTIONS,
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};
static const struct option audit_options[] = {
	CLI_OPTIONS,
	{ "since", required_argument, NULL, OPT_SINCE },
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};

static void
seq_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_number(out, ((const struct event *)row)->seq);
}

static void
at_value(struct buf *out, const void *row, bool person)
{
	const struct event *event = row;
	char local[CLOCK_LOCAL_SIZE];
	int64_t when;

	if (person && clock_parse_stamp(event->at, &when) == 1)
		buf_adds(out, clock_local(when, local));
	else
		buf_adds(out, event->at);
}

static void
task_value(struct buf *out, const void *row, bool person)
{
	const struct event *event = row;

	if (event->task_id == 0)
		return;
	if (person)
		buf_addc(out, '#');
	listing_number(out, event->task_id);
}

static void
actor_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct event *)row)->actor);
}

static void
via_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct event *)row)->via);
}

static enum table_style
via_style(const void *row)
{
	return strcmp(((const struct event *)row)->via, "raw") == 0 ?
	    TABLE_RED : TABLE_PLAIN;
}

static void
kind_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct event *)row)->kind);
}

static void
text_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	event_say(out, row, 0);
}

static void
detail_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct event *)row)->detail);
}

static const struct column columns[] = {
	{ "seq", "SEQ", COLUMN_RIGHT, seq_value, NULL },
	{ "at", "AT", COLUMN_OPTIONAL, at_value, NULL },
	{ "task_id", "TASK", COLUMN_RIGHT, task_value, NULL },
	{ "actor", "WHO", 0, actor_value, NULL },
	{ "via", "VIA", COLUMN_OPTIONAL, via_value, via_style },
	{ "kind", "WHAT", 0, kind_value, NULL },
	{ "text", "", COLUMN_FLEXIBLE | COLUMN_SHOWN, text_value, NULL },
	{ "detail", "DETAIL", COLUMN_FLEXIBLE, detail_value, NULL },
	{ .name = NULL }
};

static void
row_json(struct buf *out, const void *row)
{
	event_json(out, row);
}

static const struct listing_kind history_kind = {
	.column = columns,
	.terminal = "at,actor,via,kind,text",
	.pipe = "at,actor,via,kind,text",
	.json = row_json,
	.none = "nothing happened",
};
static const struct listing_kind audit_kind = {
	.column = columns,
	.terminal = "at,task_id,actor,via,kind,text",
	.pipe = "at,task_id,actor,via,kind,text",
	.json = row_json,
	.none = "nothing happened",
};

static int
add_row(const struct event *event, void *arg)
{
	return listing_row(arg, event);
}

static int
list_events(struct cli *cli, const struct listing_kind *kind,
    const struct event_filter *filter, const char *chosen)
{
	struct listing listing = { 0 };

	if (listing_begin(&listing, cli, kind, chosen) == -1)
		return -1;
	return listing_end(&listing,
	    event_each(cli->db, filter, add_row, &listing));
}

static int
history_one(struct cli *cli, const char *word, void *arg)
{
	struct event_filter filter = { 0 };
	int rc;

	if ((rc = task_find(cli->db, word, &filter.task_id)) == 0)
		return cli_no(cli, "task %s: there is no such task", word);
	if (rc == -1)
		return -1;
	return list_events(cli, &history_kind, &filter, arg);
}

static int
history_main(struct cli *cli, int argc, char **argv)
{
	char *chosen = NULL;
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT,
	    history_options)) != -1)
		if (ch == OPT_COLUMNS)
			chosen = optarg;
	if (optind == argc)
		return cli_usage(cli, "which task? An ID is missing");
	if (cli_open(cli, DB_READ) == -1)
		return -1;
	return operands_each(cli, argv + optind, argc - optind, history_one,
	    chosen);
}

static int
audit(struct cli *cli, struct event_filter *filter, const char *since,
    const char *limit, const char *chosen)
{
	char stamp[CLOCK_STAMP_SIZE];
	int64_t when;

	if (cli_begin(cli) == -1 || operands_number("limit", limit, 1,
	    LIMIT_MAX, &filter->limit) == -1)
		return -1;
	if (since != NULL) {
		if (clock_parse(since, -1, &when) == -1)
			return fail_context("since");
		filter->since = clock_stamp(when, stamp);
	}
	if (cli_open(cli, DB_READ) == -1)
		return -1;
	return list_events(cli, &audit_kind, filter, chosen);
}

static int
audit_main(struct cli *cli, int argc, char **argv)
{
	struct event_filter filter = { 0 };
	const char *since = NULL, *limit = NULL, *chosen = NULL;
	int ch;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT,
	    audit_options)) != -1)
		switch (ch) {
		case OPT_SINCE:
			since = optarg;
			break;
		case OPT_RAW:
			filter.raw = true;
			break;
		case OPT_LIMIT:
			limit = optarg;
			break;
		case OPT_COLUMNS:
			chosen = optarg;
			break;
		}
	if (operands_exactly(cli, argc - optind, 0, "") == -1)
		return -1;
	return audit(cli, &filter, since, limit, chosen);
}

const struct verb history_verb = { "history", history_main, history_usage };
const struct verb audit_verb = { "audit", audit_main, audit_usage };
