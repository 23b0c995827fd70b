/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/fail.h"
#include "domain/task_row.h"

const struct text_rule task_title_rule = { "title", 1, TASK_TITLE_CHARS, 0,
    false };
const struct text_rule task_description_rule = { "description", 0, 0,
    TASK_DESCRIPTION_BYTES, true };

static const struct text_rule label_rule = { "label", 1, TASK_LABEL_CHARS, 0,
    false };

static int
check(const struct text_rule *rule, const char *text)
{
	return text == NULL ? 0 : text_check(rule, text, strlen(text));
}

int
task_check_name(const char *what, const char *text)
{
	struct text_rule rule = { what, 0, TASK_NAME_CHARS, 0, false };

	return check(&rule, text);
}

int
task_check_texts(const char *title, const char *description,
    const char *assignee, const char *feature)
{
	if (check(&task_title_rule, title) == -1 ||
	    check(&task_description_rule, description) == -1 ||
	    task_check_name("assignee", assignee) == -1 ||
	    task_check_name("feature", feature) == -1)
		return -1;
	return 0;
}

int
task_check_label(const char *label)
{
	return check(&label_rule, label);
}

int
task_check_urgency(const char *urgency)
{
	const char *near;

	if (urgency == NULL || text_in(urgency, task_urgencies))
		return 0;
	near = text_nearest(urgency, task_urgencies);
	return fail(FAIL_DATA, "urgency: \"%s\" is not low, medium, high or "
	    "critical%s%s%s", urgency, near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

int
task_check_priority(int64_t priority)
{
	if (priority < 0 || priority > TASK_PRIORITY_MAX)
		return fail(FAIL_DATA, "priority: %lld is not from 0 to %d",
		    (long long)priority, TASK_PRIORITY_MAX);
	return 0;
}

int
task_gates(struct db *db, const struct policy *policy, int64_t project,
    const char *gates, bool *start, bool *finish)
{
	struct db_stmt *st = NULL;
	int rc;

	*start = policy->gate_start;
	*finish = policy->gate_finish;
	if (gates != NULL)
		return policy_parse_gates(gates, start, finish);
	if (db_query(db, &st, "SELECT gates FROM project WHERE id = $1", "i",
	    project) == -1)
		return -1;
	rc = db_step(st);
	if (rc == 1 && db_text(st, 0) != NULL)
		rc = policy_parse_gates(db_text(st, 0), start, finish);
	db_finish(st);
	return rc == -1 ? -1 : 0;
}
