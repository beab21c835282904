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

/* A number with its sign, in hundredths or finer. */
static enum nb_status number(struct nb_buf *out, double x, unsigned digits)
{
	unsigned long long one = 1, n;
	unsigned i;

	for (i = 0; i < digits; i++)
		one *= 10;
	n = (unsigned long long)((x < 0 ? -x : x) * (double)one + .5);
	return nb_buf_printf(out, "%s%llu.%0*llu", x < 0 && n ? "-" : "",
			     n / one, (int)digits, n % one);
}

static enum nb_status with_sign(struct nb_buf *out, double x)
{
	enum nb_status st = x < -.005 ? NB_OK : nb_buf_puts(out, "+");

	return st ? st : number(out, x, 2);
}

static double adds(const struct nb_reason *r)
{
	return r->value * r->weight;
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

static enum nb_status sum_line(const char *what, double logit, double p,
			       struct nb_buf *out)
{
	char text[NORM_PROBABILITY_MAX];
	enum nb_status st = nb_buf_printf(out, "%s: logit ", what);

	if (!st)
		st = with_sign(out, logit);
	return st ? st
		  : nb_buf_printf(out, ", probability %s; strongest first:\n",
				  norm_probability(p, text));
}

/* Those of the text: a few, and what all others come to. */
static enum nb_status text_reasons(const struct nb_explanation *why,
				   struct nb_buf *out)
{
	size_t i, others = 0, shown[2] = {0, 0};
	double rest = 0;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < why->count; i++) {
		const struct nb_reason *r = &why->reasons[i];

		if (r->witness == NB_WITNESS_LAYOUT)
			break;
		if (shown[r->witness == NB_WITNESS_SETTING]++ >= SHOWN) {
			rest += adds(r);
			others++;
			continue;
		}
		st = nb_buf_puts(out, "  ");
		if (!st)
			st = with_sign(out, adds(r));
		if (!st)
			st = nb_buf_printf(out, "  %s%s\n",
					   r->witness == NB_WITNESS_SETTING
						   ? "setting: "
						   : "",
					   r->feature);
	}
	if (st || others == 0)
		return st;
	st = nb_buf_puts(out, "  ");
	if (!st)
		st = with_sign(out, rest);
	return st ? st : nb_buf_printf(out, "  %zu others\n", others);
}

static enum nb_status layout_reasons(const struct nb_explanation *why,
				     struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < why->count; i++) {
		const struct nb_reason *r = &why->reasons[i];

		if (r->witness != NB_WITNESS_LAYOUT)
			continue;
		st = nb_buf_puts(out, "  ");
		if (!st)
			st = with_sign(out, adds(r));
		if (!st)
			st = nb_buf_puts(out, " = ");
		if (!st)
			st = number(out, r->value, 2);
		if (!st)
			st = nb_buf_puts(out, " x ");
		if (!st)
			st = number(out, r->weight, 3);
		if (!st)
			st = nb_buf_printf(out, "  %s\n", r->feature);
	}
	return st;
}

static enum nb_status for_people(const struct norm_view *v,
				 const struct nb_explanation *why,
				 struct nb_buf *out)
{
	const struct nb_thresholds *t = &why->thresholds;
	char p[4][NORM_PROBABILITY_MAX];
	enum nb_status st = norm_context(v, &why->boundary, out);

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
		st = sum_line("what the model saw in the text (+ for joining)",
			      why->model_logit, why->model_probability, out);
	if (!st)
		st = text_reasons(why, out);
	if (st || !why->placed)
		return st;
	st = sum_line("with the layout", why->layout_logit,
		      why->layout_probability, out);
	return st ? st : layout_reasons(why, out);
}

/* One reason in JSON; six digits, so that the sum of all is right in five. */
static enum nb_status reason(const struct nb_reason *r, struct nb_buf *out)
{
	static const char *const witnesses[] = {
		[NB_WITNESS_TEXT] = "text",
		[NB_WITNESS_SETTING] = "setting",
		[NB_WITNESS_LAYOUT] = "layout",
	};
	enum nb_status st = nb_buf_printf(
		out, "{\"from\":\"%s\",\"value\":", witnesses[r->witness]);

	if (!st)
		st = number(out, r->value, 6);
	if (!st)
		st = nb_buf_puts(out, ",\"weight\":");
	if (!st)
		st = number(out, r->weight, 6);
	if (!st)
		st = nb_buf_puts(out, ",\"adds\":");
	if (!st)
		st = number(out, adds(r), 6);
	if (!st)
		st = nb_buf_puts(out, ",\"feature\":");
	if (!st)
		st = nb_json_string(out, r->feature, strlen(r->feature));
	return st ? st : nb_buf_puts(out, "}");
}

/* "name":probability, as journals write it. */
static enum nb_status chance(const char *name, double p, struct nb_buf *out)
{
	char text[NORM_PROBABILITY_MAX];

	(void)norm_probability(p, text);
	return nb_buf_printf(out, ",\"%s\":%s", name, text);
}

static enum nb_status logit(const char *name, double x, struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(out, ",\"%s\":", name);

	return st ? st : number(out, x, 6);
}

static enum nb_status for_machines(const struct nb_explanation *why,
				   struct nb_buf *out)
{
	const struct nb_boundary *b = &why->boundary;
	const struct nb_thresholds *t = &why->thresholds;
	char low[NORM_PROBABILITY_MAX], high[NORM_PROBABILITY_MAX];
	enum nb_status st;
	size_t i;

	(void)norm_probability(t->low, low);
	(void)norm_probability(t->high, high);
	st = nb_buf_printf(out,
			   "{\"offset\":%zu,\"length\":%zu,\"joined\":%s,"
			   "\"by\":\"%s\",\"pass\":%u,\"rule\":\"%s\"",
			   b->offset, b->len, b->joined ? "true" : "false",
			   b->by, why->pass, why->rule);
	if (!st)
		st = chance("probability", b->probability, out);
	if (!st)
		st = chance("threshold", t->join, out);
	if (!st)
		st = nb_buf_printf(out, ",\"review\":[%s,%s]", low, high);
	if (!st)
		st = chance("model", why->model_probability, out);
	if (!st)
		st = logit("logit", why->model_logit, out);
	if (!st && why->placed)
		st = chance("layout", why->layout_probability, out);
	if (!st && why->placed)
		st = logit("layout_logit", why->layout_logit, out);
	if (!st)
		st = nb_buf_puts(out, ",\"features\":[");
	for (i = 0; !st && i < why->count; i++) {
		if (i)
			st = nb_buf_puts(out, ",");
		if (!st)
			st = reason(&why->reasons[i], out);
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
