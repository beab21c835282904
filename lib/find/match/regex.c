/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions, by PCRE2 (pcre2api(3)).
 *
 * A match may take a time that grows exponentially with the length of a line.
 * The limits below end it: a line of 3,000 characters with a pair of ".*" that
 * fails takes half as many steps.
 */
#include "find/match/regex.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps of one match; where there is no compiler, also KiB of memory and calls
 * that are open at a time. */
#define STEPS_MAX 10000000u
#define HEAP_MAX (64u * 1024)
#define DEPTH_MAX 100000u
/* Bytes of the stack for compiled expressions. */
#define STACK_MIN ((size_t)32 << 10)
#define STACK_MAX ((size_t)8 << 20)
/* Bytes of an expression; nothing that a person writes comes near. */
#define PATTERN_MAX 65536u

struct nb_regex {
	pcre2_code *code;
	bool compiled; /* to machine code */
};

/* What one thread needs; all is owned. */
struct nb_regex_place {
	pcre2_match_data *match; /* of the place of the match only */
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* ---- folding an expression */

/* Reading an expression to fold it. */
struct folding {
	const struct nb_fold *fold;
	struct nb_buf *out;
	bool escaped; /* a backslash stands before this character */
	bool quoted;  /* between \Q and \E */
};

/* Append a character that is folded to `c`: by its number, which is never
 * special. A backslash that stood before it is taken away. */
static enum nb_status put_folded(struct folding *f, uint32_t c)
{
	if (f->escaped)
		f->out->len--;
	return nb_buf_printf(f->out, f->quoted ? "\\E\\x{%x}\\Q" : "\\x{%x}",
			     c);
}

/* Append one character of the expression, the `n` bytes at p. */
static enum nb_status fold_char(struct folding *f, const char *p, size_t n,
				uint32_t c)
{
	bool escaped = f->escaped;
	enum nb_status st;

	if (nb_fold_char(f->fold, c) != c) {
		st = put_folded(f, nb_fold_char(f->fold, c));
		f->escaped = false;
		return st;
	}
	if (escaped && c == (f->quoted ? 'E' : 'Q'))
		f->quoted = !f->quoted;
	/* In a quotation two backslashes are two. */
	f->escaped = c == '\\' && (f->quoted || !escaped);
	return nb_buf_add(f->out, p, n);
}

/* Append the expression, folded. Bytes that are not UTF-8 are left as they are
 * for PCRE2 to refuse. */
static enum nb_status fold_pattern(const char *p, size_t len,
				   const struct nb_fold *fold,
				   struct nb_buf *out)
{
	struct folding f = {fold, out, false, false};
	const char *end = p + len;
	enum nb_status st = NB_OK;
	uint32_t c;
	size_t n;

	for (; !st && p < end; p += n) {
		n = nb_utf8_get(p, (size_t)(end - p), &c);
		if (n)
			st = fold_char(&f, p, n, c);
		else
			st = nb_buf_add(out, p, n = 1);
	}
	return st;
}

/* ---- compiling */

/* Say why PCRE2 does not take an expression. */
static enum nb_status refuse(int code, size_t offset, struct nb_error *err)
{
	PCRE2_UCHAR text[256] = "";

	if (code == PCRE2_ERROR_HEAP_FAILED)
		return nb_fail_mem(err);
	(void)pcre2_get_error_message(code, text, sizeof(text));
	return nb_fail(err, NB_USAGE,
		       "the regular expression is not valid at byte %zu: %s",
		       offset, (char *)text);
}

static enum nb_status compile(const char *pattern, size_t len,
			      struct nb_regex *regex, struct nb_error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_SIZE offset = 0;
	size_t size = 0;
	int code = PCRE2_ERROR_HEAP_FAILED;

	if (!context)
		return nb_fail_mem(err);
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	(void)pcre2_set_max_pattern_length(context, PATTERN_MAX);
	regex->code =
		pcre2_compile((PCRE2_SPTR)pattern, len,
			      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C,
			      &code, &offset, context);
	pcre2_compile_context_free(context);
	if (!regex->code)
		return refuse(code, offset, err);
	/* Without a compiler for this machine, or if the expression says so,
	 * it is interpreted. */
	(void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
	(void)pcre2_pattern_info(regex->code, PCRE2_INFO_JITSIZE, &size);
	regex->compiled = size > 0;
	return NB_OK;
}

enum nb_status nb_regex_create(const char *pattern, size_t len,
			       const struct nb_fold *fold,
			       struct nb_regex **regex, struct nb_error *err)
{
	struct nb_regex *r = nb_alloc(1, sizeof(*r));
	struct nb_buf folded = {0};
	enum nb_status st;

	*regex = NULL;
	if (!r || fold_pattern(pattern, len, fold, &folded))
		st = nb_fail_mem(err);
	else
		st = compile((char *)folded.data, folded.len, r, err);
	nb_buf_free(&folded);
	if (st)
		nb_regex_free(r);
	else
		*regex = r;
	return st;
}

void nb_regex_free(struct nb_regex *r)
{
	if (!r)
		return;
	pcre2_code_free(r->code);
	free(r);
}

/* ---- matching */

enum nb_status nb_regex_place_create(struct nb_regex_place **place)
{
	struct nb_regex_place *p = nb_alloc(1, sizeof(*p));

	*place = p;
	if (!p)
		return NB_NOMEM;
	p->match = pcre2_match_data_create(1, NULL);
	p->context = pcre2_match_context_create(NULL);
	p->stack = pcre2_jit_stack_create(STACK_MIN, STACK_MAX, NULL);
	if (!p->match || !p->context) {
		nb_regex_place_free(p);
		*place = NULL;
		return NB_NOMEM;
	}
	(void)pcre2_set_match_limit(p->context, STEPS_MAX);
	(void)pcre2_set_heap_limit(p->context, HEAP_MAX);
	(void)pcre2_set_depth_limit(p->context, DEPTH_MAX);
	/* Without a stack of its own, one of 32 KiB is used. */
	if (p->stack)
		pcre2_jit_stack_assign(p->context, NULL, p->stack);
	return NB_OK;
}

void nb_regex_place_free(struct nb_regex_place *p)
{
	if (!p)
		return;
	pcre2_match_data_free(p->match);
	pcre2_match_context_free(p->context);
	pcre2_jit_stack_free(p->stack);
	free(p);
}

/* Match once. What is compiled is called as it is: pcre2_match() would do the
 * same after checks that take as long as a short match. */
static int match(const struct nb_regex *regex, struct nb_regex_place *place,
		 const char *line, size_t len, size_t from)
{
	const pcre2_code *code = regex->code;
	PCRE2_SPTR subject = (PCRE2_SPTR)line;

	return regex->compiled
		       ? pcre2_jit_match(code, subject, len, from,
					 PCRE2_NOTEMPTY, place->match,
					 place->context)
		       : pcre2_match(code, subject, len, from,
				     PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
				     place->match, place->context);
}

enum nb_status nb_regex_next(const struct nb_regex *regex,
			     struct nb_regex_place *place, const char *line,
			     size_t len, size_t from, size_t *start,
			     size_t *end)
{
	const PCRE2_SIZE *found = pcre2_get_ovector_pointer(place->match);
	int code = match(regex, place, line, len, from);

	if (code == PCRE2_ERROR_NOMATCH)
		return NB_ABSENT;
	if (code == PCRE2_ERROR_NOMEMORY)
		return NB_NOMEM;
	if (code < 0)
		return NB_LIMIT;
	*start = found[0];
	*end = found[1];
	/* \K can set the beginning anywhere. */
	return *start >= from && *start < *end ? NB_OK : NB_ABSENT;
}
