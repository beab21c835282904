/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of a page of an archive, and its changes as decisions
 * (<nbarc/edit.h>).
 *
 * A person who saves a form has seen the whole page, so the page shall stand as
 * the form says, also where nothing was changed. But a decision about one block
 * may change the one after it. So the page is made with
 * what was decided, compared with the form, and what differs is decided, too,
 * until nothing does.
 */
#include "edit/changes.h"
#include "edit/document.h"
#include "edit/form.h"
#include "edit/look.h"
#include "edit/unsaid.h"
#include "base/alloc.h"
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

/* Look at a page as it is made with the decisions `lines`. */
static enum nb_status look_with(struct nb_archive *archive, const char *path,
				const struct nb_decide_options *how,
				const char *id, const struct nb_buf *lines,
				nb_edit_see *see, void *context,
				struct nb_error *err)
{
	struct nb_decisions *d = NULL;
	enum nb_status st =
		nb_decisions_read(lines->data, lines->len, NULL, &d, err);

	if (!st)
		st = nb_edit_look(archive, path, id, how, d, see, context, err);
	nb_decisions_free(d);
	return st;
}

/* Decide until the page stands as the form of `changes` says: `see`, which gets
 * `context`, appends to the lines of these. */
static enum nb_status decide_all(struct nb_archive *archive, const char *path,
				 const struct nb_decide_options *how,
				 const struct nb_changes *changes,
				 nb_edit_see *see, void *context,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t before = SIZE_MAX;
	unsigned round;

	for (round = 0; !st && changes->lines->len != before; round++) {
		if (round == ROUNDS_MAX)
			return nb_fail(err, NB_INVALID,
				       "page %s: its changes contradict each "
				       "other",
				       changes->form->id);
		before = changes->lines->len;
		st = look_with(archive, path, how, changes->form->id,
			       changes->lines, see, context, err);
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
				find_changes, &changes, err);
	if (!st && nb_buf_add(out, lines.data, lines.len))
		st = nb_fail_mem(err);
	nb_archive_close(archive);
	nb_form_free(&f);
	nb_buf_free(&lines);
	return st;
}

/* ---- a document */

/* A document that is read. Everything is borrowed. */
struct edited {
	struct nb_form *form; /* what it says */
	struct nb_changes *changes;
	struct nb_buf *made; /* the document that is made, if it is wanted */
};

/* Find what the page lacks of the document. The form is masked anew each time:
 * what the page is made of changes. */
static enum nb_status see_document(void *context, const struct nb_converted *c,
				   struct nb_error *err)
{
	const struct edited *e = context;
	struct nb_form made, form = *e->form;
	size_t size = form.count * sizeof(*form.blocks);
	enum nb_status st = nb_form_of_document(c->tei.xml.data, c->tei.xml.len,
						&made, err);

	form.blocks = nb_alloc(form.count, sizeof(*form.blocks));
	if (!st && !form.blocks)
		st = nb_fail_mem(err);
	if (!st && size)
		memcpy(form.blocks, e->form->blocks, size);
	if (!st)
		st = nb_form_mask(&form, &made, err);
	e->changes->form = &form;
	if (!st)
		st = nb_changes_find(e->changes, c, err);
	e->changes->form = e->form;
	free(form.blocks);
	nb_form_free(&made);
	return st;
}

/* Keep the document that is made. */
static enum nb_status keep_made(void *context, const struct nb_converted *c,
				struct nb_error *err)
{
	const struct edited *e = context;

	e->made->len = 0;
	return nb_buf_add(e->made, c->tei.xml.data, c->tei.xml.len)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/* Copy the document of a revision of a page; 0: the newest. *number becomes
 * that of the revision. */
static enum nb_status read_former(struct nb_archive *archive, const char *id,
				  uint32_t revision, struct nb_buf *out,
				  uint32_t *number, struct nb_error *err)
{
	const struct nb_entry *e;
	const uint8_t *xml;
	enum nb_status st = nb_archive_find_detail(
		archive, id, strlen(id), revision, NB_DETAIL_HASHES, &e, err);

	out->len = 0;
	if (st)
		return st;
	*number = e->revision;
	st = nb_archive_kept_document(archive, e, &xml, err);
	if (!st && nb_buf_add(out, xml, e->len))
		st = nb_fail_mem(err);
	return st;
}

/*
 * The header must be that of the newest document, or, if the page is what the
 * document says, that of an older one: a document that was got before somebody
 * else decided would take that back.
 */
static enum nb_status compare_header(struct nb_archive *archive,
				     const struct edited *e,
				     const struct nb_buf *xml, uint32_t newest,
				     unsigned line, struct nb_buf *unsaid,
				     struct nb_error *err)
{
	struct nb_buf former = {0};
	uint32_t revision = newest, number;
	bool found = false, says = e->changes->lines->len || unsaid->len;
	struct nb_error own;
	enum nb_status st = NB_OK;

	while (!found && --revision)
		found = !read_former(archive, e->form->id, revision, &former,
				     &number, &own) &&
			!nb_unsaid_header(xml, &former);
	if (!found)
		st = nb_buf_printf(unsaid, "line %u: the header was changed\n",
				   line);
	else if (says)
		st = nb_buf_printf(unsaid,
				   "it was made of revision %u, and the page "
				   "is at %u by now\n",
				   number, newest);
	nb_buf_free(&former);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Compare the document with the one that is made with all decisions. */
static enum nb_status compare_all(struct nb_archive *archive, const char *path,
				  const struct nb_decide_options *how,
				  struct edited *e, const struct nb_buf *xml,
				  struct nb_buf *unsaid, struct nb_error *err)
{
	struct nb_buf former = {0}, made = {0};
	uint32_t newest = 0;
	unsigned line;
	enum nb_status st =
		read_former(archive, e->form->id, 0, &former, &newest, err);

	e->made = &made;
	if (!st)
		st = look_with(archive, path, how, e->form->id,
			       e->changes->lines, keep_made, e, err);
	if (!st && nb_unsaid_find(xml, &former, &made, unsaid))
		st = nb_fail_mem(err);
	line = st ? 0 : nb_unsaid_header(xml, &former);
	if (line)
		st = compare_header(archive, e, xml, newest, line, unsaid, err);
	nb_buf_free(&former);
	nb_buf_free(&made);
	e->made = NULL;
	return st;
}

enum nb_status nb_edit_document(struct nb_archive *archive, const char *path,
				const void *xml, size_t len,
				const struct nb_decide_options *options,
				const char *who, const char *when,
				struct nb_buf *decisions, struct nb_buf *unsaid,
				struct nb_error *err)
{
	/* The document is only read. */
	const struct nb_buf whole = {.data = (uint8_t *)(uintptr_t)xml,
				     .len = len};
	const struct nb_decide_options *how = or_default(options);
	struct nb_buf lines = {0};
	struct nb_error own;
	struct nb_form form;
	struct nb_changes changes = {&form, who, when, &lines};
	struct edited e = {.form = &form, .changes = &changes};
	enum nb_status st = nb_form_of_document(xml, len, &form, &own);

	if (!st)
		st = decide_all(archive, path, how, &changes, see_document, &e,
				&own);
	if (!st)
		st = compare_all(archive, path, how, &e, &whole, unsaid, &own);
	/* What the page cannot be is said, and is no failure. */
	if (st == NB_INVALID)
		st = nb_buf_printf(unsaid, "%s\n", own.text) ? nb_fail_mem(err)
							     : NB_OK;
	else if (st && err)
		*err = own;
	if (!st && nb_buf_add(decisions, lines.data, lines.len))
		st = nb_fail_mem(err);
	nb_form_free(&form);
	nb_buf_free(&lines);
	return st;
}
