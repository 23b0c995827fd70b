/* SPDX-License-Identifier: MIT */
#include "service/http.h"

#include <sys/random.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/http_try.h"

#define BACKOFF_MAX_MS	(8 * 1000)	/* a longer wait ends the budget */

static int64_t
or_default(int64_t given, int64_t otherwise)
{
	return given > 0 ? given : otherwise;
}

static int
set_up(struct http *http, const struct http_options *options)
{
	http->budget_ms = or_default(options->budget_ms, HTTP_BUDGET_MS);
	http->timeout_ms = or_default(options->timeout_ms, HTTP_TIMEOUT_MS);
	http->connect_ms = or_default(options->connect_ms, HTTP_CONNECT_MS);
	http->backoff_ms = or_default(options->backoff_ms, HTTP_BACKOFF_MS);
	if (options->ca_file != NULL) {
		if (access(options->ca_file, R_OK) == -1)
			return fail(FAIL_CONFIG, "%s: %s", options->ca_file,
			    strerror(errno));
		http->ca_file = xstrdup(options->ca_file);
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fail(FAIL_INTERNAL, "libcurl: does not start");
	http->curl = curl_easy_init();
	if (http->curl == NULL) {
		curl_global_cleanup();
		return fail(FAIL_INTERNAL, "libcurl: does not start");
	}
	return http_try_prepare(http);
}

int
http_new(struct http **http, const struct http_options *options)
{
	*http = xcalloc(1, sizeof(**http));
	if (set_up(*http, options) == -1) {
		http_free(*http);
		*http = NULL;
		return -1;
	}
	return 0;
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	if (http->curl != NULL) {
		curl_easy_cleanup(http->curl);
		curl_global_cleanup();
	}
	free(http->ca_file);
	free(http);
}

void
http_response_clear(struct http_response *response)
{
	buf_wipe(&response->body);
	*response = (struct http_response){0};
}

bool
http_is_page(const struct http_response *response)
{
	const char *body = buf_text(&response->body);

	return strncmp(response->content_type, "text/html", 9) == 0 ||
	    strncmp(response->content_type, "application/xhtml", 17) == 0 ||
	    body[strspn(body, " \t\r\n")] == '<';
}

/* What is left of the budget, which begins with the first call. */
static int64_t
left(struct http *http)
{
	if (http->end == 0)
		http->end = clock_monotonic() + http->budget_ms;
	return http->end - clock_monotonic();
}

static void
pause_for(int64_t ms)
{
	struct timespec rest = {
		.tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000
	};

	while (nanosleep(&rest, &rest) == -1 && errno == EINTR)
		continue;
}

/* "next try in 1m (2026-11-23 09:15)" */
static const char *
next_try(int64_t at, char text[80])
{
	char shown[CLOCK_RELATIVE_SIZE], local[CLOCK_LOCAL_SIZE];
	int64_t now = clock_now();

	snprintf(text, 80, "next try in %s (%s)",
	    clock_duration(at > now ? at - now : 1, shown),
	    clock_local(at, local));
	return text;
}

/* Wait until one more request of this kind is allowed, and count it. */
static int
count(struct http *http, enum http_quota quota, const char *host,
    struct http_response *response)
{
	struct http_times *times = &http->times[quota];
	int64_t *oldest = &times->sent[times->oldest], wait;
	char text[80];

	if (quota == HTTP_FREE)
		return 0;
	wait = *oldest == 0 ? 0 :
	    *oldest + CLOCK_MINUTE - clock_monotonic();
	if (wait > 0) {
		if (wait >= left(http)) {
			response->retry_at = clock_now() + wait;
			return fail(FAIL_RETRY, "%s: no more than %d %s a "
			    "minute; %s", host, HTTP_PER_MINUTE,
			    quota == HTTP_READ ? "reads" : "writes",
			    next_try(response->retry_at, text));
		}
		pause_for(wait);
	}
	*oldest = clock_monotonic();
	times->oldest = (times->oldest + 1) % HTTP_PER_MINUTE;
	return 0;
}

static bool
is_passing(int status)
{
	return status == 408 || status == 429 || status == 500 ||
	    status == 502 || status == 503 || status == 504;
}

static bool
may_repeat(const struct http_request *request,
    const struct http_response *response, enum http_verdict verdict)
{
	switch (verdict) {
	case HTTP_ANSWERED:
		return response->status == 429 ||
		    (request->idempotent && is_passing(response->status));
	case HTTP_UNSENT:
		return true;
	case HTTP_LOST:
		return request->idempotent;
	case HTTP_HOPELESS:
		break;
	}
	return false;
}

/* Full jitter: anything up to a limit that doubles, so that those who were
 * refused together do not come back together. */
static int64_t
backoff(const struct http *http, int tries)
{
	int64_t most = http->backoff_ms << (tries - 1);
	uint32_t number = 0;

	if (most > BACKOFF_MAX_MS)
		most = BACKOFF_MAX_MS;
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) == -1)
		number = (uint32_t)clock_monotonic();
	return number % most;
}

/* Wait before another try.  false: there is no time for one. */
static bool
wait_before(struct http *http, const char *host,
    const struct http_response *response, enum http_verdict verdict)
{
	int64_t wait = response->retry_at > 0 ?
	    response->retry_at - clock_now() : backoff(http, response->tries);
	char shown[CLOCK_RELATIVE_SIZE];

	if (wait >= left(http))
		return false;
	clock_duration(wait, shown);
	if (verdict == HTTP_ANSWERED)
		log_write(LOG_INFO, "http.retry", NULL,
		    "%s: answers %d; again in %s", host, response->status,
		    shown);
	else
		log_write(LOG_INFO, "http.retry", NULL, "%s; again in %s",
		    fail_message(), shown);
	pause_for(wait);
	return true;
}

/* The last try failed, or answered with a status of those that pass. */
static int
give_up(const char *host, struct http_response *response,
    enum http_verdict verdict)
{
	char tries[40] = "", text[80] = "";

	if (response->tries > 1)
		snprintf(tries, sizeof(tries), ", %d tries", response->tries);
	if (verdict != HTTP_ANSWERED)
		return response->tries == 1 ? -1 : fail(fail_kind(), "%s (%d "
		    "tries)", fail_message(), response->tries);
	/* A quota is one by the minute, and Google does not say when. */
	if (response->status == 429 && response->retry_at == 0)
		response->retry_at = clock_now() + CLOCK_MINUTE;
	if (response->retry_at != 0)
		next_try(response->retry_at, text);
	else
		snprintf(text, sizeof(text), "it may work later");
	if (response->status == 429)
		return fail(FAIL_RETRY, "%s: too many requests, the quota is "
		    "used up (429%s); %s", host, tries, text);
	return fail(FAIL_RETRY, "%s: cannot answer now (%d%s); %s", host,
	    response->status, tries, text);
}

static int
send_until(struct http *http, const struct http_request *request,
    const struct http_url *url, struct http_response *response)
{
	char shown[CLOCK_RELATIVE_SIZE];
	enum http_verdict verdict;

	if (left(http) <= 0)
		return fail(FAIL_RETRY, "%s: the %s that a run has are used "
		    "up", url->host, clock_duration(http->budget_ms, shown));
	do {
		if (count(http, request->quota, url->host, response) == -1)
			return -1;
		verdict = http_try(http, request, url, left(http), response);
		response->tries++;
		if (verdict == HTTP_LOST || (verdict == HTTP_ANSWERED &&
		    response->status != 429 && is_passing(response->status)))
			response->lost = true;
	} while (may_repeat(request, response, verdict) &&
	    response->tries < HTTP_TRIES &&
	    wait_before(http, url->host, response, verdict) &&
	    left(http) > 0);
	if (verdict == HTTP_ANSWERED && !is_passing(response->status)) {
		if (response->tries > 1)
			fail_clear();
		return 0;
	}
	return give_up(url->host, response, verdict);
}

int
http_send(struct http *http, const struct http_request *request,
    struct http_response *response)
{
	struct http_url url;
	int result = http_url_parse(request->url, &url);

	if (result == -1)
		fail_context("address");
	else
		result = send_until(http, request, &url, response);
	http_url_clear(&url);
	return result;
}
