/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export of plain texts: a folder with a folder for each newspaper, in it
 * one for each year, and in that a file for each item.
 *
 *   DIR/jdrb/2019/jdrb-20190304-a01-02.txt
 *
 * Items whose pages are not called as those of newspapers are in DIR itself.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "export/export.h"
#include "piece.h"

/* Make the folder that x->line names, unless it is there. The NUL is not part
 * of the name. */
static enum nb_status make_folder(struct nbarc_export *x, struct nb_error *err)
{
	if (nb_buf_add(&x->line, "", 1))
		return nb_fail_mem(err);
	x->line.len--;
	if (mkdir((const char *)x->line.data, 0777) == 0 || errno == EEXIST)
		return NB_OK;
	return nb_fail_sys(err, (const char *)x->line.data, "mkdir");
}

/* Append "/" and a name of `len` bytes, and make that folder. */
static enum nb_status enter(struct nbarc_export *x, const char *name,
			    size_t len, struct nb_error *err)
{
	if (!len)
		return NB_OK;
	if (nb_buf_add(&x->line, "/", 1) || nb_buf_add(&x->line, name, len))
		return nb_fail_mem(err);
	return make_folder(x, err);
}

static enum nb_status text_begin(struct nbarc_export *x, struct nb_error *err)
{
	if (!x->output)
		return nb_fail(err, NB_USAGE,
			       "texts are written to a folder: -o DIR");
	x->line.len = 0;
	if (nb_buf_puts(&x->line, x->output))
		return nb_fail_mem(err);
	return make_folder(x, err);
}

/* An identifier is an XML name and so has neither a slash nor a full stop in
 * front. */
static enum nb_status text_item(struct nbarc_export *x,
				const struct nb_item_record *item,
				struct nb_error *err)
{
	const char *text = nbarc_export_value(item, NB_FIELD_TEXT);
	const char *title = nbarc_export_value(item, NB_FIELD_TITLE_CODE);
	const char *date = nbarc_export_value(item, NB_FIELD_DATE);
	struct nb_buf name = {0};
	enum nb_status st;

	x->line.len = 0;
	if (nb_buf_puts(&x->line, x->output) || nb_buf_reserve(&x->line, 1))
		return nb_fail_mem(err);
	x->line.data[x->line.len] = '\0';
	st = enter(x, title, strlen(title), err);
	if (!st)
		st = enter(x, date, strcspn(date, "-"), err);
	if (!st && nb_buf_printf(&name, "%s.txt%c",
				 nbarc_export_value(item, NB_FIELD_ID), 0))
		st = nb_fail_mem(err);
	if (!st)
		st = nbarc_piece_write((const char *)x->line.data,
				       (const char *)name.data, text,
				       strlen(text), err);
	nb_buf_free(&name);
	return st;
}

const struct nbarc_export_form nbarc_export_text = {
	.name = "text",
	.ending = "/",
	.needs = NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_TITLE_CODE) |
		 NB_FIELD_BIT(NB_FIELD_DATE) | NB_FIELD_BIT(NB_FIELD_TEXT),
	.begin = text_begin,
	.item = text_item};
