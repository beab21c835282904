/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flat records of items. All values are strings in one buffer, each with a NUL
 * at its end; a field knows where its first value begins and how many it has.
 * Numbers are kept beside their strings.
 */
#include "archive/catalogue/entry.h"
#include "archive/read/handle.h"
#include "archive/show/slice.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/article.h>
#include <nbarc/item.h>
#include <nbarc/newspaper.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a value is. */
enum type { STRING, NUMBER, LIST };

static const struct {
	const char *name;
	enum type type;
} fields[] = {
	[NB_FIELD_ID] = {"id", STRING},
	[NB_FIELD_TITLE_CODE] = {"title_code", STRING},
	[NB_FIELD_DATE] = {"date", STRING},
	[NB_FIELD_EDITION] = {"edition", STRING},
	[NB_FIELD_PAGE] = {"page", STRING},
	[NB_FIELD_NUMBER] = {"number", NUMBER},
	[NB_FIELD_KIND] = {"kind", STRING},
	[NB_FIELD_TITLE] = {"title", STRING},
	[NB_FIELD_KICKER] = {"kicker", STRING},
	[NB_FIELD_SUBHEADS] = {"subheads", LIST},
	[NB_FIELD_AUTHORS] = {"authors", LIST},
	[NB_FIELD_BYLINE] = {"byline", STRING},
	[NB_FIELD_CHARACTERS] = {"characters", NUMBER},
	[NB_FIELD_REVISION] = {"revision", NUMBER},
	[NB_FIELD_STATE] = {"state", STRING},
	[NB_FIELD_REASON] = {"reason", STRING},
	[NB_FIELD_SHA256] = {"sha256", STRING},
	[NB_FIELD_SOURCE_SHA256] = {"source_sha256", STRING},
	[NB_FIELD_PAGE_ID] = {"page_id", STRING},
	[NB_FIELD_NEWSPAPER] = {"newspaper", STRING},
	[NB_FIELD_PLACE] = {"place", STRING},
	[NB_FIELD_NEXT] = {"next", STRING},
	[NB_FIELD_PREV] = {"prev", STRING},
	[NB_FIELD_TEXT] = {"text", STRING},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Sets of fields that come from one place. */
#define BIT(name) NB_FIELD_BIT(NB_FIELD_##name)
#define OF_NEWSPAPER (BIT(TITLE_CODE) | BIT(DATE) | BIT(EDITION) | BIT(PAGE))
#define OF_STATE (BIT(STATE) | BIT(REASON))
#define OF_TEXTS (BIT(TITLE) | BIT(KICKER) | BIT(BYLINE))
#define OF_HASHES (BIT(SHA256) | BIT(SOURCE_SHA256))
#define OF_WORDS \
	(BIT(SUBHEADS) | BIT(AUTHORS) | BIT(PLACE) | BIT(NEXT) | BIT(PREV))

struct nb_item_record {
	uint64_t asked; /* the fields that are set; others stay empty */
	struct nb_buf strings;
	/* Where the values of all lists begin in `strings`. */
	size_t *starts, start_count, start_cap;
	struct {
		/* Of its values: the place in `strings`, or of those of a list
		 * in `starts`; and their number. */
		size_t at, count;
		uint64_t number;
	} values[FIELDS];
};

const char *nb_field_name(enum nb_field field)
{
	return (size_t)field < FIELDS ? fields[field].name : NULL;
}

bool nb_field_find(const char *name, size_t len, enum nb_field *field)
{
	size_t i;

	for (i = 0; i < FIELDS; i++) {
		if (strlen(fields[i].name) == len &&
		    memcmp(fields[i].name, name, len) == 0) {
			*field = (enum nb_field)i;
			return true;
		}
	}
	return false;
}

bool nb_field_is_number(enum nb_field field)
{
	return (size_t)field < FIELDS && fields[field].type == NUMBER;
}

bool nb_field_is_list(enum nb_field field)
{
	return (size_t)field < FIELDS && fields[field].type == LIST;
}

enum nb_detail nb_fields_detail(uint64_t set)
{
	/* A document is checked by its hash. */
	bool hashes = set & (OF_HASHES | NB_FIELDS_DOCUMENT);

	if (set & OF_TEXTS)
		return hashes ? NB_DETAIL_ALL : NB_DETAIL_TITLES;
	return hashes ? NB_DETAIL_HASHES : NB_DETAIL_PLACES;
}

/* ---- filling in */

/* Was the field asked for? */
static bool wants(const struct nb_item_record *item, enum nb_field field)
{
	return item->asked & NB_FIELD_BIT(field);
}

/* Set a field that has one value. An empty one is not a value. */
static enum nb_status set_text(struct nb_item_record *item, enum nb_field field,
			       const char *text, size_t len)
{
	enum nb_status st;

	if (len == 0 || !wants(item, field))
		return NB_OK;
	st = nb_buf_reserve(&item->strings, len + 1);
	if (st)
		return st;
	item->values[field].at = item->strings.len;
	item->values[field].count = 1;
	memcpy(item->strings.data + item->strings.len, text, len);
	item->strings.data[item->strings.len + len] = '\0';
	item->strings.len += len + 1;
	return NB_OK;
}

static enum nb_status set_string(struct nb_item_record *item,
				 enum nb_field field, const struct nb_string *s)
{
	return set_text(item, field, s->text, s->len);
}

/* Set a field to strings that stand one after the other, each with its NUL.
 * Where each begins is noted: an item can have tens of thousands of authors. */
static enum nb_status set_list(struct nb_item_record *item, enum nb_field field,
			       const struct nb_buf *list)
{
	size_t count = 0, from = 0, i, *grown;

	if (!wants(item, field))
		return NB_OK;
	for (i = 0; i < list->len; i++)
		count += list->data[i] == '\0';
	if (!count)
		return NB_OK;
	grown = nb_grow(item->starts, &item->start_cap,
			item->start_count + count, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	item->starts = grown;
	item->values[field].at = item->start_count;
	item->values[field].count = count;
	for (i = 0; i < list->len; i++) {
		if (list->data[i] != '\0')
			continue;
		grown[item->start_count++] = item->strings.len + from;
		from = i + 1;
	}
	return nb_buf_add(&item->strings, list->data, list->len);
}

static enum nb_status set_count(struct nb_item_record *item,
				enum nb_field field, uint64_t number)
{
	char text[20], *p = text + sizeof(text);

	if (!wants(item, field))
		return NB_OK;
	item->values[field].number = number;
	do
		*--p = (char)('0' + number % 10);
	while (number /= 10);
	return set_text(item, field, p, (size_t)(text + sizeof(text) - p));
}

static enum nb_status set_digest(struct nb_item_record *item,
				 enum nb_field field,
				 const uint8_t digest[NB_SHA256_SIZE])
{
	char hex[NB_SHA256_HEX];

	if (!wants(item, field))
		return NB_OK;
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

	if (!(item->asked & OF_NEWSPAPER) ||
	    !nb_newspaper_parse(page->text, page->len, &parts))
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

/* A NUL-terminated string as one of the archive. */
static struct nb_string string_of(const char *text)
{
	return (struct nb_string){text, strlen(text)};
}

/*
 * The state of an item is that of its page where the page is not present: the
 * newest revision decides, as for the text, and a revision that is shown may be
 * purged. An item that an older revision had withdrawn is present if the newest
 * one has it again.
 */
static enum nb_status set_state(struct nb_item_record *item,
				const struct nb_entry *e,
				const struct nb_entry_item *from)
{
	const char *state = "present";
	struct nb_string reason = from->reason;
	enum nb_status st;

	if (!(item->asked & OF_STATE))
		return NB_OK;
	if (e->state == NB_STATE_PURGED) {
		state = "purged";
		reason = e->reason;
	} else if (nb_entry_is_hidden(e)) {
		state = "withdrawn";
		reason = string_of(nb_entry_hidden_reason(e));
	} else if (from->number == 0) {
		/* A page; only items have states of their own. */
	} else if (from->state == NB_STATE_MOVED) {
		state = "moved";
	} else if (from->len == 0 || nb_entry_item_is_hidden(e, from->number)) {
		state = "withdrawn";
	}
	st = set_text(item, NB_FIELD_STATE, state, strlen(state));
	return st ? st : set_string(item, NB_FIELD_REASON, &reason);
}

/* What stands in for an item where a page is described: it has no number, and
 * the characters of all items. */
static struct nb_entry_item page_item(const struct nb_entry *e)
{
	struct nb_entry_item whole = {.len = e->len};
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (nb_entry_item_is_present(e, &e->items[i]))
			whole.characters += e->items[i].characters;
	return whole;
}

/* The identifier of the item, and what only items have. */
static enum nb_status set_number_and_kind(struct nb_item_record *item,
					  const struct nb_entry *e,
					  const struct nb_entry_item *from)
{
	const char *kind = nb_kind_name((enum nb_kind)from->kind);
	char id[NB_ITEM_ID_MAX];
	size_t len;
	enum nb_status st;

	if (!from->number)
		return set_string(item, NB_FIELD_ID, &e->id);
	len = nb_item_id(e->id.text, e->id.len, from->number, id);
	st = set_text(item, NB_FIELD_ID, id, len);
	if (!st)
		st = set_count(item, NB_FIELD_NUMBER, from->number);
	return st ? st : set_text(item, NB_FIELD_KIND, kind, strlen(kind));
}

static enum nb_status set_catalogue(struct nb_item_record *item,
				    const struct nb_entry *e,
				    const struct nb_entry_item *from)
{
	enum nb_status st = set_number_and_kind(item, e, from);

	if (!st)
		st = set_string(item, NB_FIELD_PAGE_ID, &e->id);
	if (!st)
		st = set_identifier(item, &e->id);
	if (!st)
		st = set_count(item, NB_FIELD_CHARACTERS, from->characters);
	if (!st)
		st = set_count(item, NB_FIELD_REVISION, e->revision);
	if (!st)
		st = set_state(item, e, from);
	if (!st && nb_entry_has_hashes(e))
		st = set_digest(item, NB_FIELD_SHA256, e->sha256);
	if (!st && nb_entry_has_hashes(e))
		st = set_digest(item, NB_FIELD_SOURCE_SHA256, e->source_sha256);
	return st;
}

/* What the catalogue says of the text of the item, with the authors if it has
 * them; they are then not read from the document. */
static enum nb_status set_titles(struct nb_item_record *item,
				 const struct nb_entry *e,
				 const struct nb_entry_item *from)
{
	const struct nb_buf authors = {.data = (uint8_t *)from->authors.text,
				       .len = from->authors.len};
	enum nb_status st = set_string(item, NB_FIELD_TITLE, &from->title);

	if (!st)
		st = set_string(item, NB_FIELD_KICKER, &from->kicker);
	if (!st)
		st = set_string(item, NB_FIELD_BYLINE, &from->byline);
	if (!st && e->has_authors)
		st = set_list(item, NB_FIELD_AUTHORS, &authors);
	if (e->has_authors)
		item->asked &= ~BIT(AUTHORS);
	return st;
}

/* What the element of the item says: sub-heads, authors and the like. */
static enum nb_status set_words(struct nb_item_record *item, const void *xml,
				size_t len, struct nb_error *err)
{
	struct nb_tei_words w;
	enum nb_status st = nb_tei_words(xml, len, &w, err);

	if (!st &&
	    (set_list(item, NB_FIELD_SUBHEADS, &w.subheads) ||
	     set_list(item, NB_FIELD_AUTHORS, &w.authors) ||
	     set_text(item, NB_FIELD_PLACE, (char *)w.place.data,
		      w.place.len) ||
	     set_text(item, NB_FIELD_NEXT, (char *)w.next.data, w.next.len) ||
	     set_text(item, NB_FIELD_PREV, (char *)w.prev.data, w.prev.len)))
		st = nb_fail_mem(err);
	nb_tei_words_free(&w);
	return st;
}

/* Append the text of an item; or that of a page, without withdrawn items. */
static enum nb_status read_text(struct nb_archive *archive,
				const struct nb_entry *e,
				const struct nb_entry_item *from,
				const uint8_t *document, struct nb_buf *out,
				struct nb_error *err)
{
	size_t len;
	enum nb_status st;

	if (from->number)
		return nb_tei_reading(document + from->offset, from->len, out,
				      err);
	st = nb_archive_document(archive, e, &document, &len, err);
	return st ? st : nb_tei_reading(document, len, out, err);
}

/* The fields that are read from the document of the page. */
static enum nb_status read_document(struct nb_item_record *item,
				    struct nb_archive *archive,
				    const struct nb_entry *e,
				    const struct nb_entry_item *from,
				    struct nb_error *err)
{
	struct nb_buf text = {0};
	const uint8_t *document;
	enum nb_status st =
		nb_archive_kept_document(archive, e, &document, err);

	if (!st && from->number)
		st = nb_item_slice(e, from, document, NB_SLICE_ALL, err);
	if (!st && from->number && (item->asked & OF_WORDS))
		st = set_words(item, document + from->offset, from->len, err);
	if (!st && wants(item, NB_FIELD_NEWSPAPER)) {
		st = nb_tei_newspaper(document, e->head_len, &text, err);
		if (!st && set_text(item, NB_FIELD_NEWSPAPER, (char *)text.data,
				    text.len))
			st = nb_fail_mem(err);
	}
	text.len = 0;
	if (!st && wants(item, NB_FIELD_TEXT)) {
		st = read_text(archive, e, from, document, &text, err);
		if (!st &&
		    set_text(item, NB_FIELD_TEXT, (char *)text.data, text.len))
			st = nb_fail_mem(err);
	}
	nb_buf_free(&text);
	return st;
}

/* ---- describing an item */

enum nb_status nb_item_record_again(struct nb_item_record *item,
				    struct nb_archive *archive,
				    const struct nb_entry *e, unsigned number,
				    uint64_t asked, struct nb_error *err)
{
	struct nb_entry_item whole;
	const struct nb_entry_item *from = &whole;
	bool has_text;
	enum nb_status st;

	memset(item->values, 0, sizeof(item->values));
	item->strings.len = item->start_count = 0;
	item->asked = asked;
	if (number)
		from = nb_entry_item_of(e, number);
	else
		whole = page_item(e);
	if (!from)
		return nb_fail(err, NB_ABSENT, "%.*s-%02u: not in the archive",
			       (int)e->id.len, e->id.text, number);
	has_text =
		number ? nb_entry_item_is_present(e, from)
		       : e->state != NB_STATE_PURGED && !nb_entry_is_hidden(e);
	st = set_catalogue(item, e, from);
	if (!st && has_text)
		st = set_titles(item, e, from);
	if (st)
		st = nb_fail_mem(err);
	if (!st && has_text && (item->asked & NB_FIELDS_DOCUMENT))
		st = read_document(item, archive, e, from, err);
	if (st)
		memset(item->values, 0, sizeof(item->values));
	return st;
}

enum nb_status nb_item_record_of(struct nb_archive *archive,
				 const struct nb_entry *e, unsigned number,
				 uint64_t asked, struct nb_item_record **item,
				 struct nb_error *err)
{
	struct nb_item_record *i = nb_alloc(1, sizeof(*i));
	enum nb_status st;

	*item = NULL;
	if (!i)
		return nb_fail_mem(err);
	st = nb_item_record_again(i, archive, e, number, asked, err);
	if (st) {
		nb_item_record_free(i);
		return st;
	}
	*item = i;
	return NB_OK;
}

enum nb_status nb_item_record_find(struct nb_archive *archive, const char *id,
				   uint64_t asked, struct nb_item_record **item,
				   struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse_single(id, &q, err);

	*item = NULL;
	q.detail = nb_fields_detail(asked);
	if (!st)
		st = nb_query_find(archive, &q, &e, err);
	if (!st && q.kind != NB_QUERY_ITEM)
		st = nb_fail(err, NB_USAGE,
			     "%s: the identifier of a page, not of an item",
			     q.text);
	if (!st)
		st = nb_item_record_of(archive, e, q.number, asked, item, err);
	if (st)
		nb_error_file(err, archive->path);
	return st;
}

void nb_item_record_free(struct nb_item_record *item)
{
	if (!item)
		return;
	nb_buf_free(&item->strings);
	free(item->starts);
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
	size_t at;

	if (index >= nb_item_record_count(item, field))
		return NULL;
	at = item->values[field].at;
	if (fields[field].type == LIST)
		at = item->starts[at + index];
	return (const char *)item->strings.data + at;
}

uint64_t nb_item_record_number(const struct nb_item_record *item,
			       enum nb_field field)
{
	return (size_t)field < FIELDS ? item->values[field].number : 0;
}
