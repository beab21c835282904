/* SPDX-License-Identifier: Apache-2.0 */
/* A page, as the files of this stage share it. */
#ifndef NB_PAGE_PAGE_H
#define NB_PAGE_PAGE_H

#include "page/text/blocks.h"

#include <nbarc/review.h>

#define NB_MODEL_NAME_MAX 64

struct nb_page {
	char *source; /* the text as it came */
	size_t source_len;
	struct nb_buf text; /* normalised */
	struct nb_repair *repairs;
	size_t repair_count, repair_cap;
	struct nb_lines lines;
	struct nb_seam *seams; /* an element a line */
	const struct nb_profile *profile;
	double threshold;
	const struct nb_layout *layout;	  /* of the options */
	char layout_id[NB_LAYOUT_ID_MAX]; /* of it, or "" */
	uint8_t *outcomes; /* an element a decision; NULL without decisions */
	char model[NB_MODEL_NAME_MAX]; /* that decided */
	/* Of a page that was made again from its journal. */
	struct nb_profile *replayed;
	struct nb_buf names; /* what `by` points to */
};

/* Probabilities are on record in thousandths, wherever they are shown. */
#define NB_PROBABILITY_ONE 1000u
unsigned nb_probability_units(double probability);

/* A page with a copy of its source, split into lines, nothing decided. */
NB_CHECK enum nb_status nb_page_start(const char *utf8, size_t len,
				      const struct nb_profile *profile,
				      struct nb_page **page,
				      struct nb_error *err);

/* Who decided, where a person did. */
extern const char nb_by_person[];

/* Find how likely each break is to be false: seam[i] is that before block i,
 * from 1 on, of which `joined` is left alone. */
NB_CHECK enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
					const uint8_t *model,
					struct nb_seam *seam,
					struct nb_error *err);

/* The probability from which on a break is joined, at a threshold of the page:
 * between printed lines it is lower. */
double nb_seam_threshold(const struct nb_seam *seam, double threshold);

/* The same again for the one before block i, with the reasons that the text and
 * the setting of the page are; layouts come to them in place.h. */
NB_CHECK enum nb_status nb_seams_explain(const struct nb_blocks *blocks,
					 const uint8_t *model, size_t i,
					 struct nb_seam *seam,
					 struct nb_explanation *why,
					 struct nb_error *err);

/* Add a reason, with the name of a feature or NULL. */
NB_CHECK enum nb_status nb_explanation_add(struct nb_explanation *why,
					   enum nb_witness witness,
					   const char *feature, double value,
					   double weight, struct nb_error *err);

/* Write the normalised text and the repairs of a page, whose seams are
 * decided. */
NB_CHECK enum nb_status nb_page_write(struct nb_page *page,
				      struct nb_error *err);

#endif
