/* SPDX-License-Identifier: Apache-2.0 */
/* Which form a file has, by its root element (form.h). */
#include "layout/form/form.h"

#include <string.h>
#include <strings.h>

/*
 * Elements that hOCR begins with: a document, or a part of one that a program
 * has cut out.
 */
static const char *const html_roots[] = {
	"html", "head",	   "body",    "div",   "span",	 "p",	"meta",
	"link", "title",   "section", "table", "center", "pre", "br",
	"font", "article", "main",    "style", "script",
};

const struct nb_form *nb_form_of(const char *root, const char *space)
{
	size_t i;

	if (strcasecmp(root, "alto") == 0)
		return &nb_form_alto;
	if (strcasecmp(root, "PcGts") == 0)
		return &nb_form_page;
	if (strcasecmp(root, "DjVuXML") == 0)
		return &nb_form_djvu;
	if (strcmp(root, "TEI") == 0)
		return &nb_form_tei;
	/* Other programs call their root element so, too. */
	if (strcmp(root, "document") == 0 && strstr(space, "FineReader"))
		return &nb_form_fine;
	for (i = 0; i < sizeof(html_roots) / sizeof(html_roots[0]); i++)
		if (strcasecmp(root, html_roots[i]) == 0)
			return &nb_form_hocr;
	return NULL;
}
