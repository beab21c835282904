/* SPDX-License-Identifier: Apache-2.0 */
#include "tei/tags.h"

#include <string.h>

bool nb_tag_find(const char *p, const char *end, struct nb_tag *tag)
{
	const char *stop;

	tag->start = p < end ? memchr(p, '<', (size_t)(end - p)) : NULL;
	if (!tag->start)
		return false;
	stop = memchr(tag->start, '>', (size_t)(end - tag->start));
	if (!stop)
		return false;
	tag->end = stop + 1;
	tag->name = tag->start + 1;
	tag->closes = *tag->name == '/';
	tag->name += tag->closes;
	tag->empty = stop[-1] == '/';
	tag->name_len = 0;
	while (tag->name + tag->name_len < stop &&
	       !strchr(" \t\r\n/>", tag->name[tag->name_len]))
		tag->name_len++;
	return true;
}

bool nb_tag_is(const struct nb_tag *tag, const char *name)
{
	return strlen(name) == tag->name_len &&
	       memcmp(tag->name, name, tag->name_len) == 0;
}

const char *nb_tag_attribute(const struct nb_tag *tag, const char *name,
			     size_t *len)
{
	const char *p = tag->name + tag->name_len, *end = tag->end - 1;
	size_t n = strlen(name);

	/* ` name="value"`, as the writer has it. */
	for (; p + n + 3 < end; p++) {
		const char *value, *quote;

		if (*p != ' ' || memcmp(p + 1, name, n) != 0 ||
		    p[n + 1] != '=' || p[n + 2] != '"')
			continue;
		value = p + n + 3;
		quote = memchr(value, '"', (size_t)(end - value));
		if (!quote)
			return NULL;
		*len = (size_t)(quote - value);
		return value;
	}
	return NULL;
}
