/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a document. */
#ifndef NB_TEI_HEADER_H
#define NB_TEI_HEADER_H

#include <nbarc/tei.h>

/* Figures for the header. */
struct nb_tei_counts {
	size_t articles, photos, han;
	size_t joins;	  /* repairs by NB_RULE_JOIN */
	size_t by_person; /* of these */
	size_t low;	  /* of these: as unsure as what is for review */
	size_t kept;	  /* breaks that a person kept */
	size_t resumed;	  /* times that a paragraph goes on behind what was set
			     into it */
};

/* Append everything up to the start of the body. */
NB_CHECK enum nb_status nb_tei_header(const struct nb_tei_input *in,
				      const struct nb_tei_counts *counts,
				      struct nb_buf *b);

#endif
