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
 * The next character that is not white space, plus 1, so that a NUL in the text
 * is not its end; 0 at the end.
 */
static uint32_t next_character(const struct nb_buf *text, size_t *at)
{
	uint32_t c;

	while (*at < text->len) {
		size_t n = nb_utf8_get((const char *)text->data + *at,
				       text->len - *at, &c);

		*at += n ? n : 1;
		if (!nb_is_space(c))
			return fold_mark(c) + 1;
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

enum nb_status nb_compare_source(const void *document, size_t len,
				 const void *source, size_t source_len,
				 nb_layout_reader *markup, struct nb_error *err)
{
	struct nb_layout layout = {.count = 0};
	struct nb_text theirs = {.bom = false};
	struct nb_buf ours = {0};
	struct nb_source origin;
	char id[NB_ID_MAX];
	enum nb_status st = nb_tei_origin(document, len, id, &origin, err);

	if (!st && !origin.form[0] && nb_layout_is_markup(source, source_len))
		st = nb_fail(err, NB_UNSUPPORTED,
			     "the source is not a page text");
	if (!st)
		st = nb_layout_read_page(source, source_len,
					 origin.charset[0] ? origin.charset
							   : NULL,
					 markup, &theirs, &layout, err);
	if (!st && strcmp(layout.form, origin.form) != 0)
		st = nb_fail(err, NB_INVALID,
			     "the source is not in the format "
			     "that the document names");
	if (!st)
		st = nb_tei_text(document, len, &ours, err);
	if (!st)
		st = compare_texts(&ours, &theirs.utf8, err);
	nb_buf_free(&ours);
	nb_layout_free(&layout);
	nb_text_free(&theirs);
	return st;
}
