/* SPDX-License-Identifier: MIT */
#include "service/http_try.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"

#ifndef ATLAS_VERSION
#define ATLAS_VERSION	"0"
#endif

/* Google packs answers only for who has gzip in this name as well. */
#define USER_AGENT	"atlas/" ATLAS_VERSION " (gzip)"

struct exchange {
	const struct http_request	*request;
	struct http_response		*response;
	size_t				 sent;	/* bytes of the body */
	size_t				 body_max;
	bool				 too_large;
};

static size_t
on_body(char *data, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;

	size *= count;
	if (size > x->body_max - x->response->body.len) {
		x->too_large = true;
		return 0;
	}
	buf_add(&x->response->body, data, size);
	return size;
}

static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	char value[64];
	size_t n;
	time_t date;

	size *= count;
	n = size < sizeof(value) ? size : sizeof(value) - 1;
	memcpy(value, line, n);
	value[n] = '\0';
	if (strncasecmp(value, "Date:", 5) == 0) {
		date = curl_getdate(value + 5, NULL);
		x->response->date = date > 0 ? date * CLOCK_SECOND : 0;
	}
	return size;
}

/*
 * A reader that cannot go back, in place of CURLOPT_POSTFIELDS: with those
 * libcurl would send a body once more by itself when a kept connection ends
 * without an answer, although the request may have been carried out.
 */
static size_t
on_read(char *to, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t left = x->request->body_len - x->sent;

	size *= count;
	if (size > left)
		size = left;
	if (size > 0)
		memcpy(to, x->request->body + x->sent, size);
	x->sent += size;
	return size;
}

static void
set_protocols(CURL *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
	    CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
	/* Else a name server that is silent outlasts every timeout. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif
}

int
http_try_prepare(struct http *http)
{
	CURL *curl = http->curl;

	set_protocols(curl);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->error);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	/* What the tests' server speaks. */
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
	    (long)CURL_HTTP_VERSION_1_1);
	if (http->ca_file != NULL) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip") !=
	    CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT) != CURLE_OK)
		return fail(FAIL_INTERNAL, "libcurl: not as expected");
	return 0;
}

static void
add_header(struct curl_slist **list, const char *name, const char *value)
{
	char *line = xasprintf("%s%s", name, value);
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (longer == NULL)		/* out of memory: ends the program */
		xreallocarray(NULL, SIZE_MAX, 2);
	*list = longer;
	mem_wipe(line, strlen(line));
	free(line);
}

static struct curl_slist *
make_headers(const struct http_request *request)
{
	struct curl_slist *list = NULL;

	/* Else libcurl waits for leave to send a body above 1 MB. */
	add_header(&list, "Expect:", "");
	if (request->content_type != NULL)
		add_header(&list, "Content-Type: ", request->content_type);
	if (request->token != NULL)
		add_header(&list, "Authorization: Bearer ", request->token);
	return list;
}

static void
wipe_headers(struct curl_slist *list)
{
	struct curl_slist *item;

	for (item = list; item != NULL; item = item->next)
		mem_wipe(item->data, strlen(item->data));
	curl_slist_free_all(list);
}

static void
set_request(CURL *curl, struct exchange *x, const struct http_url *url)
{
	const struct http_request *request = x->request;
	const char *method = request->method;

	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	/* What stays on this machine needs no proxy; else the environment's. */
	curl_easy_setopt(curl, CURLOPT_PROXY, url->loopback ? "" : NULL);
	if (method == NULL || strcmp(method, "GET") == 0) {
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, NULL);
	} else {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)request->body_len);
	}
	curl_easy_setopt(curl, CURLOPT_READDATA, x);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
}

/* "no connection within 5s", "no answer within 15s". */
static void
fail_timeout(const struct http *http, const char *host, int64_t left_ms)
{
	curl_off_t connected = 0;
	int64_t limit = http->timeout_ms;
	char shown[CLOCK_RELATIVE_SIZE];

	/* To connect includes TLS. */
	curl_easy_getinfo(http->curl, CURLINFO_PRETRANSFER_TIME_T,
	    &connected);
	if (connected == 0 && http->connect_ms < limit)
		limit = http->connect_ms;
	if (left_ms < limit)
		limit = left_ms;
	fail(FAIL_RETRY, "%s: no %s within %s", host,
	    connected == 0 ? "connection" : "answer",
	    clock_duration(limit, shown));
}

/* A fault that passes; from libcurl's own words, which name host and port at
 * most. */
static void
fail_passing(struct http *http, CURLcode code, const char *host)
{
	long error = 0, proxy = 0;

	curl_easy_getinfo(http->curl, CURLINFO_OS_ERRNO, &error);
	curl_easy_getinfo(http->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	if (proxy >= 300)
		fail(FAIL_RETRY, "%s: the proxy answers %ld", host, proxy);
	else if (code == CURLE_COULDNT_RESOLVE_HOST)
		fail(FAIL_RETRY, "%s: there is no such name now; is there a "
		    "network?", host);
	else if (code == CURLE_COULDNT_RESOLVE_PROXY)
		fail(FAIL_RETRY, "%s: the name of the proxy is not known "
		    "now; look at https_proxy", host);
	else if (code == CURLE_COULDNT_CONNECT)
		fail(FAIL_RETRY, "%s: cannot connect: %s", host,
		    error == 0 ? "no answer" : strerror((int)error));
	else if (code == CURLE_SSL_CONNECT_ERROR)
		fail(FAIL_RETRY, "%s: no TLS: %s", host, http->error);
	else if (code == CURLE_GOT_NOTHING || code == CURLE_SEND_FAIL_REWIND)
		fail(FAIL_RETRY, "%s: closed the connection without an "
		    "answer", host);
	else if (code == CURLE_UNSUPPORTED_PROTOCOL ||
	    code == CURLE_WEIRD_SERVER_REPLY)
		fail(FAIL_RETRY, "%s: the answer is not HTTP", host);
	else
		fail(FAIL_RETRY, "%s: the answer broke off: %s", host,
		    curl_easy_strerror(code));
}

/* What no other try can mend?  Then it is recorded. */
static bool
is_hopeless(struct http *http, const struct exchange *x, CURLcode code,
    const char *host)
{
	static const char prefix[] = "SSL certificate problem: ";
	const char *why = http->error;
	long proxy = 0;

	curl_easy_getinfo(http->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	if (strncmp(why, prefix, sizeof(prefix) - 1) == 0)
		why += sizeof(prefix) - 1;
	if (x->too_large)
		fail(FAIL_REMOTE, "%s: an answer of more than %zu bytes",
		    host, x->body_max);
	else if (code == CURLE_PEER_FAILED_VERIFICATION)
		fail(FAIL_REMOTE, "%s: its certificate is not trusted (%s); "
		    "a captive portal, a proxy that opens TLS, a wrong "
		    "clock?", host, why);
	else if (code == CURLE_SSL_CACERT_BADFILE)
		fail(FAIL_CONFIG, "%s: no certificates to trust in it",
		    http->ca_file != NULL ? http->ca_file :
		    "the system's CA file");
	else if (proxy == 407)
		fail(FAIL_CONFIG, "%s: the proxy wants a password (407); "
		    "look at https_proxy", host);
	else if (code == CURLE_OUT_OF_MEMORY)
		fail(FAIL_SYSTEM, "%s: out of memory", host);
	else
		return false;
	return true;
}

static void
read_answer(CURL *curl, struct http_response *response)
{
	const char *type = NULL;
	curl_off_t seconds = 0;
	long status = 0;
	size_t i;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
	response->status = (int)status;
	if (seconds > 0)
		response->retry_at = clock_now() + seconds * CLOCK_SECOND;
	for (i = 0; type != NULL && type[i] != '\0' &&
	    i < sizeof(response->content_type) - 1; i++)
		response->content_type[i] =
		    (char)tolower((unsigned char)type[i]);
	response->content_type[i] = '\0';
}

static enum http_verdict
judge(struct http *http, const struct exchange *x, CURLcode code,
    const char *host, int64_t left_ms)
{
	curl_off_t sent = 0;

	if (code == CURLE_OK) {
		read_answer(http->curl, x->response);
		return HTTP_ANSWERED;
	}
	if (is_hopeless(http, x, code, host))
		return HTTP_HOPELESS;
	if (code == CURLE_OPERATION_TIMEDOUT)
		fail_timeout(http, host, left_ms);
	else
		fail_passing(http, code, host);
	curl_easy_getinfo(http->curl, CURLINFO_PRETRANSFER_TIME_T, &sent);
	return sent > 0 ? HTTP_LOST : HTTP_UNSENT;
}

/* Never 0, which to libcurl is no limit. */
static void
set_limit(CURL *curl, CURLoption option, int64_t limit, int64_t left_ms)
{
	if (left_ms < limit)
		limit = left_ms > 0 ? left_ms : 1;
	curl_easy_setopt(curl, option, (long)limit);
}

enum http_verdict
http_try(struct http *http, const struct http_request *request,
    const struct http_url *url, int64_t left_ms,
    struct http_response *response)
{
	struct curl_slist *headers = make_headers(request);
	struct exchange x = { .request = request, .response = response,
	    .body_max = request->body_max > 0 ? request->body_max :
	    HTTP_BODY_MAX };
	CURLcode code;

	buf_cut(&response->body, 0);
	response->status = 0;
	response->content_type[0] = '\0';
	response->date = response->retry_at = 0;
	set_request(http->curl, &x, url);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	set_limit(http->curl, CURLOPT_TIMEOUT_MS, http->timeout_ms, left_ms);
	set_limit(http->curl, CURLOPT_CONNECTTIMEOUT_MS, http->connect_ms,
	    left_ms);
	http->error[0] = '\0';
	code = curl_easy_perform(http->curl);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
	wipe_headers(headers);
	return judge(http, &x, code, url->host, left_ms);
}
