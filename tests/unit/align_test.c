/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames from sequences that were found without zstd: whatever the sequences
 * are, the frame gives the data back or is not made; sources of every kind are
 * described by their documents, and take no more bytes than a search finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "archive/frame/align.h"
#include "archive/record/record.h"
#include "archive/write/blob.h"

#define BLOCK ((size_t)128 << 10)

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

static void put(struct nb_buf *b, const void *data, size_t len)
{
	assert_int_equal(nb_buf_add(b, data, len), NB_OK);
}

static void put_text(struct nb_buf *b, const char *text)
{
	put(b, text, strlen(text));
}

/* A frame of `b` as sequences describe it; false if it is not made. */
static bool encode(struct nb_sequences *s, const struct nb_buf *b,
		   const struct nb_buf *prefix, struct nb_buf *frame)
{
	struct nb_zencoder encoder = {0};
	struct nb_error err;
	bool encoded;

	assert_int_equal(nb_sequences_encode(s, &encoder, b->data, b->len,
					     prefix->data, prefix->len, frame,
					     &encoded, &err),
			 NB_OK);
	nb_zencoder_free(&encoder);
	return encoded;
}

/* ---- sequences */

/* Data in which each step of the description is a literal or a copy, with the
 * description. */
static void make_data(struct nb_buf *b, size_t len, struct nb_sequences *s,
		      const struct nb_buf *prefix, uint32_t longest)
{
	while (b->len < len) {
		size_t n = 1 + draw(longest), i;
		size_t behind = b->len + prefix->len;
		uint32_t offset;

		if (n > len - b->len)
			n = len - b->len;
		if (behind == 0 || draw(4) == 0) {
			n = n % 9 + 1 > len - b->len ? 1 : n % 9 + 1;
			for (i = 0; i < n; i++)
				put(b, &(uint8_t){(uint8_t)draw(256)}, 1);
			assert_int_equal(nb_sequences_literals(s, n), NB_OK);
			continue;
		}
		offset = 1 + draw((uint32_t)behind);
		/* A match from the prefix ends with it. */
		if (offset > b->len && n > offset - b->len)
			n = offset - b->len;
		for (i = 0; i < n; i++) {
			size_t at = prefix->len + b->len - offset;

			uint8_t c = at < prefix->len
					    ? prefix->data[at]
					    : b->data[at - prefix->len];

			put(b, &c, 1);
		}
		assert_int_equal(nb_sequences_match(s, offset, n), NB_OK);
	}
}

/* Copies and literals of all lengths, in data of all sizes around those of
 * blocks: the frame is made, and is compared when it is. */
static void test_sequences(void **state)
{
	static const size_t sizes[] = {0,
				       1,
				       2,
				       700,
				       1023,
				       1024,
				       1025,
				       BLOCK - 1,
				       BLOCK,
				       BLOCK + 1,
				       5000,
				       2 * BLOCK,
				       3 * BLOCK + 5};
	static const uint32_t longest[] = {3, 5, 40, 3000, 300000};
	struct nb_sequences s = {0};
	struct nb_buf prefix = {0}, data = {0}, frame = {0};
	size_t i, k;

	(void)state;
	seed = 1;
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		for (k = 0; k < 10; k++) {
			data.len = frame.len = prefix.len = 0;
			while (k % 2 && prefix.len < 50 * (k + 1))
				put(&prefix, &(uint8_t){(uint8_t)draw(256)}, 1);
			nb_sequences_begin(&s, sizes[i], prefix.len);
			make_data(&data, sizes[i], &s, &prefix, longest[k / 2]);
			assert_true(encode(&s, &data, &prefix, &frame));
			assert_true(frame.len > 0);
		}
	}
	nb_sequences_free(&s);
	nb_buf_free(&prefix);
	nb_buf_free(&data);
	nb_buf_free(&frame);
}

/* Sequences that do not give the data back: no frame, and nothing appended. */
static void test_wrong_sequences(void **state)
{
	static const char text[] = "0123456789012345678901234567890123456789";
	struct nb_buf data = {0}, none = {0}, frame = {0};
	struct nb_sequences s = {0};
	int way;

	(void)state;
	put(&data, text, 40);
	for (way = 0; way < 5; way++) {
		frame.len = 0;
		put_text(&frame, "before");
		nb_sequences_begin(&s, 40, 0);
		assert_int_equal(nb_sequences_literals(&s, 10), NB_OK);
		/* right; another offset; beyond the beginning; too long; too
		 * short */
		assert_int_equal(nb_sequences_match(&s,
						    way == 1   ? 9
						    : way == 2 ? 11
							       : 10,
						    way == 3   ? 31
						    : way == 4 ? 29
							       : 30),
				 NB_OK);
		assert_int_equal(encode(&s, &data, &none, &frame), way == 0);
		assert_int_equal(frame.len > 6, way == 0);
		assert_memory_equal(frame.data, "before", 6);
	}
	nb_sequences_free(&s);
	nb_buf_free(&data);
	nb_buf_free(&frame);
}

/* ---- alignment */

#define PAGES 12u

/* Documents, the sources that they were made from, and their journals. */
struct pages {
	struct nb_buf content, stored;
	struct nb_pair pairs[PAGES];
};

static const char *const words[] = {
	"春耕", "生产队", "今年", "工作",	"会议",	  "代表", "，", "。",
	"的",	"，",	  "在",	  "一九五八年", "ABC 12", "《",	  "》", "发展"};

/* A word for the document and, as it was received, for the source: with marks
 * and line breaks of its own. */
static void put_word(struct nb_buf *document, struct nb_buf *source)
{
	char name[8];
	const char *word = words[draw(16)];

	if (draw(3) == 0) {
		/* Characters by chance, so that text is not all alike */
		(void)snprintf(name, sizeof(name), "%c%c%c", 0xe5,
			       (int)(0x80 + draw(64)), (int)(0x80 + draw(64)));
		word = name;
	}
	put_text(document, word);
	put_text(source, strcmp(word, "，") == 0 ? "," : word);
	if (draw(20) == 0)
		put_text(source, "\n");
	if (draw(40) == 0) {
		put_text(document, "</p>\n<p>");
		put_text(source, "\n\n");
	}
}

/* Make documents, of which the first, the one `every` after it and so on have
 * sources; returns the number of these. */
static size_t make_pages(struct pages *p, size_t count, uint32_t longest,
			 size_t every)
{
	struct nb_buf source = {0};
	size_t i, k, sources = 0;

	p->content.len = p->stored.len = 0;
	for (i = 0; i < count; i++) {
		size_t document = p->content.len, length = draw(longest);

		put_text(&p->content,
			 "<?xml version=\"1.0\"?>\n<TEI><text><p>");
		source.len = 0;
		for (k = 0; k < length; k++)
			put_word(&p->content, &source);
		put_text(&p->content, "</p></text></TEI>\n");
		if (i % every)
			continue;
		if (source.len)
			put(&p->stored, source.data, source.len);
		p->pairs[sources++] =
			(struct nb_pair){(uint32_t)document,
					 (uint32_t)(p->content.len - document),
					 (uint32_t)source.len};
	}
	for (i = 0; i < sources; i++)
		put_text(&p->stored, "\1\2nbnorm-2 sha256:0123\3\4\5");
	nb_buf_free(&source);
	return sources;
}

static void free_pages(struct pages *p)
{
	nb_buf_free(&p->content);
	nb_buf_free(&p->stored);
}

/* True if the sources are aligned. They are then encoded, with an encoder that
 * was used before; *size becomes the size of the frame. */
static bool align(struct nb_zencoder *encoder, struct pages *p, size_t count,
		  size_t *size)
{
	struct nb_sequences s = {0};
	struct nb_buf frame = {0};
	struct nb_error err;
	bool aligned, encoded;

	assert_int_equal(nb_align(&p->content, &p->stored, p->pairs, count, &s,
				  &aligned, &err),
			 NB_OK);
	if (aligned) {
		assert_int_equal(
			nb_sequences_encode(&s, encoder, p->stored.data,
					    p->stored.len, p->content.data,
					    p->content.len, &frame, &encoded,
					    &err),
			NB_OK);
		assert_true(encoded);
		*size = frame.len;
	}
	nb_sequences_free(&s);
	nb_buf_free(&frame);
	return aligned;
}

static void test_sources_of_documents(void **state)
{
	struct nb_zencoder encoder = {0};
	struct nb_buf searched = {0};
	struct pages p = {0};
	struct nb_error err;
	size_t size, i;

	(void)state;
	seed = 2;
	for (i = 0; i < 8; i++) {
		size_t count = make_pages(&p, PAGES, 5000, 1 + i % 3);

		assert_true(align(&encoder, &p, count, &size));
		searched.len = 0;
		assert_int_equal(nb_zframe_compress(p.stored.data, p.stored.len,
						    p.content.data,
						    p.content.len, 17,
						    &searched, &err),
				 NB_OK);
		/* No more than an eighth above what a search finds. Text of
		 * chance is harder than real text, where it is a fiftieth. */
		assert_true(size < searched.len + searched.len / 8);
	}
	nb_zencoder_free(&encoder);
	nb_buf_free(&searched);
	free_pages(&p);
}

/* Pages of nothing, of a word, of few words: aligned or not, but never wrong.
 */
static void test_short_pages(void **state)
{
	struct nb_zencoder encoder = {0};
	struct pages p = {0};
	size_t i, size, aligned = 0;

	(void)state;
	seed = 3;
	for (i = 0; i < 600; i++) {
		size_t count = make_pages(&p, 1 + draw(PAGES), 2 + (uint32_t)i,
					  1 + draw(2));

		aligned += align(&encoder, &p, count, &size);
	}
	assert_in_range(aligned, 300, 599);
	nb_zencoder_free(&encoder);
	free_pages(&p);
}

/* Text of which every place is like every other takes linear time. */
static void test_one_character(void **state)
{
	struct nb_zencoder encoder = {0};
	struct pages p = {0};
	size_t size, i;

	(void)state;
	for (i = 0; i < 3000000; i++)
		put_text(&p.content, "a");
	for (i = 0; i < 2900000; i++)
		put_text(&p.stored, i % 500 ? "a" : "b");
	p.pairs[0] = (struct nb_pair){0, 3000000, 2900000};
	assert_true(align(&encoder, &p, 1, &size));
	assert_true(size < 2000);
	nb_zencoder_free(&encoder);
	free_pages(&p);
}

/* Noise is not the text of a document, nor is text of which every second
 * character is another. */
static void test_other_sources(void **state)
{
	struct nb_zencoder encoder = {0};
	struct pages p = {0};
	size_t size, i;

	(void)state;
	seed = 4;
	for (i = 0; i < 5000; i++) {
		put_word(&p.content, &p.stored);
		if (i % 2)
			put(&p.stored, &(uint32_t){draw(UINT32_MAX)}, 4);
	}
	p.pairs[0] = (struct nb_pair){0, (uint32_t)p.content.len,
				      (uint32_t)p.stored.len};
	assert_false(align(&encoder, &p, 1, &size));
	p.stored.len = 0;
	for (i = 0; i < 5000; i++)
		put(&p.stored, &(uint32_t){draw(UINT32_MAX)}, 4);
	p.pairs[0].stored_len = (uint32_t)p.stored.len;
	assert_false(align(&encoder, &p, 1, &size));
	nb_zencoder_free(&encoder);
	free_pages(&p);
}

/* ---- the blob of a batch */

/* Both ways give a blob that decodes, with a stock of encoders or without, and
 * the same bytes in either case. */
static void test_blob(void **state)
{
	struct pages p = {0};
	struct nb_batch b = {.level = 3};
	struct nb_zdecoder decoder = {0};
	struct nb_encoders *stock;
	struct nb_error err;
	int way;

	(void)state;
	seed = 5;
	assert_int_equal(nb_encoders_create((size_t)1 << 20, &stock, &err),
			 NB_OK);
	b.sources = (uint32_t)make_pages(&p, PAGES, 3000, 1);
	b.content = p.content;
	b.pairs = p.pairs;
	for (way = 0; way < 2; way++) {
		struct nb_buf blob = {0}, again = {0}, content = {0};
		size_t i;

		/* Not text of the documents any more */
		for (i = 0; way && i < p.stored.len; i++)
			p.stored.data[i] ^= (uint8_t)draw(256);
		b.stored = p.stored;
		b.encoders = NULL;
		assert_int_equal(nb_blob_compress(&b, 0, &blob, &err), NB_OK);
		b.encoders = stock;
		assert_int_equal(nb_blob_compress(&b, 0, &again, &err), NB_OK);
		assert_int_equal(blob.len, again.len);
		assert_memory_equal(blob.data, again.data, blob.len);
		assert_int_equal(nb_zframe_decompress(
					 &decoder, blob.data, blob.len,
					 p.content.data, p.content.len,
					 (uint32_t)p.stored.len,
					 NB_CONTENT_WINDOW_LOG, &content, &err),
				 NB_OK);
		assert_memory_equal(content.data, p.stored.data, p.stored.len);
		assert_int_equal(blob.len < p.stored.len / 4, way == 0);
		nb_buf_free(&blob);
		nb_buf_free(&again);
		nb_buf_free(&content);
	}
	nb_zdecoder_free(&decoder);
	nb_encoders_free(stock);
	free_pages(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_wrong_sequences),
		cmocka_unit_test(test_sources_of_documents),
		cmocka_unit_test(test_short_pages),
		cmocka_unit_test(test_one_character),
		cmocka_unit_test(test_other_sources),
		cmocka_unit_test(test_blob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
