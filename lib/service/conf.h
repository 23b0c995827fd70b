/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_CONF_H
#define SERVICE_CONF_H

#include <stdbool.h>
#include <stdint.h>

/*
 * atlas.conf(5): INI, read by inih.  Every key that exists stands in one
 * table in conf_key.c with its type and default; an unknown section or key, a
 * key that stands twice, and a value of the wrong type are CONFIG failures
 * with file and line, and the nearest right name.
 */
struct conf;

enum conf_origin {		/* where a value came from, strongest first */
	CONF_OPTION,		/* the command line */
	CONF_ENVIRONMENT,
	CONF_FILE,
	CONF_DEFAULT
};

/* What the command line said; NULL where it said nothing. */
struct conf_options {
	const char	*file;		/* -c */
	const char	*root;		/* --root */
	const char	*database;	/* -d */
};

/*
 * Find and read the configuration: -c, else ATLAS_CONF, else
 * ROOT/config/atlas.conf, which alone may be missing.  ROOT is --root, else
 * ATLAS_ROOT, else [atlas] root, else the compiled-in prefix; the database is
 * -d, else ATLAS_DB, else [database] path.  The caller ends it with
 * conf_free().
 */
int	 conf_open(struct conf **, const struct conf_options *);
void	 conf_free(struct conf *);

/*
 * Values.  The key is "section.key" and must exist (asserted).  Texts are
 * borrowed until conf_free().  Durations are milliseconds.  The values were
 * checked when they were read, so these cannot fail.
 */
const char	*conf_text(const struct conf *, const char *key);
int64_t		 conf_integer(const struct conf *, const char *key);
int64_t		 conf_duration(const struct conf *, const char *key);
bool		 conf_bool(const struct conf *, const char *key);

/* A value that is a path, made absolute under the root. */
const char	*conf_path(const struct conf *, const char *key);

/* The root directory, and a path below it (caller frees). */
const char	*conf_root(const struct conf *);
char		*conf_below_root(const struct conf *, const char *name);

/* The effective settings in the table's order, for "atlas-task config".
 * where is "-d", "ATLAS_ROOT", "FILE:12" or "built-in". */
int	 conf_each(const struct conf *, int (*each)(const char *section,
	    const char *key, const char *value, const char *where, void *),
	    void *);

#endif
