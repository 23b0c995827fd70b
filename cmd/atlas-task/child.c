/* SPDX-License-Identifier: MIT */
/* A command that is started, watched and, if need be, ended. */
#include "child.h"

#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "program/cli.h"

#define READ_SIZE	65536
#define PIPE_READS	17	/* a pipe holds 1 MiB at most: pipe(7) */

struct watch {
	const struct child_order	*order;
	struct child_result		*result;
	pid_t				 pid;
	int				 signals, out, err;	/* -1: none */
	int64_t				 next_beat;	/* -1: none */
	int64_t				 kill_at;	/* -1: not to be */
	bool				 reaped;
};

/* Standard input as a file in memory: whoever does not read it blocks
 * nobody. */
static int
input_file(const struct child_order *order)
{
	int fd = memfd_create("task", MFD_CLOEXEC);

	if (fd == -1)
		return fail_errno("memfd");
	if (file_write_all(fd, "memfd", order->input, order->input_len) == -1 ||
	    lseek(fd, 0, SEEK_SET) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
take_signals(sigset_t *set, sigset_t *old)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	signal(SIGCHLD, SIG_DFL);	/* whatever we were started with */
	sigprocmask(SIG_BLOCK, set, old);
}

/* In the new process.  Only what may be called after fork(2). */
static void __attribute__((noreturn))
become(char *const *argv, const int fd[3], int report, const sigset_t *mask)
{
	int i, error;

	setpgid(0, 0);
	for (i = 0; i < 3; i++)
		if (dup2(fd[i], i) == -1)
			_exit(127);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(argv[0], argv);
	error = errno;
	(void)!write(report, &error, sizeof(error));
	_exit(127);
}

static void
close_pair(int pair[2])
{
	int i;

	for (i = 0; i < 2; i++)
		if (pair[i] != -1)
			close(pair[i]);
}

/* Wait until it runs the command, or could not. */
static void
read_report(int report, struct child_result *result)
{
	int error;

	if (read(report, &error, sizeof(error)) == (ssize_t)sizeof(error))
		result->no_exec = error;
}

static int
start(struct watch *watch, const sigset_t *mask)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, report[2] = { -1, -1 };
	int input, rc = -1;

	if ((input = input_file(watch->order)) == -1)
		return -1;
	if (pipe2(out, O_CLOEXEC) == -1 || pipe2(err, O_CLOEXEC) == -1 ||
	    pipe2(report, O_CLOEXEC) == -1 || (watch->pid = fork()) == -1) {
		fail_errno("cannot start a process");
		goto out;
	}
	if (watch->pid == 0)
		become(watch->order->argv, (int []){ input, out[1], err[1] },
		    report[1], mask);
	setpgid(watch->pid, watch->pid);	/* whoever is first */
	close(report[1]);
	report[1] = -1;
	read_report(report[0], watch->result);
	watch->out = out[0];
	watch->err = err[0];
	out[0] = err[0] = -1;
	fcntl(watch->out, F_SETFL, O_NONBLOCK);
	fcntl(watch->err, F_SETFL, O_NONBLOCK);
	rc = 0;
out:
	close(input);
	close_pair(out);
	close_pair(err);
	close_pair(report);
	return rc;
}

/* Keep the end only, and not by moving it for every line. */
static void
keep(struct buf *tail, const char *data, size_t n)
{
	if (n > CHILD_TAIL) {
		data += n - CHILD_TAIL;
		n = CHILD_TAIL;
	}
	if (tail->len + n > (size_t)4 * CHILD_TAIL) {
		memmove(tail->data, tail->data + tail->len - CHILD_TAIL,
		    CHILD_TAIL);
		buf_cut(tail, CHILD_TAIL);
	}
	buf_add(tail, data, n);
}

/* Pass on what there is now, once.  *fd becomes -1 at its end.  Returns
 * whether there was anything. */
static bool
pass_on(struct watch *watch, int *fd)
{
	char data[READ_SIZE];
	ssize_t n;

	if (*fd == -1)
		return false;
	n = read(*fd, data, sizeof(data));
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		close(*fd);
		*fd = -1;
		return false;
	}
	keep(&watch->result->tail, data, (size_t)n);
	if (fd == &watch->out)
		cli_put(data, (size_t)n);
	else if (file_write_all(STDERR_FILENO, "stderr", data,
	    (size_t)n) == -1)
		fail_clear();	/* nobody can be told */
	return true;
}

/* What it wrote before it ended.  What its own children write later, while
 * they hold the pipe open, is not waited for. */
static void
pass_on_rest(struct watch *watch, int *fd)
{
	int i;

	for (i = 0; i < PIPE_READS && pass_on(watch, fd); i++)
		;
}

static void
end_it(struct watch *watch)
{
	watch->result->ended = true;
	watch->next_beat = -1;
	watch->kill_at = clock_monotonic() + CHILD_GRACE_MS;
	kill(-watch->pid, SIGTERM);
}

static void
take_signal(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof(info)) ==
	    (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			if (waitpid(watch->pid, &watch->result->status,
			    WNOHANG) == watch->pid)
				watch->reaped = true;
			continue;
		}
		watch->result->told = (int)info.ssi_signo;
		kill(-watch->pid, (int)info.ssi_signo);
	}
}

static void
keep_time(struct watch *watch)
{
	int64_t now = clock_monotonic(), ms;

	if (watch->kill_at != -1 && now >= watch->kill_at) {
		kill(-watch->pid, SIGKILL);
		watch->kill_at = -1;
	}
	if (watch->next_beat == -1 || now < watch->next_beat)
		return;
	ms = watch->order->beat(watch->order->arg);
	if (ms == -1)
		end_it(watch);
	else
		watch->next_beat = ms == 0 ? -1 : clock_monotonic() + ms;
}

/* How long poll(2) may sleep. */
static int
patience(const struct watch *watch)
{
	int64_t until = watch->next_beat, left;

	if (until == -1 || (watch->kill_at != -1 && watch->kill_at < until))
		until = watch->kill_at;
	if (until == -1)
		return -1;
	left = until - clock_monotonic();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static int
attend(struct watch *watch)
{
	struct pollfd fds[3];

	while (!watch->reaped) {
		fds[0] = (struct pollfd){ watch->signals, POLLIN, 0 };
		fds[1] = (struct pollfd){ watch->out, POLLIN, 0 };
		fds[2] = (struct pollfd){ watch->err, POLLIN, 0 };
		if (poll(fds, 3, patience(watch)) == -1 && errno != EINTR)
			return fail_errno("poll");
		if (fds[1].revents != 0)
			pass_on(watch, &watch->out);
		if (fds[2].revents != 0)
			pass_on(watch, &watch->err);
		if (fds[0].revents != 0)
			take_signal(watch);
		keep_time(watch);
	}
	pass_on_rest(watch, &watch->out);
	pass_on_rest(watch, &watch->err);
	return 0;
}

int
child_run(const struct child_order *order, struct child_result *result)
{
	struct watch watch = {
		.order = order, .result = result, .signals = -1,
		.out = -1, .err = -1, .kill_at = -1,
	};
	sigset_t set, old;
	int rc = -1;

	memset(result, 0, sizeof(*result));
	take_signals(&set, &old);
	watch.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch.signals == -1) {
		fail_errno("signalfd");
		goto out;
	}
	watch.next_beat = order->beat_ms > 0 ?
	    clock_monotonic() + order->beat_ms : -1;
	if (start(&watch, &old) == 0)
		rc = attend(&watch);
out:
	if (watch.signals != -1)
		close(watch.signals);
	if (watch.out != -1)
		close(watch.out);
	if (watch.err != -1)
		close(watch.err);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return rc;
}
