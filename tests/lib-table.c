/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "program/table.h"
#include "tap.h"

static const struct table_column columns[] = {
	{ "ID", true, false, false },
	{ "STATE", false, false, false },
	{ "WHO", false, false, true },
	{ "TITLE", false, true, false },
};

static void
row(struct table *table, const char *id, const char *state, const char *who,
    const char *title)
{
	table_add(table, TABLE_BOLD, id);
	table_add(table, TABLE_PLAIN, state);
	table_add(table, TABLE_PLAIN, who);
	table_add(table, TABLE_DIM, title);
}

static void
is_table(struct table *table, size_t width, bool color, const char *expected,
    const char *name)
{
	struct buf out = { 0 };

	table_format(table, &out, width, color);
	is_str(buf_text(&out), expected, "%s", name);
	buf_clear(&out);
}

static void
test_widths(void)
{
	struct table table;

	table_begin(&table, columns, 4);
	is_table(&table, 80, false, "ID  STATE  TITLE\n", "no rows");
	row(&table, "7", "todo", "", "Short");
	row(&table, "1234", "in review", "", "A title that is rather long");
	is_table(&table, 80, false,
	    "  ID  STATE      TITLE\n"
	    "   7  todo       Short\n"
	    "1234  in review  A title that is rather long\n",
	    "as wide as it must be; an empty optional column is left out");
	is_table(&table, 36, false,
	    "  ID  STATE      TITLE\n"
	    "   7  todo       Short\n"
	    "1234  in review  A title that is ra\xe2\x80\xa6\n",
	    "the flexible column is cut");
	row(&table, "8", "x", "jane", "Y");
	is_table(&table, 29, false,
	    "  ID  STATE      TITLE\n"
	    "   7  todo       Short\n"
	    "1234  in review  A title tha\xe2\x80\xa6\n"
	    "   8  x          Y\n",
	    "then the optional one is left out");
	table_clear(&table);
}

static void
test_color(void)
{
	struct table table;

	table_begin(&table, columns, 4);
	row(&table, "1", "", "", "T");
	is_table(&table, 80, true,
	    "\033[2mID\033[0m  \033[2mSTATE\033[0m  \033[2mTITLE\033[0m\n"
	    " \033[1m1\033[0m         \033[2mT\033[0m\n",
	    "colour takes no room");
	table_clear(&table);
}

static void
test_texts(void)
{
	struct table table;

	table_begin(&table, columns, 4);
	row(&table, "1", "a\tb", "", "\033[31mred\nline");
	row(&table, "2", "\xe4\xb8\xad\xe4\xb8\xad", "", "wide");
	is_table(&table, 80, false,
	    "ID  STATE  TITLE\n"
	    " 1  a b    \\x1b[31mred line\n"
	    " 2  \xe4\xb8\xad\xe4\xb8\xad   wide\n",
	    "texts are made harmless, and measured in columns");
	table_clear(&table);
}

/* Whatever is in it, and however narrow: no line is wider, but for numbers
 * and the least that is left of the others. */
static void
test_random(void)
{
	static const char *const words[] = {
		"", "x", "\xc3\xbc\xc3\xbc", "a longer text than that",
		"\xe4\xb8\xad\xe6\x96\x87 wide", "\033[2J", "\xff\xfe"
	};
	uint64_t seed = tap_seed();
	size_t i, width, too_wide = 0;
	struct table table;
	struct buf out;
	char *rest, *line;

	for (i = 0; i < 2000; i++) {
		table_begin(&table, columns, 4);
		for (width = tap_random(&seed, 5) + 1; width > 0; width--)
			row(&table, "42", words[tap_random(&seed, 7)],
			    words[tap_random(&seed, 7)],
			    words[tap_random(&seed, 7)]);
		width = 16 + tap_random(&seed, 60);
		out = (struct buf){ 0 };
		table_format(&table, &out, width, false);
		rest = out.data;
		while ((line = strsep(&rest, "\n")) != NULL)
			too_wide += text_width(line) > width;
		buf_clear(&out);
		table_clear(&table);
	}
	is_int((long long)too_wide, 0, "no line is wider than the terminal");
}

int
main(void)
{
	test_widths();
	test_color();
	test_texts();
	test_random();
	return tap_done();
}
