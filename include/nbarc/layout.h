/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between stages 1 and 2 of the road: where the lines of a page stand on its
 * images, as an OCR engine says it: from a table of line boxes, from ALTO or
 * from hOCR.
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

/* A layout, in any of its forms, has at most this many bytes: OCR engines write
 * a box for each character, too. */
#define NB_LAYOUT_MAX ((size_t)64 * 1024 * 1024)

/* A line and its box. Coordinates are in one unit of the engine's choice, x to
 * the right and y downwards. */
struct nb_box {
	size_t offset, len;    /* of its text, in bytes of the layout's text */
	uint32_t image;	       /* which image, where a page has several */
	double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1, at most 1e9 */
};

/* The name of a form of pages other than text, "ALTO" or "hOCR", has at most so
 * many bytes with its NUL. */
#define NB_FORM_NAME_MAX 8

/* All zeros is an empty layout. */
struct nb_layout {
	struct nb_buf text;		/* UTF-8 */
	char charset[NB_CHARSET_MAX];	/* of the file; "" but for markup */
	char form[NB_FORM_NAME_MAX];	/* "ALTO", "hOCR", "" for a table */
	uint8_t sha256[NB_SHA256_SIZE]; /* of the file */
	struct nb_box *boxes; /* in order of offset, not overlapping */
	size_t count, cap;
};

/*
 * Read a table of line boxes (nbnorm(1), LAYOUT): a line a box of image, x0,
 * y0, x1, y1 and the text, with tabs between. NB_INVALID with the offset of a
 * line that is not a box. The caller frees the layout with nb_layout_free(),
 * also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_table(const void *bytes,
						    size_t len,
						    struct nb_layout *layout,
						    struct nb_error *err);
NB_API void nb_layout_free(struct nb_layout *layout);

/* Do the bytes begin as an XML or HTML file does, in any charset? */
NB_API bool nb_layout_is_markup(const void *bytes, size_t len);

/*
 * The local name of the first element of an XML file in UTF-8, of *name_len
 * bytes within `bytes`; NULL when there is none. The first four kilobytes are
 * enough.
 */
NB_API const char *nb_layout_root(const void *bytes, size_t len,
				  size_t *name_len);

/*
 * Is that the name of a METS file's, which says how the files of an issue hang
 * together and holds no page?
 */
NB_API bool nb_layout_is_mets(const void *bytes, size_t len);

/* The type of nb_layout_read_markup(), for those who take it as a parameter. */
typedef enum nb_status nb_layout_reader(const void *bytes, size_t len,
					struct nb_layout *layout,
					struct nb_error *err);

/*
 * The text of a page as received. Markup is read by `reader`, and its layout is
 * in *layout; NB_UNSUPPORTED where reader is NULL. Anything else is decoded by
 * nb_text_decode(), and *layout is empty. Both are freed by the caller, also
 * after a failure.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_page(
	const void *bytes, size_t len, const char *charset,
	nb_layout_reader *reader, struct nb_text *text,
	struct nb_layout *layout, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
