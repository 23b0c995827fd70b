/* SPDX-License-Identifier: MIT */
/*
 * Run commands again and again, in turn, and print what each run cost.
 *
 *	spawn [-n ROUNDS] [-p PROCESSES] COMMAND... [:: COMMAND...]...
 *
 * One line a run: which command (from 0), when it began and how long it took
 * (ns, from before the spawn until after the wait), its user and system time
 * (us), its largest resident size (KiB), its exit status (-1: killed).
 * With -p so many processes do this at once.
 *
 * In C because posix_spawn(3) from a small process costs next to nothing,
 * and because a child is said to be at least as large as its parent was.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS	8

extern char **environ;

struct sample {
	int64_t	 begin_ns, wall_ns, cpu_us;
	long	 resident_kb;
	int	 status;
};

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
microseconds(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static void
run(char **argv, const posix_spawn_file_actions_t *actions, struct sample *s)
{
	struct rusage usage;
	int status;
	pid_t pid;

	s->begin_ns = now_ns();
	errno = posix_spawnp(&pid, argv[0], actions, NULL, argv, environ);
	if (errno != 0)
		err(1, "%s", argv[0]);
	if (wait4(pid, &status, 0, &usage) == -1)
		err(1, "wait");
	s->wall_ns = now_ns() - s->begin_ns;
	s->cpu_us = microseconds(usage.ru_utime) +
	    microseconds(usage.ru_stime);
	s->resident_kb = usage.ru_maxrss;
	s->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
run_all(char **command[], int commands, int rounds, struct sample *samples)
{
	posix_spawn_file_actions_t actions;
	int i, n;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY,
	    0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY,
	    0);
	for (n = 0; n < rounds; n++)
		for (i = 0; i < commands; i++)
			run(command[i], &actions, samples++);
	posix_spawn_file_actions_destroy(&actions);
}

static void
print_all(const struct sample *s, int commands, int samples)
{
	int i;

	for (i = 0; i < samples; i++, s++)
		printf("%d %lld %lld %lld %ld %d\n", i % commands,
		    (long long)s->begin_ns, (long long)s->wall_ns,
		    (long long)s->cpu_us, s->resident_kb, s->status);
}

int
main(int argc, char **argv)
{
	char **command[COMMANDS];
	int ch, i, status, commands = 0, rounds = 1, processes = 1;
	struct sample *samples;
	size_t each;

	while ((ch = getopt(argc, argv, "+n:p:")) != -1)
		if (ch == 'n')
			rounds = atoi(optarg);
		else if (ch == 'p')
			processes = atoi(optarg);
		else
			return 64;
	for (i = optind; i < argc && commands < COMMANDS; i++) {
		command[commands++] = argv + i;
		while (i < argc && strcmp(argv[i], "::") != 0)
			i++;
		argv[i] = NULL;
	}
	each = (size_t)(rounds * commands);
	samples = mmap(NULL, each * (size_t)processes * sizeof(*samples),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (samples == MAP_FAILED)
		err(1, "mmap");
	for (i = 0; i < processes; i++)
		if (fork() == 0) {
			run_all(command, commands, rounds,
			    samples + each * (size_t)i);
			_exit(0);
		}
	for (i = 0; i < processes; i++)
		if (wait(&status) == -1 || status != 0)
			errx(1, "a process failed");
	print_all(samples, commands, (int)each * processes);
	return 0;
}
