/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries of an archive's catalogue, as <nbarc/archive.h> gives them
 * (format-spec/nbarc-format.md, section 7).
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

struct nb_hidden;

/* State of a page entry and of an item (section 7). */
enum nb_state {
	NB_STATE_PRESENT = 0,
	NB_STATE_WITHDRAWN = 1,
	NB_STATE_PURGED = 2, /* of a page entry */
	NB_STATE_MOVED = 2,  /* of an item */
};

/* A string of the archive: UTF-8, not NUL-terminated. */
struct nb_string {
	const char *text;
	size_t len;
};

/* An item of a page entry (section 7). Offsets are in bytes of the page's
 * document. */
struct nb_entry_item {
	uint16_t number;
	uint8_t kind;  /* enum nb_kind */
	uint8_t state; /* enum nb_state */
	uint32_t offset;
	uint32_t len;
	uint32_t characters;
	struct nb_string title, kicker, byline, reason;
};

/* A page entry of the catalogue (section 7). */
struct nb_entry {
	struct nb_string id, name, reason;
	uint32_t revision;
	uint32_t commit;
	uint8_t state;	    /* enum nb_state */
	uint8_t formerly;   /* state before it was purged */
	bool has_source;    /* the source is kept in the archive */
	uint64_t purged;    /* number of the commit that purged it, or 0 */
	bool unpurged;	    /* seen as it was before that: the proof has the
			     * state `formerly`, and yet the text is gone */
	uint64_t directory; /* offset of the page directory in the file */
	uint32_t directory_size;
	uint32_t page_index;
	uint64_t frame_size;
	uint32_t content_size; /* of the page frame */
	uint32_t offset;       /* of the document in the frame's content */
	uint32_t len;	       /* of the document */
	uint32_t head_len;
	uint32_t tail_offset;
	uint32_t sources_size;
	uint64_t source_len;
	uint8_t sha256[NB_SHA256_SIZE]; /* of the document */
	uint8_t source_sha256[NB_SHA256_SIZE]; /* of it as received */
	struct nb_entry_item *items;
	size_t item_count;
	/* What of the page is withdrawn by now, set by functions that find
	 * entries; nb_entry_is_hidden() and its like in <nbarc/archive.h> read
	 * it. */
	const struct nb_hidden *hidden;
};

#ifdef __cplusplus
}
#endif
#endif
