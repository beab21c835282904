/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the bytes that the catalogue names are those of an item
 * (format-spec/nbarc-format.md, section 9.6). */
#ifndef NB_ARCHIVE_SLICE_H
#define NB_ARCHIVE_SLICE_H

#include <nbarc/entry.h>
#include <nbarc/status.h>

/* How thoroughly a slice is looked at. */
enum nb_slice_check {
	NB_SLICE_ENDS, /* its first tag and its last one */
	NB_SLICE_ALL,  /* also that it is a single element */
};

/*
 * Check that the bytes of the item in the document of its page, whose hash is
 * right, are the element with the item's identifier. NB_INVALID, at the page
 * directory, if they are not: the catalogue has the item in another place.
 */
NB_CHECK enum nb_status nb_item_slice(const struct nb_entry *e,
				      const struct nb_entry_item *item,
				      const uint8_t *document,
				      enum nb_slice_check check,
				      struct nb_error *err);

#endif
