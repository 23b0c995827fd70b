/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_DESK_LOCK_H
#define OUTSIDE_DESK_LOCK_H

/*
 * Office programs put a small file beside one that they hold open:
 * LibreOffice .~lock.NAME#, Excel ~$NAME.  What they have in memory would
 * overwrite what a tool writes meanwhile, or the other way round.
 */

/* Fails with RETRY while one of them holds DIR/NAME; the message says which
 * program, who, and how to end it, also if the program died and left the lock
 * behind. */
int	 desk_lock_check(const char *dir, const char *name);

#endif
