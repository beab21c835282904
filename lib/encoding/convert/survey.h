/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The survey of a text: which of its characters a reader should know about
 * (struct nb_survey).
 */
#ifndef NB_ENCODING_SURVEY_H
#define NB_ENCODING_SURVEY_H

#include <nbarc/encoding.h>

/*
 * A survey in progress: how far it is, and the last two characters, as traces
 * of a wrong conversion have three. All zeros is the beginning.
 */
struct nb_surveyor {
	uint64_t at;		 /* bytes of UTF-8 so far */
	uint32_t before, second; /* the last but one and the last */
};

/*
 * Survey the next len bytes of a text in valid UTF-8; no character may be cut.
 * Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_survey_add(struct nb_surveyor *surveyor,
				      struct nb_survey *survey,
				      const uint8_t *utf8, size_t len,
				      struct nb_error *err);
/*
 * Count one occurrence, and record its offset while fewer than NB_OFFSETS_MAX
 * are recorded.
 */
NB_CHECK enum nb_status nb_found_add(struct nb_found *found, uint64_t offset,
				     struct nb_error *err);

/* Free the lists of offsets. */
void nb_survey_free(struct nb_survey *survey);

#endif
