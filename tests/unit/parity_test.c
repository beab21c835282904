/* SPDX-License-Identifier: Apache-2.0 */
/* Parity: every kind of damage within the redundancy is healed to the very
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/parity.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/commit.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/file.h"
#include "quick.h"

static char path[64];
static struct nb_buf whole;
static uint64_t random_state;

/* A generator of our own: the same numbers everywhere. */
static uint32_t next_random(void)
{
	random_state =
		random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33);
}

/* ---- an archive */

/* Pages of noise, so that nothing is compressed. */
static void add_pages(unsigned first, unsigned last, size_t len)
{
	struct nb_writer_options options = {
		.level = 1, .frame_content = 32768, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	uint8_t *noise = malloc(len);
	size_t i;

	assert_non_null(noise);
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (; first <= last; first++) {
		char id[32];
		struct nb_new_page page = {.id = id,
					   .name = "",
					   .document = noise,
					   .len = len,
					   .tail_offset = len,
					   .charset = "UTF-8",
					   .source = "",
					   .text = ""};

		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%03u", first);
		for (i = 0; i < len; i++)
			noise[i] = (uint8_t)next_random();
		assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
	free(noise);
}

static void protect(double percent)
{
	struct nb_protected done;
	struct nb_error err;

	assert_int_equal(nb_archive_protect(path, percent, NULL, NULL, NULL,
					    &done, &err),
			 NB_OK);
	assert_true(done.bytes > 0 && done.parity > 0);
}

static void load(void)
{
	struct nb_error err;

	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 27, &whole, &err), NB_OK);
}

static void verify_good(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static int set_up(void **state)
{
	const char *folder = memory_folder();

	(void)state;
	random_state = 20190304;
	(void)snprintf(path, sizeof(path), "%s/nbarc-parity-%ld.nbarc", folder,
		       (long)getpid());
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	nb_buf_free(&whole);
	(void)unlink(path);
	return 0;
}

/* ---- damage */

static void hit(uint64_t at, uint64_t len, uint8_t mask)
{
	uint8_t byte;
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	for (; len > 0 && at < whole.len; len--, at++) {
		byte = mask ? whole.data[at] ^ mask : 0;
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
	}
	assert_int_equal(close(fd), 0);
}

static enum nb_status repair(struct nb_repaired *done)
{
	struct nb_error err;

	return nb_archive_repair(path, NULL, NULL, NULL, done, &err);
}

/* Heal, and compare every byte. */
static void heals(const char *what)
{
	struct nb_repaired done;
	struct nb_buf healed = {0};
	struct nb_error err;
	enum nb_status st = repair(&done);

	if (st)
		print_error("%s: %s\n", what, nb_status_name(st));
	assert_int_equal(st, NB_OK);
	assert_int_equal(done.blocks, done.healed);
	assert_int_equal(nb_file_read(path, 1 << 27, &healed, &err), NB_OK);
	assert_int_equal(healed.len, whole.len);
	assert_memory_equal(healed.data, whole.data, whole.len);
	nb_buf_free(&healed);
}

/* The last parity set of the archive. */
static struct nb_parity_set last_set(void)
{
	struct nb_parity_set set = {.set = 0};
	uint64_t place;
	size_t i;

	for (i = 8; i + NB_PARITY_HEAD < whole.len; i++)
		if (memcmp(whole.data + i, "nbarcB", 6) == 0)
			(void)nb_set_read(whole.data + i - 8, &set, &place);
	assert_true(set.set > 0);
	return set;
}

/* A small archive: each byte, one after the other; then pairs. */
static void test_every_flip(void **state)
{
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	for (i = 0; i < whole.len; i += 11) {
		hit(i, 1, 0x40);
		heals("a flipped byte");
	}
	for (i = 0; i < whole.len; i += 331) {
		hit(i, 1, 1);
		hit(whole.len - 1 - i, 1, 0x80);
		heals("two flipped bytes");
	}
}

static void test_every_cut(void **state)
{
	struct nb_parity_set set;
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	set = last_set();
	/* All parity may be gone, when one table of checks is there. */
	for (i = whole.len - 1; i >= nb_row_offset(&set, 0); i -= 7) {
		assert_int_equal(truncate(path, (off_t)i), 0);
		heals("a cut");
	}
}

/* Make the file anew: its first `at` bytes, `len` bytes that were inserted, and
 * what follows the first `from` bytes. */
static void shift(uint64_t at, size_t len, uint64_t from)
{
	static const uint8_t junk[4096] = {0x5b, 0x2a, 0x4d, 0x18};
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, whole.data, (size_t)at), (ssize_t)at);
	assert_int_equal(write(fd, junk, len), (ssize_t)len);
	assert_int_equal(write(fd, whole.data + from, whole.len - (size_t)from),
			 (ssize_t)(whole.len - from));
	assert_int_equal(close(fd), 0);
}

/* Bytes inserted or lost anywhere, also in the sets and in commits after them
 * that have no parity. */
static void test_shifts(void **state)
{
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	add_pages(4, 5, 1500);
	protect(20);
	load();
	for (i = 0; i < whole.len; i += 61) {
		shift(i, 1, i);
		heals("a byte inserted");
		shift(i, 1 + i % 4096, i);
		heals("bytes inserted");
		shift(i, 0, i + 1);
		heals("a byte lost");
		if (i + 700 < whole.len) {
			shift(i, 0, i + 1 + i % 700);
			heals("bytes lost");
		}
	}
	add_pages(6, 7, 1500);
	load();
	shift(200, 3, 200);
	heals("bytes inserted before a commit without parity");
	shift(300, 0, 301);
	heals("a byte lost before it");
}

/* Scattered hits anywhere, as many as there are rows; a stripe has them all. */
static void test_scattered(void **state)
{
	struct nb_parity_set set;
	uint32_t round, i;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	assert_int_equal(set.stripes, 1);
	for (round = 0; round < 12; round++) {
		/* A hit on the edge of a record of parity costs a row, too. */
		for (i = 0; i < set.rows; i++)
			hit(next_random() % (whole.len - NB_COMMIT_SIZE), 1,
			    (uint8_t)(1 + next_random() % 255));
		heals("scattered hits");
	}
}

/* A burst of as many blocks as a stripe has rows, with the zeros of a lost
 * sector; in data, over the edge to the parity, and in the parity. */
static void test_bursts(void **state)
{
	struct nb_parity_set set;
	uint64_t at, step;
	size_t len;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	len = (size_t)(set.rows - 1) * set.block;
	step = whole.len / 9;
	for (at = 0; at < whole.len; at += step) {
		hit(at, len, 0);
		heals("a burst of zeros");
	}
	hit(set.set - len / 2, len, 0x55);
	heals("a burst over the edge");
	/* Both tables of checks, in different places. */
	hit(nb_piece_offset(&set, 0) + 100, 16, 0);
	hit(nb_piece_offset(&set, nb_set_pieces(&set)) + 900, 16, 0);
	hit(70000, 1, 1);
	heals("both tables of checks");
}

/* Several stripes, and a range that begins where another one ends. */
static void test_growing_archive(void **state)
{
	struct nb_parity_set set;
	struct nb_protected done;
	struct nb_error err;
	uint64_t first_set;
	uint32_t i;

	(void)state;
	add_pages(1, 100, 700000);
	protect(1);
	load();
	set = last_set();
	first_set = set.set;
	assert_true(set.stripes > 1);
	add_pages(101, 110, 20000);
	protect(10);
	add_pages(111, 112, 500);
	load();
	verify_good();
	/* A burst of all that a stripe can bear, times the stripes. */
	hit(5 << 20, (size_t)(set.rows - 1) * set.stripes * set.block, 0);
	heals("a long burst");
	for (i = 0; i < 40; i++)
		hit(next_random() % first_set, 3, 0x3c);
	hit(first_set + 1000, 20000, 0);
	heals("the first set's own records");
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, &err),
		NB_OK);
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, &err),
		NB_OK);
	assert_int_equal(done.bytes, 0);
}

/* Too much: what was there is not made worse, and it is said. */
static void test_too_much(void **state)
{
	struct nb_parity_set set;
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	hit(100000, (size_t)(set.rows + 2) * set.block, 0x11);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_true(done.blocks > set.rows);
	assert_int_equal(done.healed, 0);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_int_equal(after.len, whole.len);
	assert_memory_equal(after.data, whole.data, 100000);
	nb_buf_free(&after);
	(void)unlink(path);
	add_pages(1, 2, 100);
	assert_int_equal(repair(&done), NB_ABSENT);
}

/* Two segments with a set each; returns where the second one begins. */
static uint64_t add_two_sets(void)
{
	uint64_t end;

	add_pages(1, 3, 1500);
	protect(20);
	load();
	end = whole.len;
	add_pages(4, 9, 1500);
	protect(20);
	load();
	return end;
}

/* A set whose records are all displaced, and whose pages are lost, is not taken
 * for one that is not there; what another set can heal is kept. */
static void test_displaced_parity(void **state)
{
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;
	uint64_t end;

	(void)state;
	end = add_two_sets();
	shift(end, 1, end);
	hit(end + 1, last_set().set - end, 0);
	assert_int_equal(repair(&done), NB_INVALID);
	shift(end, 1, end);
	hit(end + 1, last_set().set - end, 0);
	hit(200, 9, 0x40);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_true(done.healed > 0);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_memory_equal(after.data, whole.data, (size_t)end);
	nb_buf_free(&after);
}

/* Of a displaced set only the heads of records are sound, so that the walk does
 * not find it, and more is damaged than it can heal: what is displaced is put
 * back all the same, and nothing is called whole. */
static void test_hidden_parity(void **state)
{
	struct nb_parity_set set;
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;
	uint64_t end, i;

	(void)state;
	end = add_two_sets();
	set = last_set();
	for (i = 0; i < 2 * nb_set_pieces(&set); i++)
		whole.data[nb_piece_offset(&set, (uint32_t)i) +
			   nb_piece_size(&set, (uint32_t)i) - 3] ^= 1;
	for (i = 0; i < set.rows; i++) {
		uint64_t at = nb_row_offset(&set, (uint32_t)i);

		whole.data[at + nb_row_size(&set) - 3] ^= 1;
		whole.data[at + 500] ^= 1;
	}
	whole.data[end + 3000] ^= 0x40;
	shift(end + 200, 7, end + 200);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_int_equal(after.len, whole.len);
	nb_buf_free(&after);
}

/* Pages whose commit record is gone stay, wherever bytes are inserted or lost
 * before them. */
static void test_shift_before_rest(void **state)
{
	uint64_t commit, i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	/* Of what stands behind, only this record says where it belongs. */
	commit = whole.len - NB_COMMIT_SIZE;
	add_pages(4, 5, 1500);
	load();
	whole.len -= NB_COMMIT_SIZE;
	for (i = 200; i < commit; i += 37) {
		shift(i, 1 + i % 4096, i);
		heals("bytes inserted");
		shift(i, 0, i + 1 + i % 300);
		heals("bytes lost");
	}
}

/* Behind a sound archive, and a gap that is not dropped, stands a record where
 * it does not belong. All stands where it stood: the file is not replaced. */
static void test_nothing_moved(void **state)
{
	struct nb_repaired done;
	struct stat before, after;
	int fd;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, whole.data + whole.len - NB_COMMIT_SIZE,
				NB_COMMIT_SIZE, (off_t)whole.len + (2 << 20)),
			 NB_COMMIT_SIZE);
	assert_int_equal(fstat(fd, &before), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(repair(&done), NB_OK);
	assert_int_equal(done.blocks, 0);
	assert_int_equal(done.healed + done.records + done.displaced + done.cut,
			 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

/* Where each structure of the archive begins. */
static size_t structures(struct nb_place *list, size_t most)
{
	int fd = open(path, O_RDONLY);
	struct nb_walk walk = {.file = nb_local(fd), .end = whole.len};
	size_t n = 0;

	assert_true(fd >= 0);
	while (walk.at < walk.end) {
		assert_true(n < most);
		assert_int_equal(nb_walk_next(&walk, &list[n++], NULL), NB_OK);
	}
	assert_int_equal(close(fd), 0);
	return n;
}

/* Between any two structures of what is not protected, bytes may be inserted:
 * what follows them, up to the next record that states its place, moves back
 * with it, and nothing is overwritten. */
static void test_shift_between_structures(void **state)
{
	struct nb_place list[64];
	uint64_t end;
	size_t i, n;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	end = whole.len;
	add_pages(4, 5, 1500);
	add_pages(6, 6, 1500);
	load();
	n = structures(list, 64);
	for (i = 0; i < n; i++) {
		if (list[i].offset <= end)
			continue;
		shift(list[i].offset, 1 + i * 7, list[i].offset);
		heals("bytes inserted between structures");
	}
}

/* One archive behind another: what the second one states are places of the
 * first. Nothing is written, and parity that is left out is no success. */
static void behind_another(bool protected)
{
	struct nb_repaired done;
	struct nb_buf both = {0}, after = {0};
	struct nb_error err;
	int fd;

	add_pages(1, 3, 1500);
	protect(20);
	load();
	assert_int_equal(nb_buf_add(&both, whole.data, whole.len), NB_OK);
	assert_int_equal(unlink(path), 0);
	add_pages(4, 9, 1500);
	add_pages(10, 12, 1500);
	if (protected)
		protect(20);
	load();
	assert_int_equal(nb_buf_add(&both, whole.data, whole.len), NB_OK);
	fd = open(path, O_RDWR | O_TRUNC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, both.data, both.len), (ssize_t)both.len);
	assert_int_equal(close(fd), 0);
	assert_int_equal(repair(&done), protected ? NB_INVALID : NB_OK);
	assert_int_equal(done.healed + done.records + done.displaced + done.cut,
			 0);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_int_equal(after.len, both.len);
	assert_memory_equal(after.data, both.data, both.len);
	nb_buf_free(&both);
	nb_buf_free(&after);
	assert_int_equal(unlink(path), 0);
}

static void test_two_archives(void **state)
{
	(void)state;
	behind_another(false);
	behind_another(true);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_flip),	  TEST(test_every_cut),
		TEST(test_shifts),	  TEST(test_scattered),
		TEST(test_bursts),	  TEST(test_growing_archive),
		TEST(test_too_much),	  TEST(test_displaced_parity),
		TEST(test_hidden_parity), TEST(test_shift_before_rest),
		TEST(test_nothing_moved), TEST(test_shift_between_structures),
		TEST(test_two_archives),
	};

	keep_memory();
	if (is_emulated()) /* skip() is a failure in TAP */
		cmocka_set_skip_filter("test_growing_archive");
	return cmocka_run_group_tests_name("parity", tests, NULL, NULL) != 0;
}
