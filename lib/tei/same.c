/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing documents except for the program that wrote them (nb_tei_same()):
 * the archive keeps the old document of a page if nothing but appInfo has
 * changed.
 */
#include "tei/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* A part of a document, which is borrowed. */
struct part {
	const char *p, *end;
};

/*
 * The parts before and after the element appInfo. False if the header has none:
 * then everything is in the first part.
 */
static bool cut_out_appinfo(const void *xml, size_t len, struct part *before,
			    struct part *after)
{
	const char *p = xml, *end = p + len;
	struct nb_tag tag;
	bool inside = false;

	*before = (struct part){p, end};
	*after = (struct part){end, end};
	while (nb_tag_find(p, end, &tag) && !nb_tag_is(&tag, "body")) {
		p = tag.end;
		if (!nb_tag_is(&tag, "appInfo"))
			continue;
		if (tag.closes && inside) {
			after->p = tag.end;
			return true;
		}
		before->end = tag.start;
		inside = true;
	}
	before->end = end;
	return false;
}

/* Do two parts have the same bytes? */
static bool same_part(const struct part *x, const struct part *y)
{
	size_t n = (size_t)(x->end - x->p);

	return n == (size_t)(y->end - y->p) && memcmp(x->p, y->p, n) == 0;
}

bool nb_tei_same(const void *a, size_t a_len, const void *b, size_t b_len)
{
	struct part a_before, a_after, b_before, b_after;

	(void)cut_out_appinfo(a, a_len, &a_before, &a_after);
	(void)cut_out_appinfo(b, b_len, &b_before, &b_after);
	return same_part(&a_before, &b_before) && same_part(&a_after, &b_after);
}
