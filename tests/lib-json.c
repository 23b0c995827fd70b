/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "base/fail.h"
#include "base/text.h"
#include "format/json.h"
#include "tap.h"

/* message "": it parses; one that ends with a space: with a number after it,
 * which differs between versions of cJSON.  A copy of exactly that size shows
 * reads beyond. */
static void
parses(const char *text, size_t len, const char *message)
{
	char *copy = malloc(len > 0 ? len : 1);
	cJSON *value = (cJSON *)&value;
	char got[100];
	int result;

	memcpy(copy, text, len);
	fail_clear();
	result = json_parse(copy, len, &value);
	snprintf(got, sizeof(got), "%s", fail_message());
	if (*message != '\0' && message[strlen(message) - 1] == ' ')
		got[strcspn(got, "0123456789")] = '\0';
	is_str(got, message, "%s", *message == '\0' ? "parses" :
	    message);
	ok(result == (*message == '\0' ? 0 : -1) && (value == NULL) ==
	    (result == -1) && fail_kind() == (result == -1 ? FAIL_DATA :
	    FAIL_NONE), "result, kind and value");
	cJSON_Delete(value);
	free(copy);
}

static void
test_parse(void)
{
	static const char *const good[] = {
		"{}", "[]", "null", "1", "\"x\"", " {\"a\" : 1}\r\n\t ",
		"\xef\xbb\xbf{\"a\":1}", "[1,2,{\"a\":[]}]",
		"{\"a\":\"\\u00e4\\ud83d\\ude00\"}",
		"{\"a\":\"\\\\u0000\"}", "{\"a\":\"\\\\\\\\u0000\"}",
		"{\"a\":1,\"A\":2}", "{\"x\":{\"a\":1,\"a\":2}}",
		"{\"\":1}", "\"\\u0001\"", "\"\\u00000\" "
	};
	static const struct {
		const char	*text, *message;
	} bad[] = {
		{ "", "input: empty, expected JSON" },
		{ " \n", "input: empty, expected JSON" },
		{ "{", "input: not JSON at byte " },
		{ "{\"a\":1,", "input: not JSON at byte " },
		{ "{\"1\":1,", "input: not JSON at byte " },
		{ "{} x", "input: not JSON at byte " },
		{ "{}{}", "input: not JSON at byte " },
		{ "nul", "input: not JSON at byte " },
		{ "\"abc", "input: not JSON at byte " },
		{ "{\"a\":\"\\u0000\"}", "input: \\u0000 at byte 7" },
		{ "{\"a\\u0000b\":1}", "input: \\u0000 at byte 4" },
		{ "\"\\\\\\u0000\"", "input: \\u0000 at byte 4" },
		{ "\"\xff\"", "input: not valid UTF-8 at byte 2" },
		{ "\"\xed\xa0\x80\"", "input: not valid UTF-8 at byte 2" },
		{ "{\"a\":1,\"b\":2,\"a\":3}",
		    "input: \"a\" stands twice" },
		{ "{\"a\":1,\"\\u0061\":3}", "input: \"a\" stands twice" },
		{ "{\"x\x1b\":1,\"x\x1b\":1}",
		    "input: \"x\\x1b\" stands twice" }
	};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (strcmp(good[i], "\"\\u00000\" ") != 0)
			parses(good[i], strlen(good[i]), "");
	parses("\"\\u00000\" ", 10, "input: \\u0000 at byte 2");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		parses(bad[i].text, strlen(bad[i].text), bad[i].message);
	parses("{\"a\":\"x\0y\"}", 11, "input: NUL at byte 8");
	parses("{}\0", 3, "input: NUL at byte 3");
	parses("{}x", 2, "");
}

static void
test_nesting(void)
{
	struct buf b = {0};
	cJSON *value;
	int i;

	for (i = 0; i < 100000; i++)
		buf_addc(&b, '[');
	is_int(json_parse(b.data, b.len, &value), -1, "100,000 brackets");
	is_int(fail_kind(), FAIL_DATA, "are DATA, and no crash");
	buf_clear(&b);
}

/* Rubbish made of JSON's own pieces: a value or a failure, never both. */
static void
test_rubbish(uint64_t *seed)
{
	static const char *const pieces[] = {
		"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d",
		"0000", "1", "-", "e", ".", "null", "true", " ", "\n",
		"\"a\"", "\xc3\xa4", "\xff", "{\"a\":", "[1,"
	};
	struct buf b = {0};
	bool good = true;
	int round, parsed = 0;

	for (round = 0; round < 50000 && good; round++) {
		size_t n = tap_random(seed, 9);
		cJSON *value;
		char *copy;

		buf_cut(&b, 0);
		for (; n > 0; n--)
			buf_adds(&b, pieces[tap_random(seed, 24)]);
		copy = malloc(b.len + 1);
		memcpy(copy, buf_text(&b), b.len);
		copy = realloc(copy, b.len > 0 ? b.len : 1);
		fail_clear();
		if (json_parse(copy, b.len, &value) == 0)
			parsed++;
		good = (value == NULL) == (fail_kind() == FAIL_DATA);
		cJSON_Delete(value);
		free(copy);
	}
	ok(good && parsed > 0, "%d pieces of rubbish, %d parsed", round,
	    parsed);
	buf_clear(&b);
}

static cJSON *
value_of(const char *text)
{
	cJSON *value;

	if (json_parse(text, strlen(text), &value) == -1)
		ok(false, "%s: %s", text, fail_message());
	return value;
}

static void
test_find(void)
{
	cJSON *o = value_of("{\"s\":\"x\",\"n\":5,\"b\":true,\"a\":[1],"
	    "\"o\":{},\"z\":null,\"f\":false,\"S\":7}");
	const char *s = "none";
	const cJSON *child = NULL;
	int64_t n = -1;
	bool b = false;

	is_int(json_find_string(o, "s", &s), 1, "a string");
	is_str(s, "x", "found");
	is_int(json_find_integer(o, "n", &n), 1, "an integer");
	is_int(n, 5, "found");
	is_int(json_find_bool(o, "b", &b), 1, "a bool");
	ok(b, "found");
	is_int(json_find_bool(o, "f", &b), 1, "false");
	ok(!b, "found");
	is_int(json_find_array(o, "a", &child), 1, "an array");
	is_int(cJSON_GetArraySize(child), 1, "found");
	is_int(json_find_object(o, "o", &child), 1, "an object");
	ok(cJSON_IsObject(child), "found");

	s = "kept";
	is_int(json_find_string(o, "x", &s), 0, "missing");
	is_int(json_find_string(o, "z", &s), 0, "null");
	is_str(s, "kept", "sets nothing");
	is_int(json_find_string(NULL, "z", &s), 0, "of no object");
	is_int(json_find_string(cJSON_GetObjectItem(o, "a"), "z", &s), 0,
	    "of an array");

	is_int(json_find_string(o, "n", &s), -1, "no string");
	is_str(fail_message(), "n: must be a string", "message");
	is_int(json_find_integer(o, "s", &n), -1, "no integer");
	is_str(fail_message(), "s: must be a number", "message");
	is_int(json_find_bool(o, "n", &b), -1, "no bool");
	is_str(fail_message(), "n: must be true or false", "message");
	is_int(json_find_array(o, "o", &child), -1, "no array");
	is_str(fail_message(), "o: must be an array", "message");
	is_int(json_find_object(o, "a", &child), -1, "no object");
	is_str(fail_message(), "a: must be an object", "message");
	is_int(fail_kind(), FAIL_DATA, "DATA");
	cJSON_Delete(o);
}

static void
test_integers(void)
{
	static const struct {
		const char	*text;
		int		 result;
		int64_t		 number;
	} cases[] = {
		{ "{\"n\":0}", 1, 0 }, { "{\"n\":-0}", 1, 0 },
		{ "{\"n\":9007199254740992}", 1, 9007199254740992 },
		{ "{\"n\":-9007199254740992}", 1, -9007199254740992 },
		{ "{\"n\":9007199254740994}", -1, 0 },
		{ "{\"n\":-9007199254740994}", -1, 0 },
		{ "{\"n\":3000000000}", 1, 3000000000 },
		{ "{\"n\":1.0}", 1, 1 }, { "{\"n\":1e3}", 1, 1000 },
		{ "{\"n\":1.5}", -1, 0 }, { "{\"n\":1e-3}", -1, 0 },
		{ "{\"n\":1e400}", -1, 0 }, { "{\"n\":-1e400}", -1, 0 },
		{ "{\"n\":9223372036854775807}", -1, 0 },
		{ "{\"n\":\"1\"}", -1, 0 }
	};
	int64_t n;
	size_t i;
	cJSON *o;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		o = value_of(cases[i].text);
		n = 0;
		is_int(json_find_integer(o, "n", &n), cases[i].result,
		    "%s", cases[i].text);
		is_int(n, cases[i].number, "is %lld",
		    (long long)cases[i].number);
		cJSON_Delete(o);
	}
}

static void
test_write(void)
{
	struct buf b = {0};

	json_open(&b, NULL, '{');
	json_add_string(&b, "a", "x:{[,");
	json_add_string(&b, "b", NULL);
	json_add_integer(&b, "c", INT64_MIN);
	json_add_integer(&b, "d", INT64_MAX);
	json_add_integer(&b, "e", 0);
	json_add_bool(&b, "f", true);
	json_add_bool(&b, "g", false);
	json_add_null(&b, "h\"");
	json_open(&b, "i", '[');
	json_close(&b, ']');
	json_open(&b, "j", '[');
	json_open(&b, NULL, '{');
	json_close(&b, '}');
	json_open(&b, NULL, '[');
	json_add_integer(&b, NULL, -7);
	json_add_string(&b, NULL, "[");
	json_add_string(&b, NULL, "\n");
	json_close(&b, ']');
	json_add_raw(&b, NULL, "{\"raw\":1} \n");
	json_add_null(&b, NULL);
	json_close(&b, ']');
	json_add_raw(&b, "k", "[]\n");
	json_add_bool(&b, "l", true);
	json_close(&b, '}');
	buf_addc(&b, '\n');
	json_open(&b, NULL, '{');
	json_close(&b, '}');
	buf_adds(&b, "\n{\"by hand\":");
	json_add_null(&b, NULL);
	json_add_null(&b, "m");
	is_str(buf_text(&b), "{\"a\":\"x:{[,\",\"b\":null,"
	    "\"c\":-9223372036854775808,\"d\":9223372036854775807,\"e\":0,"
	    "\"f\":true,\"g\":false,\"h\\\"\":null,\"i\":[],"
	    "\"j\":[{},[-7,\"[\",\"\\n\"],{\"raw\":1},null],\"k\":[],"
	    "\"l\":true}\n{}\n{\"by hand\":null,\"m\":null",
	    "everything, with commas where they are due");
	buf_clear(&b);
}

/* What is written is read back, and it is JSON whatever its shape. */
static void
write_random(struct buf *b, uint64_t *seed, const char *name, int depth,
    int64_t *sum)
{
	size_t kind = tap_random(seed, depth > 4 ? 4 : 6), n;
	int64_t number;

	switch (kind) {
	case 0:
		json_add_null(b, name);
		break;
	case 1:
		json_add_bool(b, name, tap_random(seed, 2) == 1);
		break;
	case 2:
		json_add_string(b, name, "{[:,\n\"");
		break;
	case 3:
		number = (int64_t)tap_random(seed, 2000000) - 1000000;
		json_add_integer(b, name, number);
		*sum += number;
		break;
	default:
		json_open(b, name, kind == 4 ? '[' : '{');
		for (n = tap_random(seed, 5); n > 0; n--)
			write_random(b, seed, kind == 4 ? NULL :
			    (const char *[]){ "", "a", "b", "c", "d" }[n],
			    depth + 1, sum);
		json_close(b, kind == 4 ? ']' : '}');
	}
}

static int64_t
sum_of(const cJSON *value)
{
	int64_t sum = cJSON_IsNumber(value) ? (int64_t)value->valuedouble : 0;
	const cJSON *child;

	cJSON_ArrayForEach(child, value)
		sum += sum_of(child);
	return sum;
}

static void
test_round_trip(uint64_t *seed)
{
	bool good = true;
	int round;

	for (round = 0; round < 5000 && good; round++) {
		struct buf b = {0};
		int64_t sum = 0;
		cJSON *value;

		write_random(&b, seed, NULL, 0, &sum);
		good = json_parse(b.data, b.len, &value) == 0 &&
		    sum_of(value) == sum;
		if (!good)
			diag("%s: %s", fail_message(), buf_text(&b));
		cJSON_Delete(value);
		buf_clear(&b);
	}
	ok(good, "%d random values", round);
}

static int	secrets;	/* that were freed as they were */

static void
free_looking(void *p)
{
	if (p != NULL && memmem(p, malloc_usable_size(p), "hunter2", 7))
		secrets++;
	free(p);
}

static void
test_wipe(void)
{
	static const char text[] = "{\"a\": \"hunter2\", \"b\": [1, "
	    "{\"c\": \"say hunter2\"}], \"d\": \"\"}";
	cJSON_Hooks looking = { malloc, free_looking };
	cJSON *tree;

	cJSON_InitHooks(&looking);
	json_wipe(NULL);
	is_int(json_parse(text, strlen(text), &tree), 0, "has secrets");
	cJSON_Delete(tree);
	is_int(secrets, 2, "which stay in memory");
	secrets = 0;
	is_int(json_parse(text, strlen(text), &tree), 0, "once more");
	json_wipe(tree);
	is_int(secrets, 0, "unless they are wiped");
	cJSON_InitHooks(NULL);
}

int
main(void)
{
	uint64_t seed = tap_seed();

	test_parse();
	test_nesting();
	test_rubbish(&seed);
	test_find();
	test_integers();
	test_wipe();
	test_write();
	test_round_trip(&seed);
	return tap_done();
}
