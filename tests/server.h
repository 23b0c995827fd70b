/* SPDX-License-Identifier: MIT */
#ifndef SERVER_H
#define SERVER_H

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "tap.h"

/*
 * tests/http-faults.py, for a C test that stands in its own directory.  It
 * ends with the test.
 */
static struct {
	int	 http, https, unknown_ca, other_name;	/* ports */
} server;

static inline void
server_start(void)
{
	char top[PATH_MAX], line[100] = "", *cut;
	ssize_t n = readlink("/proc/self/exe", top, sizeof(top) - 1);
	int in[2], out[2], i;
	FILE *ports;

	/* TOP/build/tests/NAME.t */
	top[n > 0 ? n : 0] = '\0';
	for (i = 0; i < 3 && (cut = strrchr(top, '/')) != NULL; i++)
		*cut = '\0';
	if (pipe(in) == -1 || pipe(out) == -1)
		return;
	if (fork() == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		for (i = 3; i < 20; i++)
			close(i);
		strcat(top, "/tests/http-faults.py");
		execlp("python3", "python3", top, ".", (char *)NULL);
		_exit(127);
	}
	close(in[0]);		/* in[1] is open as long as we are there */
	close(out[1]);
	ports = fdopen(out[0], "r");
	if (fgets(line, sizeof(line), ports) == NULL || sscanf(line, "%d %d %d %d", &server.http, &server.https,
	    &server.unknown_ca, &server.other_name) != 4) {
		printf("Bail out! %s/tests/http-faults.py: no server\n", top);
		exit(1);
	}
	fclose(ports);
}

/* "http://127.0.0.1:PORT" and the path, until the fourth call from now. */
static inline const char *
server_url(const char *path)
{
	static char url[4][300];
	static unsigned int turn;
	char *to = url[turn++ % 4];

	snprintf(to, sizeof(url[0]), "http://127.0.0.1:%d%s", server.http,
	    path);
	return to;
}

#endif
