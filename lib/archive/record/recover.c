/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the newest commit of a file whose end is not one (section 9). */
#include "archive/record/recover.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/error.h"
#include "base/file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STEP ((size_t)1 << 20)
#define SIGNATURE "nbarcC\1"
#define SIGNATURE_LEN 8u /* with its NUL, which is the reserved byte */

static bool take_step(uint64_t *steps)
{
	if (*steps == 0)
		return false;
	(*steps)--;
	return true;
}

/*
 * True when a walk from the start of the commit's segment, structure by
 * structure, arrives at the commit: then it stands between frames, and is not
 * text of a page that looks like one. *steps are left for this walk and all
 * that may follow it: a file can be full of commit records that no walk
 * reaches.
 */
static bool walk_reaches(int fd, const struct nb_commit *commit,
			 uint64_t *steps)
{
	struct nb_walk walk = {
		.fd = fd, .at = commit->segment, .end = commit->offset};
	struct nb_place place;

	while (walk.at < commit->offset)
		if (!take_step(steps) || nb_walk_next(&walk, &place, NULL))
			return false;
	return walk.at == commit->offset;
}

/* The last signature in data before *at (exclusive), as an index. */
static bool last_signature(const uint8_t *data, size_t *at)
{
	while (*at > 0) {
		(*at)--;
		if (data[*at] == 'n' &&
		    memcmp(data + *at, SIGNATURE, SIGNATURE_LEN) == 0)
			return true;
	}
	return false;
}

/* Try the signatures in the window of the file [from, from + len), last one
 * first; the window has SIGNATURE_LEN further bytes. */
static bool search_window(int fd, uint64_t size, const uint8_t *data,
			  uint64_t from, size_t len, uint64_t *steps,
			  struct nb_commit *commit, enum nb_status *unsupported,
			  struct nb_error *err)
{
	size_t at = len;
	enum nb_status st;

	while (last_signature(data, &at)) {
		uint64_t offset = from + at;

		if (offset < NB_HEADER_SIZE + 8 ||
		    offset - 8 > size - NB_COMMIT_SIZE)
			continue;
		st = nb_commit_read(fd, offset - 8, commit, NULL, err);
		if (st == NB_UNSUPPORTED) {
			*unsupported = st;
			return true;
		}
		if (!st && walk_reaches(fd, commit, steps))
			return true;
	}
	return false;
}

static enum nb_status search_back(int fd, uint64_t size,
				  struct nb_commit *commit,
				  struct nb_error *err)
{
	uint8_t *data = malloc(STEP + SIGNATURE_LEN);
	enum nb_status st = NB_OK, found = NB_OK;
	uint64_t end = size;
	uint64_t steps = size / 8; /* over the smallest structures there are */

	if (!data)
		return nb_fail_mem(err);
	while (end > NB_HEADER_SIZE) {
		uint64_t from = end > STEP ? end - STEP : 0;
		size_t len = (size_t)(end - from);
		size_t more = size - end < SIGNATURE_LEN ? (size_t)(size - end)
							 : SIGNATURE_LEN;

		memset(data + len, 0, SIGNATURE_LEN);
		st = nb_fd_read_at(fd, NULL, from, data, len + more, err);
		if (st || search_window(fd, size, data, from, len, &steps,
					commit, &found, err))
			goto out;
		end = from;
	}
	st = nb_fail_at(err, NB_INVALID, size,
			"no commit record: the archive is cut off or damaged");
out:
	free(data);
	return st ? st : found;
}

enum nb_status nb_commit_find(int fd, uint64_t size, struct nb_commit *commit,
			      struct nb_error *err)
{
	enum nb_status st;

	if (size < NB_HEADER_SIZE + NB_COMMIT_SIZE)
		return nb_fail_at(err, NB_INVALID, size,
				  "the archive is cut off: no commit record");
	st = nb_commit_read(fd, size - NB_COMMIT_SIZE, commit, NULL, err);
	if (st == NB_OK || st == NB_UNSUPPORTED || st == NB_IO)
		return st;
	return search_back(fd, size, commit, err);
}
