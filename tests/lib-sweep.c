/* SPDX-License-Identifier: MIT */
/* The ledger's housekeeping: what is noticed, once, and until it is over. */
#include "domain/sweep.h"
#include "ledger.h"

static struct sweep_counts	counts;

static void
sweep(void)
{
	MUST(sweep_run(db, &policy, &counts));
}

/* How many of a source are on the hotlist. */
static int64_t
listed(const char *source)
{
	int64_t n = 0;

	MUST(db_find_integer(db, &n, "SELECT count(*) FROM error "
	    "WHERE source = $1 AND state <> 'resolved'", "t", source));
	return n;
}

static int64_t
events(const char *kind)
{
	int64_t n = 0;

	MUST(db_find_integer(db, &n, "SELECT count(*) FROM event "
	    "WHERE kind = $1", "t", kind));
	return n;
}

static void
test_nothing(void)
{
	int64_t before = number("SELECT max(seq) FROM event");

	sweep();
	is_int(counts.returned + counts.asked + counts.overdue +
	    counts.reminded, 0, "nothing to do");
	is_int(counts.checkpointed, 1, "but the checkpoint");
	is_int(db_wal_size(db), 0, "the WAL is empty");
	is_int(number("SELECT max(seq) FROM event"), before, "no event");
}

static void
test_leases(void)
{
	int64_t a = add("a"), b = add("b"), run;

	MUST(claim(&claude, a, &run));
	at("2026-11-23T09:10:00.000Z");
	MUST(claim(&codex, b, &run));
	at("2026-11-23T09:35:00.000Z");
	sweep();
	is_int(counts.returned, 1, "a lease that ran out");
	is_str(status_of(a), "todo", "is returned");
	is_str(status_of(b), "doing", "one that did not is not");
	sweep();
	is_int(counts.returned, 0, "once");
	MUST(submit(&codex, b, run));
	MUST(work_cancel(db, &jane, a, NULL, &run));
}

static void
test_due(void)
{
	struct task_new new = { .title = "due", .gates = "none",
	    .priority = -1, .due_at = "2026-11-24T00:00:00.000Z" };
	struct task_edit edit = no_edit();
	int64_t id, done, n;

	MUST(task_add(db, &policy, &jane, &new, &id));
	MUST(task_add(db, &policy, &jane, &new, &done));
	MUST(submit(&claude, done, 0));
	at("2026-11-24T00:00:00.000Z");
	sweep();
	is_int(counts.overdue, 0, "due now is not over due");
	at("2026-11-24T00:00:01.000Z");
	sweep();
	is_int(counts.overdue, 1, "a second later it is");
	is_int(listed("due date"), 1, "it is on the hotlist");
	is_str(text_of("SELECT message FROM error WHERE task_id = $1 "
	    "AND source = 'due date'", id),
	    "due 2026-11-24 and still todo: due", "in words");
	is_int(events("overdue"), 1, "an event");
	sweep();
	is_int(counts.overdue, 0, "noticed once");
	is_int(events("overdue"), 1, "one event");
	edit.due_at = "2026-12-01T00:00:00.000Z";
	MUST(task_edit(db, &policy, &jane, id, &edit, &n));
	sweep();
	is_int(listed("due date"), 0, "another date, and it is over");
	at("2026-12-01T00:00:01.000Z");
	sweep();
	is_int(counts.overdue, 1, "until that is past too");
	is_int(number("SELECT count(*) FROM error WHERE "
	    "source = 'due date'"), 1, "the same row");
	MUST(submit(&claude, id, 0));
	sweep();
	is_int(listed("due date"), 0, "done");
}

static void
test_reminders(void)
{
	int64_t id, old;

	at("2026-12-02T00:00:00.000Z");
	id = add_gated("asked", "start");
	at("2026-12-02T23:59:59.999Z");
	sweep();
	is_int(counts.reminded, 0, "not before it is time");
	at("2026-12-03T00:00:00.000Z");
	sweep();
	is_int(counts.reminded, 1, "a day later");
	is_int(listed("approval"), 1, "it is on the hotlist");
	is_int(events("reminded"), 1, "an event");
	sweep();
	is_int(counts.reminded, 0, "once");
	old = open_approval(id);
	MUST(retitle(id, &claude, "asked anew"));
	sweep();
	is_int(listed("approval"), 0,
	    "asked anew, it has not waited for long");
	at("2026-12-05T00:00:00.000Z");
	sweep();
	is_int(counts.reminded, 1, "until it has");
	ok(open_approval(id) > old && strstr(text_of("SELECT message "
	    "FROM error WHERE task_id = $1 AND source = 'approval'", id),
	    "since 2026-12-03") != NULL, "and names the new one");
	MUST(decide(&john, open_approval(id), APPROVAL_APPROVE, ""));
	sweep();
	is_int(listed("approval"), 0, "decided");
	is_int(number("SELECT count(*) FROM event WHERE via = 'raw'"), 0,
	    "nothing of all this was by hand");
}

static void
test_asks(void)
{
	ok(by_hand("INSERT INTO task (title) VALUES ('by hand');"),
	    "a task by hand");
	sweep();
	is_int(counts.asked, 1, "its start is asked for");
	sweep();
	is_int(counts.asked, 0, "once");
}

static void
test_reader(void)
{
	struct db *reader = ledger_connect(DB_READ);
	int64_t n;

	MUST(db_begin_read(reader));
	MUST(db_find_integer(reader, &n, "SELECT count(*) FROM task", ""));
	add("while somebody reads");
	sweep();
	is_int(counts.checkpointed, 0, "a reader: the next one does it");
	db_close(reader);
	sweep();
	is_int(counts.checkpointed, 1, "as it does");
}

int
main(void)
{
	ledger_open();
	test_nothing();
	test_leases();
	test_due();
	test_reminders();
	test_asks();
	test_reader();
	return ledger_done();
}
