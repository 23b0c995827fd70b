/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_BOARD_ANSWER_H
#define OUTSIDE_BOARD_ANSWER_H

#include "outside/board_row.h"

/* One import of one tab under way: what board_import.c hands to those who
 * read rows.  They run inside one transaction and leave their answers here. */
struct board_import {
	struct db			*db;
	const struct policy		*policy;
	const struct board_options	*options;
	struct board_counts		*counts;
	enum sheet_tab			 tab;
	struct board_tab		 now;
	struct sheet_plan		 answers;
};

/* The rows below the header that have an ID, by ID and place. */
struct board_line {
	char	*key;
	size_t	 row;
};
struct board_line	*board_lines(const struct board_tab *, size_t *n);
void			 board_lines_free(struct board_line *, size_t n);

/* Take what a tab says.  0, -1. */
int	 board_import_decisions(struct board_import *);
int	 board_import_new_rows(struct board_import *,
	    const struct board_line *, size_t lines);
int	 board_import_runs(struct board_import *);
int	 board_import_errors(struct board_import *);

/* How Result begins for a row that became a task. */
#define BOARD_ADDED	"added "

/* Say so in Result, if it does not say so already. */
void	 board_answer(struct board_import *, size_t row, const char *key,
	    size_t result_column, const char *text);

/* The recorded failure is a row's own (DATA, DENIED): its message as an
 * answer (caller frees), counted and cleared.  NULL: it is ours. */
char	*board_refusal(struct board_import *);

/* "2026-11-23 09:14", now. */
const char	*board_now(void);

/* A line about what was or would be done, if anybody wants to know. */
void	 board_tell(const struct board_import *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
