/* SPDX-License-Identifier: MIT */
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/fail.h"
#include "format/base64.h"
#include "format/sign.h"
#include "rsa.h"
#include "tap.h"

/* RFC 7515, appendix A.2: what is signed, and its signature. */
#define INPUT \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQ" \
	"ogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define SIGNATURE \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuH" \
	"Im4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdi" \
	"uB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN" \
	"9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2" \
	"w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77" \
	"Rw"

static void
signs(const char *pem, const char *name)
{
	struct buf signature = {0}, text = {0};
	struct sign *sign;

	if (!is_int(sign_new(&sign, pem, strlen(pem)), 0, "%s", name)) {
		diag("%s", fail_message());
		return;
	}
	buf_adds(&signature, "=");
	is_int(sign_rs256(sign, INPUT, strlen(INPUT), &signature), 0,
	    "%s: signs", name);
	is_int((long long)signature.len, 257, "%s: appended", name);
	base64_add_url(&text, signature.data + 1, signature.len - 1);
	is_str(buf_text(&text), SIGNATURE, "%s: as in RFC 7515", name);
	sign_free(sign);
	buf_clear(&signature);
	buf_clear(&text);
}

/* The text with each new line as the characters \ and n, or dropped. */
static char *
squeezed(const char *text, const char *line_end)
{
	struct buf b = {0};

	for (; *text != '\0'; text++)
		if (*text == '\n')
			buf_adds(&b, line_end);
		else
			buf_addc(&b, *text);
	return buf_take(&b);
}

static void
test_sign(void)
{
	char *escaped = squeezed(RSA_PKCS8, "\\n");
	char *crlf = squeezed(RSA_PKCS8, "\r\n");

	signs(RSA_PKCS8, "PKCS#8");
	signs(RSA_PKCS1, "PKCS#1");
	signs(escaped, "escaped twice");
	signs(crlf, "CR LF");
	signs("said before\n" RSA_PKCS8 "and after\n", "something around it");
	free(escaped);
	free(crlf);
}

/* Does the message have anything that stands in the key? */
static bool
tells(const char *pem, size_t len)
{
	char word[9] = "";
	size_t i;

	for (i = 0; i + 8 <= len; i++) {
		memcpy(word, pem + i, 8);
		/* These words are in each PEM. */
		if (strpbrk(word, "- ") == NULL &&
		    strstr(fail_message(), word) != NULL)
			return true;
	}
	return false;
}

static void
refused(const char *pem, size_t len, const char *message, const char *name)
{
	struct sign *sign = (struct sign *)&sign;

	is_int(sign_new(&sign, pem, len), -1, "%s", name);
	ok(sign == NULL, "%s: there is none", name);
	is_int(fail_kind(), FAIL_CONFIG, "%s: CONFIG", name);
	is_str(fail_message(), message, "%s: message", name);
	ok(len > 8192 || !tells(pem, len), "%s: nothing of the key", name);
	fail_clear();
}

#define DAMAGED	"private key: the PEM is damaged"
#define NO_PEM	"private key: it is no PEM, which begins with " \
		"-----BEGIN PRIVATE KEY-----"
#define LOCKED	"private key: it is encrypted; one without a passphrase is " \
		"needed"

static void
test_damaged(void)
{
	char *text = strdup(RSA_PKCS8), *joined = squeezed(RSA_PKCS8, " ");
	static char large[65537];
	size_t len = strlen(text), i;
	bool good = true;

	refused("", 0, NO_PEM, "nothing");
	refused("hunter2hunter2", 14, NO_PEM, "a password");
	refused(text, len / 2, DAMAGED, "half of it");
	refused(text + 30, len - 30, NO_PEM, "without its first line");
	refused(joined, strlen(joined), DAMAGED, "in one line");
	text[400] = '*';
	refused(text, len, DAMAGED, "a wrong character");
	refused("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
	    54, DAMAGED, "empty");
	memset(large, 'A', sizeof(large));
	refused(large, sizeof(large),
	    "private key: 65537 bytes, at most 65536", "too large");
	for (i = 0; i < len && good; i++) {
		struct sign *sign;

		good = sign_new(&sign, text, i) == -1;
		sign_free(sign);
	}
	ok(good, "cut anywhere");
	free(text);
	free(joined);
}

/* A key as text; cipher NULL: not encrypted. */
static char *
pem_of(EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *text;
	long len;

	PEM_write_bio_PKCS8PrivateKey(bio, key, cipher,
	    cipher != NULL ? "hunter2" : NULL, cipher != NULL ? 7 : 0, NULL,
	    NULL);
	len = BIO_get_mem_data(bio, &data);
	text = strndup(data, (size_t)len);
	BIO_free(bio);
	return text;
}

static void
test_others(void)
{
	EVP_PKEY *ec = EVP_EC_gen("P-256");
	char *plain = pem_of(ec, NULL);
	char *locked = pem_of(ec, EVP_aes_128_cbc());
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	long len;

	refused(plain, strlen(plain), "private key: it is no RSA key", "EC");
	refused(locked, strlen(locked), LOCKED, "encrypted");
	PEM_write_bio_PUBKEY(bio, ec);
	len = BIO_get_mem_data(bio, &data);
	refused(data, (size_t)len, DAMAGED, "a public key");
	BIO_free(bio);
	EVP_PKEY_free(ec);
	free(plain);
	free(locked);
}

static void
test_small(void)
{
	EVP_PKEY *rsa = EVP_RSA_gen(512);
	char *text = pem_of(rsa, NULL);
	struct buf b = {0};
	struct sign *sign;

	is_int(sign_new(&sign, text, strlen(text)), 0, "RSA with 512 bits");
	is_int(sign_rs256(sign, "", 0, &b), 0, "signs nothing");
	is_int((long long)b.len, 64, "in 64 bytes");
	sign_free(sign);
	sign_free(NULL);
	EVP_PKEY_free(rsa);
	free(text);
	buf_clear(&b);
}

int
main(void)
{
	test_sign();
	test_damaged();
	test_others();
	test_small();
	return tap_done();
}
