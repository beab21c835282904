/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document of a page under another identifier (nb_tei_rename()), and the
 * identifiers that a page had before (nb_tei_previous()).
 *
 * The identifier of a page is in its own xml:id, in those of its items, in
 * pointers to these, and in the header. If both identifiers are of the profile
 * of newspapers, the header also has date and page from it, in the words of
 * tei/dated.h: they are replaced where they are what the old identifier gives.
 * Text of the page never changes.
 */
#include "base/error.h"
#include "tei/dated.h"
#include "tei/document.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* The work on one document. The document, the identifiers and the output are
 * borrowed; the buffers are owned. */
struct renaming {
	const char *end; /* of the document */
	const char *old, *new;
	size_t old_len;
	bool dated; /* both are of the profile, whose parts these are: */
	struct nb_dated from, to;
	struct nb_buf old_date, old_title; /* what the old one gives */
	bool named; /* the new identifier stands in the header */
	struct nb_buf *out;
};

/* True if the tag opens an element idno of this type. */
static bool is_idno(const struct nb_tag *tag, const char *type)
{
	size_t len;
	const char *found = tag->closes || !nb_tag_is(tag, "idno")
				    ? NULL
				    : nb_tag_attribute(tag, "type", &len);

	return found && len == strlen(type) && memcmp(found, type, len) == 0;
}

/* Bytes from p to the next tag, or to the end. */
static size_t content_len(const char *p, const char *end)
{
	const char *stop = memchr(p, '<', (size_t)(end - p));

	return (size_t)((stop ? stop : end) - p);
}

/* Do the `len` bytes at p equal the string? */
static bool is(const char *p, size_t len, const char *s)
{
	return len == strlen(s) && memcmp(p, s, len) == 0;
}

/* ---- identifiers in attributes */

/*
 * How many leading bytes of the name are the old identifier, if it names the
 * page, an item of it, or something in one of them, after a full stop; else 0.
 */
static size_t old_in(const struct renaming *r, const char *name, size_t len)
{
	size_t n = r->old_len, page_len;

	if (len < n || memcmp(name, r->old, n) != 0)
		return 0;
	if (n < len && name[n] == '-') {
		for (n++; n < len && name[n] >= '0' && name[n] <= '9';)
			n++;
		if (!nb_id_item(name, n, &page_len) || page_len != r->old_len)
			return 0;
	}
	return n == len || name[n] == '.' ? r->old_len : 0;
}

/* Write a word of an attribute: an identifier, if `id` is set, or perhaps a
 * pointer to one. */
static enum nb_status put_word(struct renaming *r, const char *p, size_t len,
			       bool id)
{
	size_t skip = 0, name = sizeof(NB_TEI_NAME) - 1, n;
	enum nb_status st;

	if (!id && len && *p == '#')
		skip = 1;
	else if (!id && len > name && memcmp(p, NB_TEI_NAME, name) == 0)
		skip = name;
	n = id || skip ? old_in(r, p + skip, len - skip) : 0;
	if (!n)
		return nb_buf_add(r->out, p, len);
	st = nb_buf_add(r->out, p, skip);
	if (!st)
		st = nb_buf_puts(r->out, r->new);
	return st ? st : nb_buf_add(r->out, p + skip + n, len - skip - n);
}

/* Write the value of an attribute, word by word. */
static enum nb_status put_value(struct renaming *r, const char *p,
				const char *end, bool id)
{
	enum nb_status st = NB_OK;
	size_t n;

	while (!st && p < end) {
		for (n = 0; p + n < end && p[n] != ' ';)
			n++;
		st = put_word(r, p, n, id);
		p += n;
		if (!st && p < end)
			st = nb_buf_add(r->out, p++, 1);
	}
	return st;
}

/* Copy a tag, with the new identifier in its attributes. */
static enum nb_status put_tag(struct renaming *r, const struct nb_tag *tag)
{
	static const char xml_id[] = " xml:id=\"";
	size_t n = sizeof(xml_id) - 1;
	const char *p = tag->start, *open, *close;
	enum nb_status st = NB_OK;

	while (!st && (open = memchr(p, '"', (size_t)(tag->end - p))) &&
	       (close = memchr(open + 1, '"', (size_t)(tag->end - open - 1)))) {
		bool id = (size_t)(open + 1 - p) >= n &&
			  memcmp(open + 1 - n, xml_id, n) == 0;

		st = nb_buf_add(r->out, p, (size_t)(open + 1 - p));
		if (!st)
			st = put_value(r, open + 1, close, id);
		p = close;
		if (!st)
			st = nb_buf_add(r->out, p++, 1);
	}
	return st ? st : nb_buf_add(r->out, p, (size_t)(tag->end - p));
}

/* ---- the header */

/* Write the element with the identifier of the page, and after it the one with
 * the identifier that it had; *next is where the document goes on. */
static enum nb_status put_idno(struct renaming *r, const struct nb_tag *tag,
			       const char **next)
{
	r->named = true;
	*next = tag->end + content_len(tag->end, r->end);
	return nb_buf_printf(r->out,
			     "<idno type=\"nbarc\">%s</idno>"
			     "<idno type=\"" NB_TEI_PREVIOUS "\">%s",
			     r->new, r->old);
}

/* Leave out an identifier that the page had before, if it is one of the two
 * that it has now; *next goes past the element. */
static bool drops_previous(const struct renaming *r, const struct nb_tag *tag,
			   const char **next)
{
	static const char close[] = "</idno>";
	size_t n = content_len(tag->end, r->end);
	const char *stop = tag->end + n;

	if ((!is(tag->end, n, r->old) && !is(tag->end, n, r->new)) ||
	    (size_t)(r->end - stop) < sizeof(close) - 1 ||
	    memcmp(stop, close, sizeof(close) - 1) != 0)
		return false;
	*next = stop + sizeof(close) - 1;
	return true;
}

/* Write the text of a title again if it is what the old identifier gives: code
 * or name of the paper, date and page. *next goes past the text. */
static enum nb_status put_title(struct renaming *r, const char **next)
{
	const char *p = *next;
	size_t len = content_len(p, r->end), tail = r->old_title.len;
	bool dated = len >= tail &&
		     memcmp(p + len - tail, r->old_title.data, tail) == 0;
	size_t name = dated ? len - tail : len;
	enum nb_status st;

	*next += len;
	if (is(p, name, r->from.parts.title))
		st = nb_buf_puts(r->out, r->to.parts.title);
	else
		st = nb_buf_add(r->out, p, name);
	return st || !dated ? st : nb_dated_title(r->out, &r->to);
}

/* Write the tag of a page number again if it is that of the old identifier. */
static enum nb_status put_number(struct renaming *r, const struct nb_tag *tag)
{
	size_t len;
	const char *n = nb_tag_attribute(tag, "n", &len);
	enum nb_status st;

	if (!n || !is(n, len, r->from.parts.page))
		return put_tag(r, tag);
	st = nb_buf_add(r->out, tag->start, (size_t)(n - tag->start));
	if (!st)
		st = nb_buf_puts(r->out, r->to.parts.page);
	return st ? st
		  : nb_buf_add(r->out, n + len, (size_t)(tag->end - n) - len);
}

/* Write a tag of the header, with what belongs to it; *next is where the
 * document goes on. */
static enum nb_status put_header_tag(struct renaming *r,
				     const struct nb_tag *tag,
				     const char **next)
{
	size_t n = r->old_date.len;
	enum nb_status st;

	if (is_idno(tag, "nbarc") && !r->named)
		return put_idno(r, tag, next);
	if (is_idno(tag, NB_TEI_PREVIOUS) && drops_previous(r, tag, next))
		return NB_OK;
	if (!r->dated || tag->closes)
		return put_tag(r, tag);
	if (nb_tag_is(tag, "date") && (size_t)(r->end - tag->start) >= n &&
	    memcmp(tag->start, r->old_date.data, n) == 0) {
		*next = tag->start + n;
		return nb_dated_element(r->out, &r->to);
	}
	if (nb_tag_is(tag, "biblScope"))
		return put_number(r, tag);
	st = put_tag(r, tag);
	return st || !nb_tag_is(tag, "title") ? st : put_title(r, next);
}

/* ---- the document */

/* Copy the document with the new identifier. */
static enum nb_status write_all(struct renaming *r, const char *p)
{
	bool in_header = true;
	enum nb_status st = NB_OK;
	struct nb_tag tag;
	const char *next;

	for (; !st && nb_tag_find(p, r->end, &tag); p = next) {
		next = tag.end;
		st = nb_buf_add(r->out, p, (size_t)(tag.start - p));
		if (tag.closes && nb_tag_is(&tag, "teiHeader"))
			in_header = false;
		if (!st && in_header)
			st = put_header_tag(r, &tag, &next);
		else if (!st)
			st = r->dated && nb_tag_is(&tag, "pb")
				     ? put_number(r, &tag)
				     : put_tag(r, &tag);
	}
	return st ? st : nb_buf_add(r->out, p, (size_t)(r->end - p));
}

enum nb_status nb_tei_rename(const void *xml, size_t len, const char *from,
			     const char *to, struct nb_buf *out,
			     struct nb_error *err)
{
	struct renaming r = {.end = (const char *)xml + len,
			     .old = from,
			     .new = to,
			     .old_len = strlen(from),
			     .out = out};
	size_t start = out->len;
	enum nb_status st = NB_OK;

	r.dated = nb_dated_split(from, &r.from) && r.from.parts.page[0] &&
		  nb_dated_split(to, &r.to) && r.to.parts.page[0];
	if (r.dated)
		st = nb_dated_element(&r.old_date, &r.from);
	if (!st && r.dated)
		st = nb_dated_title(&r.old_title, &r.from);
	if (!st)
		st = write_all(&r, xml);
	st = st ? nb_fail_mem(err) : NB_OK;
	if (!st && !r.named)
		st = nb_fail_at(err, NB_INVALID, 0,
				"the header does not name the page");
	if (st)
		out->len = start;
	nb_buf_free(&r.old_date);
	nb_buf_free(&r.old_title);
	return st;
}

bool nb_tei_previous(const void *xml, size_t len, size_t *at,
		     char id[NB_ID_MAX])
{
	const char *p = xml, *end = p + len;
	struct nb_tag tag;
	size_t n;

	for (p += *at; nb_tag_find(p, end, &tag); p = tag.end) {
		if (tag.closes && nb_tag_is(&tag, "teiHeader"))
			return false;
		if (!is_idno(&tag, NB_TEI_PREVIOUS))
			continue;
		n = content_len(tag.end, end);
		if (!nb_id_is_page(tag.end, n))
			continue;
		memcpy(id, tag.end, n);
		id[n] = '\0';
		*at = (size_t)(tag.end - (const char *)xml);
		return true;
	}
	return false;
}
