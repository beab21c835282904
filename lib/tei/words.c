/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a catalogue says of an item (format-spec/nbarc-format.md, section 14):
 * its title and other words, the identifiers that it points to, and how many
 * characters it has.
 */
#include "tei/words.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tei/document.h"
#include "tei/text.h"
#include "xml/tags.h"

#include <string.h>

/* How many characters a text has. */
struct counts {
	size_t characters; /* that are not white space */
	size_t han;	   /* ideographs */
};

/* Count the characters of text from `from` on. */
static void count_characters(const struct nb_buf *text, size_t from,
			     struct counts *n)
{
	const char *s = (const char *)text->data;
	size_t step, common = 0;
	uint32_t c;

	for (; from < text->len; from += step) {
		/* Nearly all are such, and need not be decoded. */
		if (nb_begins_han(s + from, text->len - from)) {
			step = 3;
			common++;
			continue;
		}
		step = nb_utf8_get(s + from, text->len - from, &c);
		if (step == 0)
			break;
		n->characters += !nb_is_space(c);
		n->han += nb_is_han(c);
	}
	n->characters += common;
	n->han += common;
}

/*
 * The length of the first NB_TITLE_CHARACTERS characters, for an item without a
 * main head.
 */
static size_t first_words(const char *s, size_t len)
{
	size_t at = 0, n = 0;
	uint32_t c;

	while (at < len && n++ < NB_TITLE_CHARACTERS) {
		size_t step = nb_utf8_get(s + at, len - at, &c);

		at += step ? step : len - at;
	}
	return at;
}

/* Does the tag have that attribute with that value? */
static bool has_value(const struct nb_tag *tag, const char *attribute,
		      const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, attribute, &len);

	return found && len == strlen(value) && memcmp(found, value, len) == 0;
}

/* Is the tag a head of that type? */
static bool head_of(const struct nb_tag *tag, const char *type)
{
	return nb_tag_is(tag, "head") && has_value(tag, "type", type);
}

/*
 * The field that the text of a block belongs to; NULL if none, or if an earlier
 * block has filled it.
 */
static struct nb_buf *field_of(const struct nb_tag *tag,
			       struct nb_tei_words *words)
{
	struct nb_buf *field = NULL;

	if (head_of(tag, nb_role_name(NB_ROLE_MAIN)))
		field = &words->title;
	else if (head_of(tag, nb_role_name(NB_ROLE_KICKER)))
		field = &words->kicker;
	else if (nb_tag_is(tag, "byline"))
		field = &words->byline;
	return field && field->len == 0 ? field : NULL;
}

/* Append a string and its NUL to a list of strings. */
static enum nb_status add_to_list(struct nb_buf *list, const void *text,
				  size_t len)
{
	enum nb_status st = nb_buf_add(list, text, len);

	return st ? st : nb_buf_add(list, "", 1);
}

/* Is it the element of an author: in a byline docAuthor, elsewhere persName? */
static bool is_author(const struct nb_tag *tag)
{
	return nb_tag_is(tag, "docAuthor") ||
	       (nb_tag_is(tag, "persName") &&
		has_value(tag, "type", NB_TEI_AUTHOR));
}

/*
 * Add the persons and the place that the block from p to `end` names. With
 * `authors` false, who is named made a picture of the item, and not the item.
 * The place is that of the first dateline, which may be the whole block.
 */
static enum nb_status add_names(const char *p, const char *end, bool authors,
				bool in_dateline, struct nb_tei_words *words)
{
	bool dateline = in_dateline;
	struct nb_buf name = {0};
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (nb_tag_is(&tag, "seg"))
			dateline = in_dateline ||
				   has_value(&tag, "type", "dateline");
		if (tag.closes || tag.empty)
			continue;
		name.len = 0;
		if (authors && is_author(&tag)) {
			st = nb_tei_block(&tag, end, &name, &p);
			if (!st)
				st = add_to_list(&words->authors, name.data,
						 name.len);
		} else if (dateline && !words->place.len &&
			   nb_tag_is(&tag, "placeName")) {
			st = nb_tei_block(&tag, end, &words->place, &p);
		}
	}
	nb_buf_free(&name);
	return st;
}

/* The text of a block, and what the item around it is. */
struct block {
	const struct nb_tag *tag;
	const char *end; /* of the element */
	const void *text;
	size_t len;
	bool picture; /* in a figure of an item that is no photograph */
};

/* Add a block to the fields and lists it belongs to. */
static enum nb_status add_words(const struct block *b,
				struct nb_tei_words *words)
{
	struct nb_buf *field = field_of(b->tag, words);
	enum nb_status st = NB_OK;

	if (field && b->len)
		st = nb_buf_add(field, b->text, b->len);
	if (!st && b->len && head_of(b->tag, nb_role_name(NB_ROLE_SUB)))
		st = add_to_list(&words->subheads, b->text, b->len);
	return st ? st
		  : add_names(b->tag->end, b->end, !b->picture,
			      nb_tag_is(b->tag, "dateline"), words);
}

/* Copy the value of an attribute that names an item: without its scheme. */
static enum nb_status add_link(const struct nb_tag *tag, const char *name,
			       struct nb_buf *out)
{
	size_t len, scheme = strlen(NB_TEI_NAME);
	const char *value = nb_tag_attribute(tag, name, &len);

	if (value && len > 1 && *value == '#')
		scheme = 1;
	else if (!value || len <= scheme ||
		 memcmp(value, NB_TEI_NAME, scheme) != 0)
		return NB_OK;
	return nb_tei_data(value + scheme, value + len, out);
}

/* Read the tag of the item itself. */
static enum nb_status add_links(const struct nb_tag *tag,
				struct nb_tei_words *words)
{
	enum nb_status st = add_link(tag, "next", &words->next);

	return st ? st : add_link(tag, "prev", &words->prev);
}

/* Read all tags of an item; the text of its blocks goes to `text`, and *first
 * is the length of that of the first block. */
static enum nb_status read_words(const char *p, const char *end,
				 struct nb_buf *text, size_t *first,
				 struct counts *counts,
				 struct nb_tei_words *words)
{
	bool photo = false, figure = false, any = false;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(p, end, &tag)) {
		struct block b = {.tag = &tag};
		size_t from = text->len;

		p = tag.end;
		if (nb_tag_is(&tag, "figure"))
			figure = !tag.closes;
		if (!any && nb_tag_is(&tag, "div")) {
			photo = has_value(&tag, "type",
					  nb_kind_name(NB_KIND_PHOTO));
			st = add_links(&tag, words);
		}
		any = true;
		if (st || tag.closes || tag.empty || !nb_tei_is_block(&tag))
			continue;
		st = nb_tei_block(&tag, end, text, &p);
		if (st)
			break;
		count_characters(text, from, counts);
		if (!*first)
			*first = text->len;
		b.end = p;
		b.len = text->len - from;
		/* A first block without text has left no buffer. */
		b.text = b.len ? text->data + from : NULL;
		b.picture = figure && !photo;
		st = add_words(&b, words);
	}
	return st;
}

/* The status of a failure, with its error. */
static enum nb_status failed(enum nb_status st, struct nb_error *err)
{
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st ? nb_fail(err, NB_INVALID, "not an item that nbtei wrote")
		  : NB_OK;
}

enum nb_status nb_tei_words_han(const void *item, size_t len,
				struct nb_tei_words *words, size_t *han,
				struct nb_error *err)
{
	const char *p = item;
	struct nb_buf text = {0};
	struct counts counts = {0, 0};
	size_t first = 0;
	enum nb_status st;

	memset(words, 0, sizeof(*words));
	st = read_words(p, p + len, &text, &first, &counts, words);
	if (!st && !words->title.len && first)
		st = nb_buf_add(&words->title, text.data,
				first_words((char *)text.data, first));
	words->characters = counts.characters;
	*han = counts.han;
	nb_buf_free(&text);
	return failed(st, err);
}

enum nb_status nb_tei_words(const void *item, size_t len,
			    struct nb_tei_words *words, struct nb_error *err)
{
	size_t han;

	return nb_tei_words_han(item, len, words, &han, err);
}

void nb_tei_words_free(struct nb_tei_words *words)
{
	if (!words)
		return;
	nb_buf_free(&words->title);
	nb_buf_free(&words->kicker);
	nb_buf_free(&words->byline);
	nb_buf_free(&words->subheads);
	nb_buf_free(&words->authors);
	nb_buf_free(&words->place);
	nb_buf_free(&words->next);
	nb_buf_free(&words->prev);
}

/* ---- the title alone */

/* Read blocks until one is a main head with text, which is appended to
 * `title`; the first block that has text is appended to `first`. */
static enum nb_status find_title(const char *p, const char *end,
				 struct nb_buf *title, struct nb_buf *first)
{
	size_t had = title->len;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	while (!st && title->len == had && nb_tag_find(p, end, &tag)) {
		struct nb_buf *to = NULL;

		p = tag.end;
		if (tag.closes || tag.empty || !nb_tei_is_block(&tag))
			continue;
		if (head_of(&tag, nb_role_name(NB_ROLE_MAIN)))
			to = title;
		else if (first->len == 0)
			to = first;
		if (to)
			st = nb_tei_block(&tag, end, to, &p);
	}
	return st;
}

enum nb_status nb_tei_title(const void *item, size_t len, struct nb_buf *out,
			    struct nb_error *err)
{
	const char *p = item;
	struct nb_buf first = {0};
	size_t had = out->len;
	enum nb_status st = find_title(p, p + len, out, &first);

	if (!st && out->len == had && first.len)
		st = nb_buf_add(out, first.data,
				first_words((char *)first.data, first.len));
	if (st)
		out->len = had;
	nb_buf_free(&first);
	return failed(st, err);
}
