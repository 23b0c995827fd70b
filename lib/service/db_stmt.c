/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/mem.h"
#include "service/db_sqlite.h"

#define PARAMETERS_KEPT	32

struct db_stmt {
	struct db	*db;
	sqlite3_stmt	*stmt;
	short		 parameter[PARAMETERS_KEPT];	/* 1 + index of $n */
};

/* SQLite numbers $1, $2 ... by first appearance; we mean their names. */
static int
parameter(struct db_stmt *st, int n)
{
	char name[16];
	int i;

	if (n < PARAMETERS_KEPT && st->parameter[n] != 0)
		return st->parameter[n] - 1;
	snprintf(name, sizeof name, "$%d", n);
	i = sqlite3_bind_parameter_index(st->stmt, name);
	if (n < PARAMETERS_KEPT)
		st->parameter[n] = (short)(i + 1);
	return i;
}

/* A value whose placeholder the statement does not have is not an error:
 * statements with varying conditions bind all they may need. */
static int
bound(const struct db_stmt *st, int rc)
{
	return rc == SQLITE_OK ? 0 : db_fail(st->db, rc);
}

int
db_bind_text(struct db_stmt *st, int n, const char *text)
{
	int i = parameter(st, n);

	if (i == 0)
		return 0;
	return bound(st, sqlite3_bind_text(st->stmt, i, text, -1,
	    SQLITE_TRANSIENT));
}

int
db_bind_integer(struct db_stmt *st, int n, int64_t value)
{
	int i = parameter(st, n);

	return i == 0 ? 0 : bound(st, sqlite3_bind_int64(st->stmt, i, value));
}

static int
bind(struct db_stmt *st, const char *types, va_list ap)
{
	const void *data;
	int n, i, rc;

	for (n = 1; *types != '\0'; n++, types++) {
		switch (*types) {
		case 'i':
			rc = db_bind_integer(st, n, va_arg(ap, int64_t));
			break;
		case 't':
			rc = db_bind_text(st, n, va_arg(ap, const char *));
			break;
		case 'b':
			data = va_arg(ap, const void *);
			i = parameter(st, n);
			rc = bound(st, sqlite3_bind_text64(st->stmt, i, data,
			    va_arg(ap, size_t), SQLITE_TRANSIENT,
			    SQLITE_UTF8));
			break;
		default:
			assert(false && "type letter");
			rc = -1;
		}
		if (rc == -1)
			return -1;
	}
	return 0;
}

/*
 * Statements that have ended are kept for whoever runs the same text again:
 * to prepare a change of a task compiles all of its triggers, which takes
 * three times as long as the change.  Not pragmas, of which some act when
 * they are prepared.
 */
static struct db_stmt *
take_kept(struct db *db, const char *sql)
{
	struct db_stmt *st;
	size_t i;

	for (i = 0; i < DB_KEPT; i++) {
		st = db->kept[i];
		if (st != NULL && strcmp(sqlite3_sql(st->stmt), sql) == 0) {
			db->kept[i] = NULL;
			return st;
		}
	}
	return NULL;
}

static void
finalize(struct db_stmt *st)
{
	if (st == NULL)
		return;
	sqlite3_finalize(st->stmt);
	free(st);
}

/* Instead of the one that was kept longest. */
static void
keep(struct db *db, struct db_stmt *st)
{
	sqlite3_reset(st->stmt);
	sqlite3_clear_bindings(st->stmt);
	finalize(db->kept[db->keep_next]);
	db->kept[db->keep_next] = st;
	db->keep_next = (db->keep_next + 1) % DB_KEPT;
}

void
db_forget(struct db *db)
{
	size_t i;

	for (i = 0; i < DB_KEPT; i++) {
		finalize(db->kept[i]);
		db->kept[i] = NULL;
	}
}

static int
query(struct db *db, struct db_stmt **out, const char *sql,
    const char *types, va_list ap)
{
	struct db_stmt *st = take_kept(db, sql);
	int rc = SQLITE_OK;

	if (st == NULL) {
		st = xcalloc(1, sizeof *st);
		st->db = db;
		rc = sqlite3_prepare_v2(db->handle, sql, -1, &st->stmt, NULL);
		if (rc != SQLITE_OK)
			db_fail(db, rc);
	}
	if (rc != SQLITE_OK || bind(st, types, ap) == -1) {
		finalize(st);
		return -1;
	}
	*out = st;
	return 0;
}

int
db_query(struct db *db, struct db_stmt **out, const char *sql,
    const char *types, ...)
{
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = query(db, out, sql, types, ap);
	va_end(ap);
	return rc;
}

int
db_rebind(struct db_stmt *st, const char *types, ...)
{
	va_list ap;
	int rc;

	sqlite3_reset(st->stmt);
	va_start(ap, types);
	rc = bind(st, types, ap);
	va_end(ap);
	return rc;
}

int
db_step(struct db_stmt *st)
{
	int rc = sqlite3_step(st->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		return db_fail(st->db, rc);
	/* ends the implicit read transaction, so that nothing waits for it */
	sqlite3_reset(st->stmt);
	return 0;
}

void
db_finish(struct db_stmt *st)
{
	if (st == NULL)
		return;
	if (sqlite3_strnicmp(sqlite3_sql(st->stmt), "PRAGMA", 6) == 0)
		finalize(st);
	else
		keep(st->db, st);
}

int
db_run(struct db *db, const char *sql, const char *types, ...)
{
	struct db_stmt *st = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = query(db, &st, sql, types, ap);
	va_end(ap);
	if (rc == -1)
		return -1;
	while ((rc = db_step(st)) == 1)
		;
	db_finish(st);
	return rc;
}

const char *
db_text(const struct db_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st->stmt, column);
}

int64_t
db_integer(const struct db_stmt *st, int column)
{
	return sqlite3_column_int64(st->stmt, column);
}

bool
db_is_null(const struct db_stmt *st, int column)
{
	return sqlite3_column_type(st->stmt, column) == SQLITE_NULL;
}

size_t
db_size(const struct db_stmt *st, int column)
{
	return (size_t)sqlite3_column_bytes(st->stmt, column);
}

/* The one row of a query: 1 and it stands there, 0 none or NULL.  The caller
 * finishes the statement in any case. */
static int
find(struct db *db, struct db_stmt **st, const char *sql, const char *types,
    va_list ap)
{
	int rc;

	if (query(db, st, sql, types, ap) == -1)
		return -1;
	rc = db_step(*st);
	return rc == 1 && db_is_null(*st, 0) ? 0 : rc;
}

int
db_find_integer(struct db *db, int64_t *value, const char *sql,
    const char *types, ...)
{
	struct db_stmt *st = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	if ((rc = find(db, &st, sql, types, ap)) == 1)
		*value = db_integer(st, 0);
	va_end(ap);
	db_finish(st);
	return rc;
}

int
db_find_text(struct db *db, char **text, const char *sql,
    const char *types, ...)
{
	struct db_stmt *st = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	if ((rc = find(db, &st, sql, types, ap)) == 1)
		*text = xstrdup(db_text(st, 0));
	va_end(ap);
	db_finish(st);
	return rc;
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_changes(db->handle);
}

int
db_next_id(struct db *db, const char *table, int64_t *id)
{
	*id = 0;
	if (db_find_integer(db, id, "SELECT seq FROM sqlite_sequence "
	    "WHERE name = $1", "t", table) == -1)
		return -1;
	++*id;
	return 0;
}
