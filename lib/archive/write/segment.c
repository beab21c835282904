/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a segment: its catalogue tree, its log records and its commit
 * record (format-spec/nbarc-format.md, sections 7, 8, 10 and 11).
 *
 * A commit sorts the new entries and writes them as one tree, together with the
 * entries of those old trees that are small in comparison. It adds their leaves
 * to the log, which gives the Merkle root, and seals the segment: seal() is the
 * order in which a commit reaches the disk. Of the archive as it was, only
 * those trees and the right spine of the log are read.
 */
#include "archive/write/segment.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/roots.h"
#include "archive/catalogue/summary.h"
#include "archive/catalogue/tree_writer.h"
#include "archive/catalogue/trees.h"
#include "archive/frame/prefix.h"
#include "archive/log/log_writer.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/frames.h"
#include "archive/write/writer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A tree is merged if it has fewer entries than this many times those of the
 * trees after it together. It keeps the number of trees logarithmic, at a cost
 * of writing each entry anew a few times in its life.
 */
#define MERGE_FACTOR 4u

/*
 * The entries of old trees and of this segment, merged in one order. The old
 * ones are decoded on the way and belong to `merge`; the pages are the
 * writer's, sorted.
 */
struct stream {
	struct nb_trees merge;
	const struct nb_entry *old; /* the next of the trees; NULL: no more */
	struct nb_batch_page **pages;
	size_t page, page_count; /* the next of the pages, and all of them */
};

/* For qsort(): the order of the catalogue (section 7.1). */
static int by_key(const void *a, const void *b)
{
	const struct nb_entry *x = &(*(struct nb_batch_page *const *)a)->entry;
	const struct nb_entry *y = &(*(struct nb_batch_page *const *)b)->entry;
	struct nb_entry_key kx = {x->id, x->revision},
			    ky = {y->id, y->revision};

	return nb_key_compare(&kx, &ky);
}

/*
 * Begin with the first entry of the old trees from first_tree on and of the
 * segment. The caller frees s->merge, also after a failure. In a new archive
 * there are no old trees.
 */
static enum nb_status stream_open(struct stream *s, struct nb_writer *w,
				  size_t first_tree, struct nb_error *err)
{
	struct nb_entry_key first = {{"", 0}, UINT32_MAX};
	enum nb_status st = NB_OK;

	memset(s, 0, sizeof(*s));
	s->pages = w->pages;
	s->page_count = w->page_count;
	if (!w->old)
		return NB_OK;
	nb_trees_init(&s->merge, nb_local(w->sink.fd), &w->old->commit,
		      first_tree, NB_DETAIL_ALL);
	st = nb_trees_seek(&s->merge, &first, err);
	return st ? st : nb_trees_next(&s->merge, &s->old, err);
}

/* The entry that comes next, or NULL at the end. *from_old says whether it is
 * from an old tree; such an entry lives until stream_step(). */
static const struct nb_entry *stream_peek(const struct stream *s,
					  bool *from_old)
{
	const struct nb_entry *fresh = NULL;
	struct nb_entry_key a, b;

	if (s->page < s->page_count)
		fresh = &s->pages[s->page]->entry;
	*from_old = s->old && !fresh;
	if (s->old && fresh) {
		a = (struct nb_entry_key){s->old->id, s->old->revision};
		b = (struct nb_entry_key){fresh->id, fresh->revision};
		*from_old = nb_key_compare(&a, &b) < 0;
	}
	return *from_old ? s->old : fresh;
}

/* Pass over the entry that stream_peek() gave, with its *from_old. */
static enum nb_status stream_step(struct stream *s, bool from_old,
				  struct nb_error *err)
{
	if (from_old)
		return nb_trees_next(&s->merge, &s->old, err);
	s->page++;
	return NB_OK;
}

/*
 * Index of the first old tree that goes into the new one; all after it go too.
 */
static size_t first_to_merge(const struct nb_writer *w)
{
	const struct nb_commit *c = &w->old->commit;
	uint64_t sum = w->page_count;
	size_t i = c->tree_count;

	while (i > 0 && (c->trees[i - 1].entries / MERGE_FACTOR < sum ||
			 i >= NB_TREES_MAX)) {
		i--;
		sum += c->trees[i].entries;
	}
	return i;
}

/* The helper of the tree writer that empties the pool of frames. */
static enum nb_status write_frames(void *writer, struct nb_error *err)
{
	return nb_writer_flush(writer, err);
}

/*
 * Write the new tree: the entries of the segment and of the old trees from
 * `first` on.
 *
 * Threads compress leaves while others still compress the last frames, so that
 * none is idle. The tree stands after the frames in the file all the same: an
 * entry is complete only when its frame was written, which nb_writer_place()
 * waits for.
 */
static enum nb_status write_tree(struct nb_writer *w, size_t first,
				 struct nb_tree *tree,
				 struct nb_roots_writer *roots,
				 struct nb_error *err)
{
	struct nb_tree_helpers helpers = {w->pool, w->encoders, write_frames,
					  w};
	struct nb_tree_writer tw;
	const struct nb_entry *e;
	struct stream s;
	enum nb_status st;
	bool old;

	nb_tree_writer_init(&tw, &w->sink, w->options.level, &helpers);
	st = stream_open(&s, w, first, err);
	while (!st && (e = stream_peek(&s, &old)) != NULL) {
		if (!old)
			st = nb_writer_place(w, s.pages[s.page], err);
		if (!st)
			st = nb_tree_writer_add(&tw, e, err);
		if (!st)
			st = stream_step(&s, old, err);
	}
	if (!st)
		st = nb_tree_writer_end(&tw, tree, roots, err);
	if (st)
		nb_writer_drop(w);
	nb_trees_free(&s.merge);
	nb_tree_writer_free(&tw);
	return st;
}

/*
 * Add the leaves of the segment. Its pages are in the order of the catalogue,
 * the newest revision of a page first; the log has the oldest first.
 */
static enum nb_status add_leaves(struct nb_log_writer *log,
				 const struct nb_writer *w,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t from, to, i;

	for (from = 0; !st && from < w->page_count; from = to) {
		const struct nb_string *id = &w->pages[from]->entry.id;

		for (to = from + 1; to < w->page_count; to++)
			if (nb_string_compare(&w->pages[to]->entry.id, id))
				break;
		for (i = to; !st && i-- > from;)
			st = nb_log_writer_entry(log, &w->pages[i]->entry, err);
	}
	return st;
}

/* Write the log records, and set the root and the counts of the commit. */
static enum nb_status write_log(struct nb_writer *w, struct nb_commit *c,
				struct nb_error *err)
{
	struct nb_log_writer log;
	struct nb_log before;
	enum nb_status st = NB_OK;

	nb_summary_end(&w->summary, c);
	nb_log_writer_init(&log, &w->sink, w->options.level);
	if (w->old) {
		st = nb_log_open(&before, nb_local(w->sink.fd), &w->old->commit,
				 &w->old->finder, err);
		if (!st)
			st = nb_log_writer_resume(&log, &before, err);
		nb_log_free(&before);
	}
	if (!st)
		st = add_leaves(&log, w, err);
	if (!st)
		st = nb_log_writer_end(&log, c, err);
	nb_log_writer_free(&log);
	return st;
}

/* Set the fields that link the commit to the one before it. */
static enum nb_status set_chain(struct nb_writer *w, struct nb_commit *c,
				struct nb_error *err)
{
	struct nb_commit before;

	c->number = 1;
	c->segment = NB_HEADER_SIZE;
	if (!w->old)
		return NB_OK;
	c->number = w->old->commit.number + 1;
	c->earlier = w->old->commit.earlier;
	c->earlier_size = w->old->commit.earlier_size;
	c->previous = w->old->commit.offset;
	c->segment = c->previous + NB_COMMIT_SIZE;
	return nb_commit_read(nb_local(w->sink.fd), c->previous, &before,
			      c->previous_sha256, err);
}

/* Take over the first `count` trees of the newest commit, and add them to the
 * roots record. */
static enum nb_status keep_trees(const struct nb_writer *w, size_t count,
				 struct nb_commit *c,
				 struct nb_roots_writer *roots,
				 struct nb_error *err)
{
	const struct nb_commit *old = &w->old->commit;
	struct nb_trees trees;
	struct nb_root root;
	enum nb_status st = NB_OK;
	size_t i;

	memcpy(c->trees, old->trees, count * sizeof(c->trees[0]));
	nb_trees_init(&trees, nb_local(w->sink.fd), old, 0, NB_DETAIL_KEYS);
	for (i = 0; !st && i < count; i++) {
		st = nb_trees_describe(&trees, i, &root, err);
		if (!st)
			st = nb_roots_add(roots, &root, err);
	}
	nb_trees_free(&trees);
	return st;
}

/* Write the new tree, and list it after the old trees that stay. The trees
 * cover all commits without a gap (section 8). */
static enum nb_status write_trees(struct nb_writer *w, struct nb_commit *c,
				  struct nb_roots_writer *roots,
				  struct nb_error *err)
{
	struct nb_tree *tree;
	enum nb_status st = NB_OK;
	size_t first = 0;

	if (w->old) {
		first = first_to_merge(w);
		st = keep_trees(w, first, c, roots, err);
	}
	if (st)
		return st;
	if (w->page_count == 0)
		return NB_OK; /* only a new archive without pages */
	tree = &c->trees[first];
	c->tree_count = (uint32_t)first + 1;
	tree->first_commit = first ? c->trees[first - 1].last_commit + 1 : 1;
	tree->last_commit = c->number;
	return write_tree(w, first, tree, roots, err);
}

/* Write what the segment has between its frames and its commit record, and fill
 * in the commit. */
static enum nb_status write_catalogue(struct nb_writer *w, struct nb_commit *c,
				      struct nb_error *err)
{
	struct nb_roots_writer roots = {.count = 0};
	enum nb_status st = write_trees(w, c, &roots, err);

	if (!st)
		st = nb_writer_flush(w, err);
	if (!st)
		st = write_log(w, c, err);
	if (!st)
		st = nb_roots_write(&roots, &w->sink, w->options.level, c, err);
	nb_roots_writer_free(&roots);
	return st;
}

/*
 * Write the commit record and make the segment part of the archive.
 * nb_sink_write() has put the head of the segment's first record on disk with
 * the kind `?`; these steps follow, each on disk before the next (section 10,
 * "The order of an append"):
 *
 * - everything but the head of the commit record;
 *
 * - the kind of the segment's first record, which says that the segment is
 *   whole;
 *
 * - the head of the commit record.
 *
 * Without its head it is no commit record, so a commit that is found was on
 * disk as a whole. A segment whose first record has its kind was on disk too:
 * if no commit record leads to it, that was damaged, and an append keeps off.
 */
static enum nb_status seal(struct nb_writer *w, struct nb_commit *c,
			   struct nb_error *err)
{
	static const uint8_t no_head[NB_RECORD_HEAD] = {0};
	struct nb_buf record = {0};
	enum nb_status st;

	c->offset = w->sink.at;
	st = nb_commit_encode(c, &record, err);
	if (!st)
		st = nb_sink_write(&w->sink, no_head, NB_RECORD_HEAD, err);
	if (!st)
		st = nb_sink_write(&w->sink, record.data + NB_RECORD_HEAD,
				   record.len - NB_RECORD_HEAD, err);
	if (!st)
		st = nb_sink_sync(&w->sink, err);
	if (!st)
		st = nb_sink_seal(&w->sink, err);
	if (!st)
		st = nb_fd_write_at(w->sink.fd, w->path, c->offset, record.data,
				    NB_RECORD_HEAD, err);
	nb_buf_free(&record);
	if (st)
		return st;
	/* A new file is synced and gets its name now. */
	return w->output ? nb_output_commit_new(w->output, err)
			 : nb_sink_sync(&w->sink, err);
}

/* See the archive as of the new commit, and begin the next segment. `first` is
 * the handle of a new archive. The commit is on disk, so this cannot fail. */
static void advance(struct nb_writer *w, const struct nb_commit *c,
		    struct nb_archive *first)
{
	nb_writer_forget(w);
	if (w->output) {
		(void)nb_output_take_fd(w->output);
		nb_output_free(w->output);
		w->output = NULL;
		w->old = first;
	}
	nb_archive_set_commit(w->old, c, w->sink.at);
	w->sink.segment = w->sink.at;
}

enum nb_status nb_writer_commit(struct nb_writer *w, uint64_t time,
				struct nb_error *err)
{
	struct nb_archive *first = NULL; /* the handle of a new archive */
	struct nb_commit c;
	enum nb_status st = NB_OK;

	memset(&c, 0, sizeof(c));
	c.time = time;
	memcpy(c.writer, "nbarc " NB_VERSION, sizeof("nbarc " NB_VERSION));
	c.incompatible = w->prefix ? NB_FEATURE_SHARED : 0;
	if (w->old && w->page_count == 0)
		return NB_OK;
	/* Before anything is written: after the commit nothing may fail. */
	if (!w->old)
		st = nb_archive_create(nb_local(w->sink.fd), w->path, &first,
				       err);
	if (first)
		first->shared.size = nb_prefix_len(w->prefix);
	if (!st)
		st = nb_writer_start(w, err);
	if (!st && w->page_count)
		qsort(w->pages, w->page_count, sizeof(*w->pages), by_key);
	if (!st)
		st = set_chain(w, &c, err);
	if (!st)
		st = write_catalogue(w, &c, err);
	if (!st)
		st = seal(w, &c, err);
	if (!st) {
		advance(w, &c, first);
		return NB_OK;
	}
	if (first) {
		first->file = nb_local(-1); /* the descriptor is the sink's */
		nb_archive_close(first);
	}
	nb_error_file(err, w->path);
	return st;
}

enum nb_status nb_writer_commit_records(struct nb_writer *w,
					struct nb_error *err)
{
	struct nb_commit c;
	uint8_t sha256[NB_SHA256_SIZE];
	enum nb_status st = nb_commit_read(
		nb_local(w->sink.fd), w->old->commit.offset, &c, sha256, err);

	if (!st) {
		nb_commit_follow(&c, sha256, w->sink.at);
		st = seal(w, &c, err);
	}
	if (st)
		nb_error_file(err, w->path);
	else
		advance(w, &c, NULL);
	return st;
}
