/* SPDX-License-Identifier: Apache-2.0 */
/*
 * METS files by libxml2's streaming reader (nb_issue_read_mets()).
 *
 * Of all that METS can say, only files, the logical structure map and its
 * references to blocks are looked at. As with pages, nothing outside of the
 * file is read, entities that it declares are refused, and depth and size are
 * bounded.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "issue/beside.h"
#include "issue/links.h"
#include "issue/order.h"
#include "layout/form/silence.h"
#include "layout/lines/layout.h"

#include <nbarc/markup.h>

#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Greatest depth of an element, and of divisions in one another. */
#define DEPTH_MAX 200
#define ORDER_MAX 100000000u /* of a division among its siblings */

/* An open division of a map that is not the logical one. */
struct place {
	xmlChar *id;   /* owned, or NULL */
	size_t number; /* in the order of their beginnings, from 1 */
};

/* A file that is being read. `issue` is the caller's. */
struct mets {
	xmlTextReaderPtr reader;
	struct nb_issue *issue;
	xmlChar *file;	  /* ID of the file that is open; owned, or NULL */
	xmlChar *group;	  /* its GROUPID, likewise */
	unsigned alto;	  /* depth of a group of ALTO files; 0: none is open */
	unsigned logical; /* depth of the logical map; 0: it is not open */
	/* Divisions of other maps that are open, how many, and how many such
	 * divisions have begun. */
	struct place places[DEPTH_MAX + 1];
	unsigned place_count;
	size_t places_begun;
	struct nb_links links;
	struct nb_beside beside;
	/* Divisions that are open, as 1 + their indexes, and how many. */
	size_t open[DEPTH_MAX + 1];
	unsigned open_count;
	char message[300]; /* libxml2's first, or "" */
	int line;	   /* that it is about */
};

/* Keep the first message of libxml2: those that follow are consequences. */
static void first_message(void *context, xmlErrorPtr e)
{
	struct mets *m = context;

	if (m->message[0] || !e->message || e->level < XML_ERR_ERROR)
		return;
	(void)snprintf(m->message, sizeof(m->message), "%s", e->message);
	m->message[strcspn(m->message, "\n")] = '\0';
	m->line = e->line;
}

/* The value of an attribute, which the caller frees with xmlFree(); NULL. */
static xmlChar *get(struct mets *m, const char *name)
{
	return xmlTextReaderGetAttribute(m->reader, (const xmlChar *)name);
}

/* The address that a FLocat has, in the namespace of xlink as a rule. */
static xmlChar *get_href(struct mets *m)
{
	xmlChar *href = xmlTextReaderGetAttributeNs(
		m->reader, (const xmlChar *)"href",
		(const xmlChar *)"http://www.w3.org/1999/xlink");

	if (!href)
		href = get(m, "xlink:href");
	return href ? href : get(m, "href");
}

/* Does an attribute have that word in it, in capitals or not? */
static bool has_word(struct mets *m, const char *name, const char *word)
{
	xmlChar *value = get(m, name);
	const char *p = (const char *)value;
	bool found = false;

	for (; p && *p && !found; p++)
		found = strncasecmp(p, word, strlen(word)) == 0;
	xmlFree(value);
	return found;
}

/* Does the element say of itself that it has to do with that word? */
static bool is_about(struct mets *m, const char *word)
{
	return has_word(m, "TYPE", word) || has_word(m, "USE", word) ||
	       has_word(m, "LABEL", word) || has_word(m, "ID", word);
}

/* Is the structure map the logical one? One that says nothing of itself may be:
 * its divisions tell. */
static bool is_logical(struct mets *m)
{
	xmlChar *type = get(m, "TYPE"), *label = get(m, "LABEL");
	bool silent = !type && !label;

	xmlFree(type);
	xmlFree(label);
	return silent || is_about(m, "logic");
}

static enum nb_status add_location(struct mets *m, struct nb_error *err)
{
	xmlChar *href = get_href(m);
	enum nb_status st = NB_OK;

	if (href && m->file)
		st = nb_issue_add_file(m->issue, (const char *)m->file,
				       (const char *)href, m->alto != 0, err);
	if (!st && href && m->file && m->group)
		st = nb_beside_add(&m->beside, m->issue, (const char *)m->group,
				   (const char *)m->file, err);
	xmlFree(href);
	/* Of several places of a file the first counts. */
	xmlFree(m->file);
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
static void open_place(struct mets *m)
{
	/* The depth of elements is checked, so that there is room. */
	m->places[m->place_count++] =
		(struct place){get(m, "ID"), ++m->places_begun};
}

/* Take the end of one, or give up what is open. */
static void close_place(struct mets *m)
{
	xmlFree(m->places[--m->place_count].id);
}

/* The place that a division states among its siblings (ORDER). */
static size_t order_of(struct mets *m)
{
	xmlChar *value = get(m, "ORDER");
	const char *p = (const char *)value;
	size_t n = 0;

	for (; p && *p >= '0' && *p <= '9' && n < ORDER_MAX; p++)
		n = n * 10 + (size_t)(*p - '0');
	if (!p || p == (const char *)value || *p)
		n = NB_DIV_NO_ORDER;
	xmlFree(value);
	return n;
}

static enum nb_status open_div(struct mets *m, struct nb_error *err)
{
	size_t parent = m->open_count ? m->open[m->open_count - 1] : 0;
	xmlChar *type = get(m, "TYPE"), *id = get(m, "ID");
	enum nb_status st = nb_issue_add_div(m->issue, parent,
					     type ? (const char *)type : "",
					     order_of(m), err);

	if (!st && id)
		st = nb_links_div(&m->links, m->issue, (const char *)id,
				  m->issue->div_count - 1, err);
	xmlFree(type);
	xmlFree(id);
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
		st = nb_links_block(&m->links, m->issue,
				    (const char *)place->id, &at, err);
	return st;
}

/* Take an area element, or an fptr, which can point to a file itself. */
static enum nb_status add_area(struct mets *m, struct nb_error *err)
{
	xmlChar *file = get(m, "FILEID"), *begin = get(m, "BEGIN");
	xmlChar *end = get(m, "END"), *coords = get(m, "COORDS");
	/* Some programs write all attributes, with or without a value. */
	bool named = begin && *begin, outlined = coords && *coords;
	/* Blocks that are named are certain, and outlines are not. */
	const struct nb_issue_area area = {
		(const char *)file, named ? (const char *)begin : NULL,
		named ? (const char *)end : NULL,
		outlined && !named ? (const char *)coords : NULL};
	enum nb_status st = file ? point(m, &area, err) : NB_OK;

	xmlFree(file);
	xmlFree(begin);
	xmlFree(end);
	xmlFree(coords);
	return st;
}

/* Take one end of a link, which an attribute of xlink names. */
static enum nb_status add_link_end(struct mets *m, const char *name,
				   struct nb_error *err)
{
	xmlChar *id = xmlTextReaderGetAttributeNs(
		m->reader, (const xmlChar *)name,
		(const xmlChar *)"http://www.w3.org/1999/xlink");
	enum nb_status st = NB_OK;

	if (id)
		st = nb_links_end(&m->links, m->issue, (const char *)id, err);
	xmlFree(id);
	return st;
}

/* Take the start of an element of structLink, or of a map that is not the
 * logical one. */
static enum nb_status start_other(struct mets *m, const char *name,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (strcmp(name, "div") == 0) {
		open_place(m);
	} else if (strcmp(name, "area") == 0 || strcmp(name, "fptr") == 0) {
		return add_area(m, err);
	} else if (strcmp(name, "smLinkGrp") == 0) {
		m->links.link++;
	} else if (strcmp(name, "smLocatorLink") == 0) {
		return add_link_end(m, "href", err);
	} else if (strcmp(name, "smLink") == 0) {
		m->links.link++;
		st = add_link_end(m, "from", err);
		if (!st)
			st = add_link_end(m, "to", err);
	}
	return st;
}

/* Take the start of an element of the logical map. */
static enum nb_status start_logical(struct mets *m, const char *name,
				    struct nb_error *err)
{
	if (strcmp(name, "div") == 0)
		return open_div(m, err);
	if (strcmp(name, "area") == 0)
		return add_area(m, err);
	return NB_OK;
}

/* Take the start of an element. */
static enum nb_status start(struct mets *m, const char *name, unsigned depth,
			    struct nb_error *err)
{
	if (depth > DEPTH_MAX)
		return nb_fail(err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       DEPTH_MAX);
	if (depth == 0 && strcmp(name, "mets") != 0)
		return nb_fail(err, NB_INVALID, "it is not a METS file");
	if (m->logical)
		return start_logical(m, name, err);
	if (strcmp(name, "structMap") == 0 && is_logical(m))
		m->logical = depth;
	if (strcmp(name, "fileGrp") == 0 && !m->alto &&
	    (is_about(m, "alto") || is_about(m, "fulltext")))
		m->alto = depth;
	if (strcmp(name, "file") == 0) {
		xmlFree(m->file);
		xmlFree(m->group);
		m->file = get(m, "ID");
		m->group = get(m, "GROUPID");
	}
	return strcmp(name, "FLocat") == 0 ? add_location(m, err)
					   : start_other(m, name, err);
}

/* Take the end of an element. */
static void stop(struct mets *m, const char *name, unsigned depth)
{
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
}

/* Entities can blow up to any size, or name files. */
static enum nb_status check_document_type(struct mets *m, struct nb_error *err)
{
	const xmlDtd *dtd = (const xmlDtd *)xmlTextReaderCurrentNode(m->reader);

	if (dtd && (dtd->entities || dtd->pentities))
		return nb_fail(err, NB_UNSUPPORTED,
			       "the file declares entities");
	return NB_OK;
}

/* Take the node that the reader is at. */
static enum nb_status take_node(struct mets *m, struct nb_error *err)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(m->reader);
	int type = xmlTextReaderNodeType(m->reader);
	unsigned depth = (unsigned)xmlTextReaderDepth(m->reader);
	/* Attributes are looked up later, so that this comes first. */
	bool empty = type == XML_READER_TYPE_ELEMENT &&
		     xmlTextReaderIsEmptyElement(m->reader) == 1;
	enum nb_status st = NB_OK;

	if (type == XML_READER_TYPE_ELEMENT)
		st = start(m, name, depth, err);
	if (!st && (empty || type == XML_READER_TYPE_END_ELEMENT))
		stop(m, name, depth);
	if (type == XML_READER_TYPE_DOCUMENT_TYPE)
		st = check_document_type(m, err);
	return st;
}

/* What libxml2 had to say, with the line if it knows one. */
static enum nb_status give_message(const struct mets *m, struct nb_error *err)
{
	const char *message =
		m->message[0] ? m->message : "it is not well-formed XML";

	return m->line > 0 ? nb_fail(err, NB_INVALID, "line %d: %s", m->line,
				     message)
			   : nb_fail(err, NB_INVALID, "%s", message);
}

/* Read all nodes. */
static enum nb_status read_nodes(struct mets *m, struct nb_error *err)
{
	const char *charset;
	enum nb_status st = NB_OK;
	int more = 0;

	while (!st && (more = xmlTextReaderRead(m->reader)) == 1)
		st = take_node(m, err);
	if (!st && more < 0)
		st = give_message(m, err);
	if (st)
		return st;
	charset = (const char *)xmlTextReaderConstEncoding(m->reader);
	(void)snprintf(m->issue->charset, sizeof(m->issue->charset), "%s",
		       charset ? charset : "UTF-8");
	/* Links count where no outline has found its page; what they give may
	 * be outlines, too. */
	st = nb_beside_resolve(&m->beside, m->issue, err);
	if (!st)
		st = nb_links_resolve(&m->links, m->issue, err);
	if (!st)
		st = nb_beside_resolve(&m->beside, m->issue, err);
	if (!st)
		st = nb_issue_order(m->issue, err);
	return st ? st : nb_issue_settle(m->issue, err);
}

enum nb_status nb_issue_read_mets(const void *bytes, size_t len,
				  struct nb_issue **issue, struct nb_error *err)
{
	struct mets m = {.reader = NULL};
	struct nb_silence before;
	enum nb_status st;

	*issue = NULL;
	if (len > NB_METS_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the METS file has more than %zu bytes",
			       NB_METS_MAX);
	before = nb_silence_begin();
	m.issue = nb_alloc(1, sizeof(*m.issue));
	m.reader = xmlReaderForMemory(
		bytes, (int)(len - nb_layout_padding(bytes, len)), "mets", NULL,
		XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (!m.issue || !m.reader) {
		st = nb_fail_mem(err);
	} else {
		xmlTextReaderSetStructuredErrorHandler(m.reader, first_message,
						       &m);
		/* Of bytes that it cannot decode, libxml2 tells no reader. */
		xmlSetStructuredErrorFunc(&m, first_message);
		nb_sha256(bytes, len, m.issue->sha256);
		st = read_nodes(&m, err);
	}
	xmlFreeTextReader(m.reader);
	xmlFree(m.file);
	xmlFree(m.group);
	while (m.place_count)
		close_place(&m);
	nb_links_free(&m.links);
	nb_beside_free(&m.beside);
	nb_silence_end(&before);
	if (st) {
		nb_issue_free(m.issue);
		return st;
	}
	*issue = m.issue;
	return NB_OK;
}
