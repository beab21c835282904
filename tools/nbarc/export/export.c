/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of export by their names (export.h). A new form is a row here. */
#include "export/export.h"

#include <string.h>

static const struct nbarc_export_form *const forms[] = {
	&nbarc_export_jsonl,	&nbarc_export_csv,    &nbarc_export_tsv,
	&nbarc_export_sqlite,	&nbarc_export_text,   &nbarc_export_bulk,
	&nbarc_export_vertical, &nbarc_export_conllu,
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

const struct nbarc_export_form *nbarc_export_find(const char *name)
{
	size_t i;

	for (i = 0; i < FORMS; i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

const struct nbarc_export_form *nbarc_export_by_ending(const char *file,
						       size_t len)
{
	size_t i;

	for (i = 0; i < FORMS; i++) {
		size_t n = strlen(forms[i]->ending);

		if (len > n && memcmp(file + len - n, forms[i]->ending, n) == 0)
			return forms[i];
	}
	return NULL;
}

const char *nbarc_export_value(const struct nb_item_record *item,
			       enum nb_field field)
{
	const char *text = nb_item_record_text(item, field, 0);

	return text ? text : "";
}
