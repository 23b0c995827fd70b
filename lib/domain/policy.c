/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/policy.h"

void
policy_load(struct policy *policy, const struct conf *conf)
{
	/* conf checked it when it was read */
	if (policy_parse_gates(conf_text(conf, "policy.gates"),
	    &policy->gate_start, &policy->gate_finish) == -1)
		fail_clear();
	policy->lease_ms = conf_duration(conf, "policy.lease");
	policy->max_attempts = conf_integer(conf, "policy.max_attempts");
	policy->self_approval = conf_bool(conf, "policy.self_approval");
	policy->remind_after_ms = conf_duration(conf, "policy.remind_after");
	policy->project = conf_text(conf, "atlas.project");
}

int
policy_parse_gates(const char *text, bool *start, bool *finish)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	bool none = false, s = false, f = false;
	int rc = 0;

	while (rc == 0 && (word = strsep(&rest, ",")) != NULL) {
		word = text_trim(word);
		if (strcmp(word, "start") == 0)
			s = true;
		else if (strcmp(word, "finish") == 0)
			f = true;
		else if (strcmp(word, "none") == 0)
			none = true;
		else
			rc = -1;
	}
	free(copy);
	if (rc == -1 || (none && (s || f)))
		return fail(FAIL_DATA, "gate: \"%s\" is not start, finish, "
		    "start,finish or none", text);
	*start = s;
	*finish = f;
	return 0;
}
