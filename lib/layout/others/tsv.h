/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of tesseract as pages (nbnorm(1), LAYOUT): its output "tsv", which
 * pytesseract passes on, too.
 */
#ifndef NB_LAYOUT_OTHERS_TSV_H
#define NB_LAYOUT_OTHERS_TSV_H

#include <nbarc/layout.h>

#include <stdbool.h>

#define NB_TSV_FORM "TSV"

/* Do the bytes begin with the names of tesseract's columns, in UTF-8 or UTF-16?
 * No text does. */
bool nb_tsv_is(const void *bytes, size_t len);

/*
 * Read such a file. The caller frees *layout, also after a failure. NB_INVALID
 * if a row is none of tesseract's, or if rows of a page are missing; NB_LIMIT.
 */
NB_CHECK enum nb_status nb_tsv_read(const void *bytes, size_t len,
				    struct nb_layout *layout,
				    struct nb_error *err);

#endif
