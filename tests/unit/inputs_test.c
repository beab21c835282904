/* SPDX-License-Identifier: Apache-2.0 */
/* The list of files: the same order whether it is in memory or was spooled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/inputs.h"
#include "input/shard.h"

#define FILES 2000u

/* Names that rise and fall, some of them of one page. */
static void make(unsigned k, char id[NB_ID_MAX], char path[600],
		 struct nb_input *input)
{
	unsigned mixed = k * 7919u % FILES;

	(void)snprintf(id, NB_ID_MAX, "jdrb-1950%04u-01", mixed / 2);
	(void)snprintf(path, 600, "%s/%0*u/%s.txt", mixed % 2 ? "b" : "a",
		       (int)(k % 500) + 1, k, id);
	*input = (struct nb_input){.id = id,
				   .path = path,
				   .size = k + 1,
				   .row = k % 7,
				   .article = k % 5};
}

static void fill(struct nb_inputs *in)
{
	char id[NB_ID_MAX], path[600];
	struct nb_input input;
	struct nb_error err;
	unsigned k;

	for (k = 0; k < FILES; k++) {
		make(k, id, path, &input);
		assert_int_equal(nb_inputs_add(in, &input, &err), NB_OK);
	}
	assert_int_equal(nb_inputs_sort(in, &err), NB_OK);
}

static void check_order(size_t most, size_t runs, const char *beside)
{
	char before[NB_ID_MAX + 600] = "", now[NB_ID_MAX + 600];
	char id[NB_ID_MAX], path[600];
	struct nb_inputs in = {.most = most, .beside = beside};
	struct nb_input input, made;
	struct nb_error err;
	unsigned n = 0;

	fill(&in);
	assert_int_equal(in.count, FILES);
	assert_int_equal(in.bytes, (uint64_t)FILES * (FILES + 1) / 2);
	assert_true(in.sized);
	assert_true(runs == 1 ? in.run_count == 1 : in.run_count >= runs);
	for (;; n++) {
		assert_int_equal(nb_inputs_next(&in, &input, &err), NB_OK);
		if (!input.path)
			break;
		/* The size says which one it was. */
		make((unsigned)input.size - 1, id, path, &made);
		assert_string_equal(input.id, id);
		assert_string_equal(input.path, path);
		assert_int_equal(input.row, made.row);
		assert_int_equal(input.article, made.article);
		(void)snprintf(now, sizeof(now), "%s\t%s", id, path);
		assert_true(strcmp(before, now) < 0);
		memcpy(before, now, sizeof(now));
	}
	assert_int_equal(n, FILES);
	nb_inputs_free(&in);
}

static void test_memory(void **state)
{
	(void)state;
	check_order(0, 1, NULL);
}

static void test_spool(void **state)
{
	(void)state;
	check_order(300000, 2, NULL);
	check_order(10000, 40, NULL);
	check_order(1, FILES, NULL);
}

/* How many names a folder has, with . and .. */
static unsigned count_names(const char *folder)
{
	DIR *dir = opendir(folder);
	unsigned n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	(void)closedir(dir);
	return n;
}

/* The spool is in the folder of the archive, which lists no name of it. Where
 * there is no such folder, it is elsewhere. */
static void test_beside(void **state)
{
	char folder[] = "inputs_test.XXXXXX", path[64];
	struct nb_inputs in = {.most = 10000, .beside = path};
	struct stat of_folder, of_spool;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	check_order(10000, 40, path);
	fill(&in);
	assert_int_equal(count_names(folder), 2);
	assert_int_equal(fstat(fileno(in.spool), &of_spool), 0);
	assert_int_equal(stat(folder, &of_folder), 0);
	assert_int_equal(of_spool.st_nlink, 0);
	assert_true(of_spool.st_dev == of_folder.st_dev);
	nb_inputs_free(&in);
	assert_int_equal(rmdir(folder), 0);
	check_order(10000, 40, path);
}

/* All files of all shards are the files, in order; no issue is divided, and no
 * shard is far from its share. */
static void check_shards(size_t most, unsigned shards)
{
	char before[NB_ID_MAX] = "", id[NB_ID_MAX], path[600];
	struct nb_input input, made;
	struct nb_error err;
	uint64_t files = 0, bytes = 0, n;
	struct nb_inputs in = {.most = most};
	unsigned k;

	fill(&in);
	for (k = 1; k <= shards; k++) {
		/* As if it were just sorted. */
		in.divided = false;
		in.from = 0;
		in.count = FILES;
		assert_int_equal(nb_inputs_rewind(&in, &err), NB_OK);
		assert_int_equal(nb_inputs_shard(&in, k, shards, &err), NB_OK);
		for (n = 0;; n++) {
			assert_int_equal(nb_inputs_next(&in, &input, &err),
					 NB_OK);
			if (!input.path)
				break;
			make((unsigned)input.size - 1, id, path, &made);
			assert_string_equal(input.path, path);
			if (n == 0)
				assert_true(strcmp(before, input.id) < 0);
			assert_true(strcmp(before, input.id) <= 0);
			memcpy(before, input.id, strlen(input.id) + 1);
		}
		assert_int_equal(n, in.count);
		assert_true(n <= FILES / shards + 3);
		files += n;
		bytes += in.bytes;
	}
	nb_inputs_free(&in);
	assert_int_equal(files, FILES);
	assert_int_equal(bytes, (uint64_t)FILES * (FILES + 1) / 2);
}

static void test_shards(void **state)
{
	(void)state;
	check_shards(0, 1);
	check_shards(0, 2);
	check_shards(300000, 7);
	check_shards(10000, 16);
	check_shards(0, FILES + 9);
}

static void test_none(void **state)
{
	struct nb_inputs in = {.count = 0};
	struct nb_input input;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_inputs_sort(&in, &err), NB_OK);
	assert_int_equal(nb_inputs_next(&in, &input, &err), NB_OK);
	assert_null(input.path);
	assert_false(in.sized);
	nb_inputs_free(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory), cmocka_unit_test(test_spool),
		cmocka_unit_test(test_beside), cmocka_unit_test(test_shards),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests_name("inputs", tests, NULL, NULL) != 0;
}
