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

/* The bytes 8 to 13 of a commit record; SIGNATURE_AT is their place in it. A
 * version follows, and flags: a newer writer has others. */
#define SIGNATURE "nbarcC"
#define SIGNATURE_AT 8u
#define SIGNATURE_LEN 6u

/*
 * What the search may still spend, since a file can be full of commit records
 * that no walk reaches, and of heads that promise newer ones.
 */
struct budget {
	uint64_t steps; /* of walks */
	uint64_t bytes; /* of newer commit records that turn out to be none */
};

/* Walk from structure to structure until one does not begin before `offset`;
 * false if the walk comes to a place where none begins, or the budget is used
 * up. */
static bool walk_to(struct nb_walk *walk, uint64_t offset,
		    struct budget *budget)
{
	struct nb_place place;

	while (walk->at < offset) {
		if (budget->steps == 0)
			return false;
		budget->steps--;
		if (nb_walk_next(walk, &place, NULL))
			return false;
	}
	return true;
}

/*
 * True if a walk from the start of the commit's segment arrives at the commit:
 * then it stands between structures and is not text of a page that looks like
 * one.
 */
static bool walk_reaches(int fd, const struct nb_commit *commit,
			 struct budget *budget)
{
	struct nb_walk walk = {
		.fd = fd, .at = commit->segment, .end = commit->offset};

	return walk_to(&walk, commit->offset, budget);
}

/*
 * True if the bytes at `offset` are a commit record of a newer version, or with
 * flags that are unknown: its checksum is right. Its fields are not known, so
 * that a walk cannot begin at its segment; but one from the beginning of the
 * file must not show that it is inside of a structure.
 */
static bool is_newer(int fd, uint64_t offset, uint64_t size,
		     struct budget *budget, struct nb_error *err)
{
	struct nb_walk walk = {.fd = fd, .at = NB_HEADER_SIZE, .end = size};
	uint8_t head[NB_RECORD_HEAD], kind;
	struct nb_buf record = {0};
	uint32_t bytes;
	enum nb_status st;

	if (nb_fd_read_at(fd, NULL, offset, head, sizeof(head), NULL) ||
	    nb_record_known(head) ||
	    nb_record_head(head, offset, &kind, &bytes, NULL) ||
	    bytes > budget->bytes)
		return false;
	st = nb_record_read(fd, offset, bytes, size, NB_RECORD_COMMIT,
			    NB_NODE_MAX, &record, err);
	nb_buf_free(&record);
	if (st != NB_UNSUPPORTED) {
		budget->bytes -= bytes;
		return false;
	}
	return !walk_to(&walk, offset, budget) || walk.at == offset;
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
			  uint64_t from, size_t len, struct budget *budget,
			  struct nb_commit *commit, enum nb_status *unsupported,
			  struct nb_error *err)
{
	size_t at = len;
	enum nb_status st;

	while (last_signature(data, &at)) {
		uint64_t offset = from + at;

		if (offset < NB_HEADER_SIZE + SIGNATURE_AT)
			continue;
		offset -= SIGNATURE_AT;
		if (is_newer(fd, offset, size, budget, err)) {
			*unsupported = NB_UNSUPPORTED;
			return true;
		}
		if (offset > size - NB_COMMIT_SIZE)
			continue;
		st = nb_commit_read(fd, offset, commit, NULL, err);
		if (st == NB_UNSUPPORTED) {
			*unsupported = st;
			return true;
		}
		if (!st && walk_reaches(fd, commit, budget))
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
	struct budget budget = {.steps = size / 8, .bytes = size};

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
		if (st || search_window(fd, size, data, from, len, &budget,
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
