/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of documents in our own form, found with memchr(). */
#include "xml/tags.h"

#include <string.h>

/* Does a name end before this character? */
static inline bool ends_name(char c)
{
	return c == ' ' || c == '>' || c == '/' || c == '\t' || c == '\r' ||
	       c == '\n' || c == '\0';
}

bool nb_tag_find(const char *p, const char *end, struct nb_tag *tag)
{
	const char *stop;

	tag->start = p < end ? memchr(p, '<', (size_t)(end - p)) : NULL;
	if (!tag->start)
		return false;
	stop = tag->start + 1;
	tag->closes = stop < end && *stop == '/';
	stop += tag->closes;
	tag->name = stop;
	while (stop < end && !ends_name(*stop))
		stop++;
	tag->name_len = (size_t)(stop - tag->name);
	/* Most tags have nothing after their name: then it is found by now. */
	if (stop == end || *stop != '>')
		stop = memchr(stop, '>', (size_t)(end - stop));
	if (!stop)
		return false;
	tag->end = stop + 1;
	tag->empty = stop[-1] == '/';
	return true;
}

/*
 * The end of the attribute ` name="value"` at p, or NULL if there is none in
 * that form. Of character references, only the carriage return of xml.h is
 * allowed.
 */
static const char *plain_attribute(const char *p, const char *end)
{
	const char *name = p + 1, *equal, *quote;

	equal = *p == ' ' ? memchr(p, '=', (size_t)(end - p)) : NULL;
	if (!equal || equal == name || end - equal < 3 || equal[1] != '"')
		return NULL;
	for (p = name; p < equal; p++)
		if (strchr(" \t\n\"&/", *p))
			return NULL;
	quote = memchr(equal + 2, '"', (size_t)(end - equal - 2));
	for (p = equal + 2; quote && p < quote; p++)
		if (*p == '&' && p[1] == '#' && memcmp(p, "&#13;", 5) != 0)
			return NULL;
	return quote ? quote + 1 : NULL;
}

bool nb_tag_plain(const struct nb_tag *tag)
{
	const char *p = tag->name + tag->name_len;
	const char *end = tag->end - (tag->empty ? 2 : 1);

	if (tag->name_len == 0 || memchr(tag->name, ':', tag->name_len))
		return false;
	/* An end tag has nothing after its name. */
	if (tag->closes)
		return p == end;
	while (p && p < end)
		p = plain_attribute(p, end);
	return p == end;
}

const char *nb_tag_attribute(const struct nb_tag *tag, const char *name,
			     size_t *len)
{
	const char *p = tag->name + tag->name_len, *end = tag->end - 1;
	size_t n = strlen(name);

	/* The form ` name="value"` excludes longer names with the same end. */
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
