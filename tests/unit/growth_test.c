/* SPDX-License-Identifier: Apache-2.0 */
/* Archives that grow: every commit is the beginning of every later one, and
 * every page is in each, whatever is withdrawn, purged or written anew. The log
 * around its borders, and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "../sample.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"

#define TIME 1583712000

static char folder[] = "/tmp/nbarc-growth-XXXXXX";
static char path[64], other[64];

static const struct nb_writer_options fast = {.level = 1, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/nbarc-growth-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(other, sizeof(other), "%s/b.nbarc", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(other);
	return rmdir(folder);
}

static struct nb_archive *open_archive(const char *name)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(name, &a, &err), NB_OK);
	return a;
}

static void add(unsigned first, unsigned last, unsigned salt)
{
	assert_int_equal(append_samples(path, &fast, first, last, salt, NULL),
			 NB_OK);
}

/* Add `count` pages in one commit; there may be more than a day has. */
static void add_many(unsigned from, unsigned count)
{
	struct nb_writer *w;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;
	char id[32];

	assert_int_equal(nb_writer_open(path, &fast, &w, &dropped, NULL),
			 NB_OK);
	for (; count; count--, from++) {
		(void)snprintf(id, sizeof(id), "jdrb-%08u-a%02u", from / 90,
			       from % 90 + 1);
		make_sample_of(&s, id, from % 999 + 1, from);
		assert_int_equal(nb_writer_add(w, &s.page, &added, NULL),
				 NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, TIME, NULL), NB_OK);
	nb_writer_free(w);
}

static void withdraw(const char *id, const char *reason)
{
	struct nb_writer *w;
	uint64_t dropped;
	bool changed;

	assert_int_equal(nb_writer_open(path, &fast, &w, &dropped, NULL),
			 NB_OK);
	assert_int_equal(nb_writer_withdraw(w, id, reason, &changed, NULL),
			 NB_OK);
	assert_true(changed);
	assert_int_equal(nb_writer_commit(w, TIME, NULL), NB_OK);
	nb_writer_free(w);
}

static void assert_verified(const char *name)
{
	struct nb_archive *a = open_archive(name);

	assert_int_equal(nb_archive_verify(a, NULL, NULL), NB_OK);
	nb_archive_close(a);
}

/* ---- proofs */

/* The documents of samples are no TEI. Their proofs are checked without the
 * text, which the leaf has the hash of. */
static void without_text(struct nb_buf *proof)
{
	char *text = NULL;
	size_t i;

	for (i = 0; i + 6 < proof->len && !text; i++)
		if (memcmp(proof->data + i, "\ntext ", 6) == 0)
			text = (char *)proof->data + i + 1;
	assert_non_null(text);
	proof->len = (size_t)(text - (char *)proof->data);
	assert_int_equal(nb_buf_puts(proof, "text 0\n"), NB_OK);
}

/* The page is proved to be in the archive as it is seen. */
static void check_page(struct nb_archive *a, const char *id, uint32_t revision)
{
	struct nb_archive_info info;
	struct nb_buf proof = {0};
	struct nb_error err;
	struct nb_proof p;

	nb_archive_info(a, &info);
	assert_int_equal(nb_proof_make(a, id, revision, &proof, &err), NB_OK);
	without_text(&proof);
	assert_int_equal(
		nb_proof_check(proof.data, proof.len, NULL, 0, &p, &err),
		NB_OK);
	assert_string_equal(p.page, id);
	assert_true(!revision || p.revision == revision);
	assert_memory_equal(p.root, info.root, NB_SHA256_SIZE);
	assert_int_equal(p.leaves, info.revisions);
	nb_buf_free(&proof);
}

/* The archive as it is seen is proved to contain that of the commit, with this
 * root. */
static void check_growth(struct nb_archive *a, unsigned commit,
			 const uint8_t root[NB_SHA256_SIZE])
{
	struct nb_archive_info info;
	struct nb_buf proof = {0};
	struct nb_consistency c;
	struct nb_error err;
	char name[16];

	nb_archive_info(a, &info);
	(void)snprintf(name, sizeof(name), "%u", commit);
	assert_int_equal(nb_consistency_make(a, name, &proof, &err), NB_OK);
	assert_true(nb_is_consistency(proof.data, proof.len));
	assert_int_equal(nb_consistency_check(proof.data, proof.len, &c, &err),
			 NB_OK);
	assert_memory_equal(c.old_root, root, NB_SHA256_SIZE);
	assert_memory_equal(c.root, info.root, NB_SHA256_SIZE);
	assert_int_equal(c.leaves, info.revisions);
	nb_buf_free(&proof);
}

/* The roots of the commits, by number. */
static uint8_t roots[128][NB_SHA256_SIZE];

static void note_roots(unsigned count)
{
	struct nb_archive *a = open_archive(path);
	struct nb_archive_info info;
	unsigned i;
	char name[16];

	for (i = 1; i <= count; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		assert_int_equal(nb_archive_find_commit(a, name, &info, NULL),
				 NB_OK);
		assert_int_equal(info.commits, i);
		memcpy(roots[i], info.root, NB_SHA256_SIZE);
	}
	nb_archive_close(a);
}

/* See the archive as of the commit. */
static struct nb_archive *open_at(const char *name, unsigned commit)
{
	struct nb_archive *a = open_archive(name);
	struct nb_error err;
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", commit);
	assert_int_equal(nb_archive_at(a, text, &err), NB_OK);
	return a;
}

#define STEPS 40u

/* Each of the archive's commits contains all before it and the pages that they
 * brought; page n came with commit n. */
static void check_all(const char *name)
{
	unsigned n, m;

	for (n = 1; n <= STEPS; n++) {
		struct nb_archive *a = open_at(name, n);
		struct sample s;

		for (m = 1; m <= n; m++) {
			check_growth(a, m, roots[m]);
			make_sample(&s, m, 1);
			check_page(a, s.id, 1);
		}
		nb_archive_close(a);
	}
}

/* One page a commit: every size of a tree, and every earlier size of it. */
static void test_every_commit(void **state)
{
	unsigned i;

	(void)state;
	for (i = 1; i <= STEPS; i++)
		add(i, i, 1);
	note_roots(STEPS);
	check_all(path);
	/* A rewritten archive says the same of each, from its record of
	 * earlier commits. */
	assert_int_equal(compact_samples(path, other, &fast, false, NULL),
			 NB_OK);
	check_all(other);
	assert_verified(other);
}

/* A number of leaves around the border of a group, a record or a node. */
static void test_borders(void **state)
{
	static const unsigned counts[] = {15,  16,   17,   255, 256,
					  257, 4095, 4096, 4097};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		unsigned n = counts[i], k;
		struct nb_archive *a;

		add_many(0, n);
		add_many(n, 1);
		add_many(n + 1, 20);
		note_roots(3);
		a = open_archive(path);
		check_growth(a, 1, roots[1]);
		check_growth(a, 2, roots[2]);
		for (k = 0; k < n + 21; k += n / 7 + 1) {
			char id[32];

			(void)snprintf(id, sizeof(id), "jdrb-%08u-a%02u",
				       k / 90, k % 90 + 1);
			check_page(a, id, 0);
		}
		nb_archive_close(a);
		assert_verified(path);
		(void)unlink(path);
	}
}

/* Neither a withdrawal nor a purge changes a leaf. */
static void test_purge(void **state)
{
	struct nb_archive *a;
	struct sample s;
	unsigned i;

	(void)state;
	add(1, 30, 1);
	add(7, 9, 2);
	make_sample(&s, 4, 1);
	withdraw(s.id, "reason");
	make_sample(&s, 5, 1);
	withdraw(s.id, "reason");
	withdraw(s.id, NULL);
	note_roots(5);
	assert_int_equal(compact_samples(path, other, &fast, true, NULL),
			 NB_OK);
	assert_verified(other);
	a = open_archive(other);
	for (i = 1; i <= 5; i++)
		check_growth(a, i, roots[i]);
	make_sample(&s, 4, 1);
	check_page(a, s.id, 1);
	check_page(a, s.id, 2);
	make_sample(&s, 7, 1);
	check_page(a, s.id, 1);
	check_page(a, s.id, 2);
	nb_archive_close(a);
	a = open_at(other, 2);
	check_growth(a, 1, roots[1]);
	make_sample(&s, 7, 1);
	check_page(a, s.id, 1);
	nb_archive_close(a);
}

/* ---- the root is of the content */

static void root_of(const char *name, uint8_t root[NB_SHA256_SIZE])
{
	struct nb_archive *a = open_archive(name);
	struct nb_archive_info info;

	nb_archive_info(a, &info);
	memcpy(root, info.root, NB_SHA256_SIZE);
	nb_archive_close(a);
}

/* The order of adding, levels, frames and threads do not matter; that of
 * commits does. */
static void test_same_root(void **state)
{
	static const struct nb_writer_options ways[] = {
		{.level = 19, .threads = 1},
		{.level = 1, .threads = 3, .frame_content = 300},
		{.level = 3, .threads = 2, .frame_content = 3000},
	};
	uint8_t one[NB_SHA256_SIZE], two[NB_SHA256_SIZE];
	size_t i;

	(void)state;
	add(1, 30, 1);
	root_of(path, one);
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct nb_writer *w;
		enum nb_added added;
		uint64_t dropped;
		struct sample s;
		unsigned n;

		assert_int_equal(
			nb_writer_open(other, &ways[i], &w, &dropped, NULL),
			NB_OK);
		for (n = 30; n > 0; n--) {
			make_sample(&s, n, 1);
			assert_int_equal(
				nb_writer_add(w, &s.page, &added, NULL), NB_OK);
		}
		assert_int_equal(nb_writer_commit(w, TIME, NULL), NB_OK);
		nb_writer_free(w);
		root_of(other, two);
		assert_memory_equal(one, two, NB_SHA256_SIZE);
		(void)unlink(other);
	}
	(void)unlink(path);
	add(16, 30, 1);
	add(1, 15, 1);
	root_of(path, two);
	assert_memory_not_equal(one, two, NB_SHA256_SIZE);
	/* Merged, all pages are of one commit. */
	assert_int_equal(merge_samples(path, path, other, &fast, NULL), NB_OK);
	root_of(other, two);
	assert_memory_equal(one, two, NB_SHA256_SIZE);
}

/* ---- damage */

/* The problems of a verification, by what they hurt. */
struct problems {
	unsigned log, texts, all;
};

static void note_problem(void *context, const struct nb_problem *p)
{
	struct problems *n = context;

	n->all++;
	n->log += p->hurt == NB_HURT_LOG;
	n->texts += p->hurt == NB_HURT_TEXT || p->hurt == NB_HURT_CATALOGUE;
}

static struct nb_buf whole;

static void store(const char *name)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(whole.data, 1, whole.len, f), whole.len);
	assert_int_equal(fclose(f), 0);
}

static void load(const char *name)
{
	FILE *f = fopen(name, "rb");
	uint8_t part[4096];
	size_t n;

	assert_non_null(f);
	whole.len = 0;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		assert_int_equal(nb_buf_add(&whole, part, n), NB_OK);
	(void)fclose(f);
}

/* Set *size to that of the next log record from `at` on, and return its place,
 * or the end of the file. */
static size_t next_record(size_t at, size_t *size)
{
	for (; at + NB_RECORD_LEAST < whole.len; at++) {
		uint32_t n;
		uint8_t kind;

		if (nb_record_head(whole.data + at, at, &kind, &n, NULL) ||
		    kind != NB_RECORD_LOG || n > whole.len - at ||
		    nb_record_check(whole.data + at, n, NB_RECORD_LOG, at,
				    NULL))
			continue;
		*size = n;
		return at;
	}
	return whole.len;
}

/* The damaged archive reads as before, and verify says that its log is hurt. A
 * proof is right or refused. */
static void check_damaged(const uint8_t root[NB_SHA256_SIZE])
{
	struct problems n = {0, 0, 0};
	const struct nb_verify_callbacks callbacks = {
		.context = &n, .report = note_problem, .threads = 1};
	struct nb_buf proof = {0};
	struct nb_archive *a;
	struct nb_error err;
	struct nb_proof p;
	struct sample s;
	unsigned i;

	a = open_archive(other);
	for (i = 1; i <= 20; i++)
		assert_int_equal(find_sample(a, i, 1, 1), NB_OK);
	make_sample(&s, 3, 1);
	if (nb_proof_make(a, s.id, 0, &proof, &err)) {
		assert_int_equal(err.status, NB_INVALID);
		assert_int_equal(proof.len, 0);
	} else {
		without_text(&proof);
		assert_int_equal(nb_proof_check(proof.data, proof.len, NULL, 0,
						&p, &err),
				 NB_OK);
		assert_memory_equal(p.root, root, NB_SHA256_SIZE);
	}
	nb_buf_free(&proof);
	assert_int_equal(nb_archive_verify(a, &callbacks, &err), NB_INVALID);
	assert_int_equal(n.log, 1);
	assert_int_equal(n.texts, 0);
	nb_archive_close(a);
}

/* Make the checksum of the record right. */
static void seal(size_t at, size_t size)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(whole.data + at, size - NB_RECORD_CHECK, digest);
	memcpy(whole.data + at + size - NB_RECORD_CHECK, digest,
	       NB_RECORD_CHECK);
}

/* Flipped bytes of log records, with their checksum as it was or made right:
 * two of level 0, one of which is complete, and one of level 1. The record of
 * the first commit is not read any more. */
static void test_damage(void **state)
{
	uint8_t root[NB_SHA256_SIZE];
	size_t at, size = 0, i;
	unsigned records = 0;

	(void)state;
	add(1, 20, 1);
	add(21, 300, 1);
	root_of(path, root);
	load(path);
	at = next_record(0, &size);
	while ((at = next_record(at + size, &size)) < whole.len) {
		records++;
		for (i = NB_RECORD_HEAD; i < size - NB_RECORD_CHECK; i += 11) {
			whole.data[at + i] ^= 0x20;
			store(other);
			check_damaged(root);
			seal(at, size);
			store(other);
			check_damaged(root);
			whole.data[at + i] ^= 0x20;
			seal(at, size);
		}
	}
	assert_int_equal(records, 3);
}

/* A log that is damaged does not take a further commit, and is made anew by a
 * rewriting. */
static void test_healing(void **state)
{
	uint8_t root[NB_SHA256_SIZE], again[NB_SHA256_SIZE];
	size_t at, size = 0, last = 0;
	struct nb_error err;

	(void)state;
	add(1, 20, 1);
	add(21, 300, 1);
	note_roots(2);
	root_of(path, root);
	load(path);
	for (at = next_record(0, &size); at < whole.len;
	     at = next_record(at + size, &size))
		last = at;
	whole.data[last + 50] ^= 1;
	store(path);
	assert_int_equal(append_samples(path, &fast, 301, 301, 1, &err),
			 NB_INVALID);
	assert_non_null(strstr(err.text, "log record"));
	assert_int_equal(compact_samples(path, other, &fast, false, NULL),
			 NB_OK);
	root_of(other, again);
	assert_memory_equal(root, again, NB_SHA256_SIZE);
	assert_verified(other);
	(void)unlink(path);
	assert_int_equal(rename(other, path), 0);
	add(301, 301, 1);
	assert_verified(path);
	note_roots(3);
	assert_memory_equal(roots[2], root, NB_SHA256_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_commit, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_borders, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_purge, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_same_root, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_healing, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL) != 0;
}
