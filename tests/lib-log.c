/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "format/json.h"
#include "tap.h"

static int	 real_stderr;

/* stderr goes to the file "err" until is_told(). */
static void
begin(void)
{
	int fd = open("err", O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(fd, STDERR_FILENO);
	close(fd);
}

static void
is_told(const char *expected, const char *name)
{
	struct buf b = {0};

	dup2(real_stderr, STDERR_FILENO);
	file_read("err", 1 << 20, &b);
	is_str(buf_text(&b), expected, "%s", name);
	buf_clear(&b);
}

static void
all_levels(void)
{
	log_write(LOG_ERROR, "e", NULL, "error %d", 1);
	log_write(LOG_WARNING, "w", NULL, "warning");
	log_write(LOG_NOTICE, "n", NULL, "notice");
	log_write(LOG_INFO, "i", NULL, "info");
	log_write(LOG_DEBUG, "d", NULL, "debug");
	log_hint("hint %s", "h");
}

static void
test_levels(void)
{
	begin();
	log_write(LOG_ERROR, "e", NULL, "early");
	is_told("atlas: early\n", "before log_start()");
	log_start("atlas-x", false, 0);
	begin();
	all_levels();
	is_told("atlas-x: error 1\natlas-x: warning\natlas-x: notice\n"
	    "atlas-x: hint h\n", "as a rule");
	log_start("atlas-x", true, 0);
	begin();
	all_levels();
	is_told("atlas-x: error 1\natlas-x: warning\n", "quiet");
	log_start("atlas-x", false, 1);
	begin();
	all_levels();
	is_told("atlas-x: error 1\natlas-x: warning\natlas-x: notice\n"
	    "atlas-x: info\natlas-x: hint h\n", "-v");
	log_start("atlas-x", false, 2);
	begin();
	all_levels();
	is_told("atlas-x: error 1\natlas-x: warning\natlas-x: notice\n"
	    "atlas-x: info\natlas-x: debug\natlas-x: hint h\n", "-vv");
	log_start("atlas-x", false, 0);
	begin();
	log_write(LOG_ERROR, "e", NULL, "a\nb\x1b[31m %s", "\xff");
	is_told("atlas-x: a b\\x1b[31m \\xff\n", "one line, and harmless");
}

static void
test_file(void)
{
	struct buf b = {0};
	struct stat st;

	log_open("x.log");
	begin();
	log_write(LOG_INFO, "export.done", "\"rows\":3,\"tab\":\"Runs\"",
	    "%d rows", 3);
	log_write(LOG_DEBUG, "d", NULL, "debug");
	log_write(LOG_ERROR, "e", NULL, "a\"\n\x1b\xff");
	log_write(LOG_NOTICE, "n", "", "n");
	log_hint("no event");
	log_close();
	log_write(LOG_WARNING, "w", NULL, "after");
	is_told("atlas-x: a\" \\x1b\\xff\natlas-x: n\natlas-x: no event\n"
	    "atlas-x: after\n", "words on stderr");
	file_read("x.log", 1 << 20, &b);
	is_str(buf_text(&b),
	    "{\"time\":\"2026-11-23T09:14:05.123Z\",\"tool\":\"atlas-x\","
	    "\"level\":\"info\",\"event\":\"export.done\","
	    "\"message\":\"3 rows\",\"rows\":3,\"tab\":\"Runs\"}\n"
	    "{\"time\":\"2026-11-23T09:14:05.123Z\",\"tool\":\"atlas-x\","
	    "\"level\":\"error\",\"event\":\"e\","
	    "\"message\":\"a\\\"\\n\\u001b\xef\xbf\xbd\"}\n"
	    "{\"time\":\"2026-11-23T09:14:05.123Z\",\"tool\":\"atlas-x\","
	    "\"level\":\"notice\",\"event\":\"n\",\"message\":\"n\"}\n",
	    "JSON lines in the file");
	buf_clear(&b);
	ok(stat("x.log", &st) == 0 && (st.st_mode & 07777) == 0660,
	    "which others cannot read");
	log_open("x.log");
	begin();
	log_write(LOG_INFO, "i", NULL, "more");
	is_told("", "nothing to tell");
	log_open("y.log");
	log_write(LOG_INFO, "i", NULL, "elsewhere");
	log_close();
	file_read("x.log", 1 << 20, &b);
	ok(strstr(buf_text(&b), "3 rows") != NULL &&
	    strstr(buf_text(&b), "more") != NULL &&
	    strstr(buf_text(&b), "elsewhere") == NULL, "appended");
	buf_clear(&b);
}

static void
test_trouble(void)
{
	fail_clear();
	begin();
	log_open("none/x.log");
	log_write(LOG_ERROR, "e", NULL, "goes on");
	is_told("atlas-x: none/x.log: No such file or directory: going on "
	    "without this log\natlas-x: goes on\n", "no directory");
	begin();
	log_open("/dev/full");
	log_write(LOG_INFO, "i", NULL, "one");
	log_write(LOG_INFO, "i", NULL, "two");
	is_told("atlas-x: /dev/full: No space left on device: going on "
	    "without this log\n", "a full disk is one warning");
	is_int(fail_kind(), FAIL_NONE, "and neither is a failure");
	errno = EDOM;
	begin();
	log_open("none/x.log");
	log_write(LOG_ERROR, "e", NULL, "e");
	log_hint("h");
	is_int(errno, EDOM, "errno is kept");
	is_told("atlas-x: none/x.log: No such file or directory: going on "
	    "without this log\natlas-x: e\natlas-x: h\n", "told");
	log_close();
}

/* In a child, since it is found out once. */
static void
test_journal(bool is_same, const char *expected)
{
	struct stat st;
	char stream[64];

	begin();
	if (fork() == 0) {
		fstat(STDERR_FILENO, &st);
		snprintf(stream, sizeof(stream), "%llu:%llu",
		    (unsigned long long)st.st_dev,
		    (unsigned long long)st.st_ino + !is_same);
		setenv("JOURNAL_STREAM", stream, 1);
		all_levels();
		_exit(0);
	}
	wait(NULL);
	is_told(expected, is_same ? "in the journal" : "not in it any more");
}

/* Lines of several processes stay whole. */
static void
test_together(void)
{
	struct buf b = {0};
	char *line, *rest;
	int i, j, lines = 0;
	bool good = true;
	cJSON *value;

	log_open("together.log");
	for (i = 0; i < 4; i++)
		if (fork() == 0) {
			for (j = 0; j < 300; j++)
				log_write(LOG_INFO, "i", "\"x\":[1,2,3]",
				    "%0*d", 10 + j, j);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	log_close();
	file_read("together.log", 1 << 24, &b);
	for (rest = b.data; (line = strsep(&rest, "\n")) != NULL &&
	    *line != '\0'; lines++) {
		good = good && json_parse(line, strlen(line), &value) == 0;
		if (good)
			cJSON_Delete(value);
	}
	ok(good, "each line is JSON");
	is_int(lines, 4 * 300, "and all are there");
	buf_clear(&b);
}

int
main(void)
{
	tap_directory();
	unsetenv("JOURNAL_STREAM");
	setenv("ATLAS_NOW", "2026-11-23T09:14:05.123Z", 1);
	clock_start();
	umask(022);
	real_stderr = dup(STDERR_FILENO);
	test_journal(true, "<3>atlas: error 1\n<4>atlas: warning\n"
	    "<5>atlas: notice\n<5>atlas: hint h\n");
	test_journal(false, "atlas: error 1\natlas: warning\n"
	    "atlas: notice\natlas: hint h\n");
	test_levels();
	test_file();
	test_trouble();
	test_together();
	return tap_done();
}
