/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking over items (walk.h). The filter judges pages by their identifiers and
 * says where the next one may be, so that parts of a catalogue without any are
 * not read.
 */
#include "serve/api/walk.h"

#include <string.h>

#include "base/error.h"

/*
 * A page that two archives have is that of the first one, everywhere in the
 * interface. An archive that cannot be opened now shadows nothing: a list of
 * another archive alone does not depend on it.
 */
bool api_is_shadowed(struct room_leases *leases, size_t archive,
		     const struct nb_string *page)
{
	const struct nb_entry *other;
	struct room_lease *lease;
	size_t i;

	for (i = 0; i < archive; i++)
		if (!room_lease(leases, i, &lease, NULL) &&
		    !nb_archive_find_detail(lease->archive, page->text,
					    page->len, 0, NB_DETAIL_KEYS,
					    &other, NULL))
			return true;
	return false;
}

/*
 * Begin with the archive of the place. The cursor goes to the page of the place
 * and not after it, because some of its items may still come: see is_ahead().
 */
static enum nb_status begin(struct api_walk *w, struct room_lease *lease,
			    struct nb_error *err)
{
	const char *prefix = w->prefix ? w->prefix : "";
	enum nb_status st =
		nb_cursor_create_detail(lease->archive, prefix, strlen(prefix),
					false, w->detail, &w->cursor, err);

	if (!st && strcmp(w->place.page, prefix) > 0)
		st = nb_cursor_skip(w->cursor, w->place.page,
				    strlen(w->place.page), err);
	return st;
}

/* Go on with the next archive. */
static void next_archive(struct api_walk *w)
{
	nb_cursor_free(w->cursor);
	w->cursor = NULL;
	w->place.archive++;
	w->place.page[0] = '\0';
	w->place.number = 0;
}

/*
 * Find the next page that the filter chooses; w->entry is NULL at the end of
 * the archive. Whether an earlier archive has the page is asked last: it costs
 * a look-up in each of them. Where few pages are chosen, this is what takes
 * long, so that the clock is looked at here.
 */
static enum nb_status next_page(struct api_walk *w, struct nb_error *err)
{
	char next[NB_FILTER_NEXT_MAX];
	enum nb_status st;

	for (;;) {
		if (w->request && room_request_late(w->request))
			return nb_fail(err, NB_BUSY, "the list took too long");
		st = nb_cursor_next(w->cursor, &w->entry, err);
		if (st || !w->entry)
			return st;
		if (!w->filter || nb_filter_judge(w->filter, w->entry->id.text,
						  w->entry->id.len, next)) {
			if (!api_is_shadowed(w->leases, w->place.archive,
					     &w->entry->id))
				return NB_OK;
		} else if (*next) {
			st = nb_cursor_skip(w->cursor, next, strlen(next), err);
			if (st)
				return st;
		}
	}
}

/* Is the item at the place or after it? */
static bool is_ahead(const struct api_walk *w, const struct nb_entry_item *item)
{
	const struct nb_string *id = &w->entry->id;

	return strlen(w->place.page) != id->len ||
	       memcmp(w->place.page, id->text, id->len) != 0 ||
	       item->number >= w->place.number;
}

/*
 * Is the item chosen? The filter is asked last, since it may have to read the
 * document of the page.
 */
static enum nb_status judge(const struct api_walk *w,
			    struct nb_archive *archive,
			    const struct nb_entry_item *item, bool *chosen,
			    struct nb_error *err)
{
	*chosen = (w->all || nb_entry_item_is_present(w->entry, item)) &&
		  is_ahead(w, item);
	if (!*chosen || !w->filter || !nb_filter_has_items(w->filter))
		return NB_OK;
	return nb_filter_item(w->filter, archive, w->entry, item, chosen, err);
}

/* Find the next item of the archive in hand; *item is NULL at its end. */
static enum nb_status next_item(struct api_walk *w, struct nb_archive *archive,
				const struct nb_entry_item **item,
				struct nb_error *err)
{
	enum nb_status st = NB_OK;
	bool chosen;

	*item = NULL;
	for (;;) {
		if (!w->entry) {
			st = next_page(w, err);
			w->index = 0;
			if (st || !w->entry)
				return st;
		}
		while (w->index < w->entry->item_count) {
			const struct nb_entry_item *i =
				&w->entry->items[w->index++];

			st = judge(w, archive, i, &chosen, err);
			if (!st && chosen)
				*item = i;
			if (st || chosen)
				return st;
		}
		w->entry = NULL;
	}
}

enum nb_status api_walk_next(struct api_walk *w, struct nb_archive **archive,
			     const struct nb_entry **entry,
			     const struct nb_entry_item **item,
			     struct nb_error *err)
{
	struct room_lease *lease;
	enum nb_status st = NB_OK;

	for (*entry = NULL; !st && w->place.archive < w->end; next_archive(w)) {
		st = room_lease(w->leases, w->place.archive, &lease, err);
		if (!st && !w->cursor)
			st = begin(w, lease, err);
		if (!st)
			st = next_item(w, lease->archive, item, err);
		if (!st && *item) {
			*archive = lease->archive;
			*entry = w->entry;
			return NB_OK;
		}
		if (st)
			break;
	}
	return st;
}

bool api_place_after(struct api_place *place, size_t archive, const char *id)
{
	size_t page_len;
	unsigned number = nb_id_item(id, strlen(id), &page_len);

	if (!number)
		return false;
	place->archive = archive;
	memcpy(place->page, id, page_len);
	place->page[page_len] = '\0';
	place->number = number + 1;
	return true;
}

/* The entry and the items belong to the cursor, and are gone with it. */
void api_walk_end(struct api_walk *w)
{
	nb_cursor_free(w->cursor);
	w->cursor = NULL;
}
