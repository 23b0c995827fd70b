/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/load_line.h"
#include "domain/project.h"
#include "domain/task_row.h"

#define ID_MAX	9007199254740992.0	/* 2^53: beyond, JSON is not exact */

static int
read_texts(struct load_line *l)
{
	const struct {
		const char	 *name;
		const char	**text;
	} members[] = {
		{ "uid", &l->uid }, { "project", &l->project },
		{ "title", &l->title }, { "description", &l->description },
		{ "status", &l->status }, { "urgency", &l->urgency },
		{ "assignee", &l->assignee }, { "feature", &l->feature },
		{ "due_at", &l->due_at }, { "lease_owner", &l->lease_owner },
		{ "lease_until", &l->lease_until }, { "key", &l->key },
		{ "created_at", &l->created_at },
		{ "updated_at", &l->updated_at }
	};
	size_t i;

	for (i = 0; i < sizeof members / sizeof *members; i++)
		if (json_find_string(l->tree, members[i].name,
		    members[i].text) == -1)
			return -1;
	if (l->title == NULL)
		return fail(FAIL_DATA, "title: it is missing");
	/* a line's end that came along is no part of the title */
	l->title = text_trim(cJSON_GetObjectItemCaseSensitive(l->tree,
	    "title")->valuestring);
	return 0;
}

static int
read_numbers(struct load_line *l)
{
	const struct {
		const char	*name;
		int64_t		*value;
	} members[] = {
		{ "id", &l->id }, { "priority", &l->priority },
		{ "version", &l->version }, { "attempts", &l->attempts },
		{ "max_attempts", &l->max_attempts },
		{ "progress", &l->progress }
	};
	size_t i;

	for (i = 0; i < sizeof members / sizeof *members; i++) {
		if (json_find_integer(l->tree, members[i].name,
		    members[i].value) == -1)
			return -1;
		if (*members[i].value < 0)
			return fail(FAIL_DATA, "%s: it is negative",
			    members[i].name);
	}
	if (json_find_bool(l->tree, "start_approved",
	    &l->start_approved) == -1)
		return -1;
	if (l->version < 1)
		return fail(FAIL_DATA, "version: it begins at 1");
	if (l->progress > 100)
		return fail(FAIL_DATA, "progress: %lld is not from 0 to 100",
		    (long long)l->progress);
	return task_check_priority(l->priority);
}

/* A parent is a uid, or the number of a task that exists. */
static int
read_parent(struct load_line *l)
{
	const cJSON *parent;

	parent = cJSON_GetObjectItemCaseSensitive(l->tree, "parent");
	if (cJSON_IsNumber(parent))
		return json_find_integer(l->tree, "parent", &l->parent_id);
	return json_find_string(l->tree, "parent", &l->parent);
}

static bool
is_id(const cJSON *item)
{
	return cJSON_IsNumber(item) && item->valuedouble >= 1 &&
	    item->valuedouble <= ID_MAX &&
	    trunc(item->valuedouble) >= item->valuedouble;
}

static int
read_arrays(struct load_line *l)
{
	const cJSON *item;

	if (json_find_array(l->tree, "labels", &l->labels) == -1 ||
	    json_find_array(l->tree, "needs", &l->needs) == -1 ||
	    json_find_array(l->tree, "gates", &l->gates) == -1)
		return -1;
	cJSON_ArrayForEach(item, l->labels)
		if (!cJSON_IsString(item))
			return fail(FAIL_DATA, "labels: must be texts");
		else if (task_check_label(item->valuestring) == -1)
			return -1;
	cJSON_ArrayForEach(item, l->needs)
		if (!cJSON_IsString(item) && !is_id(item))
			return fail(FAIL_DATA, "needs: must be uids or ids");
	return 0;
}

static int
check_times(const struct load_line *l)
{
	const struct {
		const char	*name, *text;
	} times[] = {
		{ "due_at", l->due_at }, { "lease_until", l->lease_until },
		{ "created_at", l->created_at },
		{ "updated_at", l->updated_at }
	};
	int64_t ms;
	size_t i;

	for (i = 0; i < sizeof times / sizeof *times; i++)
		if (times[i].text != NULL &&
		    !clock_parse_stamp(times[i].text, &ms))
			return fail(FAIL_DATA, "%s: \"%s\" is not a time like "
			    "2026-11-23T09:14:05.123Z", times[i].name,
			    times[i].text);
	return 0;
}

static int
check(const struct load_line *l)
{
	static const struct text_rule uid_rule = { "uid", 1, TASK_NAME_CHARS,
	    0, false };
	bool start, finish;

	if (task_check_texts(l->title, l->description, l->assignee,
	    l->feature) == -1 || task_check_urgency(l->urgency) == -1 ||
	    task_check_name("key", l->key) == -1 ||
	    task_check_name("lease_owner", l->lease_owner) == -1 ||
	    check_times(l) == -1 ||
	    load_line_gates(l, &start, &finish) == -1)
		return -1;
	if (l->project != NULL && project_check_title(l->project) == -1)
		return -1;
	if (l->uid != NULL && text_check(&uid_rule, l->uid,
	    strlen(l->uid)) == -1)
		return -1;
	if (!text_in(l->status, task_statuses))
		return fail(FAIL_DATA, "status: \"%s\" is not todo, doing, "
		    "review, done or cancelled", l->status);
	return 0;
}

int
load_line_parse(struct load_line *l, const char *text, size_t len)
{
	memset(l, 0, sizeof *l);
	l->priority = 50;
	l->version = 1;
	if (json_parse(text, len, &l->tree) == -1)
		return -1;
	if (!cJSON_IsObject(l->tree))
		return fail(FAIL_DATA, "not a JSON object");
	if (read_texts(l) == -1 || read_numbers(l) == -1 ||
	    read_parent(l) == -1 || read_arrays(l) == -1)
		return -1;
	if (l->status == NULL)
		l->status = "todo";
	if (l->key != NULL && *l->key == '\0')
		l->key = NULL;
	return check(l);
}

void
load_line_clear(struct load_line *l)
{
	cJSON_Delete(l->tree);
	l->tree = NULL;
}

bool
load_line_refers(const struct load_line *l)
{
	return l->parent != NULL || l->parent_id != 0 ||
	    cJSON_GetArraySize(l->needs) > 0;
}

int
load_line_gates(const struct load_line *l, bool *start, bool *finish)
{
	const cJSON *item;

	if (l->gates == NULL)
		return 0;
	*start = *finish = false;
	cJSON_ArrayForEach(item, l->gates)
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, "start") == 0)
			*start = true;
		else if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, "finish") == 0)
			*finish = true;
		else
			return fail(FAIL_DATA, "gates: only start and finish "
			    "are gates");
	return 1;
}
