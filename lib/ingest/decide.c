/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Applying decisions to pages of an archive (nb_decide()).
 *
 * First each decision gets its page: the one that it names, or the only one
 * that has its place. Then each of these pages is made again, one after the
 * other, by the same road as in an ingest (page.c); only its bytes come from
 * the archive. So numbers of items, kept decisions, header and the test whether
 * anything changed are those of an ingest.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "ingest/end.h"
#include "ingest/outcomes.h"
#include "ingest/places.h"
#include "ingest/remake.h"

#include <nbarc/decide.h>
#include <nbarc/id.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A decision on its way. */
struct one {
	enum nb_fate fate;
	char page[NB_ID_MAX]; /* "": none was found */
	size_t assigned; /* its index among those that have a page, if it has */
};

/* One call of nb_decide(). All but the arguments is owned. */
struct plan {
	const struct nb_decisions *all;
	const struct nb_decide_callbacks *callbacks;
	struct one *list;	       /* for each decision */
	struct nb_found_pages *found;  /* likewise */
	struct nb_decisions *assigned; /* those that have a page */
	const char **pages;	       /* of these, each once, in order */
	size_t page_count;
};

/* ---- which page */

/* Copy an identifier that fits. */
static void set_page(struct one *one, const char *id)
{
	memcpy(one->page, id, strlen(id) + 1);
}

/* The page that a decision names, under the identifier that it has now. */
static enum nb_status named_page(struct nb_archive *archive, const char *id,
				 struct one *one, struct nb_error *err)
{
	const struct nb_entry *e;
	char now[NB_ITEM_ID_MAX];
	enum nb_status st;

	one->fate = NB_FATE_NO_PAGE;
	if (!nb_id_is_page(id, strlen(id)))
		return NB_OK;
	set_page(one, id);
	st = nb_archive_renamed(archive, id, now, err);
	if (st)
		return st;
	if (*now && strlen(now) < NB_ID_MAX)
		set_page(one, now);
	st = nb_archive_find_detail(archive, one->page, strlen(one->page), 0,
				    NB_DETAIL_KEYS, &e, err);
	if (!st)
		one->fate = NB_FATE_NOT_MADE;
	return st == NB_ABSENT ? NB_OK : st;
}

/* The page of a decision that names none. */
static void found_page(const struct nb_found_pages *found, struct one *one)
{
	one->fate = NB_FATE_NOT_MADE;
	if (found->count == 1)
		set_page(one, found->id[0]);
	else
		one->fate = found->count ? NB_FATE_AMBIGUOUS : NB_FATE_NOWHERE;
}

/* Make the list of the decisions that have a page, each of which names it. */
static enum nb_status assign(struct plan *p, struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st = NB_OK;
	size_t i, n = 0;

	for (i = 0; !st && i < nb_decisions_count(p->all); i++) {
		if (p->list[i].fate != NB_FATE_NOT_MADE)
			continue;
		st = nb_decision_print(nb_decisions_get(p->all, i),
				       p->list[i].page, &text);
		p->list[i].assigned = n++;
	}
	st = st ? nb_fail_mem(err)
		: nb_decisions_read(text.data, text.len, NULL, &p->assigned,
				    err);
	nb_buf_free(&text);
	return st;
}

/* For qsort(3). */
static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* List the pages of the decisions, each once. */
static enum nb_status list_pages(struct plan *p, struct nb_error *err)
{
	size_t i, n = 0, count = nb_decisions_count(p->assigned);

	p->pages = nb_alloc(count, sizeof(*p->pages));
	if (!p->pages)
		return nb_fail_mem(err);
	for (i = 0; i < count; i++)
		p->pages[i] = nb_decisions_get(p->assigned, i)->page;
	qsort(p->pages, count, sizeof(*p->pages), by_name);
	for (i = 0; i < count; i++)
		if (!n || strcmp(p->pages[n - 1], p->pages[i]) != 0)
			p->pages[n++] = p->pages[i];
	p->page_count = n;
	return NB_OK;
}

/* Find the page of each decision. */
static enum nb_status make_plan(struct plan *p, struct nb_archive *archive,
				struct nb_error *err)
{
	size_t i, n = nb_decisions_count(p->all);
	enum nb_status st;

	p->list = nb_alloc(n, sizeof(*p->list));
	p->found = nb_alloc(n, sizeof(*p->found));
	if (!p->list || !p->found)
		return nb_fail_mem(err);
	st = nb_places_find(archive, p->all, p->found, err);
	for (i = 0; !st && i < n; i++) {
		const char *page = nb_decisions_get(p->all, i)->page;

		if (*page)
			st = named_page(archive, page, &p->list[i], err);
		else
			found_page(&p->found[i], &p->list[i]);
	}
	if (!st)
		st = assign(p, err);
	return st ? st : list_pages(p, err);
}

static void free_plan(struct plan *p)
{
	nb_decisions_free(p->assigned);
	free(p->list);
	free(p->found);
	free(p->pages);
}

/* ---- what became of them */

/* The fate of a decision that has a page, by its outcome there. */
static enum nb_fate fate_of(const struct nb_run *g, size_t assigned)
{
	switch ((enum nb_outcome)g->outcomes[assigned]) {
	case NB_OUTCOME_APPLIED:
		return NB_FATE_APPLIED;
	case NB_OUTCOME_FOLLOWED:
		return NB_FATE_FOLLOWED;
	case NB_OUTCOME_ABSENT:
		return g->undo ? NB_FATE_NOT_KEPT : NB_FATE_ABSENT;
	case NB_OUTCOME_NO_BREAK:
		return NB_FATE_NO_BREAK;
	case NB_OUTCOME_NO_READING:
		return NB_FATE_NO_READING;
	case NB_OUTCOME_CIRCLE:
		return NB_FATE_CIRCLE;
	case NB_OUTCOME_OTHER_PAGE:
		break;
	}
	return NB_FATE_NOT_MADE;
}

/* Tell the caller of all decisions; returns how many were not applied. */
static uint64_t tell_fates(const struct plan *p, const struct nb_run *g)
{
	char pages[2 * NB_ID_MAX + 2];
	uint64_t missed = 0;
	size_t i;

	for (i = 0; i < nb_decisions_count(p->all); i++) {
		struct one *one = &p->list[i];
		const char *page = one->page;

		if (one->fate == NB_FATE_NOT_MADE)
			one->fate = fate_of(g, one->assigned);
		if (one->fate == NB_FATE_AMBIGUOUS) {
			(void)snprintf(pages, sizeof(pages), "%s, %s",
				       p->found[i].id[0], p->found[i].id[1]);
			page = pages;
		}
		missed += one->fate != NB_FATE_APPLIED &&
			  one->fate != NB_FATE_FOLLOWED;
		if (p->callbacks && p->callbacks->decision)
			p->callbacks->decision(p->callbacks->context,
					       nb_decisions_get(p->all, i),
					       one->fate, page);
	}
	return missed;
}

/* ---- the whole run */

/* Tell the caller how far it is; false if that is the end. */
static bool go_on(const struct plan *p, size_t done)
{
	const struct nb_decide_callbacks *c = p->callbacks;

	return !c || !c->progress ||
	       c->progress(c->context, done, p->page_count);
}

/* Make all pages again, and commit. */
static enum nb_status remake_all(struct plan *p, struct nb_run *g,
				 const struct nb_decide_options *options,
				 struct nb_error *err)
{
	enum nb_status st = nb_run_expect_decisions(g, err);
	size_t i;

	for (i = 0; !st && i < p->page_count; i++) {
		st = nb_run_remake(g, options, p->assigned, p->pages[i], err);
		if (!st && !go_on(p, i + 1))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	return st ? st : nb_run_commit(g, err);
}

/* Open the archive, which must exist, for what is to be done. */
static enum nb_status open_archive(struct nb_run *g, bool dry_run,
				   struct nb_error *err)
{
	struct nb_archive *archive = NULL;
	enum nb_status st = nb_archive_open(g->archive, &archive, err);

	if (!st && dry_run) {
		g->reader = archive;
		return NB_OK;
	}
	/* Only to know that it is one: a writer would make it. */
	nb_archive_close(archive);
	return st ? st
		  : nb_writer_open(g->archive, &g->options->writer, &g->writer,
				   &g->counts->dropped, err);
}

enum nb_status nb_decide(const char *path, const struct nb_decisions *decisions,
			 const struct nb_decide_options *options,
			 const struct nb_decide_callbacks *callbacks,
			 struct nb_ingest_counts *counts, struct nb_error *err)
{
	static const struct nb_decide_options defaults;
	const struct nb_decide_options *o = options ? options : &defaults;
	struct nb_ingest_callbacks told = {.context = NULL};
	struct nb_ingest_options how = {.has_time = true,
					.time = o->time,
					.writer = o->writer,
					.dry_run = o->dry_run,
					.reading.markup = o->markup};
	struct plan p = {.all = decisions, .callbacks = callbacks};
	struct nb_run g = {.options = &how,
			   .callbacks = &told,
			   .counts = counts,
			   .archive = path,
			   .undo = o->undo};
	uint64_t missed = 0;
	enum nb_status st;

	memset(counts, 0, sizeof(*counts));
	if (callbacks) {
		told.context = callbacks->context;
		told.problem = callbacks->problem;
		told.page = callbacks->page;
	}
	st = open_archive(&g, o->dry_run, err);
	if (!st)
		st = make_plan(&p, nb_run_archive(&g), err);
	how.reading.page.decisions = p.assigned;
	if (!st)
		st = remake_all(&p, &g, o, err);
	counts->complete = !st;
	if (!st)
		missed = tell_fates(&p, &g);
	nb_run_free(&g);
	free_plan(&p);
	if (!st && counts->failed)
		return nb_fail(err, NB_INVALID,
			       "some pages were not made again");
	if (!st && missed)
		return nb_fail(err, NB_ABSENT,
			       "some decisions were not applied");
	return st;
}
