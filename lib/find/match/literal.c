/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking for characters in the bytes of a document.
 *
 * The occurrences of one character, the anchor, are found by their bytes. From
 * each the document is compared with the characters after and before it, with
 * tags passed over. The rules are those of nb_tei_reading(), turned to the safe
 * side: what is not simply text is taken for whatever would fit.
 *
 * - '&' begins a reference, and ';' may end one.
 * - <g> and <gap> stand for a character.
 * - Of a <choice> only one of its readings is text.
 * - The end of a paragraph may be followed by another part of it, elsewhere.
 *   Heads and bylines have no parts, so that a hit ends with them.
 * - Any other tag has no text.
 */
#include "find/match/literal.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "find/match/required.h"
#include "find/match/seek.h"
#include "xml/tags.h"

#include <stdlib.h>
#include <string.h>

/* Can the character stand in a document as itself only? The others are written
 * as references or elements. */
static bool is_plain(uint32_t c)
{
	return c >= 0x20 && !strchr("<>&\"", c < 0x80 ? (int)c : 'a') &&
	       c != 0xfffd && (c < 0x7f || c >= 0xa0) && (c & 0xfffe) != 0xfffe;
}

/* The cost of an anchor: how frequent it is, and how many searches it takes;
 * a negative number if it cannot be one. */
static int anchor_cost(const struct nb_fold *fold, uint32_t c)
{
	uint32_t sources[NB_ANCHORS_MAX];
	size_t n = c == NB_ANY_CHAR
			   ? 0
			   : nb_fold_sources(fold, c, sources, NB_ANCHORS_MAX);
	int cost = 0, points;
	size_t i;

	if (n == 0 || n > NB_ANCHORS_MAX)
		return -1;
	for (i = 0; i < n; i++) {
		if (!is_plain(sources[i]))
			return -1;
		points = nb_points(sources[i]);
		cost = points > cost ? points : cost;
	}
	return cost + 4 * (int)n;
}

/* Note how the anchor may stand in a document. */
static void set_anchors(struct nb_literal *l, const struct nb_fold *fold)
{
	uint32_t sources[NB_ANCHORS_MAX];
	size_t i;

	l->anchor_count = nb_fold_sources(fold, l->chars[l->anchor], sources,
					  NB_ANCHORS_MAX);
	for (i = 0; i < l->anchor_count; i++)
		l->anchors[i].len =
			nb_utf8_put(l->anchors[i].bytes, sources[i]);
}

enum nb_status nb_literal_set(struct nb_literal *l, const struct nb_fold *fold,
			      const uint32_t *chars, size_t count)
{
	int least = -1, cost;
	size_t i;

	memset(l, 0, sizeof(*l));
	l->chars = nb_alloc(count, sizeof(*chars));
	if (!l->chars)
		return NB_NOMEM;
	memcpy(l->chars, chars, count * sizeof(*chars));
	l->count = count;
	for (i = 0; i < count; i++) {
		cost = anchor_cost(fold, chars[i]);
		if (cost < 0 || (least >= 0 && cost >= least))
			continue;
		least = cost;
		l->anchor = i;
	}
	if (least >= 0)
		set_anchors(l, fold);
	return NB_OK;
}

void nb_literal_free(struct nb_literal *l)
{
	free(l->chars);
}

/* ---- comparing */

/* What a tag means for text that comes to it. */
enum meaning { NOTHING, END, UNKNOWN };

static enum meaning meaning_of(const struct nb_tag *tag)
{
	if (nb_tag_is(tag, "p") || nb_tag_is(tag, "g") ||
	    nb_tag_is(tag, "gap") || nb_tag_is(tag, "choice") ||
	    nb_tag_is(tag, "sic") || nb_tag_is(tag, "corr"))
		return UNKNOWN;
	return nb_tag_is(tag, "head") || nb_tag_is(tag, "byline") ||
			       nb_tag_is(tag, "dateline")
		       ? END
		       : NOTHING;
}

/* Is a character of the text one of those that are looked for? */
static inline bool is_like(const struct nb_fold *fold, uint32_t c,
			   uint32_t wanted)
{
	return wanted == NB_ANY_CHAR || nb_fold_char(fold, c) == wanted;
}

/* Can the `count` characters follow at p? */
static bool follows(const struct nb_fold *fold, const char *p, const char *end,
		    const uint32_t *chars, size_t count)
{
	struct nb_tag tag;
	uint32_t c;
	size_t n;

	while (count && p < end && *p != '&') {
		if (*p == '<') {
			enum meaning m;

			if (!nb_tag_find(p, end, &tag))
				return true;
			m = meaning_of(&tag);
			if (m != NOTHING)
				return m == UNKNOWN;
			p = tag.end;
			continue;
		}
		n = nb_utf8_get(p, (size_t)(end - p), &c);
		if (n == 0)
			return true;
		if (!is_like(fold, c, *chars))
			return false;
		p += n;
		chars++;
		count--;
	}
	return true;
}

/* The beginning of the tag that ends before p; NULL if there is none. */
static const char *tag_before(const char *start, const char *p)
{
	while (p > start)
		if (*--p == '<')
			return p;
	return NULL;
}

/* Does what begins at p stand inside of a tag? It does in a damaged document
 * alone: a tag has no "<" in it. */
static bool is_inside_tag(const char *start, const char *p)
{
	while (p > start) {
		if (*--p == '>')
			return false;
		if (*p == '<')
			return true;
	}
	return false;
}

/* The code point that ends before p, and its length; 0 if it is not UTF-8. */
static size_t char_before(const char *start, const char *p, uint32_t *c)
{
	size_t n;

	for (n = 1; n <= 4 && n <= (size_t)(p - start); n++)
		if (((uint8_t)p[-(ptrdiff_t)n] & 0xc0) != 0x80)
			return nb_utf8_get(p - n, n, c) == n ? n : 0;
	return 0;
}

/* Can the `count` characters stand before p? */
static bool precedes(const struct nb_fold *fold, const char *start,
		     const char *p, const char *end, const uint32_t *chars,
		     size_t count)
{
	struct nb_tag tag;
	uint32_t c;
	size_t n;

	while (count && p > start && p[-1] != ';') {
		if (p[-1] == '>') {
			enum meaning m;

			p = tag_before(start, p);
			if (!p || !nb_tag_find(p, end, &tag) ||
			    is_inside_tag(start, p))
				return true;
			m = meaning_of(&tag);
			if (m != NOTHING)
				return m == UNKNOWN;
			continue;
		}
		n = char_before(start, p, &c);
		if (n == 0)
			return true;
		if (!is_like(fold, c, chars[count - 1]))
			return false;
		p -= n;
		count--;
	}
	return true;
}

/* Does the literal fit around an occurrence of its anchor? */
static bool fits(const struct nb_literal *l, const struct nb_fold *fold,
		 const char *start, const char *end, const char *at, size_t len)
{
	const uint32_t *after = l->chars + l->anchor + 1;

	return follows(fold, at + len, end, after, l->count - l->anchor - 1) &&
	       precedes(fold, start, at, end, l->chars, l->anchor);
}

bool nb_literal_fits(const struct nb_literal *l, const struct nb_fold *fold,
		     const char *start, const char *end, const char *at)
{
	size_t i;

	for (i = 0; i < l->anchor_count; i++) {
		size_t n = l->anchors[i].len;

		if ((size_t)(end - at) >= n &&
		    memcmp(at, l->anchors[i].bytes, n) == 0)
			return fits(l, fold, start, end, at, n);
	}
	return false;
}

bool nb_literal_perhaps(const struct nb_literal *l, const struct nb_fold *fold,
			const char *xml, size_t len)
{
	const char *end = xml + len, *p;
	size_t i;

	for (i = 0; i < l->anchor_count; i++) {
		size_t n = l->anchors[i].len;
		const struct nb_needle needle = {l->anchors[i].bytes, n,
						 n > 1 ? n - 2 : 0};

		for (p = xml; (p = nb_seek(&needle, p, end)) != NULL; p += n)
			if (fits(l, fold, xml, end, p, n))
				return true;
	}
	return l->anchor_count == 0;
}
