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
#include "layout/lines/lines.h"

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
	m->last_placed = m->soft_hyphen = false;
	m->box = (struct nb_box){
		.offset = text_of(m)->len, .image = m->image, .area = m->area};
	if (box)
		take_edges(&m->box, box);
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
	if (m->placed)
		nb_box_extend(&m->box, box);
	else
		take_edges(&m->box, box);
	m->placed = true;
}

/* Does the character take no place between two others? */
static bool no_width(uint32_t c)
{
	return c == NB_SOFT_HYPHEN || c == NB_ZERO_WIDTH_SPACE ||
	       c == NB_WORD_JOINER || c == NB_ZERO_WIDTH_NO_BREAK_SPACE;
}

bool nb_line_may_drop(uint32_t c)
{
	return no_width(c) || c == NB_ZERO_WIDTH_NON_JOINER ||
	       c == NB_ZERO_WIDTH_JOINER;
}

/*
 * Is it a joiner or a non-joiner after a character that neither has a meaning
 * for? Scripts of other languages and emoji need them.
 */
static bool idle_joiner(const struct nb_buf *out, uint32_t c)
{
	uint32_t before = 0;

	if (c != NB_ZERO_WIDTH_NON_JOINER && c != NB_ZERO_WIDTH_JOINER)
		return false;
	(void)nb_utf8_prev((const char *)out->data, out->len, &before);
	return spaceless(before);
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
		if (no_width(cp) || idle_joiner(out, cp))
			continue;
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

/* The bytes at the beginning of a word that are white space or have no width.
 */
static size_t blank_length(const char *word, size_t len)
{
	size_t at = 0, n;
	uint32_t cp;

	while (at < len) {
		n = nb_utf8_get(word + at, len - at, &cp);
		if (!nb_is_space(cp) && !no_width(cp))
			break;
		at += n;
	}
	return at;
}

enum nb_status nb_line_word(struct nb_line_maker *m, const char *word,
			    size_t len, const struct nb_box *box,
			    struct nb_error *err)
{
	size_t blank = blank_length(word, len);
	uint32_t last = 0;

	if (!m->open)
		return NB_OK;
	if (len && nb_utf8_prev(word, len, &last))
		m->soft_hyphen = last == NB_SOFT_HYPHEN;
	if (blank == len)
		return NB_OK;
	word += blank;
	len -= blank;
	if (space_before(m, word, len, box) && nb_buf_puts(text_of(m), " "))
		return nb_fail_mem(err);
	if (add_text(text_of(m), word, len))
		return nb_fail_mem(err);
	extend(m, box);
	return NB_OK;
}

/* ---- the end of a line */

/*
 * Are most neighbours in the text, both of scripts without spaces, separated by
 * a space? Names in a list have several characters each, and a single pair may
 * have been set apart.
 */
static bool spaced_out(const char *text, size_t len)
{
	size_t at = 0, pairs = 0, spaced = 0;
	uint32_t cp, before = 0;
	bool space = false;

	while (at < len) {
		at += nb_utf8_get(text + at, len - at, &cp);
		if (cp == ' ') {
			space = true;
			continue;
		}
		if (spaceless(before) && spaceless(cp)) {
			pairs++;
			spaced += space;
		}
		before = cp;
		space = false;
	}
	return spaced >= 2 && spaced * 2 > pairs;
}

/* Remove the spaces between characters of scripts without spaces. */
static size_t remove_spaces(char *text, size_t len)
{
	size_t at = 0, to = 0, n;
	uint32_t cp, before = 0, after = 0;

	while (at < len) {
		n = nb_utf8_get(text + at, len - at, &cp);
		if (cp == ' ') {
			(void)nb_utf8_get(text + at + 1, len - at - 1, &after);
			if (spaceless(before) && spaceless(after)) {
				at++;
				continue;
			}
		}
		memmove(text + to, text + at, n);
		to += n;
		at += n;
		before = cp;
	}
	return to;
}

/*
 * Make a hyphen of a soft one that ended the line after a Latin letter. Some
 * engines write a not sign for it, which no word ends with otherwise.
 */
static enum nb_status end_word(struct nb_line_maker *m)
{
	struct nb_buf *text = text_of(m);
	uint32_t last = 0;
	size_t n = nb_utf8_prev((char *)text->data, text->len, &last);
	size_t sign = last == NB_NOT_SIGN ? n : 0;

	if (!m->soft_hyphen && !sign)
		return NB_OK;
	if (sign && sign < text->len)
		(void)nb_utf8_prev((char *)text->data, text->len - sign, &last);
	if (!in_range(last, 'a', 'z') && !in_range(last, 'A', 'Z') &&
	    !in_range(last, NB_LATIN_FIRST, NB_LATIN_LAST))
		return NB_OK;
	text->len -= sign;
	return nb_buf_puts(text, "-");
}

enum nb_status nb_line_end(struct nb_line_maker *m, struct nb_error *err)
{
	char *text;
	size_t len;

	m->open = false;
	if (nb_line_empty(m))
		return NB_OK;
	if (end_word(m))
		return nb_fail_mem(err);
	text = (char *)text_of(m)->data + m->box.offset;
	len = text_of(m)->len - m->box.offset;
	if (spaced_out(text, len)) {
		len = remove_spaces(text, len);
		text_of(m)->len = m->box.offset + len;
	}
	m->box.len = len;
	if (!m->placed)
		m->box.x0 = m->box.x1 + 1;
	if (nb_buf_puts(text_of(m), "\n"))
		return nb_fail_mem(err);
	return nb_layout_add(m->layout, &m->box, err);
}
