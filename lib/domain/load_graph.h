/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LOAD_GRAPH_H
#define DOMAIN_LOAD_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Who points at whom among the lines of one file: pure, so that it is tested
 * without a database.  Nodes are 0 .. n-1.
 */
enum load_edge_kind { LOAD_NEEDS, LOAD_PARENT };
struct load_edge {
	size_t			 from, to;
	enum load_edge_kind	 kind;
};

/*
 * Mark in circle[] (n flags, cleared first) each node that cannot come to an
 * end because following edges of that kind from it leads into a circle.
 */
void	 load_graph_circles(const struct load_edge *, size_t edges, size_t n,
	    enum load_edge_kind, bool *circle);

#endif
