/* SPDX-License-Identifier: Apache-2.0 */
/* The description of the interface (OpenAPI 3.1). tests/room/api.py holds it to
 * what the addresses answer. */
#include "serve/api/json/openapi.h"

#include "base/embed.h"
#include "serve/api/json/form.h"

NB_EMBEDDED(char, room_openapi);

enum nb_status api_openapi(struct room_request *q, struct room_response *a,
			   struct nb_error *err)
{
	(void)q;
	a->type = API_JSON;
	a->fixed = room_openapi;
	a->fixed_len = (size_t)(room_openapi_end - room_openapi);
	return room_header(a, err, "Access-Control-Allow-Origin", "*");
}
