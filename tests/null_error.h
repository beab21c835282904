/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of NULL errors share: an archive with two revisions of a page,
 * a signature and parity, which each test may change or damage.
 */
#ifndef NB_TESTS_NULL_ERROR_H
#define NB_TESTS_NULL_ERROR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/parity.h>
#include <nbarc/sign.h>

#include "base/file.h"
#include "io.h"
#include "nobody.h"

/* Assert that a call fails with this status. */
#define FAILS(status, call) assert_int_equal(call, status)

/* Assert that a call says so when there is no memory at all. */
#define STARVES(call)                                \
	do {                                         \
		enum nb_status starved;              \
                                                     \
		io_fail(IO_MEMORY, 1, true);         \
		starved = (call);                    \
		assert_true(io_heal());              \
		assert_int_equal(starved, NB_NOMEM); \
	} while (0)

#define PAGE "jdrb-20190304-a01"

static char folder[] = "/tmp/nbarc-null-XXXXXX";
static char path[64], out_path[64], text_path[64];
static struct nb_buf whole;	   /* the archive, undamaged */
static struct nb_note *other_note; /* its note, by another nobody */

static const char page_text[] =
	"柳湾镇办起春耕夜校\n——白天下田 晚上上课\n\n"
	"　　3月2日上午，柳湾镇双渡村的育秧大棚里，农技员一边翻看秧盘，\n"
	"一边给围上来的农户算账。\n\n·陆小禾 顾青·\n\n"
	"双渡村修好三座小桥\n\n"
	"　　双渡村去年冬天修好了三座小桥，今年春耕的农机可以开到田头。\n";

/* Write a file. */
static inline void store(const char *name, const void *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(close(fd), 0);
}

/* Ingest a text as the page. */
static inline enum nb_status ingest(const char *text, struct nb_error *err)
{
	const struct nb_ingest_options options = {
		.writer = {.level = 1, .threads = 1}, .time = 1551657600};
	struct nb_ingest_counts counts;
	char *paths[] = {text_path};

	store(text_path, text, strlen(text));
	return nb_ingest(path, paths, 1, &options, NULL, &counts, err);
}

/* Set other_note to the note of the archive with a line more. */
static inline void make_other_note(void)
{
	static const uint8_t bytes[NB_SIGNATURE_SIZE] = {3};
	const struct nb_note_line line = {.name = {"nobody.else", 11},
					  .key_id = {1, 2, 3, 4},
					  .signature = bytes,
					  .signature_len = sizeof(bytes)};
	struct nb_archive *a;

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_newest_note(a, &other_note, NULL), NB_OK);
	assert_int_equal(nb_note_add(other_note, &line, NULL, NULL), NB_OK);
	nb_archive_close(a);
}

/* Two revisions of a page, a signature, and parity. */
static inline int make_archive(void **state)
{
	struct nb_protected done;
	bool added;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(out_path, sizeof(out_path), "%s/jdrb.nbarc", folder);
	(void)snprintf(text_path, sizeof(text_path), "%s/" PAGE ".txt", folder);
	assert_int_equal(ingest("双渡村修好三座小桥\n", NULL), NB_OK);
	assert_int_equal(ingest(page_text, NULL), NB_OK);
	assert_int_equal(nb_archive_sign(path, NULL, NULL, sign_as_nobody, NULL,
					 &added, NULL),
			 NB_OK);
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, NULL),
		NB_OK);
	assert_int_equal(nb_file_read(path, 1 << 24, &whole, NULL), NB_OK);
	make_other_note();
	return 0;
}

/* Open the archive, undamaged. */
static inline struct nb_archive *open_whole(void)
{
	struct nb_archive *a;

	store(path, whole.data, whole.len);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_check_end(a, NULL), NB_OK);
	return a;
}

static inline int remove_archive(void **state)
{
	(void)state;
	(void)io_heal();
	(void)unlink(path);
	(void)unlink(out_path);
	(void)unlink(text_path);
	nb_buf_free(&whole);
	nb_note_free(other_note);
	return rmdir(folder);
}

#endif
