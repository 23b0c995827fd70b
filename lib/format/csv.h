/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "format/grid.h"

/*
 * CSV (RFC 4180) as spreadsheet programs really write it.  Reading is
 * libcsv's, in strict mode.
 *
 * A cell that begins with = + - @, a tab or a carriage return would run as a
 * formula when the file is opened.  It is written with a leading apostrophe,
 * and so is a cell that begins with an apostrophe followed by one of these
 * or by another apostrophe, so that reading (which removes one apostrophe
 * from what looks so) gives back exactly what was written.
 */

/* How a file was written, so that it is written back the same way. */
struct csv_style {
	char	 delimiter;	/* ',' ';' or tab */
	bool	 bom;		/* begins with the UTF-8 byte order mark */
	bool	 crlf;		/* lines end with CR LF */
};
#define CSV_STYLE_DEFAULT	{ ',', false, false }

/*
 * Read a text.  The delimiter is the first of , ; and tab that stands
 * outside quotes in the first line (Excel's "sep=;" line is understood and
 * skipped).  Every cell must be valid UTF-8; CR LF inside a cell becomes LF.
 * Limits: 512 columns, 1,000,000 rows, against a file that is no table.
 * Fails with DATA and the line number: a quote never closed, text after a
 * closing quote, invalid UTF-8 ("save it as UTF-8"), a limit.
 */
int	 csv_read(const char *, size_t len, struct grid *,
	    struct csv_style *);

/* The same, with a delimiter that is known, where the first line hides it. */
int	 csv_read_by(const char *, size_t len, char delimiter, struct grid *,
	    struct csv_style *);

/* Append the grid in that style, trailing empty cells of a row kept as far
 * as the first row is long. */
void	 csv_format(struct buf *, const struct grid *,
	    const struct csv_style *);

#endif
