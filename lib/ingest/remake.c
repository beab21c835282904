/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page again from the archive alone (remake.h).
 *
 * Everything that decides about a page is in its document: the header says
 * which charset the source came in and in which form, which profile it was
 * repaired with, whether its lines have zones, and what is known of the
 * newspaper. If a METS file stated the items of the page, the archive keeps it
 * as a page of the issue. What is not there is refused by name, since a page
 * that was made otherwise than before would change where nobody decided
 * anything.
 */
#include "ingest/remake.h"
#include "base/alloc.h"
#include "base/error.h"
#include "ingest/issues.h"
#include "ingest/page.h"
#include "page/text/profile.h"

#include <nbarc/archive.h>
#include <nbarc/profile.h>
#include <nbarc/tei.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a page was made; everything is owned. */
struct making {
	struct nb_source source;
	struct nb_tei_about about;
	char id[NB_ID_MAX];
	char *name;		    /* of its file */
	bool has_source;	    /* the newest revision keeps it */
	struct nb_profile *profile; /* one that is compiled in, or NULL */
};

static void free_making(struct making *m)
{
	nb_tei_about_free(&m->about);
	nb_profile_free(m->profile);
	free(m->name);
}

/* Refuse a page for what it is. */
static enum nb_status refuse(const char *id, const char *why,
			     struct nb_error *err)
{
	return nb_fail(err, NB_INVALID, "page %s: %s", id, why);
}

/* Read the entry, and how the document of the page says that it was made. */
static enum nb_status read_making(struct nb_archive *archive, const char *id,
				  struct making *m, struct nb_error *err)
{
	const struct nb_entry *e;
	const uint8_t *document = NULL;
	enum nb_status st = nb_archive_find_detail(archive, id, strlen(id), 0,
						   NB_DETAIL_HASHES, &e, err);

	if (st)
		return st;
	if (e->state != NB_STATE_PRESENT)
		return refuse(id, "it is withdrawn", err);
	m->has_source = e->has_source;
	m->name = nb_strndup(e->name.len ? e->name.text : "", e->name.len);
	if (!m->name)
		return nb_fail_mem(err);
	st = nb_archive_kept_document(archive, e, &document, err);
	if (!st)
		st = nb_tei_origin(document, e->len, m->id, &m->source, err);
	return st ? st : nb_tei_about(document, e->len, &m->about, err);
}

/* Read the source: that of the newest revision, or the one that a document was
 * made from. */
static enum nb_status read_source(struct nb_archive *archive, const char *id,
				  struct making *m, struct nb_buf *out,
				  struct nb_error *err)
{
	const struct nb_entry *e;
	enum nb_status st = nb_archive_find_detail(archive, id, strlen(id), 0,
						   NB_DETAIL_HASHES, &e, err);

	out->len = 0;
	if (st)
		return st;
	return m->has_source ? nb_archive_kept_source(archive, e, out, err)
			     : nb_archive_source(archive, e, out, err);
}

/*
 * Is it the identity of a profile that is compiled in, as it stands or with
 * each line a paragraph? Then it is read.
 */
static enum nb_status find_profile(const char *identity,
				   struct nb_profile **profile,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i, len;

	for (i = 0; !st && nb_profile_name(i / 2); i++) {
		text = nb_profile_text(nb_profile_name(i / 2), &len);
		st = i % 2 ? nb_profile_read_paragraphs(text, len, profile, err)
			   : nb_profile_read(text, len, profile, err);
		if (st || strcmp(nb_profile_id(*profile), identity) == 0)
			break;
		nb_profile_free(*profile);
		*profile = NULL;
	}
	return st;
}

/* Does an identity say that each line is a paragraph? */
static bool has_lines(const char *identity)
{
	size_t len = strlen(identity), end = sizeof(NB_PROFILE_LINES) - 1;

	return len > end && !strcmp(identity + len - end, NB_PROFILE_LINES);
}

/*
 * Is it the profile that a page was made with, which has this identity? What
 * was learned of a title is learned again and again, so of such a profile any
 * version will do, if it takes lines for what they were taken for then.
 */
static bool is_profile(const struct nb_profile *profile, const char *identity)
{
	size_t len;

	if (!profile || strcmp(nb_profile_id(profile), identity) == 0)
		return profile != NULL;
	len = strlen(profile->name);
	return profile->learned && strncmp(identity, profile->name, len) == 0 &&
	       identity[len] == ' ' &&
	       has_lines(identity) == profile->paragraphs;
}

/* The profile that the page was made with; NULL is the default. */
static enum nb_status choose_profile(const struct nb_decide_options *how,
				     struct making *m,
				     const struct nb_profile **profile,
				     struct nb_error *err)
{
	const char *identity = m->about.profile;
	enum nb_status st;

	*profile = NULL;
	if (!identity)
		return NB_OK;
	*profile = nb_profiles_find(how->profiles, m->id);
	if (!*profile)
		*profile = how->profile;
	if (is_profile(*profile, identity))
		return NB_OK;
	st = find_profile(identity, &m->profile, err);
	*profile = m->profile;
	if (st || m->profile)
		return st;
	return nb_fail(err, NB_INVALID,
		       "page %s: it was made with the profile %.64s; give it "
		       "with --profile%s",
		       m->id, identity,
		       has_lines(identity) ? " FILE --paragraph-lines" : "");
}

/* Refuse what the archive does not have all of. */
static enum nb_status check_making(const struct nb_decide_options *how,
				   const struct making *m, const char *id,
				   struct nb_error *err)
{
	if (m->about.layout && !m->source.form[0])
		return refuse(id,
			      "it was made with the boxes of its lines, which "
			      "the archive does not keep",
			      err);
	if (!m->has_source && !how->replace_documents)
		return refuse(id,
			      "its newest revision came in as a document, or "
			      "its source is not kept; --replace-documents "
			      "makes it again from the source of an older "
			      "revision, without what was put right by hand",
			      err);
	return NB_OK;
}

/* Is the source a text, and not markup? */
static bool is_text(const struct nb_source *source)
{
	return !source->form[0] || strncmp(source->form, "text", 4) == 0;
}

/* Make the page as `m` says. A failure of this page alone is in *own. */
static enum nb_status make_page(struct nb_run *g, struct making *m,
				struct nb_error *own, struct nb_error *err)
{
	struct nb_input in = {.id = m->id, .path = g->archive, .made = m->name};
	struct nb_layout whole;
	size_t name_len;
	unsigned number = nb_form_number(m->source.form, &name_len);
	enum nb_status st = nb_run_read_file(g, &in, &whole, own);

	if (!st && number > (whole.page_count ? whole.page_count : 1))
		st = refuse(m->id, "its source has fewer pages", own);
	if (!st) {
		own->status = NB_OK;
		st = nb_run_one_page(g, &in, &whole, number ? number - 1 : 0,
				     err);
	}
	nb_layout_free(&whole);
	return st;
}

enum nb_status nb_run_remake(struct nb_run *g,
			     const struct nb_decide_options *how,
			     const struct nb_decisions *decisions,
			     const char *id, struct nb_error *err)
{
	const struct nb_ingest_options *before = g->options;
	struct nb_ingest_options o = *before;
	struct making m = {.name = NULL};
	struct nb_error own = {.status = NB_OK};
	enum nb_status st = read_making(nb_run_archive(g), id, &m, &own);

	memset(&o.reading, 0, sizeof(o.reading));
	o.profiles = NULL;
	if (!st)
		st = check_making(how, &m, id, &own);
	if (!st)
		st = choose_profile(how, &m, &o.reading.page.profile, &own);
	if (!st)
		st = read_source(nb_run_archive(g), id, &m, &g->bytes, &own);
	if (!st && m.about.mets)
		st = nb_run_take_issue(g, m.id, m.name, m.about.mets, how->mets,
				       &own);
	o.reading.markup = how->markup;
	o.reading.charset = is_text(&m.source) ? m.source.charset : NULL;
	o.reading.damaged = nb_form_damaged(m.source.form) ? NB_DAMAGED_KEEP
							   : NB_DAMAGED_REFUSE;
	o.reading.no_zones = !m.about.zones;
	o.reading.page.decisions = decisions;
	g->options = &o;
	if (!st)
		st = make_page(g, &m, &own, err);
	g->options = before;
	g->kept_issue = NULL;
	if (st && own.status && !nb_run_is_fatal(own.status)) {
		nb_error_file(&own, g->archive);
		nb_run_report(g, NB_TROUBLE_PAGE, &own);
		st = NB_OK;
	} else if (st && own.status && err) {
		*err = own;
	}
	free_making(&m);
	return st;
}
