/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building, reading and checking records (format-spec/nbarc-format.md, section
 * 3).
 *
 * Nothing in a record is used before its checksum was compared, except the
 * sizes that are needed to find the checksum. Those are compared with the
 * limits and with the end of the file first.
 */
#include "archive/record/record.h"
#include "archive/record/reserved.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"

#include <string.h>

#define RECORD_VERSION 1 /* the only one so far, of every kind */
#define AREA_SIZE 4u	 /* bytes of the size at the end of an extension area */

/* The letters at offset 8 of every record. */
static const char signature[5] = {'n', 'b', 'a', 'r', 'c'};

const char *nb_record_name(enum nb_record_kind kind)
{
	switch (kind) {
	case NB_RECORD_HEADER:
		return "header";
	case NB_RECORD_SHARED:
		return "shared text";
	case NB_RECORD_DIRECTORY:
		return "page directory";
	case NB_RECORD_SOURCES:
		return "sources record";
	case NB_RECORD_TEXTS:
		return "texts record";
	case NB_RECORD_HASHES:
		return "hashes record";
	case NB_RECORD_LEAF:
		return "catalogue leaf";
	case NB_RECORD_INDEX:
		return "catalogue index node";
	case NB_RECORD_ROOTS:
		return "roots record";
	case NB_RECORD_COMMIT:
		return "commit record";
	case NB_RECORD_LOG:
		return "log record";
	case NB_RECORD_EARLIER:
		return "record of earlier commits";
	case NB_RECORD_CHECKS:
		return "block checks";
	case NB_RECORD_PARITY:
		return "parity row";
	case NB_RECORD_NOTE:
		return "note record";
	case NB_RECORD_EMBEDDED:
		return "index record";
	case NB_RECORD_UNSEALED:
		return "unfinished segment";
	}
	return "record";
}

uint32_t nb_record_limit(uint8_t kind)
{
	switch (kind) {
	case NB_RECORD_HEADER:
		return NB_HEADER_SIZE;
	case NB_RECORD_SHARED:
		return NB_SHARED_MAX - NB_HEADER_SIZE;
	case NB_RECORD_SOURCES:
		return NB_SOURCES_MAX;
	case NB_RECORD_COMMIT:
		return NB_COMMIT_SIZE;
	case NB_RECORD_NOTE:
		return NB_NOTE_RECORD_MAX;
	default:
		return NB_NODE_MAX;
	}
}

int nb_reserved_zero(const uint8_t *p, size_t n)
{
	while (n > 0)
		if (p[--n])
			return 0;
	return 1;
}

enum nb_status nb_fail_newer(struct nb_error *err, uint64_t offset,
			     const char *what)
{
	return nb_fail_at(err, NB_UNSUPPORTED, offset,
			  "%s: written by a newer version than nbarc %s; a "
			  "newer nbarc is needed",
			  what, NB_VERSION);
}

enum nb_status nb_add16(struct nb_buf *b, uint16_t v)
{
	uint8_t p[2];

	nb_put16(p, v);
	return nb_buf_add(b, p, sizeof(p));
}

enum nb_status nb_add32(struct nb_buf *b, uint32_t v)
{
	uint8_t p[4];

	nb_put32(p, v);
	return nb_buf_add(b, p, sizeof(p));
}

enum nb_status nb_add64(struct nb_buf *b, uint64_t v)
{
	uint8_t p[8];

	nb_put64(p, v);
	return nb_buf_add(b, p, sizeof(p));
}

enum nb_status nb_add_zeros(struct nb_buf *b, size_t n)
{
	if (nb_buf_reserve(b, n))
		return NB_NOMEM;
	memset(b->data + b->len, 0, n);
	b->len += n;
	return NB_OK;
}

void nb_record_put_head(uint8_t *p, enum nb_record_kind kind)
{
	memset(p, 0, NB_RECORD_HEAD);
	nb_put32(p, NB_RECORD_MAGIC);
	memcpy(p + 8, signature, sizeof(signature));
	p[13] = (uint8_t)kind;
	p[14] = RECORD_VERSION;
}

enum nb_status nb_record_begin(struct nb_buf *b, enum nb_record_kind kind)
{
	uint8_t head[NB_RECORD_HEAD];

	nb_record_put_head(head, kind);
	return nb_buf_add(b, head, sizeof(head));
}

enum nb_status nb_record_end(struct nb_buf *b, uint32_t limit,
			     struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];

	if (b->len > limit - NB_RECORD_CHECK)
		return nb_fail(err, NB_LIMIT,
			       "%s exceeds the limit of %u bytes",
			       nb_record_name(b->data[13]), limit);
	nb_put32(b->data + 4, (uint32_t)b->len);
	nb_sha256(b->data, b->len, digest);
	if (nb_buf_add(b, digest, NB_RECORD_CHECK))
		return nb_fail_mem(err);
	return NB_OK;
}

int nb_record_signed(const uint8_t *p)
{
	return memcmp(p + 8, signature, sizeof(signature)) == 0;
}

enum nb_status nb_record_head(const uint8_t *p, uint64_t offset, uint8_t *kind,
			      uint32_t *size, struct nb_error *err)
{
	uint32_t rest = nb_le32(p + 4);

	*kind = p[13];
	*size = 0;
	if (nb_le32(p) != NB_RECORD_MAGIC || !nb_record_signed(p))
		return nb_fail_at(err, NB_INVALID, offset,
				  "there is no record here");
	if (rest < NB_RECORD_LEAST - 8 || rest > UINT32_MAX - 8)
		return nb_fail_at(err, NB_INVALID, offset, "%s: invalid head",
				  nb_record_name(p[13]));
	*size = rest + 8;
	return NB_OK;
}

bool nb_record_known(const uint8_t *p)
{
	return p[14] == RECORD_VERSION && !(p[15] & ~NB_RECORD_EXTENDED);
}

/* Check the head of the record at p, and the check that follows its first n
 * bytes: the checksum of the record, or of a part that has its own. */
static enum nb_status check_part(const uint8_t *p, size_t n, uint32_t size,
				 enum nb_record_kind kind, uint64_t offset,
				 struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE], found;
	uint32_t stated;
	enum nb_status st = nb_record_head(p, offset, &found, &stated, err);

	if (st)
		return st;
	if (found != (uint8_t)kind || stated != size)
		return nb_fail_at(err, NB_INVALID, offset,
				  "expected a %s of %u bytes here",
				  nb_record_name(kind), size);
	nb_sha256(p, n, digest);
	if (memcmp(digest, p + n, NB_RECORD_CHECK) != 0)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: checksum does not match",
				  nb_record_name(kind));
	/* Not before: an unknown version may be a flipped bit. */
	if (!nb_record_known(p))
		return nb_fail_newer(err, offset, nb_record_name(kind));
	return NB_OK;
}

/* Bytes of the extension area of the record at p, or 0 if it has none. */
static uint64_t area_size(const uint8_t *p, uint32_t size)
{
	if (!(p[15] & NB_RECORD_EXTENDED))
		return 0;
	return AREA_SIZE +
	       (uint64_t)nb_le32(p + size - NB_RECORD_CHECK - AREA_SIZE);
}

uint32_t nb_record_body_end(const uint8_t *p, uint32_t size)
{
	return size - NB_RECORD_CHECK - (uint32_t)area_size(p, size);
}

/* Check the extension area of a record whose checksum is right. The sizes of
 * parity records follow from their fields, so that they cannot have one. */
static enum nb_status check_area(const uint8_t *p, uint32_t size,
				 enum nb_record_kind kind, uint64_t offset,
				 struct nb_error *err)
{
	const uint8_t *end = p + size - NB_RECORD_CHECK - AREA_SIZE, *at;
	uint64_t area;

	if (!(p[15] & NB_RECORD_EXTENDED))
		return NB_OK;
	if (kind == NB_RECORD_CHECKS || kind == NB_RECORD_PARITY)
		return nb_fail_newer(err, offset, nb_record_name(kind));
	area = size < NB_RECORD_LEAST + AREA_SIZE ? UINT64_MAX
						  : area_size(p, size);
	if (area > size - NB_RECORD_LEAST)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: its extension area is cut off",
				  nb_record_name(kind));
	for (at = end + AREA_SIZE - area; at < end;) {
		if (end - at < 4 || end - at - 4 < nb_le16(at + 2) ||
		    nb_le16(at) == 0)
			return nb_fail_at(err, NB_INVALID, offset,
					  "%s: its extension area is invalid",
					  nb_record_name(kind));
		if (nb_le16(at) >= NB_TAG_REFUSE)
			return nb_fail_newer(err, offset, nb_record_name(kind));
		at += 4 + nb_le16(at + 2);
	}
	return NB_OK;
}

enum nb_status nb_record_check(const uint8_t *p, uint32_t size,
			       enum nb_record_kind kind, uint64_t offset,
			       struct nb_error *err)
{
	enum nb_status st =
		check_part(p, size - NB_RECORD_CHECK, size, kind, offset, err);

	if (!st)
		st = check_area(p, size, kind, offset, err);
	if (!st &&
	    !nb_reserved_clear(p, size, nb_record_body_end(p, size), kind))
		st = nb_fail_newer(err, offset, nb_record_name(kind));
	return st;
}

/* Refuse a size that no record of this kind can have, and a record that does
 * not end at or before `end`. */
static enum nb_status check_place(uint64_t offset, uint32_t size, uint64_t end,
				  enum nb_record_kind kind, uint32_t limit,
				  struct nb_error *err)
{
	if (size < NB_RECORD_LEAST || size > limit)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: size %u is out of range",
				  nb_record_name(kind), size);
	if (offset > end || size > end - offset)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s exceeds the file", nb_record_name(kind));
	return NB_OK;
}

/* Bytes to read first when only the beginning of a record is wanted: enough for
 * the keys of a usual leaf, so that one read suffices. */
#define PART_READ ((size_t)1024)

/* Read on until `out` has the first n bytes of the record at `offset`. */
static enum nb_status read_more(struct nb_file file, uint64_t offset, size_t n,
				struct nb_buf *out, struct nb_error *err)
{
	size_t more = n > out->len ? n - out->len : 0;
	enum nb_status st;

	if (!more)
		return NB_OK;
	if (nb_buf_reserve(out, more))
		return nb_fail_mem(err);
	st = nb_file_read_at(file, NULL, offset + out->len,
			     out->data + out->len, more, err);
	if (!st)
		out->len += more;
	return st;
}

enum nb_status nb_record_read_part(struct nb_file file, uint64_t offset,
				   uint32_t size, uint64_t end,
				   enum nb_record_kind kind,
				   uint64_t (*part)(const uint8_t *head),
				   struct nb_buf *out, struct nb_error *err)
{
	size_t n = size < PART_READ ? size : PART_READ;
	enum nb_status st = check_place(offset, size, end, kind,
					nb_record_limit((uint8_t)kind), err);
	uint64_t want;

	if (!st && size < NB_RECORD_PART + NB_RECORD_CHECK)
		st = nb_fail_at(err, NB_INVALID, offset, "%s is too short",
				nb_record_name(kind));
	if (!st && nb_buf_reserve(out, n))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_file_read_at(file, NULL, offset, out->data, n, err);
	if (st)
		return st;
	out->len = n;
	want = part(out->data);
	/* `want` comes from bytes that are not checked yet. */
	if (want > size - NB_RECORD_CHECK)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: a part exceeds the record",
				  nb_record_name(kind));
	st = read_more(file, offset,
		       out->data[15] ? size : (size_t)want + NB_RECORD_CHECK,
		       out, err);
	/* Only the end of the record tells what the flags mean. */
	if (!st && out->data[15])
		st = nb_record_check(out->data, size, kind, offset, err);
	return st ? st
		  : check_part(out->data, (size_t)want, size, kind, offset,
			       err);
}

enum nb_status nb_record_read_after(struct nb_file file, uint32_t before,
				    uint64_t offset, uint32_t size,
				    uint64_t end, enum nb_record_kind kind,
				    uint32_t limit, struct nb_buf *out,
				    struct nb_error *err)
{
	enum nb_status st = check_place(offset, size, end, kind, limit, err);
	size_t len = (size_t)before + size;
	uint8_t *p;

	if (!st && (before > offset || len < size))
		st = nb_fail_at(err, NB_INVALID, offset,
				"%s: what precedes it is out of range",
				nb_record_name(kind));
	if (st)
		return st;
	if (nb_buf_reserve(out, len))
		return nb_fail_mem(err);
	st = nb_file_read_at(file, NULL, offset - before, out->data, len, err);
	if (st)
		return st;
	out->len = len;
	p = out->data + before;
	/* The checksum is made as if the segment were finished. So it tells
	 * whether this is the page directory that it claims to be. */
	if (kind == NB_RECORD_DIRECTORY && p[13] == NB_RECORD_UNSEALED)
		p[13] = NB_RECORD_DIRECTORY;
	return nb_record_check(p, size, kind, offset, err);
}

enum nb_status nb_record_read(struct nb_file file, uint64_t offset,
			      uint32_t size, uint64_t end,
			      enum nb_record_kind kind, uint32_t limit,
			      struct nb_buf *out, struct nb_error *err)
{
	return nb_record_read_after(file, 0, offset, size, end, kind, limit,
				    out, err);
}
