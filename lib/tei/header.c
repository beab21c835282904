/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TEI header of a page.
 *
 * Everything in it depends on the input alone, without clock, locale or file
 * name, so that the same page always gets the same document. Which program
 * wrote it is in appInfo only, where nb_tei_same() leaves it out.
 */
#include "tei/header.h"
#include "base/sha256.h"
#include "tei/dated.h"
#include "tei/document.h"
#include "tei/surface.h"
#include "page/decide/merge.h"
#include "xml/xml.h"

#include <nbarc/review.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * A buffer, and the first failure to write to it: later calls do nothing, so
 * that the status is checked once, at the end.
 */
struct out {
	struct nb_buf *b;
	enum nb_status st;
};

/* Append markup, or text that needs no escapes. */
static void markup(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_buf_puts(o->b, s);
}

/* Append text from outside. */
static void escaped(struct out *o, const char *s)
{
	if (!o->st)
		o->st = nb_xml_plain(o->b, s, strlen(s));
}

/* Append a number between two strings. */
static void number(struct out *o, const char *before, uint64_t n,
		   const char *after)
{
	if (!o->st)
		o->st = nb_buf_printf(o->b, "%s%" PRIu64 "%s", before, n,
				      after);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* What is known of the newspaper; every field may be NULL. */
static const struct nb_title *title_of(const struct nb_tei_input *in)
{
	static const struct nb_title nothing;

	return in->title ? in->title : &nothing;
}

/* The name of the newspaper, or its code. */
static const char *title_name(const struct nb_tei_input *in,
			      const struct nb_dated *id)
{
	const char *name = in->title ? or_empty(in->title->name) : "";

	return *name ? name : id->parts.title;
}

/* Write the title of the document, such as 某日报　2019年3月4日　第a01版. */
static void display_title(struct out *o, const struct nb_tei_input *in,
			  const struct nb_dated *id)
{
	escaped(o, title_name(in, id));
	if (!o->st)
		o->st = nb_dated_title(o->b, id);
}

/* Write an element unless its text is empty. */
static void optional(struct out *o, const char *start, const char *text,
		     const char *end)
{
	if (!text || !*text)
		return;
	markup(o, start);
	escaped(o, text);
	markup(o, end);
}

/* Write who did what: the name is the one that joined breaks refer to. */
static void responsible(struct out *o, const char *what, const char *type,
			const char *ref, const char *name)
{
	markup(o, "<respStmt><resp>");
	markup(o, what);
	markup(o, "</resp><name type=\"");
	markup(o, type);
	markup(o, "\" ref=\"" NB_TEI_NAME);
	markup(o, ref);
	markup(o, "\">");
	markup(o, name);
	markup(o, "</name></respStmt>\n");
}

/* Write who made the images, and what made text of them. */
static void scanning(struct out *o, const struct nb_title *t)
{
	optional(o, "<respStmt><resp>scanning</resp><name type=\"scanner\">",
		 t->scanner, "</name></respStmt>\n");
	optional(o,
		 "<respStmt><resp>text recognition</resp>"
		 "<name type=\"software\">",
		 t->ocr, "</name></respStmt>\n");
}

/* Did a person decide the order of reading? */
static bool is_reordered(const struct nb_tei_input *in)
{
	return in->order && *in->order;
}

/* Write the title, and who was responsible for what. */
static void title_statement(struct out *o, const struct nb_tei_input *in,
			    const struct nb_tei_counts *counts,
			    const struct nb_dated *id)
{
	markup(o, "<titleStmt>\n<title type=\"main\" xml:lang=\"zh\">");
	display_title(o, in, id);
	markup(o, "</title>\n");
	scanning(o, title_of(in));
	responsible(o, "division and encoding", "software", "nbtei", "nbtei");
	responsible(o, "repair of line breaks and punctuation", "software",
		    "nbnorm", "nbnorm");
	if (counts->by_person || counts->kept)
		responsible(o, "decisions on line breaks", "person", "reviewer",
			    "a reviewer");
	else if (in->division->decided)
		responsible(o, "decisions on items and blocks", "person",
			    "reviewer", "a reviewer");
	else if (counts->links || in->division->correction_count ||
		 is_reordered(in))
		responsible(o, "corrections", "person", "reviewer",
			    "a reviewer");
	markup(o, "</titleStmt>\n");
}

/* Write a number with its unit, for programs and for people. */
static void measure(struct out *o, const char *unit, size_t n, const char *text)
{
	markup(o, "<measure unit=\"");
	markup(o, unit);
	number(o, "\" quantity=\"", n, "\">");
	number(o, "", n, " ");
	markup(o, text);
	markup(o, "</measure>");
}

/* Write who may use the document, as far as this is known. What is said of the
 * page, which may be NULL, is said in place of what is said of its title. */
static void availability(struct out *o, const struct nb_title *t,
			 const char *of_page)
{
	const char *rights = *or_empty(of_page) ? of_page : or_empty(t->rights);
	const char *url = or_empty(t->licence_url);
	const char *licence = *or_empty(t->licence) ? t->licence : url;

	markup(o, "<availability status=\"");
	markup(o, *or_empty(t->status) ? t->status : "unknown");
	markup(o, "\">");
	optional(o, "<p>", rights, "</p>");
	if (*licence) {
		markup(o, "<licence");
		optional(o, " target=\"", url, "\"");
		optional(o, ">", licence, "</licence>");
	} else if (!*rights)
		markup(o, "<p>Rights not determined.</p>");
	markup(o, "</availability>\n");
}

/* Write the extent, the page's id and the state of its rights. */
static void publication(struct out *o, const struct nb_tei_input *in,
			const struct nb_tei_counts *counts)
{
	const struct nb_title *t = title_of(in);

	markup(o, "<extent>");
	measure(o, "article", counts->articles,
		counts->articles == 1 ? "article" : "articles");
	markup(o, ", ");
	measure(o, "figure", counts->photos,
		counts->photos == 1 ? "photograph" : "photographs");
	markup(o, ", ");
	measure(o, "hanzi", counts->han,
		counts->han == 1 ? "Han character" : "Han characters");
	markup(o, "</extent>\n<publicationStmt>\n"
		  "<authority>");
	escaped(o,
		*or_empty(t->authority) ? t->authority : "the holding archive");
	markup(o, "</authority>\n<idno type=\"nbarc\">");
	markup(o, in->page_id);
	markup(o, "</idno>\n");
	availability(o, t, in->rights);
	markup(o, "</publicationStmt>\n");
	optional(o, "<seriesStmt><title>", t->series,
		 "</title></seriesStmt>\n");
}

/* Write which collection the page is in. */
static void holding(struct out *o, const struct nb_title *t)
{
	if (!*or_empty(t->repository) && !*or_empty(t->collection))
		return;
	markup(o, "<msDesc><msIdentifier>");
	optional(o, "<repository>", t->repository, "</repository>");
	optional(o, "<collection>", t->collection, "</collection>");
	markup(o, "</msIdentifier></msDesc>\n");
}

/* Write where the page comes from. nb_tei_origin() reads the hash, the charset,
 * the length and the form again. */
static void source_description(struct out *o, const struct nb_tei_input *in,
			       const struct nb_dated *id)
{
	const struct nb_title *t = title_of(in);
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(in->source->sha256, hex);
	markup(o,
	       "<sourceDesc>\n<biblStruct type=\"newspaperPage\">\n<monogr>\n"
	       "<title level=\"j\" xml:lang=\"zh\">");
	escaped(o, title_name(in, id));
	markup(o, "</title>\n");
	optional(o, "<idno type=\"CN\">", t->cn, "</idno>\n");
	optional(o, "<idno type=\"ISSN\">", t->issn, "</idno>\n");
	markup(o, "<idno type=\"nbarc-raw-sha256\">");
	markup(o, hex);
	markup(o, "</idno>\n<imprint>\n");
	optional(o, "<publisher>", t->publisher, "</publisher>\n");
	optional(o, "<pubPlace>", t->place, "</pubPlace>\n");
	if (!o->st)
		o->st = nb_dated_element(o->b, id);
	markup(o, "\n<biblScope unit=\"page\" n=\"");
	markup(o, id->parts.page);
	markup(o, "\"/>\n</imprint>\n</monogr>\n<note type=\"rawfile\">");
	escaped(o, in->source->charset);
	markup(o, in->source->bom ? " with byte order mark; " : "; ");
	measure(o, "byte", (size_t)in->source->bytes, "bytes");
	if (in->source->form[0]) {
		markup(o, "; ");
		escaped(o, in->source->form);
	}
	markup(o, "</note>\n</biblStruct>\n");
	holding(o, t);
	markup(o, "</sourceDesc>\n");
}

/* An ASCII mark that was replaced. */
struct replaced {
	size_t count;
	const struct nb_repair *last; /* or NULL */
};

/* Count the ASCII marks that were replaced: marks[] has one for each byte. */
static void count_replaced(const struct nb_tei_input *in,
			   struct replaced marks[128])
{
	size_t i;

	memset(marks, 0, 128 * sizeof(*marks));
	for (i = 0; i < in->repair_count; i++) {
		const struct nb_repair *r = &in->repairs[i];
		uint8_t mark = r->before_len == 1 ? (uint8_t)r->before[0] : 128;

		if (r->rule != NB_RULE_PUNCTUATION || mark >= 128)
			continue;
		marks[mark].last = r;
		marks[mark].count++;
	}
}

/* Write which marks were replaced, by what, and how often. */
static void punctuation(struct out *o, const struct nb_tei_input *in)
{
	/* All ASCII marks, the most frequent first. */
	static const char half[] = ",:;?!().\"#$%&'*+-/<=>@[\\]^_`{|}~";
	struct replaced marks[128];
	size_t i, all = 0;

	count_replaced(in, marks);
	for (i = 0; half[i]; i++)
		all += marks[(uint8_t)half[i]].count;
	number(o,
	       "<normalization method=\"silent\"><p>Half-width punctuation was "
	       "replaced by the full-width form ",
	       all, " times; ");
	markup(o, "each item has in @n how often.");
	if (all)
		markup(o, "<list type=\"rules\">\n");
	for (i = 0; half[i]; i++) {
		const struct replaced *mark = &marks[(uint8_t)half[i]];

		if (!mark->count)
			continue;
		number(o, "<item n=\"", mark->count, "\"><orig>");
		if (!o->st)
			o->st = nb_xml_plain(o->b, mark->last->before, 1);
		markup(o, "</orig> <reg>");
		if (!o->st)
			o->st = nb_xml_plain(o->b, mark->last->after,
					     mark->last->after_len);
		markup(o, "</reg></item>\n");
	}
	if (all)
		markup(o, "</list>");
	markup(o, "</p></normalization>\n");
}

/* Write how breaks were decided. Counts of zero are left out, except joins. */
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

	markup(o, "<hyphenation eol=\"none\"><p>Breaks inside a paragraph are "
		  "joined" NB_TEI_MARKS ". ");
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i && !parts[i].n)
			continue;
		markup(o, parts[i].text);
		number(o, "<num value=\"", parts[i].n, "\">");
		number(o, "", parts[i].n, "</num>.");
	}
	markup(o, "</p></hyphenation>\n");
}

/* Write what took part in making the document. */
static void application(struct out *o, const char *ident, const char *label)
{
	markup(o, "<application ident=\"");
	markup(o, ident);
	markup(o, "\" version=\"1\"><label>");
	escaped(o, label);
	markup(o, "</label></application>\n");
}

/*
 * Write who divided the text: the words of a METS file and of the source itself
 * are told apart, and a changed order of the lines is recorded. That of a
 * person is one of the lines as the source, or a METS file, has them.
 */
static void segmentation(struct out *o, const struct nb_tei_input *in)
{
	const struct nb_layout *said = in->division->known ? in->said : NULL;
	char hex[NB_SHA256_HEX];

	markup(o, "<segmentation><p>No words or sentences are marked.");
	if (said && said->by_mets) {
		nb_sha256_hex(said->mets_sha256, hex);
		markup(o, " Items and heads are those of the METS file with "
			  "the SHA-256 <idno type=\"nbarc-mets-sha256\">");
		markup(o, hex);
		markup(o, "</idno>, as far as it states them.");
	} else if (said) {
		markup(o, " Items and heads are those of the source, as far as "
			  "it states them.");
	}
	if (said && said->moved.len) {
		markup(o, " The lines of the source are in the order "
			  "<num type=\"lines\">");
		if (!o->st)
			o->st = nb_xml_plain(o->b,
					     (const char *)said->moved.data,
					     said->moved.len);
		markup(o, "</num>.");
	}
	if (is_reordered(in)) {
		markup(o, " A reviewer put the lines that are not empty into "
			  "the order <num type=\"reading\">");
		escaped(o, in->order);
		markup(o, "</num>.");
	}
	markup(o, "</p></segmentation>\n");
}

/* Write how the text was edited, and by which versions. */
static void encoding(struct out *o, const struct nb_tei_input *in,
		     const struct nb_tei_counts *counts)
{
	char model[NB_MODEL_ID];

	nb_model_id(model);
	markup(o, "<encodingDesc>\n<editorialDecl>\n"
		  "<correction status=\"unknown\"><p>Wording is left as "
		  "found");
	if (in->division->correction_count) {
		number(o,
		       ", except where a reviewer corrected it: <num value=\"",
		       in->division->correction_count, "\">");
		number(o, "", in->division->correction_count, "</num>");
	}
	markup(o, ".");
	if (counts->damaged) {
		number(o,
		       " Bytes of the source that are no characters are gaps "
		       "with the reason damage, with the bytes in @n: <num "
		       "value=\"",
		       counts->damaged, "\">");
		number(o, "", counts->damaged, "</num>.");
	}
	markup(o, "</p></correction>\n");
	joins(o, counts);
	punctuation(o, in);
	segmentation(o, in);
	markup(o, "</editorialDecl>\n"
		  "<listPrefixDef><prefixDef ident=\"nbarc\" "
		  "matchPattern=\"(.+)\" replacementPattern=\"urn:x-nbarc:$1\">"
		  "<p>Names of whoever took part, explained by the name "
		  "elements with this @ref, and identifiers of pages and "
		  "items.</p></prefixDef></listPrefixDef>\n"
		  "<appInfo>\n"
		  "<application ident=\"nbarc\" version=\"" NB_VERSION
		  "\"><label>nbarc</label></application>\n");
	application(o, "nbnorm-model", in->model ? in->model : model);
	if (*nb_profile_id(in->profile))
		application(o, "nbnorm-profile", nb_profile_id(in->profile));
	if (in->layout && *in->layout)
		application(o, "nbnorm-layout", in->layout);
	if (*or_empty(title_of(in)->ocr))
		application(o, "ocr", title_of(in)->ocr);
	markup(o, "</appInfo>\n</encodingDesc>\n");
}

/* Write the language of the text. */
static void language(struct out *o, const char *code)
{
	const char *name = "Chinese";

	if (strcmp(code, "zh-Hans") == 0)
		name = "Chinese, simplified script";
	if (strcmp(code, "zh-Hant") == 0)
		name = "Chinese, traditional script";
	markup(o, "<profileDesc>\n<langUsage><language ident=\"");
	markup(o, code);
	markup(o, "\">");
	markup(o, name);
	markup(o, "</language></langUsage>\n</profileDesc>\n");
}

/* Were two decisions made by the same person on the same day? */
static bool same_person(const struct nb_decision *a,
			const struct nb_decision *b)
{
	return strcmp(a->who, b->who) == 0 && strcmp(a->when, b->when) == 0;
}

/* Was decision i applied, not overruled, and does it say who made it, or when?
 */
static bool is_signed(const struct nb_tei_input *in, size_t i)
{
	const struct nb_decision *d = nb_decisions_get(in->decisions, i);

	return nb_outcome_applied(in->division->outcomes[i]) &&
	       (*d->who || *d->when) &&
	       !nb_decision_overruled(in->decisions, in->division->outcomes, i);
}

/*
 * Count the decisions that the person of decision `first` made on that day; 0
 * if an earlier decision stands for them already.
 */
static size_t count_signed(const struct nb_tei_input *in, size_t first)
{
	const struct nb_decision *d = nb_decisions_get(in->decisions, first);
	size_t i, n = 0, all = nb_decisions_count(in->decisions);

	for (i = 0; i < all; i++) {
		if (!is_signed(in, i) ||
		    !same_person(d, nb_decisions_get(in->decisions, i)))
			continue;
		if (i < first)
			return 0;
		n++;
	}
	return n;
}

/* Write who decided, when, and how much. */
static void persons(struct out *o, const struct nb_tei_input *in)
{
	size_t i, n, all = 0;

	if (in->decisions && in->division->outcomes)
		all = nb_decisions_count(in->decisions);
	for (i = 0; i < all; i++) {
		const struct nb_decision *d =
			nb_decisions_get(in->decisions, i);

		n = is_signed(in, i) ? count_signed(in, i) : 0;
		if (!n)
			continue;
		markup(o, "<change");
		optional(o, " when=\"", d->when, "\"");
		markup(o, " who=\"" NB_TEI_NAME "reviewer\">Decided");
		optional(o, " by ", d->who, "");
		number(o, ": ", n, ".</change>\n");
	}
}

/* Write what was done to the text, the last first. nb_tei_same() leaves out who
 * converted it. */
static void revisions(struct out *o, const struct nb_tei_input *in,
		      const struct nb_tei_counts *counts)
{
	markup(o, "<revisionDesc>\n");
	persons(o, in);
	if (in->division->decided)
		number(o,
		       "<change who=\"" NB_TEI_NAME
		       "reviewer\">Decided about items and blocks: ",
		       in->division->decided, ".</change>\n");
	if (counts->links)
		number(o,
		       "<change who=\"" NB_TEI_NAME
		       "reviewer\">Decided how items go on: ",
		       counts->links, ".</change>\n");
	if (in->division->correction_count)
		number(o,
		       "<change who=\"" NB_TEI_NAME
		       "reviewer\">Corrected readings: ",
		       in->division->correction_count, ".</change>\n");
	if (is_reordered(in))
		markup(o, "<change who=\"" NB_TEI_NAME
			  "reviewer\">Decided the order of reading."
			  "</change>\n");
	if (counts->by_person || counts->kept)
		markup(o, "<change who=\"" NB_TEI_NAME
			  "reviewer\">Decided line breaks.</change>\n");
	markup(o, NB_TEI_CONVERTED "Converted by nbarc " NB_VERSION
				   ".</change>\n</revisionDesc>\n");
}

enum nb_status nb_tei_header(const struct nb_tei_input *in,
			     const struct nb_tei_counts *counts,
			     const struct nb_zones *zones, struct nb_buf *b)
{
	struct out o = {b, NB_OK};
	const char *lang = in->title ? or_empty(in->title->language) : "";
	struct nb_dated id;

	if (!*lang)
		lang = "zh-Hans";
	(void)nb_dated_split(in->page_id, &id);
	markup(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"");
	markup(&o, in->page_id);
	markup(&o, "\" xml:lang=\"");
	markup(&o, lang);
	markup(&o, "\">\n<teiHeader xml:lang=\"en\">\n<fileDesc>\n");
	title_statement(&o, in, counts, &id);
	publication(&o, in, counts);
	source_description(&o, in, &id);
	markup(&o, "</fileDesc>\n");
	encoding(&o, in, counts);
	language(&o, lang);
	revisions(&o, in, counts);
	markup(&o, "</teiHeader>\n");
	if (!o.st)
		o.st = nb_surface_write(in, zones, b);
	markup(&o, "<text>\n<body>\n<pb n=\"");
	markup(&o, id.parts.page);
	markup(&o, "\"");
	if (!o.st)
		o.st = nb_surface_of_page(in, zones, b);
	markup(&o, "/>\n");
	return o.st;
}
