/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting a report (nbarc/report.h): counts, problems, pages. */
#include "base/alloc.h"
#include "base/error.h"
#include "report/compare.h"
#include "report/findings.h"
#include "report/look.h"

#include <stdlib.h>
#include <string.h>

/* ---- a report */

enum nb_status nb_report_create(struct nb_report **report, struct nb_error *err)
{
	*report = nb_alloc(1, sizeof(**report));
	return *report ? NB_OK : nb_fail_mem(err);
}

void nb_report_free(struct nb_report *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; i < NB_FINDINGS; i++)
		nb_report_free_list(&r->found[i]);
	for (i = 0; i < r->problem_count; i++) {
		free(r->problem_list[i].file);
		free(r->problem_list[i].text);
	}
	free(r->problem_list);
	free(r->pages);
	nb_buf_free(&r->ids);
	free(r);
}

/* Put a page on the list of all. */
static enum nb_status add_page(struct nb_report *r, const char *id,
			       uint64_t hash)
{
	struct nb_page_here *grown = nb_grow(r->pages, &r->page_cap,
					     r->page_count + 1, sizeof(*grown));
	size_t at = r->ids.len;

	if (!grown)
		return NB_NOMEM;
	r->pages = grown;
	if (nb_buf_add(&r->ids, id, strlen(id) + 1))
		return NB_NOMEM;
	grown[r->page_count++] = (struct nb_page_here){at, hash};
	return NB_OK;
}

enum nb_status nb_report_page(struct nb_report *r,
			      const struct nb_ingested *page,
			      struct nb_error *err)
{
	uint64_t hash = 0;
	enum nb_status st = NB_OK;

	r->became[page->became]++;
	r->items += page->items;
	if (page->became != NB_BECAME_WITHDRAWN)
		st = nb_report_look(r, page, &hash);
	if (!st)
		st = add_page(r, page->id, hash);
	if (st == NB_IO)
		return nb_fail(err, st, "iconv cannot open a charset");
	return st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_report_problem(struct nb_report *r, enum nb_trouble kind,
				 const struct nb_error *problem,
				 struct nb_error *err)
{
	struct nb_trouble_here *grown, *p;

	r->problems[kind]++;
	if (r->problem_count == NB_REPORT_PROBLEMS)
		return NB_OK;
	grown = nb_grow(r->problem_list, &r->problem_cap, r->problem_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	r->problem_list = grown;
	p = &grown[r->problem_count];
	p->kind = kind;
	p->offset = problem->offset;
	p->file = nb_strndup(problem->file, strlen(problem->file));
	p->text = nb_strndup(problem->text, strlen(problem->text));
	if (!p->file || !p->text) {
		free(p->file);
		free(p->text);
		return nb_fail_mem(err);
	}
	r->problem_count++;
	return NB_OK;
}

enum nb_status nb_report_end(struct nb_report *r,
			     bool (*has)(void *context, const char *beginning),
			     void *context, struct nb_error *err)
{
	if (nb_report_compare(r, has, context))
		return nb_fail_mem(err);
	nb_report_sort(r);
	return NB_OK;
}

uint64_t nb_report_findings(const struct nb_report *r, enum nb_finding kind)
{
	return r->found[kind].all;
}
