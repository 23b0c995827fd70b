/* SPDX-License-Identifier: MIT */
#include "service/conf_file.h"

#include <ini.h>
#include <string.h>

#include "base/fail.h"

struct reader {
	const char	*name;
	const char	*next;		/* where the next line begins */
	int		 line;		/* of the one read last, from 1 */
	int		 failed_line;	/* 0: none */
	int		 (*each)(const char *, const char *, const char *,
			    int, void *);
	void		*arg;
};

static void
fail_line(struct reader *reader)
{
	reader->failed_line = reader->line;
	fail(FAIL_CONFIG, "%s:%d: %s", reader->name, reader->line,
	    fail_message());
}

/* inih does not tell of a heading until a key follows it. */
static void
tell_heading(struct reader *reader, const char *line)
{
	char section[64];
	size_t len = strcspn(line + 1, "]");

	if (line[1 + len] == '\0')
		return;
	if (len >= sizeof(section))
		len = sizeof(section) - 1;
	memcpy(section, line + 1, len);
	section[len] = '\0';
	if (reader->each(section, NULL, NULL, reader->line, reader->arg) ==
	    -1)
		fail_line(reader);
}

/*
 * Give inih its next line.  It would split one that is too long, and take an
 * indented one for more of the value before.
 */
static char *
read_line(char *line, int size, void *arg)
{
	struct reader *reader = arg;
	const char *s = reader->next;
	size_t len;

	if (*s == '\0' || reader->failed_line > 0)
		return NULL;
	reader->line++;
	s += strspn(s, " \t");
	len = strcspn(s, "\n");
	reader->next = s + len + (s[len] == '\n');
	if (*s == '#' || *s == ';')
		len = 0;
	if (len >= (size_t)size) {
		fail(FAIL_CONFIG, "%zu bytes, at most %d", len, size - 1);
		fail_line(reader);
		return NULL;
	}
	memcpy(line, s, len);
	line[len] = '\0';
	if (*line == '[')
		tell_heading(reader, line);
	return reader->failed_line > 0 ? NULL : line;
}

static int
tell_key(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *reader = arg;

	if (reader->each(section, key, value, reader->line, reader->arg) ==
	    -1)
		fail_line(reader);
	return 1;
}

int
conf_file_each(const char *name, const char *text,
    int (*each)(const char *, const char *, const char *, int, void *),
    void *arg)
{
	struct reader reader = {
		.name = name, .next = text, .each = each, .arg = arg
	};
	int line;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		reader.next += 3;
	line = ini_parse_stream(read_line, &reader, tell_key, &reader);
	if (line > 0 && (reader.failed_line == 0 ||
	    line < reader.failed_line))
		return fail(FAIL_CONFIG,
		    "%s:%d: neither [section] nor key = value", name, line);
	if (line < 0)
		return fail(FAIL_SYSTEM, "%s: out of memory", name);
	return reader.failed_line > 0 ? -1 : 0;
}
