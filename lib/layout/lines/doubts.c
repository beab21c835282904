/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file states in two ways, or in part (doubts.h).
 *
 * A page may have thousands of parts that are in doubt. So those of one kind
 * are counted, and only as many are named as a message has room for.
 */
#include "layout/lines/doubts.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* The most bytes of one name. */
#define NAME_MAX_BYTES 60u

/* How many doubts are looked through for one of the same kind and image: as
 * many as a file of the most pages may have. */
#define NEAR ((size_t)NB_DOUBT_KINDS * NB_FILE_PAGES_MAX)

static struct nb_doubt *find(const struct nb_layout *l, enum nb_doubt_kind kind,
			     uint32_t image)
{
	size_t i, n = 0;

	for (i = l->doubt_count; i > 0 && n < NEAR; i--, n++)
		if (l->doubts[i - 1].kind == kind &&
		    l->doubts[i - 1].image == image)
			return &l->doubts[i - 1];
	return NULL;
}

/* Write a name after the others, if there is room for all of it. */
static void add_name(struct nb_doubt *d, const char *name)
{
	size_t used = strlen(d->names), len = strlen(name), at = 0, n;
	uint32_t cp;

	while (at < len) {
		n = nb_utf8_get(name + at, len - at, &cp);
		/* The beginning of a text may end inside a character. */
		if (!n || at + n > NAME_MAX_BYTES)
			break;
		at += n;
	}
	if (d->named + 1 != d->count || !at ||
	    used + at + sizeof(", ") > sizeof(d->names))
		return;
	(void)snprintf(d->names + used, sizeof(d->names) - used, "%s%.*s",
		       used ? ", " : "", (int)at, name);
	d->named++;
}

/* Is the part named already? It may be met many times. */
static bool is_named(const struct nb_doubt *d, const char *name)
{
	size_t len = strlen(name);
	const char *p = d->names;

	while (len && (p = strstr(p, name)) != NULL) {
		bool begins = p == d->names || p[-1] == ' ';

		p += len;
		if (begins && (*p == '\0' || *p == ','))
			return true;
	}
	return false;
}

enum nb_status nb_layout_add_doubt(struct nb_layout *l, enum nb_doubt_kind kind,
				   uint32_t image, const char *name,
				   struct nb_error *err)
{
	struct nb_doubt *d = find(l, kind, image), *grown;

	if (!d) {
		grown = nb_grow(l->doubts, &l->doubt_cap, l->doubt_count + 1,
				sizeof(*grown));
		if (!grown)
			return nb_fail_mem(err);
		l->doubts = grown;
		d = &grown[l->doubt_count++];
		*d = (struct nb_doubt){.kind = kind, .image = image};
	}
	/* Several lines may have the same text. */
	if (kind != NB_DOUBT_UNPLACED && is_named(d, name))
		return NB_OK;
	d->count++;
	add_name(d, name);
	return NB_OK;
}

void nb_doubt_say(const struct nb_doubt *d, char words[NB_DOUBT_WORDS])
{
	static const char *const texts[NB_DOUBT_KINDS] = {
		[NB_DOUBT_READING] =
			"regions have another reading of their text than "
			"their lines, which is in the source only",
		[NB_DOUBT_PARTED] =
			"articles go on between the lines of another article, "
			"and were put together",
		[NB_DOUBT_BOTH] = "parts are of two articles",
		[NB_DOUBT_UNDEFINED] = "tags are not defined",
		[NB_DOUBT_WHICH] = "it is not known whether these are one "
				   "article or several, and they were not used",
		[NB_DOUBT_UNPLACED] =
			"lines have no place, so that those of the other lines "
			"of the page are not used",
	};
	size_t more = d->count - d->named;
	char rest[40] = "";

	if (more && d->named)
		(void)snprintf(rest, sizeof(rest), " and %zu more", more);
	else if (more)
		(void)snprintf(rest, sizeof(rest), "%zu without an ID", more);
	(void)snprintf(words, NB_DOUBT_WORDS, "%s: %s%s", texts[d->kind],
		       d->names, rest);
}
