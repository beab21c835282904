/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page frames that a walk over a damaged file found, and those that the
 * leaves of the catalogue name (format-spec/nbarc-format.md, section 14,
 * "Displaced structures").
 *
 * A leaf names a frame by the offset of its page directory. In a file in which
 * bytes were inserted or lost that offset is wrong. The page directory itself,
 * which the walk finds where it is, names the same pages: it says where the
 * frame stands. Only if the directory is damaged, the place is inferred from
 * the distances at which other records were found.
 */
#ifndef NB_ARCHIVE_FRAMES_H
#define NB_ARCHIVE_FRAMES_H

#include "archive/catalogue/entry.h"
#include "archive/record/displaced.h"
#include "base/ranges.h"

/* Stands for no frame, as the index of one. */
#define NB_NO_FRAME UINT32_MAX

/* A page frame that follows a page directory which the walk found. */
struct nb_found_frame {
	uint64_t directory; /* offset of the page directory */
	uint64_t frame;	    /* offset of the frame, mostly right after it */
	uint64_t sources; /* offset of the sources record; 0: none was found */
	uint64_t frame_size;
	uint32_t directory_size, content_size, sources_size;
	bool sound; /* as in struct nb_place */
};

/*
 * A page frame that a leaf names. Each leaf has claims of its own. `first` is
 * an entry that has the frame: `id` is borrowed from the list of the salvage.
 */
struct nb_claim {
	uint64_t stated; /* offset of the page directory, as the leaf has it */
	uint64_t frame_size;
	uint32_t directory_size, content_size, sources_size;
	struct nb_entry_key first;
	uint32_t page_index; /* of that entry */
	/* The frame that it is, an index of nb_frames.found; NB_NO_FRAME if no
	 * directory was found for it. Then the frame is looked for at `frame`.
	 */
	uint32_t found;
	uint64_t frame;
};

/* All frames of a file. All zeros is none. It owns the lists. */
struct nb_frames {
	struct nb_found_frame *found;
	size_t found_count, found_cap;
	struct nb_claim *claims;
	size_t claim_count, claim_cap;
};

/* Free the lists. */
void nb_frames_free(struct nb_frames *frames);

/* Add a frame that was found. NB_LIMIT if there are 2^32 - 1 of them. */
NB_CHECK enum nb_status nb_frames_add(struct nb_frames *frames,
				      const struct nb_found_frame *found,
				      struct nb_error *err);

/*
 * Add the frame of an entry of a leaf, or find it among the claims from index
 * `from` on, which are those of this leaf: only the last one is compared, since
 * the pages of a frame follow each other. `id` is that of the entry and must
 * live as long as the claims. *claim is the index. NB_LIMIT as above.
 */
NB_CHECK enum nb_status nb_frames_claim(struct nb_frames *frames, size_t from,
					const struct nb_entry *entry,
					const char *id, uint32_t *claim,
					struct nb_error *err);

/* True if a page directory that was found is the one of this claim, by its
 * sizes and by the index of a page in it. */
bool nb_frames_match(const struct nb_frames *frames,
		     const struct nb_claim *claim, uint32_t found,
		     uint32_t page_index);

/*
 * Infer where the frame of a claim stands that has no page directory: at the
 * first of the likely places where a Zstandard frame with the content size of
 * the claim begins. If there is none, where the leaf says.
 */
void nb_frames_infer(struct nb_file file, uint64_t end,
		     const struct nb_anchors *anchors, struct nb_claim *claim);

/* Set the place of an entry to where its frame stands: that of a claim, which
 * the entry's leaf made. */
void nb_frames_place(const struct nb_frames *frames, uint32_t claim,
		     struct nb_entry *entry);

/* Set the place of an entry, except for what is inside the frame, to a frame
 * that was found. */
void nb_frames_place_found(const struct nb_found_frame *found,
			   struct nb_entry *entry);

#endif
