/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_SCHEMA_H
#define SERVICE_SCHEMA_H

#include "service/db.h"

/*
 * The tables' definition: numbered files in lib/schema/ENGINE, embedded at
 * build time, append-only.  A new database runs all of them, an older one
 * those it lacks; user_version holds how many were run and application_id
 * says that the file is Atlas's.
 */
#define SCHEMA_APPLICATION_ID	0x41544c53	/* "ATLS" */

/* How many migrations this program has: the version it needs. */
int	 schema_version(void);

/* The SQL of migration n, from 1. */
const char	*schema_sql(int n);

#endif
