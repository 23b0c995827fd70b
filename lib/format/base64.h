/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_BASE64_H
#define FORMAT_BASE64_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Bytes as text (RFC 4648).  Both write straight into the buf and keep no
 * copy, so that a secret is wiped where the buf is.
 */

/* Append in base64 (section 4), padded, in one line. */
void	 base64_add(struct buf *, const void *, size_t);

/* Append in base64url (section 5) without padding, as JSON Web Tokens have it
 * (RFC 7515, section 2). */
void	 base64_add_url(struct buf *, const void *, size_t);

#endif
