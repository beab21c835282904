/* SPDX-License-Identifier: Apache-2.0 */
/* HTML by libxml2 (html.h), which makes a tree of it that a reader walks over.
 */
#include "layout/parse/html.h"
#include "base/error.h"
#include "layout/parse/lack.h"
#include "layout/parse/silence.h"
#include "layout/stated/reading.h"

#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#include <string.h>

#define URL "page" /* what libxml2 calls the document */

uint32_t nb_html_entity(const char *name)
{
	const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);

	return e ? e->value : 0;
}

/* A name without its prefix. libxml2's HTML parser keeps it in the name. */
static const char *local(const char *name)
{
	const char *colon = name ? strrchr(name, ':') : NULL;

	return colon ? colon + 1 : name;
}

/*
 * Collect the attributes of an element, namespace declarations excepted. Those
 * beyond NB_ATTRIBUTES_MAX are ignored.
 */
static void get_attributes(xmlTextReaderPtr reader, struct nb_element *e)
{
	int more = xmlTextReaderMoveToFirstAttribute(reader);

	for (e->count = 0; more == 1 && e->count < NB_ATTRIBUTES_MAX;
	     more = xmlTextReaderMoveToNextAttribute(reader)) {
		struct nb_attribute *a = &e->attributes[e->count];

		if (xmlTextReaderIsNamespaceDecl(reader) == 1)
			continue;
		a->name = local((const char *)xmlTextReaderConstName(reader));
		a->value = (const char *)xmlTextReaderConstValue(reader);
		e->count += a->name && a->value;
	}
	(void)xmlTextReaderMoveToElement(reader);
}

/* Take the start of an element, and its end if it is empty. */
static enum nb_status take_element(const struct nb_markup_calls *calls,
				   xmlTextReaderPtr reader,
				   struct nb_error *err)
{
	struct nb_element e; /* its list is not cleared: it is long */
	int depth = xmlTextReaderDepth(reader);
	bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
	enum nb_status st;

	if (depth > NB_DEPTH_MAX)
		return nb_fail(err, NB_LIMIT,
			       "elements are nested more than %d deep",
			       NB_DEPTH_MAX);
	e.name = local((const char *)xmlTextReaderConstLocalName(reader));
	e.depth = (unsigned)depth;
	get_attributes(reader, &e);
	st = calls->start(calls->context, &e, "", err);
	/* The reader reports no end of an empty element. */
	return st || !empty ? st
			    : calls->stop(calls->context, e.name, e.depth, err);
}

/* Take the node that the reader is at. */
static enum nb_status take_node(const struct nb_markup_calls *calls,
				xmlTextReaderPtr reader, struct nb_error *err)
{
	const char *value;

	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_ELEMENT:
		return take_element(calls, reader, err);
	case XML_READER_TYPE_END_ELEMENT:
		return calls->stop(
			calls->context,
			local((const char *)xmlTextReaderConstLocalName(
				reader)),
			(unsigned)xmlTextReaderDepth(reader), err);
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		value = (const char *)xmlTextReaderConstValue(reader);
		return value && *value ? calls->text(calls->context, value, err)
				       : NB_OK;
	default: /* an int: comments and the like */
		return NB_OK;
	}
}

/* Take all nodes of a tree. */
static enum nb_status walk(xmlDocPtr doc, const struct nb_markup_calls *calls,
			   struct nb_error *err)
{
	xmlTextReaderPtr reader = xmlReaderWalker(doc);
	enum nb_status st = NB_OK;
	int more = 0;

	if (!reader)
		return nb_fail_mem(err);
	while (!st && (more = xmlTextReaderRead(reader)) == 1)
		st = take_node(calls, reader, err);
	if (!st && more < 0)
		st = nb_fail(err, NB_INVALID, "not well-formed");
	xmlFreeTextReader(reader);
	return st;
}

enum nb_status nb_html_parse(void *context, const void *bytes, size_t len,
			     const struct nb_markup_calls *calls,
			     struct nb_error *err)
{
	struct nb_silence handlers = nb_silence_begin();
	enum nb_status st;
	xmlDocPtr doc;

	(void)context;
	nb_lack_begin();
	doc = htmlReadMemory(len ? bytes : "", (int)len, URL, "UTF-8",
			     HTML_PARSE_NONET | HTML_PARSE_NOERROR |
				     HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER |
				     HTML_PARSE_IGNORE_ENC);
	st = doc ? walk(doc, calls, err)
		 : nb_fail(err, NB_INVALID, "the file is not HTML");
	if (nb_lacked())
		st = nb_fail_mem(err);
	xmlFreeDoc(doc);
	nb_silence_end(&handlers);
	return st;
}
