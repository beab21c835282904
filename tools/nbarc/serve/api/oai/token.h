/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resumption tokens of OAI-PMH (section 3.5 of the protocol).
 *
 * A token says everything about the list that it goes on with, so that the
 * server keeps nothing between two requests and a token never expires. It has
 * letters, digits, hyphens, dots and underscores only: some harvesters put it
 * into an address as it is. Anybody may make one; what it says is checked like
 * arguments, and it can choose nothing that arguments could not.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_TOKEN_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_TOKEN_H

#include "serve/api/oai/arguments.h"

/* Write the token of a list that goes on at this place after `given` items. */
void api_oai_token_write(const struct api_oai_choice *choice,
			 const struct api_place *place, uint64_t given,
			 char token[API_OAI_TOKEN_MAX]);

/* Read one into choice, place and number of the request; false, and they are
 * undefined, if it is none. */
bool api_oai_token_read(const char *token, struct api_oai_request *request);

#endif
