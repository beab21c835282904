/* SPDX-License-Identifier: Apache-2.0 */
/* The different values of a column chunk of a Parquet file. */
#ifndef NB_TOOLS_NBARC_DICTIONARY_H
#define NB_TOOLS_NBARC_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>

/* Everything is owned. */
struct nbarc_dictionary {
	struct nb_buf values; /* each once, in the order of their first place */
	size_t count;
	uint32_t *numbers; /* of the value at each place, from 0 */
};

/* The bytes of the value at p in the encoding PLAIN: `fixed`, or with `fixed` 0
 * those of a text with its length before it. */
size_t nbarc_plain_size(const uint8_t *p, size_t fixed);

/*
 * Make a dictionary of `count` values, one after the other in the encoding
 * PLAIN. *pays is false if it is not worth it: if it would be longer than half
 * of the values, or than 1 MiB, which a reader must hold. Call
 * nbarc_dictionary_free() in any case. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_dictionary_make(struct nbarc_dictionary *d,
					      const struct nb_buf *values,
					      size_t count, size_t fixed,
					      bool *pays);

void nbarc_dictionary_free(struct nbarc_dictionary *d);

#endif
