/* SPDX-License-Identifier: Apache-2.0 */
/* An export of plain texts: a file for each item, in folders by newspaper and
 * year (tree.h). */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "export/export.h"
#include "export/tree.h"

/* A folder that is there is used: an export can be done again over an older
 * one, and files of items that are no longer chosen stay. */
static enum nb_status text_begin(struct nbarc_export *x, struct nb_error *err)
{
	struct nbarc_tree *t;

	x->state = t = nb_alloc(1, sizeof(*t));
	if (!t)
		return nb_fail_mem(err);
	t->root = x->output;
	return nbarc_tree_create(t, false, err);
}

/* The text is what nbarc get prints, byte for byte; an item that is withdrawn
 * has an empty file, since it is there but has no text. */
static enum nb_status text_item(struct nbarc_export *x,
				const struct nb_item_record *item,
				struct nb_error *err)
{
	const char *text = nbarc_export_value(item, NB_FIELD_TEXT);
	const char *page = nbarc_export_value(item, NB_FIELD_PAGE_ID);

	x->line.len = 0;
	if (nbarc_export_name(x, item, &x->line) ||
	    nb_buf_add(&x->line, ".txt", sizeof(".txt")))
		return nb_fail_mem(err);
	return nbarc_tree_put(x->state, "", page, strlen(page),
			      (const char *)x->line.data, text, strlen(text),
			      err);
}

/* Complete files stay after a failure: each of them is right by itself. */
static enum nb_status text_end(struct nbarc_export *x, enum nb_status st,
			       struct nb_error *err)
{
	struct nbarc_tree *t = x->state;

	if (t)
		st = nbarc_tree_end(t, st, err);
	free(t);
	return st;
}

const struct nbarc_export_form nbarc_export_text = {
	.name = "text",
	.ending = "/",
	.folder = true,
	.needs = NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_PAGE_ID) |
		 NB_FIELD_BIT(NB_FIELD_TEXT),
	.begin = text_begin,
	.item = text_item,
	.end = text_end};
