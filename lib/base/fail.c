/* SPDX-License-Identifier: MIT */
#include "base/fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/utf8.h"

#define MESSAGE_SIZE	1024	/* nobody reads more */
#define RAW_SIZE	4096

static enum fail_kind	kind;
static char		message[MESSAGE_SIZE];

__attribute__((format(printf, 2, 0)))
static void
format_raw(char raw[RAW_SIZE], const char *format, va_list ap)
{
	int n = vsnprintf(raw, RAW_SIZE, format, ap);

	if (n < 0)
		raw[0] = '\0';
	else if (n >= RAW_SIZE)
		raw[utf8_cut(raw, RAW_SIZE - 2)] = '\0';
}

/* The text may come from anywhere, so it is made harmless here, once. */
static void
record(enum fail_kind new_kind, const char *context, const char *raw)
{
	struct buf shown = {0};
	size_t len;

	if (context != NULL) {
		text_show(&shown, context, false);
		buf_adds(&shown, ": ");
	}
	text_show(&shown, raw, false);
	len = shown.len;
	if (len >= MESSAGE_SIZE)
		len = utf8_cut(shown.data, MESSAGE_SIZE - 1);
	kind = new_kind;
	memcpy(message, buf_text(&shown), len);
	message[len] = '\0';
	buf_clear(&shown);
}

int
fail(enum fail_kind new_kind, const char *format, ...)
{
	char raw[RAW_SIZE];
	va_list ap;

	va_start(ap, format);
	format_raw(raw, format, ap);
	va_end(ap);
	record(new_kind, NULL, raw);
	return -1;
}

int
fail_errno(const char *format, ...)
{
	int error = errno;
	char raw[RAW_SIZE];
	va_list ap;

	va_start(ap, format);
	format_raw(raw, format, ap);
	va_end(ap);
	record(error == EACCES || error == EPERM || error == EROFS ?
	    FAIL_DENIED : FAIL_SYSTEM, raw, strerror(error));
	return -1;
}

int
fail_context(const char *format, ...)
{
	char raw[RAW_SIZE];
	va_list ap;

	va_start(ap, format);
	format_raw(raw, format, ap);
	va_end(ap);
	if (kind == FAIL_NONE)
		record(FAIL_INTERNAL, raw, "failed without a reason");
	else
		record(kind, raw, message);
	return -1;
}

void
fail_clear(void)
{
	kind = FAIL_NONE;
	message[0] = '\0';
}

enum fail_kind
fail_kind(void)
{
	return kind;
}

const char *
fail_message(void)
{
	return message;
}

const char *
fail_kind_name(enum fail_kind which)
{
	switch (which) {
	case FAIL_NONE:
		return "none";
	case FAIL_USAGE:
		return "usage";
	case FAIL_DATA:
		return "data";
	case FAIL_REMOTE:
		return "remote";
	case FAIL_INTERNAL:
		return "internal";
	case FAIL_SYSTEM:
		return "system";
	case FAIL_RETRY:
		return "retry";
	case FAIL_DENIED:
		return "denied";
	case FAIL_CONFIG:
		return "config";
	}
	return "internal";
}
