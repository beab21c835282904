/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading bundles (bundle.h).
 *
 * All files are decoded first. If bytes of one were damaged, the text of the
 * page has escapes, and so have the texts of the others then. Each article is
 * an area with its number as its item, in which its heads, its text and its
 * byline are areas of their own: lib/article takes them over, and no paragraph
 * goes on from one to the next.
 */
#include "layout/source/bundle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "encoding/convert/escape.h"
#include "layout/source/rows.h"
#include "layout/source/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Characters that a byline may have beside its names: 本报记者 and the like. */
#define BYLINE_MORE 12u
/* Lines at either end of a text that may be its byline. */
#define BYLINE_LINES 2u

bool nb_bundle_is(const void *bytes, size_t len)
{
	return nb_tar_begins(bytes, len, NB_BUNDLE_TABLE);
}

/* A bundle that is being read; texts[] is owned, one for each row. */
struct bundle {
	const uint8_t *bytes;
	size_t len;
	struct nb_bundle_rows rows;
	struct nb_text *texts;
	struct nb_layout *layout;
	uint32_t area; /* of the last line */
};

/* ---- the files */

/* Find a member. NB_INVALID if it is not there. */
static enum nb_status find_member(const struct bundle *b, const char *name,
				  struct nb_tar_member *m, struct nb_error *err)
{
	size_t at = 0;
	bool there = true;
	enum nb_status st = NB_OK;

	while (!st && there) {
		st = nb_tar_next(b->bytes, b->len, &at, m, &there, err);
		if (!st && there && strcmp(m->name, name) == 0)
			return NB_OK;
	}
	return st ? st
		  : nb_fail(err, NB_INVALID, "the bundle has no file %.200s",
			    name);
}

/* Decode the file of a row. Offsets become those of the bundle. */
static enum nb_status decode(struct bundle *b, size_t i,
			     enum nb_damaged damaged, struct nb_error *err)
{
	const char *charset = b->rows.list[i].cells[NB_BUNDLE_CHARSET];
	const char *path = b->rows.list[i].cells[NB_BUNDLE_PATH];
	struct nb_text *text = &b->texts[i];
	struct nb_tar_member m;
	struct nb_error why;
	uint64_t base, k;
	enum nb_status st = find_member(b, path, &m, err);

	if (st)
		return st;
	base = (uint64_t)(m.bytes - b->bytes);
	st = (damaged == NB_DAMAGED_KEEP ? nb_text_keep : nb_text_decode)(
		m.bytes, m.len, *charset ? charset : NULL, text, &why);
	if (st && why.offset != NB_NO_OFFSET)
		return nb_fail_at(err, st, base + why.offset, "%.200s: %s",
				  path, why.text);
	if (st)
		return nb_fail(err, st, "%.200s: %s", path, why.text);
	for (k = 0; k < text->damage.count; k++)
		nb_bad_bytes_add(
			&b->layout->damage,
			base + text->damage.at[k < NB_BAD_BYTES_KEPT ? k : 0]);
	return NB_OK;
}

/* Give the texts without damage escapes, too. */
static enum nb_status escape_all(struct bundle *b, struct nb_error *err)
{
	size_t i;

	for (i = 0; b->layout->damage.count && i < b->rows.count; i++)
		if (!b->texts[i].damage.count && b->texts[i].utf8.len &&
		    nb_escape_double(&b->texts[i].utf8, 0))
			return nb_fail_mem(err);
	return NB_OK;
}

/* The charset of all files, or "mixed". */
static void name_charset(struct bundle *b)
{
	const char *name = b->rows.count ? b->texts[0].charset : "UTF-8";
	size_t i;

	for (i = 1; i < b->rows.count; i++)
		if (strcmp(b->texts[i].charset, name) != 0)
			name = "mixed";
	(void)snprintf(b->layout->charset, sizeof(b->layout->charset), "%s",
		       name);
}

/* ---- the page */

/* Add an area; its number, from 1, or 0: no memory. */
static uint32_t add_area(struct bundle *b, uint32_t parent, uint32_t item,
			 enum nb_said_kind kind, enum nb_said said)
{
	struct nb_layout *l = b->layout;
	struct nb_area *grown = nb_grow(l->areas, &l->area_cap,
					l->area_count + 1, sizeof(*grown));

	if (!grown)
		return 0;
	l->areas = grown;
	grown[l->area_count] = (struct nb_area){
		.parent = parent, .item = item, .kind = kind, .said = said};
	return (uint32_t)++l->area_count;
}

/* Append a line of an area. Only NB_NOMEM can happen. */
static enum nb_status add_line(struct bundle *b, uint32_t area,
			       const char *text, size_t len)
{
	struct nb_layout *l = b->layout;
	struct nb_stretch *grown;

	if (!area)
		return NB_NOMEM;
	if (area != b->area) {
		grown = nb_grow(l->stretches, &l->stretch_cap,
				l->stretch_count + 1, sizeof(*grown));
		if (!grown)
			return NB_NOMEM;
		l->stretches = grown;
		grown[l->stretch_count++] =
			(struct nb_stretch){l->text.len, area};
		b->area = area;
	}
	return nb_buf_add(&l->text, text, len) || nb_buf_puts(&l->text, "\n")
		       ? NB_NOMEM
		       : NB_OK;
}

/* The line at *at of a text, which moves to the next; its length. */
static size_t take_line(const char *text, size_t len, size_t *at)
{
	size_t from = *at, n = 0;

	while (from + n < len && text[from + n] != '\n' &&
	       text[from + n] != '\r')
		n++;
	*at = from + n + (from + n < len);
	if (*at < len && text[*at - 1] == '\r' && text[*at] == '\n')
		++*at;
	return n;
}

static bool is_blank(const char *s, size_t len)
{
	size_t at = 0;
	uint32_t c;

	while (at < len) {
		at += nb_utf8_get(s + at, len - at, &c);
		if (!nb_is_space(c))
			return false;
	}
	return true;
}

/* The next character that is no white space, in half width; 0 at the end. */
static uint32_t next_character(const char *s, size_t len, size_t *at)
{
	uint32_t c;

	while (*at < len) {
		*at += nb_utf8_get(s + *at, len - *at, &c);
		if (c > NB_FULLWIDTH_OFFSET + ' ' &&
		    c < NB_FULLWIDTH_OFFSET + 0x7f)
			c -= NB_FULLWIDTH_OFFSET;
		if (!nb_is_space(c))
			return c;
	}
	return 0;
}

/* Are two texts the same, white space and the width of marks aside? */
static bool is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, j = 0;
	uint32_t c;

	do {
		c = next_character(a, a_len, &i);
		if (c != next_character(b, b_len, &j))
			return false;
	} while (c);
	return true;
}

/* The text of a file on its way into the page. */
struct body {
	const char *text;
	size_t len, at;
};

/* Pass over empty lines. */
static void skip_blanks(struct body *body)
{
	size_t next = body->at;

	while (next < body->len) {
		size_t n, from = next;

		n = take_line(body->text, body->len, &next);
		if (!is_blank(body->text + from, n))
			return;
		body->at = next;
	}
}

/*
 * Write a head that the row states. If the text goes on with the same words,
 * these are the head.
 */
static enum nb_status add_head(struct bundle *b, uint32_t item,
			       const char *cell, enum nb_said said,
			       struct body *body)
{
	uint32_t area;
	size_t next, n, at = 0;
	enum nb_status st = NB_OK;
	struct nb_buf words = {0};

	if (is_blank(cell, strlen(cell)))
		return NB_OK;
	st = nb_buf_puts(&words, cell);
	if (!st && b->layout->damage.count)
		st = nb_escape_double(&words, 0);
	area = add_area(b, item, 0, NB_SAID_ARTICLE, said);
	skip_blanks(body);
	next = body->at;
	n = take_line(body->text, body->len, &next);
	if (!st &&
	    is_same(body->text + body->at, n, (char *)words.data, words.len)) {
		st = add_line(b, area, body->text + body->at, n);
		body->at = next;
		at = words.len;
	}
	while (!st && at < words.len) {
		const char *line = (char *)words.data + at;

		n = take_line((char *)words.data, words.len, &at);
		st = add_line(b, area, line, n);
	}
	nb_buf_free(&words);
	return st;
}

/* Does a character stand between the names of authors? */
static bool parts_names(uint32_t c)
{
	return nb_is_space(c) || c == ',' || c == ';' || c == '/' || c == '|' ||
	       c == 0xff0c || c == 0xff1b || c == 0x3001;
}

/* The next name at *at of a list; its length, 0 at the end. */
static size_t take_name(const char *list, size_t *at, const char **name)
{
	size_t len = strlen(list), n = 0, step;
	uint32_t c;

	*name = NULL;
	while (*at < len) {
		step = nb_utf8_get(list + *at, len - *at, &c);
		if (parts_names(c) && n)
			break;
		if (!parts_names(c)) {
			*name = *name ? *name : list + *at;
			n += step;
		}
		*at += step;
	}
	return n;
}

/* Is a line the byline of these authors? */
static bool is_byline(const char *line, size_t len, const char *authors)
{
	static const char stop[] = "。";
	size_t at = 0, n, names = 0;
	const char *name;

	while ((n = take_name(authors, &at, &name)) != 0) {
		size_t i = 0;

		while (i + n <= len && memcmp(line + i, name, n) != 0)
			i++;
		if (i + n > len)
			return false;
		names += nb_utf8_count(name, n);
	}
	for (at = 0; at + 3 <= len; at++)
		if (memcmp(line + at, stop, 3) == 0)
			return false;
	return names && nb_utf8_count(line, len) <= names + BYLINE_MORE;
}

/* The offset of the line of a text that is its byline; SIZE_MAX: none is. */
static size_t find_byline(const struct body *body, const char *authors)
{
	size_t at = body->at, lines = 0, number = 0, i;

	for (i = 0; i < 2; i++)
		for (at = body->at, number = 0; at < body->len;) {
			size_t from = at;
			size_t n = take_line(body->text, body->len, &at);

			if (is_blank(body->text + from, n))
				continue;
			number++;
			lines += i == 0;
			if (i &&
			    (number <= BYLINE_LINES ||
			     number + BYLINE_LINES > lines) &&
			    is_byline(body->text + from, n, authors))
				return from;
		}
	return SIZE_MAX;
}

/* Write the authors that the row states and the text does not. */
static enum nb_status add_authors(struct bundle *b, uint32_t item,
				  const char *authors)
{
	struct nb_buf line = {0};
	size_t at = 0, n;
	const char *name;
	enum nb_status st = NB_OK;

	while (!st && (n = take_name(authors, &at, &name)) != 0) {
		if (line.len)
			st = nb_buf_puts(&line, " ");
		if (!st)
			st = nb_buf_add(&line, name, n);
	}
	if (!st && line.len && b->layout->damage.count)
		st = nb_escape_double(&line, 0);
	if (!st && line.len)
		st = nb_buf_puts(&b->layout->text, "\n");
	if (!st && line.len)
		st = add_line(
			b,
			add_area(b, item, 0, NB_SAID_ARTICLE, NB_SAID_BYLINE),
			(char *)line.data, line.len);
	nb_buf_free(&line);
	return st;
}

/* Write the lines of the text, one of which may be the byline. */
static enum nb_status add_body(struct bundle *b, uint32_t item, bool headed,
			       const char *authors, struct body *body)
{
	size_t byline = find_byline(body, authors);
	uint32_t area = add_area(b, item, 0, NB_SAID_ARTICLE,
				 headed ? NB_SAID_BODY : NB_SAID_NOTHING);
	uint32_t other = add_area(b, item, 0, NB_SAID_ARTICLE, NB_SAID_BYLINE);
	enum nb_status st = NB_OK;

	while (!st && body->at < body->len) {
		size_t from = body->at;
		size_t n = take_line(body->text, body->len, &body->at);

		if (is_blank(body->text + from, n))
			st = nb_buf_puts(&b->layout->text, "\n");
		else
			st = add_line(b, from == byline ? other : area,
				      body->text + from, n);
	}
	return !st && byline == SIZE_MAX ? add_authors(b, item, authors) : st;
}

/* Write a file of an article, whose area is `item`. */
static enum nb_status add_file(struct bundle *b, size_t i, uint32_t item)
{
	const struct nb_bundle_row *row = &b->rows.list[i];
	const struct nb_buf *utf8 = &b->texts[i].utf8;
	struct body body = {utf8->len ? (char *)utf8->data : "", utf8->len, 0};
	enum nb_status st = i ? nb_buf_puts(&b->layout->text, "\n") : NB_OK;

	if (!item)
		return NB_NOMEM;
	if (!st)
		st = add_head(b, item, row->cells[NB_BUNDLE_KICKER],
			      NB_SAID_KICKER, &body);
	if (!st)
		st = add_head(b, item, row->cells[NB_BUNDLE_HEAD], NB_SAID_MAIN,
			      &body);
	if (!st)
		st = add_head(b, item, row->cells[NB_BUNDLE_SUBHEAD],
			      NB_SAID_SUB, &body);
	if (!st)
		st = nb_buf_puts(&b->layout->text, "\n");
	return st ? st
		  : add_body(b, item, row->cells[NB_BUNDLE_HEAD][0] != '\0',
			     row->cells[NB_BUNDLE_AUTHOR], &body);
}

/* Write all articles, each of which has rows that follow each other. */
static enum nb_status add_articles(struct bundle *b, struct nb_error *err)
{
	const struct nb_bundle_row *list = b->rows.list;
	uint32_t item = 0;
	enum nb_status st = nb_buf_add(&b->layout->ids, "", 1);
	size_t i;

	for (i = 0; !st && i < b->rows.count; i++) {
		if (i == 0 || list[i].article != list[i - 1].article)
			item = add_area(b, 0, list[i].article, list[i].kind,
					NB_SAID_NOTHING);
		st = add_file(b, i, item);
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Read everything into *b. */
static enum nb_status read_bundle(struct bundle *b, enum nb_damaged damaged,
				  struct nb_error *err)
{
	struct nb_tar_member table;
	size_t i;
	enum nb_status st = find_member(b, NB_BUNDLE_TABLE, &table, err);

	if (!st)
		st = nb_bundle_rows_read(table.bytes, table.len, &b->rows, err);
	if (st)
		return st;
	b->texts = nb_alloc(b->rows.count, sizeof(*b->texts));
	if (!b->texts)
		return nb_fail_mem(err);
	for (i = 0; !st && i < b->rows.count; i++)
		st = decode(b, i, damaged, err);
	if (!st)
		st = escape_all(b, err);
	return st ? st : add_articles(b, err);
}

enum nb_status nb_bundle_read(const void *bytes, size_t len,
			      enum nb_damaged damaged, struct nb_layout *layout,
			      struct nb_error *err)
{
	struct bundle b = {.bytes = bytes, .len = len, .layout = layout};
	enum nb_status st;
	size_t i;

	memset(layout, 0, sizeof(*layout));
	st = read_bundle(&b, damaged, err);
	if (!st) {
		name_charset(&b);
		nb_sha256(bytes, len, layout->sha256);
		layout->numbered = true;
		memcpy(layout->form, NB_BUNDLE_FORM, sizeof(NB_BUNDLE_FORM));
	}
	for (i = 0; b.texts && i < b.rows.count; i++)
		nb_text_free(&b.texts[i]);
	free(b.texts);
	nb_bundle_rows_free(&b.rows);
	return st;
}
