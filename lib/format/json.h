/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/buf.h"

/*
 * JSON (RFC 8259).  Reading is cJSON's; here are its limits and the checks
 * every caller needs.  Writing goes straight into a buf, so that a list of
 * any length streams.
 */

/*
 * Parse one whole value.  Nothing may follow it but white space.  A NUL
 * character inside a string (\u0000) is refused: it would cut the text
 * silently.  So is a name that stands twice in the top object.  Fails with
 * DATA and the position.  The caller ends it with cJSON_Delete().
 */
int	 json_parse(const char *, size_t len, cJSON **);

/* cJSON_Delete() for a tree with secrets in it: overwrites each text first. */
void	 json_wipe(cJSON *);

/*
 * A member of an object.  1 it is there with the right type, 0 it is missing
 * or null, -1 it has another type: DATA, "priority: must be a number".
 * Results are borrowed from the tree.  Integers must be whole and within
 * +-2^53.
 */
int	 json_find_string(const cJSON *, const char *name, const char **);
int	 json_find_integer(const cJSON *, const char *name, int64_t *);
int	 json_find_bool(const cJSON *, const char *name, bool *);
int	 json_find_array(const cJSON *, const char *name, const cJSON **);
int	 json_find_object(const cJSON *, const char *name, const cJSON **);

/*
 * Writing.  A comma is set where one is due.  name is NULL inside an array.
 * A NULL string is null.  Invalid UTF-8 becomes U+FFFD; control characters
 * and U+007F are escaped.
 */
void	 json_open(struct buf *, const char *name, char bracket);
void	 json_close(struct buf *, char bracket);	/* '}' or ']' */
void	 json_add_string(struct buf *, const char *name, const char *);
void	 json_add_integer(struct buf *, const char *name, int64_t);
void	 json_add_bool(struct buf *, const char *name, bool);
void	 json_add_null(struct buf *, const char *name);
void	 json_add_raw(struct buf *, const char *name, const char *json);

#endif
