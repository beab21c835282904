/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the table of a bundle, as an archive of tar and as a whole
 * bundle: the bytes are a table, and after a NUL the text of each of its files.
 * A table that is written is read to the same rows; members of tar come back as
 * they went in; and the text of a bundle is that of its files, damaged or not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "layout/source/bundle.h"
#include "layout/source/rows.h"
#include "layout/source/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void same_rows(const struct nb_bundle_rows *a,
		      const struct nb_bundle_rows *b)
{
	size_t i, c;

	must(a->count == b->count);
	for (i = 0; i < a->count; i++) {
		must(a->list[i].article == b->list[i].article);
		must(a->list[i].kind == b->list[i].kind);
		for (c = 0; c < NB_BUNDLE_COLUMNS; c++)
			must(strcmp(a->list[i].cells[c], b->list[i].cells[c]) ==
			     0);
	}
}

/* Append the rows as a table. */
static void write_rows(const struct nb_bundle_rows *rows, struct nb_buf *out)
{
	size_t i;

	must(nb_bundle_row_write(NULL, out) == NB_OK);
	for (i = 0; i < rows->count; i++)
		must(nb_bundle_row_write(&rows->list[i], out) == NB_OK);
}

static void rewrite(const struct nb_bundle_rows *rows)
{
	struct nb_bundle_rows again;
	struct nb_buf table = {0};
	struct nb_error err;

	write_rows(rows, &table);
	must(nb_bundle_rows_read(table.data, table.len, &again, &err) == NB_OK);
	same_rows(rows, &again);
	nb_bundle_rows_free(&again);
	nb_buf_free(&table);
}

/* Walk over an archive; the members are in it, one after the other. */
static size_t walk(const uint8_t *tar, size_t len)
{
	struct nb_tar_member member;
	struct nb_error err;
	size_t at = 0, before = 0, count = 0;
	bool there = true;

	while (nb_tar_next(tar, len, &at, &member, &there, &err) == NB_OK &&
	       there) {
		must(at > before && at <= len + NB_TAR_BLOCK);
		must(member.bytes >= tar && member.len <= len &&
		     (size_t)(member.bytes - tar) <= len - member.len);
		before = at;
		count++;
	}
	return count;
}

static void read_bundle(const uint8_t *tar, size_t len, enum nb_damaged damaged)
{
	struct nb_layout layout;
	struct nb_error err;
	size_t i;

	if (nb_bundle_read(tar, len, damaged, &layout, &err) == NB_OK) {
		must(nb_utf8_invalid((const char *)layout.text.data,
				     layout.text.len) == layout.text.len);
		for (i = 0; i < layout.area_count; i++)
			must(layout.areas[i].parent <= layout.area_count);
	}
	nb_layout_free(&layout);
}

/* A bundle of these rows, each with a part of the bytes. */
static void make_bundle(const struct nb_bundle_rows *rows, const uint8_t *bytes,
			size_t len)
{
	struct nb_buf table = {0}, tar = {0};
	struct nb_error err;
	size_t i, part = rows->count ? len / rows->count : 0, members = 1;

	write_rows(rows, &table);
	must(nb_tar_add(&tar, NB_BUNDLE_TABLE, table.data, table.len, &err) ==
	     NB_OK);
	for (i = 0; i < rows->count && i < 50; i++) {
		enum nb_status st =
			nb_tar_add(&tar, rows->list[i].cells[NB_BUNDLE_PATH],
				   bytes + i * part, part, &err);

		must(st == NB_OK || st == NB_LIMIT || st == NB_INVALID);
		members += st == NB_OK;
	}
	must(nb_tar_end(&tar, &err) == NB_OK);
	must(nb_bundle_is(tar.data, tar.len));
	must(walk(tar.data, tar.len) <= members);
	read_bundle(tar.data, tar.len, NB_DAMAGED_REFUSE);
	read_bundle(tar.data, tar.len, NB_DAMAGED_KEEP);
	nb_buf_free(&table);
	nb_buf_free(&tar);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\0', size);
	size_t table = end ? (size_t)(end - data) : size;
	struct nb_bundle_rows rows;
	struct nb_error err;

	(void)walk(data, size);
	read_bundle(data, size, NB_DAMAGED_REFUSE);
	read_bundle(data, size, NB_DAMAGED_KEEP);
	if (nb_bundle_rows_read(data, table, &rows, &err) == NB_OK) {
		rewrite(&rows);
		make_bundle(&rows, data + table + (end != NULL),
			    size - table - (end != NULL));
	}
	nb_bundle_rows_free(&rows);
	return 0;
}
