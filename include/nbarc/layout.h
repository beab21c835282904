/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layouts: where the lines of a page stand on its images, as an OCR engine
 * reports it.
 *
 * A layout comes from a table of line boxes or from markup: a file in ALTO,
 * hOCR, PAGE XML, FineReader XML or DjVu XML (nbnorm(1), LAYOUT). JSON of OCR
 * services and the tables of tesseract count as markup, too.
 * <nbarc/page.h> takes it as a second witness of whether a line break is false.
 * A file of markup is also a page itself, or several pages: the text of its
 * layout is their text.
 *
 * Tables and JSON are read here, also those of tesseract. The reader of other
 * markup needs libxml2 and is in a library of its own: nb_layout_read_markup()
 * of <nbarc/markup.h>.
 * Functions that may meet such files take a reader as a parameter, so that
 * programs which only have texts do not load libxml2.
 *
 * Threads: these functions keep nothing. A layout is not changed by those that
 * use it, so several threads may read one.
 */
#ifndef NBARC_LAYOUT_H
#define NBARC_LAYOUT_H

#include <stdbool.h>

#include <nbarc/buf.h>
#include <nbarc/encoding.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The most bytes of a layout in any of its forms. It is more than a page of
 * text may have, because OCR engines also write a box for each character.
 */
#define NB_LAYOUT_MAX ((size_t)64 * 1024 * 1024)

/*
 * A line and its box. Coordinates are in one unit of the engine's choice, x to
 * the right and y downwards.
 */
struct nb_box {
	size_t offset, len; /* of its text, in bytes of the layout's text */
	uint32_t image;	    /* number of the image, if the page has several */
	uint32_t area;	    /* 1 + the index of the area it is in; 0: none */
	double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1, at most 1e9 */
};

/*
 * What a source says that a part of its text is. What the text of a page looks
 * like does not count against it.
 */
enum nb_said {
	NB_SAID_NOTHING,
	NB_SAID_COLUMN, /* the heads of enum nb_role in <nbarc/article.h> */
	NB_SAID_HEAD,	/* a head of an item; which of them is not said */
	NB_SAID_KICKER,
	NB_SAID_MAIN,
	NB_SAID_SUB,
	NB_SAID_CROSSHEAD,
	NB_SAID_HEADING, /* a head, of an item or inside of one */
	NB_SAID_BODY,	 /* not a head of an item */
	NB_SAID_PARAGRAPH,
	NB_SAID_BYLINE,
	NB_SAID_CAPTION,
	NB_SAID_CREDIT,
	NB_SAID_APART, /* page header, footer or number: of no item */
};

/* What a source says that an item is. The values are those of enum nb_kind in
 * <nbarc/article.h>. */
enum nb_said_kind {
	NB_SAID_ARTICLE,
	NB_SAID_PHOTO,
	NB_SAID_NOTICE,
};

/*
 * An element of a file that has lines, or other such elements: a TextBlock, a
 * TextRegion.
 */
struct nb_area {
	size_t id;	 /* offset of its ID in the layout's `ids` */
	uint32_t parent; /* 1 + the index of the area around it; 0: none */
	/* The item that it belongs to, and the kind of that; 0: that of the
	 * area around it, or not said. Numbers are different for each item of
	 * the page, and in no order. */
	uint32_t item;
	enum nb_said_kind kind;
	enum nb_said said; /* NB_SAID_NOTHING: that of the area around it */
	bool whole;	   /* no paragraph goes on beyond it */
	bool line;	   /* it is a line itself, and not a block of lines */
	bool placed;	   /* its place is known: the four edges */
	double x0, y0, x1, y1;
};

/* An image that lines stand on: its edges in the unit of the boxes. */
struct nb_image {
	uint32_t number; /* as in struct nb_box */
	double x1, y1;	 /* its right and lower edge */
};

/* What the coordinates of a file count. */
enum nb_measure {
	NB_MEASURE_PIXEL, /* of the image; also if the file does not say it */
	NB_MEASURE_MM10,  /* tenths of a millimetre */
	NB_MEASURE_INCH1200, /* 1200ths of an inch */
};

/* What a file states of its parts in two ways that do not agree, or only of
 * some of them. */
enum nb_doubt_kind {
	/* A region has another reading of its text than its lines. The lines
	 * count, and that reading is in the source only. */
	NB_DOUBT_READING,
	/* An article goes on between the lines of another one, in one block. */
	NB_DOUBT_PARTED,
	NB_DOUBT_BOTH,	    /* a part is of two articles: the inner counts */
	NB_DOUBT_UNDEFINED, /* a tag is not defined */
	/* A tag, or a type without an ID, may be that of one article or of
	 * several: it says nothing. */
	NB_DOUBT_WHICH,
	/* A line has no place, but others of its page have: no line of it has a
	 * box then. The name is the text of the line. */
	NB_DOUBT_UNPLACED,
};

/* The number of kinds, and the bytes for the names of parts with a NUL. */
#define NB_DOUBT_KINDS 6
#define NB_DOUBT_NAMES 256

/* The doubts of one kind about one image. */
struct nb_doubt {
	enum nb_doubt_kind kind;
	uint32_t image;
	size_t count;		    /* of the parts */
	char names[NB_DOUBT_NAMES]; /* their IDs, as far as there is room */
	size_t named;		    /* how many have their names there */
};

/* Lines of one area that follow each other. */
struct nb_stretch {
	size_t offset; /* of the first line; the next stretch ends it */
	uint32_t area; /* 1 + the index of their area; 0: none */
};

/*
 * Bytes of the name of a page's form, with its NUL. The forms are "ALTO",
 * "hOCR", "PAGE", "FRX" (FineReader XML), "DjVu", "TEI", "JSON" (of an OCR
 * service), "TSV" (a table of tesseract), "METS" (of an issue: a page without
 * text) and "tar" (a bundle). A
 * page that is one of several in its file has a number after the name: "hOCR#2"
 * is the second. If bytes of the file are escapes in the text, a '!' stands in
 * place of the '#', or at the end: "hOCR!2", "ALTO!". A text has a form, too,
 * then: "text!".
 */
#define NB_FORM_NAME_MAX 8

/* The most pages of a file: what the number after the name has room for. */
#define NB_FILE_PAGES_MAX 99u

/*
 * A layout. It owns its text, its boxes and the list of pages. All zeros is an
 * empty layout. Boxes are in order of offset and do not overlap. The lines of a
 * page of markup have no boxes if the file does not say where all of them are.
 */
struct nb_layout {
	/* In UTF-8. Of markup the text of all pages, a line each; of a table
	 * the whole table. */
	struct nb_buf text;
	char charset[NB_CHARSET_MAX]; /* of markup; "" for a table */
	bool charset_in_doubt; /* of markup: it does not declare it, and is not
				* UTF-8, or it declares another */
	char form[NB_FORM_NAME_MAX];	/* of markup; "" for a table; "text!" */
	uint8_t sha256[NB_SHA256_SIZE]; /* of the file */
	struct nb_bad_bytes damage;	/* of the file, as in struct nb_text */
	struct nb_box *boxes;
	size_t count;
	/* Of markup: the offset in `text` at which each page begins, rising. A
	 * page without lines begins where the next one does. */
	size_t *pages;
	size_t page_count; /* 1 or more for markup; 0 for a table */
	/* The file and the places of the lines disagree about their order, and
	 * neither is certain: a person should look at the page. */
	bool order_in_doubt;
	/* The areas of the file, parents before what is in them, and all text
	 * as stretches, in its order; none if the file has no areas. */
	struct nb_area *areas;
	size_t area_count;
	struct nb_buf ids; /* each ends with a NUL; the first is "" */
	struct nb_stretch *stretches;
	size_t stretch_count;
	/* Of TEI: the elements that are not known, whose text is text of the
	 * page, and editors' readings that are not; "" if there are none. */
	char unknown[320], left[160];
	bool numbered; /* the items of the areas are numbers that the source
			* gives to the items of this page */
	/* What is said of the areas comes from a METS file, with this hash. */
	bool by_mets;
	uint8_t mets_sha256[NB_SHA256_SIZE];
	/* If the order of the lines was changed to that of the items: how, as
	 * numbers of lines in the order of the file, "1-5 20-31 6-19". */
	struct nb_buf moved;
	/* The images whose size the file states, and its unit. */
	struct nb_image *images;
	size_t image_count;
	enum nb_measure measure;
	/* What is in doubt of what the file states. */
	struct nb_doubt *doubts;
	size_t doubt_count;
	size_t cap, page_cap, area_cap, stretch_cap, image_cap; /* private */
	size_t doubt_cap;					/* private */
};

/*
 * Read the table of line boxes in the `len` bytes at `bytes` (nbnorm(1),
 * LAYOUT): each line has the image, x0, y0, x1, y1 and the text, separated by
 * tabs. The bytes are copied.
 *
 * The caller frees *layout with nb_layout_free(), also after a failure.
 * NB_INVALID if the table is not UTF-8 or a line is not a box, with the offset
 * of the byte or of the line.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_table(const void *bytes,
						    size_t len,
						    struct nb_layout *layout,
						    struct nb_error *err);

/*
 * Copy page `index`, counted from 0, of a layout that has several. *page is a
 * layout of its own, with the charset and the hash of the whole file, and with
 * a form that has the number of the page. If `whole` has one page, the copy is
 * equal to it.
 *
 * The caller frees *page with nb_layout_free(), also after a failure. NB_ABSENT
 * if the layout has no such page.
 */
NB_API NB_CHECK enum nb_status nb_layout_page(const struct nb_layout *whole,
					      size_t index,
					      struct nb_layout *page,
					      struct nb_error *err);

/*
 * True if the layout has boxes, and of markup one for every line: then it can
 * be a witness of breaks in all of its text. A file of several pages may state
 * where the lines of some of them are.
 */
NB_API bool nb_layout_covers(const struct nb_layout *layout);

/*
 * The number of the page in its file, from 1, that a form such as "hOCR#2"
 * states; 0 if it states none. *name_len becomes the bytes of the name alone.
 */
NB_API unsigned nb_form_number(const char *form, size_t *name_len);

/* Bytes that nb_doubt_say() may write, with the NUL. */
#define NB_DOUBT_WORDS (NB_DOUBT_NAMES + 160)

/* Say a doubt in words, with the parts that it is about. */
NB_API void nb_doubt_say(const struct nb_doubt *doubt,
			 char words[NB_DOUBT_WORDS]);

/*
 * Free what a layout owns and make it empty. NULL is fine. Pages that
 * were made with it keep a pointer to it: see struct nb_page_options.
 */
NB_API void nb_layout_free(struct nb_layout *layout);

/*
 * True if the bytes begin like an XML or HTML file, in any charset: with a '<'
 * before a name, a declaration or a comment. Byte order marks, white space and
 * the NULs of UTF-16 may come before it. A '<' before a character that is not
 * ASCII begins a text, unless a closing tag follows. A kilobyte is examined, so
 * the beginning of a file suffices.
 */
NB_API bool nb_layout_is_markup(const void *bytes, size_t len);

/*
 * True if the file is no text but has a form that is read: markup, as
 * nb_layout_is_markup() has it, JSON, or a table of tesseract. JSON begins with
 * an object that has a key, or with a list of objects or lists; such a table
 * with the names of its columns. A kilobyte is examined.
 */
NB_API bool nb_layout_has_form(const void *bytes, size_t len);

/*
 * The local name of the first element of an XML file in UTF-8 or ASCII, which
 * is *name_len bytes within `bytes`; NULL, and *name_len is 0, if there is
 * none. The first four kilobytes of a file suffice.
 */
NB_API const char *nb_layout_root(const void *bytes, size_t len,
				  size_t *name_len);

/*
 * True if the file is a METS file by its first element. Such a file says how
 * the files of an issue belong together, and has no page itself.
 */
NB_API bool nb_layout_is_mets(const void *bytes, size_t len);

/* A reader of markup: the type of nb_layout_read_markup(). */
typedef enum nb_status nb_layout_reader(const void *bytes, size_t len,
					struct nb_layout *layout,
					struct nb_error *err);

/* What is done with bytes that are no characters. */
enum nb_damaged {
	NB_DAMAGED_REFUSE, /* the file is NB_INVALID, and err says where */
	NB_DAMAGED_KEEP,   /* they become escapes (nbconv(1), ESCAPES) */
};

/* Find "refuse" or "keep". False for any other word. */
NB_API bool nb_damaged_find(const char *word, enum nb_damaged *damaged);

/* True if a form says that bytes of the source are escapes in the text. */
NB_API bool nb_form_damaged(const char *form);

/*
 * Read a file for which nb_layout_has_form() is true: markup with `reader`,
 * which may be NULL for JSON and TSV. With NB_DAMAGED_KEEP, bytes that are no
 * characters of its charset, and control characters that XML does not allow,
 * become escapes before it is read; layout->damage counts them, and the form
 * has a '!'. A file that is not well-formed then is refused. Without damage the
 * result is that of the reader.
 *
 * The caller frees *layout with nb_layout_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_file(const void *bytes,
						   size_t len,
						   nb_layout_reader *reader,
						   enum nb_damaged damaged,
						   struct nb_layout *layout,
						   struct nb_error *err);

/*
 * True if the file is a bundle: a page that came as a file for each article,
 * made into an archive of tar by nb_ingest() (nbarc-ingest(1), FILES OF
 * ARTICLES). Its form is "tar".
 */
NB_API bool nb_layout_is_bundle(const void *bytes, size_t len);

/*
 * Read a page as it was received, in any form. A bundle becomes a layout that
 * states the items. If nb_layout_has_form() is true of the bytes,
 * nb_layout_read_file() reads them, *text gets the text of the layout, and
 * *layout the layout itself. Any other page is decoded by nb_text_decode() or
 * nb_text_keep() with `charset`, where NULL detects it, and *layout stays
 * empty, except for its form and damage.
 *
 * The caller frees *text with nb_text_free() and *layout with nb_layout_free(),
 * both also after a failure. NB_UNSUPPORTED if the page is markup and `reader`
 * is NULL, or if it is a file of another kind that is known, such as PDF, which
 * err names; otherwise the failures are those of the functions that are called.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_page(
	const void *bytes, size_t len, const char *charset,
	nb_layout_reader *reader, enum nb_damaged damaged, struct nb_text *text,
	struct nb_layout *layout, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
