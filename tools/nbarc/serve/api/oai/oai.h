/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archives as a repository of OAI-PMH 2.0
 * (https://www.openarchives.org/OAI/openarchivesprotocol.html).
 *
 * Its items are those of the archives, in the forms oai_dc and tei. The
 * datestamp of an item is the time of the commit that added the newest revision
 * of its page, so that it says a second. What was withdrawn or has moved is
 * deleted, and stays so. The sets are the newspapers.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_OAI_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_OAI_H

#include "serve/api/oai/list.h"

/* The address of the repository, after that of the reading room. */
#define API_OAI_PATH "/oai"

/*
 * Append the answer to a request with these arguments, a document of XML.
 * Errors of the protocol are answers, too. After a failure nothing is appended:
 * NB_INVALID where a catalogue is damaged; NB_NOMEM.
 */
NB_CHECK enum nb_status api_oai_answer(
	const struct api_oai_repository *repository,
	const struct api_oai_pair *pairs, size_t count, struct nb_buf *out,
	struct nb_error *err);

#endif
