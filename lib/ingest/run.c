/* SPDX-License-Identifier: Apache-2.0 */
/* What ingests of texts and of documents share (run.h). */
#include "ingest/run.h"
#include "base/alloc.h"
#include "base/error.h"
#include "convert/former.h"
#include "ingest/preview.h"

#include <nbarc/write.h>

#include <sys/stat.h>

/*
 * Commit at the latest after so many pages, or when entries of NB_WAITING_MAX
 * bytes wait for it. That bounds memory, and what an interrupted run loses.
 */
#define COMMIT_PAGES 32768u

void nb_run_report(struct nb_run *g, enum nb_trouble kind,
		   const struct nb_error *err)
{
	if (g->silent)
		return;
	g->counts->failed += nb_trouble_fails(kind);
	if (g->callbacks && g->callbacks->problem)
		g->callbacks->problem(g->callbacks->context, kind, err);
}

void nb_run_report_file(struct nb_run *g, const struct nb_error *err)
{
	nb_run_report(g,
		      err->status == NB_IO ? NB_TROUBLE_FILE : NB_TROUBLE_PAGE,
		      err);
}

void nb_run_page(struct nb_run *g, const struct nb_ingested *page)
{
	if (g->callbacks && g->callbacks->page)
		g->callbacks->page(g->callbacks->context, page);
}

struct nb_archive *nb_run_archive(const struct nb_run *g)
{
	return g->writer ? nb_writer_archive(g->writer) : g->reader;
}

bool nb_run_go_on(const struct nb_run *g)
{
	const struct nb_ingest_callbacks *c = g->callbacks;
	uint64_t total = g->options->check ? g->inputs.bytes : g->inputs.count;

	return !c || !c->progress || c->progress(c->context, g->done, total);
}

enum nb_status nb_run_former(struct nb_run *g, const char *id,
			     struct nb_former **former, bool *withdrawn,
			     struct nb_error *err)
{
	enum nb_status st = nb_former_read(nb_run_archive(g), id, former, err);

	*withdrawn = !st && *former && !nb_former_present(*former) &&
		     !g->options->reinstate;
	g->counts->withdrawn += *withdrawn;
	return st;
}

enum nb_status nb_run_commit(struct nb_run *g, struct nb_error *err)
{
	uint64_t time = g->options->has_time ? g->options->time : g->newest;
	enum nb_status st;

	if (g->uncommitted == 0)
		return NB_OK;
	st = nb_writer_commit(g->writer, time, err);
	if (!st)
		g->counts->committed += g->uncommitted;
	g->uncommitted = 0;
	return st;
}

void nb_run_note_time(struct nb_run *g, const char *path)
{
	struct stat s;

	if (stat(path, &s) == 0 && s.st_mtime > 0 &&
	    (uint64_t)s.st_mtime > g->newest)
		g->newest = (uint64_t)s.st_mtime;
}

enum nb_status nb_run_there(struct nb_run *g, size_t count,
			    struct nb_error *err)
{
	struct nb_entry_item *grown =
		nb_grow(g->there, &g->there_cap, count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	g->there = grown;
	return NB_OK;
}

/*
 * Merge the items of the page with those that are gone, by number, into
 * g->items; returns how many there are.
 */
static size_t merge_items(struct nb_run *g, const struct nb_numbering *n,
			  size_t there)
{
	size_t i = 0, gone = 0, count = 0;

	while (i < there || gone < n->gone_count) {
		if (i == there || (gone < n->gone_count &&
				   n->gone[gone].number < g->there[i].number))
			g->items[count++] = n->gone[gone++];
		else
			g->items[count++] = g->there[i++];
	}
	return count;
}

/* Count what became of a page. */
static enum nb_became count_page(struct nb_run *g, enum nb_added added)
{
	switch (added) {
	case NB_ADDED_NEW:
		g->counts->added++;
		return NB_BECAME_NEW;
	case NB_ADDED_REVISION:
		g->counts->revised++;
		return NB_BECAME_REVISION;
	case NB_ADDED_UNCHANGED:
	case NB_ADDED_REFUSED: /* not without a failure */
		break;
	}
	g->counts->unchanged++;
	return NB_BECAME_UNCHANGED;
}

enum nb_status nb_run_add(struct nb_run *g,
			  const struct nb_numbering *numbering, size_t count,
			  struct nb_new_page *page, enum nb_became *became,
			  struct nb_error *own, struct nb_error *err)
{
	struct nb_entry_item *grown =
		nb_grow(g->items, &g->items_cap,
			count + numbering->gone_count + 1, sizeof(*grown));
	enum nb_added added;
	enum nb_status st;

	own->status = NB_OK;
	if (!grown)
		return nb_fail_mem(err);
	g->items = grown;
	page->items = grown;
	page->item_count = merge_items(g, numbering, count);
	page->has_authors = true; /* nb_document_entry() made the items */
	st = g->writer ? nb_writer_add(g->writer, page, &added, err)
		       : nb_preview(g->reader, page, &added, err);
	if (st && added == NB_ADDED_REFUSED)
		*own = *err;
	if (st)
		return st;
	*became = count_page(g, added);
	/* An unchanged page needs no commit and brings no items. */
	if (*became == NB_BECAME_UNCHANGED)
		return NB_OK;
	g->counts->items += count;
	if (!g->writer)
		return NB_OK;
	g->uncommitted++;
	return NB_OK;
}

enum nb_status nb_run_commit_due(struct nb_run *g, struct nb_error *err)
{
	if (g->uncommitted < COMMIT_PAGES &&
	    (!g->uncommitted || nb_writer_waiting(g->writer) < NB_WAITING_MAX))
		return NB_OK;
	return nb_run_commit(g, err);
}
