/* SPDX-License-Identifier: Apache-2.0 */
/* The shared text: choosing it, loading it, compressing with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include "archive/frame/choose.h"
#include "archive/frame/frame.h"
#include "archive/frame/prefix.h"
#include "archive/frame/shared.h"
#include "archive/record/record.h"
#include "base/file.h"
#include "input/inputs.h"
#include "sample.h"

static char path[64];

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-shared-%ld",
		       (long)getpid());
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

static void store(const struct nb_buf *b)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	assert_int_equal(fclose(f), 0);
}

/* ---- choosing */

/* A document of about 2,000 bytes, some of which all documents have. */
static size_t make_document(char *to, size_t size, unsigned number)
{
	size_t at = 0;
	unsigned i;

	for (i = 0; i < 40; i++)
		at += (size_t)snprintf(
			to + at, size - at,
			"<p n=\"%u\">本报讯 柳湾镇的秧盘</p>%u\n", i,
			number * 7919u + i * i);
	return at;
}

/* The text that is chosen from `count` documents. */
static void choose(unsigned count, size_t size, size_t most,
		   struct nb_buf *text)
{
	struct nb_sample s = {.total = 2000 * (uint64_t)count, .most = most};
	char document[4096];
	unsigned i;

	text->len = 0;
	for (i = 0; i < count; i++) {
		size_t len = make_document(document, sizeof(document), i);

		if (nb_sample_wants(&s, len))
			assert_int_equal(nb_sample_add(&s, document, len, NULL),
					 NB_OK);
		assert_true(s.bytes.len <= most);
	}
	assert_int_equal(nb_sample_choose(&s, size, text, NULL), NB_OK);
	assert_int_equal(s.count, 0);
}

static void test_text_is_chosen(void **state)
{
	struct nb_buf text = {0}, again = {0};
	char document[4096];
	size_t len = make_document(document, sizeof(document), 0);

	(void)state;
	choose(500, 20000, SIZE_MAX, &text);
	assert_in_range(text.len, 10000, 20000 - 88);
	choose(500, 20000, SIZE_MAX, &again);
	assert_int_equal(again.len, text.len);
	assert_memory_equal(again.data, text.data, text.len);
	/* What all have is in it. */
	assert_int_equal(nb_buf_add(&again, "", 1), NB_OK);
	assert_non_null(strstr((char *)again.data, "柳湾镇的秧盘"));
	/* A part of all documents, at most. */
	choose(500, (size_t)1 << 20, SIZE_MAX, &text);
	assert_in_range(text.len, 20000, 500 * (len + 200) / 8);
	/* Less memory than there are documents. */
	choose(500, 20000, 100000, &text);
	assert_in_range(text.len, 1, 20000 - 88);
	/* One document, of which the beginning is taken; and none. */
	choose(1, 20000, SIZE_MAX, &text);
	assert_int_equal(text.len, len / 8 - 88);
	assert_memory_equal(text.data, document, text.len);
	choose(0, 20000, SIZE_MAX, &text);
	assert_int_equal(text.len, 0);
	choose(9, 20, SIZE_MAX, &text);
	assert_int_equal(text.len, 0);
	nb_buf_free(&text);
	nb_buf_free(&again);
}

static void test_size_of_a_sample(void **state)
{
	const size_t mib = (size_t)1 << 20;

	(void)state;
	assert_int_equal(nb_sample_most(mib, SIZE_MAX), 24 * mib);
	assert_int_equal(nb_sample_most(8 * mib, SIZE_MAX), 96 * mib);
	assert_int_equal(nb_sample_most(SIZE_MAX, SIZE_MAX), 96 * mib);
	assert_int_equal(nb_sample_most(8 * mib, 20 * mib), 10 * mib);
}

/* ---- loading */

static struct nb_shared opened(uint64_t size)
{
	struct nb_shared s = {.size = size};

	assert_int_equal(nb_file_open(path, 0, &s.file.fd, NULL), NB_OK);
	return s;
}

static void closed(struct nb_shared *s)
{
	nb_shared_free(s);
	assert_null(s->data);
	(void)close(s->file.fd);
}

static void make_start(struct nb_buf *start)
{
	static char text[] = "一个春天的早晨,柳湾镇的秧盘比去年早播三天。";
	const struct nb_buf t = {(uint8_t *)text, sizeof(text) - 1, 0};

	start->len = 0;
	assert_int_equal(nb_start_encode(&t, start, NULL), NB_OK);
	assert_int_equal(start->len, 64 + 24 + t.len);
}

static void test_start_is_loaded(void **state)
{
	struct nb_buf start = {0}, copy = {0};
	struct nb_shared s;
	struct nb_error err;

	(void)state;
	make_start(&start);
	store(&start);
	s = opened(start.len);
	assert_int_equal(nb_shared_check(&s, &err), NB_OK);
	assert_memory_equal(s.data, start.data, start.len);
	assert_int_equal(nb_start_copy(&s, &copy, &err), NB_OK);
	assert_int_equal(copy.len, start.len);
	assert_memory_equal(copy.data, start.data, start.len);
	closed(&s);
	/* It does not end where its record does. */
	s = opened(start.len - 1);
	assert_int_equal(nb_shared_load(&s, &err), NB_OK);
	assert_int_equal(nb_shared_check(&s, &err), NB_INVALID);
	closed(&s);
	s = opened(start.len + 1);
	assert_int_equal(nb_shared_load(&s, &err), NB_INVALID);
	assert_string_equal(err.text, "shared text: it exceeds the file");
	closed(&s);
	s = opened((uint64_t)NB_SHARED_MAX + 1);
	assert_int_equal(nb_shared_load(&s, &err), NB_INVALID);
	closed(&s);
	s = opened(UINT64_MAX);
	assert_int_equal(nb_shared_load(&s, &err), NB_INVALID);
	closed(&s);
	/* No shared text is a start that is always there. */
	s = opened(0);
	copy.len = 0;
	assert_int_equal(nb_shared_check(&s, &err), NB_OK);
	assert_int_equal(nb_start_copy(&s, &copy, &err), NB_OK);
	assert_int_equal(copy.len, NB_HEADER_SIZE);
	closed(&s);
	nb_buf_free(&copy);
	nb_buf_free(&start);
}

/* Bytes in front of it, or fewer than there were. */
static void test_start_that_moved(void **state)
{
	struct nb_buf start = {0}, moved = {0}, copy = {0};
	struct nb_shared s;
	struct nb_error err;

	(void)state;
	make_start(&start);
	assert_int_equal(nb_buf_puts(&moved, "front"), NB_OK);
	assert_int_equal(nb_buf_add(&moved, start.data, start.len), NB_OK);
	store(&moved);
	s = opened(0);
	nb_shared_found(&s, 5 + NB_HEADER_SIZE, start.len - NB_HEADER_SIZE);
	nb_shared_found(&s, 900, 70); /* the first one counts */
	assert_int_equal(nb_shared_check(&s, &err), NB_OK);
	assert_int_equal(s.size, start.len);
	assert_memory_equal(s.data, start.data, start.len);
	closed(&s);
	moved.len = 0;
	assert_int_equal(nb_buf_add(&moved, start.data + 30, start.len - 30),
			 NB_OK);
	store(&moved);
	s = opened(0);
	nb_shared_found(&s, NB_HEADER_SIZE - 30, start.len - NB_HEADER_SIZE);
	assert_int_equal(nb_shared_check(&s, &err), NB_OK);
	assert_memory_equal(s.data + 30, start.data + 30, start.len - 30);
	/* A copy of it gets a new header. */
	assert_int_equal(nb_start_copy(&s, &copy, &err), NB_OK);
	assert_int_equal(copy.len, start.len);
	assert_memory_equal(copy.data, start.data, start.len);
	closed(&s);
	nb_buf_free(&start);
	nb_buf_free(&moved);
	nb_buf_free(&copy);
}

static void test_start_has_a_limit(void **state)
{
	struct nb_buf start = {0};
	struct nb_buf text = {calloc(1, NB_SHARED_MAX), NB_SHARED_MAX - 88, 0};

	(void)state;
	assert_non_null(text.data);
	assert_int_equal(nb_start_encode(&text, &start, NULL), NB_OK);
	assert_int_equal(start.len, NB_SHARED_MAX);
	start.len = 0;
	text.len++;
	assert_int_equal(nb_start_encode(&text, &start, NULL), NB_LIMIT);
	free(text.data);
	nb_buf_free(&start);
}

/* ---- compressing */

/* A frame with the prefix is small, needs it, and is the same with an encoder
 * that was used before. */
static void test_frames_need_the_prefix(void **state)
{
	static const char document[] = "柳湾镇的秧盘比去年早播三天。柳湾镇\n";
	struct nb_buf start = {0}, frame = {0}, again = {0}, plain = {0},
		      back = {0};
	struct nb_zencoder encoder = {0};
	struct nb_zdecoder decoder = {0};
	size_t len = sizeof(document) - 1;
	struct nb_prefix *p;
	int level;

	(void)state;
	make_start(&start);
	for (level = 1; level <= 22; level += 3) {
		frame.len = again.len = plain.len = back.len = 0;
		assert_int_equal(nb_prefix_create(start.data, start.len, level,
						  65536, &p, NULL),
				 NB_OK);
		assert_true(nb_prefix_is(p, start.data, start.len));
		assert_false(nb_prefix_is(p, start.data, start.len - 1));
		assert_false(nb_prefix_is(p, "", 0));
		assert_int_equal(nb_prefix_encode(p, &encoder, document, len,
						  &frame, NULL),
				 NB_OK);
		assert_int_equal(nb_prefix_encode(p, &encoder, document, len,
						  &again, NULL),
				 NB_OK);
		assert_int_equal(frame.len, again.len);
		assert_memory_equal(frame.data, again.data, frame.len);
		assert_int_equal(nb_zframe_encode(&encoder, document, len, NULL,
						  0, level, &plain, NULL),
				 NB_OK);
		assert_true(frame.len < plain.len);
		assert_int_equal(nb_zframe_decompress(&decoder, frame.data,
						      frame.len, start.data,
						      start.len, (uint32_t)len,
						      26, &back, NULL),
				 NB_OK);
		assert_memory_equal(back.data, document, len);
		back.len = 0;
		assert_int_equal(nb_zframe_decompress(
					 &decoder, frame.data, frame.len, NULL,
					 0, (uint32_t)len, 26, &back, NULL),
				 NB_INVALID);
		nb_prefix_free(p);
	}
	assert_true(nb_prefix_is(NULL, NULL, 0));
	nb_zencoder_free(&encoder);
	nb_zdecoder_free(&decoder);
	nb_buf_free(&start);
	nb_buf_free(&frame);
	nb_buf_free(&again);
	nb_buf_free(&plain);
	nb_buf_free(&back);
}

/* An archive whose writer was given the text, in several commits. */
static void test_writer_keeps_it(void **state)
{
	static char text[] =
		"<TEI n=\"jdrb-20190304-a\"><div n=\"1\">第版</div>";
	struct nb_writer_options options = {.level = 3,
					    .threads = 2,
					    .shared_text = text,
					    .shared_text_len =
						    sizeof(text) - 1};
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	unsigned i;

	(void)state;
	(void)unlink(path);
	assert_int_equal(append_samples(path, &options, 1, 20, 1, &err), NB_OK);
	/* Nobody asks for another text when the archive exists. */
	options.shared_text_len = 7;
	assert_int_equal(append_samples(path, &options, 10, 30, 2, &err),
			 NB_OK);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	assert_int_equal(info.shared, 64 + 24 + sizeof(text) - 1);
	for (i = 1; i <= 30; i++)
		assert_int_equal(find_sample(a, i, i < 10 ? 1 : 2, 0), NB_OK);
	assert_int_equal(find_sample(a, 15, 1, 1), NB_OK);
	nb_archive_close(a);
}

/* ---- reading the files of an ingest twice */

static void check_files(struct nb_inputs *in, unsigned count)
{
	struct nb_input next;
	char id[16];
	unsigned i;

	for (i = 0; i < count; i++) {
		(void)snprintf(id, sizeof(id), "id%04u", i);
		assert_int_equal(nb_inputs_next(in, &next, NULL), NB_OK);
		assert_string_equal(next.id, id);
	}
}

static void test_inputs_can_be_read_again(void **state)
{
	/* In memory, and in a temporary file with a rest in memory. */
	static const size_t most[] = {0, 4000};
	struct nb_inputs in;
	struct nb_input next;
	char id[16];
	unsigned i, k;

	(void)state;
	for (k = 0; k < 2; k++) {
		memset(&in, 0, sizeof(in));
		in.most = most[k];
		for (i = 0; i < 1000; i++) {
			struct nb_input one = {
				.id = id, .path = "path", .size = 1};

			(void)snprintf(id, sizeof(id), "id%04u",
				       i * 387 % 1000);
			assert_int_equal(nb_inputs_add(&in, &one, NULL), NB_OK);
		}
		assert_int_equal(nb_inputs_sort(&in, NULL), NB_OK);
		check_files(&in, 700);
		assert_int_equal(nb_inputs_rewind(&in, NULL), NB_OK);
		check_files(&in, 1000);
		assert_int_equal(nb_inputs_next(&in, &next, NULL), NB_OK);
		assert_null(next.path);
		assert_int_equal(nb_inputs_rewind(&in, NULL), NB_OK);
		check_files(&in, 1000);
		nb_inputs_free(&in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_chosen),
		cmocka_unit_test(test_size_of_a_sample),
		cmocka_unit_test(test_start_is_loaded),
		cmocka_unit_test(test_start_that_moved),
		cmocka_unit_test(test_start_has_a_limit),
		cmocka_unit_test(test_frames_need_the_prefix),
		cmocka_unit_test(test_writer_keeps_it),
		cmocka_unit_test(test_inputs_can_be_read_again),
	};

	return cmocka_run_group_tests_name("shared", tests, set_up,
					   tear_down) != 0;
}
