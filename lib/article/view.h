/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the structure decision sees of a page: the shape of every unit, how many
 * words it shares with the units around it, and habits of the page. A unit is
 * one line of the normalised text.
 */
#ifndef NB_ARTICLE_VIEW_H
#define NB_ARTICLE_VIEW_H

#include "page/text/profile.h"
#include "page/text/shape.h"

#include <nbarc/article.h>

/* Units on either side whose words are compared. */
#define NB_NEAR 3
/* Log2 of the number of words that are told apart. */
#define NB_WORD_LOG 14u

/* One unit. */
struct nb_view {
	struct nb_shape shape;
	uint32_t third; /* character, with marks folded; 0: none */
	bool wide_gap;	/* three empty lines or more stand before it */
	bool caption;	/* it begins with the mark of a caption */
	bool headlike;	/* it may be a head by its shape */
	bool report;	/* it begins as reports do: with a dateline or a mark */
	bool dispatch;	/* it is one, from its dateline to its last sentence */
	bool credit;	/* it names who took a photograph */
	bool enclosed;	/* it is in brackets as a whole */
	bool signs;	/* it looks like a line that names someone, and does */
	bool credits;	/* it says who made something, and nothing else */
	bool column;	/* it ends with the name of a column, as heads do */
	uint8_t known;	/* what byline/marks.h keeps of it */
	uint8_t repeats; /* other units, no heads, that begin alike */
	unsigned since;	 /* units since the last one that was headlike */
	uint8_t before[NB_NEAR]; /* words that unit i - 1 - k has too */
	uint8_t after[NB_NEAR];	 /* words that unit i + 1 + k has too */
	uint8_t across; /* words of unit i + 1 in units i - 1 and i - 2 */
	/* What features are made of again and again: the width in steps that
	 * grow, the kind of the last character, both in one number, and the
	 * looks above in a few bits, at least one of which is set. */
	uint32_t width, last, end, look;
};

/*
 * All units of a page. The lists are owned. The words of unit i are the hashes
 * of words from word_ends[i - 1], or 0, to word_ends[i].
 */
struct nb_views {
	struct nb_view *list;
	size_t count;
	uint16_t *words; /* below 1 << NB_WORD_LOG */
	size_t *word_ends;
	unsigned headlike; /* share of the units that are, 0 to 15 */
	unsigned names;	   /* units that are a byline */
	unsigned gaps;	   /* units after a wide gap */
};

/*
 * What a character is, for features: marks are themselves, Han characters,
 * digits and letters only their kind.
 */
uint32_t nb_view_kind(uint32_t c);

/*
 * Look at the units of a text, which is valid UTF-8; of each unit only offset
 * and len are used. gaps[i] is the number of empty lines before unit i. profile
 * NULL is the default. Fails only with NB_NOMEM; call nb_views_free() also
 * then.
 */
NB_CHECK enum nb_status nb_views_make(const char *text,
				      const struct nb_unit *units,
				      const uint8_t *gaps, size_t count,
				      const struct nb_profile *profile,
				      struct nb_views *views,
				      struct nb_error *err);
void nb_views_free(struct nb_views *views);

#endif
