/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encoding and decoding the header and the commit record
 * (format-spec/nbarc-format.md, sections 4 and 8).
 *
 * Both have fixed sizes and fixed places for their fields; the offsets below
 * are those of the tables there. Decoding is strict: a commit record is where
 * all other reading begins, and one that is found by a search may be text of a
 * page that looks like one.
 */
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"
#include "base/sha256.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#define FORMAT_VERSION 1

/* Offsets in the commit record, and bytes of a tree in it. */
#define TREES_AT 216u
#define TREE_SIZE 40u
#define EDGE_AT 856u
#define LOG_AT 1880u
#define ROOTS_AT 1896u
#define EARLIER_AT 1912u
#define RESERVED_AT 1924u

/* Offsets in the header. */
#define FORMAT_AT 16u
#define HASH_AT 18u
#define SHARED_AT 24u
#define HEADER_RESERVED_AT 32u

enum nb_status nb_header_encode(const struct nb_header *header,
				struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = nb_record_begin(out, NB_RECORD_HEADER);

	if (!st)
		st = nb_add_zeros(out,
				  NB_HEADER_SIZE - NB_RECORD_CHECK - out->len);
	if (st)
		return nb_fail_mem(err);
	nb_put16(out->data + FORMAT_AT, FORMAT_VERSION);
	out->data[HASH_AT] = NB_HASH_SHA256;
	nb_put64(out->data + SHARED_AT, header->shared);
	return nb_record_end(out, NB_HEADER_SIZE, err);
}

/* Check the fields of a header whose checksum is right. */
static enum nb_status header_fields(const uint8_t *p, struct nb_header *header,
				    struct nb_error *err)
{
	uint32_t end = nb_record_body_end(p, NB_HEADER_SIZE);
	uint64_t shared;

	if (nb_le16(p + FORMAT_AT) != FORMAT_VERSION)
		return nb_fail_at(
			err, NB_UNSUPPORTED, FORMAT_AT,
			"header: format version %u is unknown to nbarc %s",
			nb_le16(p + FORMAT_AT), NB_VERSION);
	/* Drafts of version 1 have no hash algorithm there. */
	header->draft = nb_reserved_zero(
		p + HASH_AT, NB_HEADER_SIZE - NB_RECORD_CHECK - HASH_AT);
	if (header->draft)
		return nb_fail_at(err, NB_UNSUPPORTED, HASH_AT,
				  "the archive has the format of a draft of "
				  "version 1; 'nbarc rescue' makes a new one "
				  "with all of its pages");
	if (end < HEADER_RESERVED_AT)
		return nb_fail_at(err, NB_INVALID, 0,
				  "header: its extension area is too large");
	if (p[HASH_AT] != NB_HASH_SHA256)
		return nb_fail_newer(err, 0, "header");
	shared = nb_le64(p + SHARED_AT);
	if (shared && (shared < NB_HEADER_SIZE + NB_RECORD_LEAST ||
		       shared > NB_SHARED_MAX))
		return nb_fail_at(
			err, NB_INVALID, SHARED_AT,
			"header: a shared text cannot end at %" PRIu64, shared);
	return NB_OK;
}

enum nb_status nb_header_read(struct nb_file file, struct nb_header *header,
			      struct nb_error *err)
{
	uint8_t p[NB_HEADER_SIZE];
	enum nb_status st = nb_file_read_at(file, NULL, 0, p, sizeof(p), err);

	header->draft = false;
	/* A file that is shorter, or has other letters, is something else; one
	 * with the letters and a wrong checksum is a damaged archive. */
	if (st == NB_INVALID || (!st && memcmp(p + 8, "nbarcH", 6) != 0))
		return nb_fail_at(err, NB_INVALID, 0, "not an nbarc archive");
	if (!st)
		st = nb_record_check(p, sizeof(p), NB_RECORD_HEADER, 0, err);
	if (!st)
		st = header_fields(p, header, err);
	if (!st)
		header->shared = nb_le64(p + SHARED_AT);
	return st;
}

enum nb_status nb_header_fits(const struct nb_header *header,
			      const struct nb_commit *commit,
			      struct nb_error *err)
{
	bool needs = commit->incompatible & NB_FEATURE_SHARED;

	if (needs && !header->shared)
		return nb_fail_at(err, NB_UNSUPPORTED, commit->offset + 88,
				  "the archive needs a shared text, which its "
				  "header does not name");
	if (!needs && header->shared)
		return nb_fail_at(err, NB_INVALID, commit->offset + 88,
				  "commit record: it does not need the shared "
				  "text that the header names");
	return NB_OK;
}

void nb_commit_put_head(uint8_t *p)
{
	nb_record_put_head(p, NB_RECORD_COMMIT);
	nb_put32(p + 4, NB_COMMIT_SIZE - 8);
}

/* Write the TREE_SIZE bytes of a tree to p, which are zeros before. */
static void put_tree(uint8_t *p, const struct nb_tree *tree)
{
	nb_put64(p, tree->root);
	nb_put32(p + 8, tree->root_size);
	p[12] = tree->level;
	nb_put64(p + 16, tree->entries);
	nb_put64(p + 24, tree->first_commit);
	nb_put64(p + 32, tree->last_commit);
}

enum nb_status nb_commit_encode(const struct nb_commit *c, struct nb_buf *out,
				struct nb_error *err)
{
	enum nb_status st = nb_record_begin(out, NB_RECORD_COMMIT);
	uint8_t *p;
	uint32_t i;

	/* All that is not set below is reserved, and zero. */
	if (!st)
		st = nb_add_zeros(out,
				  NB_COMMIT_SIZE - NB_RECORD_CHECK - out->len);
	if (st)
		return nb_fail_mem(err);
	p = out->data;
	nb_put64(p + 16, c->offset);
	nb_put64(p + 24, c->number);
	nb_put64(p + 32, c->time);
	nb_put64(p + 40, c->previous);
	memcpy(p + 48, c->previous_sha256, NB_SHA256_SIZE);
	nb_put64(p + 80, c->segment);
	nb_put64(p + 88, c->incompatible);
	nb_put64(p + 96, c->compatible);
	memcpy(p + 104, c->root, NB_SHA256_SIZE);
	nb_put64(p + 136, c->revisions);
	nb_put64(p + 144, c->pages);
	nb_put64(p + 152, c->items);
	nb_put64(p + 160, c->document_bytes);
	nb_put64(p + 168, c->source_bytes);
	nb_put32(p + 176, c->tree_count);
	p[180] = NB_HASH_SHA256;
	memcpy(p + 184, c->writer, NB_COMMIT_WRITER);
	for (i = 0; i < c->tree_count; i++)
		put_tree(p + TREES_AT + i * TREE_SIZE, &c->trees[i]);
	memcpy(p + EDGE_AT, c->edge, sizeof(c->edge));
	nb_put64(p + LOG_AT, c->log);
	nb_put32(p + LOG_AT + 8, c->log_size);
	p[LOG_AT + 12] = c->log_level;
	nb_put64(p + ROOTS_AT, c->roots);
	nb_put32(p + ROOTS_AT + 8, c->roots_size);
	nb_put64(p + EARLIER_AT, c->earlier);
	nb_put32(p + EARLIER_AT + 8, c->earlier_size);
	return nb_record_end(out, NB_COMMIT_SIZE, err);
}

/* NB_INVALID for the commit record at `offset`, with what is wrong. */
static enum nb_status bad(struct nb_error *err, uint64_t offset,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, offset, "commit record: %s", what);
}

/* True if the record of `size` bytes at `at`, which the commit names, lies
 * between the header and the commit; offset and size 0 name none. */
static bool lies_before(const struct nb_commit *c, uint64_t at, uint32_t size)
{
	if (at == 0)
		return size == 0;
	return at >= NB_HEADER_SIZE && at <= c->offset &&
	       size <= c->offset - at;
}

/* Decode and check the trees at p. Their roots must lie before the record, and
 * they must cover the commits 1 to its number in order. */
static enum nb_status get_trees(const uint8_t *p, struct nb_commit *c,
				struct nb_error *err)
{
	uint64_t next = 1;
	uint32_t i;

	for (i = 0; i < c->tree_count; i++, p += TREE_SIZE) {
		struct nb_tree *t = &c->trees[i];

		t->root = nb_le64(p);
		t->root_size = nb_le32(p + 8);
		t->level = p[12];
		t->entries = nb_le64(p + 16);
		t->first_commit = nb_le64(p + 24);
		t->last_commit = nb_le64(p + 32);
		if (t->level > NB_LEVEL_MAX)
			return bad(err, c->offset, "a tree's level is invalid");
		if (!t->root || !lies_before(c, t->root, t->root_size))
			return bad(err, c->offset,
				   "a tree's root lies outside the archive");
		if (t->first_commit != next || t->last_commit < next ||
		    t->last_commit > c->number)
			return bad(err, c->offset,
				   "the trees do not cover the commits");
		next = t->last_commit + 1;
	}
	/* An archive without a page has no tree, whatever its number. */
	if (c->tree_count && next != c->number + 1)
		return bad(err, c->offset,
			   "the trees do not cover the commits");
	if (!nb_reserved_zero(p, (NB_TREES_MAX - c->tree_count) * TREE_SIZE))
		return nb_fail_newer(err, c->offset, "commit record");
	return NB_OK;
}

/* Decode and check what the record says of the log and the roots record. */
static enum nb_status get_log(const uint8_t *p, struct nb_commit *c,
			      struct nb_error *err)
{
	size_t n = (size_t)__builtin_popcountll(c->revisions);

	memcpy(c->edge, p + EDGE_AT, sizeof(c->edge));
	c->log = nb_le64(p + LOG_AT);
	c->log_size = nb_le32(p + LOG_AT + 8);
	c->log_level = p[LOG_AT + 12];
	c->roots = nb_le64(p + ROOTS_AT);
	c->roots_size = nb_le32(p + ROOTS_AT + 8);
	if (c->revisions > NB_REVISIONS_MAX)
		return bad(err, c->offset, "it has too many page entries");
	if (!nb_reserved_zero((const uint8_t *)(c->edge + n),
			      (NB_LOG_EDGE_MAX - n) * NB_SHA256_SIZE))
		return bad(err, c->offset, "the edge of its log is too long");
	if (c->log_level > NB_LOG_LEVEL_MAX || (!c->log && c->log_level) ||
	    !lies_before(c, c->log, c->log_size))
		return bad(err, c->offset, "its log record is misplaced");
	if (!lies_before(c, c->roots, c->roots_size))
		return bad(err, c->offset, "its roots record is misplaced");
	return NB_OK;
}

/* Check what the record says of the commits before it: number, segment,
 * previous commit and the record of earlier commits. */
static enum nb_status check_chain(const struct nb_commit *c,
				  struct nb_error *err)
{
	bool first = c->previous == 0;

	/*
	 * The first commit of a file is number 1, unless the file was
	 * rewritten: then it keeps its number, which is above 1, and names the
	 * record of earlier commits.
	 */
	if (c->number == 0 || (!first && c->number == 1) ||
	    (first && (c->number == 1) != (c->earlier == 0)))
		return bad(err, c->offset, "its number is invalid");
	if (!lies_before(c, c->earlier, c->earlier_size))
		return bad(err, c->offset,
			   "its record of earlier commits is misplaced");
	if (first && !nb_reserved_zero(c->previous_sha256, NB_SHA256_SIZE))
		return bad(err, c->offset,
			   "it has a previous hash but no previous commit");
	if (!first && (c->previous < NB_HEADER_SIZE ||
		       c->previous > c->offset - NB_COMMIT_SIZE))
		return bad(err, c->offset,
			   "the previous commit does not precede it");
	if (c->segment !=
	    (first ? NB_HEADER_SIZE : c->previous + NB_COMMIT_SIZE))
		return bad(err, c->offset,
			   "its segment begins at the wrong place");
	return NB_OK;
}

enum nb_status nb_commit_decode(const uint8_t *p, uint64_t offset,
				struct nb_commit *c, struct nb_error *err)
{
	enum nb_status st = nb_record_check(p, NB_COMMIT_SIZE, NB_RECORD_COMMIT,
					    offset, err);

	if (st)
		return st;
	memset(c, 0, sizeof(*c));
	c->offset = nb_le64(p + 16);
	c->number = nb_le64(p + 24);
	c->time = nb_le64(p + 32);
	c->previous = nb_le64(p + 40);
	memcpy(c->previous_sha256, p + 48, NB_SHA256_SIZE);
	c->segment = nb_le64(p + 80);
	c->incompatible = nb_le64(p + 88);
	c->compatible = nb_le64(p + 96);
	memcpy(c->root, p + 104, NB_SHA256_SIZE);
	c->revisions = nb_le64(p + 136);
	c->pages = nb_le64(p + 144);
	c->items = nb_le64(p + 152);
	c->document_bytes = nb_le64(p + 160);
	c->source_bytes = nb_le64(p + 168);
	c->tree_count = nb_le32(p + 176);
	memcpy(c->writer, p + 184, NB_COMMIT_WRITER);
	c->earlier = nb_le64(p + EARLIER_AT);
	c->earlier_size = nb_le32(p + EARLIER_AT + 8);
	/* A copy of a commit record that stands elsewhere is none. */
	if (c->offset != offset || offset < NB_HEADER_SIZE)
		return bad(err, offset, "its offset is not what it states");
	/* Before the other fields: a newer writer may use them otherwise. */
	if (c->incompatible & ~NB_FEATURE_SHARED)
		return nb_fail_at(
			err, NB_UNSUPPORTED, offset + 88,
			"the archive needs a newer version than nbarc %s",
			NB_VERSION);
	if (nb_record_body_end(p, NB_COMMIT_SIZE) < RESERVED_AT)
		return bad(err, offset, "its extension area is too large");
	if (p[180] != NB_HASH_SHA256)
		return nb_fail_newer(err, offset, "commit record");
	if (c->tree_count > NB_TREES_MAX)
		return bad(err, offset, "it has too many trees");
	st = check_chain(c, err);
	if (!st)
		st = get_trees(p + TREES_AT, c, err);
	return st ? st : get_log(p, c, err);
}

uint64_t nb_commit_stated(const uint8_t *p)
{
	return nb_le64(p + 16);
}

uint64_t nb_commit_time(const uint8_t *p)
{
	return nb_le64(p + 32);
}

enum nb_status nb_commit_read(struct nb_file file, uint64_t offset,
			      struct nb_commit *c,
			      uint8_t sha256[NB_SHA256_SIZE],
			      struct nb_error *err)
{
	uint8_t p[NB_COMMIT_SIZE];
	enum nb_status st =
		nb_file_read_at(file, NULL, offset, p, sizeof(p), err);

	if (!st)
		st = nb_commit_decode(p, offset, c, err);
	if (!st && sha256)
		nb_sha256(p, sizeof(p), sha256);
	return st;
}

void nb_commit_follow(struct nb_commit *c, const uint8_t sha256[NB_SHA256_SIZE],
		      uint64_t offset)
{
	c->previous = c->offset;
	memcpy(c->previous_sha256, sha256, NB_SHA256_SIZE);
	c->segment = c->offset + NB_COMMIT_SIZE;
	c->number++;
	c->offset = offset;
	if (c->tree_count)
		c->trees[c->tree_count - 1].last_commit = c->number;
}
