/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Administrative sections (admin.h). The events of the past are those that the
 * archive knows of: when each revision came, and what repaired the text. Two
 * are of the export itself: a document is compared with its hash as it is read,
 * and validated.
 */
#include "export/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/parsers.h"
#include "export/premis.h"

/* The longest name of an event below its page, as ".revision.4294967295". */
#define SUFFIX_MAX 32

/* A section that is written; all is borrowed. */
struct section {
	struct nbarc_admin *admin;
	const struct nbarc_mets_page *page;
	struct nbarc_markup *m;
};

/* ---- events */

/* The time of a commit. */
static void time_of(const struct nbarc_admin *a, uint32_t commit,
		    char out[NBARC_TIME])
{
	uint64_t last = a->commits < commit ? a->commits : commit;

	nbarc_time(last ? a->times[last - 1] : 0, out);
}

/* Write an event of the page, in a section of its own. */
static void put_event(const struct section *s, const char *suffix,
		      struct nbarc_premis_event *e)
{
	char id[NBARC_OBJECT_MAX + SUFFIX_MAX];

	(void)snprintf(id, sizeof(id), "%s%s", s->page->document, suffix);
	e->id = id;
	e->object = s->page->document;
	nbarc_premis_begin(s->m, "digiprovMD", s->page->id, suffix, "EVENT");
	nbarc_premis_event(s->m, e);
	nbarc_premis_end(s->m, "digiprovMD");
}

/* Write that a revision came, or that the page was withdrawn with it. */
static void put_revision(const struct section *s, const struct nb_entry *e)
{
	unsigned state = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	bool gone = state == NB_STATE_WITHDRAWN;
	char hash[NB_SHA256_HEX], time[NBARC_TIME], suffix[SUFFIX_MAX],
		text[256];
	struct nbarc_premis_event event = {
		.type = gone ? "deaccession"
			     : (e->revision == 1 ? "ingestion"
						 : "modification"),
		.time = time,
		.detail = text,
		.outcome = gone ? "withdrawn" : "success",
		.agents = {"nbarc"}};

	nb_sha256_hex(e->source_sha256, hash);
	time_of(s->admin, e->commit, time);
	(void)snprintf(suffix, sizeof(suffix), ".revision.%u", e->revision);
	(void)snprintf(text, sizeof(text),
		       "revision %u, commit %u, of a source with the SHA-256 "
		       "%s",
		       e->revision, e->commit, hash);
	put_event(s, suffix, &event);
}

/* Write how the page came to be what it is: each revision, the oldest last. */
static enum nb_status put_history(const struct section *s, struct nb_error *err)
{
	size_t len = strlen(s->page->id);
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st =
		nb_cursor_create_detail(s->admin->archive, s->page->id, len,
					true, NB_DETAIL_HASHES, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e || e->id.len != len)
			break;
		/* Those after an earlier state are not its own. */
		put_revision(s, e);
	}
	nb_cursor_free(cursor);
	return st;
}

/* Write what repaired the text, if the archive has the journal of it. */
static enum nb_status put_repair(const struct section *s,
				 const struct nb_entry *e, struct nb_error *err)
{
	struct nb_journal journal = {.count = 0};
	char time[NBARC_TIME], text[256];
	struct nbarc_premis_event event = {
		.type = "normalization",
		.time = time,
		.detail = text,
		.outcome = "success",
		.agents = {"nbnorm", s->page->decided ? "reviewer" : NULL}};
	struct nb_buf *bytes = &s->admin->journal;
	enum nb_status st;

	bytes->len = 0;
	st = nb_archive_journal(s->admin->archive, e, bytes, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	st = nb_journal_read(bytes->data, bytes->len, &journal, err);
	if (!st) {
		time_of(s->admin, s->page->commit, time);
		(void)snprintf(text, sizeof(text),
			       "%zu %s of line breaks and punctuation, with "
			       "the model %.80s; every one can be undone",
			       journal.count,
			       cli_plural(journal.count, "repair", "repairs"),
			       journal.model);
		put_event(s, ".repair", &event);
	}
	nb_journal_free(&journal);
	return st;
}

/* Write what the export has checked: nb_archive_document() compares the hash.
 * A document with a withdrawn item is another than the one in the archive, and
 * is as valid. */
static enum nb_status put_checks(const struct section *s, const uint8_t *doc,
				 size_t len, struct nb_error *err)
{
	struct nbarc_premis_event fixity = {
		.type = "fixity check",
		.time = s->admin->now,
		.detail = "SHA-256 of the document, compared with that in the "
			  "catalogue of the archive",
		.outcome = "pass",
		.agents = {"nbarc"}};
	struct nbarc_premis_event validation = {
		.type = "validation",
		.time = s->admin->now,
		.detail = "RELAX NG, nbtei.rng of nbarc " NB_VERSION,
		.outcome = "pass",
		.agents = {"nbarc"}};
	struct nb_error why;
	enum nb_status st = cli_validate(doc, len, s->page->id, &why);

	/* A document that is not valid is no reason to keep it back: an
	 * archive may have taken it before the schema was stricter. */
	if (st == NB_INVALID) {
		validation.outcome = "fail";
		st = NB_OK;
	} else if (st) {
		*err = why;
	}
	put_event(s, ".fixity", &fixity);
	put_event(s, ".validation", &validation);
	return st;
}

/* ---- the administrative section of a page */

/* What a source is: a text in a charset, or a form of markup. */
static const char *format_of(const struct nb_source *source, char *out,
			     size_t size)
{
	if (source->form[0])
		(void)snprintf(out, size, "%s", source->form);
	else
		(void)snprintf(out, size, "text/plain; charset=%s",
			       source->charset[0] ? source->charset
						  : "unknown");
	return out;
}

/* Write the document and the source as objects. */
static void put_objects(const struct section *s)
{
	char format[96], event[NBARC_OBJECT_MAX + SUFFIX_MAX];
	struct nbarc_markup *m = s->m;
	const struct nbarc_premis_object document = {
		.id = s->page->document,
		.sha256 = s->page->hash,
		.bytes = s->page->bytes,
		.format = "application/tei+xml",
		.source = s->page->received,
		.event = event};
	const struct nbarc_premis_object source = {
		.id = s->page->received,
		.sha256 = s->page->received_hash,
		.bytes = s->page->source.bytes,
		.format = format_of(&s->page->source, format, sizeof(format))};

	(void)snprintf(event, sizeof(event), "%s.revision.%u",
		       s->page->document, s->page->revision);
	nbarc_premis_begin(m, "techMD", s->page->id, ".document", "OBJECT");
	nbarc_premis_object(m, &document);
	nbarc_premis_end(m, "techMD");
	nbarc_premis_begin(m, "techMD", s->page->id, ".received", "OBJECT");
	nbarc_premis_object(m, &source);
	nbarc_premis_end(m, "techMD");
}

/* Write who took part: programs, and persons if the archive keeps what they
 * decided. */
static void put_agents(const struct section *s)
{
	struct nbarc_markup *m = s->m;
	const struct {
		const char *id, *name, *type;
		bool is;
	} agents[] = {
		{"nbarc", "nbarc " NB_VERSION, "software", true},
		{"nbnorm", "nbnorm " NB_VERSION, "software", true},
		{"reviewer", "a reviewer", "person", s->page->decided},
	};
	char suffix[SUFFIX_MAX];
	size_t i;

	for (i = 0; i < sizeof(agents) / sizeof(agents[0]); i++) {
		if (!agents[i].is)
			continue;
		(void)snprintf(suffix, sizeof(suffix), ".agent.%s",
			       agents[i].id);
		nbarc_premis_begin(m, "digiprovMD", s->page->id, suffix,
				   "AGENT");
		nbarc_premis_agent(m, agents[i].id, agents[i].name,
				   agents[i].type);
		nbarc_premis_end(m, "digiprovMD");
	}
}

/* ---- the whole */

/* The order is that of the schema: what files are comes before what was done to
 * them. The entry is needed for the journal, and not after the history. */
enum nb_status nbarc_admin_put(struct nbarc_admin *a,
			       const struct nbarc_mets_page *page,
			       const struct nb_entry *e, const uint8_t *doc,
			       size_t len, struct nbarc_markup *m,
			       struct nb_error *err)
{
	const struct section s = {a, page, m};
	enum nb_status st;

	nbarc_markup_put(m, "<amdSec ID=\"%s.amd\">\n", page->id);
	put_objects(&s);
	st = put_checks(&s, doc, len, err);
	if (!st)
		st = put_repair(&s, e, err);
	if (!st)
		st = put_history(&s, err);
	put_agents(&s);
	nbarc_markup_put(m, "</amdSec>\n");
	return st;
}

/* ---- what all sections need */

/* For nb_archive_commits(): note when a commit was made. */
static bool note_time(void *context, const struct nb_archive_info *info)
{
	struct nbarc_admin *a = context;

	if (info->commits && info->commits <= a->commits)
		a->times[info->commits - 1] = info->time;
	return true;
}

enum nb_status nbarc_admin_create(struct nbarc_admin *a,
				  struct nb_archive *archive, uint64_t commits,
				  struct nb_error *err)
{
	uint64_t seconds;
	enum nb_status st = cli_date(&seconds, err);

	memset(a, 0, sizeof(*a));
	if (st)
		return st;
	nbarc_time(seconds, a->now);
	a->archive = archive;
	a->commits = commits;
	a->times = nb_alloc(commits, sizeof(*a->times));
	if (!a->times)
		return nb_fail_mem(err);
	return nb_archive_commits(archive, note_time, a, err);
}

void nbarc_admin_free(struct nbarc_admin *a)
{
	free(a->times);
	nb_buf_free(&a->journal);
}
