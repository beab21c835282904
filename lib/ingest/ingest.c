/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ingesting many files, one after the other, into an archive (nb_ingest()).
 *
 * All files are found, named and sorted first (files.c, inputs.c), so that
 * pages come in the order of their ids and two files of one page stand next to
 * each other. A file that fails is reported and the rest goes on; only a
 * failure of the archive or of memory ends the run early.
 */
#include "archive/catalogue/document.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "ingest/convert.h"
#include "ingest/documents.h"
#include "ingest/files.h"
#include "ingest/gather.h"
#include "ingest/issues.h"
#include "ingest/outcomes.h"
#include "ingest/run.h"
#include "ingest/sample.h"
#include "ingest/settled.h"

#include <nbarc/write.h>

#include <stdlib.h>
#include <string.h>

/* ---- one file */

/* A slice of the normalised text. */
static struct nb_string slice_text(const struct nb_converted *c,
				   const struct nb_slice *s)
{
	size_t len;
	struct nb_string out = {nb_page_text(c->page, &len) + s->offset,
				s->len};

	return out;
}

/* For qsort(3). */
static int by_number(const void *a, const void *b)
{
	const struct nb_entry_item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/*
 * Fill g->there with the items of a converted page, by number. What a catalogue
 * says of them is read from the document, as a rescue does it; numbers and
 * states are those of the numbering, which lists them in the order of the page.
 */
static enum nb_status describe_items(struct nb_run *g,
				     const struct nb_converted *c,
				     const char *id, struct nb_error *err)
{
	size_t n = c->tei.item_count, i;
	struct nb_entry *e = &g->entry;
	enum nb_status st = nb_run_there(g, n, err);

	e->id = (struct nb_string){id, strlen(id)};
	e->len = (uint32_t)c->tei.xml.len;
	if (!st)
		st = nb_document_entry(c->tei.xml.data, e, &g->entry_cap,
				       &g->strings, err);
	if (st || n == 0)
		return st;
	memcpy(g->there, c->numbering.items, n * sizeof(*g->there));
	qsort(g->there, n, sizeof(*g->there), by_number);
	for (i = 0; i < n; i++) {
		e->items[i].state = g->there[i].state;
		e->items[i].reason = g->there[i].reason;
		g->there[i] = e->items[i];
	}
	return NB_OK;
}

/* Add a converted page to the archive; errors as for nb_run_add(). */
static enum nb_status add_page(struct nb_run *g, const struct nb_input *in,
			       const struct nb_converted *c,
			       enum nb_became *became, struct nb_error *own,
			       struct nb_error *err)
{
	struct nb_new_page page = {
		.id = in->id,
		.name = nb_input_name(in),
		.document = c->tei.xml.data,
		.len = c->tei.xml.len,
		.head_len = c->tei.head_len,
		.tail_offset = c->tei.tail_offset,
		.source = g->bytes.data,
		.source_len = g->bytes.len,
		.charset = c->text.charset,
		.bom = c->text.bom,
		.text = (const char *)c->text.utf8.data,
		.text_len = c->text.utf8.len,
	};
	enum nb_status st = describe_items(g, c, in->id, err);

	own->status = NB_OK;
	g->journal.len = 0;
	if (!st)
		st = nb_journal_pack(c->page, c->source.form, &g->journal, err);
	page.journal = g->journal.data;
	page.journal_len = g->journal.len;
	return st ? st
		  : nb_run_add(g, &c->numbering, c->tei.item_count, &page,
			       became, own, err);
}

/* ---- reading and converting */

/*
 * Read a file, and its pages into *whole if it is markup; otherwise it has one
 * page, and *whole stays empty.
 */
static enum nb_status read_file(struct nb_run *g, const struct nb_input *in,
				struct nb_layout *whole, struct nb_error *err)
{
	nb_layout_reader *markup = g->options->reading.markup;
	enum nb_status st = NB_OK;

	memset(whole, 0, sizeof(*whole));
	if (!in->made) {
		g->bytes.len = 0;
		st = nb_file_read(in->path, NB_PAGE_MAX, &g->bytes, err);
		if (st)
			return st;
	}
	g->counts->bytes += g->bytes.len;
	if (markup && nb_layout_is_markup(g->bytes.data, g->bytes.len))
		return nb_layout_read_file(g->bytes.data, g->bytes.len, markup,
					   g->options->reading.damaged, whole,
					   err);
	return NB_OK;
}

/*
 * Convert page `index` of the file that was read. A failure here is this
 * page's alone, except NB_NOMEM and NB_BUG.
 */
static enum nb_status convert(struct nb_run *g, const struct nb_input *in,
			      const struct nb_layout *whole, size_t index,
			      const struct nb_former *former,
			      struct nb_converted *c, struct nb_error *err)
{
	const struct nb_manifest_row *row = nb_run_row(g, in);
	struct nb_reading how = g->options->reading;
	const struct nb_title *title = NULL;
	const uint8_t *bytes = g->bytes.data;
	struct nb_said_page said = {.issue = NULL};
	size_t applied = 0;
	enum nb_status st = NB_OK;

	if (row) {
		how.rights = row->rights;
		how.image = row->image;
		if (row->charset[0])
			how.charset = row->charset;
	}
	if (g->options->image_template && (!how.image || !*how.image)) {
		g->image.len = 0;
		st = nb_image_name(g->options->image_template, in->id, in->path,
				   &g->image, err);
		how.image = (const char *)g->image.data;
	}
	if (g->options->titles)
		title = nb_titles_find(g->options->titles, in->id,
				       strcspn(in->id, "-"));
	if (!st && whole->page_count)
		st = nb_run_said(g, in, &said, err);
	if (!st)
		st = whole->page_count
			     ? nb_convert_layout(bytes, g->bytes.len, whole,
						 index, in->id, title, &how,
						 former,
						 said.issue ? &said : NULL,
						 &applied, c, err)
			     : nb_convert_page(bytes, g->bytes.len, in->id,
					       title, &how, former, c, err);
	if (!st)
		st = nb_run_said_done(g, in, &said, c, applied, err);
	if (!st)
		nb_run_note_outcomes(g, c->page, &c->division);
	return st;
}

/* Report what is wrong with a file, or with a page of it. */
static void report_file(struct nb_run *g, const struct nb_input *in,
			struct nb_error *own)
{
	if ((own->status == NB_INVALID || own->status == NB_UNSUPPORTED) &&
	    nb_is_document(&g->bytes))
		(void)nb_fail(own, NB_INVALID,
			      "the file is a TEI document, not a page text; "
			      "see --tei");
	nb_error_file(own, in->path);
	nb_run_report_file(g, own);
}

/* Count a page that has no text, and tell of damaged bytes and of an order that
 * is in doubt. */
static void note_page(struct nb_run *g, const struct nb_input *in,
		      const struct nb_converted *c)
{
	struct nb_error err;

	char words[NB_BAD_BYTES_WORDS];

	g->counts->blank += c->division.item_count == 0;
	if (c->text.damage.count) {
		g->counts->damaged++;
		nb_bad_bytes_say(&c->text.damage, words);
		(void)nb_fail(&err, NB_INVALID,
			      "page %s: bytes that are no characters were kept "
			      "as escapes: %s",
			      in->id, words);
		nb_error_file(&err, in->path);
		nb_run_report(g, NB_TROUBLE_BYTES, &err);
	}
	if (!c->layout.order_in_doubt)
		return;
	g->counts->in_doubt++;
	(void)nb_fail(&err, NB_INVALID,
		      "page %s: the file and the places of its upright lines "
		      "disagree about their order; look at the page",
		      in->id);
	nb_error_file(&err, in->path);
	nb_run_report(g, NB_TROUBLE_ORDER, &err);
}

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

/* Tell the caller of a page that was converted. */
static void tell_page(struct nb_run *g, const struct nb_input *in,
		      const struct nb_converted *c, enum nb_became became)
{
	struct nb_ingested page = {
		.path = in->path,
		.id = in->id,
		.became = became,
		.form = c->source.form[0] ? c->source.form : "text",
		.charset = c->text.charset,
		.uncertain = c->text.uncertain || in->uncertain,
		.items = c->tei.item_count,
		.text = (const char *)c->text.utf8.data,
		.text_len = c->text.utf8.len,
		.damage = c->text.damage,
		.page = c->page,
		.profile = g->options->reading.page.profile,
	};
	struct nb_string title = {"", 0};

	if (c->tei.item_count)
		title = slice_text(c, &c->tei.items[0].title);
	page.title = title.text;
	page.title_len = title.len;
	nb_run_page(g, &page);
}

/* Tell the caller of a page that was left withdrawn. */
static void tell_withdrawn(struct nb_run *g, const struct nb_input *in)
{
	struct nb_ingested page = {.path = in->path,
				   .id = in->id,
				   .became = NB_BECAME_WITHDRAWN,
				   .form = "",
				   .charset = "",
				   .title = ""};

	nb_run_page(g, &page);
}

/* True for a failure that is not one of this page: it ends the run. */
static bool is_fatal(enum nb_status st)
{
	return st == NB_NOMEM || st == NB_BUG;
}

/*
 * Ingest page `index` of the file that was read; in->id is that of the page. A
 * failure of this page alone is reported.
 */
static enum nb_status one_page(struct nb_run *g, const struct nb_input *in,
			       const struct nb_layout *whole, size_t index,
			       struct nb_error *err)
{
	struct nb_converted c = {.page = NULL};
	struct nb_former *former;
	struct nb_error own;
	enum nb_became became = NB_BECAME_UNCHANGED;
	bool withdrawn;
	enum nb_status st = nb_run_former(g, in->id, &former, &withdrawn, &own);
	/* The archive needs a newer program: not a matter of the file. */
	bool newer = st == NB_UNSUPPORTED;

	if (!st && !withdrawn)
		st = convert(g, in, whole, index, former, &c, &own);
	nb_former_free(former);
	if (newer || is_fatal(st)) {
		if (err)
			*err = own;
	} else if (st) {
		report_file(g, in, &own);
		st = NB_OK;
	} else if (withdrawn) {
		tell_withdrawn(g, in);
	} else {
		note_page(g, in, &c);
		st = add_page(g, in, &c, &became, &own, err);
		if (!st)
			tell_page(g, in, &c, became);
		if (st && own.status) {
			report_file(g, in, &own);
			st = NB_OK;
		}
	}
	nb_converted_free(&c);
	return st;
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
			report_file(g, in, &own);
			continue;
		}
		st = nb_taken_add(&g->taken, id, in->path, err);
		if (!st)
			st = nb_run_settled(g, &page, &left, err);
		if (!st && !left)
			st = one_page(g, &page, whole, i, err);
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
	enum nb_status st = read_file(g, in, &whole, &own);

	if (is_fatal(st)) {
		if (err)
			*err = own;
	} else if (st) {
		/* What is wrong with it was reported, or is of no matter. */
		if (!first_left)
			report_file(g, in, &own);
		st = NB_OK;
	} else {
		if (!in->made)
			nb_run_note_time(g, in->path);
		note_elements(g, in, &whole);
		if (!first_left)
			st = one_page(g, in, &whole, 0, err);
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
	if (is_fatal(st)) {
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

/*
 * Find the files, open the archive, ingest. Without any file no archive is
 * created.
 */
static enum nb_status ingest_paths(struct nb_run *g, char *const *paths,
				   size_t n, struct nb_error *err)
{
	struct nb_writer_options writer = g->options->writer;
	enum nb_status st;

	/* Documents have no sources; no memory is set aside for them. */
	if (g->options->check)
		writer.no_sources = true;
	st = nb_run_collect(g, paths, n, err);
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
	return st ? st : all_files(g, err);
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
	nb_writer_free(g->writer);
	nb_archive_close(g->reader);
	nb_run_files_free(g);
	nb_issues_free(&g->issues);
	nb_inputs_free(&g->inputs);
	nb_buf_free(&g->taken.list);
	nb_buf_free(&g->bytes);
	nb_buf_free(&g->journal);
	nb_gathering_free(g->gathering);
	nb_buf_free(&g->strings);
	free(g->entry.items);
	nb_buf_free(&g->image);
	free(g->there);
	free(g->items);
	free(g->outcomes);
	free(g->commit_times);
	free(g);
	/* The archive is good in both cases; the status tells the caller. */
	if (!st && counts->failed)
		return nb_fail(err, NB_INVALID, "some files did not go in");
	if (!st && counts->unused_decisions)
		return nb_fail(err, NB_ABSENT, "some decisions were not used");
	return st;
}
