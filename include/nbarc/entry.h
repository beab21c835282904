/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries: what the catalogue of an archive says of a page and its items
 * (format-spec/nbarc-format.md, section 7.1).
 *
 * A page entry describes one revision of a page. <nbarc/archive.h> has the
 * functions that find entries; this header only declares what they give out.
 *
 * An entry, with its strings and items, belongs to the archive, cursor or
 * callback that it came from, and lives as long as the function that gave it
 * says. The program only reads it. An entry that was found with another detail
 * than NB_DETAIL_ALL has empty strings and zeros in the fields that were not
 * decoded.
 *
 * <nbarc/item.h> describes single items without these structures. Programs in
 * other languages, and programs that have to run with later releases of the
 * library, use that.
 */
#ifndef NBARC_ENTRY_H
#define NBARC_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which items of a page are withdrawn by now; private. */
struct nb_hidden;

/*
 * The state of a page entry or of an item. The values are those of the file.
 * What is withdrawn or purged is not given out to readers; an item that moved
 * has its text in other items, which its reason names.
 */
enum nb_state {
	NB_STATE_PRESENT = 0,
	NB_STATE_WITHDRAWN = 1,
	NB_STATE_PURGED = 2, /* of a page entry */
	NB_STATE_MOVED = 2,  /* of an item */
};

/*
 * A string of the archive: `len` bytes of UTF-8 without a NUL, at most 65,535.
 * It is not NUL-terminated. An empty string may have text NULL.
 */
struct nb_string {
	const char *text;
	size_t len;
};

/*
 * An item of a page entry. `offset` and `len` are in bytes of the page's
 * document. `len` is 0 if the text of the item is not in the document, because
 * the item moved or was purged.
 */
struct nb_entry_item {
	uint16_t number; /* ends its identifier; from 1 */
	uint8_t kind;	 /* enum nb_kind */
	uint8_t state;	 /* enum nb_state */
	uint32_t offset;
	uint32_t len;
	uint32_t characters; /* of its text, without white space */
	/* title: the main head, or else the first words of the text.
	 * reason: why it was withdrawn; of an item that moved, the identifiers
	 * of the items that have its text now, separated by spaces. */
	struct nb_string title, kicker, byline, reason;
	/* The persons named as authors, each name with a NUL at its end, which
	 * counts in `len`; empty unless entry->has_authors. */
	struct nb_string authors;
};

/*
 * A page entry. The items are sorted by number; in the document they may stand
 * in another order, which nb_entry_order() gives. Sizes, offsets and lengths
 * are in bytes. If the state is NB_STATE_PURGED, those that say where the text
 * was are 0.
 */
struct nb_entry {
	struct nb_string id;	 /* "jdrb-20190304-a01" */
	struct nb_string name;	 /* of the file that was ingested; for people */
	struct nb_string reason; /* why the page was withdrawn or purged */
	uint32_t revision;	 /* from 1 */
	uint32_t commit;	 /* number of the commit that added the entry */
	uint8_t state;		 /* enum nb_state */
	uint8_t formerly;	 /* state before it was purged */
	bool has_source;	 /* the source is kept in the archive */
	bool has_authors;	 /* the catalogue says who wrote the items */
	bool has_decisions; /* decisions of persons about the page are kept */
	uint64_t purged;    /* number of the commit that purged it, or 0 */
	bool unpurged;	    /* an earlier commit is looked at, before it was
			     * purged: the state is the one of then, although
			     * the text is gone */
	uint64_t directory; /* offset of the page directory in the file */
	uint32_t directory_size;
	uint32_t page_index; /* in the page directory, from 0 */
	uint64_t frame_size;
	uint32_t content_size; /* of the page frame, decompressed */
	uint32_t offset;       /* of the document in the frame's content */
	uint32_t len;	       /* of the document */
	uint32_t head_len;     /* of the document before its first item */
	uint32_t tail_offset; /* in the document, of the end of its last item */
	uint32_t sources_size; /* of the sources record; 0: there is none */
	/* Offset of the sources record in the file; 0: it follows the page
	 * frame, as in every archive that is not damaged. */
	uint64_t sources;
	uint64_t source_len;		       /* of the source as received */
	uint8_t sha256[NB_SHA256_SIZE];	       /* of the document */
	uint8_t source_sha256[NB_SHA256_SIZE]; /* of the source as received */
	struct nb_entry_item *items;
	size_t item_count;
	/* What of the page is withdrawn by now, whichever revision this is. Set
	 * by functions that find entries, and read by nb_entry_is_hidden() and
	 * the like in <nbarc/archive.h>. */
	const struct nb_hidden *hidden;
};

/*
 * True if the entry has its hashes. It has none if it was found with a detail
 * that leaves them out; or if they are lost from the catalogue, which is read
 * around, and there is no document that they could be taken from.
 */
NB_API bool nb_entry_has_hashes(const struct nb_entry *entry);

#ifdef __cplusplus
}
#endif
#endif
