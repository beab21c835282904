/* SPDX-License-Identifier: Apache-2.0 */
/* The passes of a copy over the page entries of its inputs
 * (format-spec/nbarc-format.md, section 10, "Rewriting"). */
#include "archive/rewrite/copy_groups.h"
#include "archive/catalogue/entry.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
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

/* Begin a pass over all pages of all inputs with this prefix. */
static enum nb_status open_cursors(struct nb_copy *c, const char *prefix,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];

		st = nb_cursor_create(in->archive, prefix, strlen(prefix), true,
				      &in->cursor, err);
		if (!st)
			st = nb_cursor_next(in->cursor, &in->next, err);
	}
	return st;
}

static void close_cursors(struct nb_copy *c)
{
	size_t i;

	for (i = 0; i < c->input_count; i++) {
		nb_cursor_free(c->inputs[i].cursor);
		c->inputs[i].cursor = NULL;
		c->inputs[i].next = NULL;
	}
}

/* The identifier that comes next in any input; NULL after the last. */
static const struct nb_string *least_id(const struct nb_copy *c)
{
	const struct nb_string *id = NULL;
	size_t i;

	for (i = 0; i < c->input_count; i++) {
		const struct nb_entry *e = c->inputs[i].next;

		if (e && (!id || nb_string_compare(&e->id, id) < 0))
			id = &e->id;
	}
	return id;
}

/*
 * Collect the revisions of the next page from all inputs; none after the last.
 */
static enum nb_status next_group(struct nb_copy *c, struct nb_copy_group *g,
				 struct nb_error *err)
{
	const struct nb_string *first = least_id(c);
	struct nb_string id;
	char text[UINT8_MAX];
	enum nb_status st = NB_OK;
	size_t i;

	empty_group(g);
	if (!first)
		return NB_OK;
	/* The cursor that has it moves on below. */
	memcpy(text, first->text, first->len);
	id = (struct nb_string){text, first->len};
	for (i = 0; !st && i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];

		while (!st && in->next &&
		       nb_string_compare(&in->next->id, &id) == 0) {
			st = insert_page(g, g->count, in->next, (unsigned)i,
					 err);
			if (!st)
				st = nb_cursor_next(in->cursor, &in->next, err);
		}
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

/*
 * Give back the memory of inputs that have no more pages in this pass. When the
 * parts of an archive are merged, which follow one another, only few inputs
 * hold a frame at a time, however many there are.
 */
static void release_finished(struct nb_copy *c)
{
	size_t i;

	for (i = 0; i < c->input_count; i++) {
		struct nb_copy_input *in = &c->inputs[i];
		struct nb_archive *a = in->archive;

		if (in->next || !in->cursor)
			continue;
		nb_cursor_free(in->cursor);
		in->cursor = NULL;
		nb_sources_free(a->sources);
		a->sources = NULL;
		nb_frame_forget(a->frame);
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
		st = open_cursors(c, c->prefix_count ? c->prefixes[i] : "",
				  err);
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
				release_finished(c);
			if (!st && !report_progress(c))
				st = nb_fail(err, NB_ABSENT, "stopped");
		}
		close_cursors(c);
	}
	empty_group(&g);
	free(g.list);
	return st;
}
