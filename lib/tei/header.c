/* SPDX-License-Identifier: Apache-2.0 */
/* The TEI header of a page. What goes in depends on the input alone: no clock,
 * no file name, so that a page has one document. */
#include "tei/header.h"
#include "base/sha256.h"
#include "tei/xml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A writer that remembers its first failure. */
struct out {
	struct nb_buf *b;
	enum nb_status st;
};

static void put(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_buf_puts(o->b, s);
}

static void plain(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_xml_plain(o->b, s, strlen(s));
}

static void number(struct out *o, const char *before, uint64_t n,
		   const char *after)
{
	if (!o->st)
		o->st = nb_buf_printf(o->b, "%s%" PRIu64 "%s", before, n,
				      after);
}

/* The parts of a page's id. */
struct id {
	char title[NB_ID_MAX], page[NB_ID_MAX];
	char year[5], month[3], day[3];
};

static void split(const char *page_id, struct id *id)
{
	const char *date = strchr(page_id, '-') + 1;

	memset(id, 0, sizeof(*id));
	memcpy(id->title, page_id, (size_t)(date - 1 - page_id));
	memcpy(id->year, date, 4);
	memcpy(id->month, date + 4, 2);
	memcpy(id->day, date + 6, 2);
	(void)snprintf(id->page, sizeof(id->page), "%s", strchr(date, '-') + 1);
}

static bool known(const char *digits)
{
	return strspn(digits, "0") != strlen(digits);
}

static int value(const char *digits)
{
	int n = 0;

	while (*digits)
		n = 10 * n + (*digits++ - '0');
	return n;
}

/* A day that the calendar has; xsd:date refuses others. */
static bool real_day(const struct id *id)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	int y = value(id->year), m = value(id->month), d = value(id->day);
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y == 0 || m < 1 || m > 12 || d < 1)
		return false;
	return d <= days[m - 1] + (m == 2 && leap);
}

/* date element: as much of the date as is known, and there is. */
static void date(struct out *o, const struct id *id)
{
	char iso[16] = "";

	if (real_day(id))
		(void)snprintf(iso, sizeof(iso), "%s-%s-%s", id->year,
			       id->month, id->day);
	else if (known(id->year) && value(id->month) >= 1 &&
		 value(id->month) <= 12)
		(void)snprintf(iso, sizeof(iso), "%s-%s", id->year, id->month);
	else if (known(id->year))
		(void)snprintf(iso, sizeof(iso), "%s", id->year);
	if (!iso[0]) {
		put(o, "<date>date not known</date>\n");
		return;
	}
	put(o, "<date when=\"");
	put(o, iso);
	put(o, "\">");
	put(o, iso);
	put(o, "</date>\n");
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static const char *title_name(const struct nb_tei_input *in,
			      const struct id *id)
{
	const char *name = in->title ? or_empty(in->title->name) : "";

	return *name ? name : id->title;
}

static void display_title(struct out *o, const struct nb_tei_input *in,
			  const struct id *id)
{
	plain(o, title_name(in, id));
	put(o, "　");
	if (known(id->year))
		number(o, "", (uint64_t)value(id->year), "年");
	else
		put(o, "日期不详");
	if (known(id->year) && known(id->month))
		number(o, "", (uint64_t)value(id->month), "月");
	if (known(id->year) && known(id->month) && known(id->day))
		number(o, "", (uint64_t)value(id->day), "日");
	if (known(id->page)) {
		put(o, "　第");
		put(o, id->page);
		put(o, "版");
	} else {
		put(o, "　版次不详");
	}
}

static void title_statement(struct out *o, const struct nb_tei_input *in,
			    const struct nb_tei_counts *counts,
			    const struct id *id)
{
	put(o, "<titleStmt>\n<title type=\"main\" xml:lang=\"zh\">");
	display_title(o, in, id);
	put(o, "</title>\n"
	       "<respStmt><resp>division and encoding</resp>"
	       "<name type=\"software\" xml:id=\"nbtei\">nbtei</name>"
	       "</respStmt>\n"
	       "<respStmt><resp>repair of line breaks and punctuation</resp>"
	       "<name type=\"software\" xml:id=\"nbnorm\">nbnorm</name>"
	       "</respStmt>\n");
	if (counts->by_person || counts->kept)
		put(o, "<respStmt><resp>decisions on line breaks</resp>"
		       "<name type=\"person\" xml:id=\"reviewer\">a reviewer"
		       "</name></respStmt>\n");
	put(o, "</titleStmt>\n");
}

static void measure(struct out *o, const char *unit, size_t n, const char *text)
{
	put(o, "<measure unit=\"");
	put(o, unit);
	number(o, "\" quantity=\"", n, "\">");
	number(o, "", n, " ");
	put(o, text);
	put(o, "</measure>");
}

static void publication(struct out *o, const struct nb_tei_input *in,
			const struct nb_tei_counts *counts)
{
	put(o, "<extent>");
	measure(o, "article", counts->articles, "articles");
	put(o, ", ");
	measure(o, "figure", counts->photos, "photographs");
	put(o, ", ");
	measure(o, "hanzi", counts->han, "Han characters");
	put(o, "</extent>\n<publicationStmt>\n"
	       "<authority>the holding archive</authority>\n"
	       "<idno type=\"nbarc\">");
	put(o, in->page_id);
	put(o, "</idno>\n<availability status=\"unknown\">"
	       "<p>Rights not determined.</p></availability>\n"
	       "</publicationStmt>\n");
}

static void optional(struct out *o, const char *start, const char *text,
		     const char *end)
{
	if (!text || !*text)
		return;
	put(o, start);
	plain(o, text);
	put(o, end);
}

static void source(struct out *o, const struct nb_tei_input *in,
		   const struct id *id)
{
	static const struct nb_title nothing;
	const struct nb_title *t = in->title ? in->title : &nothing;
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(in->source->sha256, hex);
	put(o, "<sourceDesc>\n<biblStruct type=\"newspaperPage\">\n<monogr>\n"
	       "<title level=\"j\" xml:lang=\"zh\">");
	plain(o, title_name(in, id));
	put(o, "</title>\n");
	optional(o, "<idno type=\"CN\">", t->cn, "</idno>\n");
	put(o, "<idno type=\"nbarc-raw-sha256\">");
	put(o, hex);
	put(o, "</idno>\n<imprint>\n");
	optional(o, "<publisher>", t->publisher, "</publisher>\n");
	optional(o, "<pubPlace>", t->place, "</pubPlace>\n");
	date(o, id);
	put(o, "<biblScope unit=\"page\" n=\"");
	put(o, id->page);
	put(o, "\"/>\n</imprint>\n</monogr>\n<note type=\"rawfile\">");
	plain(o, in->source->charset);
	put(o, in->source->bom ? " with byte order mark; " : "; ");
	measure(o, "byte", (size_t)in->source->bytes, "bytes");
	if (in->source->form[0]) {
		put(o, "; ");
		plain(o, in->source->form);
	}
	put(o, "</note>\n</biblStruct>\n</sourceDesc>\n");
}

/* How often the mark `before` was replaced, and by what the last time. */
static size_t times(const struct nb_tei_input *in, char before,
		    const struct nb_repair **last)
{
	size_t i, n = 0;

	for (i = 0; i < in->repair_count; i++) {
		const struct nb_repair *r = &in->repairs[i];

		if (r->rule != NB_RULE_PUNCTUATION || r->before_len != 1 ||
		    r->before[0] != before)
			continue;
		*last = r;
		n++;
	}
	return n;
}

static void punctuation(struct out *o, const struct nb_tei_input *in)
{
	/* All ASCII marks, those of every page first. */
	static const char half[] = ",:;?!().\"#$%&'*+-/<=>@[\\]^_`{|}~";
	const struct nb_repair *last = NULL;
	size_t i, n, all = 0;

	for (i = 0; half[i]; i++)
		all += times(in, half[i], &last);
	number(o,
	       "<normalization method=\"silent\"><p>Half-width punctuation was "
	       "replaced by the full-width form ",
	       all, " times; ");
	put(o, "each item has in @n how often.");
	if (all)
		put(o, "<list type=\"rules\">\n");
	for (i = 0; half[i]; i++) {
		n = times(in, half[i], &last);
		if (!n)
			continue;
		number(o, "<item n=\"", n, "\"><orig>");
		if (!o->st)
			o->st = nb_xml_plain(o->b, last->before, 1);
		put(o, "</orig> <reg>");
		if (!o->st)
			o->st = nb_xml_plain(o->b, last->after,
					     last->after_len);
		put(o, "</reg></item>\n");
	}
	if (all)
		put(o, "</list>");
	put(o, "</p></normalization>\n");
}

static void joins(struct out *o, const struct nb_tei_counts *counts)
{
	const struct {
		const char *text;
		size_t n;
	} parts[] = {
		{"Joins: ", counts->joins},
		{" By a reviewer: ", counts->by_person},
		{" With low confidence: ", counts->low},
		{" Breaks that a reviewer kept: ", counts->kept},
		{" Paragraphs that go on behind what was set into them: ",
		 counts->resumed},
	};
	size_t i;

	put(o, "<hyphenation eol=\"none\"><p>Breaks inside a paragraph are "
	       "joined; each is an lb of type \"joined\". ");
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i && !parts[i].n)
			continue;
		put(o, parts[i].text);
		number(o, "<num value=\"", parts[i].n, "\">");
		number(o, "", parts[i].n, "</num>.");
	}
	put(o, "</p></hyphenation>\n");
}

static void application(struct out *o, const char *ident, const char *label)
{
	put(o, "<application ident=\"");
	put(o, ident);
	put(o, "\" version=\"1\"><label>");
	plain(o, label);
	put(o, "</label></application>\n");
}

static void encoding(struct out *o, const struct nb_tei_input *in,
		     const struct nb_tei_counts *counts)
{
	char model[NB_MODEL_ID];

	nb_model_id(model);
	put(o, "<encodingDesc>\n<editorialDecl>\n"
	       "<correction status=\"unknown\"><p>Wording is left as found."
	       "</p></correction>\n");
	joins(o, counts);
	punctuation(o, in);
	put(o, "<segmentation><p>No words or sentences are marked.</p>"
	       "</segmentation>\n</editorialDecl>\n<appInfo>\n"
	       "<application ident=\"nbarc\" version=\"" NB_VERSION
	       "\"><label>nbarc</label></application>\n");
	application(o, "nbnorm-model", in->model ? in->model : model);
	if (*nb_profile_id(in->profile))
		application(o, "nbnorm-profile", nb_profile_id(in->profile));
	if (in->layout && *in->layout)
		application(o, "nbnorm-layout", in->layout);
	put(o, "</appInfo>\n</encodingDesc>\n");
}

static void language(struct out *o, const char *code)
{
	const char *name = "Chinese";

	if (strcmp(code, "zh-Hans") == 0)
		name = "Chinese, simplified script";
	if (strcmp(code, "zh-Hant") == 0)
		name = "Chinese, traditional script";
	put(o, "<profileDesc>\n<langUsage><language ident=\"");
	put(o, code);
	put(o, "\">");
	put(o, name);
	put(o, "</language></langUsage>\n</profileDesc>\n");
}

enum nb_status nb_tei_header(const struct nb_tei_input *in,
			     const struct nb_tei_counts *counts,
			     struct nb_buf *b)
{
	struct out o = {b, NB_OK};
	const char *lang = in->title ? or_empty(in->title->language) : "";
	struct id id;

	if (!*lang)
		lang = "zh-Hans";
	split(in->page_id, &id);
	put(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"");
	put(&o, in->page_id);
	put(&o, "\" xml:lang=\"");
	put(&o, lang);
	put(&o, "\">\n<teiHeader xml:lang=\"en\">\n<fileDesc>\n");
	title_statement(&o, in, counts, &id);
	publication(&o, in, counts);
	source(&o, in, &id);
	put(&o, "</fileDesc>\n");
	encoding(&o, in, counts);
	language(&o, lang);
	put(&o, "</teiHeader>\n<text>\n<body>\n<pb n=\"");
	put(&o, id.page);
	put(&o, "\"/>\n");
	return o.st;
}
