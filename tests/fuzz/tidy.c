/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a document that an XML editor wrote. What libxml2 finds to be
 * well-formed is so after it was tidied, and does not change when it is tidied
 * again; what is not is refused, or becomes something, but ends.
 */
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "xml/tidy.h"

#define QUIET (XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Is it well-formed, in UTF-8? libxml2 reads no further than a NUL. */
static bool is_sound(const void *data, size_t size)
{
	xmlDoc *doc = xmlReadMemory(data, (int)size, NULL, "UTF-8", QUIET);

	xmlFreeDoc(doc);
	return doc != NULL && !memchr(data, '\0', size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_buf once = {0}, twice = {0};
	size_t comments;
	struct nb_error err;
	bool sound = size < 65536 && is_sound(data, size);
	enum nb_status st =
		nb_tidy((const char *)data, size, &once, &comments, &err);

	if (!st && sound) {
		must(is_sound(once.data, once.len));
		must(!memchr(once.data, '\r', once.len));
		must(nb_tidy((const char *)once.data, once.len, &twice,
			     &comments, &err) == NB_OK);
		must(comments == 0 && twice.len == once.len &&
		     memcmp(twice.data, once.data, once.len) == 0);
	}
	nb_buf_free(&once);
	nb_buf_free(&twice);
	return 0;
}
