/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of tesseract (tsv.h).
 *
 * A row is a page, a block, a paragraph, a line or a word, by its level; only
 * words have a text. It has the numbers of all that it is in, so that words can
 * be put into lines even if somebody has left out the other rows.
 */
#include "layout/others/tsv.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/others/answer.h"

#include <stdio.h>
#include <string.h>

#define HEAD                                                                   \
	"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\t" \
	"width\theight\tconf\ttext"

/* The columns that are read; CONF, which may be negative, is not. */
enum column {
	LEVEL,
	PAGE,
	BLOCK,
	PAR,
	LINE,
	WORD,
	LEFT,
	TOP,
	WIDTH,
	HEIGHT,
	NUMBERS
};

enum level { LEVEL_PAGE = 1, LEVEL_LINE = 4, LEVEL_WORD = 5 };

/* A table that is being read. */
struct table {
	struct nb_answer a;
	unsigned number;       /* of the row in hand, from 1 */
	double page;	       /* its number; 0: the next page may have any */
	double line[LINE + 1]; /* the numbers of the open line */
	struct nb_text text;
};

/* ---- the first bytes */

bool nb_tsv_is(const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	const char *name = HEAD;
	size_t i;

	/* A byte order mark, and the NULs of UTF-16, are passed over. */
	for (i = 0; i < len && *name; i++) {
		if (p[i] == 0 || (i < NB_UTF8_BOM_LEN && p[i] >= 0x80))
			continue;
		if (p[i] != (uint8_t)*name)
			return false;
		name++;
	}
	return !*name;
}

/* ---- rows */

static void refuse(struct table *t, const char *what)
{
	t->a.status =
		nb_fail(t->a.err, NB_INVALID, "line %u: %s", t->number, what);
}

/* A page begins. Pages between it and the one before are blank: somebody has
 * left out the rows without words. */
static void begin_page(struct table *t, const double *n)
{
	bool sized = n[LEVEL] == LEVEL_PAGE;

	if (n[PAGE] < t->page)
		refuse(t, "the pages are in no order");
	else if (t->page > 0 && n[PAGE] - t->page > NB_FILE_PAGES_MAX)
		refuse(t, "too many pages are missing before it");
	for (; !t->a.status && t->page > 0 && t->page + 1 < n[PAGE]; t->page++)
		nb_answer_page(&t->a, 0, 0);
	if (!t->a.status)
		nb_answer_page(&t->a, sized ? n[WIDTH] : 0,
			       sized ? n[HEIGHT] : 0);
	t->page = n[PAGE];
}

/* Begin a line; its box is that of the row if that is a line, and else that of
 * its words. */
static void begin_line(struct table *t, const double *n,
		       const struct nb_box *box)
{
	nb_answer_end(&t->a);
	nb_answer_begin(&t->a, n[LEVEL] == LEVEL_LINE ? box : NULL);
	memcpy(t->line, n, sizeof(t->line));
}

/* Is the row of the line that is open? */
static bool is_same_line(const struct table *t, const double *n)
{
	size_t i;

	for (i = PAGE; i <= LINE; i++)
		if (t->line[i] != n[i])
			return false;
	return t->a.lines.open;
}

/* Take a row, of which `text` is NULL if it has none. */
static void take(struct table *t, const double *n, const char *text)
{
	const struct nb_box box = {.x0 = n[LEFT],
				   .y0 = n[TOP],
				   .x1 = n[LEFT] + n[WIDTH],
				   .y1 = n[TOP] + n[HEIGHT]};

	/* Tables that were joined without names between them. */
	if (n[LEVEL] == LEVEL_PAGE && n[PAGE] <= t->page)
		t->page = 0;
	if (n[PAGE] != t->page) {
		nb_answer_end(&t->a);
		begin_page(t, n);
	}
	if (!t->a.status && n[LEVEL] >= LEVEL_LINE && !is_same_line(t, n))
		begin_line(t, n, &box);
	if (!t->a.status && n[LEVEL] == LEVEL_WORD && text)
		nb_answer_word(&t->a, text, &box);
}

/* Read a row: numbers, the confidence, and a text, which may be missing with
 * the tab before it, as editors drop tabs at the end of a line. */
static void read_row(struct table *t, char *row)
{
	double n[NUMBERS];
	size_t i;

	for (i = 0; i < NUMBERS; i++) {
		size_t len = strcspn(row, "\t");

		if (!nb_edge(row, len, &n[i]) || !row[len]) {
			refuse(t, "no row of tesseract's table: ten numbers "
				  "are expected, with tabs between them");
			return;
		}
		row += len + 1;
	}
	row = strchr(row, '\t');
	if (n[LEVEL] < LEVEL_PAGE || n[LEVEL] > LEVEL_WORD || n[PAGE] < 1 ||
	    n[LEFT] + n[WIDTH] > NB_COORDINATE_MAX ||
	    n[TOP] + n[HEIGHT] > NB_COORDINATE_MAX)
		refuse(t, "its level, page or place cannot be");
	else
		take(t, n, row ? row + 1 : NULL);
}

/* Take the names of the columns. They come again where the tables of several
 * images were joined, which count their pages anew. */
static void read_head(struct table *t, const char *line)
{
	if (line[strlen(HEAD)])
		refuse(t, "more follows than the names of tesseract's columns: "
			  "leave out other columns, and end lines with LF");
	t->page = 0;
}

/* Read all rows. */
static void read_rows(struct table *t)
{
	char *p = (char *)t->text.utf8.data, *end = p + t->text.utf8.len;

	while (p < end && !t->a.status) {
		char *lf = memchr(p, '\n', (size_t)(end - p));
		char *stop = lf ? lf : end;
		size_t n = (size_t)(stop - p);

		t->number++;
		*stop = '\0';
		if (n && p[n - 1] == '\r')
			p[--n] = '\0';
		if (strlen(p) < n)
			refuse(t, "a NUL byte");
		else if (strncmp(p, HEAD, strlen(HEAD)) == 0)
			read_head(t, p);
		else if (*p)
			read_row(t, p);
		p = stop + 1;
	}
	nb_answer_end(&t->a);
	nb_answer_some_page(&t->a);
}

enum nb_status nb_tsv_read(const void *bytes, size_t len,
			   struct nb_layout *layout, struct nb_error *err)
{
	struct table t = {
		.a = {.lines.layout = layout, .scale = 1, .err = err}};
	enum nb_status st = nb_text_decode(
		bytes, len - nb_layout_padding(bytes, len), NULL, &t.text, err);

	memset(layout, 0, sizeof(*layout));
	/* Room for the NUL that ends the last row. */
	if (!st && nb_buf_add(&t.text.utf8, "", 1))
		st = nb_fail_mem(err);
	if (!st) {
		t.text.utf8.len--;
		read_rows(&t);
		st = t.a.status;
	}
	if (!st)
		st = nb_answer_finish(&t.a, NB_TSV_FORM);
	memcpy(layout->charset, t.text.charset, sizeof(layout->charset));
	layout->charset_in_doubt = t.text.uncertain;
	nb_sha256(bytes, len, layout->sha256);
	nb_text_free(&t.text);
	return st;
}
