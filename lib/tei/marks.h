/* SPDX-License-Identifier: Apache-2.0 */
/* Text with marks inside: of joined breaks, lines and columns. */
#ifndef NB_TEI_MARKS_H
#define NB_TEI_MARKS_H

#include "article/zones.h"

#include <nbarc/tei.h>

/* What is written from, and how far it has come. Everything is borrowed. */
struct nb_marks {
	const struct nb_tei_input *in;
	const struct nb_zones *zones;
	struct nb_buf *b;
	/* nb_xml_text(), or the function for text with escapes. */
	enum nb_status (*characters)(struct nb_buf *b, const char *s,
				     size_t len);
	size_t repair; /* index of the next repair to be marked */
	size_t line;   /* index of the next line, in zones->order */
};

/*
 * Append the text from `from` to `to` with its marks. `from` may not be less
 * than `to` of an earlier call. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_marks_text(struct nb_marks *m, size_t from,
				      size_t to);

#endif
