/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layouts: where the lines of a page stand on its images, as an OCR engine
 * reports it.
 *
 * A layout comes from a table of line boxes, from an ALTO file or from an hOCR
 * file (nbnorm(1), LAYOUT). <nbarc/page.h> takes it as a second witness of
 * whether a line break is false. An ALTO or hOCR file is also a page itself:
 * the text of its layout is the page's text.
 *
 * Tables are read here. The reader of ALTO and hOCR needs libxml2 and is in a
 * library of its own: nb_layout_read_markup() of <nbarc/markup.h>. Functions
 * that may meet such files take a reader as a parameter, so that programs which
 * only have texts do not load libxml2.
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
	double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1, at most 1e9 */
};

/* Bytes of the name of a page's form ("ALTO" or "hOCR"), with its NUL. */
#define NB_FORM_NAME_MAX 8

/*
 * A layout. It owns its text and its boxes. All zeros is an empty layout. Boxes
 * are in order of offset and do not overlap. A layout from ALTO or hOCR has no
 * boxes if the file does not say where the lines are.
 */
struct nb_layout {
	/* In UTF-8. Of ALTO and hOCR the page's text, a line each; of a table
	 * the whole table. */
	struct nb_buf text;
	char charset[NB_CHARSET_MAX];	/* of ALTO and hOCR; "" for a table */
	char form[NB_FORM_NAME_MAX];	/* "ALTO", "hOCR"; "" for a table */
	uint8_t sha256[NB_SHA256_SIZE]; /* of the file */
	struct nb_box *boxes;
	size_t count;
	size_t cap; /* private */
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
 * Free what a layout owns and make it empty. NULL is fine. Pages that
 * were made with it keep a pointer to it: see struct nb_page_options.
 */
NB_API void nb_layout_free(struct nb_layout *layout);

/*
 * True if the bytes begin like an XML or HTML file, in any charset. Less than a
 * kilobyte is examined, so the beginning of a file suffices.
 */
NB_API bool nb_layout_is_markup(const void *bytes, size_t len);

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

/* A reader of ALTO and hOCR: the type of nb_layout_read_markup(). */
typedef enum nb_status nb_layout_reader(const void *bytes, size_t len,
					struct nb_layout *layout,
					struct nb_error *err);

/*
 * Read a page as it was received, in any form. If nb_layout_is_markup() is true
 * of the bytes, `reader` reads them, *text gets the text of the layout, and
 * *layout the layout itself. Any other page is decoded by nb_text_decode() with
 * `charset`, where NULL detects it, and *layout stays empty.
 *
 * The caller frees *text with nb_text_free() and *layout with nb_layout_free(),
 * both also after a failure. NB_UNSUPPORTED if the page is markup and `reader`
 * is NULL; otherwise the failures are those of the reader or of
 * nb_text_decode().
 */
NB_API NB_CHECK enum nb_status nb_layout_read_page(
	const void *bytes, size_t len, const char *charset,
	nb_layout_reader *reader, struct nb_text *text,
	struct nb_layout *layout, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
