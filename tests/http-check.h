/* SPDX-License-Identifier: MIT */
#ifndef HTTP_CHECK_H
#define HTTP_CHECK_H

#include "base/clock.h"
#include "base/fail.h"
#include "server.h"
#include "service/http.h"

/*
 * Requests to tests/http-faults.py and what must come of them, for the tests
 * of http.  main() begins with check_start() and ends with
 * "return check_done();".
 */
#define TOKEN	"ya29.hunter2-the-token"
#define QUERY	"key=hunter2-in-the-query"

static struct http	*http;
static char		 host[40];	/* "127.0.0.1:PORT" */

/* A client that does not wait long between tries. */
static inline void
start(int64_t budget_ms, int64_t timeout_ms)
{
	struct http_options options = { .ca_file = "ca.pem",
	    .budget_ms = budget_ms, .timeout_ms = timeout_ms,
	    .backoff_ms = 20 };

	http_free(http);
	if (http_new(&http, &options) == -1)
		ok(false, "%s", fail_message());
}

static inline bool
tells_secret(void)
{
	return strstr(fail_message(), "hunter2") != NULL ||
	    strstr(fail_message(), "Bearer") != NULL ||
	    strstr(fail_message(), "key=") != NULL;
}

/* Send; the answer must come out as told.  message NULL: there is none;
 * "HOST" in front of it stands for the server. */
static inline void
sends(const char *url, bool idempotent, struct http_response *response,
    int kind, const char *message, const char *name)
{
	struct http_request request = { .url = url, .method = "POST",
	    .token = TOKEN, .body = "{}", .body_len = 2,
	    .content_type = "application/json", .body_max = 1000000,
	    .idempotent = idempotent };
	char *expected = NULL;

	fail_clear();
	is_int(http_send(http, &request, response), kind == 0 ? 0 : -1, "%s",
	    name);
	is_int(fail_kind(), kind, "%s: kind", name);
	if (message != NULL && strncmp(message, "HOST", 4) == 0 &&
	    asprintf(&expected, "%s%s", host, message + 4) != -1)
		message = expected;
	if (message != NULL)
		is_str(fail_message(), message, "%s: message", name);
	else if (kind == 0)
		is_str(fail_message(), "", "%s: no message", name);
	ok(!tells_secret(), "%s: no secret in it", name);
	free(expected);
}

/* The same for a path on the server, with what became of the response. */
static inline void
ends(const char *path, bool idempotent, int kind, const char *message,
    int tries, bool lost)
{
	struct http_response response = {0};

	sends(server_url(path), idempotent, &response, kind, message, path);
	is_int(response.tries, tries, "%s: tries", path);
	ok(response.lost == lost, "%s: %s", path, lost ? "may be done" :
	    "surely known");
	http_response_clear(&response);
}

static inline int
asked_for(const char *key)
{
	struct http_response response = {0};
	char path[100];
	int n;

	snprintf(path, sizeof(path), "/count/%s", key);
	sends(server_url(path), true, &response, 0, NULL, path);
	n = atoi(buf_text(&response.body));
	http_response_clear(&response);
	return n;
}

static inline void
check_start(void)
{
	static const char *const proxies[] = { "https_proxy", "HTTPS_PROXY",
	    "http_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY" };
	size_t i;

	for (i = 0; i < sizeof(proxies) / sizeof(*proxies); i++)
		unsetenv(proxies[i]);
	tap_directory();
	server_start();
	snprintf(host, sizeof(host), "127.0.0.1:%d", server.http);
	start(20000, 0);
}

static inline int
check_done(void)
{
	http_free(http);
	http_free(NULL);
	return tap_done();
}

#endif
