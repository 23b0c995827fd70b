/* SPDX-License-Identifier: MIT */
/* Full-text search over tasks and what was logged. */
#include "base/buf.h"
#include "domain/search.h"
#include "ledger.h"

static struct buf	found;

static int
note(const struct search_hit *hit, void *arg)
{
	(void)arg;
	buf_addf(&found, "%s%s:%s", found.len > 0 ? " " : "", hit->where,
	    hit->task.title);
	return 0;
}

static int
note_snippet(const struct search_hit *hit, void *arg)
{
	(void)arg;
	buf_adds(&found, hit->snippet);
	return 0;
}

/* The words end with NULL. */
static int
search_for(const char *const *words, int64_t limit)
{
	size_t n = 0;

	while (words[n] != NULL)
		n++;
	buf_clear(&found);
	return search_each(db, words, n, limit, note, NULL);
}

static const char *
hits(const char *one, const char *two)
{
	const char *words[] = { one, two, NULL };

	MUST(search_for(words, 10));
	return buf_text(&found);
}

static int64_t
add_text(const char *title, const char *description)
{
	struct task_new new = { .title = title, .description = description,
	    .gates = "none", .priority = -1 };
	int64_t id;

	MUST(task_add(db, &policy, &jane, &new, &id));
	return id;
}

static void
test_words(void)
{
	add_text("roof", "mend the leaking roof before winter");
	add_text("garden", "a roof for the shed, and caf\xc3\xa9 chairs");
	add_text("cellar", "dry");
	add_text("shed", "a spade");
	add_text("spade, rake, hoe and fork", "");
	is_str(hits("spade", NULL), "task:spade, rake, hoe and fork task:shed",
	    "titles weigh more than descriptions");
	is_str(hits("roof", NULL), "task:roof task:garden", "one word");
	is_str(hits("roof", "winter"), "task:roof", "every word must occur");
	is_str(hits("ROOF", "Winter"), "task:roof", "in any case");
	is_str(hits("cafe", NULL), "task:garden", "with or without accents");
	is_str(hits("C\xc3\xa1" "fe", NULL), "task:garden", "wherever they are");
	is_str(hits("leak", NULL), "", "a whole word");
	is_str(hits("leak*", NULL), "task:roof", "or its beginning");
	is_str(hits("nothing", NULL), "", "nothing");
}

/* What FTS5 or SQL would take for its own. */
static void
test_syntax(void)
{
	static const char *const words[] = { "roof\"", "\"roof", "ro\"of",
	    "roof'", "OR", "AND", "NOT", "NEAR", "title:roof", "roof)", "(roof",
	    "^roof", "-roof", "+roof", "roof^2", "{roof}", "a*b*", "roof;--",
	    "*roof", "**roof", "roof**", "NEAR(roof" };
	size_t i;

	add_text("OR", "the word OR alone");
	for (i = 0; i < sizeof words / sizeof *words; i++) {
		const char *one[] = { words[i], NULL };

		is_int(search_for(one, 10), 0, "%s is a word", words[i]);
	}
	is_str(hits("OR", NULL), "task:OR", "OR is a word");
	is_str(hits("roof", "OR"), "", "and not an operator");
	is_str(hits("\"roof\"", NULL), "task:roof task:garden",
	    "quotes are no part of a word");
}

static void
test_refused(void)
{
	static const char *const words[] = { "*", "-", "\"", "", "...", "\xff",
	    "ab\xc0" };
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++) {
		const char *one[] = { words[i], NULL };

		ok(failed(search_for(one, 10), FAIL_DATA, "search: "),
		    "no word: %s", words[i][0] > 0 ? words[i] : "bytes");
	}
}

static void
test_log(void)
{
	int64_t id = add("logged"), run;

	MUST(claim(&claude, id, &run));
	MUST(claim_log(db, &policy, &claude, id, run, "found a marmot", 10));
	MUST(claim_log(db, &policy, &jane, id, 0, "a second marmot", -1));
	is_str(hits("marmot", NULL), "log:logged log:logged",
	    "what was logged is found");
	is_str(hits("marmot", "second"), "log:logged", "line by line");
	add("marmot");
	is_str(hits("marmot", NULL), "task:marmot log:logged log:logged",
	    "tasks come first");
	{
		const char *words[] = { "marmot", NULL };

		MUST(search_for(words, 2));
		is_str(buf_text(&found), "task:marmot log:logged",
		    "as many as were asked for");
		buf_clear(&found);
		MUST(search_each(db, words, 1, 1, note_snippet, NULL));
		is_str(buf_text(&found), "\x02marmot\x03",
		    "matches are marked");
	}
}

/* The index follows what happens to a task, by whatever way. */
static void
test_follows(void)
{
	int64_t id = add("walrus");

	MUST(retitle(id, &jane, "penguin"));
	is_str(hits("walrus", NULL), "", "what it was is not found");
	is_str(hits("penguin", NULL), "task:penguin", "what it is, is");
	ok(by_hand("UPDATE task SET title = 'ostrich' "
	    "WHERE title = 'penguin';"), "by hand");
	is_str(hits("penguin", NULL), "", "what it was is not");
	is_str(hits("ostrich", NULL), "task:ostrich", "what it is, is");
	ok(by_hand("DELETE FROM task WHERE title = 'ostrich';"), "deleted");
	is_str(hits("ostrich", NULL), "", "is gone");
	ok(by_hand("INSERT INTO task_text (task_text, rank) "
	    "VALUES ('integrity-check', 1);"), "the index is whole");
}

int
main(void)
{
	ledger_open();
	test_words();
	test_syntax();
	test_refused();
	test_log();
	test_follows();
	buf_clear(&found);
	return ledger_done();
}
