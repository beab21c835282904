/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the lines of a document stand on the image, in forms of others.
 *
 * A document with zones (nbtei(1), ZONES) knows the box of each line. Together
 * with the text as it was repaired and corrected, that makes a file of the kind
 * that the page came from, or annotations for a viewer of images.
 *
 * Threads: the function keeps nothing. The error may be NULL.
 */
#ifndef NBARC_PLACES_H
#define NBARC_PLACES_H

#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What nb_places_write() makes of a document. */
enum nb_places_form {
	NB_PLACES_ALTO, /* ALTO 4.3, a file */
	NB_PLACES_PAGE, /* PAGE XML of 2019, a file for each image */
	NB_PLACES_JSON, /* a JSON object for each item, each on a line */
	NB_PLACES_IIIF, /* a page of IIIF annotations for each item, on a line
			 */
};

/*
 * Append the lines of a document with their boxes to `out`.
 *
 * The `len` bytes at `xml` are the document of a page as an archive stores it,
 * or the slices of an item of it (NB_FORMAT_SLICES). NB_ABSENT if it has no
 * zones. NB_INVALID if it is not a document that nbtei writes, or if an item
 * has not as many lines of text as zones, because somebody has changed its
 * lines. NB_UNSUPPORTED if the form needs pixels, as PAGE and IIIF do, and the
 * document does not say them. NB_NOMEM. After a failure `out` is as it was.
 */
NB_API NB_CHECK enum nb_status nb_places_write(const void *xml, size_t len,
					       enum nb_places_form form,
					       struct nb_buf *out,
					       struct nb_error *err);

#ifdef __cplusplus
}
#endif

#endif
