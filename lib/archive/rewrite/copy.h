/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing an archive from the pages of others: what compact, merge and split
 * have in common. The page entries of all inputs are gone through three times
 * in their order: to see which frames are kept whole, to write the frames, and
 * to write the catalogue. Nothing is kept of a page but where it went.
 */
#ifndef NB_ARCHIVE_COPY_H
#define NB_ARCHIVE_COPY_H

#include <nbarc/rewrite.h>

#include "archive/frame/earlier.h"
#include "base/pool.h"
#include "archive/read/reader.h"
#include "archive/write/writer.h"

#define NB_NO_SLOT UINT32_MAX
#define NB_COPY_PREFIX 20 /* bytes of a prefix, with the NUL */

/* A revision on its way. */
struct nb_copy_page {
	struct nb_batch_page *page; /* owned; the entry may be changed */
	unsigned input;		    /* index of the archive that has it */
	struct nb_entry from;	    /* its place there; no strings */
	struct nb_buf document;	    /* in place of the one there, if any */
	bool renumbered;	    /* its page directory cannot stay */
	char reason[64];	    /* memory for page->entry.reason */
	uint32_t slot;		    /* number of its document; NB_NO_SLOT */
};

/* All revisions of a page, of all inputs; as an edit leaves them, the newest
 * first and each revision once. */
struct nb_copy_group {
	struct nb_copy_page *list;
	size_t count, cap;
};

/* Insert a copy of an entry at the front; *page points to it. */
NB_CHECK enum nb_status nb_copy_insert(struct nb_copy_group *group,
				       const struct nb_entry *entry,
				       unsigned input,
				       struct nb_copy_page **page,
				       struct nb_error *err);
/* Drop the revision with this index. */
void nb_copy_drop(struct nb_copy_group *group, size_t index);

struct nb_copy;
/* Change a group before it is written; called the same in all three passes. */
typedef enum nb_status nb_copy_edit(struct nb_copy *copy,
				    struct nb_copy_group *group,
				    struct nb_error *err);

struct nb_copy_input {
	struct nb_archive *archive;
	struct nb_cursor *cursor;
	const struct nb_entry *next; /* of the cursor; NULL: no more */
};

/* A frame of an input. */
struct nb_copy_frame {
	uint64_t directory; /* offset; 0: the slot of the table is free */
	unsigned input;
	uint32_t kept;	 /* documents of it that are wanted */
	uint32_t number; /* in the output, where it is copied whole */
	uint64_t last;	 /* number of the wanted document seen last */
	bool scattered;	 /* other documents stand between its own */
	bool renumbered;
	bool decided, whole;
};

/* A frame of the output. */
struct nb_copy_out {
	uint64_t directory, frame_size;
	uint32_t directory_size, content_size, sources_size;
};

/* Where a document went. */
struct nb_copy_slot {
	uint32_t frame, index, offset;
};

/* A frame on its way to the output. */
struct nb_copy_job {
	struct nb_batch *batch;	  /* to be compressed; or */
	struct nb_buf whole;	  /* directory, frame and sources as they are */
	struct nb_copy_out place; /* of a whole one, directory 0 */
};

struct nb_copy {
	/* Set by the caller. */
	struct nb_copy_input *inputs;
	size_t input_count;
	char (*prefixes)[NB_COPY_PREFIX]; /* rising; only pages below these */
	size_t prefix_count;		  /* 0: all pages */
	nb_copy_edit *edit;		  /* may be NULL */
	/* Write further records in front of the catalogue; may be NULL. */
	enum nb_status (*carry)(struct nb_copy *copy, struct nb_error *err);
	const struct nb_rewrite_options *options;
	struct nb_rewrite_counts *counts;
	bool regroup;		   /* put small and scattered frames together */
	bool keep_commits;	   /* else all pages come with commit 1 */
	struct nb_earlier earlier; /* commits to be recorded; owned */
	uint64_t number, time;	   /* of the commit */
	uint64_t purging; /* number of a commit that purges, for edits */
	bool purged;	  /* something was */

	/* The copy's own. */
	struct nb_copy_frame *frames; /* hash table */
	size_t frame_count, frame_cap;
	struct nb_copy_out *outs;
	size_t out_count, out_cap;
	struct nb_copy_slot *slots;
	size_t slot_count, slot_cap;
	uint32_t slot; /* next document of this pass */
	uint64_t total, done;
	struct nb_sink sink;
	struct nb_output *output;
	struct nb_pool *pool;
	struct nb_encoders *encoders; /* of its threads */
	unsigned outstanding;
	struct nb_batch *batch; /* that is being filled */
	uint32_t submitted;	/* frames */
};

/*
 * Write the archive `path`. With `replace` it replaces a file of that name,
 * else none may be there. Everything of the copy that the caller did not set is
 * freed afterwards.
 */
NB_CHECK enum nb_status nb_copy_run(struct nb_copy *copy, const char *path,
				    bool replace, struct nb_error *err);

/* Give the documents of a group their numbers, the same in each pass. */
void nb_copy_number(struct nb_copy *copy, struct nb_copy_group *group);

#endif
