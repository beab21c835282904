/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching for the newest commit of a file that does not end with one
 * (format-spec/nbarc-format.md, section 9).
 *
 * The file is read backwards in windows, and every place with the signature of
 * a commit record is tried. Since pages are stored as they come, one may
 * contain bytes that form a valid commit record; so a candidate counts only if
 * a walk from the beginning of its segment, structure by structure, arrives
 * exactly at it.
 */
#include "archive/record/recover.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/error.h"
#include "base/file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)1 << 20) /* bytes that are searched at a time */

/* The bytes 8 to 15 of a commit record; SIGNATURE_AT is their place in it. */
#define SIGNATURE "nbarcC\1"
#define SIGNATURE_AT 8u
#define SIGNATURE_LEN 8u /* with its NUL, which is the reserved byte */

/* Use up one step of a walk; false if none is left. */
static bool take_step(uint64_t *steps)
{
	if (*steps == 0)
		return false;
	(*steps)--;
	return true;
}

/*
 * True if a walk from the start of the commit's segment arrives at the commit:
 * then it stands between structures and is not text of a page that looks like
 * one. *steps is what is left for this walk and all that may follow, since a
 * file can be full of commit records that no walk reaches.
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

/* Find the last signature in data that begins before index *at, which becomes
 * its index. SIGNATURE_LEN bytes from *at on must be readable. */
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

/*
 * Try the signatures that begin in the window [from, from + len) of the file,
 * the last one first; `data` has the window and SIGNATURE_LEN bytes more. True
 * ends the search: *commit is the newest one, or *unsupported says that it
 * needs a newer reader.
 */
static bool search_window(int fd, uint64_t size, const uint8_t *data,
			  uint64_t from, size_t len, uint64_t *steps,
			  struct nb_commit *commit, enum nb_status *unsupported,
			  struct nb_error *err)
{
	size_t at = len;
	enum nb_status st;

	while (last_signature(data, &at)) {
		uint64_t offset = from + at;

		if (offset < NB_HEADER_SIZE + SIGNATURE_AT ||
		    offset - SIGNATURE_AT > size - NB_COMMIT_SIZE)
			continue;
		st = nb_commit_read(fd, offset - SIGNATURE_AT, commit, NULL,
				    err);
		if (st == NB_UNSUPPORTED) {
			*unsupported = st;
			return true;
		}
		if (!st && walk_reaches(fd, commit, steps))
			return true;
	}
	return false;
}

/* Search the whole file, from its end to its beginning. */
static enum nb_status search_back(int fd, uint64_t size,
				  struct nb_commit *commit,
				  struct nb_error *err)
{
	uint8_t *data = malloc(WINDOW + SIGNATURE_LEN);
	enum nb_status st = NB_OK, found = NB_OK;
	uint64_t end = size;
	/* No structure has fewer than 8 bytes (a foreign skippable frame), so
	 * that one walk over the whole file is never cut short. */
	uint64_t steps = size / 8;

	if (!data)
		return nb_fail_mem(err);
	while (end > NB_HEADER_SIZE) {
		uint64_t from = end > WINDOW ? end - WINDOW : 0;
		size_t len = (size_t)(end - from);
		size_t more = size - end < SIGNATURE_LEN ? (size_t)(size - end)
							 : SIGNATURE_LEN;

		/*
		 * A signature may begin in this window and end in the one that
		 * was searched before. At the end of the file there is nothing
		 * more to read.
		 */
		memset(data + len, 0, SIGNATURE_LEN);
		st = nb_fd_read_at(fd, NULL, from, data, len + more, err);
		if (st || search_window(fd, size, data, from, len, &steps,
					commit, &found, err))
			goto out;
		end = from;
	}
	st = nb_fail_at(err, NB_INVALID, size,
			"the archive has no commit record: it is cut off or "
			"damaged");
out:
	free(data);
	return st ? st : found;
}

enum nb_status nb_commit_find(int fd, uint64_t size, struct nb_commit *commit,
			      struct nb_error *err)
{
	enum nb_status st;

	if (size < NB_HEADER_SIZE + NB_COMMIT_SIZE)
		return nb_fail_at(
			err, NB_INVALID, size,
			"the archive is cut off: it has no commit record");
	st = nb_commit_read(fd, size - NB_COMMIT_SIZE, commit, NULL, err);
	/* Anything but damage at the end is no reason to search. */
	if (st == NB_OK || st == NB_UNSUPPORTED || st == NB_IO)
		return st;
	return search_back(fd, size, commit, err);
}
