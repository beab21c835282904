/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of an archive that a person put right, to learn from
 * (nb_learner_add_archive()).
 *
 * What is right stands in their documents, whatever the present model would
 * say. How their blocks were spaced does not, and the model wants to know that:
 * so the normalised text is made again from the source and its journal, if the
 * archive keeps them.
 */
#include "archive/read/journal.h"
#include "base/error.h"
#include "learn/document.h"

#include <nbarc/learn.h>
#include <nbarc/review.h>

#include <stdio.h>
#include <string.h>

/* One call; `decided` and `text` are used again for each page. */
struct kept {
	struct nb_archive *archive;
	struct nb_learner *learner;
	const struct nb_profile *profile;
	void (*problem)(void *context, const struct nb_error *err);
	void *context;
	struct nb_buf decided, text;
};

/* Did a person decide anything about a block of the page? One with decisions
 * about breaks and the order alone may never have been looked through for its
 * items. */
static enum nb_status has_decided(struct kept *k, const struct nb_entry *e,
				  bool *has, struct nb_error *err)
{
	struct nb_decisions *d = NULL;
	enum nb_status st;
	size_t i;

	*has = false;
	k->decided.len = 0;
	st = nb_archive_kept_decisions(k->archive, e, &k->decided, err);
	if (!st)
		st = nb_decisions_read(k->decided.data, k->decided.len, NULL,
				       &d, err);
	for (i = 0; !st && i < nb_decisions_count(d); i++)
		if (!nb_decided_is_break(nb_decisions_get(d, i)->what) &&
		    nb_decisions_get(d, i)->what != NB_DECIDED_AFTER)
			*has = true;
	nb_decisions_free(d);
	return st;
}

/*
 * Did a person put the document right? It came in as a document then, without a
 * source, in place of one that was made from a source.
 */
static enum nb_status is_put_right(struct kept *k, const struct nb_entry *e,
				   bool *is, struct nb_error *err)
{
	const struct nb_entry *before;
	char id[NB_ID_MAX];
	size_t len = e->id.len;
	uint32_t revision = e->revision;
	enum nb_status st = NB_OK;

	*is = false;
	memcpy(id, e->id.text, len);
	while (!st && !*is && --revision) {
		st = nb_archive_find_detail(k->archive, id, len, revision,
					    NB_DETAIL_PLACES, &before, err);
		*is = !st && before->has_source;
	}
	return st;
}

/* Make the normalised text of the page, or none if it keeps no source. */
static enum nb_status make_text(struct kept *k, const struct nb_entry *e,
				struct nb_error *err)
{
	struct nb_buf source = {0};
	struct nb_page *page = NULL;
	struct nb_source about;
	const char *text;
	size_t len;
	enum nb_status st = NB_OK;

	k->text.len = 0;
	if (!e->has_source)
		return NB_OK;
	st = nb_archive_kept_source(k->archive, e, &source, err);
	if (!st)
		st = nb_archive_replay(k->archive, e, &source, &about, &page,
				       err);
	if (!st) {
		text = nb_page_text(page, &len);
		if (nb_buf_add(&k->text, text, len))
			st = nb_fail_mem(err);
	}
	nb_page_free(page);
	nb_buf_free(&source);
	return st;
}

/* Learn from a page. */
static enum nb_status learn_page(struct kept *k, const struct nb_entry *e,
				 struct nb_error *err)
{
	struct nb_division division = {.units = NULL};
	const uint8_t *document;
	enum nb_status st = make_text(k, e, err);

	if (!st)
		st = nb_archive_kept_document(k->archive, e, &document, err);
	if (!st)
		st = nb_document_divide(document, e->len, &k->text, &division,
					err);
	if (!st)
		st = nb_learner_add(k->learner,
				    k->text.len ? (char *)k->text.data : "",
				    k->text.len, k->profile, &division, err);
	nb_division_free(&division);
	return st;
}

/* Learn from the page `id`, if a person put it right. What is wrong with the
 * page alone is told, and the others are learned from. */
static enum nb_status look_at_page(struct kept *k, const char *id,
				   struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_error own = {.status = NB_OK};
	bool is = false;
	enum nb_status st = nb_archive_find_detail(
		k->archive, id, strlen(id), 0, NB_DETAIL_HASHES, &e, err);

	if (st)
		return st;
	if (e->has_decisions)
		st = has_decided(k, e, &is, &own);
	else if (!e->has_source)
		st = is_put_right(k, e, &is, &own);
	if (!st && is)
		st = nb_archive_find_detail(k->archive, id, strlen(id), 0,
					    NB_DETAIL_HASHES, &e, &own);
	/* What is withdrawn is nobody's to read, and without it the page would
	 * be another one. */
	if (!st && is && nb_entry_hides_items(e))
		st = nb_fail(&own, NB_ABSENT,
			     "an item of it is withdrawn: nothing is learned "
			     "from it");
	if (!st && is)
		st = learn_page(k, e, &own);
	if (st == NB_INVALID || st == NB_UNSUPPORTED || st == NB_ABSENT) {
		nb_error_about(&own, id, strlen(id));
		if (k->problem)
			k->problem(k->context, &own);
		return NB_OK;
	}
	if (st && err)
		*err = own;
	return st;
}

/*
 * The identifiers of the pages of a title, each with a NUL. They are collected
 * first, since learning from a page looks others up.
 */
static enum nb_status list_pages(struct nb_archive *archive, const char *title,
				 struct nb_buf *ids, struct nb_error *err)
{
	struct nb_cursor *cursor = NULL;
	const struct nb_entry *e = NULL;
	struct nb_buf prefix = {0};
	enum nb_status st =
		nb_buf_printf(&prefix, "%s-", title) ? nb_fail_mem(err) : NB_OK;

	if (!st)
		st = nb_cursor_create_detail(archive, (char *)prefix.data,
					     prefix.len, false,
					     NB_DETAIL_PLACES, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (e->state == NB_STATE_PRESENT &&
		    (e->has_decisions || !e->has_source) &&
		    (nb_buf_add(ids, e->id.text, e->id.len) ||
		     nb_buf_add(ids, "", 1)))
			st = nb_fail_mem(err);
	}
	nb_cursor_free(cursor);
	nb_buf_free(&prefix);
	return st;
}

enum nb_status nb_learner_add_archive(
	struct nb_learner *learner, struct nb_archive *archive,
	const char *title, const struct nb_profile *profile,
	void (*problem)(void *context, const struct nb_error *err),
	void *context, struct nb_error *err)
{
	struct kept k = {.archive = archive,
			 .learner = learner,
			 .profile = profile,
			 .problem = problem,
			 .context = context};
	struct nb_buf ids = {0};
	enum nb_status st = list_pages(archive, title, &ids, err);
	size_t at;

	for (at = 0; !st && at < ids.len;
	     at += strlen((char *)ids.data + at) + 1)
		st = look_at_page(&k, (char *)ids.data + at, err);
	nb_buf_free(&k.decided);
	nb_buf_free(&k.text);
	nb_buf_free(&ids);
	return st;
}
