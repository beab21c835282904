/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle tree of the log: the vectors of Certificate Transparency, and
 * every path of small trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "archive/log/log_order.h"
#include "archive/log/log_writer.h"
#include "archive/log/path.h"
#include "archive/record/record.h"
#include "merkle.h"

/* ---- the edge */

/* The test vectors of Certificate Transparency: eight leaves, and the root of
 * the first 0 to 8 of them. tests/cli/log.sh computes them again. */
static const struct {
	const char *data; /* of the next leaf, in hexadecimal */
	const char *root; /* of those before it */
} vectors[] = {
	{"",
	 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"00",
	 "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	{"10",
	 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
	{"2021",
	 "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
	{"3031",
	 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
	{"40414243",
	 "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
	{"5051525354555657",
	 "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
	{"606162636465666768696a6b6c6d6e6f",
	 "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
	{NULL,
	 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

static void test_vectors(void **state)
{
	struct nb_edge edge = {0};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const char *hex = vectors[i].data;
		uint8_t data[16];
		char root[NB_SHA256_HEX];
		hash leaf, found;

		nb_edge_root(&edge, found);
		nb_sha256_hex(found, root);
		assert_string_equal(root, vectors[i].root);
		if (!hex)
			break;
		for (k = 0; hex[2 * k]; k++) {
			unsigned byte;

			assert_int_equal(sscanf(hex + 2 * k, "%2x", &byte), 1);
			data[k] = (uint8_t)byte;
		}
		leaf_hash(data, k, leaf);
		(void)nb_edge_add(&edge, 0, leaf, NULL);
	}
}

/* Whatever the edge has after each leaf: the root, what is complete, and the
 * rest of what is not. */
static void test_edge(void **state)
{
	enum { N = 600 };
	hash *leaves = make_leaves(N);
	struct nb_edge edge = {0};
	uint64_t n;

	(void)state;
	for (n = 1; n <= N; n++) {
		nb_complete complete;
		hash wanted, found;
		unsigned height =
				 nb_edge_add(&edge, 0, leaves[n - 1], complete),
			 h;

		assert_int_equal(edge.leaves, n);
		tree_hash(leaves, n, wanted);
		nb_edge_root(&edge, found);
		assert_memory_equal(wanted, found, NB_SHA256_SIZE);
		assert_int_equal(height, __builtin_ctzll(n));
		for (h = 0; h <= height; h++) {
			uint64_t k = (uint64_t)1 << h;

			tree_hash(leaves + n - k, k, wanted);
			assert_memory_equal(wanted, complete[h],
					    NB_SHA256_SIZE);
		}
		for (h = height + 1; h < 10; h++) {
			uint64_t k = n % ((uint64_t)1 << h);

			tree_hash(leaves + n - k, k, wanted);
			nb_edge_rest(&edge, h, found);
			assert_memory_equal(wanted, found, NB_SHA256_SIZE);
		}
		for (h = (unsigned)__builtin_popcountll(n); h < NB_LOG_EDGE_MAX;
		     h++)
			assert_true(nb_reserved_zero(edge.hashes[h],
						     NB_SHA256_SIZE));
	}
	free(leaves);
}

/* Subtrees can be added whole. */
static void test_subtrees(void **state)
{
	hash *leaves = make_leaves(64);
	struct nb_edge edge = {0};
	hash part, wanted, found;
	uint64_t i;

	(void)state;
	for (i = 0; i < 64; i += 8) {
		tree_hash(leaves + i, 8, part);
		(void)nb_edge_add(&edge, 3, part, NULL);
	}
	assert_int_equal(edge.leaves, 64);
	tree_hash(leaves, 64, wanted);
	nb_edge_root(&edge, found);
	assert_memory_equal(wanted, found, NB_SHA256_SIZE);
	nb_merkle_join(leaves, 6, found);
	assert_memory_equal(wanted, found, NB_SHA256_SIZE);
	free(leaves);
}

/* ---- paths */

/* The source of hashes of a tree in memory, which counts what it is asked. */
struct memory {
	hash *leaves;
	uint64_t count;
	unsigned asked;
};

static enum nb_status get(void *context, uint64_t first, unsigned height,
			  uint8_t out[NB_SHA256_SIZE], struct nb_error *err)
{
	struct memory *m = context;
	uint64_t n = (uint64_t)1 << height;

	(void)err;
	assert_int_equal(first % n, 0);
	assert_true(first + n <= m->count);
	tree_hash(m->leaves + first, n, out);
	m->asked++;
	return NB_OK;
}

/* No other place, size, root or path. */
static void check_changed(struct nb_path *path, const hash leaf, uint64_t index,
			  uint64_t n, hash root)
{
	size_t i;

	if (n > 1) {
		assert_false(
			nb_path_includes(path, leaf, (index + 1) % n, n, root));
		path->count--;
		assert_false(nb_path_includes(path, leaf, index, n, root));
		path->count++;
	}
	root[5] ^= 1;
	assert_false(nb_path_includes(path, leaf, index, n, root));
	root[5] ^= 1;
	for (i = 0; i < path->count; i++) {
		path->hashes[i][31] ^= 0x80;
		assert_false(nb_path_includes(path, leaf, index, n, root));
		path->hashes[i][31] ^= 0x80;
	}
	path->count++;
	assert_false(nb_path_includes(path, leaf, index, n, root));
	path->count--;
	assert_false(nb_path_includes(path, leaf, index, 0, root));
	assert_false(nb_path_includes(path, leaf, n, n, root));
}

static void test_inclusion(void **state)
{
	hash *leaves = make_leaves(70);
	uint64_t n, i;

	(void)state;
	for (n = 1; n <= 70; n++) {
		struct memory m = {leaves, n, 0};
		const struct nb_subtrees source = {get, &m};
		hash root;

		tree_hash(leaves, n, root);
		for (i = 0; i < n; i++) {
			struct nb_path path;

			assert_int_equal(
				nb_path_inclusion(&source, i, n, &path, NULL),
				NB_OK);
			assert_true(path.count <= 7);
			assert_true(
				nb_path_includes(&path, leaves[i], i, n, root));
			check_changed(&path, leaves[i], i, n, root);
		}
	}
	free(leaves);
}

/* A proof of consistency holds for its own two trees only. */
static void check_consistency(const struct nb_path *path, uint64_t old,
			      hash old_root, uint64_t n, hash root)
{
	struct nb_path changed = *path;
	size_t i;

	assert_true(nb_path_consistent(path, old, old_root, n, root));
	old_root[0] ^= 1;
	assert_false(nb_path_consistent(path, old, old_root, n, root));
	old_root[0] ^= 1;
	root[31] ^= 1;
	assert_false(nb_path_consistent(path, old, old_root, n, root));
	root[31] ^= 1;
	for (i = 0; i < path->count; i++) {
		changed.hashes[i][7] ^= 4;
		assert_false(
			nb_path_consistent(&changed, old, old_root, n, root));
		changed.hashes[i][7] ^= 4;
	}
	changed.count++;
	assert_false(nb_path_consistent(&changed, old, old_root, n, root));
	changed.count = path->count ? path->count - 1 : 0;
	assert_true(old == n ||
		    !nb_path_consistent(&changed, old, old_root, n, root));
	assert_false(nb_path_consistent(path, 0, old_root, n, root));
	assert_false(nb_path_consistent(path, n + 1, old_root, n, root));
}

static void test_consistency(void **state)
{
	hash *leaves = make_leaves(70);
	uint64_t n, old;

	(void)state;
	for (n = 1; n <= 70; n++) {
		struct memory m = {leaves, n, 0};
		const struct nb_subtrees source = {get, &m};
		hash root, old_root;

		tree_hash(leaves, n, root);
		for (old = 1; old <= n; old++) {
			struct nb_path path;

			tree_hash(leaves, old, old_root);
			assert_int_equal(nb_path_consistency(&source, old, n,
							     &path, NULL),
					 NB_OK);
			assert_true(old < n ? path.count > 0 : !path.count);
			check_consistency(&path, old, old_root, n, root);
		}
	}
	free(leaves);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_edge),
		cmocka_unit_test(test_subtrees),
		cmocka_unit_test(test_inclusion),
		cmocka_unit_test(test_consistency),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL) != 0;
}
