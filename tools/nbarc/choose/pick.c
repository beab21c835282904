/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Picking identifiers (pick.h). A command that reads documents gets them from
 * the catalogue first, and can then read the documents of all of them together,
 * in whatever order is best.
 */
#include "choose/pick.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/item.h>
#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"
#include "choose/explain.h"

/* The picking; all is borrowed. */
struct picking {
	const struct nbarc_pick *of;
	struct nb_archive *archive;
	struct nb_query query;
	struct nbarc_picked *picked;
	bool items, any;
	enum nb_status status; /* of a page that was visited */
	struct nb_error *err;
};

/* Add an identifier, with a revision if that is not 0. */
static enum nb_status add(struct picking *p, const char *id, size_t len,
			  uint32_t revision)
{
	struct nb_buf *text = &p->picked->text;
	enum nb_status st = nb_buf_add(text, id, len);

	p->any = true;
	p->picked->count++;
	if (!st && revision)
		st = nb_buf_printf(text, "@%u", revision);
	if (!st)
		st = nb_buf_add(text, "", 1);
	return st ? nb_fail_mem(p->err) : NB_OK;
}

/* The revision that is picked of a page: each, or the one of the query. */
static uint32_t revision_of(const struct picking *p, const struct nb_entry *e)
{
	return p->of->revisions ? e->revision : p->query.revision;
}

/* Add the items of a page that are present and chosen. */
static enum nb_status add_items(struct picking *p, const struct nb_entry *e)
{
	char id[NB_ITEM_ID_MAX];
	enum nb_status st = NB_OK;
	bool chosen;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if ((!p->of->all && !nb_entry_item_is_present(e, item)) ||
		    !nb_query_item(&p->query, &e->id, item->number))
			continue;
		st = nb_filter_item(&p->of->choice->filter, p->archive, e, item,
				    &chosen, p->err);
		if (!st && chosen)
			st = add(p, id,
				 nb_item_id(e->id.text, e->id.len, item->number,
					    id),
				 revision_of(p, e));
	}
	return st;
}

/* For nb_query_pages(): pick a page or its items. What is hidden is not picked;
 * of a page that was asked for by its identifier, the reason is told when that
 * is looked for again. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct picking *p = context;

	if (!p->of->all &&
	    (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED))
		return true;
	if (p->items || !nb_query_whole(&p->query, &e->id))
		p->status = add_items(p, e);
	else
		p->status = add(p, e->id.text, e->id.len, revision_of(p, e));
	return !p->status;
}

/* Pick what one identifier chooses. Nothing is read but the catalogue, unless
 * an author is asked for. */
static enum nb_status pick_of(struct picking *p, const char *id)
{
	const struct nbarc_choice *choice = p->of->choice;
	bool filtered = nbarc_choice_any(choice);
	enum nb_status st = nb_query_parse(id, &p->query, p->err);

	p->any = false;
	if (!st) {
		p->query.filter = filtered ? &choice->filter : NULL;
		p->query.every = p->of->revisions;
		p->query.detail =
			nb_fields_detail(nb_filter_fields(&choice->filter));
		st = nb_query_pages(p->archive, &p->query, 1, visit_page, p,
				    p->err);
	}
	if (p->status)
		return p->status;
	if (st && st != NB_ABSENT)
		return st;
	if (p->any || filtered || !*id)
		return NB_OK;
	return add(p, id, strlen(id), 0); /* its revision is in the text */
}

/* Make the list, now that the text does not move any more. A million
 * identifiers take 30 MB, and 8 more for the list. */
static enum nb_status point(struct nbarc_picked *picked, struct nb_error *err)
{
	char *p = (char *)picked->text.data;
	size_t i;

	picked->list = nb_alloc(picked->count, sizeof(*picked->list));
	if (!picked->list)
		return nb_fail_mem(err);
	for (i = 0; i < picked->count; i++, p += strlen(p) + 1)
		picked->list[i] = p;
	return NB_OK;
}

enum nb_status nbarc_pick(struct nb_archive *archive,
			  const struct nbarc_pick *pick, char **ids,
			  size_t count, struct nbarc_picked *picked,
			  struct nb_error *err)
{
	struct picking p = {
		.of = pick, .archive = archive, .picked = picked, .err = err};
	enum nb_status st = NB_OK;
	size_t i;

	memset(picked, 0, sizeof(*picked));
	p.items = pick->items || nb_filter_has_items(&pick->choice->filter);
	for (i = 0; !st && i < (count ? count : 1); i++)
		st = pick_of(&p, count ? ids[i] : "");
	if (!st && !picked->count && !pick->silent &&
	    nbarc_choice_any(pick->choice))
		st = nbarc_explain_choice(archive, pick->choice, err);
	return st ? st : point(picked, err);
}

void nbarc_picked_free(struct nbarc_picked *picked)
{
	free(picked->list);
	nb_buf_free(&picked->text);
}
