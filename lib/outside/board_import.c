/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "outside/board_answer.h"

struct import {
	struct board_import	 tab;
	struct desk		*desk;
	char			*first_failure;
};

static int
compare_lines(const void *a, const void *b)
{
	const struct board_line *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order != 0)
		return order;
	return x->row < y->row ? -1 : x->row > y->row;
}

struct board_line *
board_lines(const struct board_tab *t, size_t *n)
{
	struct board_line *line = xcalloc(t->grid.rows + 1, sizeof *line);
	size_t row;
	char *key;

	*n = 0;
	for (row = t->view.header + 1; row < t->grid.rows; row++) {
		key = sheet_key(&t->view, row);
		if (*key == '\0') {
			free(key);
			continue;
		}
		line[*n].key = key;
		line[(*n)++].row = row;
	}
	qsort(line, *n, sizeof *line, compare_lines);
	return line;
}

void
board_lines_free(struct board_line *line, size_t n)
{
	while (n > 0)
		free(line[--n].key);
	free(line);
}

void
board_answer(struct board_import *in, size_t row, const char *key,
    size_t result_column, const char *text)
{
	const char *cell[SHEET_COLUMNS_MAX] = { NULL };

	cell[result_column] = text;
	sheet_plan_set(&in->answers, &in->now.view, row, key, cell);
}

char *
board_refusal(struct board_import *in)
{
	struct buf text = { 0 };

	if (fail_kind() != FAIL_DATA && fail_kind() != FAIL_DENIED)
		return NULL;
	buf_adds(&text, "not applied: ");
	text_show(&text, fail_message(), false);
	fail_clear();
	in->counts->refused++;
	return buf_take(&text);
}

const char *
board_now(void)
{
	static char text[CLOCK_LOCAL_SIZE];

	return clock_local(clock_now(), text);
}

void
board_tell(const struct board_import *in, const char *format, ...)
{
	struct buf *told = in->options->told;
	char *line = NULL;
	va_list ap;

	if (told == NULL)
		return;
	va_start(ap, format);
	if (vasprintf(&line, format, ap) == -1)
		line = NULL;
	va_end(ap);
	buf_addf(told, "%s: ", sheet_layout(in->tab)->title);
	text_show(told, line != NULL ? line : format, false);
	buf_addc(told, '\n');
	free(line);
}

static int
take(struct board_import *in)
{
	switch (in->tab) {
	case SHEET_PENDING:
	case SHEET_HISTORY:
		return board_import_decisions(in);
	case SHEET_RUNS:
		return board_import_runs(in);
	case SHEET_ERRORS:
		return board_import_errors(in);
	}
	return -1;
}

/* The database first, and for good, before the desk is told. */
static int
take_in_transaction(struct board_import *in)
{
	int64_t asked;
	int begun, rc;

	if ((begun = db_begin_here(in->db)) == -1)
		return -1;
	rc = approval_refresh(in->db, in->policy, &asked);
	if (rc == 0)
		rc = take(in);
	return db_end(in->db, begun, rc);
}

static int
round_of(void *arg)
{
	struct import *x = arg;
	struct board_import *in = &x->tab;
	int rc;

	rc = board_read(x->desk, in->tab, &in->now, in->counts,
	    &x->first_failure);
	if (rc != 1)
		return rc == 0 ? 1 : -1;	/* stopped: told already */
	in->answers.tab = in->tab;
	rc = take_in_transaction(in);
	if (rc == 0 && (rc = board_apply(x->desk, &in->answers,
	    in->options)) == 1) {
		in->counts->answered += (int64_t)in->answers.ops;
		if (in->answers.ops > 0)
			in->counts->worth_showing = true;
	}
	sheet_plan_clear(&in->answers);
	board_tab_clear(&in->now);
	return rc;
}

int
board_import(struct db *db, const struct policy *policy, struct desk *desk,
    const struct board_options *options, struct board_counts *counts)
{
	static const enum sheet_tab tabs[] = { SHEET_PENDING, SHEET_HISTORY,
	    SHEET_ERRORS, SHEET_RUNS };
	struct import x = { .desk = desk, .tab = { .db = db, .policy = policy,
	    .options = options, .counts = counts } };
	size_t i;
	int rc;

	memset(counts, 0, sizeof *counts);
	rc = options->dry_run ? 0 : db_set_durable(db, true);
	for (i = 0; rc == 0 && i < sizeof tabs / sizeof *tabs; i++) {
		x.tab.tab = tabs[i];
		if (options->tab == -1 || options->tab == (int)tabs[i])
			rc = board_settle(sheet_layout(tabs[i])->title,
			    round_of, &x);
	}
	if (rc == 0 && x.first_failure != NULL)
		rc = fail(FAIL_DATA, "%s", x.first_failure);
	free(x.first_failure);
	return rc;
}
