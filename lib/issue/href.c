/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References to files (href.h). A METS file comes from anywhere and must not
 * lead to files that its owner does not have in its folder: so only relative
 * paths that stay inside are followed.
 */
#include "issue/href.h"

#include <stdbool.h>

#include <string.h>
#include <strings.h>

/* The value of a hexadecimal digit, or -1. */
static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * Replace %XX by bytes and backslashes by slashes. `to` may be `from`. False if
 * a byte would be a NUL.
 */
static bool decode(const char *from, char *to)
{
	for (; *from; from++) {
		if (*from == '%' && hex(from[1]) >= 0 && hex(from[2]) >= 0) {
			*to = (char)(hex(from[1]) * 16 + hex(from[2]));
			if (*to++ == '\0')
				return false;
			from += 2;
		} else {
			*to++ = *from == '\\' ? '/' : *from;
		}
	}
	*to = '\0';
	return true;
}

/*
 * Resolve "." and ".." and double slashes in place. False if the path leaves
 * its folder.
 */
static bool resolve(char *path)
{
	const char *from = path;
	char *to = path;
	bool more = true;

	while (more) {
		size_t n = strcspn(from, "/");

		/* The slash that is written may take the place of the NUL. */
		more = from[n] != '\0';

		if (n == 2 && memcmp(from, "..", 2) == 0) {
			if (to == path)
				return false;
			for (to--; to > path && to[-1] != '/'; to--)
				;
		} else if (n && !(n == 1 && *from == '.')) {
			memmove(to, from, n);
			to += n;
			*to++ = '/';
		}
		from += n + more;
	}
	if (to == path)
		return false;
	to[-1] = '\0';
	return true;
}

/* Does the reference begin with a scheme, such as "http:"? */
static bool has_scheme(const char *href)
{
	return href[strcspn(href, ":/\\")] == ':';
}

void nb_issue_path(const char *href, char *path)
{
	*path = '\0';
	if (strncasecmp(href, "file://", 7) == 0)
		href += 7;
	else if (strncasecmp(href, "file:", 5) == 0)
		href += 5;
	if (has_scheme(href) || *href == '/' || *href == '\\' ||
	    !decode(href, path) || *path == '/') {
		*path = '\0';
		return;
	}
	if (!resolve(path))
		*path = '\0';
}

void nb_issue_tail(const char *href, char *tail)
{
	char *p = tail;
	size_t n;

	if (has_scheme(href))
		href += strcspn(href, ":") + 1;
	if (!decode(href, tail)) {
		*tail = '\0';
		return;
	}
	/* What is before the last of these is not to be found here. */
	for (n = strcspn(p, "/"); p[n]; n = strcspn(p, "/")) {
		if (n && p[n - 1] != ':' &&
		    !(n == 2 && memcmp(p, "..", 2) == 0))
			break;
		p += n + 1;
	}
	memmove(tail, p, strlen(p) + 1);
	if (!resolve(tail))
		*tail = '\0';
}
