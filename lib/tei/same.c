/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing documents except for what no conversion can know (nb_tei_same()):
 * the archive keeps the old document of a page if nothing has changed but
 * appInfo, the change that names the program, and the identifiers that the page
 * had before it was renamed.
 */
#include "tei/document.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* What is left of a document, from p to `end`; both are borrowed. */
struct rest {
	const char *p, *end;
	bool in_body;	   /* nothing more is left out */
	unsigned programs; /* elements left out that name the program */
};

/* Is this the tag of the change that names the program? */
static bool is_conversion(const struct nb_tag *tag)
{
	static const char conversion[] = NB_TEI_CONVERTED;
	size_t n = sizeof(conversion) - 1;

	return (size_t)(tag->end - tag->start) == n &&
	       memcmp(tag->start, conversion, n) == 0;
}

/* Is this the tag of an identifier that the page had before? */
static bool is_previous(const struct nb_tag *tag)
{
	static const char previous[] = "<idno type=\"" NB_TEI_PREVIOUS "\">";
	size_t n = sizeof(previous) - 1;

	return (size_t)(tag->end - tag->start) == n &&
	       memcmp(tag->start, previous, n) == 0;
}

/* The end of the element that `tag` opens, or NULL if it does not end. */
static const char *end_of(const struct nb_tag *tag, const char *end)
{
	struct nb_tag inner;
	const char *p = tag->end;

	for (; nb_tag_find(p, end, &inner); p = inner.end)
		if (inner.closes && inner.name_len == tag->name_len &&
		    memcmp(inner.name, tag->name, tag->name_len) == 0)
			return inner.end;
	return NULL;
}

/*
 * Take the next part that is compared: up to an element that is left out, which
 * is skipped, or up to the end. False if nothing is left.
 */
static bool next_part(struct rest *r, const char **part, size_t *len)
{
	const char *p = r->p, *after = r->end;
	struct nb_tag tag;

	if (p == r->end)
		return false;
	*part = p;
	*len = (size_t)(r->end - p);
	while (!r->in_body && nb_tag_find(p, r->end, &tag)) {
		p = tag.end;
		r->in_body = nb_tag_is(&tag, "body");
		if (tag.closes ||
		    (!nb_tag_is(&tag, "appInfo") && !is_conversion(&tag) &&
		     !is_previous(&tag)) ||
		    !end_of(&tag, r->end))
			continue;
		*len = (size_t)(tag.start - *part);
		after = end_of(&tag, r->end);
		r->programs += !is_previous(&tag);
		break;
	}
	r->p = after;
	return true;
}

/* One document may have identifiers of before that the other has not, so that
 * their parts may have different lengths. Both must name as many programs. */
bool nb_tei_same(const void *a, size_t a_len, const void *b, size_t b_len)
{
	struct rest x = {a, (const char *)a + a_len, false, 0};
	struct rest y = {b, (const char *)b + b_len, false, 0};
	const char *p = NULL, *q = NULL;
	size_t n = 0, m = 0, both;

	for (;;) {
		while (!n && next_part(&x, &p, &n))
			;
		while (!m && next_part(&y, &q, &m))
			;
		both = n < m ? n : m;
		if (!both)
			return n == m && x.programs == y.programs;
		if (memcmp(p, q, both) != 0)
			return false;
		p += both;
		q += both;
		n -= both;
		m -= both;
	}
}
