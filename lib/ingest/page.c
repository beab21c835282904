/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page of an ingest (page.h): it is converted, with what the archive has of
 * it, and added.
 */
#include "ingest/page.h"
#include "archive/catalogue/document.h"
#include "base/error.h"
#include "base/file.h"
#include "convert/convert.h"
#include "convert/former.h"
#include "given/check.h"
#include "ingest/files.h"
#include "ingest/issues.h"
#include "ingest/outcomes.h"
#include "issue/own.h"

#include <nbarc/write.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- adding */

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
		.decisions = g->decided.len ? g->decided.data : (void *)"",
		.decisions_len = g->decided.len,
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

/* The profile of a page. */
static const struct nb_profile *profile_of(const struct nb_run *g,
					   const char *id)
{
	const struct nb_profile *own =
		nb_profiles_find(g->options->profiles, id);

	return own ? own : g->options->reading.page.profile;
}

/* ---- reading and converting */

/* Is it a METS file that shall be kept as a page? */
static bool is_kept_mets(const struct nb_run *g, const struct nb_input *in)
{
	return g->options->mets && nb_issue_is_own(in->id) &&
	       nb_layout_is_mets(g->bytes.data, g->bytes.len);
}

enum nb_status nb_run_read_file(struct nb_run *g, const struct nb_input *in,
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
	if (is_kept_mets(g, in))
		return nb_issue_own_layout(g->options->mets, g->bytes.data,
					   g->bytes.len, whole, err);
	if (markup && nb_layout_has_form(g->bytes.data, g->bytes.len))
		return nb_layout_read_file(g->bytes.data, g->bytes.len, markup,
					   g->options->reading.damaged, whole,
					   err);
	return NB_OK;
}

/*
 * What this ingest is not told of the newspaper, the rights and the image of a
 * page stays as the archive has it: that a table of titles was forgotten is no
 * reason to drop what it said.
 */
static void keep_header(const struct nb_former *former,
			const struct nb_title **title, struct nb_reading *how)
{
	if (!*title)
		*title = &former->about.title;
	if (!how->image || !*how->image)
		how->image = former->about.image;
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
	how.page.profile = profile_of(g, in->id);
	if (g->options->titles)
		title = nb_titles_find(g->options->titles, in->id,
				       strcspn(in->id, "-"));
	if (former)
		keep_header(former, &title, &how);
	if (!st && whole->page_count)
		st = nb_run_said(g, in, &said, err);
	if (!st)
		st = nb_run_choose_decisions(g, former, in->id, &how.page, err);
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
	return st ? st : nb_run_note_decisions(g, in, &how.page, c, err);
}

void nb_run_report_input(struct nb_run *g, const struct nb_input *in,
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

/* Tell what the file states in two ways of the page. */
static void note_doubts(struct nb_run *g, const struct nb_input *in,
			const struct nb_layout *layout)
{
	char words[NB_DOUBT_WORDS];
	struct nb_error err;
	size_t i;

	for (i = 0; i < layout->doubt_count; i++) {
		nb_doubt_say(&layout->doubts[i], words);
		(void)nb_fail(&err, NB_INVALID, "page %s: %s", in->id, words);
		nb_error_file(&err, in->path);
		nb_run_report(g, NB_TROUBLE_STATED, &err);
	}
}

/* Count a page that has no text, and tell of damaged bytes and of what is in
 * doubt. */
static void note_page(struct nb_run *g, const struct nb_input *in,
		      const struct nb_converted *c)
{
	struct nb_error err;

	char words[NB_BAD_BYTES_WORDS];

	g->counts->blank += c->division.item_count == 0 &&
			    strcmp(c->layout.form, NB_METS_FORM) != 0;
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
	note_doubts(g, in, &c->layout);
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
		.profile = profile_of(g, in->id),
	};

	/* As the catalogue has it, which is the text as it is read. */
	page.title = g->entry.item_count ? g->entry.items[0].title.text : "";
	page.title_len = g->entry.item_count ? g->entry.items[0].title.len : 0;
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

/* Note that a METS file is new, so that its pages are converted again even if
 * their own files are the same. It comes before them. */
static void note_mets(struct nb_run *g, const char *id,
		      const struct nb_converted *c, enum nb_became became)
{
	if (strcmp(c->layout.form, NB_METS_FORM) != 0 ||
	    became == NB_BECAME_UNCHANGED)
		return;
	(void)snprintf(g->new_mets, sizeof(g->new_mets), "%.*s",
		       (int)(strlen(id) - strlen(NB_METS_PAGE)), id);
}

bool nb_run_is_fatal(enum nb_status st)
{
	return st == NB_NOMEM || st == NB_BUG;
}

enum nb_status nb_run_one_page(struct nb_run *g, const struct nb_input *in,
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
	if (newer || nb_run_is_fatal(st)) {
		if (err)
			*err = own;
	} else if (st) {
		nb_run_report_input(g, in, &own);
		st = NB_OK;
	} else if (withdrawn) {
		tell_withdrawn(g, in);
	} else if (g->look) {
		st = g->look(g->look_context, &c, err);
	} else {
		note_page(g, in, &c);
		st = add_page(g, in, &c, &became, &own, err);
		if (!st) {
			note_mets(g, in->id, &c, became);
			tell_page(g, in, &c, became);
		}
		if (st && own.status) {
			nb_run_report_input(g, in, &own);
			st = NB_OK;
		}
	}
	nb_converted_free(&c);
	return st;
}
