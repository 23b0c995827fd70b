/* SPDX-License-Identifier: MIT */
/* What every command has in common. */
#include "program/cli.h"

#include <sys/ioctl.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "format/json.h"

#define ACTOR_CHARS	200	/* as every other name in the ledger */
#define WIDTH_UNKNOWN	80

/* errno of the first write to stdout that failed. */
static int lost;

/* A file opened on a standard descriptor would get our messages in it. */
static void
keep_standard_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
		    open("/dev/null", fd == 1 ? O_RDONLY : O_RDWR) == -1)
			_exit(FAIL_SYSTEM);
}

static bool
wants_color(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') &&
	    term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

void
cli_start(struct cli *cli, const char *tool, const char *const *usage)
{
	struct winsize size;

	memset(cli, 0, sizeof(*cli));
	cli->tool = tool;
	cli->usage = usage;
	cli->width = WIDTH_UNKNOWN;
	keep_standard_descriptors();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);	/* as a full disk, not as a death */
	log_start(tool, false, 0);
	if (!isatty(STDOUT_FILENO))
		return;
	cli->tty = true;
	cli->color = wants_color();
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		cli->width = size.ws_col;
}

/* The words of a message.  The caller frees. */
static char * __attribute__((format(printf, 1, 0)))
say(const char *fmt, va_list ap)
{
	char *words;

	if (vasprintf(&words, fmt, ap) == -1)
		return xstrdup(fmt);
	return words;
}

int
cli_usage(const struct cli *cli, const char *fmt, ...)
{
	const char *verb = cli->verb != NULL ? cli->verb : "";
	const char *gap = cli->verb != NULL ? " " : "";
	char *what;
	va_list ap;

	va_start(ap, fmt);
	what = say(fmt, ap);
	va_end(ap);
	fail(FAIL_USAGE, "%s%s%s (see %s%s%s --help)", verb,
	    cli->verb != NULL ? ": " : "", what, cli->tool, gap, verb);
	free(what);
	return -1;
}

/* Begin */

/* getpwuid(3) may ask a directory server: only when nothing else is known. */
static const char *
login_name(void)
{
	static const char *const variables[] = {
		"ATLAS_ACTOR", "LOGNAME", "USER"
	};
	const struct passwd *pw;
	const char *name;
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if ((name = getenv(variables[i])) != NULL && *name != '\0')
			return name;
	pw = getpwuid(geteuid());
	return pw != NULL ? pw->pw_name : "unknown";
}

/* Only who changes something must have a name. */
static int
find_actor(struct cli *cli)
{
	static const struct text_rule rule = {
		.name = "who is acting", .min_chars = 1,
		.max_chars = ACTOR_CHARS
	};

	if (cli->actor.name == NULL)
		cli->actor.name = login_name();
	if (cli->actor.via == NULL)
		cli->actor.via = "shell";
	return text_check(&rule, cli->actor.name, strlen(cli->actor.name));
}

int
cli_begin(struct cli *cli)
{
	log_start(cli->tool, cli->quiet, cli->verbose);
	if (clock_start() == -1 ||
	    conf_open(&cli->conf, &cli->conf_options) == -1)
		return -1;
	policy_load(&cli->policy, cli->conf);
	return 0;
}

int
cli_open(struct cli *cli, enum db_mode mode)
{
	struct db_options options = { .mode = mode };
	char *dir = NULL, *read_only = NULL;
	int rc = -1;

	if (cli->conf == NULL && cli_begin(cli) == -1)
		return -1;
	if (mode != DB_READ && find_actor(cli) == -1)
		return -1;
	options.path = conf_path(cli->conf, "database.path");
	options.busy_timeout_ms =
	    conf_duration(cli->conf, "database.busy_timeout");
	options.cache_pages = conf_integer(cli->conf, "database.cache_size");
	options.synchronous_full = strcasecmp(
	    conf_text(cli->conf, "database.synchronous"), "full") == 0;
	options.backup_directory = conf_path(cli->conf, "backup.directory");
	dir = file_directory(options.path);
	read_only = file_path(dir, "READ_ONLY");
	options.read_only_file = read_only;
	cli->writes = mode != DB_READ;
	if (db_open(&cli->db, &options) == -1)
		goto out;
	if (cli->dry_run && cli->writes && db_begin(cli->db) == -1)
		goto out;
	rc = 0;
out:
	free(read_only);
	free(dir);
	return rc;
}

void
cli_log(struct cli *cli, const char *name)
{
	char *path = conf_below_root(cli->conf, name);
	char *directory = file_directory(path);

	/* log_open() tells if there is still none */
	if (file_make_directories(directory, 0750) == -1)
		fail_clear();
	log_open(path);
	free(directory);
	free(path);
}

void
cli_close(struct cli *cli)
{
	db_close(cli->db);
	cli->db = NULL;
}

/* End */

static void
tell_json(const char *kind, int status, const char *message)
{
	struct buf out = { 0 };

	json_open(&out, NULL, '{');
	json_open(&out, "error", '{');
	json_add_string(&out, "kind", kind);
	json_add_integer(&out, "status", status);
	json_add_string(&out, "message", message);
	json_close(&out, '}');
	json_close(&out, '}');
	buf_addc(&out, '\n');
	(void)!write(STDERR_FILENO, out.data, out.len);
	buf_clear(&out);
}

void
cli_tell(struct cli *cli)
{
	int status = (int)fail_kind();

	assert(status != FAIL_NONE);
	if (cli->json)
		tell_json(fail_kind_name(fail_kind()), status, fail_message());
	else
		log_write(LOG_ERROR, "failed", NULL, "%s", fail_message());
	if (status > cli->status)
		cli->status = status;
	fail_clear();
}

/*
 * A reader that has seen enough ("| head") needs no message about it; but
 * who changes something and does not learn what, does.
 */
static void
tell_lost(struct cli *cli)
{
	if (lost == EPIPE && !cli->writes) {
		cli->status = FAIL_SYSTEM;
		return;
	}
	errno = lost;
	fail_errno("standard output");
	cli_tell(cli);
}

int
cli_end(struct cli *cli, int rc)
{
	if (rc == -1 && !(lost != 0 && fail_kind() == FAIL_SYSTEM))
		cli_tell(cli);
	/* A file system may report a full disk only now. */
	if (lost == 0 && close(STDOUT_FILENO) == -1 && errno != EBADF)
		lost = errno;
	if (lost != 0)
		tell_lost(cli);
	cli_close(cli);
	conf_free(cli->conf);
	cli->conf = NULL;
	log_close();
	return cli->status != 0 ? cli->status : rc;
}

int
cli_no(struct cli *cli, const char *fmt, ...)
{
	char *message;
	va_list ap;

	if (cli->status == 0)
		cli->status = 1;
	if (cli->quiet)
		return 1;
	va_start(ap, fmt);
	message = say(fmt, ap);
	va_end(ap);
	if (cli->json)
		tell_json("no", 1, message);
	else
		log_hint("%s", message);
	free(message);
	return 1;
}

void
cli_hint(const struct cli *cli, const char *fmt, ...)
{
	char *message;
	va_list ap;

	if (!cli->tty || cli->json || cli->quiet)
		return;
	va_start(ap, fmt);
	message = say(fmt, ap);
	va_end(ap);
	log_hint("%s", message);
	free(message);
}

/* Output */

void
cli_put(const char *text, size_t len)
{
	ssize_t n;

	while (len > 0 && lost == 0) {
		if ((n = write(STDOUT_FILENO, text, len)) == -1) {
			if (errno != EINTR)
				lost = errno;
			continue;
		}
		text += n;
		len -= (size_t)n;
	}
}

void
cli_put_buf(struct buf *out)
{
	if (out->len > 0)
		cli_put(out->data, out->len);
	buf_cut(out, 0);
}

int
cli_stream(struct buf *out)
{
	if (out->len >= CLI_CHUNK)
		cli_put_buf(out);
	if (lost == 0)
		return 0;
	errno = lost;
	return fail_errno("standard output");
}
