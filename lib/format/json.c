/* SPDX-License-Identifier: MIT */
#include "format/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/utf8.h"

#define INTEGER_MAX	9007199254740992.0	/* 2^53: exact in a double */

/* Where the text is not UTF-8 or has a NUL in it, from 1; 0 nowhere. */
static size_t
find_bad_byte(const char *text, size_t len)
{
	uint32_t point;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (text[i] > 0)	/* ASCII, as most of it is */
			continue;
		n = utf8_decode(text + i, len - i, &point);
		if (n == 0 || text[i] == '\0')
			return i + 1;
	}
	return 0;
}

/* Where \u0000 stands, from 1; 0 nowhere. */
static size_t
find_nul_escape(const char *text)
{
	const char *s = text;

	while ((s = strchr(s, '\\')) != NULL) {
		if (strncmp(s, "\\u0000", 6) == 0)
			return (size_t)(s - text) + 1;
		s += s[1] == '\0' ? 1 : 2;
	}
	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The name that stands twice in the object, or NULL. */
static const char *
find_double(const cJSON *object)
{
	const char **names, *found = NULL;
	const cJSON *item;
	size_t n = 0, i;

	if (!cJSON_IsObject(object))
		return NULL;
	for (item = object->child; item != NULL; item = item->next)
		n++;
	names = xcalloc(n, sizeof(*names));
	for (n = 0, item = object->child; item != NULL; item = item->next)
		names[n++] = item->string;
	qsort(names, n, sizeof(*names), compare_names);
	for (i = 1; i < n && found == NULL; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			found = names[i];
	free(names);
	return found;
}

static int
parse(const char *text, size_t len, cJSON **value)
{
	const char *end = text, *twice;
	size_t bad;

	bad = find_bad_byte(text, len);
	if (bad != 0)
		return fail(FAIL_DATA, text[bad - 1] == '\0' ?
		    "input: NUL at byte %zu" :
		    "input: not valid UTF-8 at byte %zu", bad);
	bad = find_nul_escape(text);
	if (bad != 0)
		return fail(FAIL_DATA, "input: \\u0000 at byte %zu", bad);
	if (text[strspn(text, " \t\r\n")] == '\0')
		return fail(FAIL_DATA, "input: empty, expected JSON");
	*value = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	if (*value != NULL)
		end += strspn(end, " \t\r\n");
	if (*value == NULL || end != text + len)
		return fail(FAIL_DATA, "input: not JSON at byte %zu",
		    (size_t)(end - text) + 1);
	twice = find_double(*value);
	if (twice != NULL)
		return fail(FAIL_DATA, "input: \"%.*s\" stands twice",
		    (int)text_bytes_of(twice, 60), twice);
	return 0;
}

int
json_parse(const char *text, size_t len, cJSON **value)
{
	/* cJSON before 1.7.18 reads a byte beyond the length
	 * (CVE-2023-53154), so it gets a copy that ends with a NUL. */
	char *copy = xmalloc(len + 1);
	int result;

	*value = NULL;
	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	result = parse(copy, len, value);
	if (result == -1) {
		cJSON_Delete(*value);
		*value = NULL;
	}
	mem_wipe(copy, len);
	free(copy);
	return result;
}

/* As deep as cJSON parses, CJSON_NESTING_LIMIT. */
static void
wipe(cJSON *item)
{
	for (; item != NULL; item = item->next) {
		if (item->valuestring != NULL)
			mem_wipe(item->valuestring, strlen(item->valuestring));
		wipe(item->child);
	}
}

void
json_wipe(cJSON *tree)
{
	wipe(tree);
	cJSON_Delete(tree);
}

/* The member, or NULL if it is missing or null. */
static const cJSON *
member(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return item == NULL || cJSON_IsNull(item) ? NULL : item;
}

int
json_find_string(const cJSON *object, const char *name, const char **text)
{
	const cJSON *item = member(object, name);

	if (item == NULL)
		return 0;
	if (!cJSON_IsString(item))
		return fail(FAIL_DATA, "%s: must be a string", name);
	*text = item->valuestring;
	return 1;
}

int
json_find_integer(const cJSON *object, const char *name, int64_t *number)
{
	const cJSON *item = member(object, name);
	double value;

	if (item == NULL)
		return 0;
	if (!cJSON_IsNumber(item))
		return fail(FAIL_DATA, "%s: must be a number", name);
	value = item->valuedouble;
	if (!(fabs(value) <= INTEGER_MAX) || trunc(value) < value ||
	    trunc(value) > value)
		return fail(FAIL_DATA, "%s: must be a whole number within "
		    "2^53", name);
	*number = (int64_t)value;
	return 1;
}

int
json_find_bool(const cJSON *object, const char *name, bool *is_true)
{
	const cJSON *item = member(object, name);

	if (item == NULL)
		return 0;
	if (!cJSON_IsBool(item))
		return fail(FAIL_DATA, "%s: must be true or false", name);
	*is_true = cJSON_IsTrue(item);
	return 1;
}

int
json_find_array(const cJSON *object, const char *name, const cJSON **array)
{
	const cJSON *item = member(object, name);

	if (item == NULL)
		return 0;
	if (!cJSON_IsArray(item))
		return fail(FAIL_DATA, "%s: must be an array", name);
	*array = item;
	return 1;
}

int
json_find_object(const cJSON *object, const char *name, const cJSON **found)
{
	const cJSON *item = member(object, name);

	if (item == NULL)
		return 0;
	if (!cJSON_IsObject(item))
		return fail(FAIL_DATA, "%s: must be an object", name);
	*found = item;
	return 1;
}

/* What stands before a value: a comma if one is due, and its name. */
static void
begin(struct buf *b, const char *name)
{
	char last = b->len > 0 ? b->data[b->len - 1] : '\n';

	if (last != '{' && last != '[' && last != ':' && last != '\n')
		buf_addc(b, ',');
	if (name != NULL) {
		buf_add_json_string(b, name);
		buf_addc(b, ':');
	}
}

void
json_open(struct buf *b, const char *name, char bracket)
{
	begin(b, name);
	buf_addc(b, bracket);
}

void
json_close(struct buf *b, char bracket)
{
	buf_addc(b, bracket);
}

void
json_add_string(struct buf *b, const char *name, const char *text)
{
	begin(b, name);
	if (text == NULL)
		buf_add(b, "null", 4);
	else
		buf_add_json_string(b, text);
}

void
json_add_integer(struct buf *b, const char *name, int64_t number)
{
	char digits[20], *at = digits + sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	begin(b, name);
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		*--at = '-';
	buf_add(b, at, (size_t)(digits + sizeof(digits) - at));
}

void
json_add_bool(struct buf *b, const char *name, bool is_true)
{
	begin(b, name);
	buf_adds(b, is_true ? "true" : "false");
}

void
json_add_null(struct buf *b, const char *name)
{
	begin(b, name);
	buf_add(b, "null", 4);
}

void
json_add_raw(struct buf *b, const char *name, const char *json)
{
	size_t len = strlen(json), start;
	char *at, *end;

	/* A newline at the end would look like that of a document. */
	while (len > 0 && strchr(" \t\r\n", json[len - 1]) != NULL)
		len--;
	begin(b, name);
	start = b->len;
	buf_add(b, json, len);
	/* Inside it can only be white space, and a document is one line. */
	end = b->data + b->len;
	for (at = b->data + start; (at = memchr(at, '\n',
	    (size_t)(end - at))) != NULL; at++)
		*at = ' ';
}
