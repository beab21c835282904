/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an index, and finding out whether it is that of an archive
 * (format-spec/nbarc-index.md, section 1). */
#include "index/open.h"
#include "archive/log/log.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
		nb_commit_read(a->fd, a->commit.offset, c, NULL, err);
	struct stat file;

	if (st || c->revisions >= entries)
		return st;
	if (fstat(a->fd, &file))
		return nb_fail_sys(err, a->path, "stat");
	return nb_commit_read(a->fd, (uint64_t)file.st_size - NB_COMMIT_SIZE, c,
			      NULL, err);
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
	nb_trees_init(trees, a->fd, c, 0, NB_DETAIL_HASHES);
	st = nb_log_open(&log, a->fd, c, trees, err);
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

/* Open the file of an index and read its header. */
static enum nb_status read_index(struct nb_index *index, struct nb_error *err)
{
	struct nb_error own;
	struct stat file;
	enum nb_status st;
	uint32_t i;

	st = nb_file_open(index->path, O_RDONLY, &index->fd,
			  err = nb_error_or(err, &own));
	if (st && err->sys_errno == ENOENT)
		return nb_fail(err, NB_ABSENT, "there is no index");
	if (st)
		return st;
	if (fstat(index->fd, &file))
		return nb_fail_sys(err, index->path, "stat");
	index->bytes = (uint64_t)file.st_size;
	st = nb_index_header_read(index->fd, &index->header, err);
	for (i = 0; !st && i < index->header.segment_count; i++)
		index->readers[i].segment = &index->header.segments[i];
	return st;
}

enum nb_status nb_index_open(struct nb_archive *archive, const char *path,
			     struct nb_index **index, struct nb_error *err)
{
	struct nb_index *x = nb_alloc(1, sizeof(*x));
	enum nb_status st;
	bool fits = false;

	*index = NULL;
	if (!x)
		return nb_fail_mem(err);
	x->fd = -1;
	x->archive = archive;
	x->path = nb_index_path(archive->path, path);
	st = x->path && !nb_fold_width(&x->width) ? NB_OK : nb_fail_mem(err);
	if (!st)
		st = read_index(x, err);
	if (!st)
		st = nb_index_fits(archive, &x->header, &fits, err);
	if (!st && !fits)
		st = nb_fail(err, NB_INVALID,
			     "index: it is not that of this archive; nbarc "
			     "index makes it anew");
	if (st) {
		nb_error_file(err, x->path);
		nb_index_close(x);
		return st;
	}
	*index = x;
	return NB_OK;
}

void nb_index_close(struct nb_index *x)
{
	size_t i;

	if (!x)
		return;
	for (i = 0; i < NB_INDEX_SEGMENTS_MAX; i++)
		nb_index_reader_free(&x->readers[i]);
	nb_fold_free(&x->width);
	if (x->fd >= 0)
		(void)close(x->fd);
	free(x->path);
	free(x);
}

void nb_index_describe(const struct nb_index *x, struct nb_index_info *info)
{
	nb_index_header_describe(&x->header, x->bytes, info);
}
