/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The road of one page, from its bytes to its TEI document (nb_convert_page()).
 * It calls the stages one after the other; nothing is decided here. nbnorm,
 * nbtei and nbarc ingest give the same document because all of them end up here
 * or call the same functions.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "convert/convert.h"
#include "convert/numbering.h"
#include "layout/lines/layout.h"

#include <nbarc/ingest.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What journal and document say of the source. */
static void describe_source(const void *bytes, size_t len,
			    struct nb_converted *c)
{
	/* What read the markup has hashed it already. */
	if (c->layout.form[0] && strcmp(c->layout.form, "text!") != 0)
		memcpy(c->source.sha256, c->layout.sha256, NB_SHA256_SIZE);
	else
		nb_sha256(bytes, len, c->source.sha256);
	c->source.bytes = len;
	c->source.bom = c->text.bom;
	memcpy(c->source.form, c->layout.form, sizeof(c->source.form));
	(void)snprintf(c->source.charset, sizeof(c->source.charset), "%s",
		       c->text.charset);
}

/* Stage 2. */
static enum nb_status repair(struct nb_converted *c,
			     const struct nb_page_options *options,
			     struct nb_error *err)
{
	const char *utf8 = (const char *)c->text.utf8.data;

	return nb_page_create(utf8 ? utf8 : "", c->text.utf8.len, options,
			      &c->page, err);
}

/*
 * The numbers of the items alone, as the document needs them; NULL: no memory.
 */
static unsigned *numbers_of(const struct nb_numbering *n)
{
	unsigned *numbers = nb_alloc(n->item_count, sizeof(*numbers));
	size_t i;

	for (i = 0; numbers && i < n->item_count; i++)
		numbers[i] = n->items[i].number;
	return numbers;
}

/*
 * The other parts of the items of a page: for each item the identifier of the
 * part before it and of the one after it, NULL if there is none. `next` points
 * into the allocation of `prev`.
 */
struct links {
	const char **prev, **next;
	char (*ids)[NB_ITEM_ID_MAX]; /* that these point to */
};

static enum nb_status find_links(const struct nb_converted *c,
				 const struct nb_said_page *said,
				 struct links *links, struct nb_error *err)
{
	size_t n = c->division.item_count, i;
	enum nb_status st = NB_OK;

	memset(links, 0, sizeof(*links));
	if (!said || !said->link)
		return NB_OK;
	links->prev = nb_alloc(2 * (uint64_t)n, sizeof(*links->prev));
	links->ids = nb_alloc(2 * (uint64_t)n, sizeof(*links->ids));
	if (!links->prev || !links->ids)
		return nb_fail_mem(err);
	links->next = links->prev + n;
	for (i = 0; !st && i < 2 * n; i++) {
		uint32_t item = c->division.items[i % n].said;

		links->prev[i] = links->ids[i];
		if (item)
			st = said->link(said->context, item, i < n ? -1 : 1,
					links->ids[i], err);
	}
	return st;
}

static void free_links(struct links *links)
{
	free(links->prev);
	free(links->ids);
}

/* Stage 4. */
static enum nb_status write_tei(struct nb_converted *c,
				const struct nb_reading *how,
				const struct nb_title *title,
				const struct nb_said_page *said,
				struct nb_error *err)
{
	struct links links;
	const struct nb_page_options *options = &how->page;
	struct nb_tei_input in = {.page_id = options->page_id,
				  .title = title,
				  .rights = how->rights,
				  .image = how->image,
				  .profile = options->profile,
				  .source = &c->source,
				  .layout = nb_page_layout_id(c->page),
				  .order = nb_page_order(c->page),
				  .division = &c->division,
				  .decisions = options->decisions,
				  .said = how->page.said,
				  .places = how->no_zones ? NULL
							  : options->layout};

	unsigned *numbers = numbers_of(&c->numbering);
	enum nb_status st = find_links(c, said, &links, err);

	if (!st && !numbers)
		st = nb_fail_mem(err);
	in.numbers = numbers;
	in.prev = links.prev;
	in.next = links.next;
	in.text = nb_page_text(c->page, &in.text_len);
	in.repairs = nb_page_repairs(c->page, &in.repair_count);
	if (!st)
		st = nb_tei_create(&in, &c->tei, err);
	free_links(&links);
	free(numbers);
	return st;
}

/*
 * All stages after the first one, which has set c->text and c->layout. The
 * parts of *c are set one by one, and are freed by the caller also after a
 * failure in the middle.
 */
static enum nb_status convert_text(const void *bytes, size_t len,
				   const char *page_id,
				   const struct nb_title *title,
				   const struct nb_reading *reading,
				   const struct nb_former *former,
				   const struct nb_said_page *said,
				   struct nb_converted *c, struct nb_error *err)
{
	struct nb_reading how = {.charset = NULL};
	const char *text;
	size_t text_len;
	enum nb_status st = NB_OK;

	if (reading)
		how = *reading;
	describe_source(bytes, len, c);
	how.page.page_id = page_id;
	if (c->layout.text.len)
		st = nb_layout_reorder(&c->layout, &how.page, err);
	if (st)
		return st;
	/* The boxes of markup are a layout, unless the caller has a better one.
	 */
	if (nb_layout_covers(&c->layout) && !how.page.layout)
		how.page.layout = &c->layout;
	if (!how.page.said)
		how.page.said = &c->layout;
	st = repair(c, &how.page, err);
	if (st)
		return st;
	text = nb_page_text(c->page, &text_len);
	st = nb_divide(text, text_len, &how.page, &c->division, err);
	/* Its offset is one in the repaired text, which nobody has at hand. */
	if (st && err)
		err->offset = NB_NO_OFFSET;
	if (!st)
		st = nb_number_items(former, page_id, text, &c->division,
				     &c->numbering, err);
	return st ? st : write_tei(c, &how, title, said, err);
}

enum nb_status nb_convert_page(const void *bytes, size_t len,
			       const char *page_id,
			       const struct nb_title *title,
			       const struct nb_reading *reading,
			       const struct nb_former *former,
			       struct nb_converted *c, struct nb_error *err)
{
	enum nb_status st;

	memset(c, 0, sizeof(*c));
	st = nb_layout_read_page(bytes, len, reading ? reading->charset : NULL,
				 reading ? reading->markup : NULL,
				 reading ? reading->damaged : NB_DAMAGED_REFUSE,
				 &c->text, &c->layout, err);
	return st ? st
		  : convert_text(bytes, len, page_id, title, reading, former,
				 NULL, c, err);
}

enum nb_status nb_convert_layout(
	const void *bytes, size_t len, const struct nb_layout *whole,
	size_t index, const char *page_id, const struct nb_title *title,
	const struct nb_reading *reading, const struct nb_former *former,
	const struct nb_said_page *said, size_t *applied,
	struct nb_converted *c, struct nb_error *err)
{
	enum nb_status st;

	*applied = 0;
	memset(c, 0, sizeof(*c));
	st = nb_layout_page(whole, index, &c->layout, err);
	if (!st && said)
		st = nb_issue_apply(said->issue, said->file, &c->layout,
				    applied, err);
	if (!st)
		st = nb_layout_text(&c->layout, ((const uint8_t *)bytes)[0],
				    &c->text, err);
	return st ? st
		  : convert_text(bytes, len, page_id, title, reading, former,
				 said, c, err);
}

void nb_converted_free(struct nb_converted *c)
{
	if (!c)
		return;
	nb_tei_free(&c->tei);
	nb_numbering_free(&c->numbering);
	nb_division_free(&c->division);
	nb_page_free(c->page);
	nb_text_free(&c->text);
	nb_layout_free(&c->layout);
	c->page = NULL;
}
