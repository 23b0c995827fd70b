/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/text.h"
#include "domain/event.h"
#include "format/json.h"

int
event_add(struct db *db, const struct actor *actor, int64_t task,
    const char *kind, const char *detail)
{
	char now[CLOCK_STAMP_SIZE];

	return db_run(db, "INSERT INTO event (at, actor, via, task_id, kind, "
	    "detail) VALUES ($1, $2, $3, nullif($4, 0), $5, $6)", "tttitt",
	    clock_stamp_now(now), actor->name, actor->via, task, kind, detail);
}

#define EVENT_COLUMNS	"SELECT seq, at, actor, via, task_id, kind, detail "

/* The newest so many, oldest first, without reading more than those. */
#define EVENT_QUERY(where) EVENT_COLUMNS "FROM (" EVENT_COLUMNS \
	"FROM event WHERE " where " ORDER BY seq DESC LIMIT $4) ORDER BY seq"
#define EVENT_ALL(where) EVENT_COLUMNS "FROM event WHERE " where \
	" AND $4 <> 0 ORDER BY seq"

static const char *
select_sql(const struct event_filter *f)
{
	if (f->task_id != 0)
		return EVENT_QUERY("task_id = $1 AND at >= $2 "
		    "AND ($3 = 0 OR via = 'raw')");
	if (f->limit > 0)
		return EVENT_QUERY("at >= $2 AND ($3 = 0 OR via = 'raw')");
	return EVENT_ALL("at >= $2 AND ($3 = 0 OR via = 'raw')");
}

int
event_each(struct db *db, const struct event_filter *f,
    int (*each)(const struct event *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	struct event e;
	int rc;

	if (db_query(db, &st, select_sql(f), "itii", f->task_id,
	    f->since != NULL ? f->since : "", (int64_t)f->raw,
	    f->limit > 0 ? f->limit : (int64_t)-1) == -1)
		return -1;
	while ((rc = db_step(st)) == 1) {
		e.seq = db_integer(st, 0);
		e.at = db_text(st, 1);
		e.actor = db_text(st, 2);
		e.via = db_text(st, 3);
		e.task_id = db_integer(st, 4);
		e.kind = db_text(st, 5);
		e.detail = db_text(st, 6);
		if (each(&e, arg) == -1) {
			rc = -1;
			break;
		}
	}
	db_finish(st);
	return rc;
}

void
event_json(struct buf *out, const struct event *e)
{
	json_open(out, NULL, '{');
	json_add_integer(out, "seq", e->seq);
	json_add_string(out, "at", e->at);
	json_add_string(out, "actor", e->actor);
	json_add_string(out, "via", e->via);
	if (e->task_id != 0)
		json_add_integer(out, "task_id", e->task_id);
	else
		json_add_null(out, "task_id");
	json_add_string(out, "kind", e->kind);
	json_add_raw(out, "detail", e->detail);
	json_close(out, '}');
}

static void
say_value(struct buf *out, const cJSON *value)
{
	char *text;

	if (cJSON_IsString(value))
		text_show(out, value->valuestring, false);
	else if (cJSON_IsNull(value))
		buf_adds(out, "none");
	else if ((text = cJSON_PrintUnformatted(value)) != NULL) {
		text_show(out, text, false);
		cJSON_free(text);
	}
}

static void
say_member(struct buf *out, const cJSON *member)
{
	if (out->len > 0)
		buf_adds(out, "; ");
	text_show(out, member->string, false);
	buf_adds(out, ": ");
	if (cJSON_IsArray(member) && cJSON_GetArraySize(member) == 2) {
		say_value(out, cJSON_GetArrayItem(member, 0));
		buf_adds(out, " -> ");
		say_value(out, cJSON_GetArrayItem(member, 1));
	} else
		say_value(out, member);
}

/* That a lease ends with the work, or moves with each line of progress, is
 * what a person knows already. */
static bool
is_noise(const struct event *e, const char *name)
{
	static const char *const leases[] = { "lease_owner", "lease_until",
	    "attempts", NULL };

	return strcmp(e->via, "raw") != 0 && strcmp(e->kind, "claimed") != 0 &&
	    strcmp(e->kind, "renewed") != 0 && text_in(name, leases);
}

void
event_say(struct buf *out, const struct event *e, size_t width)
{
	const cJSON *member, *note;
	cJSON *detail = NULL;
	struct buf line = { 0 };

	if (json_parse(e->detail, strlen(e->detail), &detail) == -1) {
		/* a hand-made event may hold anything */
		fail_clear();
		text_show(&line, e->detail, false);
	}
	/* what somebody said comes first: lines are cut at their end */
	if ((note = cJSON_GetObjectItemCaseSensitive(detail, "note")) != NULL)
		say_value(&line, note);
	cJSON_ArrayForEach(member, detail)
		if (member->string != NULL && member->string[0] != '\0' &&
		    strcmp(member->string, "note") != 0 &&
		    !is_noise(e, member->string))
			say_member(&line, member);
	if (width > 0)
		text_show_cut(out, buf_text(&line), width, false);
	else
		buf_adds(out, buf_text(&line));
	cJSON_Delete(detail);
	buf_clear(&line);
}
