/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The leaves that a walk found, decoded (format-spec/nbarc-format.md, section
 * 14).
 *
 * Entries are asked for in the order of identifiers, which goes from leaf to
 * leaf and back when an archive has several trees, or in that of the pages in
 * the file. So some leaves are kept, and places in them, that no order of
 * asking costs much more than another.
 */
#ifndef NB_ARCHIVE_SALVAGE_LEAVES_H
#define NB_ARCHIVE_SALVAGE_LEAVES_H

#include "archive/catalogue/leaf.h"
#include "archive/catalogue/leaf_mark.h"
#include "archive/record/displaced.h"
#include "base/ranges.h"

/* As many as an archive has trees. Each has a texts record, of which a hostile
 * one has 16 MiB of content. */
#define NB_LEAVES_KEPT 16u

/*
 * A leaf, with places in it. Everything is owned. `marks` are at every
 * NB_MARK_STEP-th entry, as far as the leaf was decoded.
 */
struct nb_kept_leaf {
	uint64_t offset; /* in the file; meaningless while `used` is 0 */
	uint64_t texts;	 /* where it says that its texts record stands */
	uint64_t used;	 /* when it was asked for last; 0: there is none */
	struct nb_leaf leaf;
	bool untitled, unhashed; /* the record beside it is damaged */
	struct nb_leaf_mark *marks;
	size_t mark_count, mark_cap;
};

/* The leaves of a file. file, decoder and anchors are borrowed. */
struct nb_leaves {
	struct nb_file file;
	uint64_t end; /* of the file */
	struct nb_zdecoder *decoder;
	const struct nb_anchors *anchors;
	bool draft; /* the leaves are those of a draft */
	uint64_t clock;
	struct nb_kept_leaf kept[NB_LEAVES_KEPT];
};

void nb_leaves_free(struct nb_leaves *leaves);

/* Give the leaf of `size` bytes at `offset`, with the records beside it where
 * they stand. It lives until the next call. */
NB_CHECK enum nb_status nb_leaves_get(struct nb_leaves *leaves, uint64_t offset,
				      uint32_t size, struct nb_kept_leaf **leaf,
				      struct nb_error *err);

/* Decode the entry with index `place` of a leaf into `slot`, without what
 * stands beside the leaf. */
NB_CHECK enum nb_status nb_leaves_entry(struct nb_leaves *leaves,
					struct nb_kept_leaf *leaf,
					uint32_t place,
					struct nb_entry_slot *slot,
					struct nb_error *err);

/* Add titles, or hashes, to the entry that was decoded last. NB_INVALID if
 * their record is damaged; that is remembered. */
NB_CHECK enum nb_status nb_leaves_texts(struct nb_leaves *leaves,
					struct nb_kept_leaf *leaf,
					struct nb_entry_slot *slot,
					struct nb_error *err);
NB_CHECK enum nb_status nb_leaves_hashes(struct nb_leaves *leaves,
					 struct nb_kept_leaf *leaf,
					 struct nb_entry_slot *slot,
					 struct nb_error *err);

#endif
