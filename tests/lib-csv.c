/* SPDX-License-Identifier: MIT */
#include "base/fail.h"
#include "format/csv.h"
#include "tap.h"

/* A grid as one text: cells between bars, a row a line; a row without cells
 * is an empty line. */
static void
show(struct buf *b, const struct grid *grid)
{
	size_t r, c;

	for (r = 0; r < grid->rows; r++) {
		for (c = 0; c < grid->row[r].cells; c++)
			buf_addf(b, "|%s", grid_cell(grid, r, c));
		buf_addc(b, '\n');
	}
}

static void
reads(const char *name, const char *text, size_t len, const char *expected,
    const struct csv_style *expected_style)
{
	struct csv_style style;
	struct buf shown = {0};
	struct grid grid;
	char *copy = malloc(len > 0 ? len : 1);

	memcpy(copy, text, len);
	if (csv_read(copy, len, &grid, &style) == -1) {
		ok(false, "%s: %s", name, fail_message());
	} else {
		show(&shown, &grid);
		is_str(buf_text(&shown), expected, "%s", name);
		ok(style.delimiter == expected_style->delimiter &&
		    style.bom == expected_style->bom &&
		    style.crlf == expected_style->crlf, "%s: style", name);
	}
	free(copy);
	buf_clear(&shown);
	grid_clear(&grid);
}

static void
test_read(void)
{
	static const struct {
		const char	 *name, *text, *expected;
		struct csv_style  style;
	} cases[] = {
		{ "nothing", "", "", { ',', false, false } },
		{ "a cell", "a", "|a\n", { ',', false, false } },
		{ "two rows", "a,b\nc,d\n", "|a|b\n|c|d\n",
		    { ',', false, false } },
		{ "no newline at the end", "a,b\nc,d", "|a|b\n|c|d\n",
		    { ',', false, false } },
		{ "CR LF", "a,b\r\nc,d\r\n", "|a|b\n|c|d\n",
		    { ',', false, true } },
		{ "CR alone", "a,b\rc,d\r", "|a|b\n|c|d\n",
		    { ',', false, false } },
		{ "only the second line has CR LF", "a\nb\r\nc\n",
		    "|a\n|b\n|c\n", { ',', false, false } },
		{ "semicolons", "a;b,c\n", "|a|b,c\n",
		    { ';', false, false } },
		{ "tabs", "a\tb;c\n", "|a|b;c\n", { '\t', false, false } },
		{ "a delimiter in quotes does not count", "\"a;b\",c;d\n",
		    "|a;b|c;d\n", { ',', false, false } },
		{ "nor after the first line", "a\nb;c\n", "|a\n|b;c\n",
		    { ',', false, false } },
		{ "a first line with a line break in it", "\"a\nx\";b\n",
		    "|a\nx|b\n", { ';', false, false } },
		{ "BOM", "\xef\xbb\xbf" "a,b\n", "|a|b\n",
		    { ',', true, false } },
		{ "BOM before a quote", "\xef\xbb\xbf\"a\";b\r\n", "|a|b\n",
		    { ';', true, true } },
		{ "only a BOM", "\xef\xbb\xbf", "", { ',', true, false } },
		{ "sep=", "sep=;\na,b;c\n", "|a,b|c\n",
		    { ';', false, false } },
		{ "sep= with BOM and CR LF", "\xef\xbb\xbfsep=\t\r\na\tb\r\n",
		    "|a|b\n", { '\t', true, true } },
		{ "sep= of something else", "sep=;x\nb\n",
		    "|sep=|x\n|b\n", { ';', false, false } },
		{ "sep= in quotes", "\"sep=;\"\n", "|sep=;\n",
		    { ',', false, false } },
		{ "quotes", "\"a\"\"b\",\"\",\"c,d\"\n", "|a\"b||c,d\n",
		    { ',', false, false } },
		{ "line breaks in a cell", "\"a\r\nb\nc\rd\",e\r\n",
		    "|a\nb\nc\rd|e\n", { ',', false, true } },
		{ "spaces stay", " a , b\t\n", "| a | b\t\n",
		    { ',', false, false } },
		{ "empty cells", ",\n,,\n", "||\n|||\n",
		    { ',', false, false } },
		{ "blank rows", "\na\n\n\nb\n\n", "\n|a\n\n\n|b\n\n",
		    { ',', false, false } },
		{ "blank rows with CR LF", "a\r\n\r\n\r\nb\r\n",
		    "|a\n\n\n|b\n", { ',', false, true } },
		{ "a blank first row with CR LF", "\r\na\r\n", "\n|a\n",
		    { ',', false, true } },
		{ "blank rows with CR alone", "a\r\rb\r", "|a\n\n|b\n",
		    { ',', false, false } },
		{ "a quoted row before CR LF", "\"a\"\r\n\"b\"\r\n",
		    "|a\n|b\n", { ',', false, true } },
		{ "rows of different lengths", "a,b,c\nd\n", "|a|b|c\n|d\n",
		    { ',', false, false } },
		{ "apostrophes", "'=1,'+1,'-1,'@a,'a,''a,','',a'\n",
		    "|=1|+1|-1|@a|'a|'a|'|'|a'\n", { ',', false, false } },
		{ "no formula is changed", "=1,-5,+1,@x\n",
		    "|=1|-5|+1|@x\n", { ',', false, false } },
		{ "UTF-8", "\xc3\xa4,\xf0\x9f\x98\x80\n",
		    "|\xc3\xa4|\xf0\x9f\x98\x80\n", { ',', false, false } }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		reads(cases[i].name, cases[i].text, strlen(cases[i].text),
		    cases[i].expected, &cases[i].style);
}

static void
refuses(const char *text, size_t len, const char *message)
{
	struct csv_style style;
	struct grid grid;

	fail_clear();
	is_int(csv_read(text, len, &grid, &style), -1, "refused");
	is_str(fail_message(), message, "%s", message);
	is_int(fail_kind(), FAIL_DATA, "DATA");
	ok(grid.row == NULL && grid.rows == 0, "nothing is left");
	grid_clear(&grid);
}

static void
test_refused(void)
{
	static const struct {
		const char	*text, *message;
	} cases[] = {
		{ "\"a", "line 1: a quote is never closed" },
		{ "a\nb,\"c\nd\ne\n", "line 2: a quote is never closed" },
		{ "a\r\n\r\n\"c\r\nd\r\n",
		    "line 3: a quote is never closed" },
		{ "\"x\ny\",a\n\"c", "line 3: a quote is never closed" },
		{ "sep=;\na;\"b", "line 2: a quote is never closed" },
		{ "a\n\"b\"c\n", "line 2: text after a closing quote" },
		{ "a\n\"b\" ,c\n", "line 2: text after a closing quote" },
		{ "\"x\n\ny\"z\n", "line 3: text after a closing quote" },
		{ "a\nb\nc\"d\n", "line 3: a quote inside a cell that does "
		    "not begin with one" },
		{ "a\rb\rc\"d\r", "line 3: a quote inside a cell that does "
		    "not begin with one" },
		{ "a\nb,\xe4\n",
		    "line 2: not valid UTF-8; save it as UTF-8" },
		{ "a\n\"b\n\xe4\n\"\n",
		    "line 2: not valid UTF-8; save it as UTF-8" },
		{ "\xff\xfe" "a",
		    "line 1: not valid UTF-8; save it as UTF-8" }
	};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(cases[i].text, strlen(cases[i].text),
		    cases[i].message);
	refuses("a\nb\0c\n", 6, "line 2: not valid UTF-8; save it as UTF-8");
	buf_addc(&b, '\n');
	for (i = 0; i < 512; i++)
		buf_addc(&b, ',');
	refuses(b.data, b.len, "line 2: more than 512 columns");
	b.data[b.len - 1] = '\n';
	{
		struct csv_style style;
		struct grid grid;

		is_int(csv_read(b.data, b.len, &grid, &style), 0,
		    "512 columns are not too many");
		is_int((int)grid.row[1].cells, 512, "all there");
		grid_clear(&grid);
	}
	buf_cut(&b, 0);
	for (i = 0; i < 1000001; i++)
		buf_addc(&b, '\n');
	refuses(b.data, b.len, "line 1000001: more than 1000000 rows");
	buf_cut(&b, 0);
	for (i = 0; i < 1000000; i++)
		buf_adds(&b, "x\n");
	buf_addc(&b, 'y');
	refuses(b.data, b.len, "line 1000001: more than 1000000 rows");
	buf_clear(&b);
}

static void
writes(const char *name, const char *const *cells, size_t columns,
    struct csv_style style, const char *expected)
{
	struct grid grid = {0};
	struct buf b = {0};
	size_t i;

	for (i = 0; cells[i] != NULL; i++)
		grid_set(&grid, i / columns, i % columns, cells[i]);
	csv_format(&b, &grid, &style);
	is_str(buf_text(&b), expected, "%s", name);
	grid_clear(&grid);
	buf_clear(&b);
}
#define CELLS(...)	(const char *const []){ __VA_ARGS__, NULL }

static void
test_write(void)
{
	struct csv_style style = CSV_STYLE_DEFAULT;
	struct csv_style semicolon = { ';', true, true };

	writes("plain", CELLS("a", "1.5", "x y"), 3, style, "a,1.5,x y\n");
	writes("quotes", CELLS("a\"b", "c,d", "e\nf", "g\r"), 4, style,
	    "\"a\"\"b\",\"c,d\",\"e\nf\",\"g\r\"\n");
	writes("formulas", CELLS("=1+1", "+1", "-5", "@a", "\tx", "\rx"), 6,
	    style, "'=1+1,'+1,'-5,'@a,'\tx,\"'\rx\"\n");
	writes("apostrophes", CELLS("'", "''", "'=", "'a", "a=", "'\tx"), 6,
	    style, "',''',''=,'a,a=,''\tx\n");
	writes("its own delimiter only", CELLS("a", "b,c", "d;e"), 3,
	    semicolon, "\xef\xbb\xbf" "a;b,c;\"d;e\"\r\n");
	writes("a first cell that would mislead", CELLS("b,c", "x"), 2,
	    semicolon, "\xef\xbb\xbf\"b,c\";x\r\n");
	writes("a first cell like Excel's line", CELLS("sep=;"), 1, style,
	    "\"sep=;\"\n");
	writes("a first line that shows the delimiter", CELLS("a"), 1,
	    semicolon, "\xef\xbb\xbf" "a;\r\n");
	writes("short rows are filled", CELLS("a", "b", "c", "d"), 3, style,
	    "a,b,c\nd,,\n");
	writes("empty cells at the end", CELLS("a", "", "c", "d", "", ""), 3,
	    style, "a,,c\nd,,\n");
	writes("a line break stays LF", CELLS("a\nb", "c"), 2, semicolon,
	    "\xef\xbb\xbf\"a\nb\";c\r\n");
}

static void
test_lengths(void)
{
	struct csv_style style = CSV_STYLE_DEFAULT;
	struct grid grid = {0};
	struct buf b = {0};

	csv_format(&b, &grid, &style);
	is_str(buf_text(&b), "", "no rows, no text");
	grid_set(&grid, 0, 1, "b");
	grid_set(&grid, 1, 4, "e");
	grid_set(&grid, 2, 4, "");
	grid_set(&grid, 4, 0, "x");
	csv_format(&b, &grid, &style);
	is_str(buf_text(&b), ",b\n,,,,e\n,\n\nx,\n", "cells beyond the first "
	    "row only where something is; blank rows stay as they are");
	grid_clear(&grid);
	buf_clear(&b);
}

static bool
same(const struct grid *a, const struct grid *b)
{
	size_t r, c, cells;

	if (a->rows != b->rows)
		return false;
	for (r = 0; r < a->rows; r++) {
		cells = a->row[r].cells > b->row[r].cells ?
		    a->row[r].cells : b->row[r].cells;
		for (c = 0; c < cells; c++)
			if (strcmp(grid_cell(a, r, c), grid_cell(b, r, c)) !=
			    0)
				return false;
	}
	return true;
}

static void
fill_random(struct grid *grid, uint64_t *seed)
{
	static const char *const pieces[] = {
		"a", "b c", ",", ";", "\t", "\"", "\"\"", "\n", "'", "''",
		"=", "+", "-", "@", " ", "sep=", "\xef\xbb\xbf", "\xc3\xa4",
		"\xf0\x9f\x98\x80", "1", "\r-"
	};
	size_t rows = tap_random(seed, 6), r, c, n;
	struct buf cell = {0};

	for (r = 0; r < rows; r++)
		for (c = tap_random(seed, 5); c-- > 0; ) {
			buf_cut(&cell, 0);
			for (n = tap_random(seed, 4); n > 0; n--)
				buf_adds(&cell, pieces[tap_random(seed,
				    sizeof(pieces) / sizeof(pieces[0]))]);
			grid_set(grid, r, c, buf_text(&cell));
		}
	buf_clear(&cell);
}

/* What is written is read back, in the same style; and written again it is
 * the same to the last byte. */
static bool
round_trip(uint64_t *seed)
{
	struct csv_style style = {
		",;\t"[tap_random(seed, 3)], tap_random(seed, 2) == 1,
		tap_random(seed, 2) == 1
	}, back_style;
	struct buf text = {0}, again = {0};
	struct grid grid = {0}, back = {0};
	bool good;

	fill_random(&grid, seed);
	csv_format(&text, &grid, &style);
	good = csv_read(buf_text(&text), text.len, &back, &back_style) == 0;
	if (!good)
		diag("%s", fail_message());
	good = good && same(&grid, &back) && (grid.rows == 0 ||
	    (style.delimiter == back_style.delimiter &&
	    style.crlf == back_style.crlf)) && style.bom == back_style.bom;
	if (good && grid.rows > 0) {
		csv_format(&again, &back, &back_style);
		good = strcmp(buf_text(&text), buf_text(&again)) == 0;
	}
	if (!good)
		diag("delimiter %c:\n%s\nagain:\n%s", style.delimiter,
		    buf_text(&text), buf_text(&again));
	grid_clear(&grid);
	grid_clear(&back);
	buf_clear(&text);
	buf_clear(&again);
	return good;
}

static void
test_round_trips(uint64_t seed)
{
	const char *given = getenv("ROUNDS");
	unsigned long rounds = given == NULL ? 40000 :
	    strtoul(given, NULL, 10), done;
	uint64_t own;

	for (done = 0; done < rounds; done++) {
		own = seed + done;
		if (!round_trip(&own)) {
			diag("SEED=%" PRIu64 " ROUNDS=1", seed + done);
			break;
		}
	}
	ok(done == rounds, "%lu of %lu random grids come back", done, rounds);
}

/* Any bytes: a grid or a failure with a line. */
static void
test_rubbish(uint64_t *seed)
{
	static const char bytes[] = "a,;\t\"\"\r\n'=\xef\xbb\xbf\xc3\xa4";
	struct csv_style style;
	struct grid grid;
	char text[24], *copy;
	bool good = true;
	int round;

	for (round = 0; round < 40000 && good; round++) {
		size_t len = tap_random(seed, sizeof(text)), i;

		for (i = 0; i < len; i++)
			text[i] = bytes[tap_random(seed, sizeof(bytes))];
		copy = malloc(len > 0 ? len : 1);
		memcpy(copy, text, len);
		fail_clear();
		good = csv_read(copy, len, &grid, &style) == 0 ||
		    (fail_kind() == FAIL_DATA &&
		    strncmp(fail_message(), "line ", 5) == 0);
		grid_clear(&grid);
		free(copy);
	}
	ok(good, "%d pieces of rubbish", round);
}

static void
test_grid(void)
{
	struct grid grid = {0}, copy;
	struct buf b = {0};

	is_str(grid_cell(&grid, 3, 3), "", "beyond the edges");
	grid_set(&grid, 1, 1, "b");
	grid_set(&grid, 0, 0, "a");
	grid_set(&grid, 0, 0, grid_cell(&grid, 0, 0));
	grid_insert_row(&grid, 1);
	grid_set(&grid, 1, 0, "new");
	show(&b, &grid);
	is_str(buf_text(&b), "|a\n|new\n||b\n", "set and insert");
	grid_copy(&copy, &grid);
	grid_append_row(&grid, &grid, 2);
	grid_append_row(&grid, &copy, 0);
	grid_append_row(&grid, &copy, 9);
	grid_remove_row(&grid, 0);
	grid_remove_row(&grid, 99);
	grid_set(&grid, 0, 0, "");
	grid_insert_row(&grid, 6);
	buf_cut(&b, 0);
	show(&b, &grid);
	is_str(buf_text(&b), "|\n||b\n||b\n|a\n\n\n\n",
	    "append, remove, empty");
	buf_cut(&b, 0);
	show(&b, &copy);
	is_str(buf_text(&b), "|a\n|new\n||b\n", "the copy is its own");
	grid_clear(&grid);
	grid_clear(&copy);
	buf_clear(&b);
}

int
main(void)
{
	uint64_t seed = tap_seed(), rubbish = seed;

	test_grid();
	test_read();
	test_refused();
	test_write();
	test_lengths();
	test_round_trips(seed);
	test_rubbish(&rubbish);
	return tap_done();
}
