/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of OAI-PMH that are no lists, and what stands around every answer
 * (section 3.2 of the protocol). */
#include "serve/api/oai/oai.h"

#include <string.h>

#include "base/error.h"
#include "names.h"
#include "serve/api/oai/record.h"
#include "serve/api/oai/sets.h"

/* An answer that is being made. */
struct answer {
	struct api_out *o;
	const struct api_oai_repository *repository;
	struct api_oai_request *request;
	struct nb_error *err;
};

/* The namespace and the schema of each form. */
static const struct {
	const char *schema, *namespace;
} forms[] = {
	[API_OAI_DC] = {"http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
			"http://www.openarchives.org/OAI/2.0/oai_dc/"},
	[API_OAI_TEI] = {"https://www.tei-c.org/release/xml/tei/custom/schema/"
			 "xsd/tei_all.xsd",
			 "http://www.tei-c.org/ns/1.0"},
};

/* ---- around the answer */

/* Append a time of UTC in seconds, the granularity of this repository. */
static void put_time(struct api_out *o, const char *element, uint64_t seconds)
{
	char time[NBARC_TIME];

	nbarc_time(seconds, time);
	api_element(o, element, time);
}

/*
 * Repeat the request (section 3.2). With badVerb and badArgument the protocol
 * wants no attributes, because they may be none that its schema knows.
 */
static void put_request(struct api_out *o, const struct api_oai_request *r,
			const char *base)
{
	size_t i;

	api_raw(o, "<request");
	for (i = 0; r->echo && i < r->count; i++) {
		api_raw(o, " ");
		api_raw(o, r->pairs[i].name); /* one of those we know */
		api_raw(o, "=\"");
		api_xml(o, r->pairs[i].value);
		api_raw(o, "\"");
	}
	api_raw(o, ">");
	api_xml(o, base);
	api_raw(o, API_OAI_PATH "</request>\n");
}

/* Append an error of the protocol. An answer may have several; here it has the
 * first that was found. */
static void put_error(struct api_out *o, const char *code, const char *why)
{
	api_raw(o, "<error code=\"");
	api_raw(o, code);
	api_raw(o, "\">");
	api_xml(o, why);
	api_raw(o, "</error>\n");
}

/* ---- verbs */

/*
 * What the repository is (section 4.2). No page entry ever goes out of an
 * archive, so that deletions are known for ever: deletedRecord is "persistent".
 * A repository without a commit begins now.
 */
static enum nb_status identify(struct answer *a)
{
	const struct api_oai_repository *r = a->repository;
	uint64_t first = r->now, time;
	enum nb_status st = NB_OK;
	struct api_out *o = a->o;
	size_t i;

	for (i = 0; !st && i < room_archives_count(r->leases->archives); i++) {
		struct api_times times = {.count = 0};
		struct room_lease *lease;

		st = room_lease(r->leases, i, &lease, a->err);
		if (!st)
			st = api_times_read(lease->archive, &times, a->err);
		time = api_times_first(&times);
		if (times.count && time < first)
			first = time;
		api_times_free(&times);
	}
	api_raw(o, "<Identify>\n");
	api_element(o, "repositoryName", r->name);
	api_raw(o, "<baseURL>");
	api_xml(o, r->base);
	api_raw(o, API_OAI_PATH "</baseURL>\n");
	api_element(o, "protocolVersion", "2.0");
	api_element(o, "adminEmail", r->email);
	put_time(o, "earliestDatestamp", first);
	api_element(o, "deletedRecord", "persistent");
	api_element(o, "granularity", "YYYY-MM-DDThh:mm:ssZ");
	api_raw(o, "</Identify>\n");
	return st;
}

/* The identifier in the archives that an argument names, with %XX decoded.
 * False if it cannot be one. */
static bool own_identifier(const char *text, char id[NB_ITEM_ID_MAX])
{
	const size_t scheme = sizeof(API_OAI_SCHEME) - 1;
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0, page_len;

	if (strncmp(text, API_OAI_SCHEME, scheme) != 0)
		return false;
	for (text += scheme; *text && n < NB_ITEM_ID_MAX - 1; text++, n++) {
		const char *high, *low;

		id[n] = *text;
		if (*text != '%')
			continue;
		high = text[1] ? strchr(digits, text[1]) : NULL;
		low = high && text[2] ? strchr(digits, text[2]) : NULL;
		if (!low)
			return false;
		id[n] = (char)((high - digits) * 16 + (low - digits));
		text += 2;
	}
	id[n] = '\0';
	return !*text && strlen(id) == n && nb_id_item(id, n, &page_len) > 0;
}

/* Find the item in the first archive that has its page. NULL if there is none.
 */
static const struct nb_entry_item *find_item(struct answer *a,
					     enum nb_detail detail,
					     struct nb_archive **archive,
					     const struct nb_entry **entry)
{
	struct room_leases *leases = a->repository->leases;
	size_t count = room_archives_count(leases->archives), page_len, i, k;
	struct room_lease *lease;
	char id[NB_ITEM_ID_MAX];
	unsigned number;

	if (!own_identifier(a->request->identifier, id))
		return NULL;
	number = nb_id_item(id, strlen(id), &page_len);
	for (i = 0; i < count; i++)
		if (!room_lease(leases, i, &lease, NULL) &&
		    !nb_archive_find_detail(lease->archive, id, page_len, 0,
					    detail, entry, NULL))
			break;
	if (i == count)
		return NULL;
	*archive = lease->archive;
	for (k = 0; k < (*entry)->item_count; k++)
		if ((*entry)->items[k].number == number)
			return &(*entry)->items[k];
	return NULL;
}

/* Set the error that an identifier names nothing. */
static void not_found(struct answer *a)
{
	a->request->error = "idDoesNotExist";
	put_error(a->o, a->request->error, "no item has this identifier");
}

/* One record. A document that is damaged cannot be given in any form, and says
 * so instead of failing: a harvester goes on with the next one. */
static enum nb_status get_record(struct answer *a)
{
	struct api_times times = {.count = 0};
	struct api_oai_source source = {
		.times = &times,
		.base = a->repository->base,
		.format = a->request->choice.format,
	};
	const struct nb_entry *entry;
	const struct nb_entry_item *item =
		find_item(a, api_oai_detail(source.format, false),
			  &source.archive, &entry);
	size_t before = a->o->buf->len;
	enum nb_status st;

	if (!item) {
		not_found(a);
		return NB_OK;
	}
	st = api_times_read(source.archive, &times, a->err);
	api_raw(a->o, "<GetRecord>\n");
	if (!st)
		st = api_oai_record(a->o, &source, entry, item, a->err);
	api_raw(a->o, "</GetRecord>\n");
	nb_item_record_free(source.record);
	api_times_free(&times);
	if (st == NB_INVALID) {
		a->o->buf->len = before;
		put_error(a->o, "cannotDisseminateFormat",
			  "the document of the item is damaged");
		st = NB_OK;
	}
	return st;
}

/* Every item has every form. */
static enum nb_status list_formats(struct answer *a)
{
	const struct nb_entry *entry;
	struct nb_archive *archive;
	unsigned i;

	if (a->request->identifier &&
	    !find_item(a, NB_DETAIL_PLACES, &archive, &entry)) {
		not_found(a);
		return NB_OK;
	}
	api_raw(a->o, "<ListMetadataFormats>\n");
	for (i = 0; i < API_OAI_FORMATS; i++) {
		api_raw(a->o, "<metadataFormat>\n");
		api_element(a->o, "metadataPrefix",
			    api_oai_format_name((enum api_oai_format)i));
		api_element(a->o, "schema", forms[i].schema);
		api_element(a->o, "metadataNamespace", forms[i].namespace);
		api_raw(a->o, "</metadataFormat>\n");
	}
	api_raw(a->o, "</ListMetadataFormats>\n");
	return NB_OK;
}

/* A list, or the error that it is empty: of a token that was a real one, there
 * would be something. */
static enum nb_status list_items(struct answer *a)
{
	bool any;
	enum nb_status st =
		api_oai_list(a->o, a->repository, a->request, &any, a->err);

	if (!st && !any && a->request->resumed)
		put_error(a->o, "badResumptionToken",
			  "nothing is left of this list");
	else if (!st && !any)
		put_error(a->o, "noRecordsMatch",
			  "no item is of these times and this set");
	return st;
}

/* The newspapers. Without any, the protocol wants the error that says so, since
 * an empty list is not valid. */
static enum nb_status list_sets(struct answer *a)
{
	bool any;
	enum nb_status st = api_oai_sets(a->o, a->repository, &any, a->err);

	if (!st && !any)
		put_error(a->o, "noSetHierarchy", "no page is of a newspaper");
	return st;
}

/* Append what the verb gives. */
static enum nb_status answer_verb(struct answer *a)
{
	switch (a->request->verb) {
	case API_OAI_GET_RECORD:
		return get_record(a);
	case API_OAI_IDENTIFY:
		return identify(a);
	case API_OAI_LIST_FORMATS:
		return list_formats(a);
	case API_OAI_LIST_IDENTIFIERS:
	case API_OAI_LIST_RECORDS:
		return list_items(a);
	case API_OAI_LIST_SETS:
		return list_sets(a);
	case API_OAI_NONE:
		break;
	}
	return NB_OK;
}

enum nb_status api_oai_answer(const struct api_oai_repository *repository,
			      const struct api_oai_pair *pairs, size_t count,
			      struct nb_buf *out, struct nb_error *err)
{
	struct api_out o = {.buf = out};
	struct api_oai_request r;
	struct answer a = {&o, repository, &r, err};
	size_t before = out->len;
	enum nb_status st = NB_OK;

	api_oai_read(pairs, count, &r);
	api_raw(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" "
		    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		    "xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ "
		    "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n");
	put_time(&o, "responseDate", repository->now);
	put_request(&o, &r, repository->base);
	if (r.error)
		put_error(&o, r.error, r.why);
	else
		st = answer_verb(&a);
	api_raw(&o, "</OAI-PMH>\n");
	if (st || o.status)
		out->len = before;
	return st || !o.status ? st : nb_fail_mem(err);
}
