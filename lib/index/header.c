/* SPDX-License-Identifier: Apache-2.0 */
/* The slots of the header (format-spec/nbarc-index.md, section 4). */
#include "index/header.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"

#include <errno.h>
#include <string.h>

#define VERSION 1u
#define SHA256 1u /* the hash algorithm */

/* Offsets in a slot. */
#define AT_VERSION 8u
#define AT_HASH 10u
#define AT_SEGMENTS 11u
#define AT_GRAIN 12u
#define AT_INCOMPATIBLE 16u
#define AT_SEQUENCE 32u
#define AT_ENTRIES 40u
#define AT_ROOT 48u
#define AT_END 80u
#define AT_ORDER 88u
#define AT_RESERVED 92u
#define AT_LIST 128u
#define SEGMENT_SIZE 80u
#define AT_CHECK (NB_INDEX_SLOT - 8u)

static const char signature[8] = {'n', 'b', 'a', 'r', 'c', 'i', 'd', 'x'};

/* The check of a slot. */
static void check_of(const uint8_t *slot, uint8_t check[8])
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(slot, AT_CHECK, digest);
	memcpy(check, digest, 8);
}

/* ---- reading */

/* Are the bytes from `from` to `to` zeros? */
static bool is_zero(const uint8_t *slot, size_t from, size_t to)
{
	for (; from < to; from++)
		if (slot[from])
			return false;
	return true;
}

/* A slot whose check is right: does it need a newer reader? */
static bool is_newer(const uint8_t *slot)
{
	size_t used = AT_LIST + SEGMENT_SIZE * (size_t)slot[AT_SEGMENTS];

	return nb_le16(slot + AT_VERSION) != VERSION ||
	       slot[AT_HASH] != SHA256 || nb_le64(slot + AT_INCOMPATIBLE) ||
	       !is_zero(slot, AT_RESERVED, AT_LIST) || used > AT_CHECK ||
	       !is_zero(slot, used, AT_CHECK);
}

/* Where a slot was found. */
struct where {
	struct nb_file file;
	uint64_t size; /* bytes of the file that the index may use */
	bool embedded;
};

/* Do the blocks of a segment stand where those of an index can? */
static bool in_place(const struct nb_index_blocks *b, uint64_t end)
{
	uint64_t least = b->embedded ? NB_HEADER_SIZE : NB_INDEX_HEADER;

	return b->offset >= least && b->offset <= end &&
	       b->count <= (end - b->offset) / NB_INDEX_BLOCK &&
	       nb_index_span(b) <= end - b->offset;
}

/* Decode a segment, which follows the one before it. */
static enum nb_status decode_segment(const uint8_t *p,
				     struct nb_index_header *h,
				     const struct where *where,
				     struct nb_error *err)
{
	struct nb_index_segment *s = &h->segments[h->segment_count++];

	s->blocks.file = where->file;
	s->blocks.embedded = where->embedded;
	s->blocks.offset = nb_le64(p);
	s->blocks.count = nb_le64(p + 8);
	s->blocks.first = nb_le64(p + 16);
	s->entries = nb_le64(p + 24);
	s->documents = nb_le32(p + 32);
	s->char_count = nb_le32(p + 36);
	s->group_count = nb_le32(p + 40);
	s->chars = nb_le64(p + 48);
	s->groups = nb_le64(p + 56);
	s->changed = nb_le64(p + 64);
	s->changed_count = nb_le32(p + 72);
	s->grain = h->grain;
	if (!in_place(&s->blocks, h->end) || s->blocks.first != h->entries ||
	    s->entries > UINT32_MAX || s->documents == UINT32_MAX)
		return nb_fail(err, NB_INVALID,
			       "index: the header contradicts itself");
	h->entries += s->entries;
	return nb_index_segment_check(s, err);
}

/* Decode a slot whose check is right. */
static enum nb_status decode_slot(const uint8_t *slot,
				  const struct where *where,
				  struct nb_index_header *h,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	uint32_t i, count = slot[AT_SEGMENTS];

	if (is_newer(slot) || count > NB_INDEX_SEGMENTS_MAX)
		return nb_fail(err, NB_UNSUPPORTED,
			       "index: it needs a newer version of nbarc");
	memset(h, 0, sizeof(*h));
	h->sequence = nb_le64(slot + AT_SEQUENCE);
	h->grain = nb_le32(slot + AT_GRAIN);
	memcpy(h->root, slot + AT_ROOT, sizeof(h->root));
	h->end = nb_le64(slot + AT_END);
	h->order = nb_le32(slot + AT_ORDER);
	if (h->end > where->size)
		return nb_fail(err, NB_INVALID,
			       "index: the file is shorter than its header "
			       "says");
	for (i = 0; !st && i < count; i++)
		st = decode_segment(slot + AT_LIST + SEGMENT_SIZE * i, h, where,
				    err);
	if (!st && h->entries != nb_le64(slot + AT_ENTRIES))
		st = nb_fail(err, NB_INVALID,
			     "index: the header contradicts itself");
	return st;
}

/* Is it a slot, and is its check right? */
static bool is_slot(const uint8_t *slot)
{
	uint8_t check[8];

	check_of(slot, check);
	return memcmp(slot, signature, sizeof(signature)) == 0 &&
	       memcmp(slot + AT_CHECK, check, sizeof(check)) == 0;
}

bool nb_index_is_index(struct nb_file file)
{
	uint8_t found[sizeof(signature)];
	uint64_t size;
	unsigned i;

	if (!nb_file_size(file, NULL, &size, NULL) && size == 0)
		return true;
	/* A new index has one slot only. */
	for (i = 0; i < 2; i++)
		if (!nb_file_read_at(file, NULL, i * (uint64_t)NB_INDEX_SLOT,
				     found, sizeof(found), NULL) &&
		    memcmp(found, signature, sizeof(found)) == 0)
			return true;
	return false;
}

enum nb_status nb_index_header_read(struct nb_file file,
				    struct nb_index_header *h,
				    struct nb_error *err)
{
	uint8_t slots[2][NB_INDEX_SLOT];
	struct where where = {.file = file};
	bool right[2];
	enum nb_status st = nb_file_size(file, NULL, &where.size, err);
	unsigned i;

	if (!st)
		st = nb_file_read_at(file, NULL, 0, slots, sizeof(slots), err);
	if (st)
		return st;
	right[0] = is_slot(slots[0]);
	right[1] = is_slot(slots[1]);
	if (!right[0] && !right[1])
		return nb_fail(err, NB_INVALID,
			       "index: the header is damaged, or this is no "
			       "index");
	i = !right[0] || (right[1] && nb_le64(slots[1] + AT_SEQUENCE) >
					      nb_le64(slots[0] + AT_SEQUENCE));
	return decode_slot(slots[i], &where, h, err);
}

enum nb_status nb_index_record_read(struct nb_file file, uint64_t offset,
				    uint64_t end, struct nb_index_header *h,
				    struct nb_error *err)
{
	const struct where where = {file, end, true};
	struct nb_buf record = {0};
	enum nb_status st =
		nb_record_read(file, offset, NB_INDEX_RECORD, end,
			       NB_RECORD_EMBEDDED, NB_NODE_MAX, &record, err);
	const uint8_t *slot = record.data + NB_RECORD_HEAD;

	if (!st && !is_slot(slot))
		st = nb_fail_at(err, NB_INVALID, offset,
				"index: the record has no header of one");
	if (!st)
		st = decode_slot(slot, &where, h, err);
	nb_buf_free(&record);
	return st;
}

/* ---- writing */

static void encode_segment(const struct nb_index_segment *s, uint8_t *p)
{
	nb_put64(p, s->blocks.offset);
	nb_put64(p + 8, s->blocks.count);
	nb_put64(p + 16, s->blocks.first);
	nb_put64(p + 24, s->entries);
	nb_put32(p + 32, s->documents);
	nb_put32(p + 36, s->char_count);
	nb_put32(p + 40, s->group_count);
	nb_put64(p + 48, s->chars);
	nb_put64(p + 56, s->groups);
	nb_put64(p + 64, s->changed);
	nb_put32(p + 72, s->changed_count);
}

/* Make the slot from what the header says. */
static void encode_slot(const struct nb_index_header *h,
			uint8_t slot[NB_INDEX_SLOT])
{
	uint32_t i;

	memset(slot, 0, NB_INDEX_SLOT);
	memcpy(slot, signature, sizeof(signature));
	nb_put16(slot + AT_VERSION, VERSION);
	slot[AT_HASH] = SHA256;
	slot[AT_SEGMENTS] = (uint8_t)h->segment_count;
	nb_put32(slot + AT_GRAIN, h->grain);
	nb_put64(slot + AT_SEQUENCE, h->sequence);
	nb_put64(slot + AT_ENTRIES, h->entries);
	memcpy(slot + AT_ROOT, h->root, sizeof(h->root));
	nb_put64(slot + AT_END, h->end);
	nb_put32(slot + AT_ORDER, h->order);
	for (i = 0; i < h->segment_count; i++)
		encode_segment(&h->segments[i],
			       slot + AT_LIST + SEGMENT_SIZE * i);
	check_of(slot, slot + AT_CHECK);
}

enum nb_status nb_index_record_make(const struct nb_index_header *h,
				    struct nb_buf *out, struct nb_error *err)
{
	uint8_t slot[NB_INDEX_SLOT];

	encode_slot(h, slot);
	if (nb_record_begin(out, NB_RECORD_EMBEDDED) ||
	    nb_buf_add(out, slot, sizeof(slot)))
		return nb_fail_mem(err);
	return nb_record_end(out, NB_NODE_MAX, err);
}

enum nb_status nb_index_header_write(int fd, const char *name,
				     const struct nb_index_header *h,
				     struct nb_error *err)
{
	uint8_t slot[NB_INDEX_SLOT];

	encode_slot(h, slot);
	return nb_fd_write_at(fd, name, h->sequence % 2 * NB_INDEX_SLOT, slot,
			      sizeof(slot), err);
}

uint64_t nb_index_live_bytes(const struct nb_index_header *h)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < h->segment_count; i++)
		sum += h->segments[i].blocks.count * NB_INDEX_BLOCK;
	return sum;
}

void nb_index_header_describe(const struct nb_index_header *header,
			      uint64_t bytes, struct nb_index_info *info)
{
	uint32_t i;

	memset(info, 0, sizeof(*info));
	info->bytes = bytes;
	info->entries = header->entries;
	info->segments = header->segment_count;
	info->small = header->grain != 0;
	for (i = 0; i < header->segment_count; i++)
		info->documents += header->segments[i].documents;
}
