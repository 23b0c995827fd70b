/* SPDX-License-Identifier: MIT */
/* atlas-task pending: what waits for a human's decision. */
#include <string.h>

#include "base/fail.h"
#include "domain/approval.h"
#include "listing.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task pending [--limit N] [--columns C,..]",
	"",
	"What waits for a decision: by priority, then the oldest first. Decide",
	"with approve, revise or reject.",
	"",
	"  --limit N        the first N only",
	"  --columns C,..   id task_id gate priority project requested_by",
	"                   requested_at assignee title report;",
	"                   in a pipe id,task_id,gate,requested_by,title",
	VERB_SHARED, NULL
};

enum { OPT_LIMIT = CLI_OWN, OPT_COLUMNS };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ 0 }
};

static void
id_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_addf(out, "A%lld", (long long)((const struct approval *)row)->id);
}

static enum table_style
id_style(const void *row)
{
	(void)row;
	return TABLE_BOLD;
}

static void
task_value(struct buf *out, const void *row, bool person)
{
	if (person)
		buf_addc(out, '#');
	listing_number(out, ((const struct approval *)row)->task_id);
}

static void
gate_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	buf_adds(out, ((const struct approval *)row)->gate);
}

static enum table_style
gate_style(const void *row)
{
	return strcmp(((const struct approval *)row)->gate, "start") == 0 ?
	    TABLE_CYAN : TABLE_YELLOW;
}

static void
priority_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_number(out, ((const struct approval *)row)->priority);
}

static void
project_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct approval *)row)->project);
}

static void
by_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct approval *)row)->requested_by);
}

static void
at_value(struct buf *out, const void *row, bool person)
{
	listing_time(out, ((const struct approval *)row)->requested_at,
	    person);
}

static void
assignee_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct approval *)row)->assignee);
}

static void
title_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct approval *)row)->title);
}

static void
report_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	approval_report(out, row);
}

static const struct column columns[] = {
	{ "id", "ID", 0, id_value, id_style },
	{ "task_id", "TASK", COLUMN_RIGHT, task_value, NULL },
	{ "gate", "GATE", 0, gate_value, gate_style },
	{ "priority", "PRIO", COLUMN_RIGHT, priority_value, NULL },
	{ "project", "PROJECT", COLUMN_OPTIONAL, project_value, NULL },
	{ "requested_by", "ASKED BY", COLUMN_OPTIONAL, by_value, NULL },
	{ "requested_at", "ASKED", COLUMN_OPTIONAL, at_value, NULL },
	{ "assignee", "ASSIGNEE", COLUMN_OPTIONAL, assignee_value, NULL },
	{ "title", "TITLE", COLUMN_FLEXIBLE, title_value, NULL },
	{ "report", "REPORT", COLUMN_FLEXIBLE | COLUMN_OPTIONAL,
	    report_value, NULL },
	{ .name = NULL }
};

static void
row_json(struct buf *out, const void *row)
{
	approval_json(out, row);
}

static const struct listing_kind kind = {
	.column = columns,
	.terminal = "id,task_id,gate,priority,project,requested_by,"
	    "requested_at,title,report",
	.pipe = "id,task_id,gate,requested_by,title",
	.json = row_json,
	.none = "nothing waits for a decision",
};

static int
add_row(const struct approval *approval, void *arg)
{
	return listing_row(arg, approval);
}

static int
pending_main(struct cli *cli, int argc, char **argv)
{
	const char *limit_text = NULL, *chosen = NULL;
	struct listing listing = { 0 };
	int64_t limit = 0;
	int ch, rc;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		switch (ch) {
		case OPT_LIMIT:
			limit_text = optarg;
			break;
		case OPT_COLUMNS:
			chosen = optarg;
			break;
		}
	if (operands_exactly(cli, argc - optind, 0, "") == -1 ||
	    operands_number("limit", limit_text, 1, LIMIT_MAX, &limit) == -1 ||
	    cli_open(cli, DB_READ) == -1 ||
	    listing_begin(&listing, cli, &kind, chosen) == -1)
		return -1;
	rc = listing_end(&listing,
	    approval_each_open(cli->db, limit, add_row, &listing));
	if (rc == 0 && listing.rows > 0)
		cli_hint(cli, "to decide: %s approve ID, or revise ID -m "
		    "\"what is missing\", or reject ID", cli->tool);
	return rc;
}

const struct verb pending_verb = { "pending", pending_main, usage };
