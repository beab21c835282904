/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving text out: documents, items, sources, journals and decisions, without
 * what was withdrawn or purged (format-spec/nbarc-format.md, section 9, "What
 * is withdrawn"). withdrawn.c decides; here what may be shown is read and put
 * together.
 */
#include "archive/show/slice.h"
#include "archive/show/withdrawn.h"
#include "base/error.h"
#include "page/decide/kept.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>

#include <stdio.h>
#include <string.h>

/*
 * Refuse an entry without hashes, with which no document could be compared. If
 * a walk found it, they are lost, and the document is damaged too. Otherwise it
 * was decoded without them: NB_USAGE, since the caller is at fault.
 */
static enum nb_status check_hashes(const struct nb_archive *a,
				   const struct nb_entry *e,
				   struct nb_error *err)
{
	if (nb_entry_has_hashes(e))
		return NB_OK;
	if (a->salvage)
		return nb_fail_at(err, NB_INVALID, e->directory,
				  "%.*s: its hashes are lost from the "
				  "catalogue, and its document is damaged",
				  (int)e->id.len, e->id.text);
	return nb_fail(err, NB_USAGE,
		       "%.*s: the entry was found without its hashes",
		       (int)e->id.len, e->id.text);
}

/* The document as it is stored, if at least a part of it may be shown.
 * *document is NULL on failure. */
static enum nb_status load_kept(struct nb_archive *a, const struct nb_entry *e,
				const uint8_t **document, struct nb_error *err)
{
	enum nb_status st = nb_refuse_hidden(a, e, 0, err);

	*document = NULL;
	if (!st)
		st = check_hashes(a, e, err);
	return st ? st : nb_archive_kept_document(a, e, document, err);
}

enum nb_status nb_archive_document(struct nb_archive *a,
				   const struct nb_entry *e,
				   const uint8_t **document, size_t *len,
				   struct nb_error *err)
{
	enum nb_status st = load_kept(a, e, document, err);

	*len = st ? 0 : e->len;
	if (st || !nb_entry_hides_items(e))
		return st;
	a->shown.len = 0;
	st = nb_document_shown(e, *document, e->hidden, &a->shown, err);
	*document = st ? NULL : a->shown.data;
	*len = st ? 0 : a->shown.len;
	return st;
}

/* ---- one item */

/* Append the document that stands for one item: the page's head, the item, and
 * the page's tail (section 7.1). */
static enum nb_status add_item(const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       const uint8_t *document, struct nb_buf *out)
{
	enum nb_status st = nb_buf_add(out, document, e->head_len);

	if (!st)
		st = nb_buf_add(out, document + item->offset, item->len);
	if (!st)
		st = nb_buf_add(out, document + e->tail_offset,
				e->len - e->tail_offset);
	return st;
}

/* Append the document of an item that stands alone, as NB_FORMAT_TEI or
 * NB_FORMAT_PLAIN. */
static enum nb_status add_alone(struct nb_archive *a, const struct nb_entry *e,
				const struct nb_entry_item *item,
				const uint8_t *document, enum nb_format format,
				struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf alone = {0};
	enum nb_status st;

	a->shown.len = 0;
	if (add_item(e, item, document, &a->shown))
		return nb_fail_mem(err);
	if (format == NB_FORMAT_TEI)
		return nb_tei_standalone(a->shown.data, a->shown.len, out, err);
	st = nb_tei_standalone(a->shown.data, a->shown.len, &alone, err);
	if (!st)
		st = nb_tei_plain(alone.data, alone.len, out, err);
	nb_buf_free(&alone);
	return st;
}

enum nb_status nb_archive_item(struct nb_archive *a, const struct nb_entry *e,
			       unsigned number, enum nb_format format,
			       struct nb_buf *out, struct nb_error *err)
{
	const struct nb_entry_item *item = nb_entry_item_of(e, number);
	const uint8_t *document;
	enum nb_status st;

	if (format >= NB_FORMAT_SOURCE)
		return nb_fail(err, NB_USAGE,
			       "an item has no source or journal of its own; "
			       "ask for its page");
	st = nb_refuse_item(a, e, item, number, err);
	if (!st)
		st = load_kept(a, e, &document, err);
	if (!st)
		st = nb_item_slice(e, item, document, NB_SLICE_ALL, err);
	if (st)
		return st;
	if (format == NB_FORMAT_TEXT)
		return nb_tei_reading(document + item->offset, item->len, out,
				      err);
	if (format != NB_FORMAT_SLICES)
		return add_alone(a, e, item, document, format, out, err);
	return add_item(e, item, document, out) ? nb_fail_mem(err) : NB_OK;
}

/* ---- sources and journals */

/*
 * Does `other` keep the very source that `e` names? A page that came again as a
 * corrected document has the source of the text it was made from.
 */
static bool keeps_source_of(const struct nb_entry *other,
			    const struct nb_entry *e)
{
	return other->has_source && other->source_len == e->source_len &&
	       memcmp(other->source_sha256, e->source_sha256, NB_SHA256_SIZE) ==
		       0;
}

/*
 * Append the source of an entry that has none itself from the newest revision
 * of the page that keeps it. NB_ABSENT if none does. A cursor looks for it,
 * because another search would end the life of the caller's entry.
 */
static enum nb_status source_elsewhere(struct nb_archive *a,
				       const struct nb_entry *e,
				       struct nb_buf *out, struct nb_error *err)
{
	const struct nb_entry *other;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(
		a, e->id.text, e->id.len, true, NB_DETAIL_HASHES, &c, err);

	if (st)
		return st;
	/* The revisions come before pages whose identifiers are longer. */
	do
		st = nb_cursor_next(c, &other, err);
	while (!st && other && other->id.len == e->id.len &&
	       !keeps_source_of(other, e));
	if (!st && other && other->id.len == e->id.len)
		e = other;
	if (!st)
		st = nb_archive_kept_source(a, e, out, err);
	nb_cursor_free(c);
	return st;
}

enum nb_status nb_archive_source(struct nb_archive *a, const struct nb_entry *e,
				 struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = nb_refuse_source(a, e, err);

	if (st)
		return st;
	if (!e->has_source && nb_entry_has_hashes(e))
		return source_elsewhere(a, e, out, err);
	return nb_archive_kept_source(a, e, out, err);
}

enum nb_status nb_archive_journal(struct nb_archive *a,
				  const struct nb_entry *e, struct nb_buf *out,
				  struct nb_error *err)
{
	enum nb_status st = nb_refuse_source(a, e, err);

	return st ? st : nb_archive_kept_journal(a, e, out, err);
}

enum nb_status nb_archive_decisions(struct nb_archive *a,
				    const struct nb_entry *e,
				    struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf kept = {0};
	char id[NB_ID_MAX];
	enum nb_status st = nb_refuse_source(a, e, err);

	if (st || !e->has_decisions)
		return st;
	(void)snprintf(id, sizeof(id), "%.*s", (int)e->id.len, e->id.text);
	st = nb_archive_kept_decisions(a, e, &kept, err);
	if (!st && nb_kept_name((const char *)kept.data, kept.len, id, out))
		st = nb_fail_mem(err);
	nb_buf_free(&kept);
	return st;
}
