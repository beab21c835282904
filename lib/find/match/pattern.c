/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiling what is looked for: folding it, and finding out what every hit
 * contains, so that most items need not be searched.
 */
#include "find/match/pattern.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "find/match/regex.h"
#include "find/match/variants.h"

#include <stdlib.h>
#include <string.h>

const char *nb_part_name(enum nb_part part)
{
	switch (part) {
	case NB_PART_HEAD:
		return "head";
	case NB_PART_BYLINE:
		return "byline";
	case NB_PART_TEXT:
		break;
	}
	return "text";
}

/* ---- words */

/* NB_USAGE if a word cannot stand in a line of text. */
static enum nb_status check_word(const char *word, struct nb_error *err)
{
	size_t len = strlen(word), bad = nb_utf8_invalid(word, len);

	if (len == 0)
		return nb_fail(err, NB_USAGE, "nothing to look for is given");
	if (bad != len)
		return nb_fail(err, NB_USAGE,
			       "what is looked for is not UTF-8 at byte %zu",
			       bad);
	if (strchr(word, '\n'))
		return nb_fail(err, NB_USAGE,
			       "what is looked for has a line end in it");
	return NB_OK;
}

/* Fold all words into list->bytes, and note their lengths. */
static enum nb_status fold_words(struct nb_word_list *l,
				 const struct nb_fold *fold,
				 const char *const *words, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, from;

	for (i = 0; !st && i < l->count; i++) {
		from = l->bytes.len;
		st = check_word(words[i], err);
		if (!st && nb_fold_text(fold, words[i], strlen(words[i]),
					&l->bytes, NULL))
			st = nb_fail_mem(err);
		l->list[i].len = l->bytes.len - from;
	}
	return st;
}

/* Make a list of words, still without l->words. */
static enum nb_status make_list(struct nb_word_list *l,
				const struct nb_fold *fold,
				const char *const *words, size_t count,
				struct nb_error *err)
{
	const char *p;
	enum nb_status st;
	size_t i;

	if (count == 0)
		return NB_OK;
	l->count = count;
	l->list = nb_alloc(count, sizeof(*l->list));
	if (!l->list)
		return nb_fail_mem(err);
	st = fold_words(l, fold, words, err);
	if (st)
		return st;
	p = (const char *)l->bytes.data;
	for (i = 0; i < count; i++) {
		l->list[i] = nb_needle_of(p, l->list[i].len);
		p += l->list[i].len;
	}
	return NB_OK;
}

static void free_list(struct nb_word_list *l)
{
	nb_words_free(l->words);
	free(l->list);
	nb_buf_free(&l->bytes);
}

/* ---- what every hit contains */

/* Add a sequence of characters, which are not folded yet. */
static enum nb_status require(struct nb_grep *g, const uint32_t *chars,
			      size_t count)
{
	uint32_t *folded = nb_alloc(count, sizeof(*folded));
	enum nb_status st = NB_NOMEM;
	size_t i;

	for (i = 0; folded && i < count; i++)
		folded[i] = chars[i] == NB_ANY_CHAR
				    ? NB_ANY_CHAR
				    : nb_fold_char(&g->fold, chars[i]);
	if (folded)
		st = nb_literal_set(&g->required[g->required_count++], &g->fold,
				    folded, count);
	free(folded);
	return st;
}

/* Add the characters of a word. */
static enum nb_status require_word(struct nb_grep *g, const char *word)
{
	size_t len = strlen(word), n = 0, i, step;
	uint32_t *chars = nb_alloc(len, sizeof(*chars));
	enum nb_status st = NB_NOMEM;

	for (i = 0; chars && i < len; i += step)
		step = nb_utf8_next(word + i, len - i, &chars[n++]);
	if (chars)
		st = require(g, chars, n);
	free(chars);
	return st;
}

/* Require one of the words, unless there are too many of them. */
static enum nb_status require_words(struct nb_grep *g,
				    const struct nb_grep_options *o)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (o->pattern_count > NB_REQUIRED_MAX)
		return NB_OK;
	for (i = 0; !st && i < o->pattern_count; i++)
		st = require_word(g, o->patterns[i]);
	return st;
}

/* Add what an expression requires, and note where its matches may begin.
 * *certain becomes false if nothing is known, or there is no more room. */
static enum nb_status require_of_regex(struct nb_grep *g, const char *pattern,
				       struct nb_begin *begin, bool *certain)
{
	struct nb_required r = {.count = 0};
	enum nb_status st = NB_OK;
	const uint32_t *chars;
	bool known = nb_required_add(&r, pattern, strlen(pattern), &st);
	size_t i;

	if (known)
		st = nb_begin_set(begin, &r, &g->fold);
	if (!known || g->required_count + r.count > NB_REQUIRED_MAX)
		*certain = false;
	chars = (const uint32_t *)(void *)r.chars.data;
	for (i = 0; *certain && !st && i < r.count; i++) {
		st = require(g, chars, r.lens[i]);
		chars += r.lens[i];
	}
	nb_required_free(&r);
	return st;
}

/* Require what all expressions do; if one of them may do without, nothing. */
static enum nb_status require_of_regexes(struct nb_grep *g,
					 const struct nb_grep_options *o)
{
	enum nb_status st = NB_OK;
	bool certain = true;
	size_t i;

	for (i = 0; !st && i < o->pattern_count; i++)
		st = require_of_regex(g, o->patterns[i], &g->begins[i],
				      &certain);
	while (!certain && g->required_count)
		nb_literal_free(&g->required[--g->required_count]);
	return st;
}

/* Make the list of all anchors, unless there are too many for a search of each
 * by itself, or an item may do without. */
static enum nb_status list_anchors(struct nb_grep *g)
{
	struct nb_word_list *l = &g->anchors;
	size_t count = 0, i, k;

	for (i = 0; i < g->required_count; i++) {
		if (g->required[i].anchor_count == 0)
			return NB_OK;
		count += g->required[i].anchor_count;
	}
	if (count == 0 || count > NB_WORDS_FEW)
		return NB_OK;
	l->list = nb_alloc(count, sizeof(*l->list));
	for (i = 0; l->list && i < g->required_count; i++)
		for (k = 0; k < g->required[i].anchor_count; k++)
			l->list[l->count++] =
				nb_needle_of(g->required[i].anchors[k].bytes,
					     g->required[i].anchors[k].len);
	return l->list ? nb_words_create(l->list, l->count, &l->words)
		       : NB_NOMEM;
}

bool nb_grep_perhaps(const struct nb_grep *g, const char *xml, size_t len)
{
	size_t i;

	for (; g; g = g->next) {
		for (i = 0; i < g->required_count; i++)
			if (nb_literal_perhaps(&g->required[i], &g->fold, xml,
					       len))
				return true;
		if (g->reader || g->required_count == 0)
			return true;
	}
	return false;
}

/* ---- compiling */

/* Does the fold concern a character of these words? Otherwise they stand in a
 * text where they stand in the folded text. */
static bool concerns(const struct nb_grep *g, const struct nb_word_list *l)
{
	const char *p = (const char *)l->bytes.data;
	size_t i, step;
	uint32_t c;

	for (i = 0; i < l->bytes.len; i += step) {
		step = nb_utf8_next(p + i, l->bytes.len - i, &c);
		if (nb_fold_concerns(&g->fold, c))
			return true;
	}
	return false;
}

/* The length of a quantifier {n}, {n,} or {n,m} at p; 0 if it is none, and so
 * stands for itself. */
static size_t braces(const char *p)
{
	static const char digits[] = "0123456789";
	size_t n = strspn(p + 1, digits);

	if (n == 0)
		return 0;
	n++;
	if (p[n] == ',')
		n += 1 + strspn(p + n + 1, digits);
	return p[n] == '}' ? n + 1 : 0;
}

/* The length of what begins at p with an ASCII character that does not stand
 * for itself; 0 if it may stand for itself, or its meaning is not plain. */
static size_t plain_syntax(const char *p)
{
	if (*p == '{')
		return braces(p);
	if (p[0] == '(' && p[1] == '?')
		return p[2] == ':' ? 3 : 0;
	/* In a class, only what is not ASCII is plain. */
	if (*p == '[')
		return (uint8_t)p[1] >= 0x80 ? 1 : 0;
	return strchr(".|()*+?^$", *p) ? 1 : 0;
}

/*
 * May the fold concern what an expression matches? Not if it is made of nothing
 * but characters that it does not concern, dots, classes of such characters,
 * groups, branches and quantifiers: each character is folded to one, never to a
 * line end or from it.
 */
static bool expression_concerns(const struct nb_grep *g, const char *p)
{
	bool class = false;
	uint32_t c;
	size_t n;

	for (; *p; p += n) {
		if ((uint8_t)*p < 0x80) {
			n = class ? *p == ']' : plain_syntax(p);
			class = n && (class ? *p != ']' : *p == '[');
			if (n == 0)
				return true;
			continue;
		}
		n = nb_utf8_next(p, strlen(p), &c);
		if (nb_fold_concerns(&g->fold, c))
			return true;
	}
	return false;
}

/* The same for all expressions. */
static bool expressions_concern(const struct nb_grep *g,
				const struct nb_grep_options *o)
{
	size_t i;

	for (i = 0; i < o->pattern_count; i++)
		if (expression_concerns(g, o->patterns[i]))
			return true;
	return false;
}

bool nb_grep_is_complete(void)
{
	return nb_regex_create && nb_fold_variants;
}

static enum nb_status make_fold(struct nb_grep *g,
				const struct nb_grep_options *o,
				struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if ((o->regex || o->variants) && !nb_grep_is_complete())
		return nb_fail(err, NB_UNSUPPORTED,
			       "this program is linked without regular "
			       "expressions and variants");
	if (o->variants)
		st = nb_fold_variants(&g->fold, err);
	if (!st && !o->exact_width && nb_fold_width(&g->fold))
		st = nb_fail_mem(err);
	return st;
}

static enum nb_status make_regexes(struct nb_grep *g,
				   const struct nb_grep_options *o,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	g->regexes = nb_alloc(o->pattern_count, sizeof(struct nb_regex *));
	g->begins = nb_alloc(o->pattern_count, sizeof(*g->begins));
	if (!g->regexes || !g->begins)
		return nb_fail_mem(err);
	for (i = 0; !st && i < o->pattern_count; i++) {
		st = check_word(o->patterns[i], err);
		if (!st)
			st = nb_regex_create(o->patterns[i],
					     strlen(o->patterns[i]), &g->fold,
					     &g->regexes[i], err);
		g->regex_count += !st;
	}
	if (!st && require_of_regexes(g, o))
		st = nb_fail_mem(err);
	return st;
}

static enum nb_status make_words(struct nb_grep *g,
				 const struct nb_grep_options *o,
				 struct nb_error *err)
{
	enum nb_status st = make_list(&g->words, &g->fold, o->patterns,
				      o->pattern_count, err);

	if (!st &&
	    (nb_words_create(g->words.list, g->words.count, &g->words.words) ||
	     require_words(g, o)))
		st = nb_fail_mem(err);
	return st;
}

/* Compile the patterns, which are looked for together. The fold is there. */
static enum nb_status compile(struct nb_grep *g,
			      const struct nb_grep_options *o,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < o->excluded_count; i++)
		if (!*o->excluded[i])
			st = nb_fail(err, NB_USAGE,
				     "a text within which hits do not count "
				     "is empty");
	if (!st)
		st = make_list(&g->excluded, &g->fold, o->excluded,
			       o->excluded_count, err);
	g->parts = o->parts;
	if (!st)
		st = o->regex ? make_regexes(g, o, err) : make_words(g, o, err);
	if (st)
		return st;
	g->folds = (o->regex ? expressions_concern(g, o)
			     : concerns(g, &g->words)) ||
		   concerns(g, &g->excluded);
	return list_anchors(g) ? nb_fail_mem(err) : NB_OK;
}

/* Compile the patterns one by one, the first into g and each of the others into
 * one more after it. */
static enum nb_status compile_apart(struct nb_grep *g,
				    const struct nb_grep_options *options,
				    struct nb_error *err)
{
	struct nb_grep_options o = *options;
	const struct nb_grep *first = g;
	enum nb_status st;
	size_t i;

	o.pattern_count = 1;
	st = compile(g, &o, err);
	for (i = 1; !st && i < options->pattern_count; i++) {
		g->next = nb_alloc(1, sizeof(*g));
		if (!g->next)
			return nb_fail_mem(err);
		g = g->next;
		g->fold = first->fold;
		o.patterns++;
		st = compile(g, &o, err);
	}
	return st;
}

enum nb_status nb_grep_create_reading(const struct nb_grep_options *options,
				      const struct nb_reader *reader,
				      struct nb_grep **grep,
				      struct nb_error *err)
{
	struct nb_grep *g = nb_alloc(1, sizeof(*g));
	enum nb_status st = g ? make_fold(g, options, err) : nb_fail_mem(err);

	*grep = NULL;
	if (!st && options->pattern_count == 0 && !reader)
		st = check_word("", err);
	if (!st && options->apart)
		st = compile_apart(g, options, err);
	else if (!st)
		st = compile(g, options, err);
	if (st) {
		nb_grep_free(g);
		return st;
	}
	g->reader = reader;
	g->folds |= reader && g->fold.count;
	*grep = g;
	return NB_OK;
}

enum nb_status nb_grep_create(const struct nb_grep_options *options,
			      struct nb_grep **grep, struct nb_error *err)
{
	return nb_grep_create_reading(options, NULL, grep, err);
}

/* Free what one grep owns, except for its fold. */
static void free_one(struct nb_grep *g)
{
	size_t i;

	for (i = 0; i < g->regex_count; i++) {
		nb_regex_free(g->regexes[i]);
		nb_begin_free(&g->begins[i]);
	}
	for (i = 0; i < g->required_count; i++)
		nb_literal_free(&g->required[i]);
	free(g->regexes);
	free(g->begins);
	free_list(&g->words);
	free_list(&g->excluded);
	free_list(&g->anchors);
	free(g);
}

void nb_grep_free(struct nb_grep *g)
{
	struct nb_grep *next;

	if (g)
		nb_fold_free(&g->fold);
	for (; g; g = next) {
		next = g->next;
		free_one(g);
	}
}
