/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page id of a file, from its name, its path and a template, or from
 * options (nb_name_page(), nbarc-ingest(1)). It is one of the profile of
 * newspapers.
 */
#include "base/error.h"

#include <nbarc/ingest.h>
#include <nbarc/newspaper.h>

#include <stdio.h>
#include <string.h>

/*
 * Bytes of a part of an id, with the NUL: more than an id can have, so that a
 * part that is too long makes an id that is not valid.
 */
#define PART_MAX 32u

/* The parts of an id, as they stand in the path. */
struct parts {
	char title[PART_MAX], date[PART_MAX], page[PART_MAX];
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * 2020-03-09, 2020.03.09 and 2020_03_09 become 20200309; a letter after the
 * date stays.
 */
static void tidy_date(char *date)
{
	char *to = date;
	const char *from;

	for (from = date; *from; from++)
		if (*from != '-' && *from != '.' && *from != '_')
			*to++ = to_lower(*from);
	*to = '\0';
}

/* A03, a3 and 3 become a03, a03 and 03. */
static void tidy_page(char *page)
{
	size_t letters, len = strlen(page);

	page[0] = to_lower(page[0]);
	letters = page[0] && !is_digit(page[0]);
	if (len - letters != 1 || len + 1 >= PART_MAX)
		return;
	memmove(page + letters + 1, page + letters, len - letters + 1);
	page[letters] = '0';
}

static void tidy_title(char *title)
{
	for (; *title; title++)
		*title = to_lower(*title);
}

/* Put an id together from its parts. NB_INVALID if the result is none. */
static enum nb_status assemble(struct parts *p, const char *path,
			       char id[NB_ID_MAX], struct nb_error *err)
{
	char whole[3 * PART_MAX + 3];

	tidy_title(p->title);
	tidy_date(p->date);
	tidy_page(p->page);
	(void)snprintf(whole, sizeof(whole), "%s-%s-%s", p->title, p->date,
		       p->page);
	if (!nb_newspaper_is_page(whole, strlen(whole))) {
		(void)nb_fail(err, NB_INVALID,
			      "'%s' is not the id of a page "
			      "(such as ntrb-20200309-a03)",
			      whole);
		nb_error_file(err, path);
		return NB_INVALID;
	}
	memcpy(id, whole, strlen(whole) + 1);
	return NB_OK;
}

/* ---- templates */

/* The fields of a template. */
static const struct {
	const char *name;
	size_t offset; /* in struct parts; SIZE_MAX: the text is dropped */
} fields[] = {
	{"{title}", offsetof(struct parts, title)},
	{"{date}", offsetof(struct parts, date)},
	{"{page}", offsetof(struct parts, page)},
	{"{any}", SIZE_MAX},
};

/*
 * Match the path against the template. A field takes as little as lets the rest
 * match, at most PART_MAX - 1 bytes. The recursion is as deep as the template
 * has fields, which the user chose.
 */
static bool match_template(const char *template, const char *path,
			   struct parts *p)
{
	size_t i, n;

	while (*template && *template != '{')
		if (*template ++ != *path++)
			return false;
	if (!*template)
		return !*path;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strncmp(template, fields[i].name, strlen(fields[i].name)) ==
		    0)
			break;
	if (i == sizeof(fields) / sizeof(fields[0]))
		return false;
	template += strlen(fields[i].name);
	for (n = 1; n < PART_MAX && path[n - 1] && path[n - 1] != '/'; n++) {
		if (!match_template(template, path + n, p))
			continue;
		if (fields[i].offset != SIZE_MAX) {
			char *to = (char *)p + fields[i].offset;

			memcpy(to, path, n);
			to[n] = '\0';
		}
		return true;
	}
	return false;
}

/* The last n + 1 parts of a path if the template has n slashes. */
static const char *path_tail(const char *path, const char *template)
{
	const char *p = path + strlen(path);
	size_t n = 0;

	for (; *template; template ++)
		n += *template == '/';
	for (; p > path; p--)
		if (p[-1] == '/' && n-- == 0)
			break;
	return p;
}

/* The id by --path-template. */
static enum nb_status by_template(const char *template, const char *path,
				  char id[NB_ID_MAX], struct nb_error *err)
{
	struct parts p = {"", "", ""};

	if (!match_template(template, path_tail(path, template), &p)) {
		(void)nb_fail(err, NB_INVALID,
			      "the path does not match the template '%s'",
			      template);
		nb_error_file(err, path);
		return NB_INVALID;
	}
	return assemble(&p, path, id, err);
}

/* ---- names */

/* The id as the name of the file, up to the first full stop. */
static enum nb_status by_name(const char *path, char id[NB_ID_MAX],
			      struct nb_error *err)
{
	const char *name = strrchr(path, '/');
	size_t len;

	name = name ? name + 1 : path;
	len = strcspn(name, ".");
	if (!nb_newspaper_is_page(name, len)) {
		(void)nb_fail(err, NB_INVALID,
			      "the name is not the id of a page (such as "
			      "ntrb-20200309-a03.txt); see --path-template");
		nb_error_file(err, path);
		return NB_INVALID;
	}
	memcpy(id, name, len);
	id[len] = '\0';
	return NB_OK;
}

enum nb_status nb_name_page(const struct nb_naming *naming, const char *path,
			    char id[NB_ID_MAX], struct nb_error *err)
{
	struct parts p;

	if (naming->title_code) {
		(void)snprintf(p.title, PART_MAX, "%s", naming->title_code);
		(void)snprintf(p.date, PART_MAX, "%s",
			       naming->date ? naming->date : "00000000");
		(void)snprintf(p.page, PART_MAX, "%s",
			       naming->page ? naming->page : "00");
		return assemble(&p, path, id, err);
	}
	if (naming->path_template)
		return by_template(naming->path_template, path, id, err);
	return by_name(path, id, err);
}
