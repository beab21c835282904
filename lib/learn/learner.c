/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that are right, and the profile that is made of them
 * (<nbarc/learn.h>).
 */
#include "byline/masthead.h"
#include "article/units.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "learn/fit.h"
#include "page/text/learned.h"

#include <nbarc/learn.h>

#include <stdlib.h>
#include <string.h>

struct nb_learner {
	struct nb_fit fit;
};

enum nb_status nb_learner_create(struct nb_learner **learner,
				 struct nb_error *err)
{
	*learner = nb_alloc(1, sizeof(**learner));
	if (!*learner)
		return nb_fail_mem(err);
	(*learner)->fit.model.field = nb_structure_data;
	(*learner)->fit.model.trees = nb_starts_data;
	return NB_OK;
}

void nb_learner_free(struct nb_learner *learner)
{
	if (!learner)
		return;
	nb_fit_free(&learner->fit);
	free(learner);
}

size_t nb_learner_pages(const struct nb_learner *learner)
{
	return learner->fit.count;
}

size_t nb_learner_blocks(const struct nb_learner *learner)
{
	return learner->fit.units;
}

/* ---- a page */

/* A page that is added: what is left of the text without what was set into its
 * paragraphs, as the model sees it (divide.c), and the tags of its units. */
struct adding {
	const char *text; /* of the page */
	const struct nb_division *division;
	struct nb_buf whole;
	uint8_t *tags;
	size_t count;
};

/* The tag of a unit of this role. */
static enum nb_tag tag_of(enum nb_role role, bool first)
{
	static const enum nb_tag firsts[] = {
		[NB_ROLE_COLUMN] = NB_TAG_HEAD_FIRST,
		[NB_ROLE_KICKER] = NB_TAG_HEAD_FIRST,
		[NB_ROLE_MAIN] = NB_TAG_HEAD_FIRST,
		[NB_ROLE_SUB] = NB_TAG_HEAD_FIRST,
		[NB_ROLE_CROSSHEAD] = NB_TAG_HEAD_FIRST,
		[NB_ROLE_PARAGRAPH] = NB_TAG_PARAGRAPH_FIRST,
		[NB_ROLE_BYLINE] = NB_TAG_PARAGRAPH_FIRST,
		[NB_ROLE_CAPTION] = NB_TAG_CAPTION,
		[NB_ROLE_CREDIT] = NB_TAG_PARAGRAPH_FIRST,
		[NB_ROLE_DATELINE] = NB_TAG_PARAGRAPH_FIRST,
	};
	static const enum nb_tag others[] = {
		[NB_ROLE_COLUMN] = NB_TAG_HEAD,
		[NB_ROLE_KICKER] = NB_TAG_HEAD,
		[NB_ROLE_MAIN] = NB_TAG_HEAD,
		[NB_ROLE_SUB] = NB_TAG_HEAD,
		[NB_ROLE_CROSSHEAD] = NB_TAG_CROSSHEAD,
		[NB_ROLE_PARAGRAPH] = NB_TAG_PARAGRAPH,
		[NB_ROLE_BYLINE] = NB_TAG_BYLINE,
		/* The tag of a caption always begins an item. */
		[NB_ROLE_CAPTION] = NB_TAG_PARAGRAPH,
		[NB_ROLE_CREDIT] = NB_TAG_CREDIT,
		[NB_ROLE_DATELINE] = NB_TAG_PARAGRAPH,
	};

	return first ? firsts[role] : others[role];
}

/* Is the division one of a text of `len` bytes? */
static bool is_of_text(const struct nb_division *d, size_t len)
{
	size_t i, at = 0, units = 0;

	for (i = 0; i < d->unit_count; i++) {
		if (d->units[i].offset < at || !d->units[i].len ||
		    d->units[i].offset > len ||
		    d->units[i].len > len - d->units[i].offset)
			return false;
		at = d->units[i].offset + d->units[i].len;
	}
	for (i = 0; i < d->item_count; i++) {
		if (d->items[i].first != units || !d->items[i].count ||
		    d->items[i].count > d->unit_count - units)
			return false;
		units += d->items[i].count;
	}
	return units == d->unit_count;
}

/* Append unit i, with the line ends before it. */
static enum nb_status add_unit(struct adding *a, size_t i)
{
	const struct nb_unit *u = &a->division->units[i];
	size_t from = u->offset;

	while (a->whole.len && from && a->text[from - 1] == '\n' && !u->resumes)
		from--;
	return nb_buf_add(&a->whole, a->text + from, u->offset + u->len - from);
}

/* Make the text and the tags. */
static enum nb_status collect(struct adding *a)
{
	const struct nb_division *d = a->division;
	enum nb_status st = NB_OK;
	bool set_in = false;
	size_t i, item = 0;

	for (i = 0; !st && i < d->unit_count; i++) {
		const struct nb_unit *u = &d->units[i];
		bool first = item < d->item_count && d->items[item].first == i;

		item += first;
		if (u->resumes || first)
			set_in = false;
		if (set_in)
			continue;
		st = add_unit(a, i);
		if (!u->resumes)
			a->tags[a->count++] = (uint8_t)tag_of(u->role, first);
		set_in = u->goes_on;
	}
	return st;
}

/* Nothing is learned of a masthead: it is known by other means. */
static void spare_masthead(struct nb_units *page, uint8_t *open)
{
	size_t n = nb_masthead_units(page->text, page->units, page->count), i;

	for (i = 0; i < page->count; i++)
		open[i] = i < n ? (uint8_t)(1u << page->tags[i]) : 0xff;
	page->open = open;
}

/* Add the text and the tags that were made. */
static enum nb_status add_lesson(struct nb_learner *learner,
				 const struct adding *a,
				 const struct nb_profile *profile,
				 struct nb_error *err)
{
	struct nb_units page = {.text = (const char *)a->whole.data};
	enum nb_status st = nb_units_view(&page, a->whole.len, profile, err);
	uint8_t *open = nb_alloc(page.count, 1);

	if (!st && !open)
		st = nb_fail_mem(err);
	if (!st && page.count != a->count)
		st = nb_fail(err, NB_INVALID,
			     "the division is not of the page");
	if (!st) {
		memcpy(page.tags, a->tags, a->count);
		spare_masthead(&page, open);
		st = nb_fit_add(&learner->fit, &page, err);
	}
	nb_units_free(&page);
	free(open);
	return st;
}

enum nb_status nb_learner_add(struct nb_learner *learner,
			      const char *normalised, size_t len,
			      const struct nb_profile *profile,
			      const struct nb_division *division,
			      struct nb_error *err)
{
	struct adding a = {.text = normalised, .division = division};
	size_t bad = nb_utf8_invalid(normalised, len);
	enum nb_status st = NB_OK;

	if (bad < len)
		return nb_fail_at(err, NB_INVALID, bad, "not UTF-8");
	if (!is_of_text(division, len))
		st = nb_fail(err, NB_INVALID,
			     "the division is not of the page");
	if (!st && learner->fit.count == NB_LEARN_PAGES_MAX)
		st = nb_fail(err, NB_LIMIT, "more than %u pages to learn from",
			     NB_LEARN_PAGES_MAX);
	if (st || !division->unit_count)
		return st;
	a.tags = nb_alloc(division->unit_count, 1);
	if (!a.tags || collect(&a))
		st = nb_fail_mem(err);
	if (!st)
		st = add_lesson(learner, &a, profile, err);
	nb_buf_free(&a.whole);
	free(a.tags);
	return st;
}

/* ---- the profile */

/* Is a line of a profile one that is replaced: its key is `name` or `learned`?
 * So is the comment that says what was learned. */
static bool is_replaced(const char *line, size_t len)
{
	static const char *const begins[] = {"name", "learned", "# Learned "};
	size_t i, n, blank = 0;

	while (blank < len && (line[blank] == ' ' || line[blank] == '\t'))
		blank++;
	line += blank;
	len -= blank;
	for (i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		n = strlen(begins[i]);
		if (len >= n && memcmp(line, begins[i], n) == 0 &&
		    (*line == '#' || len == n || strchr(" \t=", line[n])))
			return true;
	}
	return false;
}

enum nb_status nb_profile_strip(const char *base, size_t len,
				struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at = 0;

	while (!st && at < len) {
		const char *end = memchr(base + at, '\n', len - at);
		size_t to = end ? (size_t)(end - base) : len;

		if (!is_replaced(base + at, to - at)) {
			st = nb_buf_add(out, base + at, to - at);
			if (!st)
				st = nb_buf_puts(out, "\n");
		}
		at = to + 1;
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Is there a weight that is not zero? */
static bool has_weight(const uint8_t *learned)
{
	size_t i = NB_LEARNED_HEAD;

	while (i < NB_LEARNED_SIZE && !learned[i])
		i++;
	return i < NB_LEARNED_SIZE;
}

/* Append the profile with these weights. */
static enum nb_status write_profile(const struct nb_learner *learner,
				    const char *name, const char *base,
				    size_t base_len, const uint8_t *learned,
				    struct nb_buf *out, struct nb_error *err)
{
	const struct nb_fit *fit = &learner->fit;
	enum nb_status st = NB_OK;

	if (nb_buf_printf(out, "name = %s\n", name))
		return nb_fail_mem(err);
	st = nb_profile_strip(base, base_len, out, err);
	if (!st &&
	    nb_buf_printf(out,
			  "# Learned from %zu page%s with %zu block%s%s.\n",
			  fit->count, fit->count == 1 ? "" : "s", fit->units,
			  fit->units == 1 ? "" : "s",
			  has_weight(learned)
				  ? ""
				  : "; they change nothing, as the model knows "
				    "the title"))
		st = nb_fail_mem(err);
	return st ? st : nb_learned_write(learned, out, err);
}

enum nb_status nb_learner_write(const struct nb_learner *learner,
				const char *name, const char *base,
				size_t base_len, struct nb_buf *out,
				bool *changes, struct nb_error *err)
{
	double *weights = nb_alloc(NB_STRUCTURE_WEIGHTS, sizeof(*weights));
	uint8_t *learned = nb_alloc(1, NB_LEARNED_SIZE);
	enum nb_status st = NB_OK;

	if (changes)
		*changes = false;
	if (!weights || !learned)
		st = nb_fail_mem(err);
	else if (!learner->fit.count)
		st = nb_fail(err, NB_USAGE, "there are no pages to learn from");
	if (!st)
		st = nb_fit_run(&learner->fit, weights, err);
	if (!st) {
		nb_fit_round(&learner->fit, weights, learned);
		st = write_profile(learner, name, base, base_len, learned, out,
				   err);
	}
	if (!st && changes)
		*changes = has_weight(learned);
	free(weights);
	free(learned);
	return st;
}
