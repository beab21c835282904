/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of lists: format=json, jsonl, csv or tsv; downloads; links. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_FORM_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_FORM_H

#include <stdbool.h>

#include "rows/row.h"
#include "serve/api/out.h"
#include "serve/http/request.h"
#include "serve/http/response.h"

/* Media types that several answers have. */
#define API_JSON "application/json"
#define API_LINES "application/x-ndjson"

/* Read the parameter format. The records of a JSON object are lines of JSON
 * without their ends: *form is that of the lines. NB_USAGE. */
NB_CHECK enum nb_status api_form_read(const struct room_request *request,
				      enum nbarc_form *form, bool *object,
				      struct nb_error *err);

/* True if the request asks for a JSON object. */
bool api_form_is_object(const struct room_request *request);

/* The media type of a form, and the ending of the name of a file in it. */
const char *api_form_type(enum nbarc_form form, bool object);
const char *api_form_suffix(const struct room_request *request);

/*
 * With the parameter `download`, let the answer be kept as a file of this name
 * and ending (RFC 6266). What a file name could not have anywhere becomes "_";
 * a name with other characters than ASCII is given in both forms. NB_NOMEM,
 * NB_LIMIT.
 */
NB_CHECK enum nb_status api_attach(const struct room_request *request,
				   struct room_response *response,
				   const char *name, const char *suffix,
				   struct nb_error *err);

/* The same, whether the parameter is there or not. */
NB_CHECK enum nb_status api_attach_always(struct room_response *response,
					  const char *name, const char *suffix,
					  struct nb_error *err);

/* Append the address of the request with one parameter set to another value. */
void api_again(struct api_out *o, const struct room_request *request,
	       const char *name, const char *value);

#endif
