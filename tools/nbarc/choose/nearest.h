/* SPDX-License-Identifier: Apache-2.0 */
/* What was probably meant by a word that names nothing. */
#ifndef NB_TOOLS_NBARC_NEAREST_H
#define NB_TOOLS_NBARC_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* The candidate that is nearest so far. All zeros but `word` to begin with. */
struct nbarc_nearest {
	const char *word; /* that was typed; NUL-terminated UTF-8 */
	/* The nearest candidate, NUL-terminated; "" as long as none is near. */
	char name[264];
	unsigned slips; /* how far it is from the word */
};

/*
 * Compare a candidate of `len` bytes. It becomes the nearest if it takes fewer
 * slips than the one before: characters too many, too few or wrong, or two
 * neighbours in the wrong order. More than two slips, or as many as half of the
 * word has characters, are another word and not a slip; neither are the words
 * compared that are longer than the identifier of a newspaper's item.
 */
void nbarc_nearest_add(struct nbarc_nearest *nearest, const char *name,
		       size_t len);

#endif
