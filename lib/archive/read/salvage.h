/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries found by walking over the file, where the catalogue or the
 * commit record that leads to it cannot be read (section 14): those of every
 * catalogue leaf that is whole, and, for pages that no such leaf has, entries
 * made anew from page directory, document and sources.
 */
#ifndef NB_ARCHIVE_SALVAGE_H
#define NB_ARCHIVE_SALVAGE_H

#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/catalogue/tree.h"

#include <nbarc/tei.h>

/* Where a page entry was found. 64 bytes a page: the entries themselves are
 * read again when they are asked for. */
struct nb_salvaged {
	char id[NB_ID_MAX];
	uint8_t id_len;
	bool leaf;	   /* in a catalogue leaf; else a page directory */
	uint32_t revision; /* from 1 */
	uint32_t place;	   /* index in the leaf, or in the page directory */
	uint32_t size;	   /* of the record */
	uint64_t offset;   /* of the record in the file */
};

struct nb_salvage {
	int fd;
	uint64_t from, end; /* of the walk */
	struct nb_salvaged *list;
	size_t count, cap;
	uint64_t time; /* of the newest commit record that is whole; or 0 */
	uint64_t *signatures; /* offsets of the records, rising */
	size_t signature_count, signature_cap;
	/* What was read last: a leaf, or a page directory. */
	uint64_t loaded;
	struct nb_leaf leaf;
	struct nb_directory directory;
	struct nb_frame_reader *frame;
	struct nb_entry_slot slot; /* the entry given last */
	bool rebuilt;		   /* it is not from a leaf */
	bool retitled;		   /* its titles are not from a leaf */
	bool rehashed;		   /* its hashes are not */
	struct nb_entry_slot anew; /* where these are from */
	struct nb_buf strings;	   /* of an entry made anew */
};

/*
 * Walk over the file from `from` to `end` and list every page entry, in the
 * order of section 7, each key once. `report`, which may be NULL, is called
 * for damage with the offset in err.
 */
NB_CHECK enum nb_status nb_salvage_create(
	int fd, uint64_t from, uint64_t end,
	void (*report)(void *context, const struct nb_error *err),
	void *context, struct nb_salvage **salvage, struct nb_error *err);
void nb_salvage_free(struct nb_salvage *salvage);

/* Index of the first entry that is not below the key; count if there is none.
 */
size_t nb_salvage_seek(const struct nb_salvage *salvage,
		       const struct nb_key *key);

/*
 * The entry with an index. It lives until the next call. NB_INVALID when it
 * cannot be made because the frame is damaged.
 */
NB_CHECK enum nb_status nb_salvage_entry(struct nb_salvage *salvage,
					 size_t index,
					 const struct nb_entry **entry,
					 struct nb_error *err);

#endif
