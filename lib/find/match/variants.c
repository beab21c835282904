/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simplified and traditional characters, by OpenCC.
 *
 * OpenCC converts phrases, which would fold a character in different ways
 * depending on what stands around it. A search has to find every text that
 * could be meant, so each ideograph is converted by itself: all of them at
 * once, a line each, since no phrase reaches over the end of a line.
 *
 * The library is loaded when it is needed: it is written in C++, and a program
 * that is linked with it takes twice as long to start.
 */
#include "find/match/variants.h"
#include "base/error.h"
#include "base/utf8.h"

#include <dlfcn.h>
#include <opencc/opencc.h>
#include <string.h>

/* The interface in C of OpenCC 1.1, and its table from traditional to
 * simplified. */
#define LIBRARY "libopencc.so.1.1"
#define TABLE "t2s.json"

/* The functions of it that are called; the handle is owned. */
struct opencc {
	void *handle;
	__typeof__(&opencc_open) open;
	__typeof__(&opencc_close) close;
	__typeof__(&opencc_convert_utf8) convert;
	__typeof__(&opencc_convert_utf8_free) free;
};

/* Blocks of ideographs: the first one and its extensions A to H. */
static const struct {
	uint32_t first, last;
} blocks[] = {{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0x20000, 0x323af}};

/* Set a pointer to the function `name` of the library; false if it has none.
 * ISO C knows no conversion between the two kinds of pointers. */
static bool look_up(void *handle, const char *name, void *function)
{
	void *found = dlsym(handle, name);

	memcpy(function, &found, sizeof(found));
	return found != NULL;
}

/* Load the library; NB_UNSUPPORTED if it is not there. */
static enum nb_status load(struct opencc *o, struct nb_error *err)
{
	o->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (o->handle && look_up(o->handle, "opencc_open", &o->open) &&
	    look_up(o->handle, "opencc_close", &o->close) &&
	    look_up(o->handle, "opencc_convert_utf8", &o->convert) &&
	    look_up(o->handle, "opencc_convert_utf8_free", &o->free))
		return NB_OK;
	if (o->handle)
		(void)dlclose(o->handle);
	return nb_fail(err, NB_UNSUPPORTED,
		       "variants need OpenCC 1.1, which is not installed; "
		       "Debian's package is libopencc1.1");
}

/* Append all ideographs, a line each. */
static enum nb_status list_ideographs(struct nb_buf *b)
{
	enum nb_status st = NB_OK;
	char line[5];
	uint32_t c;
	size_t i, n;

	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		for (c = blocks[i].first; !st && c <= blocks[i].last; c++) {
			n = nb_utf8_put(line, c);
			line[n] = '\n';
			st = nb_buf_add(b, line, n + 1);
		}
	return st;
}

/* Fold each line of the list to the same line of `simple`, if that is another
 * character. NB_INVALID if there are not as many lines. */
static enum nb_status fold_lines(struct nb_fold *fold,
				 const struct nb_buf *list, const char *simple)
{
	const char *p = (const char *)list->data, *end = p + list->len;
	size_t left = strlen(simple), n, m;
	enum nb_status st = NB_OK;
	uint32_t from, to;

	for (; !st && p < end; p += n + 1) {
		const char *stop = memchr(simple, '\n', left);

		if (!stop)
			return NB_INVALID;
		n = nb_utf8_next(p, (size_t)(end - p), &from);
		m = nb_utf8_get(simple, (size_t)(stop - simple), &to);
		if (m && simple + m == stop && from != to)
			st = nb_fold_add(fold, from, to);
		left -= (size_t)(stop - simple) + 1;
		simple = stop + 1;
	}
	return st;
}

/* Fold by a library that is loaded. */
static enum nb_status fold_by(struct nb_fold *fold, const struct opencc *o,
			      struct nb_error *err)
{
	struct nb_buf list = {0};
	opencc_t table = o->open(TABLE);
	char *simple = NULL;
	enum nb_status st;

	/* It returns -1 after a failure. */
	if (table == (opencc_t)-1)
		return nb_fail(err, NB_UNSUPPORTED,
			       "OpenCC cannot read its table %s; Debian's "
			       "package is libopencc-data",
			       TABLE);
	st = list_ideographs(&list);
	if (!st)
		simple = o->convert(table, (char *)list.data, list.len);
	if (simple)
		st = fold_lines(fold, &list, simple);
	o->free(simple);
	(void)o->close(table);
	nb_buf_free(&list);
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st || !simple ? nb_fail(err, NB_UNSUPPORTED,
				       "OpenCC does not convert with %s", TABLE)
			     : NB_OK;
}

enum nb_status nb_fold_variants(struct nb_fold *fold, struct nb_error *err)
{
	struct opencc o = {.handle = NULL};
	enum nb_status st = load(&o, err);

	if (st)
		return st;
	st = fold_by(fold, &o, err);
	(void)dlclose(o.handle);
	return st;
}
