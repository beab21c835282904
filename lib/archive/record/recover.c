/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching for the newest commit of a file that does not end with one
 * (format-spec/nbarc-format.md, section 10.2).
 *
 * Since pages are stored as they come, one may contain bytes that form valid
 * commit records. So a walk from the header, structure by structure, notes the
 * commit records that it comes to: after an append that was not finished, the
 * last of these is the newest one.
 *
 * If the walk comes to damage, what follows is read backwards in windows, and
 * every place with the signature of a commit record is tried. A candidate
 * counts only if the chain of commits leads from it to one of those that were
 * noted, and if walks through the segments between them arrive at each.
 */
#include "archive/record/recover.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)1 << 20) /* bytes that are searched at a time */
/* The largest file far away that is searched: it is transferred for that. */
#define FAR_MOST ((uint64_t)64 << 20)

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

/* What a walk from the header has found. The list is owned. */
struct noted {
	uint64_t *commits; /* offsets of commit records, rising */
	size_t count, cap;
	uint64_t reached; /* the walk ended before the structure here */
	/* No commit can follow: an append was not finished here, or the file
	 * is cut off inside of a structure. */
	bool over;
};

/* Walk from the header as far as structures follow one another. */
static enum nb_status walk_file(struct nb_file file, uint64_t size,
				struct noted *n, struct nb_error *err)
{
	struct nb_walk walk = {.file = file, .at = NB_HEADER_SIZE, .end = size};
	struct nb_place place;
	uint64_t *grown;

	while (walk.at < size && !n->over) {
		enum nb_status st;

		place.size = 0;
		st = nb_walk_next(&walk, &place, err);
		if (st == NB_IO || st == NB_NOMEM)
			return st;
		n->over = st && place.size > size - walk.at;
		if (st)
			break;
		if (place.what != NB_PLACE_RECORD)
			continue;
		n->over = place.kind == NB_RECORD_UNSEALED;
		if (place.kind != NB_RECORD_COMMIT)
			continue;
		grown = nb_grow(n->commits, &n->cap, n->count + 1,
				sizeof(*grown));
		if (!grown)
			return nb_fail_mem(err);
		n->commits = grown;
		grown[n->count++] = place.offset;
	}
	n->reached = walk.at;
	return NB_OK;
}

/* For bsearch() in the offsets of commit records. */
static int by_offset(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static bool is_noted(const struct noted *n, uint64_t offset)
{
	return n->count && bsearch(&offset, n->commits, n->count,
				   sizeof(offset), by_offset);
}

/*
 * True if a walk from the start of the commit's segment arrives at the commit:
 * then it stands between structures and is not text of a page that looks like
 * one.
 */
static bool walk_reaches(struct nb_file file, const struct nb_commit *c,
			 struct budget *budget)
{
	struct nb_walk walk = {
		.file = file, .at = c->segment, .end = c->offset};

	return walk_to(&walk, c->offset, budget);
}

/* True if the damage at which the walk from the header ended is in the segment
 * of the commit: a walk through it shows nothing. */
static bool has_damage(const struct nb_commit *c, const struct noted *n)
{
	return c->segment <= n->reached && n->reached < c->offset;
}

/* Replace *c by the commit before it; false if that is not the one whose hash
 * *c states. */
static bool step_back(struct nb_file file, struct nb_commit *c)
{
	uint8_t sha256[NB_SHA256_SIZE];
	struct nb_commit before;

	if (nb_commit_read(file, c->previous, &before, sha256, NULL) ||
	    memcmp(sha256, c->previous_sha256, NB_SHA256_SIZE) != 0 ||
	    before.number + 1 != c->number)
		return false;
	*c = before;
	return true;
}

/* True if the chain leads from the candidate to a commit that was noted, or
 * through the damage to the first of the file. */
static bool chain_holds(struct nb_file file, const struct nb_commit *candidate,
			const struct noted *n, struct budget *budget)
{
	struct nb_commit c = *candidate;

	if (!walk_reaches(file, &c, budget))
		return false;
	while (c.previous && budget->steps) {
		budget->steps--;
		if (!step_back(file, &c))
			return false;
		if (is_noted(n, c.offset))
			return true;
		if (c.offset < n->reached ||
		    (!has_damage(&c, n) && !walk_reaches(file, &c, budget)))
			return false;
	}
	return c.previous == 0;
}

/*
 * True if the bytes at `offset` are a commit record that a newer version wrote:
 * its checksum is right. It may have another size than those of this version.
 */
static bool is_newer(struct nb_file file, uint64_t offset, uint64_t size,
		     struct budget *budget, struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD], kind;
	struct nb_buf record = {0};
	uint32_t bytes;
	enum nb_status st;

	if (nb_file_read_at(file, NULL, offset, head, sizeof(head), NULL) ||
	    nb_record_head(head, offset, &kind, &bytes, NULL) ||
	    bytes > budget->bytes)
		return false;
	st = nb_record_read(file, offset, bytes, size, NB_RECORD_COMMIT,
			    NB_NODE_MAX, &record, err);
	nb_buf_free(&record);
	if (st != NB_UNSUPPORTED)
		budget->bytes -= bytes;
	return st == NB_UNSUPPORTED;
}

/*
 * Look for a record of a newer version after the place where the walk ended:
 * NB_UNSUPPORTED if there is one. Text of a page may look like such a record,
 * but a walk that goes on after damage does not come to it.
 */
static enum nb_status find_newer(struct nb_file file, uint64_t from,
				 uint64_t size, struct nb_error *err)
{
	struct nb_scan scan = {.walk = {.file = file, .at = from, .end = size}};
	enum nb_status st = NB_OK;
	struct nb_place place;

	while (!st && scan.walk.at < size) {
		st = nb_scan_next(&scan, &place, err);
		if (st == NB_INVALID)
			st = NB_OK;
	}
	nb_scan_free(&scan);
	return st;
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

/* A search from the end of the file back to where the walk ended. */
struct search {
	struct nb_file file;
	uint64_t size; /* of the file */
	const struct noted *noted;
	struct budget budget;
	bool scanned; /* find_newer() has found nothing */
};

/*
 * Try the signature of a commit record at `offset`. Set *found if it is that of
 * the newest commit, which is in *commit. NB_UNSUPPORTED if it needs a newer
 * reader.
 */
static enum nb_status try_commit(struct search *s, uint64_t offset,
				 struct nb_commit *commit, bool *found,
				 struct nb_error *err)
{
	enum nb_status st = NB_INVALID;

	if (offset <= s->size - NB_COMMIT_SIZE)
		st = nb_commit_read(s->file, offset, commit, NULL, err);
	if (!st)
		*found = chain_holds(s->file, commit, s->noted, &s->budget);
	if (st != NB_UNSUPPORTED &&
	    (!st || !is_newer(s->file, offset, s->size, &s->budget, err)))
		return NB_OK;
	if (s->scanned)
		return NB_OK;
	s->scanned = true;
	return find_newer(s->file, s->noted->reached, s->size, err);
}

/*
 * Try the signatures that begin in the window [from, from + len) of the file,
 * the last one first; `data` has the window and SIGNATURE_LEN bytes more.
 */
static enum nb_status search_window(struct search *s, const uint8_t *data,
				    uint64_t from, size_t len,
				    struct nb_commit *commit, bool *found,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at = len;

	while (!st && !*found && last_signature(data, &at))
		if (from + at >= NB_HEADER_SIZE + SIGNATURE_AT)
			st = try_commit(s, from + at - SIGNATURE_AT, commit,
					found, err);
	return st;
}

/* Search what follows the place where the walk ended, from the end of the file
 * on. *found is false if there is no commit. */
static enum nb_status search_back(struct nb_file file, uint64_t size,
				  const struct noted *noted,
				  struct nb_commit *commit, bool *found,
				  struct nb_error *err)
{
	uint8_t *data = malloc(WINDOW + SIGNATURE_LEN);
	enum nb_status st = NB_OK;
	uint64_t end = size;
	/* No structure has fewer than 8 bytes (a foreign skippable frame), so
	 * that one walk over the whole file is never cut short. */
	struct search s = {.file = file,
			   .size = size,
			   .noted = noted,
			   .budget = {.steps = size / 8, .bytes = size}};

	*found = false;
	if (!data)
		return nb_fail_mem(err);
	while (!st && !*found && end > noted->reached) {
		uint64_t from = end - noted->reached > WINDOW ? end - WINDOW
							      : noted->reached;
		size_t len = (size_t)(end - from);
		size_t more = size - end < SIGNATURE_LEN ? (size_t)(size - end)
							 : SIGNATURE_LEN;

		/*
		 * A signature may begin in this window and end in the one that
		 * was searched before. At the end of the file there is nothing
		 * more to read.
		 */
		memset(data + len, 0, SIGNATURE_LEN);
		st = nb_file_read_at(file, NULL, from, data, len + more, err);
		if (!st)
			st = search_window(&s, data, from, len, commit, found,
					   err);
		end = from;
	}
	free(data);
	return st;
}

/* The newest of the commits that the walk has noted; one that is damaged is
 * passed over, unlike one that a newer version wrote. */
static enum nb_status newest_noted(struct nb_file file, uint64_t size,
				   const struct noted *noted,
				   struct nb_commit *commit,
				   struct nb_error *err)
{
	struct budget budget = {.bytes = size};
	size_t i;

	for (i = noted->count; i-- > 0;) {
		enum nb_status st = nb_commit_read(file, noted->commits[i],
						   commit, NULL, err);

		if (st != NB_INVALID)
			return st;
		if (is_newer(file, noted->commits[i], size, &budget, err))
			return NB_UNSUPPORTED;
	}
	return nb_fail_at(err, NB_INVALID, size,
			  "the archive has no commit record: it is cut off or "
			  "damaged");
}

/* Find the newest commit of a file that does not end with one. */
static enum nb_status search(struct nb_file file, uint64_t size,
			     struct nb_commit *commit, struct nb_error *err)
{
	struct noted noted = {NULL, 0, 0, 0, false};
	enum nb_status st = walk_file(file, size, &noted, err);
	bool found = false;

	if (!st && !noted.over && noted.reached < size)
		st = search_back(file, size, &noted, commit, &found, err);
	if (!st && !found)
		st = newest_noted(file, size, &noted, commit, err);
	free(noted.commits);
	return st;
}

enum nb_status nb_commit_find(struct nb_file file, uint64_t size,
			      struct nb_commit *commit, struct nb_error *err)
{
	enum nb_status st;

	if (size < NB_HEADER_SIZE + NB_COMMIT_SIZE)
		return nb_fail_at(
			err, NB_INVALID, size,
			"the archive is cut off: it has no commit record");
	st = nb_commit_read(file, size - NB_COMMIT_SIZE, commit, NULL, err);
	/* Anything but damage at the end is no reason to search. */
	if (st == NB_OK || st == NB_UNSUPPORTED || st == NB_IO)
		return st;
	if (nb_file_is_far(file) && size > FAR_MOST)
		return nb_fail_at(err, NB_LIMIT, size,
				  "the archive does not end with a commit "
				  "record, and is too large to be searched for "
				  "one from afar (64 MiB); if nobody is adding "
				  "to it, download it and read it here");
	return search(file, size, commit, err);
}
