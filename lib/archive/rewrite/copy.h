/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing an archive from the pages of others: what compact, merge and split
 * have in common (format-spec/nbarc-format.md, section 10, "Rewriting").
 *
 * The page entries of all inputs are visited three times in the same order. The
 * first pass sees which documents of each frame are wanted; the second writes
 * the frames, and notes where each document went; the third writes the
 * catalogue, with these places. In between nothing is kept of a page but the
 * place of its document, so memory does not grow with the texts.
 *
 * The pages are matched between passes by number: every document that is wanted
 * has a number, its slot, counted anew in each pass. So all passes must see the
 * same groups, and an edit must do the same each time.
 *
 * Frames whose documents are all wanted are copied byte for byte, as nothing in
 * them depends on where they stand. The documents of others are compressed
 * anew.
 */
#ifndef NB_ARCHIVE_COPY_H
#define NB_ARCHIVE_COPY_H

#include <nbarc/rewrite.h>

#include "archive/catalogue/lineage.h"
#include "archive/frame/choose.h"
#include "archive/frame/earlier.h"
#include "base/pool.h"
#include "archive/read/kept.h"
#include "archive/write/writer.h"

#define NB_NO_SLOT UINT32_MAX
/* Bytes of a prefix with its NUL: a title code of 12 letters, a hyphen and a
 * year have 17. */
#define NB_COPY_PREFIX 20

/* A revision of a page on its way to the output. */
struct nb_copy_page {
	/* Owned. The entry as it will be written; an edit may change it. */
	struct nb_batch_page *page;
	unsigned input; /* index of the archive that has the document */
	/* The entry there, for its place and hashes. No items, and no strings
	 * but the identifier, which is borrowed from `page`. */
	struct nb_entry from;
	/* A document that replaces the stored one; empty: none does. Owned. */
	struct nb_buf document;
	/* The page directory names a revision that is no longer right, so the
	 * frame cannot be copied whole. */
	bool renumbered;
	char reason[64]; /* memory that page->entry.reason may point to */
	/* Number of its document, from 0; NB_NO_SLOT: it has none. */
	uint32_t slot;
};

/*
 * All revisions of one page, from all inputs: input by input, and within one
 * the newest first. An edit must leave them sorted from the newest to the
 * oldest, each revision once.
 */
struct nb_copy_group {
	struct nb_copy_page *list; /* owned */
	size_t count, cap;
};

struct nb_copy;

/* Change a group before it is written. It is called in all three passes, for
 * the same groups as they were read, and must make the same changes in each. */
typedef enum nb_status nb_copy_edit(struct nb_copy *copy,
				    struct nb_copy_group *group,
				    struct nb_error *err);

/*
 * An archive whose pages are copied. The caller sets `path`, and the copy opens
 * and closes the archive as it needs it (copy_inputs.h); or the caller sets
 * `archive`, which it owns and which stays open.
 */
struct nb_copy_input {
	const char *path; /* borrowed; NULL: the caller opened the archive */
	struct nb_archive *archive; /* NULL: not open now */
	/* It has the shared text of the output, or neither has one. Only then
	 * are frames copied whole. */
	bool same_start;

	/* Of an archive with a path, after nb_copy_inputs_survey(). */
	bool seen;
	bool shared; /* it has a shared text */
	uint64_t commit_offset;
	uint8_t root[NB_SHA256_SIZE];
	char first[UINT8_MAX]; /* identifier of its first page */
	uint8_t first_len;     /* 0: it has no pages */
	uint64_t used;	       /* when it was used last, by copy->clock */

	uint64_t last_frame; /* with its last page: the offset of its page
			      * directory, known after the first pass */

	/* Of the present pass. */
	struct nb_cursor *cursor;     /* NULL: not open */
	const struct nb_entry *entry; /* that the cursor is at */
	bool given;		      /* `entry` was handed out */
	char id[UINT8_MAX]; /* of the page that comes next, for the order */
	uint8_t id_len;
};

/* What the first pass learns of a frame of an input, and the second decides. */
struct nb_copy_frame {
	/* Offset of its page directory in the input; 0: this place of the hash
	 * table is free. */
	uint64_t directory;
	unsigned input;	 /* index of the archive */
	uint32_t kept;	 /* documents of it that are wanted */
	uint32_t number; /* index in the output plus 1, once copied whole */
	uint64_t last;	 /* slot of the wanted document that was seen last */
	uint64_t wanted; /* bytes of all wanted documents */
	bool scattered;	 /* its documents are not in its own order, or others
			  * come between them */
	bool renumbered; /* its page directory cannot stay: nb_copy_page */
	bool decided;	 /* `whole` is set */
	bool whole;	 /* it is copied as it is */
};

/* A frame of the output: its place and sizes, as entries have them. */
struct nb_copy_out {
	uint64_t directory, frame_size;
	uint32_t directory_size, content_size, sources_size;
};

/* Where a document went: index of the output's frame, index of the page in it,
 * and offset in its content. */
struct nb_copy_slot {
	uint32_t frame, index, offset;
};

/* A frame in the pool. Both kinds go through it, so that the order of the
 * output does not depend on the number of threads. Owns what it has. */
struct nb_copy_job {
	struct nb_batch *batch;	  /* to be compressed; NULL: `whole` is set */
	struct nb_buf whole;	  /* directory, frame and sources as they are */
	struct nb_copy_out place; /* sizes; the offset is set when written */
};

/*
 * A copy. The caller sets the first part, all else to zero, and calls
 * nb_copy_run(), which frees the second part again. Invariants while it runs:
 * slots[i] is where document i went, frame_count <= frame_cap / 2 with
 * frame_cap a power of two, outs[i] is frame i of the output, and `submitted`
 * is the number that the frame being filled will have.
 */
struct nb_copy {
	/* Set by the caller. */
	struct nb_copy_input *inputs;
	size_t input_count;
	/* Only pages whose identifier begins with one of these, rising and not
	 * overlapping; prefix_count 0: all pages. */
	char (*prefixes)[NB_COPY_PREFIX];
	size_t prefix_count;
	nb_copy_edit *edit;	   /* may be NULL */
	struct nb_lineage lineage; /* for the edit */
	/* Write further records in front of the catalogue; may be NULL. */
	enum nb_status (*carry)(struct nb_copy *copy, struct nb_error *err);
	const struct nb_rewrite_options *options; /* defaults filled in */
	struct nb_rewrite_counts *counts;	  /* added to */
	bool regroup;		   /* make small and scattered frames anew */
	bool join_seams;	   /* put what is left at the end of one input
				    * into the first frame of the next */
	bool keep_commits;	   /* else all entries get commit 1 */
	struct nb_earlier earlier; /* commits to be recorded; owned */
	uint64_t number, time;	   /* of the new archive's commit */
	/* Number of a commit that purges, for the edit; 0: none does. An edit
	 * sets `purged` if it has purged something. */
	uint64_t purging;
	bool purged;

	/* The copy's own. */
	unsigned open_count, open_most; /* inputs that it has opened */
	uint64_t clock;			/* counts uses of inputs */
	const char *pass; /* prefix of the pages of the present pass */
	/* A heap of the inputs that have a next page, by its identifier; in
	 * the second half of its memory, those that have ended. */
	unsigned *heap;
	size_t heap_count, ended_count;
	struct nb_copy_frame *frames; /* hash table, by directory and input */
	size_t frame_count, frame_cap;
	struct nb_copy_out *outs; /* frames written */
	size_t out_count, out_cap;
	struct nb_copy_slot *slots; /* by number of the document */
	size_t slot_count, slot_cap;
	uint32_t slot;	      /* of the next document in this pass */
	uint64_t total, done; /* groups' entries, for progress */
	struct nb_sink sink;
	struct nb_output *output;
	struct nb_pool *pool;	      /* its jobs are struct nb_copy_job */
	struct nb_encoders *encoders; /* of its threads */
	/* The options, less the memory that the prefix takes. */
	struct nb_writer_options writer;
	struct nb_prefix *prefix; /* of the output's frames, or NULL */
	struct nb_sample sample;  /* for a new shared text */
	unsigned outstanding;	  /* jobs in the pool */
	struct nb_batch *batch;	  /* the frame that is being filled */
	unsigned batch_input;	  /* the archive of its last document */
	uint32_t batch_most;	  /* bytes of documents that it takes */
	uint32_t submitted;	  /* frames given to the pool */
};

/*
 * Write the archive `path`. With `replace` it replaces the file of that name;
 * without, NB_USAGE if one exists.
 *
 * The file appears under its name when it is whole and on disk; after a failure
 * nothing was written. copy->earlier and everything that is the copy's own are
 * freed, and archives with a path closed, in either case. NB_INVALID if a
 * document or source is damaged, NB_ABSENT if progress stopped it.
 */
NB_CHECK enum nb_status nb_copy_run(struct nb_copy *copy, const char *path,
				    bool replace, struct nb_error *err);

#endif
