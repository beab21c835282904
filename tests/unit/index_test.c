/* SPDX-License-Identifier: Apache-2.0 */
/* The codes of an index, and the segments made of them. Whole indexes are
 * compared with naive searches in index.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "index/bits.h"
#include "index/invert.h"
#include "index/merge.h"

/* ---- codes */

/* The bits that were written, as a text of 0 and 1. */
static void is_bits(struct nb_bit_writer *w, const char *expected)
{
	char text[200];
	size_t i, n = 8 * w->out->len + w->used;

	nb_bits_end(w);
	assert_true(n < sizeof(text));
	for (i = 0; i < n; i++)
		text[i] = "01"[w->out->data[i / 8] >> i % 8 & 1];
	text[n] = '\0';
	assert_string_equal(text, expected);
	w->out->len = 0;
}

static void test_codes_are_those_of_the_specification(void **state)
{
	static const uint32_t list[] = {1, 4, 5};
	static const uint32_t all[] = {0, 1, 2};
	struct nb_buf out = {0};
	struct nb_bit_writer w = {.out = &out};

	(void)state;
	nb_bits_put_number(&w, 1);
	is_bits(&w, "1");
	nb_bits_put_number(&w, 5);
	is_bits(&w, "00110");
	/* 4 is one of 1 to 6: m 5, k 2, s 2, t 2, and u (3 - 2) = 1: two bits.
	 * 1 is one of 0 to 3: m 3, k 2, s 4, t 0: two bits, 1. 5 is one of 5 to
	 * 7: m 2, k 1, s 1, t 1, and u 2: 3 >> 1, and the bit 1. */
	nb_bits_put_list(&w, list, 3, 8);
	is_bits(&w, "101011");
	nb_bits_put_list(&w, all, 3, 3);
	is_bits(&w, "");
	nb_buf_free(&out);
}

static void test_lists_come_back(void **state)
{
	static uint32_t list[700], got[700];
	struct nb_buf out = {0};
	unsigned share, limit, n, i;
	size_t len;

	(void)state;
	srand(5);
	for (limit = 1; limit < 700; limit += limit < 40 ? 1 : 37)
		for (share = 0; share <= 100; share += 5) {
			struct nb_bit_writer w = {.out = &out};
			struct nb_bit_reader r;

			out.len = 0;
			for (n = i = 0; i < limit; i++)
				if ((unsigned)rand() % 100 < share)
					list[n++] = i;
			nb_bits_put_list(&w, list, n, limit);
			nb_bits_put_number(&w, UINT32_MAX - limit);
			nb_bits_end(&w);
			len = out.len;
			assert_int_equal(nb_buf_reserve(&out, NB_INDEX_PAD),
					 NB_OK);
			r = nb_bits_of(&out, 0, len);
			nb_bits_get_list(&r, got, n, limit);
			assert_memory_equal(got, list, n * sizeof(*got));
			assert_int_equal(nb_bits_get_number(&r),
					 UINT32_MAX - limit);
			assert_false(r.bad);
		}
	nb_buf_free(&out);
}

static void test_bits_that_are_missing_are_noticed(void **state)
{
	uint8_t bytes[1 + NB_INDEX_PAD] = {0};
	struct nb_buf buf = {bytes, 1, sizeof(bytes)};
	struct nb_bit_reader r = nb_bits_of(&buf, 0, 1);
	uint32_t list[9], i;

	(void)state;
	assert_int_equal(nb_bits_get_number(&r), 0);
	assert_true(r.bad);
	r = nb_bits_of(&buf, 0, 1);
	nb_bits_get_list(&r, list, 9, 100000);
	assert_true(r.bad);
	for (i = 1; i < 9; i++)
		assert_true(list[i - 1] < list[i] && list[i] < 100000);
}

/* ---- segments */

static const char *const texts[] = {"春耕时节", "夜校，春耕", "春", "A1B耕春耕",
				    "时 节时"};

/* Write documents, from one number to another, as a segment of a file. */
static void write_segment(FILE *file, uint64_t offset, unsigned from,
			  unsigned to, struct nb_index_segment *made)
{
	struct nb_index_segment like = {.blocks.first = from};
	struct nb_index_writer w;
	struct nb_inverter *v;
	static const uint16_t number = 1;
	unsigned i;
	char id[40];

	assert_int_equal(nb_inverter_create(&v), NB_OK);
	for (i = from; i < to; i++) {
		assert_int_equal(nb_inverter_document(v), NB_OK);
		assert_int_equal(
			nb_inverter_text(v, texts[i % 5], strlen(texts[i % 5])),
			NB_OK);
	}
	like.documents = nb_inverter_documents(v);
	like.char_count = nb_inverter_chars(v);
	assert_int_equal(
		nb_index_writer_begin(&w, fileno(file), "x", offset, &like),
		NB_OK);
	assert_int_equal(nb_inverter_write(v, &w, NULL), NB_OK);
	for (i = from; i < to; i++) {
		int len = snprintf(id, sizeof(id), "page-%04u", i);

		assert_int_equal(nb_index_writer_page(&w, id, (size_t)len,
						      1 + i % 2, &number, 1,
						      NULL),
				 NB_OK);
	}
	assert_int_equal(nb_index_writer_end(&w, made, NULL), NB_OK);
	assert_int_equal(nb_index_segment_check(made, NULL), NB_OK);
	nb_index_writer_free(&w);
	nb_inverter_free(v);
}

/* The documents of a pair, or of a character if b is 0. */
static void get_docs(struct nb_index_reader *r, uint32_t a, uint32_t b,
		     struct nb_index_list *list)
{
	bool ends = b && nb_index_ends_pair(a, b);
	uint32_t own = ends ? b : a, other = ends ? a : b, rank, which = 0;

	list->count = 0;
	if (nb_index_rank(r, own, &rank, NULL))
		return;
	assert_int_equal(nb_index_chunk_read(r, rank, NULL), NB_OK);
	if (b && (nb_index_rank(r, other, &rank, NULL) ||
		  !nb_index_pair(r, ends ? NB_INDEX_ENDS : NB_INDEX_BEGINS,
				 rank, &which)))
		return;
	assert_int_equal(nb_index_list_read(r, which, list, NULL), NB_OK);
}

/* Assert that a text of one or two characters has the documents whose texts
 * have it, of `count` documents. */
static void stands_in(struct nb_index_reader *r, const char *text, uint32_t a,
		      uint32_t b, unsigned count)
{
	struct nb_index_list list = {0};
	size_t n = 0;
	unsigned i;

	get_docs(r, a, b, &list);
	for (i = 0; i < count; i++)
		if (strstr(texts[i % 5], text)) {
			assert_true(n < list.count);
			assert_int_equal(list.docs[n++], i);
		}
	assert_int_equal(n, list.count);
	free(list.docs);
}

static void check_segment(const struct nb_index_segment *s, unsigned count)
{
	struct nb_index_reader r = {.segment = s};
	static struct nb_index_group g;
	uint32_t index = 0;
	bool changed;
	unsigned i;

	stands_in(&r, "春耕", U'春', U'耕', count);
	stands_in(&r, "耕春", U'耕', U'春', count);
	stands_in(&r, "春", U'春', 0, count);
	stands_in(&r, "1B", '1', 'B', count);
	stands_in(&r, "A1", 'A', '1', count);
	stands_in(&r, "校春", U'校', U'春', count);
	stands_in(&r, "节时", U'节', U'时', count);
	stands_in(&r, "龙", U'龙', 0, count);
	for (i = 0; i < count; i += 7) {
		char id[40];
		int len = snprintf(id, sizeof(id), "page-%04u", i);

		assert_int_equal(nb_index_group_of(&r, i, &index, NULL), NB_OK);
		assert_int_equal(nb_index_group_read(&r, index, &g, NULL),
				 NB_OK);
		assert_int_equal(g.pages[i - g.first_doc].id_len, len);
		assert_memory_equal(g.pages[i - g.first_doc].id, id,
				    (size_t)len);
		assert_int_equal(
			nb_index_changed(&r, nb_index_change(id, (size_t)len),
					 &changed, NULL),
			NB_OK);
		assert_true(changed == (i % 2 == 1));
	}
	nb_index_reader_free(&r);
}

static void test_segments_have_what_the_texts_have(void **state)
{
	struct nb_index_segment parts[3], merged;
	FILE *file = tmpfile(), *out = tmpfile();
	unsigned i, ends[] = {0, 3, 150, 151};
	uint64_t at = 0;

	(void)state;
	assert_true(file && out);
	for (i = 0; i < 3; i++) {
		write_segment(file, at, ends[i], ends[i + 1], &parts[i]);
		at += parts[i].blocks.count * NB_INDEX_BLOCK;
	}
	check_segment(&parts[0], 3);
	assert_int_equal(nb_index_merge(parts, 3, fileno(out), "x", 0, NULL,
					NULL, &merged, NULL),
			 NB_OK);
	assert_int_equal(merged.documents, 151);
	check_segment(&merged, 151);
	/* A block that is another one is noticed. */
	parts[1].blocks.first++;
	assert_int_equal(nb_index_merge(parts, 3, fileno(out), "x", 0, NULL,
					NULL, &merged, NULL),
			 NB_INVALID);
	(void)fclose(file);
	(void)fclose(out);
}

/* "春" and nothing else: there is a character, and no pair. */
static void test_a_character_that_stands_alone(void **state)
{
	struct nb_index_segment part;
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	write_segment(file, 0, 2, 3, &part);
	assert_int_equal(part.documents, 1);
	assert_int_equal(part.char_count, 1);
	(void)fclose(file);
}

static void test_characters_that_are_indexed(void **state)
{
	static const uint32_t in[] = {'0',   'z',     U'é',   U'Я',
				      U'々', U'〇',   U'の',  U'한',
				      U'一', 0x20000, 0x3fffe};
	static const uint32_t out[] = {' ',   '-',   '_',    U'¿',   U'“',
				       U'。', U'（', 0xe000, 0xfffd, U'①'};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(in) / sizeof(*in); i++)
		assert_true(nb_index_has(in[i]));
	for (i = 0; i < sizeof(out) / sizeof(*out); i++)
		assert_false(nb_index_has(out[i]));
}

/* ---- blocks of an embedded index */

/* Copy `len` bytes from one file to another. */
static void copy_bytes(FILE *from, uint64_t at, FILE *to, uint64_t where,
		       size_t len)
{
	uint8_t *p = malloc(len);

	assert_non_null(p);
	assert_int_equal(pread(fileno(from), p, len, (off_t)at), len);
	assert_int_equal(pwrite(fileno(to), p, len, (off_t)where), len);
	free(p);
}

/* More blocks than a record has room for: what stands between two records is
 * passed over, wherever a range of the content begins and ends. */
static void test_blocks_stand_in_records(void **state)
{
	const size_t run = (size_t)NB_INDEX_RUN * NB_INDEX_BLOCK;
	const uint64_t border = (uint64_t)NB_INDEX_RUN * NB_INDEX_CONTENT;
	FILE *file = tmpfile(), *archive = tmpfile();
	struct nb_index_sink sink = {.name = "test", .first = 7};
	struct nb_index_blocks plain = {.first = 7}, inside;
	struct nb_index_cache caches[2] = {{0}};
	struct nb_buf a = {0}, b = {0};
	uint32_t i;

	(void)state;
	assert_non_null(file);
	assert_non_null(archive);
	sink.fd = fileno(file);
	for (i = 0; i < (NB_INDEX_RUN + 40) * (NB_INDEX_CONTENT / 4); i++)
		assert_int_equal(nb_index_put(&sink, &i, sizeof(i), NULL),
				 NB_OK);
	assert_int_equal(nb_index_sink_end(&sink, NULL), NB_OK);
	plain.file = nb_local(fileno(file));
	plain.count = sink.count;
	nb_index_sink_free(&sink);
	inside = plain;
	inside.file = nb_local(fileno(archive));
	inside.offset = 1016;
	inside.embedded = true;
	copy_bytes(file, 0, archive, inside.offset, run);
	copy_bytes(file, run, archive, inside.offset + run + NB_INDEX_BETWEEN,
		   40 * NB_INDEX_BLOCK);
	assert_int_equal(nb_index_span(&plain), plain.count * NB_INDEX_BLOCK);
	assert_int_equal(nb_index_span(&inside),
			 plain.count * NB_INDEX_BLOCK + NB_INDEX_BETWEEN);
	for (i = 0; i < 200; i++) {
		uint64_t at = border - 2 - i * 997 % 99999, len = 4 + i * 1511;

		if (at + len > plain.count * NB_INDEX_CONTENT)
			len = plain.count * NB_INDEX_CONTENT - at;
		assert_int_equal(
			nb_index_load(&plain, &caches[0], at, len, &a, NULL),
			NB_OK);
		assert_int_equal(
			nb_index_load(&inside, &caches[1], at, len, &b, NULL),
			NB_OK);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
	}
	nb_index_cache_free(&caches[0]);
	nb_index_cache_free(&caches[1]);
	nb_buf_free(&a);
	nb_buf_free(&b);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(fclose(archive), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes_are_those_of_the_specification),
		cmocka_unit_test(test_lists_come_back),
		cmocka_unit_test(test_bits_that_are_missing_are_noticed),
		cmocka_unit_test(test_segments_have_what_the_texts_have),
		cmocka_unit_test(test_a_character_that_stands_alone),
		cmocka_unit_test(test_characters_that_are_indexed),
		cmocka_unit_test(test_blocks_stand_in_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
