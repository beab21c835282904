/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching one item: its text is extracted, folded, and looked through from
 * left to right.
 *
 * Hits are found in the folded text and told of in the text itself. Words have
 * no line end in them, so that they are looked for in the whole text; an
 * expression is matched with one line at a time, since it could match line
 * ends.
 */
#include "find/search/scan.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "find/search/blocks.h"
#include "find/match/regex.h"
#include "tei/text.h"
#include "tei/words.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The next match of one expression in the current line. */
struct match {
	size_t start, end;
	bool none; /* there is none any more */
	struct nb_begin_place begin;
};

/* Everything is owned, except `grep`. */
struct nb_scanner {
	const struct nb_grep *grep;
	bool first, bare;
	struct nb_buf text;    /* of the item */
	struct nb_buf blocks;  /* struct nb_tei_place */
	struct nb_buf folded;  /* the text, folded; empty if it need not be */
	struct nb_buf origins; /* as nb_fold_text() makes them */
	struct nb_regex_place *place;
	struct match *matches; /* one for each expression */
	void *state;	       /* of the reader; it frees it */
	uint64_t until;	       /* of nb_scanner_until() */
	struct nb_buf spans;   /* struct nb_span, that the reader is shown */
	struct nb_words_place words; /* in what is being searched */
};

/* One item that is searched. Pointers point into the scanner's buffers. */
struct scan {
	struct nb_scanner *scanner;
	const struct nb_grep *grep;
	const char *text;	  /* of the item */
	const char *folded, *end; /* what is searched; perhaps the same */
	/* Of expressions: the line of `folded` that is being matched. */
	const char *line, *line_end;
	/* The line of `text` that the last hit was in: its offset and its end
	 * there, and its offset in the results. */
	size_t shown, shown_end, in_results;
	/* Characters of the text before the offset `counted`. */
	size_t counted, characters;
	size_t block; /* index of the block of the last hit */
};

/* Make what depends on what is looked for. */
static enum nb_status equip(struct nb_scanner *s, const struct nb_grep *grep)
{
	s->state = grep->reader ? grep->reader->begin(grep->reader->context)
				: NULL;
	if (grep->reader && !s->state)
		return NB_NOMEM;
	/* With `apart`, each of several has one expression. */
	if (grep->regex_count == 0)
		return NB_OK;
	s->matches = nb_alloc(grep->regex_count, sizeof(*s->matches));
	return s->matches ? nb_regex_place_create(&s->place) : NB_NOMEM;
}

enum nb_status nb_scanner_create(const struct nb_grep *grep, bool first,
				 bool bare, struct nb_scanner **scanner)
{
	struct nb_scanner *s = nb_alloc(1, sizeof(*s));

	*scanner = s;
	if (!s)
		return NB_NOMEM;
	s->grep = grep;
	s->first = first;
	s->bare = bare;
	if (!equip(s, grep))
		return NB_OK;
	nb_scanner_free(s);
	*scanner = NULL;
	return NB_NOMEM;
}

void nb_scanner_free(struct nb_scanner *s)
{
	if (!s)
		return;
	if (s->state)
		s->grep->reader->end(s->grep->reader->context, s->state);
	nb_buf_free(&s->text);
	nb_buf_free(&s->blocks);
	nb_buf_free(&s->folded);
	nb_buf_free(&s->origins);
	nb_buf_free(&s->spans);
	if (s->place)
		nb_regex_place_free(s->place);
	free(s->matches);
	free(s);
}

void nb_scanner_until(struct nb_scanner *s, uint64_t until)
{
	s->until = until;
}

void nb_results_free(struct nb_results *r)
{
	free(r->found);
	nb_buf_free(&r->text);
	memset(r, 0, sizeof(*r));
}

/* ---- expressions */

/* True if the time is over. */
static bool is_late(const struct nb_scanner *s)
{
	struct timespec now;

	if (!s->until)
		return false;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec >
	       s->until;
}

/* Find the first match of one expression at or after p in the line. */
static enum nb_status match_from(struct scan *s, size_t i, const char *p)
{
	struct match *m = &s->scanner->matches[i];
	enum nb_status st = NB_ABSENT;

	p = nb_begin_next(&s->grep->begins[i], &m->begin, p, s->line_end);
	if (p && is_late(s->scanner))
		return NB_BUSY;
	if (p)
		st = nb_regex_next(s->grep->regexes[i], s->scanner->place,
				   s->line, (size_t)(s->line_end - s->line),
				   (size_t)(p - s->line), &m->start, &m->end);
	m->none = st == NB_ABSENT;
	return m->none ? NB_OK : st;
}

/* Bring the match of one expression to `from` or beyond. */
static enum nb_status advance(struct scan *s, size_t i, size_t from)
{
	const struct match *m = &s->scanner->matches[i];

	return m->none || m->start >= from ? NB_OK
					   : match_from(s, i, s->line + from);
}

/* Begin with the line at p. All matches are to be looked for. */
static enum nb_status begin_line(struct scan *s, const char *p)
{
	size_t i;
	enum nb_status st = NB_OK;

	s->line = p;
	s->line_end = memchr(p, '\n', (size_t)(s->end - p));
	if (!s->line_end)
		s->line_end = s->end;
	for (i = 0; !st && i < s->grep->regex_count; i++)
		st = match_from(s, i, p);
	return st;
}

/* The first match of the line, and the longest of several there; NULL if there
 * is none. */
static const struct match *first_match(const struct scan *s)
{
	const struct match *best = NULL;
	size_t i;

	for (i = 0; i < s->grep->regex_count; i++) {
		const struct match *m = &s->scanner->matches[i];

		if (!m->none &&
		    (!best || m->start < best->start ||
		     (m->start == best->start && m->end > best->end)))
			best = m;
	}
	return best;
}

/* As next_hit(), for expressions. */
static enum nb_status next_match(struct scan *s, const char *p,
				 const char **start, const char **end)
{
	const struct match *m;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && s->line && i < s->grep->regex_count; i++)
		st = advance(s, i, (size_t)(p - s->line));
	if (!st && !s->line)
		st = begin_line(s, s->folded);
	while (!st && !first_match(s) && s->line_end < s->end)
		st = begin_line(s, s->line_end + 1);
	m = st ? NULL : first_match(s);
	*start = m ? s->line + m->start : NULL;
	*end = m ? s->line + m->end : NULL;
	return st;
}

/* ---- hits */

/* The next hit at or after p in the folded text; *start is NULL after the last
 * one. */
static enum nb_status next_hit(struct scan *s, const char *p,
			       const char **start, const char **end)
{
	size_t len = 0;

	if (s->grep->regex_count)
		return next_match(s, p, start, end);
	*start = nb_words_next(s->grep->words.words, p, s->end,
			       &s->scanner->words, &len);
	*end = *start ? *start + len : NULL;
	return NB_OK;
}

/* Does the hit lie within a word that does not count? */
static bool is_excluded(const struct scan *s, const char *start,
			const char *end)
{
	const struct nb_word_list *l = &s->grep->excluded;
	size_t hit = (size_t)(end - start), i;
	const char *p;

	for (i = 0; i < l->count; i++) {
		const struct nb_needle *w = &l->list[i];
		size_t before = (size_t)(end - s->folded);

		if (w->len < hit)
			continue;
		/* The word can begin from where it ends with the hit up to
		 * where it begins with it. */
		before = before < w->len ? before : w->len;
		for (p = end - before; p <= start; p++)
			if (w->len <= (size_t)(s->end - p) &&
			    memcmp(p, w->bytes, w->len) == 0)
				return true;
	}
	return false;
}

/* The part that the text at this offset belongs to. Offsets only grow. */
static enum nb_part part_at(struct scan *s, size_t at)
{
	const struct nb_buf *b = &s->scanner->blocks;
	const struct nb_tei_place *list =
		(const struct nb_tei_place *)(void *)b->data;
	size_t count = b->len / sizeof(*list);

	while (s->block + 1 < count && list[s->block + 1].offset <= at)
		s->block++;
	switch (list[s->block].element) {
	case 'h':
		return NB_PART_HEAD;
	case 'b':
		return NB_PART_BYLINE;
	default:
		return NB_PART_TEXT;
	}
}

/* Add the line of the hit at this offset to the results, unless the last hit
 * was in it. */
static enum nb_status show_line(struct scan *s, size_t at, struct nb_results *r)
{
	const char *text = s->text, *stop;
	size_t len = s->scanner->text.len;

	if (at < s->shown_end)
		return NB_OK;
	s->shown = at;
	while (s->shown > 0 && text[s->shown - 1] != '\n')
		s->shown--;
	stop = memchr(text + at, '\n', len - at);
	s->shown_end = stop ? (size_t)(stop - text) : len;
	s->in_results = r->text.len;
	return nb_buf_add(&r->text, text + s->shown, s->shown_end - s->shown);
}

/*
 * Count a bare hit with the last one, if nothing tells them apart: each takes a
 * hundred bytes, and a frame may have thousands. A reader is shown each by
 * itself.
 */
static bool count_with_last(const struct scan *s, const struct nb_located *like,
			    const struct nb_results *r)
{
	struct nb_located *last = r->count ? &r->found[r->count - 1] : NULL;

	if (!s->scanner->bare || s->scanner->state || !last ||
	    last->page != like->page || last->item != like->item ||
	    last->pattern != like->pattern || last->part != like->part)
		return false;
	last->times++;
	return true;
}

/* Add the hit from `start` to `end` of the text. */
static enum nb_status add_hit(struct scan *s, size_t start, size_t end,
			      const struct nb_located *like,
			      struct nb_results *r)
{
	struct nb_located *f;

	if (count_with_last(s, like, r))
		return NB_OK;
	f = nb_grow(r->found, &r->cap, r->count + 1, sizeof(*f));
	if (!f)
		return NB_NOMEM;
	r->found = f;
	f += r->count++;
	*f = *like;
	f->times = 1;
	if (s->scanner->bare || s->scanner->state)
		return NB_OK;
	if (show_line(s, start, r))
		return NB_NOMEM;
	s->characters +=
		nb_utf8_count(s->text + s->counted, start - s->counted);
	s->counted = start;
	f->position = s->characters;
	f->line = s->in_results;
	f->line_len = s->shown_end - s->shown;
	f->start = start - s->shown;
	f->len = end - start;
	return NB_OK;
}

/* Add all hits of the item; `like` says which one it is. */
static enum nb_status add_hits(struct scan *s, const struct nb_located *like,
			       struct nb_results *r)
{
	const struct nb_grep *g = s->grep;
	bool first = s->scanner->first;
	const struct nb_buf *origins = &s->scanner->origins;
	struct nb_located hit = *like;
	const char *p = s->folded, *end;
	size_t had = r->count, from, to;
	enum nb_status st = NB_OK;

	while (!st && !(first && r->count > had)) {
		st = next_hit(s, p, &p, &end);
		if (st || !p)
			break;
		hit.from = from = (size_t)(p - s->folded);
		hit.to = to = (size_t)(end - s->folded);
		if (g->folds) {
			from = nb_fold_origin(origins, from);
			to = nb_fold_origin(origins, to);
		}
		hit.part = part_at(s, from);
		if ((!g->parts || (g->parts & hit.part)) &&
		    !is_excluded(s, p, end))
			st = add_hit(s, from, to, &hit, r);
		p = end;
	}
	return st;
}

/* Forget the text that was extracted before. */
static void clear(struct nb_scanner *c)
{
	c->text.len = c->blocks.len = c->folded.len = c->origins.len = 0;
}

static bool is_utf8(const struct nb_buf *b)
{
	return nb_utf8_invalid((const char *)b->data, b->len) == b->len;
}

/* Extract the text of the whole item. */
static enum nb_status extract(struct nb_scanner *c, const char *xml, size_t len,
			      struct nb_error *err)
{
	enum nb_status st;

	clear(c);
	st = nb_tei_blocks(xml, len, &c->text, &c->blocks, err);
	if (!st && !is_utf8(&c->text))
		st = nb_fail(err, NB_INVALID, "its text is not UTF-8");
	return st;
}

/* Choose the text that is searched; it is folded if that is needed, once for
 * all patterns that are apart. */
static enum nb_status prepare(struct scan *s)
{
	struct nb_scanner *c = s->scanner;
	const struct nb_buf *searched = &c->text;
	size_t i;

	s->text = (const char *)c->text.data;
	if (s->grep->folds) {
		searched = &c->folded;
		if (c->folded.len == 0 &&
		    nb_fold_text(&s->grep->fold, s->text, c->text.len,
				 &c->folded, &c->origins))
			return NB_NOMEM;
	}
	s->folded = (const char *)searched->data;
	s->end = s->folded + searched->len;
	for (i = 0; i < s->grep->regex_count; i++)
		nb_begin_start(&s->grep->begins[i], s->folded, s->end,
			       &c->matches[i].begin);
	if (!s->grep->regex_count)
		nb_words_begin(s->grep->words.words, s->folded, s->end,
			       &c->words);
	return NB_OK;
}

/* Show the text to the reader, with the hits from `had` on, which nobody else
 * is given. */
static enum nb_status show(const struct scan *s, size_t mark, size_t had,
			   struct nb_results *r)
{
	struct nb_buf *spans = &s->scanner->spans;
	size_t count = r->count - had, i;

	r->count = had;
	spans->len = 0;
	for (i = had; i < had + count; i++) {
		const struct nb_span span = {r->found[i].from, r->found[i].to};

		if (nb_buf_add(spans, &span, sizeof(span)))
			return NB_NOMEM;
	}
	return s->grep->reader->read(
		s->scanner->state, mark, s->folded,
		(size_t)(s->end - s->folded),
		(const struct nb_span *)(const void *)spans->data, count);
}

/* Look for one pattern, or for all of them together, in the text. */
static enum nb_status search(struct nb_scanner *scanner,
			     const struct nb_grep *grep,
			     const struct nb_located *like,
			     struct nb_results *results)
{
	struct scan s = {.scanner = scanner, .grep = grep};
	size_t had = results->count;
	enum nb_status st = prepare(&s);

	if (!st)
		st = add_hits(&s, like, results);
	if (!st && grep->reader)
		st = show(&s, like->mark, had, results);
	return st;
}

/* Append the text of one block, as lines of their own; *next is its end. */
static enum nb_status add_block(struct nb_scanner *c, const struct nb_tag *tag,
				const char *end, const char **next)
{
	const struct nb_tei_place place = {c->text.len, tag->name[0]};
	enum nb_status st = nb_buf_add(&c->blocks, &place, sizeof(place));

	if (!st)
		st = nb_tei_block(tag, end, &c->text, next);
	return st ? st : nb_buf_add(&c->text, "\n", 1);
}

/*
 * Search the blocks of an item that may have a hit: together, or one by one if
 * the first hit is enough. NB_UNSUPPORTED if the item has to be searched as a
 * whole, which also says what is wrong with one that is not what nbtei writes;
 * some hits may have been added.
 */
static enum nb_status search_blocks(struct nb_scanner *c, const char *xml,
				    size_t len, const struct nb_located *like,
				    struct nb_results *results)
{
	enum nb_blocks_found found;
	size_t had = results->count;
	struct nb_blocks b;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	nb_blocks_begin(&b, c->grep, xml, len);
	clear(c);
	do {
		found = nb_blocks_next(&b, &tag);
		if (found == NB_BLOCKS_ONE)
			st = add_block(c, &tag, b.end, &b.p);
		else if (found == NB_BLOCKS_WHOLE)
			st = NB_UNSUPPORTED;
		if (st || (found == NB_BLOCKS_ONE && !c->first))
			continue;
		if (!is_utf8(&c->text))
			st = NB_INVALID;
		else if (c->text.len)
			st = search(c, c->grep, like, results);
		clear(c);
	} while (!st && found == NB_BLOCKS_ONE &&
		 !(c->first && results->count > had));
	return st == NB_INVALID ? NB_UNSUPPORTED : st;
}

/* Search the text of the item as a whole. *err is set only if that is not what
 * it should be, or memory is lacking for it. */
static enum nb_status search_whole(struct nb_scanner *c, const char *xml,
				   size_t len, const struct nb_located *like,
				   struct nb_results *results,
				   struct nb_error *err)
{
	struct nb_located hit = *like;
	const struct nb_grep *grep = c->grep;
	enum nb_status st = extract(c, xml, len, err);

	for (; !st && c->text.len && grep; grep = grep->next, hit.pattern++)
		st = search(c, grep, &hit, results);
	return st;
}

/*
 * Add the title of the item to the results, for its hits from `had` on. It is
 * read from the document: that of the catalogue is the same, but stands with
 * thousands of others in one record, which would be decoded for each hit of a
 * rare word.
 */
static enum nb_status add_title(const char *xml, size_t len, size_t had,
				struct nb_results *r, struct nb_error *err)
{
	size_t at = r->text.len, i;
	enum nb_status st = nb_tei_title(xml, len, &r->text, err);

	for (i = had; !st && i < r->count; i++) {
		r->found[i].title = at;
		r->found[i].title_len = r->text.len - at;
	}
	return st;
}

/* Set the error of a search that failed; that of an invalid text is set. */
static enum nb_status failed(enum nb_status st, struct nb_error *err)
{
	if (!st || st == NB_INVALID)
		return st;
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	if (st == NB_BUSY)
		return nb_fail(err, st, "the time is over");
	return nb_fail(err, st,
		       "the regular expression takes too many steps on it; "
		       "make it simpler");
}

enum nb_status nb_scan(struct nb_scanner *c, const char *xml, size_t len,
		       const struct nb_located *like,
		       struct nb_results *results, struct nb_error *err)
{
	size_t had = results->count;
	enum nb_status st = NB_UNSUPPORTED;

	if (c->bare && nb_blocks_suit(c->grep))
		st = search_blocks(c, xml, len, like, results);
	if (st == NB_UNSUPPORTED) {
		results->count = had;
		st = search_whole(c, xml, len, like, results, err);
	}
	if (!st && results->count > had && !c->bare)
		return add_title(xml, len, had, results, err);
	return failed(st, err);
}
