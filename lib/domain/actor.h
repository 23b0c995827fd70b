/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_ACTOR_H
#define DOMAIN_ACTOR_H

/*
 * Who changes something, and the way in by which they came.  Both stand in
 * the audit event.  Borrowed texts.
 */
struct actor {
	const char	*name;	/* "jane", "claude", "atlas-import" */
	const char	*via;	/* "shell", "desk", "mcp", "policy" */
};

#endif
