/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PREMIS 3 in METS (premis.h). The elements of each entity stand in the order
 * of the schema. Identifiers are of the type "nbarc": those of pages with their
 * revision, and names below them.
 */
#include "export/premis.h"

/*
 * A section of METS wraps one entity: <digiprovMD
 * ID="jdrb-20190304-a01.fixity"> <mdWrap MDTYPE="PREMIS:EVENT"><xmlData>, and
 * the entity. The ID is a name of XML, as identifiers of pages are.
 */
void nbarc_premis_begin(struct nbarc_markup *m, const char *section,
			const char *id, const char *suffix, const char *type)
{
	nbarc_markup_put(m,
			 "<%s ID=\"%s%s\"><mdWrap MDTYPE=\"PREMIS:%s\">"
			 "<xmlData>\n",
			 section, id, suffix, type);
}

void nbarc_premis_end(struct nbarc_markup *m, const char *section)
{
	nbarc_markup_put(m, "</xmlData></mdWrap></%s>\n", section);
}

/* ---- parts of entities */

/* Write an identifier: `name` is the element, with "Type" and "Value" after it
 * in what it has. */
static void put_identifier(struct nbarc_markup *m, const char *name,
			   const char *value)
{
	nbarc_markup_put(m,
			 "<premis:%s><premis:%sType>nbarc</premis:%sType>"
			 "<premis:%sValue>",
			 name, name, name, name);
	nbarc_markup_put(m, "%s", value);
	nbarc_markup_put(m, "</premis:%sValue></premis:%s>\n", name, name);
}

/* Write what an object was made of. */
static void put_origin(struct nbarc_markup *m,
		       const struct nbarc_premis_object *o)
{
	nbarc_markup_put(m, "<premis:relationship>\n");
	nbarc_markup_element(m, "premis:relationshipType", "derivation");
	nbarc_markup_element(m, "premis:relationshipSubType", "has source");
	put_identifier(m, "relatedObjectIdentifier", o->source);
	put_identifier(m, "relatedEventIdentifier", o->event);
	nbarc_markup_put(m, "</premis:relationship>\n");
}

/* ---- entities */

/* A file with its hash, its size and its format. That it was made of another
 * one, by an event, is a relationship between the two. */
void nbarc_premis_object(struct nbarc_markup *m,
			 const struct nbarc_premis_object *o)
{
	nbarc_markup_put(m, "<premis:object xsi:type=\"premis:file\">\n");
	put_identifier(m, "objectIdentifier", o->id);
	nbarc_markup_put(m,
			 "<premis:objectCharacteristics>\n<premis:fixity>\n");
	nbarc_markup_element(m, "premis:messageDigestAlgorithm", "SHA-256");
	nbarc_markup_element(m, "premis:messageDigest", o->sha256);
	nbarc_markup_put(m,
			 "</premis:fixity>\n<premis:size>%llu</premis:size>\n"
			 "<premis:format><premis:formatDesignation>\n",
			 (unsigned long long)o->bytes);
	nbarc_markup_element(m, "premis:formatName", o->format);
	nbarc_markup_put(m, "</premis:formatDesignation></premis:format>\n"
			    "</premis:objectCharacteristics>\n");
	if (o->source)
		put_origin(m, o);
	nbarc_markup_put(m, "</premis:object>\n");
}

/* What happened, when, with which outcome; who did it and to which file are
 * given by their identifiers. */
void nbarc_premis_event(struct nbarc_markup *m,
			const struct nbarc_premis_event *e)
{
	size_t i;

	nbarc_markup_put(m, "<premis:event>\n");
	put_identifier(m, "eventIdentifier", e->id);
	nbarc_markup_element(m, "premis:eventType", e->type);
	nbarc_markup_element(m, "premis:eventDateTime", e->time);
	nbarc_markup_put(m, "<premis:eventDetailInformation>\n");
	nbarc_markup_element(m, "premis:eventDetail", e->detail);
	nbarc_markup_put(m, "</premis:eventDetailInformation>\n"
			    "<premis:eventOutcomeInformation>\n");
	nbarc_markup_element(m, "premis:eventOutcome", e->outcome);
	nbarc_markup_put(m, "</premis:eventOutcomeInformation>\n");
	for (i = 0; i < sizeof(e->agents) / sizeof(e->agents[0]); i++)
		if (e->agents[i])
			put_identifier(m, "linkingAgentIdentifier",
				       e->agents[i]);
	put_identifier(m, "linkingObjectIdentifier", e->object);
	nbarc_markup_put(m, "</premis:event>\n");
}

/* Each page has the agents of its events with it, so that its section is
 * complete if it is taken out of the file. */
void nbarc_premis_agent(struct nbarc_markup *m, const char *id,
			const char *name, const char *type)
{
	nbarc_markup_put(m, "<premis:agent>\n");
	put_identifier(m, "agentIdentifier", id);
	nbarc_markup_element(m, "premis:agentName", name);
	nbarc_markup_element(m, "premis:agentType", type);
	nbarc_markup_put(m, "</premis:agent>\n");
}
