/* SPDX-License-Identifier: MIT */
#include "base/fail.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tap.h"

#define UE	"\xc3\xbc"		/* u umlaut */
#define EURO	"\xe2\x82\xac"
#define FACE	"\xf0\x9f\x98\x80"	/* wide */
#define ZHONG	"\xe4\xb8\xad"		/* wide */
#define ACUTE	"\xcc\x81"		/* combining */
#define DOTS	"\xe2\x80\xa6"

/* The definition, by brute force: encode every code point. */
static size_t
encode(uint32_t point, char out[5])
{
	size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 :
	    point < 0x10000 ? 3 : 4, i;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (i = n; i-- > 1; point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)(lead[n] | point);
	out[n] = '\0';
	return n;
}

static void
test_every_point(void)
{
	uint32_t point, got, wrong = 0;
	char text[5];
	size_t n;

	for (point = 0; point < 0x110000 && wrong == 0; point++) {
		bool surrogate = point >= 0xd800 && point <= 0xdfff;

		n = encode(point, text);
		got = 0;
		if (utf8_decode(text, n, &got) != (surrogate ? 0 : n) ||
		    (!surrogate && got != point) ||
		    text_is_utf8(text, n) == surrogate ||
		    (n > 1 && utf8_decode(text, n - 1, &got) != 0))
			wrong = point + 1;
	}
	is_int(wrong, 0, "every code point, whole and cut");
}

/* Every sequence of up to three bytes, and four of the edges: valid if, and
 * only if, it is what some code point is encoded as. */
static void
test_every_sequence(void)
{
	unsigned int a, b, c, wrong = 0;
	uint32_t point;
	char text[5], back[5];
	size_t n;

	for (a = 0x80; a < 0x100 && wrong == 0; a++)
		for (b = 0; b < 0x100 && wrong == 0; b++)
			for (c = 0; c < 0x100; c += c == 0 ? 0x7f : 1) {
				text[0] = (char)a;
				text[1] = (char)b;
				text[2] = (char)c;
				text[3] = (char)0x80;
				text[4] = '\0';
				n = utf8_decode(text, 4, &point);
				if (n == 0)
					continue;
				if (encode(point, back) != n ||
				    memcmp(text, back, n) != 0 ||
				    point > 0x10ffff)
					wrong = a << 16 | b << 8 | c;
			}
	is_int(wrong, 0, "nothing else is valid");
}

static void
check(const struct text_rule *rule, const char *text, size_t len,
    const char *message)
{
	int result;

	fail_clear();
	result = text_check(rule, text, len);
	is_str(fail_message(), message, "check: %s",
	    *message == '\0' ? "passes" : message);
	ok(result == (*message == '\0' ? 0 : -1) && fail_kind() ==
	    (*message == '\0' ? FAIL_NONE : FAIL_DATA), "result and kind");
}

static void
test_check(void)
{
	static const struct text_rule title = { "title", 1, 5, 0, false };
	static const struct text_rule body = { "body", 0, 0, 8, true };
	static const struct text_rule key = { "key", 3, 0, 0, false };

	check(&title, "abc", 3, "");
	check(&title, UE EURO FACE ZHONG "e", 13, "");
	check(&title, "abcdef", 6, "title: 6 characters, at most 5");
	check(&title, "", 0, "title: must not be empty");
	check(&title, " ", 1, "title: must not be empty");
	check(&title, "\xc2\xa0\xe3\x80\x80\xe2\x80\x8b", 8,
	    "title: must not be empty");
	check(&title, "a\tb", 3, "title: control character U+0009 at "
	    "character 2");
	check(&title, "a\nb", 3, "title: control character U+000A at "
	    "character 2");
	check(&title, "a\0b", 3, "title: control character U+0000 at "
	    "character 2");
	check(&title, UE "\x7f", 3, "title: control character U+007F at "
	    "character 2");
	check(&title, "\xc2\x85", 2, "title: control character U+0085 at "
	    "character 1");
	check(&title, "ab\xff", 3, "title: not valid UTF-8 at byte 3");
	check(&title, EURO, 2, "title: not valid UTF-8 at byte 1");
	check(&title, "\xed\xa0\x80", 3, "title: not valid UTF-8 at byte 1");
	check(&body, "", 0, "");
	check(&body, "a\n\tb\r\n", 6, "");
	check(&body, "a\rb", 3, "body: control character U+000D at "
	    "character 2");
	check(&body, "ab\r", 3, "body: control character U+000D at "
	    "character 3");
	check(&body, "a\0", 2, "body: control character U+0000 at "
	    "character 2");
	check(&body, "\x1b[0m", 4, "body: control character U+001B at "
	    "character 1");
	check(&body, "12345678", 8, "");
	check(&body, "123456789", 9, "body: 9 bytes, at most 8");
	check(&key, "ab", 2, "key: 2 characters, at least 3");
	check(&key, UE UE UE, 6, "");
}

static void
test_counts(void)
{
	is_int((int)text_chars(""), 0, "no characters");
	is_int((int)text_chars("a" UE EURO FACE), 4, "four");
	is_int((int)text_chars("a\xff\xc3"), 3, "an invalid byte is one");
	is_int((int)text_bytes_of("a" UE EURO FACE, 0), 0, "bytes of none");
	is_int((int)text_bytes_of("a" UE EURO FACE, 3), 6, "of three");
	is_int((int)text_bytes_of("a" UE EURO FACE, 9), 10, "of all");
	is_int((int)text_width(""), 0, "no width");
	is_int((int)text_width("abc"), 3, "ASCII");
	is_int((int)text_width(UE EURO), 2, "Latin");
	is_int((int)text_width(ZHONG FACE), 4, "wide");
	is_int((int)text_width("e" ACUTE), 1, "combining");
	is_int((int)text_width("\xef\xbc\xa1"), 2, "full-width A");
	is_int((int)text_width("\xed\x95\x9c"), 2, "Hangul");
	is_int((int)text_width("\xe2\x80\x8b"), 0, "zero width space");
	is_int((int)utf8_cut("a" EURO "b", 2), 1, "no cut inside");
	is_int((int)utf8_cut("a" EURO "b", 3), 1, "nor there");
	is_int((int)utf8_cut("a" EURO "b", 4), 4, "but after it");
	is_int((int)utf8_cut("\x80\x80\x80\x80\x80", 4), 4, "rubbish");
	is_int((int)utf8_cut("\x80", 0), 0, "at the start");
}

static void
shows(const char *text, const char *line, const char *lines,
    const char *field)
{
	struct buf b = {0};

	text_show(&b, text, false);
	is_str(buf_text(&b), line, "as a line");
	buf_cut(&b, 0);
	text_show(&b, text, true);
	is_str(buf_text(&b), lines, "as lines");
	buf_cut(&b, 0);
	text_show_field(&b, text);
	is_str(buf_text(&b), field, "as a field");
	buf_clear(&b);
}

static void
test_show(void)
{
	shows("", "", "", "");
	shows("Gr" UE "n " FACE, "Gr" UE "n " FACE, "Gr" UE "n " FACE,
	    "Gr" UE "n " FACE);
	shows("a\tb\nc\r\nd\re\\f", "a b c d\\x0de\\f",
	    "a\tb\nc\nd\\x0de\\f", "a\\tb\\nc\\r\\nd\\re\\\\f");
	shows("\x1b]0;evil\x07", "\\x1b]0;evil\\x07", "\\x1b]0;evil\\x07",
	    "\\x1b]0;evil\\x07");
	shows("\x7f\xc2\x9b" "2J", "\\x7f\\x9b2J", "\\x7f\\x9b2J",
	    "\\x7f\\x9b2J");
	shows("\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9",
	    "\\u202a\\u202e\\u2066\\u2069", "\\u202a\\u202e\\u2066\\u2069",
	    "\\u202a\\u202e\\u2066\\u2069");
	shows("\xff\xc3(\xe2\x82", "\\xff\\xc3(\\xe2\\x82",
	    "\\xff\\xc3(\\xe2\\x82", "\\xff\\xc3(\\xe2\\x82");
}

static void
cuts(const char *text, size_t width, bool pad, const char *expected)
{
	struct buf b = {0};

	text_show_cut(&b, text, width, pad);
	is_str(buf_text(&b), expected, "%zu columns%s", width,
	    pad ? ", padded" : "");
	buf_clear(&b);
}

static void
test_cut(void)
{
	cuts("abcdef", 6, false, "abcdef");
	cuts("abcdef", 5, false, "abcd" DOTS);
	cuts("abcdef", 1, false, DOTS);
	cuts("abcdef", 0, false, "");
	cuts("", 0, true, "");
	cuts("", 3, true, "   ");
	cuts("abc", 5, true, "abc  ");
	cuts("abc", 5, false, "abc");
	cuts(ZHONG ZHONG ZHONG, 6, true, ZHONG ZHONG ZHONG);
	cuts(ZHONG ZHONG ZHONG, 5, true, ZHONG ZHONG DOTS);
	cuts(ZHONG ZHONG ZHONG, 4, true, ZHONG DOTS " ");
	cuts("e" ACUTE "e" ACUTE "e" ACUTE, 3, false,
	    "e" ACUTE "e" ACUTE "e" ACUTE);
	cuts("e" ACUTE "e" ACUTE "e" ACUTE, 2, false, "e" ACUTE DOTS);
	cuts("a\x1b" "b", 6, true, "a\\x1bb");
	cuts("a\nb", 4, true, "a b ");
}

/* Whatever the bytes: harmless, valid, and exactly as wide as asked. */
static void
test_random(uint64_t *seed)
{
	static const char *const pieces[] = {
		"a", "b ", UE, EURO, FACE, ZHONG, ACUTE, "\x1b", "\n", "\t",
		"\r", "\xff", "\xe2\x80\xae", "\xc2\x9b", "\\", "\xf0\x9f"
	};
	struct buf text = {0}, shown = {0}, cut = {0};
	static const struct text_rule rule = { "x", 0, 0, 0, false };
	bool good = true;
	size_t width, n;
	int round;

	for (round = 0; round < 20000 && good; round++) {
		buf_cut(&text, 0);
		buf_cut(&shown, 0);
		buf_cut(&cut, 0);
		for (n = tap_random(seed, 12); n > 0; n--)
			buf_adds(&text, pieces[tap_random(seed, 16)]);
		width = tap_random(seed, 20);
		text_show(&shown, buf_text(&text), false);
		text_show_cut(&cut, buf_text(&text), width, true);
		good = text_check(&rule, buf_text(&shown), shown.len) == 0 &&
		    text_check(&rule, buf_text(&cut), cut.len) == 0 &&
		    text_width(buf_text(&cut)) == width;
		buf_cut(&cut, 0);
		text_show_field(&cut, buf_text(&text));
		good = good && strpbrk(buf_text(&cut), "\t\r\n\x1b") == NULL;
	}
	ok(good, "%d random texts are shown harmless", round);
	if (!good)
		diag("width %zu of %s", width, buf_text(&shown));
	buf_clear(&text);
	buf_clear(&shown);
	buf_clear(&cut);
}

static void
test_trim(void)
{
	char text[] = " \t\r\n\xc2\xa0 a b \xc2\xa0\n", none[] = "",
	    blank[] = " \xc2\xa0 ", umlaut[] = "\xc3\xa0", plain[] = "x",
	    half[] = "\xc2";

	is_str(text_trim(text), "a b", "trim");
	is_str(text_trim(none), "", "trim nothing");
	is_str(text_trim(blank), "", "trim all");
	is_str(text_trim(umlaut), "\xc3\xa0", "a letter that ends like one");
	is_str(text_trim(plain), "x", "nothing to trim");
	is_str(text_trim(half), "\xc2", "half a space");
}

static void
test_words(void)
{
	static const char *const verbs[] = {
		"approve", "reject", "list", "claim", "add", "lease", NULL
	};
	static const char *const none[] = { NULL };
	char longest[200];

	is_str(text_nearest("leese", verbs), "lease", "one letter");
	is_str(text_nearest("aproev", verbs), "approve",
	    "one missing, two swapped");
	is_str(text_nearest("lsit", verbs), "list", "swapped");
	is_str(text_nearest("LIST", verbs), "list", "in capitals");
	is_str(text_nearest("ad", verbs), "add", "a short one");
	is_str(text_nearest("claim", verbs), "claim", "itself");
	is_str(text_nearest("xyz", verbs), NULL, "none is near");
	is_str(text_nearest("", verbs), NULL, "nothing");
	is_str(text_nearest("list", none), NULL, "no words");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	is_str(text_nearest(longest, verbs), NULL, "too long to compare");
	longest[63] = '\0';
	is_str(text_nearest(longest, (const char *const []){ longest, NULL }),
	    longest, "the longest");
	ok(text_in("add", verbs), "in");
	ok(!text_in("ad", verbs), "not in");
	ok(!text_in("adds", verbs), "neither");
}

static void
number(const char *text, long long min, long long max, const char *message,
    long long expected)
{
	long long got = -77;
	int result;

	fail_clear();
	result = text_number("n", text, min, max, &got);
	is_int(result, *message == '\0' ? 0 : -1, "\"%.20s\"", text);
	is_str(fail_message(), message, "message");
	is_int(got, *message == '\0' ? expected : -77, "number");
}

static void
test_number(void)
{
	char many[300];

	number("0", 0, 100, "", 0);
	number("100", 0, 100, "", 100);
	number("-5", -10, 10, "", -5);
	number("007", 0, 100, "", 7);
	number("9223372036854775807", 0, INT64_MAX, "", INT64_MAX);
	number("-9223372036854775808", INT64_MIN, 0, "", INT64_MIN);
	number("101", 0, 100, "n: \"101\" is not a number from 0 to 100", 0);
	number("-1", 0, 100, "n: \"-1\" is not a number from 0 to 100", 0);
	number("x", 0, 100, "n: \"x\" is not a number from 0 to 100", 0);
	number("", 0, 9, "n: \"\" is not a number from 0 to 9", 0);
	number("-", -9, 9, "n: \"-\" is not a number from -9 to 9", 0);
	number("+1", 0, 9, "n: \"+1\" is not a number from 0 to 9", 0);
	number(" 1", 0, 9, "n: \" 1\" is not a number from 0 to 9", 0);
	number("1 ", 0, 9, "n: \"1 \" is not a number from 0 to 9", 0);
	number("1.0", 0, 9, "n: \"1.0\" is not a number from 0 to 9", 0);
	number("0x1", 0, 9, "n: \"0x1\" is not a number from 0 to 9", 0);
	number("1e1", 0, 99, "n: \"1e1\" is not a number from 0 to 99", 0);
	number("9223372036854775808", 0, INT64_MAX, "n: "
	    "\"9223372036854775808\" is not a number from 0 to "
	    "9223372036854775807", 0);
	memset(many, '9', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	number(many, 0, 9, "n: \"9999999999999999999999999999999999999999"
	    "99999999999999999999\" is not a number from 0 to 9", 0);
}

int
main(void)
{
	uint64_t seed = tap_seed();

	test_every_point();
	test_every_sequence();
	test_check();
	test_counts();
	test_show();
	test_cut();
	test_random(&seed);
	test_trim();
	test_words();
	test_number();
	return tap_done();
}
