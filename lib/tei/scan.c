/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the items of a document that nb_tei_create() made (nb_tei_scan()), as
 * a rescue needs it (format-spec/nbarc-format.md, section 14).
 *
 * Items are the outermost div elements. The document's head ends where the
 * first begins, and its tail begins after the last, or after the page break if
 * there are none.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "tei/create.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* The document is borrowed; tei->items has room for `cap` entries. */
struct scanner {
	const char *xml;
	struct nb_tei *tei;
	size_t cap;
	unsigned depth;	      /* div elements that are open */
	const char *last_end; /* end of the last item, or of the pb */
	const char *why;      /* what is wrong; NULL: nothing, or it is no such
			       * document */
};

/* The kind of an item from the type of its div; false if there is no such. */
static bool kind_of(const struct nb_tag *tag, enum nb_kind *kind)
{
	size_t len;
	const char *type = nb_tag_attribute(tag, "type", &len);
	int i;

	for (i = NB_KIND_ARTICLE; type && i < NB_KINDS; i++) {
		const char *name = nb_kind_name((enum nb_kind)i);

		if (strlen(name) == len && memcmp(name, type, len) == 0) {
			*kind = (enum nb_kind)i;
			return true;
		}
	}
	return false;
}

/* Was the item's text purged (section 9, "What is withdrawn")? */
static bool is_withdrawn(const struct nb_tag *tag)
{
	size_t len;
	const char *subtype = nb_tag_attribute(tag, "subtype", &len);

	return subtype && len == strlen("withdrawn") &&
	       memcmp(subtype, "withdrawn", len) == 0;
}

/* The number of an item from its attribute n, 1 to NB_PAGE_ITEMS_MAX, or 0. */
static unsigned number_of(const struct nb_tag *tag)
{
	size_t len, i;
	const char *n = nb_tag_attribute(tag, "n", &len);
	unsigned value = 0;

	for (i = 0; n && i < len; i++) {
		if (n[i] < '0' || n[i] > '9')
			return 0;
		value = 10 * value + (unsigned)(n[i] - '0');
		if (value > NB_PAGE_ITEMS_MAX)
			return 0;
	}
	return value;
}

/* A div begins: an item, or a subsection of one. */
static enum nb_status open_div(struct scanner *s, const struct nb_tag *tag)
{
	struct nb_tei *t = s->tei;
	struct nb_tei_item *grown;
	enum nb_kind kind;

	/* A subsection is part of its item. */
	if (s->depth++ > 0)
		return NB_OK;
	if (!kind_of(tag, &kind) || number_of(tag) == 0)
		return NB_INVALID;
	grown = nb_grow(t->items, &s->cap, t->item_count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	t->items = grown;
	memset(&grown[t->item_count], 0, sizeof(*grown));
	grown[t->item_count].number = number_of(tag);
	grown[t->item_count].kind = kind;
	grown[t->item_count].withdrawn = is_withdrawn(tag);
	grown[t->item_count].offset = (size_t)(tag->start - s->xml);
	t->item_count++;
	return NB_OK;
}

/* A div ends. An item includes the newline after it, and is none without: what
 * is cut out of the document by its place ends there. */
static enum nb_status close_div(struct scanner *s, const struct nb_tag *tag,
				const char *end)
{
	struct nb_tei *t = s->tei;

	if (s->depth == 0)
		return NB_INVALID;
	if (--s->depth > 0)
		return NB_OK;
	if (tag->end == end || *tag->end != '\n') {
		s->why = "an item ends, and its line does not";
		return NB_INVALID;
	}
	s->last_end = tag->end + 1;
	t->items[t->item_count - 1].len = (size_t)(s->last_end - s->xml) -
					  t->items[t->item_count - 1].offset;
	return NB_OK;
}

/* Go through all tags; *stopped is the last one, for the message. */
static enum nb_status scan_tags(struct scanner *s, const char *end,
				const char **stopped)
{
	const char *p = s->xml;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(p, end, &tag)) {
		*stopped = tag.start;
		p = tag.end;
		if (nb_tag_is(&tag, "pb"))
			s->last_end = p + (p < end && *p == '\n');
		else if (nb_tag_is(&tag, "div"))
			st = tag.closes ? close_div(s, &tag, end)
					: open_div(s, &tag);
	}
	/* Every div must be closed, and an item or a pb found. */
	if (!st && (s->depth || !s->last_end))
		st = NB_INVALID;
	return st;
}

enum nb_status nb_tei_scan(const void *xml, size_t len, struct nb_tei *tei,
			   struct nb_error *err)
{
	struct scanner s = {.xml = xml, .tei = tei};
	const char *stopped = xml;
	enum nb_status st;

	memset(tei, 0, sizeof(*tei));
	st = scan_tags(&s, (const char *)xml + len, &stopped);
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	if (st)
		return nb_fail_at(err, NB_INVALID,
				  (uint64_t)(stopped - (const char *)xml), "%s",
				  s.why ? s.why
					: "not a document that nbtei wrote");
	tei->tail_offset = (size_t)(s.last_end - s.xml);
	tei->head_len =
		tei->item_count ? tei->items[0].offset : tei->tail_offset;
	nb_tei_sort(tei);
	return NB_OK;
}
