/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry from the page's document (format-spec/nbarc-format.md,
 * section 14, "Entries that a walk finds").
 *
 * That is what happens to a page whose catalogue entry is lost, and to one that
 * arrives as a finished document.
 */
#ifndef NB_ARCHIVE_DOCUMENT_H
#define NB_ARCHIVE_DOCUMENT_H

#include <nbarc/archive.h>

/*
 * Fill in the items, head_len, tail_offset, and length and hash of the source.
 * entry->id and entry->len are set by the caller: the page that the document
 * must be of, and its bytes. entry->items is an array with room for *cap items,
 * which grows and stays the caller's. The strings of the items are in
 * `strings`, whose former content is dropped, and live as long as that.
 * NB_INVALID when the document is not of this page or is no TEI as nbarc writes
 * it; an offset in err is one in the document.
 */
NB_CHECK enum nb_status nb_document_entry(const uint8_t *document,
					  struct nb_entry *entry, size_t *cap,
					  struct nb_buf *strings,
					  struct nb_error *err);

#endif
