/* SPDX-License-Identifier: MIT */
/* The desk where humans decide, whichever driver reaches it. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "outside/desk.h"

struct desk {
	const struct desk_driver	*driver;
	void				*state;	/* the driver's */
	char				*where;
};

static const struct desk_kind {
	const char	*name;		/* [desk] kind */
	const char	*where;		/* the key that says where it is */
	int		 (*open)(void **, const struct desk_driver **,
			    const struct conf *, bool, int64_t);
} kinds[] = {
	{ "directory", "desk.directory", desk_directory_open },
};

static const struct desk_kind *
find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

int
desk_open(struct desk **desk, const struct conf *conf, bool setup,
    int64_t wait_ms)
{
	const char *name = conf_text(conf, "desk.kind");
	const struct desk_kind *kind = find_kind(name);
	const struct desk_driver *driver;
	void	*state;

	*desk = NULL;
	if (kind == NULL)
		return fail(FAIL_CONFIG, "[desk] kind: this program has no "
		    "\"%s\"", name);
	if (kind->open(&state, &driver, conf, setup, wait_ms) == -1)
		return -1;
	*desk = xcalloc(1, sizeof(**desk));
	(*desk)->driver = driver;
	(*desk)->state = state;
	(*desk)->where = xstrdup(conf_path(conf, kind->where));
	return 0;
}

void
desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	desk->driver->close(desk->state);
	free(desk->where);
	free(desk);
}

const char *
desk_where(const struct desk *desk)
{
	return desk->where;
}

int
desk_read(struct desk *desk, enum sheet_tab tab, struct grid *grid)
{
	return desk->driver->read(desk->state, tab, grid);
}

int
desk_apply(struct desk *desk, const struct sheet_plan *plan)
{
	if (plan->ops == 0)
		return 1;
	return desk->driver->apply(desk->state, plan);
}

int
desk_setup(struct desk *desk, enum sheet_tab tab)
{
	return desk->driver->setup(desk->state, tab);
}
