/* SPDX-License-Identifier: MIT */
#include "service/conf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/conf_file.h"
#include "service/conf_key.h"

#define FILE_MAX	((size_t)256 * 1024)	/* more is another file */


struct value {
	char			*text;
	int64_t			 number;
	char			*path;	/* absolute; NULL if it is none */
	char			*where;
	enum conf_origin	 origin;
};

struct conf {
	struct value	 value[CONF_KEYS];
	char		*file;
};

/* Where "section.name" is. */
static size_t
index_of(const char *key)
{
	const char *dot = strchr(key, '.');
	size_t i;

	assert(dot != NULL);
	i = conf_key_find(key, (size_t)(dot - key), dot + 1);
	assert(i < CONF_KEYS);
	return i;
}

static const struct value *
find(const struct conf *conf, const char *key)
{
	return &conf->value[index_of(key)];
}

static int
set(struct conf *conf, size_t i, const char *text, enum conf_origin origin,
    const char *where)
{
	struct value *value = &conf->value[i];
	int64_t number;
	char *kept;

	if (conf_value_parse(&conf_keys[i].rule, conf_keys[i].name, text, &kept,
	    &number) == -1)
		return -1;
	free(value->text);
	free(value->where);
	value->text = kept;
	value->number = number;
	value->origin = origin;
	value->where = xstrdup(where);
	return 0;
}

static int
set_from_file(const char *section, const char *key, const char *text,
    int line, void *arg)
{
	struct conf *conf = arg;
	char *where;
	size_t i;
	int result;

	if (key == NULL)
		return conf_key_check_section(section);
	if (*section == '\0')
		return fail(FAIL_CONFIG,
		    "\"%s\" stands before any [section]", key);
	i = conf_key_find(section, strlen(section), key);
	if (i == CONF_KEYS)
		return conf_key_unknown(section, key);
	if (conf->value[i].origin == CONF_FILE)
		return fail(FAIL_CONFIG, "\"%s\" stands twice, first in %s",
		    key, conf->value[i].where);
	if (i == index_of("atlas.root") && text[0] != '/')
		return fail(FAIL_CONFIG, "root: \"%s\" does not begin with "
		    "a slash", text);
	where = xasprintf("%s:%d", conf->file, line);
	result = set(conf, i, text, CONF_FILE, where);
	free(where);
	return result;
}

/* Not file_read(): a pipe or /dev/null will do as well. */
static int
read_file(struct conf *conf, bool may_be_missing)
{
	struct buf text = {0};
	int fd, result;

	fd = open(conf->file, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		if (errno == ENOENT)
			return may_be_missing ? 0 : fail(FAIL_CONFIG,
			    "%s: no such file", conf->file);
		return fail_errno("%s", conf->file);
	}
	result = file_read_fd(fd, conf->file, FILE_MAX, &text);
	close(fd);
	if (result == -1 && fail_kind() == FAIL_DATA)
		fail(FAIL_CONFIG, "%s", fail_message());
	if (result == 0 && (strlen(buf_text(&text)) != text.len ||
	    !text_is_utf8(buf_text(&text), text.len)))
		result = fail(FAIL_CONFIG, "%s: not a text in UTF-8",
		    conf->file);
	if (result == 0)
		result = conf_file_each(conf->file, buf_text(&text),
		    set_from_file, conf);
	buf_clear(&text);
	return result;
}

/* A path from the command line or the environment: from where we stand. */
static int
set_outer_path(struct conf *conf, size_t i, const char *path,
    enum conf_origin origin, const char *where)
{
	char *here, *absolute;
	int result;

	if (path[0] == '/' || path[0] == '\0')
		return set(conf, i, path, origin, where) == -1 ?
		    fail_context("%s", where) : 0;
	here = getcwd(NULL, 0);
	if (here == NULL)
		return fail_errno("current directory");
	absolute = file_path(here, path);
	result = set(conf, i, absolute, origin, where);
	if (result == -1)
		fail_context("%s", where);
	free(absolute);
	free(here);
	return result;
}

static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* What the command line says, else what the environment says. */
static int
set_outer(struct conf *conf, const char *key, const char *option,
    const char *option_name, const char *variable)
{
	size_t i = index_of(key);

	if (option != NULL)
		return set_outer_path(conf, i, option, CONF_OPTION,
		    option_name);
	option = environment(variable);
	if (option != NULL)
		return set_outer_path(conf, i, option, CONF_ENVIRONMENT,
		    variable);
	return 0;
}

static int
load(struct conf *conf, const struct conf_options *options)
{
	const char *file = options->file;
	size_t i;

	for (i = 0; i < CONF_KEYS; i++)
		if (set(conf, i, conf_keys[i].fallback, CONF_DEFAULT,
		    "built-in") == -1)
			return fail_context("built-in");
	if (set_outer(conf, "atlas.root", options->root, "--root",
	    "ATLAS_ROOT") == -1)
		return -1;
	if (file == NULL)
		file = environment("ATLAS_CONF");
	conf->file = file != NULL ? xstrdup(file) :
	    file_path(find(conf, "atlas.root")->text, "config/atlas.conf");
	if (read_file(conf, file == NULL) == -1)
		return -1;
	/* Once more, over what the file says. */
	if (set_outer(conf, "atlas.root", options->root, "--root",
	    "ATLAS_ROOT") == -1)
		return -1;
	return set_outer(conf, "database.path", options->database, "-d",
	    "ATLAS_DB");
}

int
conf_open(struct conf **opened, const struct conf_options *options)
{
	struct conf *conf = xcalloc(1, sizeof(*conf));
	size_t i;

	*opened = NULL;
	if (load(conf, options) == -1) {
		conf_free(conf);
		return -1;
	}
	for (i = 0; i < CONF_KEYS; i++)
		if (conf_keys[i].rule.type == CONF_PATH)
			conf->value[i].path = file_path(conf_root(conf),
			    conf->value[i].text);
	*opened = conf;
	return 0;
}

void
conf_free(struct conf *conf)
{
	size_t i;

	if (conf == NULL)
		return;
	for (i = 0; i < CONF_KEYS; i++) {
		free(conf->value[i].text);
		free(conf->value[i].path);
		free(conf->value[i].where);
	}
	free(conf->file);
	free(conf);
}

static enum conf_type
type_of(const struct conf *conf, const struct value *value)
{
	return conf_keys[value - conf->value].rule.type;
}

const char *
conf_text(const struct conf *conf, const char *key)
{
	return find(conf, key)->text;
}

int64_t
conf_integer(const struct conf *conf, const char *key)
{
	const struct value *value = find(conf, key);

	assert(type_of(conf, value) == CONF_INTEGER);
	return value->number;
}

int64_t
conf_duration(const struct conf *conf, const char *key)
{
	const struct value *value = find(conf, key);

	assert(type_of(conf, value) == CONF_DURATION);
	return value->number;
}

bool
conf_bool(const struct conf *conf, const char *key)
{
	const struct value *value = find(conf, key);

	assert(type_of(conf, value) == CONF_BOOL);
	return value->number != 0;
}

const char *
conf_path(const struct conf *conf, const char *key)
{
	const struct value *value = find(conf, key);

	assert(type_of(conf, value) == CONF_PATH);
	return value->path;
}

const char *
conf_root(const struct conf *conf)
{
	return find(conf, "atlas.root")->text;
}

char *
conf_below_root(const struct conf *conf, const char *name)
{
	return file_path(conf_root(conf), name);
}

int
conf_each(const struct conf *conf, int (*each)(const char *, const char *,
    const char *, const char *, void *), void *arg)
{
	const struct value *value;
	size_t i;

	for (i = 0; i < CONF_KEYS; i++) {
		value = &conf->value[i];
		if (each(conf_keys[i].section, conf_keys[i].name, value->text,
		    value->where, arg) == -1)
			return -1;
	}
	return 0;
}
