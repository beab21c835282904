/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that are called as an item of another page could be, which no archive
 * may have together (format-spec/nbarc-format.md, section 7.1), found while all
 * pages are gone through in the order of the catalogue.
 *
 * No character of an identifier is below the hyphen. So the pages whose
 * identifiers begin with that of a page and a hyphen follow that page directly,
 * and only the pages with which the last identifier begins must be remembered.
 */
#ifndef NB_ARCHIVE_LINEAGE_H
#define NB_ARCHIVE_LINEAGE_H

#include <nbarc/entry.h>

#include <stdbool.h>
#include <stdint.h>

/*
 * Invariant: `id` is the identifier of the last page; those of the pages before
 * it that it begins with, and its own, have the lengths pages[0] to
 * pages[count - 1], which rise. All zeros is a new one; it owns nothing.
 */
struct nb_lineage {
	char id[UINT8_MAX];
	uint8_t pages[UINT8_MAX];
	size_t count;
};

/*
 * Go on to a page. It must not be below the one before in the order of the
 * catalogue; one that is begins a new pass. True if it is called as an item of
 * a page that came before: the first *parent_len bytes are the identifier of
 * that page.
 */
bool nb_lineage_next(struct nb_lineage *lineage, const struct nb_string *id,
		     size_t *parent_len);

#endif
