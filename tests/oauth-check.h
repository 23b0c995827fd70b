/* SPDX-License-Identifier: MIT */
#ifndef OAUTH_CHECK_H
#define OAUTH_CHECK_H

#include <sys/stat.h>

#include "base/fail.h"
#include "format/json.h"
#include "outside/oauth.h"
#include "rsa.h"
#include "server.h"

/*
 * Key files, and what the token server of tests/http-faults.py answers.
 */
#define EMAIL	"atlas-sync@my-proj.iam.gserviceaccount.com"
#define KEY_ID	"0123456789abcdef0123456789abcdef01234567"
#define TOKEN	"ya29.c.b0A-hunter2.the_token/of~this+run=..."
#define SECRET	"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"
#define REFRESH	"1//03-hunter2/the refresh&token=with%odd+characters"

static struct http	*http;

static inline void
put(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF ||
	    chmod(path, mode) == -1)
		ok(false, "%s: cannot write", path);
}

/* A service account's key file; any of them NULL: not in it. */
static inline void
put_service(const char *email, const char *uri, const char *pem)
{
	struct buf b = {0};

	json_open(&b, NULL, '{');
	json_add_string(&b, "type", "service_account");
	json_add_string(&b, "private_key_id", KEY_ID);
	if (pem != NULL)
		json_add_string(&b, "private_key", pem);
	if (email != NULL)
		json_add_string(&b, "client_email", email);
	if (uri != NULL)
		json_add_string(&b, "token_uri", uri);
	json_add_string(&b, "universe_domain", "googleapis.com");
	json_close(&b, '}');
	put("key.json", buf_text(&b), 0600);
	buf_clear(&b);
}

static inline void
put_user(void)
{
	struct buf b = {0};

	json_open(&b, NULL, '{');
	json_add_string(&b, "type", "authorized_user");
	json_add_string(&b, "client_id", "12345.apps.googleusercontent.com");
	json_add_string(&b, "client_secret", SECRET);
	json_add_string(&b, "refresh_token", REFRESH);
	json_add_string(&b, "token_uri", server_url("/token"));
	json_close(&b, '}');
	put("key.json", buf_text(&b), 0600);
	buf_clear(&b);
}

/* Does the message have eight letters in a row of something secret? */
static inline bool
tells_of(const char *secret)
{
	char part[9] = "";
	size_t i;

	for (i = 0; i + 8 <= strlen(secret); i++) {
		memcpy(part, secret + i, 8);
		if (strpbrk(part, "- ") == NULL &&
		    strstr(fail_message(), part) != NULL)
			return true;
	}
	return false;
}

static inline bool
tells_secret(void)
{
	return strstr(fail_message(), "hunter2") != NULL ||
	    strstr(fail_message(), "eyJ") != NULL ||
	    tells_of(RSA_PKCS8) || tells_of(RSA_PKCS1) || tells_of(REFRESH);
}

static inline void
fails(int result, int kind, const char *message, const char *name)
{
	is_int(result, -1, "%s", name);
	is_int(fail_kind(), kind, "%s: kind", name);
	if (message != NULL)
		is_str(fail_message(), message, "%s: message", name);
	ok(!tells_secret(), "%s: no secret in it", name);
	fail_clear();
}

/* What the token server answers from now on.  query: "status=400". */
static inline void
answer(const char *query, const char *body)
{
	struct http_request request = { .method = "PUT", .body = body,
	    .body_len = strlen(body) };
	struct http_response response = {0};
	char path[200];

	snprintf(path, sizeof(path), "/answer/token?%s", query);
	request.url = server_url(path);
	if (http_send(http, &request, &response) == -1)
		ok(false, "%s", fail_message());
	http_response_clear(&response);
}

/* What the server has at a path.  The caller frees it. */
static inline char *
fetched(const char *path)
{
	struct http_request request = { .url = server_url(path) };
	struct http_response response = {0};
	char *text;

	if (http_send(http, &request, &response) == -1)
		ok(false, "%s", fail_message());
	text = strdup(buf_text(&response.body));
	http_response_clear(&response);
	return text;
}

/* How many tokens were asked for. */
static inline int
asked(void)
{
	char *text = fetched("/count/token");
	int n = atoi(text);

	free(text);
	return n;
}

static inline void
check_start(void)
{
	struct http_options options = { .backoff_ms = 10 };

	tap_directory();
	server_start();
	if (http_new(&http, &options) == -1)
		ok(false, "%s", fail_message());
}

static inline int
check_done(void)
{
	http_free(http);
	return tap_done();
}

#endif
