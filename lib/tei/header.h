/* SPDX-License-Identifier: Apache-2.0 */
/* The TEI header of a document. */
#ifndef NB_TEI_HEADER_H
#define NB_TEI_HEADER_H

#include "article/zones.h"

#include <nbarc/tei.h>

/* Figures for the header. by_person and low are parts of joins. */
struct nb_tei_counts {
	size_t articles, photos; /* items; notices count as articles */
	size_t han;		 /* ideographs of the text */
	size_t joins;		 /* breaks that were joined */
	size_t by_person;	 /* joins that a person decided */
	size_t low;		 /* joins below the threshold for review */
	size_t kept;		 /* breaks that a person kept */
	size_t resumed;		 /* paragraphs resumed after an insertion */
	size_t damaged;		 /* bytes of the source in gaps */
	size_t links; /* items of which a person said how they go on */
};

/*
 * Append the document up to the first item: XML declaration, header, facsimile,
 * the start of the body and the page break. The page id must be valid. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_tei_header(const struct nb_tei_input *in,
				      const struct nb_tei_counts *counts,
				      const struct nb_zones *zones,
				      struct nb_buf *b);

#endif
