/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding: characters that a search takes for the same become one character,
 * in the text as well as in what is looked for.
 *
 * A fold maps code points to code points. With `width`, full-width forms of
 * ASCII, half-width kana and the like have the character that Unicode names as
 * their decomposition <wide> or <narrow>, so that a full-width comma is a
 * comma. variants.c adds the ideographs. A fold never changes once it is made,
 * and any number of threads may use it.
 */
#ifndef NB_FIND_MATCH_FOLD_H
#define NB_FIND_MATCH_FOLD_H

#include <nbarc/buf.h>

#include <stdbool.h>
#include <stdint.h>

/* Pages of 256 code points. */
#define NB_FOLD_PAGES 0x1100u

/* A code point and what it is folded to. */
struct nb_fold_pair {
	uint32_t from, to;
};

/* All zeros folds nothing. Everything is owned. */
struct nb_fold {
	/* What the code points of each page are folded to; NULL: themselves. */
	uint32_t *pages[NB_FOLD_PAGES];
	/* Does a code point that is changed begin with this byte in UTF-8? */
	bool leads[256];
	bool width_only;	    /* only nb_fold_width() was called */
	struct nb_fold_pair *pairs; /* all that are changed */
	size_t count, cap;
};

/* Fold full and half width. NB_NOMEM. */
NB_CHECK enum nb_status nb_fold_width(struct nb_fold *fold);

/* Fold one more code point, which must not be folded yet. NB_NOMEM. */
NB_CHECK enum nb_status nb_fold_add(struct nb_fold *fold, uint32_t from,
				    uint32_t to);

/* Free what the fold owns. */
void nb_fold_free(struct nb_fold *fold);

/* What a code point, at most U+10FFFF, is folded to. */
static inline uint32_t nb_fold_char(const struct nb_fold *fold, uint32_t c)
{
	const uint32_t *page = fold->pages[c >> 8];

	return page ? page[c & 255] : c;
}

/* Is there another code point that is folded to this one, or is this one
 * changed? */
bool nb_fold_concerns(const struct nb_fold *fold, uint32_t c);

/*
 * Up to `max` code points that are folded to `c`, itself among them unless it
 * is changed; returns how many there are, which may be more.
 */
size_t nb_fold_sources(const struct nb_fold *fold, uint32_t c, uint32_t *out,
		       size_t max);

/*
 * Append valid UTF-8, folded. `origins` gets what nb_fold_origin() needs; it
 * may be NULL. NB_NOMEM.
 */
NB_CHECK enum nb_status nb_fold_text(const struct nb_fold *fold, const char *s,
				     size_t len, struct nb_buf *out,
				     struct nb_buf *origins);

/* The offset in the text that an offset in the folded text stands for, if both
 * began with empty buffers. */
size_t nb_fold_origin(const struct nb_buf *origins, size_t at);

#endif
