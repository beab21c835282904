/* SPDX-License-Identifier: Apache-2.0 */
/* Log records around the borders of groups, records and nodes, logs that grow
 * in steps, and the order of their keys. */
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

/* ---- log records */

/* A file that log records are written to, and the commit that names them. */
struct file {
	char path[64];
	struct nb_sink sink;
	struct nb_commit commit;
};

static void open_file(struct file *f)
{
	static const uint8_t header[NB_HEADER_SIZE];

	memset(f, 0, sizeof(*f));
	(void)snprintf(f->path, sizeof(f->path), "/tmp/nbarc-log-XXXXXX");
	f->sink.fd = mkstemp(f->path);
	assert_true(f->sink.fd >= 0);
	(void)unlink(f->path);
	f->sink.path = f->path;
	assert_int_equal(nb_sink_write(&f->sink, header, sizeof(header), NULL),
			 NB_OK);
}

/* The key of a leaf: three in a commit, of which two are of one page. */
static struct nb_log_key key_of(uint64_t i, char id[32])
{
	(void)snprintf(id, 32, "jdrb-%08u-a%02u", (unsigned)(i / 3),
		       (unsigned)(i % 3 / 2));
	return (struct nb_log_key){
		(uint32_t)(i / 3 + 1), {id, strlen(id)}, (uint32_t)(i % 3 + 1)};
}

/* Add the leaves from `from` to `to` - 1 to the log of the file, as a commit
 * does. */
static void append(struct file *f, hash *leaves, uint64_t from, uint64_t to)
{
	struct nb_log_writer w;
	struct nb_log log;
	struct nb_error err;

	f->commit.offset = f->sink.at;
	nb_log_writer_init(&w, &f->sink, 3);
	assert_int_equal(
		nb_log_open(&log, nb_local(f->sink.fd), &f->commit, NULL, &err),
		NB_OK);
	assert_int_equal(nb_log_writer_resume(&w, &log, &err), NB_OK);
	nb_log_free(&log);
	for (; from < to; from++) {
		char id[32];
		struct nb_log_key key = key_of(from, id);

		assert_int_equal(
			nb_log_writer_add(&w, &key, leaves[from], &err), NB_OK);
	}
	assert_int_equal(nb_log_writer_end(&w, &f->commit, &err), NB_OK);
	nb_log_writer_free(&w);
	f->commit.offset = f->sink.at;
}

/* An empty log. */
static void begin(struct file *f)
{
	open_file(f);
	nb_sha256("", 0, f->commit.root);
}

/* Every key is found at its place, and nothing else is. */
static void check_keys(struct nb_log *log, uint64_t n)
{
	uint64_t i, found, step = n / 64 | 1;
	struct nb_error err;

	for (i = 0; i < n; i += step) {
		char id[32];
		struct nb_log_key key = key_of(i, id), read = {0};

		assert_int_equal(nb_log_key(log, i, &read, &err), NB_OK);
		assert_int_equal(nb_log_key_compare(&key, &read), 0);
		assert_int_equal(nb_log_find(log, &key, &found, &err), NB_OK);
		assert_int_equal(found, i);
		key.revision += 3;
		assert_int_equal(nb_log_find(log, &key, &found, &err),
				 NB_INVALID);
	}
}

/* Hashes of groups and larger subtrees come from the records alone: there is no
 * catalogue here. */
static void check_roots(struct nb_log *log, hash *leaves, uint64_t n)
{
	uint64_t m, step = (n / 8 | 15) + 1;
	hash wanted, found;

	for (m = 0; m <= n; m += step) {
		tree_hash(leaves, m, wanted);
		assert_int_equal(nb_log_root(log, m, found, NULL), NB_OK);
		assert_memory_equal(wanted, found, NB_SHA256_SIZE);
	}
	tree_hash(leaves, n, wanted);
	assert_int_equal(nb_log_root(log, n, found, NULL), NB_OK);
	assert_memory_equal(wanted, found, NB_SHA256_SIZE);
}

static void check_log(const struct file *f, hash *leaves, uint64_t n)
{
	struct nb_log log;
	struct nb_error err;
	hash root;

	tree_hash(leaves, n, root);
	assert_int_equal(f->commit.revisions, n);
	assert_memory_equal(f->commit.root, root, NB_SHA256_SIZE);
	assert_int_equal(f->commit.log_level, nb_log_top(n));
	assert_int_equal(
		nb_log_open(&log, nb_local(f->sink.fd), &f->commit, NULL, &err),
		NB_OK);
	check_keys(&log, n);
	check_roots(&log, leaves, n);
	nb_log_free(&log);
}

/* Copy the log to a new file; the leaves are the same. */
static void check_copy(const struct file *f, hash *leaves, uint64_t n)
{
	struct nb_log_writer w;
	struct nb_log log;
	struct file copy;

	begin(&copy);
	nb_log_writer_init(&w, &copy.sink, 3);
	assert_int_equal(
		nb_log_open(&log, nb_local(f->sink.fd), &f->commit, NULL, NULL),
		NB_OK);
	assert_int_equal(nb_log_writer_copy(&w, &log, NULL), NB_OK);
	assert_int_equal(nb_log_writer_end(&w, &copy.commit, NULL), NB_OK);
	nb_log_writer_free(&w);
	nb_log_free(&log);
	copy.commit.offset = copy.sink.at;
	check_log(&copy, leaves, n);
	(void)close(copy.sink.fd);
}

static const uint64_t borders[] = {1,	 15,   16,    17,   31,	  255,
				   256,	 257,  272,   4095, 4096, 4097,
				   4352, 8192, 65535, 65536};
#define BORDERS (sizeof(borders) / sizeof(borders[0]))
#define MOST ((uint64_t)65537)

/* A log of one commit, and one that goes on from there by a leaf. */
static void test_records(void **state)
{
	hash *leaves = make_leaves(MOST);
	size_t i;

	(void)state;
	for (i = 0; i < BORDERS; i++) {
		struct file f;

		begin(&f);
		append(&f, leaves, 0, borders[i]);
		check_log(&f, leaves, borders[i]);
		check_copy(&f, leaves, borders[i]);
		append(&f, leaves, borders[i], borders[i] + 1);
		check_log(&f, leaves, borders[i] + 1);
		(void)close(f.sink.fd);
	}
	free(leaves);
}

/* From border to border in one file, and leaf by leaf past the first ones. An
 * append writes only what is not complete. */
static void test_growth(void **state)
{
	hash *leaves = make_leaves(MOST);
	struct file f;
	uint64_t n = 0;
	size_t i;

	(void)state;
	begin(&f);
	for (; n < 300; n++) {
		append(&f, leaves, n, n + 1);
		if (n % 16 < 2 || n > 250)
			check_log(&f, leaves, n + 1);
	}
	for (i = 0; i < BORDERS; i++) {
		if (borders[i] <= n)
			continue;
		append(&f, leaves, n, borders[i]);
		n = borders[i];
		check_log(&f, leaves, n);
	}
	n = f.sink.at;
	append(&f, leaves, 65536, MOST);
	assert_true(f.sink.at - n < 4000);
	check_log(&f, leaves, MOST);
	(void)close(f.sink.fd);
	free(leaves);
}

/* Any changed byte of any record is noticed, by a reader or by an append. */
static void test_damage(void **state)
{
	hash *leaves = make_leaves(300);
	struct file f;
	struct nb_error err;
	uint64_t at;

	(void)state;
	begin(&f);
	append(&f, leaves, 0, 300);
	for (at = NB_HEADER_SIZE; at < f.sink.at; at += 7) {
		struct nb_log_key key = {0};
		struct nb_log_writer w;
		struct nb_log log;
		enum nb_status st;
		uint8_t byte;

		assert_int_equal(pread(f.sink.fd, &byte, 1, (off_t)at), 1);
		byte ^= 0x10;
		assert_int_equal(pwrite(f.sink.fd, &byte, 1, (off_t)at), 1);
		nb_log_writer_init(&w, NULL, 3);
		st = nb_log_open(&log, nb_local(f.sink.fd), &f.commit, NULL,
				 &err);
		if (!st)
			st = nb_log_writer_copy(&w, &log, &err);
		if (!st)
			st = nb_log_key(&log, 0, &key, &err);
		if (!st)
			st = nb_log_child_of(&log, 0, 1,
					     &(struct nb_log_child){0}, &err);
		assert_int_equal(st, NB_INVALID);
		assert_true(strstr(err.text, "log record") ||
			    strstr(err.text, "no record"));
		nb_log_free(&log);
		nb_log_writer_free(&w);
		byte ^= 0x10;
		assert_int_equal(pwrite(f.sink.fd, &byte, 1, (off_t)at), 1);
	}
	check_log(&f, leaves, 300);
	(void)close(f.sink.fd);
	free(leaves);
}

/* A commit record whose log, edge and root do not go together. */
static void test_contradictions(void **state)
{
	hash *leaves = make_leaves(300);
	struct nb_commit c;
	struct nb_log log;
	struct nb_error err;
	struct file f;

	(void)state;
	begin(&f);
	append(&f, leaves, 0, 300);
	c = f.commit;
	c.log_level = 0;
	assert_int_equal(nb_log_open(&log, nb_local(f.sink.fd), &c, NULL, &err),
			 NB_INVALID);
	c = f.commit;
	c.log = 0;
	assert_int_equal(nb_log_open(&log, nb_local(f.sink.fd), &c, NULL, &err),
			 NB_INVALID);
	c = f.commit;
	c.edge[1][0] ^= 1;
	assert_int_equal(nb_log_open(&log, nb_local(f.sink.fd), &c, NULL, &err),
			 NB_INVALID);
	/* The records are sound, and have another number of leaves. */
	c = f.commit;
	c.revisions = 299;
	assert_int_equal(nb_log_open(&log, nb_local(f.sink.fd), &c, NULL, &err),
			 NB_INVALID);
	(void)close(f.sink.fd);
	free(leaves);
}

/* A full log takes no further leaf. */
static void test_full(void **state)
{
	struct nb_log_key key = {1, {"a", 1}, 1};
	struct nb_log_writer w;
	struct nb_error err;
	hash leaf = {0};

	(void)state;
	nb_log_writer_init(&w, NULL, 3);
	w.edge.leaves = NB_REVISIONS_MAX;
	assert_int_equal(nb_log_writer_add(&w, &key, leaf, &err), NB_LIMIT);
	nb_log_writer_free(&w);
}

/* ---- sorting */

/* Entries that are visited by page come into the order of commits. */
static void test_order(void **state)
{
	static const uint32_t commits[] = {3, 1, 2, 2, 1, 3, 1};
	static const size_t wanted[] = {1, 4, 6, 2, 3, 0, 5};
	enum { N = sizeof(commits) / sizeof(commits[0]) };
	struct nb_log_order order = {0};
	struct nb_entry entries[N];
	struct nb_edge edge = {0};
	struct nb_log_writer w;
	char ids[N][8];
	hash one, other;
	size_t i;

	(void)state;
	memset(entries, 0, sizeof(entries));
	for (i = 0; i < N; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "p%zu", i);
		entries[i].id = (struct nb_string){ids[i], 2};
		entries[i].revision = 1;
		entries[i].commit = commits[i];
		assert_int_equal(nb_log_order_note(&order, commits[i], NULL),
				 NB_OK);
	}
	nb_log_writer_init(&w, NULL, 3);
	assert_int_equal(nb_log_order_sort(&order, NULL), NB_OK);
	while (nb_log_order_more(&order)) {
		for (i = 0; i < N; i++)
			assert_int_equal(
				nb_log_order_take(&order, &entries[i], NULL),
				NB_OK);
		assert_int_equal(nb_log_order_write(&order, &w, NULL), NB_OK);
	}
	for (i = 0; i < N; i++) {
		nb_merkle_leaf(&entries[wanted[i]], one);
		(void)nb_edge_add(&edge, 0, one, NULL);
	}
	nb_edge_root(&edge, one);
	nb_edge_root(&w.edge, other);
	assert_memory_equal(one, other, NB_SHA256_SIZE);
	nb_log_writer_free(&w);
	nb_log_order_free(&order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("log records", tests, NULL, NULL) !=
	       0;
}
