/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rescue under way: a new archive from what can be read of a damaged one
 * (format-spec/nbarc-format.md, section 14). rescue.c and rescue_page.c share
 * it.
 *
 * The salvage lists the pages that a walk found. In a first pass each page is
 * brought over, in order: its frame is copied as it is if that is whole, once
 * for all its pages; else the page is taken from the frame by itself and put
 * into a batch, which is written now and then. A second pass writes the
 * catalogue from the entries and the new places.
 */
#ifndef NB_ARCHIVE_RESCUE_PAGE_H
#define NB_ARCHIVE_RESCUE_PAGE_H

#include "archive/check/extents.h"
#include "archive/frame/earlier.h"
#include "archive/write/batch.h"
#include "archive/salvage/salvage.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/verify.h>

/* Of zstd, for pages and catalogue: that of nb_writer_open(). */
#define NB_RESCUE_LEVEL 19

/* A frame of the old file. */
struct nb_moved {
	uint64_t from; /* offset of its page directory */
	uint64_t to;   /* the same in the new file; 0: it is damaged, and its
			* pages are brought over one by one */
	uint32_t sources_size; /* of the sources record that came with it */
};

/* A page that was not brought over with its frame. */
struct nb_single {
	size_t index; /* in the list of the salvage */
	/* Owned: its place in the new file, once its batch is written. NULL: it
	 * is lost. */
	struct nb_batch_page *page;
	/* Its text is lost, but its entry withdraws the page or an item, whose
	 * text may be in older revisions: the entry is kept as a purged one. */
	bool hides;
};

/* Owned: the descriptor, salvage, frame, moved, extents, single with its pages,
 * batch, earlier, prefix. Pages in the batch are those of `single`. */
struct nb_rescue {
	struct nb_file file;			     /* the old file; owned */
	const char *path;			     /* its own */
	uint64_t size;				     /* bytes of the old file */
	const struct nb_verify_callbacks *callbacks; /* may be NULL */
	struct nb_rescue_counts *counts;
	struct nb_salvage *salvage;
	struct nb_frame_reader *frame; /* of the old file */
	struct nb_shared shared;       /* of the old file */
	struct nb_prefix *prefix;      /* of the new frames, or NULL */
	bool anew; /* no frame can be copied, as the shared text is damaged */
	struct nb_sink sink;	/* the new file */
	struct nb_moved *moved; /* rising by `from`: frames met so far */
	size_t moved_count, moved_cap;
	struct nb_extents extents; /* of the documents met so far */
	/* Place and hash of the document that was found right last. */
	struct nb_entry right;
	struct nb_single *single; /* rising by `index` */
	size_t single_count, single_cap;
	struct nb_batch *batch; /* the frame that is being filled, or NULL */
	/* Everything is there: the new archive keeps the commits of the old
	 * one, of which the newest has this number, and the others are
	 * `earlier`. */
	bool keeps;
	uint64_t number;
	struct nb_earlier earlier;
};

/* Report what is hurt of a page. `found` is the page in the list of the
 * salvage, or NULL if no page is known; `entry` may be NULL. */
void nb_rescue_report(struct nb_rescue *r, enum nb_hurt hurt,
		      const struct nb_salvaged *found,
		      const struct nb_entry *entry, const struct nb_error *err);

/*
 * Decode the frame of an entry to its end, checking its checksum. *content
 * lives until another frame is read; it is NULL on failure. NB_INVALID if it is
 * damaged.
 */
NB_CHECK enum nb_status nb_rescue_content(struct nb_rescue *r,
					  const struct nb_entry *entry,
					  const uint8_t **content,
					  struct nb_error *err);

/*
 * Decode the document of an entry and check its hash; the rest of the frame may
 * be damaged. *document lives until another frame is read; it is NULL on
 * failure.
 */
NB_CHECK enum nb_status nb_rescue_document(struct nb_rescue *r,
					   const struct nb_entry *entry,
					   const uint8_t **document,
					   struct nb_error *err);

/*
 * Put one page, whose frame is damaged, into the batch, with its source if that
 * can still be read; a lost source is reported.
 *
 * `index` is that of the page in the salvage. *page is the caller's and must
 * live until the batch is written; it is NULL on failure. NB_INVALID if the
 * document cannot be read.
 */
NB_CHECK enum nb_status nb_rescue_page(struct nb_rescue *r, size_t index,
				       const struct nb_entry *entry,
				       struct nb_batch_page **page,
				       struct nb_error *err);

/* Set *has if the source of a page whose document is lost can be read, because
 * it is independent of the page frame. Damage is no failure. */
NB_CHECK enum nb_status nb_rescue_has_source(struct nb_rescue *r,
					     const struct nb_entry *entry,
					     bool *has, struct nb_error *err);

/* Compress and write the batch, if there is one with pages. */
NB_CHECK enum nb_status nb_rescue_flush(struct nb_rescue *r,
					struct nb_error *err);

#endif
