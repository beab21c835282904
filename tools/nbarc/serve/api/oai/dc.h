/* SPDX-License-Identifier: Apache-2.0 */
/* An item in Dublin Core, as OAI-PMH wants it (oai_dc). */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_DC_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_DC_H

#include <nbarc/item.h>

#include "serve/api/out.h"

/* The fields that api_dc_put() needs of a record. */
uint64_t api_dc_fields(void);

/*
 * Append the element oai_dc:dc of an item. `base` is the address of the reading
 * room, without a slash at its end.
 */
void api_dc_put(struct api_out *o, const struct nb_item_record *item,
		const char *base);

#endif
