/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manifests (manifest.h), as IIIF Presentation 3 has them. The canvases and the
 * ranges of a manifest are two lists of the same pages, which are made side by
 * side in one pass.
 */
#include "serve/api/iiif/manifest.h"

#include <stdbool.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "serve/api/fields.h"
#include "serve/api/iiif/issue.h"
#include "serve/room.h"

#define MANIFEST_TYPE "application/ld+json;profile=\"" API_IIIF_CONTEXT "\""

/* A manifest that is being made. Owned: canvases, ranges, base, name. */
struct manifest {
	struct nb_buf canvases, ranges, base, name;
	unsigned pages;
};

/* The address of the reading room. */
static const char *base_of(const struct manifest *m)
{
	return (const char *)m->base.data;
}

/*
 * The media type that the ending of an address tells; NULL: it tells none. A
 * viewer can do without a type, but not with a wrong one.
 */
static const char *type_of(const char *url)
{
	static const char *const types[][2] = {
		{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},
		{".png", "image/png"},	{".webp", "image/webp"},
		{".tif", "image/tiff"}, {".tiff", "image/tiff"},
		{".jp2", "image/jp2"},
	};
	size_t len = strlen(url), n, i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		n = strlen(types[i][0]);
		if (len > n && strcmp(url + len - n, types[i][0]) == 0)
			return types[i][1];
	}
	return NULL;
}

/*
 * Append the image of a page: it fills the canvas.
 *
 * Of an image service nothing is known but its address. It is called level 0,
 * the least that there is, and the image is the one address that even such a
 * service must answer (Image API 3, compliance).
 */
static void put_image(struct api_out *o, const struct api_sheet *s)
{
	const char *type;

	api_raw(o, "{\"id\":");
	if (s->service) {
		struct nb_buf full = {0};

		if (!o->status)
			o->status = nb_buf_printf(
				&full, "%s/full/max/0/default.jpg", s->url);
		api_json_len(o, (const char *)full.data, full.len);
		nb_buf_free(&full);
	} else {
		api_json(o, s->url);
	}
	api_raw(o, ",\"type\":\"Image\"");
	type = s->service ? "image/jpeg" : type_of(s->url);
	if (type)
		api_member(o, "format", type);
	api_raw(o, ",\"width\":");
	api_number(o, s->width);
	api_raw(o, ",\"height\":");
	api_number(o, s->height);
	if (s->service) {
		api_raw(o, ",\"service\":[{\"id\":");
		api_json(o, s->url);
		api_raw(o, ",\"type\":\"ImageService3\",\"profile\":"
			   "\"level0\"}]");
	}
	api_raw(o, "}");
}

/*
 * Append the canvas of a page (section 5.3). Its only painting annotation has
 * the whole canvas as its target. The lines of text are only named and not
 * embedded: a viewer fetches those of the pages whose text is looked at.
 */
static void put_canvas(struct api_out *o, const struct api_sheet *s,
		       const char *base)
{
	struct nb_newspaper_id parts;
	bool paper = nb_newspaper_parse(s->id, strlen(s->id), &parts);

	api_raw(o, "{\"id\":\"");
	api_sheet_address(o, base, s->id, "/canvas");
	api_raw(o, "\",\"type\":\"Canvas\",\"label\":{\"none\":[");
	api_json(o, paper ? parts.page : s->id);
	api_raw(o, "]},\"height\":");
	api_number(o, s->height);
	api_raw(o, ",\"width\":");
	api_number(o, s->width);
	api_raw(o, ",\"items\":[{\"id\":\"");
	api_sheet_address(o, base, s->id, "/painting");
	api_raw(o, "\",\"type\":\"AnnotationPage\",\"items\":[{\"id\":\"");
	api_sheet_address(o, base, s->id, "/painting/1");
	api_raw(o, "\",\"type\":\"Annotation\",\"motivation\":\"painting\","
		   "\"body\":");
	put_image(o, s);
	api_raw(o, ",\"target\":\"");
	api_sheet_address(o, base, s->id, "/canvas");
	api_raw(o, "\"}]}]");
	if (s->zones) {
		api_raw(o, ",\"annotations\":[{\"id\":\"");
		api_sheet_address(o, base, s->id, "/annotations.json");
		api_raw(o, "\",\"type\":\"AnnotationPage\"}]");
	}
	api_raw(o, ",\"seeAlso\":[{\"id\":\"");
	api_raw(o, base);
	api_raw(o, "/api/items/");
	api_uri(o, s->id);
	api_raw(o, "/tei\",\"type\":\"Dataset\",\"format\":"
		   "\"application/tei+xml\"}]}");
}

/* The box around the blocks of an item on the first image; false if it has
 * none.
 */
static bool box_of(const struct api_sheet *s, unsigned number,
		   struct nb_edges *box)
{
	const struct nb_places *p = &s->places;
	bool any = false;
	size_t i, k;

	for (i = 0; s->zones && i < p->item_count; i++) {
		const struct nb_place_item *item = &p->items[i];

		for (k = item->first;
		     item->number == number && k < item->first + item->count;
		     k++) {
			const struct nb_edges *e = &p->blocks[k].edges;

			if (p->blocks[k].surface)
				continue;
			if (!any || e->x0 < box->x0)
				box->x0 = e->x0;
			if (!any || e->y0 < box->y0)
				box->y0 = e->y0;
			if (!any || e->x1 > box->x1)
				box->x1 = e->x1;
			if (!any || e->y1 > box->y1)
				box->y1 = e->y1;
			any = true;
		}
	}
	return any;
}

/*
 * Append the range of an item (section 5.4): its part of the canvas, if that is
 * known. A part is a SpecificResource with xywh= of Media Fragments; an item
 * whose place is not known has the whole canvas.
 */
static void put_range(struct api_out *o, const struct api_sheet *s,
		      const struct nb_entry_item *item, const char *base)
{
	char id[NB_ITEM_ID_MAX];
	struct nb_edges box;

	(void)nb_item_id(s->entry->id.text, s->entry->id.len, item->number, id);
	api_raw(o, "{\"id\":\"");
	api_sheet_address(o, base, id, "/range");
	api_raw(o, "\",\"type\":\"Range\",\"label\":{\"zh\":[");
	api_json_len(o, item->title.text, item->title.len);
	if (box_of(s, item->number, &box)) {
		api_raw(o, "]},\"items\":[{\"type\":\"SpecificResource\","
			   "\"source\":{\"id\":\"");
		api_sheet_address(o, base, s->id, "/canvas");
		api_raw(o, "\",\"type\":\"Canvas\"},\"selector\":{\"type\":"
			   "\"FragmentSelector\",\"value\":\"");
		api_sheet_box(o, &box);
		api_raw(o, "\"}}]}");
		return;
	}
	api_raw(o, "]},\"items\":[{\"id\":\"");
	api_sheet_address(o, base, s->id, "/canvas");
	api_raw(o, "\",\"type\":\"Canvas\"}]}");
}

/* Keep the name of the newspaper, of the first page. */
static enum nb_status find_name(struct manifest *m, struct nb_archive *archive,
				const struct nb_entry *e, struct nb_error *err)
{
	struct nb_item_record *record = NULL;
	enum nb_status st =
		nb_item_record_of(archive, e, 0,
				  NB_FIELD_BIT(NB_FIELD_NEWSPAPER) |
					  NB_FIELD_BIT(NB_FIELD_TITLE_CODE),
				  &record, err);

	if (!st && nb_buf_puts(&m->name, api_newspaper(record)))
		st = nb_fail_mem(err);
	nb_item_record_free(record);
	return st;
}

/* For api_issue_pages(): append the canvas and the ranges of a page. */
static enum nb_status take_page(void *context, struct nb_archive *archive,
				const struct api_sheet *s, struct nb_error *err)
{
	struct manifest *m = context;
	struct api_out canvases = {.buf = &m->canvases};
	struct api_out ranges = {.buf = &m->ranges};
	enum nb_status st = NB_OK;
	size_t i;

	api_raw(&canvases, m->pages++ ? "," : "");
	put_canvas(&canvases, s, base_of(m));
	for (i = 0; i < s->entry->item_count; i++) {
		if (!nb_entry_item_is_present(s->entry, &s->entry->items[i]))
			continue;
		api_raw(&ranges, m->ranges.len ? "," : "");
		put_range(&ranges, s, &s->entry->items[i], base_of(m));
	}
	if (m->pages == 1)
		st = find_name(m, archive, s->entry, err);
	return canvases.status || ranges.status ? nb_fail_mem(err) : st;
}

/*
 * Append the label, and the day for calendars of viewers. navDate is a whole
 * time (section 3.1): a day that is not known in full, or that no calendar has,
 * is left out.
 */
static void put_label(struct api_out *o, const struct manifest *m,
		      const char *id)
{
	struct nb_newspaper_id parts;
	struct nb_buf label = {0};

	if (!nb_newspaper_parse(id, strlen(id), &parts)) {
		api_raw(o, ",\"label\":{\"none\":[");
		api_json(o, id);
		api_raw(o, "]}");
		return;
	}
	if (!o->status)
		o->status = nb_buf_printf(
			&label, "%.*s %.4s-%.2s-%.2s", (int)m->name.len,
			m->name.len ? (char *)m->name.data : "", parts.date,
			parts.date + 4, parts.date + 6);
	api_raw(o, ",\"label\":{\"zh\":[");
	api_json_len(o, (const char *)label.data, label.len);
	api_raw(o, "]}");
	nb_buf_free(&label);
	if (memcmp(parts.date, "0000", 4) == 0 ||
	    memcmp(parts.date + 4, "00", 2) == 0 ||
	    memcmp(parts.date + 6, "00", 2) == 0 ||
	    nb_newspaper_check_date(id, strlen(id), NULL))
		return;
	api_raw(o, ",\"navDate\":\"");
	api_xml_len(o, parts.date, 4);
	api_raw(o, "-");
	api_xml_len(o, parts.date + 4, 2);
	api_raw(o, "-");
	api_xml_len(o, parts.date + 6, 2);
	api_raw(o, "T00:00:00Z\"");
}

/*
 * Append the manifest of what was gathered. The context of the presentation is
 * the last one, as section 4.6 wants it, and so that of the search comes before
 * it.
 */
static void put_manifest(struct api_out *o, const struct manifest *m,
			 const char *id)
{
	api_raw(o, "{\"@context\":[\"" API_IIIF_SEARCH "\",\"" API_IIIF_CONTEXT
		   "\"],\"id\":\"");
	api_sheet_address(o, base_of(m), id, "/manifest.json");
	api_raw(o, "\",\"type\":\"Manifest\"");
	put_label(o, m, id);
	api_raw(o, ",\"behavior\":[\"individuals\"],\"homepage\":[{\"id\":\"");
	api_raw(o, base_of(m));
	api_raw(o, "/");
	api_uri(o, id);
	api_raw(o, "\",\"type\":\"Text\",\"label\":{\"none\":[");
	api_json(o, id);
	api_raw(o, "]},\"format\":\"text/html\"}],\"service\":[{\"id\":\"");
	api_sheet_address(o, base_of(m), id, "/search");
	api_raw(o, "\",\"type\":\"SearchService2\"}],\"items\":[");
	if (!o->status)
		o->status =
			nb_buf_add(o->buf, m->canvases.data, m->canvases.len);
	if (m->ranges.len) {
		api_raw(o, "],\"structures\":[");
		if (!o->status)
			o->status = nb_buf_add(o->buf, m->ranges.data,
					       m->ranges.len);
	}
	api_raw(o, "]}\n");
}

/* The list of canvases and that of ranges are complete before anything of the
 * manifest is written: the name of the newspaper, which comes first, is found
 * with the first page. */
enum nb_status api_iiif_manifest(struct room_request *q,
				 struct room_response *a, struct nb_error *err)
{
	struct manifest m = {.pages = 0};
	struct api_out o = {.buf = &a->body};
	const char *id = q->captured[0];
	enum nb_status st = NB_OK;

	a->type = MANIFEST_TYPE;
	if (room_request_base(q, &m.base) || nb_buf_add(&m.base, "", 1))
		st = nb_fail_mem(err);
	if (!st)
		st = api_issue_pages(q, id, take_page, &m, err);
	if (!st)
		st = room_header(a, err, "Access-Control-Allow-Origin", "*");
	if (!st)
		put_manifest(&o, &m, id);
	nb_buf_free(&m.canvases);
	nb_buf_free(&m.ranges);
	nb_buf_free(&m.base);
	nb_buf_free(&m.name);
	return st || !o.status ? st : nb_fail_mem(err);
}
