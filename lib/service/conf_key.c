/* SPDX-License-Identifier: MIT */
#include "service/conf_key.h"

#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"

#ifndef ATLAS_PREFIX
#define ATLAS_PREFIX	"/opt/atlas"
#endif

static const char *const synchronous_words[] = { "normal", "full", NULL };
static const char *const desk_words[] = { "directory", NULL };

const struct conf_key conf_keys[] = {
	{ "atlas", "project", "Atlas", { .type = CONF_TEXT } },
	{ "atlas", "root", ATLAS_PREFIX, { .type = CONF_PATH } },
	{ "database", "path", "data/atlas.db", { .type = CONF_PATH } },
	{ "database", "busy_timeout", "30s", { .type = CONF_DURATION } },
	{ "database", "cache_size", "10000",	/* pages */
	    { .type = CONF_INTEGER, .min = 10, .max = 1000000 } },
	{ "database", "synchronous", "normal",
	    { .type = CONF_WORD, .words = synchronous_words } },
	{ "policy", "gates", "start, finish", { .type = CONF_GATES } },
	{ "policy", "lease", "30m", { .type = CONF_DURATION } },
	{ "policy", "max_attempts", "3",
	    { .type = CONF_INTEGER, .min = 1, .max = 100 } },
	{ "policy", "self_approval", "no", { .type = CONF_BOOL } },
	{ "policy", "remind_after", "24h", { .type = CONF_DURATION } },
	{ "desk", "kind", "directory", { .type = CONF_WORD,
	    .words = desk_words, .absent = "google" } },
	{ "desk", "directory", "desk", { .type = CONF_PATH } },
	{ "desk", "max_rows", "1000",
	    { .type = CONF_INTEGER, .min = 1, .max = 10000 } },
	{ "desk", "runs", "200",
	    { .type = CONF_INTEGER, .min = 1, .max = 5000 } },
	{ "backup", "directory", "backups", { .type = CONF_PATH } }
};

size_t
conf_key_find(const char *section, size_t len, const char *name)
{
	size_t i;

	for (i = 0; i < CONF_KEYS; i++)
		if (strncmp(conf_keys[i].section, section, len) == 0 &&
		    conf_keys[i].section[len] == '\0' &&
		    strcmp(conf_keys[i].name, name) == 0)
			break;
	return i;
}

int
conf_key_check_section(const char *section)
{
	const char *list[CONF_KEYS + 1], *near;
	size_t i;

	for (i = 0; i < CONF_KEYS; i++)
		list[i] = conf_keys[i].section;
	list[CONF_KEYS] = NULL;
	if (text_in(section, list))
		return 0;
	near = text_nearest(section, list);
	if (near == NULL)
		return fail(FAIL_CONFIG, "unknown section [%s]", section);
	return fail(FAIL_CONFIG, "unknown section [%s]; "
	    "did you mean [%s]?", section, near);
}

int
conf_key_unknown(const char *section, const char *key)
{
	const char *list[CONF_KEYS + 1], *near;
	size_t i, n = 0;

	for (i = 0; i < CONF_KEYS; i++)
		if (strcmp(conf_keys[i].section, section) == 0)
			list[n++] = conf_keys[i].name;
	list[n] = NULL;
	near = text_nearest(key, list);
	if (near != NULL)
		return fail(FAIL_CONFIG, "unknown key \"%s\" in [%s]; "
		    "did you mean \"%s\"?", key, section, near);
	for (i = 0; i < CONF_KEYS; i++)
		if (strcmp(conf_keys[i].name, key) == 0)
			return fail(FAIL_CONFIG, "unknown key \"%s\" in "
			    "[%s]; it belongs to [%s]", key, section,
			    conf_keys[i].section);
	return fail(FAIL_CONFIG, "unknown key \"%s\" in [%s]", key, section);
}
