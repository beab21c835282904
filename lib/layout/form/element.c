/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of XML. */
#include "layout/form/element.h"

#include <string.h>
#include <strings.h>

const char *nb_element_get(const struct nb_element *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		if (strcasecmp(e->attributes[i].name, name) == 0)
			return e->attributes[i].value;
	return NULL;
}
