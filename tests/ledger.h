/* SPDX-License-Identifier: MIT */
#ifndef LEDGER_H
#define LEDGER_H

#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/mem.h"
#include "domain/actor.h"
#include "domain/approval.h"
#include "domain/claim.h"
#include "domain/policy.h"
#include "domain/project.h"
#include "domain/task.h"
#include "domain/work.h"
#include "service/db.h"
#include "tap.h"

/*
 * A ledger of its own in the test's directory, for the tests of the domain,
 * and short ways to fill it, to look into it, and to change it by hand.
 * What cannot fail unless the test itself is wrong ends the program.
 */
#define NOW	"2026-11-23T09:00:00.000Z"

static struct db	*db;
static struct policy	 policy = { .gate_start = true, .gate_finish = true,
	.lease_ms = 30 * CLOCK_MINUTE, .max_attempts = 3,
	.remind_after_ms = CLOCK_DAY, .project = "Inbox" };
static const struct actor	jane = { "jane", "shell" },
	john = { "john", "desk" }, claude = { "claude", "mcp" },
	codex = { "codex", "mcp" };

static inline void
must(int rc, const char *what)
{
	if (rc != -1)
		return;
	printf("Bail out! %s: %s\n", what, fail_message());
	exit(1);
}
#define MUST(call)	must((call), #call)

static inline void
at(const char *time)
{
	setenv("ATLAS_NOW", time, 1);
	MUST(clock_start());
}

static inline struct db *
ledger_connect(enum db_mode mode)
{
	struct db_options options = { .path = "atlas.db", .mode = mode,
	    .busy_timeout_ms = 30000, .cache_pages = 2000 };
	struct db *one;

	MUST(db_open(&one, &options));
	return one;
}

static inline void
ledger_fill(void)
{
	struct project_fields inbox = { .title = "Inbox" };
	int64_t id;

	MUST(project_add(db, &jane, &inbox, &id));
}

static inline void
ledger_open(void)
{
	tap_directory();
	at(NOW);
	db = ledger_connect(DB_CREATE);
	ledger_fill();
}

/* The same place with nothing in it. */
static inline void
ledger_renew(void)
{
	db_close(db);
	unlink("atlas.db");
	unlink("atlas.db-wal");
	unlink("atlas.db-shm");
	at(NOW);
	db = ledger_connect(DB_CREATE);
	ledger_fill();
}

static inline int
ledger_done(void)
{
	db_close(db);
	return tap_done();
}

/* One integer, -1 if there is none; one text, in a buffer of its own. */
static inline int64_t
number(const char *sql)
{
	int64_t n = -1;

	must(db_find_integer(db, &n, sql, ""), sql);
	return n;
}

static inline int64_t
number_of(const char *sql, int64_t id)
{
	int64_t n = -1;

	must(db_find_integer(db, &n, sql, "i", id), sql);
	return n;
}

static inline const char *
text_of(const char *sql, int64_t id)
{
	static char kept[4][4096];
	static unsigned turn;
	char *text = NULL, *to = kept[turn++ % 4];

	must(db_find_text(db, &text, sql, "i", id), sql);
	snprintf(to, sizeof kept[0], "%s", text != NULL ? text : "(none)");
	free(text);
	return to;
}

static inline const char *
status_of(int64_t id)
{
	return text_of("SELECT status FROM task WHERE id = $1", id);
}

static inline int64_t
version_of(int64_t id)
{
	return number_of("SELECT version FROM task WHERE id = $1", id);
}

/* The open approval of a task, -1 if there is none. */
static inline int64_t
open_approval(int64_t id)
{
	return number_of("SELECT id FROM approval WHERE task_id = $1 "
	    "AND decision IS NULL", id);
}

/* What the sqlite3 shell says to these statements; true if it took them.
 * before_raw is put in front of them: a setting of the connection. */
static const char	*before_raw = "";

static inline bool
by_hand(const char *sql)
{
	FILE *shell;

	fflush(stdout);
	shell = popen("sqlite3 -batch -bail -cmd '.timeout 10000' atlas.db "
	    ">by-hand 2>&1", "w");
	if (shell == NULL || fprintf(shell, "%s%s\n", before_raw, sql) < 0)
		abort();
	return pclose(shell) == 0;
}

/* What it said, for a diagnosis. */
static inline const char *
by_hand_answer(void)
{
	static char text[1024];
	FILE *f = fopen("by-hand", "r");
	size_t n = f != NULL ? fread(text, 1, sizeof text - 1, f) : 0;

	text[n] = '\0';
	if (f != NULL)
		fclose(f);
	return text;
}

/* Did it fail in this way, and say so?  Forgets the failure. */
static inline bool
failed(int rc, enum fail_kind kind, const char *part)
{
	bool so = rc == -1 && fail_kind() == kind &&
	    strstr(fail_message(), part) != NULL;

	if (!so)
		diag("returned %d, kind %d: %s", rc, (int)fail_kind(),
		    fail_message());
	fail_clear();
	return so;
}

/* Add a task; gates as task_new.gates. */
static inline int64_t
add_gated(const char *title, const char *gates)
{
	struct task_new new = { .title = title, .gates = gates,
	    .priority = -1 };
	int64_t id;

	MUST(task_add(db, &policy, &jane, &new, &id));
	return id;
}

static inline int64_t
add(const char *title)
{
	return add_gated(title, "none");
}

static inline struct task_edit
no_edit(void)
{
	return (struct task_edit){ .priority = -1 };
}

static inline int
retitle(int64_t id, const struct actor *actor, const char *title)
{
	struct task_edit edit = no_edit();
	int64_t asked;

	edit.title = title;
	return task_edit(db, &policy, actor, id, &edit, &asked);
}

/* Claim this task, or the best (0).  *run is the token; as claim_take(). */
static inline int
claim(const struct actor *actor, int64_t task, int64_t *run)
{
	struct claim_options options = { .task_id = task };
	struct claim taken;
	char *why;
	int rc;

	rc = claim_take(db, &policy, actor, &options, &taken, &why);
	*run = rc == 1 ? taken.run : 0;
	if (rc == 1)
		claim_clear(&taken);
	free(why);
	return rc;
}

static inline int
submit(const struct actor *actor, int64_t task, int64_t run)
{
	struct work_result result;

	return work_submit(db, &policy, actor, task, run, "it works", NULL,
	    &result);
}

/* Decide what is open for a task; the outcome, or -1. */
static inline int
decide(const struct actor *actor, int64_t approval, enum approval_word word,
    const char *notes)
{
	struct approval_result result;

	return approval_decide(db, &policy, actor, approval, word, notes, NULL,
	    &result) == -1 ? -1 : (int)result.outcome;
}

#endif
