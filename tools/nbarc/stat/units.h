/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often the units of language stand in two parts of the text of an archive.
 *
 * Chinese has no spaces, and no dictionary decides here what a word is. A unit
 * is so many Han characters that follow each other, or all Latin letters and
 * digits that do. With two, four Han characters are three units, and one
 * between punctuation marks is none.
 */
#ifndef NB_TOOLS_NBARC_UNITS_H
#define NB_TOOLS_NBARC_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>

/* The parts: the one that is studied, and what it is compared with. */
enum nbarc_part { NBARC_STUDIED, NBARC_COMPARED };

/* The most Han characters of a unit. */
#define NBARC_UNIT_MOST 3u

/* The key of Han characters is made of 21 bits for each. That of any other unit
 * is its offset among the words, and NBARC_UNIT_WORD. 0 is no unit. */
#define NBARC_UNIT_WORD ((uint64_t)1 << 63)

struct nbarc_unit {
	uint64_t key;
	uint64_t counts[2]; /* in each part */
};

/*
 * All units; all zeros but `han` is none. A hash table with open addresses, at
 * most three quarters full: 24 bytes of memory for each place. Everything is
 * owned.
 */
struct nbarc_units {
	unsigned han; /* characters of a unit, 1 to NBARC_UNIT_MOST */
	struct nbarc_unit *places; /* those with a key are units */
	size_t count, size;	   /* of them, and of places */
	struct nb_buf words;	   /* NUL-terminated, from offset 1 on */
	uint64_t totals[2];	   /* sums of the counts */
};

/* Says of a unit that begins and ends at these offsets of a text which part it
 * belongs to; false if to none. Offsets only grow. */
typedef bool nbarc_unit_part(void *context, size_t from, size_t to,
			     enum nbarc_part *part);

/* Count all units of valid UTF-8. A line end, and any character that is in no
 * unit, ends one. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_units_add(struct nbarc_units *units,
					const char *text, size_t len,
					nbarc_unit_part *part, void *context);

/* Add what others have counted, and free them. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_units_merge(struct nbarc_units *units,
					  struct nbarc_units *others);

/* Append the text of a unit. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_unit_text(const struct nbarc_units *units,
					uint64_t key, struct nb_buf *out);

/* Free what they own. */
void nbarc_units_free(struct nbarc_units *units);

#endif
