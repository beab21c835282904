/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bounds of commit records: the last value that is allowed is taken and the
 * next one is refused, although the checksum is right (sections 8, 9).
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

#define OFFSET 100000u
#define PREVIOUS 50000u

/* Places in a commit record. */
#define AT_OFFSET 16u
#define AT_NUMBER 24u
#define AT_PREVIOUS 40u
#define AT_PREVIOUS_HASH 48u
#define AT_SEGMENT 80u
#define AT_INCOMPATIBLE 88u
#define AT_COMPATIBLE 96u
#define AT_TREE_COUNT 176u
#define AT_TREES 216u
#define TREE 40u
#define AT_HASH 180u
#define AT_EDGE 856u
#define AT_LOG 1880u
#define AT_ROOTS 1896u
#define AT_RESERVED 1924u

static uint8_t record[NB_COMMIT_SIZE];

static void seal(uint8_t *p, size_t size)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(p, size - NB_RECORD_CHECK, digest);
	memcpy(p + size - NB_RECORD_CHECK, digest, NB_RECORD_CHECK);
}

/* A fifth commit with one tree, in the middle of a file. */
static struct nb_commit usual(void)
{
	struct nb_commit c = {
		.offset = OFFSET,
		.number = 5,
		.time = 1583712000,
		.previous = PREVIOUS,
		.previous_sha256 = {7},
		.segment = PREVIOUS + NB_COMMIT_SIZE,
		.compatible = 3,
		.root = {9},
		.revisions = 11,
		.pages = 10,
		.items = 20,
		.document_bytes = 3000,
		.source_bytes = 2000,
		.writer = "writer",
		.trees = {{60000, 1000, 2, 11, 1, 5}},
		.tree_count = 1,
	};

	return c;
}

/* The first commit of a file. */
static struct nb_commit first(void)
{
	struct nb_commit c = usual();

	c.number = 1;
	c.previous = 0;
	c.previous_sha256[0] = 0;
	c.segment = NB_HEADER_SIZE;
	c.trees[0].last_commit = 1;
	return c;
}

static void encode(const struct nb_commit *c)
{
	struct nb_buf out = {0};
	struct nb_error err;

	assert_int_equal(nb_commit_encode(c, &out, &err), NB_OK);
	assert_int_equal(out.len, NB_COMMIT_SIZE);
	memcpy(record, out.data, NB_COMMIT_SIZE);
	nb_buf_free(&out);
}

static enum nb_status decode(const char *said)
{
	struct nb_commit c;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;

	seal(record, NB_COMMIT_SIZE);
	st = nb_commit_decode(record, nb_le64(record + AT_OFFSET), &c, &err);
	if (st && said)
		assert_non_null(strstr(err.text, said));
	return st;
}

static void taken(const struct nb_commit *c)
{
	encode(c);
	assert_int_equal(decode(NULL), NB_OK);
}

static void refused(const struct nb_commit *c, const char *said)
{
	encode(c);
	assert_int_equal(decode(said), NB_INVALID);
}

static void test_round_trip(void **state)
{
	struct nb_commit c = usual(), d;
	struct nb_error err;

	(void)state;
	c.earlier = 70000;
	c.earlier_size = 500;
	c.edge[0][0] = 1;
	c.edge[2][31] = 2; /* 11 = 8 + 2 + 1 leaves */
	c.log = 71000;
	c.log_size = 600;
	c.log_level = NB_LOG_LEVEL_MAX;
	c.roots = 72000;
	c.roots_size = 700;
	encode(&c);
	assert_int_equal(nb_commit_decode(record, OFFSET, &d, &err), NB_OK);
	assert_memory_equal(&c, &d, sizeof(c));
	assert_int_equal(nb_commit_decode(record, OFFSET + 8, &d, &err),
			 NB_INVALID);
}

static void test_root_of_a_tree_lies_before_its_commit(void **state)
{
	struct nb_commit c = usual();
	struct nb_tree *t = &c.trees[0];

	(void)state;
	t->root = NB_HEADER_SIZE;
	taken(&c);
	t->root = NB_HEADER_SIZE - 1;
	refused(&c, "root lies outside");
	t->root = OFFSET - t->root_size;
	taken(&c);
	t->root++;
	refused(&c, "root lies outside");
	t->root = OFFSET;
	refused(&c, "root lies outside");
	t->root = OFFSET + 1;
	refused(&c, "root lies outside");
	t->root = OFFSET;
	t->root_size =
		0; /* that a node is longer is checked where it is read */
	taken(&c);
	t->root = UINT64_MAX;
	t->root_size = UINT32_MAX;
	refused(&c, "root lies outside");
}

static void test_level_of_a_tree_is_limited(void **state)
{
	struct nb_commit c = usual();
	size_t i;

	(void)state;
	c.trees[0].level = NB_LEVEL_MAX;
	taken(&c);
	c.trees[0].level = NB_LEVEL_MAX + 1;
	refused(&c, "level");
	for (i = 13; i < 16; i++) {
		c = usual();
		encode(&c);
		record[AT_TREES + i] = 1;
		assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	}
}

static void test_trees_cover_the_commits(void **state)
{
	struct nb_commit c = usual();
	struct nb_tree *t = c.trees;
	uint32_t i;

	(void)state;
	t->first_commit = 2;
	refused(&c, "cover");
	t->first_commit = 1;
	t->last_commit = 4;
	refused(&c, "cover");
	t->last_commit = 6;
	refused(&c, "cover");
	c.tree_count = 2;
	t[1] = t[0];
	t[0].last_commit = 2;
	t[1].first_commit = 3;
	t[1].last_commit = 5;
	taken(&c);
	t[1].first_commit = 4;
	refused(&c, "cover");
	t[1].first_commit = 2;
	refused(&c, "cover");
	t[0].last_commit = 0; /* a tree of no commit */
	t[1].first_commit = 1;
	refused(&c, "cover");
	t[0].last_commit = 5;
	t[1].first_commit = 6;
	t[1].last_commit = 6;
	refused(&c, "cover");
	c.tree_count = 0;
	memset(t, 0, sizeof(c.trees));
	taken(&c);
	for (i = 0; i < NB_TREES_MAX; i++)
		t[i] = (struct nb_tree){60000, 100, 0, 1, i + 1, i + 1};
	c.tree_count = NB_TREES_MAX;
	c.number = NB_TREES_MAX;
	taken(&c);
	nb_put32(record + AT_TREE_COUNT, NB_TREES_MAX + 1);
	assert_int_equal(decode("too many trees"), NB_INVALID);
}

static void test_numbers_follow_the_chain(void **state)
{
	struct nb_commit c = usual();

	(void)state;
	c.number = 0;
	c.tree_count = 0;
	refused(&c, "number");
	c.number = 1; /* it has one before it */
	refused(&c, "number");
	c.number = 2;
	taken(&c);
	c = first();
	taken(&c);
	c.tree_count = 0;
	c.number = 2; /* nothing is recorded of the commits before */
	refused(&c, "number");
	c.earlier = 70000;
	c.earlier_size = 500;
	taken(&c);
	c.number = 1;
	refused(&c, "number");
	c = first();
	c.previous_sha256[31] = 1;
	refused(&c, "no previous commit");
}

static void test_earlier_commits_lie_before(void **state)
{
	struct nb_commit c = usual();

	(void)state;
	c.earlier_size = 500;
	refused(&c, "misplaced");
	c.earlier = NB_HEADER_SIZE;
	taken(&c);
	c.earlier = NB_HEADER_SIZE - 1;
	refused(&c, "misplaced");
	c.earlier = OFFSET - 500;
	taken(&c);
	c.earlier = OFFSET - 499;
	refused(&c, "misplaced");
	c.earlier = OFFSET + 1;
	refused(&c, "misplaced");
	c.earlier = OFFSET;
	c.earlier_size = 0;
	taken(&c);
}

static void test_commit_before_lies_before(void **state)
{
	struct nb_commit c = usual();
	static const uint64_t places[] = {NB_HEADER_SIZE,
					  OFFSET - NB_COMMIT_SIZE};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		c.previous = places[i];
		c.segment = c.previous + NB_COMMIT_SIZE;
		taken(&c);
	}
	c.previous = OFFSET - NB_COMMIT_SIZE + 1;
	c.segment = c.previous + NB_COMMIT_SIZE;
	refused(&c, "does not precede");
	c.previous = NB_HEADER_SIZE - 1;
	c.segment = c.previous + NB_COMMIT_SIZE;
	refused(&c, "does not precede");
	c = usual();
	c.segment++;
	refused(&c, "segment");
	c = first();
	c.segment++;
	refused(&c, "segment");
}

static void test_place_of_a_commit(void **state)
{
	struct nb_commit c = first();

	(void)state;
	c.tree_count = 0;
	memset(c.trees, 0, sizeof(c.trees));
	c.offset = NB_HEADER_SIZE;
	taken(&c);
	c.offset = NB_HEADER_SIZE - 1;
	refused(&c, "not what it states");
}

static void test_records_that_it_names_lie_before(void **state)
{
	static const size_t fields[] = {AT_LOG, AT_ROOTS};
	struct nb_commit c = usual();
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		uint8_t *at = record + fields[i], *size = at + 8;

		encode(&c);
		nb_put32(size, 500);
		assert_int_equal(decode("record is misplaced"), NB_INVALID);
		nb_put64(at, NB_HEADER_SIZE);
		assert_int_equal(decode(NULL), NB_OK);
		nb_put64(at, NB_HEADER_SIZE - 1);
		assert_int_equal(decode("record is misplaced"), NB_INVALID);
		nb_put64(at, OFFSET - 500);
		assert_int_equal(decode(NULL), NB_OK);
		nb_put64(at, OFFSET - 499);
		assert_int_equal(decode("record is misplaced"), NB_INVALID);
		nb_put64(at, UINT64_MAX);
		assert_int_equal(decode("record is misplaced"), NB_INVALID);
	}
}

static void test_log_fits_the_number_of_entries(void **state)
{
	struct nb_commit c = usual();

	(void)state;
	c.edge[3][0] = 1; /* 11 = 8 + 2 + 1 leaves have three hashes */
	refused(&c, "edge");
	c.revisions = 15;
	taken(&c);
	c.edge[NB_LOG_EDGE_MAX - 1][31] = 1;
	refused(&c, "edge");
	c.revisions = NB_REVISIONS_MAX;
	taken(&c);
	c.revisions++;
	refused(&c, "too many page entries");
	c = usual();
	c.log_level = 1;
	refused(&c, "log record");
	c.log = 70000;
	c.log_size = 500;
	taken(&c);
	c.log_level = NB_LOG_LEVEL_MAX + 1;
	refused(&c, "log record");
}

static void test_reserved_bytes_and_features(void **state)
{
	static const size_t reserved[] = {
		AT_HASH + 1,   AT_HASH + 3,   AT_TREES + TREE,
		AT_EDGE - 1,   AT_LOG + 13,   AT_LOG + 15,
		AT_ROOTS + 12, AT_ROOTS + 15, AT_RESERVED,
		1927,	       1928,	      2039};
	struct nb_commit c = usual();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		encode(&c);
		record[reserved[i]] = 1;
		assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	}
	for (i = 0; i < 3; i += 2) {
		encode(&c);
		record[AT_HASH] = (uint8_t)i;
		assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	}
	c.compatible = UINT64_MAX;
	taken(&c);
	c.incompatible = NB_FEATURE_SHARED;
	taken(&c);
	c.incompatible = 2;
	encode(&c);
	assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	c.incompatible = (uint64_t)1 << 63;
	encode(&c);
	assert_int_equal(decode("newer"), NB_UNSUPPORTED);
}

/* The area stands at the end of the reserved bytes of a commit record. */
static void test_extended_commit(void **state)
{
	struct nb_commit c = usual();
	uint8_t *end = record + NB_COMMIT_SIZE - NB_RECORD_CHECK - 4;

	(void)state;
	encode(&c);
	record[15] = NB_RECORD_EXTENDED;
	assert_int_equal(decode(NULL), NB_OK);
	nb_put32(end, 6);
	memcpy(end - 6, "\1\0\2\0ab", 6);
	assert_int_equal(decode(NULL), NB_OK);
	end[-7] = 1;
	assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	end[-7] = 0;
	end[-5] = 0x80;
	assert_int_equal(decode("newer"), NB_UNSUPPORTED);
	/* One that is larger than the reserved bytes. */
	encode(&c);
	record[15] = NB_RECORD_EXTENDED;
	nb_put32(end, 116);
	nb_put16(end - 116, 1);
	nb_put16(end - 114, 112);
	assert_int_equal(decode("extension area"), NB_INVALID);
	nb_put32(end, 112);
	nb_put32(end - 116, 0);
	nb_put16(end - 112, 1);
	nb_put16(end - 110, 108);
	assert_int_equal(decode(NULL), NB_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_root_of_a_tree_lies_before_its_commit),
		cmocka_unit_test(test_level_of_a_tree_is_limited),
		cmocka_unit_test(test_trees_cover_the_commits),
		cmocka_unit_test(test_numbers_follow_the_chain),
		cmocka_unit_test(test_earlier_commits_lie_before),
		cmocka_unit_test(test_commit_before_lies_before),
		cmocka_unit_test(test_place_of_a_commit),
		cmocka_unit_test(test_records_that_it_names_lie_before),
		cmocka_unit_test(test_log_fits_the_number_of_entries),
		cmocka_unit_test(test_reserved_bytes_and_features),
		cmocka_unit_test(test_extended_commit),
	};

	return cmocka_run_group_tests_name("commit", tests, NULL, NULL) != 0;
}
