/* SPDX-License-Identifier: MIT */
/* file_replace_if() while others save the same file, at every moment. */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "base/fail.h"
#include "base/file.h"
#include "tap.h"

static int
names(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	if (dir != NULL)
		closedir(dir);
	return n - 2;
}

/* Save as most editors do: blindly, a new file renamed over the old. */
static void
save(const char *text)
{
	FILE *f = fopen("saved", "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF ||
	    rename("saved", "d/file") == -1)
		ok(false, "save: %s", strerror(errno));
}

/* What happens before the first, second ... exchange; NULL: nothing. */
static const char	*before[8];
static int		 calls;
static int		 refusal;	/* errno, if there is no such call */

/* Stands before libc's. */
int
renameat2(int from_fd, const char *from, int to_fd, const char *to,
    unsigned int flags)
{
	const char *event = calls < 8 ? before[calls] : NULL;

	calls++;
	if (event != NULL && strcmp(event, "unlink") == 0)
		unlink("d/file");
	else if (event != NULL)
		save(event);
	if (refusal != 0) {
		errno = refusal;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

struct race {
	const char	*name;
	const char	*old;		/* NULL: there is no file */
	const char	*before[4];
	int		 refusal;
	int		 result;
	const char	*after;		/* NULL: there is none */
	int		 calls;
};

static void
test_race(const struct race *race)
{
	struct buf old = {0}, now = {0};
	int result;

	unlink("d/file");
	if (race->old != NULL)
		save(race->old);
	buf_adds(&old, race->old != NULL ? race->old : "");
	memset(before, 0, sizeof(before));
	memcpy(before, race->before, sizeof(race->before));
	calls = 0;
	refusal = race->refusal;
	fail_clear();
	result = file_replace_if("d/file", 0644, race->old != NULL ? &old :
	    NULL, "ours", 4);
	is_int(result, race->result, "%s: %s", race->name, fail_message());
	is_int(calls, race->calls, "after so many exchanges");
	file_read("d/file", 1 << 20, &now);
	is_str(now.data, race->after, "what the file holds");
	is_int(names("d"), race->after != NULL, "no temporary is left");
	buf_clear(&old);
	buf_clear(&now);
}

static void
test_races(void)
{
	static const struct race races[] = {
		{ "nobody saves", "old", { NULL }, 0, 1, "ours", 1 },
		{ "a save in between", "old", { "one" }, 0, 0, "one", 2 },
		{ "one of the same text", "old", { "old" }, 0, 1, "ours",
		    1 },
		{ "one of our text", "old", { "ours" }, 0, 0, "ours", 2 },
		{ "and one while it is put back", "old", { "one", "two" },
		    0, 0, "two", 3 },
		{ "and another", "old", { "one", "two", "three" }, 0, 0,
		    "three", 4 },
		{ "back to the old text", "old", { "one", "old" }, 0, 0,
		    "old", 3 },
		{ "the same twice", "old", { "one", "one" }, 0, 0, "one",
		    3 },
		{ "an emptied file", "old", { "" }, 0, 0, "", 2 },
		{ "deleted in between", "old", { "unlink" }, 0, 0, NULL, 1 },
		{ "a new file", NULL, { NULL }, 0, 1, "ours", 1 },
		{ "that somebody else makes too", NULL, { "one" }, 0, 0,
		    "one", 1 },
		{ "no exchange here", "old", { NULL }, EINVAL, 1, "ours",
		    1 },
		{ "nor in this kernel", "old", { NULL }, ENOSYS, 1, "ours",
		    1 },
		{ "a save before that", "old", { "one" }, EINVAL, 0, "one",
		    1 },
		{ "deleted before that", "old", { "unlink" }, EINVAL, 0,
		    NULL, 1 },
		{ "a new file there", NULL, { NULL }, EINVAL, 1, "ours", 1 },
		{ "that somebody else makes there", NULL, { "one" }, EINVAL,
		    0, "one", 1 },
		{ "a disk that fails", "old", { NULL }, EIO, -1, "old", 1 },
		{ "for a new file", NULL, { NULL }, EIO, -1, NULL, 1 }
	};
	size_t i;

	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		test_race(&races[i]);
	refusal = 0;
	memset(before, 0, sizeof(before));
}

#define SAVES	200

static void
save_again_and_again(int round)
{
	char text[32];
	int i;

	for (i = 1; i <= SAVES; i++) {
		snprintf(text, sizeof(text), "%d.%d ", round, i);
		save(text);
		if (i % 3 == 0)
			usleep(50);
	}
	_exit(0);
}

/*
 * For real: one program saves, another adds to what it read.  The last save
 * must be there at the end, whatever happened in between.
 */
static void
test_crowd(void)
{
	struct buf old = {0}, new = {0};
	int round, status, lost = 0, failed = 0, replaced = 0, result;
	char last[32];
	pid_t pid;

	save("0.0 ");
	for (round = 1; round <= 15; round++) {
		pid = fork();
		if (pid == 0)
			save_again_and_again(round);
		while (waitpid(pid, &status, WNOHANG) == 0) {
			buf_cut(&old, 0);
			buf_cut(&new, 0);
			file_read("d/file", 1 << 20, &old);
			buf_add(&new, old.data, old.len);
			buf_adds(&new, "+");
			result = file_replace_if("d/file", 0644, &old,
			    new.data, new.len);
			replaced += result == 1;
			if (result == -1 && failed++ == 0)
				diag("%s", fail_message());
		}
		buf_cut(&old, 0);
		file_read("d/file", 1 << 20, &old);
		snprintf(last, sizeof(last), "%d.%d ", round, SAVES);
		lost += strncmp(buf_text(&old), last, strlen(last)) != 0;
	}
	is_int(lost, 0, "no save is lost in a race");
	is_int(failed, 0, "and nothing failed");
	ok(replaced > 0, "%d replacements were made", replaced);
	is_int(names("d"), 1, "no temporary is left");
	buf_clear(&old);
	buf_clear(&new);
}

int
main(void)
{
	tap_directory();
	mkdir("d", 0777);
	test_races();
	test_crowd();
	return tap_done();
}
