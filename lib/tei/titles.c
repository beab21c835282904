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
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How many columns there may be; more are ignored. */
#define COLUMNS 32

/* The columns by name, and the field of each. Tables without names have the
 * first six in this order. */
#define FIELD(name, field)                             \
	{                                              \
		name, offsetof(struct nb_title, field) \
	}
static const struct column {
	const char *name;
	size_t field;
} known[] = {
	FIELD("code", code),
	FIELD("name", name),
	FIELD("CN number", cn),
	FIELD("publisher", publisher),
	FIELD("place", place),
	FIELD("language", language),
	/* The further columns, and other names of columns */
	FIELD("ISSN", issn),
	FIELD("authority", authority),
	FIELD("licence", licence),
	FIELD("licence URL", licence_url),
	FIELD("status", status),
	FIELD("rights", rights),
	FIELD("series", series),
	FIELD("repository", repository),
	FIELD("collection", collection),
	FIELD("scanner", scanner),
	FIELD("OCR", ocr),
	FIELD("license", licence),
	FIELD("license URL", licence_url),
	FIELD("CN", cn),
};
#define KNOWN (sizeof(known) / sizeof(known[0]))
#define POSITIONS 6u

struct nb_titles {
	char *text;	       /* owned; the strings of the list are in it */
	struct nb_title *list; /* owned, in the order of the file */
	size_t count, cap;
	/* What each column is, and their number; NULL: it is ignored */
	const struct column *columns[COLUMNS];
	size_t column_count;
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

static bool valid_status(const char *status)
{
	return !*status || strcmp(status, "free") == 0 ||
	       strcmp(status, "restricted") == 0 ||
	       strcmp(status, "unknown") == 0;
}

/* A URL of the web of characters that a URI can have, or none. */
static bool valid_url(const char *url)
{
	static const char uri[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "-._~:/?#[]@!$&'()*+,;=%";

	return !*url || ((strncmp(url, "http://", 7) == 0 ||
			  strncmp(url, "https://", 8) == 0) &&
			 url[strspn(url, uri)] == '\0');
}

/* Four digits, a hyphen, three digits and a digit or X; or none. */
static bool valid_issn(const char *issn)
{
	static const char form[] = "dddd-dddx";
	size_t i;

	for (i = 0; issn[i] && form[i]; i++)
		if (form[i] == '-' ? issn[i] != '-'
				   : (issn[i] < '0' || issn[i] > '9') &&
					     (form[i] != 'x' || issn[i] != 'X'))
			return false;
	return i == 0 || (!issn[i] && !form[i]);
}

/* Refuse a title with a value that no document could have. */
static enum nb_status check_title(const struct nb_title *t, uint64_t offset,
				  struct nb_error *err)
{
	const struct {
		bool valid;
		const char *value, *what;
	} checks[] = {
		{valid_code(t->code), t->code,
		 "a title code (two to twelve small letters and digits)"},
		{valid_language(t->language), t->language,
		 "zh-Hans, zh-Hant or zh"},
		{valid_status(t->status), t->status,
		 "free, restricted or unknown"},
		{valid_url(t->licence_url), t->licence_url,
		 "a URL that begins with http:// or https://"},
		{valid_issn(t->issn), t->issn, "an ISSN such as 1000-0003"},
	};
	size_t i;

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!checks[i].valid)
			return nb_fail_at(err, NB_INVALID, offset,
					  "'%.40s' is not %s", checks[i].value,
					  checks[i].what);
	return NB_OK;
}

/* Cut the next column off a line. */
static char *cut(char **p)
{
	char *column = *p;

	*p += strcspn(*p, "\t");
	if (**p)
		*(*p)++ = '\0';
	return column;
}

static void set(struct nb_title *t, size_t field, const char *value)
{
	memcpy((char *)t + field, &value, sizeof(value));
}

/*
 * Cut a line into its columns, of which those that are missing are empty, and
 * add the title. `offset` is that of the line, for messages.
 */
static enum nb_status add_line(struct nb_titles *t, char *line, uint64_t offset,
			       struct nb_error *err)
{
	struct nb_title *grown;
	char *p = line;
	size_t i;

	grown = nb_grow(t->list, &t->cap, t->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	t->list = grown;
	grown += t->count++;
	for (i = 0; i < KNOWN; i++)
		set(grown, known[i].field, "");
	for (i = 0; i < t->column_count; i++) {
		const char *value = cut(&p);

		if (t->columns[i])
			set(grown, t->columns[i]->field, value);
	}
	return check_title(grown, offset, err);
}

/* ---- the names of the columns */

static const struct column *column_called(const char *name)
{
	size_t i;

	for (i = 0; i < KNOWN; i++)
		if (strcasecmp(known[i].name, name) == 0)
			return &known[i];
	return NULL;
}

/* Does an earlier column have this one's field? */
static bool is_twice(const struct nb_titles *t, const struct column *column)
{
	size_t i;

	for (i = 0; column && i < t->column_count; i++)
		if (t->columns[i] && t->columns[i]->field == column->field)
			return true;
	return false;
}

/*
 * Read the names of the columns. A name that is not known among the first six
 * stands for the column that has this place; after them it is ignored, unless
 * the table has one of the further columns: then it may be mistyped.
 */
static enum nb_status read_names(struct nb_titles *t, char *line,
				 struct nb_error *err)
{
	const char *unknown = NULL, *name;
	bool further = false;
	char *p = line;

	for (t->column_count = 0; *p && t->column_count < COLUMNS;
	     t->column_count++) {
		const struct column *column = column_called(name = cut(&p));

		further |= column &&
			   column->field >= offsetof(struct nb_title, issn);
		if (!column && t->column_count < POSITIONS)
			column = &known[t->column_count];
		else if (!column && *name && !unknown)
			unknown = name;
		if (is_twice(t, column))
			return nb_fail_at(err, NB_INVALID, 0,
					  "the column '%.40s' is there twice",
					  name);
		t->columns[t->column_count] = column;
	}
	if (further && unknown)
		return nb_fail_at(err, NB_INVALID, 0,
				  "'%.40s' is not the name of a column; "
				  "nbtei(1) lists them",
				  unknown);
	return NB_OK;
}

/* Go through the lines. Empty ones and comments are skipped; a line at the top
 * may have the names of the columns. */
static enum nb_status read_lines(struct nb_titles *t, struct nb_error *err)
{
	char *line = t->text, *next;
	bool first = true;
	enum nb_status st = NB_OK;

	for (; t->column_count < POSITIONS; t->column_count++)
		t->columns[t->column_count] = &known[t->column_count];
	for (; !st && *line; line = next) {
		size_t len = strcspn(line, "\r\n");
		uint64_t offset = (uint64_t)(line - t->text);

		next = line + len + strspn(line + len, "\r\n");
		line[len] = '\0';
		if (first && strncmp(line, "code", 4) == 0)
			st = read_names(t, line, err);
		else if (*line && *line != '#')
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
