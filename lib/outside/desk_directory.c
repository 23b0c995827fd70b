/* SPDX-License-Identifier: MIT */
/* The desk as a directory of CSV files, one a tab. */
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "format/csv.h"
#include "outside/desk.h"
#include "outside/desk_lock.h"

/* A tab of a thousand rows is below 1 MiB; a history grows, and must never
 * fill the memory of a small machine. */
#define FILE_MAX	((size_t)64 * 1024 * 1024)
#define LOCK_POLL_MS	200

struct tab_file {
	enum sheet_tab	 tab;
	char		*name;		/* "Runs.csv" */
	char		*path;
	bool		 is_read;
	struct buf	 text;		/* as it was read */
};
struct directory {
	char		*path;
	struct tab_file	 file[SHEET_TABS];
};

static int
check_locks(const struct directory *d)
{
	for (size_t t = 0; t < SHEET_TABS; t++)
		if (desk_lock_check(d->path, d->file[t].name) == -1)
			return -1;
	return 0;
}

static int
wait_for_locks(const struct directory *d, int64_t wait_ms)
{
	const struct timespec pause = { 0, LOCK_POLL_MS * 1000000L };
	const int64_t end = clock_monotonic() + wait_ms;

	while (check_locks(d) == -1) {
		if (clock_monotonic() >= end)
			return -1;
		fail_clear();
		nanosleep(&pause, NULL);
	}
	return 0;
}

static bool
has_header(enum sheet_tab tab, const struct grid *grid)
{
	struct sheet_view view;

	if (sheet_view(&view, tab, grid) == 0)
		return true;
	fail_clear();
	return false;
}

/*
 * The first line is often a person's, and may hide the delimiter ("Ask Ann,
 * then approve;;;;"): if it gives no header, another one may.
 */
static int
parse(const struct tab_file *f, const struct buf *text, struct grid *grid,
    struct csv_style *style)
{
	const char *s = buf_text(text);

	if (csv_read(s, text->len, grid, style) == 0 &&
	    has_header(f->tab, grid))
		return 0;
	for (const char *d = ",;\t"; *d != '\0'; d++) {
		grid_clear(grid);
		fail_clear();
		if (csv_read_by(s, text->len, *d, grid, style) == 0 &&
		    has_header(f->tab, grid))
			return 0;
	}
	grid_clear(grid);
	fail_clear();
	return csv_read(s, text->len, grid, style);
}

/* Read a file into text and a grid.  1 read, 0 there is none. */
static int
load(const struct tab_file *f, struct buf *text, struct grid *grid,
    struct csv_style *style)
{
	int r = file_read(f->path, FILE_MAX, text);

	if (r != 1)
		return r;
	if (parse(f, text, grid, style) == -1) {
		grid_clear(grid);
		return fail_context("%s", f->path);
	}
	return 1;
}

static int
directory_read(void *state, enum sheet_tab tab, struct grid *grid)
{
	struct tab_file	*f = &((struct directory *)state)->file[tab];
	struct csv_style style = CSV_STYLE_DEFAULT;
	int	 r;

	buf_clear(&f->text);
	r = load(f, &f->text, grid, &style);
	f->is_read = r == 1;
	return r;
}

/* Write the text where old was read.  1 done, 0 somebody changed it. */
static int
save_text(const struct tab_file *f, const struct buf *old,
    const struct buf *text)
{
	if (text->len > FILE_MAX)
		return fail(FAIL_DATA, "%s: would grow to %zu bytes, at most "
		    "%zu; move old rows to another file", f->path, text->len,
		    FILE_MAX);
	return file_replace_if(f->path, 0660, old, buf_text(text), text->len);
}

static int
save(const struct tab_file *f, const struct buf *old, const struct grid *grid,
    const struct csv_style *style)
{
	struct buf	 text = { 0 };
	int		 r;

	csv_format(&text, grid, style);
	r = save_text(f, old, &text);
	buf_clear(&text);
	return r;
}

/* The history as it is now; nothing of it was planned by row number. */
static int
load_history(const struct tab_file *f, struct buf *text, struct grid *grid,
    struct csv_style *style, struct sheet_view *view)
{
	int r = load(f, text, grid, style);

	if (r == 0)
		return fail(FAIL_DATA, "%s: is missing; put it back or run "
		    "atlas-export --setup", f->path);
	return r == -1 ? -1 : sheet_view(view, SHEET_HISTORY, grid);
}

/* The history, before and after rows were moved there. */
struct moves {
	struct buf	 before, after;
	bool		 is_written;
};

static int
apply_moves(const struct directory *d, struct grid *grid,
    const struct sheet_view *view, const struct sheet_plan *plan,
    struct moves *m)
{
	const struct tab_file *f = &d->file[SHEET_HISTORY];
	struct csv_style	 style = CSV_STYLE_DEFAULT;
	struct sheet_view	 history_view;
	struct grid		 history = { 0 };
	size_t			 rows;
	int			 r = -1;

	if (desk_lock_check(d->path, f->name) == -1 ||
	    load_history(f, &m->before, &history, &style,
	    &history_view) == -1)
		goto out;
	rows = history.rows;
	sheet_apply(grid, view, &history, &history_view, plan);
	r = 1;
	if (history.rows > rows) {
		csv_format(&m->after, &history, &style);
		r = save_text(f, &m->before, &m->after);
		m->is_written = r == 1;
	}
out:
	grid_clear(&history);
	return r;
}

/*
 * The history is written first, and put back if a human changed the tab: what
 * is moved then is another row.  If we die in between, the rows stand in both,
 * and are not added again.
 */
static int
directory_apply(void *state, const struct sheet_plan *plan)
{
	struct directory	*d = state;
	struct tab_file		*f = &d->file[plan->tab];
	struct csv_style	 style = CSV_STYLE_DEFAULT;
	struct moves		 moves = { 0 };
	struct sheet_view	 view;
	struct grid		 grid = { 0 };
	int			 r = -1;

	if (!f->is_read)
		return fail(FAIL_INTERNAL, "%s: a plan for what was not read",
		    f->path);
	if (desk_lock_check(d->path, f->name) == -1 ||
	    parse(f, &f->text, &grid, &style) == -1 ||
	    sheet_view(&view, plan->tab, &grid) == -1)
		goto out;
	r = 1;
	if (plan->moves > 0)
		r = apply_moves(d, &grid, &view, plan, &moves);
	else
		sheet_apply(&grid, &view, NULL, NULL, plan);
	if (r == 1)
		r = save(f, &f->text, &grid, &style);
	if (r == 0 && moves.is_written && save_text(&d->file[SHEET_HISTORY],
	    &moves.after, &moves.before) == -1)
		r = -1;
	f->is_read = false;	/* row numbers read before mean nothing now */
	buf_clear(&f->text);
out:
	buf_clear(&moves.before);
	buf_clear(&moves.after);
	grid_clear(&grid);
	return r;
}

static int
directory_setup(void *state, enum sheet_tab tab)
{
	const struct csv_style	 style = CSV_STYLE_DEFAULT;
	const struct tab_file	*f = &((struct directory *)state)->file[tab];
	struct grid		 grid = { 0 };
	int			 r;

	if (file_exists(f->path))
		return 0;
	sheet_new_tab(&grid, tab);
	r = save(f, NULL, &grid, &style);
	grid_clear(&grid);
	return r == -1 ? -1 : 0;	/* 0: somebody was faster */
}

static void
directory_close(void *state)
{
	struct directory *d = state;

	for (size_t t = 0; t < SHEET_TABS; t++) {
		free(d->file[t].name);
		free(d->file[t].path);
		buf_clear(&d->file[t].text);
	}
	free(d->path);
	free(d);
}

/* Those who may decide share the group: whoever makes a file, it has it. */
static int
find_directory(const char *path, bool setup)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) ? 0 : fail(FAIL_CONFIG,
		    "desk: %s is not a directory", path);
	if (errno != ENOENT)
		return fail_errno("%s", path);
	if (!setup)
		return fail(FAIL_CONFIG, "desk: %s does not exist; run "
		    "atlas-export --setup", path);
	if (file_make_directories(path, 0770) == -1)
		return -1;
	if (chmod(path, 02770) == -1)
		return fail_errno("%s", path);
	return 0;
}

/* A kill in the very moment of a save may have left that save under a name
 * that nobody sees. */
static void
rescue(const struct directory *d)
{
	for (size_t t = 0; t < SHEET_TABS; t++) {
		char	*as = xasprintf("%s/%s.rescued-%lld.csv", d->path,
			    sheet_layout((enum sheet_tab)t)->title,
			    (long long)(clock_now() / CLOCK_SECOND));
		int	 r = file_rescue(d->file[t].path, as);

		if (r == 1)
			log_write(LOG_WARNING, "desk.rescued", NULL, "%s: an "
			    "interrupted run left an older version of %s; see "
			    "whether it holds what is missing there", as,
			    d->file[t].name);
		if (r == -1)
			fail_clear();	/* reading and writing tell it better */
		free(as);
	}
}

int
desk_directory_open(void **state, const struct desk_driver **driver,
    const struct conf *conf, bool setup, int64_t wait_ms)
{
	static const struct desk_driver functions = { directory_read,
	    directory_apply, directory_setup, directory_close };
	const char	 *path = conf_path(conf, "desk.directory");
	struct directory *d;

	if (find_directory(path, setup) == -1)
		return -1;
	d = xcalloc(1, sizeof(*d));
	d->path = xstrdup(path);
	for (size_t t = 0; t < SHEET_TABS; t++) {
		d->file[t].tab = (enum sheet_tab)t;
		d->file[t].name = xasprintf("%s.csv",
		    sheet_layout((enum sheet_tab)t)->title);
		d->file[t].path = file_path(path, d->file[t].name);
	}
	if (wait_for_locks(d, wait_ms) == -1) {
		directory_close(d);
		return -1;
	}
	rescue(d);
	*state = d;
	*driver = &functions;
	return 0;
}
