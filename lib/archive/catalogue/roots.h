/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roots records: what a reader has to know of every tree of a commit before it
 * reads a leaf (format-spec/nbarc-format.md, section 7.6).
 *
 * A roots record stands directly before a commit record. For each tree of the
 * commit it has the key of the last entry, which tells that a page cannot be in
 * the tree, and the pointers of the root node, unless there are too many of
 * them. So whoever has fetched the end of an archive, by a request for a range
 * of its bytes for instance, can find the one leaf that has a page without
 * fetching a root. The trees have everything that the record has; a reader that
 * cannot use the record reads the roots instead.
 */
#ifndef NB_ARCHIVE_ROOTS_H
#define NB_ARCHIVE_ROOTS_H

#include "archive/catalogue/entry.h"
#include "archive/frame/zframe.h"
#include "archive/record/commit.h"
#include "archive/record/sink.h"
#include "base/ranges.h"

/* What is known of a tree. All is borrowed. */
struct nb_root {
	struct nb_entry_key last; /* of the last entry */
	/* The pointers of the root node as section 7.5 has them; of a root that
	 * is a leaf, one that leads to it. */
	const uint8_t *pointers;
	size_t pointers_len; /* bytes */
	uint32_t count;	     /* of pointers; 0: they are not known */
};

/* A roots record that was read; trees[] points into content, which is owned.
 * All zeros is one that knows no tree. */
struct nb_roots {
	struct nb_buf content;
	size_t count; /* of trees: those of the commit, or 0 */
	struct nb_root trees[NB_TREES_MAX];
};

/*
 * Read the roots record of a commit, if it has one, into *roots, which knows no
 * tree before. After a failure it knows none either: NB_INVALID when the record
 * is damaged or does not fit the trees of the commit. That pointers are those
 * of the roots is not checked; a verification does that.
 */
NB_CHECK enum nb_status nb_roots_read(struct nb_roots *roots,
				      struct nb_file file,
				      const struct nb_commit *commit,
				      struct nb_zdecoder *decoder,
				      struct nb_error *err);
/* Free the content and know no tree. */
void nb_roots_free(struct nb_roots *roots);

/* A roots record that is being made. All zeros is a new one. */
struct nb_roots_writer {
	struct nb_buf content;
	uint32_t count; /* of trees */
	size_t copied;	/* bytes of all pointers */
};

/* Add the next tree of the commit, oldest first. Pointers are left out if they
 * have too many bytes. Fails only with NB_NOMEM. */
NB_CHECK enum nb_status nb_roots_add(struct nb_roots_writer *writer,
				     const struct nb_root *root,
				     struct nb_error *err);

/*
 * Write the record to the sink, compressed at zstd's `level`, and name it in
 * the commit. The commit record must be written next. Without trees nothing is
 * written.
 */
NB_CHECK enum nb_status nb_roots_write(const struct nb_roots_writer *writer,
				       struct nb_sink *sink, int level,
				       struct nb_commit *commit,
				       struct nb_error *err);
/* Free the content. */
void nb_roots_writer_free(struct nb_roots_writer *writer);

#endif
