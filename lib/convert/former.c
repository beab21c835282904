/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading what an archive has of a page (former.h): its items, so that they
 * keep their numbers, and what persons decided about it.
 *
 * The newest revision names all items that the page ever had, those that are
 * gone included. Only archives that were merged may lack some, so the older
 * revisions are asked as well: a number that was used once is never used again.
 */
#include "convert/former.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>

void nb_items_free(struct nb_entry_item *items, size_t count)
{
	size_t i;

	for (i = 0; items && i < count; i++)
		free((char *)items[i].reason.text);
	free(items);
}

enum nb_status nb_item_set_reason(struct nb_entry_item *item, const char *text,
				  size_t len)
{
	item->reason.text = nb_strndup(text, len);
	item->reason.len = len;
	return item->reason.text ? NB_OK : NB_NOMEM;
}

enum nb_status nb_item_copy(struct nb_entry_item *to,
			    const struct nb_entry_item *from)
{
	memset(to, 0, sizeof(*to));
	to->number = from->number;
	to->kind = from->kind;
	to->state = from->state;
	return nb_item_set_reason(to, from->reason.text, from->reason.len);
}

void nb_former_free(struct nb_former *f)
{
	if (!f)
		return;
	nb_items_free(f->items, f->count);
	nb_paras_free(&f->paras);
	nb_buf_free(&f->decisions);
	nb_tei_about_free(&f->about);
	free(f);
}

/*
 * Append the lines of an item's text as paragraphs of the item with this index.
 * `slice` is its part of the document.
 */
static enum nb_status add_slice(struct nb_paras *paras, unsigned index,
				const uint8_t *slice, size_t slice_len,
				struct nb_error *err)
{
	struct nb_buf text = {0};
	/* Corrections are not known yet where items get their numbers. */
	enum nb_status st = nb_tei_received(slice, slice_len, &text, err);
	size_t at = 0;

	while (!st && at < text.len) {
		const char *p = (const char *)text.data + at;
		const char *end = memchr(p, '\n', text.len - at);
		size_t n = end ? (size_t)(end - p) : text.len - at;

		if (nb_paras_add(paras, index, p, n))
			st = nb_fail_mem(err);
		at += n + 1;
	}
	nb_buf_free(&text);
	return st;
}

/* For qsort(): the order in which items stand in their document. */
static int by_offset(const void *a, const void *b)
{
	const struct nb_entry_item *x = *(const struct nb_entry_item *const *)a;
	const struct nb_entry_item *y = *(const struct nb_entry_item *const *)b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

enum nb_status nb_paras_add_items(struct nb_paras *paras,
				  const struct nb_entry_item *items,
				  size_t count, const uint8_t *document,
				  struct nb_error *err)
{
	const struct nb_entry_item **placed = nb_alloc(count, sizeof(*placed));
	enum nb_status st = placed ? NB_OK : nb_fail_mem(err);
	size_t i, n = 0;

	for (i = 0; !st && i < count; i++)
		if (items[i].len)
			placed[n++] = &items[i];
	if (n)
		qsort(placed, n, sizeof(*placed), by_offset);
	for (i = 0; !st && i < n; i++)
		st = add_slice(paras, (unsigned)(placed[i] - items),
			       document + placed[i]->offset, placed[i]->len,
			       err);
	free(placed);
	return st;
}

/* Numbers that older revisions of a page have used. */
struct numbers {
	/* Of each number, the kind of its item plus 1; 0: not used. */
	uint8_t used[NB_PAGE_ITEMS_MAX + 1];
	size_t count; /* of the numbers that are used */
};

/* Note the numbers of an older revision. */
static void note_numbers(struct numbers *n, const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		uint8_t *used = &n->used[e->items[i].number];

		n->count += *used == 0;
		*used = (uint8_t)(e->items[i].kind + 1);
	}
}

/*
 * Note the numbers of all revisions before the newest. Usually that one has
 * them all, as items or as items that are gone. It may lack some if archives
 * were merged that had each numbered the page for itself; those items are gone,
 * too. A revision that is absent is passed over.
 */
static enum nb_status read_numbers(struct nb_archive *archive,
				   const char *page_id, uint32_t newest,
				   struct numbers *n, struct nb_error *err)
{
	const struct nb_entry *e;
	uint32_t revision;

	for (revision = 1; revision < newest; revision++) {
		struct nb_error own;
		enum nb_status st = nb_archive_find_detail(
			archive, page_id, strlen(page_id), revision,
			NB_DETAIL_HASHES, &e, &own);

		if (!st)
			note_numbers(n, e);
		if (st && st != NB_ABSENT) {
			if (err)
				*err = own;
			return st;
		}
	}
	return NB_OK;
}

/*
 * Add the items whose number only older revisions have, from *next to below
 * `end`, so that the list stays in order.
 */
static enum nb_status add_gone(struct nb_former *f, const struct numbers *n,
			       unsigned *next, unsigned end,
			       struct nb_error *err)
{
	for (; n->count && *next < end; ++*next) {
		struct nb_entry_item *gone = &f->items[f->count];

		if (!n->used[*next])
			continue;
		gone->number = (uint16_t)*next;
		gone->kind = (uint8_t)(n->used[*next] - 1);
		gone->state = NB_STATE_MOVED;
		if (nb_item_set_reason(gone, "", 0))
			return nb_fail_mem(err);
		f->count++;
	}
	return NB_OK;
}

/*
 * Fill f->items, which has room, from the entry and from the numbers of older
 * revisions, and f->paras from the document, which is NULL if the page was
 * purged.
 */
static enum nb_status read_items(struct nb_former *f, const struct nb_entry *e,
				 const struct numbers *n, const uint8_t *doc,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned next = 1;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		st = add_gone(f, n, &next, item->number, err);
		if (st)
			break;
		next = item->number + 1u;
		if (nb_item_copy(&f->items[f->count], item))
			return nb_fail_mem(err);
		f->items[f->count].offset = item->offset;
		f->items[f->count++].len = item->len;
	}
	if (!st)
		st = add_gone(f, n, &next, NB_PAGE_ITEMS_MAX + 1, err);
	if (!st && doc)
		st = nb_paras_add_items(&f->paras, f->items, f->count, doc,
					err);
	return st;
}

static enum nb_status read_former(struct nb_archive *archive,
				  const struct nb_entry *e,
				  const struct numbers *n, struct nb_former *f,
				  struct nb_error *err)
{
	const uint8_t *doc = NULL;
	enum nb_status st = NB_OK;

	f->state = e->state;
	f->items = nb_alloc(e->item_count + n->count, sizeof(*f->items));
	if (!f->items)
		return nb_fail_mem(err);
	/* First: reading them may decode the frame of the document anew. */
	st = nb_archive_kept_decisions(archive, e, &f->decisions, err);
	/* Of a purged page only the numbers are known, not the texts. */
	if (!st && e->state != NB_STATE_PURGED)
		st = nb_archive_kept_document(archive, e, &doc, err);
	if (!st && doc)
		st = nb_tei_about(doc, e->len, &f->about, err);
	return st ? st : read_items(f, e, n, doc, err);
}

/* Make *former from the entry of the newest revision. */
static enum nb_status make_former(struct nb_archive *archive,
				  const struct nb_entry *e,
				  const struct numbers *n,
				  struct nb_former **former,
				  struct nb_error *err)
{
	struct nb_former *f = nb_alloc(1, sizeof(*f));
	enum nb_status st =
		f ? read_former(archive, e, n, f, err) : nb_fail_mem(err);

	if (st)
		nb_former_free(f);
	else
		*former = f;
	return st;
}

enum nb_status nb_former_read(struct nb_archive *archive, const char *page_id,
			      struct nb_former **former, struct nb_error *err)
{
	size_t len = strlen(page_id);
	const struct nb_entry *e;
	struct numbers *n;
	enum nb_status st;

	*former = NULL;
	if (!archive)
		return NB_OK;
	st = nb_archive_find_detail(archive, page_id, len, 0, NB_DETAIL_HASHES,
				    &e, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	n = nb_alloc(1, sizeof(*n));
	if (!n)
		return nb_fail_mem(err);
	/*
	 * An entry lives until the next search in the archive, so the newest
	 * one is looked up again afterwards.
	 */
	if (e->revision > 1) {
		st = read_numbers(archive, page_id, e->revision, n, err);
		if (!st)
			st = nb_archive_find_detail(archive, page_id, len, 0,
						    NB_DETAIL_HASHES, &e, err);
	}
	if (!st)
		st = make_former(archive, e, n, former, err);
	free(n);
	return st;
}

bool nb_former_present(const struct nb_former *f)
{
	return f->state == NB_STATE_PRESENT;
}
