/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_CONF_VALUE_H
#define SERVICE_CONF_VALUE_H

#include <stdint.h>

/*
 * What a value in atlas.conf may be.
 */
enum conf_type {
	CONF_TEXT,
	CONF_PATH,
	CONF_INTEGER,		/* min to max */
	CONF_DURATION,		/* in milliseconds */
	CONF_BOOL,		/* yes no true false on off 1 0 */
	CONF_WORD,		/* one of words */
	CONF_GATES		/* any of start, finish; or none */
};

struct conf_rule {
	enum conf_type		 type;
	int64_t			 min, max;
	const char *const	*words;		/* NULL-terminated */
	const char		*absent;	/* a word for other builds */
};

/*
 * Check a value.  number is set for an integer, a duration and a bool; text
 * is the value as it is kept (gates are sorted, "start,finish"), which the
 * caller frees.  Fails with DATA, naming the key.
 */
int	 conf_value_parse(const struct conf_rule *, const char *key,
	    const char *value, char **text, int64_t *number);

#endif
