/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"

#define RANDOM_CHARS	6	/* of mkstemp(3) */

/* Is this what follows the prefix in a name of ours? */
static bool
is_ours(const char *rest)
{
	return strlen(rest) >= RANDOM_CHARS &&
	    (rest[RANDOM_CHARS] == '\0' ||
	    strcmp(rest + RANDOM_CHARS, FILE_WAS) == 0);
}

/* A copy that never was in place goes; what was is kept. */
static int
rescue_one(const char *left, bool was, const char *as)
{
	if (!was) {
		if (unlink(left) == -1 && errno != ENOENT)
			return fail_errno("%s", left);
		return 0;
	}
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
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 ||
		    !is_ours(entry->d_name + strlen(prefix)))
			continue;
		left = file_path(directory, entry->d_name);
		one = rescue_one(left, strlen(entry->d_name) > strlen(prefix) +
		    RANDOM_CHARS, as);
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
