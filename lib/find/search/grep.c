/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching an archive (<nbarc/grep.h>).
 *
 * Pages come from the catalogue and are collected in a window. The frames of
 * the window are jobs for threads; the hits of each page are given as soon as
 * those of all pages before it were. While threads work on one window, the next
 * one is collected. The first window is small, and unless hits are only counted
 * all of its hits are given before the next one is collected, so that the first
 * hit does not wait for the catalogue of a large archive.
 *
 * Pages that the cache has need no frame, and those that a thread could not
 * search need another way: the thread of the search does both (here.c).
 */
#include "archive/frame/shared.h"
#include "archive/read/handle.h"
#include "archive/catalogue/entry.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"
#include "find/search/here.h"

#include <nbarc/filter.h>
#include <nbarc/grep.h>
#include <nbarc/item.h>

#include <stdlib.h>
#include <string.h>

/* Pages in the first window and in the largest one: hits of a window may all
 * have to be held, if its pages were ingested in another order. */
#define PAGES_FIRST 256u
#define PAGES_MOST 16384u
/* Each is so many times as large as the one before it. */
#define PAGES_TIMES 16u

/* Jobs for each thread that wait or are being worked on, as far as the pool has
 * room for them. */
#define AHEAD 4u

/* ---- jobs */

/* How many jobs may be waited for. */
static size_t most_working(const struct nb_grep_run *r)
{
	size_t most = r->threads > 1 ? AHEAD * (size_t)r->threads : 1;
	uint64_t limit = r->search->limit;

	if (limit && r->given < limit && limit - r->given < most)
		most = (size_t)(limit - r->given);
	return most;
}

/*
 * Submit jobs of a window until the threads have enough to do. There are more
 * of them than threads, so that nobody waits while one thread has to give its
 * processor to another process; without threads it is one, which is done at
 * once. Each has a hit, as a rule, so that no more of them are begun than hits
 * are wanted.
 */
static void submit_of(struct nb_grep_run *r, struct nb_batch *b)
{
	while (b->jobs && b->submitted < b->window.frame_count &&
	       r->working < most_working(r) && nb_pool_room(r->pool)) {
		nb_pool_submit(r->pool, &b->jobs[b->submitted++]);
		r->working++;
	}
}

/* Submit jobs of the window that is searched, and then of the one after it. */
static void submit(struct nb_grep_run *r)
{
	submit_of(r, r->searched);
	submit_of(r, r->filled);
}

/* Wait until a job is done. Jobs are taken in the order in which they were
 * submitted, which is that of their first pages. */
static void wait_for(struct nb_grep_run *r, const struct nb_job *wanted)
{
	while (!wanted->done) {
		struct nb_job *j;

		submit(r);
		j = nb_pool_take(r->pool);
		j->done = true;
		r->working--;
	}
	/* Without threads, the next job waits until its hits are wanted. */
	if (r->threads > 1)
		submit(r);
}

/* Give the hits of a page. Those of a job stand in the order of its pages. */
static enum nb_status give_page(struct nb_grep_run *r, struct nb_job *j,
				size_t index)
{
	const struct nb_results *from = &j->results;

	if (j->pages_given++ >= j->searched)
		return nb_grep_run_search_here(r, index);
	while (!r->stopped && j->hits_given < from->count &&
	       from->found[j->hits_given].page == index)
		nb_grep_run_give(r, from, &from->found[j->hits_given++]);
	return NB_OK;
}

/* Give all hits of the window that is searched. */
static enum nb_status give_all(struct nb_grep_run *r)
{
	const struct nb_window *w = &r->searched->window;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && !r->stopped && i < w->page_count; i++) {
		struct nb_job *j;

		if (w->pages[i].cached) {
			st = nb_grep_run_search_cached(r, i);
			continue;
		}
		j = &r->searched->jobs[w->pages[i].frame];
		wait_for(r, j);
		st = give_page(r, j, i);
		if (j->pages_given < j->frame->count)
			continue;
		nb_results_free(&j->results);
		if (!st && !r->stopped && r->search->pause)
			r->stopped = !r->search->pause(r->search->context);
	}
	return st;
}

/* Make what threads need, before the first window. */
static enum nb_status start_threads(struct nb_grep_run *r)
{
	if (r->pool)
		return NB_OK;
	/* If it cannot be loaded, this thread will report it. */
	if (!nb_shared_load(&r->archive->shared, NULL))
		r->workshop.shared = r->archive->shared;
	return nb_pool_create_helping(r->threads, nb_job_work, &r->pool,
				      &r->err);
}

/* Make the jobs of the window that is full. */
static enum nb_status make_jobs(struct nb_grep_run *r)
{
	struct nb_batch *b = r->filled;
	struct nb_window *w = &b->window;
	enum nb_status st = start_threads(r);
	size_t i;

	if (st)
		return st;
	st = nb_window_divide(w);
	b->submitted = 0;
	b->jobs = st ? NULL : nb_alloc(w->frame_count + 1, sizeof(*b->jobs));
	if (!b->jobs)
		return nb_fail_mem(&r->err);
	for (i = 0; i < w->frame_count; i++) {
		b->jobs[i].workshop = &r->workshop;
		b->jobs[i].window = w;
		b->jobs[i].frame = &w->frames[i];
	}
	nb_window_foresee(w, r->workshop.file);
	return NB_OK;
}

/* Make a window empty. No thread works on it any more. */
static void clear(struct nb_batch *b)
{
	size_t i;

	for (i = 0; b->jobs && i < b->window.frame_count; i++)
		nb_results_free(&b->jobs[i].results);
	free(b->jobs);
	b->jobs = NULL;
	nb_window_clear(&b->window);
}

/* Give the hits of the window that is searched, if there is one. After the last
 * ones of a search, threads may be busy with what nobody wants. */
static enum nb_status finish_window(struct nb_grep_run *r)
{
	enum nb_status st;

	if (!r->searched->jobs)
		return NB_OK;
	st = give_all(r);
	if (st || r->stopped) {
		atomic_store(&r->workshop.stopped, true);
		while (nb_pool_take(r->pool))
			;
	}
	clear(r->searched);
	return st;
}

/* Does the caller wait for the last hit only? */
static bool counts(const struct nb_grep_run *r)
{
	return r->search->bare && !r->search->first;
}

/*
 * Is the next window collected while this one, of r->most pages, is searched?
 * Not if the search may end before it, and not if hits would wait for it: those
 * of the first window, and all of them if the catalogue is far away.
 */
static bool goes_ahead(const struct nb_grep_run *r)
{
	return r->threads > 1 && !r->search->limit &&
	       (r->most > PAGES_FIRST || counts(r)) &&
	       !nb_file_is_far(r->archive->file);
}

/* Search the window that was filled, and fill the other one. */
static enum nb_status search_window(struct nb_grep_run *r)
{
	struct nb_batch *full = r->filled;
	bool ahead = goes_ahead(r);
	enum nb_status st;

	if (full->window.page_count == 0)
		return NB_OK;
	st = make_jobs(r);
	if (!st)
		st = finish_window(r);
	if (st || r->stopped)
		return st;
	r->filled = r->searched;
	r->searched = full;
	r->most = r->most * PAGES_TIMES < PAGES_MOST ? r->most * PAGES_TIMES
						     : PAGES_MOST;
	if (!ahead)
		return finish_window(r);
	submit(r);
	return NB_OK;
}

/* Search what was collected, and give all hits of it. */
static enum nb_status search_rest(struct nb_grep_run *r)
{
	enum nb_status st = search_window(r);

	return st || r->stopped ? st : finish_window(r);
}

/*
 * The search fails where pages are collected. Hits of the window before that
 * are given still: whether they were by now depends on the number of threads.
 */
static void finish_failed(struct nb_grep_run *r)
{
	const struct nb_error err = r->err;

	(void)!finish_window(r);
	r->err = err;
}

/* ---- collecting pages */

/* Add a page, and search the window when it is full. A page is reported of
 * which damage hides whether it is chosen. */
static enum nb_status add_page(struct nb_grep_run *r, const struct nb_entry *e)
{
	struct nb_error err;
	enum nb_status st = nb_window_add(&r->filled->window, r->archive,
					  &r->query, r->among, e, &err);

	if (st == NB_INVALID) {
		nb_grep_run_report(r, &err);
		return NB_OK;
	}
	if (st) {
		r->err = err;
		return st;
	}
	return r->filled->window.page_count < r->most ? NB_OK
						      : search_window(r);
}

/* Add the revisions of a page that are older than this one. */
static enum nb_status add_older(struct nb_grep_run *r, const char *id,
				size_t len, uint32_t revision)
{
	const struct nb_entry *e;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(
		r->archive, id, len, true, r->query.detail, &c, &r->err);

	while (!st) {
		st = nb_cursor_next(c, &e, &r->err);
		/* The revisions come before pages with longer identifiers. */
		if (st || !e || e->id.len != len)
			break;
		if (e->revision < revision)
			st = add_page(r, e);
	}
	nb_cursor_free(c);
	return st;
}

/* Is it a page that was visited before the catalogue was found damaged? */
static bool was_visited(const struct nb_grep_run *r, const struct nb_string *id)
{
	const struct nb_string after = {r->after, r->after_len};

	return r->after_len && nb_string_compare(id, &after) <= 0;
}

/* Called for each page of the query. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct nb_grep_run *r = context;
	char id[UINT8_MAX];
	size_t len = e->id.len;
	uint32_t revision = e->revision;
	enum nb_status st;

	if (was_visited(r, &e->id))
		return true;
	if (r->archive->salvage)
		r->among = NULL;
	/* Searching a window may overwrite the entry. */
	memcpy(id, e->id.text, len);
	st = add_page(r, e);
	if (!st && r->search->all_revisions && revision > 1)
		st = add_older(r, id, len, revision);
	if (st)
		r->err.status = st;
	return !st && !r->stopped;
}

/* ---- candidates */

/* Candidates are looked up one by one unless they are more than one of so many
 * pages: then the catalogue is read from one end to the other. */
#define PAGES_EACH 8u

/*
 * Do candidates answer the query, without a look at the text? Items of an older
 * revision may be withdrawn by now, which their entries do not tell.
 */
static bool is_exact(const struct nb_grep_run *r)
{
	const struct nb_search *s = r->search;
	const struct nb_query *q = &r->query;

	return r->among && r->among->exact && s->any_part && !s->item &&
	       !s->all_revisions && !q->revision && !r->archive->finder.upto &&
	       !(q->filter && nb_filter_has_items(q->filter));
}

/* Can the pages of the query be found by the candidates, in less time? */
static bool is_sparse(const struct nb_grep_run *r)
{
	return r->among && r->query.len == 0 && !r->query.revision &&
	       (is_exact(r) ? r->among->uncertain : r->among->count) <
		       r->archive->commit.pages / PAGES_EACH;
}

/* Give the hits of a candidate that are certain. */
static void give_items(struct nb_grep_run *r, const struct nb_candidate *c)
{
	const struct nb_string page = {nb_candidate_id(r->among, c), c->id_len};
	size_t i;

	for (i = 0; !r->stopped && i < c->count; i++) {
		const struct nb_hit hit = {
			.page = page,
			.number = r->among->numbers[c->first + i],
			.revision = c->revision,
			.part = NB_PART_TEXT,
			.times = 1,
		};

		if (nb_query_item(&r->query, &page, hit.number))
			r->stopped = !r->search->hit(r->search->context, &hit);
	}
}

/* Give the hits of a page that are certain; called instead of visit_page(). The
 * entry is the newest one: what was withdrawn since is not given. */
static bool give_certain(void *context, const struct nb_entry *e)
{
	struct nb_grep_run *r = context;
	const struct nb_candidate *c;

	if (r->archive->salvage)
		return visit_page(r, e);
	c = nb_candidates_find(r->among, e->id.text, e->id.len, e->revision);
	if (c && e->state == NB_STATE_PRESENT)
		give_items(r, c);
	return !r->stopped;
}

/* Look up the page of a candidate and visit it. A page that the archive does
 * not have, as of the commit that is seen, is passed over. */
static enum nb_status visit_candidate(struct nb_grep_run *r, const char *id,
				      size_t len, nb_query_visit *visit,
				      bool *any)
{
	const struct nb_entry *e;
	struct nb_error err;
	enum nb_status st = nb_archive_find_detail(r->archive, id, len, 0,
						   r->query.detail, &e, &err);

	if (st == NB_INVALID) {
		nb_grep_run_report(r, &err);
		return NB_OK;
	}
	if (st && st != NB_ABSENT)
		r->err = err;
	if (st || r->archive->salvage)
		return st == NB_ABSENT ? NB_OK : st;
	*any = true;
	return visit(r, e) ? NB_OK : r->err.status;
}

/*
 * Visit the pages of the candidates; *any is set if there was one. If the
 * catalogue turns out to be damaged, and is read around, candidates say no
 * longer which pages there are: this ends before the page that was not visited
 * then, and r->after is the one before it.
 */
static enum nb_status visit_candidates(struct nb_grep_run *r,
				       nb_query_visit *visit, bool *any)
{
	const struct nb_candidates *among = r->among;
	const struct nb_filter *filter = r->query.filter;
	char next[NB_FILTER_NEXT_MAX];
	enum nb_status st = NB_OK;
	size_t i, foreseen = 0;

	for (i = 0; !st && !r->stopped && i < among->count; i++) {
		const struct nb_candidate *c = &among->pages[i];
		const char *id = nb_candidate_id(among, c);

		/* Of the revisions of a page, the first one looks it up. */
		if (r->after_len == c->id_len &&
		    memcmp(id, r->after, c->id_len) == 0)
			continue;
		if (filter && !nb_filter_judge(filter, id, c->id_len, next))
			continue;
		if (c->certain && visit == give_certain) {
			give_items(r, c);
			*any = true;
		} else {
			if (i >= foreseen)
				foreseen = nb_candidates_foresee(
					among, i, r->most, r->archive,
					&r->query, visit == give_certain);
			st = visit_candidate(r, id, c->id_len, visit, any);
			if (r->archive->salvage)
				break;
		}
		memcpy(r->after, id, c->id_len);
		r->after_len = c->id_len;
	}
	return st;
}

/* Called for the first page of a query, to know that there is one. */
static bool see_page(void *context, const struct nb_entry *e)
{
	(void)context;
	(void)e;
	return false;
}

/* Visit the pages of the query, or only candidates if there are few of these.
 * Failures are those of nb_query_pages(). */
static enum nb_status visit_pages(struct nb_grep_run *r, struct nb_error *err)
{
	nb_query_visit *visit = visit_page;
	enum nb_status st = NB_OK;
	bool any = false;

	r->after_len = 0;
	if (is_exact(r)) {
		visit = give_certain;
		r->query.detail = NB_DETAIL_KEYS;
		/* Hits come in the order of the queries. */
		st = search_rest(r);
	}
	if (!st && is_sparse(r)) {
		st = visit_candidates(r, visit, &any);
		if (st || r->stopped)
			return st;
		if (!r->archive->salvage) {
			r->after_len = 0;
			if (any)
				return NB_OK;
			visit = see_page;
		}
	}
	return st ? st
		  : nb_query_pages(r->archive, &r->query, 1, visit, r, err);
}

/* ---- queries */

/*
 * Visit the pages of one query. One that chooses nothing, or meets damage of
 * the catalogue, is reported; another failure ends the search.
 */
static enum nb_status visit_query(struct nb_grep_run *r,
				  const struct nb_query *query)
{
	uint64_t fields = NB_FIELD_BIT(NB_FIELD_SHA256);
	struct nb_error err;
	enum nb_status st;

	r->query = *query;
	fields |= query->filter ? nb_filter_fields(query->filter) : 0;
	fields |= r->search->item ? r->search->fields : 0;
	r->query.detail = nb_fields_detail(fields);
	st = visit_pages(r, &err);
	if (r->err.status)
		return r->err.status;
	if (st == NB_ABSENT || st == NB_INVALID) {
		nb_grep_run_report(r, &err);
		return NB_OK;
	}
	if (st)
		r->err = err;
	return st;
}

/* ---- the search */

static void prepare(struct nb_grep_run *r)
{
	unsigned threads = r->search->threads;
	struct nb_archive *a = r->archive;

	r->threads = threads ? threads : nb_pool_processors();
	r->most = PAGES_FIRST;
	/* An index does not know what a walk finds, or what follows the end. */
	r->among = a->salvage || a->has_tail ? NULL : r->search->among;
	/* Nearly every candidate has a hit; each may need a leaf read. */
	if (r->among && r->search->limit && r->search->limit < r->most)
		r->most = (size_t)r->search->limit;
	nb_workshop_init(&r->workshop, r->grep, a, r->search);
	r->filled = &r->batches[0];
	r->searched = &r->batches[1];
	r->filled->window.search = r->searched->window.search = r->search;
}

/* Free what the search owns. Threads must be done before that. */
static void end(struct nb_grep_run *r)
{
	size_t i;

	atomic_store(&r->workshop.stopped, true);
	while (r->pool && nb_pool_take(r->pool))
		;
	nb_pool_free(r->pool);
	for (i = 0; i < 2; i++) {
		clear(&r->batches[i]);
		nb_window_free(&r->batches[i].window);
	}
	nb_workshop_free(&r->workshop);
	nb_scanner_free(r->scanner);
}

enum nb_status nb_grep_archive(const struct nb_grep *grep,
			       struct nb_archive *archive,
			       const struct nb_search *search,
			       struct nb_error *err)
{
	struct nb_grep_run r = {
		.grep = grep, .archive = archive, .search = search};
	enum nb_status st = NB_OK;

	prepare(&r);
	for (size_t i = 0; !st && !r.stopped && i < search->query_count; i++)
		st = visit_query(&r, &search->queries[i]);
	if (!st && !r.stopped)
		st = search_rest(&r);
	if (st && !r.stopped)
		finish_failed(&r);
	end(&r);
	if (st) {
		nb_error_file(&r.err, archive->path);
		if (err)
			*err = r.err;
	}
	return st;
}
