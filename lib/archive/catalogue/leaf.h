/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaves of the catalogue and the records beside them, as bytes and as page
 * entries (section 7). A leaf has a column for each field, so that who needs
 * only some of them reads only these. What lists do not need, the hashes,
 * stands in a record of its own; so does what nothing else needs, titles and
 * what else is text, in one that several leaves share.
 */
#ifndef NB_ARCHIVE_LEAF_H
#define NB_ARCHIVE_LEAF_H

#include "archive/catalogue/entry.h"
#include "archive/frame/zframe.h"

/* The columns, in the order in which they stand. */
enum nb_column {
	/* the keys, a value for each page entry */
	NB_COL_SHARED,
	NB_COL_REST,
	NB_COL_ID,
	NB_COL_FORM,
	NB_COL_REVISION,
	NB_COL_COMMIT,
	NB_COL_PURGED, /* only of those that were */
	NB_KEY_COLUMNS,
	/* the rest, behind a table a value for each page entry */
	NB_COL_FRAMES = NB_KEY_COLUMNS,
	NB_COL_FRAME, /* this and the next four: not of purged ones */
	NB_COL_INDEX,
	NB_COL_OFFSET,
	NB_COL_HEAD,
	NB_COL_TAIL,
	NB_COL_REMAINDER,
	NB_COL_SOURCE,
	NB_COL_ITEMS,
	NB_COL_NAME,
	/* a value for each item */
	NB_COL_NUMBER,
	NB_COL_ITEM_FORM,
	NB_COL_CHARACTERS,
	NB_COL_LENGTH, /* this and the next: not of items of purged entries */
	NB_COL_PLACE,
	NB_COL_REASON, /* of page entries and items */
	NB_COLUMNS
};

#define NB_LEAF_HEAD 64u     /* bytes before the keys */
#define NB_LEAF_KEYS 20u     /* sizes of their frame and content, of the rest */
#define NB_LEAF_LEAST 80u    /* head, check of the keys, checksum */
#define NB_LEAF_HASHES 64u   /* bytes of hashes of an entry */
#define NB_FRAME_FIELDS 28u  /* bytes of an entry of the table of frames */
#define NB_ITEM_MARKUP 112u  /* expected length of an item: this and */
#define NB_ITEM_CHARACTER 3u /* so much a character */
#define NB_TEXTS_HEAD 32u    /* bytes of a texts record before its content */
#define NB_LEAF_BESIDE 32u   /* where a leaf names the records beside it */

/* Bits of the column of forms, above the state. */
#define NB_FORM_STATE 3u
#define NB_FORM_SOURCE 4u
#define NB_FORM_WITHDRAWN 8u /* of a purged entry: it was */
#define NB_FORM_NAME 16u
#define NB_FORM_NAME_ID 32u /* the name begins with the identifier */
#define NB_FORM_REASON 64u

/* Bits of the column of items' forms, above the kind. */
#define NB_ITEM_KIND 3u
#define NB_ITEM_STATE_SHIFT 2
#define NB_ITEM_TITLE 16u
#define NB_ITEM_KICKER 32u
#define NB_ITEM_BYLINE 64u
#define NB_ITEM_REASON 128u

struct nb_values {
	const uint8_t *p, *end;
};

/* A leaf that was read, and the place of the next entry in it. Zeros are a new
 * one. */
struct nb_leaf {
	uint64_t offset; /* in the file; 0: nothing is loaded */
	struct nb_buf keys, rest;
	bool keys_only; /* the rest was not decoded */
	uint32_t count; /* of entries */
	uint32_t index; /* of the next one */
	struct nb_values start[NB_COLUMNS], at[NB_COLUMNS];
	bool bad; /* a value was cut off or too large */
	/* What is expected of the next entry. */
	char ids[2][UINT8_MAX]; /* identifiers of it and the one before */
	size_t id_len;
	uint32_t revision;
	const uint8_t *frame; /* in the table; NULL before the first */
	uint32_t next_index;
	uint64_t next_offset;
	struct nb_buf name;
	/* Its hashes: the record, which is loaded when they are first needed.
	 */
	uint64_t hashes_offset;
	uint32_t hashes_size;
	struct nb_buf hashes;
	/* Its texts: which record, and what of that record's content. */
	uint64_t texts_offset;
	uint32_t texts_size, texts_from, texts_len;
	struct nb_buf texts;
	uint64_t loaded; /* offset of the record in `texts`, or 0 */
	uint32_t loaded_size;
	struct nb_values strings;
	bool strings_found; /* `strings` is set */
	size_t skip, own;   /* strings before, and of, the current entry */
};

/*
 * Read the leaf of `size` bytes at `offset`, all of which must lie before
 * `end`; with keys_only, no more of it than identifiers, revisions, commits and
 * states.
 */
NB_CHECK enum nb_status nb_leaf_read(struct nb_leaf *leaf, int fd,
				     struct nb_zdecoder *decoder,
				     uint64_t offset, uint32_t size,
				     uint64_t end, bool keys_only,
				     struct nb_error *err);

/* Decode a whole leaf whose checksum is right. */
NB_CHECK enum nb_status nb_leaf_decode(struct nb_leaf *leaf,
				       struct nb_zdecoder *decoder,
				       const uint8_t *record, uint32_t size,
				       uint64_t offset, struct nb_error *err);
void nb_leaf_free(struct nb_leaf *leaf);

/* Go back to the first entry. */
void nb_leaf_rewind(struct nb_leaf *leaf);

/*
 * Decode the next entry, of which there must be one, into slot, without its
 * hashes, titles, kickers and bylines; of a leaf with keys only, identifier,
 * revision, commit, state and what becomes of that. Its strings live until the
 * next call. Everything that section 7 asks for is checked; err has no offset,
 * the caller knows the leaf.
 */
NB_CHECK enum nb_status nb_leaf_next(struct nb_leaf *leaf,
				     struct nb_entry_slot *slot,
				     struct nb_error *err);

/* A string that ends with a NUL, at s->p; an empty one where there is none,
 * which leaf->bad then says. */
struct nb_string nb_leaf_string(struct nb_leaf *leaf, struct nb_values *s);

#endif
