/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roots records (format-spec/nbarc-format.md, section 7.6): what is refused
 * although the checksum is right, and what a writer leaves out. leaf_test.c
 * compares them with trees, and far_test.c counts what they save.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include "archive/catalogue/pointer.h"
#include "archive/catalogue/roots.h"
#include "archive/frame/zframe.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/le.h"

static char path[] = "/tmp/nbarc-roots-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	return close(mkstemp(path));
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

/* A roots record whose checksum is right, and whose content is anything. */
static enum nb_status read_roots(const struct nb_buf *content, uint32_t trees,
				 uint32_t reserved, struct nb_commit *commit)
{
	struct nb_zdecoder decoder = {0};
	struct nb_roots roots = {.count = 0};
	struct nb_buf record = {0};
	struct nb_error err;
	enum nb_status st;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(nb_record_begin(&record, NB_RECORD_ROOTS), NB_OK);
	assert_int_equal(nb_add32(&record, trees), NB_OK);
	assert_int_equal(nb_add32(&record, (uint32_t)content->len), NB_OK);
	assert_int_equal(nb_add32(&record, reserved), NB_OK);
	assert_int_equal(nb_add32(&record, 0), NB_OK);
	assert_int_equal(nb_zframe_compress(content->data, content->len, NULL,
					    0, 1, &record, &err),
			 NB_OK);
	assert_int_equal(nb_record_end(&record, NB_NODE_MAX, &err), NB_OK);
	assert_int_equal(pwrite(fd, record.data, record.len, 64), record.len);
	commit->roots = 64;
	commit->roots_size = (uint32_t)record.len;
	st = nb_roots_read(&roots, nb_local(fd), commit, &decoder, &err);
	assert_int_equal(roots.count, st ? 0 : commit->tree_count);
	nb_roots_free(&roots);
	nb_buf_free(&record);
	nb_zdecoder_free(&decoder);
	assert_int_equal(close(fd), 0);
	return st;
}

/* The content of a roots record of one tree, a leaf: last key, pointer. */
static void root_content(struct nb_buf *b, uint32_t count,
			 const struct nb_pointer *p)
{
	b->len = 0;
	assert_int_equal(nb_add32(b, 1), NB_OK);
	assert_int_equal(nb_buf_add(b, "\3abc", 4), NB_OK);
	assert_int_equal(nb_add32(b, count), NB_OK);
	assert_int_equal(nb_pointer_put(b, p), NB_OK);
}

static void test_damaged_roots(void **state)
{
	struct nb_commit c = {.offset = 1 << 20, .tree_count = 1};
	struct nb_pointer p = {.offset = 5000,
			       .size = 100,
			       .hashes_size = 88,
			       .key = {{"ab", 2}, 1}};
	struct nb_buf b = {0};
	size_t whole;

	(void)state;
	c.trees[0].root = 5000;
	c.trees[0].root_size = 100;
	root_content(&b, 1, &p);
	whole = b.len;
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_OK);
	assert_int_equal(read_roots(&b, 1, 1, &c), NB_UNSUPPORTED);
	assert_int_equal(read_roots(&b, 2, 0, &c), NB_INVALID);
	while (b.len-- > 1)
		assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	root_content(&b, 1, &p);
	assert_int_equal(nb_buf_add(&b, "", 1), NB_OK);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	root_content(&b, UINT32_MAX, &p);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	/* The root of this tree is one leaf, and it is that of the commit. */
	root_content(&b, 2, &p);
	assert_int_equal(nb_pointer_put(&b, &p), NB_OK);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	c.trees[0].level = 1;
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_OK);
	c.trees[0].level = 0;
	p.size = 101;
	root_content(&b, 1, &p);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	p.size = 100;
	p.offset = 4999;
	root_content(&b, 1, &p);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_INVALID);
	/* Without pointers. */
	root_content(&b, 0, &p);
	b.len = 12;
	assert_true(b.len < whole);
	assert_int_equal(read_roots(&b, 1, 0, &c), NB_OK);
	nb_buf_free(&b);
}

/* What a writer copies: no root with more than 8 KiB of pointers, and not more
 * than 16 KiB of all. */
static void test_roots_that_are_copied(void **state)
{
	static uint8_t pointers[8193];
	static const size_t sizes[] = {8192, 8193, 8191, 2, 1, 1};
	static const bool copied[] = {true, false, true, false, true, false};
	struct nb_roots_writer w = {.count = 0};
	struct nb_root root = {.last = {{"abc", 3}, 1}, .count = 7};
	struct nb_error err;
	size_t i, before;

	(void)state;
	root.pointers = pointers;
	for (i = 0; i < 6; i++) {
		before = w.content.len;
		root.pointers_len = sizes[i];
		assert_int_equal(nb_roots_add(&w, &root, &err), NB_OK);
		assert_int_equal(nb_le32(w.content.data + before + 8),
				 copied[i] ? 7 : 0);
		assert_int_equal(w.content.len - before,
				 12 + (copied[i] ? sizes[i] : 0));
	}
	nb_roots_writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damaged_roots),
		cmocka_unit_test(test_roots_that_are_copied),
	};

	return cmocka_run_group_tests_name("roots", tests, set_up, tear_down) !=
	       0;
}
