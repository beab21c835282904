/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that are counted for keys: items by year, hits by newspaper, and
 * whatever else a command adds up. */
#ifndef NB_TOOLS_NBARC_TALLY_H
#define NB_TOOLS_NBARC_TALLY_H

#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* The most texts that a key has. */
#define NBARC_KEYS_MOST 2u

/*
 * A tally: a line for each key, in the order in which they came. `keys` and
 * `numbers` are set before the first line; everything else is private, and
 * owned. There may be as many lines as items, hence a hash table.
 */
struct nbarc_tally {
	unsigned keys;	/* texts of a key */
	size_t numbers; /* of a line */

	size_t count, cap;
	char **texts;		/* `keys` of each line */
	uint64_t *values;	/* `numbers` of each line */
	size_t *heads, buckets; /* 1 + the index of a line; 0: none */
	size_t *next;		/* in the same bucket, likewise */
	struct nb_buf scratch;	/* for whoever makes keys */
};

/* Find the line with these keys, or make it with zeros. Only NB_NOMEM can
 * happen. */
NB_CHECK enum nb_status nbarc_tally_line(struct nbarc_tally *tally,
					 const char *const *keys, size_t *line);

/* The numbers of a line, to be changed; until the next line is made. */
static inline uint64_t *nbarc_tally_numbers(const struct nbarc_tally *tally,
					    size_t line)
{
	return tally->values + line * tally->numbers;
}

/* A text of the key of a line. */
static inline const char *nbarc_tally_key(const struct nbarc_tally *tally,
					  size_t line, unsigned key)
{
	return tally->texts[line * tally->keys + key];
}

/* Free what the tally owns. */
void nbarc_tally_free(struct nbarc_tally *tally);

#endif
