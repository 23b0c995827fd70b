/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_OAUTH_KEY_H
#define OUTSIDE_OAUTH_KEY_H

#include "format/sign.h"

/*
 * A key file, read.  Part of oauth.
 */
struct oauth_key {
	char		*file;		/* its path, for messages */
	char		*token_uri;
	char		*email;		/* service_account; else NULL */
	char		*key_id;	/* may be NULL */
	struct sign	*sign;
	char		*client_id;	/* authorized_user; else NULL */
	char		*client_secret;
	char		*refresh_token;
};

/* Fails with CONFIG or DENIED.  The struct must be all zero; it is ended with
 * oauth_key_clear(), also after a failure. */
int	 oauth_key_load(struct oauth_key *, const char *path);
void	 oauth_key_clear(struct oauth_key *);

#endif
