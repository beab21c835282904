/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting the files of a page together (gather.h).
 *
 * The articles come in the order that the manifest states, or in that of their
 * numbers; the files of one article follow each other. The bundle has the bytes
 * of every file, and a table of what the manifest says of it, so that the page
 * can be made again from its source alone.
 *
 * The charset is detected from all files together, as one of a few words would
 * prove nothing. The table records it.
 */
#include "ingest/gather.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "encoding/convert/detect.h"
#include "ingest/files.h"
#include "layout/source/rows.h"
#include "layout/source/tar.h"

#include <nbarc/newspaper.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file of an article. */
struct part {
	char *path; /* owned */
	uint32_t row, article;
	unsigned long rank;  /* its place, as the manifest states it */
	unsigned long first; /* the least of all files of its article */
	size_t at, len;	     /* its bytes in `bytes` */
	char charset[NB_CHARSET_MAX];
	char name[NB_TAR_NAME_MAX]; /* in the bundle */
};

struct nb_gathering {
	char id[NB_ID_MAX];
	char name[NB_ID_MAX + 4]; /* of the bundle */
	struct part *parts;
	size_t count, cap;
	struct nb_buf bytes; /* of all files, one after the other */
	bool uncertain;
};

/* ---- collecting */

size_t nb_gathering_count(const struct nb_gathering *w)
{
	return w ? w->count : 0;
}

bool nb_gathering_goes_on(const struct nb_gathering *w,
			  const struct nb_input *in)
{
	return w && w->count && in->article && strcmp(w->id, in->id) == 0;
}

enum nb_status nb_gathering_add(struct nb_run *g, const struct nb_input *in,
				struct nb_error *err)
{
	struct nb_gathering *w = g->gathering;
	const struct nb_manifest_row *row = nb_run_row(g, in);
	struct part *grown, *p;

	if (!w)
		w = g->gathering = nb_alloc(1, sizeof(*w));
	if (!w)
		return nb_fail_mem(err);
	grown = nb_grow(w->parts, &w->cap, w->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	w->parts = grown;
	p = &grown[w->count];
	memset(p, 0, sizeof(*p));
	p->path = nb_strndup(in->path, strlen(in->path));
	if (!p->path)
		return nb_fail_mem(err);
	p->row = in->row;
	p->article = in->article;
	p->rank = row && row->order[0] ? strtoul(row->order, NULL, 10)
				       : in->article;
	if (row && row->charset[0])
		(void)snprintf(p->charset, sizeof(p->charset), "%s",
			       row->charset);
	if (!w->count++)
		(void)snprintf(w->id, sizeof(w->id), "%s", in->id);
	return NB_OK;
}

void nb_gathering_clear(struct nb_gathering *w)
{
	size_t i;

	for (i = 0; w && i < w->count; i++)
		free(w->parts[i].path);
	if (w) {
		w->count = w->bytes.len = 0;
		w->uncertain = false;
	}
}

void nb_gathering_free(struct nb_gathering *w)
{
	nb_gathering_clear(w);
	if (w) {
		free(w->parts);
		nb_buf_free(&w->bytes);
	}
	free(w);
}

/* ---- order */

static int by_number(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

/* For qsort(3): the order of the page. */
static int by_place(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = by_number(x->first, y->first);

	if (!order)
		order = by_number(x->article, y->article);
	if (!order)
		order = by_number(x->rank, y->rank);
	return order ? order : strcmp(x->path, y->path);
}

/* For qsort(3): the files of an article together, its first one first. */
static int by_article(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = by_number(x->article, y->article);

	return order ? order : by_number(x->rank, y->rank);
}

static void sort_parts(struct nb_gathering *w)
{
	size_t i;

	qsort(w->parts, w->count, sizeof(*w->parts), by_article);
	for (i = 0; i < w->count; i++) {
		struct part *p = &w->parts[i];

		p->first = i && p->article == p[-1].article ? p[-1].first
							    : p->rank;
	}
	qsort(w->parts, w->count, sizeof(*w->parts), by_place);
}

/* Is it the name of a file before number i, or of the table? */
static bool is_taken(const struct nb_gathering *w, size_t i, const char *name)
{
	size_t k;

	if (strcmp(name, NB_BUNDLE_TABLE) == 0)
		return true;
	for (k = 0; k < i; k++)
		if (strcmp(w->parts[k].name, name) == 0)
			return true;
	return false;
}

/*
 * Name the files in the bundle: as they were called, without folders, and with
 * their place before it if another one is called so. Of a long name it is the
 * end.
 */
static void name_parts(struct nb_gathering *w)
{
	size_t i, n;

	for (i = 0; i < w->count; i++) {
		struct part *p = &w->parts[i];
		const char *slash = strrchr(p->path, '/');
		const char *name = slash ? slash + 1 : p->path;

		n = strlen(name);
		if (n < sizeof(p->name) && !is_taken(w, i, name)) {
			memcpy(p->name, name, n + 1);
			continue;
		}
		name += n > 80 ? n - 80 : 0;
		while (((uint8_t)*name & 0xc0) == 0x80)
			name++;
		(void)snprintf(p->name, sizeof(p->name), "%05zu-%s", i + 1,
			       name);
	}
}

/* ---- files */

/* Read all files. */
static enum nb_status read_parts(struct nb_run *g, struct nb_gathering *w,
				 struct nb_error *err)
{
	size_t i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < w->count; i++) {
		struct part *p = &w->parts[i];

		p->at = w->bytes.len;
		st = nb_file_read(p->path, NB_PAGE_MAX, &w->bytes, err);
		p->len = w->bytes.len - p->at;
		nb_run_note_time(g, p->path);
		if (!st && w->bytes.len > NB_PAGE_MAX)
			st = nb_fail(err, NB_LIMIT,
				     "the files of page %s have more than %zu "
				     "bytes",
				     w->id, NB_PAGE_MAX);
		if (st)
			nb_error_file(err, p->path);
	}
	g->counts->bytes += w->bytes.len;
	return st;
}

/* Can the file be read in that charset? */
static bool reads(const struct nb_gathering *w, const struct part *p,
		  const char *charset)
{
	struct nb_text text;
	struct nb_error err;
	enum nb_status st = nb_text_decode(w->bytes.data + p->at, p->len,
					   charset, &text, &err);

	nb_text_free(&text);
	return st == NB_OK;
}

/*
 * Find the charset of a file for which none is given: its mark says it, or that
 * of all files together, unless only another one reads it.
 */
static enum nb_status find_charset(struct nb_gathering *w, struct part *p,
				   const char *common, struct nb_error *err)
{
	const uint8_t *bytes = w->bytes.data + p->at;
	const struct nb_mark *mark = nb_mark_at(bytes, p->len, NULL);
	struct nb_detected own;
	const char *charset = mark ? mark->charset : common;
	enum nb_status st = NB_OK;

	if (!mark && (!*common || !reads(w, p, common))) {
		st = nb_detect(bytes, p->len, &own, err);
		if (!st && own.charset[0] &&
		    (!*common || reads(w, p, nb_detected_charset(&own))))
			charset = nb_detected_charset(&own);
	}
	(void)snprintf(p->charset, sizeof(p->charset), "%s", charset);
	return st;
}

/* Find the charsets of all files. */
static enum nb_status find_charsets(struct nb_run *g, struct nb_gathering *w,
				    struct nb_error *err)
{
	const char *given = g->options->reading.charset;
	struct nb_detected all;
	const char *common;
	size_t i;
	enum nb_status st = nb_detect(w->bytes.data, w->bytes.len, &all, err);

	if (st)
		return st;
	common = all.charset[0] ? nb_detected_charset(&all) : "";
	for (i = 0; !st && i < w->count; i++) {
		struct part *p = &w->parts[i];

		if (given && !p->charset[0])
			(void)snprintf(p->charset, sizeof(p->charset), "%s",
				       given);
		if (p->charset[0])
			continue;
		w->uncertain |= !all.certain;
		st = find_charset(w, p, common, err);
	}
	return st;
}

/* Check that each file is a text, so that a message can name it. */
static enum nb_status check_parts(const struct nb_run *g,
				  const struct nb_gathering *w,
				  struct nb_error *err)
{
	struct nb_layout layout;
	struct nb_text text;
	size_t i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < w->count; i++) {
		const struct part *p = &w->parts[i];
		const uint8_t *bytes = w->bytes.data + p->at;

		if (nb_layout_has_form(bytes, p->len) ||
		    nb_layout_is_bundle(bytes, p->len)) {
			st = nb_fail(err, NB_UNSUPPORTED,
				     "the file of an article is a text, not "
				     "markup or JSON");
		} else {
			st = nb_layout_read_page(
				bytes, p->len,
				p->charset[0] ? p->charset : NULL, NULL,
				g->options->reading.damaged, &text, &layout,
				err);
			nb_text_free(&text);
			nb_layout_free(&layout);
		}
		if (st)
			nb_error_file(err, p->path);
	}
	return st;
}

/* ---- the bundle */

/* Append the row of a file to the table. */
static enum nb_status add_row(const struct nb_run *g,
			      const struct nb_gathering *w, size_t i,
			      struct nb_buf *table)
{
	const struct part *p = &w->parts[i];
	const struct nb_input in = {.row = p->row};
	const struct nb_manifest_row *said = nb_run_row(g, &in);
	struct nb_newspaper_id id;
	char date[16], article[16], order[24];
	struct nb_bundle_row row = {.cells = {NULL}};
	size_t c;

	for (c = 0; c < NB_BUNDLE_COLUMNS; c++)
		row.cells[c] = "";
	(void)snprintf(article, sizeof(article), "%u", (unsigned)p->article);
	(void)snprintf(order, sizeof(order), "%zu", i + 1);
	row.cells[NB_BUNDLE_PATH] = p->name;
	row.cells[NB_BUNDLE_ARTICLE] = article;
	row.cells[NB_BUNDLE_ORDER] = order;
	row.cells[NB_BUNDLE_CHARSET] = p->charset;
	if (nb_newspaper_parse(w->id, strlen(w->id), &id)) {
		(void)snprintf(date, sizeof(date), "%s%s", id.date, id.edition);
		row.cells[NB_BUNDLE_TITLE] = id.title;
		row.cells[NB_BUNDLE_DATE] = date;
		row.cells[NB_BUNDLE_PAGE] = id.page;
	}
	if (said) {
		row.cells[NB_BUNDLE_TYPE] = said->type;
		row.cells[NB_BUNDLE_KICKER] = said->kicker;
		row.cells[NB_BUNDLE_HEAD] = said->head;
		row.cells[NB_BUNDLE_SUBHEAD] = said->subhead;
		row.cells[NB_BUNDLE_AUTHOR] = said->author;
	}
	return nb_bundle_row_write(&row, table);
}

/* Write the bundle. */
static enum nb_status write_bundle(struct nb_run *g,
				   const struct nb_gathering *w,
				   struct nb_error *err)
{
	struct nb_buf table = {0};
	size_t i;
	enum nb_status st = nb_bundle_row_write(NULL, &table);

	for (i = 0; !st && i < w->count; i++)
		st = add_row(g, w, i, &table);
	if (st)
		st = nb_fail_mem(err);
	g->bytes.len = 0;
	if (!st)
		st = nb_tar_add(&g->bytes, NB_BUNDLE_TABLE, table.data,
				table.len, err);
	for (i = 0; !st && i < w->count; i++)
		st = nb_tar_add(&g->bytes, w->parts[i].name,
				w->bytes.data + w->parts[i].at, w->parts[i].len,
				err);
	nb_buf_free(&table);
	return st ? st : nb_tar_end(&g->bytes, err);
}

enum nb_status nb_gathering_make(struct nb_run *g, struct nb_input *in,
				 struct nb_error *err)
{
	struct nb_gathering *w = g->gathering;
	enum nb_status st;

	sort_parts(w);
	name_parts(w);
	/* The pointers below must not be NULL, even if all files are empty. */
	st = nb_buf_reserve(&w->bytes, 1) ? nb_fail_mem(err) : NB_OK;
	if (!st)
		st = read_parts(g, w, err);
	if (!st)
		st = find_charsets(g, w, err);
	if (!st)
		st = check_parts(g, w, err);
	if (!st)
		st = write_bundle(g, w, err);
	(void)snprintf(w->name, sizeof(w->name), "%s.tar", w->id);
	*in = (struct nb_input){.id = w->id,
				.path = w->parts[0].path,
				.row = w->parts[0].row,
				.made = w->name,
				.uncertain = w->uncertain};
	return st;
}
