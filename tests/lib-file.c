/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/fail.h"
#include "base/file.h"
#include "tap.h"

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		ok(false, "%s: %s", path, strerror(errno));
}

static void
holds(const char *path, const char *expected, const char *name)
{
	struct buf b = {0};

	is_int(file_read(path, 1 << 20, &b), expected == NULL ? 0 : 1,
	    "%s: read", name);
	if (expected != NULL)
		is_str(buf_text(&b), expected, "%s", name);
	buf_clear(&b);
}

static int
mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 ? -1 : (int)(st.st_mode & 07777);
}

/* How many names the directory has, hidden ones too. */
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

static void
test_read(void)
{
	struct buf b = {0};
	int fd[2];

	is_int(file_read("none", 10, &b), 0, "a missing file is an answer");
	is_int(fail_kind(), FAIL_NONE, "no failure");
	put("ten", "0123456789");
	buf_adds(&b, "before ");
	is_int(file_read("ten", 10, &b), 1, "as long as allowed");
	is_str(buf_text(&b), "before 0123456789", "appended");
	is_int(file_read("ten", 9, &b), -1, "one byte more");
	is_int(fail_kind(), FAIL_DATA, "is DATA");
	is_str(fail_message(), "ten: 10 bytes, at most 9", "message");
	is_str(buf_text(&b), "before 0123456789", "nothing was added");
	is_int(file_read(".", 9, &b), -1, "a directory");
	is_str(fail_message(), ".: not a regular file", "is none");
	mkfifo("fifo", 0600);
	is_int(file_read("fifo", 9, &b), -1, "nor is a FIFO, and no wait");
	is_int(fail_kind(), FAIL_DATA, "DATA");
	is_int(file_read("ten/x", 9, &b), -1, "below a file");
	is_int(fail_kind(), FAIL_SYSTEM, "is a failure");
	put("empty", "");
	is_int(file_read("empty", 0, &b), 1, "an empty file");
	is_int(file_read("/proc/self/status", 1 << 20, &b), 1,
	    "one that does not know its size");
	ok(strstr(buf_text(&b), "Pid:") != NULL, "is read");
	buf_clear(&b);

	if (pipe(fd) == 0 && write(fd[1], "12345", 5) == 5) {
		close(fd[1]);
		is_int(file_read_fd(fd[0], "pipe", 4, &b), -1, "a pipe");
		is_str(fail_message(), "pipe: more than 4 bytes", "limited");
		is_int((int)b.len, 0, "nothing added");
		close(fd[0]);
	}
	is_int(file_read_fd(-1, "gone", 4, &b), -1, "a closed descriptor");
	is_str(fail_message(), "gone: Bad file descriptor", "message");
	buf_clear(&b);
}

static void
ignore(int number)
{
	(void)number;
}

/* Through a full non-blocking pipe, with signals coming in. */
static void
test_write_all(void)
{
	struct sigaction action = { .sa_handler = ignore };
	static char data[1 << 20];
	struct buf b = {0};
	int fd[2], status = -1;
	pid_t pid;
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 31 >> 4);
	if (pipe(fd) == -1 || (pid = fork()) == -1)
		return;
	if (pid == 0) {
		close(fd[0]);
		fcntl(fd[1], F_SETFL, O_NONBLOCK);
		sigaction(SIGUSR1, &action, NULL);
		_exit(file_write_all(fd[1], "pipe", data, sizeof(data)) ==
		    0 ? 0 : 1);
	}
	close(fd[1]);
	usleep(20000);
	for (i = 0; i < 5; i++)
		usleep(1000);
	file_read_fd(fd[0], "pipe", sizeof(data), &b);
	ok(b.len == sizeof(data) && memcmp(b.data, data, b.len) == 0,
	    "a megabyte through a pipe");
	waitpid(pid, &status, 0);
	is_int(status, 0, "and the writer knows");
	close(fd[0]);
	buf_clear(&b);
	fd[0] = open("/dev/full", O_WRONLY);
	is_int(file_write_all(fd[0], "full", "x", 1), -1, "a full disk");
	is_str(fail_message(), "full: No space left on device", "is told");
	close(fd[0]);
}

static void
test_replace(void)
{
	mkdir("d", 0777);
	umask(077);
	is_int(file_replace("d/a.csv", 0640, "one", 3), 0, "create");
	holds("d/a.csv", "one", "created");
	is_int(mode_of("d/a.csv"), 0640, "with its mode, whatever the umask");
	chmod("d/a.csv", 0604);
	is_int(file_replace("d/a.csv", 0640, "two", 3), 0, "replace");
	holds("d/a.csv", "two", "replaced");
	is_int(mode_of("d/a.csv"), 0604, "keeps its mode");
	is_int(file_replace("d/a.csv", 0640, "", 0), 0, "by nothing");
	holds("d/a.csv", "", "is empty");
	is_int(names("d"), 1, "no temporary is left");
	is_int(file_replace("d/none/a", 0640, "x", 1), -1, "no directory");
	is_int(fail_kind(), FAIL_SYSTEM, "SYSTEM");
	is_str(fail_message(), "d/none/a: No such file or directory",
	    "message");
	mkdir("d/dir", 0777);
	is_int(file_replace("d/dir", 0640, "x", 1), -1, "over a directory");
	is_int(names("d"), 2, "no temporary is left then");
	rmdir("d/dir");
	is_int(file_replace("plain", 0600, "x", 1), 0, "without a directory");
	holds("plain", "x", "in the current one");
	if (symlink("d/a.csv", "link") == 0) {
		is_int(file_replace("link", 0600, "via", 3), 0, "a link");
		holds("d/a.csv", "via", "replaces what it points to");
		is_int(mode_of("d/a.csv"), 0604, "whose mode is kept");
		ok(readlink("link", (char [9]){0}, 9) > 0, "still a link");
	}
	umask(022);
}

static void
test_replace_if(void)
{
	struct buf old = {0};

	mkdir("i", 0777);
	is_int(file_replace_if("i/a", 0644, NULL, "one", 3), 1, "new");
	holds("i/a", "one", "created");
	is_int(file_replace_if("i/a", 0644, NULL, "x", 1), 0,
	    "there is one already");
	holds("i/a", "one", "untouched");
	buf_adds(&old, "one");
	chmod("i/a", 0606);
	is_int(file_replace_if("i/a", 0644, &old, "two", 3), 1, "unchanged");
	holds("i/a", "two", "replaced");
	is_int(mode_of("i/a"), 0606, "keeps its mode");
	is_int(file_replace_if("i/a", 0644, &old, "three", 5), 0, "changed");
	holds("i/a", "two", "untouched");
	buf_cut(&old, 0);
	is_int(file_replace_if("i/a", 0644, &old, "three", 5), 0,
	    "was empty, is not");
	put("i/a", "");
	is_int(file_replace_if("i/a", 0644, &old, "three", 5), 1,
	    "empty and still so");
	holds("i/a", "three", "replaced");
	is_int(file_replace_if("i/b", 0644, &old, "three", 5), 0, "deleted");
	ok(!file_exists("i/b"), "stays so");
	unlink("i/a");
	is_int(names("i"), 0, "no temporary is left");
	is_int(file_replace_if("none/b", 0644, NULL, "x", 1), -1,
	    "no directory");
	buf_clear(&old);
}

static void
test_directories(void)
{
	umask(077);
	is_int(file_make_directories("a/b//c/", 0770), 0, "three at once");
	is_int(mode_of("a/b/c"), 0770, "with their mode");
	is_int(mode_of("a"), 0770, "all of them");
	is_int(file_make_directories("a/b/c", 0700), 0, "again");
	is_int(mode_of("a/b/c"), 0770, "changes nothing");
	is_int(file_make_directories("g", 02770), 0, "set-group-ID");
	is_int(mode_of("g"), 02770, "is kept");
	put("a/file", "");
	is_int(file_make_directories("a/file/d", 0700), -1, "below a file");
	is_int(fail_kind(), FAIL_SYSTEM, "SYSTEM");
	is_int(file_make_directories("a/file", 0700), -1, "over a file");
	is_int(file_make_directories("/", 0700), 0, "the root is there");
	is_int(file_make_directories(".", 0700), 0, "so is this one");
	is_int(file_sync_directory("a/file"), 0, "sync");
	is_int(file_sync_directory("none/file"), -1, "sync of none");
	umask(022);
}

static void
test_private(void)
{
	put("secret", "s");
	chmod("secret", 0600);
	is_int(file_check_private("secret"), 0, "0600 is private");
	chmod("secret", 0400);
	is_int(file_check_private("secret"), 0, "0400 too");
	chmod("secret", 0640);
	is_int(file_check_private("secret"), -1, "0640 is not");
	is_int(fail_kind(), FAIL_DENIED, "DENIED");
	is_str(fail_message(), "secret: others may use it (mode 0640); run: "
	    "chmod 600 secret", "and what to do");
	chmod("secret", 0602);
	is_int(file_check_private("secret"), -1, "0602 is not");
	is_int(file_check_private("nosecret"), -1, "a missing one");
	is_int(fail_kind(), FAIL_CONFIG, "is CONFIG");
	mkdir("secrets", 0700);
	is_int(file_check_private("secrets"), -1, "a directory");
	is_int(fail_kind(), FAIL_DENIED, "is DENIED");
}

static void
path_is(const char *dir, const char *name, const char *expected)
{
	char *path = file_path(dir, name);

	is_str(path, expected, "path of \"%s\" and \"%s\"", dir, name);
	free(path);
}

static void
directory_is(const char *path, const char *expected)
{
	char *dir = file_directory(path);

	is_str(dir, expected, "directory of \"%s\"", path);
	free(dir);
}

int
main(void)
{
	tap_directory();
	test_read();
	test_write_all();
	test_replace();
	test_replace_if();
	test_directories();
	test_private();
	ok(file_exists("secret") && !file_exists("nosecret"), "exists");
	path_is("a", "b", "a/b");
	path_is("a/", "b", "a/b");
	path_is("/", "b", "/b");
	path_is("", "b", "b");
	path_is("a", "/b", "/b");
	directory_is("a", ".");
	directory_is("a/b", "a");
	directory_is("/a", "/");
	directory_is("/", "/");
	directory_is("a//b", "a");
	directory_is("//b", "/");
	return tap_done();
}
