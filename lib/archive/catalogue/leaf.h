/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaves of the catalogue, for reading (format-spec/nbarc-format.md, section
 * 7).
 *
 * A leaf stores page entries by columns, one for each field, compressed as two
 * frames: the keys, which are enough to find a page, and the rest. What lists
 * do not need, the hashes, stands in a record directly before the leaf, so that
 * one read gets both; what only lists need, titles, kickers and bylines, in one
 * that several leaves share. leaf_details.h adds these to an entry.
 *
 * A leaf is loaded by nb_leaf_read() or nb_leaf_decode(), and nb_leaf_next()
 * then gives its entries one after the other. Most values are stored as
 * differences from what the entry before makes likely, so that there is no way
 * to jump to an entry.
 */
#ifndef NB_ARCHIVE_LEAF_H
#define NB_ARCHIVE_LEAF_H

#include "archive/catalogue/entry.h"
#include "archive/catalogue/pointer.h"
#include "archive/frame/zframe.h"
#include "archive/record/columns.h"
#include "base/ranges.h"

/* The columns, in the order in which they stand (section 7.2). */
enum nb_column {
	/* The keys: a value for each page entry. */
	NB_COL_SHARED,
	NB_COL_REST,
	NB_COL_ID,
	NB_COL_FORM,
	NB_COL_REVISION,
	NB_COL_COMMIT,
	NB_COL_PURGED, /* only for purged entries */
	NB_KEY_COLUMNS,
	/* The rest: a table, then a value for each page entry. */
	NB_COL_FRAMES = NB_KEY_COLUMNS,
	NB_COL_FRAME, /* this and the next four: not for purged entries */
	NB_COL_INDEX,
	NB_COL_OFFSET,
	NB_COL_HEAD,
	NB_COL_TAIL,
	NB_COL_REMAINDER,
	NB_COL_SOURCE,
	NB_COL_ITEMS,
	NB_COL_NAME,
	/* A value for each item. */
	NB_COL_NUMBER,
	NB_COL_ITEM_FORM,
	NB_COL_CHARACTERS,
	NB_COL_LENGTH, /* this and the next: not in purged entries */
	NB_COL_PLACE,
	NB_COL_REASON, /* for page entries and items, mixed */
	NB_COLUMNS
};

/* The tag of the further column of authors, a value for each item. */
#define NB_TAG_AUTHORS 1u

/* Offsets in the record of a leaf. */
#define NB_LEAF_KEYS 20u   /* sizes: keys' frame, its content, rest's content */
#define NB_LEAF_BESIDE 32u /* places of the records beside the leaf */
#define NB_LEAF_TEXTS 40u  /* of these, the place of the texts record */
#define NB_LEAF_HEAD 64u   /* the frame of the keys */

/* Sizes in bytes. */
#define NB_LEAF_LEAST 80u /* of a leaf without its two frames */
#define NB_LEAF_HASHES (2u * NB_SHA256_SIZE) /* of the hashes of an entry */
#define NB_FRAME_FIELDS 28u /* of an entry in the table of frames */
#define NB_TEXTS_HEAD 32u   /* of a texts record before its content */

/* Expected length of an item in bytes: its markup, and UTF-8 for its Chinese
 * characters. */
#define NB_ITEM_MARKUP 112u
#define NB_ITEM_CHARACTER 3u

/* Bits of the column of forms. The lowest two are the state. */
#define NB_FORM_STATE 3u
#define NB_FORM_SOURCE 4u
#define NB_FORM_WITHDRAWN 8u /* state before the purge; purged entries only */
#define NB_FORM_NAME 16u
#define NB_FORM_NAME_ID 32u /* the name begins with the omitted identifier */
#define NB_FORM_REASON 64u
#define NB_FORM_DECISIONS 128u

/*
 * Bits of the column of items' forms. The lowest two are the kind, the next two
 * the state. The states are less than 3, so that these two bits are 3 for the
 * kind 4, whose state is in the lowest two.
 */
#define NB_ITEM_KIND 3u
#define NB_ITEM_STATE_SHIFT 2
#define NB_ITEM_LAST_KIND 4u
#define NB_ITEM_OF_LAST_KIND (3u << NB_ITEM_STATE_SHIFT)
#define NB_ITEM_TITLE 16u
#define NB_ITEM_KICKER 32u
#define NB_ITEM_BYLINE 64u
#define NB_ITEM_REASON 128u

/* The number of strings of an item with this form in the texts record. */
static inline size_t nb_item_strings(unsigned form)
{
	return (form & NB_ITEM_TITLE ? 1u : 0u) +
	       (form & NB_ITEM_KICKER ? 1u : 0u) +
	       (form & NB_ITEM_BYLINE ? 1u : 0u);
}

/*
 * A leaf that was read, and the place of the next entry in it. All zeros is a
 * new one. It owns its buffers: nb_leaf_free(). A leaf can be loaded again and
 * again; the texts record then stays loaded, since the next leaf usually has
 * its strings in the same one.
 */
struct nb_leaf {
	uint64_t offset;	  /* in the file; 0: nothing is loaded */
	struct nb_buf keys, rest; /* the contents of the two frames */
	bool keys_only;		  /* the rest was not decoded */
	uint32_t count;		  /* of entries */
	uint32_t index; /* of the next entry; `count` after the last */
	/* Each column: all of it, and what is left. They point into keys and
	 * rest. */
	struct nb_values start[NB_COLUMNS], at[NB_COLUMNS];
	/* The further column of authors: all of it, and what is left. */
	bool has_authors;
	struct nb_values all_authors, authors;
	bool bad; /* a value was cut off or too large */
	/* What the next entry refers to. The identifiers of it and of the entry
	 * before are in `ids`, at their index modulo 2. */
	char ids[2][UINT8_MAX];
	size_t id_len;	      /* of the entry before */
	uint32_t revision;    /* of the entry before */
	const uint8_t *frame; /* in the table of frames; NULL: none yet */
	uint32_t next_index;  /* expected page index */
	uint64_t next_offset; /* expected document offset */
	/* Set by the caller: the leaf is that of a draft, in which the length
	 * of a purged entry was the offset expected of the next one. */
	bool draft;
	struct nb_buf name; /* of the current entry, where it is composed */
	/* The records beside the leaf must end at or before this offset. */
	uint64_t beside_end;
	/* Place of the hashes record; `hashes` has all of it once it was read,
	 * and is empty before. */
	uint64_t hashes_offset;
	uint32_t hashes_size;
	struct nb_buf hashes;
	bool hashes_checked; /* its checksum was found right */
	/* Place of the texts record, and the part of its content, from
	 * texts_from, that is this leaf's. */
	uint64_t texts_offset;
	uint32_t texts_size, texts_from, texts_len;
	/* Content of the texts record at offset `loaded`, which may be that of
	 * an earlier leaf; 0: none. */
	struct nb_buf texts;
	uint64_t loaded;
	uint32_t loaded_size;
	/* The strings that are left of this leaf's part. `skip` of them belong
	 * to entries before the current one, then `own` are its own. */
	struct nb_values strings;
	bool strings_found; /* `strings` is set */
	size_t skip, own;
};

/* How much of a leaf to read. */
enum nb_leaf_part {
	NB_LEAF_KEYS_ONLY, /* identifiers, revisions, commits and states */
	NB_LEAF_WHOLE,
	NB_LEAF_WITH_HASHES, /* its hashes record too, with the same read */
};

/*
 * Load the leaf that `at` leads to, which must end at or before `end`; at->key
 * is not looked at. With NB_LEAF_KEYS_ONLY, no more than the keys is read,
 * checked and decompressed. NB_INVALID, with the offset of the leaf, when it is
 * damaged or breaks a rule of section 7; nothing is loaded then.
 */
NB_CHECK enum nb_status nb_leaf_read(struct nb_leaf *leaf, struct nb_file file,
				     struct nb_zdecoder *decoder,
				     const struct nb_pointer *at, uint64_t end,
				     enum nb_leaf_part part,
				     struct nb_error *err);

/*
 * Load a leaf from its whole record of `size` bytes, whose checksum is right
 * and which stands at `offset` of the file. The records beside it must end at
 * or before `beside_end`, which is `offset` unless the leaf may stand elsewhere
 * than where it was written.
 */
NB_CHECK enum nb_status nb_leaf_decode(struct nb_leaf *leaf,
				       struct nb_zdecoder *decoder,
				       const uint8_t *record, uint32_t size,
				       uint64_t offset, uint64_t beside_end,
				       struct nb_error *err);
/* Free the buffers. */
void nb_leaf_free(struct nb_leaf *leaf);

/* Go back to the first entry of the leaf that is loaded. */
void nb_leaf_rewind(struct nb_leaf *leaf);

/*
 * Decode the next entry into slot; leaf->index must be below leaf->count.
 * Hashes are zeros, titles, kickers and bylines empty: leaf_details.h adds
 * them. From a leaf with keys only, just identifier, revision, commit, state
 * and what depends on it are set. The strings live until the next call or the
 * next load. Everything that section 7 asks for is checked; NB_INVALID has no
 * offset, since the caller knows the leaf, and after it no more entries can be
 * read from this leaf.
 */
NB_CHECK enum nb_status nb_leaf_next(struct nb_leaf *leaf,
				     struct nb_entry_slot *slot,
				     struct nb_error *err);

/*
 * Take the string at s->p, which ends with a NUL, and move past it. An empty
 * one where it is cut off or longer than 65,535 bytes; leaf->bad is then set.
 */
struct nb_string nb_leaf_string(struct nb_leaf *leaf, struct nb_values *s);

#endif
