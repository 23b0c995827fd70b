/* SPDX-License-Identifier: MIT */
#ifndef SERVICE_CONF_FILE_H
#define SERVICE_CONF_FILE_H

/*
 * Call each for every section heading (key and value are NULL) and every key
 * of an INI text, in their order.  Lines may be indented; a value is one
 * line.  The first line that is not INI, or for which each returns -1, ends
 * it: a CONFIG failure that begins with the file's name and the line.
 */
int	 conf_file_each(const char *name, const char *text,
	    int (*each)(const char *section, const char *key,
	    const char *value, int line, void *), void *);

#endif
