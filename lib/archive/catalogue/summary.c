/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summing up a corpus for its commit record (format-spec/nbarc-format.md,
 * sections 8 and 11).
 *
 * Commits are checked by the same sums: entries that nb_entry_as_of() shows as
 * of an earlier commit count with the state that they had then.
 */
#include "archive/catalogue/summary.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/merkle.h"

#include <string.h>

void nb_summary_init(struct nb_summary *s)
{
	memset(s, 0, sizeof(*s));
	nb_merkle_init(&s->merkle);
}

void nb_summary_add(struct nb_summary *s, const struct nb_entry *e)
{
	/* The newest revision of a page comes first. */
	bool older = e->id.len == s->last_len &&
		     memcmp(e->id.text, s->last, s->last_len) == 0;
	size_t i;

	nb_merkle_add(&s->merkle, e);
	s->revisions++;
	s->document_bytes += e->len;
	s->source_bytes += e->source_len;
	memcpy(s->last, e->id.text, e->id.len);
	s->last_len = e->id.len;
	if (older || nb_entry_proven(e) != NB_STATE_PRESENT)
		return;
	s->pages++;
	for (i = 0; i < e->item_count; i++)
		s->items += e->items[i].state == NB_STATE_PRESENT;
}

void nb_summary_end(const struct nb_summary *s, struct nb_commit *c)
{
	nb_merkle_root(&s->merkle, c->root);
	c->revisions = s->revisions;
	c->pages = s->pages;
	c->items = s->items;
	c->document_bytes = s->document_bytes;
	c->source_bytes = s->source_bytes;
}
