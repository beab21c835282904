/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping libxml2 from printing (silence.h): what it has to say goes to the
 * functions that each parser is given, or nowhere. */
#include "layout/parse/silence.h"

#include <libxml/globals.h>

static void drop_error(void *context, xmlErrorPtr e)
{
	(void)context;
	(void)e;
}

static void drop_message(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

struct nb_silence nb_silence_begin(void)
{
	struct nb_silence before = {xmlStructuredError, xmlGenericError,
				    xmlStructuredErrorContext,
				    xmlGenericErrorContext};

	xmlSetStructuredErrorFunc(NULL, drop_error);
	xmlSetGenericErrorFunc(NULL, drop_message);
	return before;
}

void nb_silence_end(const struct nb_silence *before)
{
	xmlSetStructuredErrorFunc(before->structured_context,
				  before->structured);
	xmlSetGenericErrorFunc(before->generic_context, before->generic);
}
