/* SPDX-License-Identifier: MIT */
/* A table for a person at a terminal. */
#include "program/table.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

#define GAP		2	/* spaces between columns */
#define FLEXIBLE_MIN	12	/* a title cut to less says nothing */
#define MIN		4

static const char *const codes[] = {
	[TABLE_PLAIN] = "", [TABLE_DIM] = "2", [TABLE_BOLD] = "1",
	[TABLE_RED] = "31", [TABLE_GREEN] = "32", [TABLE_YELLOW] = "33",
	[TABLE_BLUE] = "34", [TABLE_CYAN] = "36"
};

void
table_begin(struct table *table, const struct table_column *column, size_t n)
{
	assert(n > 0 && n <= TABLE_COLUMNS_MAX);
	memset(table, 0, sizeof(*table));
	memcpy(table->column, column, n * sizeof(*column));
	table->columns = n;
}

void
table_add(struct table *table, enum table_style style, const char *text)
{
	size_t *width = &table->width[table->cells % table->columns];
	size_t begin, w;

	buf_addc(&table->text, (char)(style + 1));
	begin = table->text.len;
	text_show(&table->text, text, false);
	w = text_width(buf_text(&table->text) + begin);
	buf_addc(&table->text, '\0');
	if (w > *width)
		*width = w;
	table->cells++;
}

/* The widest column that may still give some of its width, or -1. */
static int
widest(const struct table *table, const size_t *width, bool flexible,
    size_t min)
{
	size_t i;
	int best = -1;

	for (i = 0; i < table->columns; i++) {
		if (width[i] <= min || table->column[i].right ||
		    table->column[i].flexible != flexible)
			continue;
		if (best == -1 || width[i] > width[best])
			best = (int)i;
	}
	return best;
}

/* The last column that may be left out, or -1. */
static int
expendable(const struct table *table, const size_t *width)
{
	size_t i;

	for (i = table->columns; i-- > 0;)
		if (width[i] > 0 && table->column[i].optional)
			return (int)i;
	return -1;
}

/* Make room, the least harm first: cut what is flexible, leave out what is
 * optional, cut the rest.  Returns false when nothing is left to do. */
static bool
shrink(const struct table *table, size_t *width, size_t *total)
{
	int at;

	if ((at = widest(table, width, true, FLEXIBLE_MIN)) == -1 &&
	    (at = expendable(table, width)) != -1) {
		*total -= width[at] + GAP;
		width[at] = 0;
		return true;
	}
	if (at == -1 && (at = widest(table, width, false, MIN)) == -1 &&
	    (at = widest(table, width, true, MIN)) == -1)
		return false;
	width[at]--;
	--*total;
	return true;
}

/* How wide each column becomes; 0: left out. */
static void
fit(const struct table *table, size_t *width, size_t limit)
{
	size_t i, total = 0;

	for (i = 0; i < table->columns; i++) {
		width[i] = table->width[i];
		if (width[i] == 0 && table->column[i].optional)
			continue;
		if (width[i] < text_width(table->column[i].title))
			width[i] = text_width(table->column[i].title);
		total += width[i] + (total > 0 ? GAP : 0);
	}
	while (total > limit && shrink(table, width, &total))
		;
}

static void
spaces(struct buf *out, size_t n)
{
	memset(buf_room(out, n), ' ', n);
	out->len += n;
	out->data[out->len] = '\0';
}

/* One cell in a column of that width. */
static void
cell(struct buf *out, const struct table_column *column, size_t width,
    const char *style, const char *text)
{
	size_t w = text_width(text);

	if (column->right && w < width)
		spaces(out, width - w);
	if (*text == '\0')
		style = "";
	if (*style != '\0')
		buf_addf(out, "\033[%sm", style);
	text_show_cut(out, text, width, false);
	if (*style != '\0')
		buf_adds(out, "\033[0m");
	if (!column->right && w < width)
		spaces(out, width - w);
}

/* One row; its cells begin at *at, or it is the header if at is NULL. */
static void
row(const struct table *table, struct buf *out, const size_t *width,
    bool color, const char **at)
{
	const char *text, *style;
	bool first = true;
	size_t i;

	for (i = 0; i < table->columns; i++) {
		style = color ? codes[TABLE_DIM] : "";
		text = table->column[i].title;
		if (at != NULL) {
			style = color ? codes[**at - 1] : "";
			text = *at + 1;
			*at = text + strlen(text) + 1;
		}
		if (width[i] == 0)
			continue;
		if (!first)
			spaces(out, GAP);
		first = false;
		cell(out, &table->column[i], width[i], style, text);
	}
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
	buf_addc(out, '\n');
}

void
table_format(const struct table *table, struct buf *out, size_t limit,
    bool color)
{
	size_t width[TABLE_COLUMNS_MAX];
	const char *at = table->text.data;
	size_t i;

	assert(table->cells % table->columns == 0);
	fit(table, width, limit);
	row(table, out, width, color, NULL);
	for (i = 0; i < table->cells / table->columns; i++)
		row(table, out, width, color, &at);
}

void
table_clear(struct table *table)
{
	buf_clear(&table->text);
	table->cells = 0;
}

void
table_paint(struct buf *out, bool color, enum table_style style,
    const char *text)
{
	if (!color || style == TABLE_PLAIN) {
		buf_adds(out, text);
		return;
	}
	buf_addf(out, "\033[%sm%s\033[0m", codes[style], text);
}
