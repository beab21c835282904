/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting a corpus for its commit record (format-spec/nbarc-format.md, section
 * 8).
 *
 * Commits are checked by the same counts: entries that nb_entry_as_of() shows
 * as of an earlier commit count with the state that they had then.
 */
#include "archive/catalogue/summary.h"
#include "archive/catalogue/entry.h"

#include <string.h>

void nb_summary_init(struct nb_summary *s)
{
	memset(s, 0, sizeof(*s));
}

void nb_summary_resume(struct nb_summary *s, const struct nb_commit *c)
{
	nb_summary_init(s);
	s->revisions = c->revisions;
	s->pages = c->pages;
	s->items = c->items;
	s->document_bytes = c->document_bytes;
	s->source_bytes = c->source_bytes;
}

/* What an entry counts for revisions and bytes. */
static void count_revision(struct nb_summary *s, const struct nb_entry *e)
{
	s->revisions++;
	s->document_bytes += e->len;
	s->source_bytes += e->source_len;
}

/* The number of items that are present. */
static uint64_t present_items(const struct nb_entry *e)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < e->item_count; i++)
		n += e->items[i].state == NB_STATE_PRESENT;
	return n;
}

/* Count the newest revision of a page. */
static void count_page(struct nb_summary *s, const struct nb_entry *e)
{
	if (nb_entry_state(e) != NB_STATE_PRESENT)
		return;
	s->pages++;
	s->items += present_items(e);
}

void nb_summary_add(struct nb_summary *s, const struct nb_entry *e)
{
	bool older = e->id.len == s->last_len &&
		     memcmp(e->id.text, s->last, s->last_len) == 0;

	count_revision(s, e);
	if (!older)
		count_page(s, e);
	memcpy(s->last, e->id.text, e->id.len);
	s->last_len = e->id.len;
}

void nb_summary_follow(struct nb_summary *s, const struct nb_entry *before,
		       const struct nb_entry *e)
{
	if (before && nb_entry_state(before) == NB_STATE_PRESENT) {
		s->pages--;
		s->items -= present_items(before);
	}
	count_revision(s, e);
	count_page(s, e);
}

void nb_summary_end(const struct nb_summary *s, struct nb_commit *c)
{
	c->revisions = s->revisions;
	c->pages = s->pages;
	c->items = s->items;
	c->document_bytes = s->document_bytes;
	c->source_bytes = s->source_bytes;
}
