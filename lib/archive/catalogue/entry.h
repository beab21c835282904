/* SPDX-License-Identifier: Apache-2.0 */
/* Page entries of the catalogue (section 7); leaf.h has them as bytes. */
#ifndef NB_ARCHIVE_ENTRY_H
#define NB_ARCHIVE_ENTRY_H

#include <nbarc/archive.h>

/* An entry and the memory for its items, used again for the next one. */
struct nb_entry_slot {
	struct nb_entry entry;
	size_t item_cap;
};

/* What section 7 asks of the values of an entry, wherever they come from;
 * NB_INVALID, and err has no offset. */
NB_CHECK enum nb_status nb_entry_check(const struct nb_entry *entry,
				       struct nb_error *err);
void nb_entry_slot_free(struct nb_entry_slot *slot);

/* The state that the Merkle root is about (section 11). */
uint8_t nb_entry_proven(const struct nb_entry *entry);

/*
 * See an entry as it was at commit `upto`; 0: as it is. False when it did not
 * exist then.
 */
bool nb_entry_as_of(struct nb_entry *entry, uint64_t upto);

/* A key of the catalogue: identifier, then revision from high to low. */
struct nb_key {
	struct nb_string id;
	uint32_t revision;
};
int nb_key_compare(const struct nb_key *a, const struct nb_key *b);

/* Compare strings byte by byte, a prefix first. */
int nb_string_compare(const struct nb_string *a, const struct nb_string *b);

#endif
