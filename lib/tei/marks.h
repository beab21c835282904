/* SPDX-License-Identifier: Apache-2.0 */
/* Text with marks inside: of joined breaks, lines, columns and corrections. */
#ifndef NB_TEI_MARKS_H
#define NB_TEI_MARKS_H

#include "article/corrections.h"
#include "article/zones.h"

#include <nbarc/tei.h>

/*
 * What is written from, and how far it has come. Everything is borrowed. `in`
 * has the text as it is read, and places in that; only the corrections of its
 * division are those of the normalised text, `normalised`.
 */
struct nb_marks {
	const struct nb_tei_input *in;
	const char *normalised;
	const struct nb_zones *zones;
	struct nb_buf *b;
	/* nb_xml_text(), or the function for text with escapes. */
	enum nb_status (*characters)(struct nb_buf *b, const char *s,
				     size_t len);
	size_t repair;	   /* index of the next repair to be marked */
	size_t line;	   /* index of the next line, in zones->order */
	size_t correction; /* index of the next correction */
	size_t moved; /* how far those before it have moved the text, modulo
		       * 2^n */
};

/*
 * Append the text from `from` to `to` with its marks. `from` may not be less
 * than `to` of an earlier call. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_marks_text(struct nb_marks *m, size_t from,
				      size_t to);

/*
 * What a document is written from if something was corrected: the input, with
 * the text as it is read, and with the places of units, repairs and lines in
 * that. `division` and `repairs` are its own.
 */
struct nb_reading_of {
	struct nb_tei_input in;
	struct nb_division division;
	struct nb_repair *repairs;
	struct nb_read read;
};

/*
 * Make it of an input and its zones, whose lines move to where they are in the
 * text as it is read. Without corrections it is the input. Only NB_NOMEM can
 * happen; it is to be freed also then.
 */
NB_CHECK enum nb_status nb_reading_make(const struct nb_tei_input *in,
					struct nb_zones *zones,
					struct nb_reading_of *r,
					struct nb_error *err);
void nb_reading_free(struct nb_reading_of *r);

#endif
