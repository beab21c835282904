/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are no pages, or pages in a form that is not read: what each is,
 * and what to give in its place.
 *
 * A file that nobody knows is refused by its root element, or decoded as a
 * text. Those named here come from the same shelves as pages do, so that a
 * person is told what they are.
 */
#ifndef NB_LAYOUT_OTHERS_REFUSED_H
#define NB_LAYOUT_OTHERS_REFUSED_H

#include <stddef.h>

/*
 * What an XML file is by the name of its root element, without a prefix, and by
 * its namespace ("" if it has none), as "NAME: what to do". NULL: not known.
 * The string is static, here and below.
 */
const char *nb_refused_root(const char *root, const char *space);

/* What a file that is no text is by its bytes, likewise. */
const char *nb_refused_bytes(const void *bytes, size_t len);

#endif
