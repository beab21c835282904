/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over the file from structure to structure (sections 9 and 14). */
#ifndef NB_ARCHIVE_WALK_H
#define NB_ARCHIVE_WALK_H

#include "archive/record/record.h"

#include <stdbool.h>

struct nb_walk {
	int fd;
	uint64_t at;	     /* offset of the next structure */
	uint64_t end;	     /* where the walk ends */
	uint64_t frame_size; /* of a page frame that must be next; else 0 */
};

enum nb_place_kind { NB_PLACE_RECORD, NB_PLACE_FRAME, NB_PLACE_FOREIGN };

/* One structure: a record of ours, a page frame, or a foreign skippable
 * frame. */
struct nb_place {
	enum nb_place_kind what;
	uint8_t kind;	/* of a record */
	bool disguised; /* a foreign frame that begins as a record does, but for
			   its magic number: that was damaged */
	uint64_t offset;
	uint64_t size; /* bytes of the whole structure */
};

/*
 * The structure at walk->at; the walk goes on behind it. Only heads are read,
 * no checksum is checked. NB_INVALID, with the walk where it was, when nothing
 * of ours is there or it exceeds the end.
 */
NB_CHECK enum nb_status nb_walk_next(struct nb_walk *walk,
				     struct nb_place *place,
				     struct nb_error *err);

/*
 * A walk that goes on behind damage. Unlike nb_walk it believes no size before
 * the checksum of its record is right, and it reads every record.
 */
struct nb_scan {
	struct nb_walk walk;
	uint64_t append;      /* where a segment may begin that is not sealed */
	struct nb_buf record; /* the bytes of a NB_PLACE_RECORD */
	uint64_t hashed;      /* bytes of all records that were looked at */
	uint64_t spent[32];   /* of those that failed, by size */
};

/*
 * The next structure. NB_INVALID or NB_UNSUPPORTED is damage at place->offset;
 * the scan then stands behind it, at the next valid record, and goes on. At
 * the end of the walk there is none: the caller looks at scan->walk.at.
 */
NB_CHECK enum nb_status nb_scan_next(struct nb_scan *scan,
				     struct nb_place *place,
				     struct nb_error *err);
void nb_scan_free(struct nb_scan *scan);

#endif
