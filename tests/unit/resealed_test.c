/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives that mean harm: bytes of a structure are changed and its checksum is
 * made right again, so that only the checks of its fields stand in the way. The
 * page that an archive gives is the right one or none, and what is said of each
 * change stays as it is: its status and where, and what verify reports
 * (tests/digests.h).
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
#include <nbarc/parity.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>

#include "archive/record/record.h"
#include "base/le.h"
#include "quick.h"
#include "digests.h"
#include "nobody.h"

#define STRUCTURES 64

static char path[48], copy[64];
static struct nb_buf whole, document;
static struct nb_string id;

/* The records of the archive. */
static struct {
	size_t at, size;
} records[STRUCTURES];
static size_t record_count;

static void find_records(void)
{
	size_t at = 0;
	uint32_t size;
	uint8_t kind;

	for (record_count = 0; at + NB_RECORD_LEAST <= whole.len; at++) {
		if (nb_record_head(whole.data + at, at, &kind, &size, NULL) ||
		    size > whole.len - at)
			continue;
		assert_in_range(record_count, 0, STRUCTURES - 1);
		records[record_count].at = at;
		records[record_count++].size = size;
	}
}

/* Give the record a checksum that is right. */
static void seal(size_t i)
{
	uint8_t digest[NB_SHA256_SIZE];
	uint8_t *p = whole.data + records[i].at;
	size_t n = records[i].size - NB_RECORD_CHECK;

	nb_sha256(p, n, digest);
	memcpy(p + n, digest, NB_RECORD_CHECK);
}

static void store(void)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, whole.data, whole.len), whole.len);
	assert_int_equal(close(fd), 0);
}

/* ---- what is said */

static void note_problem(void *context, const struct nb_problem *p)
{
	(void)context;
	note(" %s %.*s/%" PRIu32 " %d at %" PRIu64 "\n", nb_hurt_name(p->hurt),
	     (int)p->id.len, p->id.text ? p->id.text : "", p->revision,
	     (int)p->error->status, p->error->offset);
}

static void note_status(const char *what, enum nb_status st,
			const struct nb_error *err)
{
	note("%s %d at %" PRIu64 "\n", what, (int)st, st ? err->offset : 0);
	assert_true(st == NB_OK || st == NB_ABSENT || nb_exit_code(st) == 2);
}

/* The page is right, or it is refused. */
static void look_up(struct nb_archive *a)
{
	const struct nb_entry *e;
	struct nb_buf source = {0};
	const uint8_t *found;
	struct nb_error err;
	enum nb_status st = nb_archive_find(a, id.text, id.len, 0, &e, &err);

	note_status("find", st, &err);
	if (!st) {
		note(" %u %zu %d %u %" PRIu64 "\n", e->len, e->item_count,
		     (int)e->state, e->revision, (uint64_t)e->commit);
		st = nb_archive_kept_document(a, e, &found, &err);
		note_status("document", st, &err);
	}
	if (st)
		return;
	assert_int_equal(e->len, document.len);
	assert_memory_equal(found, document.data, document.len);
	st = nb_archive_kept_source(a, e, &source, &err);
	note_status("source", st, &err);
	source.len = 0;
	st = nb_archive_kept_journal(a, e, &source, &err);
	note_status("journal", st, &err);
	nb_buf_free(&source);
}

static void count(struct nb_archive *a)
{
	struct nb_cursor *c;
	const struct nb_entry *e = NULL;
	struct nb_error err;
	enum nb_status st = nb_cursor_create(a, "", 0, true, &c, &err);
	unsigned n = 0;

	while (!st) {
		st = nb_cursor_next(c, &e, &err);
		if (st || !e)
			break;
		n++;
	}
	note("%u entries\n", n);
	note_status("cursor", st, &err);
	nb_cursor_free(c);
}

static void note_archive(void)
{
	struct nb_verify_callbacks callbacks = {.report = note_problem,
						.threads = 1};
	struct nb_damage damage = {.context = NULL};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st;

	store();
	st = nb_archive_open(path, &a, &err);
	note_status("open", st, &err);
	if (st)
		st = nb_archive_open_damaged(path, &damage, &a, &err);
	if (st) {
		note_status("damaged", st, &err);
		return;
	}
	look_up(a);
	count(a);
	/* What was found has been reported; err need not say it again. */
	memset(&err, 0, sizeof(err));
	st = nb_archive_verify(a, &callbacks, &err);
	note_status("verify", st, &err);
	nb_archive_close(a);
}

static void note_rescue(void)
{
	struct nb_verify_callbacks callbacks = {.report = note_problem};
	struct nb_rescue_counts c;
	struct nb_error err;
	enum nb_status st;

	(void)unlink(copy);
	st = nb_archive_rescue(path, copy, NULL, &callbacks, &c, &err);
	note_status("rescue", st, &err);
	note(" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	     c.pages, c.rebuilt, c.lost, c.sources, c.structures);
}

/* ---- the archive */

static int set_up(void **state)
{
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_cursor *c;
	struct nb_error err;
	const uint8_t *found;
	static char name[64];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-resealed-%ld",
		       memory_folder(), (long)getpid());
	(void)snprintf(copy, sizeof(copy), "%s.copy", path);
	read_fixture("format-spec/example.nbarc", &whole);
	find_records();
	store();
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_cursor_create(a, "", 0, true, &c, &err), NB_OK);
	assert_int_equal(nb_cursor_next(c, &e, &err), NB_OK);
	assert_non_null(e);
	id = (struct nb_string){name, e->id.len};
	memcpy(name, e->id.text, e->id.len);
	assert_int_equal(nb_archive_kept_document(a, e, &found, &err), NB_OK);
	assert_int_equal(nb_buf_add(&document, found, e->len), NB_OK);
	nb_cursor_free(c);
	nb_archive_close(a);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	nb_buf_free(&whole);
	nb_buf_free(&document);
	return 0;
}

/* Every byte of every record: one more, one less, none, all and a high bit. */
static void test_every_byte(void **state)
{
	size_t i, k, way;

	(void)state;
	for (i = 0; i < record_count; i++)
		for (k = 0; k < records[i].size - NB_RECORD_CHECK; k++) {
			uint8_t *p = whole.data + records[i].at + k, was = *p;
			const uint8_t values[] = {(uint8_t)(was + 1),
						  (uint8_t)(was - 1), 0, 0xff,
						  was ^ 0x80};

			/* Reserved bytes need one value. */
			for (way = 0; way < (was ? 5 : 1); way++) {
				if (values[way] == was)
					continue;
				*p = values[way];
				seal(i);
				note("record %zu byte %zu: %u\n", i, k, *p);
				note_archive();
				if (k < 64 && way == 0)
					note_rescue();
				*p = was;
				seal(i);
			}
		}
	check_noted("e73ab411bf4c732b");
}

/* Every number of four bytes: just outside and just inside of what fits. */
static void test_numbers(void **state)
{
	size_t i, k, way;

	(void)state;
	for (i = 0; i < record_count; i++)
		for (k = NB_RECORD_HEAD;
		     k + 4 <= records[i].size - NB_RECORD_CHECK && k < 256;
		     k += 4) {
			uint8_t *p = whole.data + records[i].at + k;
			const uint32_t was = nb_le32(p);
			const uint32_t values[] = {
				(uint32_t)whole.len,
				(uint32_t)(whole.len - records[i].size),
				(uint32_t)records[i].at,
				NB_CONTENT_MAX,
				NB_CONTENT_MAX + 1,
				NB_NODE_MAX + 1,
				UINT32_MAX,
				0,
				was * 2,
				was / 2};

			for (way = 0; way < 10; way++) {
				if (values[way] == was)
					continue;
				nb_put32(p, values[way]);
				seal(i);
				note("record %zu number %zu: %" PRIu32 "\n", i,
				     k, values[way]);
				note_archive();
			}
			nb_put32(p, was);
			seal(i);
		}
	check_noted("8e896b6e97e6fbd0");
}

/* ---- parity and notes */

static bool note_note(void *context, const struct nb_kept_note *kept)
{
	(void)context;
	note(" note of commit %" PRIu64 ", size %" PRIu64 ", %zu lines\n",
	     kept->commit, kept->checkpoint.size,
	     nb_note_line_count(kept->note));
	return true;
}

/* What repair and the list of notes say; the page is looked up in what was
 * repaired. */
static void note_repair(void)
{
	struct nb_repaired done;
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st;

	store();
	(void)unlink(copy);
	st = nb_archive_repair(path, copy, NULL, NULL, &done, &err);
	note_status("repair", st, &err);
	note(" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	     done.protected_to, done.blocks, done.healed, done.records);
	if (access(copy, F_OK) == 0 && !nb_archive_open(copy, &a, &err)) {
		look_up(a);
		nb_archive_close(a);
	}
	st = nb_archive_open(path, &a, &err);
	if (!st)
		st = nb_archive_notes(a, note_note, NULL, &err);
	note_status("notes", st, &err);
	nb_archive_close(a);
}

static void protect_and_sign(void)
{
	struct nb_protected done;
	struct nb_error err;
	bool added;

	store();
	assert_int_equal(
		nb_archive_protect(path, 50, NULL, NULL, NULL, &done, &err),
		NB_OK);
	note("%" PRIu64 " %" PRIu64 "\n", done.bytes, done.parity);
	assert_int_equal(nb_archive_sign(path, NULL, "origin", sign_as_nobody,
					 NULL, &added, &err),
			 NB_OK);
	assert_true(added);
	assert_int_equal(nb_archive_sign(path, NULL, "origin", sign_as_nobody,
					 NULL, &added, &err),
			 NB_OK);
	assert_false(added);
	read_fixture(path, &whole);
	find_records();
}

static void test_parity_and_notes(void **state)
{
	static const uint8_t flips[] = {0x01, 0x80};
	size_t first = whole.len, i, k, way;

	(void)state;
	protect_and_sign();
	note_repair();
	for (i = 0; i < record_count; i++)
		for (k = NB_RECORD_HEAD; records[i].at >= first && k < 100 &&
					 k < records[i].size - NB_RECORD_CHECK;
		     k++) {
			uint8_t *p = whole.data + records[i].at + k, was = *p;

			for (way = 0; way < 2; way++) {
				*p = was ^ flips[way];
				seal(i);
				note("record %zu byte %zu\n", i, k);
				note_repair();
				if (way == 0)
					note_archive();
			}
			*p = was;
			seal(i);
		}
	check_noted("58e0e9b10d9a55ae");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_parity_and_notes),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	keep_memory();
	return cmocka_run_group_tests_name("resealed", tests, set_up,
					   tear_down) != 0;
}
