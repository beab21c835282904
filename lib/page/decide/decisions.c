/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions of a person about breaks and blocks: reading the file (nbnorm(1),
 * DECISIONS).
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/decisions.h"
#include "page/text/profile_look.h"

#include <nbarc/id.h>
#include <nbarc/newspaper.h>
#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/*
 * Of a line: decision, left, right, occurrence, page, who, when, why; of some
 * decisions also what they are about: an item, the end of what is moved, or the
 * old reading and the new.
 */
#define COLUMNS 10u

void nb_decisions_free(struct nb_decisions *d)
{
	if (!d)
		return;
	free(d->list);
	free(d->text);
	free(d->order);
	free(d->groups);
	free(d->heads);
	free(d);
}

size_t nb_decisions_count(const struct nb_decisions *d)
{
	return d->count;
}

const struct nb_decision *nb_decisions_get(const struct nb_decisions *d,
					   size_t i)
{
	return &d->list[i];
}

static const char *const words[] = {
	[NB_DECIDED_KEEP] = "keep",
	[NB_DECIDED_JOIN] = "join",
	[NB_DECIDED_INSIDE] = "inside",
	[NB_DECIDED_ITEM] = "item",
	[NB_DECIDED_ARTICLE] = "article",
	[NB_DECIDED_PHOTO] = "photo",
	[NB_DECIDED_NOTICE] = "notice",
	[NB_DECIDED_ADVERTISEMENT] = "advertisement",
	[NB_DECIDED_FURNITURE] = "furniture",
	[NB_DECIDED_COLUMN] = "column",
	[NB_DECIDED_KICKER] = "kicker",
	[NB_DECIDED_MAIN] = "main",
	[NB_DECIDED_SUB] = "sub",
	[NB_DECIDED_CROSSHEAD] = "crosshead",
	[NB_DECIDED_PARAGRAPH] = "paragraph",
	[NB_DECIDED_BYLINE] = "byline",
	[NB_DECIDED_CAPTION] = "caption",
	[NB_DECIDED_CREDIT] = "credit",
	[NB_DECIDED_DATELINE] = "dateline",
	[NB_DECIDED_NEXT] = "next",
	[NB_DECIDED_PREV] = "prev",
	[NB_DECIDED_TEXT] = "text",
	[NB_DECIDED_AFTER] = "after",
};
#define WORDS (sizeof(words) / sizeof(*words))

const char *nb_decided_name(enum nb_decided what)
{
	return words[what];
}

bool nb_decided_is_break(enum nb_decided what)
{
	return what <= NB_DECIDED_JOIN;
}

bool nb_outcome_applied(enum nb_outcome outcome)
{
	return outcome == NB_OUTCOME_APPLIED || outcome == NB_OUTCOME_FOLLOWED;
}

/* ---- reading */

static enum nb_status fail_line(struct nb_error *err, unsigned line,
				const char *what)
{
	return nb_fail(err, NB_INVALID, "line %u: %s", line, what);
}

/* A column of a line; it points into the text of the file. */
struct column {
	char *text;
	size_t len;
};

/*
 * Split a line at tabs. Returns the number of columns, or COLUMNS + 1 if there
 * are more.
 */
static unsigned split_columns(char *line, size_t len,
			      struct column columns[COLUMNS])
{
	char *end = line + len, *to;
	unsigned n = 0;

	for (;; line = to + 1) {
		if (n == COLUMNS)
			return n + 1;
		for (to = line; to < end && *to != '\t'; to++)
			;
		columns[n].text = line;
		columns[n++].len = (size_t)(to - line);
		if (to == end)
			return n;
	}
}

static bool column_is(const struct column *c, const char *text)
{
	return c->len == strlen(text) && memcmp(c->text, text, c->len) == 0;
}

/*
 * Bring a key into the form of the essence, in place: without white space, and
 * with marks folded, which is never longer.
 */
static void fold_column(const struct nb_profile *profile, struct column *c)
{
	size_t at = 0, to = 0, n;
	uint32_t cp = 0;
	char utf8[4];

	while (at < c->len) {
		at += nb_utf8_get(c->text + at, c->len - at, &cp);
		if (nb_is_space(cp))
			continue;
		n = nb_utf8_put(utf8, nb_profile_fold(profile, cp));
		memcpy(c->text + to, utf8, n);
		to += n;
	}
	c->len = to;
}

/* Read a number from 1 to 999,999,999; false if the column is none. */
static bool read_number(const struct column *c, size_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < c->len; i++) {
		if (c->text[i] < '0' || c->text[i] > '9' || *out > 99999999)
			return false;
		*out = 10 * *out + (size_t)(c->text[i] - '0');
	}
	return *out > 0;
}

/* Which decision the word of a line is. */
static enum nb_status read_word(const struct column *c, struct nb_decision *out,
				struct nb_error *err)
{
	size_t i = 0;

	while (i < WORDS && !column_is(c, words[i]))
		i++;
	if (i == WORDS)
		return fail_line(err, out->line,
				 "the decision is neither join nor keep, nor a "
				 "word for an item or a block (nbnorm(1), "
				 "DECISIONS)");
	out->what = (enum nb_decided)i;
	return NB_OK;
}

/* The key of a decision: the characters on both sides, and which of them. */
static enum nb_status read_key(const struct nb_decisions *d, struct column *c,
			       unsigned n, struct nb_decision *out,
			       struct nb_error *err)
{
	fold_column(d->profile, &c[1]);
	fold_column(d->profile, &c[2]);
	/* A reading may be the first or the last of a page. */
	if (out->what != NB_DECIDED_TEXT &&
	    (!c[2].len || (!c[1].len && nb_decided_is_break(out->what))))
		return fail_line(
			err, out->line,
			"the text on the left or on the right is missing");
	if (!c[1].len && out->what == NB_DECIDED_INSIDE)
		return fail_line(err, out->line,
				 "the first block of a page always begins an "
				 "item");
	out->left = c[1].text;
	out->left_len = c[1].len;
	out->right = c[2].text;
	out->right_len = c[2].len;
	out->occurrence = 1;
	if (n > 3 && c[3].len && !read_number(&c[3], &out->occurrence))
		return fail_line(err, out->line,
				 "the occurrence is not a number from 1 on");
	return NB_OK;
}

/*
 * Column i of a line with `n` columns as a string, "" if it is not there. It is
 * cut off with a NUL in place, where a tab stood or the line ended.
 */
static const char *string_of(struct column *c, unsigned n, unsigned i)
{
	if (i >= n)
		return "";
	c[i].text[c[i].len] = '\0';
	return c[i].text;
}

/* Is it a day of the calendar, YYYY-MM-DD? */
static bool is_day(const char *text)
{
	/* The identifier of a page of that day is checked. */
	char id[32] = "day-";
	size_t i, n = 4;

	for (i = 0; text[i]; i++) {
		bool dash = i == 4 || i == 7;

		if (i == 10 || dash != (text[i] == '-'))
			return false;
		if (!dash && (text[i] < '0' || text[i] > '9'))
			return false;
		if (!dash)
			id[n++] = text[i];
	}
	if (i != 10 || !memcmp(text + 5, "00", 2) || !memcmp(text + 8, "00", 2))
		return false;
	memcpy(id + n, "-01", 4);
	return nb_newspaper_check_date(id, n + 3, NULL) == NB_OK;
}

/* The page that it is for; who decided it, when and why. */
static enum nb_status read_strings(struct column *c, unsigned n,
				   struct nb_decision *out,
				   struct nb_error *err)
{
	out->page = string_of(c, n, 4);
	out->who = string_of(c, n, 5);
	out->when = string_of(c, n, 6);
	out->why = string_of(c, n, 7);
	if (*out->when && !is_day(out->when))
		return fail_line(err, out->line,
				 "the day is not a date like 2026-03-31");
	return NB_OK;
}

/*
 * What is read where, of a line with all columns. If old and new are the same,
 * also if both are empty, what stands there is right, whatever an earlier line
 * says.
 */
static void read_reading(const struct nb_decisions *d, struct column *c,
			 struct nb_decision *out)
{
	out->reading = string_of(c, COLUMNS, 9);
	fold_column(d->profile, &c[8]);
	out->old = string_of(c, COLUMNS, 8);
	out->old_len = c[8].len;
}

/* What the decision is about beside its place, which most do not say. */
static enum nb_status read_subject(const struct nb_decisions *d,
				   struct column *c, unsigned n,
				   struct nb_decision *out,
				   struct nb_error *err)
{
	const struct column none = {c[n - 1].text + c[n - 1].len, 0};
	bool link =
		out->what == NB_DECIDED_NEXT || out->what == NB_DECIDED_PREV;
	size_t page_len;

	out->old = out->reading = out->item = out->last = "";
	/* There the line ends, so that a NUL may be put there. */
	while (n < COLUMNS)
		c[n++] = none;
	if (out->what == NB_DECIDED_TEXT) {
		read_reading(d, c, out);
		return NB_OK;
	}
	if (out->what == NB_DECIDED_AFTER && !c[9].len) {
		fold_column(d->profile, &c[8]);
		out->last = c[8].text;
		out->last_len = c[8].len;
		return NB_OK;
	}
	if (c[9].len || (c[8].len && !link))
		return fail_line(
			err, out->line,
			"it has more columns than such a decision has");
	out->item = c[8].len ? string_of(c, COLUMNS, 8) : "";
	if (*out->item && !nb_id_item(out->item, c[8].len, &page_len))
		return fail_line(err, out->line,
				 "the ninth column is not the identifier of an "
				 "item");
	return NB_OK;
}

/* Fill *out from the columns of its line. */
static enum nb_status read_columns(const struct nb_decisions *d,
				   struct column c[COLUMNS], unsigned n,
				   struct nb_decision *out,
				   struct nb_error *err)
{
	enum nb_status st;
	unsigned i;

	if (n < 3 || n > COLUMNS)
		return fail_line(
			err, out->line,
			"a line needs decision, left and right, and may have "
			"occurrence, page, who, when and why, separated by "
			"tabs");
	for (i = 4; i < n; i++)
		if (memchr(c[i].text, '\0', c[i].len))
			return fail_line(err, out->line,
					 i == 4 ? "the page is not the id of a "
						  "page"
						: "a column has a NUL");
	st = read_word(&c[0], out, err);
	if (!st)
		st = read_key(d, c, n, out, err);
	if (!st)
		st = read_strings(c, n, out, err);
	return st ? st : read_subject(d, c, n, out, err);
}

/* Read a line; empty lines and comments are skipped. */
static enum nb_status read_line(struct nb_decisions *d, char *text, size_t len,
				unsigned line, struct nb_error *err)
{
	struct nb_decision *grown;
	struct column columns[COLUMNS];
	enum nb_status st;

	if (len && text[len - 1] == '\r')
		len--;
	if (!len || *text == '#')
		return NB_OK;
	grown = nb_grow(d->list, &d->cap, d->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	d->list = grown;
	memset(&grown[d->count], 0, sizeof(*grown));
	grown[d->count].line = line;
	st = read_columns(d, columns, split_columns(text, len, columns),
			  &grown[d->count], err);
	d->count += !st;
	return st;
}

/* ---- the index */

size_t nb_decisions_bucket(const struct nb_decisions *d, uint32_t left,
			   uint32_t right)
{
	uint32_t h = left * 0x9e3779b1u ^ right * 0x85ebca6bu;

	return (h ^ h >> 15) & (d->buckets - 1);
}

static int compare_bytes(const char *a, size_t m, const char *b, size_t n)
{
	int c = memcmp(a, b, m < n ? m : n);

	return c ? c : (m > n) - (m < n);
}

static int compare_keys(const struct nb_decision *a,
			const struct nb_decision *b)
{
	int c = compare_bytes(a->left, a->left_len, b->left, b->left_len);

	if (!c)
		c = compare_bytes(a->right, a->right_len, b->right,
				  b->right_len);
	if (!c)
		c = compare_bytes(a->old, a->old_len, b->old, b->old_len);
	return c ? c : strcmp(a->page, b->page);
}

void nb_decision_edges(const struct nb_decision *one, uint32_t *left,
		       uint32_t *right)
{
	*left = *right = 0;
	if (one->left_len)
		(void)nb_utf8_prev(one->left, one->left_len, left);
	if (one->old_len)
		(void)nb_utf8_get(one->old, one->old_len, right);
	else if (one->right_len)
		(void)nb_utf8_get(one->right, one->right_len, right);
}

/* For qsort(): by key and page, then by occurrence and line. */
static int in_order(const void *x, const void *y)
{
	const struct nb_decision *a = *(const struct nb_decision *const *)x;
	const struct nb_decision *b = *(const struct nb_decision *const *)y;
	int c = compare_keys(a, b);

	if (!c)
		c = (a->occurrence > b->occurrence) -
		    (a->occurrence < b->occurrence);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

/* Form the groups from the sorted decisions, `count` of them, and put them into
 * the table. */
static void make_groups(struct nb_decisions *d, size_t count)
{
	size_t i, at;

	for (i = 0; i < count; i++) {
		const struct nb_decision *one = d->order[i];
		struct nb_group *g = &d->groups[d->group_count];
		uint32_t left, right;

		if (i && compare_keys(d->order[i - 1], one) == 0) {
			g[-1].count++;
			continue;
		}
		nb_decision_edges(one, &left, &right);
		at = nb_decisions_bucket(d, left, right);
		*g = (struct nb_group){i, 1, d->heads[at]};
		d->heads[at] = d->group_count++;
	}
}

/* At most half of the heads are in use. Decisions about the order have no place
 * of this kind (after.h). */
static enum nb_status make_index(struct nb_decisions *d, struct nb_error *err)
{
	size_t i, n = 0;

	d->buckets = 16;
	while (d->buckets < 2 * d->count)
		d->buckets *= 2;
	d->heads = nb_alloc(d->buckets, sizeof(*d->heads));
	d->order = nb_alloc(d->count, sizeof(*d->order));
	d->groups = nb_alloc(d->count, sizeof(*d->groups));
	if (!d->heads || !d->order || !d->groups)
		return nb_fail_mem(err);
	for (i = 0; i < d->buckets; i++)
		d->heads[i] = NB_NOTHING;
	for (i = 0; i < d->count; i++)
		if (d->list[i].what != NB_DECIDED_AFTER)
			d->order[n++] = &d->list[i];
	qsort(d->order, n, sizeof(*d->order), in_order);
	make_groups(d, n);
	return NB_OK;
}

/* ---- the whole file */

static enum nb_status read_all(struct nb_decisions *d, size_t len,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	unsigned line = 0;
	size_t at = 0;

	while (!st && at < len) {
		char *end = memchr(d->text + at, '\n', len - at);
		size_t to = end ? (size_t)(end - d->text) : len;

		line++;
		if (nb_utf8_invalid(d->text + at, to - at) < to - at)
			return fail_line(err, line, "not UTF-8");
		st = read_line(d, d->text + at, to - at, line, err);
		at = to + 1;
	}
	return st ? st : make_index(d, err);
}

enum nb_status nb_decisions_read(const void *bytes, size_t len,
				 const struct nb_profile *profile,
				 struct nb_decisions **decisions,
				 struct nb_error *err)
{
	struct nb_decisions *d = nb_alloc(1, sizeof(*d));
	enum nb_status st;

	*decisions = NULL;
	if (!d)
		return nb_fail_mem(err);
	d->profile = nb_profile_or_default(profile);
	d->text = nb_strndup(bytes, len);
	st = d->text ? read_all(d, len, err) : nb_fail_mem(err);
	if (st) {
		nb_decisions_free(d);
		return st;
	}
	*decisions = d;
	return NB_OK;
}
