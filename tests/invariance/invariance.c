/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of every page, whatever the model: a second repair changes
 * nothing; no character is lost or added; the journal undoes it; CRLF, a byte
 * order mark, newlines at the end and the width of marks change no decision,
 * nor the structure; a higher threshold joins a part of what a lower one joins;
 * equal lines that follow each other are both kept.
 *
 * usage: invariance [-l BOXES] FILE...
 *
 * All in one process, since there are tens of thousands of pages. -l gives the
 * next page a layout. Prints what does not hold, a line each, and a summary;
 * the exit status says whether all did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/article.h>
#include <nbarc/encoding.h>
#include <nbarc/review.h>

#include "base/file.h"
#include "base/utf8.h"
#include "page/decide/page.h"
#include "page/text/shape.h"
#include "page/weigh/decision.h"

/* A page, and what was found. */
struct subject {
	const char *name;
	const struct nb_layout *layout; /* or NULL */
	size_t failures;
};

static struct totals {
	size_t pages, boundaries, joins, failures;
} totals;

static void fails(struct subject *s, const char *what, const char *how)
{
	printf("%s: %s: %s\n", s->name, what, how);
	s->failures++;
}

static void must(enum nb_status st, const char *what, const struct nb_error *e)
{
	if (!st)
		return;
	fprintf(stderr, "invariance: %s: %s\n", what, e ? e->text : "memory");
	exit(1);
}

static void put(struct nb_buf *b, const void *data, size_t len)
{
	must(nb_buf_add(b, data, len), "append", NULL);
}

/* ---- texts */

/* Calls `each` with every character of the text; it appends what it likes. */
typedef void character(struct nb_buf *out, const char *at, size_t n,
		       uint32_t cp);

static void rewrite(const struct nb_buf *text, character *each,
		    struct nb_buf *out)
{
	const char *s = (const char *)text->data;
	size_t at = 0, n;
	uint32_t cp;

	out->len = 0;
	for (; at < text->len; at += n) {
		n = nb_utf8_next(s + at, text->len - at, &cp);
		each(out, s + at, n, cp);
	}
}

static void folded(struct nb_buf *out, const char *at, size_t n, uint32_t cp)
{
	char utf8[4];

	(void)at;
	(void)n;
	if (!nb_is_space(cp))
		put(out, utf8, nb_utf8_put(utf8, nb_fold(cp)));
}

static void with_crlf(struct nb_buf *out, const char *at, size_t n, uint32_t cp)
{
	if (cp == '\n' && !(out->len && out->data[out->len - 1] == '\r'))
		put(out, "\r", 1);
	put(out, at, n);
}

static const char half_marks[] = ",:;?!()";
static const uint32_t full_marks[] = {0xff0c, 0xff1a, 0xff1b, 0xff1f,
				      0xff01, 0xff08, 0xff09};

static void full_width(struct nb_buf *out, const char *at, size_t n,
		       uint32_t cp)
{
	const char *mark = cp && cp < 0x80 ? strchr(half_marks, (int)cp) : NULL;
	char utf8[4];

	if (mark)
		put(out, utf8,
		    nb_utf8_put(utf8, full_marks[mark - half_marks]));
	else
		put(out, at, n);
}

static void half_width(struct nb_buf *out, const char *at, size_t n,
		       uint32_t cp)
{
	size_t i;

	for (i = 0; half_marks[i]; i++)
		if (cp == full_marks[i]) {
			put(out, &half_marks[i], 1);
			return;
		}
	put(out, at, n);
}

/* Every line twice. */
static void doubled(const struct nb_buf *text, struct nb_buf *out)
{
	const char *p = (const char *)text->data, *end = p + text->len;

	out->len = 0;
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((lf ? lf : end) - p);

		put(out, p, n);
		put(out, "\n", 1);
		put(out, p, n);
		put(out, "\n", 1);
		p += n + (lf != NULL);
	}
}

static bool same(const struct nb_buf *a, const struct nb_buf *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* ---- repairs */

static struct nb_page *repair(struct subject *s, const struct nb_buf *text,
			      double threshold, bool layout)
{
	struct nb_page_options options = {.threshold = threshold,
					  .layout = layout ? s->layout : NULL};
	struct nb_page *page;
	struct nb_error err;

	must(nb_page_create(text->len ? (char *)text->data : "", text->len,
			    &options, &page, &err),
	     s->name, &err);
	return page;
}

static struct nb_buf text_of(const struct nb_page *page)
{
	struct nb_buf view = {0};

	view.data = (uint8_t *)(uintptr_t)nb_page_text(page, &view.len);
	return view;
}

/* Nothing lost, nothing added, and once more changes nothing. */
static void check_result(struct subject *s, const char *what,
			 const struct nb_buf *text, const struct nb_page *page,
			 double threshold, bool layout)
{
	struct nb_buf once = text_of(page), twice, a = {0}, b = {0};
	struct nb_page *again;

	rewrite(text, folded, &a);
	rewrite(&once, folded, &b);
	if (!same(&a, &b))
		fails(s, what, "characters are lost or added");
	again = repair(s, &once, threshold, layout);
	twice = text_of(again);
	if (!same(&once, &twice))
		fails(s, what, "a second pass changes it");
	nb_page_free(again);
	nb_buf_free(&a);
	nb_buf_free(&b);
}

static void check_undo(struct subject *s, const struct nb_buf *text,
		       const struct nb_page *page)
{
	struct nb_source source = {.charset = "UTF-8", .bytes = text->len};
	struct nb_buf lines = {0}, undone = {0}, once = text_of(page);
	struct nb_journal journal;
	struct nb_error err;

	must(nb_journal_write(page, &source, &lines, &err), s->name, &err);
	must(nb_journal_read(lines.data, lines.len, &journal, &err), s->name,
	     &err);
	if (nb_journal_undo(&journal, (char *)once.data, once.len, &undone,
			    &err) ||
	    !same(&undone, text))
		fails(s, "journal", "it does not undo the repair");
	nb_journal_free(&journal);
	nb_buf_free(&lines);
	nb_buf_free(&undone);
}

/* Of every break the same: joined or not, by whom, how surely. */
static void check_decisions(struct subject *s, const char *what,
			    const struct nb_page *base,
			    const struct nb_page *other)
{
	size_t i, n = nb_page_boundaries(base), differ = 0;
	char how[64];

	if (nb_page_boundaries(other) != n) {
		fails(s, what, "it has other breaks");
		return;
	}
	for (i = 0; i < n; i++) {
		struct nb_boundary a, b;

		nb_page_boundary(base, i, &a);
		nb_page_boundary(other, i, &b);
		differ += a.joined != b.joined || strcmp(a.by, b.by) != 0 ||
			  nb_probability_units(a.probability) !=
				  nb_probability_units(b.probability);
	}
	if (!differ)
		return;
	(void)snprintf(how, sizeof(how), "%zu decisions differ", differ);
	fails(s, what, how);
}

/* ---- what is looked at */

/* The same units, of the same roles, in the same items. */
static void check_structure(struct subject *s, const char *what,
			    const struct nb_page *base,
			    const struct nb_page *other)
{
	struct nb_buf a = text_of(base), b = text_of(other);
	struct nb_division x, y;
	struct nb_error err;
	size_t i, differ;

	must(nb_divide((char *)a.data, a.len, NULL, &x, &err), s->name, &err);
	must(nb_divide((char *)b.data, b.len, NULL, &y, &err), s->name, &err);
	differ = x.unit_count != y.unit_count || x.item_count != y.item_count;
	for (i = 0; !differ && i < x.unit_count; i++)
		differ = x.units[i].role != y.units[i].role;
	for (i = 0; !differ && i < x.item_count; i++)
		differ = x.items[i].kind != y.items[i].kind ||
			 x.items[i].first != y.items[i].first;
	if (differ)
		fails(s, what, "its structure differs");
	nb_division_free(&x);
	nb_division_free(&y);
}

static void variant(struct subject *s, const char *what,
		    const struct nb_page *base, const struct nb_buf *text,
		    bool same_text)
{
	struct nb_page *page = repair(s, text, 0, true);
	struct nb_buf a = text_of(base), b = text_of(page);

	check_decisions(s, what, base, page);
	if (same_text && !same(&a, &b))
		fails(s, what, "it gives another text");
	if (!same_text) {
		check_structure(s, what, base, page);
		check_result(s, what, text, page, 0, true);
	}
	nb_page_free(page);
}

static void check_ends(struct subject *s, const struct nb_page *base,
		       const struct nb_buf *text)
{
	struct nb_buf other = {0};

	put(&other, text->data, text->len);
	while (other.len && other.data[other.len - 1] == '\n')
		other.len--;
	variant(s, "no newline at the end", base, &other, true);
	put(&other, "\n\n\n\n\n", 5);
	variant(s, "five newlines at the end", base, &other, true);
	rewrite(text, with_crlf, &other);
	variant(s, "CRLF", base, &other, true);
	nb_buf_free(&other);
}

static void check_mark(struct subject *s, const struct nb_page *base,
		       const struct nb_buf *text)
{
	struct nb_buf bytes = {0};
	struct nb_text decoded;
	struct nb_error err;

	put(&bytes, "\xef\xbb\xbf", 3);
	put(&bytes, text->data, text->len);
	must(nb_text_decode(bytes.data, bytes.len, "UTF-8", &decoded, &err),
	     s->name, &err);
	variant(s, "byte order mark", base, &decoded.utf8, true);
	nb_text_free(&decoded);
	nb_buf_free(&bytes);
}

static void check_marks(struct subject *s, const struct nb_page *base,
			const struct nb_buf *text)
{
	struct nb_buf other = {0};

	rewrite(text, full_width, &other);
	if (!same(&other, text))
		variant(s, "full-width marks", base, &other, false);
	rewrite(text, half_width, &other);
	if (!same(&other, text))
		variant(s, "half-width marks", base, &other, false);
	nb_buf_free(&other);
}

/* From low to high: each joins a part of what the one before joins. */
static void check_thresholds(struct subject *s, const struct nb_buf *text)
{
	static const double thresholds[] = {.2, .5, .65, .8, .9, .97, 1};
	struct nb_page *before = NULL;
	char what[32];
	size_t i, k;

	for (k = 0; k < sizeof(thresholds) / sizeof(thresholds[0]); k++) {
		double t = thresholds[k];
		struct nb_page *page = repair(s, text, t, true);

		(void)snprintf(what, sizeof(what), "threshold %.2f", t);
		check_result(s, what, text, page, t, true);
		for (i = 0; before && i < nb_page_boundaries(page); i++) {
			struct nb_boundary low, high;

			nb_page_boundary(before, i, &low);
			nb_page_boundary(page, i, &high);
			if (high.joined && !low.joined) {
				fails(s, what,
				      "it joins what a lower one "
				      "does not");
				break;
			}
		}
		nb_page_free(before);
		before = page;
	}
	nb_page_free(before);
}

static void check_equal_lines(struct subject *s, const struct nb_buf *text)
{
	struct nb_buf twice = {0};
	struct nb_page *page;

	doubled(text, &twice);
	page = repair(s, &twice, 0, false);
	check_result(s, "equal lines", &twice, page, 0, false);
	nb_page_free(page);
	nb_buf_free(&twice);
}

static void check_page(struct subject *s, const struct nb_buf *text)
{
	struct nb_page *base = repair(s, text, 0, true);
	size_t i;

	for (i = 0; i < nb_page_boundaries(base); i++) {
		struct nb_boundary b;

		nb_page_boundary(base, i, &b);
		totals.joins += b.joined;
	}
	totals.boundaries += i;
	check_result(s, "repair", text, base, 0, true);
	check_undo(s, text, base);
	check_ends(s, base, text);
	check_mark(s, base, text);
	check_marks(s, base, text);
	check_thresholds(s, text);
	check_equal_lines(s, text);
	nb_page_free(base);
	totals.pages++;
	totals.failures += s->failures;
}

/* ---- files */

static void check_file(const char *path, const char *boxes)
{
	struct subject s = {.name = path};
	struct nb_buf bytes = {0}, table = {0};
	struct nb_layout layout;
	struct nb_text text;
	struct nb_error err;

	must(nb_file_read(path, NB_PAGE_MAX, &bytes, &err), path, &err);
	must(nb_text_decode(bytes.data, bytes.len, NULL, &text, &err), path,
	     &err);
	if (boxes) {
		must(nb_file_read(boxes, NB_PAGE_MAX, &table, &err), boxes,
		     &err);
		must(nb_layout_read_table(table.data, table.len, &layout, &err),
		     boxes, &err);
		s.layout = &layout;
	}
	check_page(&s, &text.utf8);
	if (boxes)
		nb_layout_free(&layout);
	nb_text_free(&text);
	nb_buf_free(&bytes);
	nb_buf_free(&table);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *boxes = NULL;

		if (strcmp(argv[i], "-l") == 0 && i + 2 < argc) {
			boxes = argv[i + 1];
			i += 2;
		}
		check_file(argv[i], boxes);
	}
	printf("pages=%zu boundaries=%zu joins=%zu failures=%zu\n",
	       totals.pages, totals.boundaries, totals.joins, totals.failures);
	return totals.failures || totals.pages == 0;
}
