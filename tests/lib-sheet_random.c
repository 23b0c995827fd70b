/* SPDX-License-Identifier: MIT */
/*
 * No human input is ever lost or overwritten: tried on tabs and wants that a
 * generator makes up.  What must hold is said here in another way than in the
 * code: slowly, and row by row.  SEED=n repeats a run, ROUNDS=n changes its
 * length.
 */
#include "sheet-round.h"

static struct sheet_want *
find_want(struct round *t, const char *key)
{
	for (size_t i = 0; i < t->wants; i++)
		if (strcmp(t->want[i].key, key) == 0)
			return &t->want[i];
	return NULL;
}

static void
wrong(struct round *t, const char *what)
{
	if (t->wrong == NULL)
		t->wrong = what;
}

static bool
same_cell(const struct grid *a, size_t ra, const struct grid *b, size_t rb,
    size_t c)
{
	return strcmp(grid_cell(a, ra, c), grid_cell(b, rb, c)) == 0;
}

/* The layout's column at a place in the tab; -1 for a human's own. */
static int
known_at(const struct round *t, size_t place)
{
	for (size_t c = 0; c < sheet_layout(t->tab)->columns; c++)
		if (t->view.column[c] == place)
			return (int)c;
	return -1;
}

static bool
is_human(const struct round *t, size_t place)
{
	int c = known_at(t, place);

	return c == -1 || sheet_layout(t->tab)->column[c].owner != SHEET_TOOL;
}

/* Does anything human in this row stand nowhere else? */
static bool
has_unsaved(const struct round *t, size_t row, const struct sheet_want *want)
{
	for (size_t i = 0; i < WIDTH; i++) {
		const char *text = grid_cell(&t->old, row, i);
		int c = known_at(t, i);

		if (*text != '\0' && is_human(t, i) && (c == -1 ||
		    want->cell[c] == NULL || strcmp(want->cell[c], text) != 0))
			return true;
	}
	return false;
}

/* A row that stayed: human cells as they were, tool cells as wanted. */
static void
check_stayed(struct round *t, size_t was, size_t is,
    const struct sheet_want *want)
{
	for (size_t i = 0; i < WIDTH; i++) {
		int c = known_at(t, i);

		if (want == NULL || is_human(t, i) || c == 0 ||
		    want->cell[c] == NULL) {
			if (!same_cell(&t->old, was, &t->new, is, i))
				wrong(t, "a cell changed that is not ours");
		} else if (strcmp(want->cell[c],
		    grid_cell(&t->new, is, i)) != 0)
			wrong(t, "a tool cell is not as wanted");
	}
}

/* Is the text in that row of the history, in the column of that name? */
static bool
is_in_history(const struct round *t, size_t row, size_t place,
    const char *text)
{
	const char *name = grid_cell(&t->old, t->view.header, place);
	int c = known_at(t, place);

	if (c != -1)
		return strcmp(text, grid_cell(&t->history, row,
		    t->history_view.column[c])) == 0;
	for (size_t i = 0; i < t->history.row[row].cells; i++) {
		const char *header = grid_cell(&t->history,
		    t->history_view.header, i);

		if (strcmp(text, grid_cell(&t->history, row, i)) == 0)
			return *name == '\0' ? strncmp(header, "Column ", 7)
			    == 0 : strcmp(name, header) == 0;
	}
	return false;
}

/* A moved row: some row of the history has it all. */
static void
check_moved(struct round *t, size_t was, const struct sheet_want *want)
{
	for (size_t r = t->history_view.header + 1; r < t->history.rows; r++) {
		bool has_all = true;

		for (size_t i = 0; i < WIDTH && has_all; i++) {
			const char *text = grid_cell(&t->old, was, i);
			int c = known_at(t, i);

			if (c > 0 && !is_human(t, i) && want->cell[c] != NULL)
				text = want->cell[c];
			if (*text != '\0')
				has_all = is_in_history(t, r, i, text);
		}
		if (has_all)
			return;
	}
	wrong(t, "a moved row is not in the history as it was");
}

/* The new rows stand below the header, each wanted and nowhere before. */
static size_t
check_inserted(struct round *t)
{
	size_t at = t->view.header + 1;

	for (size_t i = 0; i < t->wants; i++) {
		const struct sheet_want *w = &t->want[i];
		bool was_there = false;

		for (size_t r = t->view.header + 1; r < t->old.rows; r++) {
			char *key = sheet_key(&t->view, r);

			was_there |= strcmp(key, w->key) == 0;
			free(key);
		}
		if (was_there || w->fate != SHEET_SHOW)
			continue;
		if (strcmp(grid_cell(&t->new, at, t->view.column[0]),
		    w->key) != 0)
			wrong(t, "a row that is wanted was not inserted");
		for (size_t c = 1; c < sheet_layout(t->tab)->columns; c++) {
			enum sheet_owner owner =
			    sheet_layout(t->tab)->column[c].owner;
			const char *text = grid_cell(&t->new, at,
			    t->view.column[c]);

			if (strcmp(text, owner == SHEET_HUMAN ||
			    w->cell[c] == NULL ? "" : w->cell[c]) != 0)
				wrong(t, "an inserted cell is not as wanted");
		}
		at++;
	}
	return at;
}

/* Walk over the old rows and the new ones together. */
static void
check_rows(struct round *t)
{
	size_t at = check_inserted(t);

	for (size_t r = 0; r <= t->view.header; r++)
		for (size_t c = 0; c < WIDTH; c++)
			if (!same_cell(&t->old, r, &t->new, r, c))
				wrong(t, "the header or a note was touched");
	for (size_t r = t->view.header + 1; r < t->old.rows; r++) {
		char *key = sheet_key(&t->view, r);
		struct sheet_want *w = find_want(t, key);

		free(key);
		if (w != NULL && w->fate == SHEET_MOVE)
			check_moved(t, r, w);
		else if (w == NULL || w->fate != SHEET_DROP ||
		    has_unsaved(t, r, w))
			check_stayed(t, r, at++, w);
	}
	if (at != t->new.rows)
		wrong(t, "rows are there that should not be, or not there");
}

/* The history's rows are as they were; each new one is a moved row. */
static void
check_history(struct round *t, const struct sheet_plan *plan)
{
	for (size_t r = 0; r < t->old_history.rows; r++)
		for (size_t c = 0; c < t->old_history.row[r].cells; c++)
			if (!same_cell(&t->old_history, r, &t->history, r, c))
				wrong(t, "the history changed");
	if (t->history.rows > t->old_history.rows + plan->moves)
		wrong(t, "the history has more rows than were moved");
}

static bool
stands_in(const struct grid *grid, const char *text)
{
	for (size_t r = 0; r < grid->rows; r++)
		for (size_t c = 0; c < grid->row[r].cells; c++)
			if (strcmp(grid_cell(grid, r, c), text) == 0)
				return true;
	return false;
}

/* The promise itself, without any knowledge of rows and columns. */
static void
check_texts(struct round *t)
{
	for (size_t r = 0; r < t->old.rows; r++)
		for (size_t i = 0; i < t->old.row[r].cells; i++) {
			const char *text = grid_cell(&t->old, r, i);
			bool is_safe = *text != 'h' ||
			    stands_in(&t->new, text) ||
			    stands_in(&t->history, text);

			for (size_t w = 0; w < t->wants && !is_safe; w++)
				for (size_t c = 0; c < SHEET_COLUMNS_MAX; c++)
					is_safe |= t->want[w].cell[c] != NULL
					    && strcmp(t->want[w].cell[c],
					    text) == 0;
			if (!is_safe)
				wrong(t, "a human's text is gone");
		}
}

/* Plan and apply again, on what came of it: nothing to do.  And with the tab
 * as it was before, as if it could not be written: the history stays. */
static void
check_again(struct round *t)
{
	struct sheet_plan	 plan = { 0 };
	struct sheet_view	 view, history_view;
	struct grid		 grid = { 0 };
	size_t			 rows = t->history.rows;

	grid_copy(&grid, &t->old);
	if (sheet_view(&view, t->tab, &t->new) == -1 ||
	    sheet_view(&history_view, SHEET_HISTORY, &t->history) == -1) {
		wrong(t, "the result cannot be read");
		goto out;
	}
	sheet_plan(&plan, &view, t->want, t->wants);
	if (plan.ops > 0)
		wrong(t, "a second plan has steps");
	sheet_plan_clear(&plan);
	sheet_view(&view, t->tab, &grid);
	sheet_plan(&plan, &view, t->want, t->wants);
	sheet_apply(&grid, &view, &t->history, &history_view, &plan);
	if (t->history.rows != rows)
		wrong(t, "a repeated move adds rows to the history");
out:
	sheet_plan_clear(&plan);
	grid_clear(&grid);
}

static void
show_grid(const char *name, const struct grid *grid)
{
	diag("%s:", name);
	for (size_t r = 0; r < grid->rows; r++) {
		fputs("#", stdout);
		for (size_t c = 0; c < grid->row[r].cells; c++)
			printf(" [%s]", grid_cell(grid, r, c));
		putchar('\n');
	}
}

/* One round; true if all held. */
static bool
try_round(uint64_t seed)
{
	struct round		 t = { 0 };
	struct sheet_plan	 plan = { 0 };

	round_make(&t, seed);
	t.view.grid = &t.new;
	sheet_plan(&plan, &t.view, t.want, t.wants);
	sheet_apply(&t.new, &t.view, &t.history, &t.history_view, &plan);
	t.view.grid = &t.old;	/* what the checks compare with */
	check_rows(&t);
	check_history(&t, &plan);
	check_texts(&t);
	check_again(&t);
	sheet_plan_clear(&plan);
	if (t.wrong != NULL) {
		diag("SEED=%" PRIu64 " ROUNDS=1: %s", seed, t.wrong);
		show_grid("before", &t.old);
		show_grid("after", &t.new);
		show_grid("history before", &t.old_history);
		show_grid("history after", &t.history);
	}
	round_clear(&t);
	return t.wrong == NULL;
}

int
main(void)
{
	const char	*n = getenv("ROUNDS");
	const uint64_t	 seed = tap_seed();
	unsigned long	 rounds = n != NULL ? strtoul(n, NULL, 10) : 3000;
	unsigned long	 done = 0;

	while (done < rounds && try_round(seed + done))
		done++;
	ok(done == rounds, "%lu of %lu rounds lose nothing", done, rounds);
	return tap_done();
}
