/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "domain/load_graph.h"
#include "domain/load_state.h"

/* The lines that wait: a node each, in the order of the file. */
struct refs {
	struct load		*load;
	struct node {
		int64_t	 line, id, parent;
		bool	 bad;
	}			*node;
	size_t			 nodes, size;
	struct load_edge	*edge;
	size_t			 edges, edge_size;
	struct db_stmt		*find, *add_need;
};

static void
add_edge(struct refs *r, size_t from, size_t to, enum load_edge_kind kind)
{
	if (r->edges == r->edge_size) {
		r->edge_size = r->edge_size * 2 + 64;
		r->edge = xreallocarray(r->edge, r->edge_size,
		    sizeof *r->edge);
	}
	r->edge[r->edges++] = (struct load_edge){ from, to, kind };
}

/* A uid of the ledger or of a line that waits, or the id of a task. */
static int
resolve(struct refs *r, const char *what, const char *uid, int64_t number,
    int64_t *id, int64_t *line)
{
	int rc;

	if (db_rebind(r->find, "ti", uid, number) == -1 ||
	    (rc = db_step(r->find)) == -1)
		return -1;
	if (rc == 0 && uid != NULL)
		return fail(FAIL_DATA, "%s: \"%s\" is neither in the file nor "
		    "in the database", what, uid);
	if (rc == 0)
		return fail(FAIL_DATA, "%s: there is no task %lld", what,
		    (long long)number);
	*id = db_integer(r->find, 0);
	*line = db_integer(r->find, 1);
	return 0;
}

static size_t
node_of_line(const struct refs *r, int64_t line)
{
	size_t low = 0, high = r->nodes, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (r->node[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
follow(struct refs *r, size_t n, const struct load_line *l)
{
	int64_t target, line;
	const cJSON *item;

	if (l->parent != NULL || l->parent_id != 0) {
		if (resolve(r, "parent", l->parent, l->parent_id, &target,
		    &line) == -1)
			return -1;
		r->node[n].parent = target;
		if (line != 0)
			add_edge(r, n, node_of_line(r, line), LOAD_PARENT);
	}
	cJSON_ArrayForEach(item, l->needs) {
		if (resolve(r, "needs", item->valuestring,
		    (int64_t)item->valuedouble, &target, &line) == -1)
			return -1;
		if (line != 0)
			add_edge(r, n, node_of_line(r, line), LOAD_NEEDS);
		if (db_rebind(r->add_need, "ii", r->node[n].id, target) == -1 ||
		    db_step(r->add_need) == -1)
			return -1;
	}
	return 0;
}

static int
mark_bad(struct refs *r, size_t n)
{
	r->node[n].bad = true;
	return load_bad_line(r->load, r->node[n].line);
}

static int
collect_nodes(struct refs *r)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(r->load->db, &st, "SELECT line, id FROM load_line "
	    "ORDER BY line", "") == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		if (r->nodes == r->size) {
			r->size = r->size * 2 + 64;
			r->node = xreallocarray(r->node, r->size,
			    sizeof *r->node);
		}
		r->node[r->nodes++] = (struct node){
		    .line = db_integer(st, 0), .id = db_integer(st, 1) };
	}
	db_finish(st);
	return rc;
}

/* Call for each line that waits and is not bad, with what it says. */
static int
each_line(struct refs *r, int (*each)(struct refs *, size_t,
    const struct load_line *))
{
	struct db_stmt *st = NULL;
	struct load_line l;
	size_t n;
	int rc;

	if (db_query(r->load->db, &st, "SELECT text FROM load_line "
	    "ORDER BY line", "") == -1)
		return -1;
	for (n = 0; (rc = db_step(st)) == 1; n++) {
		if (r->node[n].bad)
			continue;
		rc = load_line_parse(&l, db_text(st, 0), db_size(st, 0));
		if (rc == 0)
			rc = each(r, n, &l);
		load_line_clear(&l);
		if (rc == -1 && mark_bad(r, n) == -1)
			break;
	}
	db_finish(st);
	return rc == -1 ? -1 : 0;
}

static int
mark_circles(struct refs *r, enum load_edge_kind kind, const char *why)
{
	bool *circle = xcalloc(r->nodes + 1, sizeof *circle);
	size_t n;
	int rc = 0;

	load_graph_circles(r->edge, r->edges, r->nodes, kind, circle);
	for (n = 0; rc == 0 && n < r->nodes; n++)
		if (circle[n] && !r->node[n].bad) {
			fail(FAIL_DATA, "%s", why);
			rc = mark_bad(r, n);
		}
	free(circle);
	return rc;
}

/* Who points at a bad line is bad too. */
static int
spread(struct refs *r)
{
	struct node *from, *to;
	bool again = true;
	size_t i;

	while (again) {
		again = false;
		for (i = 0; i < r->edges; i++) {
			from = &r->node[r->edge[i].from];
			to = &r->node[r->edge[i].to];
			if (from->bad || !to->bad)
				continue;
			fail(FAIL_DATA, "%s: it points at line %lld, which is "
			    "bad", r->edge[i].kind == LOAD_NEEDS ? "needs" :
			    "parent", (long long)to->line);
			if (mark_bad(r, r->edge[i].from) == -1)
				return -1;
			again = true;
		}
	}
	return 0;
}

static int
insert(struct refs *r, size_t n, const struct load_line *l)
{
	return load_task(r->load, l, r->node[n].id, r->node[n].parent);
}

static int
prepare(struct refs *r)
{
	struct db *db = r->load->db;

	if (db_query(db, &r->find, "SELECT id, 0 FROM task WHERE uid = $1 "
	    "OR ($1 IS NULL AND id = $2) UNION ALL SELECT id, 0 "
	    "FROM load_task WHERE uid = $1 OR ($1 IS NULL AND id = $2) "
	    "UNION ALL SELECT id, line FROM load_line WHERE uid = $1 "
	    "LIMIT 1", "") == -1)
		return -1;
	return db_query(db, &r->add_need, "INSERT INTO load_need (task_id, "
	    "needs_id) VALUES ($1, $2)", "");
}

int
load_refs(struct load *load)
{
	struct refs r = { .load = load };
	int rc;

	rc = collect_nodes(&r);
	if (rc == 0 && r.nodes > 0 && (rc = prepare(&r)) == 0 &&
	    (rc = each_line(&r, follow)) == 0 &&
	    (rc = mark_circles(&r, LOAD_NEEDS, "needs: they lead in a "
	    "circle, so it could never be ready")) == 0 &&
	    (rc = mark_circles(&r, LOAD_PARENT, "parent: it stands inside "
	    "its own children")) == 0 &&
	    (rc = spread(&r)) == 0)
		rc = each_line(&r, insert);
	db_finish(r.find);
	db_finish(r.add_need);
	free(r.node);
	free(r.edge);
	return rc;
}
