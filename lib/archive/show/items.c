/* SPDX-License-Identifier: Apache-2.0 */
/* What programs in other languages call (nbarc/items.h): filters by texts, the
 * facts of an archive, and its items one after the other. */
#include "base/alloc.h"
#include "base/error.h"
#include "json/string.h"
#include "base/sha256.h"

#include <nbarc/items.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- a filter by texts */

/* A filter with copies of the texts that it refers to. */
struct owned {
	struct nb_filter filter; /* first: it is what the caller has */
	char *authors[NB_FILTER_MOST + 1]; /* the last is always NULL */
	char *head;
};

struct nb_filter *nb_filter_create(void)
{
	struct owned *o = nb_alloc(1, sizeof(*o));

	return o ? &o->filter : NULL;
}

void nb_filter_free(struct nb_filter *filter)
{
	struct owned *o = (struct owned *)filter;
	unsigned i;

	if (!o)
		return;
	for (i = 0; i < filter->author_count; i++)
		free(o->authors[i]);
	free(o->head);
	free(o);
}

typedef enum nb_status setter(struct nb_filter *filter, const char *text,
			      struct nb_error *err);

/* Set a text that the filter only refers to, with a copy of it. */
static enum nb_status set_copy(struct nb_filter *f, char **copy, setter *set,
			       const char *value, struct nb_error *err)
{
	char *made = nb_strndup(value, strlen(value));
	enum nb_status st = made ? set(f, made, err) : nb_fail_mem(err);

	if (st) {
		free(made);
		return st;
	}
	free(*copy);
	*copy = made;
	return NB_OK;
}

enum nb_status nb_filter_set(struct nb_filter *filter, const char *name,
			     const char *value, struct nb_error *err)
{
	static const struct {
		const char *name;
		setter *set;
	} plain[] = {
		{"from", nb_filter_from},   {"to", nb_filter_to},
		{"title", nb_filter_title}, {"page", nb_filter_page},
		{"kind", nb_filter_kind},
	};
	struct owned *o = (struct owned *)filter;
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (strcmp(name, plain[i].name) == 0)
			return plain[i].set(filter, value, err);
	if (strcmp(name, "author") == 0)
		return set_copy(filter, &o->authors[filter->author_count],
				nb_filter_author, value, err);
	if (strcmp(name, "head") == 0)
		return set_copy(filter, &o->head, nb_filter_head, value, err);
	return nb_fail(err, NB_USAGE, "%.40s: a filter has no such part", name);
}

/* ---- the archive */

enum nb_status nb_archive_info_json(const struct nb_archive *archive,
				    struct nb_buf *out, struct nb_error *err)
{
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];
	enum nb_status st;

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	st = nb_buf_printf(out,
			   "{\"file_size\":%" PRIu64 ",\"end\":%" PRIu64
			   ",\"commits\":%" PRIu64 ",\"time\":%" PRIu64
			   ",\"revisions\":%" PRIu64 ",\"pages\":%" PRIu64
			   ",\"items\":%" PRIu64 ",\"document_bytes\":%" PRIu64
			   ",\"source_bytes\":%" PRIu64 ",\"shared\":%" PRIu64
			   ",\"trees\":%u,\"root\":\"%s\",\"writer\":",
			   info.file_size, info.end, info.commits, info.time,
			   info.revisions, info.pages, info.items,
			   info.document_bytes, info.source_bytes, info.shared,
			   info.trees, root);
	if (!st)
		st = nb_json_string(out, info.writer, strlen(info.writer));
	if (!st)
		st = nb_buf_puts(out, "}");
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- items */

/* The item that comes next is the one at `index` of `entry`; the entry is NULL
 * before the first page. Cursor and record are owned. */
struct nb_item_cursor {
	struct nb_archive *archive;
	const struct nb_filter *filter; /* NULL: all */
	uint64_t fields;
	bool all;
	struct nb_cursor *cursor;
	const struct nb_entry *entry;
	size_t index;
	struct nb_item_record *record;
};

/* Threads help if documents are read of all pages. */
static enum nb_status read_ahead(struct nb_item_cursor *it,
				 struct nb_error *err)
{
	if (it->filter || !(it->fields & NB_FIELDS_DOCUMENT))
		return NB_OK;
	return nb_cursor_read_ahead(it->cursor, NB_WANT_DOCUMENTS, 0, err);
}

enum nb_status nb_item_cursor_create(struct nb_archive *archive,
				     const char *prefix,
				     const struct nb_filter *filter,
				     uint64_t fields, bool all,
				     struct nb_item_cursor **cursor,
				     struct nb_error *err)
{
	uint64_t needed = fields | (filter ? nb_filter_fields(filter) : 0);
	struct nb_item_cursor *it = nb_alloc(1, sizeof(*it));
	enum nb_status st;

	*cursor = NULL;
	if (!it)
		return nb_fail_mem(err);
	it->archive = archive;
	it->filter = filter;
	it->fields = fields;
	it->all = all;
	st = nb_cursor_create_detail(archive, prefix, strlen(prefix), false,
				     nb_fields_detail(needed), &it->cursor,
				     err);
	if (!st)
		st = read_ahead(it, err);
	if (st)
		nb_item_cursor_free(it);
	else
		*cursor = it;
	return st;
}

/* Move to the next page that is chosen; it->entry is NULL after the last. */
static enum nb_status next_page(struct nb_item_cursor *it, struct nb_error *err)
{
	char next[NB_FILTER_NEXT_MAX];
	enum nb_status st;

	for (;;) {
		it->index = 0;
		st = nb_cursor_next(it->cursor, &it->entry, err);
		if (st || !it->entry || !it->filter ||
		    nb_filter_judge(it->filter, it->entry->id.text,
				    it->entry->id.len, next))
			return st;
		if (*next)
			st = nb_cursor_skip(it->cursor, next, strlen(next),
					    err);
		if (st)
			return st;
	}
}

/* Is the item chosen? */
static enum nb_status choose(struct nb_item_cursor *it,
			     const struct nb_entry_item *item, bool *chosen,
			     struct nb_error *err)
{
	*chosen = it->all || nb_entry_item_is_present(it->entry, item);
	if (!*chosen || !it->filter || !nb_filter_has_items(it->filter))
		return NB_OK;
	return nb_filter_item(it->filter, it->archive, it->entry, item, chosen,
			      err);
}

/* Describe the item with this number of the page. */
static enum nb_status describe(struct nb_item_cursor *it, unsigned number,
			       struct nb_error *err)
{
	return it->record ? nb_item_record_again(it->record, it->archive,
						 it->entry, number, it->fields,
						 err)
			  : nb_item_record_of(it->archive, it->entry, number,
					      it->fields, &it->record, err);
}

enum nb_status nb_item_cursor_next(struct nb_item_cursor *it,
				   const struct nb_item_record **item,
				   struct nb_error *err)
{
	const struct nb_entry_item *at;
	enum nb_status st;
	bool chosen;

	*item = NULL;
	for (;;) {
		while (!it->entry || it->index == it->entry->item_count) {
			st = next_page(it, err);
			if (st || !it->entry)
				return st;
		}
		at = &it->entry->items[it->index++];
		st = choose(it, at, &chosen, err);
		if (!st && chosen)
			st = describe(it, at->number, err);
		if (st)
			return st;
		if (chosen)
			break;
	}
	*item = it->record;
	return NB_OK;
}

void nb_item_cursor_free(struct nb_item_cursor *it)
{
	if (!it)
		return;
	nb_cursor_free(it->cursor);
	nb_item_record_free(it->record);
	free(it);
}
