/* SPDX-License-Identifier: Apache-2.0 */
/* What the structure decision sees of a page: the shape of every unit, and how
 * many words it shares with the units around it. */
#ifndef NB_ARTICLE_VIEW_H
#define NB_ARTICLE_VIEW_H

#include "page/text/profile.h"
#include "page/text/shape.h"

#include <nbarc/article.h>

/* Units on either side whose words are compared. */
#define NB_NEAR 3

struct nb_view {
	struct nb_shape shape;
	uint32_t third;	 /* character, marks folded */
	bool wide_gap;	 /* three empty lines or more before it */
	bool caption;	 /* begins with the mark of a caption */
	bool headlike;	 /* short, and does not end as a sentence does */
	bool report;	 /* begins as reports do: a source, a mark */
	bool credit;	 /* names, and the word for taking a photograph */
	bool enclosed;	 /* as a whole in brackets */
	uint8_t repeats; /* other units, not headlike, that begin alike */
	unsigned since;	 /* units since the last that was headlike */
	uint8_t before[NB_NEAR]; /* words of it that unit i - 1 - k has too */
	uint8_t after[NB_NEAR];	 /* words of it that unit i + 1 + k has too */
	uint8_t across;		 /* words of unit i + 1 in units i - 1, i - 2 */
};

struct nb_views {
	struct nb_view *list;
	size_t count;
	unsigned headlike; /* their share of all units, 0 to 15 */
	unsigned names;	   /* units that are a byline */
	unsigned gaps;	   /* units behind a wide gap */
};

/* Look at the units of a division, which need offset and len only; *gaps has
 * the number of empty lines before each. */
NB_CHECK enum nb_status nb_views_make(const char *text,
				      const struct nb_unit *units,
				      const uint8_t *gaps, size_t count,
				      const struct nb_profile *profile,
				      struct nb_views *views,
				      struct nb_error *err);
void nb_views_free(struct nb_views *views);

#endif
