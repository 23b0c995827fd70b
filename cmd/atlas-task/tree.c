/* SPDX-License-Identifier: MIT */
/* atlas-task tree: tasks below the tasks that they are parts of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "columns.h"
#include "domain/task.h"
#include "format/json.h"
#include "program/table.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task tree [ID] [--all]",
	"",
	"Show a task and its parts; without an ID all tasks that are not done",
	"or cancelled (--all: these too), each with all its parts. In a pipe",
	"DEPTH TAB ID TAB STATUS TAB TITLE; --json: the tasks with their",
	"depth.",
	VERB_SHARED, NULL
};

enum { OPT_ALL = CLI_OWN };
static const struct option options[] = {
	CLI_OPTIONS,
	{ "all", no_argument, NULL, OPT_ALL },
	{ 0 }
};

#define NONE	((size_t)-1)

/* One task, and its places among the others. */
struct node {
	int64_t	 id, parent_id;
	char	*text;		/* what is shown of it, without its branch */
	char	*title;		/* for a person: what may be cut */
	size_t	 width;		/* columns of text */
	size_t	 up, child, last, next;	/* NONE: there is none */
	size_t	 parts, parts_done;
	bool	 done, finished;
};
struct tree {
	struct cli	*cli;
	struct node	*node;		/* by id once it is complete */
	size_t		 n, size;
	struct buf	 out, branch;
};

/* Collecting */

static void
describe(const struct cli *cli, const struct task *task, struct node *node,
    struct buf *text)
{
	struct buf state = { 0 };

	if (cli->json) {
		task_json(text, task);
		buf_cut(text, text->len - 1);	/* its "}" */
	} else if (cli->tty) {
		buf_addf(text, "#%lld ", (long long)task->id);
		node->width = text->len + 1;
		task_state(&state, task, true);
		node->width += state.len;
		table_paint(text, cli->color, task_state_style(task),
		    buf_text(&state));
		buf_addc(text, ' ');
		node->title = xstrdup(task->title);
		buf_clear(&state);
	} else {
		buf_addf(text, "%lld\t%s\t", (long long)task->id,
		    task->status);
		text_show_field(text, task->title);
	}
}

static int
collect(const struct task *task, void *arg)
{
	struct tree *tree = arg;
	struct buf text = { 0 };
	struct node *node;

	if (tree->n == tree->size) {
		tree->size = tree->size * 2 + 64;
		tree->node = xreallocarray(tree->node, tree->size,
		    sizeof(*tree->node));
	}
	node = &tree->node[tree->n++];
	*node = (struct node){
		.id = task->id, .parent_id = task->parent_id,
		.up = NONE, .child = NONE, .last = NONE, .next = NONE,
		.done = strcmp(task->status, "done") == 0,
	};
	describe(tree->cli, task, node, &text);
	node->text = buf_take(&text);
	node->finished = node->done || strcmp(task->status, "cancelled") == 0;
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	const struct node *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* The task and all below it. */
static int
collect_below(struct tree *tree, int64_t id)
{
	struct task_filter filter = { .brief = !tree->cli->json };
	struct task task = { 0 };
	size_t i;

	if (task_load(tree->cli->db, id, &task) == -1)
		return -1;
	collect(&task, tree);
	task_clear(&task);
	for (i = 0; i < tree->n; i++) {
		filter.parent_id = tree->node[i].id;
		if (task_each(tree->cli->db, &filter, collect, tree) == -1)
			return -1;
	}
	qsort(tree->node, tree->n, sizeof(*tree->node), by_id);
	return 0;
}

static size_t
place(const struct tree *tree, int64_t id)
{
	const struct node key = { .id = id }, *found;

	found = bsearch(&key, tree->node, tree->n, sizeof(key), by_id);
	return found == NULL ? NONE : (size_t)(found - tree->node);
}

static void
link_parts(struct tree *tree)
{
	struct node *node, *up;
	size_t i;

	for (i = 0; i < tree->n; i++) {
		node = &tree->node[i];
		if (node->parent_id == 0 ||
		    (node->up = place(tree, node->parent_id)) == NONE)
			continue;
		up = &tree->node[node->up];
		if (up->last == NONE)
			up->child = i;
		else
			tree->node[up->last].next = i;
		up->last = i;
		up->parts++;
		up->parts_done += node->done;
	}
}

/* Showing */

#define TITLE_MIN	16
#define BRANCH_WIDTH	3
#define BRANCH	"\342\224\202  "		/* "│  " */
#define FORK	"\342\224\234\342\224\200 "	/* "├─ " */
#define CORNER	"\342\224\224\342\224\200 "	/* "└─ " */

static void
show_person(struct tree *tree, const struct node *node, size_t depth)
{
	size_t width = (size_t)tree->cli->width, used;
	struct buf *out = &tree->out;
	char parts[48] = "";

	if (node->parts > 0)
		snprintf(parts, sizeof(parts), "  (%zu of %zu done)",
		    node->parts_done, node->parts);
	used = depth * BRANCH_WIDTH + node->width + strlen(parts);
	buf_adds(out, buf_text(&tree->branch));
	if (depth > 0)
		buf_adds(out, node->next == NONE ? CORNER : FORK);
	buf_adds(out, node->text);
	text_show_cut(out, node->title, width > used + TITLE_MIN ?
	    width - used : TITLE_MIN, false);
	buf_adds(out, parts);
	buf_addc(out, '\n');
}

static int
show_node(struct tree *tree, const struct node *node, size_t depth)
{
	struct buf *out = &tree->out;

	if (tree->cli->json) {
		buf_adds(out, node->text);
		json_add_integer(out, "depth", (int64_t)depth);
		buf_adds(out, "}\n");
	} else if (tree->cli->tty) {
		show_person(tree, node, depth);
	} else {
		buf_addf(out, "%zu\t%s\n", depth, node->text);
	}
	return cli_stream(out);
}

/* The branch that stands before the parts of a node. */
static const char *
branch_of(const struct node *node, size_t depth)
{
	return depth == 0 ? "" : node->next == NONE ? "   " : BRANCH;
}

/* Walk down, along and up again by the links: no stack, any depth. */
static int
show_below(struct tree *tree, size_t root)
{
	const struct node *node = &tree->node[root];
	size_t depth = 0;

	for (;;) {
		if (show_node(tree, node, depth) == -1)
			return -1;
		if (node->child != NONE) {
			buf_adds(&tree->branch, branch_of(node, depth));
			depth++;
			node = &tree->node[node->child];
			continue;
		}
		while (depth > 0 && node->next == NONE) {
			node = &tree->node[node->up];
			depth--;
			buf_cut(&tree->branch, tree->branch.len -
			    strlen(branch_of(node, depth)));
		}
		if (depth == 0)
			return 0;
		node = &tree->node[node->next];
	}
}

static int
show_all(struct tree *tree, bool all)
{
	const struct node *node;
	size_t i;

	for (i = 0; i < tree->n; i++) {
		node = &tree->node[i];
		if (node->up != NONE || (node->finished && !all))
			continue;
		if (show_below(tree, i) == -1)
			return -1;
	}
	if (tree->n == 0)
		cli_hint(tree->cli, "no tasks yet");
	return 0;
}

static int
tree_all(struct tree *tree, bool all)
{
	struct task_filter filter = { .brief = !tree->cli->json };

	if (task_each(tree->cli->db, &filter, collect, tree) == -1)
		return -1;
	link_parts(tree);
	return show_all(tree, all);
}

static int
tree_of(struct tree *tree, const char *word)
{
	int64_t id;
	int rc;

	if ((rc = task_find(tree->cli->db, word, &id)) == 0)
		return cli_no(tree->cli, "task %s: there is no such task",
		    word);
	if (rc == -1 || collect_below(tree, id) == -1)
		return -1;
	link_parts(tree);
	return show_below(tree, place(tree, id));
}

static void
free_node(struct node *node)
{
	free(node->text);
	free(node->title);
}

static int
tree_main(struct cli *cli, int argc, char **argv)
{
	struct tree tree = { .cli = cli };
	bool all = false;
	size_t i;
	int ch, rc;

	while ((ch = cli_getopt(cli, argc, argv, VERB_SHORT, options)) != -1)
		all = all || ch == OPT_ALL;
	if (argc - optind > 1)
		return cli_usage(cli, "one ID only");
	if (cli_open(cli, DB_READ) == -1 || db_begin_read(cli->db) == -1)
		return -1;
	rc = optind < argc ? tree_of(&tree, argv[optind]) :
	    tree_all(&tree, all);
	if (rc == 0)
		cli_put_buf(&tree.out);
	for (i = 0; i < tree.n; i++)
		free_node(&tree.node[i]);
	free(tree.node);
	buf_clear(&tree.out);
	buf_clear(&tree.branch);
	return rc;
}

const struct verb tree_verb = { "tree", tree_main, usage };
