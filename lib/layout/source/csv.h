/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading CSV (RFC 4180). Lines may end in LF, CR LF or CR; the separator is
 * chosen by the first line, because spreadsheets of many countries write
 * semicolons or tabs. That line may name it and say nothing else: "sep=;".
 */
#ifndef NB_LAYOUT_CSV_H
#define NB_LAYOUT_CSV_H

#include <nbarc/buf.h>

#include <stdbool.h>

/*
 * Where the reader is in a text, which is borrowed. The field in hand is owned.
 * Begin with nb_csv_begin(); free `field`.
 */
struct nb_csv {
	const char *p, *end;
	char separator;
	unsigned line; /* of p, from 1 */
	/* The field that was read last, without its quotes and with a NUL at
	 * its end, which is not counted. */
	struct nb_buf field;
	bool row_ends; /* it was the last of its row */
};

/* Begin to read a text. */
void nb_csv_begin(struct nb_csv *csv, const char *text, size_t len);

/* True if no row follows, once empty lines have been passed over. */
bool nb_csv_at_end(struct nb_csv *csv);

/*
 * Read a field. NB_INVALID, with the line in the message, if a quoted field is
 * not closed or something follows its end, or if a field has a NUL.
 */
NB_CHECK enum nb_status nb_csv_next(struct nb_csv *csv, struct nb_error *err);

#endif
