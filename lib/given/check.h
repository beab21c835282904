/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that exist already: what is checked before an archive takes them.
 */
#ifndef NB_GIVEN_CHECK_H
#define NB_GIVEN_CHECK_H

#include "given/feed.h"

#include <nbarc/ingest.h>

/* A document in hand. The buffers are reused from document to document; what is
 * owned is freed by nb_given_free(). Zeros are none. */
struct nb_given {
	const uint8_t *xml; /* borrowed from the feed */
	size_t len;
	char id[NB_ID_MAX];
	struct nb_entry entry; /* made from the document */
	size_t item_cap;       /* of entry.items, which is owned */
	struct nb_buf strings; /* of entry.items */
	struct nb_buf tidy;    /* the document, if it had to be tidied */
	size_t comments;       /* that are left out for that */
};

/*
 * Check the document d->xml, of d->len bytes, which came out of `feed`, and
 * fill in the rest of *d; d->xml becomes that of the tidied one if it had to
 * be. It must be that of the page `named`, unless that is "". The offset of an
 * error is one of d->xml.
 */
NB_CHECK enum nb_status nb_given_check(const struct nb_ingest_options *options,
				       const struct nb_feed *feed,
				       const char *named, struct nb_given *d,
				       struct nb_error *err);
void nb_given_free(struct nb_given *d);

/* True if a file is a TEI document, perhaps given by mistake as a page text. */
bool nb_is_document(const struct nb_buf *file);

#endif
