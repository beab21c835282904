/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting what archives hold (summary.h). Two threads may count the same at
 * once after an archive has grown; the later one is kept.
 */
#include "serve/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/item.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/error.h"

/* ---- one summary */

/*
 * Also of one that was filled in only in part.
 */
static void free_summary(struct room_summary *s)
{
	size_t i;

	for (i = 0; s && i < s->title_count; i++)
		free(s->titles[i].name);
	if (s) {
		nbarc_holdings_free(&s->holdings);
		free(s->titles);
	}
	free(s);
}

/* Find a page of a year that may be shown, for the header of its document. Its
 * identifier is kept, as the entry is gone when the search ends. */
static bool find_page(void *context, const struct nb_entry *entry)
{
	char *id = context;

	if (!nb_entry_is_hidden(entry) && entry->state == NB_STATE_PRESENT) {
		memcpy(id, entry->id.text, entry->id.len);
		id[entry->id.len] = '\0';
	}
	return *id == '\0';
}

/*
 * The name of a newspaper, out of the document of the first page of its last
 * year. That no name can be read is no failure: the code will do.
 */
static enum nb_status read_name(struct nb_archive *archive,
				const struct nbarc_holding *year, char **name,
				struct nb_error *err)
{
	char prefix[sizeof(year->title) + sizeof(year->last) + 1];
	char id[NB_ID_MAX] = "";
	const struct nb_entry *entry;
	const uint8_t *document;
	struct nb_buf text = {0};
	struct nb_query query;
	size_t len;

	(void)snprintf(prefix, sizeof(prefix), "%s-%s", year->title,
		       year->last);
	if (!nb_query_parse(prefix, &query, NULL) &&
	    !nb_query_pages(archive, &query, 1, find_page, id, NULL) && *id &&
	    !nb_archive_find(archive, id, strlen(id), 0, &entry, NULL) &&
	    !nb_archive_document(archive, entry, &document, &len, NULL) &&
	    nb_tei_newspaper(document, len, &text, NULL))
		text.len = 0;
	*name = nb_strndup(text.len ? (char *)text.data : "", text.len);
	nb_buf_free(&text);
	return *name ? NB_OK : nb_fail_mem(err);
}

/*
 * Put the years of each newspaper together, and read its name.
 *
 * The holdings are sorted by newspaper and year, so that the years of one
 * follow each other.
 */
static enum nb_status add_titles(struct room_summary *s,
				 struct nb_archive *archive,
				 struct nb_error *err)
{
	const struct nbarc_holding *list = s->holdings.list;
	enum nb_status st = NB_OK;
	size_t i = 0;

	s->titles = nb_alloc(s->holdings.count, sizeof(*s->titles));
	if (!s->titles)
		return nb_fail_mem(err);
	while (!st && i < s->holdings.count) {
		struct room_title *t = &s->titles[s->title_count++];

		t->first = i;
		i = nbarc_holdings_title(&s->holdings, i, &t->sum);
		t->count = i - t->first;
		st = read_name(archive, &list[i - 1], &t->name, err);
	}
	return st;
}

/*
 * Root and number of commits say which state was counted: an archive that was
 * compacted has the same root as before, and counts that are still right.
 */
static enum nb_status count(const struct room_lease *lease,
			    struct room_summary **summary, struct nb_error *err)
{
	struct room_summary *s = nb_alloc(1, sizeof(*s));
	enum nb_status st;

	*summary = NULL;
	if (!s)
		return nb_fail_mem(err);
	memcpy(s->root, lease->info.root, sizeof(s->root));
	s->commits = lease->info.commits;
	st = nbarc_holdings_count(lease->archive, &s->holdings, err);
	if (!st)
		st = add_titles(s, lease->archive, err);
	if (st)
		free_summary(s);
	else
		*summary = s;
	return st;
}

/* ---- those that are kept */

void room_summary_put(struct room_summary *s)
{
	if (s && atomic_fetch_sub(&s->users, 1) == 1)
		free_summary(s);
}

/* Find the one that is kept of this state, with a use for the caller; NULL if
 * there is none. */
static struct room_summary *find_kept(struct room_summaries *all,
				      const struct room_lease *lease)
{
	struct room_summary *s;

	(void)pthread_mutex_lock(&all->lock);
	s = all->list[lease->number];
	if (s && s->commits == lease->info.commits &&
	    memcmp(s->root, lease->info.root, sizeof(s->root)) == 0)
		atomic_fetch_add(&s->users, 1);
	else
		s = NULL;
	(void)pthread_mutex_unlock(&all->lock);
	return s;
}

/* Keep one instead of that of another state. */
static void keep(struct room_summaries *all, size_t number,
		 struct room_summary *s)
{
	struct room_summary *old;

	atomic_fetch_add(&s->users, 1);
	(void)pthread_mutex_lock(&all->lock);
	old = all->list[number];
	all->list[number] = s;
	(void)pthread_mutex_unlock(&all->lock);
	room_summary_put(old);
}

/*
 * Nothing is counted while the lock is held: a pass over a large catalogue
 * takes a second, in which other requests would wait for a summary that they
 * have already.
 */
enum nb_status room_summary_get(struct room_summaries *all,
				struct room_lease *lease,
				struct room_summary **summary,
				struct nb_error *err)
{
	enum nb_status st;

	*summary = NULL;
	if (!lease->summary)
		lease->summary = find_kept(all, lease);
	if (!lease->summary) {
		st = count(lease, &lease->summary, err);
		if (st)
			return st;
		atomic_init(&lease->summary->users, 1);
		keep(all, lease->number, lease->summary);
	}
	atomic_fetch_add(&lease->summary->users, 1);
	*summary = lease->summary;
	return NB_OK;
}

void room_summaries_free(struct room_summaries *all)
{
	size_t i;

	for (i = 0; i < ROOM_ARCHIVES_MOST; i++)
		room_summary_put(all->list[i]);
}

const struct room_title *room_summary_title(const struct room_summary *s,
					    const char *code)
{
	size_t i;

	for (i = 0; i < s->title_count; i++)
		if (strcmp(s->titles[i].sum.title, code) == 0)
			return &s->titles[i];
	return NULL;
}

const char *room_title_name(const struct room_title *t)
{
	return t->name[0] ? t->name : t->sum.title;
}
