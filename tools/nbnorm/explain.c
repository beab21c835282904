/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --explain: why a break was joined or kept.
 *
 * A decision comes from a model that adds up features of the text and, where
 * the layout is known, of the layout; or from a rule, a profile or a person,
 * who overrule it. The output names who decided, and what each feature added
 * to the logit of the probability, in the order of strength. Features come
 * from three witnesses: the text itself, the setting of the text in columns,
 * and the layout.
 *
 * Numbers are printed by hand, with a full stop in every locale, and rounded
 * to what a person needs; JSON has more digits.
 */
#include "explain.h"

#include <string.h>

#include "base/error.h"
#include "json/string.h"
#include "cli/message.h"
#include "view.h"

/* So many features of each witness are shown to people one by one. */
#define SHOWN 12

/* Bytes between a break and the place; 0 if the place is in the break. */
static size_t distance(const struct nb_boundary *b, unsigned long long place)
{
	if (place < b->offset)
		return b->offset - (size_t)place;
	return place > b->offset + b->len ? (size_t)place - b->offset - b->len
					  : 0;
}

/*
 * The number of the break at the place, or of the one nearest to it; of two
 * that are as near, the first. Places and breaks are offsets in the source.
 */
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

/* Append a number with so many digits after the full stop. By hand, so that the
 * locale does not change it. */
static enum nb_status put_number(struct nb_buf *out, double x, unsigned digits)
{
	unsigned long long one = 1, n;
	unsigned i;

	for (i = 0; i < digits; i++)
		one *= 10;
	n = (unsigned long long)((x < 0 ? -x : x) * (double)one + .5);
	return nb_buf_printf(out, "%s%llu.%0*llu", x < 0 && n ? "-" : "",
			     n / one, (int)digits, n % one);
}

/* Append a number in hundredths, with a sign also if it is positive. */
static enum nb_status put_signed(struct nb_buf *out, double x)
{
	enum nb_status st = x < -.005 ? NB_OK : nb_buf_puts(out, "+");

	return st ? st : put_number(out, x, 2);
}

/* What a feature adds to the logit. */
static double adds(const struct nb_reason *r)
{
	return r->value * r->weight;
}

/*
 * Append who decided. Where a rule or the model was overruled, append also
 * what it would have decided.
 */
static enum nb_status put_decider(const struct nb_explanation *why,
				  struct nb_buf *out)
{
	char p[NORM_PROBABILITY_MAX];
	enum nb_status st = nb_buf_printf(out, "decided by: %s, in pass %u",
					  why->boundary.by, why->pass);

	if (!st && strcmp(why->rule, why->boundary.by) != 0 &&
	    strcmp(why->rule, "model") != 0)
		st = nb_buf_printf(out, "; rule: %s", why->rule);
	if (!st && strcmp("model", why->boundary.by) != 0)
		st = nb_buf_printf(out, "; the model says %s",
				   norm_probability(why->model_probability, p));
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the line above a list of features: what they sum up to. */
static enum nb_status put_sum(const char *what, double logit, double p,
			      struct nb_buf *out)
{
	char text[NORM_PROBABILITY_MAX];
	enum nb_status st = nb_buf_printf(out, "%s: logit ", what);

	if (!st)
		st = put_signed(out, logit);
	return st ? st
		  : nb_buf_printf(out, ", probability %s; strongest first:\n",
				  norm_probability(p, text));
}

/*
 * Append the features of the text and of its setting: the strongest ones, up
 * to SHOWN of each, and the sum of all others, so that the numbers still add
 * up.
 */
static enum nb_status put_text_reasons(const struct nb_explanation *why,
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
			st = put_signed(out, adds(r));
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
		st = put_signed(out, rest);
	return st ? st
		  : nb_buf_printf(out, "  %zu %s\n", others,
				  cli_plural(others, "other", "others"));
}

/*
 * Append the features of the layout, all of them, as value times weight: there
 * are few, and the values are measures that can be checked on the page.
 */
static enum nb_status put_layout_reasons(const struct nb_explanation *why,
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
			st = put_signed(out, adds(r));
		if (!st)
			st = nb_buf_puts(out, " = ");
		if (!st)
			st = put_number(out, r->value, 2);
		if (!st)
			st = nb_buf_puts(out, " x ");
		if (!st)
			st = put_number(out, r->weight, 3);
		if (!st)
			st = nb_buf_printf(out, "  %s\n", r->feature);
	}
	return st;
}

/*
 * Append the explanation as text: the break, the decision, then one list of
 * features for each sum.
 */
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
		st = put_decider(why, out);
	if (!st)
		st = put_sum("what the model saw in the text (+ for joining)",
			     why->model_logit, why->model_probability, out);
	if (!st)
		st = put_text_reasons(why, out);
	if (st || !why->placed)
		return st;
	st = put_sum("with the layout", why->layout_logit,
		     why->layout_probability, out);
	return st ? st : put_layout_reasons(why, out);
}

/* Append a feature as JSON. Six digits make the sum of all right in five. */
static enum nb_status json_reason(const struct nb_reason *r, struct nb_buf *out)
{
	static const char *const witnesses[] = {
		[NB_WITNESS_TEXT] = "text",
		[NB_WITNESS_SETTING] = "setting",
		[NB_WITNESS_LAYOUT] = "layout",
	};
	enum nb_status st = nb_buf_printf(
		out, "{\"from\":\"%s\",\"value\":", witnesses[r->witness]);

	if (!st)
		st = put_number(out, r->value, 6);
	if (!st)
		st = nb_buf_puts(out, ",\"weight\":");
	if (!st)
		st = put_number(out, r->weight, 6);
	if (!st)
		st = nb_buf_puts(out, ",\"adds\":");
	if (!st)
		st = put_number(out, adds(r), 6);
	if (!st)
		st = nb_buf_puts(out, ",\"feature\":");
	if (!st)
		st = nb_json_string(out, r->feature, strlen(r->feature));
	return st ? st : nb_buf_puts(out, "}");
}

/* Append ,"name":probability, written as in journals. */
static enum nb_status json_probability(const char *name, double p,
				       struct nb_buf *out)
{
	char text[NORM_PROBABILITY_MAX];

	(void)norm_probability(p, text);
	return nb_buf_printf(out, ",\"%s\":%s", name, text);
}

/* Append ,"name":logit. */
static enum nb_status json_logit(const char *name, double x, struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(out, ",\"%s\":", name);

	return st ? st : put_number(out, x, 6);
}

/*
 * Append the explanation as a JSON object, with every feature. The layout's
 * sums are there only if the page has a layout.
 */
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
		st = json_probability("probability", b->probability, out);
	if (!st)
		st = json_probability("threshold", t->join, out);
	if (!st)
		st = nb_buf_printf(out, ",\"review\":[%s,%s]", low, high);
	if (!st)
		st = json_probability("model", why->model_probability, out);
	if (!st)
		st = json_logit("logit", why->model_logit, out);
	if (!st && why->placed)
		st = json_probability("layout", why->layout_probability, out);
	if (!st && why->placed)
		st = json_logit("layout_logit", why->layout_logit, out);
	if (!st)
		st = nb_buf_puts(out, ",\"features\":[");
	for (i = 0; !st && i < why->count; i++) {
		if (i)
			st = nb_buf_puts(out, ",");
		if (!st)
			st = json_reason(&why->reasons[i], out);
	}
	return st ? st : nb_buf_puts(out, "]}\n");
}

/* A page without a break cannot be explained; the library reports that. */
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
