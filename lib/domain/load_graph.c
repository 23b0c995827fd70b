/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/load_graph.h"

/* Edges by where they lead: first[to] .. first[to + 1] in list. */
static void
index_edges(const struct load_edge *edge, size_t edges, size_t n,
    enum load_edge_kind kind, size_t *first, size_t *list, size_t *out)
{
	size_t i;

	memset(first, 0, (n + 2) * sizeof *first);
	memset(out, 0, n * sizeof *out);
	for (i = 0; i < edges; i++)
		if (edge[i].kind == kind) {
			first[edge[i].to + 2]++;
			out[edge[i].from]++;
		}
	for (i = 1; i < n + 2; i++)
		first[i] += first[i - 1];
	for (i = 0; i < edges; i++)
		if (edge[i].kind == kind)
			list[first[edge[i].to + 1]++] = edge[i].from;
}

/* Kahn: take away what points nowhere until only circles, and what leads
 * into them, are left. */
void
load_graph_circles(const struct load_edge *edge, size_t edges, size_t n,
    enum load_edge_kind kind, bool *circle)
{
	size_t *first = xcalloc(n + 2, sizeof *first);
	size_t *list = xcalloc(edges + 1, sizeof *list);
	size_t *out = xcalloc(n + 1, sizeof *out);
	size_t *free_nodes = xcalloc(n + 1, sizeof *free_nodes);
	size_t i, node, top = 0;

	index_edges(edge, edges, n, kind, first, list, out);
	for (i = 0; i < n; i++) {
		circle[i] = out[i] > 0;
		if (!circle[i])
			free_nodes[top++] = i;
	}
	while (top > 0) {
		node = free_nodes[--top];
		for (i = first[node]; i < first[node + 1]; i++)
			if (--out[list[i]] == 0) {
				circle[list[i]] = false;
				free_nodes[top++] = list[i];
			}
	}
	free(free_nodes);
	free(out);
	free(list);
	free(first);
}
