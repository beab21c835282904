/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends, withdrawals and rewriting in sequences made at random: what the
 * archive then lists, proves and remembers of each commit stays as it is
 * (tests/digests.h).
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
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "digests.h"
#include "sample.h"

#define NAMES 3u

static char names[NAMES][64];

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 900, .threads = 1};

static int set_up(void **state)
{
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	unsigned i;

	(void)state;
	for (i = 0; i < NAMES; i++)
		(void)snprintf(names[i], sizeof(names[i]),
			       "%s/nbarc-sequences-%ld-%u", place,
			       (long)getpid(), i);
	return 0;
}

static int tear_down(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < NAMES; i++)
		(void)unlink(names[i]);
	return 0;
}

/* ---- what an archive says */

static void note_entry(const struct nb_entry *e)
{
	size_t i;

	note(" %.*s/%u in %" PRIu64 " state %d, %u bytes, %.*s\n",
	     (int)e->id.len, e->id.text, e->revision, (uint64_t)e->commit,
	     (int)e->state, e->len, (int)e->reason.len,
	     e->reason.len ? e->reason.text : "");
	for (i = 0; i < e->item_count; i++)
		note("  %u %d %u+%u %.*s %.*s\n", e->items[i].number,
		     (int)e->items[i].state, e->items[i].offset,
		     e->items[i].len, (int)e->items[i].title.len,
		     e->items[i].title.len ? e->items[i].title.text : "",
		     (int)e->items[i].reason.len,
		     e->items[i].reason.len ? e->items[i].reason.text : "");
}

static void note_entries(struct nb_archive *a, const char *prefix, bool all,
			 enum nb_detail detail)
{
	struct nb_buf source = {0};
	const struct nb_entry *e;
	const uint8_t *document;
	struct nb_cursor *c;
	struct nb_error err;
	enum nb_status st;

	assert_int_equal(nb_cursor_create_detail(a, prefix, strlen(prefix), all,
						 detail, &c, &err),
			 NB_OK);
	for (;;) {
		assert_int_equal(nb_cursor_next(c, &e, &err), NB_OK);
		if (!e)
			break;
		note_entry(e);
		if (detail != NB_DETAIL_ALL)
			continue;
		source.len = 0;
		st = nb_archive_kept_document(a, e, &document, &err);
		note("  document %d", (int)st);
		if (!st && e->len)
			note(" %.*s", (int)e->len, (const char *)document);
		st = nb_archive_kept_source(a, e, &source, &err);
		note(" source %d %.*s\n", (int)st, (int)source.len,
		     source.len ? (char *)source.data : "");
	}
	nb_cursor_free(c);
	nb_buf_free(&source);
}

static bool note_commit(void *context, const struct nb_archive_info *info)
{
	size_t i;

	(void)context;
	note("commit %" PRIu64 ": %" PRIu64 " pages, %" PRIu64
	     " items, %" PRIu64 " revisions, %" PRIu64 " trees, at %" PRIu64
	     ", ",
	     (uint64_t)info->commits, info->pages, info->items, info->revisions,
	     (uint64_t)info->trees, info->time);
	for (i = 0; i < 8; i++)
		note("%02x", info->root[i]);
	note("\n");
	return true;
}

static void note_proof(struct nb_archive *a, const char *subject)
{
	struct nb_buf out = {0};
	struct nb_proof proof;
	struct nb_error err;
	enum nb_status st = nb_proof_make(a, subject, 0, &out, &err);

	note("proof %d", (int)st);
	if (!st) {
		/* The document of a sample does not say whose it is. */
		st = nb_proof_check(out.data, out.len, NULL, 0, &proof, &err);
		assert_true(st == NB_OK || st == NB_INVALID);
		note(" %s %s/%u %d, %" PRIu64 " of %" PRIu64 ", %zu bytes",
		     proof.subject, proof.page, proof.revision, proof.state,
		     proof.index, proof.leaves, proof.text_len);
	}
	note("\n");
	nb_buf_free(&out);
}

static void note_archive(const char *path)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	char at[24];

	if (access(path, F_OK) != 0)
		return;
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_commits(a, note_commit, NULL, &err), NB_OK);
	note_entries(a, "", true, NB_DETAIL_ALL);
	note_entries(a, "", false, NB_DETAIL_TITLES);
	note_entries(a, "jdrb-20190304-a1", false, NB_DETAIL_KEYS);
	note_proof(a, "jdrb-20190304-a12");
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_info(a, &info);
	nb_archive_close(a);
	/* As it was at some commit. */
	(void)snprintf(at, sizeof(at), "%u", 1 + pick((uint32_t)info.commits));
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	if (nb_archive_at(a, at, &err) == NB_OK) {
		nb_archive_info(a, &info);
		(void)note_commit(NULL, &info);
		note_entries(a, "", false, NB_DETAIL_HASHES);
	}
	nb_archive_close(a);
}

/* ---- what is done to it */

static void append(const char *path)
{
	unsigned first = 10 + pick(30), last = first + pick(14);
	struct nb_error err;

	assert_int_equal(
		append_samples(path, &options, first, last, pick(3), &err),
		NB_OK);
}

static void withdraw(const char *path)
{
	static const char *const reasons[] = {"because", "an error", NULL};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	unsigned n = 1 + pick(4);
	bool changed;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	while (n-- > 0) {
		const char *reason = reasons[pick(3)];
		unsigned page = 10 + pick(30);
		enum nb_status st;
		char id[32];

		if (pick(3))
			(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u",
				       page);
		else
			(void)snprintf(id, sizeof(id),
				       "jdrb-20190304-a%02u-%02u", page,
				       1 + pick(3));
		changed = false;
		st = nb_writer_withdraw(w, id, reason, &changed, &err);
		note("withdraw %s %d %d\n", id, (int)st, changed);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000 + pick(1000), &err),
			 NB_OK);
	nb_writer_free(w);
}

static void note_counts(enum nb_status st, const struct nb_rewrite_counts *c)
{
	note("%d: %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	     "\n",
	     (int)st, c->revisions, c->purged, c->frames_copied, c->frames_made,
	     c->archives);
}

static void compact(const char *path)
{
	struct nb_rewrite_options o = {
		.writer = options, .purge = pick(3) == 0, .time = 1583713000};
	struct nb_rewrite_counts c;
	struct nb_error err;
	enum nb_status st = nb_compact(path, NULL, &o, &c, &err);

	assert_int_equal(st, NB_OK);
	note_counts(st, &c);
}

static void merge(void)
{
	const char *const paths[] = {names[0], names[1]};
	struct nb_rewrite_options o = {.writer = options, .revisions = pick(3)};
	struct nb_rewrite_counts c;
	struct nb_error err;
	enum nb_status st;

	if (access(names[0], F_OK) != 0 || access(names[1], F_OK) != 0)
		return;
	(void)unlink(names[2]);
	st = nb_merge_archives(paths, 2, names[2], &o, &c, &err);
	assert_true(st == NB_OK || st == NB_INVALID);
	note_counts(st, &c);
	note_archive(names[2]);
}

static void test_sequences(void **state)
{
	unsigned run, i;

	(void)state;
	seed = 29;
	for (run = 0; run < 30; run++) {
		for (i = 0; i < NAMES; i++)
			(void)unlink(names[i]);
		for (i = 0; i < 14; i++) {
			const char *path = names[pick(2)];
			uint32_t what = pick(8);

			if (what < 4 || access(path, F_OK) != 0)
				append(path);
			else if (what < 6)
				withdraw(path);
			else if (what == 6)
				compact(path);
			else
				merge();
			if (i % 3 == 2)
				note_archive(path);
		}
	}
	check_noted("0e7e8e2dc2252897");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("sequences", tests, set_up,
					   tear_down) != 0;
}
