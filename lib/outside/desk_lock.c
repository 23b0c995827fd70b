/* SPDX-License-Identifier: MIT */
/* Is a file of the desk open in an office program? */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "outside/desk_lock.h"

#define LOCK_MAX	4096	/* bytes: a lock file is one line */
#define HOLDER_WIDTH	40	/* columns of a name in a message */

/* One field; a backslash stands before a comma that belongs to it.  Returns
 * the next one. */
static const char *
add_field(struct buf *out, const char *s)
{
	struct buf field = { 0 };

	for (; *s != '\0' && *s != ',' && *s != ';'; s++) {
		if (s[0] == '\\' && s[1] != '\0')
			s++;
		buf_addc(&field, *s);
	}
	text_show_cut(out, buf_text(&field), HOLDER_WIDTH, false);
	buf_clear(&field);
	return *s == ',' ? s + 1 : s;
}

/* "Alice Smith,alice,laptop,23.11.2026 09:14,file:///...;", where the name is
 * often empty (LibreOffice svl/source/misc/lockfilecommon.cxx). */
static void
libreoffice_holder(struct buf *out, const struct buf *text)
{
	struct buf	 name = { 0 }, login = { 0 }, host = { 0 };

	add_field(&host, add_field(&login, add_field(&name,
	    buf_text(text))));
	buf_adds(out, buf_text(name.len > 0 ? &name : &login));
	if (out->len > 0 && host.len > 0)
		buf_adds(out, " on ");
	buf_adds(out, buf_text(&host));
	buf_clear(&name);
	buf_clear(&login);
	buf_clear(&host);
}

/* One byte that says how long the name is, then the name. */
static void
excel_holder(struct buf *out, const struct buf *text)
{
	size_t	 len = text->len == 0 ? 0 : (unsigned char)text->data[0];
	char	*name;

	if (len == 0 || len >= text->len)
		return;
	name = xstrndup(text->data + 1, len);
	text_show_cut(out, name, HOLDER_WIDTH, false);
	free(name);
}

static const struct office {
	const char	*program, *before, *after;	/* around NAME */
	void		 (*holder)(struct buf *, const struct buf *);
} offices[] = {
	{ "LibreOffice", ".~lock.", "#", libreoffice_holder },
	{ "Excel", "~$", "", excel_holder },
};

static int
check_office(const struct office *office, const char *dir, const char *name)
{
	char	*lock = xasprintf("%s%s%s", office->before, name,
		    office->after);
	char	*path = file_path(dir, lock);
	struct buf text = { 0 }, holder = { 0 };
	int	 r = 0;

	if (file_exists(path)) {
		if (file_read(path, LOCK_MAX, &text) == -1)
			fail_clear();	/* it is there: that is enough */
		office->holder(&holder, &text);
		r = fail(FAIL_RETRY, "%s/%s: open in %s by %s; close it "
		    "there, or remove %s if nobody has it open", dir, name,
		    office->program, holder.len > 0 ? holder.data :
		    "somebody", lock);
	}
	buf_clear(&holder);
	buf_clear(&text);
	free(path);
	free(lock);
	return r;
}

int
desk_lock_check(const char *dir, const char *name)
{
	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++)
		if (check_office(&offices[i], dir, name) == -1)
			return -1;
	return 0;
}
