/* SPDX-License-Identifier: MIT */
#include "format/csv.h"

#include <csv.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"

#define MAX_COLUMNS	512
#define MAX_ROWS	1000000
#define BOM		"\xef\xbb\xbf"
#define BOM_SIZE	3

struct reader {
	struct grid		*grid;
	struct csv_style	*style;
	size_t			 line;		/* being parsed, from 1 */
	size_t			 cell_line;	/* where the next cell begins */
	size_t			 row, column;	/* of the next cell */
	int			 last_end;	/* byte that ended a row */
	int			 result;
};

/* Would a spreadsheet take a cell that begins so for a formula? */
static bool
is_formula(char first)
{
	return first != '\0' && strchr("=+-@\t\r", first) != NULL;
}

/* Does it begin with an apostrophe that protects, or looks so? */
static bool
has_apostrophe(const char *s)
{
	return s[0] == '\'' && (s[1] == '\'' || is_formula(s[1]));
}

static void
join_crlf(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (s[0] != '\r' || s[1] != '\n')
			*to++ = *s;
	*to = '\0';
}

static int
check_cell(const struct reader *reader, const char *s, size_t len)
{
	if (reader->row >= MAX_ROWS)
		return fail(FAIL_DATA, "line %zu: more than %d rows",
		    reader->line, MAX_ROWS);
	if (reader->column >= MAX_COLUMNS)
		return fail(FAIL_DATA, "line %zu: more than %d columns",
		    reader->line, MAX_COLUMNS);
	if (memchr(s, '\0', len) != NULL || !text_is_utf8(s, len))
		return fail(FAIL_DATA,
		    "line %zu: not valid UTF-8; save it as UTF-8",
		    reader->cell_line);
	return 0;
}

static void
read_cell(void *cell, size_t len, void *arg)
{
	struct reader *reader = arg;
	char *s = cell;

	if (reader->result == 0)
		reader->result = check_cell(reader, s, len);
	if (reader->result == -1)
		return;
	if (has_apostrophe(s))
		s++;
	join_crlf(s);
	grid_set(reader->grid, reader->row, reader->column++, s);
	reader->cell_line = reader->line;
}

/* A row ends, at this byte.  With CSV_REPALL_NL every CR and LF outside
 * quotes arrives here: that keeps blank rows, and CR LF must not look like
 * one. */
static void
read_row(int end, void *arg)
{
	struct reader *reader = arg;
	bool is_crlf = end == '\n' && reader->last_end == '\r' &&
	    reader->column == 0;

	reader->last_end = end;
	reader->cell_line = reader->line + 1;
	if (is_crlf) {
		if (reader->row == 1)
			reader->style->crlf = true;
		return;
	}
	if (reader->result == 0 && reader->column == 0)
		reader->result = check_cell(reader, "", 0);
	if (reader->result == -1)
		return;
	if (reader->column == 0)
		grid_insert_row(reader->grid, reader->row);
	reader->row++;
	reader->column = 0;
}

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* The length of the line that begins here, with its end. */
static size_t
line_length(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '\n' || (s[i] == '\r' &&
		    (i + 1 == len || s[i + 1] != '\n')))
			return i + 1;
	return len;
}

static int
fail_parse(struct csv_parser *parser, size_t line)
{
	if (csv_error(parser) != CSV_EPARSE)
		return fail(FAIL_SYSTEM, "line %zu: %s", line,
		    csv_strerror(csv_error(parser)));
	if (parser->quoted)
		return fail(FAIL_DATA,
		    "line %zu: text after a closing quote", line);
	return fail(FAIL_DATA,
	    "line %zu: a quote inside a cell that does not begin with one",
	    line);
}

/* Line by line, so that a failure knows where. */
static int
parse(struct reader *reader, const char *s, size_t len)
{
	struct csv_parser parser;
	size_t n;

	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL |
	    CSV_REPALL_NL);
	csv_set_delim(&parser, (unsigned char)reader->style->delimiter);
	csv_set_space_func(&parser, no_space);
	for (; len > 0 && reader->result == 0; s += n, len -= n) {
		n = line_length(s, len);
		if (csv_parse(&parser, s, n, read_cell, read_row, reader) !=
		    n)
			reader->result = fail_parse(&parser, reader->line);
		if (s[n - 1] == '\n' || s[n - 1] == '\r')
			reader->line++;
	}
	if (reader->result == 0 &&
	    csv_fini(&parser, read_cell, read_row, reader) != 0)
		reader->result = fail(FAIL_DATA,
		    "line %zu: a quote is never closed", reader->cell_line);
	csv_free(&parser);
	return reader->result;
}

static char
find_delimiter(const char *s, size_t len)
{
	bool in_quotes = false;

	for (; len > 0; s++, len--) {
		if (*s == '"')
			in_quotes = !in_quotes;
		else if (in_quotes)
			continue;
		else if (*s == ',' || *s == ';' || *s == '\t')
			return *s;
		else if (*s == '\n' || *s == '\r')
			break;
	}
	return ',';
}

/* How long Excel's first line is that names the delimiter; 0: none. */
static size_t
separator_line(const char *s, size_t len)
{
	size_t n = line_length(s, len);

	if (n < 5 || memcmp(s, "sep=", 4) != 0 ||
	    memchr(",;\t", s[4], 3) == NULL)
		return 0;
	return n == 5 || s[5] == '\r' || s[5] == '\n' ? n : 0;
}

int
csv_read_by(const char *text, size_t len, char delimiter, struct grid *grid,
    struct csv_style *style)
{
	struct reader reader = {
		.grid = grid, .style = style, .line = 1, .cell_line = 1
	};
	size_t n;

	*grid = (struct grid){0};
	*style = (struct csv_style)CSV_STYLE_DEFAULT;
	if (len >= BOM_SIZE && memcmp(text, BOM, BOM_SIZE) == 0) {
		style->bom = true;
		text += BOM_SIZE;
		len -= BOM_SIZE;
	}
	n = separator_line(text, len);
	if (n > 0) {
		style->delimiter = text[4];
		reader.line = reader.cell_line = 2;
	} else {
		style->delimiter = find_delimiter(text, len);
	}
	if (delimiter != '\0')
		style->delimiter = delimiter;
	if (parse(&reader, text + n, len - n) == -1) {
		grid_clear(grid);
		return -1;
	}
	return 0;
}

int
csv_read(const char *text, size_t len, struct grid *grid,
    struct csv_style *style)
{
	return csv_read_by(text, len, '\0', grid, style);
}

/* is_first: the cell that the reader looks at for the delimiter. */
static bool
needs_quotes(const char *s, char delimiter, bool is_first)
{
	const char special[] = { '"', '\r', '\n', delimiter, '\0' };

	if (is_first && (strncmp(s, "sep=", 4) == 0 ||
	    strncmp(s, BOM, BOM_SIZE) == 0 || strpbrk(s, ",;\t") != NULL))
		return true;
	return strpbrk(s, special) != NULL;
}

static void
format_cell(struct buf *b, const char *cell, char delimiter, bool is_first)
{
	struct buf protected = {0};
	const char *s = cell;
	size_t len, size;

	if (is_formula(*cell) || has_apostrophe(cell)) {
		buf_addc(&protected, '\'');
		buf_adds(&protected, cell);
		s = buf_text(&protected);
	}
	len = strlen(s);
	if (needs_quotes(s, delimiter, is_first)) {
		size = csv_write(NULL, 0, s, len);
		b->len += csv_write(buf_room(b, size), size, s, len);
	} else {
		buf_add(b, s, len);
	}
	buf_clear(&protected);
}

/* How many cells of the row are written. */
static size_t
row_width(const struct grid *grid, size_t r, size_t first_width)
{
	size_t cells = grid->row[r].cells, used = cells;

	while (used > 0 && *grid_cell(grid, r, used - 1) == '\0')
		used--;
	if (used > first_width)
		return used;
	/* A blank row stays as it is: with or without delimiters. */
	return used > 0 || cells > first_width ? first_width : cells;
}

void
csv_format(struct buf *b, const struct grid *grid,
    const struct csv_style *style)
{
	size_t r, c, width, first_width;

	if (style->bom)
		buf_add(b, BOM, BOM_SIZE);
	first_width = grid->rows > 0 ? grid->row[0].cells : 0;
	/* The first line must show which delimiter it is. */
	if (style->delimiter != ',' && first_width < 2)
		first_width = 2;
	for (r = 0; r < grid->rows; r++) {
		width = r == 0 ? first_width :
		    row_width(grid, r, first_width);
		for (c = 0; c < width; c++) {
			if (c > 0)
				buf_addc(b, style->delimiter);
			format_cell(b, grid_cell(grid, r, c),
			    style->delimiter, r == 0 && c == 0);
		}
		buf_adds(b, style->crlf ? "\r\n" : "\n");
	}
}
