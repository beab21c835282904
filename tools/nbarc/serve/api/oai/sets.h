/* SPDX-License-Identifier: Apache-2.0 */
/* The sets of OAI-PMH: the newspapers. */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_SETS_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_SETS_H

#include "serve/api/oai/list.h"

/*
 * Append the element ListSets, with the code and the name of each newspaper.
 * *any is false, and nothing is appended, if there are none. Reads two pages a
 * newspaper. NB_INVALID where a catalogue is damaged; NB_NOMEM.
 */
NB_CHECK enum nb_status api_oai_sets(
	struct api_out *o, const struct api_oai_repository *repository,
	bool *any, struct nb_error *err);

#endif
