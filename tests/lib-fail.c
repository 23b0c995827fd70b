/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>

#include <errno.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

static void
test_convention(void)
{
	is_int(fail_kind(), FAIL_NONE, "nothing has failed yet");
	is_str(fail_message(), "", "and there is no message");
	is_int(fail(FAIL_DATA, "title: %d characters", 501), -1, "fail");
	is_int(fail_kind(), FAIL_DATA, "kind");
	is_str(fail_message(), "title: 501 characters", "message");
	is_int(fail_context("sheet %s", "abc"), -1, "context");
	is_str(fail_message(), "sheet abc: title: 501 characters",
	    "context goes before");
	is_int(fail_kind(), FAIL_DATA, "and keeps the kind");
	fail(FAIL_RETRY, "x%s", "");
	is_str(fail_message(), "x", "a new failure replaces the old one");
	fail_clear();
	is_int(fail_kind(), FAIL_NONE, "clear forgets the kind");
	is_str(fail_message(), "", "and the message");
	fail_context("job");
	is_int(fail_kind(), FAIL_INTERNAL, "context without a failure");
	is_str(fail_message(), "job: failed without a reason", "says so");
}

static void
test_own_message(void)
{
	fail(FAIL_DATA, "one");
	fail(FAIL_CONFIG, "file: %s, %s", fail_message(), fail_message());
	is_str(fail_message(), "file: one, one", "its own message as input");
	fail_context("%s", fail_message());
	is_str(fail_message(), "file: one, one: file: one, one",
	    "and as context");
	errno = ENOENT;
	fail_errno("%s", fail_message());
	is_str(fail_message(),
	    "file: one, one: file: one, one: No such file or directory",
	    "and with errno");
}

static void
test_errno(void)
{
	static const struct {
		int		 error;
		enum fail_kind	 kind;
	} cases[] = {
		{ EACCES, FAIL_DENIED }, { EPERM, FAIL_DENIED },
		{ EROFS, FAIL_DENIED }, { ENOENT, FAIL_SYSTEM },
		{ ENOSPC, FAIL_SYSTEM }, { EIO, FAIL_SYSTEM }
	};
	char expected[100];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		errno = cases[i].error;
		is_int(fail_errno("a/b"), -1, "fail_errno");
		is_int(fail_kind(), cases[i].kind, "%s is %s",
		    strerror(cases[i].error), fail_kind_name(cases[i].kind));
		snprintf(expected, sizeof(expected), "a/b: %s",
		    strerror(cases[i].error));
		is_str(fail_message(), expected, "message");
	}
}

static void
test_harmless(void)
{
	fail(FAIL_DATA, "a\x1b[31mb\nc\td\re\x7f %s", "\xc2\x9b" "1m\xff");
	is_str(fail_message(), "a\\x1b[31mb c d\\x0de\\x7f \\x9b1m\\xff",
	    "control characters are escaped");
	fail_context("\a");
	is_str(fail_message(),
	    "\\x07: a\\x1b[31mb c d\\x0de\\x7f \\x9b1m\\xff",
	    "in a context too, and once only");
	fail(FAIL_DATA, "\xe2\x80\xae" "evil");
	is_str(fail_message(), "\\u202eevil", "bidi override");
	fail(FAIL_DATA, "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x98\x80");
	is_str(fail_message(), "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x98\x80",
	    "letters stay");
}

static void
test_long(void)
{
	char text[10001];
	size_t shift, len, i;

	for (shift = 0; shift < 4; shift++) {
		memset(text, 'x', shift);
		for (i = shift; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 4);
		text[i] = '\0';
		fail(FAIL_DATA, "%s", text);
		len = strlen(fail_message());
		ok(len > 1000 && len < 1024, "cut: %zu bytes", len);
		ok(text_is_utf8(fail_message(), len) &&
		    strstr(fail_message(), "\\x") == NULL,
		    "at the boundary of a character");
	}
	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fail_context("%s", text);
	len = strlen(fail_message());
	ok(len == 1023 && fail_message()[len - 1] == 'y', "a long context");
}

static void
test_names(void)
{
	is_str(fail_kind_name(FAIL_USAGE), "usage", "usage");
	is_str(fail_kind_name(FAIL_DATA), "data", "data");
	is_str(fail_kind_name(FAIL_REMOTE), "remote", "remote");
	is_str(fail_kind_name(FAIL_INTERNAL), "internal", "internal");
	is_str(fail_kind_name(FAIL_SYSTEM), "system", "system");
	is_str(fail_kind_name(FAIL_RETRY), "retry", "retry");
	is_str(fail_kind_name(FAIL_DENIED), "denied", "denied");
	is_str(fail_kind_name(FAIL_CONFIG), "config", "config");
}

/* What a child says on stderr before it ends with that status. */
static int
run(void (*deed)(void), char *said, size_t size)
{
	int fd[2], status = -1;
	ssize_t n = 0;
	pid_t pid;

	if (pipe(fd) == -1 || (pid = fork()) == -1)
		return -1;
	if (pid == 0) {
		dup2(fd[1], STDERR_FILENO);
		deed();
		_exit(0);
	}
	close(fd[1]);
	n = read(fd[0], said, size - 1);
	said[n > 0 ? n : 0] = '\0';
	close(fd[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
ask_overflow(void)
{
	volatile size_t many = SIZE_MAX / 2;

	free(xreallocarray(NULL, many, 3));
}

static void
test_memory(void)
{
	char said[200], *s;

	is_int(run(ask_overflow, said, sizeof(said)), FAIL_SYSTEM,
	    "a product that overflows ends the program with 71");
	is_str(said, "atlas: out of memory\n", "and one line");
	s = xmalloc(0);
	ok(s != NULL, "no bytes are something");
	free(s);
	s = xcalloc(0, 5);
	ok(s != NULL, "no zeros either");
	s = xreallocarray(s, 0, 8);
	ok(s != NULL, "nor resized to none");
	free(s);
	s = xstrndup("abcdef", 3);
	is_str(s, "abc", "xstrndup");
	mem_wipe(s, 3);
	ok(s[0] == 0 && s[1] == 0 && s[2] == 0, "wiped");
	free(s);
	s = xasprintf("%d-%s", 5, "x");
	is_str(s, "5-x", "xasprintf");
	free(s);
	mem_wipe(NULL, 0);
}

int
main(void)
{
	test_convention();
	test_own_message();
	test_errno();
	test_harmless();
	test_long();
	test_names();
	test_memory();
	return tap_done();
}
