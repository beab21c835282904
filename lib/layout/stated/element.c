/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of XML. */
#include "layout/stated/element.h"
#include "layout/lines/layout.h"

#include <string.h>
#include <strings.h>

const char *nb_element_get(const struct nb_element *e, const char *name)
{
	size_t i;

	/* Most names differ in their first letter. */
	for (i = 0; i < e->count; i++)
		if (((e->attributes[i].name[0] ^ name[0]) & ~0x20) == 0 &&
		    strcasecmp(e->attributes[i].name, name) == 0)
			return e->attributes[i].value;
	return NULL;
}

bool nb_element_edges(const struct nb_element *e, const char *const names[4],
		      double edges[4])
{
	size_t i;

	for (i = 0; i < 4; i++) {
		const char *value = nb_element_get(e, names[i]);

		if (!value || !nb_edge(value, strlen(value), &edges[i]))
			return false;
	}
	return true;
}
