/* SPDX-License-Identifier: MIT */
/* The desk's model, rule by rule; lib-sheet_random.c tries what nobody
 * thought of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/sheet.h"
#include "tap.h"

/*
 * A tab is written as lines: "#note|note" above the header, "!ID|Title" the
 * header ("!*": the layout's), and "ID=A1;Title=Roof" a row with its cells in
 * the order of the columns; "+20=x" is a cell in column 20 (from 0), which has
 * no header.  Wants are lines as "show A1 Title=Roof;Result=applied".
 */
struct plan_case {
	const char	*name;
	enum sheet_tab	 tab;
	const char	*before, *wants, *after;
	const char	*history, *history_after;
};
static const struct plan_case plan_cases[] = {
{ "an insert fills tool and prefilled cells, not the human's", SHEET_PENDING,
  "!*\nID=A9;Title=Old",
  "show A1 Title=New;Priority=50;Notes=never;Decision=approve;Result=waits",
  "!*\nID=A1;Title=New;Priority=50;Result=waits\nID=A9;Title=Old", 0, 0 },
{ "inserts keep their order, below the header, below notes", SHEET_RUNS,
  "#Our runs||see wiki\n#\n!*\nID=1;Notes=n",
  "show 4 Run=d\nshow 3 Run=c\nshow 1",
  "#Our runs||see wiki\n#\n!*\nID=4;Run=d\nID=3;Run=c\nID=1;Notes=n", 0, 0 },
{ "an empty tab is filled", SHEET_RUNS, "!*", "show 1 Run=a",
  "!*\nID=1;Run=a", 0, 0 },
{ "nothing wanted changes nothing", SHEET_RUNS, "!*\nID=1;Run=a;Notes=n", "",
  "!*\nID=1;Run=a;Notes=n", 0, 0 },
{ "of a row that is there only tool cells are set", SHEET_PENDING,
  "!*\nID=A1;Task=old;Title=mine;Priority=7;Assignee=eve;Decision=revise;"
  "Notes=why;Decided by=me",
  "show A1 Task=new;Title=T;Description=D;Priority=1;Assignee=x;Decision=y;"
  "Notes=z;Decided by=w;Result=r",
  "!*\nID=A1;Task=new;Title=mine;Priority=7;Assignee=eve;Decision=revise;"
  "Notes=why;Decided by=me;Result=r", 0, 0 },
{ "a cell a human emptied stays empty", SHEET_PENDING, "!*\nID=A1",
  "show A1 Title=T;Priority=5;Task=1", "!*\nID=A1;Task=1", 0, 0 },
{ "a tool cell may be emptied; what is not named stays", SHEET_RUNS,
  "!*\nID=1;Run=a;Message=m", "keep 1 Message=", "!*\nID=1;Run=a", 0, 0 },
{ "moved and added columns, header in another case", SHEET_RUNS,
  "!NOTES|Mine| message |iD|Run|Task|Agent|Status|Started|Finished|Seconds|"
  "Progress",
  "show 2 Run=b;Message=m",
  "!NOTES|Mine| message |iD|Run|Task|Agent|Status|Started|Finished|Seconds|"
  "Progress\n message =m;iD=2;Run=b", 0, 0 },
{ "rows of humans and of nobody stay where they are", SHEET_RUNS,
  "!*\nRun=mine;Notes=n\n\nID=77;Run=x\nID=1\n+15=note",
  "show 1 Run=a\nshow 2\ndrop 3",
  "!*\nID=2\nRun=mine;Notes=n\n\nID=77;Run=x\nID=1;Run=a\n+15=note", 0, 0 },
{ "an ID in another column or above the header is none", SHEET_RUNS,
  "#1|1\n#1\n!*\nNotes=1;Run=1", "show 1 Run=a\ndrop 1x",
  "#1|1\n#1\n!*\nID=1;Run=a\nRun=1;Notes=1", 0, 0 },
{ "space around an ID is a slip, and left alone", SHEET_RUNS,
  "!*\nID= 1 ", "show 1 Run=a", "!*\nID= 1 ;Run=a", 0, 0 },
{ "IDs differ by length, not by case", SHEET_PENDING,
  "!*\nID=a1\nID=A11\nID=A", "show A1 Result=x",
  "!*\nID=a1;Result=x\nID=A11\nID=A", 0, 0 },
{ "a doubled ID is answered in each row, inserted in none", SHEET_PENDING,
  "!*\nID=A1;Notes=x\nID=A2\nID=A1;Notes=y", "show A1 Result=two rows",
  "!*\nID=A1;Notes=x;Result=two rows\nID=A2\n"
  "ID=A1;Notes=y;Result=two rows", 0, 0 },
{ "keep, move and drop insert nothing", SHEET_PENDING, "!*",
  "keep A1 Task=1\nmove A2 Task=2\ndrop A3 Task=3", "!*", "!*", "!*" },
{ "a dropped row goes", SHEET_RUNS, "!*\nID=1;Run=a\nID=2\nID=3;Run=c",
  "drop 1\ndrop 3 Run=z", "!*\nID=2", 0, 0 },
{ "but not with a human's text: that is kept as a row", SHEET_RUNS,
  "!*\nID=1;Notes=mine", "drop 1 Status=gone",
  "!*\nID=1;Status=gone;Notes=mine", 0, 0 },
{ "nor with other text than was saved", SHEET_RUNS,
  "!*\nID=1;Notes=mine, longer\nID=2;Notes=same",
  "drop 1 Notes=mine\ndrop 2 Notes=same", "!*\nID=1;Notes=mine, longer",
  0, 0 },
{ "nor with text in a column of the human's own, or below none", SHEET_RUNS,
  "!ID|Run|Task|Agent|Status|Started|Finished|Seconds|Progress|Message|Notes|"
  "Mine\nID=1;Mine=x\nID=2;+14=y\nID=3", "drop 1\ndrop 2\ndrop 3",
  "!ID|Run|Task|Agent|Status|Started|Finished|Seconds|Progress|Message|Notes|"
  "Mine\nID=1;Mine=x\nID=2;+14=y", 0, 0 },
{ "nor with a space in the notes", SHEET_RUNS, "!*\nID=1;Notes= ", "drop 1",
  "!*\nID=1;Notes= ", 0, 0 },
{ "a saved word may be in another case or have space", SHEET_ERRORS,
  "!*\nID=1;Action= Ack\nID=2;Action=mute\nID=3;Action=maybe\nID=4;Action= ",
  "drop 1 Action=ack\ndrop 2 Action=ack\ndrop 3\ndrop 4",
  "!*\nID=2;Action=mute\nID=3;Action=maybe", 0, 0 },
{ "a changed prefilled cell is human text too", SHEET_PENDING,
  "!*\nID=A1;Title=mine\nID=A2;Title=T;Priority= 5 \nID=A3;Title=T",
  "drop A1 Title=T\ndrop A2 Title=T;Priority=5\ndrop A3",
  "!*\nID=A1;Title=mine\nID=A3;Title=T", 0, 0 },
{ "of doubled rows the one without text is dropped", SHEET_RUNS,
  "!*\nID=1\nID=1;Notes=x\nID=1", "drop 1", "!*\nID=1;Notes=x", 0, 0 },
{ "a move takes all that humans wrote, and the tools' cells", SHEET_PENDING,
  "!*\nID=A1;Task=1;Title=mine;Decision=approve;Notes=ok;Result=old\nID=A2",
  "move A1 Result=applied;Title=T;Notes=N", "!*\nID=A2", "!*\nID=A0",
  "!*\nID=A0\nID=A1;Task=1;Title=mine;Decision=approve;Notes=ok;"
  "Result=applied" },
{ "a move goes by the names of columns", SHEET_PENDING,
  "!*\nID=A1;Title=t;Notes=n;Requested at=now", "move A1 Task=7", "!*",
  "#History\n!Requested at|Requested by|Result|Decided by|Notes|Decision|"
  "Report|Assignee|Priority|Description|Title|Project|Action|Task|Id",
  "#History\n!Requested at|Requested by|Result|Decided by|Notes|Decision|"
  "Report|Assignee|Priority|Description|Title|Project|Action|Task|Id\n"
  "Requested at=now;Notes=n;Title=t;Task=7;Id=A1" },
{ "a human's own columns come to the history", SHEET_PENDING,
  "!ID|Mine|Task|Action|Project|Title|Description|Priority|Assignee|Report|"
  "Decision|Notes|Decided by|Result|Requested by|Requested at|Cost|Unused\n"
  "ID=A1;Mine=m1\nID=A2;Cost=c2;+20=far", "move A1\nmove A2",
  "!ID|Mine|Task|Action|Project|Title|Description|Priority|Assignee|Report|"
  "Decision|Notes|Decided by|Result|Requested by|Requested at|Cost|Unused",
  "!*|cost\nID=A0;+17=note",
  "!*|cost|||Mine|Column U\nID=A0;+17=note\nID=A1;Mine=m1\n"
  "ID=A2;cost=c2;Column U=far" },
{ "the second column of a name goes to the second", SHEET_PENDING,
  "!*|X|x\nID=A1;+16=second", "move A1", "!*|X|x", "!*|X",
  "!*|X|x\nID=A1;+16=second" },
{ "which comes to be, with the first", SHEET_PENDING,
  "!*|X|x\nID=A1;+16=second", "move A1", "!*|X|x", "!*",
  "!*|x|x\nID=A1;+16=second" },
{ "a move that was interrupted is not repeated", SHEET_PENDING,
  "!*|Mine\nID=A1;Notes=n;Mine=m;Result=old\nID=A1;Notes=other",
  "move A1 Result=applied", "!*|Mine",
  "!*|Mine\nID=A1;Notes=n;Mine=m;Result=applied",
  "!*|Mine\nID=A1;Notes=n;Mine=m;Result=applied\n"
  "ID=A1;Notes=other;Result=applied" },
{ "unless a human wrote into it meanwhile: both are kept", SHEET_PENDING,
  "!*\nID=A1;Notes=new", "move A1", "!*", "!*\nID=A1;Notes=old",
  "!*\nID=A1;Notes=old\nID=A1;Notes=new" },
{ "everything in one plan", SHEET_PENDING,
  "!*\nID=A1;Notes=n\nTitle=new task\nID=A2\nID=A3;Notes=k\nID=A4",
  "show A5 Title=five\nmove A1\ndrop A2\ndrop A3 Result=r\nkeep A4 Task=4",
  "!*\nID=A5;Title=five\nTitle=new task\nID=A3;Notes=k;Result=r\n"
  "ID=A4;Task=4", "!*", "!*\nID=A1;Notes=n" },
};

/* What a view refuses, and a part of what it says. */
static const struct {
	const char	*name;
	enum sheet_tab	 tab;
	const char	*before, *message;
} view_cases[] = {
{ "no row at all", SHEET_RUNS, "", "Runs: no header" },
{ "a header that was deleted", SHEET_RUNS, "ID=1;Run=a", "no header" },
{ "a renamed header", SHEET_RUNS, "!ID|Run|Task|Agent|State|Started|Finished|"
  "Seconds|Progress|Message|Notes", "Runs: column \"Status\" is missing" },
{ "a missing human column", SHEET_RUNS, "!ID|Run|Task|Agent|Status|Started|"
  "Finished|Seconds|Progress|Message", "column \"Notes\" is missing" },
{ "a doubled header", SHEET_PENDING, "!*| title ",
  "column \"Title\" stands twice" },
{ "two header rows", SHEET_RUNS, "!*\nID=1\n!*",
  "rows 1 and 3 are both a header" },
{ "a header too far down", SHEET_RUNS,
  "#1\n#2\n#3\n#4\n#5\n#6\n#7\n#8\n#9\n#10\n!*", "no header" },
{ "another tab's rows", SHEET_PENDING, "!ID|Run|Task", "is missing" },
};

/* Cut the next part off at the separator; NULL at the end. */
static char *
next_part(char **rest, const char *separator)
{
	return *rest == NULL ? NULL : strsep(rest, separator);
}

/* Add a row of cells that stand one after the other; "*" is the layout. */
static void
add_plain(struct grid *grid, enum sheet_tab tab, char *line)
{
	const struct sheet_layout *l = sheet_layout(tab);
	size_t	 row = grid->rows, column = 0;
	char	*cell;

	grid_insert_row(grid, row);
	while ((cell = next_part(&line, "|")) != NULL) {
		if (strcmp(cell, "*") != 0) {
			grid_set(grid, row, column++, cell);
			continue;
		}
		for (size_t c = 0; c < l->columns; c++)
			grid_set(grid, row, column++, l->column[c].name);
	}
}

static void
add_named(struct grid *grid, enum sheet_tab tab, size_t header, char *line)
{
	const struct sheet_layout *l = sheet_layout(tab);
	size_t	 row = grid->rows;
	char	*cell;

	grid_insert_row(grid, row);
	while ((cell = next_part(&line, ";")) != NULL && *cell != '\0') {
		char	*name = strsep(&cell, "=");
		size_t	 c = 0;

		if (*name == '+') {
			grid_set(grid, row, strtoul(name, NULL, 10), cell);
			continue;
		}
		while (c < 64 && strcmp(grid_cell(grid, header, c), name) != 0)
			c++;
		if (c == 64)	/* a tab that lost its header */
			for (c = 0; strcmp(l->column[c].name, name) != 0;)
				c++;
		grid_set(grid, row, c, cell);
	}
}

static void
grid_read(struct grid *grid, enum sheet_tab tab, const char *text)
{
	char	*copy = xstrdup(text), *rest = copy, *line;
	size_t	 header = 0;

	while (*text != '\0' && (line = next_part(&rest, "\n")) != NULL) {
		if (*line == '!')
			header = grid->rows;
		if (*line == '!' || *line == '#')
			add_plain(grid, tab, line + 1);
		else
			add_named(grid, tab, header, line);
	}
	free(copy);
}

/* Both texts made grids, are they the same cell for cell? */
static bool
same_grid(const struct grid *a, enum sheet_tab tab, const char *text)
{
	struct grid	 b = { 0 };
	bool		 is_same;

	grid_read(&b, tab, text);
	is_same = a->rows == b.rows;
	for (size_t r = 0; is_same && r < a->rows; r++)
		for (size_t c = 0; c < 64; c++)
			is_same &= strcmp(grid_cell(a, r, c),
			    grid_cell(&b, r, c)) == 0;
	for (size_t r = 0; !is_same && r < a->rows; r++) {
		fputs("# got:", stdout);
		for (size_t c = 0; c < a->row[r].cells; c++)
			printf(" [%s]", grid_cell(a, r, c));
		putchar('\n');
	}
	grid_clear(&b);
	return is_same;
}

static size_t
read_wants(struct sheet_want *want, enum sheet_tab tab, const char *text)
{
	static const char *const fates[] = { "show", "keep", "move", "drop" };
	const struct sheet_layout *l = sheet_layout(tab);
	char	*copy = xstrdup(text), *rest = copy, *line, *cell;
	size_t	 n = 0;

	while (*text != '\0' && (line = next_part(&rest, "\n")) != NULL) {
		char *fate = strsep(&line, " "), *key = strsep(&line, " ");

		memset(&want[n], 0, sizeof(want[n]));
		for (int f = 0; f < 4; f++)
			if (strcmp(fates[f], fate) == 0)
				want[n].fate = (enum sheet_fate)f;
		want[n].key = xstrdup(key);
		while ((cell = next_part(&line, ";")) != NULL) {
			char *name = strsep(&cell, "=");

			for (size_t c = 0; c < l->columns; c++)
				if (strcmp(l->column[c].name, name) == 0)
					want[n].cell[c] = xstrdup(cell);
		}
		n++;
	}
	free(copy);
	return n;
}

static void
try_plan(const struct plan_case *t)
{
	struct grid		 grid = { 0 }, history = { 0 };
	struct sheet_view	 view, history_view;
	struct sheet_plan	 plan = { 0 }, again = { 0 };
	struct sheet_want	 want[16];
	size_t			 wants = read_wants(want, t->tab, t->wants);
	bool			 is_read;

	grid_read(&grid, t->tab, t->before);
	if (t->history != NULL)
		grid_read(&history, SHEET_HISTORY, t->history);
	is_read = sheet_view(&view, t->tab, &grid) == 0 &&
	    (t->history == NULL ||
	    sheet_view(&history_view, SHEET_HISTORY, &history) == 0);
	ok(is_read, "%s: read", t->name);
	if (is_read) {
		sheet_plan(&plan, &view, want, wants);
		sheet_apply(&grid, &view, t->history ? &history : NULL,
		    t->history ? &history_view : NULL, &plan);
		ok(same_grid(&grid, t->tab, t->after), "%s", t->name);
		ok(t->history == NULL || same_grid(&history, SHEET_HISTORY,
		    t->history_after), "%s: history", t->name);
		sheet_view(&view, t->tab, &grid);
		sheet_plan(&again, &view, want, wants);
		ok(again.ops == 0, "%s: once is enough", t->name);
	}
	while (wants-- > 0)
		sheet_want_clear(&want[wants]);
	sheet_plan_clear(&plan);
	sheet_plan_clear(&again);
	grid_clear(&grid);
	grid_clear(&history);
}

static void
try_view(const char *name, enum sheet_tab tab, const char *before,
    const char *message)
{
	struct grid		 grid = { 0 };
	struct sheet_view	 view;

	grid_read(&grid, tab, before);
	ok(sheet_view(&view, tab, &grid) == -1 && fail_kind() == FAIL_DATA &&
	    strstr(fail_message(), message) != NULL, "refused: %s (%s)", name,
	    fail_message());
	fail_clear();
	grid_clear(&grid);
}

static void
try_words(void)
{
	const char *const *w =
	    sheet_layout(SHEET_PENDING)->column[PENDING_DECISION].words;
	const char *const *a =
	    sheet_layout(SHEET_ERRORS)->column[ERRORS_ACTION].words;

	ok(sheet_word("approve", w) == 0 && sheet_word("revise", w) == 1 &&
	    sheet_word("reject", w) == 2, "decisions");
	ok(sheet_word("ack", a) == 0 && sheet_word("resolve", a) == 1 &&
	    sheet_word("retry", a) == 2 && sheet_word("mute", a) == 3,
	    "actions");
	ok(sheet_word(" APPROVE\n", w) == 0 &&
	    sheet_word("\xc2\xa0Reject ", w) == 2, "case and space");
	ok(sheet_word("", w) == SHEET_NO_WORD &&
	    sheet_word(" \t", w) == SHEET_NO_WORD, "no word");
	ok(sheet_word("approved", w) == SHEET_BAD_WORD &&
	    sheet_word("app", w) == SHEET_BAD_WORD &&
	    sheet_word("not approve", w) == SHEET_BAD_WORD &&
	    sheet_word("approve!", w) == SHEET_BAD_WORD, "nothing else");
	ok(sheet_find_tab("Runs") == SHEET_RUNS &&
	    sheet_find_tab("runs") == -1, "tabs by title");
}

/* n times the text. */
static char *
repeat(const char *text, size_t n)
{
	struct buf b = { 0 };

	while (n-- > 0)
		buf_adds(&b, text);
	return buf_take(&b);
}

static void
try_cut_text(const char *unit, size_t units, bool is_cut)
{
	char	*full = repeat(unit, units), *cut = sheet_cut(full),
		*twice = sheet_cut(cut);
	size_t	 len = strlen(cut), mark = strlen(SHEET_CUT_MARK);

	ok(sheet_is_cut(full) == is_cut, "%zu of %zu bytes: %s", units,
	    strlen(unit), is_cut ? "cut" : "whole");
	ok(is_cut ? len > mark && strcmp(cut + len - mark, SHEET_CUT_MARK) ==
	    0 && (len - mark) % strlen(unit) == 0 && len < strlen(full) + mark
	    : strcmp(cut, full) == 0, "and reads so");
	ok(strcmp(cut, twice) == 0 && !sheet_is_cut(cut), "only once");
	free(full);
	free(cut);
	free(twice);
}

/* A long text that was cut is not an edit, and not a reason to keep a row. */
static void
try_cut_cells(void)
{
	struct sheet_want	 want = { .key = xstrdup("A1") };
	struct sheet_plan	 plan = { 0 };
	struct sheet_view	 view;
	struct grid		 grid = { 0 };
	char			*cell = repeat("x", 60000);

	want.cell[PENDING_TITLE] = cell;
	want.cell[PENDING_REPORT] = xstrdup("a\r\nb");
	sheet_new_tab(&grid, SHEET_PENDING);
	sheet_view(&view, SHEET_PENDING, &grid);
	sheet_plan(&plan, &view, &want, 1);
	sheet_apply(&grid, &view, NULL, NULL, &plan);
	sheet_plan_clear(&plan);
	ok(strlen(grid_cell(&grid, 1, PENDING_TITLE)) == SHEET_CELL_CHARS,
	    "a plan cuts");
	ok(strcmp(grid_cell(&grid, 1, PENDING_REPORT), "a\nb") == 0,
	    "and writes LF alone");
	sheet_view(&view, SHEET_PENDING, &grid);
	sheet_plan(&plan, &view, &want, 1);
	ok(plan.ops == 0, "and does not see a change in that");
	want.fate = SHEET_DROP;
	sheet_plan(&plan, &view, &want, 1);
	ok(plan.drops == 1, "a cut text is saved already");
	sheet_plan_clear(&plan);
	grid_set(&grid, 1, PENDING_TITLE, "xxx");
	sheet_plan(&plan, &view, &want, 1);
	ok(plan.ops == 0, "an edited one is not");
	sheet_want_clear(&want);
	grid_clear(&grid);
}

static void
try_by_hand(void)
{
	static const char *const answer[SHEET_COLUMNS_MAX] = {
		[PENDING_ID] = "A3", [PENDING_RESULT] = "added\nas #7" };
	struct sheet_want	 want[2];
	struct sheet_plan	 plan = { 0 };
	struct sheet_view	 view;
	struct grid		 grid = { 0 };
	struct buf		 shown = { 0 };
	char			*text;

	grid_read(&grid, SHEET_PENDING, "!*\nID= A1 ;Decision= approve ;"
	    "Title= t \nTitle=mine\nID=A3");
	grid_set(&grid, 3, PENDING_RESULT, "added\nas #7");
	sheet_view(&view, SHEET_PENDING, &grid);
	read_wants(want, SHEET_PENDING,
	    "move A1 Task=1\nshow A2 Title=Fix \x1b[31m");
	sheet_plan(&plan, &view, want, 2);
	sheet_plan_set(&plan, &view, 3, "A3", answer);
	ok(plan.ops == 2, "a set that changes nothing is none");
	sheet_plan_set(&plan, &view, 2, "A3", answer);
	ok(plan.ops == 3 && plan.op[1].kind == SHEET_OP_SET &&
	    plan.op[1].row == 2 && plan.op[2].kind == SHEET_OP_MOVE,
	    "a set by hand stands before the moves");
	sheet_plan_show(&shown, &plan);
	ok(strcmp(buf_text(&shown),
	    "Pending_Approvals: insert A2 Fix \xef\xbf\xbd[31m\n"
	    "Pending_Approvals: set A3 ID: A3, Result: added as #7\n"
	    "Pending_Approvals: move A1 to Approval_History\n") == 0,
	    "shown to people: %zu bytes", shown.len);
	text = sheet_text(&view, 1, PENDING_DECISION);
	ok(strcmp(text, "approve") == 0, "a word without space");
	free(text);
	text = sheet_text(&view, 1, PENDING_TITLE);
	ok(strcmp(text, " t ") == 0, "a title as it stands");
	free(text);
	buf_clear(&shown);
	sheet_want_clear(&want[0]);
	sheet_want_clear(&want[1]);
	sheet_plan_clear(&plan);
	grid_clear(&grid);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(plan_cases) / sizeof(plan_cases[0]); i++)
		try_plan(&plan_cases[i]);
	for (size_t i = 0; i < sizeof(view_cases) / sizeof(view_cases[0]); i++)
		try_view(view_cases[i].name, view_cases[i].tab,
		    view_cases[i].before, view_cases[i].message);
	try_words();
	try_cut_text("x", SHEET_CELL_CHARS, false);
	try_cut_text("x", SHEET_CELL_CHARS + 1, true);
	try_cut_text("\xc3\xa4", SHEET_CELL_CHARS, false);
	try_cut_text("\xc3\xa4", SHEET_CELL_CHARS + 1, true);
	try_cut_text("\xf0\x9f\x98\x80", SHEET_CELL_CHARS / 2, false);
	try_cut_text("\xf0\x9f\x98\x80", SHEET_CELL_CHARS / 2 + 1,
	    true);
	try_cut_cells();
	try_by_hand();
	return tap_done();
}
