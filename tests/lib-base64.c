/* SPDX-License-Identifier: MIT */
#include <openssl/evp.h>

#include "format/base64.h"
#include "tap.h"

static void
encodes(const char *data, size_t len, const char *plain, const char *url)
{
	struct buf b = {0};

	buf_adds(&b, "=");
	base64_add(&b, data, len);
	is_str(buf_text(&b) + 1, plain, "base64 \"%s\"", plain);
	buf_cut(&b, 1);
	base64_add_url(&b, data, len);
	is_str(buf_text(&b) + 1, url, "base64url \"%s\"", url);
	is_int((long long)b.len, (long long)strlen(url) + 1, "its length");
	buf_clear(&b);
}

/* RFC 4648, section 10; RFC 7515, appendix C; a header of Google's. */
static void
test_vectors(void)
{
	static const char header[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\","
	    "\"kid\":\"0123456789abcdef0123456789abcdef01234567\"}";
#define HEADER	"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjAxMjM0NTY3" \
		"ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1NjcifQ"

	encodes("", 0, "", "");
	encodes("f", 1, "Zg==", "Zg");
	encodes("fo", 2, "Zm8=", "Zm8");
	encodes("foo", 3, "Zm9v", "Zm9v");
	encodes("foob", 4, "Zm9vYg==", "Zm9vYg");
	encodes("fooba", 5, "Zm9vYmE=", "Zm9vYmE");
	encodes("foobar", 6, "Zm9vYmFy", "Zm9vYmFy");
	encodes("\x03\xec\xff\xe0\xc1", 5, "A+z/4ME=", "A-z_4ME");
	encodes("\0\0", 2, "AAA=", "AAA");
	encodes(header, strlen(header), HEADER "==", HEADER);
}

/* More than is encoded in one piece. */
static void
test_long(void)
{
	uint64_t seed = tap_seed();
	size_t len = ((size_t)3 << 20) + 2, i;
	unsigned char *data = malloc(len), *back;
	struct buf b = {0};
	int n;

	for (i = 0; i < len; i++)
		data[i] = (unsigned char)tap_random(&seed, 256);
	base64_add(&b, data, len);
	is_int((long long)b.len, (long long)(len + 2) / 3 * 4, "long");
	back = malloc(b.len);
	n = EVP_DecodeBlock(back, (const unsigned char *)b.data, (int)b.len);
	ok((size_t)n == len + 1 && memcmp(back, data, len) == 0, "and back");
	free(back);
	free(data);
	buf_clear(&b);
}

int
main(void)
{
	test_vectors();
	test_long();
	return tap_done();
}
