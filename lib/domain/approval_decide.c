/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/approval.h"
#include "domain/task_row.h"
#include "format/json.h"

static const struct text_rule notes_rule = { "notes", 0, 0,
    TASK_DESCRIPTION_BYTES, true };

/* What is decided about; owned copies, as the rows will change. */
struct question {
	int64_t		 id, task_version;
	char		 gate[16];
	bool		 open;
	bool		 self_approval;
	bool		 by_requester;	/* the decider asked, through MCP,
					 * for this or what it replaced */
	bool		 by_worker;	/* the decider held a claim */
	struct task	 task;
};

static int
load_question(struct db *db, int64_t id, const char *decider,
    struct question *q)
{
	struct db_stmt *st = NULL;
	int64_t task = 0;
	int rc;

	if (db_query(db, &st, "SELECT a.task_id, a.task_version, a.gate, "
	    "a.decision IS NULL, a.self_approval, EXISTS (SELECT 1 "
	    "FROM approval AS b WHERE b.task_id = a.task_id "
	    "AND b.gate = a.gate AND b.requested_via = 'mcp' "
	    "AND b.requested_by = $2 COLLATE NOCASE), EXISTS (SELECT 1 "
	    "FROM run AS r WHERE r.task_id = a.task_id AND r.kind = 'task' "
	    "AND r.agent = $2 COLLATE NOCASE) FROM approval AS a "
	    "WHERE a.id = $1", "it", id, decider) == -1)
		return -1;
	if ((rc = db_step(st)) == 1) {
		q->id = id;
		task = db_integer(st, 0);
		q->task_version = db_integer(st, 1);
		snprintf(q->gate, sizeof q->gate, "%s", db_text(st, 2));
		q->open = db_integer(st, 3) != 0;
		q->self_approval = db_integer(st, 4) != 0;
		q->by_requester = db_integer(st, 5) != 0;
		q->by_worker = db_integer(st, 6) != 0;
	}
	db_finish(st);
	if (rc == 0)
		return fail(FAIL_DATA, "approval A%lld: there is no such "
		    "approval", (long long)id);
	if (rc == 1 && task_load(db, task, &q->task) == 0)
		return fail(FAIL_DATA, "approval A%lld: its task is gone",
		    (long long)id);
	return rc == 1 ? 0 : -1;
}

static int
check_decider(const struct question *q, const struct actor *actor)
{
	if (q->self_approval)
		return 0;
	if (q->by_worker && strcmp(q->gate, "finish") == 0)
		return fail(FAIL_DENIED, "approval A%lld: %s worked on #%lld "
		    "and does not decide whether it is done; somebody else "
		    "must", (long long)q->id, actor->name,
		    (long long)q->task.id);
	if (q->by_requester)
		return fail(FAIL_DENIED, "approval A%lld: %s asked for it and "
		    "does not decide it; somebody else must",
		    (long long)q->id, actor->name);
	return 0;
}

static bool
has_edits(const struct approval_edits *e)
{
	return e != NULL && (e->title != NULL || e->description != NULL ||
	    e->assignee != NULL || e->priority != -1);
}

static int
check_edits(const struct approval_edits *e)
{
	if (!has_edits(e))
		return 0;
	if (task_check_texts(e->title, e->description, e->assignee,
	    NULL) == -1)
		return -1;
	return e->priority == -1 ? 0 : task_check_priority(e->priority);
}

static void
edits_json(struct buf *out, const struct approval_edits *e)
{
	json_open(out, NULL, '{');
	if (e->title != NULL)
		json_add_string(out, "title", e->title);
	if (e->description != NULL)
		json_add_string(out, "description", e->description);
	if (e->priority != -1)
		json_add_integer(out, "priority", e->priority);
	if (e->assignee != NULL)
		json_add_string(out, "assignee", e->assignee);
	json_close(out, '}');
}

static int
write_decision(struct db *db, const struct actor *actor,
    const struct question *q, enum approval_word word, const char *notes,
    const struct approval_edits *e)
{
	char now[CLOCK_STAMP_SIZE];
	struct buf edits = { 0 };
	int rc;

	if (has_edits(e))
		edits_json(&edits, e);
	rc = db_run(db, "UPDATE approval SET decision = $2, decided_by = $3, "
	    "decided_at = $4, notes = $5, via = $6, edits = $7 "
	    "WHERE id = $1 AND decision IS NULL", "itttttt", q->id,
	    approval_words[word], actor->name, clock_stamp_now(now), notes,
	    actor->via, edits.data);
	buf_clear(&edits);
	return rc;
}

/* The task goes where the decision sends it. */
static int
move_task(struct db *db, const struct actor *actor, const struct question *q,
    enum approval_word word, const char *notes, const char **status)
{
	static const char *const deeds[] = { "approved", "revised",
	    "rejected" };
	char now[CLOCK_STAMP_SIZE];
	bool start = strcmp(q->gate, "start") == 0;
	bool finish = strcmp(q->gate, "finish") == 0;

	*status = start ? "todo" : finish ? "review" : "cancelled";
	if (finish)
		*status = word == APPROVAL_APPROVE ? "done" : "todo";
	if (word == APPROVAL_REJECT && (start || finish))
		*status = "cancelled";
	else if (!start && !finish && word != APPROVAL_APPROVE) {
		*status = "";		/* it stays what it is */
		return 0;
	}
	if (start && word == APPROVAL_REVISE)
		return 0;		/* waits to be asked for again */
	return db_run(db, "UPDATE task SET status = $2, start_gate = "
	    "CASE $3 WHEN 1 THEN 'passed' ELSE start_gate END, "
	    "attempts = CASE $2 WHEN 'todo' THEN 0 ELSE attempts END, "
	    "progress = CASE $2 WHEN 'done' THEN 100 WHEN 'todo' THEN 0 "
	    "ELSE progress END, version = version + 1, "
	    "changes = changes + 1, deed = $4, note = $5, changed_by = $6, "
	    "changed_via = $7, updated_at = $8 WHERE id = $1", "itittttt",
	    q->task.id, *status,
	    (int64_t)(start && word == APPROVAL_APPROVE), deeds[word], notes,
	    actor->name, actor->via, clock_stamp_now(now));
}

static int
apply_edits(struct db *db, const struct actor *actor, int64_t task,
    const struct approval_edits *e)
{
	struct task_edit edit = { .priority = -1 };
	struct task t = { 0 };
	int rc;

	if (!has_edits(e))
		return 0;
	edit.title = e->title;
	edit.description = e->description;
	edit.assignee = e->assignee;
	edit.priority = e->priority;
	if ((rc = task_load(db, task, &t)) == 1)
		rc = task_change(db, actor, &t, &edit, NULL);
	task_clear(&t);
	return rc == -1 ? -1 : 0;
}

static int
find_open(struct db *db, int64_t task, int64_t *id)
{
	return db_find_integer(db, id, "SELECT id FROM approval "
	    "WHERE task_id = $1 AND decision IS NULL ORDER BY id DESC "
	    "LIMIT 1", "i", task);
}

static int
decide(struct db *db, const struct policy *policy, const struct actor *actor,
    struct question *q, enum approval_word word, const char *notes,
    const struct approval_edits *e, struct approval_result *result)
{
	int64_t asked;

	result->task_id = q->task.id;
	result->status = "";
	if (!q->open) {
		result->outcome = APPROVAL_DECIDED;
		return find_open(db, q->task.id, &result->next) == -1 ? -1 : 0;
	}
	if (q->task.version != q->task_version) {
		result->outcome = APPROVAL_SUPERSEDED;
		if (approval_refresh(db, policy, &asked) == -1)
			return -1;
		return find_open(db, q->task.id, &result->next) == -1 ? -1 : 0;
	}
	result->outcome = APPROVAL_APPLIED;
	if (check_decider(q, actor) == -1 || check_edits(e) == -1 ||
	    text_check(&notes_rule, notes, strlen(notes)) == -1)
		return -1;
	if (write_decision(db, actor, q, word, notes, e) == -1 ||
	    move_task(db, actor, q, word, notes, &result->status) == -1)
		return -1;
	return apply_edits(db, actor, q->task.id, e);
}

int
approval_decide(struct db *db, const struct policy *policy,
    const struct actor *actor, int64_t id, enum approval_word word,
    const char *notes, const struct approval_edits *e,
    struct approval_result *result)
{
	struct question q = { 0 };
	int begun, rc;

	memset(result, 0, sizeof *result);
	if ((begun = db_begin_here(db)) == -1)
		return -1;
	rc = load_question(db, id, actor->name, &q);
	if (rc == 0)
		rc = decide(db, policy, actor, &q, word,
		    notes != NULL ? notes : "", e, result);
	task_clear(&q.task);
	return db_end(db, begun, rc);
}
