/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/file_was.h"
#include "base/mem.h"

#define RANDOM_CHARS	6	/* of mkstemp(3) */
#define MAX_SIZE	((size_t)1 << 30)
#define WAS_CHARS	(RANDOM_CHARS + 2 * (1 + FILE_HASH_CHARS) + \
			    strlen(FILE_WAS))

/* What follows the prefix in a name of ours. */
static bool
is_was(const char *rest)
{
	return strlen(rest) == WAS_CHARS &&
	    strcmp(rest + WAS_CHARS - strlen(FILE_WAS), FILE_WAS) == 0;
}

/* Does it hold what its name says it would?  1, 0, -1. */
static int
is_expected(const char *path, const char *rest)
{
	struct buf text = { 0 };
	uint64_t hash;
	int rc;

	if ((rc = file_read(path, MAX_SIZE, &text)) == 1) {
		hash = file_hash(buf_text(&text), text.len);
		rest += RANDOM_CHARS + 1;
		rc = strtoull(rest, NULL, 16) == hash ||
		    strtoull(rest + FILE_HASH_CHARS + 1, NULL, 16) == hash;
	}
	buf_clear(&text);
	return rc;
}

static int
rescue_one(const char *left, const char *rest, const char *as)
{
	int rc = is_was(rest) ? is_expected(left, rest) :
	    strlen(rest) == RANDOM_CHARS;

	if (rc == 1 && unlink(left) == -1 && errno != ENOENT)
		return fail_errno("%s", left);
	if (rc != 0)
		return rc == 1 ? 0 : -1;
	if (!is_was(rest))
		return 0;	/* another program's */
	if (file_exists(as))
		return 0;	/* the next time, under another name */
	return rename(left, as) == -1 ? fail_errno("%s", left) : 1;
}

int
file_rescue(const char *path, const char *as)
{
	char *real = realpath(path, NULL), *directory, *prefix, *left;
	const struct dirent *entry;
	const char *slash;
	int one, found = 0;
	DIR *dir;

	if (real == NULL)
		real = xstrdup(path);	/* gone: its leftovers are beside it */
	slash = strrchr(real, '/');
	directory = file_directory(real);
	dir = opendir(directory);
	prefix = xasprintf(".%s" FILE_TEMPORARY, slash != NULL ? slash + 1 : real);
	while (dir != NULL && found != -1 && (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		left = file_path(directory, entry->d_name);
		one = rescue_one(left, entry->d_name + strlen(prefix), as);
		if (one != 0)
			found = one;
		free(left);
	}
	if (dir == NULL)
		found = fail_errno("%s", directory);
	else
		closedir(dir);
	free(prefix);
	free(directory);
	free(real);
	return found;
}
