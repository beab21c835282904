/* SPDX-License-Identifier: Apache-2.0 */
/* What parameters of a request choose: from, to, title, page, kind, author and
 * head, which mean what the options of nbarc list mean. */
#ifndef NB_TOOLS_NBARC_SERVE_ASKED_H
#define NB_TOOLS_NBARC_SERVE_ASKED_H

#include "choose/choice.h"
#include "serve/http/request.h"

/*
 * Read them, and make the filter. A parameter that is "" is none, as forms send
 * fields without a text. The texts are those of the request. NB_USAGE if one is
 * wrong, or given twice though it takes one value.
 */
NB_CHECK enum nb_status room_asked(const struct room_request *request,
				   struct nbarc_choice *choice,
				   struct nb_error *err);

#endif
