/* SPDX-License-Identifier: MIT */
/* The desk's tabs: their layout, and how one is read. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/utf8.h"
#include "domain/sheet.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const char *const decision_words[] = {
	"approve", "revise", "reject", NULL
};
static const char *const action_words[] = {
	"ack", "resolve", "retry", "mute", NULL
};

static const struct sheet_column pending_column[PENDING_COLUMNS] = {
	[PENDING_ID] = { "ID", SHEET_TOOL, NULL },
	[PENDING_TASK] = { "Task", SHEET_TOOL, NULL },
	[PENDING_ACTION] = { "Action", SHEET_TOOL, NULL },
	[PENDING_PROJECT] = { "Project", SHEET_TOOL, NULL },
	[PENDING_TITLE] = { "Title", SHEET_PREFILLED, NULL },
	[PENDING_DESCRIPTION] = { "Description", SHEET_PREFILLED, NULL },
	[PENDING_PRIORITY] = { "Priority", SHEET_PREFILLED, NULL },
	[PENDING_ASSIGNEE] = { "Assignee", SHEET_PREFILLED, NULL },
	[PENDING_REPORT] = { "Report", SHEET_TOOL, NULL },
	[PENDING_DECISION] = { "Decision", SHEET_HUMAN, decision_words },
	[PENDING_NOTES] = { "Notes", SHEET_HUMAN, NULL },
	[PENDING_DECIDED_BY] = { "Decided by", SHEET_HUMAN, NULL },
	[PENDING_RESULT] = { "Result", SHEET_TOOL, NULL },
	[PENDING_REQUESTED_BY] = { "Requested by", SHEET_TOOL, NULL },
	[PENDING_REQUESTED_AT] = { "Requested at", SHEET_TOOL, NULL },
};
static const struct sheet_column runs_column[RUNS_COLUMNS] = {
	[RUNS_ID] = { "ID", SHEET_TOOL, NULL },
	[RUNS_RUN] = { "Run", SHEET_TOOL, NULL },
	[RUNS_TASK] = { "Task", SHEET_TOOL, NULL },
	[RUNS_AGENT] = { "Agent", SHEET_TOOL, NULL },
	[RUNS_STATUS] = { "Status", SHEET_TOOL, NULL },
	[RUNS_STARTED] = { "Started", SHEET_TOOL, NULL },
	[RUNS_FINISHED] = { "Finished", SHEET_TOOL, NULL },
	[RUNS_SECONDS] = { "Seconds", SHEET_TOOL, NULL },
	[RUNS_PROGRESS] = { "Progress", SHEET_TOOL, NULL },
	[RUNS_MESSAGE] = { "Message", SHEET_TOOL, NULL },
	[RUNS_NOTES] = { "Notes", SHEET_PREFILLED, NULL },
};
static const struct sheet_column errors_column[ERRORS_COLUMNS] = {
	[ERRORS_ID] = { "ID", SHEET_TOOL, NULL },
	[ERRORS_SEVERITY] = { "Severity", SHEET_TOOL, NULL },
	[ERRORS_ERROR] = { "Error", SHEET_TOOL, NULL },
	[ERRORS_SOURCE] = { "Source", SHEET_TOOL, NULL },
	[ERRORS_TASK] = { "Task", SHEET_TOOL, NULL },
	[ERRORS_COUNT] = { "Count", SHEET_TOOL, NULL },
	[ERRORS_FIRST_SEEN] = { "First seen", SHEET_TOOL, NULL },
	[ERRORS_LAST_SEEN] = { "Last seen", SHEET_TOOL, NULL },
	[ERRORS_STATE] = { "State", SHEET_TOOL, NULL },
	[ERRORS_ACTION] = { "Action", SHEET_HUMAN, action_words },
	[ERRORS_NOTES] = { "Notes", SHEET_PREFILLED, NULL },
	[ERRORS_RESULT] = { "Result", SHEET_TOOL, NULL },
};
_Static_assert(PENDING_COLUMNS <= SHEET_COLUMNS_MAX, "raise the maximum");

static const struct sheet_layout layouts[SHEET_TABS] = {
	[SHEET_PENDING] = { "Pending_Approvals", pending_column,
	    PENDING_COLUMNS },
	[SHEET_HISTORY] = { "Approval_History", pending_column,
	    PENDING_COLUMNS },
	[SHEET_RUNS] = { "Runs", runs_column, RUNS_COLUMNS },
	[SHEET_ERRORS] = { "Errors_Hotlist", errors_column, ERRORS_COLUMNS },
};

/* Columns that hold one word or name: space around it is a slip. */
static const char *const trimmed[] = {
	"ID", "Decision", "Action", "Priority", "Assignee", "Decided by", NULL
};

const struct sheet_layout *
sheet_layout(enum sheet_tab tab)
{
	return &layouts[tab];
}

int
sheet_find_tab(const char *title)
{
	for (size_t i = 0; i < COUNT(layouts); i++)
		if (strcmp(layouts[i].title, title) == 0)
			return (int)i;
	return -1;
}

void
sheet_new_tab(struct grid *grid, enum sheet_tab tab)
{
	const struct sheet_layout *l = sheet_layout(tab);

	grid_clear(grid);
	for (size_t c = 0; c < l->columns; c++)
		grid_set(grid, 0, c, l->column[c].name);
}

/* The layout's column that a header cell names; l->columns if none. */
static size_t
named_column(const struct sheet_layout *l, const char *cell)
{
	char	*copy = xstrdup(cell), *name = text_trim(copy);
	size_t	 c;

	for (c = 0; c < l->columns; c++)
		if (strcasecmp(l->column[c].name, name) == 0)
			break;
	free(copy);
	return c;
}

/* How many different columns of the layout a grid row names. */
static size_t
names_in_row(const struct sheet_layout *l, const struct grid *grid, size_t row)
{
	bool	 seen[SHEET_COLUMNS_MAX + 1] = { false };
	size_t	 n = 0;

	for (size_t i = 0; i < grid->row[row].cells; i++) {
		size_t c = named_column(l, grid_cell(grid, row, i));

		if (c < l->columns && !seen[c]) {
			seen[c] = true;
			n++;
		}
	}
	return n;
}

/* The row that names most columns.  Two complete ones are refused: which
 * columns the rows below follow would be a guess. */
static int
find_header(const struct sheet_layout *l, const struct grid *grid,
    size_t *header)
{
	size_t best = 0;

	for (size_t r = 0; r < grid->rows && r < SHEET_HEADER_ROWS; r++) {
		size_t n = names_in_row(l, grid, r);

		if (n == l->columns && best == n)
			return fail(FAIL_DATA, "%s: rows %zu and %zu are both "
			    "a header; remove one", l->title, *header + 1,
			    r + 1);
		if (n > best) {
			best = n;
			*header = r;
		}
	}
	if (best == 0)
		return fail(FAIL_DATA, "%s: no header in the first %d rows; "
		    "put it back (%s, %s ...), or remove the tab and run "
		    "atlas-export --setup", l->title, SHEET_HEADER_ROWS,
		    l->column[0].name, l->column[1].name);
	return 0;
}

int
sheet_view(struct sheet_view *view, enum sheet_tab tab,
    const struct grid *grid)
{
	const struct sheet_layout *l = sheet_layout(tab);
	bool	 found[SHEET_COLUMNS_MAX + 1] = { false };

	memset(view, 0, sizeof(*view));
	view->tab = tab;
	view->grid = grid;
	if (find_header(l, grid, &view->header) == -1)
		return -1;
	for (size_t i = 0; i < grid->row[view->header].cells; i++) {
		size_t c = named_column(l, grid_cell(grid, view->header, i));

		if (c == l->columns)
			continue;
		if (found[c])
			return fail(FAIL_DATA, "%s: column \"%s\" stands "
			    "twice; rename or remove one of them", l->title,
			    l->column[c].name);
		found[c] = true;
		view->column[c] = i;
	}
	for (size_t c = 0; c < l->columns; c++)
		if (!found[c])
			return fail(FAIL_DATA, "%s: column \"%s\" is missing; "
			    "give it that header again", l->title,
			    l->column[c].name);
	return 0;
}

char *
sheet_text(const struct sheet_view *view, size_t row, size_t column)
{
	const char *name = sheet_layout(view->tab)->column[column].name;
	char	*text = xstrdup(grid_cell(view->grid, row,
	    view->column[column])), *start;

	if (text_in(name, trimmed)) {
		start = text_trim(text);
		memmove(text, start, strlen(start) + 1);
	}
	return text;
}

char *
sheet_key(const struct sheet_view *view, size_t row)
{
	char *key = sheet_text(view, row, 0);

	/* typed as a12, meant is A12 */
	if (*key >= 'a' && *key <= 'z' && key[1] != '\0' &&
	    key[1 + strspn(key + 1, "0123456789")] == '\0')
		*key = (char)(*key - 'a' + 'A');
	return key;
}

/*
 * Walk over at most max characters.  A character beyond U+FFFF counts as two,
 * in case Google counts UTF-16 units; its manual does not say.
 */
static const char *
skip_chars(const char *s, size_t max)
{
	for (size_t n = 0; *s != '\0';) {
		size_t units = (unsigned char)*s >= 0xf0 ? 2 : 1;

		if (n + units > max)
			break;
		n += units;
		for (s++; ((unsigned char)*s & 0xc0) == 0x80; s++)
			continue;
	}
	return s;
}

/* What a desk or a terminal would choke on; it was put into the database by
 * hand, as no tool takes it. */
static bool
is_harmful(uint32_t point)
{
	return point == UTF8_INVALID || (point < 0x20 && point != '\n' &&
	    point != '\t' && point != '\r') ||
	    (point >= 0x7f && point <= 0x9f);
}

/* A copy as a desk gives it back: lines end with LF alone, and what would do
 * harm is U+FFFD. */
static char *
as_shown(const char *s)
{
	struct buf copy = { 0 };
	uint32_t point;
	size_t n;

	for (; (n = utf8_next(s, &point)) > 0; s += n)
		if (is_harmful(point))
			buf_adds(&copy, "\xef\xbf\xbd");
		else if (s[0] != '\r' || s[1] != '\n')
			buf_add(&copy, s, n);
	return buf_take(&copy);
}

char *
sheet_cut(const char *full)
{
	const size_t mark = strlen(SHEET_CUT_MARK);
	char	*text = as_shown(full), *cut;
	size_t	 len;

	if (*skip_chars(text, SHEET_CELL_CHARS) == '\0')
		return text;
	len = (size_t)(skip_chars(text, SHEET_CELL_CHARS - mark) - text);
	cut = xmalloc(len + mark + 1);
	memcpy(cut, text, len);
	memcpy(cut + len, SHEET_CUT_MARK, mark + 1);
	free(text);
	return cut;
}

bool
sheet_is_cut(const char *full)
{
	char	*text = as_shown(full);
	bool	 is_cut = *skip_chars(text, SHEET_CELL_CHARS) != '\0';

	free(text);
	return is_cut;
}

int
sheet_word(const char *cell, const char *const *words)
{
	char	*copy = xstrdup(cell), *word = text_trim(copy);
	int	 found = *word == '\0' ? SHEET_NO_WORD : SHEET_BAD_WORD;

	for (int i = 0; words[i] != NULL; i++)
		if (strcasecmp(words[i], word) == 0)
			found = i;
	free(copy);
	return found;
}
