/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a document has the text of its source, and nothing else. */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <nbarc/ingest.h>

#include <string.h>

/* Punctuation may have been made full-width: U+FF01 to U+FF5E are ASCII. */
static uint32_t fold(uint32_t c)
{
	return c < 0x7f && c && strchr(",:;?!()", (int)c)
		       ? c + NB_FULLWIDTH_OFFSET
		       : c;
}

/* The next character that is not white space; 0 at the end. */
static uint32_t next(const struct nb_buf *text, size_t *at)
{
	uint32_t c;

	while (*at < text->len) {
		size_t n = nb_utf8_get((const char *)text->data + *at,
				       text->len - *at, &c);

		*at += n ? n : 1;
		/* NUL is text, but ends nothing here. */
		if (!nb_is_space(c))
			return fold(c) + 1;
	}
	return 0;
}

static enum nb_status compare(const struct nb_buf *ours,
			      const struct nb_buf *theirs, struct nb_error *err)
{
	size_t i = 0, j = 0;
	uint32_t a, b;

	do {
		a = next(ours, &i);
		b = next(theirs, &j);
	} while (a == b && a);
	if (a == b)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "its text is not that of its source, from byte %zu of "
		       "the source's text on",
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
			     "its source is not a page text");
	if (!st)
		st = nb_layout_read_page(source, source_len,
					 origin.charset[0] ? origin.charset
							   : NULL,
					 markup, &theirs, &layout, err);
	if (!st && strcmp(layout.form, origin.form) != 0)
		st = nb_fail(err, NB_INVALID,
			     "its source is not of the form that it says");
	if (!st)
		st = nb_tei_text(document, len, &ours, err);
	if (!st)
		st = compare(&ours, &theirs.utf8, err);
	nb_buf_free(&ours);
	nb_layout_free(&layout);
	nb_text_free(&theirs);
	return st;
}
