/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of a page of an archive, and its changes as decisions
 * (<nbarc/edit.h>).
 *
 * A person who saves a form has seen the whole page, so the page shall stand as
 * the form says, also where nothing was changed. But a decision about one block
 * tells the model something of the blocks around it. So the page is made with
 * what was decided, compared with the form, and what differs is decided, too,
 * until nothing does.
 */
#include "edit/changes.h"
#include "edit/form.h"
#include "edit/look.h"
#include "base/error.h"

#include <nbarc/edit.h>
#include <nbarc/query.h>

#include <stdlib.h>
#include <string.h>

/* Each round decides more; two or three are usual. */
#define ROUNDS_MAX 20

static const struct nb_decide_options *or_default(
	const struct nb_decide_options *options)
{
	static const struct nb_decide_options defaults;

	return options ? options : &defaults;
}

/* ---- writing */

/* Where a form goes. */
struct writing {
	const char *id;
	uint32_t revision;
	struct nb_buf *out;
};

static enum nb_status write_form(void *context, const struct nb_converted *c,
				 struct nb_error *err)
{
	const struct writing *w = context;

	return nb_form_write(c, w->id, w->revision, w->out, err);
}

/* Find the page that `id` names, or whose item it names; `w->id` becomes
 * `page`, with its identifier. */
static enum nb_status find_page(struct nb_archive *archive, const char *id,
				char page[NB_ID_MAX], struct writing *w,
				struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse_single(id, &q, err);

	if (!st)
		st = nb_query_find(archive, &q, &e, err);
	if (!st)
		st = nb_query_refuse(archive, &q, e, err);
	if (!st && q.revision)
		st = nb_fail(err, NB_USAGE,
			     "%s: only the newest revision can be edited; "
			     "leave @ and the number out",
			     id);
	if (st)
		return st;
	memcpy(page, e->id.text, e->id.len);
	page[e->id.len] = '\0';
	w->id = page;
	w->revision = e->revision;
	return NB_OK;
}

enum nb_status nb_edit_form(const char *path, const char *id,
			    const struct nb_decide_options *options,
			    struct nb_buf *out, struct nb_error *err)
{
	struct nb_decisions *none = NULL;
	struct nb_archive *archive = NULL;
	struct writing w = {.out = out};
	char page[NB_ID_MAX];
	enum nb_status st = nb_archive_open(path, &archive, err);

	if (!st)
		st = nb_decisions_read("", 0, NULL, &none, err);
	if (!st)
		st = find_page(archive, id, page, &w, err);
	if (!st)
		st = nb_edit_look(archive, path, page, or_default(options),
				  none, write_form, &w, err);
	nb_decisions_free(none);
	nb_archive_close(archive);
	return st;
}

/* ---- reading */

static enum nb_status find_changes(void *context, const struct nb_converted *c,
				   struct nb_error *err)
{
	return nb_changes_find(context, c, err);
}

/* NB_INVALID if the page has changed since the form was written. */
static enum nb_status check_revision(struct nb_archive *archive,
				     const struct nb_form *form,
				     struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st =
		nb_archive_find_detail(archive, form->id, strlen(form->id), 0,
				       NB_DETAIL_KEYS, &e, err);

	if (st || e->revision == form->revision)
		return st;
	return nb_fail(err, NB_INVALID,
		       "page %s: the form is that of revision %u, and the page "
		       "is at %u by now; print its form anew",
		       form->id, form->revision, e->revision);
}

/* Decide until the page stands as the form says. */
static enum nb_status decide_all(struct nb_archive *archive, const char *path,
				 const struct nb_decide_options *how,
				 struct nb_changes *changes,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t before = SIZE_MAX;
	unsigned round;

	for (round = 0; !st && changes->lines->len != before; round++) {
		struct nb_decisions *d = NULL;

		if (round == ROUNDS_MAX)
			return nb_fail(err, NB_INVALID,
				       "page %s: its changes contradict each "
				       "other",
				       changes->form->id);
		before = changes->lines->len;
		st = nb_decisions_read(changes->lines->data, before, NULL, &d,
				       err);
		if (!st)
			st = nb_edit_look(archive, path, changes->form->id, how,
					  d, find_changes, changes, err);
		nb_decisions_free(d);
	}
	return st;
}

enum nb_status nb_edit_read(const char *path, const void *form, size_t len,
			    const struct nb_decide_options *options,
			    const char *who, const char *when,
			    struct nb_buf *out, struct nb_error *err)
{
	struct nb_archive *archive = NULL;
	struct nb_buf lines = {0};
	struct nb_form f;
	struct nb_changes changes = {&f, who, when, &lines};
	enum nb_status st = nb_form_parse(form, len, &f, err);

	if (!st)
		st = nb_archive_open(path, &archive, err);
	if (!st)
		st = check_revision(archive, &f, err);
	if (!st)
		st = decide_all(archive, path, or_default(options), &changes,
				err);
	if (!st && nb_buf_add(out, lines.data, lines.len))
		st = nb_fail_mem(err);
	nb_archive_close(archive);
	nb_form_free(&f);
	nb_buf_free(&lines);
	return st;
}
