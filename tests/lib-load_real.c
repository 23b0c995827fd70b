/* SPDX-License-Identifier: MIT */
/* Loading: what was written can be read again; real tasks; circles. */
#include "base/buf.h"
#include "domain/load.h"
#include "domain/load_graph.h"
#include "ledger.h"

static struct load_counts	counts;

static void
diag_bad(int64_t line, const char *why, void *arg)
{
	(void)arg;
	diag("line %lld: %s", (long long)line, why);
}

static int
load_file(const char *path)
{
	struct load_options options = { .bad = diag_bad };
	FILE *in = fopen(path, "r");
	int rc;

	if (in == NULL)
		abort();
	rc = load_stream(db, &policy, &jane, in, &options, &counts);
	fclose(in);
	return rc;
}

static int
write_line(const struct task *t, void *arg)
{
	struct buf line = { 0 };

	task_json(&line, t);
	fprintf(arg, "%s\n", buf_text(&line));
	buf_clear(&line);
	return 0;
}

static void
write_all(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		abort();
	MUST(task_each(db, &(struct task_filter){ 0 }, write_line, out));
	fclose(out);
}

/* Into an empty ledger and out again: the same lines. */
static void
round_trip(const char *what)
{
	struct policy other = policy;

	write_all("before");
	ledger_renew();
	/* what a line says counts, not this ledger's policy */
	policy.gate_start = !policy.gate_start;
	policy.max_attempts = 9;
	is_int(load_file("before"), 0, "%s: loaded", what);
	policy = other;
	write_all("after");
	is_int(system("diff before after | head -20 | sed 's/^/# /'; "
	    "cmp -s before after"), 0, "%s: written as it was read", what);
	is_int(number("SELECT count(*) FROM pragma_foreign_key_check"), 0,
	    "nothing points nowhere");
	is_int(number("SELECT count(*) FROM task AS t WHERE blockers <> "
	    "(SELECT count(*) FROM task_need AS n JOIN task AS m "
	    "ON m.id = n.needs_id WHERE n.task_id = t.id "
	    "AND m.status <> 'done')"), 0, "blockers are right");
}

/* A task of every kind there is. */
static void
make_all(void)
{
	const char *labels[] = { "red", "\"quoted\" \\ \xc3\xa4" };
	struct project_fields second = { .title = "Second" };
	int64_t a = add_gated("waiting", "start,finish"), b, n, run;
	struct task_new new = { .title = "\xf0\x9f\x90\x91 all \"of\" it\\",
	    .description = "one\n\ttwo\r\n\"three\" \xe2\x80\xa8 four",
	    .urgency = "critical", .assignee = "jane", .feature = "f",
	    .due_at = "2026-12-01T00:00:00.000Z", .key = "k", .gates = "none",
	    .labels = labels, .nlabels = 2, .needs = &a, .nneeds = 1,
	    .parent_id = a, .priority = 0, .max_attempts = 5 };

	MUST(project_add(db, &jane, &second, &new.project_id));
	MUST(task_add(db, &policy, &jane, &new, &b));
	b = add_gated("approved", "start");
	MUST(decide(&john, open_approval(b), APPROVAL_APPROVE, ""));
	b = add_gated("cancelled before its start", "start");
	MUST(work_cancel(db, &jane, b, NULL, &n));
	b = add_gated("in review", "finish");
	MUST(claim(&claude, b, &run));
	MUST(claim_log(db, &policy, &claude, b, run, "half", 50));
	MUST(submit(&claude, b, run));
	b = add("done");
	MUST(claim(&claude, b, &run));
	MUST(submit(&claude, b, run));
	at("2026-11-23T09:05:00.000Z");
	b = add("held");
	MUST(claim(&codex, b, &run));
}

static void
test_round_trip(void)
{
	make_all();
	round_trip("one of each kind");
	is_int(counts.added, number("SELECT count(*) FROM task"), "all new");
	is_int(load_file("after"), 0, "once more");
	is_int(counts.added, 0, "nothing is new");
	is_int(counts.present, number("SELECT count(*) FROM task"),
	    "all are there");
	is_int(number("SELECT count(*) FROM approval WHERE decision IS NULL"),
	    2, "what waits for a human is asked for");
}

static void
test_real(const char *path)
{
	ledger_renew();
	is_int(load_file(path), 0, "2,404 real tasks");
	is_int(counts.lines, 2404, "lines");
	is_int(counts.added, 2404, "tasks");
	is_int(counts.bad, 0, "none is bad");
	is_int(number("SELECT count(*) FROM event WHERE kind = 'loaded'"),
	    2404, "an event each");
	is_int(number("SELECT count(*) FROM event WHERE via = 'raw'"), 0,
	    "none by hand");
	is_int(number("SELECT count(*) FROM ready"), number("SELECT count(*) "
	    "FROM task AS t WHERE status = 'todo' AND start_gate <> 'waiting' "
	    "AND NOT EXISTS (SELECT 1 FROM task_need AS n JOIN task AS m "
	    "ON m.id = n.needs_id WHERE n.task_id = t.id "
	    "AND m.status <> 'done')"), "ready");
	round_trip("real tasks");
}

/* Follow the edges from each node, so deep that only a circle is deeper. */
static bool
leads_into_circle(const struct load_edge *edge, size_t edges, size_t n,
    enum load_edge_kind kind, size_t from, size_t depth)
{
	size_t i;

	if (depth > n)
		return true;
	for (i = 0; i < edges; i++)
		if (edge[i].kind == kind && edge[i].from == from &&
		    leads_into_circle(edge, edges, n, kind, edge[i].to,
		    depth + 1))
			return true;
	return false;
}

static void
test_circles(void)
{
	uint64_t state = tap_seed();
	struct load_edge edge[12];
	bool circle[8];
	size_t round, i, n, edges, wrong = 0, found = 0;
	enum load_edge_kind kind;

	for (round = 0; round < 3000; round++) {
		n = 1 + tap_random(&state, 7);
		edges = tap_random(&state, 9);
		for (i = 0; i < edges; i++)
			edge[i] = (struct load_edge){
			    tap_random(&state, n), tap_random(&state, n),
			    tap_random(&state, 4) == 0 ? LOAD_PARENT :
			    LOAD_NEEDS };
		for (kind = LOAD_NEEDS; kind <= LOAD_PARENT; kind++) {
			memset(circle, 7, sizeof circle);
			load_graph_circles(edge, edges, n, kind, circle);
			for (i = 0; i < n; i++) {
				found += circle[i];
				wrong += circle[i] != leads_into_circle(edge,
				    edges, n, kind, i, 0);
			}
		}
	}
	is_int((long long)wrong, 0, "circles, against following each edge");
	ok(found > 1000, "of which there were %zu", found);
	load_graph_circles(NULL, 0, 0, LOAD_NEEDS, circle);
}

int
main(void)
{
	char *real = realpath("tests/fixtures/real-tasks.ndjson", NULL);

	if (real == NULL) {
		printf("Bail out! run it where tests/ is\n");
		return 1;
	}
	ledger_open();
	test_round_trip();
	test_real(real);
	test_circles();
	free(real);
	return ledger_done();
}
