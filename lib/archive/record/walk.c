/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/record/walk.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPABLE 0x184D2A50u
#define SKIPPABLE_MASK 0xFFFFFFF0u

/* A skippable frame that is not ours has a head of 8 bytes. */
static enum nb_status foreign(const uint8_t *head, struct nb_place *place,
			      struct nb_error *err)
{
	if ((nb_le32(head) & SKIPPABLE_MASK) != SKIPPABLE)
		return nb_fail_at(err, NB_INVALID, place->offset,
				  "neither a record nor a frame is here");
	place->what = NB_PLACE_FOREIGN;
	place->disguised = nb_record_signed(head);
	place->size = (uint64_t)nb_le32(head + 4) + 8;
	return NB_OK;
}

/* What stands at place->offset, by its head; `frame_size` of a directory. */
static enum nb_status identify(const struct nb_walk *walk,
			       struct nb_place *place, uint64_t *frame_size,
			       struct nb_error *err)
{
	uint8_t head[NB_RECORD_LEAST] = {0};
	uint64_t left = walk->end - walk->at;
	size_t n = left < sizeof(head) ? (size_t)left : sizeof(head);
	enum nb_status st =
		nb_fd_read_at(walk->fd, NULL, walk->at, head, n, err);
	uint32_t size;

	if (st)
		return st;
	if (nb_le32(head) != NB_RECORD_MAGIC)
		return foreign(head, place, err);
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
				  "a structure exceeds the end");
	walk->at += place->size;
	walk->frame_size = next_frame;
	return NB_OK;
}

/* ---- going on behind damage */

#define WINDOW 65536u

/*
 * A record whose checksum is wrong costs as many bytes as it claims to have,
 * and a file can be full of heads that claim much. So the failures of each
 * class of sizes, from a power of two to the next, may cost no more bytes than
 * the scan has come by, and one record: n log n in all. A record beyond that is
 * passed over; what random damage costs is far from it.
 */
static unsigned size_class(uint32_t size)
{
	unsigned k = 0;

	while (size >>= 1)
		k++;
	return k;
}

/* Read a record that a head at `offset` promises into scan->record. */
static enum nb_status try_record(struct nb_scan *scan, uint64_t offset,
				 uint32_t size, uint8_t kind,
				 struct nb_error *err)
{
	uint64_t end = scan->walk.end, *spent = &scan->spent[size_class(size)];
	uint32_t limit = nb_record_limit(kind);
	bool costs = size <= limit && offset <= end && size <= end - offset;
	enum nb_status st;

	if (costs && *spent > offset)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%s: passed over, behind too many that are "
				  "damaged",
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

/* True when a record whose checksum is right stands at `offset`, where `head`
 * is its first bytes. */
static bool record_at(struct nb_scan *scan, const uint8_t *head,
		      uint64_t offset)
{
	uint32_t size;
	uint8_t kind;

	return nb_record_head(head, offset, &kind, &size, NULL) == NB_OK &&
	       try_record(scan, offset, size, kind, NULL) == NB_OK;
}

/* Look for a record in the n bytes of the window that stand at `from`. */
static bool look_in(struct nb_scan *scan, const uint8_t *window, size_t n,
		    uint64_t from)
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

/* Stand at the next valid record from `at` on, or at the end. */
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
		if (st || look_in(scan, window, n, at))
			goto out;
		if (n < WINDOW + NB_RECORD_HEAD)
			break;
	}
	walk->at = walk->end;
out:
	free(window);
	return st;
}

/* A frame that the file does not hold as a whole is the last thing in it:
 * what its bytes look like is no record. */
static enum nb_status cut_frame(struct nb_scan *scan, struct nb_place *place,
				struct nb_error *err)
{
	scan->walk.frame_size = 0;
	scan->walk.at = scan->walk.end;
	return nb_fail_at(err, NB_INVALID, place->offset,
			  "page frame: it is cut off");
}

static enum nb_status read_record(struct nb_scan *scan, struct nb_place *place,
				  struct nb_error *err)
{
	bool unsealed = place->kind == NB_RECORD_UNSEALED;
	enum nb_status st;

	if (unsealed && place->offset != scan->append)
		return nb_fail_at(err, NB_INVALID, place->offset,
				  "an unfinished segment is here");
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
				"a record's magic number is that of a foreign "
				"frame");
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
