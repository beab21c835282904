/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bundles: a page that came as several files, one or more for each article
 * (nbarc-ingest(1), FILES OF ARTICLES).
 *
 * A bundle is one file that has all of them, and so is the source of the page:
 * an archive of tar whose first member, manifest.csv, says what the others are.
 * Its rows have the order of the page.
 */
#ifndef NB_LAYOUT_BUNDLE_H
#define NB_LAYOUT_BUNDLE_H

#include <nbarc/layout.h>

/* The name of the form of such a page. */
#define NB_BUNDLE_FORM "tar"

/* Is the file a bundle, by its first member? */
bool nb_bundle_is(const void *bytes, size_t len);

/*
 * Read a bundle: text and areas of its articles, which the rows state with
 * their heads and authors. What a row states stands in the text once: in the
 * lines of the file that say the same, or in lines of its own.
 *
 * layout->damage counts damaged bytes, with their offsets in the bundle, if
 * they are kept. The caller frees *layout with nb_layout_free(), also after a
 * failure. NB_INVALID, with the offset in the bundle, if it is damaged or lacks
 * a file, or a file cannot be decoded.
 */
NB_CHECK enum nb_status nb_bundle_read(const void *bytes, size_t len,
				       enum nb_damaged damaged,
				       struct nb_layout *layout,
				       struct nb_error *err);

#endif
