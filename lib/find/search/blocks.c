/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the blocks of an item that may have a hit (blocks.h).
 *
 * The anchors of what is required are looked for in the bytes of the document,
 * as for the item as a whole (literal.h). From one that fits, the tags before
 * it lead back to the start tag of its block. Where another tag comes first, or
 * the text goes on in another block, the item has to be searched as a whole.
 */
#include "find/search/blocks.h"
#include "tei/text.h"

#include <string.h>

void nb_blocks_begin(struct nb_blocks *b, const struct nb_grep *grep,
		     const char *xml, size_t len)
{
	b->grep = grep;
	b->start = b->p = xml;
	b->end = xml + len;
	nb_words_begin(grep->anchors.words, xml, b->end, &b->place);
}

/* Does one of the required sequences fit around the anchor at `at`? */
static bool fits(const struct nb_blocks *b, const char *at)
{
	const struct nb_grep *g = b->grep;
	size_t i;

	for (i = 0; i < g->required_count; i++)
		if (nb_literal_fits(&g->required[i], &g->fold, b->start, b->end,
				    at))
			return true;
	return false;
}

/* Find the start tag of the block around `at`. False if there is none, `at` is
 * in a tag, or the block is a part of a paragraph. */
static bool find_block(const struct nb_blocks *b, const char *at,
		       struct nb_tag *tag)
{
	const char *p = at;
	size_t len;

	while ((p = nb_seek_back('<', b->p, p)) != NULL) {
		if (!nb_tag_find(p, b->end, tag) || tag->end > at)
			return false;
		if (nb_tei_is_block(tag))
			return !tag->closes && !tag->empty &&
			       !nb_tag_attribute(tag, "part", &len);
	}
	return false;
}

enum nb_blocks_found nb_blocks_next(struct nb_blocks *b, struct nb_tag *tag)
{
	const struct nb_words *anchors = b->grep->anchors.words;
	const char *at = b->p;
	size_t len;

	for (; (at = nb_words_next(anchors, at, b->end, &b->place, &len));
	     at += len)
		if (fits(b, at))
			return find_block(b, at, tag) ? NB_BLOCKS_ONE
						      : NB_BLOCKS_WHOLE;
	return NB_BLOCKS_END;
}
