/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_HTTP_URL_H
#define SERVICE_HTTP_URL_H

#include <stdbool.h>

/*
 * A URL that requests may be sent to: https, or http to this machine; without
 * a user name in it.  Part of http.
 */
struct http_url {
	char	*host;		/* with the port if it is unusual: all of a
				 * URL that a message may have */
	bool	 loopback;	/* it is this machine */
};

/* Look at one.  Fails with CONFIG, "it is no URL ...".  The caller ends it
 * with http_url_clear(), also after a failure. */
int	 http_url_parse(const char *, struct http_url *);
void	 http_url_clear(struct http_url *);

#endif
