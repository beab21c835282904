/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers from operands and lines (ids.h). Standard input is read as a
 * whole before anything is printed: the commands look up many identifiers
 * together, and a list of a million takes 30 MB.
 */
#include "choose/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

/* The most bytes of standard input. */
#define IDS_MAX ((size_t)1 << 30)

/* What ends a word. An identifier has no white space. */
#define SPACES " \t\r"

/* A NUL would end an identifier in the middle, and another one would be
 * answered. */
enum nb_status nbarc_ids_check(const char *path, const struct nb_buf *list,
			       struct nb_error *err)
{
	const unsigned char *p = list->data, *nul;
	unsigned long line = 1;

	nul = list->len ? memchr(p, '\0', list->len) : NULL;
	if (!nul)
		return NB_OK;
	for (; p < nul; p++)
		line += *p == '\n';
	(void)nb_fail(err, NB_INVALID,
		      "line %lu: it has a NUL, which no identifier has; remove "
		      "it",
		      line);
	nb_error_file(err, path);
	return NB_INVALID;
}

/* Add an identifier at the end. */
static enum nb_status add(struct nbarc_ids *ids, size_t *cap, char *id,
			  struct nb_error *err)
{
	char **grown = nb_grow(ids->list, cap, ids->count + 1, sizeof(char *));

	if (!grown)
		return nb_fail_mem(err);
	ids->list = grown;
	ids->list[ids->count++] = id;
	return NB_OK;
}

/* The byte order mark with which some programs begin a text. */
#define MARK "\xef\xbb\xbf"

char *nbarc_ids_begin(struct nb_buf *list)
{
	char *p = (char *)list->data;

	return list->len > 3 && memcmp(p, MARK, 3) == 0 ? p + 3 : p;
}

char *nbarc_ids_next(char **at, char *end)
{
	char *p, *stop;

	while (*at < end) {
		p = *at;
		/* The text has a NUL after the last line. */
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			stop = end - 1;
		*stop = '\0';
		*at = stop + 1;
		p += strspn(p, SPACES);
		p[strcspn(p, SPACES)] = '\0';
		if (*p && *p != '#')
			return p;
	}
	return NULL;
}

/* Take the identifiers of the text that was read. */
static enum nb_status add_lines(struct nbarc_ids *ids, size_t *cap,
				struct nb_error *err)
{
	char *at = nbarc_ids_begin(&ids->text);
	char *end = (char *)ids->text.data + ids->text.len, *id;
	enum nb_status st = NB_OK;

	while (!st && (id = nbarc_ids_next(&at, end)) != NULL)
		st = add(ids, cap, id, err);
	return st;
}

enum nb_status nbarc_ids_read(char **operands, size_t count,
			      struct nbarc_ids *ids, struct nb_error *err)
{
	size_t i, cap = 0;
	enum nb_status st = NB_OK;

	memset(ids, 0, sizeof(*ids));
	for (i = 0; !st && i < count; i++) {
		if (strcmp(operands[i], "-") != 0) {
			st = add(ids, &cap, operands[i], err);
			continue;
		}
		/* A second "-" finds standard input read. */
		if (ids->text.data)
			continue;
		st = nb_file_read("-", IDS_MAX, &ids->text, err);
		if (!st)
			st = nbarc_ids_check("-", &ids->text, err);
		if (!st && nb_buf_add(&ids->text, "", 1))
			st = nb_fail_mem(err);
		if (!st)
			st = add_lines(ids, &cap, err);
	}
	return st;
}

void nbarc_ids_free(struct nbarc_ids *ids)
{
	free(ids->list);
	nb_buf_free(&ids->text);
}
