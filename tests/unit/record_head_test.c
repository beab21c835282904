/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bounds of records of any kind and of the header: the last value that is
 * allowed is taken and the next one is refused, although the checksum is right
 * (sections 3, 4).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"

static void seal(uint8_t *p, size_t size)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(p, size - NB_RECORD_CHECK, digest);
	memcpy(p + size - NB_RECORD_CHECK, digest, NB_RECORD_CHECK);
}

/* ---- records */

static enum nb_status head(uint32_t rest, uint8_t version, uint8_t last,
			   uint32_t *size)
{
	uint8_t p[NB_RECORD_HEAD], kind;

	nb_record_put_head(p, NB_RECORD_LEAF);
	nb_put32(p + 4, rest);
	p[14] = version;
	p[15] = last;
	return nb_record_head(p, 0, &kind, size, NULL);
}

static void test_heads_of_records(void **state)
{
	uint32_t size;

	(void)state;
	assert_int_equal(head(NB_RECORD_LEAST - 8, 1, 0, &size), NB_OK);
	assert_int_equal(size, NB_RECORD_LEAST);
	assert_int_equal(head(NB_RECORD_LEAST - 9, 1, 0, &size), NB_INVALID);
	assert_int_equal(head(UINT32_MAX - 8, 1, 0, &size), NB_OK);
	assert_int_equal(size, UINT32_MAX);
	assert_int_equal(head(UINT32_MAX - 7, 1, 0, &size), NB_INVALID);
	/* Damage may have changed these. */
	assert_int_equal(head(100, 2, 0, &size), NB_OK);
	assert_int_equal(head(100, 1, 1, &size), NB_OK);
}

/* A record of `size` bytes that ends in its checksum. */
static void make_record(struct nb_buf *b, uint32_t size)
{
	struct nb_error err;

	b->len = 0;
	assert_int_equal(nb_record_begin(b, NB_RECORD_LEAF), NB_OK);
	assert_int_equal(nb_add_zeros(b, size - NB_RECORD_LEAST), NB_OK);
	assert_int_equal(nb_record_end(b, size, &err), NB_OK);
	assert_int_equal(b->len, size);
}

static void test_size_of_a_record_is_limited(void **state)
{
	struct nb_buf b = {0};
	struct nb_error err;

	(void)state;
	make_record(&b, 100);
	b.len = 0;
	assert_int_equal(nb_record_begin(&b, NB_RECORD_LEAF), NB_OK);
	assert_int_equal(nb_add_zeros(&b, 100 - NB_RECORD_LEAST + 1), NB_OK);
	assert_int_equal(nb_record_end(&b, 100, &err), NB_LIMIT);
	nb_buf_free(&b);
}

/* Another version is one only if the checksum is right. */
static void test_version_or_damage(void **state)
{
	struct nb_buf b = {0};
	struct nb_error err;

	(void)state;
	make_record(&b, 100);
	b.data[14] = 2;
	assert_int_equal(nb_record_check(b.data, 100, NB_RECORD_LEAF, 0, &err),
			 NB_INVALID);
	seal(b.data, 100);
	assert_int_equal(nb_record_check(b.data, 100, NB_RECORD_LEAF, 0, &err),
			 NB_UNSUPPORTED);
	make_record(&b, 100);
	assert_int_equal(nb_record_check(b.data, 100, NB_RECORD_INDEX, 0, &err),
			 NB_INVALID);
	assert_int_equal(nb_record_check(b.data, 99, NB_RECORD_LEAF, 0, &err),
			 NB_INVALID);
	nb_buf_free(&b);
}

/* ---- extension areas */

/* Turn b into a leaf whose body has `body` bytes, with an area of these
 * entries, which says that it has `stated` bytes. */
static void make_extended(struct nb_buf *b, uint32_t body, const void *entries,
			  size_t len, uint32_t stated)
{
	make_record(b, NB_RECORD_LEAST + body);
	b->len -= NB_RECORD_CHECK;
	assert_int_equal(nb_buf_add(b, entries, len), NB_OK);
	assert_int_equal(nb_add32(b, stated), NB_OK);
	b->data[15] = NB_RECORD_EXTENDED;
	nb_put32(b->data + 4, (uint32_t)b->len);
	assert_int_equal(nb_add_zeros(b, NB_RECORD_CHECK), NB_OK);
	seal(b->data, b->len);
}

static enum nb_status check_extended(struct nb_buf *b, uint32_t body,
				     const void *entries, size_t len,
				     uint32_t stated)
{
	struct nb_error err;
	enum nb_status st;

	make_extended(b, body, entries, len, stated);
	st = nb_record_check(b->data, (uint32_t)b->len, NB_RECORD_LEAF, 0,
			     &err);
	if (!st)
		assert_int_equal(nb_record_body_end(b->data, (uint32_t)b->len),
				 NB_RECORD_HEAD + body);
	return st;
}

static void test_extension_areas(void **state)
{
	struct nb_buf b = {0};
	uint32_t body;

	(void)state;
	for (body = 0; body < 100; body += 99) {
		assert_int_equal(check_extended(&b, body, "", 0, 0), NB_OK);
		assert_int_equal(check_extended(&b, body, "\1\0\0\0", 4, 4),
				 NB_OK);
		assert_int_equal(check_extended(&b, body,
						"\xff\x7f\2\0ab\1\0\0\0", 10,
						10),
				 NB_OK);
		assert_int_equal(check_extended(&b, body, "\0\0\0\0", 4, 4),
				 NB_INVALID);
		assert_int_equal(check_extended(&b, body, "\0\x80\0\0", 4, 4),
				 NB_UNSUPPORTED);
		assert_int_equal(
			check_extended(&b, body, "\1\0\0\0\xff\xff\1\0x", 9, 9),
			NB_UNSUPPORTED);
		/* An entry that exceeds the area, and less than one. */
		assert_int_equal(check_extended(&b, body, "\1\0\1\0", 4, 4),
				 NB_INVALID);
		assert_int_equal(check_extended(&b, body, "\1\0\0", 3, 3),
				 NB_INVALID);
		/* An area that exceeds the body. */
		assert_int_equal(check_extended(&b, body, "", 0, body + 1),
				 NB_INVALID);
		assert_int_equal(check_extended(&b, body, "", 0, UINT32_MAX),
				 NB_INVALID);
	}
	/* No room for the size. */
	make_record(&b, NB_RECORD_LEAST);
	b.data[15] = NB_RECORD_EXTENDED;
	seal(b.data, b.len);
	assert_int_equal(nb_record_check(b.data, NB_RECORD_LEAST,
					 NB_RECORD_LEAF, 0, NULL),
			 NB_INVALID);
	assert_int_equal(check_extended(&b, 4, "", 0, 0), NB_OK);
	b.data[13] = NB_RECORD_PARITY;
	seal(b.data, b.len);
	assert_int_equal(nb_record_check(b.data, (uint32_t)b.len,
					 NB_RECORD_PARITY, 0, NULL),
			 NB_UNSUPPORTED);
	nb_buf_free(&b);
}

/* All other flags are reserved, and so are other versions. */
static void test_flags_of_records(void **state)
{
	struct nb_buf b = {0};
	unsigned flags;

	(void)state;
	make_record(&b, 100);
	for (flags = 2; flags < 256; flags++) {
		b.data[15] = (uint8_t)flags;
		assert_false(nb_record_known(b.data));
		assert_int_equal(
			nb_record_check(b.data, 100, NB_RECORD_LEAF, 0, NULL),
			NB_INVALID);
		seal(b.data, 100);
		assert_int_equal(
			nb_record_check(b.data, 100, NB_RECORD_LEAF, 0, NULL),
			NB_UNSUPPORTED);
	}
	nb_buf_free(&b);
}

/* ---- reading */

static int file_of(const struct nb_buf *b)
{
	FILE *f = tmpfile();
	int fd;

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	assert_int_equal(fflush(f), 0);
	fd = dup(fileno(f));
	assert_true(fd >= 0);
	assert_int_equal(fclose(f), 0);
	return fd;
}

static enum nb_status read_leaf(int fd, uint64_t offset, uint32_t size,
				uint64_t end, uint32_t limit)
{
	struct nb_buf out = {0};
	struct nb_error err;
	enum nb_status st = nb_record_read(nb_local(fd), offset, size, end,
					   NB_RECORD_LEAF, limit, &out, &err);

	if (!st)
		assert_int_equal(out.len, size);
	nb_buf_free(&out);
	return st;
}

static void test_place_of_a_record_is_checked(void **state)
{
	struct nb_buf b = {0};
	int fd;

	(void)state;
	make_record(&b, NB_RECORD_LEAST);
	fd = file_of(&b);
	assert_int_equal(read_leaf(fd, 0, 24, 24, 24), NB_OK);
	assert_int_equal(read_leaf(fd, 0, 24, 24, 23), NB_INVALID);
	assert_int_equal(read_leaf(fd, 0, 24, 23, 100), NB_INVALID);
	assert_int_equal(read_leaf(fd, 0, 23, 24, 100), NB_INVALID);
	assert_int_equal(read_leaf(fd, 25, 24, 24, 100), NB_INVALID);
	assert_int_equal(read_leaf(fd, UINT64_MAX, 24, 24, 100), NB_INVALID);
	(void)close(fd);
	nb_buf_free(&b);
}

static uint64_t part_len;

static uint64_t part_of(const uint8_t *p)
{
	(void)p;
	return part_len;
}

/* Put a check after the first n bytes, and read up to there. */
static enum nb_status read_part(struct nb_buf *b, uint64_t n, uint64_t end)
{
	struct nb_buf out = {0};
	struct nb_error err;
	enum nb_status st;
	int fd;

	part_len = n;
	if (n <= b->len - NB_RECORD_CHECK)
		seal(b->data, (size_t)n + NB_RECORD_CHECK);
	fd = file_of(b);
	st = nb_record_read_part(nb_local(fd), 0, (uint32_t)b->len, end,
				 NB_RECORD_LEAF, part_of, &out, &err);
	if (!st)
		assert_true(out.len >= n + NB_RECORD_CHECK);
	if (!st)
		assert_memory_equal(out.data, b->data, out.len);
	nb_buf_free(&out);
	(void)close(fd);
	return st;
}

static void test_part_of_a_record(void **state)
{
	static const uint64_t parts[] = {64, 1015, 1016, 1017, 1500, 2992};
	struct nb_buf b = {0};
	size_t i;

	(void)state;
	make_record(&b, 3000);
	for (i = 0; i < 6; i++)
		assert_int_equal(read_part(&b, parts[i], 3000), NB_OK);
	assert_int_equal(read_part(&b, 2993, 3000), NB_INVALID);
	assert_int_equal(read_part(&b, UINT64_MAX, 3000), NB_INVALID);
	assert_int_equal(read_part(&b, 64, 2999), NB_INVALID);
	make_record(&b, NB_RECORD_PART + NB_RECORD_CHECK);
	assert_int_equal(read_part(&b, NB_RECORD_PART, b.len), NB_OK);
	make_record(&b, NB_RECORD_PART + NB_RECORD_CHECK - 1);
	assert_int_equal(read_part(&b, 40, b.len), NB_INVALID);
	nb_buf_free(&b);
}

/* ---- the header */

/* Read the header of an archive with a shared text, of which one byte was
 * changed. */
static enum nb_status read_header(size_t at, uint8_t value, const char *said)
{
	struct nb_header in = {.shared = 0x123456}, out = {0};
	struct nb_buf b = {0};
	struct nb_error err;
	enum nb_status st;
	int fd;

	assert_int_equal(nb_header_encode(&in, &b, &err), NB_OK);
	assert_int_equal(b.len, NB_HEADER_SIZE);
	b.data[at] = value;
	seal(b.data, NB_HEADER_SIZE);
	fd = file_of(&b);
	st = nb_header_read(nb_local(fd), &out, &err);
	assert_int_equal(out.shared, st ? 0 : in.shared);
	if (said)
		assert_non_null(strstr(err.text, said));
	(void)close(fd);
	nb_buf_free(&b);
	return st;
}

static void test_header(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(read_header(16, 1, NULL), NB_OK);
	assert_int_equal(read_header(16, 2, "format version 2"),
			 NB_UNSUPPORTED);
	assert_int_equal(read_header(17, 1, "format version"), NB_UNSUPPORTED);
	assert_int_equal(read_header(8, 'N', "not an nbarc"), NB_INVALID);
	assert_int_equal(read_header(13, 'h', "not an nbarc"), NB_INVALID);
	assert_int_equal(read_header(15, NB_RECORD_EXTENDED, NULL), NB_OK);
	assert_int_equal(read_header(18, 0, "newer"), NB_UNSUPPORTED);
	assert_int_equal(read_header(18, 2, "newer"), NB_UNSUPPORTED);
	for (i = 19; i < 56; i++)
		if (i < 24 || i >= 32)
			assert_int_equal(read_header(i, 1, "newer"),
					 NB_UNSUPPORTED);
}

/* The header of a draft ends in 38 zero bytes. */
static void test_header_of_a_draft(void **state)
{
	struct nb_header header = {0};
	struct nb_buf b = {0};
	struct nb_error err;
	int fd;

	(void)state;
	assert_int_equal(nb_header_encode(&header, &b, &err), NB_OK);
	b.data[18] = 0;
	seal(b.data, NB_HEADER_SIZE);
	fd = file_of(&b);
	assert_int_equal(nb_header_read(nb_local(fd), &header, &err),
			 NB_UNSUPPORTED);
	assert_non_null(strstr(err.text, "nbarc rescue"));
	(void)close(fd);
	nb_buf_free(&b);
}

static void test_shared_text_is_in_the_header(void **state)
{
	struct nb_header none = {0}, some = {.shared = 1000};
	struct nb_commit c = {.incompatible = 0};
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_header_fits(&none, &c, &err), NB_OK);
	assert_int_equal(nb_header_fits(&some, &c, &err), NB_INVALID);
	c.incompatible = NB_FEATURE_SHARED;
	assert_int_equal(nb_header_fits(&none, &c, &err), NB_UNSUPPORTED);
	assert_int_equal(nb_header_fits(&some, &c, &err), NB_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heads_of_records),
		cmocka_unit_test(test_size_of_a_record_is_limited),
		cmocka_unit_test(test_version_or_damage),
		cmocka_unit_test(test_extension_areas),
		cmocka_unit_test(test_flags_of_records),
		cmocka_unit_test(test_place_of_a_record_is_checked),
		cmocka_unit_test(test_part_of_a_record),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_of_a_draft),
		cmocka_unit_test(test_shared_text_is_in_the_header),
	};

	return cmocka_run_group_tests_name("record head", tests, NULL, NULL) !=
	       0;
}
