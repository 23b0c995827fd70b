/* SPDX-License-Identifier: MIT */
/* What is changed by hand, in the sqlite3 shell, leaves an event. */
#include "domain/error.h"
#include "domain/event.h"
#include "ledger.h"

static int64_t	seen;		/* the newest event looked at */

static void
forget(void)
{
	seen = number("SELECT coalesce(max(seq), 0) FROM event");
}

/* The kinds since then, "via:kind" in their order. */
static const char *
news(void)
{
	return text_of("SELECT group_concat(via || ':' || kind, ' ') FROM "
	    "(SELECT via, kind FROM event WHERE seq > $1 ORDER BY seq)", seen);
}

/* The detail of the only event since then. */
static const char *
detail(void)
{
	return text_of("SELECT group_concat(detail, ' ') FROM (SELECT detail "
	    "FROM event WHERE seq > $1 ORDER BY seq)", seen);
}

/* One change by hand: what is recorded, and by how much versions rise. */
static void
edit(const char *sql, const char *kinds, const char *said, int rise)
{
	int64_t versions = number("SELECT sum(version) FROM task");

	forget();
	if (!ok(by_hand(sql), "%s", sql))
		diag("%s", by_hand_answer());
	is_str(news(), kinds, "... is recorded");
	if (said != NULL)
		is_str(detail(), said, "... with what it was");
	is_int(number("SELECT sum(version) FROM task") - versions, rise,
	    "... and raises the version");
}

static void
refused(const char *sql, const char *why)
{
	forget();
	ok(!by_hand(sql) && strstr(by_hand_answer(), why) != NULL,
	    "refused: %s", sql);
	is_str(news(), "(none)", "... and nothing is recorded");
}

static void
test_task(void)
{
	int64_t a = add("one");

	edit("UPDATE task SET title = 'ONE' WHERE id = 1;", "raw:edited",
	    "{\"title\":[\"one\",\"ONE\"]}", 1);
	is_str(text_of("SELECT changed_by || changed_via FROM task "
	    "WHERE id = $1", a), "unknownraw", "nobody knows who it was");
	edit("UPDATE task SET description = 'd\x1b[31m', priority = 7 "
	    "WHERE id = 1;", "raw:edited", "{\"description\":[\"\","
	    "\"d\\u001b[31m\"],\"priority\":[50,7]}", 1);
	edit("UPDATE task SET due_at = '2026-12-01T00:00:00.000Z';",
	    "raw:edited", "{\"due_at\":[null,\"2026-12-01T00:00:00.000Z\"]}",
	    1);
	edit("UPDATE task SET due_at = NULL;", "raw:edited",
	    "{\"due_at\":[\"2026-12-01T00:00:00.000Z\",null]}", 1);
	edit("UPDATE task SET status = 'doing', lease_owner = 'x', "
	    "lease_until = '2026-11-23T10:00:00.000Z';", "raw:status", NULL,
	    1);
	edit("UPDATE task SET lease_until = '2027-01-01T00:00:00.000Z';",
	    "raw:edited", NULL, 1);
	edit("UPDATE task SET status = 'todo', lease_owner = NULL, "
	    "lease_until = NULL;", "raw:status", NULL, 1);
	edit("UPDATE task SET attempts = 2, max_attempts = 9;", "raw:edited",
	    "{\"attempts\":[0,2],\"max_attempts\":[3,9]}", 1);
	edit("UPDATE task SET urgency = 'low', assignee = 'x', "
	    "feature = 'f', progress = 3, uid = 'u', idempotency_key = 'k';",
	    "raw:edited", NULL, 1);
	edit("UPDATE task SET created_at = '2020-01-01T00:00:00.000Z';",
	    "raw:edited", NULL, 1);
	edit("UPDATE task SET title = title;", "(none)", NULL, 0);
	edit("UPDATE task SET blockers = 5;", "(none)", NULL, 0);
	is_int(number("SELECT blockers FROM task"), 0,
	    "a number of blockers that is not true is put right");
	edit("UPDATE task SET version = version + 1;", "(none)", NULL, 1);
	refused("UPDATE task SET version = version - 1;", "version");

	edit("INSERT INTO task (title, start_gate, blockers) "
	    "VALUES ('two', 'none', 9);", "raw:created", NULL, 1);
	is_int(number("SELECT blockers FROM task WHERE title = 'two'"), 0,
	    "a new one with blockers that are not");
	edit("UPDATE task SET parent_id = 1 WHERE title = 'two';",
	    "raw:edited", "{\"parent_id\":[null,1]}", 1);
	edit("DELETE FROM task WHERE title = 'two';", "raw:deleted", NULL,
	    -2);
	edit("INSERT INTO task (title) VALUES ('a'), ('b'), ('c');",
	    "raw:created raw:created raw:created", NULL, 3);
	edit("UPDATE task SET priority = 1 WHERE title < 'd' AND id > 1;",
	    "raw:edited raw:edited raw:edited", NULL, 3);
	edit("DELETE FROM task WHERE id > 1;",
	    "raw:deleted raw:deleted raw:deleted", NULL, -6);
}

static void
test_links(void)
{
	int64_t a, b;

	ledger_renew();
	a = add("a");
	b = add("b");
	add("c");
	edit("INSERT INTO label (name) VALUES ('red'), ('blue');", "(none)",
	    NULL, 0);
	edit("INSERT INTO task_label (task_id, label_id) VALUES (1, 1);",
	    "raw:labelled", "{\"label\":\"red\"}", 1);
	edit("UPDATE task_label SET label_id = 2;",
	    "raw:unlabelled raw:labelled",
	    "{\"label\":\"red\"} {\"label\":\"blue\"}", 1);
	edit("UPDATE task_label SET task_id = 2;",
	    "raw:unlabelled raw:labelled", NULL, 2);
	edit("DELETE FROM task_label;", "raw:unlabelled",
	    "{\"label\":\"blue\"}", 1);
	edit("UPDATE label SET name = 'green' WHERE name = 'red';",
	    "raw:label-renamed", "{\"label\":[\"red\",\"green\"]}", 0);

	edit("INSERT INTO task_need (task_id, needs_id) VALUES (1, 2);",
	    "raw:need-added", "{\"needs\":2}", 1);
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", a), 1,
	    "it is blocked");
	edit("UPDATE task_need SET needs_id = 3;",
	    "raw:need-removed raw:need-added",
	    "{\"needs\":2} {\"needs\":3}", 1);
	edit("UPDATE task_need SET task_id = 2;",
	    "raw:need-removed raw:need-added", NULL, 2);
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", a), 0,
	    "the need moved ...");
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", b), 1,
	    "... to the other");
	edit("UPDATE task SET status = 'done' WHERE id = 3;", "raw:status",
	    NULL, 1);
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", b), 0,
	    "done by hand, so nothing blocks");
	edit("DELETE FROM task_need;", "raw:need-removed", "{\"needs\":3}",
	    1);

	edit("INSERT INTO task_need (task_id, needs_id) VALUES (1, 3);",
	    "raw:need-added", NULL, 1);
	edit("DELETE FROM task WHERE id = 3;", "raw:deleted", NULL, -2);
	is_int(number_of("SELECT blockers FROM task WHERE id = $1", a), 1,
	    "what it needed is gone, so it is not done");
}

static void
test_the_rest(void)
{
	int64_t id, run;

	ledger_renew();
	id = add_gated("a", "start,finish");
	edit("UPDATE project SET title = 'INBOX';", "raw:project-edited",
	    "{\"project\":1,\"title\":[\"Inbox\",\"INBOX\"]}", 0);
	edit("UPDATE project SET archived_at = '2026-11-23T09:00:00.000Z';",
	    "raw:project-edited", NULL, 0);
	edit("UPDATE project SET archived_at = NULL, gates = 'none';",
	    "raw:project-edited", NULL, 0);
	edit("INSERT INTO project (title) VALUES ('Second');",
	    "raw:project-created", NULL, 0);
	edit("DELETE FROM project WHERE title = 'Second';",
	    "raw:project-deleted", NULL, 0);

	edit("UPDATE approval SET report = 'all is well';",
	    "raw:approval-edited", NULL, 0);
	edit("UPDATE approval SET task_version = 9;", "raw:approval-edited",
	    NULL, 0);
	edit("UPDATE approval SET self_approval = 1;", "raw:approval-edited",
	    NULL, 0);
	edit("UPDATE approval SET notes = 'x', decided_by = 'jane';",
	    "raw:approval-edited", NULL, 0);
	edit("UPDATE approval SET decision = 'withdrawn';", "raw:decided",
	    NULL, 0);
	refused("UPDATE approval SET decision = NULL;", "decided already");
	edit("DELETE FROM approval;", "raw:approval-deleted", NULL, 0);
	refused("INSERT INTO approval (task_id, task_version, gate, "
	    "decision, decided_by) VALUES (1, 1, 'start', 'approve', 'me');",
	    "begins open");
	edit("INSERT INTO approval (task_id, task_version, gate) "
	    "VALUES (1, 1, 'start');", "raw:asked", NULL, 0);

	id = add("b");
	MUST(claim(&claude, id, &run));
	edit("UPDATE run SET agent = 'somebody else';", "raw:run-edited",
	    "{\"run\":1,\"task_id\":[2,2],\"agent\":[\"claude\","
	    "\"somebody else\"]}", 0);
	edit("DELETE FROM run;", "raw:run-deleted", NULL, 0);
}

static void
test_errors(void)
{
	MUST(error_record(db, "test", "high", NULL, "it broke", 0));
	edit("UPDATE error SET state = 'muted';", "raw:error-state",
	    "{\"error\":1,\"state\":[\"open\",\"muted\"]}", 0);
	MUST(error_record(db, "test", "high", NULL, "it broke", 0));
	edit("UPDATE error SET state = 'resolved';", "raw:error-state", NULL,
	    0);
	forget();
	MUST(error_record(db, "test", "high", NULL, "it broke", 0));
	is_str(news(), "policy:error-state", "open again, by the tool");
	edit("UPDATE error SET state = 'acked';", "raw:error-state", NULL, 0);
	forget();
	is_int(error_set_state(db, &jane, 1, "resolved"), 1, "by a person");
	is_int(error_set_state(db, &jane, 1, "resolved"), 0, "not twice");
	is_str(news(), "shell:error-state", "with her name");
	edit("UPDATE error SET state = 'open';", "raw:error-state", NULL, 0);
	edit("DELETE FROM error;", "raw:error-deleted", NULL, 0);
}

static void
test_append_only(void)
{
	refused("UPDATE event SET actor = 'x' WHERE seq = 1;",
	    "append-only");
	refused("DELETE FROM event WHERE seq = 1;", "append-only");
	refused("DELETE FROM event;", "append-only");
	refused("REPLACE INTO event (seq, at, actor, via, kind) "
	    "VALUES (1, '', '', '', '');", "append-only");
	refused("UPDATE OR REPLACE event SET seq = 2 WHERE seq = 1;",
	    "append-only");
	refused("INSERT INTO event (seq, at, actor, via, kind) VALUES "
	    "(1, '', '', '', '') ON CONFLICT DO UPDATE SET at = '';",
	    "append-only");
}

/* All of it, with a setting of the shell that changes which triggers run. */
static void
test_with(const char *setting)
{
	before_raw = setting;
	diag("%s", setting);
	ledger_renew();
	test_task();
	test_links();
	test_the_rest();
	test_errors();
	test_append_only();
}

int
main(void)
{
	ledger_open();
	test_with("PRAGMA recursive_triggers = OFF;\n");
	test_with("PRAGMA recursive_triggers = ON;\n");
	return ledger_done();
}
