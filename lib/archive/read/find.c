/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a page by its identifier (section 9). */
#include "archive/read/find.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/read/hidden.h"
#include "base/error.h"

#include <nbarc/archive.h>

static enum nb_status look_up(struct nb_archive *a, const struct nb_key *key,
			      bool newest, enum nb_detail detail,
			      const struct nb_entry **entry,
			      struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK;

	*entry = NULL;
	err = nb_error_or(err, &own);
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

	return look_up(a, &key, revision == 0, detail, entry, err);
}

/* Note what the newest revision hides. */
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

/*
 * The newest revision is nearly always the one that is asked for, so that a
 * second search is rare. It must be in NB_DETAIL_PLACES at least: the states of
 * items are not among the keys.
 */
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
