/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a layout, made of words.
 *
 * OCR engines cut Chinese text into words of their own, often single
 * characters, and their spaces mean little. Whether a space is written is
 * decided by the scripts on both sides and by the gap between the boxes.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/lines.h"

#include <string.h>

/*
 * Gaps, in heights of a character, above which a space is written: between
 * words of scripts with spaces, and between Han characters that a compositor
 * has set apart.
 */
#define LATIN_GAP .15
#define HAN_GAP .8

static struct nb_buf *text_of(struct nb_line_maker *m)
{
	return &m->layout->text;
}

bool nb_line_empty(const struct nb_line_maker *m)
{
	return m->layout->text.len == m->box.offset;
}

/* Copy the edges of a box, but not its text or image. */
static void take_edges(struct nb_box *to, const struct nb_box *from)
{
	to->x0 = from->x0;
	to->y0 = from->y0;
	to->x1 = from->x1;
	to->y1 = from->y1;
}

void nb_line_begin(struct nb_line_maker *m, const struct nb_box *box)
{
	m->open = true;
	m->placed = m->given = box != NULL;
	m->last_placed = false;
	m->box = (struct nb_box){.offset = text_of(m)->len, .image = m->image};
	if (box)
		take_edges(&m->box, box);
}

enum nb_status nb_line_end(struct nb_line_maker *m, struct nb_error *err)
{
	m->open = false;
	if (nb_line_empty(m))
		return NB_OK;
	m->box.len = text_of(m)->len - m->box.offset;
	m->nowhere |= !m->placed;
	if (nb_buf_puts(text_of(m), "\n"))
		return nb_fail_mem(err);
	return nb_layout_add(m->layout, &m->box, err);
}

static bool in_range(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

/*
 * Is the character of a script without spaces between words: Han, kana,
 * full-width forms and their punctuation?
 */
static bool spaceless(uint32_t c)
{
	return nb_is_han(c) || c == NB_MIDDLE_DOT ||
	       in_range(c, NB_HYPHEN, NB_HYPHENATION_POINT) ||
	       in_range(c, NB_IDEOGRAPHIC_SPACE, NB_KANA_LAST) ||
	       in_range(c, NB_VERTICAL_FORMS_FIRST, NB_VERTICAL_FORMS_LAST) ||
	       in_range(c, NB_FULLWIDTH_FIRST, NB_FULLWIDTH_LAST);
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double most(double a, double b)
{
	return a > b ? a : b;
}

/*
 * The gap between two words, in heights of the taller one; in vertical lines,
 * where words follow each other downwards, in widths of the wider one.
 */
static double gap(const struct nb_box *a, const struct nb_box *b)
{
	double across = b->x0 - a->x1, down = b->y0 - a->y1;
	double size = down > across ? most(a->x1 - a->x0, b->x1 - b->x0)
				    : most(a->y1 - a->y0, b->y1 - b->y0);

	if (down > across)
		across = down;
	return size > 0 ? across / size : 0;
}

/* Is a space to be written before the next word? */
static bool space_before(struct nb_line_maker *m, const char *word, size_t len,
			 const struct nb_box *box)
{
	uint32_t before = 0, after = 0;
	bool latin;

	if (nb_line_empty(m))
		return false;
	(void)nb_utf8_prev((char *)text_of(m)->data, text_of(m)->len, &before);
	(void)nb_utf8_get(word, len, &after);
	latin = !spaceless(before) && !spaceless(after);
	/* Chinese punctuation has its space inside its own box. */
	if (!latin && !((nb_is_han(before) || !spaceless(before)) &&
			(nb_is_han(after) || !spaceless(after))))
		return false;
	if (!box || !m->last_placed)
		return latin;
	return gap(&m->last, box) > (latin ? LATIN_GAP : HAN_GAP);
}

/* Note the box of a word, and extend that of the line unless it has its own. */
static void extend(struct nb_line_maker *m, const struct nb_box *box)
{
	m->last_placed = box != NULL;
	if (!box)
		return;
	m->last = *box;
	if (m->given)
		return;
	if (!m->placed) {
		take_edges(&m->box, box);
		m->placed = true;
		return;
	}
	m->box.x0 = least(m->box.x0, box->x0);
	m->box.y0 = least(m->box.y0, box->y0);
	m->box.x1 = most(m->box.x1, box->x1);
	m->box.y1 = most(m->box.y1, box->y1);
}

/* Append a word with each stretch of white space inside as one space. */
static enum nb_status add_text(struct nb_buf *out, const char *text, size_t len)
{
	size_t at = 0, from = 0;
	bool space = false;
	uint32_t cp;

	while (at < len) {
		size_t n = nb_utf8_get(text + at, len - at, &cp);

		from = at;
		at += n;
		/* These include line ends, which would divide the line. */
		if (nb_is_space(cp)) {
			space = true;
			continue;
		}
		if ((space && nb_buf_puts(out, " ")) ||
		    nb_buf_add(out, text + from, n))
			return NB_NOMEM;
		space = false;
	}
	return NB_OK;
}

enum nb_status nb_line_word(struct nb_line_maker *m, const char *word,
			    size_t len, const struct nb_box *box,
			    struct nb_error *err)
{
	uint32_t cp;

	while (len && nb_utf8_get(word, len, &cp) && nb_is_space(cp)) {
		size_t n = nb_utf8_get(word, len, &cp);

		word += n;
		len -= n;
	}
	if (!m->open || len == 0)
		return NB_OK;
	if (space_before(m, word, len, box) && nb_buf_puts(text_of(m), " "))
		return nb_fail_mem(err);
	if (add_text(text_of(m), word, len))
		return nb_fail_mem(err);
	extend(m, box);
	return NB_OK;
}
