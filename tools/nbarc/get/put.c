/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nbarc get prints of one page (put.h).
 *
 * An item is printed as a document that stands alone (nb_tei_standalone()), or
 * as the slices of the page's document. As text, its reading is printed. What
 * is withdrawn is never printed, in no format; its reason is reported instead.
 */
#include "get/put.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/tei.h>

#include "base/error.h"
#include "choose/explain.h"
#include "get/files.h"
#include "get/made.h"
#include "read/chosen.h"
#include "read/format.h"

/* A document of at least this many bytes is worth a write of its own. */
#define WRITE_DIRECTLY 4096u

/* ---- pieces
 *
 * The bytes of a piece go to the output, to the answers that are kept, or into
 * a file of their own. What is put between begin() and end() does not know
 * which. */

/* What a piece is called: the identifier, and the revision where one was asked
 * for, since two revisions are two pieces. */
#define NAME_MAX_BYTES (NB_ITEM_ID_MAX + 12)

static size_t name_of(const struct get *g, const char *id, size_t len,
		      char name[NAME_MAX_BYTES])
{
	size_t n = len < NB_ITEM_ID_MAX ? len : NB_ITEM_ID_MAX - 1;

	memcpy(name, id, n);
	name[n] = '\0';
	if (g->query.revision)
		n += (size_t)snprintf(name + n, NAME_MAX_BYTES - n, "@%lu",
				      (unsigned long)g->query.revision);
	return n;
}

/* Begin a piece: the bytes that follow are of the page or item `id`. */
static enum nb_status begin(struct get *g, const char *id, size_t len,
			    struct nb_buf **to)
{
	char name[NAME_MAX_BYTES];
	enum nb_status st = NB_OK;

	*to = g->to;
	if (g->folder) {
		g->piece.len = 0;
		*to = &g->piece;
	} else {
		st = nbarc_get_separate(g);
	}
	if (st || !g->headings)
		return st;
	if (nb_buf_add(*to, name, name_of(g, id, len, name)) ||
	    nb_buf_puts(*to, "\n"))
		return nb_fail_mem(&g->err);
	return NB_OK;
}

/* End a piece, which with a folder becomes a file. */
static enum nb_status end(struct get *g, const char *id, size_t len)
{
	char name[NAME_MAX_BYTES];

	if (!g->folder)
		return NB_OK;
	return nbarc_get_file(g, name, name_of(g, id, len, name));
}

/* Print one item of a page. */
static enum nb_status put_item(struct get *g, const struct nb_entry *e,
			       unsigned number)
{
	char id[NB_ITEM_ID_MAX];
	size_t len = nb_item_id(e->id.text, e->id.len, number, id);
	struct nb_buf *to;
	enum nb_status st = begin(g, id, len, &to);

	if (!st && g->made)
		st = nbarc_get_made(g, e, number, to);
	else if (!st)
		st = nbarc_layout_item(g->layout, g->archive, e, number,
				       g->format, &g->slices, to, &g->err);
	return st ? st : end(g, id, len);
}

/* ---- items */

/*
 * Called before an item is reported as absent: a page that is damaged, or not
 * shown as a whole, is reported instead. This comes first because explaining
 * the absence of an item may overwrite the entry.
 */
static enum nb_status check_page(struct get *g, const struct nb_entry *e)
{
	const uint8_t *doc;
	size_t len;

	if (nb_entry_is_hidden(e))
		return nb_query_refuse(g->archive, &g->query, e, &g->err);
	return nb_archive_document(g->archive, e, &doc, &len, &g->err);
}

/* Say why nothing of a page is printed. */
static enum nb_status refuse(struct get *g, const struct nb_entry *e)
{
	enum nb_status st = nb_query_refuse(g->archive, &g->query, e, &g->err);

	if (!st || st == NB_ABSENT)
		st = nbarc_explain_id(g->archive, &g->query, &g->searches,
				      &g->err);
	return st;
}

/* The index of the first item that the query can choose. If it names one, the
 * items before that are passed over, which are sorted by number: a page of
 * 65,535 items is asked for item by item. */
static size_t first_item(const struct nb_query *q, const struct nb_entry *e)
{
	size_t low = 0, high = q->kind == NB_QUERY_ITEM ? e->item_count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->items[middle].number < q->number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Print the items of a page that the query chooses. One that was asked for by
 * its whole id is an error if it is not present; among those that begin with
 * the query, or of a whole page, such items are left out.
 */
static enum nb_status put_items(struct get *g, const struct nb_entry *e)
{
	enum nb_status st = NB_OK;
	bool any = false;
	size_t i;

	for (i = first_item(&g->query, e); !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		bool chosen = nb_query_item(&g->query, &e->id, item->number);
		bool present = nb_entry_item_is_present(e, item);

		if (!chosen && g->query.kind == NB_QUERY_ITEM)
			break;
		if (!chosen || (!g->query.number && !present))
			continue;
		any = true;
		st = present ? NB_OK : check_page(g, e);
		if (!st)
			st = put_item(g, e, item->number);
	}
	if (!st && !any)
		st = check_page(g, e);
	/* A page without items, printed item by item, is empty. */
	if (st || any || nb_query_whole(&g->query, &e->id))
		return st;
	return refuse(g, e);
}

/* ---- pages
 *
 * The document of a page may be megabytes, so that it is not copied without
 * need. */

/* Append the document of a page, or its text. */
static enum nb_status put_document(struct get *g, const struct nb_entry *e,
				   struct nb_buf *to)
{
	const uint8_t *doc;
	size_t len;
	enum nb_status st =
		nb_archive_document(g->archive, e, &doc, &len, &g->err);

	if (st)
		return st;
	if (g->layout)
		return nbarc_layout_put(g->layout, doc, len, to, &g->err);
	if (g->format == NB_FORMAT_PLAIN)
		return nb_tei_plain(doc, len, to, &g->err);
	if (g->format == NB_FORMAT_TEXT)
		return nb_tei_reading(doc, len, to, &g->err);
	/* Written from where it was decoded, which is faster than a copy */
	if (to == &g->out &&
	    (g->query.kind == NB_QUERY_PAGE || len >= WRITE_DIRECTLY))
		return nbarc_get_write(g, doc, len);
	return nb_buf_add(to, doc, len) ? nb_fail_mem(&g->err) : NB_OK;
}

/* Append the source of a page, or its journal. */
static enum nb_status put_source(struct get *g, const struct nb_entry *e,
				 struct nb_buf *to)
{
	size_t from = to->len;
	enum nb_status st;

	if (g->format == NB_FORMAT_JOURNAL)
		return nb_archive_journal(g->archive, e, to, &g->err);
	st = nb_archive_source(g->archive, e, to, &g->err);
	if (st || g->output.path || g->folder)
		return st;
	return nbarc_check_terminal(to->data + from, to->len - from, &g->err);
}

/* Print a page as a whole. The source of an item is that of its page, but an
 * item that the page does not have has none. */
static enum nb_status put_page(struct get *g, const struct nb_entry *e)
{
	bool source = g->format >= NB_FORMAT_SOURCE;
	struct nb_buf *to;
	enum nb_status st;

	if (source && !nbarc_chooses(&g->query, e))
		return refuse(g, e);
	st = begin(g, e->id.text, e->id.len, &to);
	if (!st)
		st = source ? put_source(g, e, to) : put_document(g, e, to);
	return st ? st : end(g, e->id.text, e->id.len);
}

/* A page is printed as a whole if its identifier was asked for, unless items
 * are wanted one by one. Sources and journals are of whole pages only. */
enum nb_status nbarc_get_put(struct get *g, const struct nb_entry *e)
{
	size_t from = g->to->len;
	bool any = g->any;
	enum nb_status st;

	if (g->format >= NB_FORMAT_SOURCE ||
	    (nb_query_whole(&g->query, &e->id) && !g->items && !g->made))
		st = put_page(g, e);
	else
		st = put_items(g, e);
	if (st) {
		g->to->len = from;
		g->any = any;
	}
	return st;
}
