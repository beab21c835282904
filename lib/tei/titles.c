/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of titles (nb_titles_read()). It is copied once, and its tabs and
 * line ends become NULs, so that each column is a string in place.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/tei.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 6 /* code, name, CN number, publisher, place, language */

struct nb_titles {
	char *text;	       /* owned; the strings of the list are in it */
	struct nb_title *list; /* owned, in the order of the file */
	size_t count, cap;
};

void nb_titles_free(struct nb_titles *titles)
{
	if (!titles)
		return;
	free(titles->text);
	free(titles->list);
	free(titles);
}

/* Two to twelve small letters and digits, a letter first. */
static bool valid_code(const char *code)
{
	size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789");

	return n >= 2 && n <= 12 && code[n] == '\0' && code[0] >= 'a';
}

/* One of the languages that the schema has, or none. */
static bool valid_language(const char *language)
{
	return !*language || strcmp(language, "zh-Hans") == 0 ||
	       strcmp(language, "zh-Hant") == 0 || strcmp(language, "zh") == 0;
}

/*
 * Cut a line into its columns, of which those that are missing are empty and
 * those beyond the sixth are ignored, and add the title. `offset` is that of
 * the line, for messages.
 */
static enum nb_status add_line(struct nb_titles *t, char *line, uint64_t offset,
			       struct nb_error *err)
{
	char *columns[COLUMNS], *p = line;
	struct nb_title *grown;
	size_t n = 0;

	while (n < COLUMNS) {
		columns[n++] = p;
		p += strcspn(p, "\t");
		if (*p)
			*p++ = '\0';
	}
	if (!valid_code(columns[0]))
		return nb_fail_at(err, NB_INVALID, offset,
				  "'%.40s' is not a title code (two to twelve "
				  "small letters and digits)",
				  columns[0]);
	if (!valid_language(columns[5]))
		return nb_fail_at(err, NB_INVALID, offset,
				  "'%.40s' is not zh-Hans, zh-Hant or zh",
				  columns[5]);
	grown = nb_grow(t->list, &t->cap, t->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	t->list = grown;
	grown[t->count++] = (struct nb_title){
		.code = columns[0],
		.name = columns[1],
		.cn = columns[2],
		.publisher = columns[3],
		.place = columns[4],
		.language = columns[5],
	};
	return NB_OK;
}

/* Go through the lines. Empty ones, comments and a line of column names at the
 * top are skipped. */
static enum nb_status read_lines(struct nb_titles *t, struct nb_error *err)
{
	char *line = t->text, *next;
	bool first = true;
	enum nb_status st = NB_OK;

	for (; !st && *line; line = next) {
		size_t len = strcspn(line, "\r\n");
		uint64_t offset = (uint64_t)(line - t->text);

		next = line + len + strspn(line + len, "\r\n");
		line[len] = '\0';
		if (*line && *line != '#' &&
		    !(first && strncmp(line, "code", 4) == 0))
			st = add_line(t, line, offset, err);
		first = false;
	}
	return st;
}

enum nb_status nb_titles_read(const void *bytes, size_t len,
			      struct nb_titles **titles, struct nb_error *err)
{
	const char *p = bytes;
	size_t bad = nb_utf8_invalid(p, len);
	struct nb_titles *t;
	enum nb_status st;

	*titles = NULL;
	if (bad < len || (len && memchr(p, '\0', len)))
		return nb_fail_at(err, NB_INVALID, bad,
				  "the table of titles is not UTF-8 text");
	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(p, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0) {
		p += NB_UTF8_BOM_LEN;
		len -= NB_UTF8_BOM_LEN;
	}
	t = nb_alloc(1, sizeof(*t));
	if (t)
		t->text = nb_strndup(p, len);
	st = t && t->text ? read_lines(t, err) : nb_fail_mem(err);
	if (st) {
		nb_titles_free(t);
		return st;
	}
	*titles = t;
	return NB_OK;
}

const struct nb_title *nb_titles_find(const struct nb_titles *titles,
				      const char *code, size_t len)
{
	size_t i;

	for (i = 0; i < titles->count; i++)
		if (strlen(titles->list[i].code) == len &&
		    memcmp(titles->list[i].code, code, len) == 0)
			return &titles->list[i];
	return NULL;
}
