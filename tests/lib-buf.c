/* SPDX-License-Identifier: MIT */
#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/text.h"
#include "tap.h"

static void
test_growth(uint64_t *seed)
{
	static char expected[200000];
	struct buf b = {0};
	char piece[300];
	size_t len = 0, n;
	bool same = true;

	while (len + sizeof(piece) < sizeof(expected) && same) {
		n = tap_random(seed, sizeof(piece));
		memset(piece, (int)('a' + tap_random(seed, 26)), n);
		piece[n] = '\0';
		memcpy(expected + len, piece, n + 1);
		switch (tap_random(seed, 5)) {
		case 0:
			buf_add(&b, piece, n);
			break;
		case 1:
			buf_adds(&b, piece);
			break;
		case 2:
			buf_addf(&b, "%s", piece);
			break;
		case 3:
			memcpy(buf_room(&b, n), piece, n);
			b.len += n;
			break;
		default:
			buf_add(&b, piece, n);
			buf_cut(&b, len);
			buf_cut(&b, len + 5);
			for (size_t i = 0; i < n; i++)
				buf_addc(&b, piece[i]);
		}
		len += n;
		same = b.len == len && b.size > b.len &&
		    strcmp(buf_text(&b), expected) == 0;
	}
	ok(same, "%zu bytes added piece by piece", len);
	buf_clear(&b);
	ok(b.data == NULL && b.len == 0 && b.size == 0, "cleared");
}

static void
test_edges(void)
{
	struct buf b = {0};
	char *s;

	is_str(buf_text(&b), "", "an empty one has a text");
	buf_clear(&b);
	buf_cut(&b, 0);
	ok(b.data == NULL, "clear and cut of an empty one");
	s = buf_take(&b);
	is_str(s, "", "taking an empty one");
	free(s);
	buf_add(&b, NULL, 0);
	is_str(buf_text(&b), "", "adding nothing");
	buf_add(&b, "a\0b", 3);
	is_int((int)b.len, 3, "NUL is a byte");
	ok(memcmp(b.data, "a\0b", 4) == 0, "and the end is NUL");
	buf_cut(&b, 1);
	is_str(buf_text(&b), "a", "cut");
	buf_cut(&b, 7);
	is_int((int)b.len, 1, "a cut beyond the end does nothing");
	buf_addf(&b, "%0300d", 7);
	is_int((int)b.len, 301, "a long format");
	s = buf_take(&b);
	ok(b.data == NULL && b.len == 0, "taken");
	is_int((int)strlen(s), 301, "whole");
	free(s);
}

static void
is_json(const char *text, const char *expected, const char *name)
{
	struct buf b = {0};

	buf_add_json_string(&b, text);
	is_str(buf_text(&b), expected, "%s", name);
	buf_clear(&b);
}

static void
test_json_string(void)
{
	is_json("", "\"\"", "empty");
	is_json("plain text", "\"plain text\"", "plain");
	is_json("\"\\/", "\"\\\"\\\\/\"", "quote and backslash");
	is_json("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"", "short escapes");
	is_json("\x01\x1b[0m\x7f", "\"\\u0001\\u001b[0m\\u007f\"", "control");
	is_json("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0",
	    "\"\\u0080\\u009b\\u009f\xc2\xa0\"", "C1 control");
	is_json("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
	    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"", "2, 3, 4 bytes");
	is_json("a\xff" "b", "\"a\xef\xbf\xbd" "b\"", "no byte of UTF-8");
	is_json("\xc3", "\"\xef\xbf\xbd\"", "cut at the end");
	is_json("\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"", "cut of three");
	is_json("\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"", "overlong");
	is_json("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"",
	    "surrogate");
	is_json("\xf4\x90\x80\x80",
	    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"",
	    "beyond U+10FFFF");
}

/* Each byte at each place of a word: escaped, replaced or left alone. */
static void
test_json_places(void)
{
	char text[27], expected[64], middle[8];
	size_t place, c, wrong = 0;
	struct buf b = {0};

	for (place = 0; place < 26; place++)
		for (c = 1; c < 256; c++) {
			memset(text, 'z', 26);
			text[26] = '\0';
			text[place] = (char)c;
			snprintf(middle, sizeof(middle), c >= 0x80 ?
			    "\xef\xbf\xbd" : c < ' ' || c == 0x7f ?
			    "\\u%04x" : c == '"' || c == '\\' ? "\\%c" :
			    "%c", (int)c);
			if (c < ' ' && strchr("\b\f\n\r\t", (int)c) != NULL)
				snprintf(middle, sizeof(middle), "\\%c",
				    "btn?fr"[c - '\b']);
			snprintf(expected, sizeof(expected), "\"%.*s%s%s\"",
			    (int)place, text, middle, text + place + 1);
			buf_cut(&b, 0);
			buf_add_json_string(&b, text);
			wrong += strcmp(buf_text(&b), expected) != 0;
		}
	is_int((int)wrong, 0, "every byte at every place");
	buf_clear(&b);
}

/* Whatever the bytes: it parses, is UTF-8, and has no control character;
 * valid text comes back. */
static void
test_json_random(uint64_t *seed)
{
	char text[40];
	bool good = true;
	int round;

	for (round = 0; round < 20000 && good; round++) {
		struct buf b = {0};
		size_t n = tap_random(seed, sizeof(text)), i;
		cJSON *value;

		for (i = 0; i < n; i++)
			text[i] = (char)(1 + tap_random(seed, 255));
		text[n] = '\0';
		buf_add_json_string(&b, text);
		value = cJSON_Parse(buf_text(&b));
		good = cJSON_IsString(value) && text_is_utf8(b.data, b.len);
		for (i = 0; i < b.len && good; i++)
			good = (unsigned char)b.data[i] >= ' ' &&
			    b.data[i] != 0x7f;
		if (good && text_is_utf8(text, n))
			good = strcmp(value->valuestring, text) == 0;
		cJSON_Delete(value);
		buf_clear(&b);
	}
	ok(good, "%d random texts", round);
}

static void
test_wipe(void)
{
	struct buf b = {0};

	buf_wipe(&b);
	ok(b.data == NULL, "nothing to wipe");
	buf_adds(&b, "secret");
	buf_wipe(&b);
	ok(b.data == NULL && b.len == 0 && b.size == 0, "wiped is empty");
	is_str(buf_text(&b), "", "and ready");
}

int
main(void)
{
	uint64_t seed = tap_seed();

	test_edges();
	test_growth(&seed);
	test_wipe();
	test_json_string();
	test_json_places();
	test_json_random(&seed);
	return tap_done();
}
