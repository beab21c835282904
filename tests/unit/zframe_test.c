/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encoders and decoders that are used again, against ones that are new: the
 * same bytes and the same answers, whatever they did before, and whatever went
 * wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include <cmocka.h>

#include "archive/record/record.h"
#include "archive/frame/zframe.h"

#define LARGEST 200000u
#define TEXTS 12u

static const size_t sizes[] = {0,    1,	    7,	    100,    1000, 5000,
			       1024, 70000, 131072, 131073, 3,	  LARGEST};
static const int levels[] = {1, 3, 9, 15, 17, 19};

/* The texts stand one after the other, so that some of them go on where the
 * one that was compressed before ended. */
static uint8_t *all, *texts[TEXTS];

/* Words, so that there is something to compress. */
static void fill(uint8_t *p, size_t n, uint32_t seed)
{
	static const char *const words[] = {"<p>", "</p>\n", "工作",  "生产队",
					    "，",  "。",     "的",    "春耕",
					    "a ",  "的的的", "<lb/>", "0"};
	size_t i = 0, k;

	while (i < n) {
		const char *word;

		seed = seed * 1664525u + 1013904223u;
		word = words[(seed >> 20) % 12];
		for (k = 0; word[k] && i < n; k++)
			p[i++] = (uint8_t)word[k];
		if (seed % 11 == 0 && i < n)
			p[i++] = (uint8_t)(seed >> 8);
	}
}

static int set_up(void **state)
{
	size_t total = 0, i;

	(void)state;
	for (i = 0; i < TEXTS; i++)
		total += sizes[i];
	all = malloc(total);
	if (!all)
		return -1;
	fill(all, total, 7);
	texts[0] = all;
	for (i = 1; i < TEXTS; i++)
		texts[i] = texts[i - 1] + sizes[i - 1];
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(all);
	return 0;
}

/* Encode text i, with text j before it or none (TEXTS), both ways. */
static void compare_encoders(struct nb_zencoder *used, size_t i, size_t j,
			     int level)
{
	const uint8_t *prefix = j < TEXTS ? texts[j] : NULL;
	size_t prefix_len = j < TEXTS ? sizes[j] : 0;
	struct nb_buf a = {0}, b = {0};
	struct nb_error err;

	assert_int_equal(nb_zframe_encode(used, texts[i], sizes[i], prefix,
					  prefix_len, level, &a, &err),
			 NB_OK);
	assert_int_equal(nb_zframe_compress(texts[i], sizes[i], prefix,
					    prefix_len, level, &b, &err),
			 NB_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	nb_buf_free(&a);
	nb_buf_free(&b);
}

/* Each text, on each level, with another one before it and without. */
static void test_encoders(void **state)
{
	struct nb_zencoder used = {0};
	size_t i, k;

	(void)state;
	for (k = 0; k < 6; k++)
		for (i = 0; i < TEXTS; i++) {
			compare_encoders(&used, i, TEXTS, levels[k]);
			compare_encoders(&used, i, (i * 5 + k) % TEXTS,
					 levels[(k + i) % 6]);
		}
	for (i = TEXTS; i-- > 0;)
		compare_encoders(&used, i, TEXTS, levels[i % 6]);
	nb_zencoder_free(&used);
}

/* Large frames, so many small ones that zstd wants smaller tables, and large
 * ones again. */
static void test_encoders_by_turns(void **state)
{
	struct nb_zencoder used = {0};
	size_t large = 0, small = 4, i;
	int turn;

	(void)state;
	for (i = 0; i < TEXTS; i++) {
		if (sizes[i] > sizes[large])
			large = i;
		if (sizes[i] && sizes[i] < sizes[small])
			small = i;
	}
	assert_true(sizes[large] > 100 * sizes[small]);
	for (turn = 0; turn < 3; turn++) {
		compare_encoders(&used, large, TEXTS, 19);
		for (i = 0; i < 150; i++)
			compare_encoders(&used, small, TEXTS, 19);
	}
	nb_zencoder_free(&used);
}

/* Leave the encoder in the middle of a text, or at an error. */
static void spoil(struct nb_zencoder *e, size_t i, int way)
{
	uint8_t out[64];
	ZSTD_inBuffer in = {texts[i], sizes[i], 0};
	ZSTD_outBuffer to = {out, sizeof(out), 0};
	size_t code = 0;

	switch (way) {
	case 0: /* no room */
		code = ZSTD_compress2(e->cctx, out, sizeof(out), texts[i],
				      sizes[i]);
		assert_true(ZSTD_isError(code));
		break;
	case 1: /* given up after a part of the output */
		code = ZSTD_compressStream2(e->cctx, &to, &in, ZSTD_e_end);
		assert_true(!ZSTD_isError(code) && code > 0);
		break;
	case 2: /* or in the middle of the input */
		in.size /= 2;
		code = ZSTD_compressStream2(e->cctx, &to, &in, ZSTD_e_continue);
		assert_false(ZSTD_isError(code));
		break;
	default: /* other parameters, and not used */
		assert_false(ZSTD_isError(
			ZSTD_CCtx_setParameter(e->cctx, ZSTD_c_windowLog, 12)));
		assert_false(
			ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(e->cctx, 3)));
		break;
	}
}

static void test_encoders_after_failures(void **state)
{
	struct nb_zencoder used = {0};
	size_t i;
	int way;

	(void)state;
	compare_encoders(&used, 7, 8, 3);
	for (i = 4; i < TEXTS; i++)
		for (way = 0; way < 4; way++) {
			if (sizes[i] < 1000)
				continue;
			assert_false(ZSTD_isError(ZSTD_CCtx_reset(
				used.cctx, ZSTD_reset_session_only)));
			spoil(&used, i, way);
			compare_encoders(&used, (i + 1) % TEXTS,
					 way % 2 ? 5 : TEXTS,
					 levels[(i + (size_t)way) % 6]);
		}
	nb_zencoder_free(&used);
}

/* ---- decoders */

/* Decode both ways; what cannot be decoded is the same to both, though zstd may
 * say something else of it. */
static enum nb_status compare_decoders(struct nb_zdecoder *used,
				       const struct nb_buf *frame, size_t len,
				       size_t prefix, uint32_t content)
{
	const uint8_t *before = prefix < TEXTS ? texts[prefix] : NULL;
	size_t before_len = prefix < TEXTS ? sizes[prefix] : 0;
	struct nb_zdecoder fresh = {0};
	struct nb_buf a = {0}, b = {0};
	struct nb_error err;
	enum nb_status st =
		nb_zframe_decompress(used, frame->data, len, before, before_len,
				     content, NB_CONTENT_WINDOW_LOG, &a, &err);

	assert_int_equal(nb_zframe_decompress(&fresh, frame->data, len, before,
					      before_len, content,
					      NB_CONTENT_WINDOW_LOG, &b, &err),
			 st);
	assert_int_equal(a.len, b.len);
	if (a.len)
		assert_memory_equal(a.data, b.data, a.len);
	if (!st && content == sizes[5] && a.len)
		assert_memory_equal(a.data, texts[5], a.len);
	nb_zdecoder_free(&fresh);
	nb_buf_free(&a);
	nb_buf_free(&b);
	return st;
}

/* Damage at every byte, every cut, another prefix and none; a good frame is
 * decoded between them. */
static void test_decoders_after_errors(void **state)
{
	const uint32_t size = (uint32_t)sizes[5];
	struct nb_zdecoder used = {0};
	struct nb_buf plain = {0}, patch = {0};
	struct nb_error err;
	size_t i, wrong = 0;

	(void)state;
	assert_int_equal(
		nb_zframe_compress(texts[5], size, NULL, 0, 3, &plain, &err),
		NB_OK);
	assert_int_equal(nb_zframe_compress(texts[5], size, texts[7], sizes[7],
					    3, &patch, &err),
			 NB_OK);
	assert_int_equal(
		compare_decoders(&used, &plain, plain.len, TEXTS, size), NB_OK);
	for (i = 0; i < patch.len; i++) {
		patch.data[i] ^= 0x10;
		wrong += compare_decoders(&used, &patch, patch.len, 7, size) !=
			 NB_OK;
		patch.data[i] ^= 0x10;
		wrong += compare_decoders(&used, &patch, i, 7, size) != NB_OK;
		assert_int_equal(compare_decoders(&used, &patch, patch.len,
						  i % 2 ? 8 : TEXTS,
						  size) != NB_OK,
				 1);
		assert_int_equal(compare_decoders(&used,
						  i % 2 ? &plain : &patch,
						  i % 2 ? plain.len : patch.len,
						  i % 2 ? TEXTS : 7, size),
				 NB_OK);
	}
	/* A few bits of a frame's header mean nothing. */
	assert_in_range(wrong, 2 * patch.len - 8, 2 * patch.len);
	nb_zdecoder_free(&used);
	nb_buf_free(&plain);
	nb_buf_free(&patch);
}

/* Another one's parameters, and the middle of another one's frame. */
static void test_decoders_in_between(void **state)
{
	const uint32_t size = (uint32_t)sizes[11];
	struct nb_zdecoder used = {0};
	struct nb_buf frame = {0};
	struct nb_error err;
	uint8_t out[1000];
	size_t cut;

	(void)state;
	assert_int_equal(
		nb_zframe_compress(texts[11], size, NULL, 0, 3, &frame, &err),
		NB_OK);
	for (cut = 1; cut < frame.len; cut += frame.len / 50 + 1) {
		ZSTD_inBuffer in = {frame.data, cut, 0};
		ZSTD_outBuffer to = {out, sizeof(out), 0};

		assert_int_equal(nb_zdecoder_reset(&used, 27), NB_OK);
		assert_false(ZSTD_isError(
			ZSTD_decompressStream(used.dctx, &to, &in)));
		assert_int_equal(
			compare_decoders(&used, &frame, frame.len, TEXTS, size),
			NB_OK);
	}
	nb_zdecoder_free(&used);
	nb_buf_free(&frame);
}

/* Large sources are searched in a way of their own: they come back, and the
 * same encoder then does small ones as a new one does. */
static void test_search(void **state)
{
	const size_t prefix_len = 300000, len = 900000;
	uint8_t *prefix = malloc(prefix_len), *data = malloc(len);
	struct nb_zencoder used = {0};
	struct nb_zdecoder decoder = {.dctx = NULL};
	struct nb_buf frame = {0}, again = {0}, back = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	assert_true(prefix && data);
	assert_true(nb_zframe_searches(prefix_len, len, 17));
	assert_false(nb_zframe_searches(prefix_len, len, 16));
	assert_false(nb_zframe_searches(0, len, 17));
	assert_false(nb_zframe_searches(prefix_len, 100000, 17));
	fill(prefix, prefix_len, 3);
	fill(data, len, 4);
	/* Pieces of the prefix of 40 bytes, from its end to its beginning */
	for (i = 0; i + 2000 < len; i += 2000)
		memcpy(data + i, prefix + prefix_len - 40 - i / 4, 40);
	assert_int_equal(nb_zframe_encode(&used, data, len, prefix, prefix_len,
					  18, &frame, &err),
			 NB_OK);
	assert_int_equal(nb_zframe_compress(data, len, prefix, prefix_len, 18,
					    &again, &err),
			 NB_OK);
	assert_int_equal(frame.len, again.len);
	assert_memory_equal(frame.data, again.data, frame.len);
	assert_int_equal(nb_zframe_decompress(&decoder, frame.data, frame.len,
					      prefix, prefix_len, (uint32_t)len,
					      NB_CONTENT_WINDOW_LOG, &back,
					      &err),
			 NB_OK);
	assert_memory_equal(back.data, data, len);
	compare_encoders(&used, 5, 4, 19);
	compare_encoders(&used, 11, 8, 3);
	nb_zencoder_free(&used);
	nb_zdecoder_free(&decoder);
	nb_buf_free(&frame);
	nb_buf_free(&again);
	nb_buf_free(&back);
	free(prefix);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encoders),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_encoders_by_turns),
		cmocka_unit_test(test_encoders_after_failures),
		cmocka_unit_test(test_decoders_after_errors),
		cmocka_unit_test(test_decoders_in_between),
	};

	return cmocka_run_group_tests_name("zframe", tests, set_up,
					   tear_down) != 0;
}
