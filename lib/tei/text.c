/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of documents that nb_tei_create() made.
 *
 * Heads, paragraphs, bylines and datelines are blocks. Elements inside of a
 * block are known by name, and an unknown one is an error rather than lost
 * text.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "encoding/convert/escape.h"
#include "tei/gap.h"
#include "tei/document.h"
#include "xml/tags.h"
#include "tei/text.h"
#include "xml/xml.h"

#include <nbarc/tei.h>

#include <string.h>

/* The references that xml.c writes. */
static const struct {
	const char *name;
	char c;
} entities[] = {
	{"&lt;", '<'},	 {"&gt;", '>'},	  {"&amp;", '&'},
	{"&quot;", '"'}, {"&#13;", '\r'},
};

size_t nb_tei_reference(const char *p, const char *end, char *c)
{
	size_t i;

	for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		size_t n = strlen(entities[i].name);

		if ((size_t)(end - p) < n || memcmp(p, entities[i].name, n))
			continue;
		*c = entities[i].c;
		return n;
	}
	return 0;
}

enum nb_status nb_tei_data(const char *p, const char *end, struct nb_buf *out)
{
	size_t n;
	char c;

	while (p < end) {
		const char *amp = memchr(p, '&', (size_t)(end - p));
		const char *stop = amp ? amp : end;

		if (nb_buf_add(out, p, (size_t)(stop - p)))
			return NB_NOMEM;
		p = stop;
		if (p == end)
			break;
		n = nb_tei_reference(p, end, &c);
		if (!n)
			return NB_INVALID;
		if (nb_buf_add(out, &c, 1))
			return NB_NOMEM;
		p += n;
	}
	return NB_OK;
}

/* The value of a digit in upper case, or -1. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Append the character for <g ref="char:U+0001"/>, which XML cannot have. */
static enum nb_status append_character(const struct nb_tag *tag,
				       struct nb_buf *out)
{
	size_t len, i;
	const char *ref = nb_tag_attribute(tag, "ref", &len);
	uint32_t cp = 0;
	char utf8[4];

	if (!ref || len != 11 || memcmp(ref, "char:U+", 7) != 0)
		return NB_INVALID;
	for (i = 7; i < 11; i++) {
		int digit = hex_digit(ref[i]);

		if (digit < 0)
			return NB_INVALID;
		cp = cp << 4 | (uint32_t)digit;
	}
	if (nb_is_surrogate(cp))
		return NB_INVALID;
	return nb_buf_add(out, utf8, nb_utf8_put(utf8, cp));
}

bool nb_tei_is_block(const struct nb_tag *tag)
{
	return nb_tag_is(tag, "head") || nb_tag_is(tag, "p") ||
	       nb_tag_is(tag, "byline") || nb_tag_is(tag, "dateline");
}

/* Is it an element in a block of which nothing but its content is text? */
static bool is_inline(const struct nb_tag *tag)
{
	static const char *const names[] = {
		"lb",	    "cb",	 "docAuthor", "gap",
		"persName", "placeName", "orgName",   "name",
		"date",	    "ref",	 "seg",	      "note",
		"roleName", "choice",	 "sic",	      "corr"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (nb_tag_is(tag, names[i]))
			return true;
	return false;
}

/* How the text of a document is wanted. */
struct wanted {
	bool whole;    /* the parts of a paragraph together, at the place of the
			* first, and not as printed */
	bool exact;    /* with escapes */
	bool received; /* the readings of the source, not what corrects them */
	struct nb_buf *breaks; /* as for nb_tei_lines(), or NULL */
};

/* Is it the tag of the reading of a choice that is not wanted? */
static bool is_other(const struct nb_tag *tag, const struct wanted *how)
{
	return !tag->closes && !tag->empty &&
	       nb_tag_is(tag, how->received ? "corr" : "sic");
}

/* Pass over an element of this name, which has none of the same name inside;
 * *p, after its start tag, becomes the end. */
static enum nb_status skip_element(const char **p, const char *end,
				   const char *name)
{
	struct nb_tag tag = {.end = *p};

	do
		if (!nb_tag_find(tag.end, end, &tag))
			return NB_INVALID;
	while (!tag.closes || !nb_tag_is(&tag, name));
	*p = tag.end;
	return NB_OK;
}

/* As nb_tei_block(), in the way that is wanted. */
static enum nb_status read_block(const struct nb_tag *tag, const char *end,
				 const struct wanted *how, struct nb_buf *out,
				 const char **next)
{
	const char *p = tag->end;
	struct nb_tag inner;
	enum nb_status st = NB_OK;
	size_t from;

	*next = end;
	for (; !st; p = inner.end) {
		if (!nb_tag_find(p, end, &inner))
			return NB_INVALID;
		from = out->len;
		st = nb_tei_data(p, inner.start, out);
		if (!st && how->exact && out->len > from)
			st = nb_escape_double(out, from);
		if (st)
			break;
		if (inner.closes && inner.name_len == tag->name_len &&
		    memcmp(inner.name, tag->name, tag->name_len) == 0) {
			*next = inner.end;
			return NB_OK;
		}
		if (is_other(&inner, how))
			st = skip_element(&inner.end, end,
					  how->received ? "corr" : "sic");
		else if (nb_tag_is(&inner, "g"))
			st = append_character(&inner, out);
		else if (nb_gap_is_damage(&inner))
			st = nb_gap_read(&inner, how->exact, out);
		else if (how->breaks && nb_tag_is(&inner, "lb"))
			st = nb_buf_add(how->breaks, &out->len,
					sizeof(out->len));
		else if (!is_inline(&inner))
			st = NB_INVALID;
	}
	return st;
}

enum nb_status nb_tei_block(const struct nb_tag *tag, const char *end,
			    struct nb_buf *out, const char **next)
{
	static const struct wanted plain;

	return read_block(tag, end, &plain, out, next);
}

enum nb_status nb_tei_received_block(const struct nb_tag *tag, const char *end,
				     struct nb_buf *out, const char **next)
{
	static const struct wanted how = {.exact = true, .received = true};

	return read_block(tag, end, &how, out, next);
}

enum nb_status nb_tei_lines(const struct nb_tag *tag, const char *end,
			    struct nb_buf *out, struct nb_buf *breaks,
			    const char **next)
{
	const struct wanted how = {.breaks = breaks};

	return read_block(tag, end, &how, out, next);
}

/* ---- text */

/* Where the items of a document begin; a slice of one begins with them. */
static const char *body_of(const char *p, const char *end)
{
	struct nb_tag tag;
	const char *at = p;

	if ((size_t)(end - p) < 5 || memcmp(p, "<?xml", 5) != 0)
		return p;
	while (nb_tag_find(at, end, &tag)) {
		at = tag.end;
		if (!tag.closes && nb_tag_is(&tag, "body"))
			return at;
	}
	return end;
}

/*
 * Is it a part of a paragraph that has another part after it or, with in_front,
 * before it?
 */
static bool is_part(const struct nb_tag *tag, bool in_front)
{
	size_t len;
	const char *part = nb_tag_attribute(tag, "part", &len);

	return part && len == 1 &&
	       (*part == 'M' || *part == (in_front ? 'F' : 'I'));
}

/*
 * Append the text of the parts that continue the one that ends at p, up to the
 * final one, and add their number to *parts.
 */
static enum nb_status append_later_parts(const char *p, const char *end,
					 struct nb_buf *out, size_t *parts)
{
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (tag.closes || tag.empty || !is_part(&tag, true))
			continue;
		++*parts;
		st = nb_tei_block(&tag, end, out, &p);
		if (!is_part(&tag, false))
			break;
	}
	return st;
}

/* Note in `blocks`, unless it is NULL, that the text of a block begins at the
 * end of `out`. */
static enum nb_status note_block(const struct nb_tag *tag,
				 const struct nb_buf *out,
				 struct nb_buf *blocks)
{
	struct nb_tei_place place = {out->len, tag->name[0]};

	return blocks ? nb_buf_add(blocks, &place, sizeof(place)) : NB_OK;
}

/* Append the text of all blocks, with an empty line between them; `blocks` as
 * for nb_tei_blocks(), or NULL. */
static enum nb_status append_text(const void *xml, size_t len,
				  struct wanted how, struct nb_buf *out,
				  struct nb_buf *blocks, struct nb_error *err)
{
	const char *start = xml, *end = start + len, *p;
	struct nb_tag tag;
	size_t written = 0; /* parts ahead that have been written already */
	bool any = false;
	enum nb_status st = NB_OK;

	p = body_of(start, end);
	while (!st && nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (tag.closes || tag.empty || !nb_tei_is_block(&tag))
			continue;
		if (written && is_part(&tag, true)) {
			written--;
			continue;
		}
		if (any && nb_buf_puts(out, "\n"))
			st = NB_NOMEM;
		any = true;
		if (!st)
			st = note_block(&tag, out, blocks);
		if (!st)
			st = read_block(&tag, end, &how, out, &p);
		if (!st && how.whole && !written && is_part(&tag, false))
			st = append_later_parts(p, end, out, &written);
		if (!st && nb_buf_puts(out, "\n"))
			st = NB_NOMEM;
	}
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	if (st)
		return nb_fail_at(err, NB_INVALID,
				  (uint64_t)(tag.start - start),
				  "not a document that nbtei wrote");
	return NB_OK;
}

enum nb_status nb_tei_text(const void *xml, size_t len, struct nb_buf *out,
			   struct nb_error *err)
{
	return append_text(xml, len, (struct wanted){.whole = false}, out, NULL,
			   err);
}

enum nb_status nb_tei_reading(const void *xml, size_t len, struct nb_buf *out,
			      struct nb_error *err)
{
	return append_text(xml, len, (struct wanted){.whole = true}, out, NULL,
			   err);
}

enum nb_status nb_tei_blocks(const void *xml, size_t len, struct nb_buf *out,
			     struct nb_buf *blocks, struct nb_error *err)
{
	return append_text(xml, len, (struct wanted){.whole = true}, out,
			   blocks, err);
}

enum nb_status nb_tei_exact(const void *xml, size_t len, struct nb_buf *out,
			    struct nb_error *err)
{
	return append_text(xml, len,
			   (struct wanted){.exact = true, .received = true},
			   out, NULL, err);
}

enum nb_status nb_tei_received(const void *xml, size_t len, struct nb_buf *out,
			       struct nb_error *err)
{
	return append_text(xml, len, (struct wanted){.received = true}, out,
			   NULL, err);
}
