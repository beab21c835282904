/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the pages that decisions are about (places.h).
 *
 * A document has the characters of its source in their order, so the key of a
 * decision is looked for in the documents: nothing need be decoded or repaired
 * for that. All decisions are looked for at once (page/decide/match.h).
 */
#include "ingest/places.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/decide/after.h"
#include "page/decide/match.h"
#include "page/text/profile.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* A search. `found` is the caller's; the rest is used again for each page. */
struct search {
	const struct nb_decisions *d;
	struct nb_found_pages *found;
	uint8_t *outcomes; /* for each decision */
	struct nb_buf text;
};

/* Note the places that the page with this text has. */
static enum nb_status note_page(struct search *s, const char *id,
				struct nb_error *err)
{
	struct nb_line line = {.end = s->text.len};
	struct nb_lines lines = {.list = &line, .count = 1};
	struct nb_verdict verdict = {.next = NULL};
	struct nb_essence essence;
	const char *text = s->text.len ? (const char *)s->text.data : "";
	enum nb_status st =
		nb_essence_make(text, s->text.len, &lines,
				nb_profile_or_default(NULL), &essence, err);
	size_t i;

	if (!st)
		st = nb_decisions_match(s->d, id, &essence, 1, &verdict,
					s->outcomes, NULL, err);
	for (i = 0; !st && i < nb_decisions_count(s->d); i++) {
		struct nb_found_pages *f = &s->found[i];
		const struct nb_decision *one = nb_decisions_get(s->d, i);

		if (one->what == NB_DECIDED_AFTER)
			s->outcomes[i] =
				!*one->page && nb_after_stands(one, &essence)
					? NB_OUTCOME_APPLIED
					: NB_OUTCOME_ABSENT;
		if (s->outcomes[i] != NB_OUTCOME_APPLIED &&
		    s->outcomes[i] != NB_OUTCOME_NO_BREAK)
			continue;
		if (f->count < 2)
			memcpy(f->id[f->count], id, strlen(id) + 1);
		f->count++;
	}
	nb_essence_free(&essence);
	return st;
}

/* Search the page of an entry. */
static enum nb_status search_page(struct search *s, struct nb_archive *archive,
				  const struct nb_entry *e,
				  struct nb_error *err)
{
	char id[NB_ID_MAX];
	const uint8_t *document;
	enum nb_status st =
		nb_archive_kept_document(archive, e, &document, err);

	s->text.len = 0;
	if (!st)
		st = nb_tei_received(document, e->len, &s->text, err);
	if (st)
		return st;
	memcpy(id, e->id.text, e->id.len);
	id[e->id.len] = '\0';
	return note_page(s, id, err);
}

static enum nb_status search_all(struct search *s, struct nb_archive *archive,
				 struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(archive, "", 0, false,
						    NB_DETAIL_HASHES, &c, err);

	if (!st)
		st = nb_cursor_read_ahead(c, NB_WANT_DOCUMENTS, 0, err);
	while (!st) {
		st = nb_cursor_next(c, &e, err);
		if (st || !e)
			break;
		if (e->state == NB_STATE_PRESENT)
			st = search_page(s, archive, e, err);
	}
	nb_cursor_free(c);
	return st;
}

enum nb_status nb_places_find(struct nb_archive *archive,
			      const struct nb_decisions *decisions,
			      struct nb_found_pages *found,
			      struct nb_error *err)
{
	struct search s = {.d = decisions, .found = found};
	size_t i, n = nb_decisions_count(decisions);
	enum nb_status st;

	for (i = 0; i < n && *nb_decisions_get(decisions, i)->page; i++)
		;
	if (i == n)
		return NB_OK;
	s.outcomes = nb_alloc(n, 1);
	st = s.outcomes ? search_all(&s, archive, err) : nb_fail_mem(err);
	free(s.outcomes);
	nb_buf_free(&s.text);
	return st;
}
