/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page entries of the catalogue and their order (format-spec/nbarc-format.md,
 * sections 7, 9 and 11).
 *
 * An entry, struct nb_entry of <nbarc/entry.h>, describes one revision of a
 * page. This header has what all users of entries need; leaf.h has entries as
 * bytes.
 */
#ifndef NB_ARCHIVE_ENTRY_H
#define NB_ARCHIVE_ENTRY_H

#include <nbarc/archive.h>

/*
 * An entry with the memory for its items, which is used again for the next one.
 * The slot owns entry.items, an array with room for item_cap items; the strings
 * of the entry belong to whoever filled it. All zeros is a new slot.
 */
struct nb_entry_slot {
	struct nb_entry entry;
	size_t item_cap;
};

/*
 * Check what section 7 asks of the values of an entry, wherever they come from:
 * that the places lie inside each other, and that items are in order and do not
 * overlap. NB_INVALID, without an offset, names the first value that is wrong.
 */
NB_CHECK enum nb_status nb_entry_check(const struct nb_entry *entry,
				       struct nb_error *err);
/* Free the items and leave a new slot. */
void nb_entry_slot_free(struct nb_entry_slot *slot);

/* The state that counts (section 8): that before the purge, where the entry is
 * seen as of a commit before it. */
uint8_t nb_entry_state(const struct nb_entry *entry);

/* See an entry as it was at commit `upto`; 0 leaves it as it is. False when it
 * did not exist then. */
bool nb_entry_as_of(struct nb_entry *entry, uint64_t upto);

/* Remove what an item says of its text, and its place. Number, kind, state and
 * characters stay: they are the record of the item. */
void nb_entry_strip_item(struct nb_entry_item *item);

/* Make an entry the record of a text that is gone, purged by the commit
 * `purged` (section 7.1, "state 2"). The reason of the page stays. */
void nb_entry_purge(struct nb_entry *entry, uint64_t purged);

/* A key of the catalogue. Its identifier is borrowed. */
struct nb_entry_key {
	struct nb_string id;
	uint32_t revision;
};

/* Compare keys in the order of the catalogue: by identifier, then by revision
 * from high to low. Below, equal to or above 0, as strcmp(3). */
int nb_key_compare(const struct nb_entry_key *a, const struct nb_entry_key *b);

/* Compare strings byte by byte; a prefix comes first. */
int nb_string_compare(const struct nb_string *a, const struct nb_string *b);

/* The item of an entry with this number, inside the entry; NULL if it has none.
 * The items must be sorted by number, as nb_entry_check() demands. */
const struct nb_entry_item *nb_entry_item_of(const struct nb_entry *entry,
					     unsigned number);

#endif
