/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries found by a walk over the file, for archives whose catalogue, or
 * the commit record that leads to it, cannot be read
 * (format-spec/nbarc-format.md, section 14, "The walk" and "Entries that a walk
 * finds").
 *
 * The walk lists where every page entry stands: in each catalogue leaf that is
 * whole and, for pages that no such leaf has, in their page directory. The list
 * is sorted by key, so an entry is looked up in it as in the catalogue. The
 * entry itself is read again, or made anew from its document, when it is asked
 * for.
 */
#ifndef NB_ARCHIVE_SALVAGE_H
#define NB_ARCHIVE_SALVAGE_H

#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/catalogue/tree.h"

#include <nbarc/tei.h>

/* Where a page entry was found. Kept small, since there is one for each page of
 * the archive; the whole list is in memory. */
struct nb_salvaged {
	char id[NB_ID_MAX]; /* not NUL-terminated */
	uint8_t id_len;
	bool leaf;	   /* in a catalogue leaf; else in a page directory */
	uint32_t revision; /* from 1 */
	uint32_t place;	   /* index in the leaf, or in the page directory */
	uint32_t size;	   /* bytes of that record */
	uint64_t offset;   /* of that record in the file */
};

/*
 * The result of a walk. Invariants: `list` is in the order of section 7, and
 * has each key once; `signatures` rise. `loaded` is the offset of the record
 * that is decoded in `leaf` or `directory`, as entries of the list name it, or
 * 0 for none.
 *
 * Everything is owned but the descriptor, which must stay open. Callers may
 * read list, count, time, the signatures and the three flags; the rest serves
 * nb_salvage_entry().
 */
struct nb_salvage {
	int fd;
	uint64_t from, end; /* offsets between which was walked */
	struct nb_salvaged *list;
	size_t count, cap;
	/* The latest time of a commit record that is whole; 0: there is none.
	 */
	uint64_t time;
	uint64_t *signatures; /* offsets of signature records that are sound */
	size_t signature_count, signature_cap;

	uint64_t loaded;
	struct nb_leaf leaf;
	struct nb_directory directory;
	struct nb_frame_reader *frame; /* also lends its decoder to leaves */
	struct nb_entry_slot slot;     /* the entry given last */
	/* What of that entry is not from the catalogue: */
	bool rebuilt;  /* all of it */
	bool retitled; /* titles, kickers and bylines */
	bool rehashed; /* the hashes */
	/* The entry made anew that titles or hashes were taken from. */
	struct nb_entry_slot anew;
	struct nb_buf strings; /* of an entry made anew */
};

/*
 * Walk over the file from the offset `from` to `end` and list every page entry.
 * If a leaf and a page directory have the same key, the leaf is listed; of two
 * leaves or two directories, the one that stands later.
 *
 * `report`, which may be NULL, is called for each damage that the walk meets,
 * with the offset in err; the walk goes on after it. NB_IO and NB_NOMEM end it.
 * *salvage is to be freed by nb_salvage_free(); it is NULL on failure.
 */
NB_CHECK enum nb_status nb_salvage_create(
	int fd, uint64_t from, uint64_t end,
	void (*report)(void *context, const struct nb_error *err),
	void *context, struct nb_salvage **salvage, struct nb_error *err);

/* NULL is fine. */
void nb_salvage_free(struct nb_salvage *salvage);

/* Index of the first entry whose key is not below this one; salvage->count if
 * there is none. */
size_t nb_salvage_seek(const struct nb_salvage *salvage,
		       const struct nb_key *key);

/*
 * The entry with this index in the list; the flags of the salvage then say what
 * of it is not from the catalogue. It lives until the next call.
 *
 * NB_INVALID if it cannot be made: its frame is damaged, or its hashes are lost
 * and its page was purged. err then names the page.
 */
NB_CHECK enum nb_status nb_salvage_entry(struct nb_salvage *salvage,
					 size_t index,
					 const struct nb_entry **entry,
					 struct nb_error *err);

#endif
