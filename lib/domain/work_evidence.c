/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/work.h"

#define SHA256_HEX	64
#define OUTPUT_BYTES	1024

extern char **environ;

/* "-" reads standard input, so no name can be taken for an option. */
static int
start_sha256sum(int in, int out, pid_t *pid)
{
	char *argv[] = { (char []){ "sha256sum" }, (char []){ "-" }, NULL };
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0) {
		errno = error;
		return fail_errno("sha256sum");
	}
	return 0;
}

static int
sha256_of(const char *path, int in, struct buf *sum)
{
	int pipe_fd[2], status, rc;
	pid_t pid;

	if (pipe2(pipe_fd, O_CLOEXEC) == -1)
		return fail_errno("pipe");
	rc = start_sha256sum(in, pipe_fd[1], &pid);
	close(pipe_fd[1]);
	if (rc == 0) {
		rc = file_read_fd(pipe_fd[0], "sha256sum", OUTPUT_BYTES, sum);
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			;
		if (rc != -1 && (status != 0 || sum->len < SHA256_HEX))
			rc = fail(FAIL_SYSTEM, "%s: sha256sum failed", path);
	}
	close(pipe_fd[0]);
	return rc == -1 ? -1 : 0;
}

int
work_evidence(const char *what, char **shown)
{
	static const struct text_rule rule = { "evidence", 1, 2000, 0, false };
	struct buf sum = { 0 };
	struct stat st;
	int fd, rc;

	if (text_check(&rule, what, strlen(what)) == -1)
		return -1;
	if (stat(what, &st) == -1 || !S_ISREG(st.st_mode)) {
		*shown = xstrdup(what);
		return 0;
	}
	if ((fd = open(what, O_RDONLY | O_CLOEXEC)) == -1)
		return fail_errno("evidence %s", what);
	if ((rc = sha256_of(what, fd, &sum)) == 0)
		*shown = xasprintf("file %s sha256:%.*s", what, SHA256_HEX,
		    buf_text(&sum));
	close(fd);
	buf_clear(&sum);
	return rc;
}
