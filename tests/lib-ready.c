/* SPDX-License-Identifier: MIT */
/*
 * What is ready, and in which order, against the plain tables: random tasks,
 * random changes by the library and by hand.  SEED repeats a run, ROUNDS
 * lengthens it.
 */
#include "base/buf.h"
#include "ledger.h"

#define TASKS		24
#define PROJECTS	3
#define STEPS		60

static uint64_t	state;
static char	last[256];	/* the newest step, for a diagnosis */

static size_t
below(size_t n)
{
	return tap_random(&state, n);
}

static int64_t
some_task(void)
{
	return (int64_t)below(TASKS) + 1;
}

/*
 * The oracle knows nothing of blockers, views and indexes: it reads rows and
 * looks at each of them.
 */
struct row {
	int64_t	 id, priority, project;
	char	 status[16], start[16], due[32], created[32], assignee[16];
	bool	 there, held_back, archived;
};
static struct row	rows[TASKS * 4];
static bool		archived[PROJECTS + 1];

static void
read_projects(void)
{
	struct db_stmt *st = NULL;

	MUST(db_query(db, &st, "SELECT id, archived_at FROM project", ""));
	while (db_step(st) == 1)
		archived[db_integer(st, 0)] = !db_is_null(st, 1);
	db_finish(st);
}

static void
read_tasks(void)
{
	struct db_stmt *st = NULL;
	struct row *r;

	memset(rows, 0, sizeof rows);
	MUST(db_query(db, &st, "SELECT id, priority, project_id, status, "
	    "start_gate, due_at, created_at, assignee FROM task", ""));
	while (db_step(st) == 1) {
		r = &rows[db_integer(st, 0)];
		r->there = true;
		r->id = db_integer(st, 0);
		r->priority = db_integer(st, 1);
		r->project = db_integer(st, 2);
		snprintf(r->status, sizeof r->status, "%s", db_text(st, 3));
		snprintf(r->start, sizeof r->start, "%s", db_text(st, 4));
		snprintf(r->due, sizeof r->due, "%s", db_is_null(st, 5) ?
		    "9999" : db_text(st, 5));
		snprintf(r->created, sizeof r->created, "%s", db_text(st, 6));
		snprintf(r->assignee, sizeof r->assignee, "%s",
		    db_text(st, 7));
	}
	db_finish(st);
}

static void
read_needs(void)
{
	struct db_stmt *st = NULL;
	const struct row *needed;

	MUST(db_query(db, &st, "SELECT task_id, needs_id FROM task_need",
	    ""));
	while (db_step(st) == 1) {
		needed = &rows[db_integer(st, 1)];
		if (!needed->there || strcmp(needed->status, "done") != 0)
			rows[db_integer(st, 0)].held_back = true;
	}
	db_finish(st);
}

static bool
is_ready(const struct row *r)
{
	return r->there && strcmp(r->status, "todo") == 0 &&
	    strcmp(r->start, "waiting") != 0 && !r->held_back &&
	    !archived[r->project];
}

static int
compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	if ((order = strcmp(x->due, y->due)) != 0)
		return order;
	if ((order = strcmp(x->created, y->created)) != 0)
		return order;
	return x->id < y->id ? -1 : 1;
}

/* Fill with the ids in order; 0 ends it.  The first that agent may take. */
static int64_t
oracle(struct buf *out, const char *agent)
{
	static struct row ready[sizeof rows / sizeof *rows];
	int64_t first = 0;
	size_t i, n = 0;

	read_projects();
	read_tasks();
	read_needs();
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (is_ready(&rows[i]))
			ready[n++] = rows[i];
	qsort(ready, n, sizeof *ready, compare);
	for (i = 0; i < n; i++) {
		buf_addf(out, "%lld ", (long long)ready[i].id);
		if (first == 0 && (ready[i].assignee[0] == '\0' ||
		    strcmp(ready[i].assignee, agent) == 0))
			first = ready[i].id;
	}
	return first;
}

static int
note_id(const struct task *t, void *arg)
{
	buf_addf(arg, "%lld ", (long long)t->id);
	return 0;
}

static bool
agrees(void)
{
	struct task_filter filter = { .ready = true };
	struct buf wanted = { 0 }, got = { 0 };
	bool same;

	oracle(&wanted, "");
	MUST(task_each(db, &filter, note_id, &got));
	same = strcmp(buf_text(&wanted), buf_text(&got)) == 0;
	if (!same)
		diag("after: %s\nwanted: %s\n   got: %s", last,
		    buf_text(&wanted), buf_text(&got));
	buf_clear(&wanted);
	buf_clear(&got);
	return same;
}

/* Whom a claim gives what the oracle has first. */
static bool
claims_first(const struct actor *actor)
{
	struct buf all = { 0 };
	struct claim_options options = { 0 };
	struct claim taken;
	int64_t first, got = 0;
	char *why;
	int rc;

	/* what nobody holds would return first */
	MUST(claim_expire(db, &policy, &first));
	first = oracle(&all, actor->name);
	rc = claim_take(db, &policy, actor, &options, &taken, &why);
	MUST(rc);
	if (rc == 1)
		got = taken.task_id;
	claim_clear(&taken);
	free(why);
	buf_clear(&all);
	if (got != first)
		diag("%s claims %lld, the first is %lld", actor->name,
		    (long long)got, (long long)first);
	return got == first;
}

static void
change_by_hand(void)
{
	static const char *const changes[] = {
		"UPDATE task SET status = 'todo' WHERE id = $1",
		"UPDATE task SET status = 'done' WHERE id IN ($1, $2)",
		"UPDATE task SET status = 'doing' WHERE id = $1",
		"UPDATE task SET status = 'review' WHERE id = $1",
		"UPDATE task SET status = 'cancelled' WHERE id = $1",
		"UPDATE task SET priority = 1 + $1 % 3 WHERE id = $2",
		"UPDATE task SET blockers = $1 WHERE id = $2",
		"UPDATE task SET start_gate = 'waiting' WHERE id = $1",
		"UPDATE task SET start_gate = 'none' WHERE id = $1",
		"UPDATE task SET finish_gate = 'none' WHERE id = $1",
		"UPDATE task SET title = 'x' || $1 WHERE id = $2",
		"UPDATE task SET due_at = '2026-12-0' || (1 + $1 % 5) "
		    "WHERE id = $2",
		"UPDATE task SET due_at = NULL WHERE id = $1",
		"UPDATE task SET project_id = 1 + $1 % 3 WHERE id = $2",
		"UPDATE task SET assignee = 'claude' WHERE id = $1",
		"UPDATE task SET assignee = '' WHERE id = $1",
		"INSERT INTO task_need (task_id, needs_id) "
		    "VALUES ($1, $2)",
		"DELETE FROM task_need WHERE task_id = $1 OR needs_id = $2",
		"DELETE FROM task_need WHERE task_id = $1",
		"UPDATE OR REPLACE task_need SET needs_id = $1 "
		    "WHERE task_id = $2",
		"UPDATE OR IGNORE task_need SET task_id = $1 "
		    "WHERE needs_id = $2",
		"DELETE FROM task WHERE id = $1",
		"INSERT INTO task (id, title, start_gate, blockers) "
		    "VALUES ($1, 'again', 'none', $2)",
		"UPDATE project SET archived_at = 'now' "
		    "WHERE id = 1 + $1 % 3",
		"UPDATE project SET archived_at = NULL",
		"UPDATE task SET status = 'todo', lease_owner = NULL"
	};

	const char *sql = changes[below(sizeof changes / sizeof *changes)];
	int64_t a = some_task(), b = some_task();

	snprintf(last, sizeof last, "%s: %lld, %lld", sql, (long long)a,
	    (long long)b);
	/* what a guard refuses is no failure */
	if (db_run(db, sql, "ii", a, b) == -1)
		fail_clear();
}

static void
change_by_tool(void)
{
	struct task_edit edit = no_edit();
	struct work_result result;
	int64_t a = some_task(), b = some_task(), n;
	size_t what = below(9);
	int rc = 0;

	snprintf(last, sizeof last, "tool %zu %lld %lld", what, (long long)a,
	    (long long)b);
	switch (what) {
	case 0:
		edit.add_needs = &b;
		edit.nadd_needs = 1;
		break;
	case 1:
		edit.remove_needs = &b;
		edit.nremove_needs = 1;
		break;
	case 2:
		edit.priority = (int64_t)below(3);
		break;
	case 3:
		edit.title = below(2) == 0 ? "one" : "two";
		break;
	case 4:
		rc = submit(&claude, a, 0);
		break;
	case 5:
		rc = work_cancel(db, &jane, a, NULL, &n);
		break;
	case 6:
		rc = work_reopen(db, &policy, &jane, a, NULL, &result);
		break;
	case 7:
		if ((n = open_approval(a)) > 0)
			rc = decide(&john, n, (enum approval_word)below(3),
			    "");
		break;
	default:
		rc = project_archive(db, &jane, 1 + (int64_t)below(PROJECTS),
		    below(3) == 0);
	}
	if (rc != -1 && what < 4)
		rc = task_edit(db, &policy, &claude, a, &edit, &n);
	/* refused is fine; broken is not */
	if (rc == -1 && fail_kind() != FAIL_DATA)
		must(rc, last);
	fail_clear();
}

static void
make(void)
{
	static const char *const gates[] = { "none", "start", "finish",
	    "start,finish" };
	struct task_new new = { .title = "t", .priority = -1 };
	struct project_fields fields = { 0 };
	char title[32];
	int64_t id;
	int i;

	for (i = 2; i <= PROJECTS; i++) {
		snprintf(title, sizeof title, "Project %d", i);
		fields.title = title;
		MUST(project_add(db, &jane, &fields, &id));
	}
	for (i = 0; i < TASKS; i++) {
		new.gates = gates[below(3) == 0 ? below(4) : 0];
		new.priority = (int64_t)below(3);
		new.project_id = 1 + (int64_t)below(PROJECTS);
		new.due_at = below(4) == 0 ? "2026-12-03T00:00:00.000Z" : NULL;
		new.nneeds = i > 0 && below(2) == 0;
		id = 1 + (int64_t)below((size_t)(i > 0 ? i : 1));
		new.needs = &id;
		MUST(task_add(db, &policy, &jane, &new, &(int64_t){ 0 }));
	}
}

/* One ledger, many changes; the first disagreement ends it. */
static bool
play(void)
{
	int i;

	MUST(db_begin(db));
	/* as in the sqlite3 shell, where nothing keeps them */
	if (below(2) == 0)
		MUST(db_exec(db, "PRAGMA defer_foreign_keys = ON"));
	make();
	for (i = 0; i < STEPS; i++) {
		if (below(2) == 0)
			change_by_hand();
		else
			change_by_tool();
		if (!agrees())
			return false;
		if (below(4) == 0 && !claims_first(below(2) == 0 ? &claude :
		    &codex))
			return false;
	}
	return true;
}

int
main(void)
{
	const char *rounds = getenv("ROUNDS");
	int i, n = rounds != NULL ? atoi(rounds) : 8;
	bool good = true;

	state = tap_seed();
	ledger_open();
	policy.lease_ms = CLOCK_DAY;
	for (i = 0; i < n && good; i++) {
		good = play();
		db_rollback(db);
	}
	ok(good, "%d ledgers, %d changes each: ready is what the plain "
	    "tables say, and claimed in that order", i, STEPS);
	return ledger_done();
}
