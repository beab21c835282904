/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --explain: why a break was joined or kept. */
#include "nbnorm.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"

#define SHOWN 12 /* features for people */

static size_t distance(const struct nb_boundary *b, unsigned long long place)
{
	if (place < b->offset)
		return b->offset - (size_t)place;
	return place > b->offset + b->len ? (size_t)place - b->offset - b->len
					  : 0;
}

/* The break at the place, or the one that is nearest to it. */
static size_t nearest(const struct norm_view *v)
{
	size_t i, best = 0, n = nb_page_boundaries(v->page);
	struct nb_boundary b, a;

	for (i = 1; i < n; i++) {
		nb_page_boundary(v->page, best, &a);
		nb_page_boundary(v->page, i, &b);
		if (distance(&b, v->place) < distance(&a, v->place))
			best = i;
	}
	return best;
}

static enum nb_status weight(double w, struct nb_buf *out)
{
	unsigned n = (unsigned)((w < 0 ? -w : w) * 100 + .5);

	return nb_buf_printf(out, "%c%u.%02u", w < 0 ? '-' : '+', n / 100,
			     n % 100);
}

static enum nb_status decider(const struct nb_explanation *why,
			      struct nb_buf *out)
{
	char p[NORM_PROBABILITY_MAX];
	enum nb_status st = nb_buf_printf(out, "decided by: %s, in pass %u",
					  why->boundary.by, why->pass);

	/* What the others would have said. */
	if (!st && strcmp(why->rule, why->boundary.by) != 0 &&
	    strcmp(why->rule, "model") != 0)
		st = nb_buf_printf(out, "; rule: %s", why->rule);
	if (!st && strcmp("model", why->boundary.by) != 0)
		st = nb_buf_printf(out, "; the model says %s",
				   norm_probability(why->model_probability, p));
	return st ? st : nb_buf_puts(out, "\n");
}

static enum nb_status for_people(const struct norm_view *v,
				 const struct nb_explanation *why,
				 struct nb_buf *out)
{
	const struct nb_thresholds *t = &why->thresholds;
	char p[4][NORM_PROBABILITY_MAX];
	enum nb_status st = norm_context(v, &why->boundary, out);
	size_t i;

	if (!st)
		st = nb_buf_printf(
			out,
			"\noffset %zu, length %zu: %s\n"
			"probability that the break is false: %s (joined from "
			"%s on; for review from %s to %s)\n",
			why->boundary.offset, why->boundary.len,
			why->boundary.joined ? "joined" : "kept",
			norm_probability(why->boundary.probability, p[0]),
			norm_probability(t->join, p[1]),
			norm_probability(t->low, p[2]),
			norm_probability(t->high, p[3]));
	if (!st)
		st = decider(why, out);
	if (!st)
		st = nb_buf_puts(out, "what the model saw, strongest first "
				      "(+ for joining):\n");
	for (i = 0; !st && i < why->count && i < SHOWN; i++) {
		st = nb_buf_puts(out, "  ");
		if (!st)
			st = weight(why->reasons[i].weight, out);
		if (!st)
			st = nb_buf_printf(out, "  %s\n",
					   why->reasons[i].feature);
	}
	return st;
}

static enum nb_status for_machines(const struct nb_explanation *why,
				   struct nb_buf *out)
{
	const struct nb_boundary *b = &why->boundary;
	char p[5][NORM_PROBABILITY_MAX];
	enum nb_status st;
	size_t i;

	(void)norm_probability(b->probability, p[0]);
	(void)norm_probability(why->model_probability, p[1]);
	(void)norm_probability(why->thresholds.join, p[2]);
	(void)norm_probability(why->thresholds.low, p[3]);
	(void)norm_probability(why->thresholds.high, p[4]);
	st = nb_buf_printf(out,
			   "{\"offset\":%zu,\"length\":%zu,\"joined\":%s,"
			   "\"by\":\"%s\",\"probability\":%s,\"pass\":%u,"
			   "\"rule\":\"%s\",\"model\":%s,\"threshold\":%s,"
			   "\"review\":[%s,%s],\"features\":[",
			   b->offset, b->len, b->joined ? "true" : "false",
			   b->by, p[0], why->pass, why->rule, p[1], p[2], p[3],
			   p[4]);
	for (i = 0; !st && i < why->count; i++) {
		double w = why->reasons[i].weight;
		unsigned n = (unsigned)((w < 0 ? -w : w) * 1000 + .5);

		st = nb_buf_printf(out, "%s{\"weight\":%s%u.%03u,\"feature\":",
				   i ? "," : "", w < 0 ? "-" : "", n / 1000,
				   n % 1000);
		if (!st)
			st = nb_json_string(out, why->reasons[i].feature,
					    strlen(why->reasons[i].feature));
		if (!st)
			st = nb_buf_puts(out, "}");
	}
	return st ? st : nb_buf_puts(out, "]}\n");
}

enum nb_status norm_explain(const struct norm_view *v, struct nb_buf *out,
			    struct nb_error *err)
{
	struct nb_explanation why;
	enum nb_status st = nb_page_explain(v->page, nearest(v), &why, err);

	if (!st &&
	    (v->json ? for_machines(&why, out) : for_people(v, &why, out)))
		st = nb_fail_mem(err);
	nb_explanation_free(&why);
	return st;
}
