/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/error.h"
#include "domain/job.h"
#include "domain/run.h"
#include "format/json.h"

/* One trouble of a job is one row, however its message varies. */
#define CAUSE	"the job failed"

void
job_begin_unrecorded(struct job *job, struct db *db, const char *name)
{
	job->on_record = false;
	job->db = db;
	job->name = name;
	job->run = 0;
	job->started = clock_monotonic();
}

int
job_begin(struct job *job, struct db *db, const char *name,
    const char *agent)
{
	job_begin_unrecorded(job, db, name);
	job->on_record = true;
	return run_start(db, name, agent, &job->run);
}

int
job_bury(const struct job *job)
{
	if (!job->on_record)
		return 0;
	return run_bury(job->db, job->name, job->run, "ended without a word: "
	    "killed, or the machine stopped");
}

static void
tell(const struct job *job, int rc, enum fail_kind kind, const char *message,
    const char *counts)
{
	struct buf fields = { 0 };

	json_add_integer(&fields, "run", job->run);
	json_add_integer(&fields, "ms", clock_monotonic() - job->started);
	json_add_raw(&fields, "counts", counts != NULL ? counts : "{}");
	if (rc == -1)
		json_add_string(&fields, "kind", fail_kind_name(kind));
	log_record(rc == -1 ? LOG_ERROR : LOG_INFO,
	    rc == -1 ? "job.failed" : "job.done", fields.data, message);
	buf_clear(&fields);
}

static int
succeed(struct job *job, const char *message, const char *counts)
{
	struct actor actor = { job->name, "policy" };

	if (!job->on_record)
		return 0;
	if (db_begin(job->db) == -1)
		return -1;
	if (run_finish(job->db, job->run, "success", message, counts) == -1 ||
	    error_resolve(job->db, &actor, job->name, CAUSE, 0) == -1) {
		db_rollback(job->db);
		return -1;
	}
	return db_commit(job->db);
}

/* The disk may be what failed: then the log line is all there is. */
static void
record_failure(struct job *job, enum fail_kind kind, const char *message)
{
	bool later = kind == FAIL_RETRY;

	db_rollback(job->db);
	if (!job->on_record || db_begin(job->db) == -1)
		return;
	if ((job->run != 0 && run_finish(job->db, job->run, later ?
	    "deferred" : "failed", message, NULL) == -1) ||
	    error_record(job->db, job->name, later ? "low" : "high", CAUSE,
	    message, 0) == -1)
		db_rollback(job->db);
	else if (db_commit(job->db) == -1)
		fail_clear();
}

int
job_end(struct job *job, int rc, const char *message, const char *counts)
{
	enum fail_kind kind;
	char *why;

	/* only what could be written down is done */
	if (rc != -1 && (rc = succeed(job, message, counts)) != -1) {
		tell(job, rc, FAIL_NONE, message, counts);
		return rc;
	}
	kind = fail_kind();
	why = xstrdup(fail_message());
	tell(job, rc, kind, why, counts);
	log_close();	/* who tells the failure does not write it again */
	record_failure(job, kind, why);
	fail(kind, "%s", why);
	free(why);
	return -1;
}

int
job_age(struct db *db, const char *name, int64_t *ms)
{
	char *stamp = NULL;
	int64_t then;
	int rc;

	rc = db_find_text(db, &stamp, "SELECT last_success FROM job "
	    "WHERE name = $1", "t", name);
	if (rc == 1 && !clock_parse_stamp(stamp, &then))
		rc = 0;
	if (rc == 1)
		*ms = clock_now() - then;
	free(stamp);
	return rc;
}
