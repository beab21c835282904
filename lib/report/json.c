/* SPDX-License-Identifier: Apache-2.0 */
/* A report as a JSON object (nb_report_json()). */
#include "json/string.h"
#include "base/error.h"
#include "report/findings.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

/*
 * A buffer and the first failure to write to it: later calls do nothing, so
 * that the status is checked once, at the end.
 */
struct out {
	struct nb_buf *b;
	enum nb_status st;
};

static void raw(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_buf_puts(o->b, s);
}

static void string(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_json_string(o->b, s, strlen(s));
}

/* Write a comma unless it is the first member, and the name of the member. */
static void member(struct out *o, const char *name, bool first)
{
	raw(o, first ? "" : ",");
	string(o, name);
	raw(o, ":");
}

static void number(struct out *o, const char *name, uint64_t n, bool first)
{
	member(o, name, first);
	if (!o->st)
		o->st = nb_buf_printf(o->b, "%" PRIu64, n);
}

/* The findings of a kind: how many there were, and those that were kept. */
static void write_findings(struct out *o, const struct nb_report *r,
			   enum nb_finding kind)
{
	const struct nb_finding_list *l = &r->found[kind];
	size_t i;

	member(o, nb_finding_name(kind), kind == 0);
	raw(o, "{");
	number(o, "count", l->all, true);
	raw(o, ",\"list\":[");
	for (i = 0; i < l->count; i++) {
		raw(o, i ? ",{" : "{");
		member(o, "what", true);
		string(o, l->list[i].what);
		number(o, "weight", l->list[i].weight, false);
		member(o, "detail", false);
		string(o, l->list[i].detail);
		raw(o, "}");
	}
	raw(o, "]}");
}

static void write_problem(struct out *o, const struct nb_trouble_here *p)
{
	raw(o, "{");
	member(o, "kind", true);
	string(o, nb_trouble_name(p->kind));
	member(o, "file", false);
	string(o, p->file);
	if (p->offset != NB_NO_OFFSET)
		number(o, "offset", p->offset, false);
	member(o, "text", false);
	string(o, p->text);
	raw(o, "}");
}

/* How many problems of each kind there were, and a list of them. */
static void write_problems(struct out *o, const struct nb_report *r)
{
	size_t i;

	raw(o, ",\"problems\":{");
	for (i = 0; i < NB_TROUBLES; i++)
		number(o, nb_trouble_name((enum nb_trouble)i), r->problems[i],
		       i == 0);
	raw(o, "},\"problem_list\":[");
	for (i = 0; i < r->problem_count; i++) {
		raw(o, i ? ",\n" : "\n");
		write_problem(o, &r->problem_list[i]);
	}
	raw(o, "]");
}

enum nb_status nb_report_json(const struct nb_report *r, const char *archive,
			      bool dry, struct nb_buf *out,
			      struct nb_error *err)
{
	struct out o = {out, NB_OK};
	size_t i;

	raw(&o, "{");
	member(&o, "archive", true);
	string(&o, archive);
	raw(&o, dry ? ",\"dry_run\":true" : ",\"dry_run\":false");
	raw(&o, ",\"pages\":{");
	for (i = 0; i < 4; i++)
		number(&o, nb_became_name((enum nb_became)i), r->became[i],
		       i == 0);
	raw(&o, "}");
	number(&o, "items", r->items, false);
	number(&o, "characters", r->characters, false);
	number(&o, "suspects", r->suspects, false);
	number(&o, "breaks_for_review", r->breaks, false);
	write_problems(&o, r);
	raw(&o, ",\n\"findings\":{");
	for (i = 0; i < NB_FINDINGS; i++)
		write_findings(&o, r, (enum nb_finding)i);
	raw(&o, "}}\n");
	return o.st ? nb_fail_mem(err) : NB_OK;
}
