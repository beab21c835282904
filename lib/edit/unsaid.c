/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what no decision says (unsaid.h).
 *
 * The header must be that of a document of the page: whatever a person wrote
 * into it would be gone. The elements around blocks must be those of the
 * document that is made now. In a block, a program marks persons, places and
 * dates: what it marks now may stand where the person marked nothing, but no
 * element that the person put there, or left out, may be lost.
 */
#include "edit/unsaid.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tei/document.h"
#include "tei/text.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <string.h>

/* At most so many differences of blocks are listed. */
#define LISTED_MAX 20u

/* A document that is gone through. */
struct walk {
	const char *p, *end, *start;
};

static struct walk walk_of(const struct nb_buf *b)
{
	const char *s = (const char *)b->data;

	return (struct walk){s, s + b->len, s};
}

/* The line of a place in its document. */
static unsigned line_of(const struct walk *w, const char *at)
{
	const char *p;
	unsigned n = 1;

	for (p = w->start; p < at; p++)
		n += *p == '\n';
	return n;
}

/* ---- the header */

/* The next byte that is no white space, before `end`; '\0' if there is none. */
static char next_byte(const char **p, const char *end)
{
	while (*p < end && strchr(" \t\n", **p))
		++*p;
	return *p < end ? *(*p)++ : '\0';
}

/* Where the body begins, or the end. */
static const char *body_of(const struct walk *w)
{
	struct nb_tag tag = {.end = w->p};

	while (nb_tag_find(tag.end, w->end, &tag))
		if (nb_tag_is(&tag, "body"))
			return tag.start;
	return w->end;
}

unsigned nb_unsaid_header(const struct nb_buf *edited,
			  const struct nb_buf *former)
{
	struct walk a = walk_of(edited), b = walk_of(former);
	const char *a_end = body_of(&a), *b_end = body_of(&b);
	char x, y;

	do {
		x = next_byte(&a.p, a_end);
		y = next_byte(&b.p, b_end);
	} while (x == y && x);
	return x == y ? 0 : line_of(&a, a.p);
}

/* ---- the body */

/* Elements that stand for what decisions say, or are marks of lines. */
static bool is_said(const struct nb_tag *tag)
{
	return nb_tag_is(tag, "lb") || nb_tag_is(tag, "cb") ||
	       nb_tag_is(tag, "choice") || nb_tag_is(tag, "sic") ||
	       nb_tag_is(tag, "corr");
}

/* A block: its tag, its text without white space, and the other tags in it. */
struct block {
	struct nb_tag tag;
	struct nb_buf text, tags;
};

static void free_block(struct block *b)
{
	nb_buf_free(&b->text);
	nb_buf_free(&b->tags);
}

/* Remove white space. */
static void squeeze(struct nb_buf *text)
{
	char *s = (char *)text->data;
	size_t at = 0, to = 0, n;
	uint32_t cp = 0;

	for (; at < text->len; at += n) {
		n = nb_utf8_get(s + at, text->len - at, &cp);
		n += !n;
		if (nb_is_space(cp))
			continue;
		memmove(s + to, s + at, n);
		to += n;
	}
	text->len = to;
}

/* Read the block whose tag is b->tag; w->p moves to its end. */
static enum nb_status read_block(struct walk *w, struct block *b)
{
	struct nb_tag tag = {.end = b->tag.end};
	enum nb_status st;

	b->text.len = b->tags.len = 0;
	st = nb_tei_block(&b->tag, w->end, &b->text, &w->p);
	squeeze(&b->text);
	while (!st && nb_tag_find(tag.end, w->p, &tag)) {
		/* What was received is not read. */
		if (nb_tag_is(&tag, "sic") && !tag.closes && !tag.empty)
			while (nb_tag_find(tag.end, w->p, &tag) &&
			       !nb_tag_is(&tag, "sic"))
				;
		else if (!is_said(&tag) && tag.end < w->p)
			st = nb_buf_add(&b->tags, tag.start,
					(size_t)(tag.end - tag.start));
	}
	return st;
}

/* Find the next tag that is not in a block; one that begins a block is read as
 * a whole. False at the end of the document. */
static bool next_tag(struct walk *w, struct block *b, enum nb_status *st)
{
	*st = NB_OK;
	if (!nb_tag_find(w->p, w->end, &b->tag))
		return false;
	w->p = b->tag.end;
	b->text.len = b->tags.len = 0;
	if (nb_tei_is_block(&b->tag) && !b->tag.closes && !b->tag.empty)
		*st = read_block(w, b);
	return !*st;
}

static bool same(const struct nb_buf *a, const struct nb_buf *b)
{
	return a->len == b->len &&
	       (!a->len || memcmp(a->data, b->data, a->len) == 0);
}

/* Are both tags the same bytes? */
static bool same_tag(const struct nb_tag *a, const struct nb_tag *b)
{
	size_t n = (size_t)(a->end - a->start);

	return n == (size_t)(b->end - b->start) &&
	       memcmp(a->start, b->start, n) == 0;
}

/* Where the zones of an element are named in its tag, or its end. */
static struct nb_slice zones_of(const struct nb_tag *tag)
{
	size_t len = 0;
	const char *value = nb_tag_attribute(tag, "facs", &len);

	if (!value)
		return (struct nb_slice){(size_t)(tag->end - tag->start), 0};
	return (struct nb_slice){(size_t)(value - tag->start), len};
}

/* Has a document this very tag? */
static bool has_tag(const struct nb_buf *document, const struct nb_tag *wanted)
{
	struct walk w = walk_of(document);
	struct nb_tag tag = {.end = w.p};

	while (nb_tag_find(tag.end, w.end, &tag))
		if (same_tag(&tag, wanted))
			return true;
	return false;
}

/*
 * Do both tags differ in their zones alone, which the person left as they were?
 * They follow the text that was moved.
 */
static bool differs_in_zones(const struct nb_tag *edited,
			     const struct nb_tag *made,
			     const struct nb_buf *former)
{
	struct nb_slice a = zones_of(edited), b = zones_of(made);
	const char *a_end = edited->start + a.offset + a.len;
	const char *b_end = made->start + b.offset + b.len;

	return a.len && a.offset == b.offset &&
	       memcmp(edited->start, made->start, a.offset) == 0 &&
	       edited->end - a_end == made->end - b_end &&
	       memcmp(a_end, b_end, (size_t)(edited->end - a_end)) == 0 &&
	       has_tag(former, edited);
}

/*
 * Were the elements in a block left as they were in the former document, so
 * that what is made of it now is the program's own? With none in it, the block
 * with the same text must have had none; otherwise a block must have had the
 * same ones.
 */
static bool was_left(const struct block *b, const struct nb_buf *former,
		     enum nb_status *st)
{
	struct walk w = walk_of(former);
	struct block one = {.text = {0}};
	bool left = !b->tags.len;

	w.p = body_of(&w);
	while (next_tag(&w, &one, st)) {
		if (b->tags.len ? same(&one.tags, &b->tags)
				: one.tags.len && same(&one.text, &b->text)) {
			left = b->tags.len > 0;
			break;
		}
	}
	free_block(&one);
	return left;
}

/* Compare what is in a block. */
static enum nb_status compare_block(const struct walk *w,
				    const struct block *edited,
				    const struct block *made,
				    const struct nb_buf *former,
				    struct nb_buf *unsaid)
{
	enum nb_status st = NB_OK;

	if (same(&edited->tags, &made->tags) || was_left(edited, former, &st) ||
	    st)
		return st;
	return nb_buf_printf(unsaid,
			     "line %u: elements in the text were changed\n",
			     line_of(w, edited->tag.start));
}

static enum nb_status compare_bodies(const struct nb_buf *edited,
				     const struct nb_buf *former,
				     const struct nb_buf *made,
				     struct nb_buf *unsaid)
{
	struct walk a = walk_of(edited), b = walk_of(made);
	struct block x = {.text = {0}}, y = {.text = {0}};
	enum nb_status st = NB_OK, other = NB_OK;
	unsigned listed = 0;

	a.p = body_of(&a);
	b.p = body_of(&b);
	for (;;) {
		bool more = next_tag(&a, &x, &st);
		size_t before = unsaid->len;

		if (more != next_tag(&b, &y, &other) || st || other || !more)
			break;
		if (!same_tag(&x.tag, &y.tag) &&
		    !differs_in_zones(&x.tag, &y.tag, former)) {
			st = nb_buf_printf(
				unsaid,
				"line %u: <%.*s> here cannot be decided\n",
				line_of(&a, x.tag.start), (int)x.tag.name_len,
				x.tag.name);
			break;
		}
		st = compare_block(&a, &x, &y, former, unsaid);
		listed += unsaid->len > before;
		if (st || listed == LISTED_MAX)
			break;
	}
	free_block(&x);
	free_block(&y);
	return st ? st : other;
}

/* ---- corrections */

/* The text as it was received, without white space. */
static enum nb_status received(const struct nb_buf *xml, struct nb_buf *out)
{
	enum nb_status st = nb_tei_received(xml->data, xml->len, out, NULL);

	squeeze(out);
	return st;
}

/* Corrections that a person wrote as elements must say of what was received
 * what it is, and of who is responsible no more than we do. */
static enum nb_status compare_received(const struct nb_buf *edited,
				       const struct nb_buf *made,
				       struct nb_buf *unsaid)
{
	static const char ours[] = "<corr resp=\"" NB_TEI_NAME "reviewer\">";
	struct walk w = walk_of(edited);
	struct nb_tag tag = {.end = w.p};
	struct nb_buf a = {0}, b = {0};
	bool any = false;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(tag.end, w.end, &tag)) {
		if (!nb_tag_is(&tag, "corr") || tag.closes)
			continue;
		any = true;
		if (!tag.empty &&
		    tag.end - tag.name > (ptrdiff_t)strlen("corr>") &&
		    ((size_t)(tag.end - tag.start) != strlen(ours) ||
		     memcmp(tag.start, ours, strlen(ours)) != 0))
			st = nb_buf_printf(unsaid,
					   "line %u: attributes of a corr "
					   "cannot be decided\n",
					   line_of(&w, tag.start));
	}
	if (!st && any)
		st = received(edited, &a);
	if (!st && any)
		st = received(made, &b);
	if (!st && any && !same(&a, &b))
		st = nb_buf_puts(unsaid, "what stands in a sic is not what was "
					 "received\n");
	nb_buf_free(&a);
	nb_buf_free(&b);
	return st;
}

enum nb_status nb_unsaid_find(const struct nb_buf *edited,
			      const struct nb_buf *former,
			      const struct nb_buf *made, struct nb_buf *unsaid)
{
	enum nb_status st = compare_bodies(edited, former, made, unsaid);

	return st ? st : compare_received(edited, made, unsaid);
}
