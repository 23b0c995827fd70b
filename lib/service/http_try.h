/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_HTTP_TRY_H
#define SERVICE_HTTP_TRY_H

#include <curl/curl.h>
#include <stdint.h>

#include "service/http.h"
#include "service/http_url.h"

/*
 * One try of a request, and what came of it.  Part of http: http.c decides
 * what is tried again and when.
 */
struct http_times {		/* of one kind of request */
	int64_t	 sent[HTTP_PER_MINUTE];	/* clock_monotonic(); 0: none */
	size_t	 oldest;
};

struct http {
	CURL			*curl;
	char			*ca_file;
	int64_t			 budget_ms, timeout_ms, connect_ms;
	int64_t			 backoff_ms;
	int64_t			 end;	/* of the budget, clock_monotonic();
					 * 0: no request yet */
	struct http_times	 times[HTTP_QUOTAS];
	char			 error[CURL_ERROR_SIZE];
};

enum http_verdict {
	HTTP_ANSWERED,		/* with whatever status */
	HTTP_UNSENT,		/* passing fault; the server saw nothing */
	HTTP_LOST,		/* passing fault; the server may have seen it */
	HTTP_HOPELESS		/* another try would end the same way */
};

/* What holds for all requests.  Fails with INTERNAL. */
int	 http_try_prepare(struct http *);

/* Try once, for at most left_ms.  Fills the response anew but for what counts
 * tries.  Records a failure unless HTTP_ANSWERED. */
enum http_verdict	 http_try(struct http *, const struct http_request *,
			    const struct http_url *, int64_t left_ms,
			    struct http_response *);

#endif
