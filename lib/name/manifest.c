/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manifests: a table that says of each file which page it holds
 * (nb_manifest_read(), nbarc-ingest(1)).
 *
 * All cells are in one block of memory, one after the other with a NUL each; a
 * row has their offsets until the block does not grow any more.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/source/csv.h"

#include <nbarc/encoding.h>
#include <nbarc/naming.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The columns that are known, in the order of the cells of a row. */
enum column {
	PATH,
	TITLE,
	DATE,
	PAGE,
	EDITION,
	RIGHTS,
	IMAGE,
	ARTICLE,
	ORDER,
	TYPE,
	KICKER,
	HEAD,
	SUBHEAD,
	AUTHOR,
	CHARSET,
	COLUMNS
};

/* The most columns of a table, with those that are not used. */
#define COLUMNS_MAX 256u

/* What each column may be called, apart from upper and lower case; in simple
 * and in traditional characters. */
#define NAMES_MAX 14
static const char *const names[COLUMNS][NAMES_MAX] = {
	[PATH] = {"path", "file", "filename", "路径", "文件", "文件名",
		  "文件路径", "路徑", "檔案", "檔名", "檔案路徑"},
	[TITLE] = {"title", "title code", "title_code", "code", "报纸",
		   "报纸代码", "报刊", "报刊代码", "代码", "報紙", "報紙代碼",
		   "報刊", "報刊代碼", "代碼"},
	[DATE] = {"date", "日期", "出版日期"},
	[PAGE] = {"page", "版", "版次", "版面", "版号", "页码", "版號", "頁碼"},
	[EDITION] = {"edition", "版本"},
	[RIGHTS] = {"rights", "licence", "license", "权利", "版权", "许可",
		    "權利", "版權", "許可"},
	[IMAGE] = {"image", "图像", "图片", "影像", "扫描件", "圖像", "圖片",
		   "掃描件"},
	[ARTICLE] = {"article", "article number", "篇", "篇号", "文章",
		     "文章号", "稿号", "条目", "篇號", "文章號", "稿號",
		     "條目"},
	[ORDER] = {"order", "sequence", "顺序", "序号", "次序", "排序", "順序",
		   "序號"},
	[TYPE] = {"type", "kind", "类型", "类别", "体裁", "類型", "類別",
		  "體裁"},
	[KICKER] = {"kicker", "引题", "肩题", "眉题", "引題", "肩題", "眉題"},
	[HEAD] = {"head", "headline", "标题", "主题", "题目", "篇名", "题名",
		  "標題", "主題", "題目", "題名"},
	[SUBHEAD] = {"subhead", "subtitle", "副题", "副标题", "副題", "副標題"},
	[AUTHOR] = {"author", "authors", "byline", "作者", "署名", "记者",
		    "责任者", "記者", "責任者"},
	[CHARSET] = {"charset", "encoding", "编码", "字符集", "編碼"},
};

/*
 * A manifest. `cells` has the text of all cells; `rows` point into it, and
 * `sorted` has their numbers by path. Everything is owned.
 */
struct nb_manifest {
	struct nb_manifest_row *rows;
	size_t count, cap;
	size_t *sorted;
	struct nb_buf cells;
	char unused[256];
};

/* A manifest that is being read: what stands in which column. */
struct reading {
	struct nb_manifest *m;
	struct nb_csv csv;
	enum column columns[COLUMNS_MAX]; /* COLUMNS: not used */
	size_t column_count;
	/* Offsets of the cells of all rows, COLUMNS for each. */
	size_t *offsets;
	size_t offset_cap;
};

/* ---- cells */

/* Take white space, of full width too, off the ends of the field in hand. */
static void trim(const struct nb_csv *csv, const char **text, size_t *len)
{
	const char *s = (const char *)csv->field.data;
	size_t n = csv->field.len, skip;
	uint32_t c;

	while (n) {
		skip = nb_utf8_get(s, n, &c);
		if (!nb_is_space(c))
			break;
		s += skip;
		n -= skip;
	}
	while (n) {
		skip = nb_utf8_prev(s, n, &c);
		if (!nb_is_space(c))
			break;
		n -= skip;
	}
	*text = s;
	*len = n;
}

/* Paths of other systems get slashes; "./" at the beginning says nothing. */
static void clean_path(char *path)
{
	char *from = path;

	for (; *from; from++)
		if (*from == '\\')
			*from = '/';
	for (from = path; from[0] == '.' && from[1] == '/';)
		from += 2;
	memmove(path, from, strlen(from) + 1);
}

/* The length of a number without the ".0" that programs write after it if the
 * column has an empty cell. */
static size_t without_fraction(const char *text, size_t len)
{
	size_t digits = 0;

	while (digits < len && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	return digits && len == digits + 2 &&
			       memcmp(text + digits, ".0", 2) == 0
		       ? digits
		       : len;
}

/* Put a cell into the block. */
static enum nb_status add_cell(struct nb_manifest *m, const char *text,
			       size_t len, size_t *offset, struct nb_error *err)
{
	*offset = m->cells.len;
	return nb_buf_add(&m->cells, text, len) || nb_buf_add(&m->cells, "", 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/* ---- columns */

/* The column with this name; COLUMNS if there is none. */
static enum column column_called(const char *name)
{
	size_t c, i;

	for (c = 0; c < COLUMNS; c++)
		for (i = 0; i < NAMES_MAX && names[c][i]; i++)
			if (strcasecmp(name, names[c][i]) == 0)
				return (enum column)c;
	return COLUMNS;
}

/* Add a name to the list of those that are not used, as far as it has room. */
static void note_unused(struct nb_manifest *m, const char *name)
{
	size_t at = strlen(m->unused), len = strlen(name);

	if (!*name || at + len + 3 > sizeof(m->unused))
		return;
	(void)snprintf(m->unused + at, sizeof(m->unused) - at, "%s%s",
		       at ? ", " : "", name);
}

/* Find out which column the field in hand names. */
static enum nb_status read_column(struct reading *r, struct nb_error *err)
{
	char name[64] = "";
	const char *text;
	enum column column;
	size_t len, i;

	trim(&r->csv, &text, &len);
	if (len < sizeof(name))
		memcpy(name, text, len);
	column = column_called(name);
	if (column == COLUMNS)
		note_unused(r->m, name);
	for (i = 0; column != COLUMNS && i < r->column_count; i++)
		if (r->columns[i] == column)
			return nb_fail(err, NB_INVALID,
				       "line 1: two columns are the %s",
				       names[column][0]);
	if (r->column_count == COLUMNS_MAX)
		return nb_fail(err, NB_INVALID, "line 1: more than %u columns",
			       COLUMNS_MAX);
	r->columns[r->column_count++] = column;
	return NB_OK;
}

/* Read the first row. */
static enum nb_status read_columns(struct reading *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (nb_csv_at_end(&r->csv))
		return nb_fail(err, NB_INVALID, "the manifest is empty");
	do {
		st = nb_csv_next(&r->csv, err);
		if (!st)
			st = read_column(r, err);
	} while (!st && !r->csv.row_ends);
	for (i = 0; !st && i < r->column_count; i++)
		if (r->columns[i] == PATH)
			return NB_OK;
	return st ? st
		  : nb_fail(err, NB_INVALID,
			    "line 1: no column is called path; the first line "
			    "names the columns");
}

/* ---- rows */

/* Put the field in hand, which is the i-th of its row, where it belongs. */
static enum nb_status take_field(struct reading *r, size_t i, unsigned line,
				 size_t *cells, struct nb_error *err)
{
	const char *text;
	size_t len;
	enum nb_status st;

	trim(&r->csv, &text, &len);
	if (i >= r->column_count)
		return len == 0 ? NB_OK
				: nb_fail(err, NB_INVALID,
					  "line %u: more fields than the first "
					  "line has columns; a comma in a "
					  "field needs quotes around it",
					  line);
	if (r->columns[i] == COLUMNS || len == 0)
		return NB_OK;
	if (r->columns[i] == DATE || r->columns[i] == PAGE ||
	    r->columns[i] == ARTICLE || r->columns[i] == ORDER)
		len = without_fraction(text, len);
	st = add_cell(r->m, text, len, &cells[r->columns[i]], err);
	if (!st && r->columns[i] == PATH)
		clean_path((char *)r->m->cells.data + cells[PATH]);
	return st;
}

/* True if no field of a row said anything: spreadsheets write such rows. */
static bool is_blank(const size_t *cells)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		if (cells[i])
			return false;
	return true;
}

/* Read a row. The first byte of the block is the empty cell. */
static enum nb_status read_row(struct reading *r, struct nb_error *err)
{
	struct nb_manifest *m = r->m;
	unsigned line = r->csv.line;
	struct nb_manifest_row *grown =
		nb_grow(m->rows, &m->cap, m->count + 1, sizeof(*grown));
	size_t *offsets, *cells, i = 0;
	enum nb_status st = NB_OK;

	if (!grown)
		return nb_fail_mem(err);
	m->rows = grown;
	offsets = nb_grow(r->offsets, &r->offset_cap, (m->count + 1) * COLUMNS,
			  sizeof(*offsets));
	if (!offsets)
		return nb_fail_mem(err);
	r->offsets = offsets;
	cells = offsets + m->count * COLUMNS;
	memset(cells, 0, COLUMNS * sizeof(*cells));
	do {
		st = nb_csv_next(&r->csv, err);
		if (!st)
			st = take_field(r, i++, line, cells, err);
	} while (!st && !r->csv.row_ends);
	if (st || is_blank(cells))
		return st;
	if (!cells[PATH] || !m->cells.data[cells[PATH]])
		return nb_fail(err, NB_INVALID, "line %u: the path is missing",
			       line);
	memset(&grown[m->count], 0, sizeof(*grown));
	grown[m->count++].line = line;
	return NB_OK;
}

/* Let the rows point to their cells. */
static void point_to_cells(const struct reading *r)
{
	const char *block = (const char *)r->m->cells.data;
	size_t i;

	for (i = 0; i < r->m->count; i++) {
		struct nb_manifest_row *row = &r->m->rows[i];
		const size_t *cells = r->offsets + i * COLUMNS;

		row->path = block + cells[PATH];
		row->title = block + cells[TITLE];
		row->date = block + cells[DATE];
		row->page = block + cells[PAGE];
		row->edition = block + cells[EDITION];
		row->rights = block + cells[RIGHTS];
		row->image = block + cells[IMAGE];
		row->article = block + cells[ARTICLE];
		row->order = block + cells[ORDER];
		row->type = block + cells[TYPE];
		row->kicker = block + cells[KICKER];
		row->head = block + cells[HEAD];
		row->subhead = block + cells[SUBHEAD];
		row->author = block + cells[AUTHOR];
		row->charset = block + cells[CHARSET];
	}
}

/* ---- finding a path */

/* For qsort(3): rows by path, then by line. What is sorted are pointers, since
 * it has no context. */
static int by_path(const void *a, const void *b)
{
	const struct nb_manifest_row *x = *(struct nb_manifest_row *const *)a;
	const struct nb_manifest_row *y = *(struct nb_manifest_row *const *)b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Sort the rows by path, and let rows of one path know each other. */
static enum nb_status sort_rows(struct nb_manifest *m, struct nb_error *err)
{
	struct nb_manifest_row **list = nb_alloc(m->count, sizeof(*list));
	size_t i;

	m->sorted = nb_alloc(m->count, sizeof(*m->sorted));
	if (!list || !m->sorted) {
		free(list);
		return nb_fail_mem(err);
	}
	for (i = 0; i < m->count; i++)
		list[i] = &m->rows[i];
	if (m->count)
		qsort(list, m->count, sizeof(struct nb_manifest_row *),
		      by_path);
	for (i = 0; i < m->count; i++) {
		m->sorted[i] = (size_t)(list[i] - m->rows);
		if (i && strcmp(list[i]->path, list[i - 1]->path) == 0) {
			list[i]->twin = list[i - 1]->line;
			if (!list[i - 1]->twin)
				list[i - 1]->twin = list[i]->line;
		}
	}
	free(list);
	return NB_OK;
}

size_t nb_manifest_find(const struct nb_manifest *m, const char *path)
{
	size_t low = 0, high = m->count;

	while (path[0] == '.' && path[1] == '/')
		path += 2;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(m->rows[m->sorted[middle]].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == m->count || strcmp(m->rows[m->sorted[low]].path, path) != 0)
		return SIZE_MAX;
	return m->sorted[low];
}

/* ---- the manifest */

/* Decode a manifest: UTF-8 if it can be that, UTF-16 by its mark, or GB18030.
 */
static enum nb_status decode(const void *bytes, size_t len,
			     struct nb_text *text, struct nb_error *err)
{
	const uint8_t *p = bytes;
	bool utf16 = len > 1 && ((p[0] == 0xff && p[1] == 0xfe) ||
				 (p[0] == 0xfe && p[1] == 0xff));
	bool utf8 = nb_utf8_invalid(bytes, len) == len;

	return nb_text_decode(bytes, len,
			      utf16  ? "UTF-16"
			      : utf8 ? "UTF-8"
				     : "GB18030",
			      text, err);
}

static enum nb_status read_all(struct reading *r, struct nb_error *err)
{
	size_t none;
	enum nb_status st = add_cell(r->m, "", 0, &none, err);

	if (!st)
		st = read_columns(r, err);
	while (!st && !nb_csv_at_end(&r->csv))
		st = read_row(r, err);
	if (st)
		return st;
	point_to_cells(r);
	return sort_rows(r->m, err);
}

enum nb_status nb_manifest_read(const void *bytes, size_t len,
				struct nb_manifest **manifest,
				struct nb_error *err)
{
	struct nb_text text = {.bom = false};
	struct reading *r = nb_alloc(1, sizeof(*r));
	enum nb_status st;

	*manifest = NULL;
	if (r)
		r->m = nb_alloc(1, sizeof(*r->m));
	if (!r || !r->m) {
		free(r);
		return nb_fail_mem(err);
	}
	st = decode(bytes, len, &text, err);
	if (!st) {
		nb_csv_begin(&r->csv,
			     text.utf8.data ? (const char *)text.utf8.data : "",
			     text.utf8.len);
		st = read_all(r, err);
	}
	if (st)
		nb_manifest_free(r->m);
	else
		*manifest = r->m;
	nb_buf_free(&r->csv.field);
	free(r->offsets);
	free(r);
	nb_text_free(&text);
	return st;
}

void nb_manifest_free(struct nb_manifest *m)
{
	if (!m)
		return;
	free(m->rows);
	free(m->sorted);
	nb_buf_free(&m->cells);
	free(m);
}

size_t nb_manifest_count(const struct nb_manifest *m)
{
	return m->count;
}

const struct nb_manifest_row *nb_manifest_get(const struct nb_manifest *m,
					      size_t i)
{
	return &m->rows[i];
}

const char *nb_manifest_unused(const struct nb_manifest *m)
{
	return m->unused;
}

void nb_manifest_naming(const struct nb_manifest_row *row,
			const struct nb_naming *naming, struct nb_naming *own)
{
	*own = *naming;
	own->overrule = true;
	if (row->title[0])
		own->title_code = row->title;
	if (row->date[0])
		own->date = row->date;
	if (row->page[0])
		own->page = row->page;
	if (row->edition[0])
		own->edition = row->edition;
}
