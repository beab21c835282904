/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading ahead: threads have ready what the reader asks for, unless it is
 * damaged. Results are right without them too, and only slow.
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

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/frame/sources.h"
#include "archive/read/ahead.h"
#include "archive/read/handle.h"
#include "base/file.h"
#include "sample.h"

#define PAGES 60u
#define REVISED 8u

static char path[64], made[72];
static struct nb_buf whole;

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 1500, .threads = 1};

static void store(const struct nb_buf *b)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-ahead-%ld",
		       (long)getpid());
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)unlink(path);
	assert_int_equal(append_samples(path, &options, 1, PAGES, 1, &err),
			 NB_OK);
	assert_int_equal(
		append_samples(path, &options, 20, 19 + REVISED, 2, &err),
		NB_OK);
	assert_int_equal(nb_file_read(path, 1 << 24, &whole, &err), NB_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(made);
	nb_buf_free(&whole);
	return 0;
}

static struct nb_archive *open_archive(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	return a;
}

static struct nb_cursor *read_ahead(struct nb_archive *a, const char *prefix,
				    bool all, enum nb_want want)
{
	struct nb_cursor *c;
	struct nb_error err;

	assert_int_equal(
		nb_cursor_create(a, prefix, strlen(prefix), all, &c, &err),
		NB_OK);
	assert_int_equal(nb_cursor_read_ahead(c, want, 3, &err), NB_OK);
	assert_non_null(a->ahead);
	return c;
}

static const struct nb_entry *next(struct nb_cursor *c)
{
	const struct nb_entry *e;
	struct nb_error err;

	assert_int_equal(nb_cursor_next(c, &e, &err), NB_OK);
	return e;
}

/* The document, and the source if it was wanted, are the entry's and ready. */
static void check_ready(struct nb_archive *a, const struct nb_entry *e,
			enum nb_want want)
{
	const uint8_t *ready = want == NB_WANT_DOCUMENTS
				       ? nb_ahead_document(a->ahead, e)
				       : nb_ahead_source(a->ahead, e, NULL);
	const struct nb_sources *sources = nb_ahead_sources(a->ahead, e);
	struct nb_buf source = {0};
	const uint8_t *document;
	struct nb_error err;

	assert_non_null(ready);
	assert_int_equal(sources != NULL, want == NB_WANT_SOURCES);
	if (want == NB_WANT_DOCUMENTS) {
		assert_int_equal(
			nb_archive_kept_document(a, e, &document, &err), NB_OK);
		assert_ptr_equal(document, ready);
		assert_null(nb_ahead_content(a->ahead, e));
		return;
	}
	assert_int_equal(nb_archive_kept_source(a, e, &source, &err), NB_OK);
	assert_int_equal(source.len, e->source_len);
	assert_memory_equal(source.data, ready, source.len);
	nb_buf_free(&source);
}

/*
 * Go through the pages of a prefix. Everything is ready from the second frame
 * on, which tells that more will be asked for. Returns the number of entries.
 */
static unsigned go_through(const char *prefix, bool all, enum nb_want want)
{
	struct nb_archive *a = open_archive();
	struct nb_cursor *c = read_ahead(a, prefix, all, want);
	const struct nb_entry *e;
	uint64_t first = 0;
	unsigned count = 0, ready = 0;

	while ((e = next(c)) != NULL) {
		count++;
		if (ready == 0 && (first == 0 || e->directory == first)) {
			first = e->directory;
			assert_null(nb_ahead_document(a->ahead, e));
			assert_null(nb_ahead_source(a->ahead, e, NULL));
			continue;
		}
		check_ready(a, e, want);
		ready++;
	}
	nb_cursor_free(c);
	assert_null(a->ahead);
	nb_archive_close(a);
	assert_true(ready > 0);
	return count;
}

static void test_documents_are_ready(void **state)
{
	(void)state;
	store(&whole);
	assert_int_equal(go_through("", false, NB_WANT_DOCUMENTS), PAGES);
	assert_int_equal(go_through("", true, NB_WANT_DOCUMENTS),
			 PAGES + REVISED);
	assert_int_equal(
		go_through("jdrb-20190304-a2", false, NB_WANT_DOCUMENTS), 10);
	assert_int_equal(
		go_through("jdrb-20190304-a2", true, NB_WANT_DOCUMENTS),
		10 + REVISED);
}

static void test_sources_are_ready(void **state)
{
	(void)state;
	store(&whole);
	assert_int_equal(go_through("", false, NB_WANT_SOURCES), PAGES);
	assert_int_equal(go_through("jdrb-20190304-a2", true, NB_WANT_SOURCES),
			 10 + REVISED);
}

/* Revisions that were purged have no place, and are passed over. */
static void test_purged_pages_are_passed_over(void **state)
{
	struct nb_archive *a;
	struct nb_cursor *c;
	const struct nb_entry *e;
	struct nb_error err;
	struct nb_writer *w;
	unsigned i, purged = 0, ready = 0;
	uint64_t dropped, first = 0;
	bool changed;
	char id[32];

	(void)state;
	store(&whole);
	(void)unlink(made);
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (i = 1; i <= PAGES; i += i == 1 || i == 30 ? 1 : 7) {
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", i);
		assert_int_equal(
			nb_writer_withdraw(w, id, "because", &changed, &err),
			NB_OK);
	}
	(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", PAGES);
	assert_int_equal(nb_writer_withdraw(w, id, "because", &changed, &err),
			 NB_OK);
	assert_int_equal(nb_writer_commit(w, 1583712003, &err), NB_OK);
	nb_writer_free(w);
	assert_int_equal(compact_samples(path, made, &options, true, &err),
			 NB_OK);
	assert_int_equal(rename(made, path), 0);
	a = open_archive();
	c = read_ahead(a, "", true, NB_WANT_DOCUMENTS);
	while ((e = next(c)) != NULL) {
		if (e->state == NB_STATE_PURGED) {
			purged++;
			continue;
		}
		if (ready == 0 && (first == 0 || e->directory == first)) {
			first = e->directory;
			assert_null(nb_ahead_document(a->ahead, e));
			continue;
		}
		check_ready(a, e, NB_WANT_DOCUMENTS);
		ready++;
	}
	assert_in_range(purged, 8, 40);
	assert_in_range(ready, PAGES / 2, PAGES);
	nb_cursor_free(c);
	nb_archive_close(a);
}

/* Only one cursor of an archive has threads, and one thread is none. */
static void test_one_cursor_has_threads(void **state)
{
	struct nb_archive *a;
	struct nb_cursor *c, *other;
	struct nb_ahead *ahead;
	struct nb_error err;

	(void)state;
	store(&whole);
	a = open_archive();
	assert_int_equal(nb_cursor_create(a, "", 0, false, &other, &err),
			 NB_OK);
	assert_int_equal(
		nb_cursor_read_ahead(other, NB_WANT_DOCUMENTS, 1, &err), NB_OK);
	assert_null(a->ahead);
	c = read_ahead(a, "", false, NB_WANT_DOCUMENTS);
	ahead = a->ahead;
	assert_int_equal(
		nb_cursor_read_ahead(other, NB_WANT_DOCUMENTS, 3, &err), NB_OK);
	assert_ptr_equal(a->ahead, ahead);
	nb_cursor_free(other);
	assert_ptr_equal(a->ahead, ahead);
	nb_cursor_free(c);
	assert_null(a->ahead);
	nb_archive_close(a);
}

/* ---- verification */

struct seen {
	struct nb_archive *archive;
	unsigned pages;
};

static enum nb_status page_is_ready(void *context, const struct nb_entry *e,
				    const uint8_t *document,
				    const struct nb_buf *source,
				    struct nb_error *err)
{
	struct seen *seen = context;
	struct nb_ahead *ahead = seen->archive->ahead;
	bool replays = false;

	(void)err;
	assert_ptr_equal(nb_ahead_document(ahead, e), document);
	assert_non_null(nb_ahead_content(ahead, e));
	assert_non_null(nb_ahead_sources(ahead, e));
	assert_non_null(nb_ahead_source(ahead, e, &replays));
	assert_true(replays);
	assert_non_null(source);
	seen->pages++;
	return NB_OK;
}

static void test_verification_has_all_ready(void **state)
{
	struct seen seen = {0};
	struct nb_verify_callbacks callbacks = {
		.context = &seen, .page = page_is_ready, .threads = 3};
	struct nb_error err;

	(void)state;
	store(&whole);
	seen.archive = open_archive();
	assert_int_equal(nb_archive_verify(seen.archive, &callbacks, &err),
			 NB_OK);
	assert_int_equal(seen.pages, PAGES + REVISED);
	assert_null(seen.archive->ahead);
	nb_archive_close(seen.archive);
}

/* ---- damage */

/*
 * With one byte of the archive changed, each page is what it is without
 * threads: the same document, or the same error.
 */
static void check_same(size_t at)
{
	struct nb_archive *a, *alone;
	struct nb_cursor *c;
	const struct nb_entry *e;
	const uint8_t *document, *same;
	struct nb_buf source = {0}, other = {0};
	struct nb_error err, own;
	enum nb_status st;

	if (nb_archive_open(path, &a, &err))
		return;
	if (nb_cursor_create(a, "", 0, true, &c, &err)) {
		nb_archive_close(a);
		return;
	}
	alone = open_archive();
	assert_int_equal(
		nb_cursor_read_ahead(c, (enum nb_want)(at % 2), 2, &err),
		NB_OK);
	while (nb_cursor_next(c, &e, &err) == NB_OK && e) {
		st = nb_archive_kept_document(a, e, &document, &err);
		assert_int_equal(
			nb_archive_kept_document(alone, e, &same, &own), st);
		if (st)
			assert_string_equal(err.text, own.text);
		else
			assert_memory_equal(document, same, e->len);
		source.len = other.len = 0;
		st = nb_archive_kept_source(a, e, &source, &err);
		assert_int_equal(nb_archive_kept_source(alone, e, &other, &own),
				 st);
		assert_int_equal(source.len, other.len);
		if (st)
			assert_string_equal(err.text, own.text);
		else
			assert_memory_equal(source.data, other.data,
					    source.len);
	}
	nb_cursor_free(c);
	nb_archive_close(a);
	nb_archive_close(alone);
	nb_buf_free(&source);
	nb_buf_free(&other);
}

static void test_damage_is_the_same_with_threads(void **state)
{
	struct nb_buf file = {0};
	size_t at;

	(void)state;
	assert_int_equal(nb_buf_add(&file, whole.data, whole.len), NB_OK);
	for (at = 100; at < file.len; at += 53) {
		file.data[at] ^= 0x10;
		store(&file);
		check_same(at);
		file.data[at] ^= 0x10;
	}
	nb_buf_free(&file);
}

/* ---- what a frame is asked for */

static void test_documents_outside_of_a_frame_are_left_out(void **state)
{
	struct nb_ahead_frame f = {.first = 1};
	unsigned i;

	(void)state;
	f.place.content_size = 100;
	assert_int_equal(nb_ahead_note(&f, 0, 100), NB_OK);
	assert_int_equal(nb_ahead_note(&f, 100, 0), NB_OK);
	assert_int_equal(nb_ahead_note(&f, 60, 40), NB_OK);
	assert_int_equal(f.count, 3);
	assert_int_equal(nb_ahead_note(&f, 0, 101), NB_OK);
	assert_int_equal(nb_ahead_note(&f, 101, 0), NB_OK);
	assert_int_equal(nb_ahead_note(&f, 60, 41), NB_OK);
	assert_int_equal(nb_ahead_note(&f, UINT32_MAX, 2), NB_OK);
	assert_int_equal(f.count, 3);
	assert_int_equal(f.spans[2].offset, 60);
	assert_int_equal(f.spans[2].len, 40);
	for (i = 0; i < NB_FRAME_PAGES_MAX + 5; i++)
		assert_int_equal(nb_ahead_note(&f, 0, 1), NB_OK);
	assert_int_equal(f.count, NB_FRAME_PAGES_MAX);
	free(f.spans);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents_are_ready),
		cmocka_unit_test(test_sources_are_ready),
		cmocka_unit_test(test_purged_pages_are_passed_over),
		cmocka_unit_test(test_one_cursor_has_threads),
		cmocka_unit_test(test_verification_has_all_ready),
		cmocka_unit_test(test_damage_is_the_same_with_threads),
		cmocka_unit_test(
			test_documents_outside_of_a_frame_are_left_out),
	};

	return cmocka_run_group_tests_name("ahead", tests, set_up, tear_down) !=
	       0;
}
