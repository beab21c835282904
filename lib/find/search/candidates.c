/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting candidates, and finding a page among them. */
#include "find/search/candidates.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/ranges.h"

#include <nbarc/filter.h>

#include <stdlib.h>
#include <string.h>

/* Candidates that are foreseen at once at most: the pages of the first window
 * of a search for all hits. */
#define FORESEEN 256u

enum nb_status nb_candidates_page(struct nb_candidates *c, const char *id,
				  size_t id_len, uint32_t revision, bool whole,
				  bool certain)
{
	struct nb_candidate *p =
		nb_grow(c->pages, &c->cap, c->count + 1, sizeof(*p));

	if (!p)
		return NB_NOMEM;
	c->pages = p;
	p += c->count;
	p->id = c->ids.len;
	p->id_len = (uint8_t)id_len;
	p->whole = whole;
	p->certain = certain;
	c->uncertain += !certain;
	p->revision = revision;
	p->first = c->number_count;
	p->count = 0;
	if (nb_buf_add(&c->ids, id, id_len))
		return NB_NOMEM;
	c->count++;
	return NB_OK;
}

enum nb_status nb_candidates_item(struct nb_candidates *c, uint16_t number)
{
	uint16_t *grown = nb_grow(c->numbers, &c->number_cap,
				  c->number_count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	c->numbers = grown;
	grown[c->number_count++] = number;
	c->pages[c->count - 1].count++;
	return NB_OK;
}

/* Compare a page with a key, in the order of the catalogue: revisions from high
 * to low. */
static int compare(const char *a, size_t a_len, uint32_t a_revision,
		   const char *b, size_t b_len, uint32_t b_revision)
{
	int c = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (c == 0 && a_len != b_len)
		c = a_len < b_len ? -1 : 1;
	if (c == 0)
		c = (a_revision < b_revision) - (a_revision > b_revision);
	return c;
}

static int compare_pages(const struct nb_candidates *c,
			 const struct nb_candidate *x,
			 const struct nb_candidate *y)
{
	return compare(nb_candidate_id(c, x), x->id_len, x->revision,
		       nb_candidate_id(c, y), y->id_len, y->revision);
}

/* ---- sorting */

/* Merge two sorted runs that follow each other. */
static void merge(const struct nb_candidates *c, struct nb_candidate *to,
		  const struct nb_candidate *x, size_t xs,
		  const struct nb_candidate *y, size_t ys)
{
	while (xs && ys)
		if (compare_pages(c, x, y) <= 0) {
			*to++ = *x++;
			xs--;
		} else {
			*to++ = *y++;
			ys--;
		}
	memcpy(to, x, xs * sizeof(*x));
	memcpy(to + xs, y, ys * sizeof(*y));
}

/* The end of the run that begins at `from`: pages of one commit are sorted. */
static size_t run_end(const struct nb_candidates *c, size_t from)
{
	size_t i = from + 1;

	while (i < c->count &&
	       compare_pages(c, &c->pages[i - 1], &c->pages[i]) <= 0)
		i++;
	return i;
}

/* Merge neighbouring runs once, into `to`; false if there was one run only. */
static bool merge_runs(const struct nb_candidates *c, struct nb_candidate *to)
{
	bool several = false;
	size_t from, mid, end;

	for (from = 0; from < c->count; from = end) {
		mid = run_end(c, from);
		end = mid < c->count ? run_end(c, mid) : mid;
		several |= mid < c->count;
		merge(c, to + from, c->pages + from, mid - from, c->pages + mid,
		      end - mid);
	}
	return several;
}

/*
 * An entry is there twice only if the index contradicts itself; then the page
 * is taken as a whole.
 */
static void drop_twins(struct nb_candidates *c)
{
	size_t i, kept = 0;

	for (i = 0; i < c->count; i++) {
		if (kept &&
		    compare_pages(c, &c->pages[kept - 1], &c->pages[i]) == 0) {
			c->pages[kept - 1].whole = true;
			c->pages[kept - 1].certain = false;
			c->exact = false;
			continue;
		}
		c->pages[kept++] = c->pages[i];
	}
	c->count = kept;
}

enum nb_status nb_candidates_end(struct nb_candidates *c)
{
	bool more = c->count > 1 && run_end(c, 0) < c->count;
	struct nb_candidate *to, *old;

	while (more) {
		to = nb_alloc(c->count, sizeof(*to));
		if (!to)
			return NB_NOMEM;
		more = merge_runs(c, to);
		old = c->pages;
		c->pages = to;
		c->cap = c->count;
		free(old);
	}
	drop_twins(c);
	return NB_OK;
}

/* ---- finding */

size_t nb_candidates_foresee(const struct nb_candidates *c, size_t from,
			     size_t most, struct nb_archive *a,
			     const struct nb_query *q, bool uncertain)
{
	struct nb_entry_key keys[FORESEEN];
	char next[NB_FILTER_NEXT_MAX];
	size_t i, n = 0;

	if (!nb_file_is_far(a->file) || a->salvage)
		return c->count;
	for (i = from; i < c->count && n < FORESEEN && n < most; i++) {
		const struct nb_candidate *p = &c->pages[i];
		const char *id = nb_candidate_id(c, p);

		if ((uncertain && p->certain) ||
		    (q->filter &&
		     !nb_filter_judge(q->filter, id, p->id_len, next)))
			continue;
		keys[n++] = (struct nb_entry_key){{id, p->id_len}, UINT32_MAX};
	}
	nb_trees_expect(&a->finder, keys, n, q->detail);
	return i;
}

const struct nb_candidate *nb_candidates_find(const struct nb_candidates *c,
					      const char *id, size_t id_len,
					      uint32_t revision)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct nb_candidate *p = &c->pages[mid];
		int order = compare(nb_candidate_id(c, p), p->id_len,
				    p->revision, id, id_len, revision);

		if (order == 0)
			return p;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool nb_candidate_has(const struct nb_candidates *c,
		      const struct nb_candidate *p, unsigned number)
{
	const uint16_t *numbers = c->numbers + p->first;
	size_t low = 0, high = p->count;

	if (p->whole)
		return true;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (numbers[mid] == number)
			return true;
		if (numbers[mid] < number)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

void nb_candidates_free(struct nb_candidates *c)
{
	if (!c)
		return;
	nb_buf_free(&c->ids);
	free(c->pages);
	free(c->numbers);
	free(c);
}

void nb_candidates_count(const struct nb_candidates *c, uint64_t *pages,
			 uint64_t *items)
{
	*pages = c->count;
	*items = c->number_count;
}
