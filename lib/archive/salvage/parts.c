/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a shifted file (format-spec/nbarc-format.md, section 17,
 * "Repair").
 *
 * A place at which bytes were inserted or lost is somewhere between two anchors
 * of different distances. Structures that stand right behind each other, a run,
 * were moved together: so the place is before the run of the later anchor.
 */
#include "archive/salvage/parts.h"
#include "archive/salvage/frames.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

/* ---- anchors */

/* Add what follows the page directory of a claim. Of a frame whose directory is
 * damaged, the place was inferred. */
static enum nb_status add_claim(const struct nb_salvage *s,
				const struct nb_claim *c,
				struct nb_anchors *out, struct nb_error *err)
{
	uint64_t stated = c->stated + c->directory_size;
	const struct nb_found_frame *f;
	enum nb_status st;

	if (c->found == NB_NO_FRAME)
		return nb_anchors_add(out, stated, c->frame, err);
	f = &s->frames.found[c->found];
	if (!f->sound)
		return NB_OK;
	st = nb_anchors_add(out, stated, f->frame, err);
	if (!st && f->sources)
		st = nb_anchors_add(out, stated + f->frame_size, f->sources,
				    err);
	return st;
}

/* The anchors of the walk, and those of the frames. */
static enum nb_status all_anchors(const struct nb_salvage *s,
				  struct nb_anchors *out, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < s->anchors.count; i++)
		st = nb_anchors_add(out, s->anchors.list[i].stated,
				    s->anchors.list[i].found, err);
	for (i = 0; !st && i < s->frames.claim_count; i++)
		st = add_claim(s, &s->frames.claims[i], out, err);
	nb_anchors_sort(out);
	nb_anchors_drop_copies(out);
	return st;
}

/* ---- runs */

/* What the anchors say of a run. */
struct moved {
	bool known;
	bool mixed; /* they have different distances */
	uint64_t distance;
};

/* What is said of each run; NULL without memory. */
static struct moved *judge_runs(const struct nb_runs *runs,
				const struct nb_anchors *a)
{
	struct moved *list = nb_alloc(runs->count, sizeof(*list));
	size_t i, run;

	for (i = 0; list && i < a->count; i++) {
		uint64_t distance = a->list[i].found - a->list[i].stated;

		run = nb_runs_find(runs, a->list[i].found);
		if (run == runs->count)
			continue;
		if (list[run].known && list[run].distance != distance)
			list[run].mixed = true;
		list[run].known = true;
		list[run].distance = distance;
	}
	return list;
}

/* The run that moved with an anchor; an empty one if it is not known. */
static struct nb_run run_of(const struct nb_runs *runs,
			    const struct moved *moved,
			    const struct nb_anchor *a)
{
	size_t run = nb_runs_find(runs, a->found);

	if (run < runs->count && !moved[run].mixed)
		return runs->list[run];
	return (struct nb_run){a->found, a->found};
}

/* ---- parts */

static enum nb_status make_parts(const struct nb_anchors *a,
				 const struct nb_runs *runs,
				 const struct moved *moved,
				 struct nb_anchors *parts, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	uint64_t taken = 0; /* where the run of the anchor before ends */
	size_t i;

	for (i = 0; !st && i < a->count; i++) {
		const struct nb_anchor *here = &a->list[i];
		struct nb_run run = run_of(runs, moved, here);
		uint64_t back = here->found - run.from;
		uint64_t from = back < here->stated ? here->stated - back : 0;

		if (i == 0)
			from = 0;
		else if (from < taken)
			from = taken < here->stated ? taken : here->stated;
		taken = here->stated + (run.to - here->found);
		st = nb_anchors_add(parts, from,
				    from - here->stated + here->found, err);
	}
	return st;
}

enum nb_status nb_salvage_parts(const struct nb_salvage *s,
				struct nb_anchors *parts, struct nb_error *err)
{
	struct nb_anchors all = {.count = 0};
	struct moved *moved = NULL;
	enum nb_status st = all_anchors(s, &all, err);

	if (!st) {
		moved = judge_runs(&s->runs, &all);
		st = moved ? make_parts(&all, &s->runs, moved, parts, err)
			   : nb_fail_mem(err);
	}
	free(moved);
	nb_anchors_free(&all);
	return st;
}
