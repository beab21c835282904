/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents without the marks of joined breaks (nb_tei_plain()), for
 * stylesheets that take each lb for the end of a line.
 */
#include "base/error.h"
#include "tei/document.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* Append text between tags, without what the header says about the marks. */
static enum nb_status add_text(const char *p, const char *end,
			       struct nb_buf *out)
{
	static const char marks[] = NB_TEI_MARKS;
	size_t n = sizeof(marks) - 1;
	const char *at = p;
	enum nb_status st;

	while (at && (size_t)(end - at) >= n && memcmp(at, marks, n) != 0)
		at = memchr(at + 1, marks[0], (size_t)(end - at - 1));
	if (!at || (size_t)(end - at) < n)
		return nb_buf_add(out, p, (size_t)(end - p));
	st = nb_buf_add(out, p, (size_t)(at - p));
	return st ? st : nb_buf_add(out, at + n, (size_t)(end - at) - n);
}

enum nb_status nb_tei_plain(const void *xml, size_t len, struct nb_buf *out,
			    struct nb_error *err)
{
	const char *p = xml, *end = p + len;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	for (; !st && nb_tag_find(p, end, &tag); p = tag.end) {
		st = add_text(p, tag.start, out);
		if (!st && !nb_tag_is(&tag, "lb") && !nb_tag_is(&tag, "cb"))
			st = nb_buf_add(out, tag.start,
					(size_t)(tag.end - tag.start));
	}
	if (!st)
		st = add_text(p, end, out);
	return st ? nb_fail_mem(err) : NB_OK;
}
