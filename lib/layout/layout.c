/* SPDX-License-Identifier: Apache-2.0 */
#include "layout/layout.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

void nb_layout_free(struct nb_layout *layout)
{
	free(layout->boxes);
	nb_buf_free(&layout->text);
	memset(layout, 0, sizeof(*layout));
}

enum nb_status nb_layout_add(struct nb_layout *layout, const struct nb_box *box,
			     struct nb_error *err)
{
	struct nb_box *grown = nb_grow(layout->boxes, &layout->cap,
				       layout->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	layout->boxes = grown;
	grown[layout->count++] = *box;
	return NB_OK;
}

bool nb_coordinate(const char *s, size_t len, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0;

	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		value = value * 10 + (s[i] - '0');
	if (i == 0)
		return false;
	if (i < len && s[i] == '.')
		for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			value += (s[i] - '0') * (unit /= 10);
	*out = value;
	return i == len && value <= NB_COORDINATE_MAX;
}
