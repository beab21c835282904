/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repair decision: which breaks between blocks are not the author's. Rules
 * where they are certain, the model elsewhere. Half- and full-width marks count
 * as one, so that the width of the marks never changes a decision.
 */
#include "page/seam.h"
#include "page/model.h"
#include "page/page.h"

static double probability(const struct nb_shapes *s, size_t i)
{
	uint32_t hashes[NB_FEATURES_MAX];
	size_t n = nb_seam_features(s, i, nb_model_data, hashes);

	return nb_model_probability(nb_model_data, hashes, n);
}

enum nb_status nb_seams_decide(const struct nb_blocks *blocks, double threshold,
			       struct nb_seam *seam, size_t *joined,
			       struct nb_error *err)
{
	struct nb_shapes s;
	enum nb_status st = nb_shapes_make(blocks, &s, err);
	size_t i;

	*joined = 0;
	for (i = 1; !st && i < s.count; i++) {
		int certain = nb_seam_certain(&s, i, &seam[i].by);

		seam[i].probability =
			certain < 0 ? probability(&s, i) : certain;
		seam[i].joined = seam[i].probability >= threshold;
		*joined += seam[i].joined;
	}
	nb_shapes_free(&s);
	return st;
}
