/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validation of documents against the schema, by libxml2.
 *
 * What RELAX NG cannot express, references to xml:ids that do not exist, is
 * checked as well. This file is part of libnbarc-xml, so that programs that
 * validate nothing need not load libxml2. Documents may come from anywhere: no
 * network, and a document type declaration is refused before it is read, since
 * entities can name files, grow to any size, and put loops into the tree. So is
 * an element with more attributes than any schema has, or with more elements in
 * it than a page, because the time of libxml2 grows with the square of their
 * number.
 */
#include "base/alloc.h"
#include "base/embed.h"
#include "base/error.h"
#include "layout/parse/lack.h"
#include "layout/parse/silence.h"
#include "tei/culprit.h"
#include "tei/document.h"

#include <nbarc/article.h>
#include <nbarc/tei.h>
#include <nbarc/validate.h>

#include <inttypes.h>
#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>
#include <libxml/valid.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The schema as RELAX NG in XML syntax. */
NB_EMBEDDED(char, nb_schema);

/*
 * The schema, which is parsed once, and the state of the document that is being
 * validated. libxml2's objects are owned.
 */
struct nb_validator {
	xmlRelaxNGParserCtxtPtr parser;
	xmlRelaxNGPtr schema;
	char message[400]; /* the document's first message, or "" */
	int line;	   /* of the document that it is about */
	uint64_t before;   /* lines of its file before the document */
	bool lacking;	   /* libxml2 says that it cannot do what it should */
};

/* What libxml2 reports of itself, and not of the document. */
static void note_lack(void *context, xmlErrorPtr e)
{
	struct nb_validator *v = context;

	(void)e;
	v->lacking = true;
}

/* Keep the first message of libxml2: those that follow are consequences. */
static void first_message(void *context, xmlErrorPtr e)
{
	struct nb_validator *v = context;
	size_t len;

	if (e->code == XML_ERR_NO_MEMORY)
		v->lacking = true;
	if (v->message[0] || !e->message)
		return;
	(void)snprintf(v->message, sizeof(v->message), "%s", e->message);
	len = strlen(v->message);
	while (len &&
	       (v->message[len - 1] == '\n' || v->message[len - 1] == ' '))
		v->message[--len] = '\0';
	v->line = e->line;
}

/*
 * Catch the parser's messages, which it would print: about a duplicate xml:id
 * it does so whatever the options are. It also complains of an xml:id that is a
 * name only since the fifth edition of XML 1.0; about that the schema decides.
 */
static void parser_message(void *context, xmlErrorPtr e)
{
	xmlParserCtxtPtr parser = context;

	if (e->level >= XML_ERR_ERROR && e->code != XML_DTD_XMLID_VALUE)
		first_message(parser->_private, e);
}

/*
 * libxml2 calls this when it has read the name of a document type declaration,
 * before its internal subset. Parsing ends here.
 */
static void refuse_dtd(void *context, const xmlChar *name,
		       const xmlChar *external_id, const xmlChar *system_id)
{
	xmlParserCtxtPtr parser = context;
	struct nb_validator *v = parser->_private;

	(void)name;
	(void)external_id;
	(void)system_id;
	if (!v->message[0]) {
		(void)snprintf(v->message, sizeof(v->message),
			       "a document type declaration (DTD) is not "
			       "allowed");
		v->line = parser->input ? parser->input->line : 0;
	}
	xmlStopParser(parser);
}

void nb_validator_free(struct nb_validator *v)
{
	if (!v)
		return;
	if (v->schema)
		xmlRelaxNGFree(v->schema);
	if (v->parser)
		xmlRelaxNGFreeParserCtxt(v->parser);
	free(v);
}

/* Compile the schema. Without memory libxml2 also makes one that refuses what
 * is valid. */
static void compile(struct nb_validator *v)
{
	struct nb_silence before = nb_silence_begin();

	nb_lack_begin();
	xmlSetStructuredErrorFunc(v, first_message);
	v->parser = xmlRelaxNGNewMemParserCtxt(
		nb_schema, (int)(nb_schema_end - nb_schema));
	if (v->parser) {
		xmlRelaxNGSetParserStructuredErrors(v->parser, first_message,
						    v);
		v->schema = xmlRelaxNGParse(v->parser);
	}
	nb_silence_end(&before);
	if (v->schema && (v->message[0] || nb_lacked())) {
		xmlRelaxNGFree(v->schema);
		v->schema = NULL;
	}
}

enum nb_status nb_validator_create(struct nb_validator **validator,
				   struct nb_error *err)
{
	struct nb_validator *v = nb_alloc(1, sizeof(*v));

	*validator = NULL;
	if (!v)
		return nb_fail_mem(err);
	compile(v);
	/* The schema is part of the program, and tests compile it: memory is
	 * all that can be lacking. */
	if (!v->schema) {
		(void)nb_fail(err, NB_NOMEM,
			      "the schema does not compile; memory may be "
			      "lacking. libxml2: %.300s",
			      v->message);
		nb_validator_free(v);
		return NB_NOMEM;
	}
	*validator = v;
	return NB_OK;
}

/* Report the message that was kept, with the line in the file. */
static enum nb_status invalid(const struct nb_validator *v, const char *name,
			      struct nb_error *err)
{
	(void)nb_fail(err, NB_INVALID, "line %" PRIu64 ": %s",
		      v->before + (uint64_t)v->line,
		      v->message[0] ? v->message : "not valid");
	nb_error_file(err, name);
	return NB_INVALID;
}

/* The node after this one, in the order of the document; NULL at its end. */
static xmlNodePtr node_after(xmlNodePtr node)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/*
 * True if nothing has the name that a pointer leads to: no element this xml:id,
 * or no earlier name element this ref.
 */
static bool leads_nowhere(xmlDocPtr doc, xmlHashTablePtr names,
			  const xmlChar *pointer)
{
	if (pointer[0] == '#')
		return xmlGetID(doc, pointer + 1) == NULL;
	return strncmp((const char *)pointer, NB_TEI_NAME,
		       strlen(NB_TEI_NAME)) == 0 &&
	       !xmlHashLookup(names, pointer);
}

/* True if one of the pointers of facs leads to no element. The image itself and
 * what is outside of the document are not looked for. */
static bool facs_lead_nowhere(xmlDocPtr doc, const xmlChar *pointer)
{
	bool bad = false;

	while (pointer && *pointer && !bad) {
		size_t n = strcspn((const char *)pointer, " ");
		xmlChar *id = xmlStrndup(pointer, (int)n);

		bad = !id || (id[0] == '#' && !xmlGetID(doc, id + 1));
		xmlFree(id);
		pointer += n + (pointer[n] == ' ');
	}
	return bad;
}

/*
 * The first attribute of `node` that refers to a name which the document does
 * not have, or NULL.
 */
static const char *dangling(xmlDocPtr doc, xmlHashTablePtr known,
			    xmlNodePtr node)
{
	static const char *const names[] = {"resp", "who"};
	const char *found = NULL;
	xmlChar *value;
	size_t i;

	for (i = 0; !found && i < sizeof(names) / sizeof(names[0]); i++) {
		value = xmlGetNoNsProp(node, BAD_CAST names[i]);
		if (value && leads_nowhere(doc, known, value))
			found = names[i];
		xmlFree(value);
	}
	value = found ? NULL : xmlGetNoNsProp(node, BAD_CAST "facs");
	if (facs_lead_nowhere(doc, value))
		found = "facs";
	xmlFree(value);
	return found;
}

/* Keep the names that respStmt explains. */
static void keep_name(xmlHashTablePtr names, xmlNodePtr node)
{
	xmlChar *ref;

	if (strcmp((const char *)node->name, "name") != 0)
		return;
	ref = xmlGetNoNsProp(node, BAD_CAST "ref");
	if (ref)
		(void)xmlHashAddEntry(names, ref, node);
	xmlFree(ref);
}

/*
 * Look for a reference to a name that does not exist, which no schema sees, and
 * keep a message about the first. Names are in the header, before what refers
 * to them.
 */
static enum nb_status check_references(struct nb_validator *v, xmlDocPtr doc)
{
	xmlNodePtr node = xmlDocGetRootElement(doc);
	xmlHashTablePtr names = xmlHashCreate(0);
	const char *name = NULL;

	if (!names)
		return NB_NOMEM;
	for (; node && !name; node = node_after(node)) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		keep_name(names, node);
		name = dangling(doc, names, node);
		if (!name)
			continue;
		(void)snprintf(v->message, sizeof(v->message),
			       "attribute %s of %.60s names an xml:id "
			       "that does not exist",
			       name, (const char *)node->name);
		v->line = (int)xmlGetLineNo(node);
	}
	xmlHashFree(names, NULL);
	return NB_OK;
}

/* ---- attributes */

/*
 * The most attributes of an element. TEI has some dozens for an element;
 * libxml2 takes minutes for forty thousand.
 */
#define ATTRIBUTES_MAX 256u

/* The end of what begins at p and ends with `mark`; `end` if it does not end.
 */
static const char *skip_to(const char *p, const char *end, const char *mark)
{
	size_t n = strlen(mark);

	while (p && (size_t)(end - p) >= n && memcmp(p, mark, n) != 0)
		p = memchr(p + 1, mark[0], (size_t)(end - p - 1));
	return p && (size_t)(end - p) >= n ? p + n : end;
}

/* The end of the tag at p, and in *count the attributes in it. Markup inside
 * quotation marks is not counted. */
static const char *count_attributes(const char *p, const char *end,
				    unsigned *count)
{
	char quote = '\0';

	for (*count = 0; p < end; p++) {
		if (quote)
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '=')
			++*count;
		else if (*p == '>')
			return p + 1;
	}
	return end;
}

/*
 * Keep a message about the first element with too many attributes. This knows
 * just enough of XML to find the tags of a well-formed document; libxml2 stops
 * at the first place where a document is not well-formed.
 */
static void check_attributes(struct nb_validator *v, const char *xml,
			     size_t len)
{
	const char *p = xml, *end = xml + len, *tag;
	unsigned count = 0;

	while (count <= ATTRIBUTES_MAX) {
		tag = memchr(p, '<', (size_t)(end - p));
		if (!tag)
			return;
		p = tag + 1;
		if (end - p >= 3 && memcmp(p, "!--", 3) == 0)
			p = skip_to(p + 3, end, "-->");
		else if (end - p >= 8 && memcmp(p, "![CDATA[", 8) == 0)
			p = skip_to(p + 8, end, "]]>");
		else if (p < end && *p == '?')
			p = skip_to(p, end, "?>");
		else
			p = count_attributes(p, end, &count);
	}
	(void)snprintf(v->message, sizeof(v->message),
		       "an element has more than %u attributes",
		       ATTRIBUTES_MAX);
	for (v->line = 1, p = xml; p < tag; p++)
		v->line += *p == '\n';
}

/* ---- elements */

/*
 * The most elements inside of one: all items of a page or all units of an item,
 * and page beginnings and the like beside them. The time of libxml2 grows with
 * the square of their number, to 40 s at this one.
 */
#define CHILDREN_MAX (NB_ITEM_UNITS_MAX + 4096u)

/* Keep a message about the first element with too many elements in it. */
static void check_children(struct nb_validator *v, xmlDocPtr doc)
{
	xmlNodePtr node = xmlDocGetRootElement(doc);

	for (; node && !v->message[0]; node = node_after(node)) {
		if (node->type != XML_ELEMENT_NODE ||
		    xmlChildElementCount(node) <= CHILDREN_MAX)
			continue;
		(void)snprintf(v->message, sizeof(v->message),
			       "element %.80s has more than %u elements in it",
			       (const char *)node->name, CHILDREN_MAX);
		v->line = (int)xmlGetLineNo(node);
	}
}

/* ---- validating */

/* Let libxml2 compare a document with the schema; 0 if it is valid. It compiles
 * the expressions of the schema when it first needs them. */
static int run(struct nb_validator *v, xmlDocPtr doc)
{
	struct nb_silence before = nb_silence_begin();
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(v->schema);
	int result = -1;

	v->lacking |= !context;
	xmlSetStructuredErrorFunc(v, note_lack);
	if (context) {
		xmlRelaxNGSetValidStructuredErrors(context, first_message, v);
		result = xmlRelaxNGValidateDoc(context, doc);
	}
	xmlRelaxNGFreeValidCtxt(context);
	nb_silence_end(&before);
	return result;
}

/* Validate a parsed document. */
static enum nb_status check_document(struct nb_validator *v, xmlDocPtr doc,
				     const char *name, struct nb_error *err)
{
	int result;

	check_children(v, doc);
	if (v->message[0])
		return invalid(v, name, err);
	result = run(v, doc);
	if (v->lacking)
		return nb_fail_mem(err);
	if (result != 0) {
		(void)nb_culprit_find(v->schema, doc, v->message,
				      sizeof(v->message), &v->line);
		return invalid(v, name, err);
	}
	if (check_references(v, doc))
		return nb_fail_mem(err);
	return v->message[0] ? invalid(v, name, err) : NB_OK;
}

/* Parse a document, and validate it. */
static enum nb_status parse(struct nb_validator *v, const void *xml, size_t len,
			    const char *name, struct nb_error *err)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	enum nb_status st;
	xmlDocPtr doc;

	if (!parser)
		return nb_fail_mem(err);
	parser->_private = v;
	parser->sax->serror = parser_message;
	parser->sax->internalSubset = refuse_dtd;
	doc = xmlCtxtReadMemory(parser, xml, (int)len, name, NULL,
				XML_PARSE_NONET | XML_PARSE_NOERROR |
					XML_PARSE_NOWARNING |
					XML_PARSE_BIG_LINES);
	/* A parser that was stopped may still give a tree. */
	if (doc && !v->message[0])
		st = check_document(v, doc, name, err);
	else if (v->lacking)
		st = nb_fail_mem(err);
	else
		st = invalid(v, name, err);
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	return st;
}

enum nb_status nb_validate_from(struct nb_validator *v, const void *xml,
				size_t len, const char *name, uint64_t line,
				struct nb_error *err)
{
	struct nb_silence handlers;
	enum nb_status st;

	v->message[0] = '\0';
	v->line = 0;
	v->before = line - 1;
	v->lacking = false;
	if (len > INT_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the document is too large (%zu bytes)", len);
	check_attributes(v, xml, len);
	if (v->message[0])
		return invalid(v, name, err);
	handlers = nb_silence_begin();
	nb_lack_begin();
	st = parse(v, xml, len, name, err);
	nb_silence_end(&handlers);
	/* Whatever it found, some of the document may have been left out. */
	return nb_lacked() ? nb_fail_mem(err) : st;
}

enum nb_status nb_validate(struct nb_validator *v, const void *xml, size_t len,
			   const char *name, struct nb_error *err)
{
	return nb_validate_from(v, xml, len, name, 1, err);
}
