/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image of a page by a template (nbarc-ingest(1), IMAGES): what a template
 * of paths reads is written here. Values are those of the identifier, so that
 * all pages of a corpus are written alike, however their files are named.
 */
#include "base/error.h"

#include <nbarc/naming.h>
#include <nbarc/newspaper.h>

#include <stdint.h>
#include <string.h>

/* What a field is replaced by; it need not end there. */
struct value {
	const char *text;
	size_t len;
};

enum field { ID, TITLE, DATE, YEAR, MONTH, DAY, EDITION, PAGE, PATH, NAME };

static const char *const fields[] = {
	[ID] = "{id}",		 [TITLE] = "{title}", [DATE] = "{date}",
	[YEAR] = "{year}",	 [MONTH] = "{month}", [DAY] = "{day}",
	[EDITION] = "{edition}", [PAGE] = "{page}",   [PATH] = "{path}",
	[NAME] = "{name}"};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* The field at p, which is a brace; FIELDS: there is no such. */
static size_t field_at(const char *p)
{
	size_t i = 0;

	while (i < FIELDS && strncmp(p, fields[i], strlen(fields[i])) != 0)
		i++;
	return i;
}

enum nb_status nb_image_check(const char *pattern, struct nb_error *err)
{
	const char *p = pattern;

	while ((p = strchr(p, '{')) != NULL) {
		size_t i = field_at(p);

		if (i == FIELDS)
			return nb_fail(err, NB_USAGE,
				       "'%.*s' is not a field of an image; "
				       "there are {id}, {title}, {date}, "
				       "{year}, {month}, {day}, {edition}, "
				       "{page}, {path} and {name}",
				       (int)strcspn(p, "}") +
					       (strchr(p, '}') != NULL),
				       p);
		p += strlen(fields[i]);
	}
	return NB_OK;
}

/* The path without its ending; with `name`, without its folders too. */
static struct value without_ending(const char *path, bool name)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	const char *dot = strrchr(file, '.');
	struct value v = {name ? file : path, 0};

	v.len = dot && dot > file ? (size_t)(dot - v.text) : strlen(v.text);
	return v;
}

static struct value whole(const char *s)
{
	return (struct value){s, strlen(s)};
}

/* The value of a field of this page. */
static struct value value_of(size_t field, const char *id,
			     const struct nb_newspaper_id *parts,
			     const char *path)
{
	switch ((enum field)field) {
	case ID:
		return whole(id);
	case TITLE:
		return whole(parts->title);
	case DATE:
		return whole(parts->date);
	case YEAR:
		return (struct value){parts->date, 4};
	case MONTH:
		return (struct value){parts->date + 4, 2};
	case DAY:
		return (struct value){parts->date + 6, 2};
	case EDITION:
		return whole(parts->edition);
	case PAGE:
		return whole(parts->page);
	case PATH:
		return without_ending(path, false);
	case NAME:
		return without_ending(path, true);
	}
	return whole("");
}

/* Append a value. A URL takes these three for the end of its path, or for the
 * beginning of an escape; other characters are escaped where it is written. */
static enum nb_status add_value(struct value v, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < v.len; i++)
		st = strchr("%#?", v.text[i])
			     ? nb_buf_printf(out, "%%%02X",
					     (unsigned)(uint8_t)v.text[i])
			     : nb_buf_add(out, v.text + i, 1);
	return st;
}

enum nb_status nb_image_name(const char *pattern, const char *id,
			     const char *path, struct nb_buf *out,
			     struct nb_error *err)
{
	struct nb_newspaper_id parts;
	enum nb_status st = nb_image_check(pattern, err);
	size_t n;

	if (st)
		return st;
	(void)nb_newspaper_parse(id, strlen(id), &parts);
	while (!st && *pattern) {
		size_t i = *pattern == '{' ? field_at(pattern) : FIELDS;

		if (i < FIELDS) {
			n = strlen(fields[i]);
			st = add_value(value_of(i, id, &parts, path), out);
		} else {
			n = strcspn(pattern, "{");
			st = nb_buf_add(out, pattern, n);
		}
		pattern += n;
	}
	if (!st)
		st = nb_buf_add(out, "", 1);
	return st ? nb_fail_mem(err) : NB_OK;
}
