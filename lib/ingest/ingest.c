/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ingesting many files, one after the other, into an archive (nb_ingest()).
 *
 * All files are found, named and sorted first (files.c, inputs.c), so that
 * pages come in the order of their ids and two files of one page stand next to
 * each other. A file that fails is reported and the rest goes on; only a
 * failure of the archive or of memory ends the run early.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "ingest/documents.h"
#include "ingest/files.h"
#include "ingest/gather.h"
#include "ingest/issues.h"
#include "ingest/end.h"
#include "ingest/outcomes.h"
#include "ingest/page.h"
#include "ingest/run.h"
#include "ingest/sample.h"
#include "ingest/settled.h"
#include "input/shard.h"

#include <nbarc/write.h>

#include <stdlib.h>
#include <string.h>

/* ---- one file */

/* Tell of the elements of TEI that are not known, and of readings that are not
 * in the text. */
static void note_elements(struct nb_run *g, const struct nb_input *in,
			  const struct nb_layout *whole)
{
	struct nb_error err;
	bool both = whole->unknown[0] && whole->left[0];

	if (!whole->unknown[0] && !whole->left[0])
		return;
	(void)nb_fail(&err, NB_INVALID, "%s%s%s%s%s",
		      whole->unknown[0] ? "elements that are not known, whose "
					  "text was taken: "
					: "",
		      whole->unknown, both ? "; " : "",
		      whole->left[0] ? "readings of editors that are in the "
				       "source only: "
				     : "",
		      whole->left);
	nb_error_file(&err, in->path);
	nb_run_report(g, NB_TROUBLE_ELEMENTS, &err);
}

/*
 * Ingest the other pages of a file, whose first page is in->id. Their
 * identifiers are taken from then on.
 */
static enum nb_status other_pages(struct nb_run *g, const struct nb_input *in,
				  const struct nb_layout *whole,
				  struct nb_error *err)
{
	struct nb_input page = *in;
	struct nb_error own;
	char id[NB_ID_MAX];
	enum nb_status st = NB_OK;
	bool left;
	size_t i;

	page.id = id;
	for (i = 1; !st && i < whole->page_count; i++) {
		if (nb_file_page_id(in->id, i, id, &own)) {
			nb_run_report_input(g, in, &own);
			continue;
		}
		st = nb_taken_add(&g->taken, id, in->path, err);
		if (!st)
			st = nb_run_settled(g, &page, &left, err);
		if (!st && !left)
			st = nb_run_one_page(g, &page, whole, i, err);
	}
	return st;
}

/*
 * Ingest a file with the text of a page, or with the markup of several. If its
 * first page is left out, only the others count.
 */
static enum nb_status one_text(struct nb_run *g, const struct nb_input *in,
			       bool first_left, struct nb_error *err)
{
	struct nb_layout whole;
	struct nb_error own;
	enum nb_status st = nb_run_read_file(g, in, &whole, &own);

	if (nb_run_is_fatal(st)) {
		if (err)
			*err = own;
	} else if (st) {
		/* What is wrong with it was reported, or is of no matter. */
		if (!first_left)
			nb_run_report_input(g, in, &own);
		st = NB_OK;
	} else {
		if (!in->made)
			nb_run_note_time(g, in->path);
		note_elements(g, in, &whole);
		if (!first_left)
			st = nb_run_one_page(g, in, &whole, 0, err);
		if (!st)
			st = other_pages(g, in, &whole, err);
	}
	nb_layout_free(&whole);
	return st;
}

/* Ingest a file of either kind. NB_ABSENT if a callback stops the run. */
static enum nb_status one_file(struct nb_run *g, const struct nb_input *in,
			       struct nb_error *err)
{
	uint64_t unchanged = g->counts->unchanged;
	bool left;
	enum nb_status st;

	if (g->options->check) {
		nb_run_note_time(g, in->path);
		return nb_run_documents(g, in, err);
	}
	st = nb_run_settled(g, in, &left, err);
	/* Pages of one file went in together: the others are unchanged, too. */
	if (!st && g->counts->unchanged == unchanged)
		st = one_text(g, in, left, err);
	if (!st)
		st = nb_run_commit_due(g, err);
	g->done++;
	if (!st && !nb_run_go_on(g))
		return nb_fail(err, NB_ABSENT, "stopped");
	return st;
}

/* ---- all files */

/*
 * Report a file whose id another file has taken, by its name or by the number
 * of one of its pages. The first one of both went in.
 */
static void report_twin(struct nb_run *g, const struct nb_input *in,
			const char *path)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_INVALID, "%s is also the id of %.300s", in->id,
		      path);
	nb_error_file(&err, in->path);
	nb_run_report(g, NB_TROUBLE_TWIN, &err);
	g->done += g->options->check ? in->size : 1;
}

/* Ingest the next file, unless its id is taken. */
static enum nb_status next_file(struct nb_run *g, const struct nb_input *in,
				struct nb_error *err)
{
	const char *path = in->id[0] ? nb_taken_find(&g->taken, in->id) : NULL;
	enum nb_status st = NB_OK;

	if (path) {
		report_twin(g, in, path);
		return NB_OK;
	}
	nb_taken_forget(&g->taken, in->id);
	if (in->id[0])
		st = nb_taken_add(&g->taken, in->id, in->path, err);
	return st ? st : one_file(g, in, err);
}

/* Ingest the page that the files of articles in hand make, if there are any. */
static enum nb_status gathered(struct nb_run *g, struct nb_error *err)
{
	struct nb_error own;
	struct nb_input in;
	size_t files = nb_gathering_count(g->gathering);
	enum nb_status st;

	if (!files)
		return NB_OK;
	st = nb_gathering_make(g, &in, &own);
	if (nb_run_is_fatal(st)) {
		if (err)
			*err = own;
		return st;
	}
	if (st)
		nb_run_report_file(g, &own);
	else
		g->counts->gathered++;
	g->done += files - (st ? 0 : 1);
	st = st ? NB_OK : next_file(g, &in, err);
	nb_gathering_clear(g->gathering);
	return st;
}

/* Ingest a file, or keep it until all articles of its page are there. */
static enum nb_status take_file(struct nb_run *g, const struct nb_input *in,
				struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (!nb_gathering_goes_on(g->gathering, in))
		st = gathered(g, err);
	if (st)
		return st;
	return in->article ? nb_gathering_add(g, in, err)
			   : next_file(g, in, err);
}

/* Ingest all files in order, and commit. */
static enum nb_status all_files(struct nb_run *g, struct nb_error *err)
{
	struct nb_input in;
	enum nb_status st;

	for (;;) {
		st = nb_inputs_next(&g->inputs, &in, err);
		if (st || !in.path)
			break;
		st = take_file(g, &in, err);
		if (st)
			break;
	}
	if (!st)
		st = gathered(g, err);
	return st ? st : nb_run_commit(g, err);
}

/* Leave only the files of the shard. They are chosen after the shared text, for
 * which those of all shards count. */
static enum nb_status take_shard(struct nb_run *g, struct nb_error *err)
{
	enum nb_status st = nb_inputs_shard(&g->inputs, g->options->shard,
					    g->options->shards, err);

	g->counts->files = g->inputs.count;
	return st;
}

/*
 * Find the files, open the archive, ingest. Without any file no archive is
 * created.
 */
static enum nb_status ingest_paths(struct nb_run *g, char *const *paths,
				   size_t n, struct nb_error *err)
{
	struct nb_writer_options writer = g->options->writer;
	enum nb_status st;

	/* Documents have no sources; no memory is set aside for them, unless
	 * pages may be made again from those that the archive has. */
	if (g->options->check && !g->options->changes)
		writer.no_sources = true;
	g->silent = g->options->shard > 1;
	st = nb_run_collect(g, paths, n, err);
	g->silent = false;
	if (st)
		return st;
	if (g->inputs.count == 0)
		return g->counts->failed
			       ? NB_OK
			       : nb_fail(err, NB_INVALID,
					 g->options->check
						 ? "no documents (*.xml) found"
						 : "no pages (*.txt, *.xml ...) found");
	st = nb_run_open(g, &writer, err);
	if (!st && g->options->shards)
		st = take_shard(g, err);
	if (!st)
		st = all_files(g, err);
	/* A shard without pages is an archive as well, so that no one has to
	 * tell it from one that is missing. */
	if (!st && g->options->shards && g->writer &&
	    !nb_writer_archive(g->writer))
		st = nb_writer_commit(g->writer, g->options->time, err);
	return st;
}

enum nb_status nb_ingest(const char *archive, char *const *paths,
			 size_t path_count,
			 const struct nb_ingest_options *options,
			 const struct nb_ingest_callbacks *callbacks,
			 struct nb_ingest_counts *counts, struct nb_error *err)
{
	struct nb_run *g = nb_alloc(1, sizeof(*g));
	struct nb_error own;
	enum nb_status st;

	memset(counts, 0, sizeof(*counts));
	if (!g)
		return nb_fail_mem(err);
	err = nb_error_or(err, &own);
	if (options->shard > options->shards ||
	    (options->shards && !options->shard)) {
		free(g);
		return nb_fail(err, NB_USAGE, "there is no such shard");
	}
	g->options = options;
	g->callbacks = callbacks;
	g->counts = counts;
	g->archive = archive;
	g->issues.reader = options->mets;
	st = nb_run_expect_decisions(g, err);
	if (!st)
		st = ingest_paths(g, paths, path_count, err);
	counts->complete = !st;
	if (!st)
		nb_run_report_unused(g);
	nb_run_free(g);
	free(g);
	/* The archive is good in both cases; the status tells the caller. */
	if (!st && counts->failed)
		return nb_fail(err, NB_INVALID, "some files did not go in");
	if (!st && counts->unused_decisions)
		return nb_fail(err, NB_ABSENT, "some decisions were not used");
	return st;
}
