/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_OAUTH_H
#define OUTSIDE_OAUTH_H

#include "service/http.h"

/*
 * Who we are to Google: a key file, and the token that Google gives for it
 * (RFC 6749, RFC 7523; reference sheets.md, section 1).  Two kinds of file:
 *
 *	service_account		from the Google Cloud console: client_email,
 *				private_key, private_key_id, token_uri
 *	authorized_user		from "gcloud auth application-default login":
 *				client_id, client_secret, refresh_token
 *
 * The token is kept in memory only.  With a key, this process leaves no core
 * file (mem_hide()).  No message has anything secret in it, nor anything from
 * a file that could not be read.
 *
 * How to use it, with the one new token that a 401 is worth:
 *
 *	for (again = true;; again = false) {
 *		if (oauth_token(oauth, http, &request.token) == -1)
 *			return -1;
 *		http_response_clear(&response);
 *		if (http_send(http, &request, &response) == -1)
 *			return -1;
 *		if (response.status != 401 || !again)
 *			break;
 *		oauth_drop(oauth);
 *	}
 */
struct oauth;

/*
 * Read the key file; nothing is sent.  The file is the owner's alone, or this
 * fails with DENIED and the chmod that mends it.  Fails with CONFIG if it is
 * missing, not JSON, of another type, lacks something, its PEM is damaged, or
 * token_uri is neither https nor this machine.  The caller ends it with
 * oauth_close(), which wipes and is null-safe.
 */
int	 oauth_open(struct oauth **, const char *path);
void	 oauth_close(struct oauth *);

/* The address that a spreadsheet must be shared with: public, for messages.
 * NULL for a user's file, which does not tell.  Borrowed. */
const char	*oauth_email(const struct oauth *);

/*
 * A token for the spreadsheets, asked for where there is none or where it is
 * about to expire.  Borrowed until the next call with this struct.  Fails with
 *	DENIED	the key or the account was deleted, revoked, restricted
 *	CONFIG	the clock is off; says by how much
 *	RETRY	no network, a server in trouble, a captive portal's page
 *	REMOTE	an answer that makes no sense
 * and each message says what to do.
 */
int	 oauth_token(struct oauth *, struct http *, const char **);

/* Forget the token: it was refused (401). */
void	 oauth_drop(struct oauth *);

#endif
