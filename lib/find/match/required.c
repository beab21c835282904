/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a regular expression requires, as far as a simple look tells.
 *
 * The branches of the whole expression are read atom by atom (pcre2pattern(3)).
 * Atoms of one character each are a run: characters, and classes, dots and the
 * like, of which only their number is kept. Any other atom ends it: a group, an
 * assertion, something that is repeated. The run of each branch that is least
 * frequent is required. Groups are passed over, since what is in them may be
 * optional or lie outside of the match. Where the meaning of what follows may
 * be changed, as by (?i), or is not plain, nothing is certain.
 *
 * An expression like ".国." would be tried at each character of a text; the
 * place of 国 and a step back are found many times faster.
 */
#include "find/match/required.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Reading an expression. */
struct reading {
	const char *p, *end;
	struct nb_buf run;  /* uint32_t: characters that follow each other */
	struct nb_buf best; /* the least frequent run of the branch */
	/* The most characters of the branch that a match has before p, before
	 * the run and before the best one; NB_ANY_FAR: any number. */
	size_t before, run_before, best_before;
	bool uncertain;
	enum nb_status st;
};

/* What an atom is: a character, one character of several, or anything else. */
enum atom { CHARACTER, ANY, OTHER };

/* How rare a run is: each point halves the places where it may stand. */
static int points(const struct nb_buf *run)
{
	const uint32_t *c = (const uint32_t *)(void *)run->data;
	size_t n = run->len / sizeof(*c), i;
	int sum = 0;

	for (i = 0; i < n; i++)
		sum += c[i] == NB_ANY_CHAR ? 0 : 17 - nb_points(c[i]);
	return sum;
}

/* The run ends: it is the best of the branch, or forgotten. */
static void end_run(struct reading *r)
{
	struct nb_buf better = r->run;
	uint32_t last;

	/* What may be any character says nothing at the end. */
	while (better.len) {
		memcpy(&last, better.data + better.len - sizeof(last),
		       sizeof(last));
		if (last != NB_ANY_CHAR)
			break;
		better.len -= sizeof(last);
	}
	if (points(&better) > points(&r->best)) {
		r->run = r->best;
		r->best = better;
		r->best_before = r->run_before;
	}
	r->run.len = 0;
}

/* Pass over a class, of which p is after the '['. */
static void skip_class(struct reading *r)
{
	const char *first;

	if (r->p < r->end && *r->p == '^')
		r->p++;
	/* A bracket that comes first is a member. */
	for (first = r->p; r->p < r->end; r->p++) {
		if (*r->p == ']' && r->p > first) {
			r->p++;
			return;
		}
		/* POSIX classes end with a bracket of their own; \Q and \x{}
		 * have other rules. */
		if (*r->p == '[')
			break;
		if (*r->p != '\\')
			continue;
		if (++r->p == r->end || strchr("QEcgkoxNpP", *r->p))
			break;
	}
	r->uncertain = true;
}

/* Is a group, of which p is after the '(', one with plain rules? Options such
 * as
 * (?i) change what follows; comments, conditions and verbs are read in another
 * way. */
static bool is_plain_group(const struct reading *r)
{
	if (r->p == r->end || *r->p == '*')
		return false;
	return *r->p != '?' || (r->p + 1 < r->end && strchr(":=!<>|", r->p[1]));
}

/* Pass over a group, of which p is after the '('. */
static void skip_group(struct reading *r)
{
	size_t depth = 1;

	while (depth && !r->uncertain && r->p < r->end) {
		char c = *r->p++;

		if (c == '\\') {
			r->uncertain = r->p == r->end || *r->p == 'Q';
			r->p++;
		} else if (c == '[') {
			skip_class(r);
		} else if (c == ')') {
			depth--;
		} else if (c == '(') {
			depth++;
			r->uncertain = !is_plain_group(r);
		}
	}
	if (depth)
		r->uncertain = true;
}

/* An escape, of which p is after the backslash. */
static enum atom read_escape(struct reading *r, uint32_t *c)
{
	size_t n = nb_utf8_get(r->p, (size_t)(r->end - r->p), c);

	if (n == 0 || (*c < 0x80 && strchr("QEcgGkoxNpP0123456789", (int)*c))) {
		r->uncertain = true;
		return OTHER;
	}
	r->p += n;
	if (*c >= 0x80 || (*c | 32) - 'a' >= 26)
		return CHARACTER;
	/* Classes of characters; the other letters are assertions, line ends
	 * and the like. */
	return strchr("dDwWsShHvV", (int)*c) ? ANY : OTHER;
}

/* The atom at p; *c is its character. */
static enum atom read_atom(struct reading *r, uint32_t *c)
{
	size_t n = nb_utf8_get(r->p, (size_t)(r->end - r->p), c);

	if (n == 0) {
		r->uncertain = true;
		return OTHER;
	}
	r->p += n;
	switch (*c) {
	case '\\':
		return read_escape(r, c);
	case '[':
		skip_class(r);
		return ANY;
	case '(':
		if (is_plain_group(r))
			skip_group(r);
		else
			r->uncertain = true;
		return OTHER;
	case ')':
	case '*':
	case '+':
	case '?':
		/* These have nothing to belong to: an error, or not. */
		r->uncertain = true;
		return OTHER;
	case '{':
		r->uncertain = true;
		return OTHER;
	case '.':
		return ANY;
	case '^':
	case '$':
		return OTHER;
	}
	return CHARACTER;
}

/* What a quantifier says of its atom; MAYBE is once or not at all. */
enum times { ONCE, MORE, MAYBE, OPTIONAL };

/* Read the quantifier at p, if there is one: {n}, {n,} or {n,m} too. */
static enum times read_quantifier(struct reading *r)
{
	enum times t = MORE;
	const char *p = r->p;

	if (p == r->end || !strchr("*+?{", *p))
		return ONCE;
	if (*p != '{') {
		t = *p == '+' ? MORE : *p == '?' ? MAYBE : OPTIONAL;
		p++;
	} else {
		/* {0} and {00} are optional, {10} is not. */
		for (p++, t = OPTIONAL; p < r->end && *p >= '0' && *p <= '9';
		     p++)
			t = *p > '0' ? MORE : t;
		r->uncertain = p[-1] == '{';
		while (p < r->end && *p != '}')
			r->uncertain |= !strchr(",0123456789", *p++);
		r->uncertain |= p == r->end;
		p += p < r->end;
	}
	/* Lazy or possessive. */
	if (p < r->end && (*p == '?' || *p == '+'))
		p++;
	r->p = p;
	return t;
}

/* An atom was read: it is one character at most, or any number of them. */
static void count_before(struct reading *r, bool one)
{
	if (!one)
		r->before = NB_ANY_FAR;
	else if (r->before != NB_ANY_FAR)
		r->before++;
}

/* Add the atom at p, with its quantifier, to the run. */
static void add_atom(struct reading *r)
{
	uint32_t c;
	enum atom atom = read_atom(r, &c);
	enum times times = r->uncertain ? ONCE : read_quantifier(r);

	if (atom == OTHER || times == MAYBE || times == OPTIONAL) {
		end_run(r);
		count_before(r, atom != OTHER && times == MAYBE);
		return;
	}
	if (atom == ANY)
		c = NB_ANY_CHAR;
	if (r->run.len == 0)
		r->run_before = r->before;
	if (c != NB_ANY_CHAR || r->run.len)
		r->st = nb_buf_add(&r->run, &c, sizeof(c));
	/* The next character follows the last repetition. */
	if (times == MORE)
		end_run(r);
	count_before(r, times == ONCE);
}

/* The branch at p, up to the '|' after it. */
static void read_branch(struct reading *r)
{
	r->run.len = r->best.len = r->before = 0;
	while (!r->st && !r->uncertain && r->p < r->end && *r->p != '|')
		add_atom(r);
	end_run(r);
}

bool nb_required_add(struct nb_required *list, const char *pattern, size_t len,
		     enum nb_status *st)
{
	struct reading r = {.p = pattern, .end = pattern + len};
	bool more = true;

	while (more && !r.st && !r.uncertain) {
		read_branch(&r);
		if (r.uncertain || r.best.len == 0 ||
		    list->count == NB_REQUIRED_MAX) {
			r.uncertain = true;
			break;
		}
		r.st = nb_buf_add(&list->chars, r.best.data, r.best.len);
		list->before[list->count] = r.best_before;
		list->lens[list->count++] = r.best.len / sizeof(uint32_t);
		more = r.p < r.end;
		r.p += more;
	}
	nb_buf_free(&r.run);
	nb_buf_free(&r.best);
	*st = r.st;
	return !r.st && !r.uncertain;
}

void nb_required_free(struct nb_required *list)
{
	nb_buf_free(&list->chars);
}

/* ---- where a match may begin */

/* Of a sequence, the characters that follow each other without NB_ANY_CHAR:
 * those with the rarest one. Returns their number, and the index of the first
 * in *first. */
static size_t choose(const uint32_t *chars, size_t count, size_t *first)
{
	size_t rarest = 0, from, to, i;
	int least = 0, points;

	for (i = 0; i < count; i++) {
		if (chars[i] == NB_ANY_CHAR)
			continue;
		points = nb_points(chars[i]);
		if (i > 0 && points >= least)
			continue;
		least = points;
		rarest = i;
	}
	for (from = rarest; from && chars[from - 1] != NB_ANY_CHAR; from--)
		;
	for (to = rarest; to < count && chars[to] != NB_ANY_CHAR; to++)
		;
	*first = from;
	return to - from;
}

/* Add what is chosen of a sequence. */
static enum nb_status add(struct nb_begin *b, const uint32_t *chars,
			  size_t count, size_t before,
			  const struct nb_fold *fold)
{
	struct nb_contained *c = &b->list[b->count];
	size_t first, n = choose(chars, count, &first), len = 0, i;
	char *bytes = malloc(4 * n);

	if (!bytes)
		return NB_NOMEM;
	for (i = first; i < first + n; i++)
		len += nb_utf8_put(bytes + len, nb_fold_char(fold, chars[i]));
	c->needle = nb_needle_of(bytes, len);
	c->before = before == NB_ANY_FAR ? NB_ANY_FAR : before + first;
	b->count++;
	return NB_OK;
}

enum nb_status nb_begin_set(struct nb_begin *b, const struct nb_required *r,
			    const struct nb_fold *fold)
{
	const uint32_t *chars = (const uint32_t *)(void *)r->chars.data;
	enum nb_status st = NB_OK;
	size_t i;

	b->count = 0;
	for (i = 0; !st && i < r->count; i++) {
		st = add(b, chars, r->lens[i], r->before[i], fold);
		chars += r->lens[i];
	}
	return st;
}

void nb_begin_free(struct nb_begin *b)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		free((char *)(uintptr_t)b->list[i].needle.bytes);
	b->count = 0;
}

/* The place `count` characters before p, or `from` if that comes first. */
static const char *step_back(const char *from, const char *p, size_t count)
{
	if (count > (size_t)(p - from))
		return from;
	for (; count && p > from; count--)
		do
			p--;
		while (p > from && ((uint8_t)*p & 0xc0) == 0x80);
	return p;
}

void nb_begin_start(const struct nb_begin *b, const char *text, const char *end,
		    struct nb_begin_place *place)
{
	const char *p;
	size_t i;

	place->end = end;
	for (i = 0; i < b->count; i++) {
		p = nb_seek(&b->list[i].needle, text, end);
		place->ahead[i] = p ? p : end;
	}
}

const char *nb_begin_next(const struct nb_begin *b,
			  struct nb_begin_place *place, const char *from,
			  const char *line_end)
{
	const char *best = b->count ? NULL : from, *p;
	size_t i;

	for (i = 0; i < b->count && best != from; i++) {
		const struct nb_contained *c = &b->list[i];

		if (place->ahead[i] < from) {
			p = nb_seek(&c->needle, from, place->end);
			place->ahead[i] = p ? p : place->end;
		}
		if (place->ahead[i] >= line_end)
			continue;
		p = step_back(from, place->ahead[i], c->before);
		if (!best || p < best)
			best = p;
	}
	return best;
}
