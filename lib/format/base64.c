/* SPDX-License-Identifier: MIT */
#include "format/base64.h"

#include <openssl/evp.h>

/* Bytes that are encoded at a time: OpenSSL counts with int, and only the
 * last piece may be no multiple of three. */
#define PIECE	((size_t)3 << 20)

void
base64_add(struct buf *b, const void *data, size_t len)
{
	const unsigned char *from = data;
	unsigned char *to;
	size_t n;

	for (; len > 0; from += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		to = (unsigned char *)buf_room(b, (n + 2) / 3 * 4);
		b->len += (size_t)EVP_EncodeBlock(to, from, (int)n);
	}
}

void
base64_add_url(struct buf *b, const void *data, size_t len)
{
	size_t start = b->len, i;

	base64_add(b, data, len);
	while (b->len > start && b->data[b->len - 1] == '=')
		buf_cut(b, b->len - 1);
	for (i = start; i < b->len; i++)
		if (b->data[i] == '+')
			b->data[i] = '-';
		else if (b->data[i] == '/')
			b->data[i] = '_';
}
