/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening the archive of an ingest. A new one may get a shared text, for which
 * a sample is taken of the documents that will go into it, before the first of
 * them does (format-spec/nbarc-format.md, section 5.1).
 *
 * Page texts that are in the sample are converted twice. That takes a few
 * seconds at most, since the sample has a limit.
 */
#include "ingest/sample.h"
#include "archive/frame/choose.h"
#include "archive/frame/shared.h"
#include "archive/read/handle.h"
#include "base/error.h"
#include "base/file.h"
#include "given/feed.h"

#include <nbarc/write.h>

#include <string.h>
#include <sys/stat.h>

/* Memory of the rest of the process while the sample is taken. */
#define BESIDE ((size_t)32 << 20)

/* True for a failure that is not one of the input. */
static bool is_fatal(enum nb_status st)
{
	return st == NB_NOMEM || st == NB_BUG;
}

/* Convert a page text and add its document. */
static enum nb_status sample_text(struct nb_run *g, const struct nb_input *in,
				  struct nb_sample *s, struct nb_error *err)
{
	const struct nb_title *title = NULL;
	struct nb_converted c;
	enum nb_status st;

	memset(&c, 0, sizeof(c));
	g->bytes.len = 0;
	st = nb_file_read(in->path, NB_PAGE_MAX, &g->bytes, err);
	if (st)
		return st;
	if (g->options->titles)
		title = nb_titles_find(g->options->titles, in->id,
				       strcspn(in->id, "-"));
	st = nb_convert_page(g->bytes.data, g->bytes.len, in->id, title,
			     &g->options->reading, NULL, &c, err);
	if (!st)
		st = nb_sample_add(s, c.tei.xml.data, c.tei.xml.len, err);
	nb_converted_free(&c);
	return st;
}

/* Add the wanted documents of a file. */
static enum nb_status sample_documents(const struct nb_input *in,
				       struct nb_sample *s,
				       struct nb_error *err)
{
	const uint8_t *document;
	struct nb_feed feed;
	size_t len;
	enum nb_status st = nb_feed_open(&feed, in->path, err);

	while (!st) {
		st = nb_feed_next(&feed, &document, &len, err);
		if (st || !document)
			break;
		if (nb_sample_wants(s, len))
			st = nb_sample_add(s, document, len, err);
	}
	nb_feed_close(&feed);
	return st;
}

/* Add what is wanted of an input. */
static enum nb_status sample_input(struct nb_run *g, const struct nb_input *in,
				   struct nb_sample *s, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = NB_OK;

	if (strcmp(in->path, "-") == 0)
		return nb_fail(err, NB_USAGE,
			       "a shared text is chosen before the documents "
			       "are read; standard input cannot be read twice");
	/* What is not a regular file may not be there twice either. */
	if (!in->size)
		return NB_OK;
	if (g->options->check)
		st = sample_documents(in, s, &own);
	else if (nb_sample_wants(s, in->size))
		st = sample_text(g, in, s, &own);
	if (is_fatal(st)) {
		if (err)
			*err = own;
		return st;
	}
	return nb_run_go_on(g) ? NB_OK : nb_fail(err, NB_ABSENT, "stopped");
}

/* Choose the shared text, into `text`, which is empty. */
static enum nb_status take_sample(struct nb_run *g, struct nb_buf *text,
				  struct nb_error *err)
{
	size_t size = g->options->shared_text;
	size_t memory = g->options->writer.memory ? g->options->writer.memory
						  : NB_MEMORY_DEFAULT;
	struct nb_sample s = {.total = g->inputs.bytes};
	struct nb_input in;
	enum nb_status st = NB_OK;

	s.most = nb_sample_most(size, memory > BESIDE ? memory - BESIDE : 0);
	while (!st) {
		st = nb_inputs_next(&g->inputs, &in, err);
		if (st || !in.path)
			break;
		st = sample_input(g, &in, &s, err);
	}
	if (!st)
		st = nb_sample_choose(&s, size, text, err);
	nb_sample_free(&s);
	return st ? st : nb_inputs_rewind(&g->inputs, err);
}

/* ---- another archive's */

/* Take over the shared text of an archive: `text`, which is empty, becomes what
 * nb_writer_options.shared_text wants, without the header before it. */
static enum nb_status take_from(const char *path, struct nb_buf *text,
				struct nb_error *err)
{
	struct nb_archive *a;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (!st)
		st = nb_shared_text(&a->shared, text, err);
	if (st)
		nb_error_file(err, path);
	nb_archive_close(a);
	return st;
}

/* ---- opening */

/*
 * Open the archive. If it is to have a shared text, that is chosen before it is
 * created; an archive that exists must have one already.
 */
static enum nb_status open_writer(struct nb_run *g,
				  struct nb_writer_options *writer,
				  struct nb_error *err)
{
	struct nb_buf text = {0};
	struct nb_archive_info info;
	struct stat there;
	bool choose = g->options->shared_text != 0;
	bool is_new = stat(g->archive, &there) != 0;
	enum nb_status st = NB_OK;

	if (is_new && g->options->shared_text_from)
		st = take_from(g->options->shared_text_from, &text, err);
	else if (is_new && choose)
		st = take_sample(g, &text, err);
	writer->shared_text = text.data;
	writer->shared_text_len = text.len;
	if (!st)
		st = nb_writer_open(g->archive, writer, &g->writer,
				    &g->counts->dropped, err);
	nb_buf_free(&text);
	if (st || !choose || !nb_writer_archive(g->writer))
		return st;
	nb_archive_info(nb_writer_archive(g->writer), &info);
	if (info.shared)
		return NB_OK;
	(void)nb_fail(err, NB_USAGE,
		      "the archive has no shared text, which is chosen when "
		      "an archive is made");
	nb_error_file(err, g->archive);
	return NB_USAGE;
}

/* Open the archive of a dry run, if it exists. */
static enum nb_status open_reader(struct nb_run *g, struct nb_error *err)
{
	struct stat there;

	return stat(g->archive, &there) == 0
		       ? nb_archive_open(g->archive, &g->reader, err)
		       : NB_OK;
}

enum nb_status nb_run_open(struct nb_run *g, struct nb_writer_options *writer,
			   struct nb_error *err)
{
	return g->options->dry_run ? open_reader(g, err)
				   : open_writer(g, writer, err);
}
