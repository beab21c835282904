/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers that clash (format-spec/nbarc-format.md, section 7.1): an archive
 * that has a page must not have another one which is called as an item of it
 * could be, for nobody could ask for one of the two.
 */
#ifndef NB_ARCHIVE_CLASH_H
#define NB_ARCHIVE_CLASH_H

#include "archive/write/writer.h"

#include <nbarc/id.h>

/* Two pages of which one is called as an item of the other could be. Both
 * identifiers are NUL-terminated; "" if there are no such pages. */
struct nb_clash {
	char page[NB_ID_MAX];	/* called as an item */
	char parent[NB_ID_MAX]; /* the page that the item could be of */
};

/*
 * Find what an identifier would clash with if the archive, which does not have
 * this page, were given it: a page that is in the archive or waits for a
 * commit. Only a failure of the search is returned.
 */
NB_CHECK enum nb_status nb_writer_find_clash(struct nb_writer *w,
					     const struct nb_string *id,
					     struct nb_clash *clash,
					     struct nb_error *err);

#endif
