/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bounds of records, the header and commit records: the last value that is
 * allowed is taken and the next one is refused, although the checksum is right
 * (sections 3, 4, 8, 9).
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
	enum nb_status st = nb_record_read(fd, offset, size, end,
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
	st = nb_record_read_part(fd, 0, (uint32_t)b->len, end, NB_RECORD_LEAF,
				 part_of, &out, &err);
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
	st = nb_header_read(fd, &out, &err);
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
	assert_int_equal(nb_header_read(fd, &header, &err), NB_UNSUPPORTED);
	assert_non_null(strstr(err.text, "nbarc rescue"));
	(void)close(fd);
	nb_buf_free(&b);
}

static void test_shared_text_is_in_the_header(void **state)
{
	struct nb_header none = {0}, some = {.shared = 1000};
	struct nb_commit c = usual();
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
		cmocka_unit_test(test_heads_of_records),
		cmocka_unit_test(test_size_of_a_record_is_limited),
		cmocka_unit_test(test_version_or_damage),
		cmocka_unit_test(test_extension_areas),
		cmocka_unit_test(test_flags_of_records),
		cmocka_unit_test(test_extended_commit),
		cmocka_unit_test(test_place_of_a_record_is_checked),
		cmocka_unit_test(test_part_of_a_record),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_of_a_draft),
		cmocka_unit_test(test_shared_text_is_in_the_header),
	};

	return cmocka_run_group_tests_name("commit", tests, NULL, NULL) != 0;
}
