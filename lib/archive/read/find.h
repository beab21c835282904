/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding a page by its identifier (format-spec/nbarc-format.md, section 9,
 * "Finding a page"), for code of the library that does not give text out:
 * writers, copies, proofs and verifications. Others use nb_archive_find(),
 * which also says what of the page is hidden.
 */
#ifndef NB_ARCHIVE_FIND_H
#define NB_ARCHIVE_FIND_H

#include "archive/read/handle.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>

/*
 * Like nb_archive_find_detail(), but leaves entry->hidden NULL, which saves a
 * second search if an older revision is asked for.
 *
 * *entry belongs to the archive, lives until the next call with it, and is NULL
 * on failure. The bytes at `id` may be those of an entry that was found before.
 */
NB_CHECK enum nb_status nb_archive_lookup(struct nb_archive *archive,
					  const char *id, size_t id_len,
					  uint32_t revision,
					  enum nb_detail detail,
					  const struct nb_entry **entry,
					  struct nb_error *err);

/* What an identifier names. */
struct nb_resolved {
	size_t page_len; /* leading bytes of the identifier that are a page's */
	unsigned number; /* of the item; 0: the page itself */
	bool known;	 /* the archive has this page, in any revision */
	bool absent;	 /* the page or the revision was looked for and is not
			  * there; false after a failure of the search */
	const struct nb_entry *entry; /* of the page; NULL if it is absent */
};

/*
 * Find the page that an identifier names or, if the archive has no such page in
 * any revision, the page whose item it names (section 9, "Naming pages and
 * items"). Whether the page has this item is not looked at. Revision 0 is the
 * newest.
 *
 * The entry is as that of nb_archive_find_detail(). NB_ABSENT if there is no
 * such page or revision, but NB_INVALID if it may have been lost to damage;
 * found->absent is set in both cases.
 */
NB_CHECK enum nb_status nb_archive_resolve(struct nb_archive *archive,
					   const char *id, size_t id_len,
					   uint32_t revision,
					   enum nb_detail detail,
					   struct nb_resolved *found,
					   struct nb_error *err);

/*
 * Find a page that is called as an item of the page `id` would be: `found` is
 * the identifier of the first one, NUL-terminated, or "" if there is none. What
 * the archive gave out before is no longer valid. `id` need not be in the
 * archive; it has the length of a page's identifier.
 */
NB_CHECK enum nb_status nb_archive_called_item(struct nb_archive *archive,
					       const char *id, size_t id_len,
					       char found[NB_ID_MAX],
					       struct nb_error *err);

#endif
