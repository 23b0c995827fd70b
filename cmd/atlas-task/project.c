/* SPDX-License-Identifier: MIT */
/* atlas-task project: add, list, show, edit, archive. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "domain/project.h"
#include "format/json.h"
#include "listing.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task project add TITLE [option]...",
	"       atlas-task project list [--all] [--columns C,..]",
	"       atlas-task project show PROJECT",
	"       atlas-task project edit PROJECT [--title TITLE] [option]...",
	"       atlas-task project archive PROJECT [--undo]",
	"",
	"Projects group tasks, and may have gates of their own. PROJECT is a",
	"title, its number or its uid. An archived project keeps its tasks,",
	"but none of them is ready.",
	"",
	"  --description TEXT   \"-\": from standard input",
	"  --repo URL           where its files are",
	"  --gates G            start, finish, start,finish or none;",
	"                       \"\": as atlas.conf says",
	"  --all                archived ones, too",
	"  --columns C,..       id title open_tasks tasks gates repo uid",
	"                       description archived_at created_at updated_at;",
	"                       in a pipe id,title,open_tasks,tasks",
	VERB_SHARED, NULL
};

enum {
	OPT_TITLE = CLI_OWN, OPT_DESCRIPTION, OPT_REPO, OPT_GATES, OPT_ALL,
	OPT_COLUMNS, OPT_UNDO
};
static const struct option options[] = {
	CLI_OPTIONS,
	{ "title", required_argument, NULL, OPT_TITLE },
	{ "description", required_argument, NULL, OPT_DESCRIPTION },
	{ "repo", required_argument, NULL, OPT_REPO },
	{ "gates", required_argument, NULL, OPT_GATES },
	{ "gate", required_argument, NULL, OPT_GATES },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ "undo", no_argument, NULL, OPT_UNDO },
	{ 0 }
};

struct request {
	struct project_fields	 fields;
	const char		*description, *columns;
	struct buf		 text;
	bool			 all, undo;
};

static void
take(struct request *request, int ch)
{
	switch (ch) {
	case OPT_TITLE:
		request->fields.title = optarg;
		break;
	case OPT_DESCRIPTION:
		request->description = optarg;
		break;
	case OPT_REPO:
		request->fields.repo = optarg;
		break;
	case OPT_GATES:
		request->fields.gates = optarg;
		break;
	case OPT_ALL:
		request->all = true;
		break;
	case OPT_COLUMNS:
		request->columns = optarg;
		break;
	case OPT_UNDO:
		request->undo = true;
		break;
	}
}

/* Columns */

#define TEXT_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	(void)person;							\
	listing_text(out, ((const struct project *)row)->member);	\
}
#define NUMBER_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	(void)person;							\
	listing_number(out, ((const struct project *)row)->member);	\
}
#define TIME_VALUE(name, member)					\
static void								\
name(struct buf *out, const void *row, bool person)			\
{									\
	listing_time(out, ((const struct project *)row)->member, person); \
}

NUMBER_VALUE(id_value, id)
TEXT_VALUE(title_value, title)
NUMBER_VALUE(open_value, open_tasks)
NUMBER_VALUE(tasks_value, tasks)
TEXT_VALUE(gates_value, gates)
TEXT_VALUE(repo_value, repo)
TEXT_VALUE(uid_value, uid)
TEXT_VALUE(description_value, description)
TIME_VALUE(archived_value, archived_at)
TIME_VALUE(created_value, created_at)
TIME_VALUE(updated_value, updated_at)

static const struct column columns[] = {
	{ "id", "ID", COLUMN_RIGHT, id_value, NULL },
	{ "title", "TITLE", COLUMN_FLEXIBLE, title_value, NULL },
	{ "open_tasks", "OPEN", COLUMN_RIGHT, open_value, NULL },
	{ "tasks", "ALL", COLUMN_RIGHT, tasks_value, NULL },
	{ "gates", "GATES", COLUMN_OPTIONAL, gates_value, NULL },
	{ "repo", "REPO", COLUMN_OPTIONAL | COLUMN_FLEXIBLE, repo_value,
	    NULL },
	{ "archived_at", "ARCHIVED", COLUMN_OPTIONAL, archived_value, NULL },
	{ "uid", "UID", 0, uid_value, NULL },
	{ "description", "DESCRIPTION", COLUMN_FLEXIBLE, description_value,
	    NULL },
	{ "created_at", "CREATED", 0, created_value, NULL },
	{ "updated_at", "CHANGED", 0, updated_value, NULL },
	{ .name = NULL }
};

static void
row_json(struct buf *out, const void *row)
{
	const struct project *p = row;

	json_open(out, NULL, '{');
	json_add_integer(out, "id", p->id);
	json_add_string(out, "uid", p->uid);
	json_add_string(out, "title", p->title);
	json_add_string(out, "description", p->description);
	json_add_string(out, "repo", p->repo);
	json_add_string(out, "gates", p->gates);
	json_add_string(out, "archived_at", p->archived_at);
	json_add_string(out, "created_at", p->created_at);
	json_add_string(out, "updated_at", p->updated_at);
	json_add_integer(out, "open_tasks", p->open_tasks);
	json_add_integer(out, "tasks", p->tasks);
	json_close(out, '}');
}

static const struct listing_kind kind = {
	.column = columns,
	.terminal = "id,title,open_tasks,tasks,gates,repo,archived_at",
	.pipe = "id,title,open_tasks,tasks",
	.json = row_json,
	.none = "no project",
};

/* Deeds */

static int
add_row(const struct project *project, void *arg)
{
	return listing_row(arg, project);
}

static int
project_list(struct cli *cli, const struct request *request)
{
	struct listing listing = { 0 };

	if (cli_open(cli, DB_READ) == -1 ||
	    listing_begin(&listing, cli, &kind, request->columns) == -1)
		return -1;
	return listing_end(&listing,
	    project_each(cli->db, request->all, add_row, &listing));
}

/* One project: its fields, NAME TAB VALUE; its object under -j. */
static int
tell_fields(const struct project *project, void *arg)
{
	struct cli *cli = arg;
	const struct column *column;
	struct buf out = { 0 }, value = { 0 };

	if (cli->json) {
		row_json(&out, project);
		buf_addc(&out, '\n');
	}
	for (column = columns; column->name != NULL && !cli->json; column++) {
		buf_cut(&value, 0);
		column->value(&value, project, cli->tty);
		if (cli->tty && value.len == 0)
			continue;
		buf_addf(&out, cli->tty ? "%-12s " : "%s\t", column->name);
		if (cli->tty)
			text_show(&out, buf_text(&value), true);
		else
			text_show_field(&out, buf_text(&value));
		buf_addc(&out, '\n');
	}
	cli_put_buf(&out);
	buf_clear(&out);
	buf_clear(&value);
	return 0;
}

static int
show(struct cli *cli, const char *word)
{
	int64_t id;
	int rc;

	if (cli_open(cli, DB_READ) == -1 ||
	    (rc = project_find(cli->db, word, &id)) == -1)
		return -1;
	if (rc == 0)
		return cli_no(cli, "project \"%s\": there is no such project",
		    word);
	return project_show(cli->db, id, tell_fields, cli) == -1 ? -1 : 0;
}

/* What a change came to: the number, the object, or a sentence. */
static int
tell(struct cli *cli, int64_t id, const char *words)
{
	struct buf out = { 0 };

	if (cli->json)
		return project_show(cli->db, id, tell_fields, cli) == -1 ?
		    -1 : 0;
	buf_addf(&out, "%lld\n", (long long)id);
	cli_put_buf(&out);
	buf_clear(&out);
	cli_hint(cli, "project %lld %s %s", (long long)id, cli->dry_run ?
	    "would be" : "is", words);
	return 0;
}

static int
add(struct cli *cli, struct request *request, const char *title)
{
	int64_t id;

	if (request->fields.title != NULL)
		return cli_usage(cli, "--title is not for add: the title is "
		    "its operand");
	request->fields.title = title;
	if (cli_open(cli, DB_WRITE) == -1 || project_add(cli->db, &cli->actor,
	    &request->fields, &id) == -1)
		return -1;
	return tell(cli, id, "added");
}

static int
edit(struct cli *cli, struct request *request, const char *word)
{
	const struct project_fields *fields = &request->fields;
	int64_t id;

	if (fields->title == NULL && fields->description == NULL &&
	    fields->repo == NULL && fields->gates == NULL)
		return cli_usage(cli, "nothing to change: an option is "
		    "missing, such as --title");
	if (cli_open(cli, DB_WRITE) == -1 ||
	    project_need(cli->db, word, &id) == -1 ||
	    project_edit(cli->db, &cli->actor, id, fields) == -1)
		return -1;
	return tell(cli, id, "changed");
}

static int
archive(struct cli *cli, const struct request *request, const char *word)
{
	int64_t id;

	if (cli_open(cli, DB_WRITE) == -1 ||
	    project_need(cli->db, word, &id) == -1 ||
	    project_archive(cli->db, &cli->actor, id, !request->undo) == -1)
		return -1;
	return tell(cli, id, request->undo ? "in use again" : "archived");
}

static int
act(struct cli *cli, struct request *request, const char *deed,
    char **operand, int n)
{
	static const char *const deeds[] = {
		"add", "list", "show", "edit", "archive", NULL
	};
	const char *near;

	if (!text_in(deed, deeds)) {
		near = text_nearest(deed, deeds);
		return cli_usage(cli, "there is no \"%s\"%s%s%s", deed,
		    near != NULL ? ", did you mean \"" : "; there are add, "
		    "list, show, edit and archive", near != NULL ? near : "",
		    near != NULL ? "\"?" : "");
	}
	if (strcmp(deed, "list") == 0)
		return operands_exactly(cli, n, 0, "") == -1 ? -1 :
		    project_list(cli, request);
	if (operands_exactly(cli, n, 1, strcmp(deed, "add") == 0 ? "TITLE" :
	    "PROJECT") == -1)
		return -1;
	if (strcmp(deed, "add") == 0)
		return add(cli, request, operand[0]);
	if (strcmp(deed, "show") == 0)
		return show(cli, operand[0]);
	if (strcmp(deed, "edit") == 0)
		return edit(cli, request, operand[0]);
	return archive(cli, request, operand[0]);
}

static int
project_main(struct cli *cli, int argc, char **argv)
{
	struct request request = { 0 };
	int ch, rc = -1;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		take(&request, ch);
	if (optind == argc)
		return cli_usage(cli, "add, list, show, edit or archive?");
	if (request.description == NULL || operands_text("description",
	    request.description, &request.text) == 0) {
		if (request.description != NULL)
			request.fields.description = buf_text(&request.text);
		rc = act(cli, &request, argv[optind], argv + optind + 1,
		    argc - optind - 1);
	}
	buf_clear(&request.text);
	return rc;
}

const struct verb project_verb = { "project", project_main, usage };
