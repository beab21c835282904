/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which blocks of an item may have a hit: heads, paragraphs and bylines that
 * contain what is required. A hit lies in one block, so that nothing else of
 * the document need be read where only the number of hits is wanted.
 */
#ifndef NB_FIND_SEARCH_BLOCKS_H
#define NB_FIND_SEARCH_BLOCKS_H

#include "find/match/pattern.h"
#include "xml/tags.h"

/* Where the search of an item is. Everything is borrowed. */
struct nb_blocks {
	const struct nb_grep *grep;
	const char *start, *end; /* the slice of the item */
	const char *p;		 /* the blocks before it were found */
	struct nb_words_place place;
};

/* What nb_blocks_next() found. */
enum nb_blocks_found {
	NB_BLOCKS_ONE,	/* a block */
	NB_BLOCKS_END,	/* none any more */
	NB_BLOCKS_WHOLE /* it cannot tell: the whole item is to be searched */
};

/* Can items be searched block by block? */
static inline bool nb_blocks_suit(const struct nb_grep *grep)
{
	return grep->anchors.words && !grep->next && !grep->reader;
}

/* Begin with an item, whose slice of the document is the `len` bytes at `xml`.
 * The grep must suit. */
void nb_blocks_begin(struct nb_blocks *blocks, const struct nb_grep *grep,
		     const char *xml, size_t len);

/* Find the next block, of which *tag is the start tag. The caller then sets
 * blocks->p to its end. */
enum nb_blocks_found nb_blocks_next(struct nb_blocks *blocks,
				    struct nb_tag *tag);

#endif
