/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking over the file from structure to structure
 * (format-spec/nbarc-format.md, sections 10.2 and 14).
 *
 * There are two walks. nb_walk_next() reads heads only and stops at the first
 * byte that makes no sense; it is for files, or parts of them, that are thought
 * to be whole. nb_scan_next() reads every record and believes nothing that a
 * checksum does not confirm; after damage it continues at the next valid
 * record. Everything that can be saved from a damaged archive is found by it.
 */
#ifndef NB_ARCHIVE_WALK_H
#define NB_ARCHIVE_WALK_H

#include "archive/record/record.h"
#include "base/ranges.h"

#include <stdbool.h>

/* A walk over the structures in [at, end). Set file, at and end; the rest is
 * zero. file is borrowed. */
struct nb_walk {
	struct nb_file file;
	uint64_t at;  /* offset of the next structure */
	uint64_t end; /* offset at which the walk ends */
	uint64_t
		frame_size; /* bytes of the page frame that stands at `at`, by
			       its page directory; 0: something else is there */
};

enum nb_place_kind { NB_PLACE_RECORD, NB_PLACE_FRAME, NB_PLACE_FOREIGN };

/* One structure of the file: a record of ours, a page frame, or a skippable
 * frame of somebody else. */
struct nb_place {
	enum nb_place_kind what;
	uint8_t kind;	/* of a record; 0 otherwise */
	bool disguised; /* a foreign frame that has the letters of our records:
			   one whose magic number was damaged */
	/* Of a page frame that nb_scan_next() gives: it has the size that its
	 * directory states, and what follows it stands where it should, or its
	 * check is right. */
	bool sound;
	uint64_t offset; /* in the file */
	uint64_t size;	 /* bytes of the whole structure */
};

/*
 * Describe the structure at walk->at and move past it. Only heads are read, and
 * no checksum is compared. NB_INVALID when nothing of ours begins there or it
 * exceeds walk->end; the walk then stays where it is. walk->at must be below
 * walk->end.
 */
NB_CHECK enum nb_status nb_walk_next(struct nb_walk *walk,
				     struct nb_place *place,
				     struct nb_error *err);

/* Classes of sizes, each from a power of two to the next. */
#define NB_SCAN_SIZES 64

/*
 * A walk that continues after damage. Unlike nb_walk it reads every record, and
 * believes no size in one before its checksum was found right. Set walk and
 * append; the rest is zero. `record` is owned: nb_scan_free().
 */
struct nb_scan {
	struct nb_walk walk;
	uint64_t append; /* the only offset at which an unfinished segment may
			    begin */
	struct nb_buf record; /* all bytes of the last place, if a record */
	uint64_t hashed; /* bytes of all records and frames that were tried */
	uint64_t spent[NB_SCAN_SIZES]; /* bytes of those that failed, by class
					  of their size */
	/* The frame check of the page directory that was read last. */
	uint8_t frame_check[NB_RECORD_CHECK];
};

/*
 * Describe the next structure; a record is in scan->record, and lives until the
 * next call. A page frame is described as far as it reaches: where bytes were
 * lost in it, the next record begins before the end that its directory states,
 * and a frame that no longer follows its directory is found where it stands.
 * NB_INVALID means damage at place->offset: the scan has moved on to the next
 * valid record, or to the end, and can be called again. NB_UNSUPPORTED means a
 * record of a newer version, around which nobody may walk. At the end there is
 * nothing more; the caller compares scan->walk.at with scan->walk.end before
 * each call.
 */
NB_CHECK enum nb_status nb_scan_next(struct nb_scan *scan,
				     struct nb_place *place,
				     struct nb_error *err);
/* Free the record. */
void nb_scan_free(struct nb_scan *scan);

#endif
