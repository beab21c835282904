/* SPDX-License-Identifier: Apache-2.0 */
/* A document that is being written, as header.c and create.c share it. */
#ifndef NB_TEI_DOCUMENT_H
#define NB_TEI_DOCUMENT_H

#include <stdbool.h>

#include <nbarc/tei.h>

/* The title of an item that has no main head: so much of its text. */
#define NB_TITLE_CHARACTERS 24u

/* A paragraph goes on behind what was set into it. It is nearly certain that it
 * does, and never that the order of the page says so. */
#define NB_TEI_RESUMED \
	"<lb break=\"no\" type=\"joined\" resp=\"#nbtei\" cert=\"low\"/>"

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

/* Put the items in the order of their numbers. */
void nb_tei_sort(struct nb_tei *tei);

#endif
