/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PAGE XML (PRImA; schemas of 2010 to 2019): regions, which may be in one
 * another, have lines, these have words, and these glyphs. Each of them may
 * state its own text, several times over (TextEquiv).
 *
 * The text of a line is the one it states, or else that of its words, or else
 * of their glyphs. Of a region's own text, only what no line in it has counts.
 * Where the words of a line say the same as the line, they are used, because
 * their boxes tell which spaces are real.
 */
#include "base/error.h"
#include "base/alloc.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/form/form.h"
#include "layout/form/rest.h"
#include "layout/lines/doubts.h"
#include "layout/lines/spaces.h"
#include "layout/stated/points.h"
#include "layout/stated/region.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What an element is, or is in: the levels that have a text. */
enum level { LEVEL_NONE, LEVEL_REGION, LEVEL_LINE, LEVEL_WORD, LEVEL_GLYPH };
#define LEVELS 5

/* What is known of the open element of a level. `text` is owned. */
struct part {
	struct nb_buf text; /* the best of those that it states so far */
	size_t index;	    /* of that text; SIZE_MAX: none */
	double confidence;  /* of that text; -1: none */
	struct nb_box box;
	bool placed;
};

/* A word of the open line; its text follows that of the word before it. */
struct word {
	size_t len;
	struct nb_box box;
	bool placed;
};

/* The state of the reader. m.text has the TextEquiv that is open. */
struct page {
	struct nb_markup m;
	/* By depth, of open elements: the level. */
	enum level levels[NB_DEPTH_MAX + 1];
	/* By depth: the lines of the layout when a region began. */
	size_t before[NB_DEPTH_MAX + 1];
	/* By depth: where the ID of a region begins in `ids`. */
	size_t ids_at[NB_DEPTH_MAX + 1];
	struct nb_buf ids; /* of the open regions, each with a NUL */
	struct part parts[LEVELS];
	/* By the depth of an open region: the region around it. */
	struct part around[NB_DEPTH_MAX + 1];
	struct part candidate; /* only index and confidence */
	size_t plain;	       /* bytes of m.text that are its PlainText */
	bool gathering;	       /* in Unicode or PlainText */
	bool in_outline;       /* in Coords that are a list of Points */
	struct nb_box baseline;
	bool has_baseline;
	/* The area of the line before the open one, in the same region, if it
	 * says what that line is; 0: it does not. */
	uint32_t line_area;
	struct nb_buf words_text, glyphs;
	struct word *words;
	size_t word_count, word_cap;
};

/* ---- texts */

/* An element of a level begins. */
static void begin_part(struct part *part)
{
	part->text.len = 0;
	part->index = SIZE_MAX;
	part->confidence = -1;
	part->placed = false;
}

/* A region begins, or ends: that around it waits, or goes on. */
static void exchange(struct page *p, unsigned depth)
{
	struct part region = p->parts[LEVEL_REGION];

	p->parts[LEVEL_REGION] = p->around[depth];
	p->around[depth] = region;
}

/* A TextEquiv begins: note what it says of itself. */
static void begin_text(struct page *p, const struct nb_element *e)
{
	const char *index = nb_element_get(e, "index");
	const char *confidence = nb_element_get(e, "conf");
	double n;

	p->m.text.len = p->plain = 0;
	begin_part(&p->candidate);
	if (index && nb_coordinate(index, strlen(index), &n))
		p->candidate.index = (size_t)n;
	if (confidence && nb_coordinate(confidence, strlen(confidence), &n))
		p->candidate.confidence = n;
}

/*
 * A TextEquiv ends: it is the text of the part if it has a lower index than
 * the one before, or else the same and more confidence.
 */
static enum nb_status end_text(struct page *p, struct part *part,
			       struct nb_error *err)
{
	const struct part *c = &p->candidate;
	const uint8_t *text = p->m.text.data;
	size_t len = p->m.text.len;

	/* PlainText is an ASCII version; Unicode, if it is there, is whole. */
	if (len > p->plain &&
	    !nb_spaces_only(text + p->plain, len - p->plain)) {
		text += p->plain;
		len -= p->plain;
	}
	p->m.text.len = 0;
	if (nb_spaces_only(text, len) ||
	    (part->text.len &&
	     (c->index > part->index ||
	      (c->index == part->index && c->confidence <= part->confidence))))
		return NB_OK;
	part->index = c->index;
	part->confidence = c->confidence;
	part->text.len = 0;
	return nb_buf_add(&part->text, text, len) ? nb_fail_mem(err) : NB_OK;
}

/* ---- glyphs and words */

static enum nb_status end_glyph(struct page *p, struct nb_error *err)
{
	const struct part *glyph = &p->parts[LEVEL_GLYPH];
	struct part *word = &p->parts[LEVEL_WORD];

	if (glyph->placed && !word->placed) {
		word->box = glyph->box;
		word->placed = true;
	} else if (glyph->placed) {
		nb_box_extend(&word->box, &glyph->box);
	}
	return nb_buf_add(&p->glyphs, glyph->text.data, glyph->text.len)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

static enum nb_status end_word(struct page *p, struct nb_error *err)
{
	const struct part *word = &p->parts[LEVEL_WORD];
	const struct nb_buf *text = word->text.len ? &word->text : &p->glyphs;
	struct word *grown = nb_grow(p->words, &p->word_cap, p->word_count + 1,
				     sizeof(*grown));

	if (!grown || nb_buf_add(&p->words_text, text->data, text->len))
		return nb_fail_mem(err);
	p->words = grown;
	grown[p->word_count++] =
		(struct word){text->len, word->box, word->placed};
	return NB_OK;
}

/* ---- lines */

/* Are the words of the line to be used, and not its own text? */
static bool words_count(const struct page *p)
{
	const struct nb_buf *line = &p->parts[LEVEL_LINE].text;
	size_t i;

	if (!line->len)
		return true;
	for (i = 0; i < p->word_count; i++)
		if (!p->words[i].placed)
			return false;
	return nb_spaces_aside(line, &p->words_text);
}

static enum nb_status add_words(struct page *p, struct nb_error *err)
{
	const char *text = (const char *)p->words_text.data;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < p->word_count; i++) {
		const struct word *w = &p->words[i];

		if (w->len)
			st = nb_line_word(&p->m.lines, text, w->len,
					  w->placed ? &w->box : NULL, err);
		if (w->len)
			text += w->len;
	}
	return st;
}

/* Begin a TextLine, or the line that a word without one makes. */
static void begin_line(struct page *p)
{
	begin_part(&p->parts[LEVEL_LINE]);
	p->has_baseline = false;
	p->words_text.len = p->word_count = 0;
}

static enum nb_status end_line(struct page *p, unsigned depth,
			       struct nb_error *err)
{
	struct part *line = &p->parts[LEVEL_LINE];
	bool words = words_count(p);
	const struct nb_buf *text = words ? &p->words_text : &line->text;
	enum nb_status st;

	if (!line->placed && p->has_baseline) {
		line->box = nb_baseline_box(
			&p->baseline,
			nb_utf8_count((const char *)text->data, text->len));
		line->placed = true;
	}
	nb_line_begin(&p->m.lines, line->placed ? &line->box : NULL);
	st = words ? add_words(p, err)
		   : nb_line_word(&p->m.lines, (const char *)text->data,
				  text->len, NULL, err);
	return st ? st : nb_markup_end_line(&p->m, depth, err);
}

/* Add one line of the text that a region states; its box may be NULL. */
static enum nb_status add_line(struct page *p, const char *text, size_t len,
			       const struct nb_box *box, unsigned depth,
			       struct nb_error *err)
{
	enum nb_status st;

	nb_line_begin(&p->m.lines, box);
	st = nb_line_word(&p->m.lines, text, len, NULL, err);
	return st ? st : nb_markup_end_line(&p->m, depth, err);
}

/*
 * Make lines of the text that a region states, if it has no lines with text, or
 * of what these lack. Only a single line has a place, which is that of the
 * region. A text that is another reading of the lines is told.
 */
static enum nb_status end_region(struct page *p, unsigned depth,
				 struct nb_error *err)
{
	struct part *region = &p->parts[LEVEL_REGION];
	const char *text = (const char *)region->text.data;
	size_t len = region->text.len, at = 0, n;
	const struct nb_box *box = NULL;
	enum nb_status st = NB_OK;
	bool other = false;

	if (len && p->m.lines.layout->count > p->before[depth]) {
		st = nb_region_rest(&p->m, p->before[depth], text, len, depth,
				    &other, err);
		len = 0;
	}
	if (!st && other)
		st = nb_layout_add_doubt(
			p->m.lines.layout, NB_DOUBT_READING, p->m.lines.image,
			(const char *)p->ids.data + p->ids_at[depth], err);
	p->ids.len = p->ids_at[depth];
	for (; !st && at < len; at += n + 1) {
		for (n = 0; at + n < len && !strchr("\r\n", text[at + n]);)
			n++;
		if (n == len && region->placed)
			box = &region->box;
		st = add_line(p, text + at, n, box, depth, err);
	}
	exchange(p, depth);
	return st;
}

/* ---- elements */

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len >= n && strcmp(name + len - n, end) == 0;
}

static bool is_region(const char *name)
{
	return ends_with(name, "Region") || strcmp(name, "TableCell") == 0;
}

/* The level of an element, which is that of its parent unless it has its own.
 */
static enum level level_of(const struct page *p, const struct nb_element *e)
{
	enum level above = e->depth ? p->levels[e->depth - 1] : LEVEL_NONE;

	if (strcmp(e->name, "TextLine") == 0)
		return LEVEL_LINE;
	if (strcmp(e->name, "Word") == 0)
		return LEVEL_WORD;
	if (strcmp(e->name, "Glyph") == 0)
		return LEVEL_GLYPH;
	if (is_region(e->name))
		return LEVEL_REGION;
	return above;
}

/* An element that has a level of its own begins. */
static void begin_level(struct page *p, const struct nb_element *e,
			enum level level)
{
	if (level == LEVEL_REGION)
		exchange(p, e->depth);
	begin_part(&p->parts[level]);
	if (level == LEVEL_REGION)
		p->before[e->depth] = p->m.lines.layout->count;
	else if (level == LEVEL_LINE || (level == LEVEL_WORD && e->depth &&
					 p->levels[e->depth - 1] < LEVEL_LINE))
		begin_line(p);
	if (level == LEVEL_WORD)
		p->glyphs.len = 0;
}

/* Is it a region whose lines are an area: of text, or an advertisement, which
 * has such regions inside? */
static bool is_area(const char *name)
{
	return strcmp(name, "TextRegion") == 0 ||
	       strcmp(name, "AdvertRegion") == 0;
}

/* Such a region begins: note what the file says of it. */
static enum nb_status begin_region(struct page *p, const struct nb_element *e,
				   struct nb_error *err)
{
	const char *id = nb_element_get(e, "id");
	struct nb_layout *l = p->m.lines.layout;
	enum nb_status st = nb_markup_area(&p->m, e, nb_region_said(e), err);
	struct nb_article_said article;
	struct nb_area *area;

	if (st)
		return st;
	nb_region_article(e, &article);
	area = &l->areas[l->area_count - 1];
	if (strcmp(e->name, "AdvertRegion") == 0) {
		/* No group has a number above those of the list. */
		area->item = ++p->m.order.groups;
		area->kind = NB_SAID_NOTICE;
	} else if (id) {
		area->item = nb_references_group(&p->m.order, id);
	}
	/* The element says already that it is one. */
	if (area->kind == NB_SAID_NOTICE && !article.len)
		return NB_OK;
	return nb_markup_article(&p->m, &article, err);
}

/* Does a line say the same as the one before it, in the area line_area? */
static bool says_same(const struct page *p, enum nb_said said,
		      const struct nb_article_said *article)
{
	const struct nb_area *area;
	bool item;

	if (!p->line_area)
		return false;
	area = &p->m.lines.layout->areas[p->line_area - 1];
	item = article->stated && !article->len &&
	       article->kind != NB_SAID_ARTICLE;
	return area->said == said && (area->item != 0) == item &&
	       nb_articles_same(&p->m.articles, p->line_area, article);
}

/*
 * A line begins: if it says what it is, or of which article, it is an area.
 * Lines that say the same and follow each other are one, so that a head may
 * have several.
 */
static enum nb_status begin_said(struct page *p, const struct nb_element *e,
				 struct nb_error *err)
{
	struct nb_layout *l = p->m.lines.layout;
	enum nb_said said = nb_region_said(e);
	struct nb_article_said article;
	enum nb_status st;

	nb_region_article(e, &article);
	nb_markup_inside(&p->m, e);
	if (!said && !article.stated) {
		p->line_area = 0;
		return NB_OK;
	}
	if (says_same(p, said, &article)) {
		p->m.lines.area = p->m.areas_at[e->depth] = p->line_area;
		return NB_OK;
	}
	st = nb_markup_area(&p->m, e, said, err);
	if (st)
		return st;
	p->line_area = (uint32_t)l->area_count;
	l->areas[p->line_area - 1].line = true;
	return nb_markup_article(&p->m, &article, err);
}

/* Note what a region or a line says of its place among others. */
static void number(struct page *p, const struct nb_element *e, enum level level)
{
	uint32_t n = nb_region_number(e);

	if (level == LEVEL_LINE)
		nb_references_inner(&p->m.order, e->depth, n);
	else if (n)
		nb_references_number(&p->m.order, e->depth, n);
}

/* A region begins, of any sort. */
static enum nb_status open_region(struct page *p, const struct nb_element *e,
				  struct nb_error *err)
{
	const char *id = nb_element_get(e, "id");

	p->line_area = 0;
	p->ids_at[e->depth] = p->ids.len;
	return nb_buf_add(&p->ids, id ? id : "", id ? strlen(id) + 1 : 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct page *p = state;
	enum level level = level_of(p, e);
	enum level above = e->depth ? p->levels[e->depth - 1] : LEVEL_NONE;
	struct part *part = &p->parts[level];
	enum nb_status st = NB_OK;

	p->levels[e->depth] = level;
	if (strcmp(e->name, "Page") == 0)
		st = nb_markup_page(&p->m, e, "imageWidth", "imageHeight", err);
	else if (strcmp(e->name, "TextEquiv") == 0)
		begin_text(p, e);
	else if (strcmp(e->name, "Unicode") == 0)
		p->plain = p->m.text.len;
	else if (strcmp(e->name, "Coords") == 0)
		nb_points_extend(&part->box, &part->placed,
				 nb_element_get(e, "points"));
	else if (strcmp(e->name, "Point") == 0 && p->in_outline)
		nb_point_extend(&part->box, &part->placed, e);
	else if (strcmp(e->name, "Baseline") == 0 && level == LEVEL_LINE)
		nb_points_extend(&p->baseline, &p->has_baseline,
				 nb_element_get(e, "points"));
	else if (level != above || is_region(e->name))
		begin_level(p, e, level);
	p->in_outline |= strcmp(e->name, "Coords") == 0;
	p->gathering = strcmp(e->name, "Unicode") == 0 ||
		       strcmp(e->name, "PlainText") == 0;
	if (!st)
		st = nb_references_start(&p->m.order, e, err);
	if (!st && (strcmp(e->name, "TextLine") == 0 || is_region(e->name)))
		number(p, e, level);
	if (!st && is_region(e->name))
		st = open_region(p, e, err);
	if (st)
		return st;
	if (is_area(e->name))
		return begin_region(p, e, err);
	if (strcmp(e->name, "TextLine") == 0)
		return begin_said(p, e, err);
	nb_markup_inside(&p->m, e);
	return NB_OK;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct page *p = state;

	if (!p->gathering)
		return NB_OK;
	return nb_buf_puts(&p->m.text, text) ? nb_fail_mem(err) : NB_OK;
}

/* An element of a level ends. */
static enum nb_status end_level(struct page *p, const char *name,
				unsigned depth, struct nb_error *err)
{
	enum level above = depth ? p->levels[depth - 1] : LEVEL_NONE;
	enum nb_status st;

	switch (p->levels[depth]) {
	case LEVEL_GLYPH:
		return strcmp(name, "Glyph") == 0 ? end_glyph(p, err) : NB_OK;
	case LEVEL_WORD:
		if (strcmp(name, "Word") != 0)
			return NB_OK;
		st = end_word(p, err);
		/* A word of no line is one. */
		return st || above >= LEVEL_LINE ? st : end_line(p, depth, err);
	case LEVEL_LINE:
		return strcmp(name, "TextLine") == 0 ? end_line(p, depth, err)
						     : NB_OK;
	case LEVEL_REGION:
		if (!is_region(name))
			return NB_OK;
		p->line_area = 0;
		return end_region(p, depth, err);
	case LEVEL_NONE:
		break;
	}
	return NB_OK;
}

/* The Coords of depth `depth` end: if they are those of a region that is an
 * area, that has their place. */
static void place_region(struct page *p, unsigned depth)
{
	const struct part *region = &p->parts[LEVEL_REGION];
	uint32_t area = depth ? p->m.areas_at[depth - 1] : 0;

	if (p->levels[depth] != LEVEL_REGION || !region->placed || !area ||
	    (depth > 1 && p->m.areas_at[depth - 2] == area))
		return;
	nb_markup_place(&p->m, depth - 1, &region->box);
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct page *p = state;
	enum nb_status st = nb_references_stop(&p->m.order, name, depth, err);

	p->gathering = false;
	if (strcmp(name, "Coords") == 0) {
		p->in_outline = false;
		place_region(p, depth);
	}
	if (!st)
		st = strcmp(name, "TextEquiv") == 0
			     ? end_text(p, &p->parts[p->levels[depth]], err)
			     : end_level(p, name, depth, err);
	nb_markup_outside(&p->m, depth);
	return st;
}

static void release(void *state)
{
	struct page *p = state;
	size_t i;

	for (i = 0; i < LEVELS; i++)
		nb_buf_free(&p->parts[i].text);
	for (i = 0; i <= NB_DEPTH_MAX; i++)
		nb_buf_free(&p->around[i].text);
	nb_buf_free(&p->words_text);
	nb_buf_free(&p->glyphs);
	nb_buf_free(&p->ids);
	free(p->words);
}

const struct nb_form nb_form_page = {
	.name = "PAGE",
	.size = sizeof(struct page),
	.start = start,
	.text = take_text,
	.stop = stop,
	.release = release,
};
