/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a report, which its three forms share, and its form for a
 * terminal (nb_report_text()).
 */
#include "base/error.h"
#include "report/words.h"
#include "report/findings.h"

#include <inttypes.h>

/* A kind of findings: its name in JSON, its heading, and how a sentence about
 * one of them and about several goes on after the number. */
static const struct {
	const char *name, *heading, *one, *many;
} findings[NB_FINDINGS] = {
	[NB_FINDING_CHARSET] = {"charset", "Charsets in doubt",
				"page has a charset in doubt",
				"pages have a charset in doubt"},
	[NB_FINDING_MOJIBAKE] = {"mojibake",
				 "Text that went through a wrong conversion",
				 "page went through a wrong conversion",
				 "pages went through a wrong conversion"},
	[NB_FINDING_ESCAPES] = {"escapes", "Bytes that stand as escapes",
				"page has escaped bytes",
				"pages have escaped bytes"},
	[NB_FINDING_PADDING] = {"padding", "Padding that was cut",
				"page is padded with NULs",
				"pages are padded with NULs"},
	[NB_FINDING_MASTHEAD] = {"masthead", "Mastheads with another date",
				 "page has another date in its masthead",
				 "pages have another date in their mastheads"},
	[NB_FINDING_SAME] = {"same_text", "The same text twice",
			     "text has several identifiers",
			     "texts have several identifiers"},
	[NB_FINDING_PAGES] = {"missing_pages", "Issues with missing pages",
			      "issue lacks pages", "issues lack pages"},
	[NB_FINDING_DAYS] = {"missing_days", "Missing issues",
			     "gap between issues", "gaps between issues"},
	[NB_FINDING_WHOLE] = {"one_item", "Long pages of one item",
			      "long page is one item",
			      "long pages are one item each"},
	[NB_FINDING_PIECES] = {"many_items", "Pages of very many items",
			       "page fell into a hundred items or more",
			       "pages fell into a hundred items or more"},
	[NB_FINDING_BREAKS] = {"breaks", "Breaks for review",
			       "page has breaks for review",
			       "pages have breaks for review"},
	[NB_FINDING_SUSPECTS] = {"suspects", "Characters that look like errors",
				 "page has many suspect characters",
				 "pages have many suspect characters"},
};

bool nb_trouble_fails(enum nb_trouble kind)
{
	return kind != NB_TROUBLE_UNLISTED && kind != NB_TROUBLE_SPECIAL &&
	       kind != NB_TROUBLE_ORDER && kind != NB_TROUBLE_BLOCKS &&
	       kind != NB_TROUBLE_BYTES && kind != NB_TROUBLE_ELEMENTS &&
	       kind != NB_TROUBLE_DECISION && kind != NB_TROUBLE_FOLLOWED &&
	       kind != NB_TROUBLE_GIVEN_UP && kind != NB_TROUBLE_EDIT &&
	       kind != NB_TROUBLE_STATED;
}

const char *nb_became_name(enum nb_became became)
{
	static const char *const names[] = {"new", "changed", "same",
					    "withdrawn"};

	return names[became];
}

const char *nb_finding_name(enum nb_finding kind)
{
	return findings[kind].name;
}

const char *nb_finding_heading(enum nb_finding kind)
{
	return findings[kind].heading;
}

const char *nb_trouble_name(enum nb_trouble kind)
{
	static const char *const names[NB_TROUBLES] = {
		"name",	    "date",  "same_id",	 "manifest", "file",
		"page",	    "mets",  "unlisted", "special",  "order",
		"blocks",   "bytes", "elements", "decision", "followed",
		"given_up", "edit",  "stated"};

	return names[kind];
}

const char *nb_trouble_heading(enum nb_trouble kind)
{
	static const char *const headings[NB_TROUBLES] = {
		"The path gives no identifier",
		"The calendar does not have the day",
		"Another file has the identifier",
		"The manifest does not fit",
		"The file cannot be read",
		"The page cannot be archived",
		"The METS file, or a page that it leads to, cannot be read",
		"Archived, but not in the manifest",
		"Passed over: no regular file",
		"The order of the lines is in doubt",
		"The METS file does not fit",
		"Archived with damaged bytes",
		"Archived with elements of TEI that are not known",
		"A decision of a person no longer applies, and is kept",
		"A decision of a person was followed to its place",
		"A decision of a person is given up",
		"Changes of a document that no decision says",
		"Archived with what the file states in two ways, or in part"};

	return headings[kind];
}

/* ---- a few lines */

/* The line of a kind, with the finding that matters most. */
static enum nb_status write_line(const struct nb_report *r,
				 enum nb_finding kind, struct nb_buf *out)
{
	const struct nb_finding_list *l = &r->found[kind];

	return nb_buf_printf(out, "%" PRIu64 " %s: %s%s (%s)\n", l->all,
			     l->all == 1 ? findings[kind].one
					 : findings[kind].many,
			     l->all == 1 ? "" : "first ", l->list[0].what,
			     l->list[0].detail);
}

enum nb_status nb_report_text(const struct nb_report *r, struct nb_buf *out,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < NB_FINDINGS; i++)
		if (r->found[i].count)
			st = write_line(r, (enum nb_finding)i, out);
	return st ? nb_fail_mem(err) : NB_OK;
}
