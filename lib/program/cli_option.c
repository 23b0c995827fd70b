/* SPDX-License-Identifier: MIT */
/* The shared options, and what is wrong with a command line. */
#include "program/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#ifndef ATLAS_VERSION
#define ATLAS_VERSION	"0.1.0"
#endif

static void
print_usage(const struct cli *cli)
{
	struct buf out = { 0 };
	size_t i;

	for (i = 0; cli->usage != NULL && cli->usage[i] != NULL; i++) {
		buf_adds(&out, cli->usage[i]);
		buf_addc(&out, '\n');
	}
	cli_put_buf(&out);
	buf_clear(&out);
}

static void
print_version(const struct cli *cli)
{
	struct buf out = { 0 };

	buf_addf(&out, "%s %s\n", cli->tool, ATLAS_VERSION);
	cli_put_buf(&out);
	buf_clear(&out);
}

/* The long option that a wrong one was most likely meant to be, or NULL. */
static const char *
nearest_option(const char *typed, const struct option *options)
{
	const char **names;
	const char *near = NULL;
	size_t i, n = 0;

	while (options[n].name != NULL)
		n++;
	names = xcalloc(n + 1, sizeof(*names));
	for (i = 0; i < n; i++) {
		names[i] = options[i].name;
		if (near == NULL && *typed != '\0' &&
		    strncmp(names[i], typed, strlen(typed)) == 0)
			near = names[i];
	}
	if (near == NULL)
		near = text_nearest(typed, names);
	free(names);
	return near;
}

static int
unknown_long(const struct cli *cli, const char *arg,
    const struct option *options)
{
	char *name = xstrndup(arg + 2, strcspn(arg + 2, "="));
	const char *near = nearest_option(name, options);

	if (near != NULL)
		cli_usage(cli, "there is no option --%s, did you mean --%s?",
		    name, near);
	else
		cli_usage(cli, "there is no option --%s", name);
	free(name);
	return -1;
}

/* Say what getopt_long(3) found wrong with the argument that it just read. */
static int
wrong_option(const struct cli *cli, int ch, const char *arg,
    const char *shorts, const struct option *options)
{
	bool is_long = strncmp(arg, "--", 2) == 0;

	if (ch == ':')
		return is_long ? cli_usage(cli, "%s needs a value", arg) :
		    cli_usage(cli, "-%c needs a value", optopt);
	if (optopt == 0)
		return unknown_long(cli, arg, options);
	if (optopt > 255 || strchr(shorts, optopt) != NULL)
		return cli_usage(cli, "%.*s takes no value",
		    (int)strcspn(arg, "="), arg);
	return cli_usage(cli, "there is no option -%c", optopt);
}

/* getopt_long(3) takes the beginning of a name for the name.  A script that
 * relies on it breaks when an option is added, so it is refused. */
static bool
is_abbreviated(const char *arg, const struct option *option)
{
	size_t len;

	if (strncmp(arg, "--", 2) != 0)
		return false;
	arg += 2;
	len = strcspn(arg, "=");
	return len != strlen(option->name) ||
	    strncmp(arg, option->name, len) != 0;
}

/* Take a shared option.  Returns false if it is none. */
static bool
take_option(struct cli *cli, int ch)
{
	switch (ch) {
	case 'c':
		cli->conf_options.file = optarg;
		return true;
	case 'd':
		cli->conf_options.database = optarg;
		return true;
	case CLI_ROOT:
		cli->conf_options.root = optarg;
		return true;
	case 'j':
		return cli->json = true;
	case 'n':
		return cli->dry_run = true;
	case 'q':
		return cli->quiet = true;
	case 'v':
		cli->verbose++;
		return true;
	case CLI_NO_COLOR:
		cli->color = false;
		return true;
	case 'h':
		print_usage(cli);
		exit(cli_end(cli, 0));
	case 'V':
		print_version(cli);
		exit(cli_end(cli, 0));
	default:
		return false;
	}
}

/* -j may stand behind the option that is wrong. */
static void
end_wrong(struct cli *cli, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "-j") == 0 ||
		    strcmp(argv[i], "--json") == 0)
			cli->json = true;
	exit(cli_end(cli, -1));
}

int
cli_getopt(struct cli *cli, int argc, char **argv, const char *shorts,
    const struct option *options)
{
	const char *arg;
	int ch, at;

	opterr = 0;
	do {
		at = -1;
		ch = getopt_long(argc, argv, shorts, options, &at);
		if (ch == -1)
			return -1;
		arg = argv[optind - 1];
		if (at != -1 && optarg != NULL && optarg == arg)
			arg = argv[optind - 2];	/* "--name" "value" */
		if (ch == '?' || ch == ':') {
			wrong_option(cli, ch, arg, shorts, options);
			end_wrong(cli, argc, argv);
		}
		if (at != -1 && is_abbreviated(arg, &options[at])) {
			unknown_long(cli, arg, options);
			end_wrong(cli, argc, argv);
		}
	} while (take_option(cli, ch));
	return ch;
}
