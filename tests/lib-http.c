/* SPDX-License-Identifier: MIT */
/* What a request looks like, and which answers are asked for again. */
#include "format/json.h"
#include "http-check.h"

static const char *
echoed(const cJSON *tree, const char *name)
{
	const char *text = "(none)";

	json_find_string(tree, name, &text);
	return text;
}

static void
test_request(void)
{
	struct http_request get = {0};
	struct http_response response = {0};
	const cJSON *headers;
	cJSON *tree;

	sends(server_url("/echo?" QUERY), true, &response, 0, NULL, "echo");
	is_int(response.status, 200, "200");
	is_str(response.content_type, "application/json", "JSON");
	ok(llabs(response.date - clock_now()) < 5000, "Date is kept");
	is_int(response.retry_at, 0, "no Retry-After");
	is_int(json_parse(buf_text(&response.body), response.body.len, &tree),
	    0, "what was sent");
	is_str(echoed(tree, "method"), "POST", "method");
	is_str(echoed(tree, "body"), "{}", "body");
	json_find_object(tree, "headers", &headers);
	is_str(echoed(headers, "user-agent"), "atlas/" ATLAS_VERSION
	    " (gzip)", "User-Agent");
	is_str(echoed(headers, "accept-encoding"), "gzip", "gzip");
	is_str(echoed(headers, "authorization"), "Bearer " TOKEN, "token");
	is_str(echoed(headers, "content-type"), "application/json", "type");
	is_str(echoed(headers, "content-length"), "2", "length");
	is_str(echoed(headers, "expect"), "(none)", "no Expect");
	is_str(echoed(headers, "cookie"), "(none)", "no cookie");
	cJSON_Delete(tree);
	http_response_clear(&response);

	get.url = server_url("/echo");
	is_int(http_send(http, &get, &response), 0, "GET");
	json_parse(buf_text(&response.body), response.body.len, &tree);
	is_str(echoed(tree, "method"), "GET", "method");
	is_str(echoed(tree, "body"), "", "no body");
	json_find_object(tree, "headers", &headers);
	is_str(echoed(headers, "authorization"), "(none)", "no token");
	is_str(echoed(headers, "content-length"), "(none)", "no length");
	cJSON_Delete(tree);
	http_response_clear(&response);
}

/* One connection for all of it; an empty body; a large one. */
static void
test_connection(void)
{
	struct http_request put = { .method = "PUT" };
	struct http_response response = {0};
	size_t len = 3 << 20;
	char *large = malloc(len);
	int before, i;

	start(20000, 0);
	put.url = server_url("/connections");
	http_send(http, &put, &response);
	before = atoi(buf_text(&response.body));
	http_response_clear(&response);
	memset(large, 'x', len);
	put.url = server_url("/echo");
	put.body = large;
	put.body_len = len;
	is_int(http_send(http, &put, &response), 0, "PUT of 3 MB");
	ok(response.body.len > len, "arrives");
	http_response_clear(&response);
	put.body_len = 0;
	put.url = server_url("/connections");
	for (i = 0; i < 5; i++) {
		http_response_clear(&response);
		http_send(http, &put, &response);
	}
	is_int(atoi(buf_text(&response.body)), before, "kept connection");
	http_response_clear(&response);
	free(large);
}

static void
test_answers(void)
{
	struct http_response response = {0};

	sends(server_url("/gzip"), false, &response, 0, NULL, "gzip");
	is_str(buf_text(&response.body), "{\"packed\":true}", "is unpacked");
	ok(!http_is_page(&response), "and no page");
	http_response_clear(&response);

	sends(server_url("/page"), false, &response, 0, NULL, "a web page");
	is_int(response.status, 200, "is an answer");
	is_str(response.content_type, "text/html; charset=utf-8", "type");
	ok(http_is_page(&response), "and known for what it is");
	http_response_clear(&response);
	buf_adds(&response.body, "\n <html>");
	ok(http_is_page(&response), "without a type as well");
	http_response_clear(&response);

	sends(server_url("/redirect"), true, &response, 0, NULL, "redirect");
	is_int(response.status, 302, "is for the caller");
	http_response_clear(&response);
	is_int(asked_for("redirected"), 0, "and not followed");

	ends("/a404?first=404", true, 0, NULL, 1, false);
	ends("/a400?first=400", true, 0, NULL, 1, false);
	ends("/a501?first=501", true, 0, NULL, 1, false);
	ends("/large?bytes=1000000", true, 0, NULL, 1, false);
	ends("/large?bytes=1000001", true, FAIL_REMOTE,
	    "HOST: an answer of more than 1000000 bytes", 1, false);
	ends("/bomb?" QUERY, true, FAIL_REMOTE,
	    "HOST: an answer of more than 1000000 bytes", 1, false);
}

static void
test_passing(void)
{
	static const int passing[] = { 408, 429, 500, 502, 503, 504 };
	char path[60];
	size_t i;

	start(20000, 0);
	for (i = 0; i < sizeof(passing) / sizeof(*passing); i++) {
		bool sure = passing[i] == 429;

		snprintf(path, sizeof(path), "/twice%zu?first=%d&times=2", i,
		    passing[i]);
		ends(path, true, 0, NULL, 3, !sure);
		snprintf(path, sizeof(path), "/once%zu?first=%d", i,
		    passing[i]);
		ends(path, false, sure ? 0 : FAIL_RETRY, NULL, sure ? 2 : 1,
		    !sure);
	}
	ends("/never?first=503&times=99&" QUERY, true, FAIL_RETRY,
	    "HOST: cannot answer now (503, 5 tries); it may work later",
	    5, true);
	is_int(asked_for("never"), 5, "so often it was asked");
	ends("/half", false, FAIL_RETRY, NULL, 1, true);
	ends("/half", true, FAIL_RETRY, "HOST: the answer broke off: "
	    "Transferred a partial file (5 tries)", 5, true);
	ends("/halfchunk", true, FAIL_RETRY, NULL, 5, true);
	ends("/garbage", true, FAIL_RETRY, NULL, 5, true);
	ends("/dropped?drop=2", true, 0, NULL, 3, true);
	ends("/drop?drop=1", false, FAIL_RETRY, "HOST: closed the connection "
	    "without an answer", 1, true);
	is_int(asked_for("drop"), 1, "not even libcurl asks again by itself");
}

/* On a kept connection libcurl would ask again by itself. */
static void
test_drop_on_kept(void)
{
	ends("/ok", true, 0, NULL, 1, false);
	ends("/kept?drop=1&ms=50", false, FAIL_RETRY, "HOST: closed the "
	    "connection without an answer", 1, true);
	is_int(asked_for("kept"), 1, "asked once");
	ends("/kept2?drop=1&ms=50", true, 0, NULL, 2, true);
	is_int(asked_for("kept2"), 2, "asked twice, and both are counted");
}

static void
test_retry_after(void)
{
	struct http_response response = {0};
	int64_t begun, now = 0;
	char expected[200], date[80], local[CLOCK_LOCAL_SIZE];
	time_t soon = time(NULL) + 40;

	start(20000, 0);
	begun = clock_monotonic();
	ends("/after1?first=429&retry_after=1", false, 0, NULL, 2, false);
	ok(clock_monotonic() - begun >= 1000, "waited as it was told");

	start(5000, 0);
	begun = clock_monotonic();
	sends(server_url("/after60?first=503&retry_after=60"), true,
	    &response, FAIL_RETRY, NULL, "Retry-After beyond the budget");
	ok(clock_monotonic() - begun < 1000, "no wait for nothing");
	is_int(response.tries, 1, "once");
	clock_parse_stamp("2026-11-23T09:14:30.000Z", &now);
	ok(llabs(response.retry_at - clock_now() - 60000) < 2000, "60 s");
	http_response_clear(&response);

	strftime(date, sizeof(date), "/afterdate?first=429&retry_after="
	    "%a,%%20%d%%20%b%%20%Y%%20%T%%20GMT", gmtime(&soon));
	sends(server_url(date), true, &response, FAIL_RETRY, NULL, "a date");
	ok(llabs(response.retry_at - clock_now() - 40000) < 3000, "40 s");
	http_response_clear(&response);

	/* Google says no time at all: a quota is one by the minute. */
	setenv("ATLAS_NOW", "2026-11-23T09:14:30Z", 1);
	clock_start();
	snprintf(expected, sizeof(expected), "HOST: too many requests, the "
	    "quota is used up (429, 5 tries); next try in 1m (%s)",
	    clock_local(now + CLOCK_MINUTE, local));
	sends(server_url("/quota?first=429&times=99"), false, &response,
	    FAIL_RETRY, expected, "429 without Retry-After");
	is_int(response.retry_at - now, 60000, "a minute");
	http_response_clear(&response);
	unsetenv("ATLAS_NOW");
	clock_start();
}

static void
test_escape(void)
{
	struct buf b = {0};

	buf_adds(&b, "/values/");
	http_escape(&b, "'Jon''s Däta'!A1:D4");
	is_str(buf_text(&b), "/values/%27Jon%27%27s%20D%C3%A4ta%27%21A1%3AD4",
	    "a range");
	buf_cut(&b, 0);
	http_escape(&b, "AZaz09-._~");
	http_escape(&b, "");
	is_str(buf_text(&b), "AZaz09-._~", "what stays as it is");
	buf_clear(&b);
}

int
main(void)
{
	check_start();
	test_request();
	test_connection();
	test_answers();
	test_passing();
	test_drop_on_kept();
	test_retry_after();
	test_escape();
	return check_done();
}
