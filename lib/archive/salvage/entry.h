/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the entries that a walk listed (format-spec/nbarc-format.md, section
 * 14, "Entries that a walk finds"). */
#ifndef NB_ARCHIVE_SALVAGE_ENTRY_H
#define NB_ARCHIVE_SALVAGE_ENTRY_H

#include "archive/salvage/salvage.h"

/*
 * The entry with this index in the list; the flags of the salvage then say what
 * of it is not from the catalogue. It lives until the next call.
 *
 * NB_INVALID if it cannot be made: its frame is damaged, or its hashes are lost
 * and its page was purged. err then names the page.
 */
NB_CHECK enum nb_status nb_salvage_entry(struct nb_salvage *salvage,
					 size_t index,
					 const struct nb_entry **entry,
					 struct nb_error *err);

/* Offset of the page frame of the entry with this index, for reading many of
 * them in the order of the file; 0 if it has none. */
uint64_t nb_salvage_frame(const struct nb_salvage *salvage, size_t index);

/*
 * False if the page directory of an entry stands where the leaf says, and the
 * page frame or the sources record not right behind it: whoever goes by the
 * catalogue does not find these.
 */
bool nb_salvage_follows(const struct nb_salvage *salvage, size_t index);

/*
 * Set the place of an entry of this archive, wherever it comes from, to the one
 * where the walk found its frame. False if the walk did not find the entry, or
 * it has none; *entry is then as it was.
 */
bool nb_salvage_locate(const struct nb_salvage *salvage,
		       struct nb_entry *entry);

#endif
