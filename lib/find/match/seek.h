/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a sequence of bytes, fast where it is rare. */
#ifndef NB_FIND_MATCH_SEEK_H
#define NB_FIND_MATCH_SEEK_H

#include <stddef.h>
#include <stdint.h>

/* What is looked for: `len` bytes, at least one, which are borrowed. */
struct nb_needle {
	const char *bytes;
	size_t len;
	/* Two bytes that follow each other, the first at this offset, are
	 * compared before all others; they should be rare. 0 if len is 1. */
	size_t probe;
};

/* Points for how frequent a character is in Chinese text, 0 to 16; each is
 * twice as frequent as the one below. */
int nb_points(uint32_t c);

/* A needle of valid UTF-8, with its rarest character as probe. */
struct nb_needle nb_needle_of(const char *bytes, size_t len);

/* The last place of a byte between `start` and p; NULL if there is none. */
const char *nb_seek_back(char c, const char *start, const char *p);

/* The first place of the needle between p and end; NULL if there is none. */
const char *nb_seek(const struct nb_needle *needle, const char *p,
		    const char *end);

#endif
