/* SPDX-License-Identifier: Apache-2.0 */
/* Making the essence of a page (essence.h): one pass over its lines. */
#include "page/text/essence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

enum nb_status nb_essence_make(const char *source, size_t len,
			       const struct nb_lines *lines,
			       const struct nb_profile *profile,
			       struct nb_essence *e, struct nb_error *err)
{
	size_t at, i;
	uint32_t cp = 0;
	char utf8[4];

	memset(e, 0, sizeof(*e));
	e->starts = nb_alloc(lines->count, sizeof(*e->starts));
	if (!e->starts || nb_buf_reserve(&e->text, len ? len : 1))
		return nb_fail_mem(err);
	/* What is between lines is white space, or the padding of a file. */
	for (i = 0; i < lines->count; i++) {
		const struct nb_line *line = &lines->list[i];

		e->starts[i] = e->text.len;
		for (at = line->start; at < line->end;) {
			at += nb_utf8_get(source + at, line->end - at, &cp);
			if (nb_is_space(cp))
				continue;
			cp = nb_profile_fold(profile, cp);
			if (nb_buf_add(&e->text, utf8, nb_utf8_put(utf8, cp)))
				return nb_fail_mem(err);
		}
	}
	return NB_OK;
}

void nb_essence_free(struct nb_essence *e)
{
	nb_buf_free(&e->text);
	free(e->starts);
	e->starts = NULL;
}
