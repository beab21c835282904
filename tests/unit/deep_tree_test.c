/* SPDX-License-Identifier: Apache-2.0 */
/* A catalogue tree of two levels of index nodes (format-spec/nbarc-format.md,
 * section 7.5): its identifiers are as long as they can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "archive/catalogue/tree.h"
#include "archive/catalogue/tree_writer.h"

#define DEEP_PAGES 40000u
#define LONGEST_ID 255

/* Identifiers as long as can be make pointers long, and nodes full. */
static struct nb_entry_key deep_key(char id[LONGEST_ID], unsigned n)
{
	(void)snprintf(id, LONGEST_ID, "jdrb-%08u-a01", n);
	memset(id + strlen(id), 'x', LONGEST_ID - strlen(id));
	return (struct nb_entry_key){{id, LONGEST_ID}, 1};
}

static int write_deep_tree(struct nb_tree *tree)
{
	FILE *file = tmpfile();
	struct nb_sink sink = {.at = 64};
	struct nb_roots_writer roots = {.count = 0};
	struct nb_tree_writer w;
	struct nb_error err;
	char id[LONGEST_ID];
	unsigned n;

	assert_non_null(file);
	sink.fd = dup(fileno(file));
	assert_int_equal(fclose(file), 0);
	assert_int_equal(lseek(sink.fd, 64, SEEK_SET), 64);
	nb_tree_writer_init(&w, &sink, 1, NULL);
	for (n = 0; n < DEEP_PAGES; n++) {
		struct nb_entry e = {.revision = 1, .content_size = 1};

		e.id = deep_key(id, n).id;
		e.name = e.reason = (struct nb_string){"", 0};
		assert_int_equal(nb_tree_writer_add(&w, &e, &err), NB_OK);
	}
	assert_int_equal(nb_tree_writer_end(&w, tree, &roots, &err), NB_OK);
	nb_tree_writer_free(&w);
	nb_roots_writer_free(&roots);
	assert_int_equal(tree->level, 2);
	return sink.fd;
}

/* After a seek that came to a damaged node, the entries of the leaf before are
 * not handed out. */
static void test_next_after_failed_seek(void **state)
{
	struct nb_zdecoder decoder = {0};
	char first[LONGEST_ID], last[LONGEST_ID];
	struct nb_tree_iter it;
	struct nb_tree tree;
	struct nb_error err;
	struct nb_entry_key key;
	int fd = write_deep_tree(&tree);

	(void)state;
	nb_tree_iter_init(&it, nb_local(fd), &tree, UINT64_MAX, &decoder);
	key = deep_key(last, DEEP_PAGES - 1);
	assert_int_equal(nb_tree_seek(&it, &key, &err), NB_OK);
	assert_true(it.valid);
	assert_int_equal(pwrite(fd, "", 1, (off_t)it.path[1].offset), 1);
	key = deep_key(first, 0);
	assert_int_equal(nb_tree_seek(&it, &key, &err), NB_OK);
	assert_true(it.valid && it.leaf.index < it.leaf.count);
	key = deep_key(last, DEEP_PAGES - 1);
	assert_int_equal(nb_tree_seek(&it, &key, &err), NB_INVALID);
	assert_int_equal(nb_tree_next(&it, &err), NB_OK);
	assert_false(it.valid);
	nb_tree_iter_free(&it);
	nb_zdecoder_free(&decoder);
	(void)close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_after_failed_seek),
	};

	return cmocka_run_group_tests_name("deep tree", tests, NULL, NULL) != 0;
}
