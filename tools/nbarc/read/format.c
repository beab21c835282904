/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of nbarc get (format.h). */
#include "read/format.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/utf8.h"

bool nbarc_format(const char *text, enum nb_format *format)
{
	static const struct {
		const char *name;
		enum nb_format format;
	} names[] = {{"tei", NB_FORMAT_TEI},
		     {"slices", NB_FORMAT_SLICES},
		     {"text", NB_FORMAT_TEXT},
		     {"source", NB_FORMAT_SOURCE},
		     {"journal", NB_FORMAT_JOURNAL}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i].name) == 0) {
			*format = names[i].format;
			return true;
		}
	}
	return false;
}

enum nb_status nbarc_check_terminal(const void *source, size_t len,
				    struct nb_error *err)
{
	if (isatty(STDOUT_FILENO) != 1 || nb_utf8_invalid(source, len) == len)
		return NB_OK;
	return nb_fail(err, NB_USAGE,
		       "the source is not UTF-8; write it to a file with "
		       "--output");
}
