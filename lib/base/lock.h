/* SPDX-License-Identifier: MIT */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdint.h>

/*
 * flock(2) on a file of its own: released by the kernel when the process
 * ends, however it ends.  Those who wait are served in order.
 */
struct lock {
	int	 fd;		/* -1: not held */
};
#define LOCK_NONE	{ -1 }

/*
 * Take it exclusively, creating the file (0660) if needed.  Waits up to
 * wait_ms (0: not at all).  1 taken, 0 somebody else holds it, -1 failed.
 */
int	 lock_take(struct lock *, const char *path, int64_t wait_ms);

/* Let go.  Harmless if it is not held. */
void	 lock_release(struct lock *);

#endif
