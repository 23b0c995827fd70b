/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_CONF_KEY_H
#define SERVICE_CONF_KEY_H

#include <stddef.h>

#include "service/conf_value.h"

/*
 * Every key that atlas.conf may have, in the order of atlas.conf(5).
 */
struct conf_key {
	const char		*section, *name;
	const char		*fallback;	/* as one would write it */
	struct conf_rule	 rule;
};
#define CONF_KEYS	16
extern const struct conf_key conf_keys[CONF_KEYS];

/* The index of the key, CONF_KEYS if there is none.  The section's name is len
 * bytes long. */
size_t	 conf_key_find(const char *section, size_t len, const char *name);

/* Fail with CONFIG, and the nearest right name, if there is no such
 * section. */
int	 conf_key_check_section(const char *section);

/* Fail with CONFIG: the section has no such key.  Returns -1. */
int	 conf_key_unknown(const char *section, const char *key);

#endif
