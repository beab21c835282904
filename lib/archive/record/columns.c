/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the columns of a content, and passing over further ones
 * (format-spec/nbarc-format.md, section 3.1). */
#include "archive/record/columns.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/varint.h"

/* Take the further column that is known, and pass over those that a newer
 * writer has added, unless one of them may not be ignored. */
static enum nb_status take_further(const uint8_t *p, const uint8_t *end,
				   struct nb_further *known, const char *what,
				   struct nb_error *err)
{
	uint64_t tag, size;

	while (p != end) {
		if (!nb_varint_get(&p, end, &tag) ||
		    !nb_varint_get(&p, end, &size) || tag == 0 ||
		    size > (size_t)(end - p) ||
		    (known && tag == known->tag && known->found))
			return nb_fail(err, NB_INVALID,
				       "%s: its further columns are invalid",
				       what);
		if (known && tag == known->tag) {
			known->found = true;
			known->values = (struct nb_values){p, p + size};
		} else if (tag >= NB_TAG_REFUSE)
			return nb_fail_newer(err, NB_NO_OFFSET, what);
		p += size;
	}
	return NB_OK;
}

enum nb_status nb_columns_split(const struct nb_buf *content,
				struct nb_values *columns, size_t count,
				struct nb_further *known, const char *what,
				struct nb_error *err)
{
	const uint8_t *p = content->data, *end = p + content->len;
	uint64_t size;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!nb_varint_get(&p, end, &size) || size > (size_t)(end - p))
			return nb_fail(err, NB_INVALID,
				       "%s: a column exceeds its content",
				       what);
		columns[i] = (struct nb_values){p, p + size};
		p += size;
	}
	return take_further(p, end, known, what, err);
}
