/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dublin Core of an item, by the DCMI Metadata Terms and the guidelines of
 * OAI-PMH. Every element may come any number of times.
 */
#include "serve/api/oai/dc.h"

#include <stdbool.h>
#include <string.h>

#include "serve/api/fields.h"

uint64_t api_dc_fields(void)
{
	return NB_FIELDS_CATALOGUE | NB_FIELD_BIT(NB_FIELD_AUTHORS) |
	       NB_FIELD_BIT(NB_FIELD_SUBHEADS) |
	       NB_FIELD_BIT(NB_FIELD_NEWSPAPER) | NB_FIELD_BIT(NB_FIELD_PLACE);
}

/* An element for each value of a field. */
static void put_each(struct api_out *o, const char *name,
		     const struct nb_item_record *item, enum nb_field field)
{
	const char *text;
	size_t i;

	for (i = 0; (text = nb_item_record_text(item, field, i)); i++)
		api_element(o, name, text);
}

/* What the item was published in: the newspaper, its day and its page. */
static void put_source(struct api_out *o, const struct nb_item_record *item)
{
	const char *newspaper = api_newspaper(item);
	const char *date = api_field(item, NB_FIELD_DATE);
	const char *page = api_field(item, NB_FIELD_PAGE);

	if (!*newspaper)
		return;
	api_element(o, "dc:publisher", newspaper);
	api_raw(o, "<dc:source>");
	api_xml(o, newspaper);
	api_raw(o, *date ? ", " : "");
	api_xml(o, date);
	api_raw(o, *page ? ", " : "");
	api_xml(o, page);
	api_raw(o, "</dc:source>\n");
}

/* The address of the revision, which stays, and the name that is the same in
 * every copy of the archive. */
static void put_identifiers(struct api_out *o,
			    const struct nb_item_record *item, const char *base)
{
	const char *id = api_field(item, NB_FIELD_ID);

	api_raw(o, "<dc:identifier>");
	api_xml(o, base);
	api_raw(o, "/");
	api_uri(o, id);
	api_raw(o, "</dc:identifier>\n<dc:identifier>nbarc:");
	api_uri(o, id);
	api_raw(o, "@");
	api_raw(o, api_field(item, NB_FIELD_REVISION));
	api_raw(o, "</dc:identifier>\n<dc:relation>");
	api_xml(o, base);
	api_raw(o, "/");
	api_uri(o, api_field(item, NB_FIELD_PAGE_ID));
	api_raw(o, "</dc:relation>\n");
}

void api_dc_put(struct api_out *o, const struct nb_item_record *item,
		const char *base)
{
	bool photo = strcmp(api_field(item, NB_FIELD_KIND), "photo") == 0;
	char day[11];

	api_date(item, '-', day);
	api_raw(o,
		"<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/"
		"2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
		"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/"
		"oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\">\n");
	api_element(o, "dc:title", api_field(item, NB_FIELD_TITLE));
	put_each(o, "dc:title", item, NB_FIELD_KICKER);
	put_each(o, "dc:title", item, NB_FIELD_SUBHEADS);
	put_each(o, "dc:creator", item, NB_FIELD_AUTHORS);
	api_element(o, "dc:date", day);
	put_source(o, item);
	api_element(o, "dc:coverage", api_field(item, NB_FIELD_PLACE));
	api_element(o, "dc:type", photo ? "StillImage" : "Text");
	api_element(o, "dc:type", api_field(item, NB_FIELD_KIND));
	api_element(o, "dc:language", "zh");
	put_identifiers(o, item, base);
	api_raw(o, "</oai_dc:dc>\n");
}
