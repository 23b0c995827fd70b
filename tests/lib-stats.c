/* SPDX-License-Identifier: MIT */
/* The ledger in numbers. */
#include "base/buf.h"
#include "domain/error.h"
#include "domain/stats.h"
#include "ledger.h"

static struct stats	s;
static struct buf	deciders;

static int
note(const char *name, int64_t decisions, int64_t median, void *arg)
{
	(void)arg;
	buf_addf(&deciders, "%s %lld %lld; ", name, (long long)decisions,
	    (long long)median);
	return 0;
}

static void
test_empty(void)
{
	MUST(stats_load(db, &s));
	is_int(s.todo + s.doing + s.review + s.done + s.cancelled, 0,
	    "no tasks");
	is_int(s.oldest_open_ms, -1, "nothing open");
	is_int(s.median_decision_ms, -1, "no decision");
	is_int(s.slowest_decision_ms, -1, "so none is slow");
	is_int(s.events, 1, "one event, of the project");
	is_int(s.changes_since_offsite, 1, "which no copy has");
}

/* Asked now, decided so many seconds later. */
static void
decided_after(int seconds, const struct actor *who)
{
	static int64_t now;
	char stamp[CLOCK_STAMP_SIZE];
	int64_t id;

	now = clock_now() + CLOCK_HOUR;
	at(clock_stamp(now, stamp));
	id = add_gated("asked", "start");
	at(clock_stamp(now + seconds * CLOCK_SECOND, stamp));
	MUST(decide(who, open_approval(id), APPROVAL_REJECT, ""));
}

static void
test_decisions(void)
{
	decided_after(99999, &jane);
	at("2027-01-23T09:00:00.000Z");
	MUST(stats_load(db, &s));
	is_int(s.decisions, 0, "what was decided long ago does not count");
	decided_after(10, &john);
	decided_after(40, &john);
	decided_after(20, &john);
	decided_after(70, &jane);
	decided_after(30, &jane);
	MUST(retitle(add_gated("superseded", "start"), &jane, "x"));
	MUST(stats_load(db, &s));
	is_int(s.decisions, 5, "decisions of people");
	is_int(s.median_decision_ms, 30000, "the median");
	is_int(s.slowest_decision_ms, 70000, "the slowest");
	MUST(stats_each_decider(db, note, NULL));
	is_str(buf_text(&deciders), "john 3 20000; jane 2 30000; ",
	    "by whom, with their medians");
	is_int(s.cancelled, 6, "all rejected");
	is_int(s.approvals_open, 1, "one is open");
	is_int(s.oldest_open_ms, 0, "since just now");
	at("2027-01-24T15:00:30.000Z");
	MUST(stats_load(db, &s));
	ok(s.oldest_open_ms > CLOCK_DAY && s.oldest_open_ms < 2 * CLOCK_DAY,
	    "and a day later since a day: %lld",
	    (long long)s.oldest_open_ms);
}

static void
test_tasks(void)
{
	int64_t a, b, c, d, run;
	struct task_edit edit = no_edit();

	ledger_renew();
	a = add("ready, due");
	b = add("blocked");
	c = add("held");
	d = add_gated("handed in", "finish");
	add_gated("waiting", "start");
	edit.due_at = "2026-11-23T09:00:01.000Z";
	MUST(task_edit(db, &policy, &jane, a, &edit, &run));
	edit = no_edit();
	edit.add_needs = &a;
	edit.nadd_needs = 1;
	MUST(task_edit(db, &policy, &jane, b, &edit, &run));
	MUST(claim(&claude, c, &run));
	MUST(claim(&claude, d, &run));
	MUST(submit(&claude, d, run));
	MUST(submit(&claude, add("done"), 0));
	MUST(error_record(db, "test", "low", NULL, "x", 0));
	MUST(stats_load(db, &s));
	is_int(s.todo, 3, "to do");
	is_int(s.doing, 1, "doing");
	is_int(s.review, 1, "in review");
	is_int(s.done, 1, "done");
	is_int(s.ready, 1, "ready");
	is_int(s.blocked, 1, "blocked");
	is_int(s.stale, 0, "none stale");
	is_int(s.overdue, 0, "none over due");
	is_int(s.approvals_open, 2, "approvals");
	is_int(s.errors_open, 1, "errors");
	is_int(s.raw_events, 0, "nothing by hand");
	at("2026-11-23T10:00:00.000Z");
	ok(by_hand("UPDATE task SET title = 'x' WHERE id = 1;"), "later");
	MUST(stats_load(db, &s));
	is_int(s.stale, 1, "one stale");
	is_int(s.overdue, 1, "one over due");
	is_int(s.raw_events, 1, "one by hand");
}

int
main(void)
{
	ledger_open();
	test_empty();
	test_decisions();
	test_tasks();
	buf_clear(&deciders);
	return ledger_done();
}
