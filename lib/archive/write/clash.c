/* SPDX-License-Identifier: Apache-2.0 */
/* Finding identifiers that clash (clash.h). */
#include "archive/write/clash.h"
#include "archive/read/find.h"

#include <nbarc/archive.h>

#include <string.h>

/* Set the two identifiers of a clash. */
static void set_clash(struct nb_clash *c, const struct nb_string *page,
		      size_t parent_len)
{
	memcpy(c->page, page->text, page->len);
	c->page[page->len] = '\0';
	memcpy(c->parent, page->text, parent_len);
	c->parent[parent_len] = '\0';
}

/* The page itself is called as an item: look for the page of that. */
static enum nb_status find_parent(struct nb_writer *w,
				  const struct nb_string *id, size_t parent_len,
				  struct nb_clash *clash, struct nb_error *err)
{
	struct nb_string parent = {id->text, parent_len};
	const struct nb_entry *e;
	struct nb_error own; /* so that an absent page leaves err alone */
	enum nb_status st = NB_OK;

	if (!nb_pending_find(&w->pending, &parent)) {
		st = w->old ? nb_archive_lookup(w->old, parent.text, parent.len,
						0, NB_DETAIL_KEYS, &e, &own)
			    : NB_ABSENT;
		if (st == NB_ABSENT)
			return NB_OK;
	}
	if (!st)
		set_clash(clash, id, parent_len);
	else if (err)
		*err = own;
	return st;
}

/* Look for a page that is called as an item of this one. */
static enum nb_status find_called(struct nb_writer *w,
				  const struct nb_string *id,
				  struct nb_clash *clash, struct nb_error *err)
{
	const struct nb_entry *e = nb_pending_called_item(&w->pending, id);
	char found[NB_ID_MAX];
	struct nb_string page = {found, 0};
	enum nb_status st;

	if (e) {
		set_clash(clash, &e->id, id->len);
		return NB_OK;
	}
	if (!w->old)
		return NB_OK;
	st = nb_archive_called_item(w->old, id->text, id->len, found, err);
	page.len = strlen(found);
	if (!st && page.len)
		set_clash(clash, &page, id->len);
	return st;
}

enum nb_status nb_writer_find_clash(struct nb_writer *w,
				    const struct nb_string *id,
				    struct nb_clash *clash,
				    struct nb_error *err)
{
	size_t parent_len;
	enum nb_status st = NB_OK;

	clash->page[0] = clash->parent[0] = '\0';
	if (nb_id_item(id->text, id->len, &parent_len))
		st = find_parent(w, id, parent_len, clash, err);
	return st || clash->page[0] ? st : find_called(w, id, clash, err);
}
