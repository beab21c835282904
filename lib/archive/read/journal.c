/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replaying journals: the page is made again from its source and the packed
 * journal, and its journal written as JSON Lines from that
 * (format-spec/nbarc-format.md, section 6.1).
 */
#include "archive/read/journal.h"
#include "archive/frame/replay.h"
#include "archive/frame/sources.h"
#include "archive/read/kept.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/page.h>

#include <stdio.h>
#include <string.h>

/* Fill in what journals say of a source, except for its form, which the replay
 * sets. */
static void describe_source(const struct nb_entry *e,
			    const struct nb_stored *stored,
			    struct nb_source *out)
{
	memcpy(out->sha256, e->source_sha256, sizeof(out->sha256));
	out->bytes = e->source_len;
	out->bom = stored->bom;
	(void)snprintf(out->charset, sizeof(out->charset), "%s",
		       stored->charset);
}

enum nb_status nb_archive_replay(struct nb_archive *a, const struct nb_entry *e,
				 const struct nb_buf *source,
				 struct nb_source *about, struct nb_page **page,
				 struct nb_error *err)
{
	const struct nb_sources *sources;
	struct nb_stored stored;
	enum nb_status st = nb_archive_sources(a, e, &sources, err);

	*page = NULL;
	memset(about, 0, sizeof(*about));
	if (!st)
		st = nb_sources_stored(sources, e->page_index, &stored, err);
	if (st)
		return st;
	st = nb_stored_replay(&stored, source->data, source->len, about->form,
			      page, err);
	/* No journal is a fact about the page; a bad one is damage to the
	 * record. */
	if (st == NB_ABSENT)
		nb_error_about(err, e->id.text, e->id.len);
	else if (st && err)
		err->offset = nb_sources_offset(sources);
	describe_source(e, &stored, about);
	return st;
}

enum nb_status nb_archive_kept_journal(struct nb_archive *a,
				       const struct nb_entry *e,
				       struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf source = {0};
	struct nb_source about;
	struct nb_page *page = NULL;
	enum nb_status st = nb_archive_kept_source(a, e, &source, err);

	if (!st)
		st = nb_archive_replay(a, e, &source, &about, &page, err);
	if (!st)
		st = nb_journal_write(page, &about, out, err);
	if (st)
		nb_error_file(err, a->path);
	nb_page_free(page);
	nb_buf_free(&source);
	return st;
}
