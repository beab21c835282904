/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ragged lines: those that an OCR engine read from an old print. Characters are
 * lost, so the lines are of unequal length, and the characters at a break may
 * be wrong.
 *
 * For such lines the odds from the text are weighed with facts of the lines
 * around, as place.h does if boxes are known. The weights are in
 * ragged_weights.h, made by training/page/ragged.c.
 */
#ifndef NB_PAGE_RAGGED_H
#define NB_PAGE_RAGGED_H

#include "page/weigh/shapes.h"

/*
 * The facts of a break: NB_RAGGED_KINDS numbers of about -1 to 1, and then the
 * same again, or 0 if the break before is true. The second half lets each fact
 * count differently in a paragraph that goes on.
 */
#define NB_RAGGED_KINDS 24
#define NB_RAGGED_FACTS (2 * NB_RAGGED_KINDS)
#define NB_RAGGED_TEXT 1    /* index of the odds from the text */
#define NB_RAGGED_SETTING 2 /* index of the odds from text and setting */
/* The name of each fact, for explanations, and its weight. */
extern const char *const nb_ragged_names[NB_RAGGED_KINDS];
extern const double nb_ragged_weights[NB_RAGGED_FACTS];

/* True if the break before block i parts two ragged lines. */
bool nb_is_ragged(const struct nb_shapes *shapes, size_t i);

/*
 * True if the break before block i, between ragged lines, is certainly a true
 * one: a line that is a date or the title of a quotation stands on either side.
 */
bool nb_ragged_parts(const struct nb_shapes *shapes, size_t i);

/*
 * Compute the facts of the break before block i. `text` and `setting` are ln of
 * the odds from the text, and from text and setting; goes_on: the break before
 * block i - 1 is false.
 */
void nb_ragged_facts(const struct nb_shapes *shapes, size_t i, double text,
		     double setting, bool goes_on,
		     double facts[NB_RAGGED_FACTS]);

/* ln of the odds from all facts. */
double nb_ragged_odds(const double facts[NB_RAGGED_FACTS]);

#endif
