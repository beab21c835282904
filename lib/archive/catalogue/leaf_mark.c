/* SPDX-License-Identifier: Apache-2.0 */
/* Noting places in a leaf, and going back to them (format-spec/
 * nbarc-format.md, section 7.2). */
#include "archive/catalogue/leaf_mark.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf.h"

#include <string.h>

void nb_leaf_note(const struct nb_leaf *l, struct nb_leaf_mark *m)
{
	memcpy(m->at, l->at, sizeof(m->at));
	memcpy(m->ids, l->ids, sizeof(m->ids));
	m->authors = l->authors;
	m->index = l->index;
	m->id_len = l->id_len;
	m->revision = l->revision;
	m->frame = l->frame;
	m->next_index = l->next_index;
	m->next_offset = l->next_offset;
	m->strings = l->strings;
	m->strings_found = l->strings_found;
	m->skip = l->skip;
	m->own = l->own;
}

void nb_leaf_return(struct nb_leaf *l, const struct nb_leaf_mark *m)
{
	memcpy(l->at, m->at, sizeof(l->at));
	memcpy(l->ids, m->ids, sizeof(l->ids));
	l->authors = m->authors;
	l->index = m->index;
	l->bad = false;
	l->id_len = m->id_len;
	l->revision = m->revision;
	l->frame = m->frame;
	l->next_index = m->next_index;
	l->next_offset = m->next_offset;
	l->strings = m->strings;
	l->strings_found = m->strings_found;
	l->skip = m->skip;
	l->own = m->own;
}

bool nb_leaf_mark_is_before(const struct nb_leaf_mark *m,
			    const struct nb_entry_key *key)
{
	const struct nb_entry_key before = {{m->ids[~m->index & 1], m->id_len},
					    m->revision};

	return m->index == 0 || nb_key_compare(&before, key) < 0;
}
