/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions of a person about breaks: reading the file, and finding its places
 * in a page (nbnorm(1), DECISIONS).
 *
 * A decision names a break by the characters on both sides of it and by the
 * number of their occurrence on the page. Many decisions are looked for at
 * once: the essence of the page is walked through character by character, and a
 * hash table gives the decisions whose left text ends with one character and
 * whose right text begins with the other. The time is thus about that of the
 * page, not of the page times the decisions.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/decisions.h"
#include "page/text/profile_look.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/* Of a line: decision, left, right, occurrence, page. */
#define COLUMNS 5u
/* No group, or no line. */
#define NOTHING SIZE_MAX

/*
 * Decisions with the same key and the same page, which differ in the
 * occurrence. They are matched as one, since a page of equal lines may have as
 * many of them as lines.
 */
struct group {
	/*
	 * Of its decisions in nb_decisions.order, which are in order of
	 * occurrence.
	 */
	size_t first, count;
	size_t next; /* the next group with the same hash, or NOTHING */
};

/*
 * A file of decisions. Everything is owned, except `profile`, which must live
 * as long. The strings of `list` point into `text`.
 */
struct nb_decisions {
	struct nb_decision *list;
	size_t count, cap;
	const struct nb_profile *profile;
	char *text; /* of the file; keys are folded in place */
	const struct nb_decision **order; /* sorted by in_order() */
	struct group *groups;
	size_t group_count;
	size_t *heads;	/* for each hash, its first group, or NOTHING */
	size_t buckets; /* number of heads, a power of two */
};

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
	char *end = line + len;
	unsigned n = 0;

	for (;;) {
		char *tab = memchr(line, '\t', (size_t)(end - line));

		if (n == COLUMNS)
			return n + 1;
		columns[n].text = line;
		columns[n++].len = (size_t)((tab ? tab : end) - line);
		if (!tab)
			return n;
		line = tab + 1;
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

/*
 * Fill *out from the columns of its line. An identifier is cut off with a NUL
 * in place, where the line ended.
 */
static enum nb_status read_columns(const struct nb_decisions *d,
				   struct column c[COLUMNS], unsigned n,
				   struct nb_decision *out,
				   struct nb_error *err)
{
	if (n < 3 || n > COLUMNS)
		return fail_line(
			err, out->line,
			"a line needs decision, left and right, and may "
			"have occurrence and page, separated by tabs");
	out->join = column_is(&c[0], "join");
	if (!out->join && !column_is(&c[0], "keep"))
		return fail_line(err, out->line,
				 "the decision is neither join nor keep");
	fold_column(d->profile, &c[1]);
	fold_column(d->profile, &c[2]);
	if (!c[1].len || !c[2].len)
		return fail_line(
			err, out->line,
			"the text on the left or on the right is missing");
	out->left = c[1].text;
	out->left_len = c[1].len;
	out->right = c[2].text;
	out->right_len = c[2].len;
	out->occurrence = 1;
	if (n > 3 && c[3].len && !read_number(&c[3], &out->occurrence))
		return fail_line(err, out->line,
				 "the occurrence is not a number from 1 on");
	out->page = "";
	if (n > 4) {
		if (memchr(c[4].text, '\0', c[4].len))
			return fail_line(err, out->line,
					 "the page is not the id of a page");
		out->page = c[4].text;
		c[4].text[c[4].len] = '\0';
	}
	return NB_OK;
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

/* ---- finding them again */

/* The hash of the two characters at a place. */
static size_t bucket(const struct nb_decisions *d, uint32_t left,
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
	return c ? c : strcmp(a->page, b->page);
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

/* Form the groups from the sorted decisions, and put them into the table. */
static void make_groups(struct nb_decisions *d)
{
	size_t i, at;

	for (i = 0; i < d->count; i++) {
		const struct nb_decision *one = d->order[i];
		struct group *g = &d->groups[d->group_count];
		uint32_t left = 0, right = 0;

		if (i && compare_keys(d->order[i - 1], one) == 0) {
			g[-1].count++;
			continue;
		}
		(void)nb_utf8_prev(one->left, one->left_len, &left);
		(void)nb_utf8_get(one->right, one->right_len, &right);
		at = bucket(d, left, right);
		*g = (struct group){i, 1, d->heads[at]};
		d->heads[at] = d->group_count++;
	}
}

/*
 * Sort the decisions and make the table. At most half of the heads are in use.
 */
static enum nb_status make_index(struct nb_decisions *d, struct nb_error *err)
{
	size_t i;

	d->buckets = 16;
	while (d->buckets < 2 * d->count)
		d->buckets *= 2;
	d->heads = nb_alloc(d->buckets, sizeof(*d->heads));
	d->order = nb_alloc(d->count, sizeof(*d->order));
	d->groups = nb_alloc(d->count, sizeof(*d->groups));
	if (!d->heads || !d->order || !d->groups)
		return nb_fail_mem(err);
	for (i = 0; i < d->buckets; i++)
		d->heads[i] = NOTHING;
	for (i = 0; i < d->count; i++)
		d->order[i] = &d->list[i];
	qsort(d->order, d->count, sizeof(*d->order), in_order);
	make_groups(d);
	return NB_OK;
}

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

/* ---- matching */

/*
 * The search for all decisions in one page. `verdicts` and `outcomes` are the
 * caller's.
 */
struct match {
	const struct nb_decisions *d;
	const struct nb_essence *e;
	const char *page_id;
	size_t *seen; /* for each group, how many of its places were passed */
	uint8_t *verdicts; /* for each line of the page */
	unsigned *said; /* for each line of the page, the line of the file with
			   its verdict */
	uint8_t *outcomes; /* for each decision */
};

/* True if the decision is about this page. */
static bool for_page(const struct match *m, const struct nb_decision *one)
{
	return !one->page[0] || !m->page_id ||
	       strcmp(one->page, m->page_id) == 0;
}

/* True if the key of the decision is what stands on both sides of `at`. */
static bool stands_at(const struct nb_decision *one, const struct nb_buf *text,
		      size_t at)
{
	return one->left_len <= at && one->right_len <= text->len - at &&
	       memcmp(text->data + at - one->left_len, one->left,
		      one->left_len) == 0 &&
	       memcmp(text->data + at, one->right, one->right_len) == 0;
}

/*
 * Apply a decision whose place was found. `line` begins there, or NOTHING: then
 * the place is inside a line, where nothing is left to join or keep. Of two
 * decisions about one break the later in the file counts.
 */
static void decide(struct match *m, const struct nb_decision *one, size_t line)
{
	uint8_t *outcome = &m->outcomes[one - m->d->list];

	*outcome = NB_OUTCOME_APPLIED;
	if (line == NOTHING) {
		if (!one->join)
			*outcome = NB_OUTCOME_NO_BREAK;
	} else if (one->line > m->said[line]) {
		m->said[line] = one->line;
		m->verdicts[line] =
			one->join ? NB_VERDICT_JOIN : NB_VERDICT_KEEP;
	}
}

/* Apply the decisions of a group that are about this occurrence. */
static void decide_group(struct match *m, const struct group *g,
			 size_t occurrence, size_t line)
{
	const struct nb_decision **list = m->d->order + g->first;
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle]->occurrence < occurrence)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < g->count && list[low]->occurrence == occurrence; low++)
		decide(m, list[low], line);
}

/*
 * Look for decisions about the place `at`, between the characters left and
 * right. `line` begins there, or NOTHING.
 */
static void match_at(struct match *m, size_t at, uint32_t left, uint32_t right,
		     size_t line)
{
	size_t i = m->d->heads[bucket(m->d, left, right)];

	for (; i != NOTHING; i = m->d->groups[i].next) {
		const struct group *g = &m->d->groups[i];
		const struct nb_decision *one = m->d->order[g->first];

		if (stands_at(one, &m->e->text, at) && for_page(m, one))
			decide_group(m, g, ++m->seen[i], line);
	}
}

/* Walk through the essence, from place to place between two characters. */
static void match_all(struct match *m, size_t lines)
{
	const char *text = (const char *)m->e->text.data;
	size_t len = m->e->text.len, at = 0, line = 1;
	uint32_t left = 0, right = 0;

	while (at < len) {
		size_t n = nb_utf8_get(text + at, len - at, &right);
		bool begins = line < lines && m->e->starts[line] == at;

		if (at)
			match_at(m, at, left, right, begins ? line : NOTHING);
		line += begins;
		left = right;
		at += n;
	}
}

enum nb_status nb_decisions_match(const struct nb_decisions *d,
				  const char *page_id,
				  const struct nb_essence *essence,
				  size_t lines, uint8_t *verdicts,
				  uint8_t *outcomes, struct nb_error *err)
{
	struct match m = {.d = d,
			  .e = essence,
			  .page_id = page_id,
			  .verdicts = verdicts,
			  .outcomes = outcomes};
	enum nb_status st = NB_OK;
	size_t i;

	m.seen = nb_alloc(d->group_count, sizeof(*m.seen));
	m.said = nb_alloc(lines, sizeof(*m.said));
	for (i = 0; i < d->count; i++)
		outcomes[i] = for_page(&m, &d->list[i]) ? NB_OUTCOME_ABSENT
							: NB_OUTCOME_OTHER_PAGE;
	if (m.seen && m.said)
		match_all(&m, lines);
	else
		st = nb_fail_mem(err);
	free(m.seen);
	free(m.said);
	return st;
}
