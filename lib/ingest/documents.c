/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that exist already go into an archive unchanged (documents.h).
 *
 * What a person changed in a page whose source the archive keeps becomes
 * decisions, if it can: then the page is made again, and whatever makes it
 * later on knows what the person meant.
 *
 * Errors have two kinds: one of a document (`own`) is reported and the next
 * document follows; one of the archive (`err`) ends the run.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "ingest/documents.h"
#include "given/check.h"
#include "ingest/remake.h"
#include "convert/numbering.h"

#include <nbarc/write.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- messages */

/* Turn an offset in a document into the line of its file. */
static void say_line(struct nb_error *err, const struct nb_feed *feed,
		     const struct nb_given *d)
{
	uint64_t line = feed->line;
	char where[32];
	size_t i;

	/* A line of a document that was tidied is not one of the file. */
	if (d->xml == d->tidy.data)
		err->offset = NB_NO_OFFSET;
	if (err->offset == NB_NO_OFFSET)
		return;
	for (i = 0; i < err->offset && i < d->len; i++)
		line += d->xml[i] == '\n';
	(void)snprintf(where, sizeof(where), "line %" PRIu64, line);
	nb_error_about(err, where, strlen(where));
	err->offset = NB_NO_OFFSET;
}

/* ---- one document */

/*
 * Add a document to the archive. *own is an error of this document alone; if it
 * is NB_OK on failure, *err is one of the archive.
 */
static enum nb_status add_document(struct nb_run *run,
				   const struct nb_input *in,
				   const struct nb_given *d,
				   const struct nb_former *former,
				   enum nb_became *became, struct nb_error *own,
				   struct nb_error *err)
{
	const struct nb_entry *e = &d->entry;
	struct nb_numbering numbering;
	struct nb_new_page page = {
		.id = d->id,
		.name = nb_input_name(in),
		.document = d->xml,
		.len = d->len,
		.head_len = e->head_len,
		.tail_offset = e->tail_offset,
		.source_sha256 = e->source_sha256,
	};
	size_t i;
	enum nb_status st;

	if (__builtin_add_overflow(e->source_len, 0, &page.source_len))
		return nb_fail(own, NB_LIMIT, "its source is too large");
	st = nb_number_given(former, e, d->xml, &numbering, own);
	if (!st) {
		own->status = NB_OK;
		st = nb_run_there(run, e->item_count, err);
		for (i = 0; !st && i < e->item_count; i++) {
			run->there[i] = e->items[i];
			run->there[i].state = numbering.items[i].state;
			run->there[i].reason = numbering.items[i].reason;
		}
		if (!st)
			st = nb_run_add(run, &numbering, e->item_count, &page,
					became, own, err);
		if (!st)
			st = nb_run_commit_due(run, err);
	}
	nb_numbering_free(&numbering);
	return st;
}

/* Tell the caller what became of a document. */
static void tell_document(struct nb_run *run, const struct nb_input *in,
			  const struct nb_given *d, enum nb_became became)
{
	const struct nb_entry *e = &d->entry;
	struct nb_ingested page = {.path = in->path,
				   .id = d->id,
				   .became = became,
				   .form = "TEI",
				   .charset = "UTF-8",
				   .items = e->item_count,
				   .title = ""};

	if (e->item_count) {
		page.title = e->items[0].title.text;
		page.title_len = e->items[0].title.len;
	}
	nb_run_page(run, &page);
}

/* ---- what a person changed in it */

/* Tell the caller something of a document that goes in. */
static void tell(struct nb_run *run, const struct nb_feed *feed,
		 const struct nb_given *d, const char *text, size_t len)
{
	struct nb_error own;
	char page[NB_ID_MAX + sizeof("page : ")];
	size_t n = (size_t)snprintf(page, sizeof(page), "page %s: ", d->id);

	/* Why the page cannot be made again names it already. */
	if (len >= n && memcmp(text, page, n) == 0)
		page[0] = '\0';
	(void)nb_fail(&own, NB_INVALID, "%s%.*s", page, (int)len, text);
	nb_error_file(&own, feed->name);
	nb_run_report(run, NB_TROUBLE_EDIT, &own);
}

/* Is the document one of the source that the newest revision of its page keeps,
 * and is it another one than that of this revision? */
static enum nb_status is_edited(struct nb_run *run, const struct nb_given *d,
				bool *edited, struct nb_error *err)
{
	struct nb_archive *archive = nb_run_archive(run);
	const struct nb_entry *e;
	const uint8_t *xml;
	enum nb_status st = nb_archive_find_detail(
		archive, d->id, strlen(d->id), 0, NB_DETAIL_HASHES, &e, err);

	*edited = false;
	if (st || e->state != NB_STATE_PRESENT || !e->has_source ||
	    !nb_entry_has_hashes(e) ||
	    memcmp(e->source_sha256, d->entry.source_sha256, NB_SHA256_SIZE))
		return st;
	st = nb_archive_kept_document(archive, e, &xml, err);
	*edited = !st && (e->len != d->len || memcmp(xml, d->xml, d->len) != 0);
	return st;
}

/* Make the page again with the decisions that the lines are. */
static enum nb_status remake(struct nb_run *run, const struct nb_given *d,
			     const struct nb_decide_options *how,
			     const struct nb_buf *lines, struct nb_error *err)
{
	struct nb_decisions *decisions;
	enum nb_status st = nb_decisions_read(lines->data, lines->len, NULL,
					      &decisions, err);

	if (st)
		return st;
	run->outcomes = nb_alloc(nb_decisions_count(decisions), 1);
	st = run->outcomes ? nb_run_remake(run, how, decisions, d->id, err)
			   : nb_fail_mem(err);
	free(run->outcomes);
	run->outcomes = NULL;
	nb_decisions_free(decisions);
	return st;
}

/* Tell each line of what no decision says. */
static void tell_unsaid(struct nb_run *run, const struct nb_feed *feed,
			const struct nb_given *d, const struct nb_buf *unsaid)
{
	const char *p = (const char *)unsaid->data, *end = p + unsaid->len;
	static const char kept[] = "the document is kept as it is, because of "
				   "what no decision can say; a later ingest "
				   "of the page leaves it";

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		stop = stop ? stop : end;
		tell(run, feed, d, p, (size_t)(stop - p));
		p = stop + 1;
	}
	tell(run, feed, d, kept, strlen(kept));
}

/*
 * Take what a person changed in a document as decisions, if all of it can be
 * said so; *taken says if it was. Errors as for add_document().
 */
static enum nb_status take_changes(struct nb_run *run,
				   const struct nb_feed *feed,
				   const struct nb_input *in,
				   const struct nb_given *d, bool *taken,
				   struct nb_error *own, struct nb_error *err)
{
	const struct nb_ingest_options *o = run->options;
	const struct nb_decide_options how = {
		.markup = o->reading.markup,
		.mets = o->mets,
		.profile = o->reading.page.profile,
		.profiles = o->profiles,
	};
	struct nb_buf lines = {0}, unsaid = {0};
	bool edited = false;
	enum nb_status st = NB_OK;

	*taken = false;
	if (o->changes)
		st = is_edited(run, d, &edited, own);
	if (!st && edited)
		st = o->changes(nb_run_archive(run), run->archive, d->xml,
				d->len, &how, o->who, o->when, &lines, &unsaid,
				own);
	if (!st && unsaid.len)
		tell_unsaid(run, feed, d, &unsaid);
	if (!st && edited && !unsaid.len) {
		*taken = true;
		if (lines.len) {
			own->status = NB_OK;
			st = remake(run, d, &how, &lines, err);
		} else {
			run->counts->unchanged++;
			tell_document(run, in, d, NB_BECAME_UNCHANGED);
		}
	}
	if (!st && *taken)
		st = nb_run_commit_due(run, err);
	nb_buf_free(&lines);
	nb_buf_free(&unsaid);
	return st;
}

/* Check a document and add it; errors as for add_document(). */
static enum nb_status one_document(struct nb_run *run,
				   const struct nb_feed *feed,
				   const struct nb_input *in,
				   struct nb_given *d, struct nb_error *own,
				   struct nb_error *err)
{
	struct nb_former *former = NULL;
	enum nb_became became = NB_BECAME_WITHDRAWN;
	bool withdrawn, taken = false;
	enum nb_status st = nb_given_check(run->options, feed, in->id, d, own),
		       former_st;

	if (st)
		return st;
	/*
	 * A page that comes twice in a run is a revision of what came first,
	 * which must be committed for that.
	 */
	if (run->writer && nb_writer_pending(run->writer, d->id)) {
		st = nb_run_commit(run, err);
		own->status = NB_OK;
	}
	if (st)
		return st;
	st = former_st = nb_run_former(run, d->id, &former, &withdrawn, own);
	if (!st && !withdrawn && former)
		st = take_changes(run, feed, in, d, &taken, own, err);
	if (!st && d->comments) {
		static const char left[] = "its comments are not kept";

		tell(run, feed, d, left, strlen(left));
	}
	if (!st && !withdrawn && !taken)
		st = add_document(run, in, d, former, &became, own, err);
	if (!st && !taken)
		tell_document(run, in, d, became);
	/* The archive needs a newer program: not a matter of the document. */
	if (former_st == NB_UNSUPPORTED) {
		if (err)
			*err = *own;
		own->status = NB_OK;
	}
	nb_former_free(former);
	return st;
}

/* ---- a file */

/*
 * Report an error of a document or of this file. Returns NB_OK if the run can
 * continue: not without memory, and not after a bug.
 */
static enum nb_status continue_after(struct nb_run *run, struct nb_error *own,
				     struct nb_error *err)
{
	if (own->status == NB_NOMEM || own->status == NB_BUG) {
		if (err)
			*err = *own;
		return own->status;
	}
	nb_run_report_file(run, own);
	return NB_OK;
}

/* Check and add the document in hand, and report it if it fails. */
static enum nb_status take_document(struct nb_run *run, struct nb_feed *feed,
				    const struct nb_input *in,
				    struct nb_given *d, struct nb_error *err)
{
	struct nb_error own = {.status = NB_OK};
	enum nb_status st = one_document(run, feed, in, d, &own, err);

	if (!st || own.status == NB_OK)
		return st;
	say_line(&own, feed, d);
	nb_error_file(&own, feed->name);
	return continue_after(run, &own, err);
}

enum nb_status nb_run_documents(struct nb_run *run, const struct nb_input *in,
				struct nb_error *err)
{
	struct nb_given d = {.len = 0};
	struct nb_feed feed;
	struct nb_error own;
	uint64_t before = run->done;
	enum nb_status st = nb_feed_open(&feed, in->path, &own), last = st;

	while (!last && !st) {
		last = nb_feed_next(&feed, &d.xml, &d.len, &own);
		if (!last && !d.xml && feed.line == 0) {
			last = nb_fail(&own, NB_INVALID,
				       "the file contains no document");
			nb_error_file(&own, feed.name);
		}
		if (last || !d.xml)
			break;
		run->counts->bytes += d.len;
		run->done = before + feed.offset;
		d.comments = 0;
		st = take_document(run, &feed, in, &d, err);
		if (!st && !nb_run_go_on(run))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	if (!st && last)
		st = continue_after(run, &own, err);
	run->done = before + in->size;
	nb_feed_close(&feed);
	nb_given_free(&d);
	return st;
}
