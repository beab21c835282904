/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms of export by their names (export.h). A new form is a row here, and
 * a line in export.h; the options, nbarc-export(1) and the help text name it.
 *
 * The order is that in which endings are compared.
 */
#include "export/export.h"

#include <string.h>

#include "base/error.h"

static const struct nbarc_export_form *const forms[] = {
	&nbarc_export_jsonl,	 &nbarc_export_csv,    &nbarc_export_tsv,
	&nbarc_export_parquet,	 &nbarc_export_sqlite, &nbarc_export_bulk,
	&nbarc_export_vertical,	 &nbarc_export_conllu, &nbarc_export_bagit,
	&nbarc_export_teicorpus, &nbarc_export_mets,   &nbarc_export_text,
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* Names are compared as they are: there are too few of them for a search. */
const struct nbarc_export_form *nbarc_export_find(const char *name)
{
	size_t i;

	for (i = 0; i < FORMS; i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

/* Does a name end with the ending of the form, and has more than that? */
static bool fits(const struct nbarc_export_form *form, const char *file,
		 size_t len)
{
	size_t n = strlen(form->ending);

	return len > n && memcmp(file + len - n, form->ending, n) == 0;
}

/* That of a folder may have a slash at its end. The form of texts, which any
 * folder is, comes last. */
const struct nbarc_export_form *nbarc_export_by_ending(const char *file,
						       size_t len)
{
	size_t bare = len, i;

	while (bare && file[bare - 1] == '/')
		bare--;
	for (i = 0; i < FORMS; i++)
		if (fits(forms[i], file, len) || fits(forms[i], file, bare))
			return forms[i];
	return NULL;
}

/* "@" is in no identifier, so that the name is told from all others. */
enum nb_status nbarc_export_name(const struct nbarc_export *x,
				 const struct nb_item_record *item,
				 struct nb_buf *out)
{
	enum nb_status st =
		nb_buf_puts(out, nbarc_export_value(item, NB_FIELD_ID));

	if (st || !x->revisions)
		return st;
	return nb_buf_printf(out, "@%s",
			     nbarc_export_value(item, NB_FIELD_REVISION));
}

/* An XML document cannot have two elements of the same name, which two
 * revisions of an item would have. */
enum nb_status nbarc_export_newest(const struct nbarc_export *x,
				   struct nb_error *err)
{
	if (x->revisions)
		return nb_fail(err, NB_USAGE,
			       "%s: this form has one revision of a page",
			       x->form->name);
	return NB_OK;
}

const char *nbarc_export_value(const struct nb_item_record *item,
			       enum nb_field field)
{
	const char *text = nb_item_record_text(item, field, 0);

	return text ? text : "";
}
