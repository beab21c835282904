/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a proof that a page or an item belongs to the corpus
 * (format-spec/nbarc-format.md, sections 11 and 19); proof_check.c checks one.
 *
 * The proof is the path in the Merkle tree from the leaf of the page's entry to
 * the root. Which hashes that path needs depends on the index of the leaf, so
 * the catalogue is gone through twice: once, without hashes, to count the
 * entries before this one, and once to compute the tree.
 */
#include "archive/catalogue/entry.h"
#include "archive/catalogue/merkle.h"
#include "archive/read/find.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/proof.h>
#include <nbarc/tei.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- the path */

/* True if both are the same revision of the same page. */
static bool is_entry(const struct nb_entry *a, const struct nb_entry *b)
{
	return a->revision == b->revision && a->id.len == b->id.len &&
	       memcmp(a->id.text, b->id.text, a->id.len) == 0;
}

/*
 * Set *index to the index of the entry's leaf: the number of entries before it.
 */
static enum nb_status find_leaf(struct nb_archive *a,
				const struct nb_entry *entry, uint64_t *index,
				struct nb_error *err)
{
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	enum nb_status st = nb_cursor_create_detail(
		a, "", 0, true, NB_DETAIL_PLACES, &cursor, err);

	*index = 0;
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e || is_entry(e, entry))
			break;
		++*index;
	}
	if (!st && !e)
		st = nb_fail(err, NB_INVALID,
			     "the catalogue does not list the page");
	nb_cursor_free(cursor);
	return st;
}

/*
 * Compute the Merkle tree, and the path of the leaf path->index in it. The root
 * must be that of the commit: NB_INVALID if not, for the proof would then prove
 * nothing.
 */
static enum nb_status find_path(struct nb_archive *a,
				struct nb_merkle_path *path,
				uint8_t root[NB_SHA256_SIZE], uint64_t *leaves,
				struct nb_error *err)
{
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	struct nb_merkle m;
	enum nb_status st = nb_cursor_create_detail(
		a, "", 0, true, NB_DETAIL_HASHES, &cursor, err);

	nb_merkle_init(&m);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		nb_merkle_add_path(&m, e, path);
	}
	nb_cursor_free(cursor);
	if (st)
		return st;
	nb_merkle_root_path(&m, root, path);
	*leaves = m.leaves;
	if (memcmp(root, a->commit.root, NB_SHA256_SIZE) != 0)
		return nb_fail_at(err, NB_INVALID, a->commit.offset,
				  "commit record: the Merkle root does not "
				  "match");
	return NB_OK;
}

/* ---- writing */

/* Append the line "NAME HASH". */
static enum nb_status add_hash(struct nb_buf *out, const char *name,
			       const uint8_t digest[NB_SHA256_SIZE])
{
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(digest, hex);
	return nb_buf_printf(out, "%s %s\n", name, hex);
}

/* Append the lines of what the leaf hashes. Items that are present are not part
 * of it (section 11). */
static enum nb_status add_leaf(struct nb_buf *out, const struct nb_entry *e)
{
	size_t i;
	enum nb_status st = nb_buf_printf(
		out, "page %.*s\nrevision %" PRIu32 "\nstate %u\n",
		(int)e->id.len, e->id.text, e->revision, e->state);

	if (!st)
		st = add_hash(out, "document", e->sha256);
	if (!st)
		st = add_hash(out, "source", e->source_sha256);
	for (i = 0; !st && i < e->item_count; i++)
		if (e->items[i].state != NB_STATE_PRESENT)
			st = nb_buf_printf(out, "item %u %u\n",
					   e->items[i].number,
					   e->items[i].state);
	return st;
}

/* Append the whole proof; `text`, the page's document, may be NULL. A failure
 * is NB_NOMEM without an error text. */
static enum nb_status write_proof(const char *subject, const struct nb_entry *e,
				  const struct nb_merkle_path *path,
				  const uint8_t root[NB_SHA256_SIZE],
				  uint64_t leaves, const uint8_t *text,
				  struct nb_buf *out)
{
	enum nb_status st =
		nb_buf_printf(out, "nbarc proof 1\nsubject %s\n", subject);
	unsigned i;

	if (!st)
		st = add_hash(out, "root", root);
	if (!st)
		st = nb_buf_printf(out,
				   "leaves %" PRIu64 "\nleaf %" PRIu64 "\n",
				   leaves, path->index);
	if (!st)
		st = add_leaf(out, e);
	for (i = 0; !st && i < path->count; i++)
		st = add_hash(out, "path", path->hashes[i]);
	if (!st)
		st = nb_buf_printf(out, "text %" PRIu32 "\n",
				   text ? e->len : 0);
	if (!st && text)
		st = nb_buf_puts(out, "\n");
	return st || !text ? st : nb_buf_add(out, text, e->len);
}

/* ---- what may be shown */

/* True if the page or one of its items may not be shown. */
static bool has_withdrawn(const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].state == NB_STATE_WITHDRAWN)
			return true;
	return e->state != NB_STATE_PRESENT;
}

/* Set *may if the page's text may be in the proof: the newest revision decides
 * for all of them (section 9). */
static enum nb_status may_show(struct nb_archive *a, const char *id, size_t len,
			       bool *may, struct nb_error *err)
{
	const struct nb_entry *newest;
	enum nb_status st = nb_archive_lookup(a, id, len, 0, NB_DETAIL_HASHES,
					      &newest, err);

	*may = !st && !has_withdrawn(newest);
	return st;
}

/* True if the item with the identifier `id` has its text on the page, shown or
 * not. */
static bool has_item(const struct nb_entry *e, const char *id)
{
	unsigned long number = strtoul(id + e->id.len + 1, NULL, 10);
	const struct nb_entry_item *item =
		nb_entry_item_of(e, (unsigned)number);

	return item && item->state != NB_STATE_MOVED;
}

/* ---- the whole proof */

/* Append the proof of an entry, with its document if `show` is set. */
static enum nb_status make_proof(struct nb_archive *a, const char *id,
				 const struct nb_entry *e, bool show,
				 struct nb_buf *out, struct nb_error *err)
{
	/* Zeros, as nb_merkle_add_path() needs them. */
	struct nb_merkle_path *path = nb_alloc(1, sizeof(*path));
	const uint8_t *text = NULL;
	uint8_t root[NB_SHA256_SIZE];
	uint64_t leaves = 0;
	enum nb_status st =
		path ? find_leaf(a, e, &path->index, err) : nb_fail_mem(err);

	if (!st)
		st = find_path(a, path, root, &leaves, err);
	if (!st && show && !has_withdrawn(e))
		st = nb_archive_kept_document(a, e, &text, err);
	if (!st && write_proof(id, e, path, root, leaves, text, out))
		st = nb_fail_mem(err);
	free(path);
	return st;
}

/* NB_ABSENT for a page, an item or a revision, in the words of
 * nb_query_absent(). */
static enum nb_status absent(const char *id, uint32_t revision,
			     struct nb_error *err)
{
	return revision ? nb_fail(err, NB_ABSENT, "%s@%u: not in the archive",
				  id, revision)
			: nb_fail(err, NB_ABSENT, "%s: not in the archive", id);
}

enum nb_status nb_proof_make(struct nb_archive *a, const char *id,
			     uint32_t revision, struct nb_buf *out,
			     struct nb_error *err)
{
	enum nb_id_level level = nb_id_level(id, strlen(id));
	size_t start = out->len;
	size_t len = level == NB_ID_ITEM ? (size_t)(strrchr(id, '-') - id)
					 : strlen(id);
	const struct nb_entry *e;
	bool show;
	enum nb_status st;

	if (level != NB_ID_PAGE && level != NB_ID_ITEM)
		return nb_fail(err, NB_ABSENT,
			       "%.64s: not the identifier of a page or an item",
			       id);
	st = may_show(a, id, len, &show, err);
	if (!st)
		st = nb_archive_lookup(a, id, len, revision, NB_DETAIL_HASHES,
				       &e, err);
	if (!st && level == NB_ID_ITEM && !has_item(e, id))
		st = NB_ABSENT;
	if (st == NB_ABSENT)
		st = absent(id, revision, err);
	if (!st)
		st = make_proof(a, id, e, show, out, err);
	if (st) {
		out->len = start;
		nb_error_file(err, a->path);
	}
	return st;
}
