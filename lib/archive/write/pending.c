/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the pages that wait for a commit (pending.h). */
#include "archive/write/pending.h"
#include "archive/catalogue/entry.h"
#include "base/alloc.h"

#include <nbarc/id.h>

#include <stdlib.h>
#include <string.h>

/* Lists in a table. A segment has some ten thousands of pages: callers commit
 * when their entries take NB_WAITING_MAX bytes. */
#define TABLE_SIZE ((size_t)1 << 16)

enum nb_status nb_pending_create(struct nb_pending *p)
{
	p->by_id = nb_alloc(TABLE_SIZE, sizeof(struct nb_batch_page *));
	p->by_parent = nb_alloc(TABLE_SIZE, sizeof(struct nb_batch_page *));
	return p->by_id && p->by_parent ? NB_OK : NB_NOMEM;
}

void nb_pending_free(struct nb_pending *p)
{
	free(p->by_id);
	free(p->by_parent);
}

/* Index in a table of an identifier: FNV-1a of 32 bits, whose upper half is
 * folded in because only the lower bits are used. */
static size_t hash_id(const char *id, size_t len)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (uint8_t)id[i]) * 16777619u;
	return (h ^ h >> 16) % TABLE_SIZE;
}

void nb_pending_add(struct nb_pending *p, struct nb_batch_page *page)
{
	const struct nb_string *id = &page->entry.id;
	struct nb_batch_page **head = &p->by_id[hash_id(id->text, id->len)];
	size_t parent;

	page->next = *head;
	*head = page;
	if (!nb_id_item(id->text, id->len, &parent))
		return;
	head = &p->by_parent[hash_id(id->text, parent)];
	page->next_called = *head;
	*head = page;
}

void nb_pending_clear(struct nb_pending *p)
{
	memset(p->by_id, 0, TABLE_SIZE * sizeof(*p->by_id));
	memset(p->by_parent, 0, TABLE_SIZE * sizeof(*p->by_parent));
}

const struct nb_entry *nb_pending_find(const struct nb_pending *p,
				       const struct nb_string *id)
{
	const struct nb_batch_page *page = p->by_id[hash_id(id->text, id->len)];

	while (page && nb_string_compare(&page->entry.id, id) != 0)
		page = page->next;
	return page ? &page->entry : NULL;
}

/* True if an item of the page `id` would be called as this page is. */
static bool is_called_item(const struct nb_string *page,
			   const struct nb_string *id)
{
	size_t parent;

	return nb_id_item(page->text, page->len, &parent) &&
	       parent == id->len && memcmp(page->text, id->text, parent) == 0;
}

const struct nb_entry *nb_pending_called_item(const struct nb_pending *p,
					      const struct nb_string *id)
{
	const struct nb_batch_page *page =
		p->by_parent[hash_id(id->text, id->len)];

	while (page && !is_called_item(&page->entry.id, id))
		page = page->next_called;
	return page ? &page->entry : NULL;
}
