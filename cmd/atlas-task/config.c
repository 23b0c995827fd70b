/* SPDX-License-Identifier: MIT */
/* atlas-task config: what is set, and where. */
#include <string.h>

#include "format/json.h"
#include "listing.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task config",
	"",
	"The effective settings, and where each comes from: an option, a",
	"variable of the environment, a line of a file, or built-in. In a pipe",
	"KEY TAB VALUE TAB WHERE.",
	VERB_SHARED, NULL
};

static const struct option options[] = { CLI_OPTIONS, { 0 } };

struct setting {
	const char	*section, *key, *value, *where;
};

static void
key_value(struct buf *out, const void *row, bool person)
{
	const struct setting *setting = row;

	(void)person;
	buf_addf(out, "%s.%s", setting->section, setting->key);
}

static void
value_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct setting *)row)->value);
}

static void
where_value(struct buf *out, const void *row, bool person)
{
	(void)person;
	listing_text(out, ((const struct setting *)row)->where);
}

static enum table_style
where_style(const void *row)
{
	return strcmp(((const struct setting *)row)->where, "built-in") == 0 ?
	    TABLE_DIM : TABLE_PLAIN;
}

static const struct column columns[] = {
	{ "key", "KEY", 0, key_value, where_style },
	{ "value", "VALUE", COLUMN_FLEXIBLE, value_value, where_style },
	{ "where", "FROM", COLUMN_FLEXIBLE, where_value, where_style },
	{ .name = NULL }
};

static void
row_json(struct buf *out, const void *row)
{
	const struct setting *setting = row;
	struct buf key = { 0 };

	key_value(&key, row, false);
	json_open(out, NULL, '{');
	json_add_string(out, "key", key.data);
	json_add_string(out, "value", setting->value);
	json_add_string(out, "where", setting->where);
	json_close(out, '}');
	buf_clear(&key);
}

static const struct listing_kind kind = {
	.column = columns,
	.terminal = "key,value,where",
	.pipe = "key,value,where",
	.json = row_json,
	.none = "nothing is set",
};

static int
add_row(const char *section, const char *key, const char *value,
    const char *where, void *arg)
{
	const struct setting setting = { section, key, value, where };

	return listing_row(arg, &setting);
}

static int
config_main(struct cli *cli, int argc, char **argv)
{
	struct listing listing = { 0 };

	while (cli_getopt(cli, argc, argv, VERB_SHORT, options) != -1)
		;
	if (operands_exactly(cli, argc - optind, 0, "") == -1 ||
	    cli_begin(cli) == -1 ||
	    listing_begin(&listing, cli, &kind, NULL) == -1)
		return -1;
	return listing_end(&listing, conf_each(cli->conf, add_row, &listing));
}

const struct verb config_verb = { "config", config_main, usage };
