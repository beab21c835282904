/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/walk.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

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
