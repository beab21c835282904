/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 4 of the road: one TEI P5 document a page (format-spec/nbtei.rng).
 */
#ifndef NBARC_TEI_H
#define NBARC_TEI_H

#include <stdbool.h>

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/page.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Identifiers (nbarc(5)): an item is
 * [a-z][a-z0-9]{1,11}-[0-9]{8}[a-z]?-[a-z]?[0-9]{2,3}-[0-9]{2,3}, a page is
 * that without the last part, an issue without the last two.
 */
#define NB_ID_MAX 40 /* bytes, with the NUL */

enum nb_id_level { NB_ID_NONE, NB_ID_ISSUE, NB_ID_PAGE, NB_ID_ITEM };

/* What kind of identifier the len bytes at id are; NB_ID_NONE if none. */
NB_API enum nb_id_level nb_id_level(const char *id, size_t len);

/* What is known of a newspaper; strings are UTF-8, "" or NULL if unknown. */
struct nb_title {
	const char *code; /* "ntrb" */
	const char *name; /* "南通日报" */
	const char *cn;	  /* CN number, "CN 32-0000" */
	const char *publisher;
	const char *place;
	const char *language; /* zh-Hans, zh-Hant or zh; NULL: zh-Hans */
};

/*
 * A table of titles: a line a title, tabs between code, name, CN number,
 * publisher, place and language; lines that begin with '#' and a first line
 * that begins with "code" are passed over. NB_INVALID with the offset of a bad
 * line. The bytes are copied.
 */
struct nb_titles;
NB_API NB_CHECK enum nb_status nb_titles_read(const void *bytes, size_t len,
					      struct nb_titles **titles,
					      struct nb_error *err);
/* The title with the len bytes at code as its code, or NULL. */
NB_API const struct nb_title *nb_titles_find(const struct nb_titles *titles,
					     const char *code, size_t len);
NB_API void nb_titles_free(struct nb_titles *titles);

/* What a document is made from. */
struct nb_tei_input {
	const char *page_id;		/* level NB_ID_PAGE */
	const struct nb_title *title;	/* NULL: only the code is known */
	const struct nb_source *source; /* hash, length, charset as received */
	const char *text;		/* normalised */
	size_t text_len;
	const struct nb_repair *repairs; /* to be marked; may be NULL */
	size_t repair_count;
	const struct nb_profile *profile; /* of the repair; NULL: the default */
	const char *model;		  /* of it; NULL: nb_model_id() */
	const char *layout; /* nb_page_layout_id() of it; NULL or "": none */
	const struct nb_division *division;
	/* Of each item of the division, all different; NULL: 1, 2, 3 ... */
	const unsigned *numbers;
};

/* Where an item stands in the document, and what a catalogue says of it. */
struct nb_tei_item {
	unsigned number; /* last part of its id, 1 to NB_PAGE_ITEMS_MAX */
	enum nb_kind kind;
	size_t offset;	   /* of its div, in bytes of the document */
	size_t len;	   /* bytes, </div> and the newline after it included */
	size_t characters; /* of its text, white space not counted */
	/* Offset and length of strings in the normalised text; len 0: none.
	 * title: main head, else the first words of the text. */
	struct nb_slice {
		size_t offset, len;
	} title, kicker, byline;
	bool withdrawn; /* a gap stands for its text: by nb_tei_scan() only */
};

/* A page's document and its items, these by number. */
struct nb_tei {
	struct nb_buf xml;
	struct nb_tei_item *items;
	size_t item_count;
	/* The document up to its first item, and from the end of its last:
	 * head + an item's slice + tail is a valid document. */
	size_t head_len, tail_offset;
};

/*
 * Write the document of a page. The same input always gives the same bytes:
 * no clock, no locale, no file name goes in. A page of more than
 * NB_PAGE_ITEMS_MAX items, or a number above that, is NB_LIMIT. Text that is
 * not valid UTF-8 is NB_INVALID, with the offset of its first bad byte in err.
 * Freed by nb_tei_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_tei_create(const struct nb_tei_input *input,
					     struct nb_tei *tei,
					     struct nb_error *err);
NB_API void nb_tei_free(struct nb_tei *tei);

/*
 * The plain text of (a slice of) a document that nb_tei_create() made: the
 * text of each head, paragraph, byline, caption and credit on a line of its
 * own, an empty line between them; joined breaks are gone, escapes undone.
 * The header is left out. NB_INVALID with the offset for anything else.
 */
NB_API NB_CHECK enum nb_status nb_tei_text(const void *xml, size_t len,
					   struct nb_buf *out,
					   struct nb_error *err);

/*
 * The same as it is read: a paragraph that a caption or a crosshead was set
 * into comes as a whole, and behind it what was set into it.
 */
NB_API NB_CHECK enum nb_status nb_tei_reading(const void *xml, size_t len,
					      struct nb_buf *out,
					      struct nb_error *err);

/*
 * Find the items of a document that nb_tei_create() made, as rescue needs it:
 * items, head_len and tail_offset are filled, title, kicker and byline are
 * left empty, xml stays empty. The items of a document from which `nbarc
 * compact --purge` cut the text are withdrawn.
 */
NB_API NB_CHECK enum nb_status nb_tei_scan(const void *xml, size_t len,
					   struct nb_tei *tei,
					   struct nb_error *err);

/*
 * Do two documents of nb_tei_create() say the same? Which versions of the
 * program and its models wrote them may differ.
 */
NB_API bool nb_tei_same(const void *a, size_t a_len, const void *b,
			size_t b_len);

/*
 * What a catalogue says of one item, from its slice of a document: the first
 * main head, else the first words; the first kicker; the first byline or
 * credit; the characters of its text that are not white space. Freed by
 * nb_tei_words_free(), also after a failure.
 */
struct nb_tei_words {
	struct nb_buf title, kicker, byline;
	/* Sub-heads, and the names in bylines: strings one after the other,
	 * each with a NUL at its end. */
	struct nb_buf subheads, authors;
	size_t characters;
};
NB_API NB_CHECK enum nb_status nb_tei_words(const void *item, size_t len,
					    struct nb_tei_words *words,
					    struct nb_error *err);
NB_API void nb_tei_words_free(struct nb_tei_words *words);

/*
 * The page's id, and the SHA-256, length and charset of its source, from the
 * header of a document that nb_tei_create() made. id is NUL-terminated;
 * NB_INVALID when one of them is not there.
 */
NB_API NB_CHECK enum nb_status nb_tei_origin(const void *xml, size_t len,
					     char id[NB_ID_MAX],
					     struct nb_source *source,
					     struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
