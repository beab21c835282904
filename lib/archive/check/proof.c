/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making proofs: that a page or an item belongs to the corpus, and that the
 * corpus has only grown since an earlier commit (format-spec/nbarc-format.md,
 * sections 11 and 19). proof_check.c checks them.
 *
 * Both are paths in the Merkle tree of the log. A path that does not lead to
 * the root of the commit record would prove nothing: each is checked before it
 * is written.
 */
#include "archive/catalogue/entry.h"
#include "archive/log/log.h"
#include "archive/read/find.h"
#include "archive/read/history.h"
#include "archive/read/kept.h"
#include "archive/show/withdrawn.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/proof.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* NB_INVALID for a log that does not lead to the Merkle root. */
static enum nb_status broken_log(const struct nb_archive *a,
				 struct nb_error *err)
{
	return nb_fail_at(err, NB_INVALID, a->commit.log,
			  "log: its hashes do not lead to the Merkle root");
}

/* ---- the path of a leaf */

/* What a proof is about. `id` is the identifier of the page or the item, of
 * which the first page_len bytes are that of the page. */
struct subject {
	const char *id;
	size_t page_len;
	unsigned number;   /* of the item; 0: it is the page */
	uint32_t revision; /* as asked for; 0: the newest */
};

/* Find the revision, with what of the page is hidden. */
static enum nb_status find(struct nb_archive *a, const struct subject *s,
			   const struct nb_entry **e, struct nb_error *err)
{
	return nb_archive_find_detail(a, s->id, s->page_len, s->revision,
				      NB_DETAIL_HASHES, e, err);
}

/* Set *index to that of the entry's leaf, and make its path. The entry is no
 * longer valid then: the log uses the catalogue. */
static enum nb_status make_path(struct nb_archive *a, const struct nb_entry *e,
				uint64_t *index, struct nb_path *path,
				struct nb_error *err)
{
	struct nb_log_key key = {e->commit, e->id, e->revision};
	uint8_t leaf[NB_SHA256_SIZE];
	char id[UINT8_MAX];
	struct nb_subtrees subtrees;
	struct nb_log log;
	enum nb_status st = nb_archive_log(a, &log, err);

	memcpy(id, e->id.text, e->id.len);
	key.id.text = id;
	nb_merkle_leaf(e, leaf);
	subtrees = nb_log_subtrees(&log);
	if (!st)
		st = nb_log_find(&log, &key, index, err);
	if (!st && *index >= a->commit.revisions)
		st = broken_log(a, err);
	if (!st)
		st = nb_path_inclusion(&subtrees, *index, a->commit.revisions,
				       path, err);
	if (!st && !nb_path_includes(path, leaf, *index, a->commit.revisions,
				     a->commit.root))
		st = broken_log(a, err);
	nb_log_free(&log);
	return st;
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
		(int)e->id.len, e->id.text, e->revision,
		e->state == NB_STATE_PURGED ? e->formerly : e->state);

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

/* Append the line of the subject, with the revision if one was asked for. */
static enum nb_status add_subject(struct nb_buf *out, const struct subject *s)
{
	return s->revision ? nb_buf_printf(out, "subject %s@%" PRIu32 "\n",
					   s->id, s->revision)
			   : nb_buf_printf(out, "subject %s\n", s->id);
}

/* Append the path. */
static enum nb_status add_path(struct nb_buf *out, const struct nb_path *path)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < path->count; i++)
		st = add_hash(out, "path", path->hashes[i]);
	return st;
}

/* Append the whole proof; `text`, the page's document, may be NULL. A failure
 * is NB_NOMEM without an error text. */
static enum nb_status write_proof(const struct nb_commit *c,
				  const struct subject *s,
				  const struct nb_entry *e, uint64_t index,
				  const struct nb_path *path,
				  const uint8_t *text, struct nb_buf *out)
{
	enum nb_status st = nb_buf_puts(out, "nbarc proof 1\n");

	if (!st)
		st = add_subject(out, s);
	if (!st)
		st = add_hash(out, "root", c->root);
	if (!st)
		st = nb_buf_printf(out,
				   "leaves %" PRIu64 "\nleaf %" PRIu64 "\n",
				   c->revisions, index);
	if (!st)
		st = add_leaf(out, e);
	if (!st)
		st = add_path(out, path);
	if (!st)
		st = nb_buf_printf(out, "text %" PRIu32 "\n",
				   text ? e->len : 0);
	if (!st && text)
		st = nb_buf_puts(out, "\n");
	return st || !text ? st : nb_buf_add(out, text, e->len);
}

/* ---- the whole proof */

/*
 * True if the document may be in the proof: the newest revision decides for all
 * of them (section 9), and the document of a purged one is gone.
 */
static bool may_show(const struct nb_entry *e)
{
	return !nb_entry_is_hidden(e) && !nb_entry_hides_items(e) &&
	       e->state != NB_STATE_PURGED;
}

/* NB_ABSENT for a subject, in the words of nb_query_absent(). */
static enum nb_status absent(const struct subject *s, struct nb_error *err)
{
	return s->revision ? nb_fail(err, NB_ABSENT,
				     "%s@%" PRIu32 ": not in the archive",
				     s->id, s->revision)
			   : nb_fail(err, NB_ABSENT, "%s: not in the archive",
				     s->id);
}

/*
 * See whether there can be a proof of the item. NB_ABSENT, in the words of
 * nb_query_refuse(), if the page was withdrawn or the revision purged: without
 * the document nothing shows that the page had the item. Also NB_ABSENT if the
 * page does not have it.
 */
static enum nb_status check_item(struct nb_archive *a, const struct nb_entry *e,
				 const struct subject *s, struct nb_error *err)
{
	const struct nb_entry_item *item = nb_entry_item_of(e, s->number);
	/* An item of a page that is shown can be proven, withdrawn or not. */
	unsigned hidden = item && nb_entry_is_hidden(e) ? s->number : 0;
	enum nb_status st = nb_refuse_hidden(a, e, hidden, err);

	if (st)
		return st;
	return item && item->state != NB_STATE_MOVED ? NB_OK : absent(s, err);
}

/* Append the proof of what the subject names. */
static enum nb_status make_proof(struct nb_archive *a, const struct subject *s,
				 struct nb_buf *out, struct nb_error *err)
{
	const struct nb_entry *e;
	const uint8_t *text = NULL;
	struct nb_path path;
	uint64_t index = 0;
	enum nb_status st = find(a, s, &e, err);

	if (st == NB_ABSENT)
		return absent(s, err);
	if (!st && s->number)
		st = check_item(a, e, s, err);
	if (!st)
		st = make_path(a, e, &index, &path, err);
	if (!st)
		st = find(a, s, &e, err);
	if (!st && may_show(e))
		st = nb_archive_kept_document(a, e, &text, err);
	if (!st && write_proof(&a->commit, s, e, index, &path, text, out))
		st = nb_fail_mem(err);
	return st;
}

enum nb_status nb_proof_make(struct nb_archive *a, const char *id,
			     uint32_t revision, struct nb_buf *out,
			     struct nb_error *err)
{
	struct subject s = {id, 0, 0, revision};
	size_t start = out->len;
	struct nb_resolved found;
	enum nb_status st = nb_archive_resolve(a, id, strlen(id), 0,
					       NB_DETAIL_KEYS, &found, err);

	s.page_len = found.page_len;
	s.number = found.number;
	if (st == NB_ABSENT)
		st = absent(&s, err);
	if (!st)
		st = make_proof(a, &s, out, err);
	if (st) {
		out->len = start;
		nb_error_file(err, a->path);
	}
	return st;
}

/* ---- that the corpus has only grown */

/* Append the whole proof. A failure is NB_NOMEM without an error text. */
static enum nb_status write_consistency(const struct nb_archive_info *old,
					const struct nb_commit *c,
					const struct nb_path *path,
					struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(
		out, "nbarc consistency 1\nold-leaves %" PRIu64 "\n",
		old->revisions);

	if (!st)
		st = add_hash(out, "old-root", old->root);
	if (!st)
		st = nb_buf_printf(out, "leaves %" PRIu64 "\n", c->revisions);
	if (!st)
		st = add_hash(out, "root", c->root);
	return st ? st : add_path(out, path);
}

/* Append the proof that the corpus has grown from that of the commit. */
static enum nb_status make_consistency(struct nb_archive *a,
				       const struct nb_archive_info *old,
				       struct nb_buf *out, struct nb_error *err)
{
	struct nb_subtrees subtrees;
	struct nb_path path;
	struct nb_log log;
	enum nb_status st;

	if (old->revisions == 0)
		return nb_fail(err, NB_ABSENT,
			       "commit %" PRIu64 " has no pages: every archive "
			       "has grown from it",
			       old->commits);
	st = nb_archive_log(a, &log, err);
	subtrees = nb_log_subtrees(&log);
	if (!st && old->revisions > a->commit.revisions)
		st = broken_log(a, err);
	if (!st)
		st = nb_path_consistency(&subtrees, old->revisions,
					 a->commit.revisions, &path, err);
	if (!st && !nb_path_consistent(&path, old->revisions, old->root,
				       a->commit.revisions, a->commit.root))
		st = broken_log(a, err);
	if (!st && write_consistency(old, &a->commit, &path, out))
		st = nb_fail_mem(err);
	nb_log_free(&log);
	return st;
}

enum nb_status nb_consistency_make(struct nb_archive *a, const char *commit,
				   struct nb_buf *out, struct nb_error *err)
{
	struct nb_archive_info old;
	size_t start = out->len;
	enum nb_status st = nb_archive_find_commit(a, commit, &old, err);

	if (!st)
		st = make_consistency(a, &old, out, err);
	if (st) {
		out->len = start;
		nb_error_file(err, a->path);
	}
	return st;
}
