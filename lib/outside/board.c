/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "format/json.h"
#include "outside/board_row.h"

int
board_lock(struct lock *lock, const struct db *db, int64_t wait_ms)
{
	char *directory = file_directory(db_path(db));
	char *path = file_path(directory, "desk.lock");
	int rc = lock_take(lock, path, wait_ms);

	if (rc == 0)
		fail(FAIL_RETRY, "desk: another export or import is at work");
	free(path);
	free(directory);
	return rc == 1 ? 0 : -1;
}

const char *
board_key(char letter, int64_t number, char key[BOARD_KEY_SIZE])
{
	snprintf(key, BOARD_KEY_SIZE, "%c%lld", letter, (long long)number);
	return key;
}

int64_t
board_number(const char *key, char letter)
{
	size_t len;

	if (*key != letter && strncasecmp(key, &letter, 1) != 0)
		return 0;
	len = strspn(++key, "0123456789");
	if (len == 0 || len > 18 || key[len] != '\0')
		return 0;
	return strtoll(key, NULL, 10);
}

struct sheet_want *
board_wants_add(struct board_wants *list, const char *key,
    enum sheet_fate fate)
{
	struct sheet_want *want;

	if (list->n == list->size) {
		list->size = list->size * 2 + 64;
		list->want = xreallocarray(list->want, list->size,
		    sizeof *list->want);
	}
	want = &list->want[list->n++];
	memset(want, 0, sizeof *want);
	want->key = xstrdup(key);
	want->fate = fate;
	return want;
}

void
board_wants_clear(struct board_wants *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		sheet_want_clear(&list->want[i]);
	free(list->want);
	memset(list, 0, sizeof *list);
}

/* The first is the job's failure, told at its end; the others at once. */
static void
stop_tab(enum sheet_tab tab, struct board_counts *counts,
    char **first_failure)
{
	char *told = xasprintf("%s was left alone: %s",
	    sheet_layout(tab)->title, fail_message());

	counts->tabs_stopped++;
	if (*first_failure == NULL)
		*first_failure = told;
	else {
		log_write(LOG_WARNING, "desk.tab", NULL, "%s", told);
		free(told);
	}
	fail_clear();
}

int
board_read(struct desk *desk, enum sheet_tab tab, struct board_tab *t,
    struct board_counts *counts, char **first_failure)
{
	const char *title = sheet_layout(tab)->title;
	int rc;

	memset(t, 0, sizeof *t);
	rc = desk_read(desk, tab, &t->grid);
	if (rc == 0)
		fail(FAIL_DATA, "%s: it is missing in %s; if that is meant, "
		    "make it anew with atlas-export --setup", title,
		    desk_where(desk));
	if (rc == 1 && sheet_view(&t->view, tab, &t->grid) == 0)
		return 1;
	board_tab_clear(t);
	if (rc == -1 && fail_kind() != FAIL_DATA)
		return -1;
	stop_tab(tab, counts, first_failure);
	return 0;
}

void
board_tab_clear(struct board_tab *t)
{
	grid_clear(&t->grid);
}

int
board_apply(struct desk *desk, const struct sheet_plan *plan,
    const struct board_options *options)
{
	if (options->told != NULL)
		sheet_plan_show(options->told, plan);
	return options->dry_run ? 1 : desk_apply(desk, plan);
}

int
board_settle(const char *where, int (*round)(void *), void *arg)
{
	struct timespec pause = { 0, BOARD_PAUSE_MS * 1000000L };
	int i, rc = 0;

	for (i = 0; i < BOARD_ROUNDS && rc == 0; i++) {
		if (i > 0)
			nanosleep(&pause, NULL);
		rc = round(arg);
	}
	if (rc == 0)
		fail(FAIL_RETRY, "%s: somebody keeps changing it", where);
	return rc == 1 ? 0 : -1;
}

void
board_export_json(struct buf *out, const struct board_counts *c)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "inserted", c->inserted);
	json_add_integer(out, "updated", c->updated);
	json_add_integer(out, "moved", c->moved);
	json_add_integer(out, "dropped", c->dropped);
	json_add_integer(out, "beyond", c->beyond);
	json_add_integer(out, "tabs_stopped", c->tabs_stopped);
	json_close(out, '}');
}

void
board_import_json(struct buf *out, const struct board_counts *c)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "approved", c->approved);
	json_add_integer(out, "revised", c->revised);
	json_add_integer(out, "rejected", c->rejected);
	json_add_integer(out, "superseded", c->superseded);
	json_add_integer(out, "refused", c->refused);
	json_add_integer(out, "added", c->added);
	json_add_integer(out, "edited", c->edited);
	json_add_integer(out, "noted", c->noted);
	json_add_integer(out, "answered", c->answered);
	json_add_integer(out, "tabs_stopped", c->tabs_stopped);
	json_close(out, '}');
}
