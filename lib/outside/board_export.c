/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "domain/desk_row.h"
#include "format/json.h"
#include "outside/board_row.h"

/* Errors beyond these say nothing new to a person. */
#define ERRORS_SHOWN	1000

struct export {
	struct db			*db;
	struct desk			*desk;
	const struct board_options	*options;
	struct board_counts		*counts;
	enum sheet_tab			 tab;
	struct board_tab		 now;	/* what the desk shows */
	struct board_wants		 wants;
	const char			*key;	/* of the row looked at */
	char				*first_failure;
};

static int
want_open(const struct approval *a, void *arg)
{
	struct export *x = arg;
	char key[BOARD_KEY_SIZE];
	int awaited;

	/* nor is shown what cannot be remembered: see remember() */
	board_key('A', a->id, key);
	if ((awaited = board_is_awaited(x->db, key)) == -1)
		return -1;
	board_pending_cells(board_wants_add(&x->wants, key,
	    awaited || x->options->read_only ? SHEET_KEEP : SHEET_SHOW), a,
	    true);
	return 0;
}

/* A row that is on the desk, and is not among the first max_rows. */
static int
want_other(const struct approval *a, void *arg)
{
	struct export *x = arg;
	struct sheet_want *want;
	int64_t next;

	if (a->decision == NULL) {
		want = board_wants_add(&x->wants, x->key, SHEET_KEEP);
		board_pending_cells(want, a, false);
		return 0;
	}
	if (board_next_approval(x->db, a->task_id, a->id, &next) == -1)
		return -1;
	want = board_wants_add(&x->wants, x->key, SHEET_MOVE);
	want->cell[PENDING_RESULT] = board_outcome(a, next);
	return 0;
}

/* A task that a human added here and whose start nobody must approve. */
static int
want_added(struct export *x)
{
	int rc = desk_row_load(x->db, sheet_layout(x->tab)->title, x->key,
	    NULL, NULL);

	if (rc == 1)
		board_wants_add(&x->wants, x->key, SHEET_MOVE);
	return rc == -1 ? -1 : 0;
}

static int
want_run(const struct run *r, void *arg)
{
	struct export *x = arg;
	char key[BOARD_KEY_SIZE];

	board_run_cells(board_wants_add(&x->wants, board_key('R', r->id, key),
	    SHEET_SHOW), r);
	return 0;
}

static int
want_old_run(const struct run *r, void *arg)
{
	struct export *x = arg;
	board_run_cells(board_wants_add(&x->wants, x->key, SHEET_DROP), r);
	return 0;
}

static int
want_error(const struct error_row *e, void *arg)
{
	struct export *x = arg;
	char key[BOARD_KEY_SIZE];

	board_error_cells(board_wants_add(&x->wants, board_key('E', e->id,
	    key), SHEET_SHOW), e);
	return 0;
}

/* The action that import has carried out is saved; another one is not. */
static char *
applied_action(const char *seen)
{
	const char *action = NULL;
	cJSON *tree = NULL;
	char *copy;

	if (json_parse(seen, strlen(seen), &tree) == -1 ||
	    json_find_string(tree, "Action", &action) == -1)
		fail_clear();
	copy = xstrdup(action != NULL ? action : "");
	cJSON_Delete(tree);
	return copy;
}

static int
want_old_error(const struct error_row *e, void *arg)
{
	struct export *x = arg;
	struct sheet_want *want = board_wants_add(&x->wants, x->key,
	    SHEET_DROP);
	char *seen = NULL;

	if (desk_row_load(x->db, sheet_layout(SHEET_ERRORS)->title, x->key,
	    NULL, &seen) == -1)
		return -1;
	board_error_cells(want, e);
	want->cell[ERRORS_ACTION] = applied_action(seen != NULL ? seen : "{}");
	free(seen);
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
want_key(struct export *x, const char *key)
{
	int64_t id;

	x->key = key;
	if (x->tab == SHEET_PENDING && *key == '#')
		return want_added(x);
	if (x->tab == SHEET_PENDING && (id = board_number(key, 'A')) != 0)
		return approval_show(x->db, id, want_other, x);
	if (x->tab == SHEET_RUNS && (id = board_number(key, 'R')) != 0)
		return run_show(x->db, id, want_old_run, x);
	if (x->tab == SHEET_ERRORS && (id = board_number(key, 'E')) != 0)
		return error_show(x->db, id, want_old_error, x);
	return 0;		/* a human's own; no business of ours */
}

/* What else is on the desk, each key once, without what is shown anyway. */
static int
want_rest(struct export *x)
{
	size_t i, n = 0, shown = x->wants.n;
	char **key = xcalloc(x->now.grid.rows + 1, sizeof *key);
	char **known = xcalloc(shown + 1, sizeof *known);
	int rc = 0;

	for (i = 0; i < shown; i++)
		known[i] = x->wants.want[i].key;
	qsort(known, shown, sizeof *known, compare_keys);
	for (i = x->now.view.header + 1; i < x->now.grid.rows; i++)
		key[n++] = sheet_key(&x->now.view, i);
	qsort(key, n, sizeof *key, compare_keys);
	for (i = 0; rc != -1 && i < n; i++) {
		if (i > 0 && strcmp(key[i], key[i - 1]) == 0)
			continue;
		if (bsearch(&key[i], known, shown, sizeof *known,
		    compare_keys) == NULL)
			rc = want_key(x, key[i]);
	}
	for (i = 0; i < n; i++)
		free(key[i]);
	free(key);
	free(known);
	return rc == -1 ? -1 : 0;
}

static int
want_all(struct export *x)
{
	int64_t open;
	int rc = -1;

	switch (x->tab) {
	case SHEET_PENDING:
		rc = approval_each_open(x->db, x->options->max_rows, want_open,
		    x);
		if (rc == 0)
			rc = approval_count_open(x->db, &open);
		if (rc == 0 && open > x->options->max_rows)
			x->counts->beyond = open - x->options->max_rows;
		break;
	case SHEET_RUNS:
		rc = run_each_notable(x->db, x->options->runs, want_run, x);
		break;
	case SHEET_ERRORS:
		rc = error_each(x->db, ERRORS_SHOWN, want_error, x);
		break;
	case SHEET_HISTORY:
		return 0;
	}
	return rc == -1 ? -1 : want_rest(x);
}

/* All of it as of one moment. */
static int
want_now(struct export *x)
{
	int rc;

	if (x->options->dry_run)
		return want_all(x);
	if (db_begin_read(x->db) == -1)
		return -1;
	rc = want_all(x);
	db_rollback(x->db);
	return rc;
}

/* What a human finds in their own columns, before it stands there: so that
 * the base is known even if we die on the way.  Nothing was seen in it yet. */
static int
remember(struct export *x, const struct sheet_plan *plan)
{
	const struct sheet_layout *layout = sheet_layout(x->tab);
	struct buf written = { 0 };
	size_t i, c;
	int rc = 0;

	if (plan->inserts == 0 || x->options->read_only)
		return 0;
	if (db_begin(x->db) == -1)
		return -1;
	for (i = 0; rc == 0 && i < plan->ops; i++) {
		if (plan->op[i].kind != SHEET_OP_INSERT)
			continue;
		buf_cut(&written, 0);
		json_open(&written, NULL, '{');
		for (c = 0; c < layout->columns; c++)
			if (layout->column[c].owner == SHEET_PREFILLED)
				json_add_string(&written,
				    layout->column[c].name,
				    plan->op[i].cell[c]);
		json_close(&written, '}');
		rc = desk_row_save(x->db, layout->title, plan->op[i].key,
		    written.data, "{}");
	}
	buf_clear(&written);
	if (rc == 0)
		return db_commit(x->db);
	db_rollback(x->db);
	return -1;
}

static int
forget(struct export *x, const struct sheet_plan *plan)
{
	size_t i;
	int rc = 0;

	if (plan->moves + plan->drops == 0 || x->options->read_only)
		return 0;
	if (db_begin(x->db) == -1)
		return -1;
	for (i = 0; rc == 0 && i < plan->ops; i++)
		if (plan->op[i].kind == SHEET_OP_MOVE ||
		    plan->op[i].kind == SHEET_OP_DROP)
			rc = desk_row_remove(x->db,
			    sheet_layout(x->tab)->title, plan->op[i].key);
	if (rc == 0)
		return db_commit(x->db);
	db_rollback(x->db);
	return -1;
}

static void
count(struct export *x, const struct sheet_plan *plan)
{
	x->counts->inserted += (int64_t)plan->inserts;
	x->counts->updated += (int64_t)plan->sets;
	x->counts->moved += (int64_t)plan->moves;
	x->counts->dropped += (int64_t)plan->drops;
	if (x->tab != SHEET_RUNS && plan->ops > 0)
		x->counts->worth_showing = true;
}

/* Moves end in the history, so it must be readable before the first one.
 * 1 it is, 0 not: told already. */
static int
check_history(struct export *x)
{
	struct board_tab history;
	int rc;

	rc = board_read(x->desk, SHEET_HISTORY, &history, x->counts,
	    &x->first_failure);
	board_tab_clear(&history);
	return rc;
}

static int
apply(struct export *x, const struct sheet_plan *plan)
{
	int rc;

	if (!x->options->dry_run && remember(x, plan) == -1)
		return -1;
	if ((rc = board_apply(x->desk, plan, x->options)) != 1)
		return rc;
	count(x, plan);
	return !x->options->dry_run && forget(x, plan) == -1 ? -1 : 1;
}

static int
carry_out(struct export *x)
{
	struct sheet_plan plan = { 0 };
	int rc = 1;

	sheet_plan(&plan, &x->now.view, x->wants.want, x->wants.n);
	if (plan.moves > 0)
		rc = check_history(x);
	if (rc == 1)
		rc = apply(x, &plan);
	else if (rc == 0)
		rc = 1;		/* stopped, and not tried again */
	sheet_plan_clear(&plan);
	return rc;
}

/* One look at a tab and what follows from it; 0: look again. */
static int
round_of(void *arg)
{
	struct export *x = arg;
	int rc;

	rc = board_read(x->desk, x->tab, &x->now, x->counts,
	    &x->first_failure);
	if (rc == 1) {
		rc = want_now(x) == -1 ? -1 : carry_out(x);
		board_tab_clear(&x->now);
		board_wants_clear(&x->wants);
	} else if (rc == 0)
		rc = 1;		/* stopped: told, and not tried again */
	return rc;
}

int
board_export(struct db *db, const struct policy *policy, struct desk *desk,
    const struct board_options *options, struct board_counts *counts)
{
	static const enum sheet_tab tabs[] = { SHEET_PENDING, SHEET_ERRORS,
	    SHEET_RUNS };
	struct export x = { .db = db, .desk = desk,
	    .options = options, .counts = counts };
	int64_t asked;
	size_t i;
	int rc = 0;

	memset(counts, 0, sizeof *counts);
	/* an ID that the desk has seen must not be forgotten, and come again */
	if (!options->dry_run && !options->read_only)
		rc = db_set_durable(db, true);
	if (rc == 0 && !options->read_only)
		rc = approval_refresh(db, policy, &asked);
	for (i = 0; rc == 0 && i < sizeof tabs / sizeof *tabs; i++) {
		x.tab = tabs[i];
		if (options->tab == -1 || options->tab == (int)x.tab)
			rc = board_settle(sheet_layout(x.tab)->title,
			    round_of, &x);
	}
	if (rc == 0 && x.first_failure != NULL)
		rc = fail(FAIL_DATA, "%s", x.first_failure);
	free(x.first_failure);
	return rc;
}
