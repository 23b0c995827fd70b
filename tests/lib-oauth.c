/* SPDX-License-Identifier: MIT */
/* Tokens: what is asked for, how long they serve, and why there is none. */
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/clock.h"
#include "oauth-check.h"

#define GOOD	"{\"access_token\":\"" TOKEN "\",\"expires_in\":3599," \
		"\"token_type\":\"Bearer\"}"

#define HEADER	"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjAxMjM0NTY3" \
		"ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1NjcifQ"

static struct oauth *
opened(void)
{
	struct oauth *oauth;

	if (oauth_open(&oauth, "key.json") == -1)
		ok(false, "%s", fail_message());
	return oauth;
}

/* The value of a field in a form, up to the next. */
static char *
field(const char *form, const char *name)
{
	const char *at = strstr(form, name);

	if (at == NULL)
		return strdup("");
	at += strlen(name);
	return strndup(at, strcspn(at, "&"));
}

/* base64url without padding, decoded; the caller frees it. */
static unsigned char *
decoded(const char *text, size_t len, size_t *size)
{
	char *copy = calloc(1, len + 4);
	unsigned char *data = calloc(1, len + 4);
	size_t i, padding = (4 - len % 4) % 4;

	memcpy(copy, text, len);
	memset(copy + len, '=', padding);
	for (i = 0; i < len; i++)
		copy[i] = copy[i] == '-' ? '+' : copy[i] == '_' ? '/' :
		    copy[i];
	*size = (size_t)EVP_DecodeBlock(data, (unsigned char *)copy,
	    (int)(len + padding)) - padding;
	free(copy);
	return data;
}

static bool
verifies(const char *data, size_t len, const unsigned char *signature,
    size_t size)
{
	BIO *bio = BIO_new_mem_buf(RSA_PKCS8, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good;

	EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key);
	good = EVP_DigestVerify(ctx, signature, size,
	    (const unsigned char *)data, len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	BIO_free(bio);
	return good;
}

static void
check_claims(const char *text)
{
	const char *value = "";
	int64_t iat = 0, exp = 0;
	cJSON *claims;

	is_int(json_parse(text, strlen(text), &claims), 0, "claims");
	json_find_string(claims, "iss", &value);
	is_str(value, EMAIL, "iss");
	json_find_string(claims, "scope", &value);
	is_str(value, "https://www.googleapis.com/auth/spreadsheets", "scope");
	json_find_string(claims, "aud", &value);
	is_str(value, "https://oauth2.googleapis.com/token", "aud");
	json_find_integer(claims, "iat", &iat);
	json_find_integer(claims, "exp", &exp);
	ok(llabs(iat - time(NULL)) <= 60, "iat is now, in seconds");
	is_int(exp - iat, 3600, "exp is an hour later");
	cJSON_Delete(claims);
}

static void
test_assertion(void)
{
	struct oauth *oauth;
	const char *token = "", *dot, *last;
	char *form, *jwt, *grant;
	unsigned char *part;
	size_t size;

	put_service(EMAIL, server_url("/token"), RSA_PKCS8);
	oauth = opened();
	is_str(oauth_email(oauth), EMAIL, "whom to share with");
	is_int(asked(), 0, "nothing is sent yet");
	answer("status=200", GOOD);
	is_int(oauth_token(oauth, http, &token), 0, "a token");
	is_str(token, TOKEN, "as it came");

	form = fetched("/last/token");
	grant = field(form, "grant_type=");
	is_str(grant, "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
	    "grant_type");
	jwt = field(form, "assertion=");
	dot = strchr(jwt, '.');
	last = strrchr(jwt, '.');
	ok(strncmp(jwt, HEADER ".", strlen(HEADER ".")) == 0,
	    "the header is the one in sheets.md");
	is_int((long long)strlen(last + 1), 342, "length of the signature");
	part = decoded(dot + 1, (size_t)(last - dot - 1), &size);
	check_claims((char *)part);
	free(part);
	part = decoded(last + 1, strlen(last + 1), &size);
	ok(verifies(jwt, (size_t)(last - jwt), part, size), "the signature");
	free(part);
	free(form);
	free(jwt);
	free(grant);
	oauth_close(oauth);
	oauth_close(NULL);
}

static void
test_refresh_token(void)
{
	struct oauth *oauth;
	const char *token = "";
	char *form;

	put_user();
	oauth = opened();
	ok(oauth_email(oauth) == NULL, "a user's file tells no address");
	is_int(oauth_token(oauth, http, &token), 0, "a token");
	is_str(token, TOKEN, "as it came");
	form = fetched("/last/token");
	is_str(form, "grant_type=refresh_token&client_id="
	    "12345.apps.googleusercontent.com&client_secret=" SECRET
	    "&refresh_token=1%2F%2F03-hunter2%2Fthe%20refresh%26token%3D"
	    "with%25odd%2Bcharacters", "the form");
	free(form);
	oauth_close(oauth);
}

/* Asks for a token; how often was the server asked? */
static int
costs(struct oauth *oauth)
{
	const char *token = "";
	int before = asked();

	if (oauth_token(oauth, http, &token) == -1)
		ok(false, "%s", fail_message());
	return asked() - before;
}

static void
test_life(void)
{
	struct oauth *oauth;

	put_service(EMAIL, server_url("/token"), RSA_PKCS1);
	oauth = opened();
	is_int(costs(oauth), 1, "the first");
	is_int(costs(oauth), 0, "is kept");
	oauth_drop(oauth);
	oauth_drop(oauth);
	is_int(costs(oauth), 1, "until it is dropped");
	answer("", "{\"access_token\":\"" TOKEN "\",\"expires_in\":2}");
	oauth_drop(oauth);
	is_int(costs(oauth), 1, "one for two seconds");
	is_int(costs(oauth), 0, "serves");
	usleep(1600000);
	is_int(costs(oauth), 1, "and is renewed before it ends");
	answer("", "{\"access_token\":\"" TOKEN "\",\"expires_in\":\"3599\","
	    "\"token_type\":\"bearer\",\"more\":{}}");
	oauth_drop(oauth);
	is_int(costs(oauth), 1, "a life as text");
	is_int(costs(oauth), 0, "is understood");
	answer("", "{\"access_token\":\"" TOKEN "\"}");
	oauth_drop(oauth);
	is_int(costs(oauth), 1, "without a life");
	is_int(costs(oauth), 0, "an hour");
	oauth_close(oauth);
}

static void
refused(const char *query, const char *body, int kind, const char *message,
    const char *name)
{
	struct oauth *oauth = opened();
	const char *token = NULL;

	answer(query, body);
	fails(oauth_token(oauth, http, &token), kind, message, name);
	ok(token == NULL, "%s: no token", name);
	oauth_close(oauth);
}

#define CLOCK	"{\"error\":\"invalid_grant\",\"error_description\":" \
		"\"Invalid JWT: Token must be a short-lived token (60 " \
		"minutes) and in a reasonable timeframe. Check your iat and " \
		"exp values in the JWT claim.\"}"
#define SET_IT	"Google refuses the sign-in; set it: timedatectl set-ntp true"
#define WHO	"key.json: sign-in as " EMAIL ": "
#define ERROR(error, description) \
	"{\"error\":\"" error "\",\"error_description\":\"" description "\"}"

static void
test_clock(void)
{
	refused("status=400&shift=600", CLOCK, FAIL_CONFIG,
	    "the clock of this machine is 10m slow; " SET_IT, "slow");
	refused("status=400&shift=-600", CLOCK, FAIL_CONFIG,
	    "the clock of this machine is 10m fast; " SET_IT, "fast");
	refused("status=400&shift=97200", CLOCK, FAIL_CONFIG,
	    "the clock of this machine is 1d3h slow; " SET_IT, "a day");
	refused("status=400", CLOCK, FAIL_CONFIG, WHO "Google refuses the "
	    "time in the request; is the clock right? (timedatectl)",
	    "the clock is right");
}

static void
test_refused(void)
{
	refused("status=400", ERROR("invalid_grant",
	    "Invalid JWT Signature."), FAIL_DENIED, WHO "the key was deleted "
	    "or replaced; make a new one in the Google Cloud console (IAM, "
	    "Service accounts, Keys)", "a deleted key");
	refused("status=400", ERROR("invalid_grant",
	    "Invalid grant: account not found"), FAIL_DENIED, WHO "Google "
	    "does not know the account; was it deleted, or the file edited?",
	    "a deleted account");
	refused("status=401", ERROR("unauthorized_client", "Client is "
	    "unauthorized to retrieve access tokens using this method."),
	    FAIL_DENIED, NULL, "unauthorized_client");
	refused("status=401", ERROR("deleted_client",
	    "The OAuth client was deleted."), FAIL_DENIED, NULL,
	    "deleted_client");
	refused("status=400", ERROR("invalid_scope", "Invalid OAuth scope."),
	    FAIL_DENIED, NULL, "invalid_scope");
	refused("status=400", ERROR("server_error", ""), FAIL_RETRY, WHO
	    "Google is in trouble", "server_error");
	refused("status=400", ERROR("invalid_grant", "Something new."),
	    FAIL_DENIED, WHO "refused with 400, \"invalid_grant\" (Something "
	    "new.)", "an unknown reason");
	refused("status=400", "{\"error\":\"what\"}", FAIL_REMOTE, WHO
	    "refused with 400, \"what\" (no reason to show)", "no reason");
	refused("status=400", ERROR("invalid_request", "bad assertion "
	    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.hunter2"), FAIL_REMOTE, WHO
	    "refused with 400, \"invalid_request\" (no reason to show)",
	    "an echo of what was sent");
	put_user();
	refused("status=400", ERROR("invalid_grant",
	    "Token has been expired or revoked."), FAIL_DENIED, "key.json: "
	    "sign-in: the refresh token has expired or was revoked; sign in "
	    "again: gcloud auth application-default login", "revoked");
	refused("status=401", ERROR("invalid_client", "bad " SECRET),
	    FAIL_DENIED, NULL, "invalid_client");
	refused("status=400", ERROR("odd", "bad " SECRET), FAIL_REMOTE,
	    NULL, "an echo of the secret");
	put_service(EMAIL, server_url("/token"), RSA_PKCS8);
}

static void
test_foreign(void)
{
	static const char page[] = "<html><title>Welcome to the hotel";

	refused("type=text/html", page, FAIL_RETRY, WHO "a web page came in "
	    "place of a token (200); a captive portal or a proxy in between?",
	    "a captive portal");
	refused("status=302&type=text/html", "", FAIL_RETRY, NULL,
	    "one that redirects");
	refused("status=511&type=text/html", page, FAIL_RETRY, NULL,
	    "one that says so");
	refused("", page, FAIL_RETRY, NULL, "a page without its type");
	refused("", "", FAIL_RETRY, WHO "something else came in place of a "
	    "token (200); a captive portal or a proxy in between?", "nothing");
	refused("", "[\"" TOKEN "\"]", FAIL_RETRY, NULL, "an array");
	refused("", "{\"access_token\":\"" TOKEN, FAIL_RETRY, NULL, "half");
	refused("", "{}", FAIL_REMOTE, NULL, "no token");
	refused("", "{\"access_token\":7}", FAIL_REMOTE, NULL, "a number");
	refused("", "{\"access_token\":\"a\\r\\nHost: b\"}", FAIL_REMOTE,
	    WHO "the answer has no token that is one", "a header in it");
	refused("", "{\"access_token\":\"" TOKEN "\",\"token_type\":\"mac\"}",
	    FAIL_REMOTE, NULL, "another type");
	refused("status=503", "{}", FAIL_RETRY, NULL, "503");
	refused("status=429", "{}", FAIL_RETRY, NULL, "429");
}

static void
test_unreached(void)
{
	struct oauth *oauth;
	const char *token;

	put_service(EMAIL, "http://127.0.0.1:1/token", RSA_PKCS8);
	oauth = opened();
	fails(oauth_token(oauth, http, &token), FAIL_RETRY,
	    "127.0.0.1:1: cannot connect: Connection refused (5 tries)",
	    "nobody there");
	oauth_close(oauth);
}

int
main(void)
{
	check_start();
	test_assertion();
	test_refresh_token();
	test_life();
	test_clock();
	test_refused();
	test_foreign();
	test_unreached();
	return check_done();
}
