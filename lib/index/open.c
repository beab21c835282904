/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an index, and finding out whether it is that of an archive
 * (format-spec/nbarc-index.md, section 1). */
#include "index/open.h"
#include "archive/log/log.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

char *nb_index_path(const char *archive, const char *index)
{
	struct nb_buf path = {0};

	if (index)
		return nb_strndup(index, strlen(index));
	if (nb_buf_puts(&path, archive) ||
	    nb_buf_add(&path, NB_INDEX_SUFFIX, sizeof(NB_INDEX_SUFFIX))) {
		nb_buf_free(&path);
		return NULL;
	}
	return (char *)path.data;
}

/* ---- the archive that it is of */

/* Read a commit with at least so many page entries: that which the archive is
 * seen as of, or else the newest one of the file. */
static enum nb_status commit_with(struct nb_archive *a, uint64_t entries,
				  struct nb_commit *c, struct nb_error *err)
{
	/* What the archive has may be what an earlier commit said. */
	enum nb_status st =
		nb_commit_read(a->file, a->commit.offset, c, NULL, err);
	uint64_t size;

	if (!st && c->revisions < entries) {
		st = nb_file_size(a->file, a->path, &size, err);
		if (!st)
			st = nb_commit_read(a->file, size - NB_COMMIT_SIZE, c,
					    NULL, err);
	}
	return st;
}

/* The root of the first leaves of the log of a commit. */
static enum nb_status root_of(struct nb_archive *a, const struct nb_commit *c,
			      uint64_t leaves, uint8_t root[NB_SHA256_SIZE],
			      struct nb_error *err)
{
	struct nb_trees *trees;
	struct nb_log log;
	enum nb_status st;

	if (leaves == c->revisions) {
		memcpy(root, c->root, NB_SHA256_SIZE);
		return NB_OK;
	}
	trees = nb_alloc(1, sizeof(*trees));
	if (!trees)
		return nb_fail_mem(err);
	nb_trees_init(trees, a->file, c, 0, NB_DETAIL_HASHES);
	st = nb_log_open(&log, a->file, c, trees, err);
	if (!st)
		st = nb_log_root(&log, leaves, root, err);
	nb_log_free(&log);
	nb_trees_free(trees);
	free(trees);
	return st;
}

enum nb_status nb_index_fits(struct nb_archive *a,
			     const struct nb_index_header *h, bool *fits,
			     struct nb_error *err)
{
	uint8_t root[NB_SHA256_SIZE];
	struct nb_commit c;
	enum nb_status st;

	*fits = false;
	/* A walk over a damaged file does not tell in which order pages came.
	 */
	if (a->salvage)
		return NB_OK;
	st = commit_with(a, h->entries, &c, err);
	if (!st && c.revisions < h->entries)
		return NB_OK;
	if (!st)
		st = root_of(a, &c, h->entries, root, err);
	*fits = !st && memcmp(root, h->root, sizeof(root)) == 0;
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- opening */

/* Open the file of an index, unless it is open. */
static enum nb_status open_file(struct nb_index *index, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	if (nb_file_is_far(index->file))
		return NB_OK;
	st = nb_file_open(index->path, O_RDONLY, &index->file.fd,
			  err = nb_error_or(err, &own));
	if (st && err->sys_errno == ENOENT)
		return nb_fail(err, NB_ABSENT, "there is no index");
	return st;
}

/* Open the file of an index and read its header. */
static enum nb_status read_index(struct nb_index *index, struct nb_error *err)
{
	enum nb_status st = open_file(index, err);

	if (!st)
		st = nb_file_size(index->file, index->path, &index->bytes, err);
	if (!st)
		st = nb_index_header_read(index->file, &index->header, err);
	return st;
}

/* Let the readers read the segments that the header names, if it is the header
 * of an index of the archive. */
static enum nb_status use_header(struct nb_index *x, struct nb_error *err)
{
	bool fits = false;
	enum nb_status st = nb_index_fits(x->archive, &x->header, &fits, err);
	uint32_t i;

	for (i = 0; i < x->header.segment_count; i++)
		x->readers[i].segment = &x->header.segments[i];
	if (!st && !fits)
		st = nb_fail(err, NB_INVALID,
			     "index: it is not that of this archive");
	return st;
}

/* Make an index that has read nothing yet. `file` is taken over, also on
 * failure, and `path` too, which is NULL if memory is lacking. */
static enum nb_status create(struct nb_archive *archive, struct nb_file file,
			     char *path, struct nb_index **index,
			     struct nb_error *err)
{
	struct nb_index *x = nb_alloc(1, sizeof(*x));

	*index = NULL;
	if (!x) {
		nb_file_close(file);
		free(path);
		return nb_fail_mem(err);
	}
	x->file = file;
	x->archive = archive;
	x->path = path;
	if (!path || nb_fold_width(&x->width)) {
		nb_index_close(x);
		return nb_fail_mem(err);
	}
	*index = x;
	return NB_OK;
}

/* End the opening of an index: give it out, or close it after a failure. */
static enum nb_status opened(enum nb_status st, struct nb_index **index,
			     struct nb_error *err)
{
	if (!st)
		return NB_OK;
	if (*index) {
		nb_error_file(err, (*index)->path);
		nb_index_close(*index);
	}
	*index = NULL;
	return st;
}

/* Open the index in `file`, or with none the file at `path`. The file is taken
 * over, also on failure. */
static enum nb_status attach(struct nb_archive *archive, struct nb_file file,
			     const char *path, struct nb_index **index,
			     struct nb_error *err)
{
	enum nb_status st = create(
		archive, file, nb_index_path(archive->path, path), index, err);

	if (!st)
		st = read_index(*index, err);
	if (!st)
		st = use_header(*index, err);
	return opened(st, index, err);
}

enum nb_status nb_index_open_embedded(struct nb_archive *archive,
				      struct nb_index **index,
				      struct nb_error *err)
{
	enum nb_status st = create(
		archive, nb_local(-1),
		nb_strndup(archive->path, strlen(archive->path)), index, err);

	if (!st)
		st = nb_index_find_embedded(archive, &(*index)->header, err);
	if (!st) {
		(*index)->bytes = nb_index_live_bytes(&(*index)->header);
		st = use_header(*index, err);
	}
	return opened(st, index, err);
}

enum nb_status nb_index_open(struct nb_archive *archive, const char *path,
			     struct nb_index **index, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = attach(archive, nb_local(-1), path, index, &own);

	/* One that is embedded will do as well. */
	if (!path && (st == NB_ABSENT || st == NB_INVALID) &&
	    !nb_index_open_embedded(archive, index,
				    st == NB_ABSENT ? &own : NULL))
		return NB_OK;
	if (st == NB_ABSENT)
		st = own.status;
	if (st && err)
		*err = own;
	return st;
}

enum nb_status nb_index_open_far(struct nb_archive *archive,
				 const struct nb_far_file *far,
				 const char *name, struct nb_index **index,
				 struct nb_error *err)
{
	struct nb_file file;
	enum nb_status st = nb_file_open_far(far, &file, err);

	*index = NULL;
	return st ? st : attach(archive, file, name, index, err);
}

void nb_index_close(struct nb_index *x)
{
	size_t i;

	if (!x)
		return;
	for (i = 0; i < NB_INDEX_SEGMENTS_MAX; i++)
		nb_index_reader_free(&x->readers[i]);
	nb_fold_free(&x->width);
	nb_file_close(x->file);
	free(x->path);
	free(x);
}

void nb_index_describe(const struct nb_index *x, struct nb_index_info *info)
{
	nb_index_header_describe(&x->header, x->bytes, info);
}
