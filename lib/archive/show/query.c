/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queries: which pages and items a text chooses, and nb_archive_get(), which
 * gives one of them (<nbarc/query.h>; format-spec/nbarc-format.md, section 9,
 * "Naming pages and items").
 *
 * A page or an item that the text names is found by one search. Only if there
 * is none, a cursor goes over the pages that begin with it.
 */
#include "archive/catalogue/entry.h"
#include "archive/read/find.h"
#include "archive/read/handle.h"
#include "archive/show/withdrawn.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/newspaper.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

#include <string.h>

/* ---- parsing */

/* The revision after an '@': decimal, from 1; leading zeros mean nothing. */
static bool parse_revision(const char *digits, uint32_t *revision)
{
	uint64_t n = 0;

	for (; *digits >= '0' && *digits <= '9' && n <= UINT32_MAX; digits++)
		n = 10 * n + (uint64_t)(*digits - '0');
	*revision = (uint32_t)n;
	return *digits == '\0' && n >= 1 && n <= UINT32_MAX;
}

enum nb_status nb_query_parse(const char *text, struct nb_query *q,
			      struct nb_error *err)
{
	const char *at = strchr(text, '@');

	memset(q, 0, sizeof(*q));
	q->detail = NB_DETAIL_HASHES;
	q->len = at ? (size_t)(at - text) : strlen(text);
	if (q->len >= sizeof(q->text) ||
	    (at && !parse_revision(at + 1, &q->revision))) {
		q->len = 0;
		return nb_fail(err, NB_ABSENT, "%.80s: not an identifier",
			       text);
	}
	memcpy(q->text, text, q->len);
	return NB_OK;
}

enum nb_status nb_query_parse_single(const char *text, struct nb_query *q,
				     struct nb_error *err)
{
	enum nb_status st = nb_query_parse(text, q, err);
	size_t page_len;

	if (st || nb_id_is_page(q->text, q->len) ||
	    nb_id_item(q->text, q->len, &page_len))
		return st;
	return nb_fail(err, NB_USAGE,
		       "%.80s: not the identifier of a page or an item", text);
}

/* ---- choosing */

/* True if the identifier begins with the text of the query. */
static bool begins_with(const struct nb_query *q, const char *id, size_t len)
{
	return len >= q->len && memcmp(id, q->text, q->len) == 0;
}

bool nb_query_whole(const struct nb_query *q, const struct nb_string *page)
{
	return q->kind == NB_QUERY_PAGE ||
	       (q->kind == NB_QUERY_MANY &&
		begins_with(q, page->text, page->len));
}

bool nb_query_item(const struct nb_query *q, const struct nb_string *page,
		   unsigned number)
{
	char id[NB_ITEM_ID_MAX];

	if (q->kind == NB_QUERY_ITEM)
		return number == q->number;
	if (nb_query_whole(q, page))
		return true;
	return begins_with(q, id,
			   nb_item_id(page->text, page->len, number, id));
}

/* ---- finding */

enum nb_status nb_query_absent(const struct nb_query *q, struct nb_error *err)
{
	if (!q->revision)
		return nb_fail(err, NB_ABSENT, "%s: not in the archive",
			       q->text);
	return nb_fail(err, NB_ABSENT, "%s@%u: not in the archive", q->text,
		       q->revision);
}

enum nb_status nb_query_refuse(struct nb_archive *a, const struct nb_query *q,
			       const struct nb_entry *e, struct nb_error *err)
{
	const struct nb_entry_item *item;
	enum nb_status st;

	if (q->kind != NB_QUERY_ITEM)
		return nb_refuse_hidden(a, e, 0, err);
	item = nb_entry_item_of(e, q->number);
	/* Of an item that the page has, the refusal is worded for the item. */
	st = item ? NB_OK : nb_refuse_hidden(a, e, 0, err);
	if (st)
		return st;
	return item ? nb_refuse_item(a, e, item, q->number, err)
		    : nb_query_absent(q, err);
}

/* Look for the page, and note in the query what it names. */
static enum nb_status resolve(struct nb_archive *archive, struct nb_query *q,
			      struct nb_resolved *found, struct nb_error *err)
{
	enum nb_status st = nb_archive_resolve(
		archive, q->text, q->len, q->revision, q->detail, found, err);

	q->kind = NB_QUERY_MANY;
	q->page_len = 0;
	q->number = 0;
	if (found->known) {
		q->kind = found->number ? NB_QUERY_ITEM : NB_QUERY_PAGE;
		q->page_len = found->page_len;
		q->number = found->number;
	}
	return st == NB_ABSENT ? nb_query_absent(q, err) : st;
}

enum nb_status nb_query_find(struct nb_archive *archive, struct nb_query *q,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	struct nb_resolved found;
	enum nb_status st = resolve(archive, q, &found, err);

	*entry = found.entry;
	return st;
}

/* ---- visiting */

/* A visit to the pages of a query. All is borrowed. */
struct visit {
	struct nb_archive *archive;
	const struct nb_query *query;
	unsigned threads;
	nb_query_visit *each;
	void *context;
	bool any;		       /* a page was visited */
	bool stopped;		       /* by the function that was called */
	char next[NB_FILTER_NEXT_MAX]; /* as nb_filter_judge() sets it */
};

/*
 * Visit a page, unless its revision is not the one of the query or the filter
 * does not choose it; v->next says then where the next one can be.
 */
static void visit_entry(struct visit *v, const struct nb_entry *e)
{
	v->next[0] = '\0';
	if (v->query->filter &&
	    !nb_filter_judge(v->query->filter, e->id.text, e->id.len, v->next))
		return;
	if (v->query->revision && e->revision != v->query->revision)
		return;
	v->any = true;
	v->stopped = !v->each(v->context, e);
}

/*
 * Visit the pages whose identifiers begin with a prefix; *found is set if there
 * is one, of whatever revision.
 */
static enum nb_status visit_prefix(struct visit *v, const char *prefix,
				   size_t len, bool *found,
				   struct nb_error *err)
{
	const struct nb_query *q = v->query;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		v->archive, prefix, len, q->revision != 0 || q->every,
		q->detail, &cursor, err);

	*found = false;
	/* With a revision most entries are passed over, and decoding their
	 * frames ahead would be wasted. */
	if (!st && !q->revision && !q->filter)
		st = nb_cursor_read_ahead(cursor, q->want, v->threads, err);
	while (!st && !v->stopped) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		*found = true;
		visit_entry(v, e);
		if (v->next[0])
			st = nb_cursor_skip(cursor, v->next, strlen(v->next),
					    err);
	}
	nb_cursor_free(cursor);
	return st;
}

/* Visit every revision of the page that the query names, whole or in part. */
static enum nb_status visit_revisions(struct visit *v, struct nb_error *err)
{
	const struct nb_query *q = v->query;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st =
		nb_cursor_create_detail(v->archive, q->text, q->page_len, true,
					q->detail, &cursor, err);

	/* The page itself comes before those whose identifiers begin with
	 * its own. */
	while (!st && !v->stopped) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e || e->id.len != q->page_len)
			break;
		visit_entry(v, e);
	}
	nb_cursor_free(cursor);
	return st;
}

/*
 * Visit the page of which the text begins the identifiers of items, if the
 * archive has it: the text ends in a hyphen, or in a hyphen and one digit. With
 * more digits it is either an item's, or the beginning of none.
 */
static enum nb_status visit_items(struct visit *v, struct nb_error *err)
{
	const struct nb_query *q = v->query;
	size_t len = q->len;
	const struct nb_entry *e;
	struct nb_error own;
	enum nb_status st;

	if (len && q->text[len - 1] >= '0' && q->text[len - 1] <= '9')
		len--;
	if (len < 2 || q->text[len - 1] != '-')
		return NB_OK;
	st = nb_archive_find_detail(v->archive, q->text, len - 1, q->revision,
				    q->detail, &e, &own);
	if (!st)
		visit_entry(v, e);
	/* A page that may have been lost is not missed here. */
	if (st == NB_ABSENT || st == NB_INVALID)
		return NB_OK;
	if (st && err)
		*err = own;
	return st;
}

/* Visit all pages that begin with the text, which names none itself. */
static enum nb_status visit_many(struct visit *v, struct nb_error *err)
{
	const struct nb_query *q = v->query;
	char below[NB_ITEM_ID_MAX + 1];
	enum nb_status st = NB_OK;
	bool found = false;

	if (q->len) {
		memcpy(below, q->text, q->len);
		below[q->len] = '-';
		st = visit_prefix(v, below, q->len + 1, &found, err);
	}
	if (st || found || nb_newspaper_is_issue(q->text, q->len))
		return st;
	st = visit_items(v, err);
	if (st || v->stopped)
		return st;
	return visit_prefix(v, q->text, q->len, &found, err);
}

enum nb_status nb_query_pages(struct nb_archive *archive, struct nb_query *q,
			      unsigned threads, nb_query_visit *visit,
			      void *context, struct nb_error *err)
{
	struct visit v = {archive, q,	  threads, visit,
			  context, false, false,   ""};
	struct nb_resolved found;
	struct nb_error own;
	enum nb_status st, many;

	if (q->len == 0) {
		st = visit_many(&v, err);
		return st || v.any ? st : nb_query_absent(q, err);
	}
	st = resolve(archive, q, &found, err);
	if (!st) {
		if (q->every && !q->revision)
			st = visit_revisions(&v, err);
		else
			visit_entry(&v, found.entry);
		return st || v.any ? st : nb_query_absent(q, err);
	}
	if (!found.absent || found.known)
		return st;
	many = visit_many(&v, &own);
	if (many && err)
		*err = own;
	/* Nothing begins with the text: that there is no page is the answer. */
	return many || v.any ? many : st;
}

/* ---- one call for one article */

/* Append a whole page to `out` in the form that is asked for. */
static enum nb_status append_page(struct nb_archive *a,
				  const struct nb_entry *e,
				  enum nb_format format, struct nb_buf *out,
				  struct nb_error *err)
{
	const uint8_t *document;
	size_t len;
	enum nb_status st;

	if (format == NB_FORMAT_SOURCE)
		return nb_archive_source(a, e, out, err);
	if (format == NB_FORMAT_JOURNAL)
		return nb_archive_journal(a, e, out, err);
	st = nb_archive_document(a, e, &document, &len, err);
	if (st)
		return st;
	if (format == NB_FORMAT_TEXT)
		return nb_tei_reading(document, len, out, err);
	if (format == NB_FORMAT_PLAIN)
		return nb_tei_plain(document, len, out, err);
	return nb_buf_add(out, document, len) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_archive_get(struct nb_archive *a, const char *id,
			      enum nb_format format, struct nb_buf *out,
			      struct nb_error *err)
{
	size_t start = out->len; /* of what a failure takes back */
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse_single(id, &q, err);

	if (!st)
		st = nb_query_find(a, &q, &e, err);
	if (!st)
		st = q.number
			     ? nb_archive_item(a, e, q.number, format, out, err)
			     : append_page(a, e, format, out, err);
	if (st) {
		out->len = start;
		nb_error_file(err, a->path);
	}
	return st;
}
