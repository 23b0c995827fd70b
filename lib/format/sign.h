/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_SIGN_H
#define FORMAT_SIGN_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Signatures with a private key: RS256 (RFC 7518, section 3.3), which is
 * RSASSA-PKCS1-v1_5 over SHA-256.  A key comes from a file that the
 * configuration names, so what is wrong with one is CONFIG.  No message has
 * anything of the key in it.
 */
struct sign;

/*
 * Read an RSA key from the text of a PEM file (PKCS#8, PKCS#1), not encrypted.
 * Where somebody escaped it twice, "\n" in two characters is a new line.
 * Fails with CONFIG, "private key: ...".  The text is the caller's, to be
 * wiped; the key is ended with sign_free(), which wipes it and is null-safe.
 */
int	 sign_new(struct sign **, const char *pem, size_t len);
void	 sign_free(struct sign *);

/* Append the signature of the bytes, as many bytes as the key has. */
int	 sign_rs256(const struct sign *, const void *, size_t, struct buf *);

#endif
