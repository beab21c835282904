/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an index: it is read as a whole, looked into, and merged into
 * one segment, without a list that is out of order or beyond its segment.
 *
 * The checks of slots and blocks are made right first, so that what they guard
 * is reached.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sha256.h"
#include "index/groups.h"
#include "index/header.h"
#include "index/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* ---- checks */

/* Make the check of each slot right. */
static void seal_slots(uint8_t *p)
{
	uint8_t digest[NB_SHA256_SIZE];
	size_t i;

	for (i = 0; i < 2; i++, p += NB_INDEX_SLOT) {
		nb_sha256(p, NB_INDEX_SLOT - 8, digest);
		memcpy(p + NB_INDEX_SLOT - 8, digest, 8);
	}
}

/* Make the checks of the blocks of a segment right. */
static void seal_blocks(uint8_t *p, const struct nb_index_segment *s)
{
	uint8_t digest[NB_SHA256_SIZE];
	uint64_t i;

	p += s->blocks.offset;
	for (i = 0; i < s->blocks.count; i++, p += NB_INDEX_BLOCK) {
		nb_put32(p + NB_INDEX_CONTENT, (uint32_t)s->blocks.first);
		nb_put32(p + NB_INDEX_CONTENT + 4, (uint32_t)i);
		nb_sha256(p, NB_INDEX_BLOCK, digest);
		memcpy(p + NB_INDEX_CONTENT, digest, 8);
	}
}

/* ---- reading */

static enum nb_status check_list(void *context, enum nb_index_kind kind,
				 uint32_t other,
				 const struct nb_index_list *list,
				 struct nb_error *err)
{
	const struct nb_index_reader *r = context;
	size_t i;

	(void)err;
	must(kind == NB_INDEX_OWN || other < r->segment->char_count);
	for (i = 0; i < list->count; i++) {
		must(list->docs[i] < r->segment->documents);
		must(i == 0 || list->docs[i - 1] < list->docs[i]);
	}
	return NB_OK;
}

/* Read a character, each of its lists by itself, and all at once. */
static void read_char(struct nb_index_reader *r, uint32_t rank)
{
	struct nb_index_list list = {0};
	uint32_t i;

	if (nb_index_chunk_read(r, rank, NULL) == NB_OK) {
		for (i = 0; i <= r->chunk.begins + r->chunk.ends && i < 9; i++)
			if (nb_index_list_read(r, i, &list, NULL) == NB_OK)
				must(list.count == r->chunk.counts[i]);
		(void)!nb_index_list_all(r, &list, check_list, r, NULL);
	}
	free(list.docs);
}

static void read_segment(const struct nb_index_segment *s)
{
	struct nb_index_reader r = {.segment = s};
	struct nb_index_group g = {0};
	uint32_t i, rank, index;
	bool changed;

	for (i = 0; i < s->char_count && i < 300; i++)
		read_char(&r, i);
	(void)!nb_index_rank(&r, U'的', &rank, NULL);
	(void)!nb_index_changed(&r, 7, &changed, NULL);
	for (i = 0; i < s->group_count; i++)
		(void)!nb_index_group_read(&r, i, &g, NULL);
	if (!s->grain && s->documents &&
	    nb_index_group_of(&r, s->documents - 1, &index, NULL) == NB_OK)
		must(index < s->group_count);
	free(g.numbers);
	nb_index_reader_free(&r);
}

/* ---- the target */

/* Store the input in a file. */
static int store(const uint8_t *p, size_t size)
{
	static FILE *file;

	if (!file)
		file = tmpfile();
	must(file && ftruncate(fileno(file), 0) == 0 &&
	     pwrite(fileno(file), p, size, 0) == (ssize_t)size);
	return fileno(file);
}

static void read_index(uint8_t *p, size_t size)
{
	static FILE *out;
	struct nb_index_header h;
	struct nb_index_segment merged;
	int fd = store(p, size);
	uint32_t i;

	if (nb_index_header_read(nb_local(fd), &h, NULL) != NB_OK)
		return;
	for (i = 0; i < h.segment_count; i++)
		seal_blocks(p, &h.segments[i]);
	fd = store(p, size);
	for (i = 0; i < h.segment_count; i++)
		read_segment(&h.segments[i]);
	if (!out)
		out = tmpfile();
	must(out != NULL);
	if (h.segment_count &&
	    nb_index_merge(h.segments, h.segment_count, fileno(out), "merged",
			   0, NULL, NULL, &merged, NULL) == NB_OK) {
		must(nb_index_segment_check(&merged, NULL) == NB_OK);
		read_segment(&merged);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	if (size < NB_INDEX_HEADER)
		return 0;
	copy = malloc(size);
	must(copy != NULL);
	memcpy(copy, data, size);
	seal_slots(copy);
	read_index(copy, size);
	free(copy);
	return 0;
}
