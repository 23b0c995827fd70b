/* SPDX-License-Identifier: MIT */
#include "format/sign.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"

#define PEM_MAX	((size_t)64 * 1024)	/* RSA with 16,384 bits: 13 KB */

struct sign {
	EVP_PKEY	*key;
};

/* "\n" in two characters becomes one.  Of all that PEM may hold only base64
 * and headers remain, and neither has a backslash.  Returns the length. */
static size_t
unescape(char *text, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++) {
		if (text[from] == '\\' && from + 1 < len &&
		    text[from + 1] == 'n') {
			text[to++] = '\n';
			from++;
		} else {
			text[to++] = text[from];
		}
	}
	return to;
}

/* OpenSSL would ask on the terminal. */
static int
no_passphrase(char *to, int size, int writing, void *asked)
{
	(void)to;
	(void)size;
	(void)writing;
	*(int *)asked = 1;
	return -1;
}

static int
read_key(const char *text, size_t len, EVP_PKEY **key)
{
	int asked = 0;
	BIO *bio;

	if (memmem(text, len, "-----BEGIN ", 11) == NULL)
		return fail(FAIL_CONFIG, "private key: it is no PEM, which "
		    "begins with -----BEGIN PRIVATE KEY-----");
	bio = BIO_new_mem_buf(text, (int)len);
	if (bio == NULL)
		return fail(FAIL_SYSTEM, "private key: out of memory");
	*key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
	BIO_free(bio);
	ERR_clear_error();
	if (*key == NULL && asked)
		return fail(FAIL_CONFIG, "private key: it is encrypted; "
		    "one without a passphrase is needed");
	if (*key == NULL)
		return fail(FAIL_CONFIG, "private key: the PEM is damaged");
	if (EVP_PKEY_get_base_id(*key) != EVP_PKEY_RSA)
		return fail(FAIL_CONFIG, "private key: it is no RSA key");
	return 0;
}

int
sign_new(struct sign **sign, const char *pem, size_t len)
{
	struct sign *new;
	char *text;
	int result;

	*sign = NULL;
	if (len > PEM_MAX)
		return fail(FAIL_CONFIG, "private key: %zu bytes, at most %zu",
		    len, PEM_MAX);
	text = xmalloc(len);
	memcpy(text, pem, len);
	new = xcalloc(1, sizeof(*new));
	result = read_key(text, unescape(text, len), &new->key);
	mem_wipe(text, len);
	free(text);
	if (result == -1) {
		sign_free(new);
		return -1;
	}
	*sign = new;
	return 0;
}

void
sign_free(struct sign *sign)
{
	if (sign == NULL)
		return;
	EVP_PKEY_free(sign->key);
	free(sign);
}

int
sign_rs256(const struct sign *sign, const void *data, size_t len,
    struct buf *signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t size = (size_t)EVP_PKEY_get_size(sign->key);
	unsigned char *to = (unsigned char *)buf_room(signature, size);
	int done;

	done = ctx != NULL && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL,
	    sign->key) == 1 &&
	    EVP_DigestSign(ctx, to, &size, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!done)
		/* A key too short for the hash, or one that is none. */
		return fail(FAIL_CONFIG, "private key: it cannot sign");
	signature->len += size;
	buf_text(signature);
	return 0;
}
