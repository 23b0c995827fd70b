/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/search.h"
#include "domain/task_row.h"

#define SNIPPET_WORDS	12

static bool
has_word_character(const char *word)
{
	for (; *word != '\0'; word++)
		if (isalnum((unsigned char)*word) || (*word & 0x80) != 0)
			return true;
	return false;
}

/*
 * Each word becomes a quoted FTS5 string, so that nothing in it is an
 * operator; a * at its end stays outside and asks for a prefix.
 */
static int
add_word(struct buf *query, const char *word)
{
	size_t len = strlen(word);
	bool prefix = len > 1 && word[len - 1] == '*';
	size_t i;

	if (!text_is_utf8(word, len))
		return fail(FAIL_DATA, "search: not valid UTF-8");
	if (!has_word_character(word))
		return fail(FAIL_DATA, "search: \"%s\" has neither letter nor "
		    "digit", word);
	buf_adds(query, query->len > 0 ? " \"" : "\"");
	for (i = 0; i < len - prefix; i++) {
		if (word[i] == '"')
			buf_addc(query, '"');
		buf_addc(query, word[i]);
	}
	buf_adds(query, prefix ? "\"*" : "\"");
	return 0;
}

static int
walk(struct db *db, const char *sql, const char *query, const char *where,
    int64_t *left, int (*each)(const struct search_hit *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	struct search_hit hit = { .where = where };
	int rc;

	if (db_query(db, &st, sql, "tii", query, *left,
	    (int64_t)SNIPPET_WORDS) == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		task_from_row(&hit.task, st);
		hit.snippet = db_text(st, TASK_COLUMNS);
		--*left;
		if (each(&hit, arg) == -1) {
			rc = -1;
			break;
		}
	}
	db_finish(st);
	return rc;
}

/* Titles weigh more than descriptions.  The best are chosen before anything
 * else is read of them. */
#define IN_TASKS TASK_HEAD TASK_NO_TEXTS TASK_REST \
	", snippet(task_text, -1, char(2), char(3), '...', $3) " \
	"FROM task_text JOIN task AS t ON t.id = task_text.rowid " \
	"WHERE task_text MATCH $1 AND rank MATCH 'bm25(4.0, 1.0)' " \
	"ORDER BY rank LIMIT $2"
#define IN_LOG TASK_HEAD TASK_NO_TEXTS TASK_REST \
	", substr(json_extract(e.detail, '$.note'), 1, 200) " \
	"FROM log_text JOIN event AS e ON e.seq = log_text.rowid " \
	"JOIN task AS t ON t.id = e.task_id WHERE log_text MATCH $1 " \
	"ORDER BY log_text.rowid DESC LIMIT $2"

int
search_each(struct db *db, const char *const *words, size_t nwords,
    int64_t limit, int (*each)(const struct search_hit *, void *), void *arg)
{
	struct buf query = { 0 };
	int64_t left = limit;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < nwords; i++)
		rc = add_word(&query, words[i]);
	if (rc == 0)
		rc = walk(db, IN_TASKS, query.data, "task", &left, each, arg);
	if (rc == 0 && left > 0)
		rc = walk(db, IN_LOG, query.data, "log", &left, each, arg);
	buf_clear(&query);
	return rc;
}

int
search_settle(struct db *db, int64_t added)
{
	int64_t all = 0;

	if (db_find_integer(db, &all, "SELECT count(*) FROM task", "") == -1)
		return -1;
	return added <= all / 2 ? 0 : db_run(db,
	    "INSERT INTO task_text (task_text) VALUES ('optimize')", "");
}
