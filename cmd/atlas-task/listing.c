/* SPDX-License-Identifier: MIT */
/* A list of anything: JSON lines, tab-separated lines, or a table. */
#include "listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "format/json.h"

static int
unknown_column(const struct column *all, const char *name)
{
	const char *names[TABLE_COLUMNS_MAX + 1] = { NULL }, *near;
	struct buf list = { 0 };
	size_t i;

	for (i = 0; all[i].name != NULL && i < TABLE_COLUMNS_MAX; i++) {
		names[i] = all[i].name;
		buf_addf(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	near = text_nearest(name, names);
	fail(FAIL_DATA, "columns: there is no \"%s\"%s%s%s; there are: %s",
	    name, near != NULL ? ", did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "",
	    buf_text(&list));
	buf_clear(&list);
	return -1;
}

static int
choose_one(struct listing *listing, const char *name)
{
	const struct column *column = listing->kind->column;

	while (column->name != NULL && strcmp(column->name, name) != 0)
		column++;
	if (column->name == NULL)
		return unknown_column(listing->kind->column, name);
	if (listing->columns == TABLE_COLUMNS_MAX)
		return fail(FAIL_DATA, "columns: at most %d",
		    TABLE_COLUMNS_MAX);
	listing->column[listing->columns++] = column;
	return 0;
}

static int
choose(struct listing *listing, const char *names)
{
	char *copy = xstrdup(names), *rest = copy, *name;
	int rc = 0;

	while (rc == 0 && (name = strsep(&rest, ",")) != NULL)
		rc = choose_one(listing, text_trim(name));
	free(copy);
	return rc;
}

/* A column that somebody asked for is there, also when it is empty. */
static void
begin_table(struct listing *listing, bool chosen)
{
	struct table_column column[TABLE_COLUMNS_MAX];
	unsigned int flags;
	size_t i;

	for (i = 0; i < listing->columns; i++) {
		flags = listing->column[i]->flags;
		column[i].title = listing->column[i]->title;
		column[i].right = (flags & COLUMN_RIGHT) != 0;
		column[i].flexible = (flags & COLUMN_FLEXIBLE) != 0;
		column[i].optional = (flags & COLUMN_OPTIONAL) != 0 &&
		    !chosen;
	}
	table_begin(&listing->table, column, listing->columns);
}

int
listing_begin(struct listing *listing, struct cli *cli,
    const struct listing_kind *kind, const char *chosen)
{
	memset(listing, 0, sizeof(*listing));
	listing->cli = cli;
	listing->kind = kind;
	if (cli->json && chosen != NULL)
		return cli_usage(cli, "--columns is not for --json, where "
		    "each object has all fields");
	if (cli->json)
		return 0;
	if (choose(listing, chosen != NULL ? chosen :
	    cli->tty ? kind->terminal : kind->pipe) == -1)
		return -1;
	if (cli->tty)
		begin_table(listing, chosen != NULL);
	return 0;
}

bool
listing_wants(const struct listing *listing, enum column_flag flag)
{
	size_t i;

	for (i = 0; i < listing->columns; i++)
		if ((listing->column[i]->flags & flag) != 0)
			return true;
	return listing->cli->json;
}

static void
table_row(struct listing *listing, const void *row)
{
	const struct column *column;
	size_t i;

	for (i = 0; i < listing->columns; i++) {
		column = listing->column[i];
		buf_cut(&listing->field, 0);
		column->value(&listing->field, row, true);
		table_add(&listing->table, column->style == NULL ?
		    TABLE_PLAIN : column->style(row),
		    buf_text(&listing->field));
	}
}

static void
line_row(struct listing *listing, const void *row)
{
	const struct column *column;
	size_t i;

	for (i = 0; i < listing->columns; i++) {
		column = listing->column[i];
		if (i > 0)
			buf_addc(&listing->out, '\t');
		if ((column->flags & COLUMN_SHOWN) != 0) {
			column->value(&listing->out, row, false);
			continue;
		}
		buf_cut(&listing->field, 0);
		column->value(&listing->field, row, false);
		text_show_field(&listing->out, buf_text(&listing->field));
	}
	buf_addc(&listing->out, '\n');
}

int
listing_row(struct listing *listing, const void *row)
{
	listing->rows++;
	if (listing->cli->json) {
		listing->kind->json(&listing->out, row);
		buf_addc(&listing->out, '\n');
	} else if (listing->cli->tty) {
		table_row(listing, row);
		return 0;
	} else {
		line_row(listing, row);
	}
	return cli_stream(&listing->out);
}

int
listing_end(struct listing *listing, int rc)
{
	const struct cli *cli = listing->cli;

	if (rc != -1 && listing->table.cells > 0)
		table_format(&listing->table, &listing->out,
		    (size_t)cli->width, cli->color);
	if (rc != -1 && listing->rows == 0)
		cli_hint(cli, "%s", listing->kind->none);
	if (rc != -1)
		cli_put_buf(&listing->out);
	table_clear(&listing->table);
	buf_clear(&listing->out);
	buf_clear(&listing->field);
	return rc;
}

void
listing_text(struct buf *out, const char *text)
{
	if (text != NULL)
		buf_adds(out, text);
}

void
listing_number(struct buf *out, int64_t number)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%lld", (long long)number);

	buf_add(out, text, (size_t)n);
}

void
listing_time(struct buf *out, const char *stamp, bool person)
{
	char text[CLOCK_RELATIVE_SIZE];
	int64_t when;

	if (stamp == NULL)
		return;
	if (person && clock_parse_stamp(stamp, &when) == 1)
		buf_adds(out, clock_relative(when, clock_now(), text));
	else
		buf_adds(out, stamp);
}

void
listing_array(struct buf *out, const char *text)
{
	const cJSON *item;
	cJSON *array = NULL;
	const char *gap = "";

	if (text == NULL || strcmp(text, "[]") == 0)
		return;
	if (json_parse(text, strlen(text), &array) == -1)
		fail_clear();
	cJSON_ArrayForEach(item, array) {
		if (!cJSON_IsString(item))
			continue;
		buf_adds(out, gap);
		buf_adds(out, item->valuestring);
		gap = ", ";
	}
	cJSON_Delete(array);
}
