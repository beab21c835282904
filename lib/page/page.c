/* SPDX-License-Identifier: Apache-2.0 */
/* Repairing a page until nothing changes. */
#include "page/page.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/place.h"

#include <stdlib.h>
#include <string.h>

/* The text alone must be surer: it does not see that a line is short. */
#define THRESHOLD .8
#define THRESHOLD_LAYOUT .5

/* A page while it is being repaired. */
struct repair {
	struct nb_lines lines;
	struct nb_blocks blocks;
	struct nb_seam *seams;	/* an element a line */
	struct nb_seam *passes; /* an element a block */
	double threshold;
	const struct nb_layout *layout; /* or NULL */
};

static enum nb_status pass(struct repair *r, const struct nb_page *page,
			   bool normalised, size_t *joined,
			   struct nb_error *err)
{
	enum nb_status st = nb_blocks_make(page->source, &r->lines, r->seams,
					   normalised, &r->blocks, err);
	size_t i;

	if (st)
		return st;
	memset(r->passes, 0, r->blocks.count * sizeof(*r->passes));
	st = nb_seams_decide(&r->blocks, r->threshold, r->passes, joined, err);
	if (!st && r->layout)
		st = nb_seams_place(&r->blocks, r->layout, r->threshold,
				    r->passes, joined, err);
	for (i = 0; !st && i < r->blocks.count; i++)
		if (r->passes[i].joined)
			r->seams[r->blocks.list[i].first] = r->passes[i];
	return st;
}

/*
 * The first pass sees the page as it is printed; every further one sees what
 * nb_page_create() would see when it is given the result. The last one, which
 * joins nothing, is the proof that the result is a fixed point. Each pass
 * before it removes a break, so there is an end.
 */
static enum nb_status decide(struct repair *r, const struct nb_page *page,
			     struct nb_error *err)
{
	size_t n = r->lines.count, joined = 0;
	enum nb_status st;

	r->seams = nb_alloc(n, sizeof(*r->seams));
	r->passes = nb_alloc(n, sizeof(*r->passes));
	if (!r->seams || !r->passes)
		return nb_fail_mem(err);
	st = pass(r, page, false, &joined, err);
	do {
		if (!st)
			st = pass(r, page, true, &joined, err);
	} while (!st && joined);
	return st;
}

static enum nb_status repair_page(struct nb_page *page,
				  const struct nb_page_options *options,
				  struct nb_error *err)
{
	struct repair r;
	enum nb_status st;

	memset(&r, 0, sizeof(r));
	r.layout = options->layout;
	r.threshold = options->threshold > 0 ? options->threshold
		      : r.layout	     ? THRESHOLD_LAYOUT
					     : THRESHOLD;
	st = nb_lines_split(page->source, page->source_len, &r.lines, err);
	if (!st && r.lines.count)
		st = decide(&r, page, err);
	if (!st)
		st = nb_page_write(page, &r.lines, r.seams, err);
	nb_lines_free(&r.lines);
	nb_blocks_free(&r.blocks);
	free(r.seams);
	free(r.passes);
	return st;
}

static enum nb_status check(const char *utf8, size_t len, struct nb_error *err)
{
	size_t bad;

	if (len > NB_PAGE_MAX)
		return nb_fail_at(err, NB_LIMIT, NB_PAGE_MAX,
				  "a page text of more than %zu bytes",
				  NB_PAGE_MAX);
	bad = nb_utf8_invalid(utf8, len);
	if (bad < len)
		return nb_fail_at(err, NB_INVALID, bad, "not UTF-8: %s",
				  nb_utf8_reason(utf8 + bad, len - bad, NULL));
	return NB_OK;
}

enum nb_status nb_page_create(const char *utf8, size_t len,
			      const struct nb_page_options *options,
			      struct nb_page **page, struct nb_error *err)
{
	static const struct nb_page_options defaults;
	struct nb_page *p;
	enum nb_status st = check(utf8, len, err);

	*page = NULL;
	if (st)
		return st;
	p = nb_alloc(1, sizeof(*p));
	if (!p)
		return nb_fail_mem(err);
	p->source = nb_strndup(utf8, len);
	p->source_len = len;
	st = p->source ? repair_page(p, options ? options : &defaults, err)
		       : nb_fail_mem(err);
	if (st) {
		nb_page_free(p);
		return st;
	}
	*page = p;
	return NB_OK;
}

void nb_page_free(struct nb_page *page)
{
	if (!page)
		return;
	free(page->source);
	free(page->repairs);
	nb_buf_free(&page->text);
	free(page);
}

const char *nb_page_text(const struct nb_page *page, size_t *len)
{
	*len = page->text.len;
	return page->text.data ? (const char *)page->text.data : "";
}

const struct nb_repair *nb_page_repairs(const struct nb_page *page,
					size_t *count)
{
	*count = page->repair_count;
	return page->repairs;
}
