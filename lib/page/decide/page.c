/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repairing a page until nothing changes (nbarc/page.h).
 *
 * A pass looks at all breaks of the page as it stands and joins those that are
 * likely to be false. This changes the page, and with it what the next pass
 * sees: a joined paragraph says more than its lines. The passes end with one
 * that joins nothing. Its result is a fixed point, so that repairing the
 * repaired page changes nothing; nb_page_create() promises that.
 *
 * The first pass sees the page as it was printed, with its gaps and indents;
 * all others see it as it would be written.
 */
#include "page/decide/page.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/lines/known.h"
#include "page/decide/arrange.h"
#include "page/decide/match.h"
#include "page/decide/start.h"
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

/* Thresholds are hundredths here. */
#define HIGHEST 100u

/*
 * A page while it is being repaired. The arrays are owned; printed, usual and
 * passes share one allocation, which `printed` points to.
 */
struct repair {
	struct nb_page *page;
	const struct nb_layout *layout; /* or NULL */
	unsigned usually; /* the default threshold, in hundredths */
	struct nb_blocks blocks;
	struct nb_seam *printed; /* what the first pass found, for each line */
	/* The result at the default threshold, for each line. */
	struct nb_seam *usual;
	struct nb_seam *passes; /* what the last pass found, for each block */
	struct nb_verdict *verdicts; /* a person's, for each line; NULL: none */
	/* For each line, whether the source states a border before it; NULL:
	 * it states none. */
	bool *borders;
	unsigned pass; /* number of the last pass, from 1 */
	bool raw;      /* the last pass saw the page as it was printed */
	bool bound;    /* only what is joined in `usual` may be joined */
};

/* The number of the last pass, as far as a seam can hold it. */
static uint16_t pass_of(const struct repair *r)
{
	return (uint16_t)(r->pass < UINT16_MAX ? r->pass : UINT16_MAX);
}

/* nb_seam.by of a break that is a border which the source states. */
static const char by_source[] = "source";

/*
 * What a person decided about the break before a line: 1 + the enum nb_decided,
 * or 0. A break before what a person said to be a block is to be kept, unless
 * it is said to be joined.
 */
static unsigned said_by_person(const struct repair *r, size_t line)
{
	const struct nb_verdict *v = r->verdicts ? &r->verdicts[line] : NULL;

	if (!v)
		return 0;
	if (v->of[NB_ASPECT_BREAK])
		return v->of[NB_ASPECT_BREAK];
	return v->of[NB_ASPECT_ITEM] || v->of[NB_ASPECT_ROLE] || v->next ||
			       v->prev
		       ? 1 + NB_DECIDED_KEEP
		       : 0;
}

/*
 * Record what the last pass found of the break before a block. What the source
 * says of it replaces that, and a person's verdict both. Of a break that is
 * kept, the pass that came nearest to joining it is remembered, for review and
 * explanation.
 */
static void record_finding(struct repair *r, size_t block)
{
	size_t line = r->blocks.list[block].first;
	struct nb_seam *now = &r->passes[block], *to = &r->page->seams[line];
	unsigned person = said_by_person(r, line);

	if (r->borders && r->borders[line]) {
		now->probability = 0;
		now->by = by_source;
	}
	if (person) {
		now->probability = person == 1 + NB_DECIDED_JOIN;
		now->by = nb_by_person;
	}
	now->probability = (double)nb_probability_units(now->probability) /
			   NB_PROBABILITY_ONE;
	now->pass = pass_of(r);
	if (!to->by || now->probability > to->probability)
		*to = *now;
}

/*
 * Are the blocks those of the last pass? Then it has found all that there is to
 * find: its findings depend on nothing else. A page that needs no repair is
 * weighed once then, though it is seen as printed and as written.
 */
static bool is_same(const struct nb_blocks *b)
{
	size_t i;

	for (i = 0; i < b->count && b->list[i].was == i + 1;)
		i++;
	return i == b->count && i == b->last_count;
}

/*
 * Make the blocks of the page as it stands and weigh their breaks. With
 * `normalised` the page is seen as it would be written. Nothing is joined yet.
 */
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
	if (r->pass > 1 && is_same(&r->blocks)) {
		for (i = 1; i < r->blocks.count; i++)
			record_finding(r, i);
		return NB_OK;
	}
	memset(r->passes, 0, r->blocks.count * sizeof(*r->passes));
	st = nb_seams_decide(&r->blocks, nb_model_data, r->passes, err);
	/* What the profile states of the lines, their places do not change. */
	if (!st && r->layout && !page->profile->paragraphs)
		st = nb_seams_place(&r->blocks, r->layout, r->passes, err);
	for (i = 1; !st && i < r->blocks.count; i++)
		record_finding(r, i);
	return st;
}

/* True if the break is to be joined at this threshold (hundredths). */
static bool likely(const struct nb_seam *seam, unsigned threshold)
{
	double t = (double)threshold / HIGHEST;

	/* Thousandths are not exact in binary, hence the margin. */
	return seam->probability >= nb_seam_threshold(seam, t) - 1e-9;
}

/* Join a line to the one before it, for the reason in *seam. */
static void join_line(struct repair *r, size_t line, const struct nb_seam *seam)
{
	r->page->seams[line] = *seam;
	r->page->seams[line].joined = true;
	r->page->seams[line].since = pass_of(r);
}

/*
 * Join what is likely until nothing is. Every pass sees what nb_page_create()
 * would see if it were given the result, so the last one, which joins nothing,
 * proves that the result is a fixed point. Each pass before it removes a break,
 * so there is an end.
 *
 * If a break is likely that must not be joined (r->bound), *broken is set and
 * the state of the page is of no use.
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
			join_line(r, line, &r->passes[i]);
			joined++;
		}
		st = joined ? run_pass(r, true, err) : NB_OK;
	} while (!st && joined);
	return st;
}

/*
 * Join what the first pass found likely at this threshold, and then whatever
 * becomes likely.
 */
static enum nb_status descend(struct repair *r, unsigned threshold,
			      bool *broken, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, joined = 0;

	for (i = 1; i < r->page->lines.count; i++) {
		if (r->page->seams[i].joined ||
		    !likely(&r->printed[i], threshold))
			continue;
		join_line(r, i, &r->printed[i]);
		joined++;
	}
	if (joined || r->raw)
		st = run_pass(r, true, err);
	return st ? st : settle(r, threshold, broken, err);
}

/*
 * Repair at a threshold that is not the default.
 *
 * A higher threshold must join a part of what a lower one joins. Joins change
 * what later passes see, so this does not come by itself: each threshold is
 * reached from the one above it, step by step. Those above the default may only
 * join what the default joins. If that would leave a break that becomes likely
 * after others were joined, the result would change when it is repaired again;
 * then the result of the default is used.
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

/* Decide all breaks of the page, at the default threshold first. */
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

/*
 * A threshold in hundredths, rounded up, from 1 to HIGHEST. The margin keeps .8
 * from becoming .81.
 */
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
	struct nb_essence essence;
	enum nb_status st;

	r->verdicts = nb_alloc(p->lines.count, sizeof(*r->verdicts));
	if (!r->verdicts)
		return nb_fail_mem(err);
	st = nb_essence_make(p->source, p->source_len, &p->lines, p->profile,
			     &essence, err);
	if (!st)
		st = nb_decisions_match(options->decisions, options->page_id,
					&essence, p->lines.count, r->verdicts,
					p->outcomes, NULL, err);
	nb_essence_free(&essence);
	return st;
}

/* Find the lines before which the source states a border. */
static enum nb_status find_borders(struct repair *r,
				   const struct nb_layout *said,
				   struct nb_error *err)
{
	const struct nb_page *p = r->page;
	struct nb_known *list;
	size_t count, line, k = 0, before = 0;
	enum nb_status st = nb_known_find(said, p->source, p->source_len, &list,
					  &count, err);

	if (st || !count)
		return st;
	r->borders = nb_alloc(p->lines.count, sizeof(*r->borders));
	if (!r->borders)
		st = nb_fail_mem(err);
	for (line = 0; !st && line < p->lines.count; line++) {
		while (k + 1 < count &&
		       list[k + 1].offset <= p->lines.list[line].start)
			k++;
		r->borders[line] = nb_known_border(&list[before], &list[k]);
		before = k;
	}
	free(list);
	return st;
}

/* Decide the breaks of a page and write its text. */
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

	r.usually = hundredths(page->profile->thresholds.join);
	if (options->decisions)
		st = ask_person(&r, options, err);
	if (!st)
		st = find_borders(&r, options->said, err);
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
	free(r.borders);
	return st;
}

/* Put the lines into the order that a person decided. */
static enum nb_status arrange(struct nb_page *p,
			      const struct nb_page_options *options,
			      struct nb_error *err)
{
	if (!options->decisions)
		return NB_OK;
	p->outcomes = nb_alloc(nb_decisions_count(options->decisions), 1);
	return p->outcomes ? nb_page_arrange(p, options, err)
			   : nb_fail_mem(err);
}

enum nb_status nb_page_create(const char *utf8, size_t len,
			      const struct nb_page_options *options,
			      struct nb_page **page, struct nb_error *err)
{
	static const struct nb_page_options defaults;
	enum nb_status st;

	if (!options)
		options = &defaults;
	st = nb_page_start(utf8, len, NB_ENDS_ALL, options->profile, page, err);
	if (st)
		return st;
	nb_model_id((*page)->model);
	(*page)->layout = options->layout;
	if (options->layout)
		nb_place_id(options->layout, (*page)->layout_id);
	(*page)->threshold = options->threshold > 0
				     ? options->threshold
				     : (*page)->profile->thresholds.join;
	st = arrange(*page, options, err);
	if (!st)
		st = repair_page(*page, options, err);
	if (st) {
		nb_page_free(*page);
		*page = NULL;
	}
	return st;
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
