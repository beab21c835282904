/* SPDX-License-Identifier: Apache-2.0 */
/* The passes of a copy over the page entries of its inputs
 * (format-spec/nbarc-format.md, section 10, "Rewriting"). */
#include "archive/rewrite/copy_groups.h"
#include "archive/catalogue/entry.h"
#include "archive/rewrite/copy_inputs.h"
#include "archive/write/batch.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>

/* ---- groups */

void nb_copy_drop(struct nb_copy_group *g, size_t index)
{
	free(g->list[index].page);
	nb_buf_free(&g->list[index].document);
	g->count--;
	memmove(&g->list[index], &g->list[index + 1],
		(g->count - index) * sizeof(*g->list));
}

static void empty_group(struct nb_copy_group *g)
{
	while (g->count)
		nb_copy_drop(g, g->count - 1);
}

/*
 * Insert a copy of an entry at `index`; whatever the copy does not set is zero.
 */
static enum nb_status insert_page(struct nb_copy_group *g, size_t index,
				  const struct nb_entry *entry, unsigned input,
				  struct nb_error *err)
{
	struct nb_copy_page *grown =
		nb_grow(g->list, &g->cap, g->count + 1, sizeof(*grown));
	struct nb_batch_page *copy;
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	g->list = grown;
	st = nb_batch_page_copy(entry, &copy, err);
	if (st)
		return st;
	memmove(&grown[index + 1], &grown[index],
		(g->count - index) * sizeof(*grown));
	g->count++;
	memset(&grown[index], 0, sizeof(*grown));
	grown[index].page = copy;
	grown[index].input = input;
	/* Of what the entry borrows, only the identifier is kept. */
	grown[index].from = *entry;
	grown[index].from.id = copy->entry.id;
	grown[index].from.name = (struct nb_string){"", 0};
	grown[index].from.reason = (struct nb_string){"", 0};
	grown[index].from.items = NULL;
	grown[index].from.item_count = 0;
	grown[index].slot = NB_NO_SLOT;
	return NB_OK;
}

enum nb_status nb_copy_insert(struct nb_copy_group *g,
			      const struct nb_entry *entry, unsigned input,
			      struct nb_copy_page **page, struct nb_error *err)
{
	enum nb_status st = insert_page(g, 0, entry, input, err);

	*page = g->list;
	return st;
}

/* ---- the stream of entries */

/* Add the revisions of a page that one archive has to the group. */
static enum nb_status take_page(struct nb_copy *c, struct nb_copy_group *g,
				unsigned input, const struct nb_string *id,
				struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st;

	for (;;) {
		st = nb_copy_inputs_take(c, input, id, &e, err);
		if (st || !e)
			return st;
		st = insert_page(g, g->count, e, input, err);
		if (st)
			return st;
	}
}

/*
 * Collect the revisions of the next page from all inputs; none after the last.
 */
static enum nb_status next_group(struct nb_copy *c, struct nb_copy_group *g,
				 struct nb_error *err)
{
	char text[UINT8_MAX];
	struct nb_string id = {text, 0};
	enum nb_status st = NB_OK;
	unsigned input;

	empty_group(g);
	while (!st && nb_copy_inputs_first(c, &input)) {
		const struct nb_copy_input *in = &c->inputs[input];

		if (g->count == 0) {
			/* The archive moves on below. */
			memcpy(text, in->id, in->id_len);
			id.len = in->id_len;
		} else if (in->id_len != id.len ||
			   memcmp(in->id, text, id.len) != 0) {
			break;
		}
		st = take_page(c, g, input, &id, err);
	}
	return st;
}

void nb_copy_number(struct nb_copy *c, struct nb_copy_group *g)
{
	size_t i, k;

	for (i = 0; i < g->count; i++) {
		struct nb_copy_page *p = &g->list[i];

		if (p->page->entry.state == NB_STATE_PURGED)
			continue;
		/* Revisions may share a document, as a withdrawal does with the
		 * revision before it. */
		for (k = 0; k < i && !p->document.len; k++) {
			const struct nb_copy_page *q = &g->list[k];

			if (q->slot == NB_NO_SLOT || q->document.len ||
			    q->input != p->input ||
			    q->from.directory != p->from.directory ||
			    q->from.page_index != p->from.page_index)
				continue;
			p->slot = q->slot;
			break;
		}
		if (p->slot == NB_NO_SLOT)
			p->slot = c->slot++;
	}
}

/* Report progress; false if the caller wants to stop. */
static bool report_progress(struct nb_copy *c)
{
	return !c->options->progress ||
	       c->options->progress(c->options->context, c->done, c->total);
}

enum nb_status nb_copy_visit(struct nb_copy *c, nb_copy_visitor *visit,
			     void *context, struct nb_error *err)
{
	struct nb_copy_group g = {NULL, 0, 0};
	size_t i, count = c->prefix_count ? c->prefix_count : 1;
	enum nb_status st = NB_OK;

	c->slot = 0;
	for (i = 0; !st && i < count; i++) {
		st = nb_copy_inputs_begin(
			c, c->prefix_count ? c->prefixes[i] : "", err);
		while (!st) {
			st = next_group(c, &g, err);
			if (st || !g.count)
				break;
			if (c->edit)
				st = c->edit(c, &g, err);
			if (st)
				break;
			nb_copy_number(c, &g);
			st = visit(c, &g, context, err);
			if (!st)
				nb_copy_inputs_release(c);
			if (!st && !report_progress(c))
				st = nb_fail(err, NB_ABSENT, "stopped");
		}
		nb_copy_inputs_end(c);
	}
	empty_group(&g);
	free(g.list);
	return st;
}
