/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries found by a walk over the file, for archives whose catalogue, or
 * the commit record that leads to it, cannot be read, or in which structures do
 * not stand where they are said to stand (format-spec/nbarc-format.md, section
 * 14, "The walk" and "Entries that a walk finds").
 *
 * The walk lists where every page entry stands: in each catalogue leaf that is
 * whole and, for pages that no such leaf has, in their page directory. The list
 * is sorted by key, so an entry is looked up in it as in the catalogue. Keys
 * that only the log has are listed too: these entries are lost. The
 * entry itself is read again, or made anew from its document, when it is asked
 * for (salvage/entry.h). Where its frame stands is known from the walk and not
 * from the leaf.
 */
#ifndef NB_ARCHIVE_SALVAGE_H
#define NB_ARCHIVE_SALVAGE_H

#include "archive/catalogue/leaf.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/frame/shared.h"
#include "archive/log/log_record.h"
#include "archive/record/commit.h"
#include "archive/record/displaced.h"
#include "archive/salvage/frames.h"
#include "archive/salvage/leaves.h"
#include "archive/salvage/rebuild.h"
#include "base/ranges.h"

/* Where a page entry was found; the first of these that has it counts. */
enum nb_row_kind {
	NB_ROW_LEAF,	  /* in a catalogue leaf */
	NB_ROW_DIRECTORY, /* in a page directory only: it is made anew */
	NB_ROW_LOG,	  /* only its key is known, from the log */
};

/* Where a page entry was found. Kept small, since there is one for each page of
 * the archive; the whole list is in memory. */
struct nb_salvaged {
	const char *id;	   /* not NUL-terminated; owned by the salvage */
	uint64_t offset;   /* of the record in the file */
	uint32_t size;	   /* bytes of that record */
	uint32_t revision; /* from 1 */
	uint32_t place;	   /* index in the leaf, or in the page directory */
	uint32_t frame;	   /* index of a claim, or of a frame that was found;
			      NB_NO_FRAME if the page was purged */
	uint8_t id_len;
	uint8_t kind; /* enum nb_row_kind */
};

struct nb_salvage_text;

/*
 * The result of a walk. Invariants: `list` is in the order of section 7, and
 * has each key once; `notes` rise; `anchors` are in order. `loaded` is the
 * offset of the record that is decoded in `directory`, as entries of the list
 * name it, or NB_NO_OFFSET for none.
 *
 * Everything is owned but the descriptor, which must stay open. Callers may
 * read list, count, lost, newest, time, anchors, runs, notes and the flags;
 * the rest serves nb_salvage_entry().
 */
struct nb_salvage {
	struct nb_file file;
	struct nb_shared *shared; /* borrowed */
	uint64_t from, end;	  /* offsets between which was walked */
	struct nb_salvaged *list;
	size_t count, cap;
	size_t lost; /* rows of the list that only the log has */
	struct nb_salvage_text *ids; /* memory of the identifiers */
	uint64_t memory;	     /* bytes of the list and of these */
	struct nb_frames frames;
	struct nb_anchors anchors;
	struct nb_runs runs;
	/* The commit record with the highest number whose checksum is right,
	 * wherever it stands; its number is 0 if there is none. */
	struct nb_commit newest;
	/* The latest time of a commit record that is whole; 0: there is none.
	 */
	uint64_t time;
	/* Records of the log with keys, in the order of the file. */
	struct nb_log_place *log;
	size_t log_count, log_cap;
	uint64_t *notes; /* offsets of note records */
	size_t note_count, note_cap;

	struct nb_leaf leaf; /* that the walk is at */
	struct nb_leaves leaves;
	uint64_t loaded;
	struct nb_directory directory;
	struct nb_frame_reader *frame; /* also lends its decoder to leaves */
	struct nb_rebuilder rebuilder;
	struct nb_entry_slot slot; /* the entry given last */
	/* What of that entry is not from the catalogue: */
	bool unknown;  /* everything: it is a withdrawal of the page, since its
			  newest entry is lost */
	bool rebuilt;  /* all of it */
	bool retitled; /* titles, kickers and bylines */
	bool rehashed; /* the hashes, which are zeros if there was nothing to
			  take them from */
	/* The entry made anew that titles or hashes were taken from. */
	struct nb_entry_slot anew;
	struct nb_buf strings; /* of an entry made anew */
};

/*
 * Walk over the file from the offset `from` to `end` and list every page entry.
 * If a leaf and a page directory have the same key, the leaf is listed; of two
 * leaves or two directories, the one that stands later, but a directory whose
 * frame is followed by what should follow it rather than another one.
 *
 * `shared` is the shared text of the file; if its size is not known, it is set
 * when the walk meets its record. It must live as long as the salvage.
 *
 * `report`, which may be NULL, is called for each damage that the walk meets,
 * with the offset in err; the walk goes on after it. NB_IO and NB_NOMEM end it.
 * *salvage is to be freed by nb_salvage_free(); it is NULL on failure.
 */
NB_CHECK enum nb_status nb_salvage_create(
	struct nb_file file, struct nb_shared *shared, uint64_t from,
	uint64_t end, void (*report)(void *context, const struct nb_error *err),
	void *context, struct nb_salvage **salvage, struct nb_error *err);

/* NULL is fine. */
void nb_salvage_free(struct nb_salvage *salvage);

#endif
