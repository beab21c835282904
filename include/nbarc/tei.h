/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TEI documents: one TEI P5 document a page (nbtei(1)).
 *
 * This is the fourth stage of a page. nb_tei_create() writes the document from
 * the normalised text, its division and its repairs. The schema is
 * format-spec/nbtei.rnc. Each item of the page is one element div; its bytes,
 * with the head and the tail of the document around them, are a document of
 * their own, from which nb_tei_standalone() makes one with a header of the
 * item. So an archive keeps one document for each page, and gives out single
 * items.
 *
 * The other functions read such documents: their plain text, their items, what
 * a catalogue says of an item, and their source. They read the form that
 * nb_tei_create() writes and no other XML; nb_validate() of <nbarc/validate.h>
 * checks a document of unknown origin against the schema.
 *
 * The table of titles is declared here too.
 *
 * Threads: these functions keep nothing. A table of titles never changes once
 * it is read; any number of threads may use it.
 */
#ifndef NBARC_TEI_H
#define NBARC_TEI_H

#include <stdbool.h>

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/page.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Decisions of a person: <nbarc/review.h>. */
struct nb_decisions;

/* ---- titles */

/*
 * What is known of a newspaper, for the headers of documents. The strings are
 * UTF-8, NUL-terminated, and "" or NULL if not known. Those of a table belong
 * to the table.
 */
struct nb_title {
	const char *code; /* "ntrb", as identifiers begin */
	const char *name; /* "南通日报" */
	const char *cn;	  /* CN number, "CN 32-0000" */
	const char *publisher;
	const char *place;
	const char *language; /* zh-Hans, zh-Hant or zh; NULL: zh-Hans */
	const char *issn;     /* "1000-0003" */
	/* Who publishes the documents, and under which conditions: the name of
	 * a licence, its URL, free, restricted or unknown, and other words. */
	const char *authority, *licence, *licence_url, *status, *rights;
	const char *series;	/* that the documents are a part of */
	const char *repository; /* who has the pages, and in which */
	const char *collection; /* collection */
	const char *scanner;	/* who or what made the images */
	const char *ocr;	/* the program that made texts of them */
};

/* A table of titles. */
struct nb_titles;

/*
 * Read a table of titles from its `len` bytes of UTF-8: one title a line, with
 * tabs between code, name, CN number, publisher, place and language. Columns
 * may be missing at the end. Lines that begin with '#' are ignored. A first
 * line that begins with "code" has the names of the columns, which are then
 * found by name: nbtei(1) lists them. The bytes are copied.
 *
 * *titles is the caller's, to be freed by nb_titles_free(); it is NULL after a
 * failure. NB_INVALID if the table is not text, a line is bad, or the name of a
 * column is not known while one of the further columns is there, with the
 * offset of the byte or of the line.
 */
NB_API NB_CHECK enum nb_status nb_titles_read(const void *bytes, size_t len,
					      struct nb_titles **titles,
					      struct nb_error *err);

/*
 * The title with the `len` bytes at `code` as its code; NULL if the table does
 * not have it. It lives as long as the table.
 */
NB_API const struct nb_title *nb_titles_find(const struct nb_titles *titles,
					     const char *code, size_t len);

/* Free a table. NULL is fine. */
NB_API void nb_titles_free(struct nb_titles *titles);

/* ---- writing a document */

/*
 * What a document is made from: the results of the stages before. Everything
 * belongs to the caller, and is only needed during the call.
 */
struct nb_tei_input {
	const char *page_id;	      /* of <nbarc/newspaper.h> */
	const struct nb_title *title; /* NULL: only the code is known */
	/* Who may use the page, and the URL or name of its image;
	 * NUL-terminated UTF-8, and NULL or "" if not known. White space in the
	 * image, and what a URI cannot have, is written as %XX. */
	const char *rights, *image;
	const struct nb_source *source; /* hash, length, charset as received */
	const char *text;		/* normalised, as nb_page_text() */
	size_t text_len;
	const struct nb_repair *repairs; /* their joins are marked; may be
					  * NULL */
	size_t repair_count;
	const struct nb_profile *profile; /* of the repair; NULL: the default */
	const char *model;  /* of the repair; NULL: nb_model_id() */
	const char *layout; /* nb_page_layout_id(); NULL or "": none */
	const char *order;  /* nb_page_order() of <nbarc/review.h>; NULL or "":
			     * that of the source */
	const struct nb_division *division; /* of the text, by nb_divide() */
	/* Those that the division was made with: the header says who decided
	 * how much, and when, but not what. NULL: none. */
	const struct nb_decisions *decisions;
	/* What the source says of the page, if the division has `known`. */
	const struct nb_layout *said;
	/* Where the lines of the text stand, as in struct nb_page_options: the
	 * document gets a facsimile with their zones. NULL, or without boxes:
	 * it gets none. */
	const struct nb_layout *places;
	/* For each item of the division, the identifiers of the items before
	 * and after it, on other pages, that are parts of the same article;
	 * NULL or "": none. Either list may be NULL. */
	const char *const *prev, *const *next;
	/* The number of each item of the division, all different and from 1 to
	 * NB_PAGE_ITEMS_MAX; NULL: those that the division states, or 1, 2, 3
	 * and so on. */
	const unsigned *numbers;
};

/* A part of a text, in bytes; len is 0 if there is none. */
struct nb_slice {
	size_t offset, len;
};

/* Where an item is in its document, and what a catalogue says of it. */
struct nb_tei_item {
	unsigned number; /* last part of its identifier */
	enum nb_kind kind;
	size_t offset;	   /* of its div, in bytes of the document */
	size_t len;	   /* bytes, with </div> and the newline after it */
	size_t characters; /* of its text, without white space */
	/* Parts of the normalised text. title: the main head, or else the first
	 * words. */
	struct nb_slice title, kicker, byline;
	bool withdrawn; /* its text was cut out; set only by nb_tei_scan() */
};

/*
 * A document and its items, sorted by number; it owns both. The first head_len
 * bytes of the document, the slice of an item, and all bytes from tail_offset
 * on are together the document of this item.
 */
struct nb_tei {
	struct nb_buf xml;
	struct nb_tei_item *items;
	size_t item_count;
	size_t head_len;    /* bytes before the first item */
	size_t tail_offset; /* of the end of the last item */
};

/*
 * Write the document of a page. The same input and release of the library
 * always give the same bytes: no clock, locale or file name goes in.
 *
 * The caller frees *tei with nb_tei_free(), also after a failure. NB_USAGE if
 * page_id is not of <nbarc/newspaper.h>; NB_LIMIT if there are more than
 * NB_PAGE_ITEMS_MAX items or a number is not from 1 to that; NB_INVALID if the
 * text is not UTF-8, with the offset of its first bad byte in err, if `places`
 * lacks a line of the text, or if the calendar does not have the day of page_id
 * (nb_newspaper_check_date()).
 */
NB_API NB_CHECK enum nb_status nb_tei_create(const struct nb_tei_input *input,
					     struct nb_tei *tei,
					     struct nb_error *err);

/* Free what a struct nb_tei owns. NULL is fine. */
NB_API void nb_tei_free(struct nb_tei *tei);

/* ---- reading documents */

/*
 * Append the plain text of a document, or of the slice of an item, to `out`.
 * Each head, paragraph, byline, dateline, caption and credit is one line, with
 * an empty line between them. Joined breaks are gone, escapes are undone, and
 * the header is left out.
 *
 * Of what a person corrected, the text has the new reading. The order is that
 * of the page: parts of a paragraph that a caption was set into stay apart.
 * NB_INVALID, with the offset in `xml`, if it is not what
 * nb_tei_create() writes; a part of the text may be in `out` then.
 */
NB_API NB_CHECK enum nb_status nb_tei_text(const void *xml, size_t len,
					   struct nb_buf *out,
					   struct nb_error *err);

/*
 * Like nb_tei_text(), but with the readings of the source where a person
 * corrected them.
 */
NB_API NB_CHECK enum nb_status nb_tei_received(const void *xml, size_t len,
					       struct nb_buf *out,
					       struct nb_error *err);

/*
 * Like nb_tei_received(), but with the escapes of nbconv(1), as the text of a
 * page with damaged bytes has them: the bytes of each gap for damage, and each
 * U+27E6 of the text. In the other texts such a gap is U+FFFD.
 */
NB_API NB_CHECK enum nb_status nb_tei_exact(const void *xml, size_t len,
					    struct nb_buf *out,
					    struct nb_error *err);

/*
 * Like nb_tei_text(), but in the order in which one reads: a paragraph that a
 * caption or a crosshead was set into comes as a whole, and what was set into
 * it comes after it. `nbarc get --format text` prints this.
 */
NB_API NB_CHECK enum nb_status nb_tei_reading(const void *xml, size_t len,
					      struct nb_buf *out,
					      struct nb_error *err);

/*
 * Find the items of a whole document. Of *tei the numbers, kinds and places of
 * the items, head_len and tail_offset are filled in; characters, title, kicker,
 * byline and xml stay empty. Items whose text `nbarc compact --purge` cut out
 * are marked as withdrawn.
 *
 * The caller frees *tei with nb_tei_free(), also after a failure. NB_INVALID,
 * with the offset in `xml`, if it is not a document of nb_tei_create().
 */
NB_API NB_CHECK enum nb_status nb_tei_scan(const void *xml, size_t len,
					   struct nb_tei *tei,
					   struct nb_error *err);

/*
 * True if two documents say the same: they have the same bytes, except in the
 * element that names the program and the models that wrote them, and in those
 * of nb_tei_previous().
 */
NB_API bool nb_tei_same(const void *a, size_t a_len, const void *b,
			size_t b_len);

/*
 * What a catalogue says of one item; all buffers are owned. The strings are
 * empty if the item has no such element, and are not NUL-terminated except in
 * the two lists.
 */
struct nb_tei_words {
	struct nb_buf title;  /* first main head, or else the first words */
	struct nb_buf kicker; /* the first */
	struct nb_buf byline; /* the first byline or credit */
	/* Sub-heads, and the persons named as authors: any number of strings
	 * one after the other, each with a NUL at its end. Who made a picture
	 * is only an author if the item is a photograph. */
	struct nb_buf subheads, authors;
	struct nb_buf place; /* of the first dateline */
	/* Identifiers of the items that continue this one on another page, and
	 * that it continues. */
	struct nb_buf next, prev;
	size_t characters; /* of the text, without white space */
};

/*
 * Read what a catalogue says of an item from its slice of a document, of `len`
 * bytes.
 *
 * The caller frees *words with nb_tei_words_free(), also after a failure.
 * NB_INVALID if it is not an item of nb_tei_create().
 */
NB_API NB_CHECK enum nb_status nb_tei_words(const void *item, size_t len,
					    struct nb_tei_words *words,
					    struct nb_error *err);

/* Free what a struct nb_tei_words owns. NULL is fine. */
NB_API void nb_tei_words_free(struct nb_tei_words *words);

/*
 * Read where a document comes from, out of its header: the identifier of its
 * page, NUL-terminated, and the SHA-256, length, charset, byte order mark and
 * form of its source. NB_INVALID if the identifier, the hash or the length is
 * missing.
 */
NB_API NB_CHECK enum nb_status nb_tei_origin(const void *xml, size_t len,
					     char id[NB_ID_MAX],
					     struct nb_source *source,
					     struct nb_error *err);

/* What a header says of the newspaper, and how its page was made. All strings
 * are owned, and NULL if the header does not have them. */
struct nb_tei_about {
	/* Without a code. What was said of the page alone is in `rights`. */
	struct nb_title title;
	const char *image;	      /* its URL or name, as it is written */
	const char *profile, *layout; /* of the repair: their identities */
	/* The SHA-256 of the METS file that said something of its items, in
	 * hexadecimal; NULL: none did. */
	const char *mets;
	bool zones; /* it says where lines stand on the image */
};

/*
 * Read what the header of a document says of all that does not come from the
 * text of the page: with it, nb_tei_create() writes the same header again.
 *
 * The caller frees *about with nb_tei_about_free(), also after a failure.
 * NB_NOMEM is the only failure: what is not understood is left out.
 */
NB_API NB_CHECK enum nb_status nb_tei_about(const void *xml, size_t len,
					    struct nb_tei_about *about,
					    struct nb_error *err);

/* Free what nb_tei_about() gave. NULL is fine. */
NB_API void nb_tei_about_free(struct nb_tei_about *about);

/*
 * Append the name of the newspaper, UTF-8, out of the header of a document:
 * that of its first title of level "j". Nothing is appended if the header, in
 * the first `len` bytes at `xml`, has none. NB_INVALID if it is not text.
 */
NB_API NB_CHECK enum nb_status nb_tei_newspaper(const void *xml, size_t len,
						struct nb_buf *out,
						struct nb_error *err);

/*
 * Read which identifier a page had before it was renamed, out of the header of
 * its document of `len` bytes at `xml`. *at is 0 for the last one; each call
 * moves it on, in bytes, so that the next gives the one before. False if there
 * is none.
 */
NB_API bool nb_tei_previous(const void *xml, size_t len, size_t *at,
			    char id[NB_ID_MAX]);

/* ---- other forms of a document */

/*
 * Append the document of `len` bytes at `xml`, which is that of the page
 * `from`, as that of the page `to`; both are NUL-terminated and
 * nb_id_is_page().
 *
 * The identifiers of page and items and all pointers to them are replaced, and
 * the header says how the page was called before (nb_tei_previous()). If both
 * identifiers are of <nbarc/newspaper.h>, title, date and page number of the
 * header become those of the new one where they were those of the old one.
 * Nothing is appended after a failure. NB_INVALID if the header does not have
 * the page's identifier.
 */
NB_API NB_CHECK enum nb_status nb_tei_rename(const void *xml, size_t len,
					     const char *from, const char *to,
					     struct nb_buf *out,
					     struct nb_error *err);

/*
 * Append a document of an item that stands alone, made of the `len` bytes at
 * `xml`: the item's slice of its page's document, with the head and the tail of
 * that document around it (NB_FORMAT_SLICES of <nbarc/archive.h>).
 *
 * Title, authors, identifier and extent are those of the item, the page is what
 * it was published in, and no xml:id of the result is in the document of the
 * page or of another item. nbarc(5) has the details. The result depends on
 * `xml` alone.
 *
 * Nothing is appended after a failure. NB_INVALID if it is not the document of
 * one item as nb_tei_create() writes it.
 */
NB_API NB_CHECK enum nb_status nb_tei_standalone(const void *xml, size_t len,
						 struct nb_buf *out,
						 struct nb_error *err);

/*
 * Append the document of `len` bytes at `xml` without the marks of joined
 * breaks (lb), for stylesheets that take each of them for the end of a line.
 * The text stays the same. Only NB_NOMEM can happen.
 */
NB_API NB_CHECK enum nb_status nb_tei_plain(const void *xml, size_t len,
					    struct nb_buf *out,
					    struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
