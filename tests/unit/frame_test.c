/* SPDX-License-Identifier: Apache-2.0 */
/* Page frames of several blocks: decoded as far as a page needs, while other
 * things are decoded between. */
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
#include <nbarc/write.h>

#include "sample.h"

/* A document takes more than one block of 128 KiB. */
#define BODY ((size_t)300 * 1024)

static char path[64];

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-frame-%ld.nbarc",
		       (long)getpid());
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

/* A sample whose document goes on for BODY bytes, other ones on each page. */
static char *make_large(struct sample *s, unsigned number)
{
	char *doc = malloc(BODY);
	uint32_t x = number * 2654435761u;
	size_t i;

	assert_non_null(doc);
	make_sample(s, number, 1);
	memset(doc, ' ', BODY);
	memcpy(doc, s->xml, s->page.len);
	for (i = s->page.len; i < BODY; i++) {
		x = x * 1664525u + 1013904223u;
		doc[i] = (char)('a' + (x >> 24) % 26);
	}
	s->page.document = doc;
	s->page.len = BODY;
	return doc;
}

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 16u << 20, .threads = 1};

/* The pages first to last in one commit, all in one frame. */
static void add(unsigned first, unsigned last)
{
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (; first <= last; first++) {
		char *doc = make_large(&s, first);

		assert_int_equal(nb_writer_add(w, &s.page, &added, &err),
				 NB_OK);
		free(doc);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

static void check(struct nb_archive *a, unsigned number)
{
	struct sample s;
	char *doc = make_large(&s, number);
	const struct nb_entry *e;
	const uint8_t *found;
	struct nb_error err;

	assert_int_equal(nb_archive_find(a, s.id, strlen(s.id), 0, &e, &err),
			 NB_OK);
	assert_int_equal(nb_archive_kept_document(a, e, &found, &err), NB_OK);
	assert_int_equal(e->len, BODY);
	assert_memory_equal(found, doc, BODY);
	free(doc);
}

/* The catalogue shares the decoder of the page frames: a node that is read in
 * the middle of a frame ends what was begun. */
static void test_catalogue_between(void **state)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_error err;

	(void)state;
	/* So many that the second commit does not rewrite their tree. */
	assert_int_equal(append_samples(path, &options, 20, 60, 1, &err),
			 NB_OK);
	add(1, 3);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	assert_int_equal(info.trees, 2);
	check(a, 1); /* in the newer tree */
	/* To find that there is none the older tree is read. */
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-a99", 17, 0, &e, &err),
		NB_ABSENT);
	check(a, 2); /* goes on in the same frame */
	assert_int_equal(find_sample(a, 20, 1, 0), NB_OK);
	check(a, 3);
	check(a, 1);
	nb_archive_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_catalogue_between, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL) != 0;
}
