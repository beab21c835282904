/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding a page by its identifier (format-spec/nbarc-format.md, section 9,
 * "Finding a page" and "What is withdrawn").
 *
 * The newest revision decides what of a page may be shown, whichever revision
 * is asked for. So the newest one is found first, what it hides is noted in the
 * archive, and then the revision that was asked for is found, which is nearly
 * always the same.
 *
 * A search goes to the catalogue; if that is damaged and damage is tolerated,
 * to what a walk over the file found; if the page is absent, to what a walk
 * found after the newest commit (section 14).
 *
 * The second half tells pages from items (section 9, "Naming pages and items").
 */
#include "archive/read/find.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/read/hidden.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>

#include <string.h>

/*
 * Find a key, or any revision of its page with `newest`. On failure err names
 * the file. NB_ABSENT if it is not there; if_lost() says what that means.
 */
static enum nb_status find_key(struct nb_archive *a,
			       const struct nb_entry_key *key, bool newest,
			       enum nb_detail detail,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK;

	*entry = NULL;
	err = nb_error_or(err, &own); /* damage is reported from it */
	if (!a->salvage) {
		st = nb_trees_find(&a->finder, key, newest, detail, entry, err);
		if (nb_archive_tolerates(a, st))
			st = nb_archive_salvage(a, err);
		else if (st == NB_ABSENT && a->has_tail)
			st = nb_tail_find(a, key, entry, err);
	}
	if (!st && a->salvage)
		st = nb_salvage_find(a, key, entry, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* The status of a search that ended with `st`: what is not there is absent, but
 * where the archive is damaged it may have been lost, which is NB_INVALID. */
static enum nb_status if_lost(const struct nb_archive *a, enum nb_status st,
			      struct nb_error *err)
{
	if (st != NB_ABSENT || (!a->salvage && !a->has_tail))
		return st;
	if (err)
		err->status = NB_INVALID;
	return NB_INVALID;
}

/* Find a revision, or the newest with 0; NB_ABSENT if it is not there. */
static enum nb_status find_revision(struct nb_archive *a, const char *id,
				    size_t id_len, uint32_t revision,
				    enum nb_detail detail,
				    const struct nb_entry **entry,
				    struct nb_error *err)
{
	struct nb_entry_key key = {{id, id_len},
				   revision ? revision : UINT32_MAX};

	return find_key(a, &key, revision == 0, detail, entry, err);
}

enum nb_status nb_archive_lookup(struct nb_archive *a, const char *id,
				 size_t id_len, uint32_t revision,
				 enum nb_detail detail,
				 const struct nb_entry **entry,
				 struct nb_error *err)
{
	return if_lost(
		a, find_revision(a, id, id_len, revision, detail, entry, err),
		err);
}

/*
 * Find the newest revision of a page and note in the archive what it hides,
 * then the revision that is wanted. `detail` must be NB_DETAIL_PLACES at least
 * for items to be noted: their states are not among the keys.
 *
 * *known is set if the archive has the page, in any revision. NB_ABSENT if it
 * does not have the page, or not this revision.
 */
static enum nb_status find_page(struct nb_archive *a, const char *id,
				size_t id_len, uint32_t revision,
				enum nb_detail detail, bool *known,
				const struct nb_entry **entry,
				struct nb_error *err)
{
	const struct nb_entry *found;
	enum nb_status st =
		find_revision(a, id, id_len, 0, detail, &found, err);

	*entry = NULL;
	*known = !st;
	if (st)
		return st;
	if (!nb_hidden_is_of(&a->hidden, found))
		nb_hidden_of(found, &a->hidden);
	if (revision && found->revision != revision)
		st = find_revision(a, id, id_len, revision, detail, &found,
				   err);
	if (st)
		return st;
	/* A copy: the decoded entry is of the tree, and `hidden` is ours. */
	a->given = *found;
	a->given.hidden = &a->hidden;
	*entry = &a->given;
	return NB_OK;
}

enum nb_status nb_archive_find_detail(struct nb_archive *a, const char *id,
				      size_t id_len, uint32_t revision,
				      enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err)
{
	bool known;

	return if_lost(
		a,
		find_page(a, id, id_len, revision, detail, &known, entry, err),
		err);
}

enum nb_status nb_archive_find(struct nb_archive *a, const char *id,
			       size_t id_len, uint32_t revision,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	return nb_archive_find_detail(a, id, id_len, revision, NB_DETAIL_ALL,
				      entry, err);
}

/* ---- pages and items */

enum nb_status nb_archive_resolve(struct nb_archive *a, const char *id,
				  size_t id_len, uint32_t revision,
				  enum nb_detail detail,
				  struct nb_resolved *found,
				  struct nb_error *err)
{
	struct nb_error own, as_page;
	enum nb_status st;

	err = nb_error_or(err, &own);
	found->page_len = id_len;
	found->number = 0;
	st = find_page(a, id, id_len, revision, detail, &found->known,
		       &found->entry, err);
	if (st == NB_ABSENT && !found->known)
		found->number = nb_id_item(id, id_len, &found->page_len);
	if (found->number) {
		as_page = *err;
		st = find_page(a, id, found->page_len, revision, detail,
			       &found->known, &found->entry, err);
		/* The error is about what was asked for, not about its page. */
		if (st == NB_ABSENT)
			*err = as_page;
	}
	found->absent = st == NB_ABSENT;
	return if_lost(a, st, err);
}

/* True if the entry is of a page below `id`: its identifier begins with that, a
 * hyphen and a digit. */
static bool is_below(const struct nb_entry *e, const char *id, size_t id_len)
{
	return e->id.len > id_len + 1 && memcmp(e->id.text, id, id_len) == 0 &&
	       e->id.text[id_len] == '-' && e->id.text[id_len + 1] >= '0' &&
	       e->id.text[id_len + 1] <= '9';
}

/*
 * The least string above every identifier that begins with that of the entry up
 * to its first hyphen after `from`, or above the entry itself if it has none.
 * No character of an identifier is below the hyphen, and the full stop is the
 * next one.
 */
static size_t pass_over(const struct nb_entry *e, size_t from,
			char next[NB_ID_MAX + 1])
{
	const char *hyphen = memchr(e->id.text + from, '-', e->id.len - from);
	size_t len = hyphen ? (size_t)(hyphen - e->id.text) : e->id.len;

	memcpy(next, e->id.text, len);
	next[len] = hyphen ? '.' : '-';
	return len + 1;
}

enum nb_status nb_archive_called_item(struct nb_archive *a, const char *id,
				      size_t id_len, char found[NB_ID_MAX],
				      struct nb_error *err)
{
	char next[NB_ID_MAX + 1];
	const struct nb_entry *e;
	size_t len = id_len, page_len;
	enum nb_status st = NB_OK;

	found[0] = '\0';
	memcpy(next, id, id_len);
	memcpy(next + len, "-0", 2);
	len += 2;
	for (;;) {
		struct nb_entry_key key = {{next, len}, UINT32_MAX};

		st = nb_trees_seek(&a->finder, &key, err);
		if (!st)
			st = nb_trees_next(&a->finder, &e, err);
		if (st || !e || !is_below(e, id, id_len))
			break;
		if (nb_id_item(e->id.text, e->id.len, &page_len) &&
		    page_len == id_len) {
			memcpy(found, e->id.text, e->id.len);
			found[e->id.len] = '\0';
			break;
		}
		len = pass_over(e, id_len + 1, next);
	}
	if (st)
		nb_error_file(err, a->path);
	return st;
}
