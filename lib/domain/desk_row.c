/* SPDX-License-Identifier: MIT */
#include "base/fail.h"
#include "base/mem.h"
#include "domain/desk_row.h"

int
desk_row_save(struct db *db, const char *tab, const char *key,
    const char *written, const char *seen)
{
	return db_run(db, "INSERT INTO desk_row (tab, key, written, seen) "
	    "VALUES ($1, $2, coalesce($3, '{}'), coalesce($4, '{}')) "
	    "ON CONFLICT (tab, key) DO UPDATE SET "
	    "written = coalesce($3, desk_row.written), "
	    "seen = coalesce($4, desk_row.seen)", "tttt", tab, key, written,
	    seen);
}

int
desk_row_load(struct db *db, const char *tab, const char *key,
    char **written, char **seen)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, "SELECT written, seen FROM desk_row "
	    "WHERE tab = $1 AND key = $2", "tt", tab, key) == -1)
		return -1;
	if ((rc = db_step(st)) == 1) {
		if (written != NULL)
			*written = xstrdup(db_text(st, 0));
		if (seen != NULL)
			*seen = xstrdup(db_text(st, 1));
	}
	db_finish(st);
	return rc;
}

int
desk_row_remove(struct db *db, const char *tab, const char *key)
{
	return db_run(db, "DELETE FROM desk_row WHERE tab = $1 AND key = $2",
	    "tt", tab, key);
}

int
desk_row_each_seen(struct db *db, const char *tab,
    int (*each)(const char *, const char *, void *), void *arg)
{
	struct db_stmt *st = NULL;
	int rc;

	if (db_query(db, &st, "SELECT key, seen FROM desk_row "
	    "WHERE tab = $1 AND seen <> '{}' ORDER BY key", "t", tab) == -1)
		return -1;
	while ((rc = db_step(st)) == 1)
		if (each(db_text(st, 0), db_text(st, 1), arg) == -1) {
			rc = -1;
			break;
		}
	db_finish(st);
	return rc;
}
