/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing a document with its source (nb_compare_source()): whether the text
 * of the page arrived in the document complete and unchanged.
 *
 * Everything but white space must be the same, in the same order. A repair may
 * have changed half-width marks, so those count as full-width ones. The
 * comparison walks through both texts at once and does not depend on the
 * repair, so that it finds faults of the repair as well.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/lines/arrange.h"
#include "page/text/moved.h"
#include "layout/lines/layout.h"
#include "xml/tags.h"

#include <nbarc/ingest.h>

#include <string.h>

/*
 * A mark that a repair may make full-width, as its full-width form: U+FF01 to
 * U+FF5E are ASCII plus an offset.
 */
static uint32_t fold_mark(uint32_t c)
{
	return c < 0x7f && c && strchr(",:;?!()", (int)c)
		       ? c + NB_FULLWIDTH_OFFSET
		       : c;
}

/*
 * The next character that is neither white space nor a NUL, with which files
 * are padded; 0 at the end.
 */
static uint32_t next_character(const struct nb_buf *text, size_t *at)
{
	uint32_t c;

	while (*at < text->len) {
		size_t n = nb_utf8_get((const char *)text->data + *at,
				       text->len - *at, &c);

		*at += n ? n : 1;
		if (c && !nb_is_space(c))
			return fold_mark(c);
	}
	return 0;
}

/* NB_INVALID if the texts differ. */
static enum nb_status compare_texts(const struct nb_buf *ours,
				    const struct nb_buf *theirs,
				    struct nb_error *err)
{
	size_t i = 0, j = 0;
	uint32_t a, b;

	do {
		a = next_character(ours, &i);
		b = next_character(theirs, &j);
	} while (a == b && a);
	if (a == b)
		return NB_OK;
	return nb_fail(
		err, NB_INVALID,
		"the text differs from that of its source at byte %zu of "
		"the source's text",
		j);
}

/*
 * Read the text of the source as `origin` describes it: of a file with several
 * pages, the one that its form names.
 */
static enum nb_status read_source(const void *source, size_t len,
				  const struct nb_source *origin,
				  nb_layout_reader *markup,
				  struct nb_text *text, struct nb_error *err)
{
	struct nb_layout whole, page = {.count = 0};
	size_t name_len;
	unsigned number = nb_form_number(origin->form, &name_len);
	const char *form = whole.form;
	enum nb_status st = nb_layout_read_page(
		source, len, origin->charset[0] ? origin->charset : NULL,
		markup,
		nb_form_damaged(origin->form) ? NB_DAMAGED_KEEP
					      : NB_DAMAGED_REFUSE,
		text, &whole, err);

	if (!st && number) {
		nb_text_free(text);
		form = page.form;
		st = nb_layout_page(&whole, number - 1, &page, err);
		if (!st)
			st = nb_layout_text(&page, *(const uint8_t *)source,
					    text, err);
	}
	if (!st && strcmp(form, origin->form) != 0)
		st = nb_fail(err, NB_INVALID,
			     "the source is not in the format "
			     "that the document names");
	nb_layout_free(&page);
	nb_layout_free(&whole);
	return st;
}

/* Put the lines of a text that are not empty into the order that a person
 * decided. */
static enum nb_status follow_reading(struct nb_buf *text, const char *order,
				     size_t len, struct nb_error *err)
{
	const char *utf8 = text->len ? (const char *)text->data : "";
	struct nb_buf out = {0};
	struct nb_moved moved;
	struct nb_lines lines = {.list = NULL};
	enum nb_status st = nb_moved_parse(order, len, &moved, err);

	if (!st)
		st = nb_lines_split(utf8, text->len, NB_ENDS_ALL, &lines, err);
	if (!st && !nb_moved_is_valid(&moved, lines.count))
		st = nb_fail(err, NB_INVALID,
			     "the document's order of reading is not one of "
			     "its source");
	if (!st)
		st = nb_moved_text(utf8, &lines, text->len, &moved, &out, err);
	if (!st) {
		nb_buf_free(text);
		*text = out;
		memset(&out, 0, sizeof(out));
	}
	nb_buf_free(&out);
	nb_lines_free(&lines);
	nb_moved_free(&moved);
	return st;
}

/* Is it this word? */
static bool is_word(const char *s, size_t len, const char *word)
{
	return s && len == strlen(word) && memcmp(s, word, len) == 0;
}

/*
 * Put the lines of the source into the order of the document, as far as its
 * header records one: that of a METS file (struct nb_layout, moved), and then
 * that of a person (nb_page_order()).
 */
static enum nb_status follow_order(const char *document, size_t len,
				   struct nb_buf *text, struct nb_error *err)
{
	const char *p = document, *end = p + len;
	enum nb_status st = NB_OK;
	struct nb_tag tag;

	while (!st && nb_tag_find(p, end, &tag) && !nb_tag_is(&tag, "body")) {
		size_t n, type_len;
		const char *type = nb_tag_attribute(&tag, "type", &type_len);

		p = tag.end;
		if (tag.closes || !nb_tag_is(&tag, "num"))
			continue;
		for (n = 0; p + n < end && p[n] != '<'; n++)
			;
		if (is_word(type, type_len, "lines"))
			st = nb_lines_move(text, p, n, err);
		if (!st && is_word(type, type_len, "reading"))
			st = follow_reading(text, p, n, err);
	}
	return st;
}

/* Is the source a text, and no markup? */
static bool is_text(const struct nb_source *origin)
{
	return !origin->form[0] || strncmp(origin->form, "text", 4) == 0;
}

enum nb_status nb_compare_source(const void *document, size_t len,
				 const void *source, size_t source_len,
				 nb_layout_reader *markup, struct nb_error *err)
{
	struct nb_text theirs = {.bom = false};
	struct nb_buf ours = {0};
	struct nb_source origin;
	char id[NB_ID_MAX];
	enum nb_status st = nb_tei_origin(document, len, id, &origin, err);

	if (!st && is_text(&origin) && nb_layout_is_markup(source, source_len))
		st = nb_fail(err, NB_UNSUPPORTED,
			     "the source is not a page text");
	if (!st)
		st = read_source(source, source_len, &origin, markup, &theirs,
				 err);
	if (!st)
		st = follow_order(document, len, &theirs.utf8, err);
	if (!st)
		st = nb_form_damaged(origin.form)
			     ? nb_tei_exact(document, len, &ours, err)
			     : nb_tei_received(document, len, &ours, err);
	if (!st)
		st = compare_texts(&ours, &theirs.utf8, err);
	nb_buf_free(&ours);
	nb_text_free(&theirs);
	return st;
}
