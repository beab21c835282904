/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Equal texts (compare.h).
 *
 * The pages are sorted by identifier and numbered; then their numbers are
 * sorted by hash, so that equal texts stand side by side in the order of their
 * identifiers.
 */
#include "report/compare.h"
#include "base/alloc.h"
#include "report/gaps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Identifiers of equal texts that are named with the first. */
#define NAMED 3u
/* Missing pages and days that are looked up. */
#define LOOKED_UP 20000u

/* A page while the list is sorted: qsort(3) has no context. */
struct sorted {
	const char *id;
	struct nb_page_here page;
};

static int by_id(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int by_hash(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->page.hash != y->page.hash)
		return x->page.hash < y->page.hash ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* Note one group of pages with the same text. */
static enum nb_status note_group(struct nb_report *r,
				 const struct sorted *group, size_t n)
{
	char others[400] = "";
	size_t i, at = 0;

	for (i = 1; i < n && i <= NAMED; i++)
		at += (size_t)snprintf(others + at, sizeof(others) - at,
				       "%s%.80s", i > 1 ? ", " : "",
				       group[i].id);
	if (n - 1 > NAMED)
		(void)snprintf(others + at, sizeof(others) - at,
			       " and %zu more", n - 1 - NAMED);
	return nb_report_found(r, NB_FINDING_SAME, group[0].id, n,
			       "the same text as %s", others);
}

/* Note all groups. A page that came twice is not the same as itself. */
static enum nb_status find_groups(struct nb_report *r,
				  const struct sorted *list, size_t count)
{
	enum nb_status st = NB_OK;
	size_t i, end;

	for (i = 0; !st && i < count; i = end) {
		for (end = i + 1; end < count; end++)
			if (list[end].page.hash != list[i].page.hash)
				break;
		if (list[i].page.hash && end - i > 1 &&
		    strcmp(list[i].id, list[end - 1].id) != 0)
			st = note_group(r, list + i, end - i);
	}
	return st;
}

enum nb_status nb_report_compare(struct nb_report *r,
				 bool (*has)(void *context,
					     const char *beginning),
				 void *context)
{
	struct nb_elsewhere elsewhere = {has, context, LOOKED_UP};
	struct sorted *list = nb_alloc(r->page_count, sizeof(*list));
	enum nb_status st;
	size_t i;

	if (!list)
		return NB_NOMEM;
	for (i = 0; i < r->page_count; i++)
		list[i] = (struct sorted){nb_report_id(r, i), r->pages[i]};
	if (r->page_count)
		qsort(list, r->page_count, sizeof(*list), by_id);
	for (i = 0; i < r->page_count; i++)
		r->pages[i] = list[i].page;
	if (r->page_count)
		qsort(list, r->page_count, sizeof(*list), by_hash);
	st = find_groups(r, list, r->page_count);
	free(list);
	return st ? st : nb_report_gaps(r, &elsewhere);
}
