/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_OAUTH_ANSWER_H
#define OUTSIDE_OAUTH_ANSWER_H

#include <stdint.h>

#include "outside/oauth_key.h"
#include "service/http.h"

/*
 * What a token server answers.  Part of oauth: gives the token (the caller
 * wipes and frees it) and for how many milliseconds it is good; or fails as
 * oauth_token() says.
 */
int	 oauth_answer(const struct oauth_key *, const struct http_response *,
	    char **token, int64_t *life_ms);

#endif
