/* SPDX-License-Identifier: MIT */
#ifndef SHEET_ROUND_H
#define SHEET_ROUND_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/sheet.h"
#include "tap.h"

/*
 * Tabs and wants that a generator makes up, for lib-sheet_random.c.  Whatever
 * a human typed begins with h and is a text that exists once, so that it can
 * be found again.
 */
#define KEYS		12
#define ROWS_MAX	24
#define OWN_MAX		3	/* columns of the human's own */
#define WIDTH		(SHEET_COLUMNS_MAX + OWN_MAX + 3)

/* A round: what was there, what is wanted, what came of it. */
struct round {
	enum sheet_tab		 tab;
	struct grid		 old, new, old_history, history;
	struct sheet_view	 view, history_view;
	struct sheet_want	 want[KEYS];
	size_t			 wants;
	const char		*wrong;	/* the first thing that was */
};

static uint64_t	 round_state;	/* of the generator */
static unsigned	 round_texts;	/* typed by humans so far */

static inline size_t
below(size_t n)
{
	return tap_random(&round_state, n);
}

static inline bool
one_in(size_t n)
{
	return below(n) == 0;
}

__attribute__((format(printf, 4, 5)))
static inline void
put(struct grid *grid, size_t r, size_t c, const char *format, ...)
{
	char	 text[64];
	va_list	 ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	grid_set(grid, r, c, text);
}

static inline void
type(struct grid *grid, size_t r, size_t c)
{
	put(grid, r, c, "h%u", ++round_texts);
}

static inline void
make_header(struct grid *grid, enum sheet_tab tab)
{
	const struct sheet_layout *l = sheet_layout(tab);
	size_t	 row = below(4), width = l->columns + below(OWN_MAX + 1);
	size_t	 place[WIDTH];

	for (size_t r = 0; r < row; r++)
		if (!one_in(3))
			type(grid, r, below(WIDTH));
	if (row > 0 && one_in(4))
		grid_set(grid, row - 1, below(WIDTH), "Notes");
	for (size_t i = 0; i < width; i++) {	/* a shuffle */
		size_t j = below(i + 1);

		place[i] = place[j];
		place[j] = i;
	}
	if (row > 0 && one_in(4))	/* a note that looks like an ID */
		put(grid, row - 1, place[0], "K%zu", below(KEYS));
	for (size_t i = 0; i < width; i++)
		if (i < l->columns)
			put(grid, row, place[i], one_in(8) ? " %s " : "%s",
			    l->column[i].name);
		else if (!one_in(4))
			put(grid, row, place[i], "Own %zu", below(2));
}

/* What stands in a cell of a known column. */
static inline void
make_cell(struct grid *grid, size_t r, size_t c,
    const struct sheet_column *column)
{
	if (column->owner == SHEET_TOOL)
		put(grid, r, c, "%zu", below(3));
	else if (column->words != NULL && one_in(2))
		grid_set(grid, r, c, column->words[below(3)]);
	else
		type(grid, r, c);
}

static inline void
make_rows(struct grid *grid, enum sheet_tab tab, size_t rows)
{
	const struct sheet_layout *l = sheet_layout(tab);
	struct sheet_view view;

	if (sheet_view(&view, tab, grid) == -1)
		abort();
	for (size_t r = view.header + 1; r <= view.header + rows; r++) {
		size_t filled = below(4);	/* 0 is a row without a word */

		for (size_t c = 0; c < WIDTH; c++)
			if (filled > 0 && one_in(10))
				type(grid, r, c);
		for (size_t c = 1; c < l->columns; c++) {
			grid_set(grid, r, view.column[c], "");
			if (l->column[c].owner == SHEET_TOOL ? !one_in(3) :
			    below(8) < filled)
				make_cell(grid, r, view.column[c],
				    &l->column[c]);
		}
		if (one_in(5))
			grid_set(grid, r, view.column[0], "");
		else
			put(grid, r, view.column[0], one_in(9) ? " K%zu " :
			    "K%zu", below(KEYS + 2));
	}
}

/* Say of some cells that they are saved, and of some the wrong thing. */
static inline void
make_saved(struct round *t, struct sheet_want *want)
{
	const struct sheet_layout *l = sheet_layout(t->tab);

	for (size_t r = t->view.header + 1; r < t->old.rows; r++) {
		char *key = sheet_key(&t->view, r);

		for (size_t c = 1; c < l->columns; c++)
			if (strcmp(key, want->key) == 0 && !one_in(6) &&
			    l->column[c].owner != SHEET_TOOL) {
				free(want->cell[c]);
				want->cell[c] = xstrdup(grid_cell(&t->old, r,
				    t->view.column[c]));
			}
		free(key);
	}
}

static inline void
make_wants(struct round *t)
{
	const struct sheet_layout *l = sheet_layout(t->tab);

	for (size_t k = 0; k < KEYS; k++) {
		struct sheet_want *w = &t->want[t->wants];

		if (one_in(3))
			continue;
		t->wants++;
		w->key = xasprintf("K%zu", k);
		do
			w->fate = (enum sheet_fate)below(4);
		while (w->fate == SHEET_MOVE && t->tab != SHEET_PENDING);
		for (size_t c = 1; c < l->columns; c++)
			if (!one_in(4))
				w->cell[c] = xasprintf("%zu", below(3));
		make_saved(t, w);
	}
}

/* Make the round of that seed: a tab, a history, wants; nothing done yet. */
static inline void
round_make(struct round *t, uint64_t seed)
{
	static const enum sheet_tab tabs[] = { SHEET_PENDING, SHEET_PENDING,
	    SHEET_RUNS, SHEET_ERRORS };

	round_state = seed;
	round_texts = 0;
	t->tab = tabs[below(4)];
	make_header(&t->old, t->tab);
	make_rows(&t->old, t->tab, below(ROWS_MAX));
	make_header(&t->old_history, SHEET_HISTORY);
	make_rows(&t->old_history, SHEET_HISTORY, below(ROWS_MAX));
	grid_copy(&t->new, &t->old);
	grid_copy(&t->history, &t->old_history);
	if (sheet_view(&t->view, t->tab, &t->old) == -1 ||
	    sheet_view(&t->history_view, SHEET_HISTORY, &t->history) == -1)
		abort();
	make_wants(t);
}

static inline void
round_clear(struct round *t)
{
	while (t->wants > 0)
		sheet_want_clear(&t->want[--t->wants]);
	grid_clear(&t->old);
	grid_clear(&t->new);
	grid_clear(&t->old_history);
	grid_clear(&t->history);
}

#endif
