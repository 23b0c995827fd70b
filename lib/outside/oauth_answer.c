/* SPDX-License-Identifier: MIT */
#include "outside/oauth_answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "format/json.h"

#define TOKEN_MAX	8192	/* bytes; Google says to expect 2,048 */
#define LIFE_SECONDS	3600	/* where the server does not tell */
#define QUOTED_MAX	160	/* bytes of a server's own words */
#define QUOTED_WORD	24	/* longer ones may be secrets */

/* sheets.md, section 1.5.  The first line that fits counts. */
static const struct refusal {
	const char	*error;
	const char	*part;		/* of its description; NULL: any */
	enum fail_kind	 kind;
	const char	*sentence;
} refusals[] = {
	{ "invalid_grant", "Signature", FAIL_DENIED,
	    "the key was deleted or replaced; make a new one in the Google "
	    "Cloud console (IAM, Service accounts, Keys)" },
	{ "invalid_grant", "not found", FAIL_DENIED,
	    "Google does not know the account; was it deleted, or the file "
	    "edited?" },
	{ "invalid_grant", "disabled", FAIL_DENIED,
	    "the account is disabled in the Google Cloud console (IAM, "
	    "Service accounts)" },
	{ "invalid_client", NULL, FAIL_DENIED,
	    "Google does not know the client; was it deleted, or the file "
	    "edited?" },
	{ "deleted_client", NULL, FAIL_DENIED,
	    "the project or the client was deleted; a new key is needed" },
	{ "disabled_client", NULL, FAIL_DENIED,
	    "the client is disabled in the Google Cloud console" },
	{ "unauthorized_client", NULL, FAIL_DENIED,
	    "the account may not sign in like this; use a service account's "
	    "own key" },
	{ "access_denied", NULL, FAIL_DENIED,
	    "the account is restricted; ask who manages the organization" },
	{ "admin_policy_enforced", NULL, FAIL_DENIED,
	    "the organization does not allow it; ask who manages it" },
	{ "invalid_scope", NULL, FAIL_DENIED,
	    "the file gives no right to spreadsheets; use a service account, "
	    "or sign in again with that scope" },
	{ "internal_failure", NULL, FAIL_RETRY, "Google is in trouble" },
	{ "server_error", NULL, FAIL_RETRY, "Google is in trouble" },
	{ "temporarily_unavailable", NULL, FAIL_RETRY,
	    "Google is in trouble" }
};

static int
fail_sign_in(enum fail_kind kind, const struct oauth_key *key,
    const char *sentence)
{
	if (key->email != NULL)
		return fail(kind, "%s: sign-in as %s: %s", key->file,
		    key->email, sentence);
	return fail(kind, "%s: sign-in: %s", key->file, sentence);
}

/* May a message have a server's words?  It may echo what it was sent. */
static bool
is_quotable(const char *text)
{
	size_t len = strlen(text), word;

	if (len == 0 || len > QUOTED_MAX)
		return false;
	for (; *text != '\0'; text += word + strspn(text + word, " ,;:")) {
		word = strcspn(text, " ,;:");
		if (word > QUOTED_WORD)
			return false;
	}
	return true;
}

/* Google compares the time in the assertion with its own. */
static int
fail_clock(const struct oauth_key *key, const struct http_response *response)
{
	int64_t off = response->date - clock_now();
	int64_t size = (llabs(off) + CLOCK_MINUTE / 2) / CLOCK_MINUTE *
	    CLOCK_MINUTE;
	char shown[CLOCK_RELATIVE_SIZE];

	if (response->date == 0 || size == 0)
		return fail_sign_in(FAIL_CONFIG, key, "Google refuses the "
		    "time in the request; is the clock right? (timedatectl)");
	return fail(FAIL_CONFIG, "the clock of this machine is %s %s; Google "
	    "refuses the sign-in; set it: timedatectl set-ntp true",
	    clock_duration(size, shown), off > 0 ? "slow" : "fast");
}

static const struct refusal *
find_refusal(const char *error, const char *description)
{
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (strcmp(error, refusals[i].error) == 0 &&
		    (refusals[i].part == NULL ||
		    strstr(description, refusals[i].part) != NULL))
			return &refusals[i];
	return NULL;
}

static int
fail_refused(const struct oauth_key *key, const struct http_response *response,
    const char *error, const char *description)
{
	const struct refusal *refusal = find_refusal(error, description);
	enum fail_kind kind = response->status == 401 ||
	    response->status == 403 || strcmp(error, "invalid_grant") == 0 ?
	    FAIL_DENIED : FAIL_REMOTE;
	char *sentence;

	if (strstr(description, "iat and exp") != NULL ||
	    strstr(description, "clock skew") != NULL)
		return fail_clock(key, response);
	if (refusal != NULL)
		return fail_sign_in(refusal->kind, key, refusal->sentence);
	if (key->email == NULL && strcmp(error, "invalid_grant") == 0)
		return fail_sign_in(FAIL_DENIED, key, "the refresh token has "
		    "expired or was revoked; sign in again: gcloud auth "
		    "application-default login");
	sentence = xasprintf("refused with %d, \"%s\" (%s)", response->status,
	    is_quotable(error) ? error : "?",
	    is_quotable(description) ? description : "no reason to show");
	fail_sign_in(kind, key, sentence);
	free(sentence);
	return -1;
}

/* "expires_in" is a number; from some servers it is a text. */
static int64_t
life_of(const cJSON *tree)
{
	const char *text;
	int64_t seconds = 0;

	if (json_find_integer(tree, "expires_in", &seconds) != 1) {
		if (json_find_string(tree, "expires_in", &text) == 1)
			seconds = atoll(text);
		fail_clear();
	}
	if (seconds < 1 || seconds > 24 * LIFE_SECONDS)
		seconds = LIFE_SECONDS;
	return seconds * CLOCK_SECOND;
}

/* It goes into a header: nothing that could end one. */
static bool
is_token(const char *text)
{
	size_t len;

	for (len = 0; text[len] != '\0'; len++)
		if (text[len] <= ' ' || text[len] > '~')
			return false;
	return len > 0 && len <= TOKEN_MAX;
}

static int
take_token(const struct oauth_key *key, const cJSON *tree, char **token)
{
	const char *text = "", *type = "Bearer";

	if (json_find_string(tree, "access_token", &text) != 1 ||
	    !is_token(text))
		return fail_sign_in(FAIL_REMOTE, key, "the answer has no "
		    "token that is one");
	if (json_find_string(tree, "token_type", &type) == -1 ||
	    strcasecmp(type, "Bearer") != 0)
		return fail_sign_in(FAIL_REMOTE, key, "the token is not of "
		    "the type Bearer");
	*token = xstrdup(text);
	return 0;
}

/* Neither a token nor a refusal: not the token server has answered. */
static int
fail_foreign(const struct oauth_key *key, const struct http_response *response)
{
	char *sentence = xasprintf("%s came in place of a token (%d); a "
	    "captive portal or a proxy in between?", http_is_page(response) ?
	    "a web page" : "something else", response->status);

	fail_sign_in(FAIL_RETRY, key, sentence);
	free(sentence);
	return -1;
}

int
oauth_answer(const struct oauth_key *key, const struct http_response *response,
    char **token, int64_t *life_ms)
{
	const char *error = "", *description = "";
	cJSON *tree = NULL;
	int result;

	if (http_is_page(response) || json_parse(buf_text(&response->body),
	    response->body.len, &tree) == -1 || !cJSON_IsObject(tree)) {
		result = fail_foreign(key, response);
	} else if (response->status == 200) {
		*life_ms = life_of(tree);
		result = take_token(key, tree, token);
	} else if (json_find_string(tree, "error", &error) == 1) {
		if (json_find_string(tree, "error_description",
		    &description) == -1)
			description = "";
		result = fail_refused(key, response, error, description);
	} else {
		result = fail_foreign(key, response);
	}
	json_wipe(tree);
	return result;
}
