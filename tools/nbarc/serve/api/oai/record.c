/* SPDX-License-Identifier: Apache-2.0 */
/* Records of OAI-PMH (section 2.5 of the protocol). */
#include "serve/api/oai/record.h"

#include <string.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "names.h"
#include "serve/api/oai/dc.h"

/*
 * A header needs no more than the commit of a page and the states of its items.
 * The document of a page is only given out if its entry was decoded with the
 * hashes.
 */
enum nb_detail api_oai_detail(enum api_oai_format format, bool headers)
{
	if (headers)
		return NB_DETAIL_PLACES;
	return format == API_OAI_DC ? nb_fields_detail(api_dc_fields())
				    : NB_DETAIL_HASHES;
}

/*
 * The datestamp is the time of the commit of the page: a page is committed as a
 * whole, so that all of its items have the same one.
 *
 * "deleted" stands for whatever cannot be shown, withdrawn or purged or moved,
 * since the protocol has no other word for it (section 2.5.1). A page whose
 * identifier is not that of a newspaper is in no set (section 2.6).
 */
void api_oai_header(struct api_out *o, const struct api_oai_source *s,
		    const struct nb_entry *entry,
		    const struct nb_entry_item *item)
{
	bool present = nb_entry_item_is_present(entry, item);
	struct nb_newspaper_id parts;
	char id[NB_ITEM_ID_MAX], time[NBARC_TIME];

	nb_item_id(entry->id.text, entry->id.len, item->number, id);
	nbarc_time(api_times_of(s->times, entry->commit), time);
	api_raw(o, present ? "<header>" : "<header status=\"deleted\">");
	api_raw(o, "<identifier>" API_OAI_SCHEME);
	api_uri(o, id);
	api_raw(o, "</identifier><datestamp>");
	api_raw(o, time);
	api_raw(o, "</datestamp>");
	if (nb_newspaper_parse(entry->id.text, entry->id.len, &parts)) {
		api_raw(o, "<setSpec>");
		api_raw(o, parts.title);
		api_raw(o, "</setSpec>");
	}
	api_raw(o, "</header>\n");
}

/*
 * Append the description of an item. The record stays in `s` from one item to
 * the next one, which saves the allocations of its values.
 */
static enum nb_status put_dc(struct api_out *o, struct api_oai_source *s,
			     const struct nb_entry *entry, unsigned number,
			     struct nb_error *err)
{
	enum nb_status st =
		s->record ? nb_item_record_again(s->record, s->archive, entry,
						 number, api_dc_fields(), err)
			  : nb_item_record_of(s->archive, entry, number,
					      api_dc_fields(), &s->record, err);

	if (!st)
		api_dc_put(o, s->record, s->base);
	return st;
}

/*
 * Append the document of an item without what stands before its root: inside of
 * another document, an XML declaration is not well formed (XML 1.0, section
 * 2.8).
 */
static enum nb_status put_tei(struct api_out *o, struct api_oai_source *s,
			      const struct nb_entry *entry, unsigned number,
			      struct nb_error *err)
{
	struct nb_buf document = {0};
	enum nb_status st = nb_archive_item(s->archive, entry, number,
					    NB_FORMAT_TEI, &document, err);
	const char *root;

	if (!st)
		st = nb_buf_add(&document, "", 1);
	root = st ? NULL : strstr((const char *)document.data, "<TEI");
	if (root)
		api_raw(o, root);
	nb_buf_free(&document);
	return st;
}

/*
 * A deleted item has no metadata (section 2.5.1).
 *
 * After a failure nothing of the record is left in the buffer, so that a list
 * can leave out a damaged item and go on with the next one.
 */
enum nb_status api_oai_record(struct api_out *o, struct api_oai_source *s,
			      const struct nb_entry *entry,
			      const struct nb_entry_item *item,
			      struct nb_error *err)
{
	size_t before = o->buf->len;
	enum nb_status st = NB_OK;

	api_raw(o, "<record>\n");
	api_oai_header(o, s, entry, item);
	if (nb_entry_item_is_present(entry, item)) {
		api_raw(o, "<metadata>\n");
		st = s->format == API_OAI_DC
			     ? put_dc(o, s, entry, item->number, err)
			     : put_tei(o, s, entry, item->number, err);
		api_raw(o, "</metadata>\n");
	}
	api_raw(o, "</record>\n");
	if (st)
		o->buf->len = before;
	return o->status ? nb_fail_mem(err) : st;
}
