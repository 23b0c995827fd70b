/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_BOARD_ROW_H
#define OUTSIDE_BOARD_ROW_H

#include "domain/approval.h"
#include "domain/error.h"
#include "domain/run.h"
#include "domain/sheet.h"
#include "outside/board.h"

/* What board*.c share: the rows as the database wants them. */

/* A row's ID: 'A' and its number.  The number of such an ID, 0 if it is none. */
#define BOARD_KEY_SIZE	24
const char	*board_key(char letter, int64_t, char [BOARD_KEY_SIZE]);
int64_t		 board_number(const char *key, char letter);

/* The cells that the tools write.  prefilled: the human's too. */
void	 board_pending_cells(struct sheet_want *, const struct approval *,
	    bool prefilled);
void	 board_run_cells(struct sheet_want *, const struct run *);
void	 board_error_cells(struct sheet_want *, const struct error_row *);

/* What Result says of an approval that is no longer open.  The caller frees.
 * next: the approval that asks again, 0 none. */
char	*board_outcome(const struct approval *, int64_t next);

/* Does this Result say that a row was answered for good? */
bool	 board_is_outcome(const char *result);

/* The newest approval of a task after this one, 0: none. */
int	 board_next_approval(struct db *, int64_t task, int64_t after,
	    int64_t *);

/* Is this the ID of a row that a human wrote, and not known to stand there
 * yet?  1, 0, -1. */
int	 board_is_awaited(struct db *, const char *id);

/* A growing list of wants. */
struct board_wants {
	struct sheet_want	*want;
	size_t			 n, size;
};
struct sheet_want	*board_wants_add(struct board_wants *, const char *key,
			    enum sheet_fate);
void	 board_wants_clear(struct board_wants *);

/* A tab as it was read, and its view.  1, 0 stopped (told and counted), -1. */
struct board_tab {
	struct grid		 grid;
	struct sheet_view	 view;
};
int	 board_read(struct desk *, enum sheet_tab, struct board_tab *,
	    struct board_counts *, char **first_failure);
void	 board_tab_clear(struct board_tab *);

/* A round that found the desk changed is repeated so often. */
#define BOARD_ROUNDS	8
#define BOARD_PAUSE_MS	150

/* Carry a plan out, or only tell it.  As desk_apply(). */
int	 board_apply(struct desk *, const struct sheet_plan *,
	    const struct board_options *);

/* Run rounds of a tab until the desk held still: round() as desk_apply(). */
int	 board_settle(const char *where, int (*round)(void *), void *);

#endif
