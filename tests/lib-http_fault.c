/* SPDX-License-Identifier: MIT */
/* No answer, no connection, no trust, no time. */
#include <sys/socket.h>

#include <netinet/in.h>

#include "http-check.h"

/* A label that is too long for the DNS: no packet leaves the machine. */
#define NOWHERE \
	"a-name-that-is-no-name-for-it-has-more-than-sixty-three-letters" \
	"-in-it.invalid"

/* A port that nobody listens on, and one where nobody answers. */
static int
silent_port(bool listening)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&in, len) == -1 ||
	    (listening && listen(fd, 5) == -1) ||
	    getsockname(fd, (struct sockaddr *)&in, &len) == -1)
		return -1;
	return ntohs(in.sin_port);	/* stays open */
}

static void
unreached(const char *url, int kind, const char *message, const char *name)
{
	struct http_response response = {0};

	sends(url, false, &response, kind, message, name);
	is_int(response.status, 0, "%s: no status", name);
	ok(!response.lost, "%s: nothing was done", name);
	http_response_clear(&response);
}

static void
test_unreached(void)
{
	char url[100], expected[200];
	int port = silent_port(false);

	start(20000, 0);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/?" QUERY, port);
	snprintf(expected, sizeof(expected), "127.0.0.1:%d: cannot connect: "
	    "Connection refused (5 tries)", port);
	unreached(url, FAIL_RETRY, expected, "refused");
	unreached("https://" NOWHERE "/?" QUERY, FAIL_RETRY,
	    NOWHERE ": there is no such name now; is there a network? "
	    "(5 tries)", "no such name");
	/* Somebody takes the connection, and TLS never comes about. */
	start(1000, 300);
	port = silent_port(true);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/?" QUERY, port);
	unreached(url, FAIL_RETRY, NULL, "no TLS");
	ok(strstr(fail_message(), ": no connection within ") != NULL, "%s",
	    fail_message());
}

static void
test_slow(void)
{
	int64_t begun = clock_monotonic();

	start(20000, 400);
	ends("/slow?ms=3000", false, FAIL_RETRY,
	    "HOST: no answer within 400ms", 1, true);
	ends("/drip", false, FAIL_RETRY, "HOST: no answer within 400ms", 1,
	    true);
	ok(clock_monotonic() - begun < 2000, "in time");

	begun = clock_monotonic();
	start(700, 400);
	ends("/slow?ms=3000", true, FAIL_RETRY, NULL, 2, true);
	ok(clock_monotonic() - begun < 1500, "the budget holds");
	while (clock_monotonic() - begun < 750)
		usleep(10000);
	ends("/ok", true, FAIL_RETRY,
	    "HOST: the 700ms that a run has are used up", 0, false);
}

static void
test_tls(void)
{
	struct http_response response = {0};
	struct http_options options = { .budget_ms = 20000 };
	char url[100], expected[300];

	start(20000, 0);
	snprintf(url, sizeof(url), "https://localhost:%d/ok", server.https);
	sends(url, false, &response, 0, NULL, "TLS with our CA");
	is_str(buf_text(&response.body), "{\"ok\":true}", "answers");
	http_response_clear(&response);

	snprintf(url, sizeof(url), "https://127.0.0.1:%d/ok?" QUERY,
	    server.unknown_ca);
	snprintf(expected, sizeof(expected), "127.0.0.1:%d: its certificate "
	    "is not trusted (self-signed certificate); a captive portal, a "
	    "proxy that opens TLS, a wrong clock?", server.unknown_ca);
	unreached(url, FAIL_REMOTE, expected, "an unknown CA");
	snprintf(url, sizeof(url), "https://localhost:%d/ok",
	    server.other_name);
	unreached(url, FAIL_REMOTE, NULL, "the name of another host");
	ok(strstr(fail_message(), "does not match target host name") ||
	    strstr(fail_message(), "matches target host name"), "%s",
	    fail_message());
	snprintf(url, sizeof(url), "https://localhost:%d/ok", server.http);
	unreached(url, FAIL_RETRY, NULL, "no TLS there");

	http_free(http);
	is_int(http_new(&http, &options), 0, "with the system's CAs");
	snprintf(url, sizeof(url), "https://localhost:%d/ok", server.https);
	unreached(url, FAIL_REMOTE, NULL, "ours is unknown");
	http_free(http);
	options.ca_file = "none.pem";
	is_int(http_new(&http, &options), -1, "no CA file");
	is_int(fail_kind(), FAIL_CONFIG, "is CONFIG");
	is_str(fail_message(), "none.pem: No such file or directory", "why");
	ok(http == NULL, "and no client");
	options.ca_file = "/dev/null";
	is_int(http_new(&http, &options), 0, "an empty one");
	unreached(url, FAIL_CONFIG, "/dev/null: no certificates to trust in "
	    "it", "is found out later");
}

static void
test_url(void)
{
	start(20000, 0);
	unreached("http://sheets.googleapis.com/?" QUERY, FAIL_CONFIG,
	    "address: sheets.googleapis.com needs https; plain http is for "
	    "127.0.0.1, ::1 and localhost", "http to somewhere");
	unreached("http://127.0.0.1.example.com/", FAIL_CONFIG, NULL,
	    "that only looks like this machine");
	unreached("http://localhost.example.com/", FAIL_CONFIG, NULL,
	    "nor is that");
	unreached("https://hunter2:hunter2@localhost/", FAIL_CONFIG,
	    "address: it must not have a user name or password in it",
	    "a password");
	unreached("hunter2", FAIL_CONFIG, NULL, "no URL");
	unreached("", FAIL_CONFIG, "address: it is no URL that begins with "
	    "https://", "nothing");
	unreached("file:///etc/passwd", FAIL_CONFIG, NULL, "a file");
	unreached("ftp://localhost/", FAIL_CONFIG, NULL, "ftp");
	is_int(http_check_url("endpoint", "https://localhost:8443/x"), 0,
	    "a good one");
	is_int(http_check_url("endpoint", "http://[::1]:80/"), 0, "IPv6");
	is_int(http_check_url("endpoint", "http://a"), -1, "a bad one");
	is_str(fail_message(), "endpoint: a needs https; plain http is for "
	    "127.0.0.1, ::1 and localhost", "with its name");
}

static void
test_proxy(void)
{
	char proxy[40], expected[200];

	/* The proxy is a server that knows no CONNECT: 501. */
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", server.http);
	setenv("https_proxy", proxy, 1);
	setenv("http_proxy", proxy, 1);
	start(20000, 0);
	snprintf(expected, sizeof(expected), NOWHERE ": the proxy "
	    "answers 501 (5 tries)");
	unreached("https://" NOWHERE "/?" QUERY, FAIL_RETRY, expected,
	    "a proxy");
	setenv("https_proxy", "http://" NOWHERE ":3128", 1);
	setenv("http_proxy", "http://" NOWHERE ":3128", 1);
	unreached("https://" NOWHERE "/", FAIL_RETRY, NOWHERE ": "
	    "the name of the proxy is not known now; look at https_proxy (5 "
	    "tries)", "no proxy");
	ends("/ok", false, 0, NULL, 1, false);
	unsetenv("https_proxy");
	unsetenv("http_proxy");
}

static void
test_quota(void)
{
	struct http_request request = { .url = server_url("/ok"),
	    .quota = HTTP_READ };
	struct http_response response = {0};
	int i, sent = 0;

	start(20000, 0);
	for (i = 0; i < HTTP_PER_MINUTE; i++) {
		sent += http_send(http, &request, &response) == 0;
		http_response_clear(&response);
	}
	is_int(sent, HTTP_PER_MINUTE, "reads of a minute");
	is_int(http_send(http, &request, &response), -1, "one more");
	is_int(fail_kind(), FAIL_RETRY, "is RETRY");
	ok(strstr(fail_message(), "no more than 50 reads a minute; next try "
	    "in ") != NULL, "%s", fail_message());
	ok(response.retry_at > clock_now() + 50000, "in a minute");
	http_response_clear(&response);
	request.quota = HTTP_WRITE;
	is_int(http_send(http, &request, &response), 0, "a write is another");
	http_response_clear(&response);
	request.quota = HTTP_FREE;
	is_int(http_send(http, &request, &response), 0, "some are free");
	http_response_clear(&response);
}

int
main(void)
{
	check_start();
	test_unreached();
	test_slow();
	test_tls();
	test_url();
	test_proxy();
	test_quota();
	return check_done();
}
