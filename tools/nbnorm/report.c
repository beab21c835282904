/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --report html: the desk, one HTML file without any other, on which a
 * person corrects the breaks, items and blocks of many pages, and from which a
 * file of decisions is saved.
 *
 * The file has the bar of what can be done, the facts of the job and of each
 * page as JSON, and the script in desk/, which shows them. Text of a page is
 * never markup: it is JSON in which "<" is escaped, and the script only makes
 * text nodes of it. The content security policy allows only the file's own
 * script and style, by their hashes.
 *
 * The facts of the job, in the element with the id "job":
 *   name, file    of the first page; of the file that is saved
 *   low, high     thresholds of doubt, in thousandths
 *   roles, kinds  words, in the order of enum nb_role and enum nb_kind
 *   former        decisions that were given, each as its line in the file
 * and of each page, in the elements of class "page", in order:
 *   id, name      of the page ("": unknown); of its file
 *   sha256        of the page as received
 *   first         the first characters of the first block
 *   lines         each a string, or [as received, repaired]
 *   breaks        between the lines: [characters before, characters after,
 *                 occurrence, joined, probability in thousandths, whether a
 *                 person decided]
 *   blocks        [line, role, kind of the item that begins or -1, locked,
 *                 probability in thousandths that an item begins, or -1]
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/base64.h>

#include "base/embed.h"
#include "base/error.h"
#include "json/string.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "cli/message.h"
#include "xml/xml.h"
#include "view.h"

NB_EMBEDDED(char, norm_desk_style);
NB_EMBEDDED(char, norm_desk_state);
NB_EMBEDDED(char, norm_desk_words);
NB_EMBEDDED(char, norm_desk_script);

/* A writer that remembers its first failure, which can only be NB_NOMEM, and
 * does nothing after it. */
struct html {
	struct nb_buf *out;
	enum nb_status st;
};

/* Append markup as it is. */
static void put(struct html *h, const char *s)
{
	if (!h->st)
		h->st = nb_buf_puts(h->out, s);
}

/* Append a number in decimal. */
static void put_number(struct html *h, size_t n)
{
	if (!h->st)
		h->st = nb_buf_printf(h->out, "%zu", n);
}

/* Append text of the page: control characters are shown, nothing is markup. */
static void put_text(struct html *h, const char *s, size_t len)
{
	struct nb_buf masked = {0};

	if (!h->st)
		h->st = cli_mask_add(&masked, s, len);
	if (!h->st)
		h->st = nb_xml_plain(h->out, (const char *)masked.data,
				     masked.len);
	nb_buf_free(&masked);
}

/* A probability in thousandths. */
static size_t thousandths(double p)
{
	return (size_t)(p * 1000 + .5);
}

/* ---- the head and the bar */

/*
 * Append to a directive of the content security policy that one text is
 * allowed, by its hash. The browser hashes what stands in the element, so that
 * it must be the same bytes.
 */
static void put_source_hash(struct html *h, const char *body)
{
	uint8_t digest[NB_SHA256_SIZE];
	char base64[BASE64_ENCODE_RAW_LENGTH(NB_SHA256_SIZE) + 1];

	nb_sha256(body, strlen(body), digest);
	base64_encode_raw(base64, sizeof(digest), digest);
	base64[sizeof(base64) - 1] = '\0';
	put(h, " 'sha256-");
	put(h, base64);
	put(h, "'");
}

/* The head of the file, with the policy and the style. */
static void put_head(struct html *h, const char *name)
{
	put(h, "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n<head>\n"
	       "<meta charset=\"utf-8\">\n"
	       "<meta http-equiv=\"Content-Security-Policy\" content=\""
	       "default-src 'none'; script-src");
	put_source_hash(h, norm_desk_state);
	put_source_hash(h, norm_desk_words);
	put_source_hash(h, norm_desk_script);
	put(h, "; style-src");
	put_source_hash(h, norm_desk_style);
	put(h, "; base-uri 'none'; form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, "
	       "initial-scale=1\">\n<title>");
	put_text(h, name, strlen(name));
	put(h, "</title>\n<style>");
	put(h, norm_desk_style);
	put(h, "</style>\n</head>\n");
}

/*
 * A button: its id, which is the name of its word too, and its key. The script
 * puts the word in, in the language that is chosen.
 */
static void put_button(struct html *h, const char *id, const char *key)
{
	put(h, "<button type=\"button\" id=\"");
	put(h, id);
	put(h, "\"><kbd>");
	put(h, key);
	put(h, "</kbd> <span data-word=\"");
	put(h, strcmp(id, "kind") == 0 ? "kindKey" : id);
	put(h, "\"></span></button>\n");
}

/* The number of pages of the job, the model and the profile: with them, what is
 * shown can be made again. */
static void put_facts(struct html *h, const struct norm_job *job)
{
	char model[NB_MODEL_ID];

	nb_model_id(model);
	put(h, "<p class=\"facts\" lang=\"en\">");
	put_number(h, job->count);
	put(h, job->count == 1 ? " page; " : " pages; ");
	put(h, model);
	if (*nb_profile_id(job->profile)) {
		put(h, "; profile ");
		put(h, nb_profile_id(job->profile));
	}
	put(h, "</p>\n");
}

/* The heading, the bar, and where the script puts the page. */
static void put_body(struct html *h, const struct norm_job *job)
{
	static const char *const buttons[][2] = {
		{"right", "A"},		{"other", "R"},	    {"join", "J"},
		{"keep", "K"},		{"item", "I"},	    {"kind", "T"},
		{"advertisement", "V"}, {"furniture", "F"}, {"edit", "E"},
		{"move", "M"},		{"continued", "C"}, {"continues", "B"},
		{"done", "D"},		{"previous", "P"},  {"next", "N"},
		{"undo", "U"},		{"redo", "Y"},	    {"save", "S"},
		{"source", "O"},	{"language", "L"},  {"help", "?"},
	};
	size_t i;

	put(h, "<body>\n<header>\n<h1>");
	put_text(h, job->name, strlen(job->name));
	put(h, "</h1>\n");
	put_facts(h, job);
	put(h, "<p id=\"note\" role=\"status\"></p>\n</header>\n"
	       "<main id=\"main\"><noscript>这一页要用脚本。 This page needs "
	       "scripts.</noscript></main>\n"
	       "<section class=\"bar\" aria-labelledby=\"question\">\n"
	       "<p id=\"question\" aria-live=\"polite\"></p>\n"
	       "<div class=\"roles\"></div>\n");
	for (i = 0; i < sizeof(buttons) / sizeof(*buttons); i++)
		put_button(h, buttons[i][0], buttons[i][1]);
	put(h, "<label><span data-word=\"who\"></span> "
	       "<input id=\"who\" size=\"8\" autocomplete=\"off\"></label>\n"
	       "<form id=\"entry\" hidden><label><span></span> "
	       "<input autocomplete=\"off\" spellcheck=\"false\"></label>"
	       "</form>\n"
	       "<p id=\"status\" role=\"status\" aria-live=\"polite\"></p>\n"
	       "<p id=\"keys\" hidden><span id=\"moves\"></span></p>\n"
	       "</section>\n");
}

/* ---- facts, for the script */

/* Append a JSON string that cannot end a script element: "<" is escaped. */
static void put_json(struct html *h, const char *s, size_t len)
{
	struct nb_buf b = {0};
	size_t i, from = 0;

	if (!h->st)
		h->st = nb_json_string(&b, s, len);
	for (i = 0; !h->st && i < b.len; i++) {
		if (b.data[i] != '<')
			continue;
		h->st = nb_buf_add(h->out, b.data + from, i - from);
		put(h, "\\u003c");
		from = i + 1;
	}
	if (!h->st)
		h->st = nb_buf_add(h->out, b.data + from, b.len - from);
	nb_buf_free(&b);
}

/* Append a JSON string of text of a page, with control characters masked. */
static void put_masked(struct html *h, const char *s, size_t len)
{
	struct nb_buf masked = {0};

	if (!h->st)
		h->st = cli_mask_add(&masked, s, len);
	put_json(h, masked.data ? (const char *)masked.data : "", masked.len);
	nb_buf_free(&masked);
}

/*
 * Append an array of `count` words; `member` is the name of the member and what
 * opens the array, and word(i) is the i-th word, in static storage.
 */
static void put_words(struct html *h, const char *member,
		      const char *(*word)(unsigned), unsigned count)
{
	unsigned i;

	put(h, member);
	for (i = 0; i < count; i++) {
		put(h, i ? "," : "");
		put_json(h, word(i), strlen(word(i)));
	}
	put(h, "]");
}

/* The words for put_words(). */
static const char *role(unsigned i)
{
	return nb_role_name((enum nb_role)i);
}

static const char *kind(unsigned i)
{
	return nb_kind_name((enum nb_kind)i);
}

/* Append a former decision as the line that it was. */
static void put_former(struct html *h, const struct nb_decision *d)
{
	struct nb_buf line = {0};

	if (!h->st)
		h->st = nb_decision_print(d, NULL, &line);
	/* The script ends each line itself. */
	if (line.len)
		line.len--;
	put_json(h, line.data ? (const char *)line.data : "", line.len);
	nb_buf_free(&line);
}

/* The facts of the job. The name of the file that is saved is made of the name
 * of the first page. */
static void put_job(struct html *h, const struct norm_job *job)
{
	struct nb_thresholds t = nb_profile_thresholds(job->profile);
	const char *slash = strrchr(job->name, '/');
	const char *base = slash ? slash + 1 : job->name;
	size_t count = job->decisions ? nb_decisions_count(job->decisions) : 0;
	char file[300];
	size_t i;

	(void)snprintf(file, sizeof(file), "%.250s.decisions.tsv",
		       *base == '(' ? "page" : base);
	put(h, "<script type=\"application/json\" id=\"job\">{\"name\":");
	put_json(h, base, strlen(base));
	put(h, ",\"file\":");
	put_json(h, file, strlen(file));
	put(h, ",\"low\":");
	put_number(h, thousandths(t.low));
	put(h, ",\"high\":");
	put_number(h, thousandths(t.high));
	put_words(h, ",\"roles\":[", role, NB_ROLE_DATELINE + 1);
	put_words(h, ",\"kinds\":[", kind, NB_KINDS);
	put(h, ",\"former\":[");
	for (i = 0; i < count; i++) {
		put(h, i ? ",\n" : "");
		put_former(h, nb_decisions_get(job->decisions, i));
	}
	put(h, "]}</script>\n");
}

/* ---- the facts of a page */

/* The end of a text without the white space at its end. */
static size_t without_space(const char *s, size_t from, size_t to)
{
	uint32_t cp = 0;

	while (to > from) {
		size_t n = nb_utf8_prev(s, to, &cp);

		if (!nb_is_space(cp))
			break;
		to -= n;
	}
	return to;
}

/* The offset of the first character of the source that is not white space. */
static size_t first_character(const struct nb_page *page)
{
	size_t len, at = 0, n;
	const char *s = nb_page_source(page, &len);
	uint32_t cp = 0;

	while (at < len) {
		n = nb_utf8_get(s + at, len - at, &cp);
		if (!nb_is_space(cp))
			break;
		at += n;
	}
	return at;
}

/*
 * Append part of a line of the source to `out` with its punctuation repaired.
 * *repair is the first repair that may be in it, and moves on.
 */
static enum nb_status mend(const struct nb_page *page, size_t from, size_t to,
			   size_t *repair, struct nb_buf *out)
{
	size_t len, count;
	const char *s = nb_page_source(page, &len);
	const struct nb_repair *list = nb_page_repairs(page, &count);
	enum nb_status st = NB_OK;

	for (; !st && *repair < count && list[*repair].offset < to;
	     (*repair)++) {
		const struct nb_repair *r = &list[*repair];

		if (r->offset < from || r->rule != NB_RULE_PUNCTUATION)
			continue;
		st = nb_buf_add(out, s + from, r->offset - from);
		if (!st)
			st = nb_buf_add(out, r->after, r->after_len);
		from = r->offset + r->before_len;
	}
	return st ? st : nb_buf_add(out, s + from, to - from);
}

/* Append a line: a string, or two if it was repaired. */
static void put_line(struct html *h, const struct nb_page *page, size_t from,
		     size_t to, size_t *repair)
{
	size_t len;
	const char *s = nb_page_source(page, &len);
	struct nb_buf mended = {0};
	bool same;

	if (!h->st)
		h->st = mend(page, from, to, repair, &mended);
	same = mended.len == to - from &&
	       (to == from || memcmp(mended.data, s + from, to - from) == 0);
	put(h, same ? "" : "[");
	put_masked(h, s + from, to - from);
	if (!same) {
		put(h, ",");
		put_masked(h, (const char *)mended.data, mended.len);
		put(h, "]");
	}
	nb_buf_free(&mended);
}

/*
 * The lines of the page: what is between its breaks. Empty lines of the source
 * are none, so there is one line more than there are breaks.
 */
static void put_lines(struct html *h, const struct nb_page *page)
{
	size_t len, count = nb_page_boundaries(page), repair = 0, i;
	const char *s = nb_page_source(page, &len);
	size_t from = first_character(page);
	size_t end = without_space(s, from, len);

	put(h, ",\"lines\":[");
	for (i = 0; from < end && i <= count; i++) {
		struct nb_boundary b = {.offset = end};

		if (i < count)
			nb_page_boundary(page, i, &b);
		put(h, i ? ",\n" : "\n");
		put_line(h, page, from, b.offset, &repair);
		from = b.offset + b.len;
	}
	put(h, "]");
}

/*
 * The breaks of the page, each with its key and what stands. The script writes
 * the key into the file of decisions as it is, so that nbnorm finds the place
 * again by the same rule (nbarc/review.h).
 */
static void put_breaks(struct html *h, const struct nb_page *page,
		       const struct nb_keys *keys)
{
	const char *s = (const char *)keys->text.data;
	size_t i;

	put(h, ",\n\"breaks\":[");
	for (i = 0; i < keys->count; i++) {
		const struct nb_key *key = &keys->list[i];
		struct nb_boundary b;

		nb_page_boundary(page, i, &b);
		put(h, i ? ",\n[" : "\n[");
		put_json(h, s + key->left, key->left_len);
		put(h, ",");
		put_json(h, s + key->right, key->right_len);
		put(h, ",");
		put_number(h, key->occurrence);
		put(h, b.joined ? ",true," : ",false,");
		put_number(h, thousandths(b.probability));
		put(h, strcmp(b.by, "person") == 0 ? ",true]" : ",false]");
	}
	put(h, "]");
}

/* The first characters of the first block, which has no key. */
static void put_first(struct html *h, const struct norm_view *v)
{
	const struct nb_unit *unit = v->division->units;
	size_t len, n, at = 0, characters = 0;
	const char *text = nb_page_text(v->page, &len);
	struct nb_buf first = {0};
	uint32_t cp;

	if (!v->division->unit_count)
		return;
	for (; at < unit->len && characters < NB_KEY_CHARACTERS; at += n) {
		n = nb_utf8_get(text + unit->offset + at, unit->len - at, &cp);
		if (nb_is_space(cp))
			continue;
		characters++;
		if (!h->st)
			h->st = nb_buf_add(&first, text + unit->offset + at, n);
	}
	put(h, ",\"first\":");
	put_json(h, (const char *)first.data, first.len);
	nb_buf_free(&first);
}

/* The line where unit i begins, which follows the last break that was kept.
 * *line is a line before it, and moves on. */
static void find_line(const struct nb_page *page, size_t i, size_t *line)
{
	struct nb_boundary b = {.joined = i > 0};

	while (b.joined && *line < nb_page_boundaries(page))
		nb_page_boundary(page, (*line)++, &b);
}

/*
 * The blocks of the page: line, role, kind of the item that begins or -1,
 * whether nothing can be decided about it, as it was set into a paragraph, or
 * is the rest of that; and how likely an item begins there.
 */
static void put_blocks(struct html *h, const struct norm_view *v)
{
	const struct nb_division *d = v->division;
	size_t i, item = 0, line = 0;
	bool parted = false;

	put(h, ",\n\"blocks\":[");
	for (i = 0; i < d->unit_count; i++) {
		const struct nb_unit *u = &d->units[i];
		bool begins = item < d->item_count && d->items[item].first == i;

		find_line(v->page, i, &line);
		put(h, i ? ",[" : "[");
		put_number(h, line);
		put(h, ",");
		put_number(h, u->role);
		put(h, ",");
		if (begins)
			put_number(h, d->items[item++].kind);
		put(h, begins ? "" : "-1");
		put(h, parted ? ",true," : ",false,");
		if (u->begins < 0)
			put(h, "-1]");
		else {
			put_number(h, thousandths(u->begins));
			put(h, "]");
		}
		parted = u->goes_on || (parted && !u->resumes);
	}
	put(h, "]");
}

/* ---- the report */

enum nb_status norm_report_begin(const struct norm_job *job, struct nb_buf *out,
				 struct nb_error *err)
{
	struct html h = {.out = out};

	put_head(&h, job->name);
	put_body(&h, job);
	put_job(&h, job);
	return h.st ? nb_fail_mem(err) : NB_OK;
}

enum nb_status norm_report_page(const struct norm_view *v, struct nb_buf *out,
				struct nb_error *err)
{
	const char *slash = strrchr(v->name, '/');
	const char *base = slash ? slash + 1 : v->name;
	struct html h = {.out = out};
	struct nb_keys keys;
	char hex[NB_SHA256_HEX];
	enum nb_status st = nb_page_keys(v->page, &keys, err);

	if (!st) {
		nb_sha256_hex(v->source.sha256, hex);
		put(&h, "<script type=\"application/json\" class=\"page\">"
			"{\"id\":");
		put_json(&h, v->id ? v->id : "", v->id ? strlen(v->id) : 0);
		put(&h, ",\"name\":");
		put_json(&h, base, strlen(base));
		put(&h, ",\"sha256\":");
		put_json(&h, hex, strlen(hex));
		put_first(&h, v);
		if (*nb_page_order(v->page)) {
			put(&h, ",\"order\":");
			put_json(&h, nb_page_order(v->page),
				 strlen(nb_page_order(v->page)));
		}
		put_lines(&h, v->page);
		put_breaks(&h, v->page, &keys);
		put_blocks(&h, v);
		put(&h, "}</script>\n");
		st = h.st ? nb_fail_mem(err) : NB_OK;
	}
	nb_keys_free(&keys);
	return st;
}

enum nb_status norm_report_end(struct nb_buf *out, struct nb_error *err)
{
	struct html h = {.out = out};
	const char *const scripts[] = {norm_desk_state, norm_desk_words,
				       norm_desk_script};
	size_t i;

	for (i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		put(&h, "<script>");
		put(&h, scripts[i]);
		put(&h, "</script>\n");
	}
	put(&h, "</body>\n</html>\n");
	return h.st ? nb_fail_mem(err) : NB_OK;
}
