/* SPDX-License-Identifier: MIT */
/* file_rescue(): what a kill in file_replace_if() leaves. */
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/fail.h"
#include "base/file.h"
#include "tap.h"

#define WAS	".atlas-AbCdEf.0000000000000001.0000000000000002.was"

static bool	 before;	/* killed before the exchange, or after it */
static const char *saved;	/* by a human right before it, or NULL */

static void	 write_file(const char *, const char *);

/* Stands before libc's. */
int
renameat2(int from_fd, const char *from, int to_fd, const char *to,
    unsigned int flags)
{
	if (saved != NULL)
		write_file("d/desk.csv", saved);
	if (before)
		raise(SIGKILL);
	if (syscall(SYS_renameat2, from_fd, from, to_fd, to, flags) == -1)
		ok(false, "exchange: %s", strerror(errno));
	raise(SIGKILL);
	return 0;
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		ok(false, "%s: %s", path, strerror(errno));
}

static void
is_file(const char *path, const char *text, const char *what)
{
	struct buf now = { 0 };

	if (file_read(path, 1000, &now) != 1)
		buf_adds(&now, "(no such file)");
	is_str(buf_text(&now), text, "%s", what);
	fail_clear();
	buf_clear(&now);
}

/* Another program saves between the reading (old) and the replacing. */
static void
replace_and_die(bool early, const char *now)
{
	struct buf old = { 0 };
	int status;
	pid_t pid;

	write_file("d/desk.csv", "as it was read");
	buf_adds(&old, "as it was read");
	saved = now;
	if ((pid = fork()) == 0) {
		before = early;
		file_replace_if("d/desk.csv", 0660, &old, "ours", 4);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "killed in the middle");
	buf_clear(&old);
}

int
main(void)
{
	tap_directory();
	mkdir("d", 0700);
	is_int(file_rescue("d/desk.csv", "d/as"), 0, "nothing was left");

	replace_and_die(false, "saved by a human");
	is_file("d/desk.csv", "ours", "after the exchange ours is in place");
	is_int(file_rescue("d/desk.csv", "d/as"), 1, "something was left");
	is_file("d/as", "saved by a human", "and it is the human's save");
	is_int(file_rescue("d/desk.csv", "d/as"), 0, "nothing is left now");

	replace_and_die(false, NULL);
	is_file("d/desk.csv", "ours", "nobody saved");
	is_int(file_rescue("d/desk.csv", "d/as2"), 0, "nothing is rescued");
	replace_and_die(true, "saved by a human");
	is_file("d/desk.csv", "saved by a human", "before it, theirs stays");
	is_int(file_rescue("d/desk.csv", "d/as2"), 0, "and ours is no save");

	write_file("d/.desk.csv.atlas-AbCdEf", "half of ou");
	write_file("d/.other.csv" WAS, "another file's");
	write_file("d/.desk.csv.swp", "an editor's");
	write_file("d/.desk.csv.AbCdEf", "rsync's");
	is_int(file_rescue("d/desk.csv", "d/as3"), 0,
	    "a copy that was never in place");
	is_file("d/.desk.csv.swp", "an editor's", "an editor's file stays");
	is_file("d/.desk.csv.AbCdEf", "rsync's", "and another program's");
	is_file("d/.desk.csv.atlas-AbCdEf", "(no such file)", "is removed");
	is_file("d/.other.csv" WAS, "another file's", "others stay");

	write_file("d/.desk.csv" WAS, "one");
	is_int(file_rescue("d/desk.csv", "d/as"), 0, "no name to put it");
	is_file("d/.desk.csv" WAS, "one", "so it waits");
	is_int(file_rescue("nowhere/desk.csv", "as"), -1, "no directory");
	is_int(fail_kind(), FAIL_SYSTEM, "is told");
	return tap_done();
}
