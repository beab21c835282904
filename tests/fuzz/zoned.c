/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as documents and sources, divided by 0xff: document, source,
 * document, source and so on. What is folded unfolds to the same sources. Each
 * source is also taken for codes of all documents, which give as many bytes as
 * were asked for, or are refused.
 */
#include <stdlib.h>
#include <string.h>

#include "archive/frame/zoned.h"

/* Pairs of a document and a source, at most. */
#define PAIRS_MAX 8u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Documents in a row, their sources in a row, and where each is. */
struct frame {
	struct nb_buf content, sources;
	struct nb_pair pairs[PAIRS_MAX];
	size_t count;
};

/* Append the bytes up to 0xff, and move on past it. Returns their number. */
static uint32_t take(struct nb_buf *b, const uint8_t **p, const uint8_t *end)
{
	const uint8_t *to = memchr(*p, 0xff, (size_t)(end - *p));
	size_t n = (size_t)((to ? to : end) - *p);

	must(nb_buf_add(b, *p, n) == NB_OK);
	*p += n + (to != NULL);
	return (uint32_t)n;
}

static void fill(struct frame *f, const uint8_t *data, size_t size)
{
	const uint8_t *p = data, *end = data + size;

	must(nb_buf_reserve(&f->content, 1) == NB_OK);
	must(nb_buf_reserve(&f->sources, 1) == NB_OK);
	for (; p < end && f->count < PAIRS_MAX; f->count++) {
		struct nb_pair *pair = &f->pairs[f->count];

		pair->document = (uint32_t)f->content.len;
		pair->document_len = take(&f->content, &p, end);
		pair->stored_len = take(&f->sources, &p, end);
	}
}

/* Fold the sources, and unfold them with a journal after them. */
static void there_and_back(const struct frame *f)
{
	static const char journal[] = "\1\2\7\10\16";
	const size_t want = f->sources.len + sizeof(journal);
	struct nb_pair pairs[PAIRS_MAX];
	struct nb_buf folded = {0}, back = {0};
	struct nb_error err;
	size_t i, sum = 0, zoned;

	memcpy(pairs, f->pairs, sizeof(pairs));
	must(nb_buf_reserve(&folded, 1) == NB_OK);
	must(nb_buf_add(&folded, f->sources.data, f->sources.len) == NB_OK);
	must(nb_zoned_fold(&f->content, &folded, pairs, f->count, &zoned,
			   &err) == NB_OK);
	for (i = 0; i < f->count; i++)
		sum += pairs[i].stored_len;
	must(sum == folded.len && folded.len <= f->sources.len);
	must(zoned <= sum);
	if (zoned) {
		must(nb_buf_add(&folded, journal, sizeof(journal)) == NB_OK);
		must(nb_zoned_unfold(f->content.data, f->content.len,
				     folded.data, folded.len, f->sources.len,
				     want, &back, &err) == NB_OK);
		must(back.len == want &&
		     memcmp(back.data, f->sources.data, f->sources.len) == 0);
	} else {
		must(memcmp(folded.data, f->sources.data, sum) == 0);
	}
	nb_buf_free(&folded);
	nb_buf_free(&back);
}

/* Take bytes for codes that stand for `sources` bytes of `total`. */
static void unfold(const struct frame *f, const uint8_t *codes, size_t len,
		   size_t sources, size_t total)
{
	struct nb_buf out = {0};
	struct nb_error err;
	enum nb_status st =
		nb_zoned_unfold(f->content.data, f->content.len, codes, len,
				sources, total, &out, &err);

	must(st == NB_OK || st == NB_INVALID);
	must(st ? out.len <= total + 10 : out.len == total);
	nb_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f = {.count = 0};
	const uint8_t *codes;
	size_t i;

	fill(&f, data, size);
	there_and_back(&f);
	codes = f.sources.data;
	for (i = 0; i < f.count; i++) {
		size_t len = f.pairs[i].stored_len;

		unfold(&f, codes, len, len, len);
		unfold(&f, codes, len, 2 * len, 2 * len);
		unfold(&f, codes, len, len / 2, len);
		unfold(&f, codes, len, 3 * len, 4 * len);
		codes += len;
	}
	nb_buf_free(&f.content);
	nb_buf_free(&f.sources);
	return 0;
}
