/* SPDX-License-Identifier: Apache-2.0 */
/* How well a text reads in a charset: what nb_detect() compares. */
#ifndef NB_ENCODING_READING_H
#define NB_ENCODING_READING_H

#include <nbarc/encoding.h>

/* What a candidate makes of the text. */
struct nb_charset_reading {
	const char *charset;
	unsigned characters; /* that are not ASCII */
	unsigned errors;     /* bytes that are not characters, and controls */
	double mean;	     /* points a character, less those of errors */
	bool unknown;	     /* iconv does not know the charset */
};

/*
 * Read the text as if it were in `charset`, continuing after every error. Only
 * NB_NOMEM and NB_IO are failures: a charset that this iconv lacks has read
 * nothing.
 */
NB_CHECK enum nb_status nb_read_as(struct nb_charset_reading *reading,
				   const char *charset, const uint8_t *p,
				   size_t len, struct nb_error *err);

#endif
