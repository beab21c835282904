/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing XML for exports (markup.h). Text goes through nb_xml_plain(), which
 * knows what XML 1.0 does not allow; everything else is written by us.
 */
#include "export/markup.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "xml/xml.h"

/* Markup with a number or a name in it is never as long as this. */
#define LONGEST 1024

void nbarc_markup_put(struct nbarc_markup *m, const char *format, ...)
{
	char text[LONGEST];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!m->status)
		m->status = nb_buf_puts(m->out, text);
}

void nbarc_markup_text(struct nbarc_markup *m, const char *text, size_t len)
{
	if (!m->status)
		m->status = nb_xml_plain(m->out, text, len);
}

/* The end tag has the name alone. */
void nbarc_markup_element(struct nbarc_markup *m, const char *start,
			  const char *text)
{
	nbarc_markup_put(m, "<%s>", start);
	nbarc_markup_text(m, text, strlen(text));
	nbarc_markup_put(m, "</%.*s>\n", (int)strcspn(start, " "), start);
}

/* Unknown parts are zeros, and are left out with what is after them. */
void nbarc_markup_day(struct nbarc_markup *m, const char *digits)
{
	nbarc_markup_put(m, "%.4s", digits);
	if (memcmp(digits + 4, "00", 2) == 0)
		return;
	nbarc_markup_put(m, "-%.2s", digits + 4);
	if (memcmp(digits + 6, "00", 2) != 0)
		nbarc_markup_put(m, "-%.2s", digits + 6);
}
