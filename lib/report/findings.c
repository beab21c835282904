/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded lists of findings (findings.h). */
#include "report/findings.h"
#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For qsort(3): what matters most comes first, then what came first. */
static int by_weight(const void *a, const void *b)
{
	const struct nb_found_here *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

static void free_found(struct nb_found_here *f)
{
	free(f->what);
	free(f->detail);
}

/* Sort a list, and drop what is beyond the limit. */
static void cut(struct nb_finding_list *l)
{
	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), by_weight);
	while (l->count > NB_REPORT_FINDINGS)
		free_found(&l->list[--l->count]);
}

void nb_report_sort(struct nb_report *r)
{
	size_t i;

	for (i = 0; i < NB_FINDINGS; i++)
		cut(&r->found[i]);
}

enum nb_status nb_report_found(struct nb_report *r, enum nb_finding kind,
			       const char *what, uint64_t weight,
			       const char *fmt, ...)
{
	struct nb_finding_list *l = &r->found[kind];
	struct nb_found_here *grown, *f;
	char detail[512];
	va_list ap;

	if (l->count == (size_t)2 * NB_REPORT_FINDINGS)
		cut(l);
	grown = nb_grow(l->list, &l->cap, l->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	l->list = grown;
	va_start(ap, fmt);
	(void)vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	f = &grown[l->count];
	f->what = nb_strndup(what, strlen(what));
	f->detail = nb_strndup(detail, strlen(detail));
	if (!f->what || !f->detail) {
		free_found(f);
		return NB_NOMEM;
	}
	f->weight = weight;
	f->number = l->all++;
	l->count++;
	return NB_OK;
}

void nb_report_free_list(struct nb_finding_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		free_found(&l->list[i]);
	free(l->list);
}

const char *nb_report_id(const struct nb_report *r, size_t page)
{
	return (const char *)r->ids.data + r->pages[page].id_at;
}
