/* SPDX-License-Identifier: Apache-2.0 */
/*
 * METS files by a parser (mets.h).
 *
 * Of all that METS can say, only files, the logical structure map and its
 * references to blocks are looked at. As with pages, nothing outside of the
 * file is read, entities are refused unless they are characters, and depth and
 * size are bounded.
 */
#include "issue/mets.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "issue/beside.h"
#include "issue/links.h"
#include "issue/order.h"
#include "layout/lines/layout.h"
#include "layout/stated/reading.h"

#include <nbarc/markup.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ORDER_MAX 100000000u /* of a division among its siblings */

/* An open division of a map that is not the logical one. */
struct place {
	char *id;      /* owned, or NULL */
	size_t number; /* in the order of their beginnings, from 1 */
};

/* A file that is being read. `issue` is the caller's. */
struct mets {
	struct nb_issue *issue;
	char *file;	  /* ID of the file that is open; owned, or NULL */
	char *group;	  /* its GROUPID, likewise */
	unsigned alto;	  /* depth of a group of ALTO files; 0: none is open */
	unsigned logical; /* depth of the logical map; 0: it is not open */
	/* Divisions of other maps that are open, how many, and how many such
	 * divisions have begun. */
	struct place places[NB_DEPTH_MAX + 1];
	unsigned place_count;
	size_t places_begun;
	struct nb_links links;
	struct nb_beside beside;
	/* Divisions that are open, as 1 + their indexes, and how many. */
	size_t open[NB_DEPTH_MAX + 1];
	unsigned open_count;
};

/* The value of an attribute, or NULL. Unlike those of other markup, names of
 * METS are told apart by their capitals: LABEL is not xlink:label. */
static const char *get(const struct nb_element *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		if (strcmp(e->attributes[i].name, name) == 0)
			return e->attributes[i].value;
	return NULL;
}

/* Keep a copy of an attribute in *copy, in place of the one before; NULL if the
 * element does not have it. */
static enum nb_status keep(const struct nb_element *e, const char *name,
			   char **copy, struct nb_error *err)
{
	const char *value = get(e, name);

	free(*copy);
	*copy = value ? nb_strndup(value, strlen(value)) : NULL;
	return value && !*copy ? nb_fail_mem(err) : NB_OK;
}

/* Does an attribute have that word in it, in capitals or not? */
static bool has_word(const struct nb_element *e, const char *name,
		     const char *word)
{
	const char *p = get(e, name);

	for (; p && *p; p++)
		if (strncasecmp(p, word, strlen(word)) == 0)
			return true;
	return false;
}

/* Does the element say of itself that it has to do with that word? */
static bool is_about(const struct nb_element *e, const char *word)
{
	return has_word(e, "TYPE", word) || has_word(e, "USE", word) ||
	       has_word(e, "LABEL", word) || has_word(e, "ID", word);
}

/* Is the structure map the logical one? One that says nothing of itself may be:
 * its divisions tell. */
static bool is_logical(const struct nb_element *e)
{
	return (!get(e, "TYPE") && !get(e, "LABEL")) || is_about(e, "logic");
}

/* Take the address that a FLocat has, in the namespace of xlink as a rule. */
static enum nb_status add_location(struct mets *m, const struct nb_element *e,
				   struct nb_error *err)
{
	const char *href = get(e, "href");
	enum nb_status st = NB_OK;

	if (href && m->file)
		st = nb_issue_add_file(m->issue, m->file, href, m->alto != 0,
				       err);
	if (!st && href && m->file && m->group)
		st = nb_beside_add(&m->beside, m->issue, m->group, m->file,
				   err);
	/* Of several places of a file the first counts. */
	free(m->file);
	m->file = NULL;
	return st;
}

/* The innermost division of another map that is open, or NULL. */
static const struct place *place_of(const struct mets *m)
{
	return m->place_count ? &m->places[m->place_count - 1] : NULL;
}

/* A file belongs to a division of the physical map, if one is open: note that,
 * under a name that no GROUPID has. */
static enum nb_status add_to_place(struct mets *m, const char *file,
				   struct nb_error *err)
{
	const struct place *place = place_of(m);
	char name[32];

	if (!place)
		return NB_OK;
	(void)snprintf(name, sizeof(name), "\n%zu", place->number);
	return nb_beside_add(&m->beside, m->issue, name, file, err);
}

/* Take the start of a division of another map. */
static enum nb_status open_place(struct mets *m, const struct nb_element *e,
				 struct nb_error *err)
{
	/* The depth of elements is checked, so that there is room. */
	struct place *place = &m->places[m->place_count++];

	*place = (struct place){NULL, ++m->places_begun};
	return keep(e, "ID", &place->id, err);
}

/* Take the end of one, or give up what is open. */
static void close_place(struct mets *m)
{
	free(m->places[--m->place_count].id);
}

/* The place that a division states among its siblings (ORDER). */
static size_t order_of(const struct nb_element *e)
{
	const char *value = get(e, "ORDER"), *p = value;
	size_t n = 0;

	for (; p && *p >= '0' && *p <= '9' && n < ORDER_MAX; p++)
		n = n * 10 + (size_t)(*p - '0');
	return !p || p == value || *p ? NB_DIV_NO_ORDER : n;
}

static enum nb_status open_div(struct mets *m, const struct nb_element *e,
			       struct nb_error *err)
{
	size_t parent = m->open_count ? m->open[m->open_count - 1] : 0;
	const char *type = get(e, "TYPE"), *id = get(e, "ID");
	enum nb_status st = nb_issue_add_div(m->issue, parent, type ? type : "",
					     order_of(e), err);

	if (!st && id)
		st = nb_links_div(&m->links, m->issue, id,
				  m->issue->div_count - 1, err);
	/* The depth of elements is checked, so that there is room. */
	if (!st)
		m->open[m->open_count++] = m->issue->div_count;
	return st;
}

/* Take what an area element points to. */
static enum nb_status point(struct mets *m, const struct nb_issue_area *area,
			    struct nb_error *err)
{
	const struct place *place = place_of(m);
	struct nb_issue_target at;
	enum nb_status st;

	if (!area->begin && !area->coords)
		return m->logical ? NB_OK : add_to_place(m, area->file, err);
	st = nb_issue_target(m->issue, area, &at, err);
	if (!st && m->open_count)
		return nb_issue_add_ref(
			m->issue, m->open[m->open_count - 1] - 1, &at, err);
	if (!st && place && place->id)
		st = nb_links_block(&m->links, m->issue, place->id, &at, err);
	return st;
}

/* Take an area element, or an fptr, which can point to a file itself. */
static enum nb_status add_area(struct mets *m, const struct nb_element *e,
			       struct nb_error *err)
{
	const char *file = get(e, "FILEID"), *begin = get(e, "BEGIN");
	const char *end = get(e, "END"), *coords = get(e, "COORDS");
	/* Some programs write all attributes, with or without a value. */
	bool named = begin && *begin, outlined = coords && *coords;
	/* Blocks that are named are certain, and outlines are not. */
	const struct nb_issue_area area = {file, named ? begin : NULL,
					   named ? end : NULL,
					   outlined && !named ? coords : NULL};

	return file ? point(m, &area, err) : NB_OK;
}

/* Take one end of a link, which an attribute of xlink names. */
static enum nb_status add_link_end(struct mets *m, const struct nb_element *e,
				   const char *name, struct nb_error *err)
{
	const char *id = get(e, name);

	return id ? nb_links_end(&m->links, m->issue, id, err) : NB_OK;
}

/* Take the start of an element of structLink, or of a map that is not the
 * logical one. */
static enum nb_status start_other(struct mets *m, const struct nb_element *e,
				  struct nb_error *err)
{
	const char *name = e->name;
	enum nb_status st = NB_OK;

	if (strcmp(name, "div") == 0) {
		return open_place(m, e, err);
	} else if (strcmp(name, "area") == 0 || strcmp(name, "fptr") == 0) {
		return add_area(m, e, err);
	} else if (strcmp(name, "smLinkGrp") == 0) {
		m->links.link++;
	} else if (strcmp(name, "smLocatorLink") == 0) {
		return add_link_end(m, e, "href", err);
	} else if (strcmp(name, "smLink") == 0) {
		m->links.link++;
		st = add_link_end(m, e, "from", err);
		if (!st)
			st = add_link_end(m, e, "to", err);
	}
	return st;
}

/* Take the start of an element of the logical map. */
static enum nb_status start_logical(struct mets *m, const struct nb_element *e,
				    struct nb_error *err)
{
	if (strcmp(e->name, "div") == 0)
		return open_div(m, e, err);
	if (strcmp(e->name, "area") == 0)
		return add_area(m, e, err);
	return NB_OK;
}

/* Take the start of a file. */
static enum nb_status open_file(struct mets *m, const struct nb_element *e,
				struct nb_error *err)
{
	enum nb_status st = keep(e, "ID", &m->file, err);

	return st ? st : keep(e, "GROUPID", &m->group, err);
}

/* ---- what the parser calls */

/* Take the start of an element. */
static enum nb_status start(void *context, const struct nb_element *e,
			    const char *space, struct nb_error *err)
{
	struct mets *m = context;
	enum nb_status st = NB_OK;

	(void)space;
	if (e->depth == 0 && strcmp(e->name, "mets") != 0)
		return nb_fail(err, NB_INVALID, "it is not a METS file");
	if (m->logical)
		return start_logical(m, e, err);
	if (strcmp(e->name, "structMap") == 0 && is_logical(e))
		m->logical = e->depth;
	if (strcmp(e->name, "fileGrp") == 0 && !m->alto &&
	    (is_about(e, "alto") || is_about(e, "fulltext")))
		m->alto = e->depth;
	if (strcmp(e->name, "file") == 0)
		st = open_file(m, e, err);
	if (st)
		return st;
	return strcmp(e->name, "FLocat") == 0 ? add_location(m, e, err)
					      : start_other(m, e, err);
}

/* Take the end of an element. */
static enum nb_status stop(void *context, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct mets *m = context;

	(void)err;
	if (strcmp(name, "div") == 0) {
		if (m->logical && m->open_count)
			m->open_count--;
		else if (!m->logical && m->place_count)
			close_place(m);
	}
	if (depth == m->logical)
		m->logical = 0;
	if (depth == m->alto)
		m->alto = 0;
	return NB_OK;
}

static enum nb_status pass_over(void *context, const char *text,
				struct nb_error *err)
{
	(void)context;
	(void)text;
	(void)err;
	return NB_OK;
}

/* ---- files */

/* Find out what the parts of a file that was read mean together. */
static enum nb_status resolve(struct mets *m, struct nb_error *err)
{
	/* Links count where no outline has found its page; what they give may
	 * be outlines, too. */
	enum nb_status st = nb_beside_resolve(&m->beside, m->issue, err);

	if (!st)
		st = nb_links_resolve(&m->links, m->issue, err);
	if (!st)
		st = nb_beside_resolve(&m->beside, m->issue, err);
	if (!st)
		st = nb_issue_order(m->issue, err);
	return st ? st : nb_issue_settle(m->issue, err);
}

/* Free what belongs to the reading alone. */
static void release(struct mets *m)
{
	free(m->file);
	free(m->group);
	while (m->place_count)
		close_place(m);
	nb_links_free(&m->links);
	nb_beside_free(&m->beside);
}

enum nb_status nb_mets_parse(const struct nb_parser *parser, const void *bytes,
			     size_t len, struct nb_issue **issue,
			     struct nb_error *err)
{
	struct mets m = {.file = NULL};
	const struct nb_markup_calls calls = {
		.context = &m, .start = start, .stop = stop, .text = pass_over};
	bool complained;
	enum nb_status st;

	*issue = NULL;
	if (len > NB_METS_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the METS file has more than %zu bytes",
			       NB_METS_MAX);
	m.issue = nb_alloc(1, sizeof(*m.issue));
	if (!m.issue)
		return nb_fail_mem(err);
	nb_sha256(bytes, len, m.issue->sha256);
	st = parser->xml(parser->context, bytes,
			 len - nb_layout_padding(bytes, len), &calls,
			 m.issue->charset, &complained, err);
	if (!st)
		st = resolve(&m, err);
	release(&m);
	if (st) {
		nb_issue_free(m.issue);
		return st;
	}
	*issue = m.issue;
	return NB_OK;
}

enum nb_status nb_issue_read_mets(const void *bytes, size_t len,
				  struct nb_issue **issue, struct nb_error *err)
{
	return nb_mets_parse(&nb_parser_here, bytes, len, issue, err);
}
