/* SPDX-License-Identifier: Apache-2.0 */
/* What a citation says of an item. */
#ifndef NB_CITE_CITED_H
#define NB_CITE_CITED_H

#include <nbarc/cite.h>

/* The parts of a citation. Texts are never NULL; "" is what is not known. They
 * belong to the record or to this struct. */
struct nb_cited {
	const struct nb_item_record *item; /* for its authors */
	size_t authors;
	const char *title;
	const char *newspaper; /* its name, or its code */
	/* Of the day; parts that are not known are 0, and so are those after
	 * them. */
	unsigned year, month, day;
	char date[11];	      /* "2019-03-04", "2019-03", "2019" or "" */
	char page[8];	      /* as it is printed: "A01", "3" */
	const char *accessed; /* "2026-11-29", or "" */
	char reference[NB_REFERENCE_MAX];
};

/* Fill in what is known of the item, which must live as long, in the corpus
 * with this root; `accessed` is a day or NULL. */
void nb_cited_fill(struct nb_cited *cited, const struct nb_item_record *item,
		   const uint8_t root[NB_SHA256_SIZE], const char *accessed);

/* The i-th author. */
const char *nb_cited_author(const struct nb_cited *cited, size_t i);

#endif
