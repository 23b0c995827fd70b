/* SPDX-License-Identifier: MIT */
#include "outside/oauth_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "format/json.h"
#include "service/http.h"

#define FILE_MAX	((size_t)16 * 1024)	/* Google's have 2.4 KB */
#define TOKEN_URI	"https://oauth2.googleapis.com/token"
#define WHERE_FROM	"make one in the Google Cloud console: IAM, Service " \
			"accounts, Keys, Add key, JSON"

/* A member that must be there.  The caller frees it. */
static int
take(const cJSON *tree, const char *file, const char *name, char **text)
{
	const char *found = "";

	if (json_find_string(tree, name, &found) == -1)
		return fail(FAIL_CONFIG, "%s: %s", file, fail_message());
	if (*found == '\0')
		return fail(FAIL_CONFIG, "%s: %s is missing", file, name);
	*text = xstrdup(found);
	return 0;
}

/* A member that may be missing. */
static const char *
find(const cJSON *tree, const char *name)
{
	const char *found = NULL;

	if (json_find_string(tree, name, &found) == -1)
		fail_clear();
	return found;
}

static int
take_private_key(struct oauth_key *key, const cJSON *tree)
{
	char *pem;
	int result;

	if (take(tree, key->file, "private_key", &pem) == -1)
		return -1;
	result = sign_new(&key->sign, pem, strlen(pem));
	if (result == -1)
		fail(FAIL_CONFIG, "%s: %s; get the key file anew", key->file,
		    fail_message());
	mem_wipe(pem, strlen(pem));
	free(pem);
	return result;
}

static int
take_service_account(struct oauth_key *key, const cJSON *tree)
{
	const char *id = find(tree, "private_key_id");

	if (take(tree, key->file, "client_email", &key->email) == -1 ||
	    take(tree, key->file, "token_uri", &key->token_uri) == -1)
		return -1;
	if (id != NULL)
		key->key_id = xstrdup(id);
	return take_private_key(key, tree);
}

static int
take_user(struct oauth_key *key, const cJSON *tree)
{
	const char *uri = find(tree, "token_uri");

	/* gcloud writes none; the tests do. */
	key->token_uri = xstrdup(uri != NULL ? uri : TOKEN_URI);
	if (take(tree, key->file, "client_id", &key->client_id) == -1 ||
	    take(tree, key->file, "client_secret", &key->client_secret) == -1)
		return -1;
	return take(tree, key->file, "refresh_token", &key->refresh_token);
}

static int
take_all(struct oauth_key *key, const cJSON *tree)
{
	const char *type = find(tree, "type");
	int result;

	if (cJSON_HasObjectItem(tree, "installed") ||
	    cJSON_HasObjectItem(tree, "web"))
		return fail(FAIL_CONFIG, "%s: it is the file of an OAuth "
		    "client, not the key of a service account; " WHERE_FROM,
		    key->file);
	if (type != NULL && strcmp(type, "service_account") == 0)
		result = take_service_account(key, tree);
	else if (type != NULL && strcmp(type, "authorized_user") == 0)
		result = take_user(key, tree);
	else
		/* Not what it is instead: it might be anything. */
		return fail(FAIL_CONFIG, "%s: it is not the key of a service "
		    "account, nor an authorized_user; " WHERE_FROM, key->file);
	if (result == 0 && http_check_url("token_uri", key->token_uri) == -1)
		result = fail_context("%s", key->file);
	return result;
}

int
oauth_key_load(struct oauth_key *key, const char *path)
{
	struct buf text = {0};
	cJSON *tree = NULL;
	int result;

	key->file = xstrdup(path);
	if (file_check_private(path) == -1)
		return fail_kind() != FAIL_CONFIG ? -1 : fail(FAIL_CONFIG,
		    "%s; " WHERE_FROM, fail_message());
	result = file_read(path, FILE_MAX, &text);
	if (result == 0)
		result = fail(FAIL_CONFIG, "%s: no such file", path);
	else if (result == -1 && fail_kind() == FAIL_DATA)
		fail(FAIL_CONFIG, "%s", fail_message());
	/* The reason might quote the file. */
	else if (result == 1 && (json_parse(buf_text(&text), text.len,
	    &tree) == -1 || !cJSON_IsObject(tree)))
		result = fail(FAIL_CONFIG, "%s: it is not JSON as a key file "
		    "is; " WHERE_FROM, path);
	if (result == 1)
		result = take_all(key, tree);
	json_wipe(tree);
	buf_wipe(&text);
	return result;
}

static void
wipe(char *text)
{
	if (text != NULL)
		mem_wipe(text, strlen(text));
	free(text);
}

void
oauth_key_clear(struct oauth_key *key)
{
	free(key->file);
	free(key->token_uri);
	free(key->email);
	free(key->key_id);
	sign_free(key->sign);
	free(key->client_id);
	wipe(key->client_secret);
	wipe(key->refresh_token);
	*key = (struct oauth_key){0};
}
