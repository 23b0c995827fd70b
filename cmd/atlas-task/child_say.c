/* SPDX-License-Identifier: MIT */
/* What is said of a command that has ended, and what it said last. */
#include <sys/wait.h>

#include <string.h>

#include "base/text.h"
#include "child.h"

void
child_say(struct buf *out, const struct child_result *result)
{
	int number;

	if (WIFEXITED(result->status)) {
		buf_addf(out, "ended with status %d",
		    WEXITSTATUS(result->status));
		return;
	}
	number = WTERMSIG(result->status);
	buf_addf(out, "was killed by signal %d (%s)", number,
	    sigabbrev_np(number) != NULL ? sigabbrev_np(number) : "?");
}

/* Where "ESC [ ... letter" ends: colours, and how a cursor is moved. */
static const char *
skip_escape(const char *at)
{
	if (at[0] != '\033' || at[1] != '[')
		return at;
	for (at += 2; *at != '\0' && !(*at >= '@' && *at <= '~'); at++)
		;
	return *at == '\0' ? at : at + 1;
}

static void
add_clean(struct buf *clean, const char *at, const char *end)
{
	const char *skipped;
	size_t line = 0;

	for (; at < end; at = skipped > at ? skipped : at + 1) {
		if ((skipped = skip_escape(at)) > at || *at == '\0')
			continue;
		if (*at == '\r' && at[1] != '\n') {
			buf_cut(clean, line);	/* it was written over */
			continue;
		}
		buf_addc(clean, *at);
		if (*at == '\n')
			line = clean->len;
	}
	while (clean->len > 0 && strchr("\r\n ", clean->data[clean->len - 1]))
		buf_cut(clean, clean->len - 1);
}

void
child_tail(struct buf *out, const struct child_result *result)
{
	const char *at = buf_text(&result->tail), *end = at + result->tail.len;
	const char *line;
	struct buf clean = { 0 };

	if (result->tail.len > CHILD_TAIL) {
		at = end - CHILD_TAIL;
		/* not from the middle of a line, unless it is a long one */
		line = memchr(at, '\n', CHILD_TAIL / 4);
		if (line != NULL)
			at = line + 1;
	}
	while (at < end && ((unsigned char)*at & 0xc0) == 0x80)
		at++;	/* the rest of a character */
	add_clean(&clean, at, end);
	text_show(out, buf_text(&clean), true);
	buf_clear(&clean);
}
