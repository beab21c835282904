/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines as an engine reads them from an old print: of unequal length, since
 * characters are lost, with wrong characters at the break. What the text says
 * is weighed with facts of the lines around it, as place.h does where boxes
 * are known.
 */
#ifndef NB_PAGE_RAGGED_H
#define NB_PAGE_RAGGED_H

#include "page/weigh/shapes.h"

/* What the model sees of a break: numbers of about -1 to 1, first as they are,
 * then again, or 0 where the break before is true. */
#define NB_RAGGED_KINDS 21
#define NB_RAGGED_FACTS (2 * NB_RAGGED_KINDS)
#define NB_RAGGED_TEXT 1    /* the place of the text's odds */
#define NB_RAGGED_SETTING 2 /* and of those with the setting */
extern const char *const nb_ragged_names[NB_RAGGED_KINDS];
extern const double nb_ragged_weights[NB_RAGGED_FACTS];

/* Are the two lines at the break before block i such? */
bool nb_is_ragged(const struct nb_shapes *shapes, size_t i);

/* ln of the odds by the text, and by text and setting; goes_on: the break
 * before block i - 1 is false. */
void nb_ragged_facts(const struct nb_shapes *shapes, size_t i, double text,
		     double setting, bool goes_on,
		     double facts[NB_RAGGED_FACTS]);

/* ln of the odds by all of them. */
double nb_ragged_odds(const double facts[NB_RAGGED_FACTS]);

#endif
