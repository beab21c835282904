/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of a request of OAI-PMH 2.0 (sections 3.6 and 4 of the
 * protocol). */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_ARGUMENTS_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve/api/walk.h"

/* The verbs; API_OAI_NONE is a request that has no verb, or a wrong one. */
enum api_oai_verb {
	API_OAI_NONE,
	API_OAI_GET_RECORD,
	API_OAI_IDENTIFY,
	API_OAI_LIST_IDENTIFIERS,
	API_OAI_LIST_FORMATS,
	API_OAI_LIST_RECORDS,
	API_OAI_LIST_SETS,
};

/* The forms of metadata. */
enum api_oai_format { API_OAI_DC, API_OAI_TEI, API_OAI_FORMATS };

/* The name of a verb as requests have it, and the prefix of a form. */
const char *api_oai_verb_name(enum api_oai_verb verb);
const char *api_oai_format_name(enum api_oai_format format);

/* An argument as it came, decoded, with NUL-terminated texts. */
struct api_oai_pair {
	const char *name, *value;
};

/* No time limit. */
#define API_OAI_ALWAYS UINT64_MAX

/*
 * What a list is asked for. Times are seconds since 1970 UTC and both are
 * included; `set` is the code of a newspaper, or "".
 */
struct api_oai_choice {
	enum api_oai_format format;
	uint64_t from, until;
	char set[13];
};

/* The longest resumption token, with its NUL. */
#define API_OAI_TOKEN_MAX 512

/*
 * A request that was read. If `error` is not NULL it is the code of an error of
 * the protocol ("badArgument"), and `why` a sentence about it. `echo` says
 * whether the answer repeats the arguments, as it must unless the verb or the
 * arguments are not valid.
 */
struct api_oai_request {
	enum api_oai_verb verb;
	const struct api_oai_pair *pairs; /* borrowed, to be repeated */
	size_t count;
	bool echo;
	const char *error;
	char why[160];
	const char *identifier; /* borrowed; NULL: not given */
	struct api_oai_choice choice;
	struct api_place place; /* of the resumption token */
	uint64_t given;		/* items before it, by the token */
	bool resumed;
};

/* Read the arguments. Every one must be known and given once. */
void api_oai_read(const struct api_oai_pair *pairs, size_t count,
		  struct api_oai_request *request);

#endif
