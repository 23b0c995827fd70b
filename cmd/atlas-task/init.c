/* SPDX-License-Identifier: MIT */
/* atlas-task init: make the ledger. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/project.h"
#include "format/json.h"
#include "verb.h"

/* Set-group-ID, so that all in the group share the WAL. */
#define DATA_MODE	02770

static const char *const usage[] = {
	"usage: atlas-task init [--project TITLE]",
	"",
	"Make the directory, the database and a first project, as far as they",
	"are not there yet. Prints the path of the database.",
	"",
	"  --project TITLE   make this one if it is not there; default: [atlas]",
	"                    project of atlas.conf, if there is none at all",
	VERB_SHARED, NULL
};

enum { OPT_PROJECT = CLI_OWN };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "project", required_argument, NULL, OPT_PROJECT },
	{ 0 }
};

struct init {
	const char	*title;		/* NULL: any project will do */
	char		*found;		/* owned: the one that is there */
	bool		 made_database, made_project;
};

static int
make_directory(const char *database)
{
	char *dir = file_directory(database);
	int rc = 0;

	if (!file_exists(dir)) {
		rc = file_make_directories(dir, 0770);
		/* the umask had its say; the mode of this one matters */
		if (rc == 0 && chmod(dir, DATA_MODE) == -1)
			rc = fail_errno("%s", dir);
	}
	free(dir);
	return rc;
}

/* The first that is shown. */
static int
choose(const struct project *p, void *arg)
{
	struct init *init = arg;

	if (init->found == NULL) {
		init->found = xstrdup(p->title);
		init->title = init->found;
	}
	return 0;
}

/* Without --project any will do, an archived one too: the configured one, or
 * the first by title.  1, 0, -1. */
static int
find_project(struct cli *cli, struct init *init, int64_t *id)
{
	const char *wanted = init->title;
	int rc;

	if (wanted == NULL)
		init->title = cli->policy.project;
	if ((rc = project_find(cli->db, init->title, id)) != 0 ||
	    wanted != NULL)
		return rc;
	if (project_each(cli->db, true, choose, init) == -1)
		return -1;
	return init->found != NULL;
}

static int
make_project(struct cli *cli, struct init *init)
{
	struct project_fields fields = { 0 };
	int64_t id;
	int rc;

	if ((rc = find_project(cli, init, &id)) != 0)
		return rc == 1 ? 0 : -1;
	fields.title = init->title;
	init->made_project = true;
	return project_add(cli->db, &cli->actor, &fields, &id);
}

static void
tell(struct cli *cli, const struct init *init, const char *path)
{
	struct buf out = { 0 };

	if (cli->json) {
		json_open(&out, NULL, '{');
		json_add_string(&out, "database", path);
		json_add_bool(&out, "database_made", init->made_database);
		json_add_string(&out, "project", init->title);
		json_add_bool(&out, "project_made", init->made_project);
		json_close(&out, '}');
	} else {
		text_show(&out, path, false);
	}
	buf_addc(&out, '\n');
	cli_put_buf(&out);
	buf_clear(&out);
	cli_hint(cli, "%s; project \"%s\" %s", init->made_database ?
	    "a new ledger" : "this ledger was there already", init->title,
	    init->made_project ? "added" : "was there already");
	cli_hint(cli, "next: %s add \"What there is to do\"", cli->tool);
}

/* What -n can say without making anything. */
static int
would(struct cli *cli, const char *path)
{
	struct buf out = { 0 };

	text_show(&out, path, false);
	buf_addc(&out, '\n');
	cli_put_buf(&out);
	buf_clear(&out);
	cli_hint(cli, "dry run: %s", file_exists(path) ?
	    "it is there already" : "it would be made");
	return 0;
}

static int
init_main(struct cli *cli, int argc, char **argv)
{
	struct init init = { 0 };
	const char *path;
	int ch, rc = 0;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		if (ch == OPT_PROJECT)
			init.title = optarg;
	if (operands_exactly(cli, argc - optind, 0, "") == -1 ||
	    cli_begin(cli) == -1)
		return -1;
	path = conf_path(cli->conf, "database.path");
	if (cli->dry_run)
		return would(cli, path);
	init.made_database = !file_exists(path);
	if (make_directory(path) == -1 || cli_open(cli, DB_CREATE) == -1 ||
	    make_project(cli, &init) == -1)
		rc = -1;
	if (rc == 0)
		tell(cli, &init, path);
	free(init.found);
	return rc;
}

const struct verb init_verb = { "init", init_main, usage };
