/* SPDX-License-Identifier: MIT */
#include "service/conf_value.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "base/text.h"

#define VALUE_MAX	4096	/* bytes, PATH_MAX; inih's lines are shorter */

static int
fail_word(const char *key, const char *value, const char *const *words)
{
	const char *near = text_nearest(value, words);
	struct buf list = {0};

	for (; *words != NULL; words++)
		buf_addf(&list, "%s%s", list.len == 0 ? "" :
		    words[1] == NULL ? " or " : ", ", *words);
	if (near != NULL)
		fail(FAIL_DATA, "%s: \"%s\" is not %s; did you mean \"%s\"?",
		    key, value, buf_text(&list), near);
	else
		fail(FAIL_DATA, "%s: \"%s\" is not %s", key, value,
		    buf_text(&list));
	buf_clear(&list);
	return -1;
}

static int
parse_bool(const char *key, const char *value, int64_t *number)
{
	static const char *const words[] = {
		"yes", "no", "true", "false", "on", "off", "1", "0", NULL
	};
	int i;

	for (i = 0; words[i] != NULL; i++)
		if (strcasecmp(value, words[i]) == 0) {
			*number = i % 2 == 0;
			return 0;
		}
	return fail_word(key, value, words);
}

static int
parse_word(const struct conf_rule *rule, const char *key, const char *value)
{
	if (text_in(value, rule->words))
		return 0;
	if (rule->absent != NULL && strcmp(value, rule->absent) == 0)
		return fail(FAIL_DATA, "%s: \"%s\" is not in this build, "
		    "which has %s", key, value, rule->words[0]);
	return fail_word(key, value, rule->words);
}

static int
parse_gates(const char *key, const char *value, char **text)
{
	static const char *const words[] = { "start", "finish", "none", NULL };
	bool has_start = false, has_finish = false, has_none = false;
	char *copy = xstrdup(value), *rest = copy, *word;
	int result = 0;

	while (result == 0 && (word = strsep(&rest, ",")) != NULL) {
		word = text_trim(word);
		if (!text_in(word, words))
			result = fail_word(key, word, words);
		has_start = has_start || strcmp(word, "start") == 0;
		has_finish = has_finish || strcmp(word, "finish") == 0;
		has_none = has_none || strcmp(word, "none") == 0;
	}
	if (result == 0 && has_none && (has_start || has_finish))
		result = fail(FAIL_DATA, "%s: \"none\" stands alone", key);
	if (result == 0)
		*text = xstrdup(has_none ? "none" : !has_start ? "finish" :
		    has_finish ? "start,finish" : "start");
	free(copy);
	return result;
}

static int
parse_duration(const char *key, const char *value, int64_t *number)
{
	if (clock_parse_duration(value, number) == -1)
		return fail_context("%s", key);
	return 0;
}

static int
parse_integer(const struct conf_rule *rule, const char *key,
    const char *value, int64_t *number)
{
	long long parsed;

	if (text_number(key, value, rule->min, rule->max, &parsed) == -1)
		return -1;
	*number = parsed;
	return 0;
}

static int
parse_typed(const struct conf_rule *rule, const char *key, const char *value,
    char **text, int64_t *number)
{
	switch (rule->type) {
	case CONF_TEXT:
	case CONF_PATH:
		return 0;
	case CONF_INTEGER:
		return parse_integer(rule, key, value, number);
	case CONF_DURATION:
		return parse_duration(key, value, number);
	case CONF_BOOL:
		return parse_bool(key, value, number);
	case CONF_WORD:
		return parse_word(rule, key, value);
	case CONF_GATES:
		return parse_gates(key, value, text);
	}
	return fail(FAIL_INTERNAL, "%s: no such type", key);
}

int
conf_value_parse(const struct conf_rule *rule, const char *key,
    const char *value, char **text, int64_t *number)
{
	const struct text_rule text_rule = {
		.name = key, .min_chars = 1, .max_bytes = VALUE_MAX
	};

	*text = NULL;
	*number = 0;
	if (text_check(&text_rule, value, strlen(value)) == -1)
		return -1;
	if (parse_typed(rule, key, value, text, number) == -1)
		return -1;
	if (*text == NULL)
		*text = xstrdup(value);
	return 0;
}
