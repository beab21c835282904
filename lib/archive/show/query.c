/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queries: which pages and items a text chooses, and nb_archive_get(), which
 * gives one of them (nbarc(1); format-spec/nbarc-format.md, section 1, has the
 * identifiers).
 *
 * Pages are found by the part of the text before its third hyphen, since the
 * identifier of a page has two; the whole text then chooses among the items of
 * each page. So "jdrb-20190304-a01-0" chooses the items 1 to 9 of a page.
 */
#include "base/error.h"
#include "archive/catalogue/entry.h"
#include "archive/read/handle.h"
#include "archive/show/withdrawn.h"

#include <nbarc/archive.h>
#include <nbarc/query.h>

#include <stdlib.h>
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

/* Bytes of the text before its third hyphen, or all of them. */
static size_t page_part(const char *text, size_t len)
{
	size_t i, hyphens = 0;

	for (i = 0; i < len; i++)
		if (text[i] == '-' && ++hyphens == 3)
			break;
	return i;
}

enum nb_status nb_query_parse(const char *text, struct nb_query *q,
			      struct nb_error *err)
{
	const char *at = strchr(text, '@');

	memset(q, 0, sizeof(*q));
	q->detail = NB_DETAIL_HASHES;
	q->len = at ? (size_t)(at - text) : strlen(text);
	/* One byte more for the hyphen that is added to an issue. */
	if (q->len + 2 > sizeof(q->text) ||
	    (at && !parse_revision(at + 1, &q->revision)))
		return nb_fail(err, NB_ABSENT, "%.80s: not an identifier",
			       text);
	memcpy(q->text, text, q->len);
	q->level = nb_id_level(q->text, q->len);
	/* An issue's pages, and not those of its editions a, b ... */
	if (q->level == NB_ID_ISSUE)
		q->text[q->len++] = '-';
	q->page_len = page_part(q->text, q->len);
	if (q->level == NB_ID_ITEM)
		q->number =
			(unsigned)strtoul(q->text + q->page_len + 1, NULL, 10);
	return NB_OK;
}

bool nb_query_is_single(const struct nb_query *q)
{
	return q->level == NB_ID_PAGE || q->level == NB_ID_ITEM;
}

/* Without snprintf(): a list makes one for each article of the archive. */
size_t nb_item_id(const struct nb_string *page, unsigned number,
		  char id[NB_ITEM_ID_MAX])
{
	/* Identifiers of the catalogue are shorter; others are cut off. */
	size_t n = page->len < NB_ID_MAX ? page->len : NB_ID_MAX;

	memcpy(id, page->text, n);
	id[n++] = '-';
	if (number > 99)
		id[n++] = (char)('0' + number / 100 % 10);
	id[n++] = (char)('0' + number / 10 % 10);
	id[n++] = (char)('0' + number % 10);
	id[n] = '\0';
	return n;
}

bool nb_query_item(const struct nb_query *q, const struct nb_string *page,
		   unsigned number)
{
	char id[NB_ITEM_ID_MAX];

	if (q->page_len == q->len)
		return true; /* the query chooses whole pages */
	(void)nb_item_id(page, number, id);
	if (q->level == NB_ID_ITEM)
		return strcmp(id, q->text) == 0;
	return strncmp(id, q->text, q->len) == 0;
}

/* ---- finding */

enum nb_status nb_query_absent(const struct nb_query *q, struct nb_error *err)
{
	/* As it was typed, without the hyphen that was added to an issue. */
	int len = (int)q->len - (q->level == NB_ID_ISSUE);

	if (!q->revision)
		return nb_fail(err, NB_ABSENT, "%.*s: not in the archive", len,
			       q->text);
	return nb_fail(err, NB_ABSENT, "%.*s@%u: not in the archive", len,
		       q->text, q->revision);
}

enum nb_status nb_query_refuse(struct nb_archive *a, const struct nb_query *q,
			       const struct nb_entry *e, struct nb_error *err)
{
	const struct nb_entry_item *item = NULL;
	enum nb_status st = nb_refuse_hidden(a, e, 0, err);

	if (st || q->level != NB_ID_ITEM)
		return st;
	if (nb_query_item(q, &e->id, q->number))
		item = nb_entry_item_of(e, q->number);
	return item ? nb_refuse_item(a, e, item, q->number, err)
		    : nb_query_absent(q, err);
}

enum nb_status nb_query_find(struct nb_archive *archive,
			     const struct nb_query *q,
			     const struct nb_entry **entry,
			     struct nb_error *err)
{
	enum nb_status st =
		nb_archive_find_detail(archive, q->text, q->page_len,
				       q->revision, q->detail, entry, err);

	return st == NB_ABSENT ? nb_query_absent(q, err) : st;
}

/* Visit the page of a query that chooses one page or item. */
static enum nb_status visit_one(struct nb_archive *archive,
				const struct nb_query *q, nb_query_visit *visit,
				void *context, struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = nb_query_find(archive, q, &e, err);

	if (!st)
		(void)visit(context, e);
	return st;
}

/*
 * Visit the pages of the cursor that have the revision of the query, if it
 * names one. NB_ABSENT if there was no such page.
 */
static enum nb_status visit_each(struct nb_cursor *cursor,
				 const struct nb_query *q,
				 nb_query_visit *visit, void *context,
				 struct nb_error *err)
{
	const struct nb_entry *e;
	bool any = false;
	enum nb_status st;

	for (;;) {
		st = nb_cursor_next(cursor, &e, err);
		if (st)
			return st;
		if (!e)
			return any ? NB_OK : nb_query_absent(q, err);
		if (q->revision && e->revision != q->revision)
			continue;
		any = true;
		if (!visit(context, e))
			return NB_OK;
	}
}

enum nb_status nb_query_pages(struct nb_archive *archive,
			      const struct nb_query *q, unsigned threads,
			      nb_query_visit *visit, void *context,
			      struct nb_error *err)
{
	struct nb_cursor *cursor;
	enum nb_status st;

	if (nb_query_is_single(q))
		return visit_one(archive, q, visit, context, err);
	st = nb_cursor_create_detail(archive, q->text, q->page_len,
				     q->revision != 0, q->detail, &cursor, err);
	if (st)
		return st;
	/* With a revision most entries are passed over, and decoding their
	 * frames ahead would be wasted. */
	if (!q->revision)
		st = nb_cursor_read_ahead(cursor, q->want, threads, err);
	if (!st)
		st = visit_each(cursor, q, visit, context, err);
	nb_cursor_free(cursor);
	return st;
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
	return nb_buf_add(out, document, len) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_archive_get(struct nb_archive *a, const char *id,
			      enum nb_format format, struct nb_buf *out,
			      struct nb_error *err)
{
	size_t start = out->len; /* of what a failure takes back */
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse(id, &q, err);

	if (!st && !nb_query_is_single(&q))
		st = nb_fail(err, NB_USAGE,
			     "%.80s: not the identifier of a page or an item",
			     id);
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
