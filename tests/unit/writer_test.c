/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing: the defaults are those that the header names, limits are taken and
 * not exceeded, the memory that compression takes is planned, and what is
 * written of pages with unusual names is read again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/encoding.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "sample.h"
#include "archive/frame/encoders.h"
#include "archive/frame/zframe.h"
#include "archive/write/start.h"
#include "archive/write/writer.h"
#include "base/file.h"

#define MIB ((size_t)1 << 20)

static char path[48], copy[64];

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-writer-%ld.nbarc",
		       (long)getpid());
	(void)snprintf(copy, sizeof(copy), "%s.copy", path);
	(void)unlink(path);
	(void)unlink(copy);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	return 0;
}

/* Text of words: it compresses, and better on a higher level. */
static void fill(char *p, size_t n)
{
	static const char *const words[] = {"<p>", "</p>\n", "工作", "生产队",
					    "，",  "。",     "的",   "春耕",
					    "a ",  "的的的", "0",    "<lb/>"};
	uint32_t seed = 7;
	size_t i = 0;

	while (i < n) {
		const char *word;

		seed = seed * 1664525u + 1013904223u;
		for (word = words[(seed >> 20) % 12]; *word && i < n; word++)
			p[i++] = *word;
		if (seed % 11 == 0 && i < n)
			p[i++] = (char)('a' + (seed >> 8) % 26);
	}
}

/* Write pages of `len` bytes and load the archive. */
static void write_pages(const struct nb_writer_options *options, unsigned pages,
			size_t len, struct nb_buf *out)
{
	char *text = malloc(len * pages);
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	unsigned i;

	assert_non_null(text);
	fill(text, len * pages);
	(void)unlink(path);
	assert_int_equal(nb_writer_open(path, options, &w, &dropped, &err),
			 NB_OK);
	for (i = 0; i < pages; i++) {
		char id[32];
		struct nb_new_page page = {.id = id,
					   .name = "",
					   .document = text + i * len,
					   .len = len,
					   .tail_offset = len,
					   .charset = "UTF-8",
					   .source = "",
					   .text = ""};

		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", i + 1);
		assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
	free(text);
	out->len = 0;
	assert_int_equal(nb_file_read(path, 1 << 26, out, &err), NB_OK);
}

static bool same(const struct nb_buf *a, const struct nb_buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static void test_level_19_is_the_default(void **state)
{
	struct nb_writer_options options = {.threads = 1};
	struct nb_buf usual = {0}, other = {0};
	int level;

	(void)state;
	write_pages(&options, 2, 150000, &usual);
	for (level = 18; level <= 19; level++) {
		options.level = level;
		write_pages(&options, 2, 150000, &other);
		assert_int_equal(same(&usual, &other), level == 19);
	}
	write_pages(NULL, 2, 150000, &other);
	assert_true(same(&usual, &other));
	nb_buf_free(&usual);
	nb_buf_free(&other);
}

static void test_frames_of_2_mib_are_the_default(void **state)
{
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_buf usual = {0}, other = {0};

	(void)state;
	write_pages(&options, 7, 400000, &usual);
	options.frame_content = 2 * MIB;
	write_pages(&options, 7, 400000, &other);
	assert_true(same(&usual, &other));
	options.frame_content = MIB;
	write_pages(&options, 7, 400000, &other);
	assert_false(same(&usual, &other));
	nb_buf_free(&usual);
	nb_buf_free(&other);
}

static void test_other_defaults(void **state)
{
	struct nb_writer_options options = {.level = 0};

	(void)state;
	nb_writer_defaults(&options, false);
	assert_int_equal(options.level, 19);
	assert_int_equal(options.frame_content, 2 * MIB);
	assert_int_equal(options.memory, NB_MEMORY_DEFAULT);
	assert_true(options.threads >= 1);
	options.frame_content = 0;
	nb_writer_defaults(&options, true);
	assert_int_equal(options.frame_content, 32 * 1024);
	options = (struct nb_writer_options){
		.level = 1, .frame_content = 1, .threads = 99, .memory = 1};
	nb_writer_defaults(&options, false);
	assert_int_equal(options.level, 1);
	assert_int_equal(options.frame_content, 1);
	assert_int_equal(options.memory, 1);
	assert_int_equal(options.threads, 99);
}

/* ---- frames */

/* What zstd itself makes of a text with these parameters. */
static size_t plain_frame(const char *text, size_t len, int level, int hash_log,
			  uint8_t *out, size_t room)
{
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	size_t n;

	assert_non_null(cctx);
	assert_false(ZSTD_isError(
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_compressionLevel, level)));
	assert_false(ZSTD_isError(
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1)));
	assert_false(ZSTD_isError(
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_hashLog, hash_log)));
	n = ZSTD_compress2(cctx, out, room, text, len);
	assert_false(ZSTD_isError(n));
	ZSTD_freeCCtx(cctx);
	return n;
}

/* Only the hash table of high levels is other than zstd's own. */
static void test_parameters_without_a_prefix(void **state)
{
	static const int levels[] = {1, 15, 16, 19};
	static const int hash_logs[] = {0, 0, 14, 14};
	size_t len = 100000, room = ZSTD_compressBound(len), i;
	char *text = malloc(len);
	uint8_t *out = malloc(room);
	struct nb_buf frame = {0};
	struct nb_error err;

	(void)state;
	assert_true(text && out);
	fill(text, len);
	for (i = 0; i < 4; i++) {
		size_t n = plain_frame(text, len, levels[i], hash_logs[i], out,
				       room);

		frame.len = 0;
		assert_int_equal(nb_zframe_hash_log(len, levels[i]),
				 hash_logs[i]);
		assert_int_equal(nb_zframe_compress(text, len, NULL, 0,
						    levels[i], &frame, &err),
				 NB_OK);
		assert_int_equal(frame.len, n);
		assert_memory_equal(frame.data, out, n);
	}
	nb_buf_free(&frame);
	free(text);
	free(out);
}

static void test_hash_tables_follow_the_size(void **state)
{
	(void)state;
	assert_int_equal(nb_zframe_hash_log(0, 16), 7);
	assert_int_equal(nb_zframe_hash_log(1024, 19), 7);
	assert_int_equal(nb_zframe_hash_log(1025, 19), 8);
	assert_int_equal(nb_zframe_hash_log((size_t)1 << 25, 16), 22);
	assert_int_equal(nb_zframe_hash_log(((size_t)1 << 25) + 1, 16), 0);
	assert_int_equal(nb_zframe_hash_log((size_t)1 << 30, 19), 0);
	assert_int_equal(nb_zframe_hash_log(1024, 15), 0);
}

/* Noise that stands at the far end of a prefix is found there, although zstd's
 * own window of level 4 has 2 MiB. */
static void test_window_reaches_over_the_prefix(void **state)
{
	size_t len = 3 * MIB, i;
	uint8_t *noise = malloc(len);
	/* Not on the stack: at the end of a 32-bit address space zstd finds
	 * shorter matches, because it adds the distance to the address. */
	static uint8_t data[20000];
	struct nb_buf frame = {0};
	struct nb_error err;
	uint32_t x = 1;

	(void)state;
	assert_non_null(noise);
	for (i = 0; i < len; i++) {
		x = x * 1664525u + 1013904223u;
		noise[i] = (uint8_t)(x >> 24);
	}
	memcpy(data, noise, sizeof(data));
	assert_int_equal(nb_zframe_compress(data, sizeof(data), noise, len, 4,
					    &frame, &err),
			 NB_OK);
	assert_in_range(frame.len, 10, 2000);
	nb_buf_free(&frame);
	free(noise);
}

/* ---- memory */

static void test_memory_of_an_encoder(void **state)
{
	(void)state;
	/* 8 bytes a byte of the window, a hash table of at most that, 3 MiB */
	assert_int_equal(nb_compress_memory(0, 0, 1), 2 * 8 * 1024 + 3 * MIB);
	assert_int_equal(nb_compress_memory(1024, 0, 1),
			 2 * 8 * 1024 + 3 * MIB);
	assert_int_equal(nb_compress_memory(1000, 25, 1),
			 2 * 8 * 2048 + 3 * MIB);
	assert_int_equal(nb_compress_memory(MIB, MIB, 15),
			 16 * MIB + 16 * MIB + 3 * MIB);
	assert_int_equal(nb_compress_memory(MIB, 3 * MIB, 15),
			 32 * MIB + 16 * MIB + 3 * MIB);
	assert_int_equal(nb_compress_memory(2 * MIB, 0, 19),
			 16 * MIB + MIB + 3 * MIB);
	assert_int_equal(nb_compress_memory(64 * MIB, 0, 19),
			 512 * MIB + 16 * MIB + 3 * MIB);
	assert_int_equal(nb_compress_memory(64 * MIB, 0, 20),
			 512 * MIB + 32 * MIB + 3 * MIB);
}

static struct nb_memory_plan plan(unsigned threads, size_t memory)
{
	struct nb_writer_options o = {.level = 19,
				      .frame_content = 2u << 20,
				      .threads = threads,
				      .memory = memory};

	return nb_memory_plan(&o);
}

static void test_memory_limits_the_threads(void **state)
{
	/* An encoder takes 20 MiB and a frame that waits 6. */
	const size_t one = 20 * MIB, slot = 6 * MIB, beside = 80 * MIB;
	unsigned n;

	(void)state;
	for (n = 2; n <= 5; n++) {
		size_t need = beside + n * (one + slot) + 2 * slot;
		struct nb_memory_plan p = plan(8, need);

		assert_int_equal(p.threads, n);
		assert_int_equal(p.encoders, n * one);
		assert_int_equal(plan(8, need - 1).threads, n - 1);
		assert_int_equal(plan(n - 1, need).threads, n - 1);
	}
	assert_int_equal(plan(8, 1).threads, 1);
	assert_int_equal(plan(8, 1).encoders, 0);
	assert_int_equal(plan(8, beside).encoders, 0);
	assert_int_equal(plan(8, beside + 5).encoders, 5);
}

/* An encoder that was given back is lent again where it is large enough. */
static void test_encoders_are_kept(void **state)
{
	struct nb_encoders *e;
	struct nb_lent a, b, c;
	struct nb_error err;
	void *first;

	(void)state;
	assert_int_equal(nb_encoders_create(100, &e, &err), NB_OK);
	nb_encoders_take(e, 50, &a);
	a.encoder.cctx = ZSTD_createCCtx();
	first = a.encoder.cctx;
	nb_encoders_give(e, &a);
	nb_encoders_take(e, 50, &b); /* the same */
	assert_ptr_equal(b.encoder.cctx, first);
	assert_int_equal(b.bytes, 50);
	nb_encoders_take(e, 50, &c); /* beside it */
	assert_null(c.encoder.cctx);
	nb_encoders_give(e, &c);
	nb_encoders_give(e, &b);
	nb_encoders_take(e, 40, &a); /* the one given last, though too large */
	assert_ptr_equal(a.encoder.cctx, first);
	assert_int_equal(a.bytes, 50);
	nb_encoders_give(e, &a);
	nb_encoders_take(e, 51, &b); /* none is large enough: a new one */
	assert_null(b.encoder.cctx);
	assert_int_equal(b.bytes, 51);
	nb_encoders_give(e, &b);
	nb_encoders_take(e, 500, &c); /* more than there is, as none is lent */
	assert_null(c.encoder.cctx);
	assert_int_equal(c.bytes, 500);
	nb_encoders_give(e, &c);
	nb_encoders_free(e);
	nb_encoders_free(NULL);
}

/* ---- pages */

static enum nb_status add_one(const struct nb_new_page *page)
{
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	enum nb_status st;

	(void)unlink(path);
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	st = nb_writer_add(w, page, &added, &err);
	if (!st)
		st = nb_writer_commit(w, 1583712000, &err);
	nb_writer_free(w);
	return st;
}

static void test_limits_of_a_page(void **state)
{
	static struct nb_entry_item items[NB_PAGE_ITEMS_MAX + 1];
	char charset[NB_CHARSET_MAX + 1];
	struct sample s;
	size_t i;

	(void)state;
	make_sample(&s, 1, 1);
	for (i = 0; i <= NB_PAGE_ITEMS_MAX; i++) {
		items[i] = s.items[0];
		items[i].len = 0;
		items[i].number = (uint16_t)(i + 1);
	}
	s.page.items = items;
	s.page.item_count = NB_PAGE_ITEMS_MAX;
	assert_int_equal(add_one(&s.page), NB_OK);
	s.page.item_count++;
	assert_int_equal(add_one(&s.page), NB_LIMIT);
	make_sample(&s, 1, 1);
	memset(charset, 'A', sizeof(charset));
	charset[NB_CHARSET_MAX] = '\0';
	s.page.charset = charset;
	assert_int_equal(add_one(&s.page), NB_USAGE);
	charset[NB_CHARSET_MAX - 1] = '\0';
	assert_int_equal(add_one(&s.page), NB_OK);
	s.page.charset = "";
	assert_int_equal(add_one(&s.page), NB_USAGE);
	make_sample(&s, 1, 1);
	s.page.id = "a b";
	assert_int_equal(add_one(&s.page), NB_USAGE);
	s.page.id = "";
	assert_int_equal(add_one(&s.page), NB_USAGE);
}

static void read_name(const char *name, const char *expected)
{
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_error err;
	struct sample s;

	make_sample(&s, 1, 1);
	s.page.name = name;
	assert_int_equal(add_one(&s.page), NB_OK);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_find(a, s.id, strlen(s.id), 0, &e, &err),
			 NB_OK);
	assert_int_equal(e->name.len, strlen(expected));
	assert_memory_equal(e->name.text, expected, e->name.len);
	nb_archive_close(a);
}

static void test_names_become_utf8(void **state)
{
	(void)state;
	read_name("", "");
	read_name("版.txt", "版.txt");
	read_name("\xff", "\\xff");
	read_name("a\xb0\xa1.txt", "a\\xb0\\xa1.txt");
	read_name("版\xe7\x89", "版\\xe7\\x89");
}

/*
 * A directory gives of an identifier what follows the part that it shares with
 * the one before, also where one is the beginning of the other and the name of
 * its file goes on like that.
 */
static void test_identifier_that_begins_the_one_before(void **state)
{
	static const char *const ids[] = {"jdrb-20190304-a101",
					  "jdrb-20190304-a10",
					  "jdrb-20190304-a102"};
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_rescue_counts counts;
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;
	size_t i;
	FILE *f;

	(void)state;
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (i = 0; i < 3; i++) {
		make_sample(&s, (unsigned)i + 1, 1);
		s.page.id = ids[i];
		s.page.name = "1.txt";
		assert_int_equal(nb_writer_add(w, &s.page, &added, &err),
				 NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
	/* Without the commit record only the directory names the pages. */
	f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, -8, SEEK_END), 0);
	assert_int_equal(fwrite("????????", 1, 8, f), 8);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(
		nb_archive_rescue(path, copy, NULL, NULL, &counts, &err),
		NB_OK);
	assert_int_equal(counts.lost, 0);
	assert_int_equal(counts.pages, 3);
	assert_int_equal(nb_archive_open(copy, &a, &err), NB_OK);
	for (i = 0; i < 3; i++)
		assert_int_equal(
			nb_archive_find(a, ids[i], strlen(ids[i]), 0, &e, &err),
			NB_OK);
	nb_archive_close(a);
}

/* ---- withdrawn */

/* A reason that is too long ends with a whole character. */
static void test_reason_is_cut_between_characters(void **state)
{
	char text[600];
	struct nb_hidden h;
	struct nb_entry e = {.id = {"x", 1}, .state = NB_STATE_WITHDRAWN};
	size_t len, i, whole;

	(void)state;
	for (i = 0; i < 2; i++)
		for (len = 505; len <= 520; len++) {
			memset(text, 'a', sizeof(text));
			for (whole = i; whole + 3 <= sizeof(text); whole += 3)
				memcpy(text + whole, "版", 3);
			e.reason = (struct nb_string){text, len};
			nb_hidden_of(&e, &h);
			assert_true(h.page);
			whole = len < 512 ? len : i + (511 - i) / 3 * 3;
			assert_int_equal(strlen(h.reason), whole);
			assert_memory_equal(h.reason, text, whole);
		}
}

static void test_items_that_are_hidden(void **state)
{
	struct nb_entry_item items[] = {
		{.number = 1},
		{.number = 7, .state = NB_STATE_WITHDRAWN, .reason = {"b", 1}},
		{.number = 65535,
		 .state = NB_STATE_WITHDRAWN,
		 .reason = {"c", 1}}};
	struct nb_entry e = {.id = {"x", 1}, .items = items, .item_count = 3};
	struct nb_hidden h;
	unsigned i;

	(void)state;
	nb_hidden_of(&e, &h);
	assert_false(h.page);
	assert_true(h.any_item);
	for (i = 0; i <= 65536; i++)
		assert_int_equal(nb_hidden_item(&h, i), i == 7 || i == 65535);
	assert_string_equal(h.reason, ""); /* it is that of the page */
	e.item_count = 1;
	nb_hidden_of(&e, &h);
	assert_false(h.any_item);
	e.state = NB_STATE_WITHDRAWN;
	nb_hidden_of(&e, &h);
	assert_true(nb_hidden_item(&h, 1) && nb_hidden_item(&h, 1000));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_level_19_is_the_default),
		TEST(test_frames_of_2_mib_are_the_default),
		TEST(test_other_defaults),
		TEST(test_parameters_without_a_prefix),
		TEST(test_hash_tables_follow_the_size),
		TEST(test_window_reaches_over_the_prefix),
		TEST(test_memory_of_an_encoder),
		TEST(test_memory_limits_the_threads),
		TEST(test_encoders_are_kept),
		TEST(test_limits_of_a_page),
		TEST(test_names_become_utf8),
		TEST(test_identifier_that_begins_the_one_before),
		cmocka_unit_test(test_reason_is_cut_between_characters),
		cmocka_unit_test(test_items_that_are_hidden),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL) != 0;
}
