/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --report html: one page, without any other file, on which a person
 * reviews the breaks and from which a file of decisions is saved.
 *
 * The page is written from top to bottom: head, figures, the doubtful breaks,
 * the whole page with a button at every break, and the keys of all breaks as
 * JSON for the script, which makes the decisions file. Text of the page is
 * never markup: it is escaped, and the content security policy allows only the
 * page's own script and style, by their hashes.
 *
 * The texts of the page are Chinese, like the people who review. Style and
 * script are in report/. Elements that stand for break N have the attribute
 * data-b="N", by which the script finds them and the N-th key.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/base64.h>

#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "view.h"

NB_EMBEDDED(char, norm_report_style);
NB_EMBEDDED(char, norm_report_script);

/* Characters that are shown on each side of a doubtful break. */
#define EXCERPT 60

/* A writer that remembers its first failure, which can only be NB_NOMEM, and
 * does nothing after it. */
struct html {
	const struct norm_view *view;
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

/* The entity for a character that means something in HTML, or NULL. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* Append text of the page: control characters are shown, nothing is markup. */
static void put_text(struct html *h, const char *s, size_t len)
{
	struct nb_buf masked = {0};
	size_t i, from = 0;

	if (!h->st)
		h->st = norm_masked(&masked, s, len);
	for (i = 0; !h->st && i < masked.len; i++) {
		const char *e = entity((char)masked.data[i]);

		if (!e)
			continue;
		h->st = nb_buf_add(h->out, masked.data + from, i - from);
		put(h, e);
		from = i + 1;
	}
	if (!h->st)
		h->st = nb_buf_add(h->out, masked.data + from,
				   masked.len - from);
	nb_buf_free(&masked);
}

/* ---- the head */

/*
 * Append a directive of the content security policy that allows one text by
 * its hash. The browser hashes what stands in the element, so that it must be
 * the same bytes.
 */
static void put_source_hash(struct html *h, const char *directive,
			    const char *body)
{
	uint8_t digest[NB_SHA256_SIZE];
	char base64[BASE64_ENCODE_RAW_LENGTH(NB_SHA256_SIZE) + 1];

	nb_sha256(body, strlen(body), digest);
	base64_encode_raw(base64, sizeof(digest), digest);
	base64[sizeof(base64) - 1] = '\0';
	put(h, directive);
	put(h, " 'sha256-");
	put(h, base64);
	put(h, "'; ");
}

/* The head of the page, with the policy and the style. */
static void put_head(struct html *h)
{
	put(h, "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n<head>\n"
	       "<meta charset=\"utf-8\">\n"
	       "<meta http-equiv=\"Content-Security-Policy\" content=\""
	       "default-src 'none'; ");
	put_source_hash(h, "script-src", norm_report_script);
	put_source_hash(h, "style-src", norm_report_style);
	put(h, "base-uri 'none'; form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, "
	       "initial-scale=1\">\n<title>断行复核：");
	put_text(h, h->view->name, strlen(h->view->name));
	put(h, "</title>\n<style>");
	put(h, norm_report_style);
	put(h, "</style>\n</head>\n");
}

/* The heading, the figures, what the keys do, and the bar with the save button.
 */
static void put_introduction(struct html *h, size_t doubts)
{
	struct nb_thresholds t = nb_profile_thresholds(h->view->profile);
	char model[NB_MODEL_ID], low[NORM_PROBABILITY_MAX],
		high[NORM_PROBABILITY_MAX], hex[NB_SHA256_HEX];

	nb_model_id(model);
	nb_sha256_hex(h->view->source.sha256, hex);
	put(h, "<body>\n<header>\n<h1>断行复核：");
	put_text(h, h->view->name, strlen(h->view->name));
	put(h, "</h1>\n<p class=\"facts\">共 ");
	put_number(h, nb_page_boundaries(h->view->page));
	put(h, " 处断行，其中 ");
	put_number(h, doubts);
	put(h, " 处存疑（合并概率 ");
	put(h, norm_probability(t.low, low));
	put(h, " 至 ");
	put(h, norm_probability(t.high, high));
	put(h, "）。<span lang=\"en\">sha256:");
	put(h, hex);
	put(h, "; ");
	put(h, model);
	if (*nb_profile_id(h->view->profile)) {
		put(h, "; profile ");
		put(h, nb_profile_id(h->view->profile));
	}
	put(h, "</span></p>\n"
	       "<p class=\"quiet\"><kbd>J</kbd> 合并　<kbd>K</kbd> 保留　"
	       "<kbd>A</kbd> 认可现状　<kbd>R</kbd> 与现状相反　"
	       "<kbd>U</kbd> 收回决定　<kbd>N</kbd>/<kbd>P</kbd> 下一处/上一处"
	       "　<kbd>S</kbd> 保存。"
	       "保存的文件交给 nbnorm --decisions 使用。</p>\n</header>\n"
	       "<div class=\"bar\"><button type=\"button\" id=\"save\">"
	       "<kbd>S</kbd> 保存决定文件</button>\n"
	       "<p id=\"status\" role=\"status\" aria-live=\"polite\"></p>"
	       "</div>\n<main>\n");
}

/* ---- the doubtful breaks */

/*
 * Append part of a line of the source with its punctuation repaired. Repairs
 * are in the order of the source; the first one of this part is found by
 * halving.
 */
static void put_mended(struct html *h, size_t from, size_t to)
{
	size_t len, count, low = 0, high;
	const char *s = nb_page_source(h->view->page, &len);
	const struct nb_repair *list = nb_page_repairs(h->view->page, &count);

	for (high = count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].offset < from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && list[low].offset < to; low++) {
		if (list[low].rule != NB_RULE_PUNCTUATION)
			continue;
		put_text(h, s + from, list[low].offset - from);
		put_text(h, list[low].after, list[low].after_len);
		from = list[low].offset + list[low].before_len;
	}
	put_text(h, s + from, to - from);
}

/*
 * Append both sides of a break, as they were or, if `now`, after the repair.
 * An ellipsis marks where a line is longer than what is shown.
 */
static void put_excerpt(struct html *h, const struct nb_boundary *b, bool now)
{
	bool cut_before, cut_after;
	size_t len, right = b->offset + b->len;
	const char *s = nb_page_source(h->view->page, &len);
	size_t from = norm_before(s, b->offset, EXCERPT, &cut_before);
	size_t to = norm_after(s, right, len, EXCERPT, &cut_after);

	put(h, cut_before ? "…" : "");
	if (now)
		put_mended(h, from, b->offset);
	else
		put_text(h, s + from, b->offset - from);
	put(h, now ? "<span class=\"gap\"></span>" : " ⏎\n");
	if (now)
		put_mended(h, right, to);
	else
		put_text(h, s + right, to - right);
	put(h, cut_after ? "…" : "");
}

/*
 * Append the i-th doubtful break: its probability, what was decided, the text
 * before and after the repair, and the buttons.
 */
static void put_doubt(struct html *h, size_t i, size_t boundary)
{
	struct nb_boundary b;
	char p[NORM_PROBABILITY_MAX];

	nb_page_boundary(h->view->page, boundary, &b);
	put(h, "<li class=\"doubt");
	put(h, b.joined ? " joins-now" : "");
	put(h, "\" tabindex=\"0\" data-b=\"");
	put_number(h, boundary);
	put(h, "\" aria-labelledby=\"d");
	put_number(h, i);
	put(h, "\">\n<p class=\"facts\" id=\"d");
	put_number(h, i);
	put(h, "\">存疑 ");
	put_number(h, i + 1);
	put(h, "：合并概率 ");
	put(h, norm_probability(b.probability, p));
	put(h, b.joined ? "，现已合并；字节 " : "，现已保留；字节 ");
	put_number(h, b.offset);
	put(h, "</p>\n<div class=\"pair\"><div><h3>原文</h3><p>");
	put_excerpt(h, &b, false);
	put(h, "</p></div><div><h3>修复后</h3><p>");
	put_excerpt(h, &b, true);
	put(h, "</p></div></div>\n<div class=\"choices\">"
	       "<button type=\"button\" class=\"choose-join\" "
	       "aria-pressed=\"false\"><kbd>J</kbd> 合并</button>"
	       "<button type=\"button\" class=\"choose-keep\" "
	       "aria-pressed=\"false\"><kbd>K</kbd> 保留断行</button>"
	       "</div>\n</li>\n");
}

/* The section of the doubtful breaks. */
static void put_doubts(struct html *h, const struct nb_keys *keys)
{
	size_t i;

	put(h, "<section aria-labelledby=\"doubts\">\n"
	       "<h2 id=\"doubts\">存疑的断行，最可疑的在前</h2>\n");
	if (!keys->count)
		put(h, "<p>没有存疑的断行。</p>\n");
	put(h, "<ol>\n");
	for (i = 0; i < keys->count; i++)
		put_doubt(h, i, keys->list[i].boundary);
	put(h, "</ol>\n</section>\n");
}

/* ---- the whole page */

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

/*
 * Append the lines of the source, from `from` on, that became one block, with
 * a button for each break. A break that was kept ends the block. *boundary is
 * the next break and moves on. Returns where the next block begins in the
 * source.
 */
static size_t put_original(struct html *h, size_t from, size_t *boundary)
{
	size_t len, count = nb_page_boundaries(h->view->page);
	const char *s = nb_page_source(h->view->page, &len);
	struct nb_boundary b = {.joined = true};

	while (b.joined && *boundary < count) {
		nb_page_boundary(h->view->page, *boundary, &b);
		put_text(h, s + from, b.offset - from);
		put(h, "<button type=\"button\" class=\"seam ");
		put(h, b.joined ? "joins" : "keeps");
		put(h, "\" aria-pressed=\"false\" data-b=\"");
		put_number(h, (*boundary)++);
		put(h, b.joined ? "\">⤶ 合并</button>" : "\">⏎ 保留</button>");
		put(h, b.joined ? "\n" : "");
		from = b.offset + b.len;
	}
	if (!b.joined)
		return from;
	put_text(h, s + from, without_space(s, from, len) - from);
	return len;
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

/* Append a block of the normalised text, with marks where it was repaired.
 * *repair is the first repair that may be in it. */
static void put_repaired(struct html *h, size_t from, size_t to, size_t *repair)
{
	size_t len, count;
	const char *s = nb_page_text(h->view->page, &len);
	const struct nb_repair *list = nb_page_repairs(h->view->page, &count);

	for (; *repair < count && list[*repair].at < to; (*repair)++) {
		const struct nb_repair *r = &list[*repair];

		if (r->at < from ||
		    (r->rule != NB_RULE_JOIN && r->rule != NB_RULE_PUNCTUATION))
			continue;
		put_text(h, s + from, r->at - from);
		if (r->rule == NB_RULE_JOIN)
			put(h, "<span class=\"was-break\"></span>");
		put(h, r->rule == NB_RULE_PUNCTUATION ? "<mark>" : "");
		put_text(h, s + r->at, r->after_len);
		put(h, r->rule == NB_RULE_PUNCTUATION ? "</mark>" : "");
		from = r->at + r->after_len;
	}
	put_text(h, s + from, to - from);
}

/*
 * The section of the whole page: source and normalised text, block by block.
 * Every line of the normalised text that is not empty is a block.
 */
static void put_whole_page(struct html *h)
{
	size_t len, at = 0, from, boundary = 0, repair = 0;
	const char *s = nb_page_text(h->view->page, &len);

	from = first_character(h->view->page);
	put(h, "<section aria-labelledby=\"page\">\n"
	       "<h2 id=\"page\">全文对照：左为原文，右为修复后</h2>\n"
	       "<p class=\"quiet\">点击断行标记可改变它；"
	       "底色标出改为全角的标点。</p>\n");
	while (at < len) {
		const char *end = memchr(s + at, '\n', len - at);
		size_t to = end ? (size_t)(end - s) : len;

		if (to > at) {
			put(h, "<div class=\"pair block\"><div><p>");
			from = put_original(h, from, &boundary);
			put(h, "</p></div><div><p>");
			put_repaired(h, at, to, &repair);
			put(h, "</p></div></div>\n");
		}
		at = to + 1;
	}
	put(h, "</section>\n");
}

/* ---- the keys, for the script */

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

/* Append break i for the script: its key, and what stands now. */
static void put_key(struct html *h, const struct nb_keys *keys, size_t i)
{
	const struct nb_key *key = &keys->list[i];
	const char *s = (const char *)keys->text.data;
	struct nb_boundary b;

	nb_page_boundary(h->view->page, i, &b);
	put(h, i ? ",\n[" : "\n[");
	put_json(h, s + key->left, key->left_len);
	put(h, ",");
	put_json(h, s + key->right, key->right_len);
	put(h, ",");
	put_number(h, key->occurrence);
	put(h, b.joined ? ",true" : ",false");
	put(h, strcmp(b.by, "person") == 0 ? ",true]" : ",false]");
}

/*
 * The data of all breaks, the script, and the end of the page. The name of the
 * file that the script offers for saving is made of the name of the page.
 */
static void put_data(struct html *h, const struct nb_keys *keys)
{
	const char *slash = strrchr(h->view->name, '/');
	const char *base = slash ? slash + 1 : h->view->name;
	char file[300];
	size_t i;

	(void)snprintf(file, sizeof(file), "%.250s.decisions.tsv",
		       *base == '(' ? "page" : base);
	put(h, "</main>\n<script type=\"application/json\" id=\"data\">"
	       "{\"name\":");
	put_json(h, base, strlen(base));
	put(h, ",\"file\":");
	put_json(h, file, strlen(file));
	put(h, ",\"breaks\":[");
	for (i = 0; i < keys->count; i++)
		put_key(h, keys, i);
	put(h, "]}</script>\n<script>");
	put(h, norm_report_script);
	put(h, "</script>\n</body>\n</html>\n");
}

/* The page is made for all breaks, the list of doubts only for some. */
enum nb_status norm_report(const struct norm_view *v, struct nb_buf *out,
			   struct nb_error *err)
{
	struct html h = {.view = v, .out = out};
	struct nb_keys doubtful, all = {.count = 0};
	enum nb_status st = nb_page_doubts(v->page, &doubtful, err);

	if (!st)
		st = nb_page_keys(v->page, &all, err);
	if (!st) {
		put_head(&h);
		put_introduction(&h, doubtful.count);
		put_doubts(&h, &doubtful);
		put_whole_page(&h);
		put_data(&h, &all);
		st = h.st ? nb_fail_mem(err) : NB_OK;
	}
	nb_keys_free(&doubtful);
	nb_keys_free(&all);
	return st;
}
