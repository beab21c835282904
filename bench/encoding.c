/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Speed of the conversion between GB18030 and UTF-8, inside one process: what
 * is compared takes its turns on the same text, and the medians of several
 * rounds are printed as gigabytes of input a second, times glibc's iconv(3),
 * and part of memcpy.
 *
 * usage: encoding [-n ROUNDS] TEXT...    (in UTF-8)
 */
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <nbarc/encoding.h>

#include "base/error.h"
#include "base/file.h"
#include "encoding/fast/fast.h"

#define ROUNDS_MAX 101
#define PIECE ((size_t)64 * 1024)
#define TEXT_MAX ((size_t)1 << 30)

struct bench {
	const uint8_t *in;
	size_t len;
	const char *from, *to;
	uint8_t *scratch; /* as large as any result of a piece */
};

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what)
{
	(void)fprintf(stderr, "encoding: %s\n", what);
	exit(1);
}

static void copy(const struct bench *b)
{
	size_t at, n;

	for (at = 0; at < b->len; at += n) {
		n = b->len - at < PIECE ? b->len - at : PIECE;
		memcpy(b->scratch, b->in + at, n);
		/* The compiler must not see that nobody reads it. */
		__asm__ volatile("" : : "r"(b->scratch) : "memory");
	}
}

static void by_iconv(const struct bench *b)
{
	iconv_t cd = iconv_open(b->to, b->from);
	char *in = (char *)(uintptr_t)b->in, *end = in + b->len;

	if (cd == (iconv_t)-1)
		die("iconv_open");
	while (in < end) {
		size_t left = (size_t)(end - in), room = 4 * PIECE;
		char *out = (char *)b->scratch, *before = in;

		left = left < PIECE ? left : PIECE;
		/* A character may be cut at the end of a piece. */
		(void)iconv(cd, &in, &left, &out, &room);
		if (in == before)
			die("iconv refuses the text");
	}
	(void)iconv_close(cd);
}

static void by_nbarc(const struct bench *b, bool verify)
{
	const struct nb_convert_options options = {
		.from = b->from,
		.to = b->to,
		.verify = verify ? NB_VERIFY_ALWAYS : NB_VERIFY_NEVER};
	struct nb_converter *c = NULL;
	struct nb_buf out = {0};
	struct nb_error err;
	size_t at, n;

	if (nb_converter_create(&options, &c, &err))
		die(err.text);
	for (at = 0; at < b->len; at += n) {
		n = b->len - at < PIECE ? b->len - at : PIECE;
		out.len = 0;
		if (nb_converter_add(c, b->in + at, n, at + n == b->len, &out,
				     &err))
			die(err.text);
	}
	nb_converter_free(c);
	nb_buf_free(&out);
}

static void plain(const struct bench *b)
{
	by_nbarc(b, false);
}

static void verified(const struct bench *b)
{
	by_nbarc(b, true);
}

static void portable(const struct bench *b)
{
	nb_fast_use_avx2(false);
	by_nbarc(b, false);
	nb_fast_use_avx2(true);
}

static void portable_verified(const struct bench *b)
{
	nb_fast_use_avx2(false);
	by_nbarc(b, true);
	nb_fast_use_avx2(true);
}

static const struct {
	const char *name;
	void (*run)(const struct bench *b);
} runners[] = {
	{"memcpy", copy},
	{"iconv(3)", by_iconv},
	{"nbarc", plain},
	{"nbarc, verified", verified},
	{"nbarc, portable", portable},
	{"nbarc, portable, verified", portable_verified},
};
#define RUNNERS (sizeof(runners) / sizeof(runners[0]))

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void direction(const struct bench *b, int rounds, const char *name)
{
	static double took[RUNNERS][ROUNDS_MAX];
	double copied, other, median;
	size_t i;
	int r;

	/* The first round is not counted. */
	for (r = -1; r < rounds; r++)
		for (i = 0; i < RUNNERS; i++) {
			double start = now();

			runners[i].run(b);
			took[i][r < 0 ? 0 : r] = now() - start;
		}
	for (i = 0; i < RUNNERS; i++)
		qsort(took[i], (size_t)rounds, sizeof(double), compare);
	copied = took[0][rounds / 2];
	other = took[1][rounds / 2];
	printf("%s: %s to %s, %zu bytes\n", name, b->from, b->to, b->len);
	for (i = 0; i < RUNNERS; i++) {
		median = took[i][rounds / 2];
		printf("  %-28s %6.2f GB/s   x %.2f of iconv(3)   %.3f of "
		       "memcpy\n",
		       runners[i].name, (double)b->len / median * 1e-9,
		       other / median, copied / median);
	}
}

int main(int argc, char **argv)
{
	int rounds = 9, i = 1;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		rounds = (int)strtol(argv[2], NULL, 10);
		i = 3;
	}
	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("1 to 101 rounds");
	for (; i < argc; i++) {
		struct nb_buf text = {0}, gb = {0};
		struct nb_error err;
		struct bench b = {.scratch = malloc(4 * PIECE)};

		if (!b.scratch ||
		    nb_file_read(argv[i], TEXT_MAX, &text, &err) ||
		    nb_text_encode((const char *)text.data, text.len, "GB18030",
				   false, &gb, &err))
			die(argv[i]);
		b = (struct bench){gb.data, gb.len, "GB18030", "UTF-8",
				   b.scratch};
		direction(&b, rounds, argv[i]);
		b = (struct bench){text.data, text.len, "UTF-8", "GB18030",
				   b.scratch};
		direction(&b, rounds, argv[i]);
		free(b.scratch);
		nb_buf_free(&text);
		nb_buf_free(&gb);
	}
	return 0;
}
