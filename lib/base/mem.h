/* SPDX-License-Identifier: MIT */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Memory that is there, or the program is not: these never return NULL; out
 * of memory prints one line and ends the program with 71.  free() releases.
 */
void	*xmalloc(size_t);
void	*xcalloc(size_t, size_t);
void	*xreallocarray(void *, size_t, size_t);	/* overflow-checked */
char	*xstrdup(const char *);
char	*xstrndup(const char *, size_t);
char	*xasprintf(const char *, ...) __attribute__((format(printf, 1, 2)));

/* Overwrite a secret in a way that the compiler may not remove. */
void	 mem_wipe(void *, size_t);

/* From now on this process leaves no core file, and no other process of the
 * user may look into it (prctl(2), PR_SET_DUMPABLE): called before a secret is
 * read, for libraries keep copies that nobody wipes. */
void	 mem_hide(void);

#endif
