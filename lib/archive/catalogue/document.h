/* SPDX-License-Identifier: Apache-2.0 */
/* What a page's entry has from its document (section 14). */
#ifndef NB_ARCHIVE_DOCUMENT_H
#define NB_ARCHIVE_DOCUMENT_H

#include <nbarc/archive.h>

/*
 * Fill in items, head_len, tail_offset, and length and hash of the source.
 * entry->len is the document's length, entry->id the page that it must be of.
 * items has room for *cap and grows; the caller frees it. Their strings are in
 * `strings`. err's offset, if any, is one in the document.
 */
NB_CHECK enum nb_status nb_document_entry(const uint8_t *document,
					  struct nb_entry *entry, size_t *cap,
					  struct nb_buf *strings,
					  struct nb_error *err);

#endif
