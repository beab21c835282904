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
 */
#include "archive/read/find.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/read/hidden.h"
#include "base/error.h"

#include <nbarc/archive.h>

/* Find a key, or any revision of its page with `newest`. On failure err names
 * the file. */
static enum nb_status find_key(struct nb_archive *a, const struct nb_key *key,
			       bool newest, enum nb_detail detail,
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

enum nb_status nb_archive_lookup(struct nb_archive *a, const char *id,
				 size_t id_len, uint32_t revision,
				 enum nb_detail detail,
				 const struct nb_entry **entry,
				 struct nb_error *err)
{
	struct nb_key key = {{id, id_len}, revision ? revision : UINT32_MAX};

	return find_key(a, &key, revision == 0, detail, entry, err);
}

/*
 * Find the newest revision and note in the archive what it hides. `detail` must
 * be NB_DETAIL_PLACES at least for items to be noted: their states are not
 * among the keys.
 */
static enum nb_status note_hidden(struct nb_archive *a, const char *id,
				  size_t id_len, enum nb_detail detail,
				  const struct nb_entry **newest,
				  struct nb_error *err)
{
	enum nb_status st =
		nb_archive_lookup(a, id, id_len, 0, detail, newest, err);

	if (!st)
		nb_hidden_of(*newest, &a->hidden);
	return st;
}

enum nb_status nb_archive_find_detail(struct nb_archive *a, const char *id,
				      size_t id_len, uint32_t revision,
				      enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err)
{
	const struct nb_entry *found;
	enum nb_status st = note_hidden(a, id, id_len, detail, &found, err);

	*entry = NULL;
	if (!st && revision && found->revision != revision)
		st = nb_archive_lookup(a, id, id_len, revision, detail, &found,
				       err);
	if (st)
		return st;
	/* A copy: the decoded entry is of the tree, and `hidden` is ours. */
	a->given = *found;
	a->given.hidden = &a->hidden;
	*entry = &a->given;
	return NB_OK;
}

enum nb_status nb_archive_find(struct nb_archive *a, const char *id,
			       size_t id_len, uint32_t revision,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	return nb_archive_find_detail(a, id, id_len, revision, NB_DETAIL_ALL,
				      entry, err);
}
