/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying the log (format-spec/nbarc-format.md, sections 11 and 14).
 *
 * Hashing the leaves again gives every hash that a log record has, and the root
 * of every commit. A problem ends the check: what comes after it depends on it.
 */
#include "archive/check/verify_log.h"
#include "archive/catalogue/entry.h"
#include "archive/read/history.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A part ends when it has so many leaves, or so many bytes of identifiers: some
 * 120 MiB of memory. */
#define PART_LEAVES ((size_t)1 << 20)
#define PART_IDS ((size_t)32 << 20)

/* A leaf of the part: its key, whose identifier is in `ids`, and its hash once
 * its entry was found. */
struct nb_checked_leaf {
	struct nb_log_key key;
	uint8_t hash[NB_SHA256_SIZE];
	bool found;
};

static const struct nb_string no_page = {"", 0};

/* Report a problem, which ends the check. */
static void report(struct nb_log_check *c, struct nb_error *err)
{
	nb_verify_report(c->v, NB_HURT_LOG, no_page, 0, NULL, err);
	c->over = true;
}

static void report_at(struct nb_log_check *c, uint64_t offset, const char *what)
{
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, offset, "log: %s", what);
	report(c, &err);
}

/* Report the failure of a function of the log, unless it ends the verification:
 * then it is returned. */
static enum nb_status judge(struct nb_log_check *c, enum nb_status st,
			    struct nb_error *err)
{
	if (!st || nb_verify_fatal(st))
		return st;
	report(c, err);
	return NB_OK;
}

/* ---- the keys of a part */

/* Add the keys of a record to the part. Their identifiers are offsets in `ids`
 * until the part has all keys, since that moves. */
static enum nb_status add_keys(struct nb_log_check *c,
			       const struct nb_log_node *node,
			       struct nb_error *err)
{
	uint64_t wanted = c->leaves - node->place.first, i;
	size_t n = (size_t)(wanted < node->place.count ? wanted
						       : node->place.count);
	struct nb_checked_leaf *grown =
		nb_grow(c->part, &c->cap, c->count + n, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	c->part = grown;
	for (i = 0; i < n; i++) {
		struct nb_checked_leaf *leaf = &grown[c->count++];
		const struct nb_log_key *key = &node->keys[i];

		memset(leaf, 0, sizeof(*leaf));
		leaf->key = *key;
		leaf->key.id.text = NULL;
		if (nb_buf_add(&c->ids, key->id.text, key->id.len))
			return nb_fail_mem(err);
	}
	c->to += n;
	return NB_OK;
}

/* For qsort(): the order of the catalogue. */
static int by_key(const void *a, const void *b)
{
	const struct nb_log_key *x =
		&(*(struct nb_checked_leaf *const *)a)->key;
	const struct nb_log_key *y =
		&(*(struct nb_checked_leaf *const *)b)->key;
	struct nb_entry_key kx = {x->id, x->revision},
			    ky = {y->id, y->revision};

	return nb_key_compare(&kx, &ky);
}

/* Complete the identifiers of the part, check that its keys go on from those
 * before, and sort them. */
static enum nb_status sort_keys(struct nb_log_check *c, struct nb_error *err)
{
	const char *id = (const char *)c->ids.data;
	const struct nb_log_key *before = c->last.commit ? &c->last : NULL;
	size_t i;

	free(c->sorted);
	c->sorted = nb_alloc(c->count, sizeof(struct nb_checked_leaf *));
	if (!c->sorted)
		return nb_fail_mem(err);
	for (i = 0; i < c->count; i++) {
		struct nb_log_key *key = &c->part[i].key;

		key->id.text = id;
		id += key->id.len;
		if (!c->over && before && nb_log_key_compare(before, key) >= 0)
			report_at(c, c->log.top.offset,
				  "its keys are not in order");
		before = key;
		c->sorted[i] = &c->part[i];
	}
	if (c->count)
		qsort(c->sorted, c->count, sizeof(struct nb_checked_leaf *),
		      by_key);
	return NB_OK;
}

/* Load the keys of the next part, which begins where the last one ended. */
static enum nb_status begin_part(struct nb_log_check *c, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	c->count = c->next = 0;
	c->ids.len = 0;
	while (!st && c->to < c->leaves && c->count < PART_LEAVES &&
	       c->ids.len < PART_IDS) {
		const struct nb_log_node *node;

		st = nb_log_keys_of(&c->log, c->to, &node, err);
		if (!st)
			st = add_keys(c, node, err);
	}
	if (!st)
		st = sort_keys(c, err);
	return judge(c, st, err);
}

/* ---- the entries of a part */

void nb_log_check_entry(struct nb_log_check *c, const struct nb_entry *e)
{
	const struct nb_entry_key key = {e->id, e->revision};

	for (; !c->over && c->next < c->count; c->next++) {
		struct nb_checked_leaf *leaf = c->sorted[c->next];
		struct nb_entry_key wanted = {leaf->key.id, leaf->key.revision};
		int order = nb_key_compare(&wanted, &key);

		if (order > 0)
			return;
		/* A leaf that is passed over stays as not found. */
		if (order == 0 && leaf->key.commit == e->commit) {
			nb_merkle_leaf(e, leaf->hash);
			leaf->found = true;
		}
	}
}

/* Go through the catalogue for the entries of a part. */
static enum nb_status find_entries(struct nb_log_check *c, struct nb_error *err)
{
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	enum nb_status st = nb_cursor_create_detail(
		c->v->archive, "", 0, true, NB_DETAIL_HASHES, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		nb_log_check_entry(c, e);
	}
	nb_cursor_free(cursor);
	/* The catalogue was read before without a problem, or with one that was
	 * reported. */
	return judge(c, st, err);
}

/* ---- the hashes of a part */

/* Compare the roots of commits that have as many leaves as were checked. */
static void compare_roots(struct nb_log_check *c)
{
	struct nb_error err;
	uint8_t root[NB_SHA256_SIZE];

	nb_edge_root(&c->edge, root);
	for (; !c->over && c->commit < c->chain.count; c->commit++) {
		const struct nb_past *past = &c->chain.list[c->commit];

		if (past->revisions > c->edge.leaves)
			return;
		if (past->revisions == c->edge.leaves &&
		    memcmp(past->root, root, NB_SHA256_SIZE) == 0)
			continue;
		(void)nb_fail_at(&err, NB_INVALID, c->v->archive->commit.offset,
				 "commit %" PRIu64 ": the Merkle root does not "
				 "match",
				 past->number);
		nb_verify_report(c->v, NB_HURT_STRUCTURE, no_page, 0, NULL,
				 &err);
		c->over = true;
	}
}

/* Compare the hash of a child of the node of this level that has the last leaf
 * which was checked. */
static enum nb_status compare_child(struct nb_log_check *c, unsigned level,
				    const uint8_t hash[NB_SHA256_SIZE],
				    struct nb_error *err)
{
	struct nb_log_child child;
	enum nb_status st = nb_log_child_of(&c->log, c->edge.leaves - 1, level,
					    &child, err);

	if (!st && memcmp(child.hash, hash, NB_SHA256_SIZE) != 0)
		report_at(c, c->log.nodes[level].place.offset,
			  "a hash of a child does not match");
	return judge(c, st, err);
}

/* Compare the hashes that the last leaf completes; `height` is that of the
 * highest perfect subtree that ends with it. */
static enum nb_status compare_complete(struct nb_log_check *c, unsigned height,
				       nb_complete complete,
				       struct nb_error *err)
{
	uint64_t last = c->edge.leaves - 1;
	const struct nb_log_node *node;
	enum nb_status st;
	unsigned level;

	if (height < NB_LOG_GROUP_HEIGHT)
		return NB_OK;
	st = nb_log_leaves(&c->log, last, &node, err);
	if (!st && memcmp(complete[NB_LOG_GROUP_HEIGHT],
			  nb_log_node_group(
				  node, (unsigned)(last - node->place.first) /
						NB_LOG_GROUP),
			  NB_SHA256_SIZE) != 0)
		report_at(c, node->place.offset,
			  "a hash of a group does not match");
	st = judge(c, st, err);
	for (level = 1; !st && !c->over && level <= c->log.top.level &&
			nb_log_height(level - 1) <= height;
	     level++)
		st = compare_child(c, level, complete[nb_log_height(level - 1)],
				   err);
	return st;
}

/* Compare the hashes of children that are not complete, at the end of the log.
 */
static enum nb_status compare_spine(struct nb_log_check *c,
				    struct nb_error *err)
{
	uint8_t hash[NB_SHA256_SIZE];
	enum nb_status st = NB_OK;
	unsigned level;

	for (level = 1; !st && !c->over && level <= c->log.top.level; level++) {
		if (c->edge.leaves % nb_log_span(level - 1) == 0)
			continue;
		nb_edge_rest(&c->edge, nb_log_height(level - 1), hash);
		st = compare_child(c, level, hash, err);
	}
	return st;
}

/* Report the first leaf of the part whose entry was not found, if any. */
static void report_missing(struct nb_log_check *c)
{
	struct nb_error err;
	size_t i;

	for (i = 0; !c->over && i < c->count; i++) {
		const struct nb_log_key *key = &c->part[i].key;

		if (c->part[i].found)
			continue;
		(void)nb_fail_at(&err, NB_INVALID, c->log.top.offset,
				 "log: %.*s@%" PRIu32 " of commit %" PRIu32
				 " is not in the catalogue",
				 (int)key->id.len, key->id.text, key->revision,
				 key->commit);
		report(c, &err);
	}
}

/* Remember the last key of the part for the next one. */
static void keep_last(struct nb_log_check *c)
{
	if (!c->count)
		return;
	c->last = c->part[c->count - 1].key;
	memcpy(c->last_id, c->last.id.text, c->last.id.len);
	c->last.id.text = c->last_id;
}

/* Add the leaves of the part, and compare what becomes complete. */
static enum nb_status check_part(struct nb_log_check *c, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	nb_complete complete;
	size_t i;

	report_missing(c);
	for (i = 0; !st && !c->over && i < c->count; i++) {
		unsigned height =
			nb_edge_add(&c->edge, 0, c->part[i].hash, complete);

		st = compare_complete(c, height, complete, err);
		if (!st)
			compare_roots(c);
	}
	keep_last(c);
	return st;
}

/* ---- the whole log */

enum nb_status nb_log_check_begin(struct nb_log_check *c, struct nb_verifier *v,
				  struct nb_error *err)
{
	struct nb_archive *a = v->archive;
	enum nb_status st;

	memset(c, 0, sizeof(*c));
	c->v = v;
	c->leaves = a->commit.revisions;
	/* A broken chain was reported with the commits; the newest root can be
	 * compared even so. */
	st = nb_archive_chain(a, &c->chain, err);
	if (nb_verify_fatal(st))
		return st;
	st = nb_archive_log(a, &c->log, err);
	if (!st && c->leaves > c->log.top.count)
		st = nb_fail_at(err, NB_INVALID, a->commit.offset,
				"commit record: its log has another size");
	st = judge(c, st, err);
	if (!st && !c->over)
		compare_roots(c); /* of commits without pages */
	return st || c->over ? st : begin_part(c, err);
}

enum nb_status nb_log_check_end(struct nb_log_check *c, struct nb_error *err)
{
	enum nb_status st = c->over ? NB_OK : check_part(c, err);

	while (!st && !c->over && c->to < c->leaves) {
		st = begin_part(c, err);
		if (!st && !c->over)
			st = find_entries(c, err);
		if (!st && !c->over)
			st = check_part(c, err);
	}
	/* A commit from before the file was rewritten ends inside the log. */
	if (!st && !c->over && c->leaves == c->log.top.count)
		st = compare_spine(c, err);
	return st;
}

void nb_log_check_free(struct nb_log_check *c)
{
	nb_log_free(&c->log);
	nb_earlier_free(&c->chain);
	nb_buf_free(&c->ids);
	free(c->part);
	free(c->sorted);
}
