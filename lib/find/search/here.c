/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching pages in the thread of the search (here.h).
 *
 * A page that no other thread could search is read by
 * nb_archive_kept_document(), which reads around damage and says what it is.
 */
#include "find/search/here.h"
#include "archive/catalogue/entry.h"
#include "archive/read/handle.h"
#include "base/error.h"

#include <nbarc/item.h>

void nb_grep_run_give(struct nb_grep_run *r, const struct nb_results *from,
		      const struct nb_located *f)
{
	const struct nb_hit hit = nb_window_hit(&r->searched->window, from, f);

	r->stopped = !r->search->hit(r->search->context, &hit);
	r->given += hit.times;
}

void nb_grep_run_report(struct nb_grep_run *r, struct nb_error *err)
{
	nb_error_file(err, r->archive->path);
	if (r->search->problem)
		r->search->problem(r->search->context, err);
}

/* The scanner of this thread; false without memory. */
static bool has_scanner(struct nb_grep_run *r)
{
	if (!r->scanner && nb_scanner_create(r->grep, r->search->first,
					     r->search->bare, &r->scanner))
		return false;
	nb_scanner_until(r->scanner, r->search->until);
	return true;
}

/* Search an item of a page of the window, whose slice of the document is at
 * hand. An error is reported, unless the expression is at fault. */
static enum nb_status search_item(struct nb_grep_run *r, size_t index,
				  size_t item, const char *xml, size_t len,
				  struct nb_results *found)
{
	const struct nb_sought_page *p = &r->searched->window.pages[index];
	const struct nb_sought_item *i = &r->searched->window.items[item];
	const struct nb_located like = {
		.page = index, .item = item, .mark = i->mark};
	char id[NB_ITEM_ID_MAX];
	struct nb_error err;
	enum nb_status st = nb_scan(r->scanner, xml, len, &like, found, &err);

	if (!st)
		return NB_OK;
	nb_error_about(
		&err, id,
		nb_item_id((const char *)r->searched->window.strings.data +
				   p->id,
			   p->id_len, i->number, id));
	if (st == NB_INVALID) {
		nb_grep_run_report(r, &err);
		return NB_OK;
	}
	if (st == NB_LIMIT)
		st = err.status = NB_USAGE;
	r->err = err;
	return st;
}

/* Give what was found, and free it. */
static void give_found(struct nb_grep_run *r, struct nb_results *found)
{
	size_t i;

	for (i = 0; !r->stopped && i < found->count; i++)
		nb_grep_run_give(r, found, &found->found[i]);
	nb_results_free(found);
}

/* Search the items of a page, of which the document is at hand, and give their
 * hits. */
static enum nb_status search_items(struct nb_grep_run *r, size_t index,
				   const struct nb_entry *e,
				   const uint8_t *document)
{
	const struct nb_sought_page *p = &r->searched->window.pages[index];
	struct nb_results found = {.count = 0};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = p->first; !st && i < p->first + p->count; i++) {
		const struct nb_entry_item *item = nb_entry_item_of(
			e, r->searched->window.items[i].number);

		if (item)
			st = search_item(r, index, i,
					 (const char *)document + item->offset,
					 item->len, &found);
	}
	if (st)
		nb_results_free(&found);
	else
		give_found(r, &found);
	return st;
}

enum nb_status nb_grep_run_search_here(struct nb_grep_run *r, size_t index)
{
	const struct nb_sought_page *p = &r->searched->window.pages[index];
	const char *id = (const char *)r->searched->window.strings.data + p->id;
	const struct nb_entry *e;
	const uint8_t *document;
	struct nb_error err;
	enum nb_status st;

	if (!has_scanner(r))
		return nb_fail_mem(&r->err);
	st = nb_archive_find_detail(r->archive, id, p->id_len, p->revision,
				    NB_DETAIL_HASHES, &e, &err);
	if (!st)
		st = nb_archive_kept_document(r->archive, e, &document, &err);
	if (!st)
		return search_items(r, index, e, document);
	/* A server that does not give this page does not give the others. */
	if (st == NB_NOMEM ||
	    (st == NB_IO && nb_file_is_far(r->archive->file))) {
		r->err = err;
		return st;
	}
	nb_grep_run_report(r, &err);
	return NB_OK;
}

enum nb_status nb_grep_run_search_cached(struct nb_grep_run *r, size_t index)
{
	const struct nb_sought_page *p = &r->searched->window.pages[index];
	const char *xml =
		(const char *)r->searched->window.texts.data + p->text;
	struct nb_results found = {.count = 0};
	enum nb_status st = NB_OK;
	size_t i;

	if (!has_scanner(r))
		return nb_fail_mem(&r->err);
	for (i = p->first; !st && i < p->first + p->count; i++) {
		size_t len = r->searched->window.items[i].len;

		st = search_item(r, index, i, xml, len, &found);
		xml += len;
	}
	if (st)
		nb_results_free(&found);
	else
		give_found(r, &found);
	return st;
}
