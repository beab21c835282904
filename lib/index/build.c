/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making segments from the pages of an archive, in the order of the log
 * (format-spec/nbarc-index.md, section 2).
 *
 * Of a page entry the items are indexed that had text when the entry was added.
 * That never changes: what is withdrawn gets an entry of its own. A page that
 * was withdrawn as a whole, or purged, has no items that anybody is shown.
 */
#include "index/build.h"
#include "archive/log/log.h"
#include "archive/read/find.h"
#include "archive/read/history.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "tei/text.h"

#include <stdlib.h>
#include <string.h>

/* A page entry that was taken. The identifier is in `ids` of the builder. */
struct taken {
	size_t id;
	uint8_t id_len;
	uint32_t revision;
	size_t first, count; /* items, in `numbers` */
};

struct nb_index_builder {
	struct nb_archive *archive;
	const struct nb_index_options *options;
	struct nb_log log;
	struct nb_fold width;
	struct nb_inverter *inverter;
	uint64_t from, next, end; /* leaves: of the segment, of the log */
	struct nb_buf ids, text, blocks, folded;
	struct taken *pages;
	size_t page_count, page_cap;
	uint16_t *numbers;
	size_t number_count, number_cap;
};

enum nb_status nb_index_builder_create(struct nb_archive *archive,
				       uint64_t from,
				       const struct nb_index_options *options,
				       struct nb_index_builder **builder,
				       struct nb_error *err)
{
	struct nb_index_builder *b = nb_alloc(1, sizeof(*b));
	enum nb_status st;

	*builder = NULL;
	if (!b)
		return nb_fail_mem(err);
	b->archive = archive;
	b->options = options;
	b->from = b->next = from;
	b->end = archive->commit.revisions;
	st = nb_inverter_create(&b->inverter) || nb_fold_width(&b->width)
		     ? nb_fail_mem(err)
		     : nb_archive_log(archive, &b->log, err);
	if (st)
		nb_index_builder_free(b);
	else
		*builder = b;
	return st;
}

void nb_index_builder_free(struct nb_index_builder *b)
{
	if (!b)
		return;
	nb_log_free(&b->log);
	nb_fold_free(&b->width);
	nb_inverter_free(b->inverter);
	nb_buf_free(&b->ids);
	nb_buf_free(&b->text);
	nb_buf_free(&b->blocks);
	nb_buf_free(&b->folded);
	free(b->pages);
	free(b->numbers);
	free(b);
}

/* ---- the text of an item */

/* Add the text of an item to the document. One that is not what nbtei writes is
 * noted: a search reports it, whatever is looked for. */
static enum nb_status invert_item(struct nb_index_builder *b, const char *xml,
				  size_t len)
{
	enum nb_status st;

	b->text.len = b->blocks.len = b->folded.len = 0;
	st = nb_tei_blocks(xml, len, &b->text, &b->blocks, NULL);
	if (st == NB_INVALID ||
	    (!st &&
	     nb_utf8_invalid((char *)b->text.data, b->text.len) != b->text.len))
		return nb_inverter_unread(b->inverter);
	if (!st && b->text.len)
		st = nb_fold_text(&b->width, (char *)b->text.data, b->text.len,
				  &b->folded, NULL);
	if (!st && b->folded.len)
		st = nb_inverter_text(b->inverter, (char *)b->folded.data,
				      b->folded.len);
	return st;
}

/* Note an item of the page that was taken last. */
static enum nb_status note_item(struct nb_index_builder *b, uint16_t number)
{
	uint16_t *grown = nb_grow(b->numbers, &b->number_cap,
				  b->number_count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	b->numbers = grown;
	grown[b->number_count++] = number;
	b->pages[b->page_count - 1].count++;
	return NB_OK;
}

/* ---- a page */

/* Take the items of a page that have text. */
static enum nb_status take_items(struct nb_index_builder *b,
				 const struct nb_entry *e, struct nb_error *err)
{
	const uint8_t *document;
	enum nb_status st =
		nb_archive_kept_document(b->archive, e, &document, err);
	size_t i;

	if (st)
		return st;
	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if (item->state != NB_STATE_PRESENT || item->len == 0)
			continue;
		if (!b->options->small)
			st = nb_inverter_document(b->inverter);
		if (!st)
			st = note_item(b, item->number);
		if (!st)
			st = invert_item(b,
					 (const char *)document + item->offset,
					 item->len);
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Note the next page entry, of which nothing is taken yet. */
static enum nb_status note_page(struct nb_index_builder *b,
				const struct nb_log_key *key)
{
	struct taken *p =
		nb_grow(b->pages, &b->page_cap, b->page_count + 1, sizeof(*p));
	enum nb_status st = NB_OK;

	if (!p)
		return NB_NOMEM;
	b->pages = p;
	p += b->page_count++;
	p->id = b->ids.len;
	p->id_len = (uint8_t)key->id.len;
	p->revision = key->revision;
	p->first = b->number_count;
	p->count = 0;
	if (nb_buf_add(&b->ids, key->id.text, key->id.len))
		return NB_NOMEM;
	/* In a small index, several entries are one document. */
	if (b->options->small &&
	    (b->next == b->from || b->next % NB_INDEX_GRAIN == 0))
		st = nb_inverter_document(b->inverter);
	return st;
}

/* Take the next page entry of the log. */
static enum nb_status take_page(struct nb_index_builder *b,
				struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_log_key key;
	const struct taken *p;
	enum nb_status st = nb_log_key(&b->log, b->next, &key, err);

	if (!st && note_page(b, &key))
		st = nb_fail_mem(err);
	if (st)
		return st;
	p = &b->pages[b->page_count - 1];
	st = nb_archive_lookup(b->archive, (const char *)b->ids.data + p->id,
			       p->id_len, p->revision, NB_DETAIL_HASHES, &e,
			       err);
	if (!st && e->state == NB_STATE_PRESENT)
		st = take_items(b, e, err);
	b->next++;
	return st;
}

enum nb_status nb_index_builder_take(struct nb_index_builder *b, bool *last,
				     struct nb_error *err)
{
	const struct nb_index_options *o = b->options;
	enum nb_status st = NB_OK;

	while (!st && b->next < b->end && !nb_inverter_full(b->inverter)) {
		st = take_page(b, err);
		if (!st && o->progress &&
		    !o->progress(o->context, b->next, b->end))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	*last = b->next == b->end;
	return st;
}

uint32_t nb_index_builder_documents(const struct nb_index_builder *b)
{
	return nb_inverter_documents(b->inverter);
}

/* ---- writing */

enum nb_status nb_index_builder_write(struct nb_index_builder *b, int fd,
				      const char *name, uint64_t offset,
				      struct nb_index_segment *segment,
				      struct nb_error *err)
{
	const struct nb_index_segment like = {
		.blocks.first = b->from,
		.grain = b->options->small ? NB_INDEX_GRAIN : 0,
		.documents = nb_inverter_documents(b->inverter),
		.char_count = nb_inverter_chars(b->inverter),
	};
	struct nb_index_writer w;
	enum nb_status st;
	size_t i;

	st = nb_index_writer_begin(&w, fd, name, offset, &like)
		     ? nb_fail_mem(err)
		     : nb_inverter_write(b->inverter, &w, err);
	for (i = 0; !st && i < b->page_count; i++) {
		const struct taken *p = &b->pages[i];

		st = nb_index_writer_page(
			&w, (const char *)b->ids.data + p->id, p->id_len,
			p->revision, p->count ? b->numbers + p->first : NULL,
			p->count, err);
	}
	if (!st)
		st = nb_index_writer_end(&w, segment, err);
	nb_index_writer_free(&w);
	nb_inverter_clear(b->inverter);
	b->ids.len = 0;
	b->page_count = b->number_count = 0;
	b->from = b->next;
	return st;
}
