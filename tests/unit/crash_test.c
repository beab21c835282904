/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Power failure. What an append does to its file is recorded; then every moment
 * of it, with every subset of the blocks that had not been synced by then, is
 * made into a file: it must hold the old commit or the new one, whole, and the
 * next append must go on from there.
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

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/file.h"
#include "base/le.h"
#include "base/sha256.h"
#include "io.h"
#include "quick.h"
#include "sample.h"

#define IMAGE_MAX ((size_t)1 << 18)
#define ALL_SUBSETS 8	/* blocks up to which all subsets are tried */
#define SOME_SUBSETS 40 /* random ones else */
#define SEEN_MAX 65536u /* images of one append, a power of two */

static char path[64];

static const struct nb_writer_options small_frames = {
	.level = 3, .frame_content = 700, .threads = 1};

/* A file's bytes. */
struct image {
	uint8_t data[IMAGE_MAX];
	size_t size;
};

/* One append, and what the file may be. */
struct replay {
	struct image before;
	struct image durable, current;
	unsigned old_pages, new_pages;
	uint64_t old_commits;
	bool sealed;  /* the new commit is on disk */
	bool sealing; /* its head has been written */
	unsigned composed, images, appends;
	/* Hashes of the images that were checked, where one of 0 is free. */
	uint64_t seen[SEEN_MAX];
};

static struct replay replay;

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-crash-%ld.nbarc",
		       memory_folder(), (long)getpid());
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)io_heal();
	(void)unlink(path);
	return 0;
}

static void load(struct image *image)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	memset(image, 0, sizeof(*image));
	assert_true(fd >= 0);
	n = read(fd, image->data, IMAGE_MAX);
	assert_in_range(n, 1, IMAGE_MAX - 1);
	image->size = (size_t)n;
	assert_int_equal(close(fd), 0);
}

static void store(const struct image *image)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, image->data, image->size), image->size);
	assert_int_equal(close(fd), 0);
}

static void append(unsigned first, unsigned last)
{
	struct nb_error err;

	assert_int_equal(
		append_samples(path, &small_frames, first, last, 1, &err),
		NB_OK);
}

/* ---- what must hold */

static void check_pages(struct nb_archive *a, unsigned pages)
{
	unsigned i;

	for (i = 1; i <= pages; i++)
		assert_int_equal(find_sample(a, i, 1, 0), NB_OK);
}

/* The next append of what was lost, or of one page more. */
static void check_going_on(void)
{
	struct nb_archive *a;
	struct nb_error err;

	append(replay.old_pages + 1, replay.new_pages + 1);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	check_pages(a, replay.new_pages + 1);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
	replay.appends++;
}

/*
 * True for an image that was checked before, when the same had to hold of it:
 * subsets of blocks, sizes of blocks and moments lead to many that are equal.
 */
static bool is_known(const struct image *image)
{
	uint8_t digest[32];
	struct nb_sha256 hash;
	uint64_t key;
	size_t at;

	nb_sha256_init(&hash);
	nb_sha256_add(&hash, image->data, image->size);
	nb_sha256_add(&hash, &replay.sealed, sizeof(replay.sealed));
	nb_sha256_add(&hash, &replay.sealing, sizeof(replay.sealing));
	nb_sha256_end(&hash, digest);
	key = nb_le64(digest) | 1;
	for (at = (size_t)(key >> 32); replay.seen[at % SEEN_MAX]; at++) {
		if (replay.seen[at % SEEN_MAX] == key)
			return true;
	}
	replay.seen[at % SEEN_MAX] = key;
	return false;
}

static void check_image(const struct image *image)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	bool fresh;

	replay.composed++;
	if (is_known(image))
		return;
	assert_true(replay.images < SEEN_MAX / 2);
	store(image);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	fresh = info.commits == replay.old_commits + 1;
	assert_true(fresh || info.commits == replay.old_commits);
	if (replay.sealed)
		assert_true(fresh);
	if (!replay.sealing)
		assert_false(fresh);
	check_pages(a, fresh ? replay.new_pages : replay.old_pages);
	nb_archive_close(a);
	/* Appending is slow: to every image of a small set, then to some. */
	if (replay.images++ % 5 == 0 || replay.sealing)
		check_going_on();
}

/* ---- making the images */

/* The current blocks that `pick` names over the durable ones. */
static void compose(struct image *out, const bool *pick, size_t block,
		    uint8_t garbage)
{
	const struct image *d = &replay.durable, *c = &replay.current;
	size_t at, i;

	memset(out->data, garbage, c->size);
	memcpy(out->data, d->data, d->size);
	out->size = d->size;
	for (i = 0, at = 0; at < c->size; i++, at += block) {
		size_t n = c->size - at < block ? c->size - at : block;

		if (!pick[i])
			continue;
		memcpy(out->data + at, c->data + at, n);
		if (at + n > out->size)
			out->size = at + n;
	}
}

/*
 * One subset: what is missing is zeros or what the disk had there before; the
 * file is as long as the blocks that arrived, or as the writer left it.
 */
static void try_subset(const bool *pick, size_t block)
{
	static const uint8_t fillings[] = {0, 0xa5};
	struct image image;
	size_t i;

	for (i = 0; i < 2; i++) {
		compose(&image, pick, block, fillings[i]);
		check_image(&image);
		if (image.size == replay.current.size)
			continue;
		image.size = replay.current.size;
		check_image(&image);
	}
}

/* The blocks in which durable and current differ. */
static size_t pending_blocks(size_t block, size_t *list)
{
	const struct image *d = &replay.durable, *c = &replay.current;
	size_t at, n = 0;

	for (at = 0; at < c->size; at += block) {
		size_t end = at + block < c->size ? at + block : c->size;

		if (end > d->size ||
		    memcmp(d->data + at, c->data + at, end - at) != 0)
			list[n++] = at / block;
	}
	return n;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Is block k of n in the s-th of the systematic subsets? */
static bool systematic(size_t s, size_t k, size_t n, uint32_t *random)
{
	if (s < 2)
		return s == 1; /* none, all */
	if (s < n + 2)
		return k != s - 2; /* all but one */
	if (s < 2 * n + 2)
		return k == s - n - 2; /* only one */
	return next_random(random) & 1;
}

static void try_subsets(size_t block)
{
	static bool pick[IMAGE_MAX / 512];
	size_t list[IMAGE_MAX / 512], n = pending_blocks(block, list), s, k;
	size_t count =
		n <= ALL_SUBSETS ? (size_t)1 << n : 2 * n + 2 + SOME_SUBSETS;
	uint32_t random = 1;

	memset(pick, 0, sizeof(pick));
	for (s = 0; s < count; s++) {
		for (k = 0; k < n; k++)
			pick[list[k]] = n <= ALL_SUBSETS
						? s >> k & 1
						: systematic(s, k, n, &random);
		try_subset(pick, block);
	}
}

/* ---- following the record */

static void apply(const struct io_event *e)
{
	struct image *c = &replay.current;
	size_t offset = (size_t)e->offset;

	assert_true(e->offset + e->len < IMAGE_MAX);
	if (e->kind == IO_TRUNCATE) {
		if (offset < c->size)
			memset(c->data + offset, 0, c->size - offset);
		c->size = offset;
		return;
	}
	memcpy(c->data + offset, e->data, e->len);
	if (offset + e->len > c->size)
		c->size = offset + e->len;
}

/* The head of a commit record, which comes last. */
static bool is_head(const struct io_event *e)
{
	return e->kind == IO_WRITE && e->len == 16 &&
	       memcmp(e->data + 8, "nbarcC", 6) == 0;
}

/* Pages 1 to old_pages are in the file; add those up to new_pages. */
static void replay_append(unsigned new_pages)
{
	const struct io_event *events;
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	size_t count, i;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	nb_archive_close(a);
	replay.old_commits = info.commits;
	replay.old_pages = (unsigned)info.pages;
	replay.new_pages = new_pages;
	replay.sealed = replay.sealing = false;
	replay.composed = replay.images = replay.appends = 0;
	memset(replay.seen, 0, sizeof(replay.seen));
	load(&replay.before);
	replay.durable = replay.current = replay.before;
	io_record();
	append(replay.old_pages + 1, new_pages);
	events = io_recorded(&count);
	for (i = 0; i < count; i++) {
		if (events[i].kind == IO_SYNC) {
			replay.durable = replay.current;
			replay.sealed = replay.sealing;
		} else {
			apply(&events[i]);
			replay.sealing |= is_head(&events[i]);
		}
		try_subsets(512);
		try_subsets(4096);
	}
	assert_true(replay.sealed);
	print_message("# %zu events, %u images, of which %u differ, %u appends "
		      "to them\n",
		      count, replay.composed, replay.images, replay.appends);
	/* Appending for a check has rewritten the file. */
	store(&replay.current);
}

/* ---- tests */

static void test_append(void **state)
{
	(void)state;
	append(1, 5);
	replay_append(8);
	replay_append(48);
}

/* The commit record straddles the blocks at every place of them. */
static void test_alignment(void **state)
{
	unsigned pages;

	(void)state;
	append(1, 1);
	for (pages = 2; pages <= 28; pages++)
		replay_append(pages);
}

/* What an unfinished append left is longer than what comes after it. */
static void test_append_over_torn_append(void **state)
{
	struct image torn;
	size_t end;

	(void)state;
	append(1, 5);
	load(&torn);
	end = torn.size;
	append(6, 30);
	load(&torn);
	torn.size -= 700;
	torn.data[end + 13] = '?'; /* as it was until the commit */
	assert_true(torn.size > end + 4096);
	store(&torn);
	replay_append(7);
}

/* A name appears only when all that is in the file is on disk. */
static void test_new_archive(void **state)
{
	const struct io_event *events;
	size_t count, i, names = 0;
	bool pending = false, named_pending = false;

	(void)state;
	io_record();
	append(1, 5);
	events = io_recorded(&count);
	for (i = 0; i < count; i++) {
		switch (events[i].kind) {
		case IO_SYNC:
			pending = false;
			named_pending = false;
			break;
		case IO_NAME:
			assert_false(pending);
			named_pending = true;
			names++;
			break;
		default:
			assert_int_equal(names, 0);
			pending = true;
		}
	}
	assert_int_equal(names, 1);
	assert_false(named_pending); /* the directory was synced */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_append, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_alignment, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_append_over_torn_append,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_new_archive, set_up,
						tear_down),
	};

	keep_memory();
	return cmocka_run_group_tests_name("crash", tests, NULL, NULL) != 0;
}
