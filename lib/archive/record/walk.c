/* SPDX-License-Identifier: Apache-2.0 */
/* The two walks over a file: the quick one and the one around damage
 * (format-spec/nbarc-format.md, sections 9 and 14). */
#include "archive/record/walk.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

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
		nb_fd_read_at(walk->fd, NULL, walk->at, head, n, err);
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

	place->what = NB_PLACE_RECORD;
	place->kind = 0;
	place->disguised = false;
	place->offset = walk->at;
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

/*
 * A record whose checksum is wrong costs as many bytes as it claims to have,
 * and a hostile file can be full of heads that claim much. So within each class
 * of sizes, from a power of two to the next, the records that fail may cost no
 * more bytes than the scan has passed, plus one record: O(n log n) bytes in
 * all. Records beyond that are passed over. Damage by accident stays far below.
 */
static unsigned size_class(uint32_t size)
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
	st = nb_record_read(scan->walk.fd, offset, size, end,
			    (enum nb_record_kind)kind, limit, &scan->record,
			    err);
	if (costs)
		scan->hashed += size;
	if (costs && st)
		*spent += size;
	return st;
}

/* True if a valid record stands at `offset`; `head` is its first bytes. */
static bool record_at(struct nb_scan *scan, const uint8_t *head,
		      uint64_t offset)
{
	uint32_t size;
	uint8_t kind;

	return nb_record_head(head, offset, &kind, &size, NULL) == NB_OK &&
	       try_record(scan, offset, size, kind, NULL) == NB_OK;
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

		st = nb_fd_read_at(walk->fd, NULL, at, window, n, err);
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

/*
 * A page frame that exceeds the end is the last thing in the file. Its bytes
 * are content, so that what looks like a record in them is none: the scan ends.
 */
static enum nb_status cut_frame(struct nb_scan *scan, struct nb_place *place,
				struct nb_error *err)
{
	scan->walk.frame_size = 0;
	scan->walk.at = scan->walk.end;
	return nb_fail_at(err, NB_INVALID, place->offset,
			  "page frame is cut off");
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
	return st;
}

enum nb_status nb_scan_next(struct nb_scan *scan, struct nb_place *place,
			    struct nb_error *err)
{
	bool frame = scan->walk.frame_size != 0;
	struct nb_error own;
	enum nb_status st = nb_walk_next(&scan->walk, place, err);

	scan->record.len = 0;
	if (st == NB_INVALID && frame)
		return cut_frame(scan, place, err);
	if (!st && place->what == NB_PLACE_RECORD)
		st = read_record(scan, place, err);
	if (!st && place->disguised)
		st = nb_fail_at(err, NB_INVALID, place->offset,
				"a record has the magic number of a foreign "
				"frame");
	/* Only damage is skipped; out of memory or a failed read is not. */
	if (st != NB_INVALID && st != NB_UNSUPPORTED)
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
