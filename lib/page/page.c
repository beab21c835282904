/* SPDX-License-Identifier: Apache-2.0 */
/* Repairing a page until nothing changes. */
#include "page/page.h"
#include "page/model.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/place.h"

#include <stdlib.h>
#include <string.h>

/* Thresholds, in hundredths. */
#define DEFAULT 80u
/* Lines say more than the text alone, which must be surer. */
#define DEFAULT_LAYOUT 50u
#define HIGHEST 100u

/* A page while it is being repaired. */
struct repair {
	const char *source;
	const struct nb_layout *layout; /* or NULL */
	unsigned usually;		/* the default threshold */
	struct nb_lines lines;
	struct nb_blocks blocks;
	struct nb_seam *seams;	 /* an element a line */
	struct nb_seam *printed; /* by the first pass, an element a line */
	struct nb_seam *usual;	 /* at the default threshold, likewise */
	struct nb_seam *passes;	 /* as the page is now, an element a block */
	bool raw;		 /* passes are of the page as it is printed */
	bool bound;		 /* only what is joined in `usual` may be */
};

/* Look at the breaks of the page as it is now. */
static enum nb_status look(struct repair *r, bool normalised,
			   struct nb_error *err)
{
	enum nb_status st = nb_blocks_make(r->source, &r->lines, r->seams,
					   normalised, &r->blocks, err);

	if (st)
		return st;
	r->raw = !normalised;
	memset(r->passes, 0, r->blocks.count * sizeof(*r->passes));
	st = nb_seams_decide(&r->blocks, nb_model_data, r->passes, err);
	if (!st && r->layout)
		st = nb_seams_place(&r->blocks, r->layout, r->passes, err);
	return st;
}

static bool likely(const struct nb_seam *seam, unsigned threshold)
{
	return seam->probability * 100 >= threshold;
}

static void join(struct repair *r, size_t line, const struct nb_seam *seam)
{
	r->seams[line] = *seam;
	r->seams[line].joined = true;
}

/*
 * Join what is likely until nothing changes. Every pass sees what
 * nb_page_create() would see when it is given the result. The last one, which
 * joins nothing, is the proof that the result is a fixed point. Each pass
 * before it removes a break, so there is an end. *broken is set when a break is
 * likely that must not be joined.
 */
static enum nb_status settle(struct repair *r, unsigned threshold, bool *broken,
			     struct nb_error *err)
{
	enum nb_status st;
	size_t i, line, joined;

	do {
		joined = 0;
		for (i = 1; i < r->blocks.count; i++) {
			line = r->blocks.list[i].first;
			if (!likely(&r->passes[i], threshold))
				continue;
			if (r->bound && !r->usual[line].joined) {
				*broken = true;
				return NB_OK;
			}
			join(r, line, &r->passes[i]);
			joined++;
		}
		st = joined ? look(r, true, err) : NB_OK;
	} while (!st && joined);
	return st;
}

/* Join what the first pass found likely, then what is likely after that. */
static enum nb_status descend(struct repair *r, unsigned threshold,
			      bool *broken, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, joined = 0;

	for (i = 1; i < r->lines.count; i++) {
		if (r->seams[i].joined || !likely(&r->printed[i], threshold))
			continue;
		join(r, i, &r->printed[i]);
		joined++;
	}
	if (joined || r->raw)
		st = look(r, true, err);
	return st ? st : settle(r, threshold, broken, err);
}

/*
 * A higher threshold joins a part of what a lower one does: each is reached
 * from the one above it, and those above the default only join what it joins.
 * Where that would leave a break that is likely once others are joined, the
 * result could not be repaired again without a change, and is that of the
 * default.
 */
static enum nb_status other_threshold(struct repair *r, unsigned threshold,
				      struct nb_error *err)
{
	size_t size = r->lines.count * sizeof(*r->seams);
	enum nb_status st = NB_OK;
	unsigned t = r->usually - 1;
	bool broken = false;

	if (threshold > r->usually) {
		memcpy(r->usual, r->seams, size);
		memset(r->seams, 0, size);
		r->bound = true;
		t = HIGHEST;
		st = look(r, true, err);
	}
	for (; !st && !broken && t >= threshold; t--)
		st = descend(r, t, &broken, err);
	if (broken)
		memcpy(r->seams, r->usual, size);
	return st;
}

/* The first pass sees the page as it is printed. */
static enum nb_status decide(struct repair *r, unsigned threshold,
			     struct nb_error *err)
{
	bool broken = false;
	enum nb_status st = look(r, false, err);
	size_t i;

	for (i = 1; !st && i < r->blocks.count; i++)
		r->printed[r->blocks.list[i].first] = r->passes[i];
	if (!st)
		st = descend(r, r->usually, &broken, err);
	if (!st && threshold != r->usually)
		st = other_threshold(r, threshold, err);
	return st;
}

/* In hundredths, as thresholds are taken. */
static unsigned hundredths(double threshold)
{
	double t = threshold * 100 - 1e-6;

	return t >= HIGHEST ? HIGHEST : t <= 0 ? 1 : (unsigned)t + 1;
}

static enum nb_status repair_page(struct nb_page *page,
				  const struct nb_page_options *options,
				  struct nb_error *err)
{
	struct repair r;
	enum nb_status st;
	size_t n;

	memset(&r, 0, sizeof(r));
	r.source = page->source;
	r.layout = options->layout;
	r.usually = r.layout ? DEFAULT_LAYOUT : DEFAULT;
	st = nb_lines_split(page->source, page->source_len, &r.lines, err);
	n = r.lines.count;
	if (!st && n) {
		r.seams = nb_alloc(4 * n, sizeof(*r.seams));
		if (!r.seams)
			st = nb_fail_mem(err);
	}
	if (!st && n) {
		r.printed = r.seams + n;
		r.usual = r.printed + n;
		r.passes = r.usual + n;
		st = decide(&r,
			    options->threshold > 0
				    ? hundredths(options->threshold)
				    : r.usually,
			    err);
	}
	if (!st)
		st = nb_page_write(page, &r.lines, r.seams, err);
	nb_lines_free(&r.lines);
	nb_blocks_free(&r.blocks);
	free(r.seams);
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
