/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three passes of a copy, and its catalogue and commit
 * (format-spec/nbarc-format.md, section 10, "Rewriting"). copy.h has the model;
 * copy_groups.c has the passes, copy_frames.c writes the frames, copy_log.c the
 * log.
 */
#include "archive/rewrite/copy.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/summary.h"
#include "archive/catalogue/tree_writer.h"
#include "archive/frame/earlier.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/rewrite/copy_frames.h"
#include "archive/rewrite/copy_groups.h"
#include "archive/rewrite/copy_inputs.h"
#include "archive/rewrite/copy_log.h"
#include "archive/rewrite/copy_start.h"
#include "archive/write/batch.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/leftover.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the first pass: which frames are copied whole */

/* Note in its frame that a document is wanted. NB_INVALID if the frame has not
 * so many bytes: a forged catalogue could have the same ones copied for each of
 * its entries. */
static enum nb_status want(struct nb_copy_frame *f,
			   const struct nb_copy_page *p, struct nb_error *err)
{
	f->wanted += p->from.len;
	if (f->wanted > p->from.content_size)
		return nb_fail_at(err, NB_INVALID, p->from.directory,
				  "%.*s: its document overlaps that of another "
				  "page",
				  (int)p->from.id.len, p->from.id.text);
	/* In its own order, wanted documents have rising indexes from 0
	 * and slots that rise by one. */
	if (f->kept != p->from.page_index ||
	    (f->kept && f->last + 1 != p->slot))
		f->scattered = true;
	f->kept++;
	f->last = p->slot;
	return NB_OK;
}

/* Note in the frames of the inputs which of their documents are wanted, and
 * whether these stand together. */
static enum nb_status survey_group(struct nb_copy *c, struct nb_copy_group *g,
				   void *context, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, k;

	(void)context;
	c->total += 2 * g->count;
	for (i = 0; !st && i < g->count; i++) {
		struct nb_copy_page *p = &g->list[i];
		struct nb_copy_frame *f;
		bool again = false; /* a newer revision has its document */

		for (k = 0; k < i; k++)
			again = again || g->list[k].slot == p->slot;
		if (p->slot == NB_NO_SLOT || p->document.len)
			continue;
		st = nb_copy_frame_of(c, p, &f, err);
		if (st)
			break;
		f->renumbered = f->renumbered || p->renumbered;
		c->inputs[p->input].last_frame = p->from.directory;
		if (!again)
			st = want(f, p, err);
	}
	return st;
}

/* ---- the second pass: the frames */

static enum nb_status write_documents(struct nb_copy *c,
				      struct nb_copy_group *g, void *context,
				      struct nb_error *err)
{
	(void)context;
	c->done += g->count;
	return nb_copy_documents(c, g, err);
}

/* ---- the third pass: the catalogue */

/* The catalogue of the new archive, and what its commit record says of it. */
struct catalogue {
	struct nb_tree_writer tree;
	struct nb_summary summary;
};

/* Set the place of an entry to where its document went. */
static void set_place(const struct nb_copy *c, uint32_t slot,
		      struct nb_entry *e)
{
	const struct nb_copy_slot *s = &c->slots[slot];
	const struct nb_copy_out *f = &c->outs[s->frame];

	e->directory = f->directory;
	e->directory_size = f->directory_size;
	e->page_index = s->index;
	e->frame_size = f->frame_size;
	e->content_size = f->content_size;
	e->offset = s->offset;
	e->sources_size = f->sources_size;
}

/* Write the entries of a group to the one tree of the catalogue. */
static enum nb_status write_entries(struct nb_copy *c, struct nb_copy_group *g,
				    void *context, struct nb_error *err)
{
	struct catalogue *cat = context;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < g->count; i++) {
		struct nb_entry *e = &g->list[i].page->entry;

		if (g->list[i].slot != NB_NO_SLOT)
			set_place(c, g->list[i].slot, e);
		if (!c->keep_commits) {
			/* A new chain: commit 1 brought everything, and purged
			 * what is purged. */
			e->commit = 1;
			e->purged = e->purged ? 1 : 0;
		}
		if (e->state == NB_STATE_PURGED && e->purged == c->number &&
		    c->purging == c->number)
			c->counts->purged++;
		nb_summary_add(&cat->summary, e);
		st = nb_tree_writer_add(&cat->tree, e, err);
	}
	c->done += g->count;
	c->counts->revisions += g->count;
	return st;
}

static enum nb_status write_record(struct nb_copy *c, const struct nb_buf *r,
				   struct nb_error *err)
{
	return nb_sink_write(&c->sink, r->data, r->len, err);
}

/* Write the record of earlier commits, if there are any. */
static enum nb_status write_earlier(struct nb_copy *c, struct nb_commit *commit,
				    struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (c->earlier.count == 0)
		return NB_OK;
	st = nb_earlier_encode(&c->earlier, c->options->writer.level, &record,
			       err);
	commit->earlier = c->sink.at;
	commit->earlier_size = (uint32_t)record.len;
	if (!st)
		st = write_record(c, &record, err);
	nb_buf_free(&record);
	return st;
}

/* The third pass: write the catalogue as one tree, the log, the record of
 * earlier commits and the roots record, and fill in the commit. */
static enum nb_status write_catalogue(struct nb_copy *c,
				      struct nb_commit *commit,
				      struct nb_error *err)
{
	struct nb_tree_helpers helpers = {c->pool, c->encoders, NULL, NULL};
	struct catalogue cat;
	struct nb_tree *tree = &commit->trees[0];
	struct nb_roots_writer roots = {.count = 0};
	enum nb_status st;

	nb_tree_writer_init(&cat.tree, &c->sink, c->options->writer.level,
			    &helpers);
	nb_summary_init(&cat.summary);
	st = nb_copy_visit(c, write_entries, &cat, err);
	if (!st && cat.tree.entries) {
		st = nb_tree_writer_end(&cat.tree, tree, &roots, err);
		tree->first_commit = 1;
		tree->last_commit = c->number;
		commit->tree_count = 1;
	}
	nb_summary_end(&cat.summary, commit);
	nb_tree_writer_free(&cat.tree);
	if (!st)
		st = nb_copy_log(c, commit, err);
	if (!st)
		st = write_earlier(c, commit, err);
	if (!st)
		st = nb_roots_write(&roots, &c->sink, c->options->writer.level,
				    commit, err);
	nb_roots_writer_free(&roots);
	return st;
}

/*
 * Write everything after the frames: carried records, catalogue, commit record.
 *
 * A new file needs no sealing: it has no name before all of it is on disk.
 */
static enum nb_status write_commit(struct nb_copy *c, struct nb_error *err)
{
	struct nb_commit commit;
	struct nb_buf record = {0};
	enum nb_status st;

	memset(&commit, 0, sizeof(commit));
	commit.number = c->number;
	commit.time = c->time;
	commit.segment = NB_HEADER_SIZE;
	commit.incompatible = c->prefix ? NB_FEATURE_SHARED : 0;
	memcpy(commit.writer, "nbarc " NB_VERSION, sizeof("nbarc " NB_VERSION));
	st = c->carry ? c->carry(c, err) : NB_OK;
	if (!st)
		st = write_catalogue(c, &commit, err);
	commit.offset = c->sink.at;
	if (!st)
		st = nb_commit_encode(&commit, &record, err);
	if (!st)
		st = write_record(c, &record, err);
	nb_buf_free(&record);
	return st;
}

/* ---- the whole copy */

/* Begin the output under a temporary name, with its header and its shared text.
 */
static enum nb_status open_output(struct nb_copy *c, const char *path,
				  bool replace, struct nb_error *err)
{
	struct nb_buf start = {0};
	enum nb_status st;

	if (!replace && access(path, F_OK) == 0) {
		(void)nb_fail(err, NB_USAGE, "the file exists already");
		nb_error_file(err, path);
		return NB_USAGE;
	}
	st = nb_copy_start(c, &start, err);
	if (!st) {
		nb_output_tidy(path);
		st = replace ? nb_output_replace(path, &c->output, err)
			     : nb_output_create(path, &c->output, err);
	}
	if (!st) {
		c->sink = (struct nb_sink){.fd = nb_output_fd(c->output),
					   .path = path};
		st = write_record(c, &start, err);
	}
	nb_buf_free(&start);
	return st;
}

/* The three passes. Nothing is written before the first one has shown whether
 * anything is purged, which decides the number of the commit. */
static enum nb_status write_all(struct nb_copy *c, const char *path,
				bool replace, struct nb_error *err)
{
	enum nb_status st = nb_copy_visit(c, survey_group, NULL, err);

	/* Nothing was purged, so the corpus has not changed: there is no
	 * further commit, and the newest one is not an earlier one. */
	if (!st && c->purging && !c->purged) {
		c->number--;
		c->earlier.count--;
		c->time = c->earlier.list[c->earlier.count].time;
	}
	if (!st)
		st = open_output(c, path, replace, err);
	if (!st)
		st = nb_copy_frames_begin(c, err);
	if (!st)
		st = nb_copy_visit(c, write_documents, NULL, err);
	if (!st)
		st = nb_copy_frames_end(c, err);
	if (!st)
		st = write_commit(c, err);
	if (!st)
		st = replace ? nb_output_commit(c->output, err)
			     : nb_output_commit_new(c->output, err);
	return st;
}

enum nb_status nb_copy_run(struct nb_copy *c, const char *path, bool replace,
			   struct nb_error *err)
{
	enum nb_status st;

	c->total = c->done = 0;
	c->writer = c->options->writer;
	st = write_all(c, path, replace, err);
	if (!st) {
		c->counts->archives++;
		c->counts->bytes += c->sink.at;
	}
	nb_copy_frames_free(c);
	nb_copy_inputs_free(c);
	nb_output_free(c->output);
	c->output = NULL;
	nb_earlier_free(&c->earlier);
	return st;
}
