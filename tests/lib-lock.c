/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/lock.h"
#include "tap.h"

#define PATH	"it.lock"

/* A child that holds the lock for so long, and has it when this returns. */
static pid_t
hold(int64_t ms)
{
	struct lock lock = LOCK_NONE;
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) == -1)
		return -1;
	pid = fork();
	if (pid == 0) {
		if (lock_take(&lock, PATH, 5000) == 1 &&
		    write(ready[1], "x", 1) == 1)
			usleep((useconds_t)ms * 1000);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		ok(false, "the child has the lock");
	close(ready[0]);
	return pid;
}

static void
end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
test_basics(void)
{
	struct lock one = LOCK_NONE, two = LOCK_NONE;
	struct stat st;

	lock_release(&one);
	is_int(one.fd, -1, "releasing none");
	umask(077);
	is_int(lock_take(&one, PATH, 0), 1, "taken");
	umask(022);
	ok(stat(PATH, &st) == 0 && (st.st_mode & 07777) == 0660,
	    "the file is for the group, whatever the umask");
	ok(fcntl(one.fd, F_GETFD) & FD_CLOEXEC, "no other program gets it");
	is_int(lock_take(&two, PATH, 0), 0, "not twice");
	is_int(two.fd, -1, "the other has none");
	is_int(fail_kind(), FAIL_NONE, "which is no failure");
	lock_release(&one);
	is_int(one.fd, -1, "released");
	chmod(PATH, 0600);
	is_int(lock_take(&two, PATH, 100), 1, "then it is free");
	ok(stat(PATH, &st) == 0 && (st.st_mode & 07777) == 0600,
	    "an old file keeps its mode");
	lock_release(&two);
	is_int(lock_take(&one, "none/x.lock", 0), -1, "no directory");
	is_int(fail_kind(), FAIL_SYSTEM, "SYSTEM");
	is_str(fail_message(), "none/x.lock: No such file or directory",
	    "message");
	is_int(one.fd, -1, "nothing is held");
}

static void
test_waiting(void)
{
	struct lock lock = LOCK_NONE;
	int64_t start, took;
	pid_t pid;

	pid = hold(10000);
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 0), 0, "no wait");
	ok(clock_monotonic() - start < 1000, "at all");
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 200), 0, "a wait in vain");
	took = clock_monotonic() - start;
	ok(took >= 200 && took < 3000, "%d ms", (int)took);
	is_int(lock.fd, -1, "nothing is held");
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 1), 0, "a short wait ends too");
	ok(clock_monotonic() - start < 3000, "soon");
	kill(pid, SIGKILL);
	is_int(lock_take(&lock, PATH, 5000), 1, "a killed holder lets go");
	waitpid(pid, NULL, 0);
	lock_release(&lock);

	pid = hold(200);
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 20000), 1, "a wait that pays");
	took = clock_monotonic() - start;
	ok(took >= 50 && took < 5000, "%d ms", (int)took);
	lock_release(&lock);
	end(pid);
}

static volatile sig_atomic_t alarms;

static void
count_alarm(int number)
{
	(void)number;
	alarms++;
}

static void
test_others_alarm(void)
{
	struct sigaction action = { .sa_handler = count_alarm }, now;
	struct itimerval timer = { .it_value = { 0, 400000 } }, left;
	struct lock lock = LOCK_NONE;
	pid_t pid = hold(10000);
	int i;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	is_int(lock_take(&lock, PATH, 50), 0, "with a timer of the caller's");
	is_int(alarms, 0, "whose handler is not called for ours");
	sigaction(SIGALRM, NULL, &now);
	ok(now.sa_handler == count_alarm, "the handler is back");
	getitimer(ITIMER_REAL, &left);
	ok(left.it_value.tv_sec == 0 && left.it_value.tv_usec > 0 &&
	    left.it_value.tv_usec < 380000, "the timer goes on: %d us left",
	    (int)left.it_value.tv_usec);
	for (i = 0; i < 100 && alarms == 0; i++)
		usleep(20000);
	usleep(50000);
	is_int(alarms, 1, "and comes once");

	timer.it_value.tv_usec = 30000;
	setitimer(ITIMER_REAL, &timer, NULL);
	is_int(lock_take(&lock, PATH, 100), 0, "one that is due meanwhile");
	for (i = 0; i < 100 && alarms == 1; i++)
		usleep(20000);
	is_int(alarms, 2, "comes after");
	signal(SIGALRM, SIG_DFL);
	end(pid);
}

static void
test_blocked_alarm(void)
{
	struct lock lock = LOCK_NONE;
	pid_t pid = hold(10000);
	sigset_t set, now;
	int64_t start;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 100), 0, "SIGALRM is blocked");
	ok(clock_monotonic() - start < 3000, "and the wait ends");
	sigprocmask(SIG_SETMASK, NULL, &now);
	ok(sigismember(&now, SIGALRM), "still blocked");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	end(pid);
}

/* Other signals come in all the time: the wait is as long as it should. */
static void
test_other_signals(void)
{
	struct sigaction action = { .sa_handler = count_alarm };
	struct lock lock = LOCK_NONE;
	pid_t pid = hold(10000), pest, self = getpid();
	int64_t start, took;

	sigaction(SIGUSR1, &action, NULL);
	pest = fork();
	if (pest == 0)
		for (;;) {
			kill(self, SIGUSR1);
			usleep(1000);
		}
	start = clock_monotonic();
	is_int(lock_take(&lock, PATH, 200), 0, "among other signals");
	took = clock_monotonic() - start;
	ok(took >= 200 && took < 3000, "the wait lasts: %d ms", (int)took);
	end(pest);
	end(pid);
	signal(SIGUSR1, SIG_DFL);
}

#define CHILDREN	6
#define TURNS		200

static void
count_up(int fd)
{
	struct lock lock = LOCK_NONE;
	int turn, number;

	for (turn = 0; turn < TURNS; turn++) {
		if (lock_take(&lock, PATH, 30000) != 1)
			_exit(1);
		if (pread(fd, &number, sizeof(number), 0) !=
		    sizeof(number))
			_exit(2);
		number++;
		if (pwrite(fd, &number, sizeof(number), 0) !=
		    sizeof(number))
			_exit(3);
		lock_release(&lock);
	}
	_exit(0);
}

static void
test_exclusion(void)
{
	int fd = open("number", O_RDWR | O_CREAT, 0600), number = 0, i;
	int status, failed = 0;

	if (pwrite(fd, &number, sizeof(number), 0) != sizeof(number))
		ok(false, "write");
	for (i = 0; i < CHILDREN; i++)
		if (fork() == 0)
			count_up(fd);
	for (i = 0; i < CHILDREN; i++)
		failed += wait(&status) == -1 || status != 0;
	is_int(failed, 0, "each of %d processes has its turns", CHILDREN);
	if (pread(fd, &number, sizeof(number), 0) != sizeof(number))
		number = -1;
	is_int(number, CHILDREN * TURNS, "and no step is lost");
	close(fd);
}

/* Those who came first are first. */
static void
test_order(void)
{
	struct lock lock = LOCK_NONE;
	char order[CHILDREN + 1] = "";
	int i, fd[2];

	if (pipe(fd) == -1 || lock_take(&lock, PATH, 0) != 1)
		ok(false, "begin");
	for (i = 0; i < CHILDREN; i++) {
		if (fork() == 0) {
			struct lock own = LOCK_NONE;

			close(lock.fd);
			if (lock_take(&own, PATH, 20000) == 1 &&
			    write(fd[1], &"abcdef"[i], 1) == 1)
				usleep(2000);
			_exit(0);
		}
		usleep(50000);
	}
	lock_release(&lock);
	for (i = 0; i < CHILDREN; i++)
		wait(NULL);
	if (read(fd[0], order, CHILDREN) != CHILDREN)
		ok(false, "all had it");
	is_str(order, "abcdef", "those who wait are served in order");
	close(fd[0]);
	close(fd[1]);
}

int
main(void)
{
	tap_directory();
	test_basics();
	test_waiting();
	test_others_alarm();
	test_blocked_alarm();
	test_other_signals();
	test_exclusion();
	test_order();
	return tap_done();
}
