/* SPDX-License-Identifier: Apache-2.0 */
/* The two walks over a file: the quick one and the one around damage
 * (format-spec/nbarc-format.md, sections 10.2 and 14). */
#include "archive/record/walk.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Magic numbers of Zstandard skippable frames: 16 in a row. */
#define SKIPPABLE 0x184D2A50u
#define SKIPPABLE_MASK 0xFFFFFFF0u

/* Describe a skippable frame that is no record of ours, by its first 8
 * bytes. */
static enum nb_status identify_foreign(const uint8_t *head,
				       struct nb_place *place,
				       struct nb_error *err)
{
	if ((nb_le32(head) & SKIPPABLE_MASK) != SKIPPABLE)
		return nb_fail_at(err, NB_INVALID, place->offset,
				  "neither a record nor a frame begins here");
	place->what = NB_PLACE_FOREIGN;
	place->disguised = nb_record_signed(head);
	place->size = (uint64_t)nb_le32(head + 4) + 8;
	return NB_OK;
}

/* Describe the structure at walk->at by its head. *frame_size is set only for a
 * page directory: the bytes of the page frame that follows it. */
static enum nb_status identify(const struct nb_walk *walk,
			       struct nb_place *place, uint64_t *frame_size,
			       struct nb_error *err)
{
	/* Less may be left than a head has. With zeros in place of the rest
	 * either no record begins here, or its size exceeds the end. */
	uint8_t head[NB_RECORD_LEAST] = {0};
	uint64_t left = walk->end - walk->at;
	size_t n = left < sizeof(head) ? (size_t)left : sizeof(head);
	enum nb_status st =
		nb_file_read_at(walk->file, NULL, walk->at, head, n, err);
	uint32_t size;

	if (st)
		return st;
	if (nb_le32(head) != NB_RECORD_MAGIC)
		return identify_foreign(head, place, err);
	st = nb_record_head(head, walk->at, &place->kind, &size, err);
	if (st)
		return st;
	place->size = size;
	if (place->kind == NB_RECORD_DIRECTORY)
		*frame_size = nb_le64(head + NB_RECORD_HEAD);
	return NB_OK;
}

enum nb_status nb_walk_next(struct nb_walk *walk, struct nb_place *place,
			    struct nb_error *err)
{
	uint64_t next_frame = 0;
	enum nb_status st;

	*place = (struct nb_place){.what = NB_PLACE_RECORD, .offset = walk->at};
	if (walk->frame_size) {
		place->what = NB_PLACE_FRAME;
		place->size = walk->frame_size;
	} else {
		st = identify(walk, place, &next_frame, err);
		if (st)
			return st;
	}
	if (place->size > walk->end - walk->at)
		return nb_fail_at(err, NB_INVALID, walk->at,
				  "this structure exceeds the end");
	walk->at += place->size;
	walk->frame_size = next_frame;
	return NB_OK;
}

/* ---- continuing after damage */

#define WINDOW 65536u /* bytes that are searched for a record at a time */
#define HASHED_AT_ONCE 16384u /* bytes of a page frame, on the stack */

/*
 * A record whose checksum is wrong costs as many bytes as it claims to have,
 * and a hostile file can be full of heads that claim much. So within each class
 * of sizes, from a power of two to the next, the records that fail may cost no
 * more bytes than the scan has passed, plus one record: O(n log n) bytes in
 * all. Records beyond that are passed over. Damage by accident stays far below.
 * Page frames that are compared with their checks are counted in the same way.
 */
static unsigned size_class(uint64_t size)
{
	unsigned k = 0;

	while (size >>= 1)
		k++;
	return k;
}

/* Read and check the record that a head at `offset` promises. On failure the
 * content of scan->record is unspecified. */
static enum nb_status try_record(struct nb_scan *scan, uint64_t offset,
				 uint32_t size, uint8_t kind,
				 struct nb_error *err)
{
	uint64_t end = scan->walk.end, *spent = &scan->spent[size_class(size)];
	uint32_t limit = nb_record_limit(kind);
	/* An impossible size is refused without reading. */
	bool costs = size <= limit && offset <= end && size <= end - offset;
	enum nb_status st;

	if (costs && *spent > offset)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: passed over after too many damaged "
				  "ones",
				  nb_record_name((enum nb_record_kind)kind));
	scan->record.len = 0;
	st = nb_record_read(scan->walk.file, offset, size, end,
			    (enum nb_record_kind)kind, limit, &scan->record,
			    err);
	if (costs)
		scan->hashed += size;
	if (costs && st)
		*spent += size;
	return st;
}

/* True if a record with a right checksum stands at `offset`, also if it is of a
 * newer version; `head` is its first bytes. */
static bool record_at(struct nb_scan *scan, const uint8_t *head,
		      uint64_t offset)
{
	enum nb_status st;
	uint32_t size;
	uint8_t kind;

	if (nb_record_head(head, offset, &kind, &size, NULL))
		return false;
	st = try_record(scan, offset, size, kind, NULL);
	return st == NB_OK || st == NB_UNSUPPORTED;
}

/*
 * Find the first valid record that begins in the window, whose n bytes stand at
 * `from` in the file, and let the walk stand there. Every byte that could begin
 * a magic number is tried: nothing before it can be trusted.
 */
static bool find_in_window(struct nb_scan *scan, const uint8_t *window,
			   size_t n, uint64_t from)
{
	const uint8_t magic = NB_RECORD_MAGIC & 0xff, *p = window, *last;

	if (n < NB_RECORD_HEAD)
		return false;
	last = window + n - NB_RECORD_HEAD;
	while (p <= last &&
	       (p = memchr(p, magic, (size_t)(last - p) + 1)) != NULL) {
		uint64_t offset = from + (uint64_t)(p - window);

		if (record_at(scan, p, offset)) {
			scan->walk.at = offset;
			return true;
		}
		p++;
	}
	return false;
}

/*
 * Let the walk stand at the first valid record at or after `at`, or at its end.
 * The windows overlap by the head of a record. A file that has become shorter
 * than the walk is NB_INVALID, and the walk then stands at its end: a caller
 * that goes on after damage comes to an end too.
 */
static enum nb_status resync(struct nb_scan *scan, uint64_t at,
			     struct nb_error *err)
{
	struct nb_walk *walk = &scan->walk;
	uint8_t *window = malloc(WINDOW + NB_RECORD_HEAD);
	enum nb_status st = NB_OK;

	if (!window)
		return nb_fail_mem(err);
	walk->frame_size = 0;
	for (; at + NB_RECORD_LEAST <= walk->end; at += WINDOW) {
		uint64_t left = walk->end - at;
		size_t n = left < WINDOW + NB_RECORD_HEAD
				   ? (size_t)left
				   : WINDOW + NB_RECORD_HEAD;

		st = nb_file_read_at(walk->file, NULL, at, window, n, err);
		if (st)
			break;
		if (find_in_window(scan, window, n, at))
			goto out;
		if (n < WINDOW + NB_RECORD_HEAD)
			break;
	}
	walk->at = walk->end;
out:
	free(window);
	return st;
}

/* ---- page frames of a damaged file */

/*
 * Set *begins if something that can follow a page frame begins at `offset`: the
 * end, a record, or a skippable frame of another kind. Only heads are looked
 * at.
 */
static enum nb_status structure_begins(const struct nb_scan *scan,
				       uint64_t offset, bool *begins,
				       struct nb_error *err)
{
	struct nb_walk walk = {
		.file = scan->walk.file, .at = offset, .end = scan->walk.end};
	struct nb_place place;
	enum nb_status st = NB_OK;

	if (offset != walk.end)
		st = nb_walk_next(&walk, &place, err);
	*begins = !st;
	return st == NB_INVALID ? NB_OK : st;
}

/* Compute the SHA-256 of the `size` bytes at offset `at`. */
static enum nb_status hash_bytes(const struct nb_scan *scan, uint64_t at,
				 uint64_t size, uint8_t digest[NB_SHA256_SIZE])
{
	uint8_t data[HASHED_AT_ONCE];
	struct nb_sha256 h;
	enum nb_status st = NB_OK;
	size_t n;

	nb_sha256_init(&h);
	for (; !st && size; at += n, size -= n) {
		n = size < sizeof(data) ? (size_t)size : sizeof(data);
		st = nb_file_read_at(scan->walk.file, NULL, at, data, n, NULL);
		if (!st)
			nb_sha256_add(&h, data, n);
	}
	nb_sha256_end(&h, digest);
	return st;
}

/* True if the page frame of the directory that was read last stands at offset
 * `at`, by the check in that directory. */
static bool frame_at(struct nb_scan *scan, uint64_t at, uint64_t size)
{
	uint64_t *spent = &scan->spent[size_class(size)];
	uint8_t digest[NB_SHA256_SIZE];
	bool is;

	/* Two places are tried for each frame. */
	if (*spent > at + size)
		return false;
	is = hash_bytes(scan, at, size, digest) == NB_OK &&
	     memcmp(digest, scan->frame_check, sizeof(scan->frame_check)) == 0;
	scan->hashed += size;
	if (!is)
		*spent += size;
	return is;
}

/*
 * Describe the page frame at the walk's place in scan->frame_size bytes, of
 * which the walk has only the promise of the page directory.
 *
 * Usually the next structure begins where the frame should end. If none does,
 * and the frame has not its check, then bytes were lost in it, inserted or
 * changed, and what follows may stand earlier than the directory says: the next
 * valid record is searched from the beginning of the frame. A frame that was
 * moved away from its directory as a whole stands before that record.
 */
static enum nb_status read_frame(struct nb_scan *scan, struct nb_place *place,
				 struct nb_error *err)
{
	struct nb_walk *walk = &scan->walk;
	uint64_t at = walk->at, size = walk->frame_size;
	bool fits = size <= walk->end - at;
	enum nb_status st;

	*place = (struct nb_place){
		.what = NB_PLACE_FRAME, .offset = at, .size = size};
	if (fits) {
		st = structure_begins(scan, at + size, &place->sound, err);
		if (st)
			return st;
	}
	place->sound = place->sound || (fits && frame_at(scan, at, size));
	walk->frame_size = 0;
	walk->at = at + size;
	if (place->sound)
		return NB_OK;
	st = resync(scan, at, err);
	if (st)
		return st;
	if (!fits && walk->at == walk->end)
		return nb_fail_at(err, NB_INVALID, at, "page frame is cut off");
	if (walk->at - at > size && frame_at(scan, walk->at - size, size)) {
		place->offset = walk->at - size;
		place->sound = true;
	} else if (walk->at - at > size) {
		/* It is damaged where it stands, and so is what follows. */
		walk->at = at + size;
	} else {
		place->size = walk->at - at;
	}
	return NB_OK;
}

/* Keep the check of the frame that follows the directory in scan->record. One
 * that is too short for it is no valid directory, and has none. */
static void note_check(struct nb_scan *scan)
{
	const struct nb_buf *r = &scan->record;
	size_t end = NB_FRAME_CHECK_AT + sizeof(scan->frame_check);

	if (r->len >= end + NB_RECORD_CHECK)
		memcpy(scan->frame_check, r->data + NB_FRAME_CHECK_AT,
		       sizeof(scan->frame_check));
	else
		scan->walk.frame_size = 0;
}

/*
 * Read the record at a place that nb_walk_next() described. The first record of
 * an unfinished segment is a page directory under another kind, which no
 * segment but the one being appended may have.
 */
static enum nb_status read_record(struct nb_scan *scan, struct nb_place *place,
				  struct nb_error *err)
{
	bool unsealed = place->kind == NB_RECORD_UNSEALED;
	enum nb_status st;

	if (unsealed && place->offset != scan->append)
		return nb_fail_at(err, NB_INVALID, place->offset,
				  "an unfinished segment begins here");
	if (unsealed)
		place->kind = NB_RECORD_DIRECTORY;
	st = try_record(scan, place->offset, (uint32_t)place->size, place->kind,
			err);
	if (!st && unsealed)
		scan->walk.frame_size =
			nb_le64(scan->record.data + NB_RECORD_HEAD);
	if (!st && place->kind == NB_RECORD_DIRECTORY)
		note_check(scan);
	return st;
}

enum nb_status nb_scan_next(struct nb_scan *scan, struct nb_place *place,
			    struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	scan->record.len = 0;
	if (scan->walk.frame_size)
		return read_frame(scan, place, err);
	st = nb_walk_next(&scan->walk, place, err);
	if (!st && place->what == NB_PLACE_RECORD)
		st = read_record(scan, place, err);
	if (!st && place->disguised)
		st = nb_fail_at(err, NB_INVALID, place->offset,
				"a record has the magic number of a foreign "
				"frame");
	/* Only damage is skipped: not a record of a newer version, nor that
	 * memory runs out or a read fails. */
	if (st != NB_INVALID)
		return st;
	if (resync(scan, place->offset + 1, &own)) {
		if (err)
			*err = own;
		return own.status;
	}
	return st;
}

void nb_scan_free(struct nb_scan *scan)
{
	nb_buf_free(&scan->record);
}
