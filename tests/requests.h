/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_REQUESTS_H
#define TESTS_REQUESTS_H
/*
 * Memory runs out at every request: each call that appends to a buffer, grows
 * an array or takes a piece fails once, also where there would have been room
 * left.
 *
 * The library's own functions for buffers and memory are compiled into the
 * program under other names, and those here, which count, stand in their place.
 * A program includes this file once, before any header of the library.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define nb_buf_add real_buf_add
#define nb_buf_puts real_buf_puts
#define nb_buf_printf real_buf_printf
#define nb_buf_reserve real_buf_reserve
#define nb_alloc real_alloc
#define nb_grow real_grow
#define nb_strndup real_strndup
#define nb_arena_take real_arena_take
#include "base/alloc.c"
#include "base/buf.c"
#undef nb_buf_add
#undef nb_buf_puts
#undef nb_buf_printf
#undef nb_buf_reserve
#undef nb_alloc
#undef nb_grow
#undef nb_strndup
#undef nb_arena_take

enum nb_status nb_buf_add(struct nb_buf *b, const void *data, size_t len);
enum nb_status nb_buf_puts(struct nb_buf *b, const char *s);
enum nb_status nb_buf_printf(struct nb_buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
enum nb_status nb_buf_reserve(struct nb_buf *b, size_t more);
void *nb_alloc(uint64_t count, size_t size);
void *nb_grow(void *array, size_t *cap, size_t need, size_t size);
char *nb_strndup(const char *s, size_t len);
void *nb_arena_take(struct nb_arena *arena, size_t size);

#include <cmocka.h>
#include <unistd.h>

#include "io.h"

/* ---- requests that fail */

static atomic_uint requests;
static atomic_bool failed;
static unsigned fail_at; /* 0: none */

static bool refused(void)
{
	if (atomic_fetch_add(&requests, 1) + 1 != fail_at)
		return false;
	failed = true;
	return true;
}

enum nb_status nb_buf_add(struct nb_buf *b, const void *data, size_t len)
{
	return refused() ? NB_NOMEM : real_buf_add(b, data, len);
}

enum nb_status nb_buf_puts(struct nb_buf *b, const char *s)
{
	return refused() ? NB_NOMEM : real_buf_puts(b, s);
}

enum nb_status nb_buf_printf(struct nb_buf *b, const char *fmt, ...)
{
	char text[4096];
	va_list ap;
	int n;

	if (refused())
		return NB_NOMEM;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_in_range(n, 0, sizeof(text) - 1);
	return real_buf_add(b, text, (size_t)n);
}

enum nb_status nb_buf_reserve(struct nb_buf *b, size_t more)
{
	return refused() ? NB_NOMEM : real_buf_reserve(b, more);
}

void *nb_alloc(uint64_t count, size_t size)
{
	return refused() ? NULL : real_alloc(count, size);
}

void *nb_grow(void *array, size_t *cap, size_t need, size_t size)
{
	return refused() ? NULL : real_grow(array, cap, need, size);
}

char *nb_strndup(const char *s, size_t len)
{
	return refused() ? NULL : real_strndup(s, len);
}

void *nb_arena_take(struct nb_arena *arena, size_t size)
{
	return refused() ? NULL : real_arena_take(arena, size);
}

/* ---- sweeping */

typedef enum nb_status road(struct nb_error *err);

/* Run a road, which must leave no memory allocated and no file open. */
static enum nb_status run_clean(road *run, struct nb_error *err)
{
	size_t blocks = io_blocks_held();
	int descriptor = io_next_descriptor();
	enum nb_status st = run(err);

	if (io_blocks_held() != blocks || io_next_descriptor() != descriptor)
		fail_msg("request %u: %zu blocks of memory are left, "
			 "descriptor %d is %d",
			 fail_at, io_blocks_held() - blocks, descriptor,
			 io_next_descriptor());
	return st;
}

/*
 * Fail each request of a road in turn, until none is left to fail; there are
 * `least` of them at least. `before` prepares the files and `after` looks at
 * them when the road said NB_NOMEM; either may be NULL.
 */
static void sweep(road *run, unsigned least, void (*before)(void),
		  void (*after)(void))
{
	struct nb_error err;
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		if (before)
			before();
		requests = 0;
		failed = false;
		fail_at = n;
		st = run_clean(run, &err);
		fail_at = 0;
		if (!failed)
			break;
		if (st != NB_NOMEM)
			print_error("request %u: status %d\n", n, (int)st);
		assert_int_equal(st, NB_NOMEM);
		if (after)
			after();
	}
	if (st)
		print_error("status %d: %s\n", (int)st, err.text);
	assert_int_equal(st, NB_OK);
	assert_in_range(n, least, 100000);
}

#endif
