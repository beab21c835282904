/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting pages, and sorting them by the frames that they stand in. */
#include "find/search/window.h"
#include "archive/frame/frame.h"
#include "base/alloc.h"
#include "base/error.h"
#include "find/search/cache.h"

#include <nbarc/filter.h>

#include <stdlib.h>
#include <string.h>

/* Append a string to those of the window; *at is where it is. */
static enum nb_status keep(struct nb_window *w, const struct nb_string *s,
			   size_t *at)
{
	*at = w->strings.len;
	return nb_buf_add(&w->strings, s->text, s->len);
}

static enum nb_status add_item(struct nb_window *w,
			       const struct nb_entry_item *item, size_t mark)
{
	struct nb_sought_item *grown = nb_grow(
		w->items, &w->item_cap, w->item_count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	w->items = grown;
	grown += w->item_count++;
	grown->number = item->number;
	grown->offset = item->offset;
	grown->len = item->len;
	grown->mark = mark;
	return NB_OK;
}

/* Add the item of a page if it has text that may be shown, and the query and
 * its filter choose it. */
static enum nb_status add_chosen(struct nb_window *w, struct nb_archive *a,
				 const struct nb_query *query,
				 const struct nb_entry *e,
				 const struct nb_entry_item *item,
				 struct nb_error *err)
{
	bool chosen = item->len && nb_entry_item_is_present(e, item) &&
		      nb_query_item(query, &e->id, item->number);
	enum nb_status st = NB_OK;
	size_t mark = 0;

	if (chosen && query->filter && nb_filter_has_items(query->filter))
		st = nb_filter_item(query->filter, a, e, item, &chosen, err);
	if (st || !chosen)
		return st;
	if (w->search->item)
		st = w->search->item(w->search->context, e, item, &mark, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	return add_item(w, item, mark) ? nb_fail_mem(err) : NB_OK;
}

/* Can a thread find the items where the entry says that they are? */
static bool is_placed(const struct nb_entry *e)
{
	size_t i;

	if (!nb_entry_has_hashes(e) || e->offset > e->content_size ||
	    e->len > e->content_size - e->offset)
		return false;
	for (i = 0; i < e->item_count; i++)
		if (e->items[i].offset > e->len ||
		    e->items[i].len > e->len - e->items[i].offset)
			return false;
	return true;
}

/* Copy the items of a page from the cache, if it has all of them. */
static void take_cached(struct nb_window *w, struct nb_sought_page *p)
{
	size_t i;

	p->text = w->texts.len;
	p->cached = true;
	for (i = p->first; p->cached && i < p->first + p->count; i++) {
		const struct nb_cache_key key = {
			p->place.sha256, w->items[i].offset, w->items[i].len};

		p->cached =
			nb_grep_cache_take(w->search->cache, &key, &w->texts);
	}
	if (!p->cached)
		w->texts.len = p->text;
}

enum nb_status nb_window_add(struct nb_window *w, struct nb_archive *archive,
			     const struct nb_query *query,
			     const struct nb_candidates *among,
			     const struct nb_entry *e, struct nb_error *err)
{
	const struct nb_candidate *candidate = NULL;
	struct nb_sought_page *p =
		nb_grow(w->pages, &w->page_cap, w->page_count + 1, sizeof(*p));
	size_t i, first = w->item_count;
	enum nb_status st = NB_OK;

	if (!p)
		return nb_fail_mem(err);
	w->pages = p;
	if (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED)
		return NB_OK;
	if (among) {
		candidate = nb_candidates_find(among, e->id.text, e->id.len,
					       e->revision);
		if (!candidate)
			return NB_OK;
	}
	for (i = 0; !st && i < e->item_count; i++)
		if (!candidate ||
		    nb_candidate_has(among, candidate, e->items[i].number))
			st = add_chosen(w, archive, query, e, &e->items[i],
					err);
	if (st)
		w->item_count = first;
	if (w->item_count == first)
		return st;
	p += w->page_count++;
	p->place = *e;
	p->place.items = NULL;
	p->place.hidden = NULL;
	p->id_len = e->id.len;
	p->revision = e->revision;
	p->first = first;
	p->count = w->item_count - first;
	p->unplaced = !is_placed(e);
	p->cached = false;
	if (among && w->search->cache && !p->unplaced)
		take_cached(w, p);
	return keep(w, &e->id, &p->id) ? nb_fail_mem(err) : NB_OK;
}

/* ---- dividing */

/* A page by its place in the file. */
struct place {
	uint64_t directory;
	size_t page; /* its index */
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->directory != y->directory)
		return x->directory < y->directory ? -1 : 1;
	return (x->page > y->page) - (x->page < y->page);
}

static int compare_frames(const void *a, const void *b)
{
	const struct nb_sought_frame *x = a, *y = b;

	return (x->lead > y->lead) - (x->lead < y->lead);
}

/* Is it the same frame, by all that an entry says of it? */
static bool same_frame(const struct nb_entry *a, const struct nb_entry *b)
{
	return a->directory == b->directory &&
	       a->directory_size == b->directory_size &&
	       a->frame_size == b->frame_size &&
	       a->content_size == b->content_size;
}

/* Note the i-th page of the order: in the last frame, or in a new one. */
static enum nb_status add_to_frame(struct nb_window *w, size_t i)
{
	struct nb_sought_frame *f;

	if (i == 0 || !same_frame(&w->pages[w->order[i - 1]].place,
				  &w->pages[w->order[i]].place)) {
		f = nb_grow(w->frames, &w->frame_cap, w->frame_count + 1,
			    sizeof(*f));
		if (!f)
			return NB_NOMEM;
		w->frames = f;
		f[w->frame_count++] =
			(struct nb_sought_frame){i, 0, w->order[i]};
	}
	w->frames[w->frame_count - 1].count++;
	return NB_OK;
}

/* Make the order of the pages that need a frame. */
static enum nb_status sort_pages(struct nb_window *w)
{
	struct place *sorted = nb_alloc(w->page_count, sizeof(*sorted));
	size_t *grown = nb_grow(w->order, &w->order_cap, w->page_count + 1,
				sizeof(*grown));
	enum nb_status st = sorted && grown ? NB_OK : NB_NOMEM;
	size_t i, n = 0;

	if (grown)
		w->order = grown;
	for (i = 0; !st && i < w->page_count; i++)
		if (!w->pages[i].cached)
			sorted[n++] =
				(struct place){w->pages[i].place.directory, i};
	if (n)
		qsort(sorted, n, sizeof(*sorted), compare_places);
	for (i = 0; i < n; i++)
		w->order[i] = sorted[i].page;
	w->order_count = n;
	free(sorted);
	return st;
}

enum nb_status nb_window_divide(struct nb_window *w)
{
	enum nb_status st = sort_pages(w);
	size_t i, k;

	for (i = 0; !st && i < w->order_count; i++)
		st = add_to_frame(w, i);
	if (st)
		return st;
	if (w->frame_count)
		qsort(w->frames, w->frame_count, sizeof(*w->frames),
		      compare_frames);
	for (i = 0; i < w->frame_count; i++)
		for (k = 0; k < w->frames[i].count; k++)
			w->pages[w->order[w->frames[i].first + k]].frame = i;
	return NB_OK;
}

void nb_window_foresee(const struct nb_window *w, struct nb_file file)
{
	struct nb_range *ranges;
	size_t i;

	if (!nb_file_is_far(file) || !w->frame_count)
		return;
	ranges = nb_alloc(w->frame_count, sizeof(*ranges));
	for (i = 0; ranges && i < w->frame_count; i++) {
		const struct nb_entry *e = &w->pages[w->frames[i].lead].place;

		ranges[i] = (struct nb_range){nb_entry_frame(e), e->frame_size};
	}
	if (ranges)
		nb_file_expect(file, ranges, w->frame_count);
	free(ranges);
}

struct nb_hit nb_window_hit(const struct nb_window *w,
			    const struct nb_results *r,
			    const struct nb_located *f)
{
	const struct nb_sought_page *p = &w->pages[f->page];
	const char *strings = (const char *)w->strings.data;
	/* Bare hits have no text. */
	const char *text = r->text.data ? (const char *)r->text.data : "";

	return (struct nb_hit){
		.page = {strings + p->id, p->id_len},
		.number = w->items[f->item].number,
		.revision = p->revision,
		.mark = f->mark,
		.pattern = f->pattern,
		.part = f->part,
		.times = f->times,
		.title = {text + f->title, f->title_len},
		.position = f->position,
		.line = text + f->line,
		.line_len = f->line_len,
		.start = f->start,
		.len = f->len,
	};
}

void nb_window_clear(struct nb_window *w)
{
	w->strings.len = w->texts.len = 0;
	w->page_count = w->item_count = w->frame_count = 0;
}

void nb_window_free(struct nb_window *w)
{
	nb_buf_free(&w->strings);
	nb_buf_free(&w->texts);
	free(w->pages);
	free(w->items);
	free(w->order);
	free(w->frames);
}
