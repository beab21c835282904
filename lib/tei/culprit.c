/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the element that makes a document invalid (nb_culprit_find()).
 *
 * Where a schema has alternatives, libxml2 names the first element of the one
 * that it tried last, which may be a hundred lines before the error. Here the
 * error is found by trial: the children of an element are cut off after a
 * place, and where the document stops being valid as more of them are left, the
 * next one is at fault, or something in it. This needs a schema in which most
 * elements may end anywhere, as those of text are.
 */
#include "tei/culprit.h"

#include <stdio.h>
#include <string.h>

/* A document of more elements takes too long: libxml2 needs time that grows
 * with the square of their number. */
#define ELEMENTS_MAX 2000u

/* No more trials than this are made. */
#define TRIALS_MAX 200u

/* A required beginning of an element has at most so many nodes. */
#define BEGINNING_MAX 4u

/* The search. Both are borrowed. */
struct search {
	xmlRelaxNGPtr schema;
	xmlDocPtr doc;
	unsigned trials;
};

/* The messages of trials are not wanted. */
static void ignore(void *context, xmlErrorPtr e)
{
	(void)context;
	(void)e;
}

/* Is the document valid as it is now? Without memory, or after too many trials,
 * it is not. */
static bool is_valid(struct search *s)
{
	xmlRelaxNGValidCtxtPtr context;
	int result;

	if (s->trials++ >= TRIALS_MAX)
		return false;
	context = xmlRelaxNGNewValidCtxt(s->schema);
	if (!context)
		return false;
	xmlRelaxNGSetValidStructuredErrors(context, ignore, NULL);
	result = xmlRelaxNGValidateDoc(context, s->doc);
	xmlRelaxNGFreeValidCtxt(context);
	return result == 0;
}

/* ---- cutting */

static size_t count_children(xmlNodePtr node)
{
	size_t n = 0;

	for (node = node->children; node; node = node->next)
		n++;
	return n;
}

/* The child with that index, from 0. */
static xmlNodePtr child_at(xmlNodePtr node, size_t i)
{
	node = node->children;
	while (i--)
		node = node->next;
	return node;
}

/* Is the document valid with only the first k children of the node? */
static bool valid_with(struct search *s, xmlNodePtr node, size_t k)
{
	xmlNodePtr children = node->children, last = node->last, rest = NULL;
	xmlNodePtr end = k ? child_at(node, k - 1) : NULL;
	bool valid;

	if (end) {
		rest = end->next;
		end->next = NULL;
	} else
		node->children = NULL;
	node->last = end;
	valid = is_valid(s);
	if (end)
		end->next = rest;
	node->children = children;
	node->last = last;
	return valid;
}

/*
 * The child of the node with which the document stops being valid, or NULL if
 * the node itself is at fault. What follows the child is cut off and lost to
 * the tree: other errors would hide this one.
 */
static xmlNodePtr bad_child(struct search *s, xmlNodePtr node)
{
	size_t low = 0, high = count_children(node), half;
	xmlNodePtr child, after;

	while (low < high && low <= BEGINNING_MAX && !valid_with(s, node, low))
		low++;
	if (low >= high || low > BEGINNING_MAX)
		return NULL;
	while (high - low > 1) {
		half = low + (high - low) / 2;
		if (valid_with(s, node, half))
			low = half;
		else
			high = half;
	}
	child = child_at(node, low);
	after = child->next;
	child->next = NULL;
	node->last = child;
	xmlFreeNodeList(after);
	return child;
}

/* The attribute without which the document is valid, or NULL. */
static xmlAttrPtr bad_attribute(struct search *s, xmlNodePtr node)
{
	xmlAttrPtr a, *link = &node->properties;
	bool valid;

	for (; (a = *link) != NULL; link = &a->next) {
		*link = a->next;
		valid = is_valid(s);
		*link = a;
		if (valid)
			return a;
	}
	return NULL;
}

/* ---- what is wrong */

/* The first child that is an element with this name, or NULL. */
static xmlNodePtr child_called(xmlNodePtr node, const char *name)
{
	for (node = node ? node->children : NULL; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)node->name, name) == 0)
			return node;
	return NULL;
}

/* Write what is wrong with an element, or with text that stands in it. */
static void describe(struct search *s, xmlNodePtr node, char *message,
		     size_t size)
{
	const char *name = (const char *)node->name;
	const char *in = (const char *)node->parent->name;
	xmlAttrPtr attribute;
	xmlChar *value;

	if (node->type != XML_ELEMENT_NODE) {
		(void)snprintf(message, size,
			       "element %.60s may not have text here", in);
		return;
	}
	attribute = bad_attribute(s, node);
	if (!attribute) {
		(void)snprintf(message, size,
			       "element %.60s is not allowed here in %.60s, or "
			       "its attributes or its content are wrong",
			       name, in);
		return;
	}
	value = xmlNodeListGetString(s->doc, attribute->children, 1);
	(void)snprintf(message, size,
		       "attribute %.60s of element %.60s is not allowed, or "
		       "not with the value '%.60s'",
		       (const char *)attribute->name, name,
		       value ? (const char *)value : "");
	xmlFree(value);
}

static unsigned long count_elements(xmlNodePtr node)
{
	unsigned long n = 0;

	for (; node; node = node->next)
		n += node->type == XML_ELEMENT_NODE
			     ? 1 + count_elements(node->children)
			     : 0;
	return n;
}

bool nb_culprit_find(xmlRelaxNGPtr schema, xmlDocPtr doc, char *message,
		     size_t size, int *line)
{
	struct search s = {schema, doc, 0};
	xmlNodePtr root = xmlDocGetRootElement(doc), node, next;

	if (!root || count_elements(root) > ELEMENTS_MAX)
		return false;
	node = child_called(child_called(root, "text"), "body");
	next = node ? bad_child(&s, node) : NULL;
	if (!next)
		return false;
	for (; next;
	     next = node->type == XML_ELEMENT_NODE ? bad_child(&s, node) : NULL)
		node = next;
	describe(&s, node, message, size);
	*line = (int)xmlGetLineNo(node);
	return true;
}
