/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_HTTP_H
#define SERVICE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * HTTP as a client of somebody's API, over libcurl: one request after another
 * over one kept connection.  TLS is verified; plain http is spoken to this
 * machine only (127.0.0.1, ::1, localhost), and never through a proxy.  For
 * the rest, the proxy is the environment's (https_proxy, no_proxy).  No
 * redirect is followed, no cookie kept.
 *
 * What a passing fault spoiled is tried again, with full jitter, as long as
 * the time of the run allows; Retry-After is obeyed.  Messages name the host:
 * never the rest of the URL, a header or anything of a body.
 */
struct http;

#define HTTP_BUDGET_MS	(30 * 1000)	/* for a run, from its first request */
#define HTTP_TIMEOUT_MS	(15 * 1000)	/* for one try */
#define HTTP_CONNECT_MS	(5 * 1000)	/* of which, to be connected */
#define HTTP_TRIES	5		/* of one request */
#define HTTP_BACKOFF_MS	1000		/* before the 2nd try, at most; doubles */
#define HTTP_BODY_MAX	((size_t)64 * 1024 * 1024)	/* a full spreadsheet
					 * of ours takes 10 MB */
#define HTTP_PER_MINUTE	50		/* of one kind; Google refuses the
					 * 61st (reference: quotas) */

/* 0 in a number: what stands above. */
struct http_options {
	const char	*ca_file;	/* PEM, in place of the system's; or
					 * NULL.  Borrowed for the call */
	int64_t		 budget_ms;
	int64_t		 timeout_ms;
	int64_t		 connect_ms;
	int64_t		 backoff_ms;
};

/* What a request counts for.  Above HTTP_PER_MINUTE of one kind in any minute
 * it waits, or fails with RETRY where the wait does not fit the budget. */
enum http_quota {
	HTTP_FREE,		/* not counted */
	HTTP_READ,
	HTTP_WRITE
};
#define HTTP_QUOTAS	3

struct http_request {
	const char	*method;	/* NULL: "GET" */
	const char	*url;
	const char	*token;		/* "Authorization: Bearer"; or NULL */
	const char	*content_type;	/* of the body */
	const char	*body;		/* NULL: none */
	size_t		 body_len;
	size_t		 body_max;	/* of the answer; 0: HTTP_BODY_MAX */
	enum http_quota	 quota;
	/* To do it twice does no harm: then it is tried again after any
	 * passing fault (408, 429, 500, 502, 503, 504, no or half an answer).
	 * Otherwise only where surely nothing was done: it was never sent, or
	 * the answer is 429. */
	bool		 idempotent;
};

struct http_response {
	int		 status;	/* of the last try; 0: no answer */
	struct buf	 body;		/* of the last try, unpacked */
	char		 content_type[64];	/* lower case; "" none */
	int64_t		 date;		/* Date: ms since 1970; 0 none */
	int64_t		 retry_at;	/* next try not before, ms since 1970;
					 * 0: nobody said */
	int		 tries;		/* how many there were */
	/* A try was sent, and no answer tells whether it was carried out (no
	 * or half an answer, 408, 5xx).  True also if a later try succeeded. */
	bool		 lost;
};

/*
 * Make a client.  Fails with CONFIG if ca_file cannot be used.  The caller
 * ends it with http_free(), which is null-safe.
 */
int	 http_new(struct http **, const struct http_options *);
void	 http_free(struct http *);

/*
 * Send a request and wait for the answer.  0: there is one, of any status but
 * 408, 429, 500, 502, 503 and 504; to judge it is the caller's.  -1:
 *	RETRY	no answer, those statuses, the budget or the quota is used
 *		up; says when to expect the next try where that is known
 *	REMOTE	a certificate that is not trusted, an answer above body_max
 *	CONFIG	a URL that is none, or neither https nor this machine; the
 *		proxy wants a password; ca_file
 * The struct is filled either way, as far as it goes, and is the caller's, who
 * ends it with http_response_clear().  It must be empty (all zero) or cleared
 * before.  If the answer is a secret, buf_room() for all of it first, and
 * http_response_clear() is enough: it wipes.
 */
int	 http_send(struct http *, const struct http_request *,
	    struct http_response *);
void	 http_response_clear(struct http_response *);

/* Is the body a web page?  Then not the API has answered, but a captive
 * portal, a proxy, or the front door of a server in trouble. */
bool	 http_is_page(const struct http_response *);

/* Append a text percent-encoded, all but letters, digits and "-._~": one
 * segment of a path, a value in a query or in a form. */
void	 http_escape(struct buf *, const char *);

/* Check a URL as http_send() will; for a configuration.  name begins the
 * message: "endpoint: ...". */
int	 http_check_url(const char *name, const char *url);

#endif
