/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flat records of items. All values are strings in one buffer, each with a NUL
 * at its end; a field knows where its first value begins and how many it has.
 * Numbers are kept beside their strings.
 */
#include "archive/catalogue/entry.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/article.h>
#include <nbarc/item.h>
#include <nbarc/newspaper.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	bool is_number;
} fields[] = {
	[NB_FIELD_ID] = {"id", false},
	[NB_FIELD_TITLE_CODE] = {"title_code", false},
	[NB_FIELD_DATE] = {"date", false},
	[NB_FIELD_EDITION] = {"edition", false},
	[NB_FIELD_PAGE] = {"page", false},
	[NB_FIELD_NUMBER] = {"number", true},
	[NB_FIELD_KIND] = {"kind", false},
	[NB_FIELD_TITLE] = {"title", false},
	[NB_FIELD_KICKER] = {"kicker", false},
	[NB_FIELD_SUBHEADS] = {"subheads", false},
	[NB_FIELD_AUTHORS] = {"authors", false},
	[NB_FIELD_BYLINE] = {"byline", false},
	[NB_FIELD_CHARACTERS] = {"characters", true},
	[NB_FIELD_REVISION] = {"revision", true},
	[NB_FIELD_STATE] = {"state", false},
	[NB_FIELD_REASON] = {"reason", false},
	[NB_FIELD_SHA256] = {"sha256", false},
	[NB_FIELD_SOURCE_SHA256] = {"source_sha256", false},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

struct nb_item_record {
	struct nb_buf strings;
	struct {
		size_t at, count; /* of its values, in `strings` */
		uint64_t number;
	} values[FIELDS];
};

const char *nb_field_name(enum nb_field field)
{
	return (size_t)field < FIELDS ? fields[field].name : NULL;
}

bool nb_field_is_number(enum nb_field field)
{
	return (size_t)field < FIELDS && fields[field].is_number;
}

/* ---- filling in */

/* Set a field that has one value. An empty one is not a value. */
static enum nb_status set_text(struct nb_item_record *item, enum nb_field field,
			       const char *text, size_t len)
{
	enum nb_status st;

	if (len == 0)
		return NB_OK;
	item->values[field].at = item->strings.len;
	item->values[field].count = 1;
	st = nb_buf_add(&item->strings, text, len);
	return st ? st : nb_buf_add(&item->strings, "", 1);
}

static enum nb_status set_string(struct nb_item_record *item,
				 enum nb_field field, const struct nb_string *s)
{
	return set_text(item, field, s->text, s->len);
}

/* Set a field to strings that stand one after the other, each with its NUL. */
static enum nb_status set_list(struct nb_item_record *item, enum nb_field field,
			       const struct nb_buf *list)
{
	size_t i;

	item->values[field].at = item->strings.len;
	for (i = 0; i < list->len; i++)
		item->values[field].count += list->data[i] == '\0';
	return nb_buf_add(&item->strings, list->data, list->len);
}

static enum nb_status set_number(struct nb_item_record *item,
				 enum nb_field field, uint64_t number)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, number);

	item->values[field].number = number;
	return set_text(item, field, text, (size_t)len);
}

static enum nb_status set_digest(struct nb_item_record *item,
				 enum nb_field field,
				 const uint8_t digest[NB_SHA256_SIZE])
{
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(digest, hex);
	return set_text(item, field, hex, NB_SHA256_HEX - 1);
}

/* The parts of "jdrb-20190304b-a01": code, date, edition, page. A page outside
 * of the profile of newspapers has none of them. */
static enum nb_status set_identifier(struct nb_item_record *item,
				     const struct nb_string *page)
{
	struct nb_newspaper_id parts;
	char iso[16];
	enum nb_status st;

	if (!nb_newspaper_parse(page->text, page->len, &parts))
		return NB_OK;
	(void)snprintf(iso, sizeof(iso), "%.4s-%.2s-%.2s", parts.date,
		       parts.date + 4, parts.date + 6);
	st = set_text(item, NB_FIELD_TITLE_CODE, parts.title,
		      strlen(parts.title));
	if (!st)
		st = set_text(item, NB_FIELD_DATE, iso, strlen(iso));
	if (!st)
		st = set_text(item, NB_FIELD_EDITION, parts.edition,
			      strlen(parts.edition));
	return st ? st
		  : set_text(item, NB_FIELD_PAGE, parts.page,
			     strlen(parts.page));
}

/* The state of an item is that of its page where the page is not present. */
static enum nb_status set_state(struct nb_item_record *item,
				const struct nb_entry *e,
				const struct nb_entry_item *from)
{
	const char *state = "present";
	struct nb_string reason = from->reason;
	enum nb_status st;

	if (e->state == NB_STATE_PURGED) {
		state = "purged";
		reason = e->reason;
	} else if (nb_entry_is_hidden(e)) {
		state = "withdrawn";
		reason = e->reason;
	} else if (nb_entry_item_is_hidden(e, from->number)) {
		state = "withdrawn";
	} else if (from->state == NB_STATE_MOVED) {
		state = "moved";
	}
	st = set_text(item, NB_FIELD_STATE, state, strlen(state));
	return st ? st : set_string(item, NB_FIELD_REASON, &reason);
}

static enum nb_status set_catalogue(struct nb_item_record *item,
				    const struct nb_entry *e,
				    const struct nb_entry_item *from)
{
	const char *kind = nb_kind_name((enum nb_kind)from->kind);
	char id[NB_ITEM_ID_MAX];
	size_t len = nb_item_id(e->id.text, e->id.len, from->number, id);
	enum nb_status st = set_text(item, NB_FIELD_ID, id, len);

	if (!st)
		st = set_identifier(item, &e->id);
	if (!st)
		st = set_number(item, NB_FIELD_NUMBER, from->number);
	if (!st)
		st = set_text(item, NB_FIELD_KIND, kind, strlen(kind));
	if (!st)
		st = set_number(item, NB_FIELD_CHARACTERS, from->characters);
	if (!st)
		st = set_number(item, NB_FIELD_REVISION, e->revision);
	if (!st)
		st = set_state(item, e, from);
	if (!st && nb_entry_has_hashes(e))
		st = set_digest(item, NB_FIELD_SHA256, e->sha256);
	if (!st && nb_entry_has_hashes(e))
		st = set_digest(item, NB_FIELD_SOURCE_SHA256, e->source_sha256);
	return st;
}

static enum nb_status set_titles(struct nb_item_record *item,
				 const struct nb_entry_item *from)
{
	enum nb_status st = set_string(item, NB_FIELD_TITLE, &from->title);

	if (!st)
		st = set_string(item, NB_FIELD_KICKER, &from->kicker);
	return st ? st : set_string(item, NB_FIELD_BYLINE, &from->byline);
}

/* Sub-heads and authors, which only the document has. */
static enum nb_status read_words(struct nb_item_record *item,
				 struct nb_archive *archive,
				 const struct nb_entry *e,
				 const struct nb_entry_item *from,
				 struct nb_error *err)
{
	struct nb_tei_words words = {.characters = 0};
	const uint8_t *document;
	enum nb_status st =
		nb_archive_kept_document(archive, e, &document, err);

	if (!st)
		st = nb_tei_words(document + from->offset, from->len, &words,
				  err);
	if (!st && (set_list(item, NB_FIELD_SUBHEADS, &words.subheads) ||
		    set_list(item, NB_FIELD_AUTHORS, &words.authors)))
		st = nb_fail_mem(err);
	nb_tei_words_free(&words);
	return st;
}

/* ---- describing an item */

enum nb_status nb_item_record_of(struct nb_archive *archive,
				 const struct nb_entry *e, unsigned number,
				 bool full, struct nb_item_record **item,
				 struct nb_error *err)
{
	const struct nb_entry_item *from = nb_entry_item_of(e, number);
	struct nb_item_record *i;
	bool has_text;
	enum nb_status st;

	*item = NULL;
	if (!from)
		return nb_fail(err, NB_ABSENT, "%.*s-%02u: not in the archive",
			       (int)e->id.len, e->id.text, number);
	i = nb_alloc(1, sizeof(*i));
	if (!i)
		return nb_fail_mem(err);
	has_text = from->len && e->state != NB_STATE_PURGED &&
		   !nb_entry_item_is_hidden(e, number);
	st = set_catalogue(i, e, from);
	if (!st && has_text)
		st = set_titles(i, from);
	if (st)
		st = nb_fail_mem(err);
	if (!st && has_text && full)
		st = read_words(i, archive, e, from, err);
	if (st) {
		nb_item_record_free(i);
		return st;
	}
	*item = i;
	return NB_OK;
}

enum nb_status nb_item_record_find(struct nb_archive *archive, const char *id,
				   struct nb_item_record **item,
				   struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse_single(id, &q, err);

	*item = NULL;
	q.detail = NB_DETAIL_ALL;
	if (!st)
		st = nb_query_find(archive, &q, &e, err);
	if (!st && q.kind != NB_QUERY_ITEM)
		st = nb_fail(err, NB_USAGE,
			     "%s: the identifier of a page, not of an item",
			     q.text);
	if (!st)
		st = nb_item_record_of(archive, e, q.number, true, item, err);
	if (st)
		nb_error_file(err, archive->path);
	return st;
}

void nb_item_record_free(struct nb_item_record *item)
{
	if (!item)
		return;
	nb_buf_free(&item->strings);
	free(item);
}

/* ---- reading a record */

size_t nb_item_record_count(const struct nb_item_record *item,
			    enum nb_field field)
{
	return (size_t)field < FIELDS ? item->values[field].count : 0;
}

const char *nb_item_record_text(const struct nb_item_record *item,
				enum nb_field field, size_t index)
{
	const char *text;

	if (index >= nb_item_record_count(item, field))
		return NULL;
	text = (const char *)item->strings.data + item->values[field].at;
	while (index-- > 0)
		text += strlen(text) + 1;
	return text;
}

uint64_t nb_item_record_number(const struct nb_item_record *item,
			       enum nb_field field)
{
	return (size_t)field < FIELDS ? item->values[field].number : 0;
}
