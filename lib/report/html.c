/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as one page of HTML (nb_report_html()).
 *
 * The page needs nothing else: no script, no font, no image. Its policy forbids
 * everything but its own style sheet. All text from outside is escaped, and
 * bytes that are not UTF-8 and controls are shown as \xNN.
 */
#include "base/error.h"
#include "base/utf8.h"
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

static const char style[] =
	"body{font:16px/1.5 system-ui,\"Noto Sans CJK SC\",\"Source Han Sans "
	"SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;max-width:60em;"
	"margin:2em auto;padding:0 1em;color:#222;background:#fff}\n"
	"h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em;"
	"border-bottom:1px solid #999}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;"
	"border-bottom:1px solid #ddd;overflow-wrap:anywhere}\n"
	"td:first-child{font-family:ui-monospace,monospace,\"Noto Sans CJK "
	"SC\"}\n"
	".n{text-align:right;white-space:nowrap}\n"
	"@media print{body{font-size:10pt;margin:0;max-width:none}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"h2{break-after:avoid}}\n";

static void raw(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_buf_puts(o->b, s);
}

static void number(struct out *o, uint64_t n)
{
	if (!o->st)
		o->st = nb_buf_printf(o->b, "%" PRIu64, n);
}

/* Write one character of text from outside, of n bytes; 0: a byte that is not
 * UTF-8. */
static void character(struct out *o, const char *s, size_t n, uint32_t c)
{
	if (n == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0)) {
		if (!n)
			c = (uint8_t)*s;
		if (!o->st)
			o->st = nb_buf_printf(o->b, "\\x%02x", (unsigned)c);
		return;
	}
	switch (c) {
	case '<':
		raw(o, "&lt;");
		return;
	case '>':
		raw(o, "&gt;");
		return;
	case '&':
		raw(o, "&amp;");
		return;
	case '"':
		raw(o, "&quot;");
		return;
	default:
		break;
	}
	/* Marks of direction could make a text look like another. */
	if ((c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069)) {
		if (!o->st)
			o->st = nb_buf_printf(o->b, "\\u%04x", (unsigned)c);
		return;
	}
	if (!o->st)
		o->st = nb_buf_add(o->b, s, n);
}

/* Write text from outside. */
static void text(struct out *o, const char *s)
{
	size_t left = strlen(s), n;
	uint32_t c;

	while (left) {
		n = nb_utf8_get(s, left, &c);
		character(o, s, n, c);
		s += n ? n : 1;
		left -= n ? n : 1;
	}
}

/* ---- parts of the page */

/* A row of the table of counts. */
static void count_row(struct out *o, const char *what, uint64_t n)
{
	raw(o, "<tr><td>");
	text(o, what);
	raw(o, "</td><td class=\"n\">");
	number(o, n);
	raw(o, "</td></tr>\n");
}

/* The counts, of which only those that say something are shown. */
static void write_counts(struct out *o, const struct nb_report *r)
{
	static const char *const pages[] = {"New pages", "Changed pages",
					    "Unchanged pages",
					    "Withdrawn pages, left so"};
	size_t i;

	raw(o, "<table><tbody>\n");
	for (i = 0; i < 4; i++)
		if (r->became[i] || i == 0)
			count_row(o, pages[i], r->became[i]);
	count_row(o, "Items", r->items);
	for (i = 0; i < NB_TROUBLES; i++)
		if (r->problems[i])
			count_row(o, nb_trouble_heading((enum nb_trouble)i),
				  r->problems[i]);
	count_row(o, "Characters", r->characters);
	if (r->suspects)
		count_row(o, "Characters that look like errors", r->suspects);
	if (r->breaks)
		count_row(o, "Breaks for review", r->breaks);
	raw(o, "</tbody></table>\n");
}

/* A heading with a count, and the head of a table of two columns. */
static void begin_section(struct out *o, const char *heading, uint64_t n,
			  const char *one, const char *two)
{
	raw(o, "<h2>");
	text(o, heading);
	raw(o, ": ");
	number(o, n);
	raw(o, "</h2>\n<table><thead><tr><th>");
	text(o, one);
	raw(o, "</th><th>");
	text(o, two);
	raw(o, "</th></tr></thead><tbody>\n");
}

/* The end of a section, and how many rows it has of how many. */
static void end_section(struct out *o, uint64_t shown, uint64_t all)
{
	raw(o, "</tbody></table>\n");
	if (shown >= all)
		return;
	raw(o, "<p>The first ");
	number(o, shown);
	raw(o, " of ");
	number(o, all);
	raw(o, ".</p>\n");
}

/* Everything that went wrong for one reason. */
static void write_problems(struct out *o, const struct nb_report *r,
			   enum nb_trouble kind)
{
	uint64_t shown = 0;
	size_t i;

	if (!r->problems[kind])
		return;
	begin_section(o, nb_trouble_heading(kind), r->problems[kind], "File",
		      "Reason");
	for (i = 0; i < r->problem_count; i++) {
		const struct nb_trouble_here *p = &r->problem_list[i];

		if (p->kind != kind)
			continue;
		shown++;
		raw(o, "<tr><td>");
		text(o, p->file);
		raw(o, "</td><td>");
		if (p->offset != NB_NO_OFFSET) {
			raw(o, "offset ");
			number(o, p->offset);
			raw(o, ": ");
		}
		text(o, p->text);
		raw(o, "</td></tr>\n");
	}
	end_section(o, shown, r->problems[kind]);
}

/* All findings of a kind. */
static void write_findings(struct out *o, const struct nb_report *r,
			   enum nb_finding kind)
{
	const struct nb_finding_list *l = &r->found[kind];
	bool issues = kind == NB_FINDING_PAGES;
	size_t i;

	if (!l->count)
		return;
	begin_section(o, nb_finding_heading(kind), l->all,
		      issues			? "Issue"
		      : kind == NB_FINDING_DAYS ? "Title"
						: "Page",
		      "Finding");
	for (i = 0; i < l->count; i++) {
		raw(o, "<tr><td>");
		text(o, l->list[i].what);
		raw(o, "</td><td lang=\"zh\">");
		text(o, l->list[i].detail);
		raw(o, "</td></tr>\n");
	}
	end_section(o, l->count, l->all);
}

enum nb_status nb_report_html(const struct nb_report *r, const char *archive,
			      bool dry, struct nb_buf *out,
			      struct nb_error *err)
{
	struct out o = {out, NB_OK};
	size_t i;

	raw(&o, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>");
	text(&o, archive);
	raw(&o, "</title>\n<style>\n");
	raw(&o, style);
	raw(&o, "</style>\n</head>\n<body>\n<h1>");
	raw(&o, dry ? "What an ingest would do: " : "Ingest: ");
	text(&o, archive);
	raw(&o, "</h1>\n");
	write_counts(&o, r);
	for (i = 0; i < NB_TROUBLES; i++)
		write_problems(&o, r, (enum nb_trouble)i);
	for (i = 0; i < NB_FINDINGS; i++)
		write_findings(&o, r, (enum nb_finding)i);
	raw(&o, "<p>Made by nbarc " NB_VERSION ".</p>\n</body>\n</html>\n");
	return o.st ? nb_fail_mem(err) : NB_OK;
}
