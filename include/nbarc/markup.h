/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading ALTO, hOCR, PAGE XML, FineReader XML and DjVu XML.
 *
 * This function is in libnbarc-xml (pkg-config nbarc-xml), because it needs
 * libxml2. Functions of libnbarc that may meet such files take it as a
 * parameter of type nb_layout_reader. The error argument may be NULL. Where
 * memory is lacking, libxml2 (2.9) may end the program, or read HTML without an
 * end; the functions of <nbarc/isolated.h> read in a process of its own.
 */
#ifndef NBARC_MARKUP_H
#define NBARC_MARKUP_H

#include <stddef.h>

#include <nbarc/issue.h>
#include <nbarc/layout.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Read the `len` bytes at `bytes`, a file of one or several pages: ALTO
 * (version 1 to 4), hOCR, PAGE XML (2010 to 2019), FineReader XML (6 to 10),
 * DjVu XML, or TEI P5 that nbarc did not write. The layout's text is the text
 * of the pages, a line each, in reading order, made as nbnorm(1), LAYOUT, says.
 * A page whose lines have no known places has no boxes. A page may have no
 * lines. Nothing outside of the bytes is read.
 *
 * *layout is freed by nb_layout_free(), also after a failure. NB_INVALID if the
 * file is not well-formed or has no pages; NB_LIMIT if its elements are nested
 * too deeply or it has more than NB_FILE_PAGES_MAX pages; NB_UNSUPPORTED if it
 * declares entities that are not single characters, or if its root element is
 * of another kind.
 */
NB_API NB_CHECK enum nb_status nb_layout_read_markup(const void *bytes,
						     size_t len,
						     struct nb_layout *layout,
						     struct nb_error *err);

/*
 * Read the METS file in the `len` bytes at `bytes`: its files and its logical
 * structure map. Nothing outside of the bytes is read.
 *
 * *issue is the caller's, to be freed by nb_issue_free(); it is NULL after a
 * failure. NB_INVALID if the file is not well-formed or not METS; NB_LIMIT if
 * it has more than NB_METS_MAX bytes, or too many or too deep parts;
 * NB_UNSUPPORTED if it declares entities that are not single characters.
 */
NB_API NB_CHECK enum nb_status nb_issue_read_mets(const void *bytes, size_t len,
						  struct nb_issue **issue,
						  struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
