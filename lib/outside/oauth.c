/* SPDX-License-Identifier: MIT */
#include "outside/oauth.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "format/base64.h"
#include "format/json.h"
#include "outside/oauth_answer.h"
#include "outside/oauth_key.h"

/* The audience is always this, whatever token_uri says (sheets.md, 1.2). */
#define AUDIENCE	"https://oauth2.googleapis.com/token"
#define SCOPE		"https://www.googleapis.com/auth/spreadsheets"
#define GRANT_JWT	"urn:ietf:params:oauth:grant-type:jwt-bearer"
#define ASSERTION_SECONDS	3600	/* Google's maximum */
#define SLACK_SECONDS	30	/* that our clock may be ahead of Google's */
#define EARLY_MS	(225 * CLOCK_SECOND)	/* as Google's libraries do */
#define FORM_MAX	((size_t)16 * 1024)	/* key file and signature */
#define ANSWER_MAX	((size_t)16 * 1024)

struct oauth {
	struct oauth_key	 key;
	char			*token;		/* NULL: none */
	int64_t			 until;		/* clock_monotonic() */
};

int
oauth_open(struct oauth **oauth, const char *path)
{
	struct oauth *new = xcalloc(1, sizeof(*new));

	*oauth = NULL;
	mem_hide();
	if (oauth_key_load(&new->key, path) == -1) {
		oauth_close(new);
		return -1;
	}
	*oauth = new;
	return 0;
}

void
oauth_close(struct oauth *oauth)
{
	if (oauth == NULL)
		return;
	oauth_drop(oauth);
	oauth_key_clear(&oauth->key);
	free(oauth);
}

const char *
oauth_email(const struct oauth *oauth)
{
	return oauth->key.email;
}

void
oauth_drop(struct oauth *oauth)
{
	if (oauth->token != NULL)
		mem_wipe(oauth->token, strlen(oauth->token));
	free(oauth->token);
	oauth->token = NULL;
}

/* Append a piece of JSON and take it away again. */
static void
add_part(struct buf *to, struct buf *json)
{
	base64_add_url(to, json->data, json->len);
	buf_cut(json, 0);
}

/* RFC 7523: who we are, what for, and until when, signed. */
static int
add_assertion(struct buf *form, const struct oauth_key *key)
{
	int64_t now = clock_now() / CLOCK_SECOND - SLACK_SECONDS;
	struct buf part = {0};
	size_t start = form->len;
	int result;

	json_open(&part, NULL, '{');
	json_add_string(&part, "alg", "RS256");
	json_add_string(&part, "typ", "JWT");
	if (key->key_id != NULL)
		json_add_string(&part, "kid", key->key_id);
	json_close(&part, '}');
	add_part(form, &part);
	buf_addc(form, '.');
	json_open(&part, NULL, '{');
	json_add_string(&part, "iss", key->email);
	json_add_string(&part, "scope", SCOPE);
	json_add_string(&part, "aud", AUDIENCE);
	json_add_integer(&part, "iat", now);
	json_add_integer(&part, "exp", now + ASSERTION_SECONDS);
	json_close(&part, '}');
	add_part(form, &part);
	result = sign_rs256(key->sign, form->data + start, form->len - start,
	    &part);
	buf_addc(form, '.');
	add_part(form, &part);
	buf_wipe(&part);
	return result;
}

static void
add_field(struct buf *form, const char *name, const char *value)
{
	buf_addf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	http_escape(form, value);
}

static int
make_form(struct buf *form, const struct oauth_key *key)
{
	buf_room(form, FORM_MAX);
	if (key->email != NULL) {
		add_field(form, "grant_type", GRANT_JWT);
		buf_adds(form, "&assertion=");
		return add_assertion(form, key);
	}
	add_field(form, "grant_type", "refresh_token");
	add_field(form, "client_id", key->client_id);
	add_field(form, "client_secret", key->client_secret);
	add_field(form, "refresh_token", key->refresh_token);
	return 0;
}

static int
ask(struct oauth *oauth, struct http *http)
{
	struct http_request request = { .method = "POST",
	    .url = oauth->key.token_uri, .idempotent = true,
	    .content_type = "application/x-www-form-urlencoded",
	    .body_max = ANSWER_MAX };
	struct http_response response = {0};
	struct buf form = {0};
	int64_t life = 0, asked = clock_monotonic();
	int result;

	result = make_form(&form, &oauth->key);
	request.body = buf_text(&form);
	request.body_len = form.len;
	buf_room(&response.body, ANSWER_MAX);
	if (result == 0)
		result = http_send(http, &request, &response);
	if (result == 0)
		result = oauth_answer(&oauth->key, &response, &oauth->token,
		    &life);
	/* A short life is used for three quarters. */
	oauth->until = asked + life - (life / 4 < EARLY_MS ? life / 4 :
	    EARLY_MS);
	buf_wipe(&form);
	http_response_clear(&response);
	return result;
}

int
oauth_token(struct oauth *oauth, struct http *http, const char **token)
{
	if (oauth->token != NULL && clock_monotonic() >= oauth->until)
		oauth_drop(oauth);
	if (oauth->token == NULL && ask(oauth, http) == -1)
		return -1;
	*token = oauth->token;
	return 0;
}
