/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making an index, and bringing it up to date (format-spec/nbarc-index.md,
 * section 6).
 *
 * What is new becomes a segment at the end of the file, together with the
 * segments before it that are not much larger. So an archive that grows page by
 * page has few segments, and most updates write little. Segments that were
 * merged stay in the file until they are half of it; then it is written anew.
 *
 * An archive that does not fit into memory becomes several segments in a file
 * beside the index, which are then merged.
 *
 * What is new of an index that is embedded goes to such a file, too, and from
 * there into the archive.
 */
#include "archive/read/handle.h"
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/leftover.h"
#include "index/build.h"
#include "index/merge.h"
#include "index/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The last segments are merged with what is new as long as they have less than
 * so many times its page entries and documents. */
#define TIER 4u

/* An update. Owned: writer, archive, path, output, scratch, runs, fd. */
struct update {
	const struct nb_index_options *options;
	struct nb_writer *writer; /* of the archive, if the index goes there */
	struct nb_archive *archive; /* the writer's, if there is one */
	char *path;
	bool named; /* the caller chose the path */
	/* The index that there is: -1 if it is made anew. */
	int fd;
	struct nb_index_header header;
	struct nb_output *output;  /* a new file, or NULL; never gets its name
				    * if the index is embedded */
	struct nb_output *scratch; /* for segments that are merged, or NULL */
	uint64_t scratch_end;
	struct nb_index_segment *runs; /* made in this run */
	size_t run_count, run_cap;
};

static bool go_on(void *context)
{
	const struct nb_index_options *o =
		((const struct update *)context)->options;

	return !o->progress || o->progress(o->context, 1, 1);
}

/* ---- the index that there is */

/*
 * A file of another kind is not replaced by an index where the caller named it:
 * it may be an archive, even the one that is indexed. ARCHIVE.idx is a name
 * that nothing else has.
 */
static enum nb_status check_kind(const struct update *u, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;
	int fd;

	if (!u->named)
		return NB_OK;
	st = nb_file_open(u->path, O_RDONLY, &fd, &own);
	if (st && own.sys_errno == ENOENT)
		return NB_OK;
	/* A device or a pipe is NB_INVALID. */
	if (st && st != NB_INVALID) {
		if (err)
			*err = own;
		return st;
	}
	if (st || !nb_index_is_index(nb_local(fd))) {
		st = nb_fail(err, NB_USAGE,
			     "the file exists already, and is no index");
		nb_error_file(err, u->path);
	}
	if (fd >= 0)
		(void)close(fd);
	return st;
}

/*
 * Can the index, which was read with this status, be added to? It is made anew
 * if there is none, if it is damaged, of another archive or of another kind:
 * *anew tells. That is no failure, but a lack of rights is.
 */
static enum nb_status judge(struct update *u, enum nb_status st,
			    struct nb_error *own, bool *anew,
			    struct nb_error *err)
{
	uint32_t grain = u->options->small ? NB_INDEX_GRAIN : 0;
	bool fits = false;

	if (!st)
		st = nb_index_fits(u->archive, &u->header, &fits, own);
	*anew = st || !fits || u->header.grain != grain ||
		u->header.order != NB_INDEX_ORDER;
	if (!st || st == NB_INVALID || st == NB_ABSENT ||
	    own->sys_errno == ENOENT)
		return NB_OK;
	if (err)
		*err = *own;
	return st;
}

/* Open the index to add to it, unless it is to be made anew. */
static enum nb_status open_existing(struct update *u, bool *anew,
				    struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	*anew = true;
	if (u->options->anew)
		return NB_OK;
	st = nb_file_open(u->path, O_RDWR, &u->fd, &own);
	if (!st)
		st = nb_fd_lock(u->fd, u->path, &own);
	if (!st)
		st = nb_index_header_read(nb_local(u->fd), &u->header, &own);
	return judge(u, st, &own, anew, err);
}

/* Find the index in the archive to add to it, unless it is made anew. */
static enum nb_status find_embedded(struct update *u, bool *anew,
				    struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	*anew = true;
	if (u->options->anew)
		return NB_OK;
	st = nb_index_find_embedded(u->archive, &u->header, &own);
	return judge(u, st, &own, anew, err);
}

/* ---- files */

/* The file that segments are written to. */
static int target(const struct update *u)
{
	return u->output ? nb_output_fd(u->output) : u->fd;
}

/* Begin with an index that has nothing. */
static void begin_header(struct update *u)
{
	memset(&u->header, 0, sizeof(u->header));
	u->header.grain = u->options->small ? NB_INDEX_GRAIN : 0;
	u->header.order = NB_INDEX_ORDER;
	u->header.end = NB_INDEX_HEADER;
}

/* Begin with a new file. */
static enum nb_status begin_anew(struct update *u, struct nb_error *err)
{
	nb_output_tidy(u->path);
	begin_header(u);
	return nb_output_replace(u->path, &u->output, err);
}

/* Begin with a file for what is new. */
static enum nb_status begin_part(struct update *u, bool anew,
				 struct nb_error *err)
{
	nb_output_tidy(u->path);
	if (anew)
		begin_header(u);
	u->header.end = 0;
	return nb_output_create(u->path, &u->output, err);
}

/* Copy a segment, block by block, to the end of the new file. */
static enum nb_status copy_segment(struct update *u, int from,
				   struct nb_index_segment *s,
				   struct nb_error *err)
{
	uint64_t left = s->blocks.count * NB_INDEX_BLOCK;
	uint64_t at = s->blocks.offset;
	uint8_t bytes[16 * NB_INDEX_BLOCK];
	enum nb_status st = NB_OK;

	s->blocks.file = nb_local(target(u));
	s->blocks.offset = u->header.end;
	while (!st && left > 0) {
		size_t n = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);

		st = nb_fd_read_at(from, u->path, at, bytes, n, err);
		if (!st)
			st = nb_fd_write_at(target(u), u->path, u->header.end,
					    bytes, n, err);
		at += n;
		left -= n;
		u->header.end += n;
	}
	return st;
}

/* Write what the index has into a new file, without what is no longer used. */
static enum nb_status rewrite(struct update *u, struct nb_error *err)
{
	struct nb_index_header was = u->header;
	enum nb_status st = begin_anew(u, err);
	uint32_t i;

	u->header = was;
	u->header.end = NB_INDEX_HEADER;
	for (i = 0; !st && i < was.segment_count; i++)
		st = copy_segment(u, u->fd, &u->header.segments[i], err);
	return st;
}

/* ---- segments */

/* Write what the builder has to the scratch file. */
static enum nb_status write_run(struct update *u, struct nb_index_builder *b,
				struct nb_error *err)
{
	struct nb_index_segment *grown =
		nb_grow(u->runs, &u->run_cap, u->run_count + 1, sizeof(*grown));
	enum nb_status st = NB_OK;

	if (!grown)
		return nb_fail_mem(err);
	u->runs = grown;
	if (!u->scratch)
		st = nb_output_create(u->path, &u->scratch, err);
	if (!st)
		st = nb_index_builder_write(b, nb_output_fd(u->scratch),
					    u->path, u->scratch_end,
					    &grown[u->run_count], err);
	if (st)
		return st;
	u->scratch_end += grown[u->run_count].blocks.count * NB_INDEX_BLOCK;
	u->run_count++;
	return NB_OK;
}

/* How large a segment is. One of pages that were withdrawn has no documents. */
static uint64_t weight_of(const struct nb_index_segment *s)
{
	return s->entries + s->documents;
}

/* How many of the segments of the index are merged with new ones of this
 * weight.
 */
static uint32_t to_merge(const struct nb_index_header *h, uint64_t weight)
{
	uint32_t n = 0, count = h->segment_count;

	while (n < count &&
	       (weight_of(&h->segments[count - 1 - n]) < TIER * weight ||
		count - n == NB_INDEX_SEGMENTS_MAX))
		weight += weight_of(&h->segments[count - 1 - n++]);
	return n;
}

/* Note a segment that was written to the end of the index. */
static void add_segment(struct update *u, const struct nb_index_segment *s)
{
	u->header.segments[u->header.segment_count++] = *s;
	u->header.end = s->blocks.offset + s->blocks.count * NB_INDEX_BLOCK;
}

/* Merge the last `count` segments of the index and all runs. */
static enum nb_status merge_all(struct update *u, uint32_t count,
				struct nb_error *err)
{
	struct nb_index_header *h = &u->header;
	struct nb_index_segment *all, merged;
	enum nb_status st;

	all = nb_alloc(count + u->run_count, sizeof(*all));
	if (!all)
		return nb_fail_mem(err);
	memcpy(all, &h->segments[h->segment_count - count],
	       count * sizeof(*all));
	memcpy(all + count, u->runs, u->run_count * sizeof(*all));
	st = nb_index_merge(all, count + u->run_count, target(u), u->path,
			    h->end, go_on, u, &merged, err);
	free(all);
	if (st)
		return st;
	h->segment_count -= count;
	add_segment(u, &merged);
	return NB_OK;
}

/* Add the page entries that the index does not have. */
static enum nb_status add_entries(struct update *u, struct nb_error *err)
{
	struct nb_index_header *h = &u->header;
	struct nb_index_builder *b;
	struct nb_index_segment made;
	uint64_t weight = u->archive->commit.revisions - h->entries;
	bool last = false;
	uint32_t merged;
	size_t i;
	enum nb_status st = nb_index_builder_create(u->archive, h->entries,
						    u->options, &b, err);

	while (!st && !last) {
		st = nb_index_builder_take(b, &last, err);
		if (!st && (!last || u->run_count))
			st = write_run(u, b, err);
	}
	/* What fits into memory is not merged unless the index asks for it. */
	if (!st && !u->run_count &&
	    to_merge(h, weight + nb_index_builder_documents(b)) == 0) {
		st = nb_index_builder_write(b, target(u), u->path, h->end,
					    &made, err);
		if (!st)
			add_segment(u, &made);
	} else if (!st) {
		if (!u->run_count)
			st = write_run(u, b, err);
		for (i = 0; i < u->run_count; i++)
			weight += u->runs[i].documents;
		merged = to_merge(h, weight);
		if (!st)
			st = merge_all(u, merged, err);
	}
	nb_index_builder_free(b);
	return st;
}

/* ---- the end */

/* Make what was written valid: the segments are on disk before the slot of the
 * header is written. */
static enum nb_status finish(struct update *u, struct nb_error *err)
{
	struct nb_index_header *h = &u->header;
	enum nb_status st = NB_OK;

	h->entries = u->archive->commit.revisions;
	memcpy(h->root, u->archive->commit.root, sizeof(h->root));
	h->sequence++;
	if (u->writer)
		return nb_index_embed(u->writer, h, err);
	if (u->output) {
		/* Both slots are there, of which one is empty. */
		static const uint8_t zeros[NB_INDEX_HEADER];

		st = nb_fd_write_at(target(u), u->path, 0, zeros, sizeof(zeros),
				    err);
	} else if (fsync(u->fd)) {
		st = nb_fail_sys(err, u->path, "sync");
	}
	if (!st)
		st = nb_index_header_write(target(u), u->path, h, err);
	if (!st && u->output)
		st = nb_output_commit(u->output, err);
	else if (!st && fsync(u->fd))
		st = nb_fail_sys(err, u->path, "sync");
	return st;
}

/* Describe the result. */
static void describe(const struct update *u, uint64_t added,
		     struct nb_index_info *info)
{
	uint64_t bytes =
		u->writer ? nb_index_live_bytes(&u->header) : u->header.end;

	nb_index_header_describe(&u->header, bytes, info);
	info->added = added;
}

/* From opening the index to the result. */
static enum nb_status update(struct update *u, struct nb_index_info *info,
			     struct nb_error *err)
{
	uint64_t revisions = u->archive->commit.revisions, had;
	bool anew = false, changed;
	enum nb_status st = check_kind(u, err);

	if (!st)
		st = open_existing(u, &anew, err);
	if (!st && anew)
		st = begin_anew(u, err);
	had = u->header.entries;
	changed = anew || had < revisions;
	if (!st && changed && !anew &&
	    u->header.end - NB_INDEX_HEADER >
		    2 * nb_index_live_bytes(&u->header))
		st = rewrite(u, err);
	if (!st && had < revisions)
		st = add_entries(u, err);
	if (!st && changed)
		st = finish(u, err);
	if (!st && info)
		describe(u, revisions - had, info);
	return st;
}

/* The same for an index that is embedded. */
static enum nb_status update_embedded(struct update *u,
				      struct nb_index_info *info,
				      struct nb_error *err)
{
	uint64_t revisions = u->archive->commit.revisions, had;
	bool anew;
	enum nb_status st = find_embedded(u, &anew, err);

	had = anew ? 0 : u->header.entries;
	if (!st && (anew || had < revisions)) {
		st = begin_part(u, anew, err);
		if (!st && had < revisions)
			st = add_entries(u, err);
		if (!st)
			st = finish(u, err);
	}
	if (!st && info)
		describe(u, revisions - had, info);
	return st;
}

/* Open the archive: for reading, or for the index to be embedded. */
static enum nb_status open_archive(struct update *u, const char *path,
				   struct nb_error *err)
{
	uint64_t dropped;
	enum nb_status st;

	if (!u->options->embed)
		return nb_archive_open(path, &u->archive, err);
	/* nb_writer_open() would create a new archive. */
	if (access(path, F_OK) != 0)
		return nb_fail_sys(err, path, "open");
	st = nb_writer_open(path, u->options->writer, &u->writer, &dropped,
			    err);
	if (!st)
		u->archive = u->writer->old;
	return st;
}

enum nb_status nb_index_update(const char *path, const char *index,
			       const struct nb_index_options *options,
			       struct nb_index_info *info, struct nb_error *err)
{
	static const struct nb_index_options full;
	struct update u = {.options = options ? options : &full,
			   .named = index != NULL,
			   .fd = -1};
	enum nb_status st;

	if (u.named && u.options->embed)
		return nb_fail(err, NB_USAGE,
			       "an index is embedded in the archive, or has a "
			       "file of its own");
	st = open_archive(&u, path, err);
	if (!st) {
		u.path = u.writer ? nb_strndup(path, strlen(path))
				  : nb_index_path(path, index);
		if (!u.path)
			st = nb_fail_mem(err);
		else
			st = u.writer ? update_embedded(&u, info, err)
				      : update(&u, info, err);
		if (st)
			nb_error_file(err, path);
	}
	nb_output_free(u.output);
	nb_output_free(u.scratch);
	if (u.fd >= 0)
		(void)close(u.fd);
	free(u.runs);
	free(u.path);
	if (u.writer)
		nb_writer_free(u.writer);
	else
		nb_archive_close(u.archive);
	return st;
}
