/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives that a newer version could write (format-spec/nbarc-format.md,
 * section 3.1): each kind of record with each change that the format has room
 * for. What may be ignored changes no answer; everything else ends each
 * operation that comes to the record with NB_UNSUPPORTED, and no other.
 *
 * Records are changed as they are written (tests/newer.h), so that all sizes
 * and places in the archive are right.
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
#include <nbarc/parity.h>
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "newer.h"
#include "nobody.h"
#include "sample.h"

#define PAGES 3
#define PAGES_OF_INDEX 400 /* more than one leaf has */

/* ---- the archives */

static char folder[] = "/tmp/nbarc-newer-XXXXXX";
static char path[64], copy[64];
static const struct nb_writer_options fast = {.level = 1, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(copy, sizeof(copy), "%s/b.nbarc", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	return rmdir(folder);
}

/* Make an archive in which the records of the planned kind are changed: those
 * of the step that writes them last, since no step could read them. */
static void make_archive(uint8_t kind)
{
	unsigned pages = kind == NB_RECORD_INDEX ? PAGES_OF_INDEX : PAGES;
	struct nb_rewrite_options rewrite = {.writer = fast};
	struct nb_rewrite_counts counts;
	struct nb_protected protected;
	bool added;

	(void)unlink(path);
	(void)unlink(copy);
	plan.count = 0;
	plan.kind = kind == NB_RECORD_EARLIER || kind == NB_RECORD_CHECKS ||
				    kind == NB_RECORD_PARITY ||
				    kind == NB_RECORD_NOTE
			    ? 0
			    : kind;
	assert_int_equal(append_samples(path, &fast, 1, pages, 0, NULL), NB_OK);
	plan.kind = kind;
	if (kind == NB_RECORD_EARLIER) {
		assert_int_equal(append_samples(path, &fast, 4, 4, 0, NULL),
				 NB_OK);
		assert_int_equal(
			nb_compact(path, NULL, &rewrite, &counts, NULL), NB_OK);
	} else if (kind == NB_RECORD_NOTE) {
		assert_int_equal(nb_archive_sign(path, NULL, "origin",
						 sign_as_nobody, NULL, &added,
						 NULL),
				 NB_OK);
	} else if (kind == NB_RECORD_CHECKS || kind == NB_RECORD_PARITY) {
		assert_int_equal(nb_archive_protect(path, 50, NULL, NULL, NULL,
						    &protected, NULL),
				 NB_OK);
	}
	plan.kind = 0;
	assert_true(plan.count > 0);
}

/* ---- operations; COPY is a compaction that keeps frames as they are */

enum operation { GET, SOURCE, LIST, LOG, PROVE, VERIFY, RESCUE, COMPACT, COPY };

static const char *const names[] = {"get",    "source",	 "list",
				    "log",    "prove",	 "verify",
				    "rescue", "compact", "copy"};

#define OPERATIONS 9
#define ALL ((1u << OPERATIONS) - 1)
#define WHOLE (1u << VERIFY | 1u << RESCUE | 1u << COMPACT | 1u << COPY)
#define LOOK_UP (1u << GET | 1u << SOURCE | 1u << PROVE)

/* The operations that come to a record of a kind; and bytes of it, 0 for none,
 * in which bits are reserved. */
static const struct kind {
	uint8_t kind;
	unsigned operations;
	uint16_t bits[12];
} kinds[] = {
	{NB_RECORD_HEADER, ALL, {19, 23, 32, 55}},
	{NB_RECORD_COMMIT,
	 ALL,
	 {181, 183, 229, 231, 829, 1893, 1895, 1908, 1911, 1924, 2039}},
	{NB_RECORD_DIRECTORY, WHOLE, {0}},
	{NB_RECORD_SOURCES, WHOLE | 1u << SOURCE, {28, 31, 37, 39}},
	{NB_RECORD_TEXTS, WHOLE | 1u << LIST, {20, 31}},
	{NB_RECORD_HASHES, WHOLE | LOOK_UP, {0}},
	{NB_RECORD_LEAF, WHOLE | LOOK_UP | 1u << LIST, {0}},
	/* Others find what is in the root of a tree in the roots record. */
	{NB_RECORD_INDEX, 1u << VERIFY | 1u << RESCUE, {25, 31}},
	{NB_RECORD_ROOTS, WHOLE | LOOK_UP | 1u << LIST, {24, 31}},
	{NB_RECORD_LOG, WHOLE | 1u << PROVE, {33, 35}},
	{NB_RECORD_EARLIER, WHOLE | 1u << LOG, {0}},
	{NB_RECORD_CHECKS, 1u << VERIFY | 1u << RESCUE, {60, 63}},
	{NB_RECORD_PARITY, 1u << VERIFY | 1u << RESCUE, {60, 63}},
	{NB_RECORD_NOTE, WHOLE, {20, 23}},
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static void note_damage(void *context, const struct nb_error *err)
{
	(void)err;
	++*(unsigned *)context;
}

static enum nb_status get(struct nb_archive *a, bool source,
			  struct nb_error *err)
{
	const struct nb_entry *e;
	const uint8_t *document;
	struct nb_buf out = {0};
	struct sample s;
	enum nb_status st;

	make_sample(&s, 2, 0);
	st = nb_archive_find_detail(a, s.id, strlen(s.id), 0, NB_DETAIL_HASHES,
				    &e, err);
	if (!st && source) {
		st = nb_archive_source(a, e, &out, err);
		if (!st)
			assert_memory_equal(out.data, s.text, out.len);
	} else if (!st) {
		st = nb_archive_kept_document(a, e, &document, err);
		if (!st)
			assert_memory_equal(document, s.xml, s.page.len);
	}
	nb_buf_free(&out);
	return st;
}

static enum nb_status list(struct nb_archive *a, struct nb_error *err)
{
	const struct nb_entry *e = NULL;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(a, "", 0, true,
						    NB_DETAIL_TITLES, &c, err);

	while (!st) {
		st = nb_cursor_next(c, &e, err);
		if (!e)
			break;
		assert_int_equal(e->item_count, 2);
	}
	nb_cursor_free(c);
	return st;
}

static bool go_on(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

static enum nb_status prove(struct nb_archive *a, struct nb_error *err)
{
	struct nb_buf proof = {0};
	enum nb_status st =
		nb_proof_make(a, "jdrb-20190304-a02", 0, &proof, err);

	nb_buf_free(&proof);
	return st;
}

static enum nb_status rewrite(enum operation what, struct nb_error *err)
{
	struct nb_rewrite_options options = {.writer = fast};
	struct nb_rewrite_counts counts;
	struct nb_rescue_counts rescued;

	options.writer.frame_content = what == COPY ? 1 : 0;
	(void)unlink(copy);
	return what == RESCUE ? nb_archive_rescue(path, copy, NULL, NULL,
						  &rescued, err)
			      : nb_compact(path, copy, &options, &counts, err);
}

/* Do it as nbarc does: reading goes on around damage, rewriting does not. */
static enum nb_status operate(enum operation what, unsigned *damages,
			      struct nb_error *err)
{
	struct nb_damage damage = {.context = damages, .report = note_damage};
	struct nb_archive *a;
	enum nb_status st;

	*damages = 0;
	if (what == RESCUE || what == COMPACT || what == COPY)
		return rewrite(what, err);
	st = nb_archive_open_damaged(path, &damage, &a, err);
	if (st)
		return st;
	switch (what) {
	case GET:
	case SOURCE:
		st = get(a, what == SOURCE, err);
		break;
	case LIST:
		st = list(a, err);
		break;
	case LOG:
		st = nb_archive_commits(a, go_on, NULL, err);
		break;
	case PROVE:
		st = prove(a, err);
		break;
	case VERIFY:
		st = nb_archive_verify(a, NULL, err);
		break;
	case RESCUE:
	case COMPACT:
	case COPY:
		break;
	}
	nb_archive_close(a);
	return st;
}

/* The copy is an archive with all pages. */
static void check_copy(void)
{
	struct nb_archive *a;
	unsigned i;

	assert_int_equal(nb_archive_open(copy, &a, NULL), NB_OK);
	for (i = 1; i <= PAGES; i++)
		assert_int_equal(find_sample(a, i, 0, 0), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, NULL), NB_OK);
	nb_archive_close(a);
}

/* What each operation must say of the archive, by the status it ends with where
 * it comes to the record. */
static void check_archive(const struct kind *k, enum nb_status expected)
{
	unsigned i, damages;

	for (i = 0; i < OPERATIONS; i++) {
		bool comes = k->operations >> i & 1;
		struct nb_error err = {.status = NB_OK};
		enum nb_status st = operate((enum operation)i, &damages, &err),
			       wanted = comes ? expected : NB_OK;

		if (st != wanted || damages)
			fail_msg("%c, change %d, tag %x, byte %zu: %s ends "
				 "with %d, not %d, %u reports: %s",
				 k->kind, (int)plan.change, plan.tag,
				 plan.bit_at, names[i], (int)st, (int)wanted,
				 damages, err.text);
		if (st == NB_UNSUPPORTED) {
			assert_int_equal(nb_exit_code(st), 2);
			assert_non_null(strstr(err.text, "newer nbarc"));
		}
		if (i == RESCUE || i == COMPACT || i == COPY) {
			assert_int_equal(access(copy, F_OK), st ? -1 : 0);
			if (!st)
				check_copy();
		}
	}
}

/*
 * Damage is named by a verification, and read around. Sources are lost with
 * their record; without its leaf, or its hashes, no entry can be made of the
 * document of a sample, which is no TEI.
 */
static void check_damaged(const struct kind *k)
{
	unsigned damages;
	struct nb_error err;
	int i;

	assert_int_equal(operate(VERIFY, &damages, &err), NB_INVALID);
	for (i = GET; i <= PROVE; i++)
		assert_int_not_equal(operate((enum operation)i, &damages, &err),
				     NB_UNSUPPORTED);
	assert_int_equal(operate(RESCUE, &damages, &err), NB_OK);
	if (k->kind != NB_RECORD_SOURCES && k->kind != NB_RECORD_LEAF &&
	    k->kind != NB_RECORD_HASHES)
		check_copy();
}

static void try_change(const struct kind *k, enum change change, uint16_t tag,
		       enum nb_status expected)
{
	plan.change = change;
	plan.tag = tag;
	make_archive(k->kind);
	check_archive(k, expected);
}

/* ---- tests */

static void test_unchanged(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < KINDS; i++)
		try_change(&kinds[i], NOTHING, 0, NB_OK);
}

static void test_version_and_flags(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < KINDS; i++) {
		try_change(&kinds[i], VERSION, 0, NB_UNSUPPORTED);
		try_change(&kinds[i], FLAG, 0, NB_UNSUPPORTED);
	}
}

static void test_reserved_bits(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < KINDS; i++)
		for (j = 0; j < 12 && kinds[i].bits[j]; j++) {
			plan.bit_at = kinds[i].bits[j];
			plan.bit = j % 2 ? 0x80 : 4;
			try_change(&kinds[i], BIT, 0, NB_UNSUPPORTED);
		}
	plan.bit_at = 0;
}

/* The records of parity, whose sizes follow from their fields, have none. */
static void test_extension_areas(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < KINDS; i++) {
		bool parity = kinds[i].kind == NB_RECORD_CHECKS ||
			      kinds[i].kind == NB_RECORD_PARITY;

		try_change(&kinds[i], AREA, 1, parity ? NB_UNSUPPORTED : NB_OK);
		try_change(&kinds[i], AREA, TAG_IGNORE,
			   parity ? NB_UNSUPPORTED : NB_OK);
		try_change(&kinds[i], AREA, TAG_REFUSE, NB_UNSUPPORTED);
		try_change(&kinds[i], AREA, 0xffff, NB_UNSUPPORTED);
		if (parity)
			continue;
		plan.change = AREA;
		plan.tag = 0;
		make_archive(kinds[i].kind);
		check_damaged(&kinds[i]);
		for (plan.change = AREA_TOO_LONG; plan.change <= AREA_CUT;
		     plan.change++) {
			plan.tag = 1;
			make_archive(kinds[i].kind);
			check_damaged(&kinds[i]);
		}
	}
}

static void test_further_columns(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < KINDS; i++) {
		const struct kind *k = &kinds[i];
		bool leaf = k->kind == NB_RECORD_LEAF;

		if (!leaf && k->kind != NB_RECORD_LOG)
			continue;
		try_change(k, COLUMN, TAG_IGNORE, NB_OK);
		try_change(k, COLUMN, TAG_REFUSE, NB_UNSUPPORTED);
		plan.change = COLUMN;
		plan.tag = 0;
		make_archive(k->kind);
		check_damaged(k);
		plan.change = COLUMN_CUT;
		plan.tag = 1;
		make_archive(k->kind);
		check_damaged(k);
		if (!leaf)
			continue;
		try_change(k, COLUMN_OF_REST, TAG_IGNORE, NB_OK);
		try_change(k, COLUMN_OF_REST, TAG_REFUSE, NB_UNSUPPORTED);
	}
}

/* ---- searching for the newest commit */

/* Change a byte of the file, or append one at its end (offset -1). */
static void change_byte(long offset)
{
	FILE *f = fopen(path, "r+b");
	int c = 0;

	assert_non_null(f);
	assert_int_equal(fseek(f, offset < 0 ? 0 : offset,
			       offset < 0 ? SEEK_END : SEEK_SET),
			 0);
	if (offset >= 0) {
		c = fgetc(f);
		assert_int_equal(fseek(f, offset, SEEK_SET), 0);
	}
	assert_int_equal(fputc(c ^ 1, f), c ^ 1);
	assert_int_equal(fclose(f), 0);
}

static long file_size(void)
{
	FILE *f = fopen(path, "rb");
	long size;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size = ftell(f);
	assert_int_equal(fclose(f), 0);
	return size;
}

/* Where the hashes record before the leaf stands. */
static long hashes_of_leaf(void)
{
	static uint8_t file[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t n, i;

	assert_non_null(f);
	n = fread(file, 1, sizeof(file), f);
	assert_int_equal(fclose(f), 0);
	for (i = 0; i + 16 <= n; i++)
		if (nb_le32(file + i) == NB_RECORD_MAGIC &&
		    file[i + 13] == NB_RECORD_HASHES)
			return (long)i;
	fail_msg("no hashes record");
	return 0;
}

/* Add a page whose text has a commit record of version 2. It does not compress,
 * so that the record stands in the file as it is. */
static void add_page_with_record(void)
{
	static char document[3 * NB_COMMIT_SIZE];
	struct nb_buf record = {0};
	struct nb_writer *w;
	uint64_t dropped;
	enum nb_added added;
	struct sample s;
	uint32_t n = 1;
	size_t i;

	for (i = 0; i < sizeof(document); i++) {
		n = n * 1103515245u + 12345u;
		document[i] = (char)(n >> 16);
	}
	assert_int_equal(nb_record_begin(&record, NB_RECORD_COMMIT), NB_OK);
	record.data[14] = 2;
	assert_int_equal(nb_buf_add(&record, document, NB_COMMIT_SIZE - 24),
			 NB_OK);
	assert_int_equal(nb_record_end(&record, NB_COMMIT_SIZE, NULL), NB_OK);
	memcpy(document + NB_COMMIT_SIZE, record.data, record.len);
	nb_buf_free(&record);
	make_sample(&s, 3, 0);
	s.page.document = document;
	s.page.len = sizeof(document);
	assert_int_equal(nb_writer_open(path, &fast, &w, &dropped, NULL),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, &s.page, &added, NULL), NB_OK);
	assert_int_equal(nb_writer_commit(w, 1, NULL), NB_OK);
	nb_writer_free(w);
}

static enum nb_status open_commit(uint64_t *number)
{
	struct nb_archive_info info = {.commits = 0};
	struct nb_archive *a = NULL;
	enum nb_status st = nb_archive_open(path, &a, NULL);

	if (!st)
		nb_archive_info(a, &info);
	*number = info.commits;
	nb_archive_close(a);
	return st;
}

/* Text of a page that looks like a newer commit record is none, also where the
 * search has to come to it: the first segment and the last commit are hit. */
static void test_record_in_text(void **state)
{
	uint64_t number;

	(void)state;
	(void)unlink(path);
	assert_int_equal(append_samples(path, &fast, 1, 1, 0, NULL), NB_OK);
	assert_int_equal(append_samples(path, &fast, 2, 2, 0, NULL), NB_OK);
	add_page_with_record();
	change_byte(NB_HEADER_SIZE);
	change_byte(file_size() - 1);
	assert_int_equal(open_commit(&number), NB_OK);
	assert_int_equal(number, 2);
}

/* A newer commit is not passed over in favour of an older one, whether a walk
 * comes to it or a search does. */
static void test_newest_is_newer(void **state)
{
	static const enum change changes[] = {VERSION, FLAG, BIT};
	uint64_t number;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		(void)unlink(path);
		assert_int_equal(append_samples(path, &fast, 1, 1, 0, NULL),
				 NB_OK);
		plan.change = changes[i];
		plan.bit_at = 181;
		plan.bit = 1;
		plan.kind = NB_RECORD_COMMIT;
		assert_int_equal(append_samples(path, &fast, 2, 2, 0, NULL),
				 NB_OK);
		plan.kind = 0;
		change_byte(-1);
		assert_int_equal(open_commit(&number), NB_UNSUPPORTED);
		change_byte(NB_HEADER_SIZE);
		assert_int_equal(open_commit(&number), NB_UNSUPPORTED);
	}
}

/* A newer leaf is not passed over where the walk has lost its way before it:
 * neither the commit nor the record before the leaf can be read. */
static void test_newer_after_damage(void **state)
{
	struct nb_error err;
	unsigned damages;

	(void)state;
	plan.change = VERSION;
	make_archive(NB_RECORD_LEAF);
	change_byte(file_size() - (long)NB_COMMIT_SIZE);
	change_byte(hashes_of_leaf());
	assert_int_equal(operate(LIST, &damages, &err), NB_UNSUPPORTED);
	assert_int_equal(operate(RESCUE, &damages, &err), NB_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_version_and_flags),
		cmocka_unit_test(test_reserved_bits),
		cmocka_unit_test(test_extension_areas),
		cmocka_unit_test(test_further_columns),
		cmocka_unit_test(test_record_in_text),
		cmocka_unit_test(test_newest_is_newer),
		cmocka_unit_test(test_newer_after_damage),
	};

	return cmocka_run_group_tests_name("newer", tests, set_up, tear_down) !=
	       0;
}
