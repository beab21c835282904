/* SPDX-License-Identifier: Apache-2.0 */
/* Characters of a text that its reader should know of. */
#ifndef NB_ENCODING_SURVEY_H
#define NB_ENCODING_SURVEY_H

#include <nbarc/encoding.h>

/* A survey in progress: where it is in the text, and the two characters
 * before. */
struct nb_surveyor {
	uint64_t at; /* bytes of UTF-8 */
	uint32_t before, second;
};

/* Look at the next len bytes of a text in UTF-8, whole characters. */
NB_CHECK enum nb_status nb_survey_add(struct nb_surveyor *surveyor,
				      struct nb_survey *survey,
				      const uint8_t *utf8, size_t len,
				      struct nb_error *err);
/* Note one offset. */
NB_CHECK enum nb_status nb_found_add(struct nb_found *found, uint64_t offset,
				     struct nb_error *err);
void nb_survey_free(struct nb_survey *survey);

#endif
