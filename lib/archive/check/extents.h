/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of each page frame the documents of page entries take
 * (format-spec/nbarc-format.md, section 15, "Time").
 *
 * The documents of a frame do not overlap, and only revisions of one page share
 * one. A catalogue that says otherwise was forged. Without this rule a small
 * file could have the same megabytes hashed for each of its entries.
 */
#ifndef NB_ARCHIVE_EXTENTS_H
#define NB_ARCHIVE_EXTENTS_H

#include <nbarc/entry.h>
#include <nbarc/status.h>

#include <stddef.h>
#include <stdint.h>

/* What was taken of a frame. */
struct nb_extent {
	uint64_t directory;    /* offset of its page directory */
	uint32_t content_size; /* of the frame, decompressed */
	uint32_t taken;	       /* bytes of its documents, each counted once */
	uint32_t offset, len;  /* of the document that was added last */
	uint8_t id_len;
	char id[UINT8_MAX]; /* of the page that has it */
};

/* Zeros are none. Invariant: the list rises by `directory`. Owns it. */
struct nb_extents {
	struct nb_extent *list;
	size_t count, cap;
};

/*
 * Add the document of an entry. NB_INVALID, with the offset of the page
 * directory, if it must overlap one that was added before. A document that
 * revisions share counts once if they are added one after the other, as they
 * stand in the catalogue.
 */
NB_CHECK enum nb_status nb_extents_add(struct nb_extents *x,
				       const struct nb_entry *entry,
				       struct nb_error *err);
void nb_extents_free(struct nb_extents *x);

#endif
