/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and closing an open archive, and choosing the commit that it is seen
 * as of (format-spec/nbarc-format.md, sections 8 and 9).
 *
 * Every search in the catalogue decompresses leaves, and every document a page
 * frame. Both use one decoder, that of the frame reader, which saves a lookup
 * the making of a second one.
 */
#include "archive/read/handle.h"
#include "archive/catalogue/trees.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/salvage/salvage.h"
#include "archive/record/commit.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum nb_status nb_archive_create(struct nb_file file, const char *path,
				 struct nb_archive **archive,
				 struct nb_error *err)
{
	static const struct nb_commit none;
	struct nb_archive *a = malloc(sizeof(*a));
	enum nb_status st;

	*archive = NULL;
	if (!a)
		return nb_fail_mem(err);
	memset(a, 0, offsetof(struct nb_archive, finder));
	nb_trees_init(&a->finder, file, &none, 0, NB_DETAIL_PLACES);
	a->file = a->shared.file = file;
	a->path = nb_strndup(path, strlen(path));
	if (!a->path)
		st = nb_fail_mem(err);
	else
		st = nb_frame_reader_create(file, &a->frame, err);
	if (!st)
		nb_frame_share(a->frame, &a->shared);
	if (st) {
		a->file = nb_local(-1); /* it stays the caller's */
		nb_archive_close(a);
		return st;
	}
	*archive = a;
	return NB_OK;
}

void nb_archive_see(struct nb_archive *a, const struct nb_commit *commit,
		    uint64_t upto)
{
	size_t i;

	nb_trees_free(&a->finder);
	a->commit = *commit;
	nb_trees_init(&a->finder, a->file, &a->commit, 0, NB_DETAIL_PLACES);
	a->finder.upto = upto;
	for (i = 0; i < a->finder.count; i++)
		a->finder.trees[i].decoder = nb_frame_decoder(a->frame);
}

void nb_archive_set_commit(struct nb_archive *a, const struct nb_commit *commit,
			   uint64_t size)
{
	a->size = size;
	a->end = commit->offset;
	nb_archive_see(a, commit, 0);
}

void nb_archive_close(struct nb_archive *a)
{
	if (!a)
		return;
	nb_trees_free(&a->finder);
	nb_frame_reader_free(a->frame);
	nb_sources_free(a->sources);
	nb_salvage_free(a->salvage);
	nb_salvage_free(a->tail);
	nb_buf_free(&a->shown);
	nb_shared_free(&a->shared);
	nb_file_close(a->file);
	free(a->path);
	free(a);
}

void nb_archive_tolerate(struct nb_archive *a, const struct nb_damage *damage)
{
	a->damage = *damage;
}

/* The commit of an entry that is made anew is not known, so that a walk cannot
 * tell what belongs to a commit from before the file was rewritten. */
bool nb_archive_tolerates(const struct nb_archive *a, enum nb_status status)
{
	return a->damage.report && status == NB_INVALID && !a->finder.upto;
}
