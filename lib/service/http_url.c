/* SPDX-License-Identifier: MIT */
#include "service/http_url.h"

#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/http.h"

static int
parse(CURLU *parts, const char *text, struct http_url *url)
{
	/* localhost is known to libcurl itself, whatever DNS may say. */
	static const char *const loopback[] = {
		"127.0.0.1", "[::1]", "localhost", NULL
	};
	char *scheme = NULL, *host = NULL, *port = NULL;
	int result = 0;

	switch (curl_url_set(parts, CURLUPART_URL, text,
	    CURLU_DISALLOW_USER)) {
	case CURLUE_OK:
		break;
	case CURLUE_USER_NOT_ALLOWED:
		return fail(FAIL_CONFIG, "it must not have a user name or "
		    "password in it");
	default:
		return fail(FAIL_CONFIG, "it is no URL that begins with "
		    "https://");
	}
	if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		result = fail(FAIL_CONFIG, "it is no URL that begins with "
		    "https://");
	else if (curl_url_get(parts, CURLUPART_PORT, &port, 0) != CURLUE_OK)
		port = NULL;
	if (result == 0) {
		url->loopback = text_in(host, loopback);
		url->host = port == NULL ? xstrdup(host) :
		    xasprintf("%s:%s", host, port);
		if (strcmp(scheme, "https") != 0 &&
		    !(strcmp(scheme, "http") == 0 && url->loopback))
			result = fail(FAIL_CONFIG, "%s needs https; plain "
			    "http is for 127.0.0.1, ::1 and localhost",
			    url->host);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return result;
}

int
http_url_parse(const char *text, struct http_url *url)
{
	CURLU *parts = curl_url();
	int result;

	*url = (struct http_url){0};
	if (parts == NULL)
		return fail(FAIL_SYSTEM, "out of memory");
	result = parse(parts, text, url);
	curl_url_cleanup(parts);
	return result;
}

void
http_url_clear(struct http_url *url)
{
	free(url->host);
	*url = (struct http_url){0};
}

int
http_check_url(const char *name, const char *text)
{
	struct http_url url;
	int result = http_url_parse(text, &url);

	if (result == -1)
		fail_context("%s", name);
	http_url_clear(&url);
	return result;
}

void
http_escape(struct buf *to, const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, (int)strlen(text));

	if (escaped == NULL)		/* out of memory: ends the program */
		buf_room(to, SIZE_MAX / 2);
	buf_adds(to, escaped);
	mem_wipe(escaped, strlen(escaped));
	curl_free(escaped);
}
