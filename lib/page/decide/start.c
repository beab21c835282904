/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The beginning of a page and its end (start.h, nbarc/page.h). Its lines can be
 * put into another order before anything is decided about them; the text as it
 * came is kept then.
 */
#include "page/decide/start.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/text/profile.h"

#include <stdlib.h>
#include <string.h>

/* See nb_page_start() for the errors. */
static enum nb_status check_text(const char *utf8, size_t len,
				 struct nb_error *err)
{
	size_t bad;

	if (len > NB_PAGE_MAX)
		return nb_fail_at(
			err, NB_LIMIT, NB_PAGE_MAX,
			"the text of the page has more than %zu bytes",
			NB_PAGE_MAX);
	bad = nb_utf8_invalid(utf8, len);
	if (bad < len)
		return nb_fail_at(err, NB_INVALID, bad, "not UTF-8: %s",
				  nb_utf8_reason(utf8 + bad, len - bad, NULL));
	return NB_OK;
}

static enum nb_status split_source(struct nb_page *p, const char *utf8,
				   size_t len, enum nb_line_ends ends,
				   struct nb_error *err)
{
	enum nb_status st;

	p->source = nb_strndup(utf8, len);
	p->source_len = len;
	p->ends = ends;
	if (!p->source)
		return nb_fail_mem(err);
	st = nb_lines_split(p->source, len, ends, &p->lines, err);
	if (st)
		return st;
	p->seams = nb_alloc(p->lines.count, sizeof(*p->seams));
	return p->seams ? NB_OK : nb_fail_mem(err);
}

enum nb_status nb_page_start(const char *utf8, size_t len,
			     enum nb_line_ends ends,
			     const struct nb_profile *profile,
			     struct nb_page **page, struct nb_error *err)
{
	struct nb_page *p;
	enum nb_status st = check_text(utf8, len, err);

	*page = NULL;
	if (st)
		return st;
	p = nb_alloc(1, sizeof(*p));
	if (!p)
		return nb_fail_mem(err);
	p->profile = nb_profile_or_default(profile);
	st = split_source(p, utf8, len, ends, err);
	if (st) {
		nb_page_free(p);
		return st;
	}
	*page = p;
	return NB_OK;
}

enum nb_status nb_page_move(struct nb_page *p, struct nb_moved *moved,
			    struct nb_error *err)
{
	struct nb_page *now = NULL;
	struct nb_buf text = {0};
	enum nb_status st = NB_OK;

	if (!nb_moved_is_valid(moved, p->lines.count))
		return nb_fail(err, NB_INVALID,
			       "the order of lines belongs to another text");
	st = nb_moved_text(p->source, &p->lines, p->source_len, moved, &text,
			   err);
	if (!st)
		st = nb_page_start((const char *)text.data, text.len, p->ends,
				   NULL, &now, err);
	nb_buf_free(&text);
	if (!st &&
	    (nb_moved_print(moved, &p->order) || nb_buf_add(&p->order, "", 1)))
		st = nb_fail_mem(err);
	if (!st) {
		/* Exchange what belongs to the text. */
		struct nb_page old = *p;

		p->source = now->source;
		p->source_len = now->source_len;
		p->lines = now->lines;
		p->seams = now->seams;
		p->received = old.source;
		p->received_len = old.source_len;
		p->moved = *moved;
		memset(moved, 0, sizeof(*moved));
		now->source = NULL;
		now->lines = old.lines;
		now->seams = old.seams;
	}
	nb_page_free(now);
	return st;
}

void nb_page_free(struct nb_page *page)
{
	if (!page)
		return;
	free(page->source);
	free(page->received);
	nb_moved_free(&page->moved);
	nb_buf_free(&page->order);
	free(page->repairs);
	free(page->seams);
	free(page->outcomes);
	nb_lines_free(&page->lines);
	nb_buf_free(&page->text);
	nb_profile_free(page->replayed);
	nb_buf_free(&page->names);
	free(page);
}
