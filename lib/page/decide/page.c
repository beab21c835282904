/* SPDX-License-Identifier: Apache-2.0 */
/* Repairing a page until nothing changes. */
#include "page/decide/page.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/decisions.h"
#include "page/decide/write.h"
#include "page/place/place.h"
#include "page/text/essence.h"
#include "page/text/profile.h"
#include "page/weigh/decision.h"
#include "page/weigh/model.h"
#include "page/weigh/seam.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/* Thresholds, in hundredths. Of the text alone they are in the profile, and
 * must be surer: it does not see that a line is short. */
#define LAYOUT 50u
#define HIGHEST 100u

/* A page while it is being repaired. */
struct repair {
	struct nb_page *page;
	const struct nb_layout *layout; /* or NULL */
	unsigned usually;		/* the default threshold */
	struct nb_blocks blocks;
	struct nb_seam *printed; /* by the first pass, an element a line */
	struct nb_seam *usual;	 /* at the default threshold, likewise */
	struct nb_seam *passes;	 /* as the page is now, an element a block */
	uint8_t *verdicts;	 /* a person's, an element a line; or NULL */
	unsigned pass;
	bool raw;   /* passes are of the page as it is printed */
	bool bound; /* only what is joined in `usual` may be */
};

static uint16_t pass_of(const struct repair *r)
{
	return (uint16_t)(r->pass < UINT16_MAX ? r->pass : UINT16_MAX);
}

/*
 * What a pass found of the break before a block, unless a person decided. Of a
 * break that is kept the pass that came nearest to joining it is remembered.
 */
static void take(struct repair *r, size_t block)
{
	size_t line = r->blocks.list[block].first;
	struct nb_seam *now = &r->passes[block], *to = &r->page->seams[line];
	uint8_t verdict = r->verdicts ? r->verdicts[line] : NB_VERDICT_NONE;

	if (verdict != NB_VERDICT_NONE) {
		now->probability = verdict == NB_VERDICT_JOIN;
		now->by = nb_by_person;
	}
	now->probability = (double)nb_probability_units(now->probability) /
			   NB_PROBABILITY_ONE;
	now->pass = pass_of(r);
	if (!to->by || now->probability > to->probability)
		*to = *now;
}

/* Look at the breaks of the page as it is now. */
static enum nb_status run_pass(struct repair *r, bool normalised,
			       struct nb_error *err)
{
	struct nb_page *page = r->page;
	enum nb_status st =
		nb_blocks_make(page->source, &page->lines, page->seams,
			       normalised, &r->blocks, err);
	size_t i;

	if (st)
		return st;
	r->raw = !normalised;
	r->pass++;
	memset(r->passes, 0, r->blocks.count * sizeof(*r->passes));
	st = nb_seams_decide(&r->blocks, nb_model_data, r->passes, err);
	if (!st && r->layout)
		st = nb_seams_place(&r->blocks, r->layout, r->passes, err);
	for (i = 1; !st && i < r->blocks.count; i++)
		take(r, i);
	return st;
}

static bool likely(const struct nb_seam *seam, unsigned threshold)
{
	double t = (double)threshold / HIGHEST;

	return seam->probability >= nb_seam_threshold(seam, t) - 1e-9;
}

static void join(struct repair *r, size_t line, const struct nb_seam *seam)
{
	r->page->seams[line] = *seam;
	r->page->seams[line].joined = true;
	r->page->seams[line].since = pass_of(r);
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
		st = joined ? run_pass(r, true, err) : NB_OK;
	} while (!st && joined);
	return st;
}

/* Join what the first pass found likely, then what is likely after that. */
static enum nb_status descend(struct repair *r, unsigned threshold,
			      bool *broken, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, joined = 0;

	for (i = 1; i < r->page->lines.count; i++) {
		if (r->page->seams[i].joined ||
		    !likely(&r->printed[i], threshold))
			continue;
		join(r, i, &r->printed[i]);
		joined++;
	}
	if (joined || r->raw)
		st = run_pass(r, true, err);
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
	struct nb_seam *seams = r->page->seams;
	size_t size = r->page->lines.count * sizeof(*seams);
	enum nb_status st = NB_OK;
	unsigned t = r->usually - 1;
	bool broken = false;

	if (threshold > r->usually) {
		memcpy(r->usual, seams, size);
		memset(seams, 0, size);
		r->bound = true;
		t = HIGHEST;
		st = run_pass(r, true, err);
	}
	for (; !st && !broken && t >= threshold; t--)
		st = descend(r, t, &broken, err);
	if (broken)
		memcpy(seams, r->usual, size);
	return st;
}

/* The first pass sees the page as it is printed. */
static enum nb_status decide(struct repair *r, unsigned threshold,
			     struct nb_error *err)
{
	bool broken = false;
	enum nb_status st = run_pass(r, false, err);
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

/* Find the breaks that a person decided about. */
static enum nb_status ask_person(struct repair *r,
				 const struct nb_page_options *options,
				 struct nb_error *err)
{
	struct nb_page *p = r->page;
	size_t count = nb_decisions_count(options->decisions);
	struct nb_essence essence;
	enum nb_status st;

	r->verdicts = nb_alloc(p->lines.count, 1);
	p->outcomes = nb_alloc(count, 1);
	if (!r->verdicts || !p->outcomes)
		return nb_fail_mem(err);
	st = nb_essence_make(p->source, p->source_len, &p->lines, p->profile,
			     &essence, err);
	if (!st)
		st = nb_decisions_match(options->decisions, options->page_id,
					&essence, p->lines.count, r->verdicts,
					p->outcomes, err);
	nb_essence_free(&essence);
	return st;
}

static enum nb_status repair_page(struct nb_page *page,
				  const struct nb_page_options *options,
				  struct nb_error *err)
{
	struct repair r = {
		.page = page,
		.blocks = {.profile = page->profile, .placed = options->layout},
		.layout = options->layout};
	size_t n = page->lines.count;
	enum nb_status st = NB_OK;

	r.usually =
		r.layout ? LAYOUT : hundredths(page->profile->thresholds.join);
	if (options->decisions)
		st = ask_person(&r, options, err);
	if (!st && n) {
		r.printed = nb_alloc(3 * n, sizeof(*r.printed));
		if (!r.printed)
			st = nb_fail_mem(err);
	}
	if (!st && n) {
		r.usual = r.printed + n;
		r.passes = r.usual + n;
		st = decide(&r, hundredths(page->threshold), err);
	}
	if (!st)
		st = nb_page_write(page, err);
	nb_blocks_free(&r.blocks);
	free(r.printed);
	free(r.verdicts);
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

static enum nb_status start(struct nb_page *p, const char *utf8, size_t len,
			    struct nb_error *err)
{
	enum nb_status st;

	p->source = nb_strndup(utf8, len);
	p->source_len = len;
	if (!p->source)
		return nb_fail_mem(err);
	st = nb_lines_split(p->source, len, &p->lines, err);
	if (st)
		return st;
	p->seams = nb_alloc(p->lines.count, sizeof(*p->seams));
	return p->seams ? NB_OK : nb_fail_mem(err);
}

enum nb_status nb_page_start(const char *utf8, size_t len,
			     const struct nb_profile *profile,
			     struct nb_page **page, struct nb_error *err)
{
	struct nb_page *p;
	enum nb_status st = check(utf8, len, err);

	*page = NULL;
	if (st)
		return st;
	p = nb_alloc(1, sizeof(*p));
	if (!p)
		return nb_fail_mem(err);
	p->profile = nb_profile_or_default(profile);
	st = start(p, utf8, len, err);
	if (st) {
		nb_page_free(p);
		return st;
	}
	*page = p;
	return NB_OK;
}

enum nb_status nb_page_create(const char *utf8, size_t len,
			      const struct nb_page_options *options,
			      struct nb_page **page, struct nb_error *err)
{
	static const struct nb_page_options defaults;
	enum nb_status st;

	if (!options)
		options = &defaults;
	st = nb_page_start(utf8, len, options->profile, page, err);
	if (st)
		return st;
	nb_model_id((*page)->model);
	(*page)->layout = options->layout;
	if (options->layout)
		nb_place_id(options->layout, (*page)->layout_id);
	(*page)->threshold = options->threshold > 0 ? options->threshold
			     : options->layout
				     ? (double)LAYOUT / HIGHEST
				     : (*page)->profile->thresholds.join;
	st = repair_page(*page, options, err);
	if (st) {
		nb_page_free(*page);
		*page = NULL;
	}
	return st;
}

void nb_page_free(struct nb_page *page)
{
	if (!page)
		return;
	free(page->source);
	free(page->repairs);
	free(page->seams);
	free(page->outcomes);
	nb_lines_free(&page->lines);
	nb_buf_free(&page->text);
	nb_profile_free(page->replayed);
	nb_buf_free(&page->names);
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

const char *nb_page_layout_id(const struct nb_page *page)
{
	return page->layout_id;
}
