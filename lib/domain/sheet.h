/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_SHEET_H
#define DOMAIN_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "format/grid.h"

/*
 * The model of the desk.  It is pure: it knows neither the database nor how
 * a spreadsheet is reached.
 *
 *	what a tab shows now  +  what the database wants shown  ->  a plan
 *
 * Columns belong to the tools or to humans.  The two rules that everything
 * here serves: a tool never writes into a human's cell of an existing row,
 * and a row that holds anything a human typed never vanishes.  Columns are
 * found by header text, rows by the text in the ID column; a human may sort,
 * insert, delete and rearrange both, and add rows and columns of their own.
 */

enum sheet_tab {
	SHEET_PENDING,
	SHEET_HISTORY,
	SHEET_RUNS,
	SHEET_ERRORS
};
#define SHEET_TABS	4

enum sheet_owner {
	SHEET_TOOL,		/* written by the tools only */
	SHEET_HUMAN,		/* written by humans only */
	SHEET_PREFILLED		/* a human's, filled in once, on insertion */
};

struct sheet_column {
	const char		*name;	/* the header text */
	enum sheet_owner	 owner;
	const char *const	*words;	/* what a human may choose, or NULL */
};

/* The columns of SHEET_PENDING and SHEET_HISTORY, in this order. */
enum {
	PENDING_ID, PENDING_TASK, PENDING_ACTION, PENDING_PROJECT,
	PENDING_TITLE, PENDING_DESCRIPTION, PENDING_PRIORITY,
	PENDING_ASSIGNEE, PENDING_REPORT, PENDING_DECISION, PENDING_NOTES,
	PENDING_DECIDED_BY, PENDING_RESULT, PENDING_REQUESTED_BY,
	PENDING_REQUESTED_AT, PENDING_COLUMNS
};
enum {
	RUNS_ID, RUNS_RUN, RUNS_TASK, RUNS_AGENT, RUNS_STATUS, RUNS_STARTED,
	RUNS_FINISHED, RUNS_SECONDS, RUNS_PROGRESS, RUNS_MESSAGE, RUNS_NOTES,
	RUNS_COLUMNS
};
enum {
	ERRORS_ID, ERRORS_SEVERITY, ERRORS_ERROR, ERRORS_SOURCE, ERRORS_TASK,
	ERRORS_COUNT, ERRORS_FIRST_SEEN, ERRORS_LAST_SEEN, ERRORS_STATE,
	ERRORS_ACTION, ERRORS_NOTES, ERRORS_RESULT, ERRORS_COLUMNS
};
#define SHEET_COLUMNS_MAX	16

struct sheet_layout {
	const char			*title;	/* "Pending_Approvals" */
	const struct sheet_column	*column;
	size_t				 columns;
};
const struct sheet_layout	*sheet_layout(enum sheet_tab);

/* The tab of that title; -1 if none. */
int	 sheet_find_tab(const char *title);

/*
 * A tab as it was read: where the header and each known column are.  A title
 * line or notes above the header are fine (it is searched in the first
 * SHEET_HEADER_ROWS rows); header texts are compared without surrounding
 * space and without case.  The grid is borrowed.
 */
#define SHEET_HEADER_ROWS	10
struct sheet_view {
	enum sheet_tab		 tab;
	const struct grid	*grid;
	size_t			 header;	/* its row in the grid */
	size_t			 column[SHEET_COLUMNS_MAX]; /* layout -> grid */
};

/* Fails with DATA when a known column is missing or stands twice, or when two
 * rows are a whole header; the message says which, and what to do. */
int	 sheet_view(struct sheet_view *, enum sheet_tab, const struct grid *);

/* The text of a known column in a grid row, without surrounding white space
 * for ID, Decision, Action, Priority, Assignee and Decided by.  Appends
 * nothing anywhere; the caller frees. */
char	*sheet_text(const struct sheet_view *, size_t row, size_t column);

/* A grid row's ID cell without surrounding white space, a12 as A12, "" if it has none. The
 * caller frees. */
char	*sheet_key(const struct sheet_view *, size_t row);

/*
 * A cell holds at most SHEET_CELL_CHARS characters (Google takes 50,000, Excel
 * saves 32,767 and drops the rest; the
 * directory keeps to it too, so that a desk can move).  A longer text is cut
 * and ends with SHEET_CUT_MARK.  A text that was cut is never read back as an
 * edit.  A character beyond U+FFFF counts as two: Google does not say whether
 * it counts UTF-16 units.
 *
 * sheet_cut() gives the text as a desk gives it back, so this is what a cell
 * that was read is to be compared with: cut, and CR LF as LF.  Plans hold
 * texts in that form; wants need not.
 */
#define SHEET_CELL_CHARS	32000
#define SHEET_CUT_MARK		" [... cut here for the desk]"
char	*sheet_cut(const char *);	/* caller frees */
bool	 sheet_is_cut(const char *full);	/* would it be cut? */

/* What one of a column's words a human chose: its index in the list, or
 * SHEET_NO_WORD for an empty cell, SHEET_BAD_WORD for anything else.  Case and
 * surrounding white space do not matter; nothing else is forgiven. */
#define SHEET_NO_WORD	(-1)
#define SHEET_BAD_WORD	(-2)
int	 sheet_word(const char *cell, const char *const *words);

/*
 * What the database wants of one row.  cell[] is indexed by the layout's
 * columns; NULL says nothing about that cell.
 */
enum sheet_fate {
	SHEET_SHOW,	/* be there: inserted if missing, tool cells kept */
	SHEET_KEEP,	/* if it is there, keep its tool cells right */
	SHEET_MOVE,	/* if it is there, to SHEET_HISTORY with these cells */
	SHEET_DROP	/* if it is there, it may go: but only if each human
			 * cell is empty or holds what cell[] says is saved
			 * already, and nothing stands in other columns;
			 * else as SHEET_KEEP */
};
struct sheet_want {
	char		*key;
	enum sheet_fate	 fate;
	char		*cell[SHEET_COLUMNS_MAX];
};
void	 sheet_want_clear(struct sheet_want *);

/*
 * A plan: what to do to one tab, in this order: inserts (the first ends up
 * directly under the header), sets, moves, drops.  Rows are those of the grid
 * that was read.  For SET, cell[] has the cells to write, always the tools'.
 * For INSERT it has tool cells and prefilled ones.
 */
enum sheet_op_kind {
	SHEET_OP_INSERT,
	SHEET_OP_SET,
	SHEET_OP_MOVE,
	SHEET_OP_DROP
};
struct sheet_op {
	enum sheet_op_kind	 kind;
	char			*key;
	size_t			 row;	/* unused for INSERT */
	char			*cell[SHEET_COLUMNS_MAX];
};
struct sheet_plan {
	enum sheet_tab	 tab;
	struct sheet_op	*op;
	size_t		 ops;
	size_t		 size;		/* allocated */
	size_t		 inserts, sets, moves, drops;
};

/*
 * Make the plan for a tab.  Wanted keys are unique.  Rows whose ID nobody
 * wants, rows without an ID and rows above the header are left alone.  A key
 * that stands in several rows is handled in each of them.  The ID of a row
 * that is there is never written.  SHEET_MOVE is for SHEET_PENDING only.  Adds
 * to an all-zero plan, or to one begun by sheet_plan_set() for the same tab.
 */
void	 sheet_plan(struct sheet_plan *, const struct sheet_view *,
	    const struct sheet_want *, size_t wants);

/* Add one SET by hand: an answer, or the ID of a row that a human wrote.
 * Only cells that differ are kept; if none does, nothing is added.  The
 * cells are copied.  Setting a human's cell is a bug (asserted). */
void	 sheet_plan_set(struct sheet_plan *, const struct sheet_view *,
	    size_t row, const char *key,
	    const char *const cell[SHEET_COLUMNS_MAX]);

void	 sheet_plan_clear(struct sheet_plan *);

/* One line for each step, for people: "Pending_Approvals: insert A12 Fix the
 * roof", "Pending_Approvals: set A12 Result: applied ..." . */
void	 sheet_plan_show(struct buf *, const struct sheet_plan *);

/*
 * Carry a plan out on grids in memory: what the directory driver and the
 * tests do.  history (and its view) may be NULL if the plan has no moves.
 * The grids are changed; the view is that of the grid as it was before.  A
 * move copies by column name; a column of the human's own that the history
 * lacks is added to its header ("Column H" if it has none), beyond every cell
 * in use, so that nothing typed is lost.  A row that the history already
 * holds, cell for cell, is not added again: a move that was interrupted can be
 * repeated.
 */
void	 sheet_apply(struct grid *, const struct sheet_view *,
	    struct grid *history, const struct sheet_view *history_view,
	    const struct sheet_plan *);

/* A new, empty tab: its header row. */
void	 sheet_new_tab(struct grid *, enum sheet_tab);

#endif
