/* SPDX-License-Identifier: Apache-2.0 */
/* What a person decided about breaks: the file, and finding its places. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/decisions.h"
#include "page/text/profile_look.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

#define COLUMNS 5u /* decision, left, right, occurrence, page */
#define NOTHING SIZE_MAX

/*
 * Decisions with the same key and page are a group: a page of equal lines has
 * as many as it has lines. The places that a group can be at have its last
 * character on the left and its first on the right: by these two a table finds
 * it.
 */
struct group {
	size_t first, count; /* in nb_decisions.order, by occurrence */
	size_t next;	     /* group with this hash, or NOTHING */
};

struct nb_decisions {
	struct nb_decision *list;
	size_t count, cap;
	const struct nb_profile *profile;
	char *text; /* of the file; keys are folded in place */
	const struct nb_decision **order;
	struct group *groups;
	size_t group_count;
	size_t *heads;	/* by hash: the first group, or NOTHING */
	size_t buckets; /* a power of two */
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

static enum nb_status bad(struct nb_error *err, unsigned line, const char *what)
{
	return nb_fail(err, NB_INVALID, "line %u: %s", line, what);
}

/* A column of a line, cut off at its end. */
struct column {
	char *text;
	size_t len;
};

static unsigned split(char *line, size_t len, struct column columns[COLUMNS])
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

static bool is(const struct column *c, const char *text)
{
	return c->len == strlen(text) && memcmp(c->text, text, c->len) == 0;
}

/* White space goes, marks become half-width: that is never longer. */
static void fold(const struct nb_profile *profile, struct column *c)
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

static bool number(const struct column *c, size_t *out)
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

static enum nb_status read_columns(const struct nb_decisions *d,
				   struct column c[COLUMNS], unsigned n,
				   struct nb_decision *out,
				   struct nb_error *err)
{
	if (n < 3 || n > COLUMNS)
		return bad(err, out->line,
			   "decision, left and right are needed, and "
			   "occurrence and page may follow, with tabs between");
	out->join = is(&c[0], "join");
	if (!out->join && !is(&c[0], "keep"))
		return bad(err, out->line, "a decision is join or keep");
	fold(d->profile, &c[1]);
	fold(d->profile, &c[2]);
	if (!c[1].len || !c[2].len)
		return bad(err, out->line,
			   "there must be text on the left and on the right");
	out->left = c[1].text;
	out->left_len = c[1].len;
	out->right = c[2].text;
	out->right_len = c[2].len;
	out->occurrence = 1;
	if (n > 3 && c[3].len && !number(&c[3], &out->occurrence))
		return bad(err, out->line, "an occurrence is a number from 1");
	out->page = "";
	if (n > 4) {
		if (memchr(c[4].text, '\0', c[4].len))
			return bad(err, out->line, "not the id of a page");
		out->page = c[4].text;
		c[4].text[c[4].len] = '\0';
	}
	return NB_OK;
}

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
	st = read_columns(d, columns, split(text, len, columns),
			  &grown[d->count], err);
	d->count += !st;
	return st;
}

/* ---- finding them again */

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
			return bad(err, line, "not UTF-8");
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

/* Where the decisions' places are looked for. */
struct match {
	const struct nb_decisions *d;
	const struct nb_essence *e;
	const char *page_id;
	size_t *seen; /* places so far, a group */
	/* Of each line: the verdict, and in which line of the file it stands.
	 */
	uint8_t *verdicts;
	unsigned *said;
	uint8_t *outcomes;
};

static bool for_page(const struct match *m, const struct nb_decision *one)
{
	return !one->page[0] || !m->page_id ||
	       strcmp(one->page, m->page_id) == 0;
}

static bool here(const struct nb_decision *one, const struct nb_buf *text,
		 size_t at)
{
	return one->left_len <= at && one->right_len <= text->len - at &&
	       memcmp(text->data + at - one->left_len, one->left,
		      one->left_len) == 0 &&
	       memcmp(text->data + at, one->right, one->right_len) == 0;
}

/* Of two decisions for one break the later in the file counts. */
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

/* Those of a group that are about this occurrence. */
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

/* The place `at` between the two characters; `line` begins there, or NOTHING
 * does. */
static void match_at(struct match *m, size_t at, uint32_t left, uint32_t right,
		     size_t line)
{
	size_t i = m->d->heads[bucket(m->d, left, right)];

	for (; i != NOTHING; i = m->d->groups[i].next) {
		const struct group *g = &m->d->groups[i];
		const struct nb_decision *one = m->d->order[g->first];

		if (here(one, &m->e->text, at) && for_page(m, one))
			decide_group(m, g, ++m->seen[i], line);
	}
}

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
