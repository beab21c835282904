/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what a request chooses (choice.h). */
#include "serve/api/json/choice.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "serve/api/out.h"
#include "serve/asked.h"
#include "serve/room.h"

/* A parameter that is "" is the same as none: forms send those. */
static const char *given(const struct room_request *q, const char *name)
{
	const char *value = room_param(q, name);

	return value && *value ? value : NULL;
}

/* Read the archives: all of them, or the one that is named. */
static enum nb_status read_archive(const struct room_request *q, size_t *first,
				   size_t *end, struct nb_error *err)
{
	const char *name = given(q, "archive");

	*first = 0;
	*end = room_archives_count(q->room->archives);
	if (!name)
		return NB_OK;
	if (!room_archives_find(q->room->archives, name, first))
		return nb_fail(err, NB_ABSENT, "%.*s: no such archive",
			       api_quoted(name), name);
	*end = *first + 1;
	return NB_OK;
}

enum nb_status api_choice_read(const struct room_request *q,
			       struct api_choice *choice, struct nb_error *err)
{
	struct nbarc_choice c = {.from = NULL};
	enum nb_status st = room_asked(q, &c, err);

	choice->filter = c.filter;
	choice->id = given(q, "id");
	if (!choice->id)
		choice->id = "";
	return st ? st : read_archive(q, &choice->first, &choice->end, err);
}

enum nb_status api_known(const struct room_request *q, const char *const *names,
			 size_t count, struct nb_error *err)
{
	size_t i, k;

	for (i = 0; i < q->param_count; i++) {
		const char *name = q->params[i].name;

		for (k = 0; k < count; k++)
			if (strcmp(name, names[k]) == 0)
				break;
		if (k == count && strcmp(name, "lang") != 0)
			return nb_fail(err, NB_USAGE, "%.*s: no such parameter",
				       api_quoted(name), name);
	}
	return NB_OK;
}

/* ---- one item or page */

/*
 * Look for the page in one archive. The entry is decoded as a whole, because it
 * cannot be looked up again without ending the one in hand.
 */
static enum nb_status look(struct room_request *q, size_t number,
			   const char *id, struct api_found *f,
			   struct nb_error *err)
{
	enum nb_status st = room_lease(&q->leases, number, &f->lease, err);

	if (!st)
		st = nb_query_parse_single(id, &f->query, err);
	f->query.detail = NB_DETAIL_ALL;
	if (!st)
		st = nb_query_find(f->lease->archive, &f->query, &f->entry,
				   err);
	return st;
}

/*
 * Only an archive that has not got the page leads to the next one. A damaged
 * one ends the search: it may have the page, and what a later archive says of
 * the same identifier would be another text.
 */
enum nb_status api_find_any(struct room_request *q, const char *id,
			    struct api_found *f, struct nb_error *err)
{
	enum nb_status st;
	size_t i, end;

	memset(f, 0, sizeof(*f));
	st = read_archive(q, &i, &end, err);
	if (st)
		return st;
	for (; i < end; i++) {
		st = look(q, i, id, f, err);
		/* What cannot be an identifier is nowhere. */
		if (st == NB_USAGE)
			st = nb_fail(err, NB_ABSENT,
				     "%.*s: not the identifier of a page or "
				     "an item",
				     api_quoted(id), id);
		if (st != NB_ABSENT)
			break;
	}
	(void)snprintf(f->id, sizeof(f->id), "%s", id);
	return st;
}

/*
 * 410 tells harvesters that a text was taken away on purpose and is not coming
 * back (RFC 9110, section 15.5.11), so that they drop their copy of it.
 */
enum nb_status api_find(struct room_request *q, struct room_response *a,
			struct api_found *f, struct nb_error *err)
{
	enum nb_status st = api_find_any(q, q->captured[0], f, err);

	if (st)
		return st;
	st = nb_query_refuse(f->lease->archive, &f->query, f->entry, err);
	if (st == NB_ABSENT)
		a->status = 410;
	/* A number that the page never had is not gone. */
	if (st == NB_ABSENT && strstr(err->text, "not in the archive"))
		a->status = 404;
	return st;
}
