/* SPDX-License-Identifier: MIT */
/* Nobody approves what they did or asked for, by whatever way they come. */
#include "ledger.h"

static void
refused(const char *sql, const char *reason)
{
	if (!ok(!by_hand(sql) && strstr(by_hand_answer(), reason) != NULL,
	    "refused: %s", sql))
		diag("%s", by_hand_answer());
}

static int64_t
in_review(const char *title, const struct actor *worker)
{
	int64_t id = add_gated(title, "finish"), run;

	MUST(claim(worker, id, &run));
	MUST(submit(worker, id, run));
	return id;
}

static void
test_worker(void)
{
	static const struct actor ways[] = { { "claude", "mcp" },
	    { "claude", "shell" }, { "claude", "desk" },
	    { "CLAUDE", "desk" } };
	static const struct actor dana = { "dana", "shell" };
	int64_t id = in_review("w", &claude), a = open_approval(id), run;
	enum approval_word word;
	size_t i;

	for (i = 0; i < sizeof ways / sizeof *ways; i++)
		for (word = APPROVAL_APPROVE; word <= APPROVAL_REJECT; word++)
			ok(failed(decide(&ways[i], a, word, ""), FAIL_DENIED,
			    "worked on"), "%s does not %s its work by %s",
			    ways[i].name, approval_words[word], ways[i].via);
	refused("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'claude' WHERE decision IS NULL;",
	    "who did or asked does not decide");
	refused("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'Claude' WHERE decision IS NULL;",
	    "who did or asked does not decide");
	refused("UPDATE approval SET decision = 'approve' "
	    "WHERE decision IS NULL;", "who decides");
	refused("UPDATE approval SET decision = 'approve', decided_by = '' "
	    "WHERE decision IS NULL;", "who decides");
	is_str(status_of(id), "review", "it is still in review");

	/* one who never came through MCP */
	run = in_review("by dana", &dana);
	ok(failed(decide(&(struct actor){ "Dana", "desk" },
	    open_approval(run), APPROVAL_APPROVE, ""), FAIL_DENIED,
	    "worked on"), "nor does who worked at the shell");
	refused("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'Dana' WHERE decision IS NULL;",
	    "who did or asked does not decide");

	/* who held it once, and not only who finished it */
	MUST(decide(&john, a, APPROVAL_REVISE, ""));
	MUST(claim(&codex, id, &run));
	MUST(submit(&codex, id, run));
	ok(failed(decide(&claude, open_approval(id), APPROVAL_APPROVE, ""),
	    FAIL_DENIED, "worked on"), "nor after another took over");
	is_int(decide(&jane, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "somebody else does");
	is_str(status_of(id), "done", "and it is done");
}

static void
test_asker(void)
{
	struct task_new new = { .title = "mine", .gates = "start",
	    .priority = -1 };
	int64_t id;

	MUST(task_add(db, &policy, &claude, &new, &id));
	ok(failed(decide(&claude, open_approval(id), APPROVAL_APPROVE, ""),
	    FAIL_DENIED, "asked for it"), "who asked through MCP");
	ok(failed(decide(&(struct actor){ "Claude", "shell" },
	    open_approval(id), APPROVAL_APPROVE, ""), FAIL_DENIED,
	    "asked for it"), "also when deciding at the shell");
	refused("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'claude' WHERE decision IS NULL;",
	    "who did or asked does not decide");
	MUST(retitle(id, &jane, "mine, in other words"));
	ok(failed(decide(&claude, open_approval(id), APPROVAL_APPROVE, ""),
	    FAIL_DENIED, "asked for it"),
	    "also after somebody else's edit asked it anew");
	refused("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'claude' WHERE decision IS NULL;",
	    "who did or asked does not decide");
	is_int(decide(&codex, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "somebody else does");

	MUST(task_add(db, &policy, &jane, &new, &id));
	is_int(decide(&jane, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "who added a task at the shell may approve its start");
	is_str(text_of("SELECT start_gate FROM task WHERE id = $1", id),
	    "passed", "and it may begin");
}

static void
test_policy(void)
{
	struct policy strict = policy;
	int64_t id;

	policy.self_approval = true;
	id = in_review("allowed", &claude);
	policy = strict;
	is_int(decide(&claude, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "where the policy allowed it when it was asked, it is fine");
	is_str(status_of(id), "done", "and done");
}

/* What the tables refuse, whoever comes. */
static void
test_tables(void)
{
	int64_t id, run;

	ledger_renew();
	id = add_gated("guarded", "start,finish");
	refused("UPDATE task SET status = 'doing';", "start is not approved");
	refused("UPDATE task SET start_gate = 'passed';",
	    "a gate opens by an approval only");
	refused("UPDATE task SET start_gate = 'none';",
	    "a gate opens by an approval only");
	refused("UPDATE task SET finish_gate = 'none';",
	    "a gate opens by an approval only");
	refused("UPDATE task SET start_gate = 'none', status = 'doing';",
	    "task: ");
	refused("UPDATE task SET finish_gate = 'none', status = 'done';",
	    "task: ");
	refused("UPDATE task SET status = 'done';",
	    "finish is not approved");
	is_str(text_of("SELECT status || start_gate || finish_gate || "
	    "version FROM task WHERE id = $1", id), "todowaitingrequired1",
	    "nothing was changed");

	is_int(decide(&john, open_approval(id), APPROVAL_APPROVE, ""), 0,
	    "approved to start");
	MUST(claim(&claude, id, &run));
	MUST(submit(&claude, id, run));
	refused("UPDATE task SET status = 'done';",
	    "finish is not approved");
	/* an approval of another version is none of this one */
	ok(by_hand("UPDATE approval SET decision = 'approve', "
	    "decided_by = 'john' WHERE gate = 'finish'; "
	    "UPDATE task SET title = 'other';"), "approved, then changed");
	refused("UPDATE task SET status = 'done';",
	    "finish is not approved");
	refused("UPDATE task SET version = (SELECT task_version "
	    "FROM approval WHERE gate = 'finish');", "only rises");
	refused("UPDATE approval SET task_version = 99 "
	    "WHERE gate = 'finish';", "decided already");
	refused("UPDATE approval SET decision = NULL;", "decided already");
	is_str(status_of(id), "review", "it is not done");
	MUST(approval_refresh(db, &policy, &run));
	is_int(run, 1, "and is asked for again");

	id = add("ungated");
	ok(by_hand("UPDATE task SET status = 'done' WHERE title = 'ungated';"),
	    "what has no gate can be done by hand");
	is_str(status_of(id), "done", "and is");
	ok(by_hand("UPDATE task SET finish_gate = 'required' "
	    "WHERE title = 'ungated';"), "a gate can be closed by hand");
}

int
main(void)
{
	ledger_open();
	test_worker();
	test_asker();
	test_policy();
	test_tables();
	return ledger_done();
}
