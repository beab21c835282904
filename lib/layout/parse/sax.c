/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML by libxml2's parser (sax.h), through its interface SAX2.
 *
 * Entities are not expanded: they can blow up to any size, or name files. One
 * that stands for a single character is no more than a spelling of it. Those
 * are known that the file declares, and those of HTML, which XHTML has from a
 * DTD that is not read.
 */
#include "layout/parse/sax.h"
#include "base/error.h"
#include "base/utf8.h"
#include "layout/parse/html.h"
#include "layout/parse/lack.h"
#include "layout/parse/silence.h"
#include "layout/stated/reading.h"

#include <nbarc/buf.h>

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

/* Each attribute comes as five pointers: its name, prefix and namespace, and
 * where its value begins and ends. */
#define POINTERS 5

/* A file that is being parsed. */
struct parsing {
	xmlParserCtxtPtr parser;
	const struct nb_markup_calls *calls;
	unsigned depth;	      /* of the next element */
	bool begun;	      /* the root has begun */
	struct nb_buf values; /* of the attributes of the element in hand */
	struct nb_buf text;   /* since the last tag, comment or the like */
	/* Entities by their names: of each the code point, as a pointer. A hash
	 * table, since a file can declare and name very many. NULL: none. */
	xmlHashTablePtr declared;
	xmlEntity entity;      /* that libxml2 was told of last */
	char character[5];     /* that it is */
	bool unknown;	       /* a reference to another entity was found */
	char message[300];     /* libxml2's first, or "" */
	int line;	       /* that it is about */
	bool at_end;	       /* it was found at the end of the file */
	size_t len;	       /* of the file */
	enum nb_status status; /* of the calls so far */
	struct nb_error *err;
};

/* Keep the first message of libxml2: those that follow are consequences. That
 * it lacked memory says nothing of the file. */
static void first_message(void *context, xmlErrorPtr e)
{
	struct parsing *p = context;

	if (e->code == XML_ERR_NO_MEMORY && !p->status)
		p->status = nb_fail_mem(p->err);
	if (p->message[0] || !e->message || e->level < XML_ERR_ERROR)
		return;
	(void)snprintf(p->message, sizeof(p->message), "%s", e->message);
	p->message[strcspn(p->message, "\n")] = '\0';
	p->line = e->line;
	p->at_end = e->domain == XML_FROM_PARSER &&
		    e->code != XML_ERR_TAG_NAME_MISMATCH &&
		    xmlByteConsumed(p->parser) + 1 >= (long)p->len;
}

/* Note how a call ended; a failure ends the parsing. */
static void note(struct parsing *p, enum nb_status st)
{
	p->status = st;
	if (st)
		xmlStopParser(p->parser);
}

/* A name without what libxml2 leaves of prefixes in it. */
static const char *local(const xmlChar *name)
{
	const char *colon = strrchr((const char *)name, ':');

	return colon ? colon + 1 : (const char *)name;
}

/* Pass on the text that was gathered. */
static void end_text(struct parsing *p)
{
	if (p->status || p->text.len == 0)
		return;
	if (nb_buf_add(&p->text, "", 1))
		note(p, nb_fail_mem(p->err));
	else
		note(p, p->calls->text(p->calls->context,
				       (const char *)p->text.data, p->err));
	p->text.len = 0;
}

/* Copy the attributes, whose values libxml2 does not end with a NUL. Those
 * beyond NB_ATTRIBUTES_MAX are ignored. */
static enum nb_status take_attributes(struct parsing *p, int count,
				      const xmlChar **list,
				      struct nb_element *e)
{
	size_t n = count > 0 ? (size_t)count : 0, i, bytes = 0;

	if (n > NB_ATTRIBUTES_MAX)
		n = NB_ATTRIBUTES_MAX;
	for (i = 0; i < n; i++)
		bytes += (size_t)(list[POINTERS * i + 4] -
				  list[POINTERS * i + 3]) +
			 1;
	p->values.len = 0;
	if (nb_buf_reserve(&p->values, bytes))
		return nb_fail_mem(p->err);
	for (i = 0; i < n; i++, list += POINTERS) {
		char *value = (char *)p->values.data + p->values.len;
		size_t len = (size_t)(list[4] - list[3]);

		memcpy(value, list[3], len);
		value[len] = '\0';
		p->values.len += len + 1;
		e->attributes[i] = (struct nb_attribute){local(list[0]), value};
	}
	e->count = n;
	return NB_OK;
}

/* Does the tag in hand end? If not, libxml2 calls all the same, and finds out
 * only then that the file is not well-formed. */
static bool is_complete(const struct parsing *p)
{
	xmlChar next = *p->parser->input->cur;

	return next == '>' || next == '/';
}

/* The types of these are libxml2's. */
static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
		     const xmlChar *space, int space_count,
		     const xmlChar **spaces, int count, int defaulted,
		     const xmlChar **attributes)
{
	struct parsing *p = context;
	struct nb_element e; /* its list is not cleared: it is long */
	enum nb_status st;

	(void)prefix;
	(void)space_count;
	(void)spaces;
	(void)defaulted;
	end_text(p);
	if (p->status || !is_complete(p))
		return;
	if (p->depth > NB_DEPTH_MAX) {
		note(p, nb_fail(p->err, NB_LIMIT,
				"elements are nested more than %d deep",
				NB_DEPTH_MAX));
		return;
	}
	e.name = local(name);
	e.depth = p->depth++;
	st = take_attributes(p, count, attributes, &e);
	note(p,
	     st ? st
		: p->calls->start(p->calls->context, &e,
				  space && !p->begun ? (const char *)space : "",
				  p->err));
	p->begun = true;
}

static void on_stop(void *context, const xmlChar *name, const xmlChar *prefix,
		    const xmlChar *space)
{
	struct parsing *p = context;

	(void)prefix;
	(void)space;
	end_text(p);
	if (!p->status)
		note(p, p->calls->stop(p->calls->context, local(name),
				       --p->depth, p->err));
}

/* Text comes in pieces. */
static void on_text(void *context, const xmlChar *text, int len)
{
	struct parsing *p = context;

	if (!p->status && nb_buf_add(&p->text, text, (size_t)len))
		note(p, nb_fail_mem(p->err));
}

static void on_cdata(void *context, const xmlChar *text, int len)
{
	end_text(context);
	on_text(context, text, len);
	end_text(context);
}

static void on_comment(void *context, const xmlChar *text)
{
	(void)text;
	end_text(context);
}

static void on_instruction(void *context, const xmlChar *target,
			   const xmlChar *data)
{
	(void)target;
	(void)data;
	end_text(context);
}

/* ---- entities */

/* The character that the file declares by that name, or 0. */
static uint32_t find_declared(const struct parsing *p, const xmlChar *name)
{
	return (uint32_t)(uintptr_t)xmlHashLookup(p->declared, name);
}

/* Keep a declaration. As XML has it, of two with one name the first counts. */
static enum nb_status add_declared(struct parsing *p, const xmlChar *name,
				   uint32_t cp)
{
	if (!p->declared)
		p->declared = xmlHashCreate(0);
	if (p->declared &&
	    (find_declared(p, name) ||
	     !xmlHashAddEntry(p->declared, name, (void *)(uintptr_t)cp)))
		return NB_OK;
	return nb_fail_mem(p->err);
}

/*
 * Give libxml2 the entity of that name, in text or in an attribute. Without a
 * name, an entity is put in as it is. The one before is not needed any more.
 */
static xmlEntityPtr get_entity(void *context, const xmlChar *name)
{
	struct parsing *p = context;
	uint32_t found = find_declared(p, name);

	/* After a declaration, libxml2 would keep it in the entity. */
	if (p->parser->inSubset)
		return NULL;
	if (!found)
		found = nb_html_entity((const char *)name);
	if (!found) {
		p->unknown = true;
		return NULL;
	}
	p->character[nb_utf8_put(p->character, found)] = '\0';
	p->entity = (xmlEntity){
		.type = XML_ENTITY_DECL,
		.etype = XML_INTERNAL_GENERAL_ENTITY,
		.content = (xmlChar *)p->character,
		.length = (int)strlen(p->character),
	};
	return &p->entity;
}

/* Is it a character that means nothing to a parser, and nothing else? */
static bool is_character(const char *content, uint32_t *cp)
{
	size_t len = strlen(content);

	return len && nb_utf8_get(content, len, cp) == len &&
	       strchr("<&", content[0]) == NULL;
}

/* Is it one of the entities of XML, which a file may declare again? */
static bool is_predefined(const char *name)
{
	return xmlGetPredefinedEntity((const xmlChar *)name) != NULL;
}

/* Keep the declaration of a character. Sets of such declarations in other files
 * are not read. */
static void on_declaration(void *context, const xmlChar *name, int type,
			   const xmlChar *public_id, const xmlChar *system_id,
			   xmlChar *content)
{
	struct parsing *p = context;
	const char *n = (const char *)name;
	uint32_t cp = 0;

	(void)public_id;
	(void)system_id;
	if (p->status || type == XML_EXTERNAL_PARAMETER_ENTITY ||
	    (type == XML_INTERNAL_GENERAL_ENTITY && is_predefined(n)))
		return;
	if (type != XML_INTERNAL_GENERAL_ENTITY ||
	    !is_character((const char *)content, &cp))
		note(p, nb_fail(p->err, NB_UNSUPPORTED,
				"the file declares entities, '%.60s' for one, "
				"that are not single characters",
				n));
	else
		note(p, add_declared(p, name, cp));
}

/* ---- files */

/* Make a parser that calls the functions above. */
static xmlParserCtxtPtr make_parser(struct parsing *p, const void *bytes,
				    size_t len)
{
	xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(bytes, (int)len);
	xmlSAXHandlerPtr sax;

	if (!parser)
		return NULL;
	/* Without XML_PARSE_NOENT, "&amp;" in an attribute would come as
	 * another reference, and others would not be put in. */
	(void)xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT |
						XML_PARSE_BIG_LINES);
	sax = parser->sax;
	memset(sax, 0, sizeof(*sax));
	sax->initialized = XML_SAX2_MAGIC;
	sax->startElementNs = on_start;
	sax->endElementNs = on_stop;
	sax->characters = sax->ignorableWhitespace = on_text;
	sax->cdataBlock = on_cdata;
	sax->comment = on_comment;
	sax->processingInstruction = on_instruction;
	sax->getEntity = get_entity;
	sax->entityDecl = on_declaration;
	sax->serror = first_message;
	parser->userData = p;
	return parser;
}

/* Write the charset that the file declares, if it does. libxml2 keeps those of
 * Unicode in one place, and the others in another. */
static void take_charset(xmlParserCtxtPtr parser, char charset[NB_CHARSET_MAX])
{
	const xmlChar *declared = parser->encoding;

	if (!declared && parser->input)
		declared = parser->input->encoding;
	if (declared)
		(void)snprintf(charset, NB_CHARSET_MAX, "%s",
			       (const char *)declared);
}

/* Say what is wrong. A file that ends inside of its root was cut off, as a
 * rule: what libxml2 says then is no help. */
static enum nb_status not_well_formed(const struct parsing *p)
{
	if (p->depth && p->at_end)
		return nb_fail(p->err, NB_INVALID,
			       "line %d: the file ends before its root element "
			       "does: was it copied whole?",
			       p->line);
	if (p->line == 0 && p->message[0])
		return nb_fail(p->err, NB_INVALID, "not well-formed: %s",
			       p->message);
	return nb_fail(p->err, NB_INVALID, "line %d: not well-formed: %s",
		       p->line, p->message[0] ? p->message : "an error");
}

enum nb_status nb_sax_parse(void *context, const void *bytes, size_t len,
			    const struct nb_markup_calls *calls,
			    char charset[NB_CHARSET_MAX], bool *complained,
			    struct nb_error *err)
{
	struct parsing p = {.calls = calls, .len = len, .err = err};
	struct nb_silence handlers;
	enum nb_status st;

	(void)context;
	*complained = false;
	(void)snprintf(charset, NB_CHARSET_MAX, "UTF-8");
	if (len == 0)
		return nb_fail(err, NB_INVALID, "line 1: Document is empty");
	handlers = nb_silence_begin();
	nb_lack_begin();
	/* Of bytes that it cannot decode, libxml2 tells no parser. */
	xmlSetStructuredErrorFunc(&p, first_message);
	p.parser = make_parser(&p, bytes, len);
	if (p.parser)
		(void)xmlParseDocument(p.parser);
	nb_silence_end(&handlers);
	if (!p.parser)
		return nb_fail_mem(err);
	st = p.status;
	if (!st && (!p.parser->wellFormed || p.unknown))
		st = not_well_formed(&p);
	if (nb_lacked())
		st = nb_fail_mem(err);
	*complained = p.message[0] != '\0';
	take_charset(p.parser, charset);
	xmlFreeDoc(p.parser->myDoc);
	xmlFreeParserCtxt(p.parser);
	nb_buf_free(&p.values);
	nb_buf_free(&p.text);
	xmlHashFree(p.declared, NULL);
	return st;
}
