/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/buf.h"
#include "domain/task.h"
#include "format/json.h"

static void
add_gates(struct buf *out, const struct task *t)
{
	json_open(out, "gates", '[');
	if (strcmp(t->start_gate, "none") != 0)
		json_add_string(out, NULL, "start");
	if (strcmp(t->finish_gate, "none") != 0)
		json_add_string(out, NULL, "finish");
	json_close(out, ']');
}

void
task_json(struct buf *out, const struct task *t)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "id", t->id);
	json_add_string(out, "uid", t->uid);
	json_add_string(out, "project", t->project);
	json_add_string(out, "parent", t->parent);
	json_add_string(out, "title", t->title);
	json_add_string(out, "description", t->description);
	json_add_string(out, "status", t->status);
	json_add_integer(out, "priority", t->priority);
	json_add_string(out, "urgency", t->urgency);
	json_add_string(out, "assignee", t->assignee);
	json_add_string(out, "feature", t->feature);
	json_add_raw(out, "labels", t->labels);
	json_add_raw(out, "needs", t->needs);
	json_add_string(out, "due_at", t->due_at);
	add_gates(out, t);
	json_add_bool(out, "start_approved", strcmp(t->start_gate, "waiting") != 0);
	json_add_integer(out, "blockers", t->blockers);
	json_add_integer(out, "version", t->version);
	json_add_integer(out, "attempts", t->attempts);
	json_add_integer(out, "max_attempts", t->max_attempts);
	json_add_string(out, "lease_owner", t->lease_owner);
	json_add_string(out, "lease_until", t->lease_until);
	json_add_integer(out, "progress", t->progress);
	json_add_string(out, "key", t->key);
	json_add_string(out, "created_at", t->created_at);
	json_add_string(out, "updated_at", t->updated_at);
	json_close(out, '}');
}
