/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Citations by GB/T 7714-2015, "Rules for bibliographic references and
 * citations to information resources", as that of an article of a newspaper
 * that was read online ([N/OL]):
 *
 *   authors. title[N/OL]. newspaper, date(page)[day of access]. reference.
 */
#include "cite/styles.h"

/* Authors that are named; of more, "et al." stands for the rest (8.1.2). */
#define AUTHORS_MAX 3

/* Append the authors. */
static enum nb_status put_authors(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->authors && i < AUTHORS_MAX; i++)
		st = nb_buf_printf(out, "%s%s", i ? ", " : "",
				   nb_cited_author(c, i));
	if (!st && c->authors > AUTHORS_MAX)
		st = nb_buf_puts(out, ", 等");
	if (!st && c->authors)
		st = nb_buf_puts(out, ". ");
	return st;
}

enum nb_status nb_cite_gbt7714(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st = put_authors(c, out);

	if (!st)
		st = nb_buf_printf(out, "%s[N/OL]", c->title);
	/* A page is called as the newspaper is. */
	if (!st && *c->newspaper && c->newspaper != c->title)
		st = nb_buf_printf(out, ". %s", c->newspaper);
	if (!st && *c->date)
		st = nb_buf_printf(out, "%s %s",
				   c->newspaper == c->title ? "." : ",",
				   c->date);
	if (!st && *c->page)
		st = nb_buf_printf(out, "(%s)", c->page);
	if (!st && *c->accessed)
		st = nb_buf_printf(out, "[%s]", c->accessed);
	return st ? st : nb_buf_printf(out, ". %s.\n", c->reference);
}
